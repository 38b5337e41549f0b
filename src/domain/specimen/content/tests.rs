//! What each kind does to a ledger.

use chrono::{Days, NaiveDate};

use super::*;
use crate::domain::bank::BankId;
use crate::domain::ledger::Direction;
use crate::domain::period::Period;
use crate::domain::statement::{ChainFinding, chain_findings};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A salary and four payments a month.
fn ledger(from: &str, months: usize) -> Ledger {
    let mut balance = Money::rupees(5_000);
    let mut transactions = Vec::new();
    for month in (0..months as i32).map(|index| Month::of(day(from)).plus(index)) {
        for (index, change) in [40_000, -12_500, -3_301, -7_499, -650].into_iter().enumerate() {
            let change = Money::rupees(change);
            balance += change;
            transactions.push(Transaction {
                date: month.first_day() + Days::new(index as u64 * 5),
                value_date: None,
                narration: format!("ROW {}", transactions.len()),
                cheque_number: None,
                direction: if change.is_negative() {
                    Direction::Debit
                } else {
                    Direction::Credit
                },
                amount: change.abs(),
                balance,
            });
        }
    }
    Ledger { transactions }
}

fn specimen(kind: Kind, seed: u64) -> Result<Specimen, UnfitLedger> {
    let ledger = ledger("2025-07-01", 6);
    let facts = StatementFacts {
        bank: BankId::parse("kotak"),
        account_number: Some("0000000001".to_owned()),
        ifsc: Some("KKBK0000001".to_owned()),
        account_scheme: Some("KOTAK SAVINGS".to_owned()),
        period: Period::new(day("2025-07-01"), day("2025-12-31")),
        ..StatementFacts::default()
    };
    Specimen::new(
        facts,
        ledger,
        kind,
        day("2026-01-02").and_hms_opt(10, 0, 0).unwrap(),
        seed,
    )
}

fn findings(specimen: &Specimen) -> Vec<ChainFinding> {
    chain_findings(&specimen.ledger, &specimen.facts)
}

#[test]
fn every_kind_but_two_has_a_clean_chain() {
    for kind in Kind::ALL {
        let is_clean = !matches!(kind, Kind::MissingRows | Kind::BalanceMismatch);
        for seed in 0..50 {
            assert_eq!(
                findings(&specimen(kind, seed).unwrap()).is_empty(),
                is_clean,
                "{kind} {seed}"
            );
        }
    }
}

#[test]
fn missing_rows_break_the_chain_once_and_leave_the_summary_alone() {
    for seed in 0..200 {
        let (plain, cut) = (
            specimen(Kind::Plain, seed).unwrap(),
            specimen(Kind::MissingRows, seed).unwrap(),
        );
        let missing = plain.ledger.transactions.len() - cut.ledger.transactions.len();
        assert!((1..=3).contains(&missing), "{missing} rows cut");
        assert_eq!(cut.facts, plain.facts);
        assert_eq!(cut.counted, plain.counted);
        assert_eq!(cut.ledger.transactions.first(), plain.ledger.transactions.first());
        assert_eq!(cut.ledger.transactions.last(), plain.ledger.transactions.last());
        let found = findings(&cut);
        assert!(matches!(found[0], ChainFinding::RowsMissing { .. }), "{found:?}");
        assert!(
            found[1..]
                .iter()
                .all(|one| matches!(one, ChainFinding::TotalsDisagree { .. })),
            "{found:?}"
        );
    }
}

#[test]
fn a_wrong_balance_is_found_as_such_and_nothing_else() {
    for seed in 0..200 {
        let (plain, wrong) = (
            specimen(Kind::Plain, seed).unwrap(),
            specimen(Kind::BalanceMismatch, seed).unwrap(),
        );
        let found = findings(&wrong);
        let [ChainFinding::BalanceWrong { row, gap }] = found[..] else {
            panic!("{found:?}")
        };
        let (right, printed) = (
            plain.ledger.transactions[row].balance,
            wrong.ledger.transactions[row].balance,
        );
        assert_eq!(printed - right, gap);
        let differing = right
            .plain()
            .bytes()
            .zip(printed.plain().bytes())
            .filter(|(one, two)| one != two)
            .count();
        assert_eq!(
            (differing, printed.plain().len()),
            (1, right.plain().len()),
            "{right} {printed}"
        );
    }
}

