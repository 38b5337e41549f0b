//! The borrower's steps over the account aggregator and net banking, as the hosted page will make them.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::domain::account::AccountKey;
use crate::domain::bank::BankId;
use crate::domain::ids::AccountId;
use crate::domain::journey::{Decision, Twist, Via};
use crate::domain::session::Session;
use crate::emulator::{Answer, Begin, Emulator, HandedOver, Intake, StepProblem, World};
use crate::http::control::sessions::refused;
use crate::http::control::{ControlError, ControlResult, OfWorld, body};
use crate::wire;

fn problem(via: Via, problem: &StepProblem) -> ControlError {
    match problem {
        StepProblem::Refused(refusal) => {
            let told = wire::journey::wording(via, refusal);
            let status = StatusCode::from_u16(told.status).unwrap_or(StatusCode::BAD_REQUEST);
            ControlError::new(status, told.code, told.message)
        }
        StepProblem::Unfit(message) => ControlError::bad_request(message),
    }
}

fn shown(emulator: &Emulator, world: &World, session: &Session, via: Via) -> Value {
    wire::journey::shown(session, via, &world.ids, emulator.now(world))
}

/// The same with what became of the data.
fn handed_over(
    emulator: &Emulator,
    world: &World,
    via: Via,
    (session, handed_over): &(Arc<Session>, Vec<HandedOver>),
) -> Json<Value> {
    let mut answer = shown(emulator, world, session, via);
    let statements = handed_over.iter().map(|one| {
        json!({
            "account_id": one.account.id(&world.ids, session.id).to_string(),
            "statement_id": one.statement.map(|id| id.to_string()),
            "injected_by": one.injected.as_ref().map(ToString::to_string),
            "error": one.refused.as_ref().map(|refusal| {
                let told = wire::refusals::wording(crate::domain::endpoint::Endpoint::UploadStatement, refusal);
                json!({"code": told.code, "message": told.message})
            }),
        })
    });
    answer["statements"] = statements.collect();
    let now = emulator.now(world);
    let consents = session.consents().iter();
    answer["consents"] = consents
        .map(|consent| wire::consents::consent(consent, session.id, now))
        .collect();
    Json(answer)
}

