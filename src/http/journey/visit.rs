//! Who visits which page: the session its address names, and what every page of it needs to know.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::ACCEPT;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use subtle::ConstantTimeEq;

use crate::domain::bank::BankId;
use crate::domain::refusal::Refusal;
use crate::domain::session::Session;
use crate::domain::session_request::{ApiVersion, Mode};
use crate::domain::settings::Settings;
use crate::emulator::{Emulator, World};
use crate::http::Context;
use crate::http::journey::once::Once;
use crate::http::journey::problem;
use crate::wire::journey_page;
use crate::wire::journey_words::Blanks;

/// A page of a session that is open. Nothing else gets past the extractor.
#[derive(Clone)]
pub(super) struct Visit {
    pub(super) emulator: Arc<Emulator>,
    pub(super) world: Arc<World>,
    pub(super) session: Arc<Session>,
    pub(super) settings: Arc<Settings>,
    pub(super) now: DateTime<Utc>,
    /// Whether the page's script asks, and not a form.
    pub(super) wants_json: bool,
    /// Answers that were given.
    pub(super) once: Arc<Once>,
    pairs: Vec<(String, String)>,
}

/// An answer in place of the page that was asked for.
#[derive(Debug)]
pub(super) struct Elsewhere(Box<Response>);

impl From<Response> for Elsewhere {
    fn from(response: Response) -> Self {
        Elsewhere(Box::new(response))
    }
}

impl IntoResponse for Elsewhere {
    fn into_response(self) -> Response {
        *self.0
    }
}

/// Characters of an id that are shown when nobody knows it.
const UNKNOWN_ID_LENGTH_MAX: usize = 36;

impl FromRequestParts<Context> for Visit {
    type Rejection = Elsewhere;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Elsewhere> {
        let pairs = pairs_of(parts);
        let visit = Visit::of(pairs, wants_json(parts), context)?;
        match visit.session.open_for_page(visit.now) {
            Ok(()) => Ok(visit),
            Err(refusal) => Err(problem::closed(&visit, &refusal).into()),
        }
    }
}

/// A page of a session that is open, or was sent before it was processed or expired: that end stays.
pub(super) struct SentVisit(pub(super) Visit);

impl FromRequestParts<Context> for SentVisit {
    type Rejection = Elsewhere;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Elsewhere> {
        let visit = Visit::of(pairs_of(parts), wants_json(parts), context)?;
        let is_sent = visit
            .session
            .hosted()
            .is_some_and(|hosted| hosted.finished_at.is_some());
        match visit.session.open_for_page(visit.now) {
            Err(refusal) if !is_sent || refusal == Refusal::SessionDeleted => {
                Err(problem::closed(&visit, &refusal).into())
            }
            Ok(()) | Err(_) => Ok(SentVisit(visit)),
        }
    }
}

impl Visit {
    fn of(pairs: Vec<(String, String)>, wants_json: bool, context: &Context) -> Result<Self, Elsewhere> {
        let value = |name: &str| {
            pairs
                .iter()
                .find(|(other, _)| other == name)
                .map(|(_, value)| value.as_str())
        };
        let id = value("session_id").unwrap_or_default().trim_end_matches('/').trim();
        let shown: String = id.chars().take(UNKNOWN_ID_LENGTH_MAX).collect();
        let Some((world, session)) = context.emulator.hosted_session(id) else {
            return Err(problem::unknown(
                &shown,
                "SESSION_NOT_FOUND: no world of this process has a session of this id. Ids change with the seed, and a restart forgets sessions \
                 unless --data is given.",
                wants_json,
            ).into());
        };
        let is_token_right = match session.request.version {
            ApiVersion::V1 => true,
            ApiVersion::V2 => {
                let (wanted, given) = (world.ids.journey_token(session.id), value("token").unwrap_or_default());
                bool::from(wanted.as_bytes().ct_eq(given.as_bytes()))
            }
        };
        if !is_token_right {
            return Err(problem::unknown(
                &shown,
                "TOKEN_INVALID: a session of /v2/session/ opens with the token of its redirect_url, and this address has another one or none.",
                wants_json,
            ).into());
        }
        Ok(Visit {
            emulator: Arc::clone(&context.emulator),
            settings: world.settings(),
            now: context.emulator.now(&world),
            once: Arc::clone(&context.once),
            world,
            session,
            wants_json,
            pairs,
        })
    }

    /// A value of the address.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        let found = self.pairs.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Every value of this name.
    pub(super) fn values(&self, name: &str) -> Vec<&str> {
        let found = self.pairs.iter().filter(|(other, _)| other == name);
        found.map(|(_, value)| value.as_str()).collect()
    }

