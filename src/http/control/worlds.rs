//! Worlds: health, list, reset, settings.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::domain::indian_time;
use crate::domain::settings::Settings;
use crate::emulator::{BeginProblem, Emulator};
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

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Begin {
    key: String,
    /// As `--clock` has it; none is as the server was started.
    clock: Option<String>,
    seed: Option<u64>,
    /// Takes away the world that has the key.
    #[serde(default)]
    replace: bool,
}

/// Makes a world that starts with a clock and a seed of its own.
pub(super) async fn begin(State(emulator): State<Arc<Emulator>>, request: Request) -> ControlResult<Response> {
    let begin: Begin = body(request).await?;
    if begin.replace {
        emulator.remove_world(&begin.key);
    }
    let begun = emulator.begin_world(&begin.key, begin.clock.as_deref(), begin.seed);
    let world = begun.map_err(|problem| match problem {
        BeginProblem::Unfit(message) => ControlError::bad_request(message),
        BeginProblem::Taken => ControlError::new(
            StatusCode::CONFLICT,
            "WORLD_EXISTS",
            format!(
                "there is a world of the key {}; give \"replace\": true to start it over",
                begin.key
            ),
        ),
        BeginProblem::Full(max) => ControlError::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "LIMIT",
            format!("there are {max} worlds and none was idle for an hour"),
        ),
    })?;
    let shown = json!({"key": world.key, "now": indian_time::printed(emulator.now(&world)), "sessions": 0});
    Ok((StatusCode::CREATED, Json(shown)).into_response())
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
