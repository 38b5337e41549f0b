//! What of the service a client under test has met, and what its behaviour is worth a word for: what a sequence of exchanges means.
//!
//! Counted as exchanges come, apart from the journal, so that nothing is lost when the journal drops what is old.

use std::collections::{BTreeMap, HashMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::endpoint::Endpoint;
use crate::domain::exchange::{Remark, ToldRefusal};
use crate::domain::finding::{Finding, FindingCode};
use crate::domain::ids::SessionId;
use crate::domain::webhook::Event;

/// The shortest pause between two polls of a session that is no finding. Documented are two seconds; the rest is what timers are off by.
/// Source: contract, progress; the tolerance is ours.
pub const POLL_PAUSE_MIN: TimeDelta = TimeDelta::milliseconds(1_900);

/// The longest a receiver may take for a webhook without a finding. Ours: the vendor names no time.
pub const RECEIVER_MS_MAX: u64 = 5_000;

/// Sessions whose polls and refusals are watched at a time; past that the one that was met first is forgotten. Ours.
const WATCHED_MAX: usize = 10_000;

/// How often something was met.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tally {
    /// How often.
    pub count: u64,
    /// The first exchange it was met in, by its number in the journal.
    pub example: u64,
}

fn add_up<K: Ord>(into: &mut BTreeMap<K, Tally>, other: BTreeMap<K, Tally>) {
    for (key, tally) in other {
        into.entry(key).or_insert(Tally { count: 0, ..tally }).count += tally.count;
    }
}

/// What a client has met.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// Calls of each endpoint, refused or not.
    pub endpoints: BTreeMap<Endpoint, Tally>,
    /// Refusals of each endpoint by code.
    pub refusals: BTreeMap<(Endpoint, &'static str), Tally>,
    /// Outcomes of accounts that were told: `completed` or a code.
    pub accounts: BTreeMap<String, Tally>,
    /// Outcomes of statements that were told: `completed` or a code.
    pub statements: BTreeMap<String, Tally>,
    /// Webhooks a receiver answered.
    pub events: BTreeMap<Event, Tally>,
    /// What was found.
    pub findings: BTreeMap<FindingCode, Finding>,
    watches: Watches,
}

/// A call as far as its meaning goes.
#[derive(Clone, Debug)]
pub struct Call<'a> {
    /// Its number in the journal.
    pub exchange: u64,
    /// When, in world time.
    pub at: DateTime<Utc>,
    /// Whether the world's clock was following real time. While it stands, pauses cannot be told.
    pub is_clock_running: bool,
    /// What was called.
    pub endpoint: Option<Endpoint>,
    /// Whether it was a `GET`.
    pub is_get: bool,
    /// The session it was about.
    pub session: Option<SessionId>,
    /// The refusal that was told.
    pub refusal: Option<&'a ToldRefusal>,
    /// Stands for everything in a call that was refused: the same call has the same one.
    pub fingerprint: u64,
    /// What was noticed about it.
    pub remarks: &'a [Remark],
    /// What the answer told.
    pub told: Told,
}

/// What an answer or a webhook told about a session's end.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Told {
    /// Progress said `completed`.
    pub is_completed: bool,
    /// Outcomes of accounts.
    pub accounts: Vec<String>,
    /// Outcomes of statements.
    pub statements: Vec<String>,
}

/// An attempt to hand over a webhook, as far as its meaning goes.
#[derive(Clone, Debug)]
pub struct Handover {
    /// Its number in the journal.
    pub exchange: u64,
    /// When, in world time.
    pub at: DateTime<Utc>,
    /// What was told.
    pub event: Event,
    /// What the receiver answered; `None` when it did not.
    pub status: Option<u16>,
    /// Real time it took.
    pub duration_ms: u64,
    /// Whether the receiver took the same webhook before.
    pub was_taken_before: bool,
    /// What it told a receiver that took it.
    pub told: Told,
}

impl Coverage {
    /// Both as one client's, who may use several keys. An example that is there stays; the other's is in another journal.
    #[must_use]
    pub fn and(mut self, other: Coverage) -> Self {
        add_up(&mut self.endpoints, other.endpoints);
        add_up(&mut self.refusals, other.refusals);
        add_up(&mut self.accounts, other.accounts);
        add_up(&mut self.statements, other.statements);
        add_up(&mut self.events, other.events);
        for (code, found) in other.findings {
            let finding = self.findings.entry(code).or_insert(Finding { count: 0, ..found });
            finding.count += found.count;
            finding.first_at = finding.first_at.min(found.first_at);
            finding.last_at = finding.last_at.max(found.last_at);
        }
        self
    }

    /// Takes a call in.
    pub fn call(&mut self, call: &Call<'_>) {
        let number = call.exchange;
        if let Some(endpoint) = call.endpoint {
            count(&mut self.endpoints, endpoint, number);
            if let Some(refusal) = call.refusal {
                count(&mut self.refusals, (endpoint, refusal.code), number);
            }
        }
        self.told(&call.told, number);
        for code in self.found_in(call) {
            self.found(code, call.at, number);
        }
    }

    fn told(&mut self, told: &Told, number: u64) {
        for outcome in &told.accounts {
            count(&mut self.accounts, outcome.clone(), number);
        }
        for outcome in &told.statements {
            count(&mut self.statements, outcome.clone(), number);
        }
    }

