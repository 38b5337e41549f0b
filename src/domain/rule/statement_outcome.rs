//! What a rule or test value makes of a statement.

use serde::{Deserialize, Serialize};

use crate::domain::bank::{self, BankId};
use crate::domain::ledger::Ledger;
use crate::domain::statement::{Inspection, MetadataFinding, Problem, StatementFacts, TableFacts, TextLayer};

/// An error of a statement, by the vendor's code. Source: contract `statement_errors.csv`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "each is the code it is named after")]
pub enum StatementCode {
    PasswordIncorrect,
    BankNameMismatch,
    StatementUnsupportedFormat,
    StatementDuplicate,
    NullAccountNumber,
    StatementTooManyPages,
    #[serde(rename = "NO_TRANSACTIONS_FROM_AA")]
    NoTransactionsFromAggregator,
    Unparsable,
    PdfIsImage,
    ExtractionFailed,
    OutOfDateRange,
    StatementNoTransactions,
    BankNameUndetected,
}

/// A message of `get_pdfs`, but for `Success`, which needs no rule. Source: contract `pdf_messages.csv`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each is the message it is named after")]
pub enum PdfMessage {
    #[serde(rename = "Password Incorrect")]
    PasswordIncorrect,
    #[serde(rename = "Is Image")]
    IsImage,
    #[serde(rename = "Author Fraud")]
    AuthorFraud,
    #[serde(rename = "Date Fraud")]
    DateFraud,
    #[serde(rename = "Not a Statement")]
    NotAStatement,
    #[serde(rename = "Keyword Not Present")]
    KeywordNotPresent,
    #[serde(rename = "New Template")]
    NewTemplate,
    #[serde(rename = "No Transactions from Account Aggregator")]
    NoTransactionsFromAggregator,
}

/// What becomes of a statement, whatever is in the file.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatementOutcome {
    /// The upload is refused for this.
    Refused(Problem),
    /// The upload is refused: the file is something else than a statement.
    NoStatement,
    /// The upload is accepted, and processing finds this.
    Found(Problem),
    /// The upload is accepted, and the file looks as if it had been changed.
    Changed(MetadataFinding),
}

/// The program an injected `author_fraud` names, so that nobody takes it for one that was found.
const INJECTED_EDITOR: &str = "an editor that was injected";

impl StatementCode {
    /// The problem of this code with a statement of this bank.
    pub fn problem(self, selected: Option<BankId>, page_limit: u32) -> Problem {
        match self {
            StatementCode::PasswordIncorrect => Problem::PasswordIncorrect,
            StatementCode::BankNameMismatch => mismatch(selected),
            StatementCode::StatementUnsupportedFormat => Problem::UnsupportedFormat,
            StatementCode::StatementDuplicate => Problem::Duplicate,
            StatementCode::NullAccountNumber => Problem::NullAccountNumber,
            StatementCode::StatementTooManyPages => Problem::TooManyPages {
                pages: page_limit.saturating_add(1),
                limit: page_limit,
            },
            StatementCode::NoTransactionsFromAggregator => Problem::NoTransactionsFromAggregator,
            StatementCode::Unparsable => Problem::InvalidFile {
                reason: "injected".to_owned(),
            },
            StatementCode::PdfIsImage => Problem::Image,
            StatementCode::ExtractionFailed => Problem::ExtractionFailed { pages: vec![1] },
            StatementCode::OutOfDateRange => Problem::OutOfDateRange,
            StatementCode::StatementNoTransactions => Problem::NoTransactions,
            StatementCode::BankNameUndetected => Problem::BankUndetected,
        }
    }
}

