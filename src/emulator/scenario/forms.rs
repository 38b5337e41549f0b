//! Bodies as they are sent, and as people read them.

use serde_json::Value;
use url::form_urlencoded::byte_serialize;

use crate::emulator::scenario::outcome::cut;

/// Stands between the parts of a form.
const BOUNDARY: &str = "----emulator-scenario-5b9e";

/// A text as a URL or form needs it.
pub(super) fn encoded(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

/// A form without files.
pub(super) fn url_encoded<'a>(fields: impl IntoIterator<Item = (&'a str, String)>) -> (String, Vec<u8>) {
    let pairs = fields
        .into_iter()
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(&value)));
    let body = pairs.collect::<Vec<_>>().join("&").into_bytes();
    ("application/x-www-form-urlencoded".to_owned(), body)
}

/// A form with a file, as a browser sends it.
pub(super) fn multipart(fields: &[(&str, String)], file: Option<&[u8]>) -> (String, Vec<u8>) {
    let mut body = Vec::with_capacity(file.map_or(0, <[u8]>::len) + 1_024);
    for (name, value) in fields {
        body.extend_from_slice(
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes(),
        );
    }
    if let Some(file) = file {
        let head = "Content-Disposition: form-data; name=\"file\"; filename=\"statement.pdf\"\r\nContent-Type: application/pdf";
        body.extend_from_slice(format!("--{BOUNDARY}\r\n{head}\r\n\r\n").as_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}

/// A body for people: JSON as it is, anything else by its size.
pub(super) fn in_words(body: &[u8], length_max: usize) -> String {
    match serde_json::from_slice::<Value>(body) {
        Ok(json) => cut(&json.to_string(), length_max),
        Err(_) => match std::str::from_utf8(body) {
            Ok(text) => cut(text.trim(), length_max.min(200)),
            Err(_) => format!("{} kB", body.len().div_ceil(1024)),
        },
    }
}
