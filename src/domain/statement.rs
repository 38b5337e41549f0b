//! What a bank statement says, what reading one found, and why one is refused.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::domain::bank::BankId;
use crate::domain::ledger::{BrokenLink, Ledger};
use crate::domain::money::Money;
use crate::domain::period::Period;

/// What stands on a statement beside its transactions. A reader produces it, a writer consumes it: the same value.
///
/// Every field is `None` where the statement does not print it.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct StatementFacts {
    /// The bank that issued it.
    pub bank: Option<BankId>,
    /// Account number as printed, without spaces; may be masked (`XXXXXX1234`).
    pub account_number: Option<String>,
    /// Name of the first holder.
    pub holder: Option<String>,
    /// Postal address, its lines joined by `, `.
    pub address: Option<String>,
    /// E-mail address of the holder.
    pub email: Option<String>,
    /// Telephone number of the holder, as printed.
    pub phone: Option<String>,
    /// The bank's number for the customer (Cust ID, CIF, CRN).
    pub customer_id: Option<String>,
    /// IFSC of the branch, 11 characters.
    pub ifsc: Option<String>,
    /// MICR code of the branch, 9 digits.
    pub micr: Option<String>,
    /// The bank's name for the kind of account: `SAVINGS ACCOUNT - REGULAR`.
    pub account_scheme: Option<String>,
    /// The day the account was opened.
    pub opened_on: Option<NaiveDate>,
    /// How far the account may be overdrawn.
    pub overdraft_limit: Option<Money>,
    /// The period in the heading.
    pub period: Option<Period>,
    /// Balance before the first row, where it is printed by itself.
    pub opening: Option<Money>,
    /// Balance behind the last row, where it is printed by itself.
    pub closing: Option<Money>,
    /// Sum of debits as the summary prints it.
    pub total_debits: Option<Money>,
    /// Sum of credits as the summary prints it.
    pub total_credits: Option<Money>,
}

impl StatementFacts {
    /// The kind of account its scheme speaks of.
    pub fn account_type(&self) -> Option<AccountType> {
        self.account_scheme.as_deref().and_then(AccountType::of_scheme)
    }
}

/// The kind of account, as far as lenders care.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountType {
    /// Savings account.
    Savings,
    /// Current account.
    Current,
    /// Overdraft or cash credit account.
    Overdraft,
}

impl AccountType {
    /// The type a scheme's name speaks of (`SAVINGS A/C - RESIDENT`, `CC/OD ACCOUNT`); `None` where it speaks of none.
    pub fn of_scheme(scheme: &str) -> Option<Self> {
        let upper = scheme.to_ascii_uppercase();
        let has_word = |wanted: &str| {
            upper
                .split(|character: char| !character.is_ascii_alphanumeric())
                .any(|word| word == wanted)
        };
        if upper.contains("OVERDRAFT") || upper.contains("CASH CREDIT") || has_word("OD") || has_word("CC") {
            Some(AccountType::Overdraft)
        } else if upper.contains("CURRENT") || has_word("CA") {
            Some(AccountType::Current)
        } else if upper.contains("SAVING") || has_word("SB") || has_word("SBA") || has_word("SA") {
            Some(AccountType::Savings)
        } else {
            None
        }
    }
}

/// How a statement was handed in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// PDF upload.
    Pdf,
    /// Account aggregator.
    Aggregator,
    /// Net banking.
    NetBanking,
}

/// Everything reading a PDF found out. Made for every file that opens, a statement or not.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Inspection {
    /// The file around the statement.
    pub document: DocumentFacts,
    /// Whether there is text to read.
    pub text_layer: TextLayer,
    /// What is printed beside the table.
    pub facts: StatementFacts,
    /// The rows, oldest first, balances as printed. Empty where no table was found.
    pub ledger: Ledger,
    /// How the table reads.
    pub table: TableFacts,
    /// Rows whose printed balance does not follow from the one before. The first row is checked against a printed opening balance by [`Inspection::chain_findings`], not here.
    pub broken_links: Vec<BrokenLink>,
    /// Other account numbers that head tables of their own further down; their rows are not read.
    pub other_accounts: Vec<String>,
}

