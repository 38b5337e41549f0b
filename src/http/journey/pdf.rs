//! The PDF way: files, their passwords, specimens for a demo.

mod told;

use askama::Template;
use axum::Json;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::domain::bank::BankId;
use crate::domain::endpoint::Endpoint;
use crate::domain::ids::StatementId;
use crate::domain::refusal::Refusal;
use crate::domain::session_request::Mode;
use crate::domain::specimen::Kind;
use crate::emulator::{HostedFile, UploadRefusal, Uploaded};
use crate::http::journey::form::{self, Form};
use crate::http::journey::mode::{back_from_way, choice_event, way_ended};
use crate::http::journey::once::{Answer, form_with};
use crate::http::journey::page::{Page, shown};
use crate::http::journey::problem;
use crate::http::journey::visit::{Elsewhere, Visit, see};
use crate::wire::journey_page::{self, BankShown};
use crate::wire::journey_words::{self, Blanks};
use crate::wire::refusals::wording;

use told::{FileRow, can_continue, file_told, refusal_told, rows};
pub(super) use told::{events_on_the_way, file_name, not_superseded};

/// Files of the usual size that a form without the script may bring at once.
const FILES_AT_ONCE: usize = 4;

/// What a specimen with a password opens with; the page says so.
const SPECIMEN_PASSWORD: &str = "open-sesame";

/// Borrowers offered first for a demo.
const PEOPLE_COUNT: usize = 3;

#[derive(Template)]
#[template(path = "journey/pdf.html")]
struct Pdf {
    page: Page,
    bank: BankShown,
    form_id: String,
    specimen_form_id: String,
    other_specimen_form_id: String,
    size_bytes_max: u64,
    size_max: String,
    has_files: bool,
    files: Vec<FileRow>,
    can_continue: bool,
    people: Vec<PersonShown>,
    everybody: Vec<PersonShown>,
    kinds: Vec<KindShown>,
    specimen_password: &'static str,
}

/// An invented borrower.
struct PersonShown {
    persona: String,
    name: String,
    summary: String,
    initials: String,
    tint: String,
}

/// A kind of specimen.
struct KindShown {
    name: &'static str,
    summary: &'static str,
}

pub(super) async fn show(visit: Visit) -> Result<Response, Elsewhere> {
    let bank = visit.bank_for(Mode::Pdf)?;
    let blanks = visit.blanks(Some(bank));
    let ended = ended(&visit);
    let screen = if ended.is_some() { "pdf-ended" } else { "pdf" };
    let page = Page::of(&visit, screen, "Upload", 2)
        .at(bank)
        .back(back_from_way(&visit, bank), "manual_upload_back")
        .events(events_on_the_way(&visit, Some(bank)));
    if let Some(word) = ended {
        return Ok(way_ended(&visit, page, Mode::Pdf, bank, ("bad", word.told(&blanks))));
    }
    let said = visit
        .value("said")
        .and_then(|text| journey_words::said(&["upload"], text));
    let is_new = said.is_none() && visit.range("s").is_none();
    let mut page = page
        .notice("bad", said.map(|word| word.told(&blanks)))
        .events(choice_event(&visit, bank))
        .events(is_new.then(|| journey_page::manual(bank)));
    page.json["words"] = words(&blanks);
    let everybody = people(&visit, bank);
    let revision = visit.session.revision;
    let size_bytes_max = visit.emulator.config().upload_bytes_max;
    let files = rows(&visit, bank);
    let pdf = Pdf {
        page,
        bank: journey_page::bank_shown(bank),
        form_id: format!("pdf-{revision}"),
        specimen_form_id: format!("specimen-{revision}"),
        other_specimen_form_id: format!("other-specimen-{revision}"),
        size_bytes_max,
        size_max: journey_page::size_text(size_bytes_max),
        has_files: !files.is_empty(),
        files,
        can_continue: can_continue(&visit.session),
        people: people(&visit, bank).into_iter().take(PEOPLE_COUNT).collect(),
        everybody,
        specimen_password: SPECIMEN_PASSWORD,
        kinds: Kind::ALL
            .into_iter()
            .map(|kind| KindShown {
                name: kind.name(),
                summary: kind.summary(),
            })
            .collect(),
    };
    Ok(shown(StatusCode::OK, &pdf))
}

/// How a rule ended the way, as the address says; only what did happen is shown.
fn ended(visit: &Visit) -> Option<&'static journey_words::Word> {
    let (ordinal, _) = visit.range("w")?;
    let hosted = visit.session.hosted()?;
    let index = usize::try_from(ordinal.checked_sub(hosted.ends_dropped)?).ok()?;
    let end = hosted.ends.get(index).filter(|end| end.mode == Mode::Pdf)?;
    journey_words::find("journey", &end.error_type, "")
}

