//! Who calls, and about which session: checks that many endpoints share.

use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, RawPathParams};
use axum::http::request::Parts;

use crate::domain::client_kind::ClientKind;
use crate::domain::endpoint::Endpoint;
use crate::domain::refusal::Refusal;
use crate::domain::rule::{Effects, Injection};
use crate::emulator::Emulator;
use crate::emulator::World;
use crate::http::Context;
use crate::http::error::ApiError;
use crate::http::injection::Slot;

/// A client that gave its key and its hash.
pub(super) struct Caller {
    /// Its world.
    pub(super) world: Arc<World>,
    /// What it calls.
    pub(super) endpoint: Endpoint,
}

/// A client whose call is about something its body names: what rules and test values say about it is asked when the body was read.
pub(super) struct Client {
    /// Its world.
    pub(super) world: Arc<World>,
    /// What it calls.
    pub(super) endpoint: Endpoint,
    /// Where what is found out is noted.
    pub(super) slot: Slot,
}

/// A client and the session its path names, as text from outside.
pub(super) struct OfSession {
    /// The client's world.
    pub(super) world: Arc<World>,
    /// The session's id; whether it exists is for the emulator to say.
    pub(super) session_id: String,
    /// What is called.
    pub(super) endpoint: Endpoint,
    /// What rules and test values say about the call.
    pub(super) effects: Effects,
    /// Where what is found out is noted.
    pub(super) slot: Slot,
}

/// The world of a client, with the key it gave.
pub(super) fn world_of(
    emulator: &Emulator,
    slot: &Slot,
    endpoint: Endpoint,
    key: Option<&str>,
    hash: Option<Option<&str>>,
) -> Result<Arc<World>, ApiError> {
    match emulator.world(key, hash) {
        Ok(world) => {
            slot.is_of(&world);
            Ok(world)
        }
        Err(refusal) => {
            let error = ApiError::new(endpoint, refusal.clone());
            let kind = key.and_then(|key| ClientKind::of_key(key.trim()));
            Err(match kind.filter(|kind| kind.explains(&refusal)) {
                Some(kind) => error.injected(Injection::TestValue(kind.name().to_owned())),
                None => error,
            })
        }
    }
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

/// The client of a request, before it is known what the call is about.
fn client(parts: &Parts, context: &Context) -> Result<Client, ApiError> {
    let (endpoint, slot) = (endpoint(parts), Slot::of(parts));
    let (key, hash) = (header(parts, "x-api-key"), header(parts, "server-hash"));
    let world = world_of(&context.emulator, &slot, endpoint, key, Some(hash))?;
    Ok(Client { world, endpoint, slot })
}

impl FromRequestParts<Context> for Client {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, ApiError> {
        client(parts, context)
    }
}

impl FromRequestParts<Context> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, ApiError> {
        let Client { world, endpoint, slot } = client(parts, context)?;
        let emulator: &Emulator = &context.emulator;
        let names_a_session = matches!(endpoint, Endpoint::WebhookPayloads | Endpoint::RecurringConsentDetails);
        let named = asked_for(parts).filter(|_| names_a_session);
        let session = named.and_then(|id| emulator.session(&world, &id).ok());
        let effects = match session {
            Some(session) => emulator.effects_on(&world, endpoint, &session),
            None => emulator.effects_on_client(&world, endpoint),
        };
        slot.holds(endpoint, &effects)?;
        Ok(Caller { world, endpoint })
    }
}

/// The session a query names. The docs of a sibling print a slash behind the id; tolerate it.
fn asked_for(parts: &Parts) -> Option<String> {
    let query = url::form_urlencoded::parse(parts.uri.query()?.as_bytes());
    let (_, id) = query.into_iter().find(|(name, _)| name == "session_id")?;
    Some(id.trim_end_matches('/').to_owned())
}

impl FromRequestParts<Context> for OfSession {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, ApiError> {
        let Client { world, endpoint, slot } = client(parts, context)?;
        let params = RawPathParams::from_request_parts(parts, context).await;
        let session_id = params.ok().and_then(|params| {
            params
                .iter()
                .find(|(name, _)| *name == "session_id")
                .map(|(_, id)| id.to_owned())
        });
        // Bytes that are no UTF-8 name no session.
        let unknown = Refusal::SessionUnknown {
            belongs_to_another_key: false,
        };
        let session_id = session_id.ok_or_else(|| ApiError::new(endpoint, unknown))?;
        let emulator: &Emulator = &context.emulator;
        let effects = match emulator.session(&world, &session_id) {
            Ok(session) => {
                slot.shows(session.injections());
                emulator.effects_on(&world, endpoint, &session)
            }
            Err(_) => emulator.effects_on_client(&world, endpoint),
        };
        slot.holds(endpoint, &effects)?;
        Ok(OfSession {
            world,
            session_id,
            endpoint,
            effects,
            slot,
        })
    }
}
