//! The journal: what is looked for in it, waiting for more, attempts to hand over webhooks.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use crate::domain::coverage::Coverage;
use crate::domain::coverage::{Handover, Told};
use crate::domain::exchange::{Body, Exchange, Headers, Kind, Remark};
use crate::domain::exchange_filter::ExchangeFilter;
use crate::domain::ids::{DeliveryId, SessionId};
use crate::domain::webhook::{Attempt, Delivery, Event};
use crate::emulator::Emulator;
use crate::emulator::recording::told_by_webhook;
use crate::store::journal::Found;
use crate::store::world::{Seen, World};

/// Deliveries with their sessions, in the order they came up.
pub type Deliveries = Vec<(SessionId, Arc<Delivery>)>;

impl Emulator {
    /// What the clients of all worlds have met. A world that was reset has forgotten.
    pub fn coverage(&self) -> Coverage {
        let worlds = self.worlds.all().into_iter();
        let of_each = worlds.map(|world| world.journal.coverage());
        of_each.fold(Coverage::default(), Coverage::and)
    }

    /// The exchanges of a world with a greater number that somebody wants, oldest first and so many at most: once there is one, or none when
    /// the time is over; in real time.
    pub async fn next_exchanges(
        &self,
        world: &World,
        after: u64,
        filter: &ExchangeFilter,
        limit: usize,
        timeout: Duration,
    ) -> Found {
        let look = || world.journal.after(after, filter, limit);
        let found = async {
            loop {
                let grown = world.journal.grown();
                let found = look();
                if !found.exchanges.is_empty() || world.is_over() {
                    return found;
                }
                grown.await;
            }
        };
        tokio::time::timeout(timeout, found).await.unwrap_or_else(|_| look())
    }

    /// What changed in a world after the change of this number, once something did, or nothing when the time is over; in real time.
    pub async fn next_changes(&self, world: &World, after: u64, timeout: Duration) -> Seen {
        let look = || world.changes.after(after);
        let found = async {
            loop {
                let changed = world.changed();
                let seen = look();
                if seen.latest != after || world.is_over() {
                    return seen;
                }
                changed.await;
            }
        };
        tokio::time::timeout(timeout, found).await.unwrap_or_else(|_| look())
    }

    /// Account numbers a world has read, to be masked wherever they come up.
    pub fn account_numbers(&self, world: &World) -> Arc<HashSet<String>> {
        world.journal.account_numbers()
    }

    /// The deliveries that came up after this one, of one session or all, so many at most; those of sessions that were deleted are gone.
    fn deliveries(&self, world: &World, after: Option<DeliveryId>, of: Option<SessionId>, limit: usize) -> Deliveries {
        let ids = world.journal.deliveries_after(after).into_iter();
        let ids = ids.filter(|(session, _)| of.is_none_or(|of| of == *session));
        let delivery = |(session, id): (SessionId, DeliveryId)| {
            let found = world.session(session)?;
            let delivery = found.deliveries.iter().find(|delivery| delivery.id == id)?;
            Some((session, Arc::clone(delivery)))
        };
        ids.filter_map(delivery).take(limit).collect()
    }

    /// The same, once there is one, or none when the time is over; in real time.
    pub async fn next_deliveries(
        &self,
        world: &World,
        after: Option<DeliveryId>,
        of: Option<SessionId>,
        limit: usize,
        timeout: Duration,
    ) -> Deliveries {
        let found = async {
            loop {
                let grown = world.journal.grown();
                let deliveries = self.deliveries(world, after, of, limit);
                if !deliveries.is_empty() || world.is_over() {
                    return deliveries;
                }
                grown.await;
            }
        };
        tokio::time::timeout(timeout, found).await.unwrap_or_default()
    }

    /// Keeps an attempt to hand over a webhook, and counts what it means.
    pub(super) fn record_attempt(&self, world: &World, session: SessionId, delivery: &Delivery, attempt: &Attempt) {
        let headers = attempt.request_headers.iter();
        let headers = headers.map(|(name, value)| (name.as_str(), value.as_bytes()));
        let remarks = attempt
            .error
            .iter()
            .map(|why| Remark::NotHandedOver { why: why.clone() });
        let is_taken = attempt.is_success() && delivery.event == Event::Enrichment;
        let number = world.journal.record(Exchange {
            at: attempt.at,
            duration_us: attempt.duration_ms * 1_000,
            session: Some(session),
            kind: Kind::Webhook {
                event: delivery.event,
                delivery: delivery.id,
            },
            target: format!("POST {}", attempt.url).into(),
            request_headers: Headers::of(headers, 256),
            request_body: Body::request(delivery.body.as_bytes()),
            status: attempt.status,
            response_headers: Headers::default(),
            response_body: Body::request(attempt.response_body.as_bytes()),
            refusal: None,
            treatment: attempt.injected.as_deref().map(Into::into),
            remarks: remarks.collect(),
        });
        world.journal.count(|coverage| {
            coverage.handover(&Handover {
                exchange: number,
                at: attempt.at,
                event: delivery.event,
                status: attempt.status,
                duration_ms: attempt.duration_ms,
                was_taken_before: delivery.attempts.iter().any(Attempt::is_success),
                told: if is_taken {
                    told_by_webhook(&delivery.body)
                } else {
                    Told::default()
                },
            });
        });
        world.journal.tell();
    }
}
