//! The rows of the table of test values.

use std::time::Duration;

use chrono::TimeDelta;

use crate::domain::acceptance::AccountCode;
use crate::domain::endpoint::Endpoint;
use crate::domain::pace::Pace;
use crate::domain::rule::{BodyFault, ConnectionFault, Fault, Pause, PdfMessage, StatementCode, Then, Treatment, Wait};
use crate::domain::webhook::RETRY_DELAYS;
use crate::wire::refusals::{reasons, wording};
use crate::wire::test_values::{Kind, TestValue};

pub(super) fn table() -> Vec<TestValue> {
    let mut table = Vec::new();
    table.extend(accounts());
    table.extend(statements());
    table.extend(pdfs());
    table.extend(paces());
    table.extend(webhooks());
    table.extend(refusals());
    table.extend(faults());
    table
}

fn row(token: impl Into<String>, kind: Kind, then: Then, meaning: impl Into<String>) -> TestValue {
    TestValue {
        token: token.into(),
        kind,
        endpoints: Vec::new(),
        then,
        meaning: meaning.into(),
    }
}

fn accounts() -> Vec<TestValue> {
    use AccountCode::*;
    let row_of = |(token, code): (&str, AccountCode)| {
        let then = Then {
            account: Some(code),
            ..Then::default()
        };
        row(token, Kind::Account, then, "every account of the session fails with it")
    };
    let rows = [
        ("MISSING_TRANSACTIONS", MissingTransactions),
        ("INCOMPLETE_MONTHS", IncompleteMonths),
        ("BALANCE_MISMATCH", BalanceMismatch),
        ("INCOMPLETE_MONTHS_UPLOAD", IncompleteMonthsUpload),
        ("INCOMPLETE_DATES_UPLOAD", IncompleteDatesUpload),
        // Alone, these two are about the statements too, see there.
        ("account.NULL_ACCOUNT_NUMBER", NullAccountNumber),
        ("account.UNPARSABLE", Unparsable),
    ];
    rows.map(row_of).into()
}

fn statements() -> Vec<TestValue> {
    use StatementCode::*;
    let found = "uploads are accepted; processing finds it in every statement";
    let rows = [
        ("STATEMENT_TOO_MANY_PAGES", StatementTooManyPages),
        ("EXTRACTION_FAILED", ExtractionFailed),
        ("STATEMENT_NO_TRANSACTIONS", StatementNoTransactions),
        ("NO_TRANSACTIONS_FROM_AA", NoTransactionsFromAggregator),
        ("statement.UNPARSABLE", Unparsable),
        ("statement.PASSWORD_INCORRECT", PasswordIncorrect),
        ("statement.BANK_NAME_MISMATCH", BankNameMismatch),
        ("statement.STATEMENT_UNSUPPORTED_FORMAT", StatementUnsupportedFormat),
        ("statement.STATEMENT_DUPLICATE", StatementDuplicate),
        ("statement.PDF_IS_IMAGE", PdfIsImage),
        ("statement.OUT_OF_DATE_RANGE", OutOfDateRange),
        ("statement.BANK_NAME_UNDETECTED", BankNameUndetected),
    ];
    let then = |code| Then {
        statement: Some(code),
        ..Then::default()
    };
    let mut table: Vec<TestValue> = Vec::from(rows.map(|(token, code)| row(token, Kind::Statement, then(code), found)));
    table.push(row(
        "NULL_ACCOUNT_NUMBER",
        Kind::Statement,
        then(NullAccountNumber),
        "no statement names an account number: statements and account fail with it",
    ));
    table.push(row(
        "UNPARSABLE",
        Kind::Statement,
        Then {
            account: Some(AccountCode::Unparsable),
            ..then(Unparsable)
        },
        "statements and accounts fail with it",
    ));
    table
}

fn pdfs() -> Vec<TestValue> {
    let row_of = |(token, message, meaning): (&str, PdfMessage, &str)| {
        let then = Then {
            pdf: Some(message),
            ..Then::default()
        };
        row(token, Kind::Pdf, then, meaning)
    };
    let rows = [
        (
            "author-fraud",
            PdfMessage::AuthorFraud,
            "statements are accepted with `author_fraud`; get_pdfs says Author Fraud",
        ),
        (
            "date-fraud",
            PdfMessage::DateFraud,
            "statements are accepted with `date_fraud`; get_pdfs says Date Fraud",
        ),
        (
            "not-a-statement",
            PdfMessage::NotAStatement,
            "uploads are refused with STATEMENT_UNSUPPORTED_FORMAT; get_pdfs says Not a Statement",
        ),
        (
            "keyword-not-present",
            PdfMessage::KeywordNotPresent,
            "uploads are refused with BANK_NAME_MISMATCH; get_pdfs says Keyword Not Present",
        ),
        (
            "new-template",
            PdfMessage::NewTemplate,
            "uploads are refused with STATEMENT_UNSUPPORTED_FORMAT; get_pdfs says New Template",
        ),
    ];
    rows.map(row_of).into()
}

/// How long processing takes with `slow`. Ours.
const SLOW: TimeDelta = TimeDelta::minutes(5);

fn paces() -> Vec<TestValue> {
    let rows = [
        ("instant", Pace::After(TimeDelta::zero()), "processing ends at once"),
        (
            "slow",
            Pace::After(SLOW),
            "processing takes five minutes of the world's time",
        ),
        ("polls:3", Pace::Polls(3), "the third poll of progress ends processing"),
        ("hold", Pace::Hold, "processing ends when it is released"),
    ];
    let row_of = |(token, pace, meaning): (&str, Pace, &str)| {
        let then = Then {
            pace: Some(pace),
            ..Then::default()
        };
        row(token, Kind::Pace, then, meaning)
    };
    rows.map(row_of).into()
}

