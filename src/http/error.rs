//! The only place that turns a refusal into a response.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use tracing::info;

use crate::domain::endpoint::Endpoint;
use crate::domain::ids::{SessionId, StatementId};
use crate::domain::refusal::Refusal;
use crate::emulator::UploadRefusal;
use crate::wire::error::{ErrorEnvelope, UploadError};
use crate::wire::refusals::wording;

/// A refused call.
#[derive(Debug)]
pub(super) struct ApiError {
    endpoint: Endpoint,
    refusal: Refusal,
    session: Option<SessionId>,
    statement: Option<StatementId>,
}

/// What a handler of the emulated API gives.
pub(super) type ApiResult<T> = Result<T, ApiError>;

impl ApiError {
    pub(super) fn new(endpoint: Endpoint, refusal: Refusal) -> Self {
        ApiError {
            endpoint,
            refusal,
            session: None,
            statement: None,
        }
    }

    pub(super) fn upload(refused: UploadRefusal) -> Self {
        ApiError {
            endpoint: Endpoint::UploadStatement,
            refusal: refused.refusal,
            session: refused.session,
            statement: refused.statement,
        }
    }
}

/// Turns the refusals of one endpoint into errors: `.map_err(refused_by(Endpoint::Progress))`.
pub(super) fn refused_by(endpoint: Endpoint) -> impl Fn(Refusal) -> ApiError {
    move |refusal| ApiError::new(endpoint, refusal)
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let wording = wording(self.endpoint, &self.refusal);
        let (method, path) = self.endpoint.route();
        info!(
            code = wording.code,
            status = wording.status,
            "{method} {path} refused: {} ({:?})",
            wording.code,
            self.refusal
        );
        let status = StatusCode::from_u16(wording.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if self.endpoint == Endpoint::UploadStatement {
            (status, Json(UploadError::new(wording, self.session, self.statement))).into_response()
        } else {
            (status, Json(ErrorEnvelope::from(wording))).into_response()
        }
    }
}
