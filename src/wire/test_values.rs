//! Test values: ordinary inputs that bring about an outcome, so that a lender need not change its client. The one table of them.
//!
//! They stand at the end of a `link_id` or an API key, each behind a `+` or `~`; several may follow each other. Anything else there is plain
//! text. `GET /_emulator/test-values` and README's section are made from here. Source: design section 6.

mod table;
mod text;

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Serialize;

use crate::domain::endpoint::Endpoint;
use crate::domain::rule::{Effect, Injection, Then};
use crate::domain::suggestion::nearest;
use crate::wire::refusals::reasons;

pub use text::markdown;

/// One test value.
#[derive(Clone, PartialEq, Debug)]
pub struct TestValue {
    /// What stands behind the `+` or `~`.
    pub token: String,
    /// What it is about.
    pub kind: Kind,
    /// The calls it refuses or disturbs; empty where it does neither.
    pub endpoints: Vec<Endpoint>,
    /// What happens.
    pub then: Then,
    /// What happens, for people.
    pub meaning: String,
}

/// What a test value is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The outcome of accounts.
    Account,
    /// The outcome of statements.
    Statement,
    /// The message of a file.
    Pdf,
    /// How processing ends.
    Pace,
    /// The refusal of calls.
    Refusal,
    /// What goes wrong on the way.
    Fault,
    /// What becomes of webhooks.
    Webhook,
}

/// What stands between a name and its tokens, and between tokens.
const MARKS: [char; 2] = ['+', '~'];

static TABLE: LazyLock<Vec<TestValue>> = LazyLock::new(table::table);

static BY_TOKEN: LazyLock<HashMap<&'static str, usize>> = LazyLock::new(|| {
    let tokens = TABLE.iter().enumerate();
    tokens.map(|(index, value)| (value.token.as_str(), index)).collect()
});

/// Every test value, in the order people are shown them.
pub fn all() -> &'static [TestValue] {
    &TABLE
}

/// The test values at the end of a text, in the order they stand there.
pub fn in_text(text: &str) -> Vec<&'static TestValue> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, token)) = rest.rsplit_once(MARKS) {
        let Some(index) = BY_TOKEN.get(token) else { break };
        found.push(&TABLE[*index]);
        rest = before;
    }
    found.reverse();
    found
}

/// The token the end of a text comes near without being it, which is more often a slip than a name.
pub fn near_miss(text: &str) -> Option<&'static str> {
    let (_, end) = text.rsplit_once(MARKS)?;
    if BY_TOKEN.contains_key(end) {
        return None;
    }
    nearest(end, TABLE.iter().map(|value| value.token.as_str()))
}

/// What the test values at the end of a text say about a call.
pub fn effects(text: &str, endpoint: Endpoint) -> impl Iterator<Item = Effect> {
    let values = if text.contains(MARKS) {
        in_text(text)
    } else {
        Vec::new()
    };
    let acting = values.into_iter().filter(move |value| value.acts_at(endpoint));
    acting.map(|value| Effect {
        bank: None,
        then: value.then.clone(),
        by: Injection::TestValue(value.token.clone()),
    })
}

impl TestValue {
    fn acts_at(&self, endpoint: Endpoint) -> bool {
        self.endpoints.contains(&endpoint) || acts_on_session(&self.then, endpoint)
    }
}

/// Whether this decides anything about a session at this call.
fn acts_on_session(then: &Then, endpoint: Endpoint) -> bool {
    let is_of_upload = then.statement.is_some() || then.pdf.is_some() || then.journey.is_some();
    let is_of_processing = then.account.is_some() || then.pace.is_some() || !then.webhook.is_empty();
    (is_of_upload && endpoint == Endpoint::UploadStatement)
        || (is_of_processing && endpoint == Endpoint::InitiateProcessing)
}

/// Whether a rule with this outcome could do anything at a call.
pub fn can_act(then: &Then, endpoint: Endpoint) -> bool {
    let can_refuse = then
        .refuse
        .as_ref()
        .is_some_and(|name| reasons::reason(endpoint, name).is_some());
    can_refuse || then.fault.is_some() || acts_on_session(then, endpoint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<&'static str> {
        in_text(text).iter().map(|value| value.token.as_str()).collect()
    }

    #[test]
    fn tokens_stand_at_the_end_and_may_be_chained() {
        assert_eq!(tokens("cust-7"), Vec::<&str>::new());
        assert_eq!(tokens("cust-7+BALANCE_MISMATCH"), ["BALANCE_MISMATCH"]);
        assert_eq!(tokens("cust-7~BALANCE_MISMATCH+hold"), ["BALANCE_MISMATCH", "hold"]);
        assert_eq!(tokens("a+b+hold"), ["hold"]);
        assert_eq!(tokens("asha+hold@lender.test"), Vec::<&str>::new());
        assert_eq!(tokens("hold"), Vec::<&str>::new());
        assert_eq!(tokens("cust+hold+plain"), Vec::<&str>::new());
    }

    #[test]
    fn every_token_is_had_by_itself() {
        for value in all() {
            assert_eq!(tokens(&format!("cust-1+{}", value.token)), [value.token.as_str()]);
            assert!(!value.then.is_empty(), "{}", value.token);
        }
        assert_eq!(BY_TOKEN.len(), all().len(), "no token stands there twice");
    }

    #[test]
    fn a_slip_is_noticed() {
        assert_eq!(near_miss("cust-7+BALANCE_MISMACH"), Some("BALANCE_MISMATCH"));
        assert_eq!(near_miss("cust-7+balance_mismatch"), Some("BALANCE_MISMATCH"));
        assert_eq!(near_miss("cust-7+home-loan"), None);
        assert_eq!(near_miss("cust-7+hold"), None);
        assert_eq!(near_miss("BALANCE_MISMACH"), None);
    }
}
