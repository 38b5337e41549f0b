//! What was handed in, month by month, and handing it over.

use askama::Template;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;

use crate::domain::bank::BankId;
use crate::domain::endpoint::Endpoint;
use crate::domain::refusal::Refusal;
use crate::domain::session_request::{JourneyMode, Mode};
use crate::http::journey::form;
use crate::http::journey::mode::back_from_way;
use crate::http::journey::once::Answer;
use crate::http::journey::page::{Page, shown};
use crate::http::journey::pdf::{events_on_the_way, file_name, not_superseded};
use crate::http::journey::problem;
use crate::http::journey::visit::{Visit, see};
use crate::wire::journey_page::{AccountShown, accounts_shown, missing_words, of_steps};
use crate::wire::journey_words;
use crate::wire::refusals::wording;

#[derive(Template)]
#[template(path = "journey/summary.html")]
struct Summary {
    page: Page,
    heading: &'static str,
    summary_text: String,
    accounts: Vec<AccountShown>,
    has_refused: bool,
    refused: Vec<RefusedFile>,
    can_add: bool,
    can_add_statement: bool,
    add_statement_url: String,
    can_add_bank: bool,
    can_finish: bool,
    is_incomplete: bool,
    form_id: String,
}

/// A file that was not taken.
struct RefusedFile {
    name: String,
    title: String,
}

pub(super) async fn summary(visit: Visit) -> Response {
    let session = &visit.session;
    let add_url_at = |bank: BankId| {
        let may_add = session.may_go(Mode::Pdf, bank, &visit.settings).is_ok();
        may_add.then(|| visit.url_at("/journey/pdf", bank, ""))
    };
    let accounts = accounts_shown(session, &visit.world.ids, &visit.settings, |account| {
        account.key.bank.and_then(add_url_at)
    });
    let missing = missing_words(&accounts);
    let can_finish = !accounts.is_empty();
    let latest = session
        .statements
        .iter()
        .rev()
        .find_map(|statement| statement.bank())
        .or(visit.bank());
    let journey_mode = session.request.journey_mode;
    let add_statement_url = latest.and_then(add_url_at);
    let can_add_statement =
        add_statement_url.is_some() && matches!(journey_mode, Some(JourneyMode::MultiPdf | JourneyMode::MultiBanking));
    let can_add_bank = journey_mode == Some(JourneyMode::MultiBanking);
    let (heading, summary_text) = if !can_finish {
        (
            "Nothing is there yet",
            "No statement has been taken. Hand one in to go on.".to_owned(),
        )
    } else if missing.is_empty() {
        ("Everything is there", "Have a look, then send it.".to_owned())
    } else {
        (
            "Almost done",
            format!("{missing} Add what is missing now, or send what is there."),
        )
    };
    let back = match latest {
        Some(bank) if session.may_go(Mode::Pdf, bank, &visit.settings).is_ok() => {
            visit.url_at("/journey/pdf", bank, "")
        }
        Some(bank) => back_from_way(&visit, bank),
        None => visit.url("/", ""),
    };
    let refused = refused(&visit);
    let said = visit
        .value("said")
        .and_then(|code| journey_words::said(&["upload", "aa"], code));
    let page = Page::of(&visit, "summary", "Check", 3)
        .back(back, "")
        .sent(&visit)
        .notice("warn", said.map(|word| word.told(&visit.blanks(latest))))
        .events(events_on_the_way(&visit, latest))
        .events(
            visit
                .range("e")
                .map(|range| of_steps(session, range))
                .unwrap_or_default(),
        );
    let summary = Summary {
        page,
        heading,
        summary_text,
        accounts,
        has_refused: !refused.is_empty(),
        refused,
        can_add: can_add_statement || can_add_bank,
        can_add_statement,
        add_statement_url: add_statement_url.unwrap_or_default(),
        can_add_bank,
        can_finish,
        is_incomplete: can_finish && !missing.is_empty(),
        form_id: format!("finish-{}", session.revision),
    };
    shown(StatusCode::OK, &summary)
}

/// The files that were not taken, as far as no later try made them good.
fn refused(visit: &Visit) -> Vec<RefusedFile> {
    let failed = not_superseded(&visit.session).filter(|(_, statement)| !statement.is_accepted());
    failed
        .filter_map(|(place, statement)| {
            let refusal = Refusal::Statement(statement.refused.clone()?);
            let word = journey_words::of_upload(&refusal, !statement.password.is_empty());
            let told = word.map(|word| word.told(&visit.blanks(statement.selected_bank)).title);
            Some(RefusedFile {
                name: file_name(&visit.session, place, statement),
                title: told.unwrap_or_else(|| wording(Endpoint::UploadStatement, &refusal).message.into_owned()),
            })
        })
        .collect()
}

pub(super) async fn finish(visit: Visit, request: Request) -> Response {
    let form = form::plain(request).await;
    let key = (visit.world.incarnation, visit.session.id);
    let (emulator, world, id) = (visit.emulator.clone(), visit.world.clone(), visit.session.id);
    let (done_url, summary_url) = (visit.url("/journey/done", ""), visit.url("/journey/summary", ""));
    let work = async move {
        let location = match emulator.finish(&world, id) {
            Ok(_) => done_url,
            Err(refusal) => {
                let code = wording(Endpoint::UploadStatement, &refusal).code;
                format!("{summary_url}&said={code}")
            }
        };
        Answer { location, told: None }
    };
    match visit.once.answer(key, form.value("form_id"), work).await {
        Some(answer) => see(&answer.location),
        None => problem::went_wrong(
            &visit,
            StatusCode::INTERNAL_SERVER_ERROR,
            "finishing stopped with a fault of ours",
        ),
    }
}
