//! The categoriser against narrations that no life produces, labelled by hand without sight of its rules: `fixtures/narrations`.

use std::collections::BTreeMap;
use std::fmt;

use bankconnect_emulator::analysis::category::{AccountRows, classify};
use bankconnect_emulator::analysis::class::Class;
use bankconnect_emulator::domain::bank::BankId;
use bankconnect_emulator::domain::ledger::{Direction, Ledger, Transaction};
use bankconnect_emulator::domain::money::Money;
use bankconnect_emulator::domain::session_request::Metadata;
use serde::Deserialize;

const LABELLED: &str = include_str!("../../fixtures/narrations/by_hand.csv");

/// One row of the set.
#[derive(Deserialize)]
struct Labelled {
    bank: String,
    direction: String,
    amount: String,
    narration: String,
    holder: String,
    channel: String,
    description: String,
    merchant_category: String,
    kind: String,
    sure: String,
}

/// Which of a row's answers are right; `None` where the set asserts none.
struct Score {
    channel: bool,
    description: Option<bool>,
    merchant_category: bool,
}

impl Score {
    fn is_right(&self) -> bool {
        self.channel && self.description != Some(false) && self.merchant_category
    }
}

fn rows() -> Vec<Labelled> {
    csv::Reader::from_reader(LABELLED.as_bytes())
        .deserialize()
        .map(Result::unwrap)
        .collect()
}

/// The row alone, in a session of its own.
fn class(row: &Labelled) -> Class {
    let direction = if row.direction == "credit" {
        Direction::Credit
    } else {
        Direction::Debit
    };
    let ledger = Ledger {
        transactions: vec![Transaction {
            date: "2026-02-12".parse().unwrap(),
            value_date: None,
            narration: row.narration.clone(),
            cheque_number: None,
            direction,
            amount: Money::parse(&row.amount).unwrap(),
            balance: Money::rupees(50_000),
        }],
    };
    let account = AccountRows {
        ledger: &ledger,
        holder: Some(&row.holder),
        number: "",
        bank: BankId::parse(&row.bank),
        is_overdraft: false,
    };
    classify(&[account], &Metadata::default()).remove(0).remove(0).class
}

/// As `fixtures/narrations/README.md` says what counts.
fn score(row: &Labelled, class: &Class) -> Score {
    let description = class.description.as_text();
    let is_transfer = |text: &str| text.starts_with("Transfer ");
    let is_rail = row.channel == "upi" || row.channel == "net_banking_transfer";
    let asserts_none = row.description.is_empty() && is_rail && is_transfer(&description);
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase();
    let category = class.merchant_category.map_or("", |category| category.as_str());
    let may_have_none = matches!(row.channel.as_str(), "investment" | "investment_cashin");
    Score {
        channel: class.channel.as_str() == row.channel,
        description: (!asserts_none).then(|| words(&description) == words(&row.description)),
        merchant_category: category == row.merchant_category || (may_have_none && category.is_empty()),
    }
}

fn share<'a>(scores: impl IntoIterator<Item = &'a Score>, is_right: impl Fn(&Score) -> Option<bool>) -> f64 {
    let asserted: Vec<bool> = scores.into_iter().filter_map(is_right).collect();
    asserted.iter().filter(|right| **right).count() as f64 / asserted.len().max(1) as f64
}

/// What a score is made of: shares of right answers, whole rows last.
struct Shares {
    channel: f64,
    description: f64,
    merchant_category: f64,
    whole: f64,
}

impl Shares {
    fn of<'a>(scores: impl IntoIterator<Item = &'a Score>) -> Self {
        let scores: Vec<&Score> = scores.into_iter().collect();
        let all = || scores.iter().copied();
        Shares {
            channel: share(all(), |score| Some(score.channel)),
            description: share(all(), |score| score.description),
            merchant_category: share(all(), |score| Some(score.merchant_category)),
            whole: share(all(), |score| Some(score.is_right())),
        }
    }

    /// Whether no share lies below its floor.
    fn reach(&self, floor: &Shares) -> bool {
        self.channel >= floor.channel
            && self.description >= floor.description
            && self.merchant_category >= floor.merchant_category
            && self.whole >= floor.whole
    }
}

impl fmt::Display for Shares {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "channel {:.4}, description {:.4}, merchant category {:.4}, whole rows {:.4}",
            self.channel, self.description, self.merchant_category, self.whole
        )
    }
}

/// The last scores, rounded down to two digits: less is a step back. `docs/categories.md` has them beside the first ones.
const ALL: Shares = Shares {
    channel: 0.94,
    description: 0.97,
    merchant_category: 0.97,
    whole: 0.92,
};
/// The same for the rows whose labels are sure.
const SURE: Shares = Shares {
    channel: 0.95,
    description: 0.98,
    merchant_category: 0.98,
    whole: 0.93,
};

#[test]
fn narrations_labelled_by_hand_are_told() {
    let rows = rows();
    assert!(rows.len() >= 300);
    let mut by_kind: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut scores = Vec::new();
    for row in &rows {
        let class = class(row);
        let score = score(row, &class);
        let of_kind = by_kind.entry(&row.kind).or_default();
        of_kind.0 += usize::from(score.is_right());
        of_kind.1 += 1;
        if !score.is_right() {
            println!("{}", miss(row, &class));
        }
        scores.push(score);
    }
    let sure = rows.iter().zip(&scores).filter(|(row, _)| row.sure == "yes");
    let (all, sure) = (Shares::of(&scores), Shares::of(sure.map(|(_, score)| score)));
    println!("{by_kind:?}\nall rows: {all}\nsure rows: {sure}");
    assert!(all.reach(&ALL), "all rows: {all}");
    assert!(sure.reach(&SURE), "sure rows: {sure}");
}

fn miss(row: &Labelled, class: &Class) -> String {
    format!(
        "{} {} {} `{}` of {}: {} | {} | {}, not {} | {} | {}",
        row.sure,
        row.bank,
        row.direction,
        row.narration,
        row.holder,
        class.channel.as_str(),
        class.description.as_text(),
        class.merchant_category.map_or("", |category| category.as_str()),
        row.channel,
        row.description,
        row.merchant_category,
    )
}
