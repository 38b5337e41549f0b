//! What the lender's page is told. Source: contract `journey_events.csv`. Each event has an id that stays the same when the page is loaded
//! again, so that it is told once.

use serde_json::{Value, json};

use crate::domain::bank::BankId;
use crate::domain::journey::{Happening, Via};
use crate::domain::refusal::Refusal;
use crate::domain::session::Session;
use crate::domain::upload::UploadedStatement;
use crate::wire::journey::wording;
use crate::wire::journey_words::{self, Blanks, filled};

/// The borrower chose a bank.
pub fn bank_selected(bank: BankId) -> Value {
    json!({"id": format!("bank-{}", bank.as_str()), "status": "info", "event_name": "bank_selected", "message": bank.bank().full_name})
}

/// The screen for PDF files was opened.
pub fn manual(bank: BankId) -> Value {
    json!({"id": format!("manual-{}", bank.as_str()), "status": "info", "event_name": "manual", "message": ""})
}

/// Why a file was refused, where the vendor has an error type for it.
pub fn of_file(statement: &UploadedStatement, blanks: &Blanks) -> Option<Value> {
    let refusal = Refusal::Statement(statement.refused.clone()?);
    let word = journey_words::of_upload(&refusal, !statement.password.is_empty())?;
    error(&format!("s-{}", statement.id), word, blanks)
}

/// The client's trial is over, told for one try.
pub fn of_trial(form_id: &str) -> Option<Value> {
    let word = journey_words::of_upload(&Refusal::TrialExpired, false)?;
    error(&format!("trial-{form_id}"), word, &Blanks::new())
}

/// The steps over net banking that were refused, of those with these ordinals. The aggregator has no error types.
pub fn of_steps(session: &Session, (from, to): (u64, u64)) -> Vec<Value> {
    let Some(journey) = &session.journey else {
        return Vec::new();
    };
    let numbered = (journey.events_dropped..).zip(&journey.events);
    let asked = numbered.filter(|(ordinal, _)| (from..to).contains(ordinal));
    let told = |(ordinal, event): (u64, &crate::domain::journey::JourneyEvent)| {
        let Happening::Refused(refusal) = &event.what else {
            return None;
        };
        let told = wording(event.via, refusal);
        let has_type = event.via == Via::NetBanking && told.code.starts_with("NB");
        has_type.then(
            || json!({"id": format!("e{ordinal}"), "status": "error", "error_type": told.code, "reason": told.message}),
        )
    };
    asked.filter_map(told).collect()
}

/// The end a rule put to a way, by its ordinal.
pub fn of_way_end(session: &Session, ordinal: u64, blanks: &Blanks) -> Option<Value> {
    let hosted = session.hosted()?;
    let index = usize::try_from(ordinal.checked_sub(hosted.ends_dropped)?).ok()?;
    let word = journey_words::find("journey", &hosted.ends.get(index)?.error_type, "")?;
    error(&format!("w{ordinal}"), word, blanks)
}

fn error(id: &str, word: &journey_words::Word, blanks: &Blanks) -> Option<Value> {
    let has_type = !word.error_type.is_empty();
    has_type.then(
        || json!({"id": id, "status": "error", "error_type": word.error_type, "reason": filled(word.reason, blanks)}),
    )
}
