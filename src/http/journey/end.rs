//! The ends: everything handed over, and leaving without it. Both are pages that lead on, because a form's answer may not lead elsewhere.

use askama::Template;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use crate::http::journey::form;
use crate::http::journey::once::Answer;
use crate::http::journey::page::{Page, shown};
use crate::http::journey::problem;
use crate::http::journey::visit::{SentVisit, Visit, see};
use crate::wire::journey_page::{lender, return_url, time_text};

/// Milliseconds a borrower sees that all went well.
const DONE_WAIT_MS: u32 = 1_500;

#[derive(Template)]
#[template(path = "journey/done.html")]
struct Done {
    page: Page,
    done_text: String,
    has_return: bool,
    return_url: String,
}

#[derive(Template)]
#[template(path = "journey/leave.html")]
struct Leave {
    page: Page,
    leave_text: String,
    stay_url: String,
    form_id: String,
}

#[derive(Template)]
#[template(path = "journey/left.html")]
struct Left {
    page: Page,
    has_return: bool,
    return_url: String,
}

pub(super) async fn done(SentVisit(visit): SentVisit) -> Response {
    if visit.session.hosted().is_none_or(|hosted| hosted.finished_at.is_none()) {
        return visit.see("/journey/summary", "");
    }
    let back = return_url(&visit.session, true);
    let mut page = Page::bare(&visit, "done", "Done");
    page.json["end"] = json!({
        "id": "done", "status": "success", "return_url": back.as_deref().unwrap_or_default(), "wait_ms": DONE_WAIT_MS,
    });
    let done = Done {
        done_text: format!("Your statements are on their way to {}.", page.lender),
        page,
        has_return: back.is_some(),
        return_url: back.unwrap_or_default(),
    };
    shown(StatusCode::OK, &done)
}

/// Where a borrower was, by the screen he left.
fn stay_url(visit: &Visit) -> String {
    let path = match visit.value("from").unwrap_or_default() {
        "banks" => "/journey/banks",
        "mode" => "/journey/mode",
        "pdf" | "pdf-ended" => "/journey/pdf",
        "aa-mobile" | "aa-otp" | "aa-accounts" | "aa-consent" | "aa-ended" => "/journey/aa",
        "nb-login" | "nb-captcha" | "nb-otp" | "nb-accounts" | "nb-ended" => "/journey/nb",
        "summary" => "/journey/summary",
        _ => "/",
    };
    match visit.bank() {
        Some(bank) if path != "/" && path != "/journey/banks" => visit.url_at(path, bank, ""),
        Some(_) | None => visit.url(path, ""),
    }
}

pub(super) async fn leave(visit: Visit) -> Response {
    if visit.session.is_sent() {
        return visit.see("/journey/done", "");
    }
    let accepted = visit
        .session
        .statements
        .iter()
        .filter(|statement| statement.is_accepted());
    let lender = lender(&visit.session);
    let until = time_text(visit.session.expires_at);
    let leave_text = match accepted.count() {
        0 => format!("Nothing has been handed in. Until {until} you can come back with the same link."),
        1 => format!("The statement you handed in is kept until {until}, but {lender} does not get it."),
        several => {
            format!("The {several} statements you handed in are kept until {until}, but {lender} does not get them.")
        }
    };
    let page = Leave {
        page: Page::bare(&visit, "leave", "Leave"),
        leave_text,
        stay_url: stay_url(&visit),
        form_id: format!("leave-{}", visit.session.revision),
    };
    shown(StatusCode::OK, &page)
}

pub(super) async fn confirm(visit: Visit, request: Request) -> Response {
    if visit.session.is_sent() {
        return visit.see("/journey/done", "");
    }
    let form = form::plain(request).await;
    let key = (visit.world.incarnation, visit.session.id);
    let (emulator, world, id) = (visit.emulator.clone(), visit.world.clone(), visit.session.id);
    let (left_url, start_url) = (visit.url("/journey/left", ""), visit.url("/", ""));
    let work = async move {
        let location = match emulator.leave(&world, id) {
            Ok(_) => left_url,
            // The page says why.
            Err(_) => start_url,
        };
        Answer { location, told: None }
    };
    match visit.once.answer(key, form.value("form_id"), work).await {
        Some(answer) => see(&answer.location),
        None => problem::went_wrong(
            &visit,
            StatusCode::INTERNAL_SERVER_ERROR,
            "leaving stopped with a fault of ours",
        ),
    }
}

pub(super) async fn left(visit: Visit) -> Response {
    let count = visit.session.hosted().map_or(0, |hosted| hosted.left_count);
    if visit.session.is_sent() {
        return visit.see("/journey/done", "");
    }
    if count == 0 {
        return visit.see("/", "");
    }
    let back = return_url(&visit.session, false);
    let mut page = Page::bare(&visit, "left", "Left");
    page.json["end"] = json!({
        "id": format!("left-{count}"), "status": "exit", "message": "the borrower left",
        "return_url": back.as_deref().unwrap_or_default(), "wait_ms": 0,
    });
    let left = Left {
        page,
        has_return: back.is_some(),
        return_url: back.unwrap_or_default(),
    };
    shown(StatusCode::OK, &left)
}