/// What the script says by itself.
fn words(blanks: &Blanks) -> Value {
    let word = |code: &str| {
        let told = journey_words::find("upload", code, "")
            .map(|word| word.told(blanks))
            .unwrap_or_default();
        json!({"title": told.title, "message": told.message, "next_step": told.next_step})
    };
    json!({
        "network": word("NETWORK"), "fault": word("FAULT"), "too_large": word("EMULATOR_BODY_TOO_LARGE"), "empty": word("EMPTY_FILE"),
    })
}

fn people(visit: &Visit, bank: BankId) -> Vec<PersonShown> {
    let people = visit.emulator.people(bank).into_iter();
    people
        .map(|person| PersonShown {
            initials: person.name.chars().take(1).collect(),
            tint: journey_page::tint(&person.persona),
            persona: person.persona,
            name: person.name,
            summary: person.summary,
        })
        .collect()
}

pub(super) async fn upload(visit: Visit, request: Request) -> Result<Response, Elsewhere> {
    let bank = visit.bank_for(Mode::Pdf)?;
    let file_bytes_max = visit.emulator.config().upload_bytes_max as usize;
    let count = if visit.wants_json { 1 } else { FILES_AT_ONCE };
    let form = form::with_files(request, file_bytes_max * count).await;
    let form = match form {
        Ok(form) if form.files.is_empty() => Err(Refusal::FileMissing),
        other => other,
    };
    let form = match form {
        Ok(form) => form,
        Err(refusal) => {
            let refusal = too_large_at(refusal, file_bytes_max);
            return Ok(answered(&visit, unread(&visit, bank, &refusal)));
        }
    };
    let work = Work::of(&visit, bank);
    let password = form.value("password").to_owned();
    let mut parts = vec![password.as_bytes()];
    parts.extend(form.files.iter().map(|(_, bytes)| &bytes[..]));
    let form_id = form_with(form.value("form_id"), &parts);
    let files = form.files.into_iter().map(|(name, bytes)| HostedFile {
        name,
        bytes,
        password: password.clone(),
        bank,
    });
    let files: Vec<HostedFile> = files.collect();
    once(visit, &form_id, work.files(files)).await
}

/// The limit people set is that of one file.
fn too_large_at(refusal: Refusal, size_bytes_max: usize) -> Refusal {
    if let Refusal::BodyTooLarge { .. } = refusal {
        return Refusal::BodyTooLarge {
            size_bytes_max: size_bytes_max as u64,
        };
    }
    refusal
}

/// The answer to a form that did not read.
fn unread(visit: &Visit, bank: BankId, refusal: &Refusal) -> Answer {
    let blanks = visit.blanks(Some(bank));
    let said = journey_words::of_upload(refusal, false).map_or_else(
        || wording(Endpoint::UploadStatement, refusal).code.to_owned(),
        journey_words::Word::name,
    );
    Answer {
        location: visit.url_at("/journey/pdf", bank, &format!("&said={said}")),
        told: Some(json!({
            "files": [refusal_told(refusal, None, "", &blanks)], "events": [], "can_continue": can_continue(&visit.session),
        })),
    }
}

pub(super) async fn unlock(visit: Visit, request: Request) -> Result<Response, Elsewhere> {
    let bank = visit.bank_for(Mode::Pdf)?;
    let file_bytes_max = visit.emulator.config().upload_bytes_max as usize;
    let form = match form::with_files(request, file_bytes_max).await {
        Ok(form) => form,
        Err(refusal) => {
            return Ok(answered(
                &visit,
                unread(&visit, bank, &too_large_at(refusal, file_bytes_max)),
            ));
        }
    };
    let id = StatementId::parse(form.value("statement_id"));
    let statements = visit.session.statements.iter().enumerate();
    let Some((place, statement)) = id.and_then(|id| statements.into_iter().find(|(_, other)| other.id == id)) else {
        return Ok(answered(&visit, unread(&visit, bank, &Refusal::FileMissing)));
    };
    let given = form.files.first().map(|(_, bytes)| bytes.clone());
    let Some(bytes) = given.or_else(|| visit.emulator.kept_file(&visit.world, statement.content)) else {
        return Ok(answered(&visit, unread(&visit, bank, &Refusal::FileMissing)));
    };
    let file = HostedFile {
        name: file_name(&visit.session, place, statement),
        bytes,
        password: form.value("password").to_owned(),
        bank,
    };
    // The form has no id of its own; the same try is the same form.
    let form_id = form_with(&statement.id.to_string(), &[file.password.as_bytes(), &file.bytes]);
    let work = Work::of(&visit, bank);
    once(visit, &form_id, work.files(vec![file])).await
}

pub(super) async fn specimen(visit: Visit, request: Request) -> Result<Response, Elsewhere> {
    let bank = visit.bank_for(Mode::Pdf)?;
    let form: Form = form::plain(request).await;
    let kind = Kind::parse(form.value("kind")).unwrap_or(Kind::Plain);
    let is_locked = form.value("locked") == "yes";
    let persona = form.value("persona").to_owned();
    let form_id = form_with(
        form.value("form_id"),
        &[
            persona.as_bytes(),
            kind.name().as_bytes(),
            bank.as_str().as_bytes(),
            form.value("locked").as_bytes(),
        ],
    );
    let work = Work::of(&visit, bank);
    let password = is_locked.then_some(SPECIMEN_PASSWORD);
    once(visit, &form_id, work.specimen(persona, kind, password)).await
}

