//! The journal: what went to and fro, filtered, waited for, exported.

use std::fmt::Write;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

use crate::domain::endpoint::Endpoint;
use crate::domain::exchange_filter::ExchangeFilter;
use crate::domain::ids::SessionId;
use crate::emulator::{Emulator, Found, Numbered, World};
use crate::http::control::events::{self, KEEP_ALIVE, event, latest_seen};
use crate::http::control::{ControlError, ControlResult, OfWorld, waiting};
use crate::http::work;
use crate::wire;
use crate::wire::masking::Masking;

/// Exchanges shown where nobody says how many; exports have all.
const LIMIT: usize = 1_000;

/// Exchanges that are looked at for a stream at once. Ours.
const AT_ONCE: usize = 100;

/// Bytes of a stream that are made at once, with the exchange that passes it: what a slow reader has waiting for him. Ours.
const BYTES_AT_ONCE: usize = 128 << 10;

/// Which exchanges are wanted, and how.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Wanted {
    #[serde(rename = "world")]
    _world: Option<String>,
    session_id: Option<String>,
    endpoint: Option<String>,
    status: Option<String>,
    code: Option<String>,
    since: Option<String>,
    kind: Option<String>,
    limit: Option<usize>,
    after: Option<u64>,
    wait: Option<String>,
    format: Format,
}

/// How exchanges are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Format {
    #[default]
    Json,
    Jsonl,
    Har,
}

impl Wanted {
    fn of(query: Result<Query<Wanted>, QueryRejection>) -> ControlResult<Self> {
        query
            .map(|Query(wanted)| wanted)
            .map_err(|problem| ControlError::bad_request(problem.body_text()))
    }

    fn filter(&self) -> ControlResult<ExchangeFilter> {
        Ok(ExchangeFilter {
            session: parsed(&self.session_id, |id| {
                SessionId::parse(id).ok_or_else(|| format!("session_id: `{id}` is no id"))
            })?,
            endpoint: parsed(&self.endpoint, |name| {
                Endpoint::named(name).ok_or_else(|| {
                    let names = Endpoint::ALL.map(Endpoint::name).join(", ");
                    format!("endpoint: no `{name}`; there are {names}")
                })
            })?,
            status: parsed(&self.status, FromStr::from_str)?,
            code: self.code.clone(),
            since: parsed(&self.since, |at| {
                let instant: Result<DateTime<Utc>, _> = at.parse();
                instant.map_err(|_| format!("since: `{at}` is no instant; give one as 2026-01-15T10:00:00+05:30"))
            })?,
            side: parsed(&self.kind, FromStr::from_str)?,
        })
    }

    /// The latest ones as far as they are wanted; behind a number, the first ones.
    fn cut(&self, mut exchanges: Vec<Numbered>) -> Vec<Numbered> {
        let usual = if self.format == Format::Json { LIMIT } else { usize::MAX };
        let limit = self.limit.unwrap_or(usual);
        if self.after.is_some() {
            exchanges.truncate(limit);
        } else {
            exchanges.drain(..exchanges.len().saturating_sub(limit));
        }
        exchanges
    }
}

fn parsed<T>(text: &Option<String>, parse: impl Fn(&str) -> Result<T, String>) -> ControlResult<Option<T>> {
    let given = text.as_deref().map(str::trim).filter(|text| !text.is_empty());
    given.map(parse).transpose().map_err(ControlError::bad_request)
}

/// Nobody waits for what comes behind an exchange that never was: he would wait for ever.
fn known(world: &World, after: u64) -> ControlResult<u64> {
    let recorded = world.journal.recorded();
    if after > recorded {
        return Err(ControlError::not_found(format!(
            "after: there is no exchange {after} in this world; the latest is {recorded}"
        )));
    }
    Ok(after)
}

pub(super) async fn show(
    OfWorld(world): OfWorld,
    State(emulator): State<Arc<Emulator>>,
    query: Result<Query<Wanted>, QueryRejection>,
) -> ControlResult<Response> {
    let wanted = Wanted::of(query)?;
    let filter = wanted.filter()?;
    let wait = waiting("wait", wanted.wait.as_deref(), Duration::ZERO)?;
    let after = known(&world, wanted.after.unwrap_or(0))?;
    let mut found = emulator.next_exchanges(&world, after, &filter, usize::MAX, wait).await;
    found.exchanges = wanted.cut(found.exchanges);
    let format = wanted.format;
    // Tens of thousands of bodies may be masked here.
    Ok(work::done(move || shown(&emulator, &world, &found, format)).await)
}

