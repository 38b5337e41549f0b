//! Style sheet, script and icon, embedded. Their addresses carry a hash of their content, so a browser may keep them for good.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Assets;

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
    let hash = Assets::get(name).map(|file| hash_text(&file.metadata.sha256_hash()[..6]));
    format!("/journey/assets/{name}?v={}", hash.unwrap_or_default())
}

pub(super) async fn asset(Path(name): Path<String>, uri: Uri) -> Response {
    let Some(file) = NAMES.contains(&name.as_str()).then(|| Assets::get(&name)).flatten() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        _ => "image/svg+xml",
    };
    // An address without the hash may mean another content tomorrow.
    let is_this = uri.query().is_some_and(|_| address(&name).ends_with(&uri.to_string()));
    let keeping = if is_this {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let headers = [
        (CONTENT_TYPE, kind),
        (CACHE_CONTROL, keeping),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, file.data).into_response()
}

fn hash_text(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