/// The file itself.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DocumentFacts {
    /// Number of pages.
    pub pages: u32,
    /// How the file is protected.
    pub protection: Protection,
    /// Number of revisions: 1 for a file written once.
    pub revisions: u32,
    /// Metadata: program that wrote the original.
    pub creator: Option<String>,
    /// Metadata: program that wrote the PDF.
    pub producer: Option<String>,
    /// Metadata: when the file was made.
    pub created: Option<DateTime<FixedOffset>>,
    /// Metadata: when the file was last changed.
    pub modified: Option<DateTime<FixedOffset>>,
    /// What is suspicious about the file.
    pub findings: Vec<MetadataFinding>,
}

/// How a file is protected.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protection {
    /// Not encrypted.
    None,
    /// Encrypted, but opens without a password; only the owner's rights are protected.
    OwnerOnly,
    /// Encrypted; a password was needed and given.
    Password,
}

/// A sign that somebody changed the file after the bank made it. Source: semantics 16.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MetadataFinding {
    /// A program that edits PDFs named itself in the metadata (`author_fraud`).
    EditorInMetadata {
        /// The program.
        editor: String,
    },
    /// Changed more than ten minutes after it was created (`date_fraud`).
    ModifiedLater,
    /// Created before the period it speaks of was over (`date_fraud`).
    CreatedBeforePeriodEnd,
    /// A second revision changes more than adding a signature (`date_fraud`).
    SecondRevision,
}

impl MetadataFinding {
    /// The vendor's name for this kind of fraud.
    pub fn fraud_type(&self) -> &'static str {
        match self {
            MetadataFinding::EditorInMetadata { .. } => "author_fraud",
            MetadataFinding::ModifiedLater
            | MetadataFinding::CreatedBeforePeriodEnd
            | MetadataFinding::SecondRevision => "date_fraud",
        }
    }
}

/// Whether a document has text to read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextLayer {
    /// There is text.
    Text,
    /// Pages are pictures without text.
    Image,
    /// Neither text nor pictures.
    Empty,
}

/// How the table of transactions reads.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct TableFacts {
    /// Whether a header with date, amount and balance columns was found.
    pub has_header: bool,
    /// Whether the statement prints the newest row first.
    pub is_newest_first: bool,
    /// Pages, from 1, that continue the table but whose rows do not read.
    pub unreadable_pages: Vec<u32>,
}

/// Why a file is refused as a statement, or fails later. One value per upload refusal and statement error.
///
/// Source: contract `errors.csv` (upload) and `statement_errors.csv`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// No bytes at all (`EMPTY_FILE`).
    #[error("the file is empty")]
    EmptyFile,
    /// Not a PDF that opens (`INVALID_FILE_OBJECT`).
    #[error("the file is not a readable PDF: {reason}")]
    InvalidFile {
        /// What stopped the reader, for the log.
        reason: String,
    },
    /// Protected, and the password is wrong or missing (`PASSWORD_INCORRECT`).
    #[error("the file is protected and the password is wrong or missing")]
    PasswordIncorrect,
    /// No text layer (`PDF_IS_IMAGE`).
    #[error("the pages are pictures without text")]
    Image,
    /// Nothing says which bank it is (`BANK_NAME_UNDETECTED`).
    #[error("the bank could not be detected")]
    BankUndetected,
    /// Another bank's statement (`BANK_NAME_MISMATCH`).
    #[error("not a statement of {selected}")]
    BankMismatch {
        /// The bank that was asked for.
        selected: BankId,
        /// The bank found; `None` when no trace of any bank was found.
        detected: Option<BankId>,
    },
    /// No table of transactions, or one whose balances do not chain (`STATEMENT_UNSUPPORTED_FORMAT`).
    #[error("no table of transactions was recognised")]
    UnsupportedFormat,
    /// Already uploaded to the session (`STATEMENT_DUPLICATE`).
    #[error("the same statement was uploaded before")]
    Duplicate,
    /// Nothing inside the session's window (`OUT_OF_DATE_RANGE`).
    #[error("no transaction lies inside the window")]
    OutOfDateRange,
    /// More pages than the limit (`STATEMENT_TOO_MANY_PAGES`).
    #[error("{pages} pages are more than the {limit} allowed")]
    TooManyPages {
        /// Pages of the file.
        pages: u32,
        /// Pages allowed.
        limit: u32,
    },
    /// No account number (`NULL_ACCOUNT_NUMBER`).
    #[error("no account number was found")]
    NullAccountNumber,
    /// Pages of the table do not read (`EXTRACTION_FAILED`).
    #[error("pages {pages:?} do not read")]
    ExtractionFailed {
        /// The pages, from 1.
        pages: Vec<u32>,
    },
    /// A table without rows (`STATEMENT_NO_TRANSACTIONS`).
    #[error("the statement has no transactions")]
    NoTransactions,
    /// The account aggregator had nothing (`NO_TRANSACTIONS_FROM_AA`).
    #[error("the account aggregator gave no transactions")]
    NoTransactionsFromAggregator,
}

