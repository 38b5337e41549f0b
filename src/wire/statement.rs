//! One statement under its account, in `session_status`, `session_upload_status` and the upload webhooks.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::domain::ids::StatementId;
use crate::domain::statement::Problem;
use crate::domain::upload::UploadedStatement;
use crate::wire::account;
use crate::wire::dates::DateRange;
use crate::wire::statement_errors;
use crate::wire::status::Status;

/// One statement under its account. Source: contract, `session_status.schema.json`, `session_upload_status.schema.json`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Statement {
    statement_id: StatementId,
    statement_status: Status,
    error_code: Option<&'static str>,
    error_message: Option<&'static str>,
    source: &'static str,
    upload_file_name: String,
    statement_date_range: DateRange,
    created_at: String,
}

impl Statement {
    /// A statement with what is known to be wrong with it. The two kinds of answer write `created_at` differently (conflicts C23).
    pub fn of(
        statement: &UploadedStatement,
        problem: Option<&Problem>,
        written_instant: impl Fn(DateTime<Utc>) -> String,
    ) -> Self {
        let covered = statement
            .inspection
            .as_ref()
            .and_then(|inspection| inspection.covered());
        Statement {
            statement_id: statement.id,
            statement_status: Status::of_error(problem),
            error_code: problem.map(statement_errors::statement_code),
            error_message: problem.map(statement_errors::message),
            source: account::source(statement.source),
            upload_file_name: file_name(statement),
            statement_date_range: DateRange::day_month_years(covered),
            created_at: written_instant(statement.uploaded_at),
        }
    }
}

/// `{statement_id}_{bank}.pdf`. Source: contract, example `session_status.json`; without the bank where it is not known (inferred).
pub fn file_name(statement: &UploadedStatement) -> String {
    match statement.bank() {
        Some(bank) => format!("{}_{bank}.pdf", statement.id),
        None => format!("{}.pdf", statement.id),
    }
}
