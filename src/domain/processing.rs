//! What happens between asking for processing and its end: a function of what was asked and of now.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::acceptance::AccountError;
use crate::domain::account::AccountKey;
use crate::domain::pace::Pace;
use crate::domain::rule::{Injection, Treatment};
use crate::domain::statement::Problem;

/// Stages a statement passes: identity, transactions, processing, fraud. Source: contract, progress.
pub const STAGE_COUNT: u8 = 4;

/// Their names, in order.
pub const STAGE_NAMES: [&str; STAGE_COUNT as usize] = ["identity", "transactions", "processing", "fraud"];

/// A request for processing. Everything that decides the outcome is frozen in it. Source: semantics 28.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Processing {
    /// When it was asked for.
    pub at: DateTime<Utc>,
    /// When it ends.
    pub ends: Ends,
    /// When it ended, where polls or a release ended it.
    pub ended_at: Option<DateTime<Utc>>,
    /// What becomes of each account.
    pub accounts: Vec<AccountOutcome>,
    /// What is wrong with each statement of the session, in their order.
    pub statements: Vec<Option<Problem>>,
    /// Pages a statement could have.
    pub page_limit: u32,
    /// What was forced on it beside the accounts' outcomes: pace, webhooks.
    pub forced: Forced,
}

/// What rules and test values say about a processing beside the accounts' outcomes.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Forced {
    /// What set the pace.
    pub pace_by: Option<Injection>,
    /// What becomes of its webhook, and what says so.
    pub webhook: Option<(Vec<Treatment>, Injection)>,
}

/// What ends processing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ends {
    /// Time.
    At(DateTime<Utc>),
    /// Polls of progress.
    AfterPolls {
        /// How many end it.
        needed: u32,
        /// How many there were.
        seen: u32,
    },
    /// A release.
    OnRelease,
}

/// What becomes of an account.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AccountOutcome {
    /// The account.
    pub key: AccountKey,
    /// Why it fails; `None` when it completes.
    pub error: Option<AccountError>,
    /// What forced this on it.
    pub forced_by: Option<Injection>,
}

/// How far processing is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// So many of the stages are through, fewer than all.
    Running(u8),
    /// It has ended.
    Completed,
}

impl Processing {
    /// A request made now.
    pub fn request(
        pace: Pace,
        now: DateTime<Utc>,
        accounts: Vec<AccountOutcome>,
        statements: Vec<Option<Problem>>,
        page_limit: u32,
    ) -> Self {
        let ends = match pace {
            Pace::After(time) => Ends::At(now + time),
            Pace::Polls(needed) => Ends::AfterPolls { needed, seen: 0 },
            Pace::Hold => Ends::OnRelease,
        };
        Processing {
            at: now,
            ends,
            ended_at: None,
            accounts,
            statements,
            page_limit,
            forced: Forced::default(),
        }
    }

    /// Everything that was injected into it, each once.
    pub fn injections(&self) -> Vec<&Injection> {
        let accounts = self.accounts.iter().filter_map(|account| account.forced_by.as_ref());
        let webhook = self.forced.webhook.as_ref().map(|(_, by)| by);
        let mut found: Vec<&Injection> = Vec::new();
        for by in accounts.chain(&self.forced.pace_by).chain(webhook) {
            if !found.contains(&by) {
                found.push(by);
            }
        }
        found
    }

    /// How far it is. Stages end at quarters of the time or of the polls; on hold the first alone is through. Source: semantics 29.
    pub fn stage(&self, now: DateTime<Utc>) -> Stage {
        let quarter = |part: i64, whole: i64| {
            Stage::Running((part.clamp(0, whole) * i64::from(STAGE_COUNT) / whole.max(1)).min(3) as u8)
        };
        match (self.ended_at, self.ends) {
            (Some(_), _) => Stage::Completed,
            (None, Ends::At(end)) if now >= end => Stage::Completed,
            (None, Ends::At(end)) => quarter((now - self.at).num_milliseconds(), (end - self.at).num_milliseconds()),
            (None, Ends::AfterPolls { needed, seen }) => quarter(i64::from(seen), i64::from(needed)),
            (None, Ends::OnRelease) => Stage::Running(1),
        }
    }

    /// When a stage, counted from 1, is through; `None` where polls or a release decide, and have not.
    pub fn stage_ends_at(&self, stage: u8) -> Option<DateTime<Utc>> {
        let planned = match self.ends {
            Ends::At(end) => {
                // The first millisecond at which `stage` counts it.
                let parts = (end - self.at).num_milliseconds() * i64::from(stage);
                let whole = i64::from(STAGE_COUNT);
                Some(self.at + TimeDelta::milliseconds((parts + whole - 1) / whole))
            }
            Ends::AfterPolls { .. } | Ends::OnRelease => None,
        };
        match (planned, self.ended_at) {
            (Some(planned), Some(ended)) => Some(planned.min(ended)),
            (planned, ended) => planned.or(ended),
        }
    }

