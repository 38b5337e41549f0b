//! What is told of a session, to whom, and in which order.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::domain::session::Session;
use crate::domain::settings::Settings;
use crate::domain::webhook::{Delivery, Event, REORDER_WAIT, WebhookTarget};

impl Session {
    /// The webhook that goes out next, and when: the first that waits, unless a plan puts it behind the one that follows.
    pub fn next_delivery(&self) -> Option<(&Arc<Delivery>, DateTime<Utc>)> {
        let waits = |delivery: &Arc<Delivery>| delivery.due().is_some();
        let index = self.deliveries.iter().position(waits)?;
        let first = &self.deliveries[index];
        let at = first.due()?;
        if !first.is_reordered() {
            return Some((first, at));
        }
        // One that is never sent does not overtake.
        let is_sent = |delivery: &&Arc<Delivery>| delivery.due().is_some() || !delivery.attempts.is_empty();
        match self.deliveries[index + 1..].iter().find(is_sent) {
            None => Some((first, at.max(first.created_at + REORDER_WAIT))),
            Some(next) => Some(match (next.due(), next.attempts.last()) {
                (Some(at), _) => (next, at),
                // It goes when the one it was to follow has gone.
                (None, sent) => (first, sent.map_or(at, |sent| at.max(sent.at))),
            }),
        }
    }

    /// Whether an event is to be told now that was not told before. Source: semantics 32.
    pub fn untold(&self, settings: &Settings, now: DateTime<Utc>) -> Option<Event> {
        let is_new = |event: Event| !self.told.contains(&event);
        if self.deleted_at.is_some() {
            None
        } else if is_new(Event::Enrichment)
            && self
                .processing
                .as_ref()
                .is_some_and(|processing| processing.is_completed(now))
        {
            Some(Event::Enrichment)
        } else if self.processing.is_some() || self.upload_completed_at.is_some() {
            None
        } else if is_new(Event::Expiry) && self.is_expired(now) {
            Some(Event::Expiry)
        } else if is_new(Event::UploadCompletion) && !self.is_expired(now) && self.has_all_uploads(settings) {
            Some(Event::UploadCompletion)
        } else {
            None
        }
    }

    /// Whether the uploads are complete: by themselves, or, once something was handed in on the hosted page, when the borrower says so there.
    /// Source: semantics 32; that uploads on the page wait for its end is inferred.
    fn has_all_uploads(&self, settings: &Settings) -> bool {
        match self.hosted() {
            Some(hosted) if hosted.is_used => hosted.finished_at.is_some(),
            Some(_) | None => self.meets_upload_requirement(settings),
        }
    }

    /// Why an event is not sent; `None` when it is.
    pub fn reason_not_to_send(
        &self,
        event: Event,
        settings: &Settings,
        target: Option<&WebhookTarget>,
    ) -> Option<String> {
        if !settings.webhook_events.contains(&event) {
            return Some(format!("{event} is not among the webhook_events of the settings"));
        }
        let Some(target) = target else {
            return Some("no webhook is set: call update_webhook, or start with --webhook-url".to_owned());
        };
        let is_covered = if self.statements.is_empty() {
            target.mode.number() == 3
        } else {
            self.statements
                .iter()
                .any(|statement| target.mode.covers(statement.source))
        };
        let mode = target.mode.number();
        (!is_covered).then(|| format!("webhook_mode {mode} does not cover how the statements came in; 3 covers all"))
    }

    /// The session, having told an event.
    pub fn with_told(&self, event: Event, delivery: Delivery, now: DateTime<Utc>) -> Session {
        let mut session = self.changed();
        session.told.push(event);
        if event == Event::UploadCompletion {
            session.upload_completed_at = Some(now);
        }
        session.deliveries.push(Arc::new(delivery));
        session
    }

    /// The session with one of its deliveries replaced by the same, later.
    pub fn with_delivery(&self, delivery: Delivery) -> Session {
        let mut session = self.changed();
        for place in session.deliveries.iter_mut().filter(|other| other.id == delivery.id) {
            *place = Arc::new(delivery.clone());
        }
        session
    }
}
