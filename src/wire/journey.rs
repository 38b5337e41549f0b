//! The borrower's steps as the control API tells them, and how a refused one is worded.
//!
//! The vendor documents four error types of net banking and none of the aggregator (contract `journey_events.csv`); which refusal has which
//! of the four is inferred, the texts and the other codes are ours.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::domain::account::masked;
use crate::domain::consent;
use crate::domain::endpoint::Endpoint;
use crate::domain::ids::IdSource;
use crate::domain::indian_time::printed;
use crate::domain::journey::{
    AggregatorStage, Borrower, Happening, JourneyEvent, JourneyRefusal, NetBankingStage, Otp, TestLogin, Twist, Via,
};
use crate::domain::session::Session;
use crate::domain::statement::{AccountType, Problem};
use crate::wire::account::{bank_name, full_bank_name};
use crate::wire::consents;
use crate::wire::refusals::{self, Wording};
use crate::wire::statement_errors;

/// How a refused step is told on its way: net banking has error types of the vendor's.
pub fn wording(via: Via, refusal: &JourneyRefusal) -> Wording {
    let told = |status: u16, aggregator: &'static str, net_banking: &'static str, message: Cow<'static, str>| Wording {
        status,
        code: match via {
            Via::Aggregator => aggregator,
            Via::NetBanking => net_banking,
        },
        message,
    };
    let ours = |status: u16, code: &'static str, message: &'static str| told(status, code, code, message.into());
    let tries = |left: u32| format!("{left} {} left", if left == 1 { "try" } else { "tries" });
    match refusal {
        JourneyRefusal::Session(refusal) => refusals::wording(Endpoint::SessionStatus, refusal),
        JourneyRefusal::NotNow { expected } => told(
            409,
            "WRONG_STEP",
            "WRONG_STEP",
            format!("the next step is {expected}").into(),
        ),
        JourneyRefusal::MobileNumberFixed => ours(
            400,
            "MOBILE_NUMBER_FIXED",
            "the session names another number and is_mobile_field_editable is not true",
        ),
        JourneyRefusal::OtpRequestsUsedUp => ours(400, "OTP_REQUESTS_USED_UP", "no more OTPs are sent in this session"),
        JourneyRefusal::OtpIncorrect { tries_left } => told(
            400,
            "OTP_INCORRECT",
            "NB005",
            format!("Incorrect OTP, {}", tries(*tries_left)).into(),
        ),
        JourneyRefusal::OtpExpired => told(400, "OTP_EXPIRED", "NB005", "OTP expired".into()),
        JourneyRefusal::OtpTriedOut => told(
            400,
            "OTP_TRIED_OUT",
            "NB005",
            "Incorrect OTP, no try left; begin again".into(),
        ),
        JourneyRefusal::NothingFound => told(404, "NOTHING_FOUND", "NB000", "No account found".into()),
        JourneyRefusal::BankDown => told(503, "BANK_DOWN", "NB000", "The bank does not answer".into()),
        JourneyRefusal::NothingChosen => ours(400, "NOTHING_CHOSEN", "no account was chosen"),
        JourneyRefusal::UnknownAccount => ours(400, "UNKNOWN_ACCOUNT", "an account was chosen that was not found"),
        JourneyRefusal::BankMissing => ours(
            400,
            "BANK_MISSING",
            "net banking needs a bank, and the session names none",
        ),
        JourneyRefusal::LoginIncorrect { tries_left } => told(
            400,
            "NB003",
            "NB003",
            format!("Incorrect user name or password, {}", tries(*tries_left)).into(),
        ),
        JourneyRefusal::UserLocked => ours(400, "NB005", "The user is locked"),
        // Source: contract `journey_events.csv`, NB004.
        JourneyRefusal::CaptchaIncorrect { .. } => ours(400, "NB004", "Invalid Captcha"),
    }
}

/// How far a borrower is on one way.
pub fn shown(session: &Session, via: Via, ids: &IdSource, now: DateTime<Utc>) -> Value {
    let of_way = match via {
        Via::Aggregator => of_aggregator(session, ids, now),
        Via::NetBanking => of_net_banking(session, ids),
    };
    let mut shown = json!({
        "session_id": session.id.to_string(),
        "via": via_name(via),
        "next_step": session.next_step(via, now),
    });
    if let (Some(shown), Some(Value::Object(of_way))) = (shown.as_object_mut(), of_way) {
        shown.extend(of_way);
    }
    shown
}

/// Everything about a borrower's attempts.
pub fn all(session: &Session, ids: &IdSource, now: DateTime<Utc>) -> Value {
    let events = session.journey.as_ref().map_or(&[][..], |journey| &journey.events);
    let given = session.consents().iter();
    json!({
        "aa": session.aggregator().map(|_| shown(session, Via::Aggregator, ids, now)),
        "net_banking": session.net_banking().map(|_| shown(session, Via::NetBanking, ids, now)),
        "consents": given.map(|consent| consents::consent(consent, session.id, now)).collect::<Vec<_>>(),
        "events": events.iter().map(event).collect::<Vec<_>>(),
    })
}

