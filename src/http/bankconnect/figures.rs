//! Figures: everything that is computed from the transactions.

use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::domain::ids::AccountId;
use crate::emulator::Rendered;
use crate::http::Context;
use crate::http::caller::OfSession;
use crate::http::error::{ApiResult, refused_by};
use crate::http::own_address::own_address;
use crate::http::work;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Only {
    account_id: Option<String>,
}

/// Answers every endpoint of figures. The first answer of a session is computed off the async threads; an `account_id` that names no account
/// keeps none (inferred).
pub(super) async fn figures(
    call: OfSession,
    State(context): State<Context>,
    only: Result<Query<Only>, QueryRejection>,
    request: Request,
) -> ApiResult<Response> {
    let refused = refused_by(call.endpoint);
    let only = only.ok().and_then(|Query(only)| only.account_id);
    let only = only
        .filter(|text| !text.trim().is_empty())
        .map(|text| AccountId::parse(&text).unwrap_or(AccountId::NOBODY));
    let emulator = &context.emulator;
    let at_hand = emulator
        .figures_at_hand(&call.world, &call.session_id, call.endpoint, only)
        .map_err(&refused)?;
    let rendered = match at_hand {
        Some(rendered) => rendered,
        None => {
            let (emulator, world, id) = (emulator.clone(), call.world.clone(), call.session_id.clone());
            let compute = move || emulator.figures(&world, &id, call.endpoint, only);
            work::done(compute).await.map_err(&refused)?
        }
    };
    let address = own_address(&context.presentation, request.headers());
    let link = |name: &str| format!("{address}{}", emulator.link(&call.world, name).0);
    Ok(([(CONTENT_TYPE, "application/json")], with_links(&rendered, link)).into_response())
}

/// The body with its links in their places; one without links is not copied.
fn with_links(rendered: &Rendered, link: impl Fn(&str) -> String) -> Bytes {
    let [first, rest @ ..] = &rendered.pieces[..] else {
        return Bytes::new();
    };
    if rest.is_empty() {
        return first.clone();
    }
    let mut body = first.to_vec();
    for (piece, name) in rest.iter().zip(&rendered.links) {
        body.extend_from_slice(link(name).as_bytes());
        body.extend_from_slice(piece);
    }
    body.into()
}
