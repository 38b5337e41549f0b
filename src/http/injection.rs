//! What rules and test values do to an answer: faults on its way, the header that tells of them, and the client's own wording of refusals.
//!
//! Around the router as a service: whoever finds out what a call is about leaves it in the request's [`Slot`], and it is done here when the
//! answer is there. The control API leaves nothing and is never touched.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context as TaskContext, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use tower::Service;
use tracing::info;

use crate::domain::endpoint::Endpoint;
use crate::domain::rule::{BodyFault, ConnectionFault, Effects, Fault, Injection};
use crate::emulator::{Emulator, World, injected_refusal, pause};
use crate::http::error::ApiError;

use pieces::Pieces;

mod pieces;

/// Says what was injected into an answer.
const X_EMULATOR_INJECTED: HeaderName = HeaderName::from_static("x-emulator-injected");

/// How long a slow body takes where nobody says.
const SLOW_BODY: Duration = Duration::from_millis(500);

/// What is known of a call once somebody has found out.
#[derive(Clone, Debug, Default)]
pub(super) struct Slot(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    world: Option<Arc<World>>,
    fault: Option<(Fault, Injection)>,
    marks: Vec<Injection>,
}

impl Slot {
    /// The slot of a request.
    pub(super) fn of(parts: &Parts) -> Self {
        parts.extensions.get::<Slot>().cloned().unwrap_or_default()
    }

    fn known<T>(&self, change: impl FnOnce(&mut Known) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Notes whose call it is.
    pub(super) fn is_of(&self, world: &Arc<World>) {
        self.known(|known| known.world = Some(Arc::clone(world)));
    }

    /// Notes what holds for the call.
    ///
    /// # Errors
    /// When the call is not to be carried out: it is refused, or something before the service answers.
    pub(super) fn holds(&self, endpoint: Endpoint, effects: &Effects) -> Result<(), ApiError> {
        self.disturbs(endpoint, effects)?;
        match injected_refusal(effects, endpoint) {
            Some((refusal, by)) => Err(ApiError::new(endpoint, refusal).injected(by)),
            None => Ok(()),
        }
    }

    /// The same without the refusal, which is told elsewhere.
    ///
    /// # Errors
    /// When something before the service answers.
    pub(super) fn disturbs(&self, endpoint: Endpoint, effects: &Effects) -> Result<(), ApiError> {
        let Some((fault, by)) = effects.first(|then| then.fault.as_ref()) else {
            return Ok(());
        };
        self.known(|known| known.fault = Some((fault.clone(), by.clone())));
        match fault.status {
            Some(status) => Err(ApiError::interrupted(endpoint, status)),
            None => Ok(()),
        }
    }

    /// Notes what was injected into what the answer tells of.
    pub(super) fn shows<'a>(&self, injections: impl IntoIterator<Item = &'a Injection>) {
        let injections = injections.into_iter().cloned();
        self.known(|known| known.marks.extend(injections));
    }
}

/// The router with this around it.
#[derive(Clone, Debug)]
pub(super) struct Injecting<S> {
    inner: S,
    emulator: Arc<Emulator>,
}

impl<S> Injecting<S> {
    pub(super) fn new(inner: S, emulator: Arc<Emulator>) -> Self {
        Injecting { inner, emulator }
    }
}

impl<S> Service<Request> for Injecting<S>
where
    S: Service<Request, Response = Response, Error = Infallible>,
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, context: &mut TaskContext<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let slot = Slot::default();
        request.extensions_mut().insert(slot.clone());
        let (emulator, answered) = (Arc::clone(&self.emulator), self.inner.call(request));
        Box::pin(async move { Ok(finished(answered.await?, &slot, &emulator).await) })
    }
}

async fn finished(mut response: Response, slot: &Slot, emulator: &Emulator) -> Response {
    let known = slot.known(std::mem::take);
    let mut marks = known.marks;
    if let Some(error) = response.extensions_mut().remove::<ApiError>() {
        let settings = match &known.world {
            Some(world) => world.settings(),
            None => Arc::new(emulator.config().start.settings.clone()),
        };
        response = error.told(&settings, response);
        // What is refused tells nothing else.
        marks = error.injected_by(known.world.as_deref()).into_iter().collect();
    }
    if let Some((fault, by)) = known.fault {
        response = disturbed(response, &fault).await;
        marks.insert(0, by);
    }
    mark(&mut response, &marks);
    response
}

fn mark(response: &mut Response, marks: &[Injection]) {
    for (index, by) in marks.iter().enumerate() {
        if marks[..index].contains(by) {
            continue;
        }
        info!("injected by {by}");
        let text = by.to_string();
        let printable = text
            .chars()
            .map(|letter| if matches!(letter, ' '..='~') { letter } else { '?' });
        if let Ok(value) = HeaderValue::from_str(&printable.collect::<String>()) {
            response.headers_mut().append(X_EMULATOR_INJECTED, value);
        }
    }
}

/// The answer after what goes wrong with it.
async fn disturbed(response: Response, fault: &Fault) -> Response {
    let is_slow = fault.body == Some(BodyFault::Slow) && fault.connection.is_none();
    if let Some(latency) = fault.latency.filter(|_| !is_slow) {
        pause(latency.0).await;
    }
    let response = match fault.status {
        Some(status) => page(status),
        None => response,
    };
    let (mut head, body) = response.into_parts();
    if let Some(content_type) = fault
        .content_type
        .as_deref()
        .and_then(|text| HeaderValue::from_str(text).ok())
    {
        head.headers.insert(CONTENT_TYPE, content_type);
    }
    if fault.connection == Some(ConnectionFault::Dropped) {
        head.headers.remove(CONTENT_LENGTH);
        return Response::from_parts(head, Body::new(Pieces::broken(Bytes::new())));
    }
    let Some(of_body) = fault.body else {
        return Response::from_parts(head, body);
    };
    // Our bodies are made at once; one that breaks off has nothing to give.
    let bytes = match body.collect().await {
        Ok(collected) => collected.to_bytes(),
        Err(_) => Bytes::new(),
    };
    let (length, body) = match of_body {
        BodyFault::Empty => (0, Body::empty()),
        BodyFault::Truncated => (bytes.len(), Body::new(Pieces::broken(bytes.slice(..bytes.len() / 2)))),
        BodyFault::Slow => {
            let time = fault.latency.map_or(SLOW_BODY, |latency| latency.0);
            (bytes.len(), Body::new(Pieces::slow(&bytes, time)))
        }
    };
    head.headers.insert(CONTENT_LENGTH, length.into());
    Response::from_parts(head, body)
}

/// What a gateway says when it does not reach the service.
fn page(status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let html = format!("<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>\n");
    (status, [(CONTENT_TYPE, "text/html")], html).into_response()
}
