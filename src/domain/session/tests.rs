//! The edges of a session's life, and its outcomes, on statements made by hand.

use chrono::NaiveDate;
use serde_json::{Map, json};

use super::*;
use crate::domain::bank::BankId;
use crate::domain::ids::IdSource;
use crate::domain::ledger::{Direction, Ledger, Transaction};
use crate::domain::money::Money;
use crate::domain::pace::Pace;
use crate::domain::period::{Month, Period};
use crate::domain::rule::Effects;
use crate::domain::session_request::{ApiVersion, Circumstances};
use crate::domain::statement::{
    AccountType, DocumentFacts, Inspection, Protection, Source, StatementFacts, TableFacts, TextLayer,
};
use crate::domain::upload::ContentId;

fn at(text: &str) -> DateTime<Utc> {
    format!("2026-01-15T{text}:00Z").parse().unwrap()
}

fn bank(id: &str) -> BankId {
    BankId::parse(id).unwrap()
}

/// A session for October to December 2025, created at ten.
fn session() -> Session {
    let fields = json!({"link_id": "cust-1", "from_date": "01/10/2025", "to_date": "31/12/2025", "session_expiry": 60});
    let circumstances = Circumstances {
        settings: &Settings::default(),
        today: at("10:00").date_naive(),
    };
    let (link_id, request) =
        SessionRequest::check(ApiVersion::V1, fields.as_object().unwrap_or(&Map::new()), circumstances).unwrap();
    Session::create(
        IdSource::new(1, "key").session("cust-1", 0),
        &link_id,
        request.into(),
        at("10:00"),
    )
}

/// Rows of one rupee in, every tenth day of the months.
fn ledger(from: &str, to: &str) -> Ledger {
    let period = Period::new(from.parse().unwrap(), to.parse().unwrap()).unwrap();
    let mut transactions = Vec::new();
    let epoch = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap();
    for day in period.days().filter(|day| day.format("%d").to_string().ends_with('0')) {
        // The balance follows from the day alone, so that any two ledgers meet at their seam.
        let count = Period::new(epoch, day)
            .unwrap()
            .days()
            .filter(|day| day.format("%d").to_string().ends_with('0'))
            .count();
        transactions.push(Transaction {
            date: day,
            value_date: None,
            narration: format!("ROW {day}"),
            cheque_number: None,
            direction: Direction::Credit,
            amount: Money::rupees(1),
            balance: Money::rupees(count as i64),
        });
    }
    Ledger { transactions }
}

fn inspection(bank_id: Option<&str>, number: Option<&str>, from: &str, to: &str) -> Inspection {
    let ledger = ledger(from, to);
    Inspection {
        document: DocumentFacts {
            pages: 1,
            protection: Protection::None,
            revisions: 1,
            creator: None,
            producer: None,
            created: None,
            modified: None,
            findings: Vec::new(),
        },
        text_layer: TextLayer::Text,
        facts: StatementFacts {
            bank: bank_id.map(bank),
            account_number: number.map(str::to_owned),
            period: Period::new(from.parse().unwrap(), to.parse().unwrap()),
            ..StatementFacts::default()
        },
        broken_links: ledger.broken_links(),
        ledger,
        table: TableFacts {
            has_header: true,
            ..TableFacts::default()
        },
        other_accounts: Vec::new(),
    }
}

fn statement(session: &Session, inspection: Option<Inspection>, refused: Option<Problem>) -> UploadedStatement {
    let ordinal = session.statements.len();
    UploadedStatement {
        id: IdSource::new(1, "key").statement(session.id, ordinal as u64),
        uploaded_at: at("10:01"),
        source: Source::Pdf,
        selected_bank: None,
        account_category: None,
        password: String::new(),
        content: ContentId([ordinal as u8; 32]),
        inspection: inspection.map(Arc::new),
        refused,
        forced: None,
        leaves_account_short: false,
    }
}

fn with(session: Session, inspection: Inspection) -> Session {
    let statement = statement(&session, Some(inspection), None);
    session.with_statement(statement, at("10:01")).unwrap()
}

