//! Every request has an id, which its lines in the log and its answer carry; at level debug each answer is a line of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::extract::Request;
use axum::http::{HeaderValue, Response};
use tower_http::request_id::{MakeRequestId, RequestId};
use tracing::{Span, debug, info_span};

/// Numbers requests from 1 on.
#[derive(Clone, Debug, Default)]
pub(super) struct Counted(Arc<AtomicU64>);

impl MakeRequestId for Counted {
    fn make_request_id<B>(&mut self, _request: &axum::http::Request<B>) -> Option<RequestId> {
        let number = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        HeaderValue::from_str(&format!("emulator-{number}"))
            .ok()
            .map(RequestId::new)
    }
}

/// What the lines of a request have in common. The path comes without its query: queries carry keys.
pub(super) fn span(request: &Request) -> Span {
    let id = request.extensions().get::<RequestId>();
    let id = id.and_then(|id| id.header_value().to_str().ok()).unwrap_or_default();
    info_span!("request", id, method = %request.method(), path = request.uri().path())
}

/// The line of an answer.
pub(super) fn log<B>(response: &Response<B>, latency: Duration, _span: &Span) {
    debug!(
        status = response.status().as_u16(),
        microseconds = u64::try_from(latency.as_micros()).unwrap_or(u64::MAX),
        "answered {}",
        response.status()
    );
}
