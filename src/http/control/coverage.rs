//! What the client under test has met, and what was found about it.

use axum::Json;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::http::control::{ControlError, ControlResult, OfWorld};
use crate::wire::coverage::CoverageReport;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Form {
    format: Option<String>,
}

pub(super) async fn show(
    OfWorld(world): OfWorld,
    query: Result<Query<Form>, QueryRejection>,
) -> ControlResult<Response> {
    let report = CoverageReport::of(&world.journal.coverage());
    let format = query.ok().and_then(|Query(form)| form.format);
    match format.as_deref() {
        None | Some("json") => Ok(Json(report.json()).into_response()),
        Some("text") => Ok(report.text().into_response()),
        Some(other) => Err(ControlError::bad_request(format!(
            "format: `{other}` is neither json nor text"
        ))),
    }
}