pub(super) async fn show(
    OfWorld(world): OfWorld,
    State(emulator): State<Arc<Emulator>>,
    Path(id): Path<String>,
) -> ControlResult<Json<Value>> {
    let session = emulator.session(&world, &id).map_err(|refusal| refused(&refusal))?;
    session.existing().map_err(|refusal| refused(&refusal))?;
    Ok(Json(wire::journey::all(&session, &world.ids, emulator.now(&world))))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OtpAsked {
    mobile_number: Option<String>,
    bank: Option<BankId>,
    persona: Option<String>,
    twist: Option<Twist>,
}

pub(super) async fn request_otp(
    OfWorld(world): OfWorld,
    State(emulator): State<Arc<Emulator>>,
    Path(id): Path<String>,
    request: Request,
) -> ControlResult<Json<Value>> {
    let asked: OtpAsked = body(request).await?;
    let begin = Begin {
        bank: asked.bank,
        persona: asked.persona,
        twist: asked.twist,
    };
    let session = emulator
        .request_otp(&world, &id, asked.mobile_number.as_deref(), begin)
        .await
        .map_err(|refusal| problem(Via::Aggregator, &refusal))?;
    Ok(Json(shown(&emulator, &world, &session, Via::Aggregator)))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OtpEntered {
    otp: String,
}

async fn otp(emulator: &Emulator, world: &World, id: &str, via: Via, request: Request) -> ControlResult<Json<Value>> {
    let OtpEntered { otp } = body(request).await?;
    let session = emulator
        .enter_otp(world, id, via, &otp)
        .map_err(|refusal| problem(via, &refusal))?;
    Ok(Json(shown(emulator, world, &session, via)))
}

pub(super) async fn aggregator_otp(
    OfWorld(world): OfWorld,
    State(emulator): State<Arc<Emulator>>,
    Path(id): Path<String>,
    request: Request,
) -> ControlResult<Json<Value>> {
    otp(&emulator, &world, &id, Via::Aggregator, request).await
}

pub(super) async fn net_banking_otp(
    OfWorld(world): OfWorld,
    State(emulator): State<Arc<Emulator>>,
    Path(id): Path<String>,
    request: Request,
) -> ControlResult<Json<Value>> {
    otp(&emulator, &world, &id, Via::NetBanking, request).await
}

fn accounts(emulator: &Emulator, world: &World, id: &str, via: Via) -> ControlResult<Json<Value>> {
    let session = emulator.session(world, id).map_err(|refusal| refused(&refusal))?;
    Ok(Json(shown(emulator, world, &session, via)))
}

pub(super) async fn aggregator_accounts(
    OfWorld(world): OfWorld,
    State(emulator): State<Arc<Emulator>>,
    Path(id): Path<String>,
) -> ControlResult<Json<Value>> {
    accounts(&emulator, &world, &id, Via::Aggregator)
}

pub(super) async fn net_banking_accounts(
    OfWorld(world): OfWorld,
    State(emulator): State<Arc<Emulator>>,
    Path(id): Path<String>,
) -> ControlResult<Json<Value>> {
    accounts(&emulator, &world, &id, Via::NetBanking)
}

/// The chosen accounts by the ids the accounts were shown with; an id that was never shown stands for an account nobody found.
fn chosen(
    emulator: &Emulator,
    world: &World,
    id: &str,
    via: Via,
    wanted: Option<Vec<String>>,
) -> ControlResult<Option<Vec<AccountKey>>> {
    let session = emulator.session(world, id).map_err(|refusal| refused(&refusal))?;
    let ids = |texts: Vec<String>| -> Vec<AccountId> {
        let ids = texts.iter();
        ids.map(|text| AccountId::parse(text).unwrap_or(AccountId::NOBODY))
            .collect()
    };
    Ok(wanted.map(|texts| emulator.found_accounts(world, &session, via, &ids(texts))))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Decided {
    decision: Answer,
    accounts: Option<Vec<String>>,
}

pub(super) async fn consent(
    OfWorld(world): OfWorld,
    State(emulator): State<Arc<Emulator>>,
    Path(id): Path<String>,
    request: Request,
) -> ControlResult<Json<Value>> {
    let decided: Decided = body(request).await?;
    let accounts = chosen(&emulator, &world, &id, Via::Aggregator, decided.accounts)?;
    let decision = match decided.decision {
        Answer::Approve => Decision::Approve { accounts },
        Answer::Reject => Decision::Reject,
    };
    let done = emulator
        .decide_consent(&world, &id, decision)
        .await
        .map_err(|refusal| problem(Via::Aggregator, &refusal))?;
    Ok(handed_over(&emulator, &world, Via::Aggregator, &done))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LoggedIn {
    bank: Option<BankId>,
    user: String,
    password: String,
    persona: Option<String>,
    twist: Option<Twist>,
}

pub(super) async fn login(
    OfWorld(world): OfWorld,
    State(emulator): State<Arc<Emulator>>,
    Path(id): Path<String>,
    request: Request,
) -> ControlResult<Json<Value>> {
    let login: LoggedIn = body(request).await?;
    let begin = Begin {
        bank: login.bank,
        persona: login.persona,
        twist: login.twist,
    };
    let session = emulator
        .log_in(&world, &id, (&login.user, &login.password), begin)
        .await
        .map_err(|refusal| problem(Via::NetBanking, &refusal))?;
    Ok(Json(shown(&emulator, &world, &session, Via::NetBanking)))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CaptchaRead {
    captcha: String,
}

pub(super) async fn captcha(
    OfWorld(world): OfWorld,
    State(emulator): State<Arc<Emulator>>,
    Path(id): Path<String>,
    request: Request,
) -> ControlResult<Json<Value>> {
    let CaptchaRead { captcha } = body(request).await?;
    let session = emulator
        .read_captcha(&world, &id, &captcha)
        .map_err(|refusal| problem(Via::NetBanking, &refusal))?;
    Ok(Json(shown(&emulator, &world, &session, Via::NetBanking)))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Chosen {
    accounts: Option<Vec<String>>,
}

pub(super) async fn choice(
    OfWorld(world): OfWorld,
    State(emulator): State<Arc<Emulator>>,
    Path(id): Path<String>,
    request: Request,
) -> ControlResult<Json<Value>> {
    let Chosen { accounts } = body(request).await?;
    let accounts = chosen(&emulator, &world, &id, Via::NetBanking, accounts)?;
    let done = emulator
        .choose_accounts(&world, &id, accounts)
        .await
        .map_err(|refusal| problem(Via::NetBanking, &refusal))?;
    Ok(handed_over(&emulator, &world, Via::NetBanking, &done))
}

pub(super) async fn intake(
    OfWorld(world): OfWorld,
    State(emulator): State<Arc<Emulator>>,
    Path(id): Path<String>,
    request: Request,
) -> ControlResult<Json<Value>> {
    let intake: Intake = body(request).await?;
    let via = intake.via;
    let done = emulator
        .intake(&world, &id, intake)
        .await
        .map_err(|refusal| problem(via, &refusal))?;
    Ok(handed_over(&emulator, &world, via, &done))
}
