//! What goes over HTTP. The only user of axum.

pub mod bankconnect;
mod body;
mod caller;
pub mod control;
mod error;
mod files;
mod own_address;
pub mod panic;
pub mod receiver;
mod request_log;
pub mod server;
pub mod shutdown;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::http::{HeaderValue, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;

use crate::emulator::Emulator;
use crate::http::panic::panics_answered_with;

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
}

impl FromRef<Context> for Arc<Emulator> {
    fn from_ref(context: &Context) -> Self {
        Arc::clone(&context.emulator)
    }
}

/// What a caller is told when the emulator panicked.
const PANIC_ANSWER: &str = r#"{"error": {"code": "EMULATOR_FAULT", "message": "The BankConnect emulator has a bug and met it; FinBox would have answered"}}"#;

/// Every route of the server.
pub fn router(emulator: Arc<Emulator>, presentation: Presentation) -> Router {
    let context = Context {
        emulator,
        presentation: Arc::new(presentation),
    };
    let routes = Router::new()
        .nest("/bank-connect", bankconnect::router(&context))
        .nest("/_emulator", control::router(&context))
        .route("/files/{name}", get(files::file))
        .fallback(not_found)
        .layer(panics_answered_with(PANIC_ANSWER))
        .with_state(context);
    request_log::named_and_logged(routes)
}

/// Paths nobody knows, in JSON, naming the emulator.
async fn not_found(uri: Uri) -> Response {
    let message = format!(
        "BankConnect emulator: nothing lives at {}; the API is under /bank-connect, our own under /_emulator",
        uri.path()
    );
    let mut response = axum::Json(json!({"error": {"code": "NOT_FOUND", "message": message}})).into_response();
    *response.status_mut() = axum::http::StatusCode::NOT_FOUND;
    response
        .headers_mut()
        .insert("x-emulator", HeaderValue::from_static("bankconnect"));
    response
}
