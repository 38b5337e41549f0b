//! For each finding about a chain of balances, and for the bound of recognition, two PDFs that differ by one row or one digit.
#![allow(clippy::unwrap_used, clippy::panic, reason = "test code: a panic is a failed test")]

use bankconnect_emulator::document::pdf::{inspect, write};
use bankconnect_emulator::domain::bank::BankId;
use bankconnect_emulator::domain::ledger::Ledger;
use bankconnect_emulator::domain::merge::merge;
use bankconnect_emulator::domain::money::Money;
use bankconnect_emulator::domain::period::Period;
use bankconnect_emulator::domain::specimen::{Kind, Specimen};
use bankconnect_emulator::domain::statement::{ChainFinding, Inspection, Problem, StatementFacts, link_findings};
use bankconnect_emulator::persona::{Persona, life};

/// A statement of three months, and what is printed around it. hdfc prints opening, closing and totals.
fn statement(from: &str, to: &str) -> (StatementFacts, Ledger) {
    let persona = Persona::named("salaried-asha").unwrap();
    let life = life(persona, "2026-01-01".parse().unwrap(), 7);
    let hdfc = BankId::parse("hdfc").unwrap();
    life.statement(
        life.account_for(hdfc),
        hdfc,
        Period::new(from.parse().unwrap(), to.parse().unwrap()).unwrap(),
    )
    .unwrap()
}

/// What a reader finds in a PDF of these facts and rows.
fn read(facts: StatementFacts, ledger: Ledger) -> Inspection {
    let created = "2026-01-01T02:00:00".parse().unwrap();
    let mut specimen = Specimen::new(facts.clone(), ledger, Kind::Plain, created, 7).unwrap();
    // A specimen's summary follows from its rows; here it is to say what the test wants.
    specimen.facts = facts;
    inspect(&write(&specimen, None).unwrap(), None).unwrap()
}

fn autumn(change: impl Fn(&mut StatementFacts, &mut Ledger)) -> Inspection {
    let (mut facts, mut ledger) = statement("2025-10-01", "2025-12-31");
    change(&mut facts, &mut ledger);
    read(facts, ledger)
}

const DIGIT: Money = Money::rupees(100);

#[test]
fn an_untouched_statement_has_no_findings() {
    let inspection = autumn(|_, _| {});
    assert_eq!(inspection.chain_findings(), []);
    assert_eq!(inspection.upload_problem(None), None);
}

#[test]
fn one_row_less_is_missing_rows() {
    // The totals are those of the rows that are left, so that only the chain can tell.
    let inspection = autumn(|facts, ledger| {
        ledger.transactions.remove(20);
        facts.total_debits = Some(ledger.total_debits());
        facts.total_credits = Some(ledger.total_credits());
    });
    assert!(
        matches!(
            inspection.chain_findings()[..],
            [ChainFinding::RowsMissing { row: 20, .. }]
        ),
        "{:?}",
        inspection.chain_findings()
    );
}

#[test]
fn one_digit_of_one_balance_is_a_wrong_balance() {
    let inspection = autumn(|_, ledger| ledger.transactions[20].balance += DIGIT);
    assert_eq!(
        inspection.chain_findings(),
        [ChainFinding::BalanceWrong { row: 20, gap: DIGIT }]
    );
}

#[test]
fn one_digit_of_the_first_balance_is_a_wrong_balance() {
    let inspection = autumn(|_, ledger| ledger.transactions[0].balance += DIGIT);
    assert_eq!(
        inspection.chain_findings(),
        [ChainFinding::BalanceWrong { row: 0, gap: DIGIT }]
    );
}

#[test]
fn one_digit_of_the_last_balance_is_a_wrong_balance() {
    let inspection = autumn(|_, ledger| ledger.transactions.last_mut().unwrap().balance += DIGIT);
    assert!(
        matches!(
            inspection.chain_findings()[..],
            [ChainFinding::BalanceWrong { gap: DIGIT, .. }]
        ),
        "{:?}",
        inspection.chain_findings()
    );
}

#[test]
fn one_digit_of_the_opening_balance_disagrees() {
    let inspection = autumn(|facts, _| facts.opening = facts.opening.map(|opening| opening + DIGIT));
    assert!(
        matches!(inspection.chain_findings()[..], [ChainFinding::OpeningDisagrees { .. }]),
        "{:?}",
        inspection.chain_findings()
    );
}

#[test]
fn one_digit_of_the_closing_balance_disagrees() {
    let inspection = autumn(|facts, _| facts.closing = facts.closing.map(|closing| closing + DIGIT));
    assert!(
        matches!(inspection.chain_findings()[..], [ChainFinding::ClosingDisagrees { .. }]),
        "{:?}",
        inspection.chain_findings()
    );
}

#[test]
fn one_digit_of_a_total_disagrees() {
    let inspection = autumn(|facts, _| facts.total_debits = facts.total_debits.map(|total| total + DIGIT));
    assert_eq!(
        inspection.chain_findings(),
        [ChainFinding::TotalsDisagree {
            debits_gap: DIGIT,
            credits_gap: Money::ZERO
        }]
    );
}

#[test]
fn statements_meet_at_their_seam_unless_a_row_is_lost_there() {
    let seam = |drop_first: bool| {
        let earlier = read_of(statement("2025-10-01", "2025-11-15"));
        let (facts, mut ledger) = statement("2025-11-16", "2025-12-31");
        if drop_first {
            ledger.transactions.remove(0);
        }
        let later = read(facts, ledger);
        link_findings(&merge([&earlier.ledger, &later.ledger]), None, None)
    };
    assert_eq!(seam(false), []);
    assert!(matches!(seam(true)[..], [ChainFinding::RowsMissing { .. }]));
}

fn read_of((facts, ledger): (StatementFacts, Ledger)) -> Inspection {
    read(facts, ledger)
}

#[test]
fn overlapping_statements_merge_into_one_chain() {
    let (earlier, later) = (
        read_of(statement("2025-10-01", "2025-11-20")),
        read_of(statement("2025-11-10", "2025-12-31")),
    );
    let whole = read_of(statement("2025-10-01", "2025-12-31"));
    assert_eq!(merge([&later.ledger, &earlier.ledger]), whole.ledger);
}

/// Breaks so many links of a statement with `rows` rows: each wrong amount breaks one.
fn with_broken_links(rows: usize, broken: usize) -> Inspection {
    autumn(|_, ledger| {
        ledger.transactions.truncate(rows);
        for index in 0..broken {
            ledger.transactions[2 + 2 * index].amount += DIGIT;
        }
    })
}

#[test]
fn two_broken_links_are_recognised_and_three_of_twenty_are_not() {
    let (two, three) = (with_broken_links(21, 2), with_broken_links(21, 3));
    assert_eq!((two.broken_links.len(), two.upload_problem(None)), (2, None));
    assert_eq!(
        (three.broken_links.len(), three.upload_problem(None)),
        (3, Some(Problem::UnsupportedFormat))
    );
}

#[test]
fn a_tenth_of_broken_links_is_recognised_and_one_more_is_not() {
    let (tenth, more) = (with_broken_links(61, 6), with_broken_links(61, 7));
    assert_eq!((tenth.broken_links.len(), tenth.upload_problem(None)), (6, None));
    assert_eq!(
        (more.broken_links.len(), more.upload_problem(None)),
        (7, Some(Problem::UnsupportedFormat))
    );
}
