//! What `xlsx_report` answers.

use serde::Serialize;

use crate::domain::ids::{AccountId, SessionId};
use crate::wire::shown_account::ShownAccount;

/// One workbook per account. Source: contract, `xlsx_report.schema.json`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct XlsxReport {
    session_id: SessionId,
    reports: Vec<Report>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
struct Report {
    link: String,
    account_id: AccountId,
}

impl XlsxReport {
    /// The answer; `link` gives the address of an account's workbook.
    pub fn of(session_id: SessionId, accounts: &[ShownAccount<'_>], link: impl Fn(AccountId) -> String) -> Self {
        let reports = accounts.iter().map(|account| Report {
            link: link(account.id),
            account_id: account.id,
        });
        XlsxReport {
            session_id,
            reports: reports.collect(),
        }
    }
}