fn outcome(session: &Session, settings: &Settings) -> Vec<Option<AccountError>> {
    let processed = session.initiate(settings, &Effects::default(), at("10:05")).unwrap();
    processed
        .processing
        .unwrap()
        .accounts
        .into_iter()
        .map(|account| account.error)
        .collect()
}

fn full() -> Inspection {
    inspection(Some("hdfc"), Some("0001"), "2025-10-01", "2025-12-31")
}

#[test]
fn a_session_takes_statements_until_it_expires_or_is_processed_or_deleted() {
    let session = session();
    assert_eq!(session.open_for_upload(at("10:59")), Ok(()));
    assert_eq!(session.open_for_upload(at("11:00")), Err(Refusal::SessionExpired));
    let processed = session
        .initiate(&Settings::default(), &Effects::default(), at("10:05"))
        .unwrap();
    assert_eq!(processed.open_for_upload(at("10:06")), Err(Refusal::SessionExpired));
    let deleted = session.deleted(at("10:05")).unwrap();
    assert_eq!(deleted.open_for_upload(at("10:06")), Err(Refusal::SessionDeleted));
    assert_eq!(deleted.deleted(at("10:07")), Err(Refusal::SessionDeleted));
}

#[test]
fn processing_is_asked_for_once_and_before_expiry() {
    let settings = Settings::default();
    let session = session();
    let processed = session.initiate(&settings, &Effects::default(), at("10:05")).unwrap();
    assert_eq!(
        processed.initiate(&settings, &Effects::default(), at("10:06")),
        Err(Refusal::DuplicateProcessingRequest)
    );
    assert_eq!(
        processed.initiate(&settings, &Effects::default(), at("12:00")),
        Err(Refusal::DuplicateProcessingRequest)
    );
    assert_eq!(
        session.initiate(&settings, &Effects::default(), at("11:00")),
        Err(Refusal::SessionExpired)
    );
    let lenient = Settings {
        initiate_after_expiry: AfterExpiry::Allow,
        ..Settings::default()
    };
    assert!(session.initiate(&lenient, &Effects::default(), at("11:00")).is_ok());
    assert_eq!(
        session
            .deleted(at("10:06"))
            .unwrap()
            .initiate(&settings, &Effects::default(), at("10:07")),
        Err(Refusal::SessionDeleted)
    );
}

#[test]
fn reads_say_how_far_processing_is() {
    let session = session();
    assert_eq!(session.processed(at("10:00")), Err(Refusal::ProcessingNotRequested));
    let held = session
        .initiate(
            &Settings {
                pace: Pace::Hold,
                ..Settings::default()
            },
            &Effects::default(),
            at("10:05"),
        )
        .unwrap();
    assert_eq!(held.processed(at("23:00")), Err(Refusal::ProcessingNotCompleted));
    assert!(held.released(at("23:00")).unwrap().processed(at("23:00")).is_ok());
    assert_eq!(
        held.deleted(at("10:06")).unwrap().processed(at("10:07")),
        Err(Refusal::SessionDeleted)
    );
}

#[test]
fn statements_of_one_account_add_up() {
    let session = with(
        session(),
        inspection(Some("hdfc"), Some("0001"), "2025-10-01", "2025-10-31"),
    );
    let months = |names: &[&str]| {
        names
            .iter()
            .map(|day| Month::of(day.parse().unwrap()))
            .collect::<Vec<_>>()
    };
    let missing = AccountError::MonthsNotCovered {
        months: months(&["2025-11-01", "2025-12-01"]),
    };
    assert_eq!(outcome(&session, &Settings::default()), [Some(missing)]);
    let session = with(
        session,
        inspection(Some("hdfc"), Some("0001"), "2025-10-20", "2025-12-31"),
    );
    assert_eq!(outcome(&session, &Settings::default()), [None]);
    assert_eq!(session.accounts().len(), 1);
}