    /// Takes an attempt in.
    pub fn handover(&mut self, handover: &Handover) {
        let is_taken = handover.status.is_some_and(|status| (200..300).contains(&status));
        if handover.status.is_some() {
            count(&mut self.events, handover.event, handover.exchange);
        }
        self.told(&handover.told, handover.exchange);
        let code = match handover.status {
            None | Some(200) => None,
            Some(_) if handover.was_taken_before && !is_taken => Some(FindingCode::NotIdempotent),
            Some(_) => Some(FindingCode::ReceiverNot200),
        };
        let slow = (handover.duration_ms > RECEIVER_MS_MAX).then_some(FindingCode::ReceiverSlow);
        for code in code.into_iter().chain(slow) {
            self.found(code, handover.at, handover.exchange);
        }
    }

    fn found_in(&mut self, call: &Call<'_>) -> Vec<FindingCode> {
        let mut found: Vec<FindingCode> = call.remarks.iter().filter_map(of_remark).collect();
        if call.refusal.is_some_and(|refusal| refusal.code == LINK_EXPIRED) {
            found.push(FindingCode::FetchedExpiredLink);
        }
        let is_poll = call.endpoint == Some(Endpoint::Progress) && call.is_get && call.session.is_some();
        let is_stuck = call.refusal.is_some_and(|refusal| !refusal.may_heal);
        // Most calls say nothing about behaviour, and cost nothing here.
        if is_poll || is_stuck || self.watches.has_refused(call.session) {
            let watch = self.watches.of(call.session);
            if is_poll {
                found.extend(watch.polled(call));
            }
            found.extend(watch.answered(call));
        }
        found
    }

    fn found(&mut self, code: FindingCode, at: DateTime<Utc>, exchange: u64) {
        let finding = self.findings.entry(code).or_insert(Finding {
            count: 0,
            first_at: at,
            last_at: at,
            example: exchange,
        });
        finding.count += 1;
        finding.last_at = finding.last_at.max(at);
    }
}

/// What a link to a file is refused with when its time is over. Ours.
pub const LINK_EXPIRED: &str = "LINK_EXPIRED";

fn of_remark(remark: &Remark) -> Option<FindingCode> {
    match remark {
        Remark::WebhookModeAbsent => Some(FindingCode::WebhookModeAbsent),
        Remark::UploadTypeAbsent => Some(FindingCode::UploadTypeAbsent),
        Remark::JourneyModeUnknown => Some(FindingCode::JourneyModeUnknown),
        Remark::ProcessingWasRequested => Some(FindingCode::UploadedAfterProcessing),
        Remark::NoWorld
        | Remark::BelongsToAnotherKey
        | Remark::NearMissTestValue { .. }
        | Remark::BrokenOff
        | Remark::NotHandedOver { .. } => None,
    }
}

fn count<K: Ord>(tallies: &mut BTreeMap<K, Tally>, key: K, exchange: u64) {
    let tally = tallies.entry(key).or_insert(Tally {
        count: 0,
        example: exchange,
    });
    tally.count += 1;
}

/// What a session's calls so far mean for the next one.
#[derive(Clone, Debug, Default)]
struct Watch {
    last_poll: Option<(DateTime<Utc>, bool)>,
    was_told_completed: bool,
    /// The latest call of each endpoint, where it was refused for good.
    refused: Vec<(Option<Endpoint>, u64)>,
}

impl Watch {
    fn polled(&mut self, call: &Call<'_>) -> Vec<FindingCode> {
        let mut found = Vec::new();
        let before = self.last_poll.replace((call.at, call.is_clock_running));
        if let Some((at, true)) = before
            && call.is_clock_running
            && call.at - at < POLL_PAUSE_MIN
        {
            found.push(FindingCode::PolledTooFast);
        }
        if self.was_told_completed {
            found.push(FindingCode::PolledAfterCompletion);
        }
        self.was_told_completed |= call.told.is_completed;
        found
    }

    /// A call that is the same as the one before of its endpoint, refused for good then and now. One that differs takes its place.
    fn answered(&mut self, call: &Call<'_>) -> Option<FindingCode> {
        let known = self
            .refused
            .iter()
            .position(|(endpoint, _)| *endpoint == call.endpoint)
            .map(|index| self.refused.swap_remove(index).1);
        call.refusal.filter(|refusal| !refusal.may_heal)?;
        self.refused.push((call.endpoint, call.fingerprint));
        (known == Some(call.fingerprint)).then_some(FindingCode::IgnoredRefusal)
    }
}

/// The sessions that are watched, and one more for calls about none.
#[derive(Clone, Debug, Default)]
struct Watches {
    by_session: HashMap<SessionId, Watch>,
    in_order: VecDeque<SessionId>,
    of_none: Watch,
}

impl Watches {
    fn of(&mut self, session: Option<SessionId>) -> &mut Watch {
        let Some(session) = session else {
            return &mut self.of_none;
        };
        if !self.by_session.contains_key(&session) {
            if self.in_order.len() >= WATCHED_MAX
                && let Some(oldest) = self.in_order.pop_front()
            {
                self.by_session.remove(&oldest);
            }
            self.in_order.push_back(session);
        }
        self.by_session.entry(session).or_default()
    }

    fn has_refused(&self, session: Option<SessionId>) -> bool {
        let watch = match session {
            Some(session) => self.by_session.get(&session),
            None => Some(&self.of_none),
        };
        watch.is_some_and(|watch| !watch.refused.is_empty())
    }
}

#[cfg(test)]
mod tests;
