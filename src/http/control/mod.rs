//! The control API under `/_emulator`: ours to shape, for scripts, other people's tests, and the console.
//!
//! A world is named by `?world=KEY`; without it, the world of the key `test`.

mod changes;
mod clock;
mod consents;
mod coverage;
mod data;
mod deliveries;
mod events;
mod figures;
mod journal;
mod journey;
mod rules;
mod scenarios;
mod sessions;
mod specimens;
mod worlds;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{FromRequestParts, Query, RawPathParams, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;

use crate::domain::duration;
use crate::emulator::World;
use crate::http::Context;

/// Routes under `/_emulator`.
pub(super) fn router(context: &Context) -> Router<Context> {
    Router::new()
        .route("/health", get(worlds::health))
        .route("/clock", get(clock::show))
        .route("/clock/moves", get(changes::moves))
        .route("/clock/advance", post(clock::advance))
        .route("/clock/freeze", post(clock::freeze))
        .route("/clock/follow", post(clock::follow))
        .route("/reset", post(worlds::reset))
        .route("/export", get(data::download).post(data::save))
        .route("/import", post(data::import))
        .route("/worlds", get(worlds::list).post(worlds::begin))
        .route("/worlds/{key}", delete(worlds::remove))
        .route("/settings", get(worlds::settings).patch(worlds::patch_settings))
        .route("/rules", get(rules::show).put(rules::replace).delete(rules::remove))
        .route("/test-values", get(rules::test_values))
        .route("/sessions", get(sessions::list).post(sessions::make))
        .route("/sessions/{id}", get(sessions::show))
        .route("/sessions/{id}/release", post(sessions::release))
        .route("/sessions/{id}/wait", get(sessions::wait))
        .route("/sessions/{id}/explain", get(figures::explain))
        .route("/sessions/{id}/journey", get(journey::show))
        .route("/sessions/{id}/journey/aa/otp-request", post(journey::request_otp))
        .route("/sessions/{id}/journey/aa/otp", post(journey::aggregator_otp))
        .route("/sessions/{id}/journey/aa/accounts", get(journey::aggregator_accounts))
        .route("/sessions/{id}/journey/aa/consent", post(journey::consent))
        .route("/sessions/{id}/journey/nb/login", post(journey::login))
        .route("/sessions/{id}/journey/nb/captcha", post(journey::captcha))
        .route("/sessions/{id}/journey/nb/otp", post(journey::net_banking_otp))
        .route(
            "/sessions/{id}/journey/nb/accounts",
            get(journey::net_banking_accounts).post(journey::choice),
        )
        .route("/sessions/{id}/intake", post(journey::intake))
        .route("/scenarios", get(scenarios::list))
        .route("/scenarios/run", post(scenarios::run))
        .route("/consents", get(consents::list))
        .route("/consents/{id}/revoke", post(consents::revoke))
        .route("/deliveries", get(deliveries::list))
        .route("/deliveries/stream", get(deliveries::stream))
        .route("/deliveries/{id}/redeliver", post(deliveries::redeliver))
        .route("/journal", get(journal::show).delete(journal::clear))
        .route("/journal/stream", get(journal::stream))
        .route("/changes/stream", get(changes::stream))
        .route("/coverage", get(coverage::show))
        .route("/specimens/{persona}/{bank}/{kind}", get(specimens::specimen))
        .method_not_allowed_fallback(|| async {
            ControlError::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "METHOD_NOT_ALLOWED",
                "this path takes another method",
            )
        })
        .layer(from_fn_with_state(context.clone(), guard))
}

/// A control call that was refused.
#[derive(Debug)]
pub(super) struct ControlError {
    status: StatusCode,
    code: &'static str,
    message: String,
}

pub(super) type ControlResult<T> = Result<T, ControlError>;

impl ControlError {
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        ControlError {
            status,
            code,
            message: message.into(),
        }
    }

    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        ControlError::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
    }

    pub(super) fn not_found(message: impl Into<String>) -> Self {
        ControlError::new(StatusCode::NOT_FOUND, "NOT_FOUND", message)
    }
}

