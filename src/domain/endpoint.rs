//! The calls of the service, as the contract lists them.

use serde::{Deserialize, Serialize};

/// One call of the emulated API. Source: contract `endpoints.md`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Endpoint {
    /// Create a session.
    CreateSession,
    /// Upload one statement.
    UploadStatement,
    /// Start processing.
    InitiateProcessing,
    /// Set the client's webhook.
    UpdateWebhook,
    /// Watch processing.
    Progress,
    /// Outcome per account and statement.
    SessionStatus,
    /// One workbook per account.
    XlsxReport,
    /// Accounts and their holders.
    Identity,
    /// All transactions.
    Transactions,
    /// Figures for scorecards.
    Predictors,
    /// Balance at the end of each day.
    EodBalances,
    /// Figures per month.
    MonthlyAnalysis,
    /// Recurring transactions.
    RecurringTransactions,
    /// All banks.
    Catalogue,
    /// The files that were uploaded.
    GetPdfs,
    /// Create a session, second version.
    CreateSessionV2,
    /// Everything in one body.
    Insights,
    /// How far the upload is.
    SessionUploadStatus,
    /// Delete a session.
    Delete,
    /// Recurring consents of a session.
    RecurringConsentDetails,
    /// Pull data under a recurring consent.
    FetchRecurringData,
    /// Webhook bodies of a session, for a receiver that was down. Not in the contract's list; by analogy, conflicts C57.
    WebhookPayloads,
}

impl Endpoint {
    /// Every call, in the contract's order.
    pub const ALL: [Endpoint; 22] = [
        Endpoint::CreateSession,
        Endpoint::UploadStatement,
        Endpoint::InitiateProcessing,
        Endpoint::UpdateWebhook,
        Endpoint::Progress,
        Endpoint::SessionStatus,
        Endpoint::XlsxReport,
        Endpoint::Identity,
        Endpoint::Transactions,
        Endpoint::Predictors,
        Endpoint::EodBalances,
        Endpoint::MonthlyAnalysis,
        Endpoint::RecurringTransactions,
        Endpoint::Catalogue,
        Endpoint::GetPdfs,
        Endpoint::CreateSessionV2,
        Endpoint::Insights,
        Endpoint::SessionUploadStatus,
        Endpoint::Delete,
        Endpoint::RecurringConsentDetails,
        Endpoint::FetchRecurringData,
        Endpoint::WebhookPayloads,
    ];

