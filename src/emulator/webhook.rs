//! Telling the lender: what is to be told, and handing it over.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use tracing::{debug, info, warn};

use crate::domain::endpoint::Endpoint;
use crate::domain::ids::{DeliveryId, SessionId};
use crate::domain::refusal::Refusal;
use crate::domain::rule::{Injection, Treatment};
use crate::domain::session::Session;
use crate::domain::webhook::{Attempt, Delivery, DeliveryState, WebhookTarget};
use crate::emulator::Emulator;
use crate::emulator::session::unknown;
use crate::outbound::without_password;
use crate::store::world::World;
use crate::wire::webhook::WebhookBody;

/// Why a delivery cannot be tried once more.
#[derive(Clone, PartialEq, Debug)]
pub enum RedeliverProblem {
    /// There is none of this id.
    Unknown,
    /// No webhook is set.
    Nowhere,
    /// Its session was deleted.
    Refused(Refusal),
}

/// What is told of an attempt that was lost on its way.
pub(super) const LOST: &str = "lost on the way, as was asked for";

/// An attempt that was lost on its way: nothing was sent.
fn lost(target: &WebhookTarget, at: DateTime<Utc>) -> Attempt {
    Attempt {
        at,
        url: without_password(&target.url),
        request_headers: Vec::new(),
        status: None,
        response_body: String::new(),
        error: Some(LOST.to_owned()),
        duration_ms: 0,
        injected: None,
    }
}

impl Emulator {
    /// Sets where a client's webhooks go.
    pub fn set_webhook(&self, world: &World, target: WebhookTarget) {
        let url = without_password(&target.url);
        info!(%url, mode = target.mode.number(), "webhooks of this key go to {url}, mode {}", target.mode.number());
        if target.mode.number() == 0 {
            warn!("webhook_mode is absent or 0: only net banking sends webhooks; give 3 for all");
        }
        world.set_webhook(Some(target));
    }

