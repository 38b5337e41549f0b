//! What goes over HTTP. The only user of axum.

mod assets;
pub mod bankconnect;
mod body;
mod caller;
mod console;
pub mod control;
mod error;
mod files;
pub mod in_process;
mod injection;
mod journey;
mod own_address;
pub mod panic;
pub mod receiver;
mod recorder;
mod request_log;
pub mod server;
pub mod shutdown;
mod work;

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRef, OriginalUri, Request};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;
use tower::{Service, ServiceBuilder};
use tower_http::cors::{Any, CorsLayer};
use tower_http::normalize_path::NormalizePathLayer;
use tower_http::request_id::{PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;

use crate::emulator::Emulator;
use crate::http::injection::Injecting;
use crate::http::panic::panics_answered_with;
use crate::http::recorder::Recorder;

/// How the server presents itself.
#[derive(Clone, Debug, Default)]
pub struct Presentation {
    /// Its address as clients see it; else it follows from the request.
    pub public_url: Option<String>,
    /// A token the control API asks for.
    pub control_token: Option<String>,
}

/// What every handler may ask for.
#[derive(Clone)]
pub struct Context {
    /// The service.
    pub emulator: Arc<Emulator>,
    /// How the server presents itself.
    pub presentation: Arc<Presentation>,
    /// Answers to forms of the hosted page.
    once: Arc<journey::Once>,
}

impl FromRef<Context> for Arc<Emulator> {
    fn from_ref(context: &Context) -> Self {
        Arc::clone(&context.emulator)
    }
}

/// Every answer says in this header that it is the emulator's.
const X_EMULATOR: HeaderName = HeaderName::from_static("x-emulator");

/// What a caller is told when the emulator panicked.
const PANIC_ANSWER: &str = r#"{"error": {"code": "EMULATOR_FAULT", "message": "The BankConnect emulator has a bug and met it; FinBox would have answered"}}"#;

/// The whole server: the routes, and around them what every request goes through.
///
/// These are no layers of the router, which would box and clone each of them for each request.
pub fn service(
    emulator: Arc<Emulator>,
    presentation: Presentation,
) -> impl Service<Request, Response = Response, Error = Infallible, Future: Send> + Clone + Send + Unpin + 'static {
    let trace = TraceLayer::new_for_http()
        .make_span_with(request_log::span)
        .on_request(())
        .on_response(request_log::log)
        .on_body_chunk(())
        .on_eos(())
        .on_failure(());
    let says_who_answers = SetResponseHeaderLayer::overriding(X_EMULATOR, HeaderValue::from_static("bankconnect"));
    let recording = Arc::clone(&emulator);
    // The first one sees the request first.
    ServiceBuilder::new()
        .layer_fn(move |inner| Recorder::new(inner, Arc::clone(&recording)))
        .map_response(|response: axum::http::Response<_>| response.map(Body::new))
        // Before routing, so that a slash at the end is gone.
        .layer(NormalizePathLayer::trim_trailing_slash())
        .layer(SetRequestIdLayer::x_request_id(request_log::Counted::default()))
        .layer(trace)
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(says_who_answers)
        .layer(panics_answered_with(PANIC_ANSWER))
        .service(Injecting::new(router(Arc::clone(&emulator), presentation), emulator))
}

/// Every route of the server.
pub fn router(emulator: Arc<Emulator>, presentation: Presentation) -> Router {
    let context = Context {
        emulator,
        presentation: Arc::new(presentation),
        once: Arc::default(),
    };
    Router::new()
        .nest("/bank-connect", bankconnect::router())
        .nest("/_emulator", control::router(&context))
        .route("/files/{name}", get(files::file).layer(cors()))
        .route("/logos/{name}", get(files::logo))
        .merge(console::router())
        .merge(journey::router())
        .fallback(not_found)
        // Every body has a limit of its own, see `body`; axum's 2 MB would come first.
        .layer(DefaultBodyLimit::disable())
        .with_state(context)
}

/// What a browser client of any origin needs.
fn cors() -> CorsLayer {
    CorsLayer::new().allow_origin(Any).allow_methods(Any).allow_headers(Any)
}

/// Paths nobody knows, in JSON, naming the emulator.
async fn not_found(OriginalUri(uri): OriginalUri) -> Response {
    let message = format!(
        "BankConnect emulator: nothing lives at {}; the API is under /bank-connect, our own under /_emulator",
        uri.path()
    );
    let mut response = axum::Json(json!({"error": {"code": "NOT_FOUND", "message": message}})).into_response();
    *response.status_mut() = axum::http::StatusCode::NOT_FOUND;
    response
}
