//! Names of an account's rows, by which every list shows which transaction is meant.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::analysis::account::AnalysedAccount;
use crate::domain::bank::BankId;
use crate::domain::ledger::Direction;

/// 32 hex digits for each row, the same in every list and every session that shows the row, whatever else was uploaded.
///
/// The hash is over the account and the row; rows that are equal in everything are told apart by their count. How the vendor computes it is
/// not documented (inferred).
pub(crate) fn row_hashes(account: &AnalysedAccount) -> Vec<String> {
    let mut seen = HashMap::new();
    let bank = account.bank.map_or("", BankId::as_str);
    account
        .rows
        .iter()
        .map(|row| {
            let row = &row.transaction;
            let count = seen.entry(row).and_modify(|count| *count += 1).or_insert(0_u32);
            let direction = match row.direction {
                Direction::Credit => "credit",
                Direction::Debit => "debit",
            };
            let text = format!(
                "{bank}\u{1f}{}\u{1f}{}\u{1f}{}\u{1f}{direction}\u{1f}{}\u{1f}{}\u{1f}{count}",
                account.number,
                row.date,
                row.narration,
                row.amount.plain(),
                row.balance.plain(),
            );
            let digest = Sha256::digest(text.as_bytes());
            digest[..16]
                .iter()
                .flat_map(|byte| [byte >> 4, byte & 15])
                .map(digit)
                .collect()
        })
        .collect()
}

fn digit(value: u8) -> char {
    char::from_digit(value.into(), 16).unwrap_or_default()
}
