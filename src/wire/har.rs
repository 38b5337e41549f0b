//! Exchanges as an HTTP archive, version 1.2, which the developer tools of browsers open.
//!
//! Keys that begin with an underscore are ours. Source: the HAR 1.2 specification of the W3C's web performance group.

use serde_json::{Value, json};

use crate::domain::exchange::{Body, Exchange, Headers, Kind, Part, PartValue};
use crate::domain::indian_time::printed;
use crate::wire::journal::{milliseconds, notes};
use crate::wire::masking::Masking;

/// What stands before the entries, and behind them. One entry is made after the other, because all of them together may be large.
pub fn frame() -> (String, &'static str) {
    let creator = json!({"name": "bankconnect-emulator", "version": env!("CARGO_PKG_VERSION")});
    let begin = format!(r#"{{"log":{{"version":"1.2","creator":{creator},"entries":["#);
    (begin, "]}}")
}

/// One entry: an exchange with its number.
pub fn entry(number: u64, exchange: &Exchange, masking: &Masking<'_>) -> Value {
    let time = milliseconds(exchange);
    let (endpoint, event) = match exchange.kind {
        Kind::Call { endpoint } => (endpoint.map(|endpoint| endpoint.name()), None),
        Kind::Webhook { event, .. } => (None, Some(event.name())),
    };
    json!({
        "startedDateTime": printed(exchange.at),
        "time": time,
        "request": request(exchange, masking),
        "response": response(exchange, masking),
        "cache": {},
        "timings": {"send": 0, "wait": time, "receive": 0},
        "comment": notes(exchange, masking).join("; "),
        "_id": number,
        "_session_id": exchange.session.map(|id| id.to_string()),
        "_endpoint": endpoint,
        "_event": event,
        "_refusal": exchange.refusal.as_ref().map(|refusal| refusal.code),
        "_injected": exchange.injected().collect::<Vec<_>>(),
    })
}

fn request(exchange: &Exchange, masking: &Masking<'_>) -> Value {
    let url = url(exchange, masking);
    let query = url::Url::parse(&url).map_or_else(
        |_| Vec::new(),
        |url| {
            let pairs = url.query_pairs();
            pairs
                .map(|(name, value)| json!({"name": name, "value": value}))
                .collect()
        },
    );
    let mut request = json!({
        "method": exchange.method(),
        "url": url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers(&exchange.request_headers, masking),
        "queryString": query,
        "headersSize": -1,
        "bodySize": size(&exchange.request_body),
    });
    if let Some(data) = post_data(exchange, masking) {
        request["postData"] = data;
    }
    request
}

/// Archives have whole addresses; a call names its host in a header.
fn url(exchange: &Exchange, masking: &Masking<'_>) -> String {
    let address = masking.text(exchange.address());
    match exchange.kind {
        Kind::Call { .. } => {
            let host = exchange.request_headers.get("host").unwrap_or("localhost");
            format!("http://{host}{address}")
        }
        Kind::Webhook { .. } => address,
    }
}

/// The specification has either fields or text.
fn post_data(exchange: &Exchange, masking: &Masking<'_>) -> Option<Value> {
    let mime_type = exchange
        .request_headers
        .get("content-type")
        .unwrap_or("application/json");
    let text = match &exchange.request_body {
        Body::Absent => return None,
        Body::Form(parts) => {
            let params = parts.iter().map(|shown| param(shown, masking)).collect::<Vec<_>>();
            return Some(json!({"mimeType": mime_type, "params": params}));
        }
        Body::Text(bytes) => text(masking.body(bytes, Some(mime_type))),
        Body::Cut { beginning, .. } => text(masking.body(beginning, None)),
        Body::Measured { .. } => String::new(),
    };
    Some(json!({"mimeType": mime_type, "text": text}))
}

fn param(part: &Part, masking: &Masking<'_>) -> Value {
    match &part.value {
        PartValue::Text(text) => json!({"name": part.name, "value": masking.text(text)}),
        PartValue::File { size_bytes, content } => {
            let digest = content.map_or_else(String::new, |content| format!(", SHA-256 {content}"));
            json!({"name": part.name, "fileName": part.name, "comment": format!("{size_bytes} bytes{digest}")})
        }
    }
}

fn response(exchange: &Exchange, masking: &Masking<'_>) -> Value {
    let mime_type = exchange
        .response_headers
        .get("content-type")
        .unwrap_or("application/json");
    let mut content = json!({"size": size(&exchange.response_body).max(0), "mimeType": mime_type});
    match &exchange.response_body {
        Body::Text(bytes) => content["text"] = text(masking.body(bytes, Some(mime_type))).into(),
        Body::Cut { beginning, .. } => content["text"] = text(masking.body(beginning, None)).into(),
        Body::Measured { .. } => content["comment"] = "a file, not kept".into(),
        Body::Absent | Body::Form(_) => {}
    }
    json!({
        // The specification has 0 for a request that got no answer.
        "status": exchange.status.unwrap_or(0),
        "statusText": exchange.status.map_or("", status_text),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers(&exchange.response_headers, masking),
        "content": content,
        "redirectURL": exchange.response_headers.get("location").unwrap_or_default(),
        "headersSize": -1,
        "bodySize": size(&exchange.response_body),
    })
}

/// The word for a status, for the ones that occur.
fn status_text(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        400 => "Bad Request",
        401 => "Unauthorized",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        410 => "Gone",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "",
    }
}

fn headers(headers: &Headers, masking: &Masking<'_>) -> Vec<Value> {
    headers
        .iter()
        .map(|(name, value)| json!({"name": name, "value": masking.text(value)}))
        .collect()
}

fn text(body: Value) -> String {
    match body {
        Value::String(text) => text,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => body.to_string(),
    }
}

/// Bytes on the wire; -1 where they are not known, as the specification has it.
fn size(body: &Body) -> i64 {
    body.size_bytes()
        .and_then(|size| i64::try_from(size).ok())
        .unwrap_or(-1)
}
