//! Rules and test values: what is to happen beside the usual.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::domain::client_kind::ClientKind;
use crate::domain::journey::{OTP, PASSWORD, TEST_LOGINS};
use crate::domain::rule;
use crate::emulator::{Emulator, World};
use crate::http::control::{ControlError, ControlResult, OfWorld, body};
use crate::wire::journey::{outcome_of, via_name};
use crate::wire::test_values;

fn shown(world: &World) -> Json<Value> {
    let rules = world.rules();
    Json(json!({"rules": &**rules.rules(), "calls": rules.counts()}))
}

pub(super) async fn show(OfWorld(world): OfWorld) -> Json<Value> {
    shown(&world)
}

pub(super) async fn replace(
    OfWorld(world): OfWorld,
    State(emulator): State<Arc<Emulator>>,
    request: Request,
) -> ControlResult<Response> {
    let fields: serde_json::Map<String, Value> = body(request).await?;
    // What the call above shows may be put back; the counts begin anew.
    let is_known = |key: &String| matches!(key.as_str(), "rules" | "calls");
    if let Some(other) = fields.keys().find(|key| !is_known(key)) {
        return Err(ControlError::bad_request(format!(
            "`{other}`: the body has one key, `rules`"
        )));
    }
    let list = fields
        .get("rules")
        .ok_or_else(|| ControlError::bad_request("the key `rules` is missing"))?;
    if let Err(problems) = emulator.set_rules(&world, list) {
        let message = rule::in_one_line(&problems);
        let error = json!({"error": {"code": "INVALID_RULES", "message": message, "problems": problems}});
        return Ok((StatusCode::BAD_REQUEST, Json(error)).into_response());
    }
    Ok(shown(&world).into_response())
}

pub(super) async fn remove(OfWorld(world): OfWorld) -> StatusCode {
    world.set_rules(Arc::default());
    StatusCode::NO_CONTENT
}

/// Every test value, every kind of client an API key may begin with, and the borrowers' logins.
pub(super) async fn test_values() -> Json<Value> {
    let values = test_values::all().iter().map(|value| {
        json!({
            "token": value.token,
            "kind": value.kind,
            "endpoints": value.endpoints,
            "then": value.then,
            "meaning": value.meaning,
        })
    });
    let clients = ClientKind::ALL.map(|kind| json!({"api_key_begins_with": kind.name(), "meaning": kind.meaning()}));
    let logins = TEST_LOGINS.each_ref().map(|login| {
        json!({
            "via": via_name(login.via),
            "login": login.login,
            "meaning": login.twist.meaning(),
            "code": outcome_of(login),
        })
    });
    Json(json!({
        "test_values": values.collect::<Vec<_>>(),
        "clients": clients,
        "logins": logins,
        "password": PASSWORD,
        "otp": OTP,
    }))
}
