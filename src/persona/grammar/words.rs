//! Pieces of narrations that several banks share.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::NaiveDate;

use super::Desk;
use crate::domain::bank;
use crate::domain::ledger::Direction;
use crate::persona::entry::{Entry, Transfer};

/// The first characters of a text, as banks cut it.
pub(super) fn cut(text: &str, length: usize) -> &str {
    text.get(..length).unwrap_or(text).trim_end()
}

/// `050426`.
pub(super) fn ddmmyy(day: NaiveDate) -> String {
    day.format("%d%m%y").to_string()
}

/// `05-04-26`.
pub(super) fn dd_mm_yy(day: NaiveDate) -> String {
    day.format("%d-%m-%y").to_string()
}

/// `05-04-2026`.
pub(super) fn dd_mm_yyyy(day: NaiveDate) -> String {
    day.format("%d-%m-%Y").to_string()
}

/// `APR26`.
pub(super) fn mon_yy(day: NaiveDate) -> String {
    day.format("%b%y").to_string().to_ascii_uppercase()
}

/// `22:05`.
pub(super) fn hh_mm(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// The full reference of a NEFT transfer: the payer's bank, `N`, digits.
pub(super) fn neft_utr(desk: &Desk, entry: &Entry, transfer: &Transfer) -> String {
    format!("{}N{}", payer_bank(desk, entry, transfer), transfer.reference)
}

/// The full reference of an RTGS transfer: the payer's bank, `R`, `5` for the internet, digits.
pub(super) fn rtgs_utr(desk: &Desk, entry: &Entry, transfer: &Transfer) -> String {
    format!("{}R5{}", payer_bank(desk, entry, transfer), transfer.reference)
}

fn payer_bank<'a>(desk: &'a Desk, entry: &Entry, transfer: &'a Transfer) -> &'a str {
    match entry.direction {
        Direction::Debit => &desk.bank_code,
        Direction::Credit => transfer.party.bank_code(),
    }
}

/// The name of the bank whose IFSC begins with these letters, in upper case; the letters where nobody knows.
pub(super) fn bank_name(code: &str) -> &str {
    static NAMES: LazyLock<HashMap<&str, String>> = LazyLock::new(|| {
        let known = bank::catalogue().iter();
        known
            .filter_map(|bank| Some((bank.ifsc_prefix?, bank.full_name.to_ascii_uppercase())))
            .collect()
    });
    NAMES.get(code).map_or(code, String::as_str)
}

/// Sixteen hexadecimal digits that follow from a reference.
pub(super) fn hash(reference: &str) -> String {
    // FNV-1a: short, and the same on every machine.
    let hash = reference.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

/// A code for the town: its first three letters.
pub(super) fn city_code(desk: &Desk) -> &str {
    cut(&desk.branch.city, 3)
}

/// A number in sixteen digits.
pub(super) fn padded(digits: &str) -> String {
    format!("{digits:0>16}")
}

/// Whether a lender's name is the bank's own, whose loans need no mandate.
pub(super) fn is_of(company: &str, bank: &str) -> bool {
    company.starts_with(bank)
}
