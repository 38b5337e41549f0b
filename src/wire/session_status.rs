//! What became of a session's accounts and statements.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::domain::account::Account;
use crate::domain::ids::{AccountId, IdSource, SessionId};
use crate::domain::processing::Processing;
use crate::domain::session::Session;
use crate::wire::account;
use crate::wire::account_errors;
use crate::wire::dates;
use crate::wire::statement::Statement;
use crate::wire::status::Status;

/// What `session_status` answers. Source: contract, `session_status.schema.json`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct SessionStatus {
    session_id: SessionId,
    insights_available: bool,
    accounts: Vec<AccountStatus>,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
struct AccountStatus {
    bank_name: &'static str,
    account_number: String,
    account_id: AccountId,
    account_status: Status,
    error_code: Option<&'static str>,
    error_message: Option<String>,
    created_at: String,
    last_updated_at: String,
    statements: Vec<Statement>,
    name: Option<String>,
    account_category: Option<&'static str>,
    attempt_types: Vec<&'static str>,
    account_type: &'static str,
    full_bank_name: &'static str,
}

impl SessionStatus {
    /// The answer, with the processing of this session, which has ended.
    pub fn of(session: &Session, processing: &Processing, ids: &IdSource, now: DateTime<Utc>) -> Self {
        SessionStatus {
            session_id: session.id,
            insights_available: processing.has_figures(),
            accounts: session
                .accounts()
                .iter()
                .map(|account| AccountStatus::of(account, session, processing, ids, now))
                .collect(),
        }
    }
}

impl AccountStatus {
    fn of(
        account: &Account<'_>,
        session: &Session,
        processing: &Processing,
        ids: &IdSource,
        now: DateTime<Utc>,
    ) -> Self {
        let error = processing.account_error(&account.key);
        let statements = account.statements.iter();
        AccountStatus {
            bank_name: account::bank_name(account.key.bank),
            account_number: account::masked(&account.key.number),
            account_id: account.key.id(ids, session.id),
            account_status: Status::of_error(error),
            error_code: error.map(account_errors::code),
            error_message: error.map(account_errors::message),
            created_at: dates::date_time(account.created_at().unwrap_or(session.created_at)),
            last_updated_at: dates::date_time(processing.completed_at(now).unwrap_or(now)),
            statements: statements
                .map(|statement| Statement::of(statement, session.known_problem(statement.id, now), dates::iso_z))
                .collect(),
            name: account::name(account),
            account_category: account.category(),
            attempt_types: account::attempt_types(account),
            account_type: account::account_type(account),
            full_bank_name: account::full_bank_name(account.key.bank),
        }
    }
}
