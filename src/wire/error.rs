//! The bodies a refusal is told in.

use std::borrow::Cow;

use serde::Serialize;

use crate::domain::ids::{SessionId, StatementId};
use crate::wire::refusals::Wording;

/// Code and text of a refusal. Source: contract, `common.schema.json`, `error`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ErrorDetail {
    /// The code.
    pub code: &'static str,
    /// The text.
    pub message: Cow<'static, str>,
}

/// The body of every refusal but the upload's. Source: contract, `error_envelope.schema.json`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ErrorEnvelope {
    /// Code and text.
    pub error: ErrorDetail,
}

/// The body an upload is refused with. Source: contract, `upload_error.schema.json`; conflicts C05.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct UploadError {
    /// Always empty: a key of the older flow.
    pub entity_id: &'static str,
    /// The session, where it is known; else empty.
    pub session_id: String,
    /// The failed statement the upload left (semantics 15); else empty.
    pub statement_id: String,
    /// Code and text.
    pub error: ErrorDetail,
}

impl From<Wording> for ErrorDetail {
    fn from(wording: Wording) -> Self {
        ErrorDetail {
            code: wording.code,
            message: wording.message,
        }
    }
}

impl From<Wording> for ErrorEnvelope {
    fn from(wording: Wording) -> Self {
        ErrorEnvelope { error: wording.into() }
    }
}

impl UploadError {
    /// The body, with what was known when the upload was refused.
    pub fn new(wording: Wording, session: Option<SessionId>, statement: Option<StatementId>) -> Self {
        UploadError {
            entity_id: "",
            session_id: session.map(|id| id.to_string()).unwrap_or_default(),
            statement_id: statement.map(|id| id.to_string()).unwrap_or_default(),
            error: wording.into(),
        }
    }
}
