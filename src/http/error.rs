//! The only place that turns a refusal into a response.

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::CONTENT_LENGTH;
use axum::response::{IntoResponse, Response};
use tracing::info;

use crate::domain::client_kind::ClientKind;
use crate::domain::endpoint::Endpoint;
use crate::domain::exchange::{ToldRefusal, may_heal};
use crate::domain::ids::{SessionId, StatementId};
use crate::domain::refusal::Refusal;
use crate::domain::rule::Injection;
use crate::domain::settings::Settings;
use crate::emulator::{UploadRefusal, World, recording};
use crate::wire::error::{ErrorEnvelope, UploadError};
use crate::wire::refusals::{Wording, dialect, wording as plain};

/// A refused call.
#[derive(Clone, Debug)]
pub(super) struct ApiError {
    endpoint: Endpoint,
    refusal: Refusal,
    session: Option<SessionId>,
    statement: Option<StatementId>,
    injected: Option<Injection>,
    /// The status something before the service answers with, instead of the refusal.
    interrupted: Option<u16>,
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
            injected: None,
            interrupted: None,
        }
    }

    /// A call that something before the service answers with this status. What it says is made where faults are.
    pub(super) fn interrupted(endpoint: Endpoint, status: u16) -> Self {
        let refusal = Refusal::Limit {
            reason: format!("a fault that was asked for answers {status}"),
        };
        ApiError {
            interrupted: Some(status),
            ..ApiError::new(endpoint, refusal)
        }
    }

    /// The same, because of this.
    pub(super) fn injected(self, by: Injection) -> Self {
        ApiError {
            injected: Some(by),
            ..self
        }
    }

    /// What made it so, in this world.
    pub(super) fn injected_by(&self, world: Option<&World>) -> Option<Injection> {
        let kind = world.and_then(|world| ClientKind::of_key(&world.key));
        let kind = kind.filter(|kind| kind.explains(&self.refusal));
        let of_kind = kind.map(|kind| Injection::TestValue(kind.name().to_owned()));
        self.injected.clone().or(of_kind)
    }

    pub(super) fn upload(refused: UploadRefusal) -> Self {
        ApiError {
            endpoint: Endpoint::UploadStatement,
            refusal: refused.refusal,
            session: refused.session,
            statement: refused.statement,
            injected: refused.injected,
            interrupted: None,
        }
    }
}

/// Turns the refusals of one endpoint into errors: `.map_err(refused_by(Endpoint::Progress))`.
pub(super) fn refused_by(endpoint: Endpoint) -> impl Fn(Refusal) -> ApiError {
    move |refusal| ApiError::new(endpoint, refusal)
}

impl ApiError {
    /// The refusal as a client with these settings is told it, with a line in the log. `first` is the answer it was told in so far.
    pub(super) fn told(&self, settings: &Settings, first: Response) -> Response {
        if self.interrupted.is_some() {
            return first;
        }
        let wording = dialect::told(settings, self.endpoint, &self.refusal);
        let (method, path) = self.endpoint.route();
        info!(
            code = wording.code,
            status = wording.status,
            "{method} {path} refused: {} ({:?})",
            wording.code,
            self.refusal
        );
        recording::is_refused(ToldRefusal {
            code: wording.code,
            because: self.refusal.reason(),
            may_heal: may_heal(&self.refusal),
        });
        if wording == plain(self.endpoint, &self.refusal) {
            return first;
        }
        let (head, _) = first.into_parts();
        let mut told = self.with(wording);
        // What others have put there stays.
        for (name, value) in &head.headers {
            if name != CONTENT_LENGTH {
                told.headers_mut().insert(name, value.clone());
            }
        }
        told
    }

    fn with(&self, wording: Wording) -> Response {
        let status = StatusCode::from_u16(wording.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if self.endpoint == Endpoint::UploadStatement {
            (status, Json(UploadError::new(wording, self.session, self.statement))).into_response()
        } else {
            (status, Json(ErrorEnvelope::from(wording))).into_response()
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.with(plain(self.endpoint, &self.refusal));
        // Who knows whose call it was tells it in that client's way.
        response.extensions_mut().insert(self);
        response
    }
}
