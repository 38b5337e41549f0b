//! Sessions: create, watch the uploads, delete.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use crate::domain::bank::BankId;
use crate::domain::endpoint::Endpoint;
use crate::domain::ids::SessionId;
use crate::domain::refusal::Refusal;
use crate::domain::session_request::ApiVersion;
use crate::emulator::Emulator;
use crate::http::caller::{OfSession, world_of};
use crate::http::error::{ApiError, ApiResult, refused_by};
use crate::http::injection::Slot;
use crate::http::own_address::own_address;
use crate::http::{Context, body};
use crate::wire::acknowledgement::SessionAcknowledgement;
use crate::wire::session_create::SessionCreated;
use crate::wire::session_upload_status::SessionUploadStatus;

/// Bytes of a body with the fields of a session; the longest documented one has a few thousand.
const BODY_BYTES_MAX: usize = 1 << 20;

pub(super) async fn create(State(context): State<Context>, request: Request) -> ApiResult<Response> {
    create_as(&context, ApiVersion::V1, Endpoint::CreateSession, request).await
}

pub(super) async fn create_v2(State(context): State<Context>, request: Request) -> ApiResult<Response> {
    create_as(&context, ApiVersion::V2, Endpoint::CreateSessionV2, request).await
}

async fn create_as(
    context: &Context,
    version: ApiVersion,
    endpoint: Endpoint,
    request: Request,
) -> ApiResult<Response> {
    let refused = refused_by(endpoint);
    let headers = request.headers().clone();
    let slot = request.extensions().get::<Slot>().cloned().unwrap_or_default();
    let fields = body::fields(request, BODY_BYTES_MAX).await.map_err(&refused)?;
    let header_key = headers.get("x-api-key").and_then(|value| value.to_str().ok());
    let key = body_key(&fields).or(header_key);
    let world = world_of(&context.emulator, &slot, endpoint, key, None)?;
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    let bank = text("bank_name")
        .or(text("bank"))
        .and_then(|name| BankId::parse(&name.to_lowercase()));
    let number = world.next_session_number();
    let effects = context
        .emulator
        .effects_on_creation(&world, endpoint, (text("link_id"), bank), number);
    slot.holds(endpoint, &effects)?;
    let created = context
        .emulator
        .create_session(&world, version, &fields, number)
        .map_err(&refused)?;
    let address = own_address(&context.presentation, &headers);
    Ok(Json(SessionCreated::of(&created, &world.ids, &world.settings(), &address)).into_response())
}

fn body_key(fields: &Map<String, Value>) -> Option<&str> {
    fields
        .get("api_key")
        .and_then(Value::as_str)
        .filter(|key| !key.trim().is_empty())
}

pub(super) async fn upload_status(call: OfSession, State(emulator): State<Arc<Emulator>>) -> ApiResult<Response> {
    let refuse = |refusal| ApiError::new(call.endpoint, refusal);
    if SessionId::parse(&call.session_id).is_none() {
        return Err(refuse(Refusal::SessionIdRequired));
    }
    let session = emulator.session(&call.world, &call.session_id).map_err(refuse)?;
    session.existing().map_err(refuse)?;
    let (now, settings) = (emulator.now(&call.world), call.world.settings());
    Ok(Json(SessionUploadStatus::of(&session, &call.world.ids, &settings, now)).into_response())
}

pub(super) async fn delete(call: OfSession, State(emulator): State<Arc<Emulator>>) -> ApiResult<Response> {
    let session = emulator
        .delete_session(&call.world, &call.session_id)
        .map_err(refused_by(call.endpoint))?;
    Ok(Json(SessionAcknowledgement::of(session.id)).into_response())
}