fn webhooks() -> Vec<TestValue> {
    use Treatment::*;
    let rows = [
        (
            "webhook-drop",
            vec![Drop],
            "the first attempt to send a webhook is lost",
        ),
        (
            "webhook-lost",
            vec![Drop; RETRY_DELAYS.len() + 1],
            "every attempt to send a webhook is lost",
        ),
        ("webhook-duplicate", vec![Duplicate], "webhooks come twice"),
        (
            "webhook-delay",
            vec![Delay(Pause(SLOW))],
            "webhooks come five minutes later",
        ),
        (
            "webhook-late",
            vec![Late],
            "webhooks come when all retries would have ended",
        ),
        (
            "webhook-reorder",
            vec![Reorder],
            "each webhook goes out behind the session's next one, after an hour when none comes",
        ),
    ];
    let row_of = |(token, webhook, meaning): (&str, Vec<Treatment>, &str)| {
        let then = Then {
            webhook,
            ..Then::default()
        };
        row(token, Kind::Webhook, then, meaning)
    };
    rows.map(row_of).into()
}

/// Each reason alone, for every call that has it, and then for one call at a time.
fn refusals() -> Vec<TestValue> {
    let mut alone: Vec<TestValue> = Vec::new();
    let mut single = Vec::new();
    for endpoint in Endpoint::ALL {
        for reason in reasons::reasons(endpoint) {
            let told = wording(endpoint, &reason.refusal);
            let refused = |token: String, name: String, meaning: String| TestValue {
                endpoints: vec![endpoint],
                ..row(
                    token,
                    Kind::Refusal,
                    Then {
                        refuse: Some(name),
                        ..Then::default()
                    },
                    meaning,
                )
            };
            let name = reason.name.clone();
            match alone.iter_mut().find(|value| value.token == name) {
                Some(value) => value.endpoints.push(endpoint),
                None => {
                    // The catalogue of banks makes a long text.
                    let text: String = told.message.chars().take(90).collect();
                    alone.push(refused(name.clone(), name, format!("{} {text}", told.status)));
                }
            }
            let name = reason.name;
            single.push(refused(
                format!("{}.{name}", endpoint.name()),
                name,
                format!("{}, {} alone", told.status, endpoint.name()),
            ));
        }
    }
    alone.append(&mut single);
    alone
}

/// The time injected latency and slow bodies take. Ours: long enough to notice, short enough to test.
const LATENCY: Wait = Wait(Duration::from_millis(200));

fn faults() -> Vec<TestValue> {
    let kinds: [(&str, Fault, &str); 8] = [
        (
            "latency",
            Fault {
                latency: Some(LATENCY),
                ..Fault::default()
            },
            "the answer comes 200 ms later",
        ),
        (
            "status-429",
            status(429),
            "429 with a page of HTML; nothing is carried out",
        ),
        (
            "status-500",
            status(500),
            "500 with a page of HTML; nothing is carried out",
        ),
        (
            "status-503",
            status(503),
            "503 with a page of HTML; nothing is carried out",
        ),
        (
            "empty-body",
            body(BodyFault::Empty),
            "the call is carried out; its answer has no body",
        ),
        (
            "truncated-body",
            body(BodyFault::Truncated),
            "the call is carried out; the connection ends in the middle of its answer",
        ),
        (
            "slow-body",
            Fault {
                latency: Some(LATENCY),
                ..body(BodyFault::Slow)
            },
            "the answer comes in ten pieces over 200 ms",
        ),
        (
            "wrong-content-type",
            Fault {
                content_type: Some("text/html".to_owned()),
                ..Fault::default()
            },
            "the answer claims to be text/html",
        ),
    ];
    let dropped = (
        "dropped",
        Fault {
            connection: Some(ConnectionFault::Dropped),
            ..Fault::default()
        },
        "the call is carried out; the connection is closed without an answer",
    );
    let mut alone = Vec::new();
    let mut single = Vec::new();
    for (token, fault, meaning) in kinds.into_iter().chain([dropped]) {
        let then = Then {
            fault: Some(fault),
            ..Then::default()
        };
        let after_creation = Endpoint::ALL.into_iter().filter(|endpoint| {
            let is_creation = matches!(endpoint, Endpoint::CreateSession | Endpoint::CreateSessionV2);
            reasons::is_about_a_session(*endpoint) && !is_creation
        });
        alone.push(TestValue {
            endpoints: after_creation.collect(),
            ..row(
                token,
                Kind::Fault,
                then.clone(),
                format!("every call about the session: {meaning}"),
            )
        });
        for endpoint in Endpoint::ALL {
            let token = format!("{}.{token}", endpoint.name());
            single.push(TestValue {
                endpoints: vec![endpoint],
                ..row(
                    token,
                    Kind::Fault,
                    then.clone(),
                    format!("{} alone: {meaning}", endpoint.name()),
                )
            });
        }
    }
    alone.append(&mut single);
    alone
}

fn status(status: u16) -> Fault {
    Fault {
        status: Some(status),
        ..Fault::default()
    }
}

fn body(body: BodyFault) -> Fault {
    Fault {
        body: Some(body),
        ..Fault::default()
    }
}