/// What is wrong with a chain of balances. Source: semantics 23.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChainFinding {
    /// Rows are missing before this one: later balances go on from the printed one (`MISSING_TRANSACTIONS`).
    RowsMissing {
        /// The row behind the gap, from 0.
        row: usize,
        /// What the missing rows add up to.
        gap: Money,
    },
    /// One printed balance is wrong; later ones go on without it (`BALANCE_MISMATCH`).
    BalanceWrong {
        /// The row, from 0.
        row: usize,
        /// How far its balance is off.
        gap: Money,
    },
    /// The printed opening balance is not what the first row continues (`BALANCE_MISMATCH`).
    OpeningDisagrees {
        /// The printed opening balance.
        printed: Money,
        /// The one the first row implies.
        implied: Money,
    },
    /// The printed closing balance is not the last row's (`BALANCE_MISMATCH`).
    ClosingDisagrees {
        /// The printed closing balance.
        printed: Money,
        /// The last row's.
        implied: Money,
    },
    /// Printed totals are not the sums of the rows (`BALANCE_MISMATCH`).
    TotalsDisagree {
        /// Printed debits minus the rows' debits.
        debits_gap: Money,
        /// Printed credits minus the rows' credits.
        credits_gap: Money,
    },
}

impl Inspection {
    /// Whether a table was recognised: a header, and at least 90 % of the balance links hold or at most two are broken.
    ///
    /// Source: semantics 11.
    pub fn is_recognised(&self) -> bool {
        let links = self.ledger.transactions.len().saturating_sub(1);
        let broken = self.broken_links.len();
        self.table.has_header && (broken <= 2 || broken * 10 <= links)
    }

    /// The first refusal an upload of this file meets, in the order of semantics 10; `None` when it is accepted.
    ///
    /// Duplicate and date range depend on the session and are asked separately: [`Inspection::is_same_statement`], [`Inspection::touches`].
    pub fn upload_problem(&self, selected: Option<BankId>) -> Option<Problem> {
        match self.text_layer {
            TextLayer::Image => return Some(Problem::Image),
            TextLayer::Empty => return Some(Problem::UnsupportedFormat),
            TextLayer::Text => {}
        }
        match (selected, self.facts.bank) {
            (None, None) => return Some(Problem::BankUndetected),
            (Some(selected), detected) if detected != Some(selected) => {
                return Some(Problem::BankMismatch { selected, detected });
            }
            _ => {}
        }
        (!self.is_recognised()).then_some(Problem::UnsupportedFormat)
    }

    /// The first error that only processing finds, in the order of semantics 25; `None` when the statement is good.
    pub fn processing_problem(&self, page_limit: u32) -> Option<Problem> {
        if self.document.pages > page_limit {
            Some(Problem::TooManyPages {
                pages: self.document.pages,
                limit: page_limit,
            })
        } else if self.facts.account_number.is_none() {
            Some(Problem::NullAccountNumber)
        } else if !self.table.unreadable_pages.is_empty() {
            Some(Problem::ExtractionFailed {
                pages: self.table.unreadable_pages.clone(),
            })
        } else if self.ledger.transactions.is_empty() {
            Some(Problem::NoTransactions)
        } else {
            None
        }
    }

    /// Whether the other file is the same statement saved again: account, printed period and rows are equal.
    pub fn is_same_statement(&self, other: &Inspection) -> bool {
        self.facts.bank == other.facts.bank
            && self.facts.account_number == other.facts.account_number
            && self.facts.period == other.facts.period
            && self.ledger == other.ledger
    }

    /// Whether a transaction lies inside the window; without rows the printed period decides.
    ///
    /// Source: semantics 13.
    pub fn touches(&self, window: Period) -> bool {
        if self.ledger.transactions.is_empty() {
            return self.facts.period.is_some_and(|period| period.overlaps(window));
        }
        self.ledger.transactions.iter().any(|row| window.contains(row.date))
    }

    /// The days the statement answers for: its printed period, else first to last transaction.
    ///
    /// Source: semantics 21.
    pub fn covered(&self) -> Option<Period> {
        self.facts.period.or_else(|| self.ledger.period())
    }

