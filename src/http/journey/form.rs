//! Forms of the pages: fields that may come several times, and files with their names.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_LENGTH;
use http_body_util::Limited;

use crate::domain::refusal::Refusal;
use crate::http::body;

/// Bytes of a form beside its files.
const FIELDS_BYTES_MAX: usize = 64 << 10;

/// Parts of a form.
const PART_COUNT_MAX: usize = 100;

/// A form that was read.
#[derive(Debug, Default)]
pub(super) struct Form {
    fields: Vec<(String, String)>,
    /// Files with their names.
    pub(super) files: Vec<(String, Bytes)>,
}

impl Form {
    /// The first value of this name; empty when there is none.
    pub(super) fn value(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(other, _)| other == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// The one-time password, without the spaces messages print it with.
    pub(super) fn one_time_password(&self) -> String {
        let text = self.value("otp").chars();
        text.filter(|character| !matches!(character, ' ' | '-')).collect()
    }

    /// Every value of this name.
    pub(super) fn values(&self, name: &str) -> Vec<&str> {
        let found = self.fields.iter().filter(|(other, _)| other == name);
        found.map(|(_, value)| value.as_str()).collect()
    }
}

/// A form without files. What does not read is left out: the step says what is missing.
pub(super) async fn plain(request: Request) -> Form {
    let bytes = body::bytes(request.into_body(), FIELDS_BYTES_MAX)
        .await
        .unwrap_or_default();
    let pairs = url::form_urlencoded::parse(&bytes).take(PART_COUNT_MAX);
    Form {
        fields: pairs
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect(),
        files: Vec::new(),
    }
}

/// A form with files.
///
/// # Errors
/// That it is too large, or no form.
pub(super) async fn with_files(request: Request, size_bytes_max: usize) -> Result<Form, Refusal> {
    let all_bytes_max = size_bytes_max + FIELDS_BYTES_MAX;
    let too_large = || Refusal::BodyTooLarge {
        size_bytes_max: size_bytes_max as u64,
    };
    let announced = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<usize>().ok());
    if announced.is_some_and(|announced| announced > all_bytes_max) {
        return Err(too_large());
    }
    let limited = request.map(|body| Body::new(Limited::new(body, all_bytes_max)));
    let mut parts = Multipart::from_request(limited, &())
        .await
        .map_err(|_| Refusal::NotAFormField)?;
    let mut form = Form::default();
    while let Some(part) = parts.next_field().await.map_err(|_| Refusal::NotAFormField)? {
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.file_name().map(str::to_owned);
        let bytes = part.bytes().await.map_err(|_| too_large())?;
        if form.fields.len() + form.files.len() == PART_COUNT_MAX {
            return Err(Refusal::NotAFormField);
        }
        match file_name {
            // A browser sends an empty part for a file that was not chosen.
            Some(file_name) if file_name.is_empty() && bytes.is_empty() => {}
            Some(file_name) => form.files.push((file_name, bytes)),
            None => form.fields.push((name, String::from_utf8_lossy(&bytes).into_owned())),
        }
    }
    Ok(form)
}
