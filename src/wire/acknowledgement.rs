//! Answers that say nothing but "success".

use serde::Serialize;

use crate::domain::ids::SessionId;

/// What `initiate_processing` and delete answer. Source: contract, `initiate_processing.schema.json`; conflicts C50.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct SessionAcknowledgement {
    session_id: SessionId,
    message: &'static str,
}

/// What `update_webhook` answers. Source: contract, `update_webhook.schema.json`; conflicts C17.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Acknowledgement {
    message: &'static str,
}

impl SessionAcknowledgement {
    /// It is done for this session.
    pub fn of(session: SessionId) -> Self {
        SessionAcknowledgement {
            session_id: session,
            message: "success",
        }
    }
}

impl Acknowledgement {
    /// It is done.
    pub fn success() -> Self {
        Acknowledgement { message: "success" }
    }
}
