//! For tests: sessions made by hand, alike to those of the contract's examples.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::domain::bank::BankId;
use crate::domain::ids::IdSource;
use crate::domain::ledger::{Direction, Ledger, Transaction};
use crate::domain::money::Money;
use crate::domain::pace::Pace;
use crate::domain::period::{Month, Period};
use crate::domain::processing::Processing;
use crate::domain::rule::Effects;
use crate::domain::session::Session;
use crate::domain::session_request::{ApiVersion, Circumstances, SessionRequest};
use crate::domain::settings::Settings;
use crate::domain::statement::{
    DocumentFacts, Inspection, MetadataFinding, Problem, Protection, Source, StatementFacts, TableFacts, TextLayer,
};
use crate::domain::upload::{ContentId, UploadedStatement};

/// When processing was asked for.
pub(super) const INITIATED: &str = "09:15:39";
/// When it has ended.
pub(super) const ENDED: &str = "09:15:42";

pub(super) fn ids() -> IdSource {
    IdSource::new(1, "key")
}

pub(super) fn at(time: &str) -> DateTime<Utc> {
    format!("2025-07-01T{time}Z").parse().unwrap()
}

pub(super) fn bank(id: &str) -> BankId {
    BankId::parse(id).unwrap()
}

/// A session for April to June 2025 that lives an hour.
pub(super) fn session(version: ApiVersion) -> Session {
    let fields = json!({"link_id": "cust-1", "from_date": "01/04/2025", "to_date": "30/06/2025", "session_expiry": 60});
    let circumstances = Circumstances {
        settings: &Settings::default(),
        today: at("09:14:20").date_naive(),
    };
    let fields = fields.as_object().unwrap();
    let (link_id, request) = SessionRequest::check(version, fields, circumstances).unwrap();
    Session::create(ids().session("cust-1", 0), &link_id, request.into(), at("09:14:20"))
}

/// A rupee in on every tenth day.
fn ledger(period: Period) -> Ledger {
    let epoch = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    let is_tenth = |day: &NaiveDate| day.format("%d").to_string().ends_with('0');
    let row = |day: NaiveDate| {
        // The balance follows from the day alone, so that any two ledgers meet at their seam.
        let count = Period::new(epoch, day).unwrap().days().filter(is_tenth).count();
        Transaction {
            date: day,
            value_date: None,
            narration: format!("ROW {day}"),
            cheque_number: None,
            direction: Direction::Credit,
            amount: Money::rupees(1),
            balance: Money::rupees(count as i64),
        }
    };
    Ledger {
        transactions: period.days().filter(is_tenth).map(row).collect(),
    }
}

/// A good statement of the examples' account.
pub(super) fn kotak(from: &str, to: &str) -> Inspection {
    let period = Period::new(from.parse().unwrap(), to.parse().unwrap()).unwrap();
    Inspection {
        document: DocumentFacts {
            pages: 4,
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
            bank: Some(bank("kotak")),
            account_number: Some("70001234564821".to_owned()),
            holder: Some("TEST HOLDER ONE".to_owned()),
            address: Some("1 SAMPLE ROAD, DEMO NAGAR 000001".to_owned()),
            ifsc: Some("KKBK0000001".to_owned()),
            micr: Some("000485001".to_owned()),
            account_scheme: Some("SB-REG".to_owned()),
            period: Some(period),
            ..StatementFacts::default()
        },
        ledger: ledger(period),
        table: TableFacts {
            has_header: true,
            ..TableFacts::default()
        },
        broken_links: Vec::new(),
        other_accounts: Vec::new(),
    }
}

/// The same, changed.
pub(super) fn changed(mut inspection: Inspection, change: impl FnOnce(&mut Inspection)) -> Inspection {
    change(&mut inspection);
    inspection
}

/// The whole window in one statement.
pub(super) fn whole() -> Inspection {
    kotak("2025-04-01", "2025-06-30")
}

