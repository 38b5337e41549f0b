//! Bodies: JSON, form and multipart become one set of fields. Each field once, text in UTF-8, everything bounded.

use std::fmt;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};

use crate::domain::refusal::Refusal;
use crate::emulator::recording;

/// Fields a form may have; the longest documented call has twenty.
const FIELD_COUNT_MAX: usize = 100;

/// The forms a body comes in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    /// `application/json`; also when no type is given.
    Json,
    /// `application/x-www-form-urlencoded`
    UrlEncoded,
    /// `multipart/form-data`
    Multipart,
}

/// The form a request says its body has.
pub(super) fn form(request: &Request) -> Result<Form, Refusal> {
    let given = request
        .headers()
        .get(CONTENT_TYPE)
        .map(|value| value.to_str().unwrap_or_default());
    let kind = given
        .unwrap_or("application/json")
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    match kind.as_str() {
        "application/json" => Ok(Form::Json),
        "application/x-www-form-urlencoded" => Ok(Form::UrlEncoded),
        "multipart/form-data" => Ok(Form::Multipart),
        _ => Err(Refusal::UnsupportedMediaType {
            content_type: given.unwrap_or_default().to_owned(),
        }),
    }
}

/// All of a body, when it is not larger than allowed.
pub(super) async fn bytes(body: Body, size_bytes_max: usize) -> Result<Bytes, Refusal> {
    let collected = Limited::new(body, size_bytes_max).collect().await;
    collected
        .map(|body| body.to_bytes())
        .map_err(|error| too_large_or_broken(error.as_ref(), size_bytes_max))
}

fn too_large_or_broken(error: &(dyn std::error::Error + 'static), size_bytes_max: usize) -> Refusal {
    let is_too_large =
        std::iter::successors(Some(error), |error| error.source()).any(|error| error.is::<LengthLimitError>());
    if is_too_large {
        Refusal::BodyTooLarge {
            size_bytes_max: size_bytes_max as u64,
        }
    } else {
        malformed(format!("the body broke off: {error}"))
    }
}

/// The fields of a body in any of the three forms; files in a multipart body count as text.
pub(super) async fn fields(request: Request, size_bytes_max: usize) -> Result<Map<String, Value>, Refusal> {
    match form(&request)? {
        Form::Json => {
            let bytes = bytes(request.into_body(), size_bytes_max).await?;
            recording::has_body(&bytes);
            json(&bytes)
        }
        Form::UrlEncoded => {
            let bytes = bytes(request.into_body(), size_bytes_max).await?;
            recording::has_body(&bytes);
            url_encoded(&bytes)
        }
        Form::Multipart => {
            let mut map = Map::new();
            let parts = multipart(request, size_bytes_max).await?;
            recording::has_form(parts.iter().map(|(name, bytes)| (name.as_str(), &bytes[..])));
            for (name, bytes) in parts {
                let text =
                    String::from_utf8(bytes.to_vec()).map_err(|_| malformed(format!("{name} is not UTF-8 text")))?;
                map.insert(name, Value::String(text));
            }
            Ok(map)
        }
    }
}

/// The fields of a JSON object; none of them twice. An empty body has none.
pub(super) fn json(bytes: &[u8]) -> Result<Map<String, Value>, Refusal> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
    }
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let map = deserializer
        .deserialize_map(EachOnce)
        .map_err(|error| malformed(format!("the body is no JSON object: {error}")))?;
    deserializer
        .end()
        .map_err(|error| malformed(format!("something follows the JSON object: {error}")))?;
    Ok(map)
}

struct EachOnce;

impl<'de> Visitor<'de> for EachOnce {
    type Value = Map<String, Value>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut map = Map::new();
        while let Some((name, value)) = access.next_entry::<String, Value>()? {
            if map.insert(name.clone(), value).is_some() {
                return Err(serde::de::Error::custom(format!("field `{name}` is given twice")));
            }
        }
        Ok(map)
    }
}

/// The fields of a form; none of them twice.
pub(super) fn url_encoded(bytes: &[u8]) -> Result<Map<String, Value>, Refusal> {
    let mut map = Map::new();
    for (name, value) in url::form_urlencoded::parse(bytes) {
        // The parser puts this character where bytes are no UTF-8.
        if name.contains('\u{fffd}') || value.contains('\u{fffd}') {
            return Err(malformed(format!("field `{name}` is not UTF-8 text")));
        }
        if map.len() == FIELD_COUNT_MAX {
            return Err(malformed(format!("more than {FIELD_COUNT_MAX} fields")));
        }
        if map
            .insert(name.clone().into_owned(), Value::String(value.into_owned()))
            .is_some()
        {
            return Err(malformed(format!("field `{name}` is given twice")));
        }
    }
    Ok(map)
}

/// The parts of a multipart body; none of them twice.
pub(super) async fn multipart(request: Request, size_bytes_max: usize) -> Result<Vec<(String, Bytes)>, Refusal> {
    let limited = request.map(|body| Body::new(Limited::new(body, size_bytes_max)));
    let mut parts = Multipart::from_request(limited, &())
        .await
        // It has no boundary.
        .map_err(|_| Refusal::NotAFormField)?;
    let mut fields: Vec<(String, Bytes)> = Vec::new();
    loop {
        let part = match parts.next_field().await {
            Ok(Some(part)) => part,
            Ok(None) => return Ok(fields),
            Err(error) => return Err(broken_multipart(&error, size_bytes_max)),
        };
        let name = part.name().unwrap_or_default().to_owned();
        let bytes = part
            .bytes()
            .await
            .map_err(|error| broken_multipart(&error, size_bytes_max))?;
        if fields.len() == FIELD_COUNT_MAX {
            return Err(malformed(format!("more than {FIELD_COUNT_MAX} fields")));
        }
        if fields.iter().any(|(other, _)| *other == name) {
            return Err(malformed(format!("field `{name}` is given twice")));
        }
        fields.push((name, bytes));
    }
}

fn broken_multipart(error: &axum::extract::multipart::MultipartError, size_bytes_max: usize) -> Refusal {
    let refusal = too_large_or_broken(error, size_bytes_max);
    if matches!(refusal, Refusal::BodyTooLarge { .. }) {
        return refusal;
    }
    malformed(format!("broken multipart body: {error}"))
}

fn malformed(reason: String) -> Refusal {
    Refusal::Malformed { reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_one_object_each_field_once() {
        assert_eq!(json(br#"{"a": 1}"#).unwrap()["a"], 1);
        assert!(json(b"  ").unwrap().is_empty());
        let deep = "[".repeat(10_000);
        for text in [
            r#"{"a": 1, "a": 2}"#,
            "[]",
            "null",
            "{",
            r#"{"a": 1} x"#,
            "{\"a\": \"\u{1}\"}",
            &format!("{{\"a\": {deep}"),
        ] {
            assert!(
                matches!(json(text.as_bytes()), Err(Refusal::Malformed { .. })),
                "{}",
                &text[..text.len().min(40)]
            );
        }
        assert!(json(b"{\"a\": \"\xff\"}").is_err());
    }

    #[test]
    fn forms_have_each_field_once_in_utf8() {
        assert_eq!(url_encoded(b"a=1&b=x+y%21").unwrap()["b"], "x y!");
        for text in [&b"a=1&a=2"[..], b"a=%ff", &b"x&".repeat(2)] {
            assert!(url_encoded(text).is_err());
        }
        let many: String = (0..101).map(|index| format!("f{index}=1&")).collect();
        assert!(url_encoded(many.as_bytes()).is_err());
    }
}
