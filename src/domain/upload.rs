//! A statement as it was handed in to a session.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::bank::BankId;
use crate::domain::ids::StatementId;
use crate::domain::ledger::Ledger;
use crate::domain::money::Money;
use crate::domain::rule::{Injection, StatementOutcome};
use crate::domain::statement::{
    AccountType, DocumentFacts, Inspection, Problem, Protection, Source, StatementFacts, TableFacts, TextLayer,
};

/// SHA-256 of a file's bytes; stored as 64 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentId(pub [u8; 32]);

impl ContentId {
    /// The id in these 64 hex digits.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        let is_hex = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        for (index, byte) in bytes.iter_mut().enumerate().take_while(|_| is_hex) {
            *byte = u8::from_str_radix(text.get(2 * index..2 * index + 2)?, 16).ok()?;
        }
        is_hex.then_some(ContentId(bytes))
    }
}

impl Serialize for ContentId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ContentId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        ContentId::parse(&text).ok_or_else(|| serde::de::Error::custom("no SHA-256 in 64 hex digits"))
    }
}

impl fmt::Display for ContentId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

impl fmt::Debug for ContentId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// One statement of a session, accepted or not.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct UploadedStatement {
    /// Names it.
    pub id: StatementId,
    /// When it came.
    pub uploaded_at: DateTime<Utc>,
    /// How it came.
    pub source: Source,
    /// The bank the caller named.
    pub selected_bank: Option<BankId>,
    /// The kind of account the caller named.
    pub account_category: Option<AccountType>,
    /// The password that came with it; empty when none did.
    pub password: String,
    /// Its bytes.
    pub content: ContentId,
    /// What reading found; `None` when it did not open.
    pub inspection: Option<Arc<Inspection>>,
    /// Why it was refused at upload; `None` when it was accepted.
    pub refused: Option<Problem>,
    /// What a rule or test value made of it.
    pub forced: Option<Box<ForcedStatement>>,
    /// Whether a rule or test value says that its account lacks uploads, which is known before processing.
    pub leaves_account_short: bool,
}

/// A statement's outcome that was forced on it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ForcedStatement {
    /// What becomes of it.
    pub outcome: StatementOutcome,
    /// What says so.
    pub by: Injection,
}

impl UploadedStatement {
    /// The statement with an outcome forced on it, as if its file had led there. What is really wrong with it stays where the outcome does not
    /// refuse it.
    pub fn forced_to(mut self, forced: &ForcedStatement) -> Self {
        let outcome = &forced.outcome;
        let refused = outcome.refused();
        if refused.is_some() || self.refused.is_none() {
            self.refused = refused;
            let read = self.inspection.take();
            self.inspection = read
                .and_then(|read| outcome.as_read(Inspection::clone(&read)))
                .map(Arc::new);
            self.forced = Some(Box::new(forced.clone()));
        }
        self
    }

    /// Whether the upload was accepted.
    pub fn is_accepted(&self) -> bool {
        self.refused.is_none()
    }

    /// Whether it was accepted, and anybody read what it says.
    pub fn was_read(&self) -> bool {
        let is_hidden = self
            .forced
            .as_ref()
            .is_some_and(|forced| forced.outcome.hides_the_paper());
        self.is_accepted() && !is_hidden
    }

    /// The bank it counts for: the one on the paper, else the one the caller named.
    pub fn bank(&self) -> Option<BankId> {
        self.inspection
            .as_ref()
            .and_then(|inspection| inspection.facts.bank)
            .or(self.selected_bank)
    }

    /// The account number on the paper.
    pub fn account_number(&self) -> Option<&str> {
        self.inspection.as_ref()?.facts.account_number.as_deref()
    }

    /// What is wrong with it, at upload or in processing.
    pub fn problem(&self, page_limit: u32) -> Option<Problem> {
        let problem = self
            .refused
            .clone()
            .or_else(|| self.forced.as_ref()?.outcome.found())
            .or_else(|| self.inspection.as_ref()?.processing_problem(page_limit))?;
        let is_empty = problem == Problem::NoTransactions;
        Some(if is_empty {
            Problem::no_transactions(self.source)
        } else {
            problem
        })
    }
}

impl Problem {
    /// A statement without transactions. An aggregator that gave nothing says so in words of its own. Source: semantics 34.
    pub fn no_transactions(source: Source) -> Self {
        match source {
            Source::Aggregator => Problem::NoTransactionsFromAggregator,
            Source::Pdf | Source::NetBanking => Problem::NoTransactions,
        }
    }
}

/// What there is to say about an account in which the aggregator found nothing: whose it is and which days it answers for, without a file
/// and without rows. Source: semantics 34.
pub fn nothing_found(facts: StatementFacts) -> Inspection {
    Inspection {
        document: DocumentFacts {
            pages: 0,
            protection: Protection::None,
            revisions: 0,
            creator: None,
            producer: None,
            created: None,
            modified: None,
            findings: Vec::new(),
        },
        text_layer: TextLayer::Text,
        facts: StatementFacts {
            closing: facts.opening,
            total_debits: Some(Money::ZERO),
            total_credits: Some(Money::ZERO),
            ..facts
        },
        ledger: Ledger::default(),
        table: TableFacts {
            has_header: true,
            ..TableFacts::default()
        },
        broken_links: Vec::new(),
        other_accounts: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_id_is_stored_as_it_is_printed() {
        let id = ContentId(std::array::from_fn(|index| index as u8 * 7));
        assert_eq!(ContentId::parse(&id.to_string()), Some(id));
        assert_eq!(
            serde_json::from_str::<ContentId>(&serde_json::to_string(&id).unwrap()).unwrap(),
            id
        );
        for text in ["", "ab", &"g".repeat(64), &"é".repeat(32)] {
            assert_eq!(ContentId::parse(text), None, "{text}");
        }
    }
}
