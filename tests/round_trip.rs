//! What is written is read back, literally: any borrower, bank, kind, period and seed; also behind a password.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "test code: a panic is a failed test"
)]

use bankconnect_emulator::document::pdf::{Encryption, Lock, inspect, printed, write};
use bankconnect_emulator::domain::bank::{Bank, BankId, catalogue};
use bankconnect_emulator::domain::ledger::Transaction;
use bankconnect_emulator::domain::period::Period;
use bankconnect_emulator::domain::specimen::{Kind, Specimen};
use bankconnect_emulator::domain::statement::{Inspection, Problem, Protection, TextLayer};
use bankconnect_emulator::persona::{Life, Persona, life};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;

/// Kinds whose rows can be read back. The one with hundreds of pages is tested by itself below.
const READABLE: [Kind; 10] = [
    Kind::Plain,
    Kind::WrongAuthor,
    Kind::Edited,
    Kind::NoAccountNumber,
    Kind::MissingRows,
    Kind::BalanceMismatch,
    Kind::EmptyMonth,
    Kind::NoTransactions,
    Kind::UnreadablePages,
    Kind::UnknownBank,
];

fn as_of() -> NaiveDate {
    "2026-01-15".parse().unwrap()
}

fn specimen(life: &Life, bank: BankId, kind: Kind, period: Period, seed: u64) -> Option<Specimen> {
    let account = life.account_for(bank);
    let (facts, ledger) = life.statement(account, bank, period).expect("a period inside the life");
    let created = (period.to + Days::new(2)).and_hms_opt(10, 30, 0).unwrap();
    Specimen::new(facts, ledger, kind, created, seed).ok()
}

fn half_year() -> Period {
    Period::new("2025-07-01".parse().unwrap(), "2025-12-31".parse().unwrap()).unwrap()
}

/// A specimen of half a year, which is enough for any kind.
fn of_half_a_year(life: &Life, bank: &str, kind: Kind) -> Specimen {
    specimen(life, BankId::parse(bank).unwrap(), kind, half_year(), 1).unwrap()
}

fn life_of(persona: &str) -> Life {
    life(Persona::named(persona).unwrap(), as_of(), 1)
}

fn read(specimen: &Specimen) -> Result<Inspection, Problem> {
    inspect(&write(specimen, None).unwrap(), None)
}

/// Whether there are rows enough to see how a bank wraps its texts: at spaces, or within words.
fn shows_how_texts_wrap(rows: usize) -> bool {
    rows >= 12
}

/// The row with a narration that says nothing of where its lines broke.
fn without_spaces(row: &Transaction) -> Transaction {
    Transaction {
        narration: row.narration.replace(' ', ""),
        ..row.clone()
    }
}

/// Fails with the first difference rather than with two statements side by side.
fn assert_read_back(specimen: &Specimen, inspection: &Inspection) {
    let (facts, ledger) = printed(specimen);
    assert_eq!(inspection.facts, facts);
    let (read, written) = (&inspection.ledger.transactions, &ledger.transactions);
    for (index, (read, written)) in read.iter().zip(written).enumerate() {
        if shows_how_texts_wrap(ledger.transactions.len()) {
            assert_eq!(read, written, "row {index}");
        } else {
            assert_eq!(without_spaces(read), without_spaces(written), "row {index}");
        }
    }
    assert_eq!(read.len(), written.len(), "number of rows");
    assert_eq!(inspection.other_accounts, Vec::<String>::new());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(
        persona in 0..Persona::embedded().len(),
        // Every second case is one of the banks with a layout of its own.
        bank in prop_oneof![
            (0..catalogue().len()).prop_map(|index| catalogue()[index].id.as_str()),
            prop_oneof![Just("hdfc"), Just("icici"), Just("sbi"), Just("axis"), Just("kotak")],
        ],
        kind in 0..READABLE.len(),
        start in 0_u64..1_400,
        days in 0_u64..370,
        seed in any::<u64>(),
        // Every second file is locked: each cipher, with and without a password of the user.
        cipher in 0..2 * Encryption::ALL.len(),
        is_owner_only in any::<bool>(),
    ) {
        let life = life(&Persona::embedded()[persona], as_of(), seed);
        let from = life.period().from + Days::new(start);
        let period = Period::new(from, from + Days::new(days)).unwrap();
        // A period too short for the kind is no case.
        let specimen = specimen(&life, BankId::parse(bank).unwrap(), READABLE[kind], period, seed);
        prop_assume!(specimen.is_some());
        let specimen = specimen.unwrap();
        let lock = Encryption::ALL.get(cipher).map(|encryption| Lock {
            user_password: if is_owner_only { String::new() } else { "user-1".to_owned() },
            owner_password: "owner-1".to_owned(),
            encryption: *encryption,
        });
        let bytes = write(&specimen, lock.as_ref()).unwrap();
        let password = lock.as_ref().map(|_| if seed % 2 == 0 && !is_owner_only { "user-1" } else { "owner-1" });
        let inspection = inspect(&bytes, password).unwrap();
        assert_read_back(&specimen, &inspection);
        prop_assert_eq!(inspection.text_layer, TextLayer::Text);
        let date_findings = inspection.document.findings.iter().filter(|finding| finding.fraud_type() == "date_fraud").count();
        let author_findings = inspection.document.findings.len() - date_findings;
        prop_assert_eq!(author_findings > 0, specimen.kind == Kind::WrongAuthor);
        prop_assert_eq!(date_findings > 0, specimen.kind == Kind::Edited);
    }
}