    /// From and to, as in `e=3-5`.
    pub(super) fn range(&self, name: &str) -> Option<(u64, u64)> {
        let (from, to) = self.value(name)?.split_once('-')?;
        Some((from.parse().ok()?, to.parse().ok()?))
    }

    /// The bank the address names where the borrower chooses, else the session's.
    pub(super) fn bank(&self) -> Option<BankId> {
        let named = self.value("bank").filter(|_| self.session.may_choose_bank());
        named.and_then(BankId::parse).or(self.session.request.bank)
    }

    /// The bank; without one the borrower is led to the list.
    pub(super) fn chosen_bank(&self) -> Result<BankId, Elsewhere> {
        self.bank().ok_or_else(|| self.see("/journey/banks", "").into())
    }

    /// The bank, when the borrower may go this way at it.
    pub(super) fn bank_for(&self, mode: Mode) -> Result<BankId, Elsewhere> {
        let bank = self.chosen_bank()?;
        match self.session.may_go(mode, bank, &self.settings) {
            Ok(()) => Ok(bank),
            Err(refusal) => Err(problem::not_permitted(self, mode, bank, &refusal).into()),
        }
    }

    /// What stands behind `?` in every link.
    pub(super) fn query(&self) -> String {
        let mut query = format!("session_id={}", self.session.id);
        if let Some(token) = self.token() {
            query.push_str("&token=");
            query.extend(url::form_urlencoded::byte_serialize(token.as_bytes()));
        }
        query
    }

    /// The token of the second version.
    pub(super) fn token(&self) -> Option<String> {
        match self.session.request.version {
            ApiVersion::V1 => None,
            ApiVersion::V2 => Some(self.world.ids.journey_token(self.session.id)),
        }
    }

    /// The address of a page of this session; `more` begins with `&`.
    pub(super) fn url(&self, path: &str, more: &str) -> String {
        format!("{path}?{}{more}", self.query())
    }

    /// The address of a page at a bank.
    pub(super) fn url_at(&self, path: &str, bank: BankId, more: &str) -> String {
        let bank: String = url::form_urlencoded::byte_serialize(bank.as_str().as_bytes()).collect();
        self.url(path, &format!("&bank={bank}{more}"))
    }

    /// The answer that leads to another page.
    pub(super) fn see(&self, path: &str, more: &str) -> Response {
        see(&self.url(path, more))
    }

    /// The answer that leads to a page at a bank.
    pub(super) fn see_at(&self, path: &str, bank: BankId, more: &str) -> Response {
        see(&self.url_at(path, bank, more))
    }

    /// Where what is put into blanks comes from.
    pub(super) fn blanks(&self, bank: Option<BankId>) -> Blanks {
        let window = self.session.request.window;
        Blanks::from([
            (
                "bank",
                bank.map_or_else(|| "your bank".to_owned(), |bank| bank.bank().full_name.to_owned()),
            ),
            ("lender", journey_page::lender(&self.session)),
            ("from", journey_page::day_text(window.from)),
            ("to", journey_page::day_text(window.to)),
            ("size", journey_page::size_text(self.emulator.config().upload_bytes_max)),
        ])
    }

    /// The session as it is now, after something was done.
    pub(super) fn session_now(&self) -> Arc<Session> {
        self.world
            .session(self.session.id)
            .unwrap_or_else(|| Arc::clone(&self.session))
    }

    /// Why the session is closed, when it has been closed since.
    pub(super) fn closed(&self, refusal: &Refusal) -> Option<Response> {
        let is_closed = matches!(
            refusal,
            Refusal::SessionDeleted
                | Refusal::DuplicateProcessingRequest
                | Refusal::SessionExpired
                | Refusal::SessionUnknown { .. }
        );
        is_closed.then(|| problem::closed(self, refusal))
    }
}

/// Leads to another page by GET.
pub(super) fn see(url: &str) -> Response {
    axum::response::Redirect::to(url).into_response()
}

/// Whether the page's script asks.
pub(super) fn wants_json(parts: &Parts) -> bool {
    let accept = parts.headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("application/json"))
}

/// What the address says: its query, and its path in the form without a question mark.
fn pairs_of(parts: &Parts) -> Vec<(String, String)> {
    let path = parts.uri.path().trim_start_matches('/');
    let by_path = Some(path).filter(|path| path.starts_with("session_id="));
    let texts = by_path.into_iter().chain(parts.uri.query());
    texts
        .flat_map(|text| url::form_urlencoded::parse(text.as_bytes()))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}