#[test]
fn each_account_is_judged_by_itself() {
    let session = with(
        with(session(), full()),
        inspection(Some("sbi"), Some("0002"), "2025-10-01", "2025-11-30"),
    );
    let [None, Some(AccountError::MonthsNotCovered { .. })] = &outcome(&session, &Settings::default())[..] else {
        panic!("the first completes, the second lacks December");
    };
}

#[test]
fn one_row_less_is_a_gap_and_one_wrong_balance_a_mismatch() {
    let mut gap = full();
    gap.ledger.transactions.remove(3);
    assert!(matches!(
        outcome(&with(session(), gap), &Settings::default())[..],
        [Some(AccountError::MissingTransactions { .. })]
    ));
    let mut wrong = full();
    wrong.ledger.transactions[3].balance += Money::paise(10);
    assert!(matches!(
        outcome(&with(session(), wrong), &Settings::default())[..],
        [Some(AccountError::BalanceMismatch { .. })]
    ));
}

#[test]
fn a_month_without_rows_fails_and_a_day_without_cover_only_when_asked_for() {
    let mut quiet = full();
    quiet
        .ledger
        .transactions
        .retain(|row| Month::of(row.date) != Month::of("2025-11-01".parse().unwrap()));
    for (index, row) in quiet.ledger.transactions.iter_mut().enumerate() {
        row.balance = Money::rupees(index as i64);
    }
    assert!(matches!(
        outcome(&with(session(), quiet), &Settings::default())[..],
        [Some(AccountError::MonthsWithoutTransactions { .. })]
    ));

    let short = with(
        session(),
        inspection(Some("hdfc"), Some("0001"), "2025-10-02", "2025-12-31"),
    );
    assert_eq!(outcome(&short, &Settings::default()), [None]);
    let mut strict = Settings::default();
    strict.acceptance.require_dates = true;
    assert_eq!(
        outcome(&short, &strict),
        [Some(AccountError::DaysNotCovered {
            days: vec!["2025-10-01".parse().unwrap()]
        })]
    );
    strict.acceptance.tolerance_days = 1;
    assert_eq!(outcome(&short, &strict), [None]);
}

#[test]
fn a_statement_nobody_can_place_hangs_under_its_bank_or_under_a_placeholder() {
    let locked = |session: &Session| {
        let mut locked = statement(session, None, Some(Problem::PasswordIncorrect));
        locked.selected_bank = Some(bank("hdfc"));
        locked
    };
    let empty = session();
    let alone = empty.with_statement(locked(&empty), at("10:01")).unwrap();
    assert_eq!(
        outcome(&alone, &Settings::default()),
        [Some(AccountError::NullAccountNumber)]
    );
    let session = with(session(), full());
    let beside = session.with_statement(locked(&session), at("10:01")).unwrap();
    assert_eq!(outcome(&beside, &Settings::default()), [None]);
    assert_eq!(beside.accounts()[0].statements.len(), 2);
}

#[test]
fn what_decides_about_the_uploads_is_frozen_when_processing_is_asked_for() {
    let short = with(
        session(),
        inspection(Some("hdfc"), Some("0001"), "2025-10-02", "2025-12-31"),
    );
    let mut strict = Settings::default();
    strict.acceptance.require_dates = true;
    let processed = short
        .initiate(&Settings::default(), &Effects::default(), at("10:05"))
        .unwrap();
    let has_enough = |session: &Session| session.has_enough_uploads(&session.accounts()[0], &strict);
    assert_eq!((has_enough(&short), has_enough(&processed)), (false, true));
}

#[test]
fn days_that_no_statement_covers_are_told_as_runs() {
    let session = with(
        with(
            session(),
            inspection(Some("hdfc"), Some("0001"), "2025-09-15", "2025-10-05"),
        ),
        inspection(Some("hdfc"), Some("0001"), "2025-10-08", "2025-12-30"),
    );
    let accounts = session.accounts();
    let runs: Vec<String> = accounts[0]
        .uncovered(session.request.window, 500)
        .iter()
        .map(Period::to_string)
        .collect();
    assert_eq!(runs, ["2025-10-06 to 2025-10-07", "2025-12-31 to 2025-12-31"]);
    let months: Vec<String> = accounts[0].covered_months(500).iter().map(Month::to_string).collect();
    assert_eq!(months, ["Sep 2025", "Oct 2025", "Nov 2025", "Dec 2025"]);
}

