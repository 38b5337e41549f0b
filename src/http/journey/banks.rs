//! Where the borrower begins, and the search over the catalogue.

use askama::Template;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::ACCEPT;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::domain::bank::BankId;
use crate::http::Context;
use crate::http::journey::mode::way_url;
use crate::http::journey::page::{Page, shown};
use crate::http::journey::visit::Visit;
use crate::wire::journey_page::{self, BankShown, POPULAR};

/// Characters of a search that are looked at.
const SEARCH_LENGTH_MAX: usize = 60;

#[derive(Template)]
#[template(path = "journey/welcome.html")]
struct Welcome {
    page: Page,
    next_url: String,
    has_bank_fixed: bool,
}

#[derive(Template)]
#[template(path = "journey/banks.html")]
struct Banks {
    page: Page,
    query_text: String,
    found_text: String,
    has_popular: bool,
    popular: Vec<BankShown>,
    banks: Vec<BankShown>,
    has_banks: bool,
}

/// `GET /?session_id=…`; without a session only a browser gets a page.
pub(super) async fn start(State(context): State<Context>, request: Request) -> Response {
    let names_a_session = request.uri().query().is_some_and(|query| query.contains("session_id"));
    let is_browser = request
        .headers()
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    if !is_read || !(names_a_session || is_browser) {
        return not_found(request).await;
    }
    welcome(context, request).await
}

/// `GET /session_id=…`, the other form of `redirect_url`. Source: conflicts C11.
pub(super) async fn start_by_path(State(context): State<Context>, request: Request) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    if !is_read || !request.uri().path().starts_with("/session_id=") {
        return not_found(request).await;
    }
    welcome(context, request).await
}

async fn not_found(request: Request) -> Response {
    crate::http::not_found(axum::extract::OriginalUri(request.uri().clone())).await
}

async fn welcome(context: Context, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let visit = match Visit::from_request_parts(&mut parts, &context).await {
        Ok(visit) => visit,
        Err(answer) => return answer.into_response(),
    };
    let fixed = visit.session.request.bank;
    let has_files = visit.session.statements.iter().any(|statement| statement.is_accepted());
    let next_url = match (fixed, visit.session.request.mode) {
        _ if has_files => visit.url("/journey/summary", ""),
        (None, _) => visit.url("/journey/banks", ""),
        (Some(bank), Some(mode)) => way_url(&visit, mode, bank, ""),
        (Some(bank), None) => visit.url_at("/journey/mode", bank, ""),
    };
    let mut page = Page::of(&visit, "welcome", "Start", 0).sent(&visit);
    if let Some(bank) = fixed {
        page = page.at(bank);
    }
    let welcome = Welcome {
        page,
        next_url,
        has_bank_fixed: fixed.is_some() && !has_files,
    };
    shown(StatusCode::OK, &welcome)
}

pub(super) async fn banks(visit: Visit) -> Response {
    if !visit.session.may_choose_bank() {
        return visit.see("/journey/mode", "");
    }
    let search: String = visit
        .value("q")
        .unwrap_or_default()
        .trim()
        .chars()
        .take(SEARCH_LENGTH_MAX)
        .collect();
    let banks = journey_page::banks(&search);
    let found_text = match (search.is_empty(), banks.len()) {
        (true, _) | (false, 0) => String::new(),
        (false, 1) => "1 bank".to_owned(),
        (false, several) => format!("{several} banks"),
    };
    let popular = POPULAR
        .iter()
        .filter_map(|id| BankId::parse(id))
        .map(journey_page::bank_shown);
    let page = Banks {
        page: Page::of(&visit, "banks", "Choose your bank", 1).back(visit.url("/", ""), ""),
        found_text,
        has_popular: search.is_empty(),
        popular: if search.is_empty() {
            popular.collect()
        } else {
            Vec::new()
        },
        has_banks: !banks.is_empty(),
        query_text: search,
        banks,
    };
    shown(StatusCode::OK, &page)
}
