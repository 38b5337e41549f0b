//! The way over the account aggregator: number, one-time password, accounts, consent.

mod shown;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;

use crate::domain::account::AccountKey;
use crate::domain::bank::BankId;
use crate::domain::ids::AccountId;
use crate::domain::journey::{AggregatorAttempt, AggregatorStage, Decision, JourneyRefusal, Via};
use crate::domain::session::Session;
use crate::domain::session_request::Mode;
use crate::emulator::{Begin, StepProblem};
use crate::http::journey::form;
use crate::http::journey::once::{Answer, form_with};
use crate::http::journey::problem;
use crate::http::journey::visit::{Elsewhere, Visit, see};
use crate::wire::journey_words;

pub(super) use shown::{AccountPick, ends_the_way, picks, show};

/// The attempt that is on at this bank; one at another bank is another story.
fn attempt_at(session: &Session, bank: BankId) -> Option<&AggregatorAttempt> {
    let (begun_at, _) = session.latest_on(Via::Aggregator);
    session
        .aggregator()
        .filter(|_| begun_at.is_none_or(|begun_at| begun_at == bank))
}

/// The bank of this way: the one it was begun at where the address names none.
fn bank_of(visit: &Visit) -> Result<BankId, Elsewhere> {
    if let (None, (Some(bank), _)) = (visit.value("bank"), visit.session.latest_on(Via::Aggregator)) {
        return match visit.session.may_go(Mode::Aa, bank, &visit.settings) {
            Ok(()) => Ok(bank),
            Err(refusal) => Err(problem::not_permitted(visit, Mode::Aa, bank, &refusal).into()),
        };
    }
    visit.bank_for(Mode::Aa)
}

/// Where a refused step leads: to the step that is to be done, saying why.
pub(super) fn refused(visit: &Visit, via: Via, problem: &StepProblem, way: &str) -> Response {
    match problem {
        StepProblem::Unfit(why) => problem::went_wrong(visit, StatusCode::BAD_REQUEST, why),
        StepProblem::Refused(refusal) => {
            if let JourneyRefusal::Session(session) = refusal
                && let Some(answer) = visit.closed(session)
            {
                return answer;
            }
            let said = journey_words::of_step(via, refusal).map(|word| format!("&said={}", word.name()));
            see(&format!("{way}{}", said.unwrap_or_default()))
        }
    }
}

pub(super) async fn request_otp(visit: Visit, request: Request) -> Result<Response, Elsewhere> {
    let bank = bank_of(&visit)?;
    let form = form::plain(request).await;
    let begin = Begin {
        bank: Some(bank),
        ..Begin::default()
    };
    let id = visit.session.id.to_string();
    let asked = visit
        .emulator
        .request_otp(
            &visit.world,
            &id,
            Some(&national_number(form.value("mobile_number"))),
            begin,
        )
        .await;
    let way = visit.url_at("/journey/aa", bank, "");
    Ok(match asked {
        Ok(_) => see(&way),
        // The number is asked for again, whatever was sent before.
        Err(problem) => refused(&visit, Via::Aggregator, &problem, &format!("{way}&again=1")),
    })
}

/// A mobile number as people and browsers write it (`+91 90000 00012`, `090000-00012`), with its ten digits alone; anything else stays.
fn national_number(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let is_number = text
        .chars()
        .all(|character| character.is_ascii_digit() || " +-()".contains(character));
    match (is_number, digits.len()) {
        (true, 10) => digits,
        (true, 11) if digits.starts_with('0') => digits[1..].to_owned(),
        (true, 12) if digits.starts_with("91") => digits[2..].to_owned(),
        _ => text.to_owned(),
    }
}

pub(super) async fn enter_otp(visit: Visit, request: Request) -> Result<Response, Elsewhere> {
    let bank = bank_of(&visit)?;
    let form = form::plain(request).await;
    let id = visit.session.id.to_string();
    let entered = visit
        .emulator
        .enter_otp(&visit.world, &id, Via::Aggregator, &form.one_time_password());
    let way = visit.url_at("/journey/aa", bank, "");
    Ok(match entered {
        Ok(_) => see(&way),
        Err(problem) => refused(&visit, Via::Aggregator, &problem, &way),
    })
}