    /// Whether it has ended.
    pub fn is_completed(&self, now: DateTime<Utc>) -> bool {
        self.stage(now) == Stage::Completed
    }

    /// When it ends by itself.
    pub fn due(&self) -> Option<DateTime<Utc>> {
        match (self.ended_at, self.ends) {
            (None, Ends::At(end)) => Some(end),
            (Some(_), _) | (None, Ends::AfterPolls { .. } | Ends::OnRelease) => None,
        }
    }

    /// When it ended; `None` while it runs.
    pub fn completed_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.ended_at.or(match self.ends {
            Ends::At(end) if now >= end => Some(end),
            Ends::At(_) | Ends::AfterPolls { .. } | Ends::OnRelease => None,
        })
    }

    /// One more poll of progress; the last one needed ends it.
    pub fn polled(mut self, now: DateTime<Utc>) -> Self {
        if let (None, Ends::AfterPolls { needed, seen }) = (self.ended_at, self.ends) {
            let seen = seen + 1;
            self.ends = Ends::AfterPolls { needed, seen };
            self.ended_at = (seen >= needed).then_some(now);
        }
        self
    }

    /// Ended now, if it had not ended by itself.
    pub fn released(mut self, now: DateTime<Utc>) -> Self {
        if !self.is_completed(now) {
            self.ended_at = Some(now);
        }
        self
    }

    /// Why an account fails; `None` when it completes.
    pub fn account_error(&self, key: &AccountKey) -> Option<&AccountError> {
        let outcome = self.accounts.iter().find(|outcome| outcome.key == *key)?;
        outcome.error.as_ref()
    }

    /// Whether figures can be had: an account completed. Source: semantics 30.
    pub fn has_figures(&self) -> bool {
        self.accounts.iter().any(|account| account.error.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn request(pace: Pace) -> (Processing, DateTime<Utc>) {
        let now = "2026-01-15T10:00:00Z".parse().unwrap();
        (Processing::request(pace, now, Vec::new(), Vec::new(), 500), now)
    }

    #[test]
    fn stages_end_at_quarters_of_the_time() {
        let (processing, start) = request(Pace::After(TimeDelta::seconds(4)));
        let stages: Vec<_> = (0..=4)
            .map(|second| processing.stage(start + TimeDelta::seconds(second)))
            .collect();
        assert_eq!(
            stages,
            [
                Stage::Running(0),
                Stage::Running(1),
                Stage::Running(2),
                Stage::Running(3),
                Stage::Completed
            ]
        );
    }

    #[test]
    fn a_stage_is_through_from_the_instant_that_is_told() {
        for span_ms in [4_000, 1_001, 7, 1] {
            let (processing, _) = request(Pace::After(TimeDelta::milliseconds(span_ms)));
            for stage in 1..=STAGE_COUNT {
                let at = processing.stage_ends_at(stage).unwrap();
                let through = |now| match processing.stage(now) {
                    Stage::Running(through) => through,
                    Stage::Completed => STAGE_COUNT,
                };
                assert!(through(at) >= stage, "{span_ms} {stage}");
                assert!(through(at - TimeDelta::milliseconds(1)) < stage, "{span_ms} {stage}");
            }
        }
        let (held, start) = request(Pace::Polls(2));
        assert_eq!(held.stage_ends_at(1), None);
        assert_eq!(held.released(start).stage_ends_at(1), Some(start));
    }

    #[test]
    fn instant_is_over_when_it_begins() {
        let (processing, start) = request(Pace::After(TimeDelta::zero()));
        assert_eq!(processing.stage(start), Stage::Completed);
        assert_eq!(processing.completed_at(start), Some(start));
    }

    #[test]
    fn polls_end_it_and_time_does_not() {
        let (mut processing, start) = request(Pace::Polls(2));
        let later = start + TimeDelta::days(9);
        assert_eq!(processing.stage(later), Stage::Running(0));
        processing = processing.polled(later);
        assert_eq!(processing.stage(later), Stage::Running(2));
        processing = processing.polled(later);
        assert_eq!(
            (processing.stage(later), processing.completed_at(later)),
            (Stage::Completed, Some(later))
        );
    }

    #[test]
    fn a_hold_ends_when_it_is_released_and_only_once() {
        let (processing, start) = request(Pace::Hold);
        assert_eq!(processing.stage(start + TimeDelta::days(900)), Stage::Running(1));
        let released = processing.released(start + TimeDelta::hours(1));
        assert_eq!(
            released.clone().released(start + TimeDelta::hours(2)).ended_at,
            released.ended_at
        );
    }
}
