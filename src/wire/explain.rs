//! What the control API tells about a session: its state, and for every refusal and failure the facts and the rule. Ours, not the vendor's.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::domain::acceptance::{self, AccountError};
use crate::domain::account::Account;
use crate::domain::ids::{IdSource, SessionId};
use crate::domain::indian_time::printed;
use crate::domain::period::Period;
use crate::domain::processing::{Ends, Processing, STAGE_NAMES, Stage};
use crate::domain::session::{Session, UploadStatus};
use crate::domain::settings::Settings;
use crate::domain::statement::{ChainFinding, Problem};
use crate::domain::upload::UploadedStatement;
use crate::domain::webhook::{Delivery, DeliveryState};
use crate::wire::masking::{answer_without_secrets, without_secrets};
use crate::wire::{account_errors, statement_errors};

/// A session in one line of a list.
pub fn brief(session: &Session, now: DateTime<Utc>) -> Value {
    json!({
        "id": session.id.to_string(),
        "link_id": session.link_id,
        "state": state(session, now),
        "created_at": printed(session.created_at),
        "statements": session.statements.len(),
        "expires_at": printed(session.expires_at),
    })
}

/// Everything about a session.
pub fn session(session: &Session, ids: &IdSource, settings: &Settings, now: DateTime<Utc>) -> Value {
    let window = session.request.window;
    let accounts = session.accounts();
    json!({
        "id": session.id.to_string(),
        "link_id": session.link_id,
        "state": state(session, now),
        "window": period(window),
        "required_months": acceptance::required_months(window).iter().map(ToString::to_string).collect::<Vec<_>>(),
        "created_at": printed(session.created_at),
        "expires_at": printed(session.expires_at),
        "deleted_at": session.deleted_at.map(printed),
        "request": &*session.request,
        "processing": session.processing.as_ref().map(|processing| processing_of(processing, now)),
        "journey": session.journey.as_ref().map(|_| crate::wire::journey::all(session, ids, now)),
        "accounts": accounts.iter().map(|account| account_of(account, session, ids, settings)).collect::<Vec<_>>(),
        "refused_calls": session.refused_calls.iter().map(|call| json!({
            "at": printed(call.at),
            "call": format!("{} {}", call.endpoint.route().0, call.endpoint.route().1),
            "code": call.code,
            "because": call.because,
        })).collect::<Vec<_>>(),
        "deliveries": session.deliveries.iter().map(|shown| delivery(session.id, shown)).collect::<Vec<_>>(),
    })
}

/// One webhook with its attempts.
pub fn delivery(session: SessionId, delivery: &Delivery) -> Value {
    let (state, detail) = match &delivery.state {
        DeliveryState::Waiting { next_attempt_at } => {
            ("waiting", json!({"next_attempt_at": printed(*next_attempt_at)}))
        }
        DeliveryState::Delivered { at } => ("delivered", json!({"delivered_at": printed(*at)})),
        DeliveryState::GivenUp { at } => ("given_up", json!({"given_up_at": printed(*at)})),
        DeliveryState::NotSent { reason } => ("not_sent", json!({"reason": reason})),
    };
    let attempts = delivery.attempts.iter().map(|attempt| {
        json!({
            "at": printed(attempt.at),
            "url": without_secrets(&attempt.url),
            "request_headers": attempt.request_headers,
            "status": attempt.status,
            "response_body": answer_without_secrets(&attempt.response_body),
            "error": attempt.error.as_deref().map(without_secrets),
            "duration_ms": attempt.duration_ms,
            "injected": attempt.injected,
        })
    });
    let mut shown = json!({
        "id": delivery.id.to_string(),
        "session_id": session.to_string(),
        "event": delivery.event.name(),
        "url": delivery.target.as_ref().map(|target| without_secrets(&target.url)),
        "created_at": printed(delivery.created_at),
        "state": state,
        "injected_by": delivery.injected_by.as_ref().map(ToString::to_string),
        "attempts": attempts.collect::<Vec<_>>(),
        // The body is JSON we made; as text it would be unreadable.
        "body": serde_json::from_str::<Value>(&delivery.body).unwrap_or_default(),
    });
    if let (Some(shown), Value::Object(detail)) = (shown.as_object_mut(), detail) {
        shown.extend(detail);
    }
    shown
}

fn state(session: &Session, now: DateTime<Utc>) -> &'static str {
    match (&session.processing, session.upload_status(now)) {
        _ if session.deleted_at.is_some() => "deleted",
        (Some(processing), _) if processing.is_completed(now) => "completed",
        (Some(_), _) => "processing",
        (None, UploadStatus::Expired) => "expired",
        (None, UploadStatus::NoUpload) => "created",
        (None, UploadStatus::InProgress) => "uploading",
        (None, UploadStatus::Completed) if session.is_expired(now) => "expired",
        (None, UploadStatus::Completed) => "upload_completed",
    }
}

