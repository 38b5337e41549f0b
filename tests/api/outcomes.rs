//! `docs/outcomes.md`: every outcome the contract lists, and the ways to bring it about. What really causes one is caused here; every refusal
//! is in `tests/contract/`, every test value in `test_values`, every scenario in `tests/scenarios`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use bankconnect_emulator::domain::endpoint::Endpoint;
use bankconnect_emulator::domain::specimen::Kind;
use bankconnect_emulator::emulator::scenario::{library, read_library};
use bankconnect_emulator::wire::refusals::{reasons, wording};
use bankconnect_emulator::wire::test_values;
use serde_json::{Value, json};

use crate::support::lender::{Lender, TestSession, Upload};
use crate::support::papers::{self, statement, usual_pdf};
use crate::support::schemas::contract;
use crate::support::server::TestServer;
use crate::test_values::is_renewal;

/// Nothing but a rule, a test value or a scenario brings it about here.
const NEVER_REALLY: &str = "";

/// One line of a table of the document.
struct Outcome {
    code: String,
    really: &'static str,
    token: Option<&'static str>,
    scenarios: Vec<&'static str>,
}

fn column(file: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_path(contract(file)).unwrap();
    reader.records().map(|row| row.unwrap()[0].to_owned()).collect()
}

async fn hands_in(session: &TestSession, upload: impl Into<Upload>) {
    // Whether it is accepted is not the question here; what becomes of it is.
    let answer = session.upload(upload).await;
    assert!(answer.status == 200 || answer.status == 400, "{}", answer.text());
}

/// Causes an error of an account without any help; says how.
async fn causes_account_error(lender: &Lender, session: &TestSession, code: &str) -> &'static str {
    let (how, paper) = match code {
        "MISSING_TRANSACTIONS" => (
            "a statement in which rows are missing (`--kind missing-rows`)",
            papers::of_kind(Kind::MissingRows),
        ),
        "BALANCE_MISMATCH" => (
            "a statement with a wrong balance (`--kind balance-mismatch`)",
            papers::of_kind(Kind::BalanceMismatch),
        ),
        "INCOMPLETE_MONTHS" => (
            "a month without a transaction (`--kind empty-month`)",
            papers::of_kind(Kind::EmptyMonth),
        ),
        "NULL_ACCOUNT_NUMBER" => (
            "no account number on the paper (`--kind no-account-number`)",
            papers::of_kind(Kind::NoAccountNumber),
        ),
        "INCOMPLETE_MONTHS_UPLOAD" => (
            "statements that leave out a month of the window",
            statement("sbi", "2025-10-01", "2025-11-30").pdf(),
        ),
        "INCOMPLETE_DATES_UPLOAD" => {
            lender
                .has_settings(json!({"acceptance": {"require_dates": true}}))
                .await;
            (
                "statements that leave out a day, where the setting `acceptance.require_dates` asks for all",
                statement("sbi", "2025-10-01", "2025-12-30").pdf(),
            )
        }
        "UNPARSABLE" => return NEVER_REALLY,
        other => panic!("nobody knows what causes {other}"),
    };
    hands_in(session, paper).await;
    how
}

