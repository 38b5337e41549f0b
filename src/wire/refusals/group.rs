//! Which calls word their refusals alike.

use crate::domain::endpoint::Endpoint;

/// The calls as the table tells them apart.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    Session,
    SessionV2,
    Upload,
    UpdateWebhook,
    /// Calls about a session whose texts speak of a `session ID`.
    SmallSessionId,
    /// Calls about a session whose texts speak of a `Session ID`.
    LargeSessionId,
    Consents,
    FetchRecurring,
}

impl Group {
    /// Source: contract `endpoints.md`, rules for all endpoints; the catalogue, delete and `webhook_payloads` are inferred.
    pub(super) fn of(endpoint: Endpoint) -> Self {
        match endpoint {
            Endpoint::CreateSession => Group::Session,
            Endpoint::CreateSessionV2 => Group::SessionV2,
            Endpoint::UploadStatement => Group::Upload,
            Endpoint::UpdateWebhook => Group::UpdateWebhook,
            Endpoint::InitiateProcessing
            | Endpoint::Progress
            | Endpoint::SessionStatus
            | Endpoint::Insights
            | Endpoint::SessionUploadStatus
            | Endpoint::Delete
            | Endpoint::WebhookPayloads
            | Endpoint::Catalogue => Group::SmallSessionId,
            Endpoint::XlsxReport
            | Endpoint::Identity
            | Endpoint::Transactions
            | Endpoint::Predictors
            | Endpoint::EodBalances
            | Endpoint::MonthlyAnalysis
            | Endpoint::RecurringTransactions
            | Endpoint::GetPdfs => Group::LargeSessionId,
            Endpoint::RecurringConsentDetails => Group::Consents,
            Endpoint::FetchRecurringData => Group::FetchRecurring,
        }
    }

    /// How the second version of the session call writes what the first writes as `can't`.
    pub(super) fn cannot(self) -> &'static str {
        if self == Group::SessionV2 { "cannot" } else { "can't" }
    }

    /// The names of the two dates of a window.
    pub(super) fn date_fields(self) -> (&'static str, &'static str) {
        match self {
            // Inferred: the contract has no row for the format of these two.
            Group::FetchRecurring => ("date_time_range_from", "date_time_range_to"),
            Group::Session
            | Group::SessionV2
            | Group::Upload
            | Group::UpdateWebhook
            | Group::SmallSessionId
            | Group::LargeSessionId
            | Group::Consents => ("from_date", "to_date"),
        }
    }
}
