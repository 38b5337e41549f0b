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
    "account-errors/error-balance-mismatch",
    "account-errors/error-incomplete-dates-upload",
    "account-errors/error-incomplete-months",
    "account-errors/error-incomplete-months-upload",
    "account-errors/error-missing-transactions",
    "account-errors/error-null-account-number",
    "account-errors/error-unparsable",
    "statement-errors/statement-bank-name-mismatch",
    "statement-errors/statement-bank-name-undetected",
    "statement-errors/statement-extraction-failed",
    "statement-errors/statement-no-transactions-from-aa",
    "statement-errors/statement-null-account-number",
    "statement-errors/statement-out-of-date-range",
    "statement-errors/statement-password-incorrect",
    "statement-errors/statement-pdf-is-image",
    "statement-errors/statement-duplicate",
    "statement-errors/statement-no-transactions",
    "statement-errors/statement-too-many-pages",
    "statement-errors/statement-unsupported-format",
    "statement-errors/statement-unparsable",
    "refusals/refusals-create-session",
    "refusals/refusals-upload-statement",
    "refusals/refusals-initiate-processing",
    "refusals/refusals-update-webhook",
    "refusals/refusals-progress",
    "refusals/refusals-session-status",
    "refusals/refusals-xlsx-report",
    "refusals/refusals-identity",
    "refusals/refusals-transactions",
    "refusals/refusals-predictors",
    "refusals/refusals-eod-balances",
    "refusals/refusals-monthly-analysis",
    "refusals/refusals-recurring-transactions",
    "refusals/refusals-catalogue",
    "refusals/refusals-get-pdfs",
    "refusals/refusals-create-session-v2",
    "refusals/refusals-insights",
    "refusals/refusals-session-upload-status",
    "refusals/refusals-delete",
    "refusals/refusals-recurring-consent-details",
    "refusals/refusals-fetch-recurring-data",
    "refusals/refusals-webhook-payloads",
];

/// Every scenario that comes with the binary.
pub fn library() -> &'static [Embedded] {
    LIBRARY
}
