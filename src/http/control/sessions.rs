//! Sessions as scripts see them: everything about one, made in any state, waited for.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::domain::endpoint::Endpoint;
use crate::domain::refusal::Refusal;
use crate::domain::session::Session;
use crate::emulator::{Emulator, MakeProblem, MakeSession, WaitFor, World};
use crate::http::control::{ControlError, ControlResult, OfWorld, body, waiting};
use crate::wire;

/// A refusal of the service, told in the vendor's words with the control API's shape.
pub(super) fn refused(refusal: &Refusal) -> ControlError {
    let wording = wire::refusals::wording(Endpoint::SessionStatus, refusal);
    let status = StatusCode::from_u16(wording.status).unwrap_or(StatusCode::BAD_REQUEST);
    let mut message = wording.message.into_owned();
    if let Refusal::SessionUnknown {
        belongs_to_another_key: true,
    } = refusal
    {
        message.push_str(" (it belongs to another key; give ?world=KEY)");
    }
    ControlError::new(status, wording.code, message)
}

fn shown(emulator: &Emulator, world: &World, session: &Session) -> Value {
    wire::explain::session(session, &world.ids, &world.settings(), emulator.now(world))
}

/// Which sessions are wanted; all, where nothing is said.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    /// A part of the id, the `link_id` or the state, in any case of letters.
    find: String,
    /// So many of the newest.
    limit: Option<usize>,
}

/// Oldest first.
pub(super) async fn list(
    OfWorld(world): OfWorld,
    State(emulator): State<Arc<Emulator>>,
    query: Result<Query<Wanted>, QueryRejection>,
) -> ControlResult<Json<Value>> {
    let Query(Wanted { find, limit }) = query.map_err(|problem| ControlError::bad_request(problem.body_text()))?;
    let now = emulator.now(&world);
    let find = find.trim().to_lowercase();
    let fits = |shown: &Value| {
        let texts = [&shown["id"], &shown["link_id"], &shown["state"]].into_iter();
        let mut texts = texts.filter_map(Value::as_str);
        find.is_empty() || texts.any(|text| text.to_lowercase().contains(&find))
    };
    let sessions = world.sessions();
    let newest = sessions.iter().rev().map(|session| wire::explain::brief(session, now));
    let mut found: Vec<Value> = newest.filter(fits).take(limit.unwrap_or(usize::MAX)).collect();
    found.reverse();
    Ok(Json(json!({"total": sessions.len(), "sessions": found})))
}

pub(super) async fn show(
    OfWorld(world): OfWorld,
    State(emulator): State<Arc<Emulator>>,
    Path(id): Path<String>,
) -> ControlResult<Json<Value>> {
    let session = emulator.session(&world, &id).map_err(|refusal| refused(&refusal))?;
    Ok(Json(shown(&emulator, &world, &session)))
}

pub(super) async fn make(
    OfWorld(world): OfWorld,
    State(emulator): State<Arc<Emulator>>,
    request: Request,
) -> ControlResult<Response> {
    let make: MakeSession = body(request).await?;
    let session = emulator
        .make_session(&world, make)
        .await
        .map_err(|problem| match problem {
            MakeProblem::Refused(refusal) => refused(&refusal),
            MakeProblem::Unfit(message) => ControlError::bad_request(message),
        })?;
    Ok((StatusCode::CREATED, Json(shown(&emulator, &world, &session))).into_response())
}

pub(super) async fn release(
    OfWorld(world): OfWorld,
    State(emulator): State<Arc<Emulator>>,
    Path(id): Path<String>,
) -> ControlResult<Json<Value>> {
    let session = emulator.release(&world, &id).map_err(|refusal| refused(&refusal))?;
    Ok(Json(shown(&emulator, &world, &session)))
}

#[derive(Debug, Deserialize)]
pub(super) struct Wait {
    #[serde(default = "until_completed")]
    until: WaitFor,
    timeout: Option<String>,
}

fn until_completed() -> WaitFor {
    WaitFor::Completed
}

pub(super) async fn wait(
    OfWorld(world): OfWorld,
    State(emulator): State<Arc<Emulator>>,
    Path(id): Path<String>,
    query: Result<Query<Wait>, QueryRejection>,
) -> ControlResult<Json<Value>> {
    let Query(wait) = query.map_err(|error| {
        ControlError::bad_request(format!("until is completed, told or expired: {}", error.body_text()))
    })?;
    let timeout = waiting("timeout", wait.timeout.as_deref(), Duration::from_secs(30))?;
    match emulator
        .wait(&world, &id, wait.until, timeout)
        .await
        .map_err(|refusal| refused(&refusal))?
    {
        Some(session) => Ok(Json(shown(&emulator, &world, &session))),
        None => Err(ControlError::new(
            StatusCode::REQUEST_TIMEOUT,
            "TIMEOUT",
            format!("not there after {} s of real time", timeout.as_secs_f32()),
        )),
    }
}