/// Causes an error of a statement without any help; says how.
async fn causes_statement_error(lender: &Lender, session: &TestSession, code: &str) -> &'static str {
    let (how, upload) = match code {
        "PASSWORD_INCORRECT" => (
            "a protected file with a wrong password, or none",
            Upload::of(papers::usual().locked("secret").pdf()).password("guess"),
        ),
        "BANK_NAME_MISMATCH" => (
            "another bank's statement than `bank_name` says",
            Upload::of(usual_pdf()).with("bank_name", "hdfc"),
        ),
        "STATEMENT_UNSUPPORTED_FORMAT" => (
            "a PDF without a table of transactions (`--kind letter`, `new-template`)",
            Upload::of(papers::of_kind(Kind::Letter)).with("bank_name", "sbi"),
        ),
        "STATEMENT_DUPLICATE" => {
            session.upload(usual_pdf()).await.accepted();
            ("the same statement twice", Upload::of(usual_pdf()))
        }
        "NULL_ACCOUNT_NUMBER" => (
            "no account number on the paper (`--kind no-account-number`)",
            Upload::of(papers::of_kind(Kind::NoAccountNumber)),
        ),
        "STATEMENT_TOO_MANY_PAGES" => {
            lender.has_settings(json!({"page_limit": 1})).await;
            (
                "more pages than the setting `page_limit` allows (`--kind too-many-pages`)",
                Upload::of(usual_pdf()),
            )
        }
        "PDF_IS_IMAGE" => ("a scan (`--kind scanned`)", Upload::of(papers::of_kind(Kind::Scanned))),
        "EXTRACTION_FAILED" => (
            "pages that do not read (`--kind unreadable-pages`)",
            Upload::of(papers::of_kind(Kind::UnreadablePages)),
        ),
        "OUT_OF_DATE_RANGE" => (
            "a statement of other months than the session asks for",
            Upload::of(statement("sbi", "2025-01-01", "2025-03-31").pdf()),
        ),
        "STATEMENT_NO_TRANSACTIONS" => (
            "a table without rows (`--kind no-transactions`)",
            Upload::of(papers::of_kind(Kind::NoTransactions)),
        ),
        "BANK_NAME_UNDETECTED" => (
            "a statement of no known bank, without `bank_name` (`--kind unknown-bank`)",
            Upload::of(papers::of_kind(Kind::UnknownBank)),
        ),
        "NO_TRANSACTIONS_FROM_AA" => {
            let quiet = json!({"via": "aa", "bank": "hdfc", "mobile_number": "9999900003"});
            session.intake(quiet).await.accepted();
            return "the aggregator, with the mobile number `9999900003`";
        }
        "UNPARSABLE" => return NEVER_REALLY,
        other => panic!("nobody knows what causes {other}"),
    };
    hands_in(session, upload).await;
    how
}

/// Causes a message of `get_pdfs` without any help; says how.
async fn causes_message(lender: &Lender, session: &TestSession, message: &str) -> &'static str {
    let (how, upload) = match message {
        "Success" => ("any statement that is accepted", Upload::of(usual_pdf())),
        "Author Fraud" => (
            "a PDF made with an editor (`--kind wrong-author`)",
            Upload::of(papers::of_kind(Kind::WrongAuthor)),
        ),
        "Date Fraud" => (
            "a PDF changed after it was made (`--kind edited`)",
            Upload::of(papers::of_kind(Kind::Edited)),
        ),
        "Not a Statement" => (
            "a letter of the bank (`--kind letter`)",
            Upload::of(papers::of_kind(Kind::Letter)).with("bank_name", "sbi"),
        ),
        "Keyword Not Present" => (
            "a statement that names no bank, with `bank_name` (`--kind unknown-bank`)",
            Upload::of(papers::of_kind(Kind::UnknownBank)).with("bank_name", "sbi"),
        ),
        "New Template" => (
            "a statement in a form nobody knows (`--kind new-template`)",
            Upload::of(papers::of_kind(Kind::NewTemplate)),
        ),
        "Password Incorrect" => return causes_statement_error(lender, session, "PASSWORD_INCORRECT").await,
        "Is Image" => return causes_statement_error(lender, session, "PDF_IS_IMAGE").await,
        "No Transactions from Account Aggregator" => {
            return causes_statement_error(lender, session, "NO_TRANSACTIONS_FROM_AA").await;
        }
        other => panic!("nobody knows what causes {other}"),
    };
    hands_in(session, upload).await;
    how
}

/// The token that brings an outcome about, by the kinds of test value that are about it.
fn token(kinds: &[&str], is_it: impl Fn(&Value) -> bool) -> Option<&'static str> {
    let of_kind = |value: &&test_values::TestValue| {
        kinds
            .iter()
            .any(|kind| serde_json::to_value(value.kind).unwrap() == *kind)
    };
    let mut values = test_values::all().iter().filter(of_kind);
    let found = values.find(|value| is_it(&serde_json::to_value(&value.then).unwrap()));
    found.map(|value| value.token.as_str())
}

