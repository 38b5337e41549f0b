//! The catalogue of banks.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{PoisonError, RwLock};

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use crate::domain::bank::BankId;
use crate::domain::session_request::Mode;
use crate::domain::settings::Settings;
use crate::http::Context;
use crate::http::caller::Caller;
use crate::http::own_address::own_address;
use crate::wire::catalogue::Catalogue;

/// The latest answer and what it was made from: most clients get the same one.
static LATEST: RwLock<Option<Latest>> = RwLock::new(None);

struct Latest {
    bank_modes: BTreeMap<BankId, BTreeSet<Mode>>,
    address: String,
    body: Bytes,
}

pub(super) async fn catalogue(caller: Caller, State(context): State<Context>, request: Request) -> Response {
    let address = own_address(&context.presentation, request.headers());
    let body = body(&caller.world.settings(), address);
    ([(CONTENT_TYPE, "application/json")], body).into_response()
}

fn body(settings: &Settings, address: String) -> Bytes {
    let latest = LATEST.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(latest) = latest
        .as_ref()
        .filter(|latest| latest.address == address && latest.bank_modes == settings.bank_modes)
    {
        return latest.body.clone();
    }
    drop(latest);
    let body = Bytes::from(serde_json::to_vec(&Catalogue::of(settings, &address)).unwrap_or_default());
    *LATEST.write().unwrap_or_else(PoisonError::into_inner) = Some(Latest {
        bank_modes: settings.bank_modes.clone(),
        address,
        body: body.clone(),
    });
    body
}
