//! The console: a page over the control API, and nothing else. Page and assets are had without the control token; what they show is not.

use std::sync::LazyLock;

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::http::{Context, assets};

/// Nothing from elsewhere, and in nobody's frame: a click on `advance` is to be one of who sits before it.
const CSP: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'none'; \
                   base-uri 'none'; frame-ancestors 'none'";

/// What the page loads.
const NAMES: [&str; 14] = [
    "console.css",
    "icon.svg",
    "console/api.js",
    "console/clock.js",
    "console/coverage.js",
    "console/deliveries.js",
    "console/dom.js",
    "console/exchange.js",
    "console/main.js",
    "console/scenarios.js",
    "console/session.js",
    "console/sessions.js",
    "console/state.js",
    "console/streams.js",
];

/// One hash for all: scripts name each other by paths beside their own, so it stands before the name.
static HASH: LazyLock<String> = LazyLock::new(|| assets::hash(&NAMES));

#[derive(Template)]
#[template(path = "console/index.html")]
struct Console {
    css_url: String,
    js_url: String,
    icon_url: String,
    version: &'static str,
}

/// The page, with and without the slash at the end, which is gone before routing.
pub(super) fn router() -> Router<Context> {
    Router::new()
        .route("/_emulator", get(page))
        .route("/_emulator/assets/{hash}/{*name}", get(asset))
}

fn address(name: &str) -> String {
    format!("/_emulator/assets/{}/{name}", *HASH)
}

async fn page() -> Response {
    let page = Console {
        css_url: address("console.css"),
        js_url: address("console/main.js"),
        icon_url: address("icon.svg"),
        version: env!("CARGO_PKG_VERSION"),
    };
    let Ok(text) = page.render() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(CSP)),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (headers, text).into_response()
}

async fn asset(Path((hash, name)): Path<(String, String)>) -> Response {
    assets::answer(&NAMES, &name, hash == *HASH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_script_of_the_folder_is_served() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/console");
        let mut scripts: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| format!("console/{}", entry.unwrap().file_name().to_string_lossy()))
            .collect();
        scripts.sort();
        assert_eq!(scripts, NAMES[2..]);
    }
}