#[test]
fn the_kind_of_account_is_what_the_caller_named_else_what_the_paper_says() {
    let mut paper = full();
    paper.facts.account_scheme = Some("SAVINGS A/C".to_owned());
    let session = with(session(), paper);
    assert_eq!(session.accounts()[0].account_type(), Some(AccountType::Savings));
    let mut named = statement(&session, Some(full()), None);
    named.account_category = Some(AccountType::Current);
    let session = session.with_statement(named, at("10:01")).unwrap();
    assert_eq!(
        with(session, full()).accounts()[0].account_type(),
        Some(AccountType::Current)
    );
}

#[test]
fn accept_anything_skips_acceptance() {
    let mut session = with(
        session(),
        inspection(Some("hdfc"), Some("0001"), "2025-10-01", "2025-10-31"),
    );
    assert!(outcome(&session, &Settings::default())[0].is_some());
    session.request = Arc::new(SessionRequest {
        accept_anything: true,
        ..(*session.request).clone()
    });
    assert_eq!(outcome(&session, &Settings::default()), [None]);
}

#[test]
fn without_uploads_processing_completes_with_no_accounts() {
    let processed = session()
        .initiate(&Settings::default(), &Effects::default(), at("10:05"))
        .unwrap();
    let processing = processed.processed(at("10:06")).unwrap();
    assert_eq!((processing.accounts.len(), processing.has_figures()), (0, false));
}

#[test]
fn the_same_rows_are_a_duplicate_but_a_second_try_after_a_refusal_is_not() {
    let session = with(session(), full());
    assert_eq!(
        session.upload_problem(&statement(&session, Some(full()), None), &Settings::default()),
        Some(Problem::Duplicate)
    );
    let refused = statement(&session, None, Some(Problem::PasswordIncorrect));
    let session = super::tests::session().with_statement(refused, at("10:01")).unwrap();
    assert_eq!(
        session.upload_problem(&statement(&session, Some(full()), None), &Settings::default()),
        None
    );
}

#[test]
fn one_day_decides_about_the_date_range() {
    let session = session();
    let problem = |from, to| {
        session.upload_problem(
            &statement(&session, Some(inspection(Some("hdfc"), Some("1"), from, to)), None),
            &Settings::default(),
        )
    };
    assert_eq!(problem("2025-09-01", "2025-09-30"), Some(Problem::OutOfDateRange));
    assert_eq!(problem("2025-09-01", "2025-10-10"), None);
    // The period overlaps, but no row lies inside.
    assert_eq!(problem("2025-09-01", "2025-10-09"), Some(Problem::OutOfDateRange));
}

#[test]
fn what_is_due_comes_in_order_and_is_told_once() {
    let settings = Settings::default();
    let session = session();
    assert_eq!(session.due(), Some((at("11:00"), Wake::Expires)));
    assert_eq!(session.untold(&settings, at("10:30")), None);
    assert_eq!(session.untold(&settings, at("11:00")), Some(Event::Expiry));
    let full = with(session.clone(), full());
    assert_eq!(full.untold(&settings, at("10:30")), Some(Event::UploadCompletion));
    let processed = session.initiate(&settings, &Effects::default(), at("10:05")).unwrap();
    assert_eq!(processed.due().map(|(_, wake)| wake), Some(Wake::ProcessingEnds));
    assert_eq!(processed.untold(&settings, at("10:05")), None);
    assert_eq!(processed.untold(&settings, at("10:06")), Some(Event::Enrichment));
    assert_eq!(processed.deleted(at("10:06")).unwrap().due(), None);
}
