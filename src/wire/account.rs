//! How an account's facts are written wherever an account is shown.

use crate::domain::account::Account;
use crate::domain::bank::BankId;
use crate::domain::statement::{AccountType, Source};

/// Digits at the end of an account number that are shown.
const SHOWN_DIGITS_MAX: usize = 4;

/// The number with X for all but its last four digits, length kept. Source: conflicts C32.
///
/// Only digits are shown, and at least two characters are hidden: `0012/345` is `XXXXX345`, `00123` is `XX123`.
pub fn masked(number: &str) -> String {
    let length = number.chars().count();
    let digits = number.chars().rev().take_while(char::is_ascii_digit).count();
    let shown = digits.min(SHOWN_DIGITS_MAX).min(length.saturating_sub(2));
    let hidden = length - shown;
    let end: String = number.chars().skip(hidden).collect();
    "X".repeat(hidden) + &end
}

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

/// `individual` or `corporate`; null where nothing was read. Source: contract `enums.csv`.
///
/// Inferred: current and overdraft accounts are corporate, all others individual. A scheme that says nothing is taken for a person's, as
/// borrowers are.
pub fn account_category(account: &Account<'_>) -> Option<&'static str> {
    account.facts()?;
    Some(match account.account_type() {
        Some(AccountType::Current | AccountType::Overdraft) => "corporate",
        Some(AccountType::Savings) | None => "individual",
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_number_keeps_its_length_and_its_last_four_digits() {
        for (number, shown) in [
            ("12345674821", "XXXXXXX4821"),
            ("XXXXXXX4821", "XXXXXXX4821"),
            ("********21", "XXXXXXXX21"),
            ("0012/345", "XXXXX345"),
            ("00123", "XX123"),
            ("0001", "XX01"),
            ("1", "X"),
            ("", ""),
        ] {
            assert_eq!(masked(number), shown, "{number}");
        }
    }
}
