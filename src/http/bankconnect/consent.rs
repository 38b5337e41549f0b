//! Recurring consents: which there are, and pulling data under one.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use crate::domain::refusal::Refusal;
use crate::emulator::{Emulator, PullRequest};
use crate::http::bankconnect::processing::written_first;
use crate::http::bankconnect::webhook::OfWhich;
use crate::http::body;
use crate::http::caller::{Caller, Client};
use crate::http::error::{ApiResult, refused_by};
use crate::wire::consents::{Pulled, RecurringConsents};

/// Bytes of a body that asks for a pull.
const BODY_BYTES_MAX: usize = 64 << 10;

pub(super) async fn details(
    caller: Caller,
    State(emulator): State<Arc<Emulator>>,
    query: Result<Query<OfWhich>, QueryRejection>,
) -> ApiResult<Response> {
    let refused = refused_by(caller.endpoint);
    let session_id = query.map(|Query(query)| query.session_id).unwrap_or_default();
    // The docs print a slash behind the id.
    let session_id = session_id.trim().trim_end_matches('/');
    if session_id.is_empty() {
        return Err(refused(Refusal::SessionIdRequired));
    }
    let session = emulator
        .session_of_consents(&caller.world, session_id)
        .map_err(&refused)?;
    let consents = session
        .recurring_consents(emulator.now(&caller.world))
        .map_err(&refused)?;
    Ok(Json(RecurringConsents::of(consents)).into_response())
}

pub(super) async fn fetch(
    client: Client,
    State(emulator): State<Arc<Emulator>>,
    request: Request,
) -> ApiResult<Response> {
    let refused = refused_by(client.endpoint);
    let fields = body::fields(request, BODY_BYTES_MAX).await.map_err(&refused)?;
    let text = |name: &str| match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            Err(Refusal::NotAString { field: name.to_owned() })
        }
    };
    let pull = PullRequest {
        consent_id: text("consent_id").map_err(&refused)?,
        date_time_range_from: text("date_time_range_from").map_err(&refused)?,
        date_time_range_to: text("date_time_range_to").map_err(&refused)?,
    };
    let effects = emulator.effects_on_pull(&client.world, pull.consent_id.as_deref());
    client.slot.holds(client.endpoint, &effects)?;
    let (session, answer_first) = emulator.pull(&client.world, pull).await.map_err(&refused)?;
    client.slot.shows(session.injections());
    let response = Json(Pulled::into(session.id)).into_response();
    Ok(written_first(response, answer_first))
}
