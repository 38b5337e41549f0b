//! The rows of `errors.csv`, and what a refusal must say to be one of them.

use std::collections::BTreeSet;

use super::support::calls::Answer;
use super::support::schemas::contract;

/// The calls of the session flow.
pub(crate) const SESSION_FLOW: [&str; 11] = [
    "POST /v1/session/",
    "POST /v2/session/",
    "POST /v1/statement/upload_session/",
    "POST /v1/session_data/{session_id}/initiate_processing/",
    "POST /v1/session_data/update_webhook/",
    "GET /v1/session_data/{session_id}/progress/",
    "GET /v1/session_data/{session_id}/session_status/",
    "GET /v1/session_data/{session_id}/get_pdfs/",
    "GET /v1/session_data/{session_id}/session_upload_status/",
    "GET /v1/banks/catalogue",
    "DELETE /v1/session_data/{session_id}/delete/",
];

/// The calls that answer with figures.
pub(crate) const FIGURES: [&str; 8] = [
    "xlsx_report",
    "identity",
    "transactions",
    "predictors",
    "eod_balances",
    "monthly_analysis_updated",
    "recurring_transactions",
    "insights",
];

/// The calls about recurring consents.
pub(crate) const CONSENTS: [&str; 2] = ["get_recurring_consent_details", "fetch_recurring_aa_data"];

/// One documented refusal.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) endpoint: String,
    pub(crate) code: String,
    pub(crate) status: u16,
    pub(crate) message: String,
    pub(crate) emitted: String,
}

pub(crate) fn all_rows() -> Vec<Row> {
    let mut reader = csv::Reader::from_path(contract("errors.csv")).unwrap();
    let rows = reader.records().map(Result::unwrap);
    rows.map(|row| Row {
        endpoint: row[0].to_owned(),
        code: row[1].to_owned(),
        status: row[2].parse().unwrap(),
        message: row[3].to_owned(),
        emitted: row[7].to_owned(),
    })
    .collect()
}

/// The rows that can be provoked.
pub(crate) fn emitted_rows(endpoint: &str) -> Vec<Row> {
    let rows: Vec<Row> = all_rows()
        .into_iter()
        .filter(|row| row.endpoint == endpoint && row.emitted != "never")
        .collect();
    assert!(!rows.is_empty(), "{endpoint} has rows");
    rows
}

impl Row {
    /// Checks status, code and text. The values in the provocations are those put in here.
    #[track_caller]
    pub(crate) fn is_told_by(&self, answer: &Answer) {
        let expected = self
            .message
            .replace("{value}", "VALUE")
            .replace("{method}", "PUT")
            .replace("{content_type}", "text/csv")
            .replace("{selected_bank_name}", "kotak");
        let (status, code, message) = answer.refusal();
        assert_eq!(
            (status, code.as_str()),
            (self.status, self.code.as_str()),
            "{self:?}: {message}"
        );
        match expected.strip_suffix("[...]") {
            Some(start) => assert!(message.starts_with(start), "{message}"),
            None => assert_eq!(message, expected, "{self:?}"),
        }
    }
}

#[test]
fn every_call_of_the_contract_is_provoked_here() {
    let known: BTreeSet<String> = all_rows().into_iter().map(|row| row.endpoint).collect();
    for endpoint in &known {
        let is_other = FIGURES
            .iter()
            .chain(&CONSENTS)
            .any(|name| endpoint.ends_with(&format!("/{name}/")));
        assert!(is_other != SESSION_FLOW.contains(&endpoint.as_str()), "{endpoint}");
    }
    assert_eq!(known.len(), SESSION_FLOW.len() + FIGURES.len() + CONSENTS.len());
    let emitted: BTreeSet<String> = all_rows().into_iter().map(|row| row.emitted).collect();
    assert_eq!(emitted, ["default", "never", "setting"].map(str::to_owned).into());
}