/// The scenarios that show this, of those whose files begin so.
fn scenarios(file: &str, code: &str) -> Vec<&'static str> {
    let found = library().iter().filter(|embedded| {
        let shows = || {
            read_library(embedded.name)
                .unwrap()
                .shows
                .into_iter()
                .any(|shown| shown.value == code)
        };
        embedded.file.starts_with(&format!("scenarios/{file}")) && shows()
    });
    found.map(|embedded| embedded.name).collect()
}

#[tokio::test]
async fn every_outcome_is_had_in_each_way_there_is() {
    let server = TestServer::start().await;
    let mut tables = String::new();
    let mut missing = Vec::new();
    let mut note = |heading: &str, outcomes: Vec<Outcome>, tables: &mut String| {
        let _ = writeln!(
            tables,
            "\n## {heading}\n\n| | by really causing it | by test value | by scenario |\n|---|---|---|---|"
        );
        for outcome in &outcomes {
            let none = "none";
            let quoted = |text: &str| format!("`{text}`");
            let token = outcome.token.map_or(none.to_owned(), quoted);
            let scenarios: Vec<String> = outcome.scenarios.iter().map(|name| quoted(name)).collect();
            if outcome.token.is_none() && outcome.code != "Success" || scenarios.is_empty() {
                missing.push(outcome.code.clone());
            }
            let really = if outcome.really.is_empty() {
                none
            } else {
                outcome.really
            };
            let _ = writeln!(
                tables,
                "| {} | {really} | {token} | {} |",
                quoted(&outcome.code),
                scenarios.join(", ")
            );
        }
        let count = |has: &dyn Fn(&&Outcome) -> bool| outcomes.iter().filter(has).count();
        let _ = writeln!(
            tables,
            "\n{} in all; {} can really be caused, {} have a test value, {} a scenario.",
            outcomes.len(),
            count(&|outcome| !outcome.really.is_empty()),
            count(&|outcome| outcome.token.is_some()),
            count(&|outcome| !outcome.scenarios.is_empty()),
        );
    };

    let mut outcomes = Vec::new();
    for code in column("account_errors.csv") {
        let lender = server.lender(&format!("account-{code}"));
        let session = lender.session().await;
        let really = causes_account_error(&lender, &session, &code).await;
        if really != NEVER_REALLY {
            let outcome = session.outcome().await;
            assert_eq!(outcome["accounts"][0]["error_code"], code, "{outcome:#}");
        }
        outcomes.push(Outcome {
            really,
            token: token(&["account"], |then| then["account"] == code),
            scenarios: scenarios("account-errors/", &code),
            code,
        });
    }
    note("Errors of accounts", outcomes, &mut tables);

    let mut outcomes = Vec::new();
    for code in column("statement_errors.csv") {
        let lender = server.lender(&format!("statement-{code}"));
        let session = lender.session().await;
        let really = causes_statement_error(&lender, &session, &code).await;
        if really != NEVER_REALLY {
            session.outcome().await;
            let known = session.explained().await;
            let accounts = known["accounts"].as_array().unwrap().iter();
            let mut statements = accounts.flat_map(|account| account["statements"].as_array().unwrap());
            assert!(
                statements.any(|statement| statement["problem"]["code"] == code),
                "{code}: {known:#}"
            );
        }
        outcomes.push(Outcome {
            really,
            token: token(&["statement"], |then| then["statement"] == code),
            scenarios: scenarios("statement-errors/", &code),
            code,
        });
    }
    note("Errors of statements", outcomes, &mut tables);

    let mut outcomes = Vec::new();
    for message in column("pdf_messages.csv") {
        let lender = server.lender(&format!("pdf-{}", message.replace(' ', "-")));
        let session = lender.session().await;
        let really = causes_message(&lender, &session, &message).await;
        session.outcome().await;
        let pdfs = session.pdfs().await.accepted();
        assert_eq!(pdfs["statements"][0]["message"], message, "{pdfs:#}");
        // Some have the test value of the error that leads to them.
        let token = token(&["pdf"], |then| then["pdf"] == message).or(match message.as_str() {
            "Password Incorrect" => Some("PASSWORD_INCORRECT"),
            "Is Image" => Some("PDF_IS_IMAGE"),
            "No Transactions from Account Aggregator" => Some("NO_TRANSACTIONS_FROM_AA"),
            _ => None,
        });
        outcomes.push(Outcome {
            really,
            token,
            scenarios: scenarios("", &message),
            code: message,
        });
    }
    note("Messages of get_pdfs", outcomes, &mut tables);

    let refusals = refusals();
    assert_eq!(missing, Vec::<String>::new());
    let text = format!("{HEAD}{tables}{refusals}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/outcomes.md");
    if is_renewal() {
        fs::write(&path, &text).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        kept, text,
        "docs/outcomes.md is out of date; renew it with BANKCONNECT_RENEW=1"
    );
}

