//! Rules: *when* a call is like this, *then* that happens. The same types stand in the control API, in settings and in scenario files.
//!
//! A rule is a function of the call and of how many like it there were; chance has no part in it. Source: design section 7, semantics 28, 33.

mod calls;
mod effects;
mod fault;
mod pattern;
mod problem;
mod statement_outcome;
mod treatment;

use serde::{Deserialize, Serialize};

use crate::domain::acceptance::AccountCode;
use crate::domain::bank::BankId;
use crate::domain::endpoint::Endpoint;
use crate::domain::pace::Pace;

pub use calls::{Calls, Several};
pub use effects::{Effect, Effects, Injection};
pub use fault::{BodyFault, ConnectionFault, Fault, Wait};
pub use pattern::Pattern;
pub use problem::{PROBLEM_COUNT_MAX, RuleProblem, in_one_line, read};
pub use statement_outcome::{PdfMessage, StatementCode, StatementOutcome, mismatch};
pub use treatment::{Pause, Treatment};

/// One rule.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rule {
    /// What it is called where it is told of; without one it goes by its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Which calls it is about; nothing said is every call.
    pub when: When,
    /// What happens.
    pub then: Then,
}

/// Which calls a rule is about. Everything that is said must hold.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct When {
    /// The session's `link_id`; `*` stands for any text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link_id: Option<Pattern>,
    /// The bank: the one an upload names, else the session's, else the one on the paper; for a session, any bank in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank: Option<BankId>,
    /// The call, one or several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<Several<Endpoint>>,
    /// Which of the calls that meet the other conditions, counted from 1 since the rules were set: `2`, `[1, 3]`, `3..`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<Calls>,
    /// Which sessions of the world, counted from 1 as they were created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<Calls>,
}

/// What happens. The first rule that says something about an aspect decides it; the others may decide the rest.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Then {
    /// The call is refused with this reason: a code, with what tells it from its namesakes behind a full stop.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refuse: Option<String>,
    /// Accounts fail. Decided when processing is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountCode>,
    /// The statement is taken and fails in processing. Decided when it is uploaded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<StatementCode>,
    /// The statement gets this message in `get_pdfs`, by what leads to it. Decided when it is uploaded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pdf: Option<PdfMessage>,
    /// How processing ends. Decided when it is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pace: Option<Pace>,
    /// What goes wrong on the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
    /// What becomes of the session's webhooks, step by step. Decided when processing is asked for, or when one comes up before that.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub webhook: Vec<Treatment>,
    /// The error a way of the hosted page ends with: an `error_type` of the contract's journey events. Decided when the borrower hands something
    /// in over PDF (`MU…`) or net banking (`NB…`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub journey: Option<String>,
}

impl Then {
    /// Whether it says nothing at all.
    pub fn is_empty(&self) -> bool {
        *self == Then::default()
    }
}

impl When {
    /// Whether everything but the counted conditions holds for a call.
    pub fn is_met_by(&self, call: &CallFacts<'_>) -> bool {
        let is_link = |pattern: &Pattern| call.link_id.is_some_and(|link_id| pattern.matches(link_id));
        let is_session = |wanted: &Calls| call.session_number.is_some_and(|number| wanted.contains(number));
        let is_endpoint =
            |wanted: &Several<Endpoint>| call.endpoint.is_some_and(|endpoint| wanted.0.contains(&endpoint));
        self.link_id.as_ref().is_none_or(is_link)
            && self.endpoint.as_ref().is_none_or(is_endpoint)
            && self.session.as_ref().is_none_or(is_session)
            && self.bank.is_none_or(|bank| call.banks.contains(&bank))
    }
}

/// What is known of a call when rules are asked.
#[derive(Clone, Debug, Default)]
pub struct CallFacts<'a> {
    /// The call; `None` for a webhook that comes up by itself.
    pub endpoint: Option<Endpoint>,
    /// The session's `link_id`.
    pub link_id: Option<&'a str>,
    /// The session's place among those of its world, from 1.
    pub session_number: Option<u64>,
    /// The banks it is about.
    pub banks: Vec<BankId>,
}

#[cfg(test)]
mod tests;
