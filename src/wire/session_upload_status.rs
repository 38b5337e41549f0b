//! How far the uploads of a session are, account by account.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::domain::account::Account;
use crate::domain::ids::{AccountId, IdSource, SessionId};
use crate::domain::session::{Session, UploadStatus};
use crate::domain::settings::Settings;
use crate::wire::account;
use crate::wire::dates::{self, DateRange};
use crate::wire::statement::Statement;

/// What `session_upload_status` answers. Source: contract, `session_upload_status.schema.json`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct SessionUploadStatus {
    session_id: SessionId,
    session_date_range: DateRange,
    upload_status: &'static str,
    session_expiry_timestamp: String,
    accounts: Vec<NamedUploadAccount>,
    error: NoError,
}

/// `{}`, as the vendor's sample has it.
#[derive(Clone, PartialEq, Debug, Serialize)]
struct NoError {}

/// One account and its uploads; the upload webhooks carry it too. Source: contract, `webhook_upload_completion.schema.json`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct UploadAccount {
    account_id: AccountId,
    account_number: String,
    bank_name: &'static str,
    created_at: String,
    last_updated_at: String,
    statements: Vec<Statement>,
    account_status: &'static str,
    months: Vec<String>,
    missing_data: Vec<DateRange>,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
struct NamedUploadAccount {
    #[serde(flatten)]
    account: UploadAccount,
    name: String,
    account_type: &'static str,
    full_bank_name: &'static str,
}

impl SessionUploadStatus {
    /// The answer, at any time of a session's life.
    pub fn of(session: &Session, ids: &IdSource, settings: &Settings, now: DateTime<Utc>) -> Self {
        let accounts = session.accounts();
        SessionUploadStatus {
            session_id: session.id,
            session_date_range: DateRange::day_month_years(Some(session.request.window)),
            upload_status: upload_status(session.upload_status(now), settings.spaced_upload_status),
            session_expiry_timestamp: dates::date_time(session.expires_at),
            accounts: accounts
                .iter()
                .map(|account| NamedUploadAccount {
                    account: UploadAccount::of(account, session, ids, settings, now),
                    name: account::name(account).unwrap_or_default(),
                    account_type: account::account_type(account),
                    full_bank_name: account::full_bank_name(account.key.bank),
                })
                .collect(),
            error: NoError {},
        }
    }
}

impl UploadAccount {
    /// An account of a session, and whether its uploads suffice.
    ///
    /// `months` are those its statements touch, `missing_data` the days of the window they leave out.
    pub fn of(
        account: &Account<'_>,
        session: &Session,
        ids: &IdSource,
        settings: &Settings,
        now: DateTime<Utc>,
    ) -> Self {
        let page_limit = session.page_limit(settings);
        let statements = account.statements.iter();
        let months = account.covered_months(page_limit).into_iter();
        let missing = account.uncovered(session.request.window, page_limit).into_iter();
        UploadAccount {
            account_id: account.key.id(ids, session.id),
            account_number: account::masked(&account.key.number),
            bank_name: account::bank_name(account.key.bank),
            created_at: dates::date_time(account.created_at().unwrap_or(session.created_at)),
            last_updated_at: dates::date_time(account.last_uploaded_at().unwrap_or(session.created_at)),
            statements: statements
                .map(|statement| {
                    let problem = session.known_problem(statement.id, now);
                    Statement::of(statement, problem, dates::date_time_offset)
                })
                .collect(),
            account_status: if session.has_enough_uploads(account, settings) {
                "COMPLETED"
            } else {
                "PARTIAL"
            },
            months: months.map(dates::year_month).collect(),
            missing_data: missing.map(|period| DateRange::dates(Some(period))).collect(),
        }
    }
}

/// Source: conflicts C30.
fn upload_status(status: UploadStatus, is_spaced: bool) -> &'static str {
    match status {
        UploadStatus::NoUpload if is_spaced => "NO UPLOADS",
        UploadStatus::NoUpload => "NO_UPLOAD",
        UploadStatus::InProgress if is_spaced => "IN PROGRESS",
        UploadStatus::InProgress => "IN_PROGRESS",
        UploadStatus::Completed => "COMPLETED",
        UploadStatus::Expired => "EXPIRED",
    }
}
