//! The scenarios that come with the binary.

/// One of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Embedded {
    /// What it is called.
    pub name: &'static str,
    /// Its file, as seen from the repository.
    pub file: &'static str,
    /// What is in it.
    pub text: &'static str,
}

macro_rules! embed {
    ($($file:literal),* $(,)?) => {
        &[$(Embedded {
            name: name_of($file),
            file: concat!("scenarios/", $file, ".yaml"),
            text: include_str!(concat!("../../../scenarios/", $file, ".yaml")),
        }),*]
    };
}

/// What stands behind the last slash.
const fn name_of(file: &'static str) -> &'static str {
    let bytes = file.as_bytes();
    let mut at = bytes.len();
    while at > 0 && bytes[at - 1] != b'/' {
        at -= 1;
    }
    let (_, name) = file.split_at(at);
    name
}

/// All of them, in the order they are listed to users; a test finds files that are missing here.
const LIBRARY: &[Embedded] = embed![
    "single-account",
    "multibanking",
    "multibanking-statements",
    "drop-off",
    "drop-off-expired",
    "revisit",
    "booster-offer",
    "account-aggregator",
    "recurring-consent",
    "net-banking",
    "slow-processing",
    "webhook-receiver-down",
    "webhook-storm",
    "vendor-outage",
    "metadata-fraud",
    "account-errors/error-balance_mismatch",
    "account-errors/error-incomplete_dates_upload",
    "account-errors/error-incomplete_months",
    "account-errors/error-incomplete_months_upload",
    "account-errors/error-missing_transactions",
    "account-errors/error-null_account_number",
    "account-errors/error-unparsable",
    "statement-errors/statement-bank_name_mismatch",
    "statement-errors/statement-bank_name_undetected",
    "statement-errors/statement-extraction_failed",
    "statement-errors/statement-no_transactions_from_aa",
    "statement-errors/statement-null_account_number",
    "statement-errors/statement-out_of_date_range",
    "statement-errors/statement-password_incorrect",
    "statement-errors/statement-pdf_is_image",
    "statement-errors/statement-statement_duplicate",
    "statement-errors/statement-statement_no_transactions",
    "statement-errors/statement-statement_too_many_pages",
    "statement-errors/statement-statement_unsupported_format",
    "statement-errors/statement-unparsable",
    "refusals/refusals-create_session",
    "refusals/refusals-upload_statement",
    "refusals/refusals-initiate_processing",
    "refusals/refusals-update_webhook",
    "refusals/refusals-progress",
    "refusals/refusals-session_status",
    "refusals/refusals-xlsx_report",
    "refusals/refusals-identity",
    "refusals/refusals-transactions",
    "refusals/refusals-predictors",
    "refusals/refusals-eod_balances",
    "refusals/refusals-monthly_analysis",
    "refusals/refusals-recurring_transactions",
    "refusals/refusals-catalogue",
    "refusals/refusals-get_pdfs",
    "refusals/refusals-create_session_v2",
    "refusals/refusals-insights",
    "refusals/refusals-session_upload_status",
    "refusals/refusals-delete",
    "refusals/refusals-recurring_consent_details",
    "refusals/refusals-fetch_recurring_data",
    "refusals/refusals-webhook_payloads",
];

/// Every scenario that comes with the binary.
pub fn library() -> &'static [Embedded] {
    LIBRARY
}
