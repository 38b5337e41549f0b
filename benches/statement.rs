//! Reading and writing statements, by pages. Figures go to `docs/performance.md`.
#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark")]

use bankconnect_emulator::document::pdf::{inspect, write};
use bankconnect_emulator::domain::bank::BankId;
use bankconnect_emulator::domain::ledger::Ledger;
use bankconnect_emulator::domain::period::Period;
use bankconnect_emulator::domain::specimen::{Kind, Specimen};
use bankconnect_emulator::persona::{Persona, life};
use divan::Bencher;

fn main() {
    divan::main();
}

/// An hdfc statement of about so many pages: a busy year, told again and again.
fn specimen(pages: usize) -> Specimen {
    const ROWS_PER_PAGE: usize = 27;
    let life = life(
        Persona::named("high-volume-karthik").unwrap(),
        "2026-01-01".parse().unwrap(),
        1,
    );
    let hdfc = BankId::parse("hdfc").unwrap();
    let year = Period::new("2024-01-01".parse().unwrap(), "2025-12-31".parse().unwrap()).unwrap();
    let (mut facts, ledger) = life.statement(life.account_for(hdfc), hdfc, year).unwrap();
    let mut transactions: Vec<_> = ledger
        .transactions
        .iter()
        .cycle()
        .take(pages * ROWS_PER_PAGE)
        .cloned()
        .collect();
    // Told again, the balances must go on from where they were, and the days must not go back.
    let mut balance = facts.opening.unwrap();
    let last = transactions.len();
    for (index, row) in transactions.iter_mut().enumerate() {
        balance += row.change();
        row.balance = balance;
        row.date = year.from + chrono::Days::new((index * 700 / last) as u64);
        row.value_date = Some(row.date);
    }
    let ledger = Ledger { transactions };
    facts.closing = ledger.closing();
    facts.total_debits = Some(ledger.total_debits());
    facts.total_credits = Some(ledger.total_credits());
    Specimen::new(facts, ledger, Kind::Plain, "2026-01-01T02:00:00".parse().unwrap(), 1).unwrap()
}

#[divan::bench(args = [3, 20, 120, 1_200])]
fn write_pages(bencher: Bencher<'_, '_>, pages: usize) {
    let specimen = specimen(pages);
    bencher.bench(|| write(&specimen, None).unwrap());
}

#[divan::bench(args = [3, 20, 120, 1_200])]
fn read_pages(bencher: Bencher<'_, '_>, pages: usize) {
    let bytes = write(&specimen(pages), None).unwrap();
    let inspection = inspect(&bytes, None).unwrap();
    assert_eq!(
        (inspection.ledger.transactions.len(), inspection.broken_links.len()),
        (pages * 27, 0)
    );
    bencher.bench(|| inspect(&bytes, None).unwrap());
}

#[divan::bench]
fn live_five_years_of_1500_transactions() -> usize {
    let persona = Persona::named("high-volume-karthik").unwrap();
    life(persona, "2026-01-01".parse().unwrap(), 1).accounts().count()
}