fn processing_of(processing: &Processing, now: DateTime<Utc>) -> Value {
    let (stage, is_completed) = match processing.stage(now) {
        Stage::Running(stage) => (stage, false),
        Stage::Completed => (crate::domain::processing::STAGE_COUNT, true),
    };
    let ends = match processing.ends {
        Ends::At(at) => format!("at {}", printed(at)),
        Ends::AfterPolls { needed, seen } => format!("at poll {needed} of progress; {seen} seen"),
        Ends::OnRelease => "when it is released".to_owned(),
    };
    json!({
        "requested_at": printed(processing.at),
        "ends": ends,
        "is_completed": is_completed,
        "completed_at": processing.completed_at(now).map(printed),
        "stages_through": stage,
        "stages": STAGE_NAMES.iter().zip(1..).map(|(name, number)| json!({
            "name": name,
            "is_completed": number <= stage,
            "at": processing.stage_ends_at(number).map(printed),
        })).collect::<Vec<_>>(),
        "insights_available": is_completed && processing.has_figures(),
    })
}

fn account_of(account: &Account<'_>, session: &Session, ids: &IdSource, settings: &Settings) -> Value {
    let window = session.request.window;
    let page_limit = session
        .processing
        .as_ref()
        .map_or(settings.page_limit, |processing| processing.page_limit);
    let frozen = session
        .processing
        .as_ref()
        .and_then(|processing| processing.accounts.iter().find(|outcome| outcome.key == account.key));
    let error = match frozen {
        Some(outcome) => outcome.error.clone(),
        None => account.error(
            window,
            &settings.acceptance,
            page_limit,
            session.request.accept_anything,
        ),
    };
    let bank = account.key.bank.map_or("", |bank| bank.as_str());
    json!({
        "id": ids.account(session.id, bank, &account.key.number).to_string(),
        "bank": bank,
        "account_number": crate::wire::account::masked(&account.key.number),
        "covered": account.covered(page_limit).into_iter().map(period).collect::<Vec<_>>(),
        "rows": account.ledger(page_limit).transactions.len(),
        "error": error.as_ref().map(|error| json!({
            "code": account_errors::code(error),
            "because": match frozen.and_then(|outcome| outcome.forced_by.as_ref()) {
                Some(by) => format!("injected by {by}"),
                None => because(error, window),
            },
        })),
        "is_final": frozen.is_some(),
        "statements": account.statements.iter().map(|statement| statement_of(statement, session, page_limit)).collect::<Vec<_>>(),
    })
}

fn statement_of(statement: &UploadedStatement, session: &Session, page_limit: u32) -> Value {
    let window = session.request.window;
    let facts = statement.inspection.as_ref();
    let problem = statement.problem(page_limit);
    json!({
        "id": statement.id.to_string(),
        "uploaded_at": printed(statement.uploaded_at),
        "accepted": statement.is_accepted(),
        "pages": facts.map(|facts| facts.document.pages),
        "rows": facts.map(|facts| facts.ledger.transactions.len()),
        "printed_period": facts.and_then(|facts| facts.facts.period).map(period),
        "rows_period": facts.and_then(|facts| facts.ledger.period()).map(period),
        "broken_links": facts.map(|facts| facts.broken_links.len()),
        "fraud": facts.map(|facts| facts.document.findings.iter().map(|finding| finding.fraud_type()).collect::<Vec<_>>()),
        "problem": problem.map(|problem| json!({
            "code": statement_errors::code(&problem),
            "because": match (&statement.forced, session.accepted_same(statement).filter(|_| problem == Problem::Duplicate)) {
                (Some(forced), _) => format!("injected by {}", forced.by),
                (None, Some(first)) => format!("{problem}: it repeats statement {}", first.id),
                (None, None) => format!("{problem}; the window is {window}"),
            },
        })),
    })
}

/// Why an account fails, with the facts that show it.
pub fn because(error: &AccountError, window: Period) -> String {
    let window = format!(
        "window {} to {}",
        window.from.format("%d/%m/%Y"),
        window.to.format("%d/%m/%Y")
    );
    let months =
        |months: &[crate::domain::period::Month]| months.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match error {
        AccountError::NullAccountNumber => "no statement of it names an account number".to_owned(),
        AccountError::MonthsNotCovered { months: missing } => {
            format!("{window}, {} not covered by any statement", months(missing))
        }
        AccountError::DaysNotCovered { days } => {
            let first = days.first().map(ToString::to_string).unwrap_or_default();
            format!(
                "{window}, {} required days not covered by any statement, the first {first}",
                days.len()
            )
        }
        AccountError::MissingTransactions { finding } | AccountError::BalanceMismatch { finding } => {
            format!("{window}, {}", chain(finding))
        }
        AccountError::MonthsWithoutTransactions { months: empty } => {
            format!("{window}, no transaction in {}", months(empty))
        }
        AccountError::Unparsable => "a statement of it cannot be parsed".to_owned(),
    }
}

fn chain(finding: &ChainFinding) -> String {
    match finding {
        ChainFinding::RowsMissing { row, gap } => format!(
            "the balance of row {} is {gap} away from what follows: rows are missing before it",
            row + 1
        ),
        ChainFinding::BalanceWrong { row, gap } => format!(
            "the balance of row {} is off by {gap}, later ones go on without it",
            row + 1
        ),
        ChainFinding::OpeningDisagrees { printed, implied } => {
            format!("the printed opening balance is {printed}, the first row implies {implied}")
        }
        ChainFinding::ClosingDisagrees { printed, implied } => {
            format!("the printed closing balance is {printed}, the last row has {implied}")
        }
        ChainFinding::TotalsDisagree {
            debits_gap,
            credits_gap,
        } => {
            format!("the printed totals are off by {debits_gap} (debits) and {credits_gap} (credits)")
        }
    }
}

fn period(period: Period) -> Value {
    json!({"from": period.from, "to": period.to})
}