#[test]
fn an_empty_month_lies_inside_and_the_rest_chains() {
    for seed in 0..20 {
        let specimen = specimen(Kind::EmptyMonth, seed).unwrap();
        let months: Vec<Month> = specimen.facts.period.unwrap().months().collect();
        let empty: Vec<usize> = (0..months.len())
            .filter(|index| specimen.ledger.within(months[*index].period()).transactions.is_empty())
            .collect();
        assert!(
            matches!(empty[..], [index] if index > 0 && index < months.len() - 1),
            "{empty:?}"
        );
        assert_eq!(specimen.facts.closing, specimen.ledger.closing());
    }
}

#[test]
fn no_transactions_leave_the_balance_where_it_was() {
    let specimen = specimen(Kind::NoTransactions, 1).unwrap();
    assert!(specimen.ledger.transactions.is_empty());
    assert_eq!(specimen.facts.opening, Some(Money::rupees(5_000)));
    assert_eq!(specimen.facts.closing, specimen.facts.opening);
    assert_eq!(specimen.facts.total_debits, Some(Money::ZERO));
    assert!(specimen.facts.period.is_some());
}

#[test]
fn an_unknown_bank_leaves_no_trace_of_the_known_one() {
    let facts = specimen(Kind::UnknownBank, 1).unwrap().facts;
    assert_eq!((facts.bank, facts.ifsc, facts.account_scheme), (None, None, None));
    assert!(facts.account_number.is_some());
}

#[test]
fn a_ledger_too_short_for_a_kind_is_refused() {
    let made = |kind, ledger: Ledger| {
        let created = day("2026-01-02").and_hms_opt(10, 0, 0).unwrap();
        Specimen::new(StatementFacts::default(), ledger, kind, created, 1).map(|_| ())
    };
    let rows = |count: usize| Ledger {
        transactions: ledger("2025-07-01", 1).transactions[..count].to_vec(),
    };
    for (kind, enough) in [
        (Kind::MissingRows, 5),
        (Kind::BalanceMismatch, 3),
        (Kind::UnreadablePages, 2),
        (Kind::NewTemplate, 1),
    ] {
        assert_eq!(made(kind, rows(enough)), Ok(()), "{kind}");
        assert_eq!(made(kind, rows(enough - 1)).unwrap_err().kind, kind);
    }
    assert_eq!(made(Kind::EmptyMonth, ledger("2025-07-01", 2)), Ok(()));
    assert_eq!(made(Kind::EmptyMonth, rows(5)).unwrap_err().kind, Kind::EmptyMonth);
    assert_eq!(made(Kind::Plain, rows(0)), Ok(()));
}

#[test]
fn rows_that_cancel_are_not_the_ones_that_are_cut() {
    let mut transactions = Vec::new();
    for (index, balance) in [0, 10, 0, 10, 0, 10].into_iter().enumerate() {
        transactions.push(Transaction {
            date: day("2025-07-01"),
            value_date: None,
            narration: index.to_string(),
            cheque_number: None,
            direction: if balance == 0 {
                Direction::Debit
            } else {
                Direction::Credit
            },
            amount: Money::rupees(10),
            balance: Money::rupees(balance),
        });
    }
    for seed in 0..20 {
        let created = day("2026-01-02").and_hms_opt(10, 0, 0).unwrap();
        let ledger = Ledger {
            transactions: transactions.clone(),
        };
        if let Ok(cut) = Specimen::new(StatementFacts::default(), ledger, Kind::MissingRows, created, seed) {
            assert_eq!(cut.ledger.broken_links().len(), 1);
        }
    }
}