    /// Turns what happened by now and was not told into deliveries. Gives the events' names.
    pub(super) fn tell(&self, world: &World, id: SessionId, now: DateTime<Utc>) -> Vec<&'static str> {
        let (settings, target) = (world.settings(), world.webhook());
        let mut told = Vec::new();
        loop {
            let early = self.early_plan(world, id);
            let next = world.update(id, |session| {
                let Some(event) = session.untold(&settings, now) else {
                    return Err(());
                };
                let reason = session.reason_not_to_send(event, &settings, target.as_ref());
                let delivery = Delivery {
                    id: world.ids.delivery(id, session.deliveries.len() as u64),
                    event,
                    created_at: now,
                    body: serde_json::to_string(&WebhookBody::of(event, session, &world.ids, &settings, now))
                        .unwrap_or_default(),
                    target: target.clone(),
                    state: match reason {
                        None => DeliveryState::Waiting { next_attempt_at: now },
                        Some(reason) => DeliveryState::NotSent { reason },
                    },
                    attempts: Vec::new(),
                    plan: Vec::new(),
                    injected_by: None,
                };
                let frozen = session.processing.as_ref().map(|processing| &processing.forced.webhook);
                let delivery = match frozen.unwrap_or(&early) {
                    Some((plan, by)) => delivery.planned(plan, by),
                    None => delivery,
                };
                Ok::<_, ()>(session.with_told(event, delivery, now))
            });
            let Some(Ok(session)) = next else { return told };
            let Some(delivery) = session.deliveries.last() else {
                return told;
            };
            world.journal.delivery_came_up(id, delivery.id);
            if let DeliveryState::NotSent { reason } = &delivery.state {
                // What nobody asked for is no news.
                if settings.webhook_events.contains(&delivery.event) {
                    info!(session_id = %id, event = %delivery.event, "no {} for session {id}: {reason}", delivery.event);
                } else {
                    debug!(session_id = %id, event = %delivery.event, "no {} for session {id}: {reason}", delivery.event);
                }
            }
            told.push(delivery.event.name());
        }
    }

    /// What becomes of a webhook that comes up before processing was asked for. Rules about single calls have nothing to count then.
    fn early_plan(&self, world: &World, id: SessionId) -> Option<(Vec<Treatment>, Injection)> {
        let session = world.session(id).filter(|session| session.processing.is_none())?;
        let effects = self.effects_uncounted(world, Endpoint::InitiateProcessing, &session);
        let plan = effects.first(|then| Some(&then.webhook).filter(|plan| !plan.is_empty()));
        plan.map(|(plan, by)| (plan.clone(), by.clone()))
    }

    /// Makes the attempt that is due in a session; its deliveries go out one after the other.
    pub(super) async fn deliver(&self, world: &World, session: &Session) -> Option<Arc<Delivery>> {
        let now = self.now(world);
        let (delivery, _) = session.next_delivery()?;
        // A URL that was corrected meanwhile is where the next attempt goes.
        let target = world.webhook().or_else(|| delivery.target.clone())?;
        let treatment = delivery.treatment();
        let mut attempt = if treatment == Some(Treatment::Drop) {
            lost(&target, now)
        } else {
            let sent = self
                .outbound
                .deliver(&target, delivery.event, &delivery.body, delivery.id);
            sent.await.attempt(now)
        };
        if let (Some(treatment), Some(by)) = (treatment, &delivery.injected_by) {
            attempt.injected = Some(format!("{treatment}, by {by}"));
        }
        self.record_attempt(world, session.id, delivery, &attempt);
        // An attempt may have taken its time; the pause begins at its end.
        let ended_at = self.now(world);
        if !attempt.is_success() {
            let why = attempt
                .error
                .clone()
                .unwrap_or_else(|| format!("status {}", attempt.status.unwrap_or_default()));
            let url = without_password(&target.url);
            warn!(session_id = %session.id, %url, "{} for session {} was not taken: {why}", delivery.event, session.id);
        }
        let id = delivery.id;
        let after = |session: &Session| {
            session.existing()?;
            let delivery = session
                .deliveries
                .iter()
                .find(|other| other.id == id)
                .ok_or_else(unknown)?;
            let mut tried = Delivery::clone(delivery);
            tried.target = Some(target.clone());
            Ok::<_, Refusal>(session.with_delivery(tried.after(attempt.clone(), ended_at)))
        };
        let session = world.update(session.id, after)?.ok()?;
        session.deliveries.iter().find(|other| other.id == id).cloned()
    }

    /// Tries a delivery once more, now.
    ///
    /// # Errors
    /// When there is none of this id, its session was deleted, or there is nowhere to send it.
    pub fn redeliver(&self, world: &World, id: DeliveryId) -> Result<Arc<Delivery>, RedeliverProblem> {
        let now = self.now(world);
        let has_it = |session: &Session| session.deliveries.iter().any(|delivery| delivery.id == id);
        let holder = world.find_session(has_it).ok_or(RedeliverProblem::Unknown)?;
        let target = world.webhook();
        let again = |session: &Session| {
            session.existing().map_err(RedeliverProblem::Refused)?;
            let delivery = session
                .deliveries
                .iter()
                .find(|delivery| delivery.id == id)
                .ok_or(RedeliverProblem::Unknown)?;
            let mut delivery = Delivery::clone(delivery);
            delivery.target = target.clone().or(delivery.target);
            if delivery.target.is_none() {
                return Err(RedeliverProblem::Nowhere);
            }
            Ok(session.with_delivery(delivery.again(now)))
        };
        let session = world
            .update(holder.id, again)
            .unwrap_or(Err(RedeliverProblem::Unknown))?;
        self.reschedule(world);
        session
            .deliveries
            .iter()
            .find(|delivery| delivery.id == id)
            .cloned()
            .ok_or(RedeliverProblem::Unknown)
    }
}