    /// Everything wrong with the balances, missing rows first.
    pub fn chain_findings(&self) -> Vec<ChainFinding> {
        chain_findings(&self.ledger, &self.facts)
    }
}

/// Everything wrong with a ledger's balances, rows first, then what is printed beside them.
///
/// Two neighbouring breaks that cancel are one wrong balance; a single break is missing rows. A break at the last row is a wrong
/// balance when the printed closing balance is the one that should stand there. Source: semantics 23.
pub fn chain_findings(ledger: &Ledger, facts: &StatementFacts) -> Vec<ChainFinding> {
    let mut findings = link_findings(ledger, facts.opening, facts.closing);
    findings.extend(printed_findings(ledger, facts));
    findings
}

/// What is wrong from row to row. A break at the first or last row is one wrong balance when the balance printed before or behind the rows
/// says so.
pub fn link_findings(
    ledger: &Ledger,
    printed_opening: Option<Money>,
    printed_closing: Option<Money>,
) -> Vec<ChainFinding> {
    let mut findings = Vec::new();
    let links = ledger.broken_links();
    let last_row = ledger.transactions.len().saturating_sub(1);
    let mut index = 0;
    if let Some(gap) = gap_of_first_row(ledger, printed_opening) {
        findings.push(ChainFinding::BalanceWrong { row: 0, gap });
        index = 1;
    }
    while let Some(link) = links.get(index) {
        let (row, gap) = (link.row, link.gap());
        index += 1;
        if links
            .get(index)
            .is_some_and(|next| next.row == row + 1 && next.gap() == -gap)
        {
            findings.push(ChainFinding::BalanceWrong { row, gap });
            index += 1;
        } else if row == last_row && printed_closing == Some(link.expected) {
            findings.push(ChainFinding::BalanceWrong { row, gap });
        } else {
            findings.push(ChainFinding::RowsMissing { row, gap });
        }
    }
    findings
}

/// How far the first row's balance is off, when it is: it does not follow from the printed opening balance, and the second row goes on
/// without it.
fn gap_of_first_row(ledger: &Ledger, printed_opening: Option<Money>) -> Option<Money> {
    let gap = ledger.opening()? - printed_opening?;
    let second = ledger.broken_links().into_iter().next().filter(|link| link.row == 1)?;
    (!gap.is_zero() && second.gap() == -gap).then_some(gap)
}

/// What is wrong with the balances and totals printed beside the rows.
pub fn printed_findings(ledger: &Ledger, facts: &StatementFacts) -> Vec<ChainFinding> {
    let mut findings = Vec::new();
    let last_link = ledger
        .broken_links()
        .pop()
        .filter(|link| link.row + 1 == ledger.transactions.len());
    let is_closing_of_last_link = last_link.is_some_and(|link| facts.closing == Some(link.expected));
    if let (Some(printed), Some(implied)) = (facts.opening, ledger.opening())
        && printed != implied
        && gap_of_first_row(ledger, facts.opening).is_none()
    {
        findings.push(ChainFinding::OpeningDisagrees { printed, implied });
    }
    if let (Some(printed), Some(implied)) = (facts.closing, ledger.closing())
        && printed != implied
        && !is_closing_of_last_link
    {
        findings.push(ChainFinding::ClosingDisagrees { printed, implied });
    }
    let gap = |printed: Option<Money>, summed: Money| printed.map_or(Money::ZERO, |printed| printed - summed);
    let debits_gap = gap(facts.total_debits, ledger.total_debits());
    let credits_gap = gap(facts.total_credits, ledger.total_credits());
    if !debits_gap.is_zero() || !credits_gap.is_zero() {
        findings.push(ChainFinding::TotalsDisagree {
            debits_gap,
            credits_gap,
        });
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheme_tells_the_type_of_account() {
        for (scheme, expected) in [
            ("SAVINGS ACCOUNT - REGULAR", Some(AccountType::Savings)),
            ("SB-REG", Some(AccountType::Savings)),
            ("CURRENT A/C - TRADE", Some(AccountType::Current)),
            ("CC/OD ACCOUNT", Some(AccountType::Overdraft)),
            ("Dropline Overdraft", Some(AccountType::Overdraft)),
            ("PRODUCT 12", None),
        ] {
            assert_eq!(AccountType::of_scheme(scheme), expected, "{scheme}");
        }
    }
}