const HEAD: &str = "# Outcomes

Every outcome the contract lists, and the ways to have it without changing the client. Made by `BANKCONNECT_RENEW=1 cargo test --test api outcomes`, \
which causes what can be caused; the test values are those of the README, the scenarios those of `scenario list`. A rule \
(`PUT /_emulator/rules`) brings about each of them too.
";

/// The test value that refuses this call alone with this text.
fn token_of(endpoint: Endpoint, code: &str, message: &str) -> &'static str {
    let text = message
        .replace("{value}", reasons::MADE_UP_VALUE)
        .replace("{content_type}", reasons::MADE_UP_VALUE)
        .replace("{method}", "POST");
    // Texts that go on with a list, or name a bank, are told apart by their beginnings.
    let beginning = text.split(['{', '[']).next().unwrap();
    let single = format!("{}.{code}", endpoint.name());
    let is_it = |value: &&test_values::TestValue| {
        let refusal = value
            .then
            .refuse
            .as_deref()
            .and_then(|name| reasons::reason(endpoint, name));
        value.token.starts_with(&single)
            && refusal.is_some_and(|refusal| wording(endpoint, &refusal).message.starts_with(beginning))
    };
    let mut values = test_values::all().iter();
    let found = values.find(is_it);
    found.unwrap_or_else(|| panic!("{single}: {message}")).token.as_str()
}

/// The table of refusals: every row of the contract that is ever sent.
fn refusals() -> String {
    let mut reader = csv::Reader::from_path(contract("errors.csv")).unwrap();
    let mut by_call: BTreeMap<Endpoint, Vec<(String, u16, String)>> = BTreeMap::new();
    for row in reader.records().map(Result::unwrap).filter(|row| &row[7] != "never") {
        let is_this = |endpoint: &Endpoint| {
            let (method, path) = endpoint.route();
            format!("{method} {path}") == row[0]
        };
        let endpoint = Endpoint::ALL.into_iter().find(is_this).unwrap();
        let rows = by_call.entry(endpoint).or_default();
        rows.push((row[1].to_owned(), row[2].parse().unwrap(), row[3].to_owned()));
    }
    let mut text = "\n## Refusals\n\nEvery row is really caused in `tests/contract/refusals.rs`: with wrong fields, in a wrong order, at a wrong time, \
        by a client that may not.\n\n| call | code | status | text | by test value | by scenario |\n|---|---|---|---|---|---|\n"
        .to_owned();
    let mut count = 0;
    for (endpoint, rows) in by_call {
        for (code, status, message) in rows {
            let token = token_of(endpoint, &code, &message);
            let scenario = scenarios(
                &format!("refusals/refusals-{}.", endpoint.name().replace('_', "-")),
                &code,
            );
            assert_eq!(scenario.len(), 1, "{token}");
            let message = message.replace('|', "\\|");
            let _ = writeln!(
                text,
                "| {} | `{code}` | {status} | {message} | `{token}` | `{}` |",
                endpoint.name(),
                scenario[0]
            );
            count += 1;
        }
    }
    let _ = writeln!(text, "\n{count} rows, each in three ways.");
    text
}
