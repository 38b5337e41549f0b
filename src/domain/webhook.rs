//! What the service tells the lender unasked, and the attempts to hand it over.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::ids::DeliveryId;
use crate::domain::rule::{Injection, Treatment};
use crate::domain::statement::Source;

pub use plan::REORDER_WAIT;

mod plan;

/// What happened.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Processing has ended.
    Enrichment,
    /// The upload requirement is met.
    UploadCompletion,
    /// The session expired first.
    Expiry,
}

impl Event {
    /// The vendor's `event_name`.
    pub fn name(self) -> &'static str {
        match self {
            Event::Enrichment => "ENRICHMENT_NOTIFICATION",
            Event::UploadCompletion => "SESSION_REQUIREMENT_COMPLETION_NOTIFICATION",
            Event::Expiry => "SESSION_EXPIRY_NOTIFICATION",
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// Which sources a client hears of. Source: contract, `update_webhook`; conflicts C15.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WebhookMode(u8);

impl WebhookMode {
    /// Net banking only: what an absent mode means.
    pub const NET_BANKING: WebhookMode = WebhookMode(0);
    /// Every source.
    pub const ALL: WebhookMode = WebhookMode(3);

    /// The mode of this number, 0 to 3.
    pub fn new(number: i64) -> Option<Self> {
        u8::try_from(number).ok().filter(|number| *number <= 3).map(WebhookMode)
    }

    /// The number.
    pub fn number(self) -> u8 {
        self.0
    }

    /// Whether a statement of this source is covered: 0 net banking, 1 manual upload too, 3 all. 2 is net banking and aggregator, inferred.
    /// Source: contract `enums.csv`, `webhook_mode`.
    pub fn covers(self, source: Source) -> bool {
        match source {
            Source::NetBanking => true,
            Source::Pdf => matches!(self.0, 1 | 3),
            Source::Aggregator => self.0 >= 2,
        }
    }
}

/// Where a client wants its webhooks.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct WebhookTarget {
    /// http or https.
    pub url: String,
    /// Which sources.
    pub mode: WebhookMode,
    /// Sent as `x-secret-key`.
    pub secret: Option<String>,
}

/// Waiting times between attempts, in world time. Ours: the vendor publishes none.
pub const RETRY_DELAYS: [TimeDelta; 5] = [
    TimeDelta::seconds(10),
    TimeDelta::minutes(1),
    TimeDelta::minutes(10),
    TimeDelta::hours(1),
    TimeDelta::hours(6),
];

/// One webhook and the attempts to hand it over.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Delivery {
    /// Names it.
    pub id: DeliveryId,
    /// What it tells.
    pub event: Event,
    /// When it happened.
    pub created_at: DateTime<Utc>,
    /// The body, as it is sent.
    pub body: String,
    /// Where it goes; `None` when it is not sent.
    pub target: Option<WebhookTarget>,
    /// What became of it.
    pub state: DeliveryState,
    /// Every attempt, oldest first.
    pub attempts: Vec<Attempt>,
    /// What is still to become of it on its way, where a rule or test value says so.
    pub plan: Vec<Treatment>,
    /// What says so.
    pub injected_by: Option<Injection>,
}

/// What became of a delivery.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// The next attempt is due then.
    Waiting {
        /// In world time.
        next_attempt_at: DateTime<Utc>,
    },
    /// A 2xx came back.
    Delivered {
        /// In world time.
        at: DateTime<Utc>,
    },
    /// No attempt is left.
    GivenUp {
        /// In world time.
        at: DateTime<Utc>,
    },
    /// Never sent.
    NotSent {
        /// Why, for people.
        reason: String,
    },
}

/// One try to hand a webhook over.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Attempt {
    /// When, in world time.
    pub at: DateTime<Utc>,
    /// Where it went, a password in it masked.
    pub url: String,
    /// Header names and values sent; a secret is masked.
    pub request_headers: Vec<(String, String)>,
    /// The answer's status; `None` when there was no answer.
    pub status: Option<u16>,
    /// The answer's body, cut to what is kept.
    pub response_body: String,
    /// What went wrong, for people.
    pub error: Option<String>,
    /// Real time it took.
    pub duration_ms: u64,
    /// What was injected into it, and by what.
    pub injected: Option<String>,
}

impl Attempt {
    /// Whether the receiver took it: any 2xx. Source: conflicts C58.
    pub fn is_success(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }
}

impl Delivery {
    /// When the next attempt is due.
    pub fn due(&self) -> Option<DateTime<Utc>> {
        match self.state {
            DeliveryState::Waiting { next_attempt_at } => Some(next_attempt_at),
            DeliveryState::Delivered { .. } | DeliveryState::GivenUp { .. } | DeliveryState::NotSent { .. } => None,
        }
    }

    /// The delivery after an attempt that ended then; the pause before the next one begins there.
    pub fn after(mut self, attempt: Attempt, ended_at: DateTime<Utc>) -> Self {
        let at = ended_at;
        let was_taken = self.attempts.iter().any(Attempt::is_success);
        let delay = RETRY_DELAYS.get(self.attempts.len());
        self.state = match delay {
            _ if attempt.is_success() => DeliveryState::Delivered { at },
            Some(delay) => DeliveryState::Waiting {
                next_attempt_at: at + *delay,
            },
            None => DeliveryState::GivenUp { at },
        };
        self.attempts.push(attempt);
        if self.injected_by.is_some() {
            return self.stepped(was_taken, ended_at);
        }
        self
    }

    /// The delivery, to be tried once more now. Whoever asks for that wants it sent, whatever was planned.
    pub fn again(mut self, now: DateTime<Utc>) -> Self {
        self.plan.clear();
        if self.target.is_some() {
            self.state = DeliveryState::Waiting { next_attempt_at: now };
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mode_covers_what_the_contract_says() {
        let covered = |number| {
            let mode = WebhookMode::new(number).unwrap();
            [Source::NetBanking, Source::Pdf, Source::Aggregator].map(|source| mode.covers(source))
        };
        assert_eq!(covered(0), [true, false, false]);
        assert_eq!(covered(1), [true, true, false]);
        assert_eq!(covered(2), [true, false, true]);
        assert_eq!(covered(3), [true, true, true]);
        assert_eq!((WebhookMode::new(4), WebhookMode::new(-1)), (None, None));
    }
}
