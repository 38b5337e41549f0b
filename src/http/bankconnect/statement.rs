//! Statements: upload one, get the files back.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::http::header::CONTENT_LENGTH;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::domain::endpoint::Endpoint;
use crate::domain::exchange::Remark;
use crate::domain::refusal::Refusal;
use crate::domain::upload::UploadedStatement;
use crate::emulator::{UploadForm, recording};
use crate::http::Context;
use crate::http::body::{self, Form};
use crate::http::caller::{OfSession, world_of};
use crate::http::error::{ApiError, ApiResult, refused_by};
use crate::http::injection::Slot;
use crate::http::own_address::own_address;
use crate::wire::get_pdfs::GetPdfs;
use crate::wire::upload;

/// Bytes a form may have beside its file.
const FORM_BYTES: usize = 64 << 10;

/// What the query asks to be added to the answer. Anything but `true` is no.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Extras {
    identity: String,
    progress: String,
    entity_progress: String,
}

pub(super) async fn upload_statement(
    State(context): State<Context>,
    extras: Result<Query<Extras>, QueryRejection>,
    request: Request,
) -> ApiResult<Response> {
    let refused = refused_by(Endpoint::UploadStatement);
    let emulator = &context.emulator;
    let key = request
        .headers()
        .get("x-api-key")
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let slot = request.extensions().get::<Slot>().cloned().unwrap_or_default();
    let world = world_of(emulator, &slot, Endpoint::UploadStatement, key.as_deref(), None)?;
    let form = match form(request, emulator.config().upload_bytes_max as usize).await {
        Ok(form) => form,
        Err(refusal) => {
            // Of a form that does not read nobody knows what rules say, and what the client may not do goes before it.
            emulator.may_upload(&world).map_err(&refused)?;
            return Err(refused(refusal));
        }
    };
    let effects = emulator.effects_on_upload(&world, &form).await;
    slot.disturbs(Endpoint::UploadStatement, &effects)?;
    let uploaded = emulator.upload_with(&world, form, &effects).await;
    let uploaded = uploaded.map_err(ApiError::upload)?;
    slot.shows(uploaded.session.injections());
    let settings = world.settings();
    let extras = extras.map(|Query(extras)| extras).unwrap_or_default();
    let is_true = |text: &str| text.eq_ignore_ascii_case("true");
    let extras = upload::Extras {
        with_identity: is_true(&extras.identity) || settings.upload_details,
        with_progress: is_true(&extras.progress) || is_true(&extras.entity_progress),
    };
    let answer = upload::Uploaded::of(
        &uploaded.statement,
        &uploaded.session,
        &world.ids,
        &settings,
        extras,
        emulator.now(&world),
    );
    Ok(Json(answer).into_response())
}

/// The form of an upload. The file counts its own bytes; as Base64 it may be a third longer.
async fn form(request: Request, file_bytes_max: usize) -> Result<UploadForm, Refusal> {
    let size_bytes_max = file_bytes_max / 3 * 4 + FORM_BYTES;
    let announced = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<usize>().ok());
    if announced.is_some_and(|announced| announced > size_bytes_max) {
        return Err(Refusal::BodyTooLarge {
            size_bytes_max: file_bytes_max as u64,
        });
    }
    // The limit people set is that of the file.
    let counted_as_file = |refusal: Refusal| {
        if let Refusal::BodyTooLarge { .. } = refusal {
            Refusal::BodyTooLarge {
                size_bytes_max: file_bytes_max as u64,
            }
        } else {
            refusal
        }
    };
    let fields: Vec<(String, Bytes)> = match body::form(&request) {
        Ok(Form::Multipart) => body::multipart(request, size_bytes_max)
            .await
            .map_err(counted_as_file)?,
        Ok(Form::UrlEncoded) => body::url_encoded(&body::bytes(request.into_body(), size_bytes_max).await?)?
            .into_iter()
            .map(|(name, value)| (name, Bytes::from(value.as_str().unwrap_or_default().to_owned())))
            .collect(),
        Ok(Form::Json) | Err(_) => return Err(Refusal::NotAFormField),
    };
    recording::has_form(fields.iter().map(|(name, bytes)| (name.as_str(), &bytes[..])));
    let mut form = UploadForm::default();
    for (name, bytes) in fields {
        if name == "file" {
            form.file = Some(bytes);
            continue;
        }
        let text = String::from_utf8(bytes.to_vec()).map_err(|_| Refusal::Malformed {
            reason: format!("{name} is not UTF-8 text"),
        })?;
        match name.as_str() {
            "file_url" => form.file_url = Some(text),
            "bank_name" => form.bank_name = Some(text),
            "session_id" => form.session_id = Some(text),
            "upload_type" => form.upload_type = Some(text),
            "pdf_password" => form.pdf_password = Some(text),
            "account_category" => form.account_category = Some(text),
            _ => {}
        }
    }
    if form.upload_type.as_deref().is_none_or(|kind| kind.trim().is_empty()) {
        recording::noticed(Remark::UploadTypeAbsent);
    }
    let is_base64 = form.upload_type.as_deref().is_some_and(|kind| kind.trim() == "BASE64");
    if !is_base64 && form.file.as_ref().is_some_and(|file| file.len() > file_bytes_max) {
        return Err(Refusal::BodyTooLarge {
            size_bytes_max: file_bytes_max as u64,
        });
    }
    Ok(form)
}

pub(super) async fn get_pdfs(call: OfSession, State(context): State<Context>, request: Request) -> ApiResult<Response> {
    let refused = refused_by(call.endpoint);
    let emulator = &context.emulator;
    let session = emulator.session(&call.world, &call.session_id).map_err(&refused)?;
    let processing = session.processed(emulator.now(&call.world)).map_err(&refused)?;
    let address = own_address(&context.presentation, request.headers());
    let url_of = |statement: &UploadedStatement| {
        emulator
            .file_link(&call.world, session.id, statement)
            .map(|link| format!("{address}{}", link.0))
            .unwrap_or_default()
    };
    Ok(Json(GetPdfs::of(
        &session,
        processing,
        &call.world.ids,
        &call.world.settings(),
        url_of,
    ))
    .into_response())
}