    /// Its short name, as rules and settings write it.
    pub fn name(self) -> &'static str {
        match self {
            Endpoint::CreateSession => "create_session",
            Endpoint::UploadStatement => "upload_statement",
            Endpoint::InitiateProcessing => "initiate_processing",
            Endpoint::UpdateWebhook => "update_webhook",
            Endpoint::Progress => "progress",
            Endpoint::SessionStatus => "session_status",
            Endpoint::XlsxReport => "xlsx_report",
            Endpoint::Identity => "identity",
            Endpoint::Transactions => "transactions",
            Endpoint::Predictors => "predictors",
            Endpoint::EodBalances => "eod_balances",
            Endpoint::MonthlyAnalysis => "monthly_analysis",
            Endpoint::RecurringTransactions => "recurring_transactions",
            Endpoint::Catalogue => "catalogue",
            Endpoint::GetPdfs => "get_pdfs",
            Endpoint::CreateSessionV2 => "create_session_v2",
            Endpoint::Insights => "insights",
            Endpoint::SessionUploadStatus => "session_upload_status",
            Endpoint::Delete => "delete",
            Endpoint::RecurringConsentDetails => "recurring_consent_details",
            Endpoint::FetchRecurringData => "fetch_recurring_data",
            Endpoint::WebhookPayloads => "webhook_payloads",
        }
    }

    /// The call of this short name.
    pub fn named(name: &str) -> Option<Self> {
        Endpoint::ALL.into_iter().find(|endpoint| endpoint.name() == name)
    }

    /// Method and path under `/bank-connect`, as the contract's tables spell them.
    pub fn route(self) -> (&'static str, &'static str) {
        match self {
            Endpoint::CreateSession => ("POST", "/v1/session/"),
            Endpoint::UploadStatement => ("POST", "/v1/statement/upload_session/"),
            Endpoint::InitiateProcessing => ("POST", "/v1/session_data/{session_id}/initiate_processing/"),
            Endpoint::UpdateWebhook => ("POST", "/v1/session_data/update_webhook/"),
            Endpoint::Progress => ("GET", "/v1/session_data/{session_id}/progress/"),
            Endpoint::SessionStatus => ("GET", "/v1/session_data/{session_id}/session_status/"),
            Endpoint::XlsxReport => ("GET", "/v1/session_data/{session_id}/xlsx_report/"),
            Endpoint::Identity => ("GET", "/v1/session_data/{session_id}/identity/"),
            Endpoint::Transactions => ("GET", "/v1/session_data/{session_id}/transactions/"),
            Endpoint::Predictors => ("GET", "/v1/session_data/{session_id}/predictors/"),
            Endpoint::EodBalances => ("GET", "/v1/session_data/{session_id}/eod_balances/"),
            Endpoint::MonthlyAnalysis => ("GET", "/v1/session_data/{session_id}/monthly_analysis_updated/"),
            Endpoint::RecurringTransactions => ("GET", "/v1/session_data/{session_id}/recurring_transactions/"),
            Endpoint::Catalogue => ("GET", "/v1/banks/catalogue"),
            Endpoint::GetPdfs => ("GET", "/v1/session_data/{session_id}/get_pdfs/"),
            Endpoint::CreateSessionV2 => ("POST", "/v2/session/"),
            Endpoint::Insights => ("GET", "/v1/session_data/{session_id}/insights/"),
            Endpoint::SessionUploadStatus => ("GET", "/v1/session_data/{session_id}/session_upload_status/"),
            Endpoint::Delete => ("DELETE", "/v1/session_data/{session_id}/delete/"),
            Endpoint::RecurringConsentDetails => ("POST", "/v1/account_aggregator/get_recurring_consent_details/"),
            Endpoint::FetchRecurringData => ("POST", "/v1/account_aggregator/fetch_recurring_aa_data/"),
            Endpoint::WebhookPayloads => ("GET", "/v1/session_data/webhook_payloads/"),
        }
    }

    /// The call a path is for, whatever the method; older names and a missing slash at the end included.
    pub fn at(path: &str) -> Option<Self> {
        let path = path.strip_prefix("/bank-connect/")?.trim_end_matches('/');
        if let Some(of_session) = path.strip_prefix("v1/session_data/")
            && let Some((_, name)) = of_session.split_once('/')
        {
            // The aliases are older names, conflicts C18 and endpoints 12 and 18.
            return match name {
                "monthly_analysis_updated" => Some(Endpoint::MonthlyAnalysis),
                "upload_status" => Some(Endpoint::SessionUploadStatus),
                "recurring_consent_details" | "fetch_recurring_data" | "catalogue" => None,
                "create_session" | "create_session_v2" | "upload_statement" => None,
                "update_webhook" | "webhook_payloads" => None,
                name => Endpoint::named(name),
            };
        }
        match path {
            "v1/session" => Some(Endpoint::CreateSession),
            "v2/session" => Some(Endpoint::CreateSessionV2),
            "v1/statement/upload_session" => Some(Endpoint::UploadStatement),
            "v1/session_data/update_webhook" => Some(Endpoint::UpdateWebhook),
            "v1/session_data/webhook_payloads" => Some(Endpoint::WebhookPayloads),
            "v1/banks/catalogue" => Some(Endpoint::Catalogue),
            "v1/account_aggregator/get_recurring_consent_details" => Some(Endpoint::RecurringConsentDetails),
            "v1/account_aggregator/fetch_recurring_aa_data" => Some(Endpoint::FetchRecurringData),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_leads_to_its_call_and_nothing_else_does() {
        for endpoint in Endpoint::ALL {
            let path = format!("/bank-connect{}", endpoint.route().1.replace("{session_id}", "x-1"));
            assert_eq!(Endpoint::at(&path), Some(endpoint), "{path}");
            assert_eq!(Endpoint::at(path.trim_end_matches('/')), Some(endpoint), "{path}");
            assert_eq!(Endpoint::named(endpoint.name()), Some(endpoint));
        }
        let of_session = |name: &str| format!("/bank-connect/v1/session_data/x-1/{name}/");
        assert_eq!(
            Endpoint::at(&of_session("monthly_analysis")),
            Some(Endpoint::MonthlyAnalysis)
        );
        assert_eq!(
            Endpoint::at(&of_session("upload_status")),
            Some(Endpoint::SessionUploadStatus)
        );
        for path in [
            "/bank-connect/v1/other/",
            "/v1/session/",
            "/files/x.pdf",
            "/",
            &of_session("create_session"),
            &of_session("catalogue"),
            &of_session("progress/more"),
        ] {
            assert_eq!(Endpoint::at(path), None, "{path}");
        }
    }
}
