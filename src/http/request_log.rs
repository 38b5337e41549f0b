//! Every request has an id, which its lines in the log and its answer carry; at level debug each answer is a line of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::response::Response;
use tower_http::request_id::{MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};
use tower_http::trace::TraceLayer;
use tracing::{Span, debug, info_span};

/// The caller's `x-request-id`, or one of ours, goes with the request and back with the answer.
pub(super) fn named_and_logged(router: Router) -> Router {
    let trace = TraceLayer::new_for_http()
        .make_span_with(span)
        .on_request(())
        .on_response(log)
        .on_body_chunk(())
        .on_eos(())
        .on_failure(());
    // The last one sees the request first.
    router
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(trace)
        .layer(SetRequestIdLayer::x_request_id(Counted::default()))
}

/// Numbers requests from 1 on.
#[derive(Clone, Debug, Default)]
struct Counted(Arc<AtomicU64>);

impl MakeRequestId for Counted {
    fn make_request_id<B>(&mut self, _request: &axum::http::Request<B>) -> Option<RequestId> {
        let number = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        HeaderValue::from_str(&format!("emulator-{number}"))
            .ok()
            .map(RequestId::new)
    }
}

/// The path without its query: queries carry keys.
fn span(request: &Request) -> Span {
    let id = request.extensions().get::<RequestId>();
    let id = id.and_then(|id| id.header_value().to_str().ok()).unwrap_or_default();
    info_span!("request", id, method = %request.method(), path = request.uri().path())
}

fn log(response: &Response, latency: Duration, _span: &Span) {
    debug!(
        status = response.status().as_u16(),
        microseconds = u64::try_from(latency.as_micros()).unwrap_or(u64::MAX),
        "answered {}",
        response.status()
    );
}
