//! Banks as the page lists them.

use sha2::{Digest, Sha256};

use crate::domain::bank::{self, Bank, BankId};

/// Banks often chosen, in this order. Ours: the largest by customers.
pub const POPULAR: [&str; 8] = ["sbi", "hdfc", "icici", "axis", "kotak", "pnbbnk", "baroda", "canara"];

/// A bank.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BankShown {
    /// The vendor's identifier.
    pub id: &'static str,
    /// The name a person knows it by.
    pub name: &'static str,
    /// Two letters.
    pub initials: String,
    /// The colour behind them.
    pub tint: String,
}

/// A bank as it is shown.
pub fn bank_shown(id: BankId) -> BankShown {
    let bank = id.bank();
    BankShown {
        id: id.as_str(),
        name: bank.full_name,
        initials: initials(bank.full_name),
        tint: tint(id.as_str()),
    }
}

/// The banks a search finds, best first; all of them by name without one. As the page's script filters while one types.
pub fn banks(search: &str) -> Vec<BankShown> {
    let text = plain(search);
    let wanted: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let begins = |all: &str| wanted.iter().all(|word| all.contains(&format!(" {word}")));
    let contains = |all: &str| wanted.iter().all(|word| all.contains(word));
    let texts: Vec<(&Bank, String)> = bank::catalogue().iter().map(|bank| (bank, searched(bank))).collect();
    let mut found: Vec<&(&Bank, String)> = texts.iter().filter(|(_, all)| begins(all)).collect();
    if found.is_empty() {
        found = texts.iter().filter(|(_, all)| contains(all)).collect();
    }
    let rank = |bank: &Bank| match plain(bank.full_name) {
        _ if wanted.is_empty() => 0,
        _ if bank.id.as_str() == text => 0,
        name if name.starts_with(&text) => 1,
        _ => 2,
    };
    found.sort_by_key(|(bank, _)| (rank(bank), bank.full_name.to_lowercase()));
    found.into_iter().map(|(bank, _)| bank_shown(bank.id)).collect()
}

/// Everything a search looks at: name, first letters, identifier, letters of the IFSC.
fn searched(bank: &Bank) -> String {
    let name = plain(bank.full_name);
    let letters: String = name.split(' ').filter_map(|word| word.chars().next()).collect();
    let ifsc = plain(bank.ifsc_prefix.unwrap_or_default());
    format!(" {name} {letters} {} {ifsc}", plain(bank.id.as_str()))
}

fn plain(text: &str) -> String {
    let kept = |character: char| {
        if character.is_ascii_alphanumeric() {
            character.to_ascii_lowercase()
        } else {
            ' '
        }
    };
    let text: String = text.chars().map(kept).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Two letters for a name: of its first two telling words, else its first two.
pub fn initials(name: &str) -> String {
    const SILENT: [&str; 7] = ["of", "the", "and", "ltd", "co-op", "bank", "limited"];
    let name = name.replace(['.', '('], " ");
    let words: Vec<&str> = name
        .split_whitespace()
        .filter(|word| !SILENT.contains(&word.to_lowercase().as_str()))
        .collect();
    let letters: String = match words[..] {
        [] => "B".to_owned(),
        [word] => word.chars().take(2).collect(),
        [first, second, ..] => first.chars().take(1).chain(second.chars().take(1)).collect(),
    };
    letters.to_uppercase()
}

/// One of eight colours, always the same for a name.
pub fn tint(name: &str) -> String {
    let digest: [u8; 32] = Sha256::digest(name.as_bytes()).into();
    format!("t{}", digest[0] % 8)
}
