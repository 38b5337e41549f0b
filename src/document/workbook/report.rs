//! What one workbook is about, and where on its sheets things stand.

use super::FailedAccount;
use crate::analysis::account::{Analysed, AnalysedAccount};
use crate::analysis::basis::Basis;
use crate::analysis::monthly::MonthlyAnalysis;
use crate::analysis::predictors::Predictors;
use crate::domain::bank::BankId;
use crate::domain::period::Period;

/// The figures of one workbook.
pub(super) struct Report<'a> {
    /// The session's window.
    pub(super) window: Period,
    /// Of the one account, or of all together.
    pub(super) basis: Basis<'a>,
    /// Of the one account, or of all together.
    pub(super) monthly: MonthlyAnalysis,
    /// The accounts one by one.
    pub(super) parts: Vec<Part<'a>>,
    /// The accounts that failed; they are in no figure. Source: semantics 31.
    pub(super) failed: &'a [FailedAccount],
    /// Whether it is over all accounts; lists name the account then.
    pub(super) is_aggregate: bool,
}

/// One account of a report.
pub(super) struct Part<'a> {
    /// The account.
    pub(super) account: &'a AnalysedAccount,
    /// Bank and number, as lists name it.
    pub(super) label: String,
    /// Its ground.
    pub(super) basis: Basis<'a>,
    /// Its predictors.
    pub(super) predictors: Predictors,
    /// Where its rows stand among those of the report.
    places: Vec<usize>,
}

impl<'a> Report<'a> {
    pub(super) fn of_account(account: &'a AnalysedAccount, window: Period) -> Self {
        let basis = Basis::of_account(account, window);
        Report {
            window,
            monthly: MonthlyAnalysis::of(&basis),
            parts: vec![Part::of(account, window, (0..account.rows.len()).collect())],
            basis,
            failed: &[],
            is_aggregate: false,
        }
    }

    pub(super) fn of_all(analysed: &'a Analysed, failed: &'a [FailedAccount]) -> Self {
        let basis = Basis::of_all(analysed);
        let mut places: Vec<Vec<usize>> = analysed
            .accounts
            .iter()
            .map(|account| vec![0; account.rows.len()])
            .collect();
        for row in 0..basis.rows.len() {
            let (account, own) = basis.place(row, 0);
            places[account][own] = row;
        }
        let parts = analysed.accounts.iter().zip(places);
        Report {
            window: analysed.window,
            monthly: MonthlyAnalysis::of(&basis),
            parts: parts
                .map(|(account, places)| Part::of(account, analysed.window, places))
                .collect(),
            basis,
            failed,
            is_aggregate: true,
        }
    }

    /// The account a row of the report belongs to.
    pub(super) fn account_of(&self, row: usize) -> &Part<'a> {
        &self.parts[self.basis.place(row, 0).0]
    }
}

impl<'a> Part<'a> {
    fn of(account: &'a AnalysedAccount, window: Period, places: Vec<usize>) -> Self {
        let basis = Basis::of_account(account, window);
        let monthly = MonthlyAnalysis::of(&basis);
        Part {
            account,
            label: account_label(account.bank, &account.number),
            predictors: Predictors::of(&basis, &monthly),
            basis,
            places,
        }
    }

    /// Where a row of the account stands among those of the report.
    pub(super) fn place(&self, row: usize) -> usize {
        self.places[row]
    }
}

/// Bank and number, as lists name an account: `HDFC 50100012345678`; `unknown` when neither is known.
pub(super) fn account_label(bank: Option<BankId>, number: &str) -> String {
    let bank = bank.map_or(String::new(), |bank| bank.as_str().to_uppercase());
    match format!("{bank} {number}").trim() {
        "" => "unknown".to_owned(),
        label => label.to_owned(),
    }
}
