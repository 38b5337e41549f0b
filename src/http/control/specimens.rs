//! Specimens to upload, relative to the world's clock or to a session's window.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::domain::bank::BankId;
use crate::domain::period::Period;
use crate::domain::relative_date;
use crate::domain::specimen::Kind;
use crate::emulator::{Emulator, SpecimenRequest};
use crate::http::control::{ControlError, ControlResult, OfWorld};
use crate::http::work;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Window {
    /// Read by [`OfWorld`].
    #[serde(rename = "world")]
    _world: Option<String>,
    session_id: Option<String>,
    from: Option<String>,
    to: Option<String>,
    password: Option<String>,
}

pub(super) async fn specimen(
    OfWorld(world): OfWorld,
    State(emulator): State<Arc<Emulator>>,
    Path((persona, bank, kind)): Path<(String, String, String)>,
    window: Result<Query<Window>, QueryRejection>,
) -> ControlResult<Response> {
    let Query(window) = window.map_err(|error| ControlError::bad_request(error.body_text()))?;
    let name = kind.strip_suffix(".pdf").unwrap_or(&kind);
    let kind = Kind::parse(name).ok_or_else(|| {
        ControlError::not_found(format!(
            "no kind `{name}`; there are {}",
            Kind::ALL.map(Kind::name).join(", ")
        ))
    })?;
    let bank = BankId::parse(&bank)
        .ok_or_else(|| ControlError::not_found(format!("no bank `{bank}`; the catalogue lists all")))?;
    let today = emulator.today(&world);
    let date = |name: &str, text: &str| {
        relative_date::parse(text, today)
            .ok_or_else(|| ControlError::bad_request(format!("{name}: `{text}` is not {}", relative_date::ALLOWED)))
    };
    let period = match (&window.session_id, &window.from, &window.to) {
        (Some(id), None, None) => {
            let session = emulator
                .session(&world, id)
                .map_err(|_| ControlError::not_found(format!("no session {id} in this world")))?;
            Some(session.request.window)
        }
        (None, Some(from), Some(to)) => {
            let (from, to) = (date("from", from)?, date("to", to)?);
            Some(Period::new(from, to).ok_or_else(|| ControlError::bad_request("from is after to"))?)
        }
        (None, None, None) => None,
        _ => {
            return Err(ControlError::bad_request(
                "give either session_id, or from and to, or none of them",
            ));
        }
    };
    let request = SpecimenRequest {
        persona,
        bank: Some(bank),
        kind,
        period,
        password: window.password.filter(|password| !password.is_empty()),
    };
    let made = work::done(move || emulator.specimen(&world, &request)).await;
    let bytes = made.map_err(ControlError::bad_request)?;
    Ok(([(CONTENT_TYPE, "application/pdf")], bytes).into_response())
}