/// The accounts an address or a form names, among those that were found.
///
/// # Errors
/// Nothing chosen, or what was never found.
fn chosen(visit: &Visit, ids: &[&str]) -> Result<Vec<AccountKey>, JourneyRefusal> {
    let ids: Vec<AccountId> = ids
        .iter()
        .map(|id| AccountId::parse(id).unwrap_or(AccountId::NOBODY))
        .collect();
    let keys = visit
        .emulator
        .found_accounts(&visit.world, &visit.session, Via::Aggregator, &ids);
    let borrower = visit.session.aggregator().map(|attempt| &attempt.borrower);
    borrower.map_or(Err(JourneyRefusal::NothingChosen), |borrower| {
        borrower.chosen(Some(&keys))
    })
}

pub(super) async fn consent(visit: Visit) -> Result<Response, Elsewhere> {
    let bank = bank_of(&visit)?;
    let way = visit.url_at("/journey/aa", bank, "");
    let is_asked =
        attempt_at(&visit.session, bank).is_some_and(|attempt| attempt.stage == AggregatorStage::AwaitsConsent);
    if !is_asked {
        return Ok(see(&way));
    }
    match chosen(&visit, &visit.values("account")) {
        Ok(keys) => Ok(shown::consent(&visit, bank, &keys)),
        Err(refusal) => Ok(refused(&visit, Via::Aggregator, &StepProblem::Refused(refusal), &way)),
    }
}

pub(super) async fn decide(visit: Visit, request: Request) -> Result<Response, Elsewhere> {
    let bank = bank_of(&visit)?;
    let form = form::plain(request).await;
    let way = visit.url_at("/journey/aa", bank, "");
    let decision = match form.value("decision") {
        "approve" => match chosen(&visit, &form.values("account")) {
            Ok(accounts) => Decision::Approve {
                accounts: Some(accounts),
            },
            Err(refusal) => return Ok(refused(&visit, Via::Aggregator, &StepProblem::Refused(refusal), &way)),
        },
        "reject" => Decision::Reject,
        // A form that was cut short is nobody's will.
        _ => return Ok(see(&way)),
    };
    let mut parts = vec![form.value("decision").as_bytes()];
    parts.extend(form.values("account").iter().map(|id| id.as_bytes()));
    let form_id = form_with(form.value("form_id"), &parts);
    let key = (visit.world.incarnation, visit.session.id);
    let again = visit.clone();
    let work = async move {
        let visit = again;
        let id = visit.session.id.to_string();
        if matches!(decision, Decision::Approve { .. }) {
            visit.emulator.begin_handing_in(&visit.world, visit.session.id);
        }
        let before = visit.session_now().statements.len();
        let decided = visit.emulator.decide_consent(&visit.world, &id, decision.clone()).await;
        let location = match (decided, decision) {
            (Ok((session, _)), Decision::Approve { .. }) => visit.url_at(
                "/journey/summary",
                bank,
                &format!("&s={before}-{}", session.statements.len()),
            ),
            (Ok(_), Decision::Reject) => way,
            (Err(problem), _) => refused_location(&visit, &problem, way),
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

/// Where a refused last step leads; the page there says what is closed.
pub(super) fn refused_location(visit: &Visit, problem: &StepProblem, way: String) -> String {
    match problem {
        StepProblem::Refused(refusal) => {
            let via = if way.contains("/journey/nb") {
                Via::NetBanking
            } else {
                Via::Aggregator
            };
            let said = journey_words::of_step(via, refusal).map(|word| format!("&said={}", word.name()));
            format!("{way}{}", said.unwrap_or_default())
        }
        StepProblem::Unfit(why) => {
            tracing::warn!(%why, session_id = %visit.session.id, "a step of the hosted page did not fit: {why}");
            format!("{way}&said=FAULT")
        }
    }
}
