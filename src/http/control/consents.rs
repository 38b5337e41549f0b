//! Consents: all of them, and taking one back.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::domain::refusal::Refusal;
use crate::emulator::Emulator;
use crate::http::control::sessions::refused;
use crate::http::control::{ControlError, ControlResult, OfWorld};
use crate::wire;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct OfWhich {
    session_id: Option<String>,
}

pub(super) async fn list(
    OfWorld(world): OfWorld,
    State(emulator): State<Arc<Emulator>>,
    query: Result<Query<OfWhich>, QueryRejection>,
) -> ControlResult<Json<Value>> {
    let wanted = query.ok().and_then(|Query(query)| query.session_id);
    let holders = emulator
        .holders_of_consents(&world, wanted.as_deref())
        .map_err(|refusal| refused(&refusal))?;
    let now = emulator.now(&world);
    let consents = holders.iter().flat_map(|session| {
        let consents = session.consents().iter();
        consents.map(|consent| wire::consents::consent(consent, session.id, now))
    });
    Ok(Json(json!({"consents": consents.collect::<Vec<_>>()})))
}

pub(super) async fn revoke(
    OfWorld(world): OfWorld,
    State(emulator): State<Arc<Emulator>>,
    Path(id): Path<String>,
) -> ControlResult<Json<Value>> {
    let unknown = |_: Refusal| ControlError::not_found(format!("no consent {id} in this world"));
    let (session, consent) = emulator.revoke_consent(&world, &id).map_err(unknown)?;
    let consent = session.consent(consent).map_err(unknown)?;
    Ok(Json(wire::consents::consent(consent, session.id, emulator.now(&world))))
}
