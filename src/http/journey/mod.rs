//! The hosted page: what the borrower sees behind `redirect_url`, one file per way.
//!
//! Plain forms and redirects after them; the little script is an extra. A page names its session in its address and sets no cookie, because
//! a lender's frame would lose it. What is shown follows from the session, so reload, back and two tabs show what is true; an address adds
//! only which line of `fixtures/journey/words.csv` is said (`said`) and which events came up on the way to it (`e`, `s`, `w`: from and to).

mod aggregator;
mod assets;
mod banks;
mod end;
mod form;
mod login_help;
mod mode;
mod net_banking;
mod once;
mod page;
mod pdf;
mod problem;
mod summary;
mod visit;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};

use crate::http::Context;

pub(super) use once::Once;

/// Routes of the hosted page.
pub(super) fn router() -> Router<Context> {
    Router::new()
        .route("/", any(banks::start))
        // The path form of `redirect_url` has no question mark; what else lies here is unknown.
        .route("/{page}", any(banks::start_by_path))
        .route("/journey/banks", get(banks::banks))
        .route("/journey/mode", get(mode::mode))
        .route("/journey/pdf", get(pdf::show).post(pdf::upload))
        .route("/journey/pdf/password", post(pdf::unlock))
        .route("/journey/specimen", post(pdf::specimen))
        .route("/journey/summary", get(summary::summary))
        .route("/journey/finish", post(summary::finish))
        .route("/journey/done", get(end::done))
        .route("/journey/leave", get(end::leave).post(end::confirm))
        .route("/journey/left", get(end::left))
        .route("/journey/aa", get(aggregator::show))
        .route("/journey/aa/otp-request", post(aggregator::request_otp))
        .route("/journey/aa/otp", post(aggregator::enter_otp))
        .route("/journey/aa/consent", get(aggregator::consent).post(aggregator::decide))
        .route("/journey/nb", get(net_banking::show))
        .route("/journey/nb/login", post(net_banking::login))
        .route("/journey/nb/captcha", post(net_banking::captcha))
        .route("/journey/nb/otp", post(net_banking::otp))
        .route("/journey/nb/accounts", post(net_banking::accounts))
        .route("/journey/assets/{name}", get(assets::asset))
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn(refuse_foreign_forms))
}

/// A form of another site may not act for the borrower. Our own forms are `same-origin` in a lender's frame, too.
async fn refuse_foreign_forms(request: Request, next: Next) -> Response {
    if is_foreign(request.headers()) && !request.method().is_safe() {
        return (StatusCode::FORBIDDEN, "This form belongs to another site.").into_response();
    }
    next.run(request).await
}

/// Whether a page of another site asks.
fn is_foreign(headers: &HeaderMap) -> bool {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (header("sec-fetch-site"), header("origin"), header("host")) {
        (Some(site), _, _) => matches!(site, "cross-site" | "same-site"),
        // Older browsers tell the origin alone.
        (None, Some(origin), Some(host)) => origin.split_once("://").is_none_or(|(_, origin)| origin != host),
        (None, _, _) => false,
    }
}
