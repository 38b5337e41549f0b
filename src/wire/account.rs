//! How an account's facts are written wherever an account is shown.

use crate::domain::account::Account;

pub use crate::domain::account::masked;
use crate::domain::bank::BankId;
use crate::domain::statement::{AccountType, Source};

/// The bank's identifier; empty when it is not known. Source: semantics 27.
pub fn bank_name(bank: Option<BankId>) -> &'static str {
    bank.map_or("", BankId::as_str)
}

/// The name a person knows the bank by; empty when it is not known.
pub fn full_bank_name(bank: Option<BankId>) -> &'static str {
    bank.map_or("", |bank| bank.bank().full_name)
}

/// `SAVINGS`, `CURRENT`, `OVERDRAFT`; empty when it is not known. Source: contract `enums.csv`, `account_type`; the last two are inferred.
pub fn account_type(account: &Account<'_>) -> &'static str {
    match account.account_type() {
        Some(AccountType::Savings) => "SAVINGS",
        Some(AccountType::Current) => "CURRENT",
        Some(AccountType::Overdraft) => "OVERDRAFT",
        None => "",
    }
}

/// Name of the holder; `None` when it is not printed.
pub fn name(account: &Account<'_>) -> Option<String> {
    account.facts()?.holder.clone()
}

/// `pdf`, `aa`, `online`: progress, `session_status`, `session_upload_status`. Source: conflicts C22.
pub fn source(source: Source) -> &'static str {
    match source {
        Source::Pdf => "pdf",
        Source::Aggregator => "aa",
        Source::NetBanking => "online",
    }
}

/// `PDF`, `AA`, `ONLINE`: `get_pdfs`, `attempt_types`. Source: conflicts C22.
pub fn upper_source(source: Source) -> &'static str {
    match source {
        Source::Pdf => "PDF",
        Source::Aggregator => "AA",
        Source::NetBanking => "ONLINE",
    }
}

/// The ways an account's statements came in. Source: contract `enums.csv`, `attempt_types`.
pub fn attempt_types(account: &Account<'_>) -> Vec<&'static str> {
    account.sources().into_iter().map(upper_source).collect()
}