impl IntoResponse for ControlError {
    fn into_response(self) -> Response {
        (
            self.status,
            Json(json!({"error": {"code": self.code, "message": self.message}})),
        )
            .into_response()
    }
}

/// The world a call names.
pub(super) struct OfWorld(pub(super) Arc<World>);

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct WorldQuery {
    world: Option<String>,
}

/// The key a call names.
pub(super) fn world_key(parts: &Parts, context: &Context) -> String {
    let query = Query::<WorldQuery>::try_from_uri(&parts.uri)
        .ok()
        .and_then(|Query(query)| query.world);
    query
        .filter(|key| !key.trim().is_empty())
        .unwrap_or_else(|| context.emulator.default_world().to_owned())
}

impl FromRequestParts<Context> for OfWorld {
    type Rejection = ControlError;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, ControlError> {
        let opened = context.emulator.control_world(&world_key(parts, context));
        opened
            .map(OfWorld)
            .map_err(|message| ControlError::new(StatusCode::SERVICE_UNAVAILABLE, "LIMIT", message))
    }
}

/// The longest a call may wait.
const WAIT_MAX: Duration = Duration::from_secs(300);

/// How long a call is to wait at most, in real time.
fn waiting(name: &str, text: Option<&str>, usual: Duration) -> ControlResult<Duration> {
    let Some(text) = text else { return Ok(usual) };
    let time = duration::parse(text).and_then(|time| time.to_std().ok());
    time.map(|time| time.min(WAIT_MAX))
        .ok_or_else(|| ControlError::bad_request(format!("{name}: `{text}` is not {}", duration::ALLOWED)))
}

/// JSON of a body; an empty body counts as an empty object.
pub(super) async fn body<T: serde::de::DeserializeOwned>(request: Request) -> ControlResult<T> {
    const SIZE_BYTES_MAX: usize = 1 << 20;
    let bytes = axum::body::to_bytes(request.into_body(), SIZE_BYTES_MAX).await;
    let bytes = bytes.map_err(|_| {
        ControlError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "BODY_TOO_LARGE",
            "the body is larger than 1 MB",
        )
    })?;
    let text: &[u8] = if bytes.iter().all(u8::is_ascii_whitespace) {
        b"{}"
    } else {
        &bytes
    };
    // A list would be taken for the fields in their order.
    if !text.trim_ascii_start().starts_with(b"{") {
        return Err(ControlError::bad_request("a JSON object is wanted"));
    }
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| ControlError::bad_request(format!("{}: {}", error.path(), error.inner())))
}

/// Keeps browser pages of other origins out, and asks for the token where one is set. Source: design section 10.
async fn guard(State(context): State<Context>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    if RawPathParams::from_request_parts(&mut parts, &context)
        .await
        .is_err_and(|problem| matches!(problem, RawPathParamsRejection::InvalidUtf8InPathParam(_)))
    {
        return ControlError::bad_request("the path is not UTF-8 text").into_response();
    }
    let request = Request::from_parts(parts, body);
    let headers = request.headers();
    if is_foreign_page(headers) {
        return ControlError::new(
            StatusCode::FORBIDDEN,
            "CROSS_ORIGIN",
            "the control API takes no requests from pages of other origins",
        )
        .into_response();
    }
    if let Some(token) = &context.presentation.control_token {
        let given = headers
            .get("authorization")
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "));
        let is_right =
            given.is_some_and(|given| bool::from(subtle::ConstantTimeEq::ct_eq(given.as_bytes(), token.as_bytes())));
        if !is_right && request.uri().path() != "/health" {
            return ControlError::new(
                StatusCode::UNAUTHORIZED,
                "TOKEN_REQUIRED",
                "give the control token as `authorization: Bearer TOKEN`",
            )
            .into_response();
        }
    }
    next.run(request).await
}

fn is_foreign_page(headers: &HeaderMap) -> bool {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_cross_site = header("sec-fetch-site").is_some_and(|site| matches!(site, "cross-site" | "same-site"));
    let is_other_origin = match (header("origin"), header("host")) {
        (Some(origin), Some(host)) => origin.split_once("://").is_none_or(|(_, origin)| origin != host),
        (Some(_), None) => true,
        (None, _) => false,
    };
    is_cross_site || is_other_origin
}
