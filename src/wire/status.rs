//! How far something is, as progress, statements and accounts say it.

use serde::Serialize;

/// `processing`, `completed`, `failed`. Source: contract `enums.csv`, `progress_status`, `statement_status`, `account_status`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Not decided yet.
    Processing,
    /// Good.
    Completed,
    /// An error says why.
    Failed,
}

impl Status {
    /// Failed when there is an error.
    pub fn of_error<E>(error: Option<E>) -> Self {
        if error.is_some() {
            Status::Failed
        } else {
            Status::Completed
        }
    }
}
