//! What a caller is told when a handler panics, which is always a bug of ours.

use std::any::Any;

use axum::body::{Body, Bytes};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, Response, StatusCode};
use tower_http::catch_panic::{CatchPanicLayer, ResponseForPanic};

/// Answers a panic with 500 and this JSON. The connection and all others live on.
pub fn panics_answered_with(body: impl Into<Bytes>) -> CatchPanicLayer<PanicAnswer> {
    CatchPanicLayer::custom(PanicAnswer { body: body.into() })
}

/// The answer to a panic.
#[derive(Clone, Debug)]
pub struct PanicAnswer {
    body: Bytes,
}

impl ResponseForPanic for PanicAnswer {
    type ResponseBody = Body;

    /// Keeps the panic's own words from caller and log: they may quote a document. The panic hook has written them to standard error.
    fn response_for_panic(&mut self, _words: Box<dyn Any + Send + 'static>) -> Response<Body> {
        tracing::error!("a request made the emulator panic and was answered 500; please report it");
        let mut response = Response::new(Body::from(self.body.clone()));
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        response
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response
    }
}
