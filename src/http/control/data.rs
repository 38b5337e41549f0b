//! Worlds as files: downloaded, taken in, saved.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::emulator::{Emulator, SaveProblem};
use crate::http::control::{ControlError, ControlResult};

/// What a file may have beside the uploads in it.
const BESIDE_FILES_BYTES_MAX: u64 = 1 << 30;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Which {
    world: Option<String>,
    all: bool,
}

/// One world, or all of them. Asking for a world does not make it.
pub(super) async fn download(
    State(emulator): State<Arc<Emulator>>,
    which: Result<Query<Which>, QueryRejection>,
) -> ControlResult<Response> {
    let Query(which) = which.map_err(|error| ControlError::bad_request(error.body_text()))?;
    let worlds = if which.all {
        emulator.worlds().all()
    } else {
        let key = which.world.filter(|key| !key.trim().is_empty());
        let key = key.unwrap_or_else(|| emulator.default_world().to_owned());
        let world = emulator.worlds().get(&key);
        vec![world.ok_or_else(|| ControlError::not_found(format!("there is no world `{key}`")))?]
    };
    let exported = tokio::task::spawn_blocking(move || emulator.exported(&worlds)).await;
    let bytes = exported.map_err(|_| fault())?.map_err(|_| fault())?;
    let headers = [
        (CONTENT_TYPE, "application/gzip"),
        (
            CONTENT_DISPOSITION,
            "attachment; filename=\"bankconnect-world.jsonl.gz\"",
        ),
    ];
    Ok((headers, bytes).into_response())
}

/// Takes in a file, whole or not at all.
pub(super) async fn import(State(emulator): State<Arc<Emulator>>, request: Request) -> ControlResult<Json<Value>> {
    let size_bytes_max = emulator
        .config()
        .stored_bytes_max
        .saturating_add(BESIDE_FILES_BYTES_MAX);
    let limit = usize::try_from(size_bytes_max).unwrap_or(usize::MAX);
    let file = axum::body::to_bytes(request.into_body(), limit).await.map_err(|_| {
        ControlError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "BODY_TOO_LARGE",
            "the file is larger than --stored-bytes and 1 GB, or broke off",
        )
    })?;
    let taken = tokio::task::spawn_blocking(move || emulator.import(&file)).await;
    let worlds = taken
        .map_err(|_| fault())?
        .map_err(|problem| ControlError::new(StatusCode::UNPROCESSABLE_ENTITY, "DATA_REFUSED", problem.to_string()))?;
    let worlds: Vec<Value> = worlds
        .iter()
        .map(|world| json!({"key": world.key, "sessions": world.session_count()}))
        .collect();
    Ok(Json(json!({"worlds": worlds})))
}

/// Saves all worlds where `--data` says.
pub(super) async fn save(State(emulator): State<Arc<Emulator>>) -> ControlResult<Json<Value>> {
    let saved = emulator.save().await.map_err(|problem| {
        let (status, code) = match problem {
            SaveProblem::NoFile => (StatusCode::CONFLICT, "NO_DATA_FILE"),
            SaveProblem::Failed(_) => (StatusCode::INTERNAL_SERVER_ERROR, "NOT_SAVED"),
        };
        ControlError::new(status, code, problem.to_string())
    })?;
    Ok(Json(json!({
        "file": saved.path,
        "worlds": saved.worlds,
        "sessions": saved.sessions,
        "size_bytes": saved.size_bytes,
    })))
}

fn fault() -> ControlError {
    ControlError::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "EMULATOR_FAULT",
        "writing or reading the file stopped with a fault of ours",
    )
}
