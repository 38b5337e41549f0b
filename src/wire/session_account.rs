//! An account as the figures' answers list it.

use serde::Serialize;

use crate::analysis::salary;
use crate::domain::account::Account;
use crate::domain::ids::{AccountId, StatementId};
use crate::domain::money::Money;
use crate::domain::period::{Month, Period};
use crate::wire::account;
use crate::wire::dates::{self, DateRange};
use crate::wire::shown_account::{Shown, ShownAccount};

/// One of `accounts`. Source: contract, `common.schema.json`, `account`; order of example `identity.json`, the additive keys last.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct SessionAccount {
    account_category: Option<&'static str>,
    account_id: AccountId,
    account_number: String,
    account_opening_date: Option<String>,
    bank: &'static str,
    credit_limit: f64,
    ifsc: Option<String>,
    micr: Option<String>,
    missing_data: Vec<DateRange>,
    od_limit: f64,
    statements: Vec<StatementId>,
    months: Vec<String>,
    country_code: &'static str,
    currency_code: &'static str,
    last_updated: String,
    salary_confidence: Option<f64>,
    uploaded_months: Vec<String>,
}

impl SessionAccount {
    /// The account, with its uploads measured against the window of its session.
    pub fn of(shown: &ShownAccount<'_>, of: &Shown<'_>) -> Self {
        let (account, page_limit) = (&shown.account, of.processing.page_limit);
        let facts = account.facts();
        let limit = facts
            .and_then(|facts| facts.overdraft_limit)
            .unwrap_or(Money::ZERO)
            .in_rupees();
        // Processing ends at an instant that is frozen by now; where nobody noted it, asking for it was the last change.
        let updated_at = of
            .processing
            .ended_at
            .or(of.processing.due())
            .unwrap_or(of.processing.at);
        SessionAccount {
            account_category: account.category(),
            account_id: shown.id,
            account_number: account::masked(&account.key.number),
            account_opening_date: facts.and_then(|facts| facts.opened_on).map(dates::date),
            bank: account::bank_name(account.key.bank),
            credit_limit: limit,
            ifsc: facts.and_then(|facts| facts.ifsc.clone()),
            micr: facts.and_then(|facts| facts.micr.clone()),
            missing_data: missing_data(account, of.session.request.window, page_limit),
            od_limit: limit,
            statements: account.statements.iter().map(|statement| statement.id).collect(),
            months: months_with_data(shown),
            country_code: "IN",
            currency_code: "INR",
            last_updated: dates::iso_z(updated_at),
            salary_confidence: shown.figures.place.map(|_| salary::confidence(&shown.basis)),
            uploaded_months: uploaded_months(account, page_limit),
        }
    }
}

/// The days of the window that nothing covers.
pub(super) fn missing_data(account: &Account<'_>, window: Period, page_limit: u32) -> Vec<DateRange> {
    let uncovered = account.uncovered(window, page_limit);
    uncovered.into_iter().map(|run| DateRange::dates(Some(run))).collect()
}

/// The months that have a transaction, ascending.
pub(super) fn months_with_data(shown: &ShownAccount<'_>) -> Vec<String> {
    let rows = &shown.figures.account.rows;
    let mut months: Vec<Month> = rows.iter().map(|row| Month::of(row.transaction.date)).collect();
    months.dedup();
    months.into_iter().map(dates::year_month).collect()
}

/// The months its uploads cover, ascending.
pub(super) fn uploaded_months(account: &Account<'_>, page_limit: u32) -> Vec<String> {
    let months = account.covered_months(page_limit).into_iter();
    months.map(dates::year_month).collect()
}