/// What is done for a form, once.
struct Work {
    visit: Visit,
    bank: BankId,
}

impl Work {
    fn of(visit: &Visit, bank: BankId) -> Self {
        Work {
            visit: visit.clone(),
            bank,
        }
    }

    async fn files(self, files: Vec<HostedFile>) -> Answer {
        if let Some(ended) = self.ended_by_rule() {
            return ended;
        }
        let visit = &self.visit;
        let size_bytes_max = visit.emulator.config().upload_bytes_max;
        let before = visit.session_now().statements.len();
        let mut outcomes = Vec::new();
        for file in files {
            let has_password = !file.password.is_empty();
            let outcome = if file.bytes.len() as u64 > size_bytes_max {
                Err(Refusal::BodyTooLarge { size_bytes_max }.into())
            } else {
                visit
                    .emulator
                    .hand_in_file(&visit.world, visit.session.id, file.clone())
                    .await
            };
            outcomes.push((file.name, has_password, outcome));
        }
        self.answer(before, &outcomes)
    }

    async fn specimen(self, persona: String, kind: Kind, password: Option<&str>) -> Answer {
        if let Some(ended) = self.ended_by_rule() {
            return ended;
        }
        let visit = &self.visit;
        let before = visit.session_now().statements.len();
        let made = visit
            .emulator
            .hand_in_specimen(&visit.world, &visit.session, (&persona, self.bank, kind), password)
            .await;
        match made {
            Ok(outcome) => self.answer(before, &[(persona, false, outcome)]),
            Err(reason) => {
                tracing::warn!(%reason, "no specimen was made: {reason}");
                self.answer(before, &[(persona, false, Err(Refusal::Limit { reason }.into()))])
            }
        }
    }

    fn ended_by_rule(&self) -> Option<Answer> {
        let visit = &self.visit;
        visit
            .emulator
            .ends_way(&visit.world, &visit.session, Mode::Pdf, self.bank)?;
        let session = visit.session_now();
        let count = session
            .hosted()
            .map_or(0, |hosted| hosted.ends_dropped + hosted.ends.len() as u64);
        Some(Answer {
            location: visit.url_at(
                "/journey/pdf",
                self.bank,
                &format!("&w={}-{count}", count.saturating_sub(1)),
            ),
            told: None,
        })
    }

    fn answer(&self, before: usize, outcomes: &[(String, bool, Result<Uploaded, UploadRefusal>)]) -> Answer {
        let (visit, session) = (&self.visit, self.visit.session_now());
        let blanks = visit.blanks(Some(self.bank));
        let refusals = outcomes.iter().filter_map(|(_, _, outcome)| outcome.as_ref().err());
        // What left a statement is said there; what did not, above the form.
        let unsaid = refusals.clone().find(|refusal| refusal.statement.is_none());
        let is_closed = unsaid.is_some_and(|refusal| {
            session.open_for_page(visit.now).is_err() || visit.closed(&refusal.refusal).is_some()
        });
        if is_closed {
            return Answer {
                location: visit.url("/", ""),
                told: None,
            };
        }
        let said = unsaid.and_then(|refusal| journey_words::of_upload(&refusal.refusal, false));
        let said = said.map(|word| format!("&said={}", word.name())).unwrap_or_default();
        let events: Vec<Value> = outcomes
            .iter()
            .filter_map(|(_, _, outcome)| told::event(&session, outcome, &blanks))
            .collect();
        let files: Vec<Value> = outcomes
            .iter()
            .map(|(name, has_password, outcome)| file_told((name, *has_password), outcome, &blanks))
            .collect();
        let range = format!("&s={before}-{}", session.statements.len());
        Answer {
            location: visit.url_at("/journey/pdf", self.bank, &format!("{range}{said}")),
            told: Some(json!({"files": files, "events": events, "can_continue": can_continue(&session)})),
        }
    }
}

async fn once(
    visit: Visit,
    form_id: &str,
    work: impl Future<Output = Answer> + Send + 'static,
) -> Result<Response, Elsewhere> {
    let key = (visit.world.incarnation, visit.session.id);
    match visit.once.answer(key, form_id, work).await {
        Some(answer) => Ok(answered(&visit, answer)),
        None => Err(problem::went_wrong(
            &visit,
            StatusCode::INTERNAL_SERVER_ERROR,
            "the upload stopped with a fault of ours",
        )
        .into()),
    }
}

fn answered(visit: &Visit, answer: Answer) -> Response {
    if !visit.wants_json {
        return see(&answer.location);
    }
    let told = answer.told.unwrap_or_else(|| json!({"location": answer.location}));
    Json(told).into_response()
}
