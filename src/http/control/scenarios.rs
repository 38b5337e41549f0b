//! Scenarios: the library, and playing one in a world of this server.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::emulator::scenario::{
    Failure, FilesOf, Played, Player, SIZE_BYTES_MAX, WorldOfPlay, library, read_library, read_text,
};
use crate::http::Context;
use crate::http::control::{ControlError, ControlResult};
use crate::http::in_process::InProcess;

/// The scenarios that come with the binary.
pub(super) async fn list() -> Json<Value> {
    let scenarios = library().iter().map(|embedded| {
        // A file of ours that does not read fails a test.
        let scenario = read_library(embedded.name).ok();
        json!({
            "name": embedded.name,
            "summary": scenario.as_ref().map(|scenario| scenario.summary.clone()),
            "steps": scenario.as_ref().map(|scenario| scenario.steps.len()),
            "shows": scenario.map(|scenario| scenario.shows.into_iter().map(|shown| shown.value).collect::<Vec<_>>()),
        })
    });
    Json(json!({"scenarios": scenarios.collect::<Vec<_>>()}))
}

/// Plays `{"name": …}`, `{"yaml": …}`, or the scenario that the body is.
pub(super) async fn run(State(context): State<Context>, request: Request) -> ControlResult<Response> {
    let limit = usize::try_from(SIZE_BYTES_MAX).unwrap_or(usize::MAX);
    let bytes = axum::body::to_bytes(request.into_body(), limit).await.map_err(|_| {
        ControlError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "BODY_TOO_LARGE",
            "a scenario of more than 1 MB is not read",
        )
    })?;
    let text = std::str::from_utf8(&bytes).map_err(|_| ControlError::bad_request("the body is not UTF-8 text"))?;
    let asked = asked(text)?;
    let read = match &asked.scenario {
        Which::Named(name) => read_library(name),
        Which::Text(inner) => read_text(inner),
        Which::Body => read_text(text),
    };
    let scenario = match read {
        Ok(scenario) => scenario,
        Err(problems) => {
            let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
            let problems: Vec<Value> = problems
                .iter()
                .map(|problem| {
                    json!({
                        "file": problem.file_name,
                        "line": problem.position.map(|position| position.line),
                        "column": problem.position.map(|position| position.column),
                        "message": problem.message,
                    })
                })
                .collect();
            let error =
                json!({"error": {"code": "INVALID_SCENARIO", "message": told.join("\n"), "problems": problems}});
            return Ok((StatusCode::BAD_REQUEST, Json(error)).into_response());
        }
    };
    let world = world_of(&context, asked.world)?;
    let target = InProcess::new(Arc::clone(&context.emulator), (*context.presentation).clone());
    let played = Player::play(Arc::new(target), &scenario, &world, FilesOf::Library).await;
    Ok(Json(told(&played)).into_response())
}

/// What a body asks for.
struct Asked {
    scenario: Which,
    world: Option<String>,
}

enum Which {
    Named(String),
    Text(String),
    /// The body is the scenario.
    Body,
}

fn asked(text: &str) -> ControlResult<Asked> {
    let fields = match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(fields)) if !fields.contains_key("summary") => fields,
        Ok(_) | Err(_) => {
            return Ok(Asked {
                scenario: Which::Body,
                world: None,
            });
        }
    };
    if let Some(other) = fields
        .keys()
        .find(|key| !matches!(key.as_str(), "name" | "yaml" | "world"))
    {
        return Err(ControlError::bad_request(format!(
            "`{other}`: give `name` or `yaml`, and `world` where only certain keys may call; or a scenario as YAML"
        )));
    }
    let text = |key: &str| match fields.get(key) {
        None => Ok(None),
        Some(Value::String(text)) if !text.is_empty() => Ok(Some(text.clone())),
        Some(_) => Err(ControlError::bad_request(format!(
            "`{key}` must be a text that is not empty"
        ))),
    };
    let scenario = match (text("name")?, text("yaml")?) {
        (Some(name), None) => Which::Named(name),
        (None, Some(yaml)) => Which::Text(yaml),
        _ => {
            return Err(ControlError::bad_request(
                "give either `name`, of a scenario, or `yaml`, its text",
            ));
        }
    };
    Ok(Asked {
        scenario,
        world: text("world")?,
    })
}

/// The world to play in: where only certain keys may call, one of these must be named, because it starts over.
fn world_of(context: &Context, named: Option<String>) -> ControlResult<WorldOfPlay> {
    let keys = &context.emulator.config().keys;
    match named {
        Some(key) => {
            let hash = keys.get(&key).cloned().flatten();
            Ok(WorldOfPlay::Key(key, hash))
        }
        None if keys.is_empty() => Ok(WorldOfPlay::Fresh),
        None => Err(ControlError::bad_request(
            "only certain API keys may call this server; name one of them as `world`, and its world starts over for the play",
        )),
    }
}

/// What came of a play, as JSON.
fn told(played: &Played) -> Value {
    let story: Vec<Value> = played
        .story
        .iter()
        .map(|line| {
            let calls = line.exchanges.iter().map(
                |exchange| json!({"call": format!("{} {}", exchange.method, exchange.path), "status": exchange.status}),
            );
            json!({"text": line.text, "outcome": line.mark.name(), "calls": calls.collect::<Vec<_>>()})
        })
        .collect();
    json!({
        "name": played.name,
        "summary": played.summary,
        "world": played.world,
        "ok": played.is_ok(),
        "story": story,
        "failures": played.failures.iter().map(failure).collect::<Vec<_>>(),
    })
}

fn failure(failure: &Failure) -> Value {
    json!({
        "file": &*failure.file,
        "line": failure.position.map(|position| position.line),
        "column": failure.position.map(|position| position.column),
        "what": failure.what,
        "expected": failure.expected,
        "got": failure.got,
        "hints": failure.hints,
    })
}
