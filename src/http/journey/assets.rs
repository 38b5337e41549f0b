//! The addresses of style sheet, script and icon.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::Uri;
use axum::response::Response;

use crate::http::assets;

/// What belongs to this page; the console's lie beside it.
const NAMES: [&str; 3] = ["journey.css", "journey.js", "icon.svg"];

/// The addresses of what every page loads.
pub(super) struct Addresses {
    pub(super) css: String,
    pub(super) js: String,
    pub(super) icon: String,
}

pub(super) static ADDRESSES: LazyLock<Addresses> = LazyLock::new(|| Addresses {
    css: address("journey.css"),
    js: address("journey.js"),
    icon: address("icon.svg"),
});

fn address(name: &str) -> String {
    format!("/journey/assets/{name}?v={}", assets::hash(&[name]))
}

pub(super) async fn asset(Path(name): Path<String>, uri: Uri) -> Response {
    let is_this = uri.query().is_some_and(|_| address(&name).ends_with(&uri.to_string()));
    assets::answer(&NAMES, &name, is_this)
}
