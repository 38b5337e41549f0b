//! What is told of files: as rows of the page, to its script, and to the lender's page.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::domain::account::masked;
use crate::domain::bank::BankId;
use crate::domain::endpoint::Endpoint;
use crate::domain::refusal::Refusal;
use crate::domain::session::Session;
use crate::domain::statement::{Problem, Source};
use crate::domain::upload::UploadedStatement;
use crate::emulator::{UploadRefusal, Uploaded};
use crate::http::journey::visit::Visit;
use crate::wire::account::full_bank_name;
use crate::wire::get_pdfs;
use crate::wire::journey_page::{self, period_text};
use crate::wire::journey_words::{self, Blanks, Told};
use crate::wire::refusals::wording;

/// A file as the page lists it.
pub(super) struct FileRow {
    pub(super) name: String,
    pub(super) state: &'static str,
    pub(super) code: String,
    pub(super) icon: &'static str,
    pub(super) title: String,
    pub(super) message: String,
    pub(super) next_step: String,
    pub(super) wants_password: bool,
    pub(super) must_choose_again: bool,
    pub(super) statement_id: String,
}

/// What a file is called on the borrower's machine, else by where it stands.
pub(in crate::http::journey) fn file_name(session: &Session, place: usize, statement: &UploadedStatement) -> String {
    let names = session.hosted().map_or(&[][..], |hosted| &hosted.file_names);
    let own = names.iter().find(|(id, name)| *id == statement.id && !name.is_empty());
    match (own, statement.source) {
        (Some((_, name)), _) => name.clone(),
        (None, Source::Pdf) => format!("Statement {}", place + 1),
        (None, Source::Aggregator) => "From the account aggregator".to_owned(),
        (None, Source::NetBanking) => "From net banking".to_owned(),
    }
}

/// The statements with their places, without the failed ones that were handed in again since.
pub(in crate::http::journey) fn not_superseded(
    session: &Session,
) -> impl Iterator<Item = (usize, &Arc<UploadedStatement>)> {
    let statements = &session.statements;
    statements.iter().enumerate().filter(|(place, statement)| {
        let mut later = statements[place + 1..].iter();
        statement.is_accepted() || !later.any(|other| other.content == statement.content)
    })
}

/// Whether there is anything to go on with.
pub(super) fn can_continue(session: &Session) -> bool {
    session.statements.iter().any(|statement| statement.is_accepted())
}

pub(super) fn rows(visit: &Visit, bank: BankId) -> Vec<FileRow> {
    let of_pdf = not_superseded(&visit.session).filter(|(_, statement)| statement.source == Source::Pdf);
    of_pdf
        .map(|(place, statement)| {
            let name = file_name(&visit.session, place, statement);
            let (state, told) = match &statement.refused {
                None => ("accepted", accepted(statement, &visit.blanks(Some(bank)))),
                Some(problem) => refused(
                    &Refusal::Statement(problem.clone()),
                    !statement.password.is_empty(),
                    &visit.blanks(statement.selected_bank.or(Some(bank))),
                ),
            };
            let wants_password = state == "password";
            FileRow {
                name,
                state,
                code: if state == "accepted" { String::new() } else { told.code },
                icon: match state {
                    "accepted" => "i-check",
                    "password" => "i-lock",
                    _ => "i-stop",
                },
                title: told.title,
                message: told.message,
                next_step: told.next_step,
                wants_password,
                must_choose_again: wants_password
                    && visit.emulator.kept_file(&visit.world, statement.content).is_none(),
                statement_id: statement.id.to_string(),
            }
        })
        .collect()
}

/// `HDFC Bank XXXXXXXXXX4821, 1 Oct – 30 Nov 2025`; a finding of fraud is said, because the lender sees it.
fn accepted(statement: &UploadedStatement, blanks: &Blanks) -> Told {
    let facts = statement.inspection.as_ref().map(|inspection| &inspection.facts);
    let period = statement
        .inspection
        .as_ref()
        .and_then(|inspection| inspection.covered());
    let number = facts.and_then(|facts| facts.account_number.as_deref()).map(masked);
    let mut parts = vec![full_bank_name(statement.bank()).to_owned()];
    parts.extend(number);
    let about = parts.join(" ");
    let paper = period.map_or(about.clone(), |period| format!("{about}, {}", period_text(period)));
    let remark = get_pdfs::remark(statement).and_then(|message| journey_words::find("pdf", message, ""));
    match remark {
        None => Told {
            code: String::new(),
            title: "Taken".to_owned(),
            message: paper,
            next_step: String::new(),
        },
        Some(word) => {
            let told = word.told(blanks);
            Told {
                message: format!("{paper}. {}", told.message),
                ..told
            }
        }
    }
}