#[test]
fn every_bank_is_detected_and_read() {
    let life = life_of("salaried-asha");
    let period = Period::new("2025-12-01".parse().unwrap(), "2025-12-31".parse().unwrap()).unwrap();
    for Bank { id, .. } in catalogue() {
        let specimen = specimen(&life, *id, Kind::Plain, period, 1).unwrap();
        assert_read_back(&specimen, &read(&specimen).unwrap());
    }
}

#[test]
fn hundreds_of_pages_are_read_back() {
    let specimen = of_half_a_year(&life_of("gig-imran"), "kotak", Kind::TooManyPages);
    assert_read_back(&specimen, &read(&specimen).unwrap());
}

#[test]
fn both_passwords_of_every_encryption_open_a_statement() {
    let specimen = of_half_a_year(&life_of("salaried-asha"), "hdfc", Kind::Plain);
    for encryption in Encryption::ALL {
        let locked = |user: &str, owner: &str| {
            let lock = Lock {
                user_password: user.to_owned(),
                owner_password: owner.to_owned(),
                encryption,
            };
            write(&specimen, Some(&lock)).unwrap()
        };
        let bytes = locked("user-1", "owner-1");
        for password in ["user-1", "owner-1"] {
            let inspection = inspect(&bytes, Some(password)).unwrap();
            assert_eq!(inspection.document.protection, Protection::Password, "{encryption}");
            assert_read_back(&specimen, &inspection);
        }
        for password in [None, Some(""), Some("wrong")] {
            assert_eq!(
                inspect(&bytes, password).unwrap_err(),
                Problem::PasswordIncorrect,
                "{encryption} {password:?}"
            );
        }
        let bytes = locked("", "owner-1");
        for password in [None, Some("wrong"), Some("owner-1")] {
            let inspection = inspect(&bytes, password).unwrap();
            assert_eq!(
                inspection.document.protection,
                Protection::OwnerOnly,
                "{encryption} {password:?}"
            );
            assert_read_back(&specimen, &inspection);
        }
    }
}

#[test]
fn a_password_for_an_open_file_is_ignored() {
    let specimen = of_half_a_year(&life_of("salaried-asha"), "sbi", Kind::Plain);
    let inspection = inspect(&write(&specimen, None).unwrap(), Some("whatever")).unwrap();
    assert_eq!(inspection.document.protection, Protection::None);
    assert_read_back(&specimen, &inspection);
}

/// What each kind of specimen is refused for, at upload or in processing.
#[test]
fn every_kind_meets_its_own_problem() {
    let life = life_of("two-banks-lakshmi");
    for bank in ["hdfc", "sbi", "baroda"] {
        for kind in Kind::ALL {
            let read = read(&of_half_a_year(&life, bank, kind));
            let problem = match &read {
                Err(problem) => Some(problem.clone()),
                Ok(inspection) => inspection
                    .upload_problem(None)
                    .or_else(|| inspection.processing_problem(500)),
            };
            let is_expected = match kind {
                Kind::Plain
                | Kind::WrongAuthor
                | Kind::Edited
                | Kind::MissingRows
                | Kind::BalanceMismatch
                | Kind::EmptyMonth => problem.is_none(),
                Kind::Scanned => problem == Some(Problem::Image),
                Kind::NoAccountNumber => problem == Some(Problem::NullAccountNumber),
                Kind::NoTransactions => problem == Some(Problem::NoTransactions),
                Kind::UnreadablePages => matches!(problem, Some(Problem::ExtractionFailed { .. })),
                Kind::NewTemplate | Kind::Letter => problem == Some(Problem::UnsupportedFormat),
                Kind::Truncated => matches!(problem, Some(Problem::InvalidFile { .. })),
                Kind::UnknownBank => problem == Some(Problem::BankUndetected),
                Kind::TooManyPages => matches!(problem, Some(Problem::TooManyPages { .. })),
            };
            assert!(is_expected, "{bank} {kind}: {problem:?}");
        }
    }
}
