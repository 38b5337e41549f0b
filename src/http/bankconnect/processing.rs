//! Processing: ask for it, watch it, read its outcome.

use std::sync::Arc;

use axum::Json;
use axum::body::{Body, HttpBody};
use axum::extract::State;
use axum::http::header::CONTENT_LENGTH;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;

use crate::emulator::{AnswerFirst, Emulator};
use crate::http::caller::OfSession;
use crate::http::error::{ApiResult, refused_by};
use crate::wire::acknowledgement::SessionAcknowledgement;
use crate::wire::progress::Progress;
use crate::wire::session_status::SessionStatus;

pub(super) async fn initiate(call: OfSession, State(emulator): State<Arc<Emulator>>) -> ApiResult<Response> {
    let (session, answer_first) = emulator
        .initiate_with(&call.world, &call.session_id, &call.effects)
        .map_err(refused_by(call.endpoint))?;
    call.slot.shows(session.injections());
    let response = (StatusCode::ACCEPTED, Json(SessionAcknowledgement::of(session.id))).into_response();
    Ok(written_first(response, answer_first))
}

/// The response, with what it holds back let go when the server is done with its body.
pub(super) fn written_first(response: Response, answer_first: AnswerFirst) -> Response {
    let (mut head, body) = response.into_parts();
    // A body that is watched does not know its length any more, and would be sent in chunks.
    if let Some(length) = body.size_hint().exact() {
        head.headers.insert(CONTENT_LENGTH, length.into());
    }
    let watched = body.map_frame(move |frame| {
        let _until_the_body_is_dropped = &answer_first;
        frame
    });
    Response::from_parts(head, Body::new(watched))
}

pub(super) async fn progress(
    method: Method,
    call: OfSession,
    State(emulator): State<Arc<Emulator>>,
) -> ApiResult<Response> {
    let refused = refused_by(call.endpoint);
    // Only a GET is a poll (semantics 29); a HEAD looks without counting.
    let (session, now) = match method {
        Method::HEAD => (
            emulator.session(&call.world, &call.session_id).map_err(&refused)?,
            emulator.now(&call.world),
        ),
        _ => emulator
            .poll_progress(&call.world, &call.session_id)
            .map_err(&refused)?,
    };
    let processing = session.processing_requested().map_err(&refused)?;
    Ok(Json(Progress::of(&session, processing, now)).into_response())
}

pub(super) async fn status(call: OfSession, State(emulator): State<Arc<Emulator>>) -> ApiResult<Response> {
    let refused = refused_by(call.endpoint);
    let session = emulator.session(&call.world, &call.session_id).map_err(&refused)?;
    let now = emulator.now(&call.world);
    let processing = session.processed(now).map_err(&refused)?;
    Ok(Json(SessionStatus::of(&session, processing, &call.world.ids, now)).into_response())
}