impl PdfMessage {
    /// What leads to this message. Source: semantics 27.
    pub fn outcome(self, selected: Option<BankId>) -> StatementOutcome {
        match self {
            PdfMessage::PasswordIncorrect => StatementOutcome::Refused(Problem::PasswordIncorrect),
            PdfMessage::IsImage => StatementOutcome::Refused(Problem::Image),
            PdfMessage::AuthorFraud => StatementOutcome::Changed(MetadataFinding::EditorInMetadata {
                editor: INJECTED_EDITOR.to_owned(),
            }),
            PdfMessage::DateFraud => StatementOutcome::Changed(MetadataFinding::ModifiedLater),
            PdfMessage::NotAStatement => StatementOutcome::NoStatement,
            PdfMessage::KeywordNotPresent => StatementOutcome::Refused(mismatch(selected)),
            PdfMessage::NewTemplate => StatementOutcome::Refused(Problem::UnsupportedFormat),
            PdfMessage::NoTransactionsFromAggregator => StatementOutcome::Found(Problem::NoTransactionsFromAggregator),
        }
    }
}

/// Another bank than the selected one. Where nobody named a bank and none was found, the text still names one: the catalogue's first.
pub fn mismatch(selected: Option<BankId>) -> Problem {
    Problem::BankMismatch {
        selected: selected.unwrap_or(bank::catalogue()[0].id),
        detected: None,
    }
}

impl StatementOutcome {
    /// Why the upload is refused; `None` when it is not refused for this.
    pub fn refused(&self) -> Option<Problem> {
        match self {
            StatementOutcome::Refused(problem) => Some(problem.clone()),
            StatementOutcome::NoStatement => Some(Problem::UnsupportedFormat),
            StatementOutcome::Found(_) | StatementOutcome::Changed(_) => None,
        }
    }

    /// What processing finds.
    pub fn found(&self) -> Option<Problem> {
        match self {
            StatementOutcome::Found(problem) => Some(problem.clone()),
            StatementOutcome::Refused(_) | StatementOutcome::NoStatement | StatementOutcome::Changed(_) => None,
        }
    }

    /// Whether nobody ever read what the paper says, though the upload was taken.
    pub fn hides_the_paper(&self) -> bool {
        self.found().is_some_and(|problem| {
            matches!(
                problem,
                Problem::PasswordIncorrect | Problem::Image | Problem::BankUndetected | Problem::InvalidFile { .. }
            )
        })
    }

    /// What reading would have found in a file that leads to this, so that everything that follows from it agrees; `None` when it would not
    /// have opened.
    pub fn as_read(&self, mut read: Inspection) -> Option<Inspection> {
        match self {
            StatementOutcome::Refused(Problem::PasswordIncorrect) => return None,
            StatementOutcome::Refused(Problem::Image) => {
                read.text_layer = TextLayer::Image;
                nothing_read(&mut read);
            }
            StatementOutcome::NoStatement => nothing_read(&mut read),
            StatementOutcome::Refused(Problem::BankUndetected | Problem::BankMismatch { detected: None, .. }) => {
                read.facts.bank = None;
            }
            StatementOutcome::Refused(Problem::UnsupportedFormat)
            | StatementOutcome::Found(Problem::UnsupportedFormat) => {
                read.ledger = Ledger::default();
            }
            StatementOutcome::Found(problem) if self.hides_the_paper() => {
                if *problem == Problem::Image {
                    read.text_layer = TextLayer::Image;
                }
                // The account the statement was taken for stays; what else the paper says was never read.
                let (bank, account_number) = (read.facts.bank, read.facts.account_number.take());
                nothing_read(&mut read);
                read.facts.bank = bank;
                read.facts.account_number = account_number;
            }
            StatementOutcome::Found(Problem::NullAccountNumber) => read.facts.account_number = None,
            StatementOutcome::Found(Problem::NoTransactions | Problem::NoTransactionsFromAggregator) => {
                read.ledger = Ledger::default();
                read.broken_links = Vec::new();
            }
            StatementOutcome::Changed(finding) => read.document.findings = vec![finding.clone()],
            StatementOutcome::Refused(_) | StatementOutcome::Found(_) => {}
        }
        Some(read)
    }
}

fn nothing_read(read: &mut Inspection) {
    read.facts = StatementFacts::default();
    read.ledger = Ledger::default();
    read.table = TableFacts::default();
    read.broken_links = Vec::new();
    read.other_accounts = Vec::new();
}