fn shown(emulator: &Emulator, world: &World, found: &Found, format: Format) -> Response {
    let account_numbers = emulator.account_numbers(world);
    let masking = Masking {
        account_numbers: &account_numbers,
    };
    let of_journal = |(number, exchange): &Numbered| wire::journal::exchange(*number, exchange, &masking);
    match format {
        Format::Json => {
            let counts = world.journal.counts();
            let begin = format!(
                r#"{{"recorded":{},"kept":{},"cleared":{},"dropped":{},"missed":{},"exchanges":["#,
                counts.recorded, counts.kept, counts.cleared, counts.dropped, found.missed
            );
            let text = list(&begin, "]}", ",", found.exchanges.iter().map(of_journal));
            ([(CONTENT_TYPE, "application/json")], text).into_response()
        }
        Format::Jsonl => {
            let text = list("", "", "\n", found.exchanges.iter().map(of_journal));
            let end = if text.is_empty() { "" } else { "\n" };
            ([(CONTENT_TYPE, "application/jsonl")], text + end).into_response()
        }
        Format::Har => {
            let (begin, end) = wire::har::frame();
            let entries = found.exchanges.iter();
            let entries = entries.map(|(number, exchange)| wire::har::entry(*number, exchange, &masking));
            let headers = [
                (CONTENT_TYPE, "application/json"),
                (CONTENT_DISPOSITION, "attachment; filename=\"bankconnect.har\""),
            ];
            (headers, list(&begin, end, ",", entries)).into_response()
        }
    }
}

/// Texts in a row, each made when it is its turn: the values of all of them would need several times the room.
fn list(begin: &str, end: &str, between: &str, items: impl Iterator<Item = Value>) -> String {
    let mut text = begin.to_owned();
    for (index, item) in items.enumerate() {
        if index > 0 {
            text.push_str(between);
        }
        // Writing to a string never fails.
        let _ = write!(text, "{item}");
    }
    text.push_str(end);
    text
}

pub(super) async fn clear(OfWorld(world): OfWorld) -> StatusCode {
    world.journal.clear();
    StatusCode::NO_CONTENT
}

/// What is held, then each exchange as it comes; `after` or the header of a browser that connects again says what was seen. Whoever reads
/// slower than exchanges are dropped is told how many he missed.
pub(super) async fn stream(
    OfWorld(world): OfWorld,
    State(emulator): State<Arc<Emulator>>,
    headers: HeaderMap,
    query: Result<Query<Wanted>, QueryRejection>,
) -> ControlResult<Response> {
    let wanted = Wanted::of(query)?;
    let filter = Arc::new(wanted.filter()?);
    let seen: Option<u64> = latest_seen(&headers).and_then(|seen| seen.parse().ok());
    let after = match seen {
        // The world a browser was connected to may have been reset.
        Some(seen) => known(&world, seen).unwrap_or(0),
        None => known(&world, wanted.after.unwrap_or(0))?,
    };
    Ok(events::stream(after, move |after| {
        let (emulator, world, filter) = (Arc::clone(&emulator), Arc::clone(&world), Arc::clone(&filter));
        Box::pin(async move {
            let found = emulator
                .next_exchanges(&world, after, &filter, AT_ONCE, KEEP_ALIVE)
                .await;
            if world.is_over() {
                return None;
            }
            Some(work::done(move || told(&emulator, &world, &found)).await)
        })
    }))
}

/// As much of it as is told at once, and which exchange was seen with it.
fn told(emulator: &Emulator, world: &World, found: &Found) -> (String, u64) {
    let account_numbers = emulator.account_numbers(world);
    let masking = Masking {
        account_numbers: &account_numbers,
    };
    let mut text = String::new();
    if found.missed > 0 {
        // Writing to a string never fails.
        let _ = write!(text, "event: missed\ndata: {{\"count\":{}}}\n\n", found.missed);
    }
    let mut exchanges = found.exchanges.iter().peekable();
    while let Some((number, exchange)) = exchanges.next() {
        let shown = wire::journal::exchange(*number, exchange, &masking);
        text.push_str(&event(&number.to_string(), &shown));
        let is_enough = text.len() >= BYTES_AT_ONCE || world.is_over();
        if is_enough && exchanges.peek().is_some() {
            return (text, *number);
        }
    }
    (text, found.seen)
}
