//! The Excel report: what the answers say, laid out for a credit analyst.
//!
//! One sheet, one file: each takes figures from [`analysis`](crate::analysis) and writes them through `sheet`, with formulas where a
//! person would expect them (`formulas`). Every formula carries the figure as its result, so that programs which do not compute show the
//! same as those which do. Which sheets there are and what stands on them is our choice; the vendor documents only that there is a report.

mod bounces;
mod eod_balances;
mod formulas;
mod fraud;
mod how;
mod ledger;
mod monthly;
mod overview;
mod predictors;
mod recurring;
mod report;
mod salary;
mod sheet;
mod style;
mod top;
mod transactions;
mod words;

use rust_xlsxwriter::{DocProperties, Workbook, XlsxError};
use thiserror::Error;

use crate::analysis::account::Analysed;
use crate::domain::bank::BankId;
use report::Report;

/// Why there is no workbook.
#[derive(Debug, Error)]
pub enum WorkbookProblem {
    /// The session has fewer accounts.
    #[error("there is no account {0}")]
    NoSuchAccount(usize),
    /// It does not fit into the format: more than 1,048,576 rows, for example.
    #[error("the workbook cannot be written: {0}")]
    Unwritable(#[from] XlsxError),
}

/// An account that failed: it is in no figure, and the report over all accounts says why. Source: semantics 31.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FailedAccount {
    /// Its bank.
    pub bank: Option<BankId>,
    /// Its number; empty when unknown.
    pub number: String,
    /// The holder's name.
    pub holder: Option<String>,
    /// Why it failed.
    pub reason: String,
}

/// Said on the first sheet, so that nobody takes invented money for true.
const MARKER: &str = "BankConnect emulator: synthetic data unless you uploaded your own";

/// The report of one account; same input, same bytes.
///
/// # Errors
///
/// [`WorkbookProblem`].
pub fn account_report(analysed: &Analysed, account: usize) -> Result<Vec<u8>, WorkbookProblem> {
    let facts = analysed.accounts.get(account);
    let facts = facts.ok_or(WorkbookProblem::NoSuchAccount(account))?;
    workbook(&Report::of_account(facts, analysed.window))
}

/// The report over all accounts; same input, same bytes. Without an account that completed it is one sheet that says why.
///
/// Rows are joined and balances added as in `aggregate_monthly_analysis`; recurring sets, predictors and fraud findings are listed account by account.
///
/// # Errors
///
/// [`WorkbookProblem`].
pub fn aggregate_report(analysed: &Analysed, failed: &[FailedAccount]) -> Result<Vec<u8>, WorkbookProblem> {
    workbook(&Report::of_all(analysed, failed))
}

/// The sheets in the order of the tabs.
fn workbook(report: &Report<'_>) -> Result<Vec<u8>, WorkbookProblem> {
    let mut workbook = Workbook::new();
    // The library would look at the machine's clock.
    let properties = DocProperties::new()
        .set_title("Bank statement report")
        .set_author("BankConnect emulator")
        .set_comment(MARKER)
        .set_creation_datetime(&report.window.to);
    workbook.set_properties(&properties);
    workbook.push_worksheet(overview::sheet(report)?.finish()?);
    if report.parts.is_empty() {
        return Ok(workbook.save_to_buffer()?);
    }
    for make in [
        monthly::sheet,
        transactions::sheet,
        eod_balances::sheet,
        recurring::sheet,
        recurring::transactions,
        salary::sheet,
        bounces::sheet,
        top::sheet,
        predictors::sheet,
        predictors::by_month,
        fraud::sheet,
    ] {
        workbook.push_worksheet(make(report)?.finish()?);
    }
    Ok(workbook.save_to_buffer()?)
}
