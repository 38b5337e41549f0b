//! The way over net banking: login, captcha, one-time password, accounts.

mod shown;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;

use crate::domain::bank::BankId;
use crate::domain::ids::AccountId;
use crate::domain::journey::Via;
use crate::domain::session::Session;
use crate::domain::session_request::Mode;
use crate::emulator::{Begin, StepProblem};
use crate::http::journey::aggregator::{refused, refused_location};
use crate::http::journey::form;
use crate::http::journey::once::{Answer, form_with};
use crate::http::journey::problem;
use crate::http::journey::visit::{Elsewhere, Visit, see};

pub(super) use shown::show;

/// Events so far; what a step adds is told by the page it leads to.
fn event_count(session: &Session) -> u64 {
    session
        .journey
        .as_ref()
        .map_or(0, |journey| journey.events_dropped + journey.events.len() as u64)
}

/// The answer to a step: the step that is to be done next, with what came up.
fn answered<T>(visit: &Visit, bank: BankId, made: Result<T, StepProblem>) -> Response {
    let way = visit.url_at("/journey/nb", bank, "");
    let (before, after) = (event_count(&visit.session), event_count(&visit.session_now()));
    let way = if after > before {
        format!("{way}&e={before}-{after}")
    } else {
        way
    };
    match made {
        Ok(_) => see(&way),
        Err(problem) => refused(visit, Via::NetBanking, &problem, &way),
    }
}

/// The end a rule puts to the way, as an address.
fn ended_by_rule(visit: &Visit, bank: BankId) -> Option<String> {
    visit
        .emulator
        .ends_way(&visit.world, &visit.session, Mode::Online, bank)?;
    let session = visit.session_now();
    let count = session
        .hosted()
        .map_or(0, |hosted| hosted.ends_dropped + hosted.ends.len() as u64);
    Some(visit.url_at("/journey/nb", bank, &format!("&w={}-{count}", count.saturating_sub(1))))
}

pub(super) async fn login(visit: Visit, request: Request) -> Result<Response, Elsewhere> {
    let bank = visit.bank_for(Mode::Online)?;
    let form = form::plain(request).await;
    if let Some(location) = ended_by_rule(&visit, bank) {
        return Ok(see(&location));
    }
    let begin = Begin {
        bank: Some(bank),
        ..Begin::default()
    };
    let id = visit.session.id.to_string();
    let login = (form.value("user"), form.value("password"));
    let made = visit.emulator.log_in(&visit.world, &id, login, begin).await;
    Ok(answered(&visit, bank, made))
}

pub(super) async fn captcha(visit: Visit, request: Request) -> Result<Response, Elsewhere> {
    let bank = visit.bank_for(Mode::Online)?;
    let form = form::plain(request).await;
    let id = visit.session.id.to_string();
    let text = form.value("captcha").trim().to_uppercase();
    let made = visit.emulator.read_captcha(&visit.world, &id, &text);
    Ok(answered(&visit, bank, made))
}

pub(super) async fn otp(visit: Visit, request: Request) -> Result<Response, Elsewhere> {
    let bank = visit.bank_for(Mode::Online)?;
    let form = form::plain(request).await;
    let id = visit.session.id.to_string();
    let made = visit
        .emulator
        .enter_otp(&visit.world, &id, Via::NetBanking, &form.one_time_password());
    Ok(answered(&visit, bank, made))
}

pub(super) async fn accounts(visit: Visit, request: Request) -> Result<Response, Elsewhere> {
    let bank = visit.bank_for(Mode::Online)?;
    let form = form::plain(request).await;
    let ids: Vec<AccountId> = form
        .values("account")
        .iter()
        .map(|id| AccountId::parse(id).unwrap_or(AccountId::NOBODY))
        .collect();
    // A choice that is refused may be made again with the same form.
    let chosen = form.values("account");
    let parts: Vec<&[u8]> = chosen.iter().map(|id| id.as_bytes()).collect();
    let form_id = form_with(form.value("form_id"), &parts);
    let key = (visit.world.incarnation, visit.session.id);
    let again = visit.clone();
    let work = async move {
        let visit = again;
        let keys = visit
            .emulator
            .found_accounts(&visit.world, &visit.session, Via::NetBanking, &ids);
        visit.emulator.begin_handing_in(&visit.world, visit.session.id);
        let before = visit.session_now().statements.len();
        let id = visit.session.id.to_string();
        let location = match visit.emulator.choose_accounts(&visit.world, &id, Some(keys)).await {
            Ok((session, _)) => visit.url_at(
                "/journey/summary",
                bank,
                &format!("&s={before}-{}", session.statements.len()),
            ),
            Err(problem) => refused_location(&visit, &problem, visit.url_at("/journey/nb", bank, "")),
        };
        Answer { location, told: None }
    };
    match visit.once.answer(key, &form_id, work).await {
        Some(answer) => Ok(see(&answer.location)),
        None => Err(problem::went_wrong(
            &visit,
            StatusCode::INTERNAL_SERVER_ERROR,
            "the step stopped with a fault of ours",
        )
        .into()),
    }
}