fn of_aggregator(session: &Session, ids: &IdSource, now: DateTime<Utc>) -> Option<Value> {
    let attempt = session.aggregator()?;
    let (state, open_otp) = match &attempt.stage {
        AggregatorStage::AwaitsOtp(otp) => ("awaits_otp", Some(otp)),
        AggregatorStage::AwaitsConsent => ("awaits_consent", None),
        AggregatorStage::Approved => ("approved", None),
        AggregatorStage::Rejected => ("rejected", None),
        AggregatorStage::Failed => ("failed", None),
    };
    let is_asked = attempt.stage == AggregatorStage::AwaitsConsent;
    let asks = consent::asked(&session.request, now);
    let has_found = matches!(
        attempt.stage,
        AggregatorStage::AwaitsConsent | AggregatorStage::Approved | AggregatorStage::Rejected
    );
    Some(json!({
        "state": state,
        "mobile_number": attempt.mobile_number,
        "persona": attempt.borrower.persona,
        "otp": open_otp.map(otp),
        "accounts": has_found.then(|| accounts(&attempt.borrower, session, ids)),
        "consents_asked": is_asked.then(|| asks.iter().map(consents::asked).collect::<Vec<_>>()),
    }))
}

fn of_net_banking(session: &Session, ids: &IdSource) -> Option<Value> {
    let attempt = session.net_banking()?;
    let (state, open_otp, captcha) = match &attempt.stage {
        NetBankingStage::AwaitsCaptcha { text, .. } => ("awaits_captcha", None, Some(text)),
        NetBankingStage::AwaitsOtp(otp) => ("awaits_otp", Some(otp), None),
        NetBankingStage::AwaitsChoice => ("awaits_choice", None, None),
        NetBankingStage::Done => ("done", None, None),
        NetBankingStage::Failed => ("failed", None, None),
    };
    let has_found = matches!(attempt.stage, NetBankingStage::AwaitsChoice | NetBankingStage::Done);
    Some(json!({
        "state": state,
        "bank": attempt.bank.as_str(),
        "user": attempt.user,
        "persona": attempt.borrower.persona,
        "captcha": captcha,
        "otp": open_otp.map(otp),
        "accounts": has_found.then(|| accounts(&attempt.borrower, session, ids)),
    }))
}

fn otp(otp: &Otp) -> Value {
    json!({"sent_at": printed(otp.sent_at), "expires_at": printed(otp.expires_at()), "tries_left": otp.tries_left()})
}

fn accounts(borrower: &Borrower, session: &Session, ids: &IdSource) -> Vec<Value> {
    let accounts = borrower.accounts.iter();
    accounts
        .map(|found| {
            json!({
                "account_id": found.key.id(ids, session.id).to_string(),
                "bank": bank_name(found.key.bank),
                "full_bank_name": full_bank_name(found.key.bank),
                "account_number": masked(&found.key.number),
                "account_type": match found.account_type {
                    AccountType::Savings => "SAVINGS",
                    AccountType::Current => "CURRENT",
                    AccountType::Overdraft => "OVERDRAFT",
                },
            })
        })
        .collect()
}

/// Source: contract `journey_events.csv`; an event of ours has no `event_name` of the vendor's.
fn event(event: &JourneyEvent) -> Value {
    let (status, name, message): (&str, Option<&str>, String) = match &event.what {
        Happening::Began { bank } => ("info", bank.map(|_| "bank_selected"), full_bank_name(*bank).to_owned()),
        Happening::Refused(refusal) => {
            let told = wording(event.via, refusal);
            ("error", Some(told.code), told.message.into_owned())
        }
        Happening::Agreed => ("info", None, "the borrower agreed".to_owned()),
        Happening::Rejected => ("exit", None, "the borrower did not consent".to_owned()),
    };
    let kind = if status == "error" { "error_type" } else { "event_name" };
    json!({"at": printed(event.at), "via": via_name(event.via), "status": status, kind: name, "message": message})
}

/// What a test login ends in, by code, when it ends in a refusal.
pub fn outcome_of(login: &TestLogin) -> Option<&'static str> {
    let refusal = match login.twist {
        Twist::None | Twist::Captcha => return None,
        Twist::Quiet => return Some(statement_errors::code(&Problem::no_transactions(login.via.source()))),
        Twist::NothingFound => JourneyRefusal::NothingFound,
        Twist::BankDown => JourneyRefusal::BankDown,
        Twist::Locked => JourneyRefusal::UserLocked,
    };
    Some(wording(login.via, &refusal).code)
}

/// How the way is called in the control API.
pub(crate) fn via_name(via: Via) -> &'static str {
    match via {
        Via::Aggregator => "aa",
        Via::NetBanking => "net_banking",
    }
}
