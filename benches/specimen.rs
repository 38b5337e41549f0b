//! Writing specimens, by pages and kinds.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a benchmark that cannot be set up has nothing to measure"
)]

use bankconnect_emulator::document::pdf;
use bankconnect_emulator::domain::bank::BankId;
use bankconnect_emulator::domain::ledger::{Direction, Ledger, Transaction};
use bankconnect_emulator::domain::money::Money;
use bankconnect_emulator::domain::specimen::{Kind, Specimen};
use bankconnect_emulator::domain::statement::StatementFacts;
use chrono::{Days, NaiveDate};

fn main() {
    divan::main();
}

fn specimen(kind: Kind, rows: u64) -> Specimen {
    let from = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap();
    let mut balance = Money::rupees(10_000);
    let transactions = (0..rows)
        .map(|index| {
            let direction = if index % 2 == 0 {
                Direction::Credit
            } else {
                Direction::Debit
            };
            let amount = Money::paise(10_000 + (index as i64 * 7_919) % 90_000);
            balance += if direction == Direction::Credit {
                amount
            } else {
                -amount
            };
            let date = from + Days::new(index * 360 / rows);
            let number = 100_000_000_000 + index * 7_368_787;
            Transaction {
                date,
                value_date: Some(date),
                narration: format!(
                    "UPI-SHOP {}-shop{index}@okbank-UTIB0000553-{number}-PURCHASE",
                    index % 40
                ),
                cheque_number: Some(number.to_string()),
                direction,
                amount,
                balance,
            }
        })
        .collect();
    let facts = StatementFacts {
        bank: BankId::parse("hdfc"),
        account_number: Some("00000000001234".to_owned()),
        holder: Some("MS ASHA RAO".to_owned()),
        ..StatementFacts::default()
    };
    let created = from.and_hms_opt(9, 0, 0).unwrap() + Days::new(400);
    Specimen::new(facts, Ledger { transactions }, kind, created, 1).unwrap()
}

/// About 20 and 1,200 pages.
#[divan::bench(args = [530, 31_800])]
fn write_rows(bencher: divan::Bencher<'_, '_>, rows: u64) {
    let specimen = specimen(Kind::Plain, rows);
    bencher.bench(|| pdf::write(&specimen, None).unwrap().len());
}

/// About 20 pages as pictures.
#[divan::bench]
fn write_scan(bencher: divan::Bencher<'_, '_>) {
    let specimen = specimen(Kind::Scanned, 530);
    bencher.bench(|| pdf::write(&specimen, None).unwrap().len());
}

#[divan::bench]
fn write_too_many_pages(bencher: divan::Bencher<'_, '_>) {
    let specimen = specimen(Kind::TooManyPages, 530);
    bencher.bench(|| pdf::write(&specimen, None).unwrap().len());
}

#[divan::bench]
fn read_back_what_20_pages_print(bencher: divan::Bencher<'_, '_>) {
    let specimen = specimen(Kind::Plain, 530);
    bencher.bench(|| pdf::printed(&specimen));
}
