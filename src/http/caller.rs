//! Who calls, and about which session: checks that many endpoints share.

use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, RawPathParams};
use axum::http::request::Parts;

use crate::domain::endpoint::Endpoint;
use crate::domain::refusal::Refusal;
use crate::emulator::Emulator;
use crate::emulator::World;
use crate::http::Context;
use crate::http::error::ApiError;

/// A client that gave its key and its hash.
pub(super) struct Caller {
    /// Its world.
    pub(super) world: Arc<World>,
    /// What it calls.
    pub(super) endpoint: Endpoint,
}

/// A client and the session its path names, as text from outside.
pub(super) struct OfSession {
    /// The client's world.
    pub(super) world: Arc<World>,
    /// The session's id; whether it exists is for the emulator to say.
    pub(super) session_id: String,
    /// What is called.
    pub(super) endpoint: Endpoint,
}

/// The endpoint a request is for, by the route it took.
fn endpoint(parts: &Parts) -> Endpoint {
    let path = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let path = path.strip_prefix("/bank-connect").unwrap_or(path).trim_end_matches('/');
    // The alias is the endpoint's older name, conflicts C18 and endpoints 12 and 18.
    let path = path
        .replace("/monthly_analysis", "/monthly_analysis_updated")
        .replace("_updated_updated", "_updated");
    let path = path.replace("}/upload_status", "}/session_upload_status");
    let is_this = |endpoint: &Endpoint| endpoint.route().1.trim_end_matches('/') == path;
    Endpoint::ALL.into_iter().find(is_this).unwrap_or(Endpoint::Catalogue)
}

pub(super) fn header<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    parts.headers.get(name).and_then(|value| value.to_str().ok())
}

impl FromRequestParts<Context> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, ApiError> {
        let endpoint = endpoint(parts);
        let emulator: &Emulator = &context.emulator;
        let world = emulator.world(header(parts, "x-api-key"), Some(header(parts, "server-hash")));
        world
            .map(|world| Caller { world, endpoint })
            .map_err(|refusal| ApiError::new(endpoint, refusal))
    }
}

impl FromRequestParts<Context> for OfSession {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, ApiError> {
        let Caller { world, endpoint } = Caller::from_request_parts(parts, context).await?;
        let params = RawPathParams::from_request_parts(parts, context).await;
        let session_id = params.ok().and_then(|params| {
            params
                .iter()
                .find(|(name, _)| *name == "session_id")
                .map(|(_, id)| id.to_owned())
        });
        match session_id {
            Some(session_id) => Ok(OfSession {
                world,
                session_id,
                endpoint,
            }),
            // Bytes that are no UTF-8 name no session.
            None => Err(ApiError::new(
                endpoint,
                Refusal::SessionUnknown {
                    belongs_to_another_key: false,
                },
            )),
        }
    }
}
