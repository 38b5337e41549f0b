//! Synthetic statements: which kinds there are, and what a kind changes before anything is drawn.

use std::fmt;

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::domain::ledger::{Direction, Ledger};
use crate::domain::statement::StatementFacts;

mod content;

pub use content::chosen;

/// A synthetic statement before it is drawn.
///
/// Made by [`Specimen::new`], so what the kind changes in content has already happened.
#[derive(Clone, PartialEq, Debug)]
pub struct Specimen {
    /// What stands in the heading and the summary.
    pub facts: StatementFacts,
    /// What stands in the table.
    pub ledger: Ledger,
    /// How many rows the summary counts. Differs from the table where rows were cut out of it.
    pub counted: RowCounts,
    /// How it is drawn.
    pub kind: Kind,
    /// When the bank made the file, in Indian time.
    pub created: NaiveDateTime,
    /// Where the chances of the kind come from (which row is wrong, where pages fail).
    pub seed: u64,
}

/// How many rows of each direction a summary counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct RowCounts {
    /// Rows that take money out.
    pub debits: usize,
    /// Rows that bring money in.
    pub credits: usize,
}

impl RowCounts {
    /// The counts of a ledger.
    pub fn of(ledger: &Ledger) -> Self {
        let credits = ledger
            .transactions
            .iter()
            .filter(|row| row.direction == Direction::Credit)
            .count();
        RowCounts {
            debits: ledger.transactions.len() - credits,
            credits,
        }
    }
}

/// What is special about a specimen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// As the bank prints it.
    Plain,
    /// Pictures of the pages, no text.
    Scanned,
    /// A PDF editor in the metadata.
    WrongAuthor,
    /// A second revision, made after the bank's.
    Edited,
    /// No account number anywhere.
    NoAccountNumber,
    /// Rows cut out of the middle; the printed balances go on.
    MissingRows,
    /// One printed balance is wrong.
    BalanceMismatch,
    /// One calendar month has no transaction.
    EmptyMonth,
    /// A table without rows.
    NoTransactions,
    /// Pages of the table that do not read.
    UnreadablePages,
    /// The bank is known, the table is not.
    NewTemplate,
    /// The first half of a file.
    Truncated,
    /// A letter from the bank, no statement.
    Letter,
    /// A statement of a bank nobody knows.
    UnknownBank,
    /// More pages than the service takes.
    TooManyPages,
}

impl Kind {
    /// Every kind, in the order they are listed to users.
    pub const ALL: [Kind; 15] = [
        Kind::Plain,
        Kind::Scanned,
        Kind::WrongAuthor,
        Kind::Edited,
        Kind::NoAccountNumber,
        Kind::MissingRows,
        Kind::BalanceMismatch,
        Kind::EmptyMonth,
        Kind::NoTransactions,
        Kind::UnreadablePages,
        Kind::NewTemplate,
        Kind::Truncated,
        Kind::Letter,
        Kind::UnknownBank,
        Kind::TooManyPages,
    ];

    /// The name users give it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Plain => "plain",
            Kind::Scanned => "scanned",
            Kind::WrongAuthor => "wrong-author",
            Kind::Edited => "edited",
            Kind::NoAccountNumber => "no-account-number",
            Kind::MissingRows => "missing-rows",
            Kind::BalanceMismatch => "balance-mismatch",
            Kind::EmptyMonth => "empty-month",
            Kind::NoTransactions => "no-transactions",
            Kind::UnreadablePages => "unreadable-pages",
            Kind::NewTemplate => "new-template",
            Kind::Truncated => "truncated",
            Kind::Letter => "letter",
            Kind::UnknownBank => "unknown-bank",
            Kind::TooManyPages => "too-many-pages",
        }
    }

    /// What is special about it, in one line.
    pub fn summary(self) -> &'static str {
        match self {
            Kind::Plain => "as the bank prints it",
            Kind::Scanned => "pictures of the pages, no text: PDF_IS_IMAGE",
            Kind::WrongAuthor => "a PDF editor in the metadata: author_fraud",
            Kind::Edited => "a second revision after creation: date_fraud",
            Kind::NoAccountNumber => "no account number anywhere: NULL_ACCOUNT_NUMBER",
            Kind::MissingRows => "rows cut out, the printed balances go on: MISSING_TRANSACTIONS",
            Kind::BalanceMismatch => "one printed balance is wrong: BALANCE_MISMATCH",
            Kind::EmptyMonth => "a month without a transaction: INCOMPLETE_MONTHS",
            Kind::NoTransactions => "a table without rows: STATEMENT_NO_TRANSACTIONS",
            Kind::UnreadablePages => "a table whose pages do not read: EXTRACTION_FAILED",
            Kind::NewTemplate => "bank known, table not: STATEMENT_UNSUPPORTED_FORMAT",
            Kind::Truncated => "the first half of a file: INVALID_FILE_OBJECT",
            Kind::Letter => "a letter from the bank, no statement: STATEMENT_UNSUPPORTED_FORMAT",
            Kind::UnknownBank => "a bank nobody knows: BANK_NAME_UNDETECTED",
            Kind::TooManyPages => "more than 500 pages: STATEMENT_TOO_MANY_PAGES",
        }
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// A ledger that a kind cannot be made from.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("kind `{kind}` needs {needs}; take a longer period or another persona")]
pub struct UnfitLedger {
    /// The kind.
    pub kind: Kind,
    /// What the ledger lacks.
    pub needs: &'static str,
}