fn refused(refusal: &Refusal, has_password: bool, blanks: &Blanks) -> (&'static str, Told) {
    let state = if *refusal == Refusal::Statement(Problem::PasswordIncorrect) {
        "password"
    } else {
        "refused"
    };
    let told = journey_words::of_upload(refusal, has_password).map(|word| word.told(blanks));
    let told = told.unwrap_or_else(|| {
        let told = wording(Endpoint::UploadStatement, refusal);
        Told {
            code: told.code.to_owned(),
            title: "The file was not taken".to_owned(),
            message: told.message.into_owned(),
            next_step: "Choose another file, or share it another way.".to_owned(),
        }
    });
    (state, told)
}

/// A file as the page's script is told.
pub(super) fn file_told(
    (name, has_password): (&str, bool),
    outcome: &Result<Uploaded, UploadRefusal>,
    blanks: &Blanks,
) -> Value {
    match outcome {
        Err(refused_upload) => {
            let id = refused_upload.statement.map(|id| id.to_string());
            let mut told = refusal_told(&refused_upload.refusal, id.as_deref(), name, blanks);
            if has_password {
                let (_, again) = refused(&refused_upload.refusal, true, blanks);
                told["title"] = json!(again.title);
                told["message"] = json!(again.message);
                told["next_step"] = json!(again.next_step);
            }
            told
        }
        Ok(uploaded) => {
            let told = accepted(&uploaded.statement, blanks);
            json!({
                "state": "accepted", "code": told.code, "name": name, "title": told.title, "message": told.message,
                "next_step": told.next_step, "statement_id": uploaded.statement.id.to_string(), "may_retry": false,
            })
        }
    }
}

/// A refused file as the page's script is told.
pub(super) fn refusal_told(refusal: &Refusal, statement: Option<&str>, name: &str, blanks: &Blanks) -> Value {
    let (state, told) = refused(refusal, false, blanks);
    let may_retry = journey_words::of_upload(refusal, false).is_some_and(|word| word.action == "retry");
    json!({
        "state": state, "code": told.code, "name": name, "title": told.title, "message": told.message, "next_step": told.next_step,
        "statement_id": statement.unwrap_or_default(), "may_retry": may_retry,
    })
}

/// What the lender's page is told of an upload.
pub(super) fn event(session: &Session, outcome: &Result<Uploaded, UploadRefusal>, blanks: &Blanks) -> Option<Value> {
    let refused = outcome.as_ref().err()?;
    if refused.refusal == Refusal::TrialExpired {
        return journey_page::of_trial(&session.revision.to_string());
    }
    let id = refused.statement?;
    let statement = session.statements.iter().find(|statement| statement.id == id)?;
    journey_page::of_file(statement, blanks)
}

/// What the lender's page is told of what led to this page: refused files, a way that a rule ended, a trial that is over.
pub(in crate::http::journey) fn events_on_the_way(visit: &Visit, bank: Option<BankId>) -> Vec<Value> {
    let (session, blanks) = (&visit.session, visit.blanks(bank));
    let mut events = Vec::new();
    if let Some((from, to)) = visit.range("s") {
        let numbered = (0_u64..).zip(&session.statements);
        let asked = numbered.filter(|(place, _)| (from..to).contains(place));
        events.extend(asked.filter_map(|(_, statement)| journey_page::of_file(statement, &blanks)));
    }
    if let Some((ordinal, _)) = visit.range("w") {
        events.extend(journey_page::of_way_end(session, ordinal, &blanks));
    }
    if visit.value("said") == Some("TRIAL_PERIOD_EXPIRED") && visit.settings.is_trial_over {
        events.extend(journey_page::of_trial(&session.revision.to_string()));
    }
    events
}
