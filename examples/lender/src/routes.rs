//! What browsers and webhooks meet. Every page loads again safely; what changes something is a step that is taken once.

use std::sync::Arc;

use anyhow::Context;
use askama::Template;
use axum::extract::{DefaultBodyLimit, Form as FormBody, Path, Query, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use subtle::ConstantTimeEq;
use url::Url;

use crate::application::{Application, Form, unguessable};
use crate::guide::{CASES, PEOPLE, person};
use crate::lending::{Lender, View};
use crate::pages::{Apply, DecisionPage, Failed, Frame, Guide, Left, Onward, Page, Problem, Stage, Waiting};

/// Bytes of a form or a webhook that are read.
const BODY_BYTES_MAX: usize = 1 << 20;

/// What handlers share.
#[derive(Clone, Debug)]
struct Office {
    lender: Arc<Lender>,
    /// Scheme and host of the bank's pages, as browsers see them.
    pages_origin: String,
}

/// All routes.
///
/// # Errors
/// When the service's address is no URL.
pub fn routes(lender: Arc<Lender>) -> anyhow::Result<Router> {
    let settings = &lender.settings;
    let pages_url = settings.pages_url.as_ref().unwrap_or(&settings.bankconnect_url);
    let pages_origin = origin(pages_url).with_context(|| format!("`{pages_url}` is no URL"))?;
    let office = Office { lender, pages_origin };
    let mut routes = Router::new()
        .route("/", get(form))
        .route("/apply", post(apply))
        .route("/application/{id}", get(application))
        .route("/application/{id}/statements", get(statements))
        .route("/application/{id}/status", get(status))
        .route("/application/{id}/report/{account_id}", get(report))
        .route("/return/{id}", get(returned))
        .route("/webhook", post(webhook))
        .route("/assets/{name}", get(asset));
    if office.lender.settings.is_demo {
        routes = routes.route("/guide", get(guide));
    }
    let routes = routes.fallback(nowhere).layer(DefaultBodyLimit::max(BODY_BYTES_MAX));
    Ok(routes.with_state(office))
}

/// Scheme, host and port, as browsers compare them.
fn origin(url: &str) -> Option<String> {
    let url: Url = url.parse().ok()?;
    url.host_str()?;
    Some(url.origin().ascii_serialization())
}

impl Office {
    /// The emulator's console, in a demo.
    fn console_url(&self) -> String {
        if self.lender.settings.is_demo {
            format!("{}/_emulator/", self.pages_origin)
        } else {
            String::new()
        }
    }

    fn page(&self, name: &'static str, title: &'static str) -> Page {
        Page::new(name, title, &self.console_url())
    }

    fn apply_page(&self, status: StatusCode, form: Form, error: &str) -> Response {
        let page = self.page("apply", "Apply");
        let apply = Apply::new(page, form, error, self.lender.settings.is_demo);
        self.html(status, None, &apply)
    }

    fn problem(&self, status: StatusCode, title: &'static str, message: &str, again_url: &str) -> Response {
        let problem = Problem {
            page: self.page("problem", title),
            message: message.to_owned(),
            again_url: again_url.to_owned(),
        };
        self.html(status, None, &problem)
    }

    fn unknown(&self) -> Response {
        let message = "There is no application here. Perhaps it was forgotten: this lender keeps them in memory, and only the last thousand.";
        self.problem(StatusCode::NOT_FOUND, "We do not know this application", message, "")
    }

    /// A page, with a policy that lets nothing in but what is ours; the bank's page may be framed, and forms may lead to it.
    fn html(&self, status: StatusCode, framed: Option<&str>, page: &impl Template) -> Response {
        let Ok(html) = page.render() else {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        let policy = format!(
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self' {}; frame-src {}; frame-ancestors 'none'; base-uri 'none'",
            self.pages_origin,
            framed.unwrap_or("'none'"),
        );
        let headers = [
            (CONTENT_TYPE, "text/html; charset=utf-8"),
            (CONTENT_SECURITY_POLICY, policy.as_str()),
            (CACHE_CONTROL, "no-store"),
            (REFERRER_POLICY, "same-origin"),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ];
        (status, headers, html).into_response()
    }
}

/// What the empty form is filled in with.
#[derive(Clone, Default, Deserialize, Debug)]
#[serde(default)]
struct Prefill {
    /// A person of the guide.
    persona: String,
    /// A case of the guide.
    case: String,
    /// An application that came to nothing.
    again: String,
}

async fn form(State(office): State<Office>, Query(prefill): Query<Prefill>) -> Response {
    let known = office.lender.applications.find(&prefill.again);
    let mut form = known.map_or_else(|| prefilled(&prefill), |application| application.form.clone());
    form.form_id = unguessable();
    if !prefill.again.is_empty() {
        // What went wrong is not to go wrong again.
        form.test_value.clear();
    }
    office.apply_page(StatusCode::OK, form, "")
}

/// The fields of the person and case, of the first person where none is named.
fn prefilled(prefill: &Prefill) -> Form {
    let person = person(&prefill.persona).unwrap_or(&PEOPLE[0]);
    let case = CASES.iter().find(|case| case.name == prefill.case);
    Form {
        form_id: String::new(),
        name: person.full_name.to_owned(),
        amount: person.amount.to_string(),
        months: person.months.to_string(),
        mobile: person.mobile_number.to_owned(),
        workflow: "redirect".to_owned(),
        test_value: case.map_or_else(String::new, |case| case.test_value.to_owned()),
    }
}

async fn apply(State(office): State<Office>, FormBody(form): FormBody<Form>) -> Response {
    let request = match form.read() {
        Ok(request) => request,
        Err(wrong) => return office.apply_page(StatusCode::UNPROCESSABLE_ENTITY, form, wrong),
    };
    match office.lender.apply(form.clone(), request).await {
        Ok((application, _)) => to_bank(&office, &application),
        Err(problem) => {
            let error =
                format!("The bank statement service did not open: {problem}. Your form is kept; send it again.");
            office.apply_page(StatusCode::SERVICE_UNAVAILABLE, form, &error)
        }
    }
}

/// Sends the borrower to the bank's page, or frames it.
fn to_bank(office: &Office, application: &Application) -> Response {
    let Some(session) = application.session.get() else {
        return Redirect::to("/").into_response();
    };
    if application.request.is_framed {
        return Redirect::to(&format!("/application/{}/statements", application.id)).into_response();
    }
    if origin(&session.redirect_url).as_deref() == Some(&office.pages_origin) {
        return Redirect::to(&session.redirect_url).into_response();
    }
    // A browser follows no form to a place the policy does not name. A link it does.
    let onward = Onward {
        page: office.page("onward", "To your bank"),
        journey_url: session.redirect_url.clone(),
    };
    office.html(StatusCode::OK, None, &onward)
}

async fn statements(State(office): State<Office>, Path(id): Path<String>) -> Response {
    let Some(application) = office.lender.applications.find(&id) else {
        return office.unknown();
    };
    let session = application.session.get().filter(|_| application.request.is_framed);
    let Some((session, journey_origin)) = session.and_then(|session| Some((session, origin(&session.redirect_url)?)))
    else {
        return to_bank(&office, &application);
    };
    let frame = Frame {
        page: office.page("frame", "Share your statements"),
        journey_url: session.redirect_url.clone(),
        journey_origin: journey_origin.clone(),
        done_url: format!("/return/{id}?success=true"),
        left_url: format!("/return/{id}?success=false"),
    };
    office.html(StatusCode::OK, Some(&journey_origin), &frame)
}

/// What the bank's page sends the borrower back with.
#[derive(Clone, Default, Deserialize, Debug)]
#[serde(default)]
struct Return {
    success: String,
}

async fn returned(State(office): State<Office>, Path(id): Path<String>, Query(back): Query<Return>) -> Response {
    let Some(application) = office.lender.applications.find(&id) else {
        return office.unknown();
    };
    if back.success == "true" {
        office.lender.handed_in(&application).await;
    }
    Redirect::to(&format!("/application/{id}")).into_response()
}

async fn application(State(office): State<Office>, Path(id): Path<String>) -> Response {
    let Some(application) = office.lender.applications.find(&id) else {
        return office.unknown();
    };
    match office.lender.look(&application).await {
        View::AtBank => {
            let left = Left {
                page: office.page("left", "No statements yet"),
                again_url: format!("/application/{id}/statements"),
            };
            office.html(StatusCode::OK, None, &left)
        }
        View::Decided(decided) => {
            let page = office.page("decision", "Decision");
            office.html(StatusCode::OK, None, &DecisionPage::new(page, &application, &decided))
        }
        View::Failed(failure) => {
            let page = office.page("failed", "We could not use your statements");
            office.html(StatusCode::OK, None, &Failed::new(page, &failure, &application))
        }
        view @ (View::Waiting(_) | View::Unanswered(_)) => waiting(&office, &id, &view),
    }
}

fn waiting(office: &Office, id: &str, view: &View) -> Response {
    let (status, progress) = match view {
        View::Waiting(progress) => (StatusCode::OK, progress.as_ref()),
        View::AtBank | View::Unanswered(_) | View::Decided(_) | View::Failed(_) => {
            (StatusCode::SERVICE_UNAVAILABLE, None)
        }
    };
    let mut page = office.page("waiting", "Reading your statements");
    page.status_url = format!("/application/{id}/status");
    let waiting = Waiting {
        page,
        status_text: status_text(view),
        again_url: format!("/application/{id}"),
        stages: Stage::all(progress),
        is_unanswered: status != StatusCode::OK,
    };
    office.html(status, None, &waiting)
}

/// How it stands, in a sentence.
fn status_text(view: &View) -> String {
    match view {
        View::Waiting(_) => "This takes a few seconds. You may close this page and come back to it.".to_owned(),
        View::Unanswered(why) => {
            format!(
                "The bank statement service does not answer ({why}). Nothing is lost; we ask again every two seconds."
            )
        }
        View::AtBank | View::Decided(_) | View::Failed(_) => String::new(),
    }
}

async fn status(State(office): State<Office>, Path(id): Path<String>) -> Response {
    let Some(application) = office.lender.applications.find(&id) else {
        return (StatusCode::NOT_FOUND, Json(json!({"state": "unknown"}))).into_response();
    };
    let view = office.lender.look(&application).await;
    let (state, progress) = match &view {
        View::Waiting(progress) => ("waiting", progress.as_ref()),
        View::Unanswered(_) => ("unanswered", None),
        View::AtBank | View::Decided(_) | View::Failed(_) => ("done", None),
    };
    let stages = Stage::all(progress);
    let stages: serde_json::Map<String, Value> = stages
        .into_iter()
        .map(|stage| (stage.name.to_owned(), stage.state.into()))
        .collect();
    let answer = Json(json!({"state": state, "text": status_text(&view), "stages": stages}));
    ([(CACHE_CONTROL, "no-store")], answer).into_response()
}

async fn report(State(office): State<Office>, Path((id, account_id)): Path<(String, String)>) -> Response {
    let Some(application) = office.lender.applications.find(&id) else {
        return office.unknown();
    };
    let again_url = format!("/application/{id}");
    match office.lender.report(&application, &account_id).await {
        Ok(Some(link)) => Redirect::to(&link).into_response(),
        Ok(None) => {
            let message = "There is no report of this account.";
            office.problem(StatusCode::NOT_FOUND, "No report", message, &again_url)
        }
        Err(problem) => {
            let message = format!("The bank statement service gave no report: {problem}.");
            office.problem(StatusCode::SERVICE_UNAVAILABLE, "No report now", &message, &again_url)
        }
    }
}

/// A webhook: who does not know the secret is told nothing; who does has his answer at once, and the work is done afterwards.
async fn webhook(
    State(office): State<Office>,
    headers: HeaderMap,
    body: Result<Json<Value>, axum::extract::rejection::JsonRejection>,
) -> StatusCode {
    let secret = headers.get("x-secret-key").map_or(&b""[..], |secret| secret.as_bytes());
    let expected = office.lender.settings.webhook_secret.as_bytes();
    if !bool::from(secret.ct_eq(expected)) {
        return StatusCode::UNAUTHORIZED;
    }
    let Ok(Json(body)) = body else {
        return StatusCode::BAD_REQUEST;
    };
    if let Some(application) = office.lender.noted(&body) {
        tokio::spawn(async move { office.lender.told(&application, &body).await });
    }
    StatusCode::OK
}

async fn guide(State(office): State<Office>) -> Response {
    let lender = &office.lender;
    let page = office.page("guide", "Guide");
    let guide = Guide::new(
        page,
        &office.pages_origin,
        &lender.settings.api_key,
        &lender.webhook_url,
    );
    office.html(StatusCode::OK, None, &guide)
}

async fn asset(Path(name): Path<String>) -> Response {
    let (kind, text) = match name.as_str() {
        "lender.css" => ("text/css; charset=utf-8", include_str!("../assets/lender.css")),
        "lender.js" => ("text/javascript; charset=utf-8", include_str!("../assets/lender.js")),
        "logo.svg" => ("image/svg+xml", include_str!("../assets/logo.svg")),
        "mark.svg" => ("image/svg+xml", include_str!("../assets/mark.svg")),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let headers = [
        (CONTENT_TYPE, kind),
        (CACHE_CONTROL, "no-cache"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, text).into_response()
}

async fn nowhere(State(office): State<Office>) -> Response {
    let message = "This lender is small. Its form is where everything begins.";
    office.problem(StatusCode::NOT_FOUND, "There is no such page", message, "")
}
