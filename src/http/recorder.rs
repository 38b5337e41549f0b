//! Records what goes to and fro: around everything else, so that calls are seen as they came and answers as they go out.
//!
//! What belongs to a call is found out by others and noted in [`recording`]. The control API, the logos and the hosted page are not recorded:
//! they are no calls of the lender's, and what a borrower types into the page is nobody's business.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Uri, response};
use axum::response::Response;
use hyper::body::{Frame, SizeHint};
use tower::Service;

use crate::domain::exchange::{self, Headers};
use crate::emulator::Emulator;
use crate::emulator::recording::{self, Answer, Notes, Recording};

/// A service with this around it.
#[derive(Clone, Debug)]
pub(super) struct Recorder<S> {
    inner: S,
    emulator: Arc<Emulator>,
}

impl<S> Recorder<S> {
    pub(super) fn new(inner: S, emulator: Arc<Emulator>) -> Self {
        Recorder { inner, emulator }
    }
}

impl<S> Service<Request> for Recorder<S>
where
    S: Service<Request, Response = Response, Error = Infallible>,
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        if is_left_out(request.uri()) {
            return Box::pin(self.inner.call(request));
        }
        let recording = begin(&request);
        let (answering, emulator) = (self.inner.call(request), Arc::clone(&self.emulator));
        Box::pin(async move {
            let (answered, notes) = recording::noting(answering).await;
            Ok(watched(
                answered?,
                Pending {
                    emulator,
                    recording,
                    notes,
                },
            ))
        })
    }
}

/// Whether a path is not one of the lender's calls.
fn is_left_out(uri: &Uri) -> bool {
    const LEFT_OUT: [&str; 4] = ["/_emulator", "/logos/", "/journey/", "/session_id="];
    let path = uri.path();
    let is_start = path == "/" && uri.query().is_some_and(|query| query.contains("session_id="));
    is_start || LEFT_OUT.iter().any(|start| path.starts_with(start))
}

fn begin(request: &Request) -> Recording {
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
    let key = request.headers().get("x-api-key").and_then(|key| key.to_str().ok());
    Recording::begin(request.method().as_str(), target, headers(request.headers()), key)
}

fn headers(headers: &HeaderMap) -> Headers {
    let length = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + 2);
    let each = headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    Headers::of(each, length.sum())
}

/// A call whose answer is on its way.
struct Pending {
    emulator: Arc<Emulator>,
    recording: Recording,
    notes: Notes,
}

/// The response, which is recorded when its body has gone out. A client that has the last byte finds it in the journal.
fn watched(response: Response, pending: Pending) -> Response {
    let (head, body) = response.into_parts();
    let mut watched = Watched {
        is_text: is_text(&head),
        status: head.status.as_u16(),
        headers: headers(&head.headers),
        first: Bytes::new(),
        more: Vec::new(),
        size_bytes: 0,
        pending: Some(Box::new(pending)),
        body,
    };
    if watched.body.is_end_stream() {
        watched.record(true);
    }
    Response::from_parts(head, Body::new(watched))
}

/// Whether the body may be kept: files are not.
fn is_text(head: &response::Parts) -> bool {
    let kind = head.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/") || kind.starts_with("application/json"))
}

/// A body that is looked at as it goes out.
struct Watched {
    body: Body,
    status: u16,
    headers: Headers,
    is_text: bool,
    /// The first piece, which is all of nearly every body: held, not copied.
    first: Bytes,
    more: Vec<u8>,
    size_bytes: u64,
    pending: Option<Box<Pending>>,
}

impl Watched {
    fn keep(&mut self, piece: &Bytes) {
        if self.is_text && self.size_bytes == 0 {
            self.first = piece.clone();
        } else if self.is_text {
            self.more.extend_from_slice(piece);
        }
        self.size_bytes += piece.len() as u64;
    }

    fn record(&mut self, is_whole: bool) {
        let Some(pending) = self.pending.take() else { return };
        let Pending {
            emulator,
            recording,
            notes,
        } = *pending;
        let answer = Answer {
            status: self.status,
            headers: std::mem::take(&mut self.headers),
            body: self.kept(is_whole),
            is_whole,
        };
        emulator.record(recording, notes, answer);
    }

    fn kept(&mut self, is_whole: bool) -> exchange::Body {
        let size_bytes = self.size_bytes;
        if size_bytes == 0 {
            return exchange::Body::Absent;
        }
        if !self.is_text {
            return exchange::Body::Measured { size_bytes };
        }
        let first = std::mem::take(&mut self.first);
        let kept = if self.more.is_empty() {
            first
        } else {
            [&first[..], &self.more].concat().into()
        };
        if is_whole {
            exchange::Body::Text(kept)
        } else {
            exchange::Body::Cut {
                beginning: kept,
                size_bytes,
            }
        }
    }
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        match &frame {
            Some(Ok(frame)) => {
                if let Some(piece) = frame.data_ref() {
                    self.keep(piece);
                }
                if self.body.is_end_stream() {
                    self.record(true);
                }
            }
            Some(Err(_)) => self.record(false),
            None => self.record(true),
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Watched {
    /// A client that hangs up, and a `HEAD`, take no body to its end.
    fn drop(&mut self) {
        let is_whole = self.body.size_hint().exact() == Some(0) || self.body.is_end_stream();
        self.record(is_whole);
    }
}
