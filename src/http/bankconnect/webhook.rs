//! Webhooks: where they go, and what was sent.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::domain::exchange::Remark;
use crate::domain::refusal::Refusal;
use crate::domain::session_request::is_web_url;
use crate::domain::webhook::{WebhookMode, WebhookTarget};
use crate::emulator::{Emulator, recording};
use crate::http::body;
use crate::http::caller::Caller;
use crate::http::error::{ApiResult, refused_by};
use crate::wire::acknowledgement::Acknowledgement;
use crate::wire::webhook_payloads::WebhookPayloads;

/// Bytes of a body that names a webhook.
const BODY_BYTES_MAX: usize = 64 << 10;

pub(super) async fn update(
    caller: Caller,
    State(emulator): State<Arc<Emulator>>,
    request: Request,
) -> ApiResult<Response> {
    let refused = refused_by(caller.endpoint);
    let header_secret = request
        .headers()
        .get("x-secret-key")
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let fields = body::fields(request, BODY_BYTES_MAX).await.map_err(&refused)?;
    let absent = caller.world.settings().absent_webhook_mode;
    let target = target(&fields, header_secret, absent).map_err(&refused)?;
    emulator.set_webhook(&caller.world, target);
    Ok(Json(Acknowledgement::success()).into_response())
}

/// Source: contract, `update_webhook`; conflicts C15, C17.
fn target(
    fields: &Map<String, Value>,
    header_secret: Option<String>,
    absent: WebhookMode,
) -> Result<WebhookTarget, Refusal> {
    let url = fields
        .get("webhook_url")
        .and_then(Value::as_str)
        .map(str::trim)
        .filter(|url| is_web_url(url));
    let url = url.ok_or_else(|| Refusal::InvalidUrl {
        field: "webhook_url".to_owned(),
    })?;
    let mode = match fields.get("webhook_mode") {
        None | Some(Value::Null) => {
            recording::noticed(Remark::WebhookModeAbsent);
            absent
        }
        Some(value) => {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let mode = text.trim().parse().ok().and_then(WebhookMode::new);
            mode.ok_or_else(|| Refusal::NotAChoice {
                field: "webhook_mode".to_owned(),
                value: text,
            })?
        }
    };
    let secret = match fields.get("secret_key") {
        None | Some(Value::Null) => header_secret,
        // It goes out as a header.
        Some(Value::String(text)) if !text.chars().any(char::is_control) => Some(text.clone()),
        Some(_) => {
            return Err(Refusal::Malformed {
                reason: "secret_key is no text a header can carry".to_owned(),
            });
        }
    };
    Ok(WebhookTarget {
        url: url.to_owned(),
        mode,
        secret: secret.filter(|secret| !secret.is_empty()),
    })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct OfWhich {
    pub(super) session_id: String,
}

pub(super) async fn payloads(
    caller: Caller,
    State(emulator): State<Arc<Emulator>>,
    query: Result<Query<OfWhich>, QueryRejection>,
) -> ApiResult<Response> {
    let refused = refused_by(caller.endpoint);
    let session_id = query.map(|Query(query)| query.session_id).unwrap_or_default();
    if session_id.trim().is_empty() {
        return Err(refused(Refusal::SessionIdRequired));
    }
    // The docs of a sibling print a slash behind the id; tolerate it.
    let session = emulator
        .session(&caller.world, session_id.trim_end_matches('/'))
        .map_err(&refused)?;
    session.existing().map_err(&refused)?;
    Ok(Json(WebhookPayloads::of(&session)).into_response())
}
