//! Webhooks as scripts see them: a list, waiting for the next one, one more try. A test can pull here what could not be pushed.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::domain::ids::{DeliveryId, SessionId};
use crate::emulator::{Emulator, RedeliverProblem};
use crate::http::control::events::{self, KEEP_ALIVE, event, latest_seen};
use crate::http::control::sessions::refused;
use crate::http::control::{ControlError, ControlResult, OfWorld, waiting};
use crate::wire;

/// Deliveries that are put into a stream at once. Ours.
const AT_ONCE: usize = 64;

/// Which deliveries are wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Wanted {
    #[serde(rename = "world")]
    _world: Option<String>,
    session_id: Option<String>,
    after: Option<String>,
    wait: Option<String>,
    /// So many of the latest; not for streams, which tell all.
    limit: Option<usize>,
}

/// Deliveries of one session, or of all, that came up after another one.
struct Checked {
    session: Option<SessionId>,
    after: Option<DeliveryId>,
    wait: Duration,
    limit: usize,
}

impl Wanted {
    fn checked(self, world: &OfWorld, emulator: &Emulator) -> ControlResult<Checked> {
        let session = self.session_id.map(|id| emulator.session(&world.0, &id)).transpose();
        let session = session.map_err(|refusal| refused(&refusal))?;
        let after = self.after.filter(|id| !id.trim().is_empty());
        let known = |id: String| {
            let parsed = DeliveryId::parse(id.trim()).filter(|id| world.0.journal.has_delivery(*id));
            parsed.ok_or_else(|| unknown(&id))
        };
        // Nobody is told after a while, or in the middle of a stream, that he asked for what never was.
        let after = after.map(known).transpose()?;
        Ok(Checked {
            session: session.map(|session| session.id),
            after,
            wait: waiting("wait", self.wait.as_deref(), Duration::ZERO)?,
            limit: self.limit.unwrap_or(usize::MAX),
        })
    }
}

fn unknown(id: &str) -> ControlError {
    ControlError::not_found(format!("no delivery {id} in this world"))
}

fn wanted(query: Result<Query<Wanted>, QueryRejection>) -> ControlResult<Wanted> {
    query
        .map(|Query(wanted)| wanted)
        .map_err(|problem| ControlError::bad_request(problem.body_text()))
}

pub(super) async fn list(
    world: OfWorld,
    State(emulator): State<Arc<Emulator>>,
    query: Result<Query<Wanted>, QueryRejection>,
) -> ControlResult<Json<Value>> {
    let checked = wanted(query)?.checked(&world, &emulator)?;
    let deliveries = emulator
        .next_deliveries(&world.0, checked.after, checked.session, usize::MAX, checked.wait)
        .await;
    let deliveries = deliveries[deliveries.len().saturating_sub(checked.limit)..]
        .iter()
        .map(|(session, delivery)| wire::explain::delivery(*session, delivery));
    Ok(Json(json!({"deliveries": deliveries.collect::<Vec<_>>()})))
}

/// Those that are there, then each as it comes up; `after` or the header of a browser that connects again says what was seen.
pub(super) async fn stream(
    world: OfWorld,
    State(emulator): State<Arc<Emulator>>,
    headers: HeaderMap,
    query: Result<Query<Wanted>, QueryRejection>,
) -> ControlResult<Response> {
    let Checked { session, after, .. } = wanted(query)?.checked(&world, &emulator)?;
    let world = world.0;
    // The world a browser was connected to may have been reset: then it has seen nothing of this one.
    let seen =
        latest_seen(&headers).map(|seen| DeliveryId::parse(&seen).filter(|seen| world.journal.has_delivery(*seen)));
    let after = seen.unwrap_or(after);
    Ok(events::stream(after, move |after| {
        let (emulator, world) = (Arc::clone(&emulator), Arc::clone(&world));
        Box::pin(async move {
            let deliveries = emulator
                .next_deliveries(&world, after, session, AT_ONCE, KEEP_ALIVE)
                .await;
            if world.is_over() {
                return None;
            }
            let texts = deliveries.iter().map(|(session, delivery)| {
                let shown = wire::explain::delivery(*session, delivery);
                event(&delivery.id.to_string(), &shown)
            });
            let latest = deliveries.last().map(|(_, delivery)| delivery.id).or(after);
            Some((texts.collect(), latest))
        })
    }))
}

pub(super) async fn redeliver(
    OfWorld(world): OfWorld,
    State(emulator): State<Arc<Emulator>>,
    Path(id): Path<String>,
) -> ControlResult<Response> {
    let known = DeliveryId::parse(&id).ok_or_else(|| unknown(&id))?;
    let delivery = emulator.redeliver(&world, known).map_err(|problem| match problem {
        RedeliverProblem::Unknown => unknown(&id),
        RedeliverProblem::Nowhere => ControlError::new(
            StatusCode::CONFLICT,
            "NO_WEBHOOK",
            "no webhook is set: call update_webhook, or start with --webhook-url",
        ),
        RedeliverProblem::Refused(refusal) => refused(&refusal),
    })?;
    Ok((
        StatusCode::ACCEPTED,
        Json(json!({"id": delivery.id.to_string(), "event": delivery.event.name()})),
    )
        .into_response())
}
