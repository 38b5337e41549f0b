//! Uploaded files, by links that expire.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use crate::domain::coverage::LINK_EXPIRED;
use crate::domain::exchange::ToldRefusal;
use crate::emulator::{Emulator, LinkProblem, recording};
use crate::http::work;

/// The type of a workbook.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Signed {
    expires: i64,
    signature: String,
}

pub(super) async fn file(
    State(emulator): State<Arc<Emulator>>,
    name: Result<Path<String>, PathRejection>,
    signed: Result<Query<Signed>, QueryRejection>,
) -> Response {
    let signed = signed.map(|Query(signed)| signed).unwrap_or_default();
    // Bytes that are no UTF-8 name no file.
    let name = name.map(|Path(name)| name).unwrap_or_default();
    emulator.is_about_file(&name);
    let found = if name.ends_with(".pdf") {
        let file = emulator.file(&name, signed.expires, &signed.signature);
        file.map(|bytes| (bytes.to_vec(), "application/pdf", "inline"))
    } else if name.ends_with(".xml") {
        return not_imitated();
    } else {
        let name = name.clone();
        let write = move || emulator.report(&name, signed.expires, &signed.signature);
        work::done(write).await.map(|bytes| (bytes, XLSX, "attachment"))
    };
    match found {
        Ok((bytes, kind, disposition)) => {
            let headers = [
                (CONTENT_TYPE, kind.to_owned()),
                (CONTENT_DISPOSITION, format!("{disposition}; filename=\"{name}\"")),
                (CACHE_CONTROL, "private, no-store".to_owned()),
            ];
            (headers, bytes).into_response()
        }
        Err(problem) => refused(problem),
    }
}

/// The XML report: its form is documented nowhere.
fn not_imitated() -> Response {
    let message = "The BankConnect emulator does not imitate the XML report: FinBox publishes its link, not its form";
    let body = json!({"error": {"code": "EMULATOR_NOT_IMITATED", "message": message}});
    (StatusCode::NOT_IMPLEMENTED, Json(body)).into_response()
}

/// One plain mark for every bank: the vendor's logos are not ours to show.
pub(super) async fn logo() -> Response {
    static MARK: &[u8] = include_bytes!("../../fixtures/pages/bank.png");
    ([(CONTENT_TYPE, "image/png")], MARK).into_response()
}

fn refused(problem: LinkProblem) -> Response {
    let (status, code, message) = match problem {
        LinkProblem::Unknown => (
            StatusCode::NOT_FOUND,
            "FILE_NOT_FOUND",
            "BankConnect emulator: no such file, or a link that was changed",
        ),
        LinkProblem::Expired => (
            StatusCode::FORBIDDEN,
            LINK_EXPIRED,
            "BankConnect emulator: the time of this link is over; ask get_pdfs for a new one",
        ),
        LinkProblem::Gone => (
            StatusCode::GONE,
            "FILE_GONE",
            "BankConnect emulator: the file is older than files are kept, or its session was deleted",
        ),
    };
    recording::is_refused(ToldRefusal {
        code,
        because: None,
        // The link itself says no; who asks again is found to follow an expired link again.
        may_heal: true,
    });
    (status, Json(json!({"error": {"code": code, "message": message}}))).into_response()
}
