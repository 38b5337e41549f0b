//! What figures are computed from: an account's classified rows and what its statements say beside them.

use chrono::NaiveDate;

use crate::analysis::class::Classified;
use crate::domain::bank::BankId;
use crate::domain::money::Money;
use crate::domain::period::Period;
use crate::domain::statement::{AccountType, MetadataFinding};

/// All facts of one account that figures need. No ids, no settings, no today: what is computed from it can be shared.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct AnalysedAccount {
    /// The bank.
    pub bank: Option<BankId>,
    /// Account number as printed; empty when unknown.
    pub number: String,
    /// The holder's name.
    pub holder: Option<String>,
    /// IFSC of the branch.
    pub ifsc: Option<String>,
    /// The holder's telephone number, masked as it shall be shown.
    pub phone: Option<String>,
    /// The holder's e-mail address.
    pub email: Option<String>,
    /// `individual` or `corporate`.
    pub category: Option<String>,
    /// The kind of account.
    pub account_type: Option<AccountType>,
    /// The day it was opened.
    pub opened_on: Option<NaiveDate>,
    /// How far it may be overdrawn.
    pub overdraft_limit: Option<Money>,
    /// The limit of a cash credit account.
    pub credit_limit: Option<Money>,
    /// What may be drawn today against pledged stock, where a statement prints it.
    pub drawing_power: Option<Money>,
    /// The days its statements cover.
    pub covered: Vec<Period>,
    /// The balance before the first row, where it is printed; the first row's own balance is believed over it.
    pub opening: Option<Money>,
    /// The merged rows of its accepted statements, oldest first.
    pub rows: Vec<Classified>,
    /// What is suspicious about its files, one entry per accepted statement in the order of upload.
    pub statements: Vec<StatementFindings>,
}

/// What is suspicious about one file.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct StatementFindings {
    /// Signs of a change after the bank made it.
    pub findings: Vec<MetadataFinding>,
}

/// Everything a session's figures are computed from; equal inputs give equal figures, so its hash is their name.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Analysed {
    /// The session's window. Its last day stands for the day of application: no figure depends on today (inferred).
    pub window: Period,
    /// The accounts whose figures are asked for.
    pub accounts: Vec<AnalysedAccount>,
}

impl AnalysedAccount {
    /// The balance before the first row: what the first row implies, else what is printed, else nothing.
    pub fn opening_balance(&self) -> Money {
        let implied = self
            .rows
            .first()
            .map(|row| row.transaction.balance - row.transaction.change());
        implied.or(self.opening).unwrap_or_default()
    }

    /// Its sanctioned limit: overdraft, else cash credit, else nothing.
    pub fn limit(&self) -> Money {
        self.overdraft_limit.or(self.credit_limit).unwrap_or_default()
    }

    /// Whether it is an overdraft or cash credit account: by its kind, or because it has a limit.
    pub fn is_overdraft(&self) -> bool {
        self.account_type == Some(AccountType::Overdraft) || self.limit() > Money::ZERO
    }

    /// First to last day that is covered by a statement or has a row; `None` when there is none.
    pub fn span(&self) -> Option<Period> {
        let rows = || self.rows.iter().map(|row| row.transaction.date);
        let from = self.covered.iter().map(|period| period.from).chain(rows()).min()?;
        let to = self.covered.iter().map(|period| period.to).chain(rows()).max()?;
        Period::new(from, to)
    }
}
