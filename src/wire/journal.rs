//! Exchanges as the control API shows them. Ours, not the vendor's.

use serde_json::{Value, json};

use crate::domain::exchange::{Body, Exchange, Headers, Kind, Part, PartValue};
use crate::domain::indian_time::printed;
use crate::wire::masking::Masking;

/// An exchange with its number.
pub fn exchange(number: u64, exchange: &Exchange, masking: &Masking<'_>) -> Value {
    let mut shown = json!({
        "id": number,
        "kind": "call",
        "at": printed(exchange.at),
        "duration_ms": milliseconds(exchange),
        "session_id": exchange.session.map(|id| id.to_string()),
    });
    match exchange.kind {
        Kind::Call { endpoint } => shown["endpoint"] = endpoint.map(|endpoint| endpoint.name()).into(),
        Kind::Webhook { event, delivery } => {
            shown["kind"] = "webhook".into();
            shown["event"] = event.name().into();
            shown["delivery_id"] = delivery.to_string().into();
        }
    }
    shown["request"] = json!({
        "method": exchange.method(),
        "url": masking.text(exchange.address()),
        "headers": headers(&exchange.request_headers, masking),
        "body": body(&exchange.request_body, &exchange.request_headers, masking),
    });
    shown["response"] = exchange.status.map_or(Value::Null, |status| {
        json!({
            "status": status,
            "headers": headers(&exchange.response_headers, masking),
            "body": body(&exchange.response_body, &exchange.response_headers, masking),
        })
    });
    shown["refusal"] = exchange.refusal.as_ref().map_or(
        Value::Null,
        |refusal| json!({"code": refusal.code, "because": refusal.because.as_deref().map(|because| masking.text(because))}),
    );
    shown["injected"] = exchange.injected().collect::<Vec<_>>().into();
    shown["notes"] = notes(exchange, masking).into();
    shown
}

/// What was noticed, in words.
pub(super) fn notes(exchange: &Exchange, masking: &Masking<'_>) -> Vec<String> {
    let remarks = exchange.remarks.iter();
    remarks.map(|remark| masking.text(&remark.to_string())).collect()
}

/// Milliseconds it took, with their thousandths.
pub(super) fn milliseconds(exchange: &Exchange) -> f64 {
    exchange.duration_us as f64 / 1_000.0
}

fn headers(headers: &Headers, masking: &Masking<'_>) -> Vec<Value> {
    headers
        .iter()
        .map(|(name, value)| json!([name, masking.text(value)]))
        .collect()
}

fn body(body: &Body, headers: &Headers, masking: &Masking<'_>) -> Value {
    match body {
        Body::Absent => Value::Null,
        Body::Text(bytes) => masking.body(bytes, headers.get("content-type")),
        Body::Form(parts) => json!({"form": parts.iter().map(|shown| part(shown, masking)).collect::<Vec<_>>()}),
        Body::Measured { size_bytes } => json!({"not_kept": true, "size_bytes": size_bytes}),
        Body::Cut { beginning, size_bytes } => {
            // Half a JSON document is text.
            let beginning = masking.body(beginning, None);
            json!({"beginning": beginning, "size_bytes": size_bytes})
        }
    }
}

fn part(part: &Part, masking: &Masking<'_>) -> Value {
    match &part.value {
        PartValue::Text(text) => json!({"name": part.name, "value": masking.text(text)}),
        PartValue::File { size_bytes, content } => json!({
            "name": part.name,
            "size_bytes": size_bytes,
            "sha256": content.map(|content| content.to_string()),
        }),
    }
}
