//! Worlds: health, list, reset, settings.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::domain::indian_time;
use crate::domain::settings::Settings;
use crate::emulator::Emulator;
use crate::http::Context;
use crate::http::control::{ControlError, ControlResult, OfWorld, body, world_key};

pub(super) async fn health() -> Json<Value> {
    Json(json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")}))
}

pub(super) async fn list(State(emulator): State<Arc<Emulator>>) -> Json<Value> {
    let worlds = emulator.worlds().all();
    let worlds: Vec<_> = worlds
        .iter()
        .map(|world| json!({"key": world.key, "now": indian_time::printed(emulator.now(world)), "sessions": world.session_count()}))
        .collect();
    Json(json!({"worlds": worlds, "stored_bytes": emulator.worlds().stored_bytes()}))
}

pub(super) async fn reset(State(context): State<Context>, request: Request) -> StatusCode {
    context.emulator.reset(&world_key(&request.into_parts().0, &context));
    StatusCode::NO_CONTENT
}

pub(super) async fn remove(State(emulator): State<Arc<Emulator>>, Path(key): Path<String>) -> StatusCode {
    emulator.remove_world(&key);
    StatusCode::NO_CONTENT
}

pub(super) async fn settings(OfWorld(world): OfWorld) -> Json<Settings> {
    Json(Settings::clone(&world.settings()))
}

pub(super) async fn patch_settings(
    OfWorld(world): OfWorld,
    State(emulator): State<Arc<Emulator>>,
    request: Request,
) -> ControlResult<Json<Settings>> {
    let patch: Value = body(request).await?;
    let settings = emulator
        .patch_settings(&world, &patch)
        .map_err(ControlError::bad_request)?;
    Ok(Json(Settings::clone(&settings)))
}