/// The session's next statement. The first two come at the times of the examples.
pub(super) fn statement(
    session: &Session,
    inspection: Option<Inspection>,
    refused: Option<Problem>,
) -> UploadedStatement {
    let ordinal = session.statements.len();
    let uploaded_at = match ordinal {
        0 => at("09:14:49.501200"),
        later => at("09:14:58.010900") + TimeDelta::seconds(later as i64 - 1),
    };
    UploadedStatement {
        id: ids().statement(session.id, ordinal as u64),
        uploaded_at,
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

pub(super) fn with(session: &Session, statement: UploadedStatement) -> Session {
    let now = statement.uploaded_at;
    session.with_statement(statement, now).unwrap()
}

pub(super) fn accepted(session: &Session, inspection: Inspection) -> Session {
    with(session, statement(session, Some(inspection), None))
}

pub(super) fn refused(session: &Session, inspection: Option<Inspection>, problem: Problem) -> Session {
    with(session, statement(session, inspection, Some(problem)))
}

/// A fresh session with these statements, all accepted.
pub(super) fn uploaded(inspections: impl IntoIterator<Item = Inspection>) -> Session {
    let empty = session(ApiVersion::V1);
    inspections
        .into_iter()
        .fold(empty, |session, inspection| accepted(&session, inspection))
}

/// The session of the examples: two statements, one account.
pub(super) fn of_examples() -> Session {
    uploaded([kotak("2025-04-01", "2025-05-31"), kotak("2025-06-01", "2025-06-30")])
}

pub(super) fn initiated(session: &Session, settings: &Settings) -> Session {
    session.initiate(settings, &Effects::default(), at(INITIATED)).unwrap()
}

pub(super) fn processing(session: &Session) -> &Processing {
    session.processing.as_ref().unwrap()
}

/// Days are required too.
pub(super) fn strict() -> Settings {
    let mut settings = Settings::default();
    settings.acceptance.require_dates = true;
    settings
}

pub(super) fn paced(pace: &str) -> Settings {
    Settings {
        pace: pace.parse::<Pace>().unwrap(),
        ..Settings::default()
    }
}

fn drop_may(inspection: &mut Inspection) {
    let may = Month::of("2025-05-01".parse().unwrap());
    let rows = &mut inspection.ledger.transactions;
    rows.retain(|row| Month::of(row.date) != may);
    for (index, row) in rows.iter_mut().enumerate() {
        row.balance = Money::rupees(index as i64);
    }
}

/// Problems that refuse an upload, with what was read of the file.
pub(super) fn refusals() -> Vec<(Problem, Option<Inspection>)> {
    let foreign = |bank_id: Option<&str>| changed(whole(), |inspection| inspection.facts.bank = bank_id.map(bank));
    let mismatch = |detected: Option<&str>| Problem::BankMismatch {
        selected: bank("hdfc"),
        detected: detected.map(bank),
    };
    let text = |change: fn(&mut Inspection)| {
        Some(changed(whole(), |inspection| {
            inspection.ledger = Ledger::default();
            inspection.table = TableFacts::default();
            change(inspection);
        }))
    };
    vec![
        (Problem::PasswordIncorrect, None),
        (
            Problem::Image,
            text(|file| (file.facts, file.text_layer) = (StatementFacts::default(), TextLayer::Image)),
        ),
        (Problem::BankUndetected, Some(foreign(None))),
        (mismatch(Some("sbi")), Some(foreign(Some("sbi")))),
        (mismatch(None), Some(foreign(None))),
        (Problem::UnsupportedFormat, text(|file| file.facts.period = None)),
        (Problem::UnsupportedFormat, text(|_| {})),
        (Problem::Duplicate, Some(whole())),
        (Problem::OutOfDateRange, Some(kotak("2024-01-01", "2024-03-31"))),
        (Problem::NoTransactionsFromAggregator, None),
    ]
}

/// Statements that only processing finds fault with.
pub(super) fn late_faults() -> Vec<Inspection> {
    [
        |file: &mut Inspection| file.document.pages = 501,
        |file: &mut Inspection| file.facts.account_number = None,
        |file: &mut Inspection| file.table.unreadable_pages = vec![2],
        |file: &mut Inspection| file.ledger = Ledger::default(),
    ]
    .into_iter()
    .map(|fault| changed(whole(), fault))
    .collect()
}

/// One account per account error, the error's code and the settings it needs.
pub(super) fn failed_accounts() -> Vec<(&'static str, Session, Settings)> {
    let one = |inspection| uploaded([inspection]);
    let lenient = Settings::default;
    vec![
        (
            "NULL_ACCOUNT_NUMBER",
            one(changed(whole(), |file| file.facts.account_number = None)),
            lenient(),
        ),
        (
            "INCOMPLETE_MONTHS_UPLOAD",
            one(kotak("2025-04-01", "2025-04-30")),
            lenient(),
        ),
        (
            "INCOMPLETE_DATES_UPLOAD",
            one(kotak("2025-04-04", "2025-06-30")),
            strict(),
        ),
        (
            "MISSING_TRANSACTIONS",
            one(changed(whole(), |file| {
                file.ledger.transactions.remove(3);
            })),
            lenient(),
        ),
        (
            "BALANCE_MISMATCH",
            one(changed(whole(), |file| {
                file.ledger.transactions[3].balance += Money::paise(10)
            })),
            lenient(),
        ),
        ("INCOMPLETE_MONTHS", one(changed(whole(), drop_may)), lenient()),
    ]
}

/// Sessions of every sort, before processing is asked for.
pub(super) fn sessions() -> Vec<Session> {
    let empty = session(ApiVersion::V1);
    let hdfc = changed(whole(), |file| {
        file.facts = StatementFacts {
            bank: Some(bank("hdfc")),
            account_number: Some("0001".to_owned()),
            overdraft_limit: Some(Money::rupees(50_000)),
            account_scheme: Some("CC/OD ACCOUNT".to_owned()),
            ..StatementFacts::default()
        };
    });
    let suspicious = changed(whole(), |file| {
        file.document.findings = vec![
            MetadataFinding::ModifiedLater,
            MetadataFinding::EditorInMetadata {
                editor: "Editor".to_owned(),
            },
        ];
    });
    let mut sessions = vec![
        empty.clone(),
        of_examples(),
        uploaded([whole(), hdfc]),
        uploaded([suspicious]),
    ];
    for (problem, inspection) in refusals() {
        sessions.push(refused(&empty, inspection.clone(), problem.clone()));
        sessions.push(refused(&of_examples(), inspection, problem));
    }
    sessions.extend(late_faults().into_iter().map(|inspection| uploaded([inspection])));
    sessions.extend(failed_accounts().into_iter().map(|(_, session, _)| session));
    let mut anything = uploaded([kotak("2025-04-01", "2025-04-30")]);
    anything.request = Arc::new(SessionRequest {
        accept_anything: true,
        ..(*anything.request).clone()
    });
    sessions.push(anything);
    sessions
}

/// The replacements that put our ids and instants into an example about this session.
pub(super) fn our_names(session: &Session) -> Vec<(&'static str, String)> {
    let account = session
        .accounts()
        .first()
        .map(|account| account.key.id(&ids(), session.id).to_string());
    let mut names = vec![("5b1d7c0e-3f42-4a7b-9c1e-2d8f6a90b314", session.id.to_string())];
    names.extend(account.map(|id| ("c7a3e2f1-8b6d-4e5c-a9f0-1b2c3d4e5f60", id)));
    let theirs = [
        "0f9e8d7c-6b5a-4433-8221-10fedcba9876",
        "1a2b3c4d-5e6f-4708-9a1b-2c3d4e5f6071",
    ];
    let statements = session.statements.iter().map(|statement| statement.id.to_string());
    names.extend(theirs.into_iter().zip(statements));
    names
}

/// The keys of an object, in order.
pub(super) fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}
