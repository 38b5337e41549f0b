//! Server-sent events: a body that goes on as long as somebody reads it and there is something to tell.
//!
//! Source: the WHATWG's HTML standard, server-sent events.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use hyper::body::Frame;
use serde_json::Value;

/// How long nothing may be told before a line is sent that says nothing, so that proxies keep the connection.
pub(super) const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// What is told next, perhaps nothing, and where that leaves things; `None` at the end.
type Step<S> = Pin<Box<dyn Future<Output = Option<(String, S)>> + Send>>;

/// A stream of events, each step from where the one before left things.
pub(super) fn stream<S, F>(from: S, step: F) -> Response
where
    S: Send + 'static,
    F: Fn(S) -> Step<S> + Send + Unpin + 'static,
{
    let events = Events {
        is_open: false,
        next: step(from),
        step,
    };
    let headers = [(CONTENT_TYPE, "text/event-stream"), (CACHE_CONTROL, "no-store")];
    (headers, Body::new(events)).into_response()
}

/// One event.
pub(super) fn event(id: &str, data: &Value) -> String {
    format!("id: {id}\ndata: {data}\n\n")
}

/// The last event a browser that connects again has seen.
pub(super) fn latest_seen(headers: &HeaderMap) -> Option<String> {
    let seen = headers.get("last-event-id")?.to_str().ok()?;
    Some(seen.to_owned())
}

struct Events<S, F> {
    is_open: bool,
    next: Step<S>,
    step: F,
}

impl<S, F: Fn(S) -> Step<S> + Unpin> HttpBody for Events<S, F> {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if !self.is_open {
            self.is_open = true;
            // Whoever listens knows that he is heard before anything happens.
            return Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b": listening\n\n")))));
        }
        let Some((text, state)) = ready!(self.next.as_mut().poll(context)) else {
            return Poll::Ready(None);
        };
        self.next = (self.step)(state);
        let text = if text.is_empty() {
            ": still here\n\n".to_owned()
        } else {
            text
        };
        Poll::Ready(Some(Ok(Frame::data(text.into()))))
    }
}
