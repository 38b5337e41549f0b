//! Pages that say why there is nothing to do here.

use askama::Template;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::domain::bank::BankId;
use crate::domain::refusal::Refusal;
use crate::domain::session_request::Mode;
use crate::http::journey::mode::mode_title;
use crate::http::journey::page::{Page, shown};
use crate::http::journey::visit::Visit;
use crate::wire::journey_page::{return_url, time_text};
use crate::wire::journey_words;

#[derive(Template)]
#[template(path = "journey/unknown.html")]
struct Unknown {
    page: Page,
    has_return: bool,
    return_url: String,
    why: String,
}

#[derive(Template)]
#[template(path = "journey/deleted.html")]
struct Deleted {
    page: Page,
    has_return: bool,
    return_url: String,
    why: String,
}

#[derive(Template)]
#[template(path = "journey/expired.html")]
struct Expired {
    was_sent: bool,
    page: Page,
    has_return: bool,
    return_url: String,
    why: String,
}

#[derive(Template)]
#[template(path = "journey/processed.html")]
struct Processed {
    page: Page,
    has_return: bool,
    return_url: String,
    why: String,
    sent_at: String,
}

#[derive(Template)]
#[template(path = "journey/not_permitted.html")]
struct NotPermitted {
    page: Page,
    why: String,
    message: String,
    has_other: bool,
    other_url: String,
}

#[derive(Template)]
#[template(path = "journey/went_wrong.html")]
struct WentWrong {
    page: Page,
    has_return: bool,
    return_url: String,
    why: String,
    again_url: String,
}

/// Where the page's script goes instead.
fn elsewhere(status: StatusCode, location: &str) -> Response {
    (status, Json(json!({"location": location}))).into_response()
}

/// The page of a session nobody knows, or whose token is wrong.
pub(super) fn unknown(id: &str, why: &str, wants_json: bool) -> Response {
    if wants_json {
        let id: String = url::form_urlencoded::byte_serialize(id.as_bytes()).collect();
        return elsewhere(StatusCode::NOT_FOUND, &format!("/?session_id={id}"));
    }
    let page = Unknown {
        page: Page::of_nobody("unknown", "Unknown link", id),
        has_return: false,
        return_url: String::new(),
        why: why.to_owned(),
    };
    shown(StatusCode::NOT_FOUND, &page)
}

/// The page of a session that is deleted, processed or expired.
pub(super) fn closed(visit: &Visit, refusal: &Refusal) -> Response {
    let status = if *refusal == Refusal::DuplicateProcessingRequest {
        StatusCode::CONFLICT
    } else if matches!(refusal, Refusal::SessionUnknown { .. }) {
        StatusCode::NOT_FOUND
    } else {
        StatusCode::GONE
    };
    if visit.wants_json {
        return elsewhere(status, &visit.url("/", ""));
    }
    let session = visit.session_now();
    // What was sent, or is worked on, did not fail because the page is over.
    let was_sent = session.processing.is_some() || session.hosted().is_some_and(|hosted| hosted.finished_at.is_some());
    let back = return_url(&session, was_sent && session.deleted_at.is_none());
    let (has_return, return_url) = (back.is_some(), back.unwrap_or_default());
    if *refusal == Refusal::SessionDeleted {
        let at = session.deleted_at.map(time_text).unwrap_or_default();
        let page = Deleted {
            page: Page::bare(visit, "deleted", "Deleted"),
            has_return,
            return_url,
            why: format!("SESSION_DELETED: delete_session was called on {at}."),
        };
        return shown(status, &page);
    }
    if *refusal == Refusal::DuplicateProcessingRequest {
        let at = session.processing.as_ref().map(|processing| time_text(processing.at));
        let page = Processed {
            page: Page::bare(visit, "processed", "Already sent"),
            has_return,
            return_url,
            why: "initiate_processing was called for this session; it takes no upload any more.".to_owned(),
            sent_at: at.unwrap_or_default(),
        };
        return shown(status, &page);
    }
    if let Refusal::SessionUnknown { .. } = refusal {
        let why = "SESSION_NOT_FOUND: the world was reset meanwhile.";
        return unknown(&visit.session.id.to_string(), why, false);
    }
    let page = Expired {
        was_sent,
        page: Page::bare(visit, "expired", "Expired"),
        has_return,
        return_url,
        why: format!(
            "SESSION_EXPIRED: it was open until {} in world time, and the clock stands at {}. A new session is needed; the clock never goes \
             back.",
            time_text(visit.session.expires_at),
            time_text(visit.now),
        ),
    };
    shown(status, &page)
}

/// The page of a way the borrower may not go.
pub(super) fn not_permitted(visit: &Visit, mode: Mode, bank: BankId, refusal: &Refusal) -> Response {
    if visit.wants_json {
        return elsewhere(StatusCode::FORBIDDEN, &visit.url_at("/journey/mode", bank, ""));
    }
    let mut blanks = visit.blanks(Some(bank));
    blanks.insert("mode", mode_title(mode).to_owned());
    let (code, why) = if *refusal == Refusal::ModeNotAvailable {
        (
            "MODE_NOT_AVAILABLE",
            format!(
                "MODE_NOT_AVAILABLE: {} does not offer it; bank_modes of the settings changes that.",
                bank.as_str()
            ),
        )
    } else {
        (
            "MODE_NOT_ENABLED",
            "MODE_NOT_ENABLED: the session names another mode, or `modes` of this world's settings leaves it out."
                .to_owned(),
        )
    };
    let word = journey_words::find("session", code, "");
    let others = visit.session.ways(bank, &visit.settings);
    let page = NotPermitted {
        page: Page::bare(visit, "not_permitted", "Not offered"),
        why,
        message: word.map(|word| word.told(&blanks).message).unwrap_or_default(),
        has_other: !others.is_empty(),
        other_url: visit.url_at("/journey/mode", bank, ""),
    };
    shown(StatusCode::FORBIDDEN, &page)
}

/// The page of what went wrong with us.
pub(super) fn went_wrong(visit: &Visit, status: StatusCode, why: &str) -> Response {
    let back = return_url(&visit.session, false);
    let page = WentWrong {
        page: Page::bare(visit, "went_wrong", "Error"),
        has_return: back.is_some(),
        return_url: back.unwrap_or_default(),
        why: why.to_owned(),
        again_url: visit.url("/", ""),
    };
    shown(status, &page)
}
