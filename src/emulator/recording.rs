//! Recording calls: what is known of one when it comes in, what is found out while it is answered, what becomes of it.
//!
//! Whoever finds something out notes it here, wherever he is: the notes belong to the task that answers the call, as the fields of a log's span
//! do. Outside such a task (control API, runner, tests) noting does nothing.

use std::cell::RefCell;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::clock::{self, Stopwatch};
use crate::domain::coverage::{Call, Told};
use crate::domain::endpoint::Endpoint;
use crate::domain::exchange::{Body, Exchange, Headers, Kind, Part, PartValue, Remark, ToldRefusal};
use crate::domain::ids::SessionId;
use crate::domain::upload::ContentId;
use crate::emulator::Emulator;
use crate::store::world::World;

tokio::task_local! {
    static NOTES: RefCell<Notes>;
}

/// What was found out about a call while it was answered.
#[derive(Debug, Default)]
pub struct Notes {
    world: Option<Arc<World>>,
    session: Option<SessionId>,
    body: Body,
    content: Option<ContentId>,
    refusal: Option<ToldRefusal>,
    remarks: Vec<Remark>,
    /// Stands for the fields of a form as they were, passwords included.
    form: u64,
}

/// Runs what answers a call; gives what it gives, and what was noted meanwhile.
pub async fn noting<F: Future>(answering: F) -> (F::Output, Notes) {
    let answered = async {
        let output = answering.await;
        (output, NOTES.with(RefCell::take))
    };
    NOTES.scope(RefCell::default(), answered).await
}

fn note(change: impl FnOnce(&mut Notes)) {
    // Nobody records where there is no call.
    let _ = NOTES.try_with(|notes| change(&mut notes.borrow_mut()));
}

/// Notes whose call it is.
pub fn is_of(world: &Arc<World>) {
    note(|notes| notes.world = Some(Arc::clone(world)));
}

/// Notes which session it is about.
pub fn is_about(session: SessionId) {
    note(|notes| notes.session = Some(session));
}

/// Notes the body as it was read.
pub fn has_body(bytes: &[u8]) {
    note(|notes| notes.body = Body::request(bytes));
}

/// Notes the fields of a form that may have files in it.
pub fn has_form<'a>(fields: impl Iterator<Item = (&'a str, &'a [u8])> + Clone) {
    note(|notes| {
        let mut hasher = DefaultHasher::new();
        for (name, value) in fields.clone() {
            // What a file says is in its digest, once it was read.
            let text = if name == "file" { &[] } else { value };
            (name, text, value.len()).hash(&mut hasher);
        }
        notes.form = hasher.finish();
        notes.body = Body::Form(fields.map(|(name, value)| Part::of(name, value)).collect());
    });
}

/// Notes the document an upload brings.
pub fn brings(content: ContentId) {
    note(|notes| notes.content = Some(content));
}

/// Notes how the call is refused.
pub fn is_refused(refusal: ToldRefusal) {
    note(|notes| notes.refusal = Some(refusal));
}

/// Notes something else.
pub fn noticed(remark: Remark) {
    note(|notes| {
        // A session may be looked for twice.
        if !notes.remarks.contains(&remark) {
            notes.remarks.push(remark);
        }
    });
}

/// A call as it came in.
#[derive(Debug)]
pub struct Recording {
    began_at: DateTime<Utc>,
    stopwatch: Stopwatch,
    target: Box<str>,
    endpoint: Option<Endpoint>,
    headers: Headers,
    key: Option<Box<str>>,
}

/// An answer as it went out.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: Headers,
    /// Its body.
    pub body: Body,
    /// Whether it went out whole.
    pub is_whole: bool,
}

impl Recording {
    /// Begins with method, path and query, and headers.
    pub fn begin(method: &str, target: &str, headers: Headers, key: Option<&str>) -> Self {
        let path = target.split_once('?').map_or(target, |(path, _)| path);
        Recording {
            began_at: clock::utc_now(),
            stopwatch: Stopwatch::start(),
            // A browser asks whether it may call; that is no call.
            endpoint: Endpoint::at(path).filter(|_| method != "OPTIONS"),
            target: [method, " ", target].concat().into(),
            headers,
            key: key.map(Into::into),
        }
    }
}

impl Emulator {
    /// Keeps a call that was answered in its world's journal, and counts what it means.
    pub fn record(&self, recording: Recording, mut notes: Notes, answer: Answer) {
        let Some(world) = self.world_of(&recording, &mut notes) else {
            return;
        };
        let clock = world.clock();
        let at = clock.now(recording.began_at);
        if let (Body::Form(parts), Some(content)) = (&mut notes.body, notes.content) {
            parts.iter_mut().for_each(|part| tell_content(part, content));
        }
        if !answer.is_whole {
            notes.remarks.push(Remark::BrokenOff);
        }
        let told = told(recording.endpoint, &answer);
        let is_stuck = notes.refusal.as_ref().is_some_and(|refusal| !refusal.may_heal);
        let fingerprint = if is_stuck { fingerprint(&recording, &notes) } else { 0 };
        let exchange = Exchange {
            at,
            duration_us: recording.stopwatch.elapsed_us(),
            session: notes.session,
            kind: Kind::Call {
                endpoint: recording.endpoint,
            },
            target: recording.target,
            request_headers: recording.headers,
            request_body: notes.body,
            status: Some(answer.status),
            response_headers: answer.headers,
            response_body: answer.body,
            refusal: notes.refusal.clone(),
            treatment: None,
            remarks: notes.remarks.clone(),
        };
        let is_get = exchange.method() == "GET";
        let number = world.journal.record(exchange);
        world.journal.count(|coverage| {
            coverage.call(&Call {
                exchange: number,
                at,
                is_clock_running: !clock.is_frozen(),
                endpoint: recording.endpoint,
                is_get,
                session: notes.session,
                refusal: notes.refusal.as_ref(),
                fingerprint,
                remarks: &notes.remarks,
                told,
            });
        });
        world.journal.tell();
    }

    /// Notes which session's file is asked for, by the file's name.
    pub fn is_about_file(&self, name: &str) {
        let id = name.split(['_', '.']).next().and_then(SessionId::parse);
        if let Some(id) = id
            && let Some(world) = self.worlds.tagged(id.world())
        {
            is_of(&world);
            is_about(id);
        }
    }

    /// The world of a call: the one it was answered in, else the one its key may open, else the default one.
    fn world_of(&self, recording: &Recording, notes: &mut Notes) -> Option<Arc<World>> {
        let of_key = || self.world(recording.key.as_deref(), None).ok();
        if let Some(world) = notes.world.take().or_else(of_key) {
            return Some(world);
        }
        notes.remarks.push(Remark::NoWorld);
        self.worlds.open(self.default_world(), clock::utc_now()).ok()
    }
}

fn tell_content(part: &mut Part, of_upload: ContentId) {
    if let PartValue::File { content, .. } = &mut part.value {
        *content = Some(of_upload);
    }
}

/// Stands for everything in a call.
fn fingerprint(recording: &Recording, notes: &Notes) -> u64 {
    let mut hasher = DefaultHasher::new();
    recording.target.hash(&mut hasher);
    recording.key.hash(&mut hasher);
    match &notes.body {
        Body::Form(_) => (notes.form, notes.content).hash(&mut hasher),
        Body::Text(bytes) | Body::Cut { beginning: bytes, .. } => bytes.hash(&mut hasher),
        Body::Absent | Body::Measured { .. } => {}
    }
    hasher.finish()
}

/// What an answer told about how a session ended. Read from what was sent, because that is what the client knows.
fn told(endpoint: Option<Endpoint>, answer: &Answer) -> Told {
    let Body::Text(bytes) = &answer.body else {
        return Told::default();
    };
    let is_told_by = |wanted: Endpoint| endpoint == Some(wanted) && answer.status == 200;
    if is_told_by(Endpoint::Progress) {
        // Asked for over and over, and written by us: looked at, not parsed.
        let is_completed =
            std::str::from_utf8(bytes).is_ok_and(|text| text.contains(r#""session_progress":"completed""#));
        return Told {
            is_completed,
            ..Told::default()
        };
    }
    if is_told_by(Endpoint::SessionStatus) {
        return serde_json::from_slice(bytes).map(outcomes).unwrap_or_default();
    }
    Told::default()
}

/// What `session_status` tells, as far as it is counted.
#[derive(Deserialize)]
struct SessionOutcomes {
    accounts: Vec<AccountOutcome>,
}

/// What an `ENRICHMENT_NOTIFICATION` tells, as far as it is counted.
pub(super) fn told_by_webhook(body: &str) -> Told {
    serde_json::from_str(body).map(outcomes).unwrap_or_default()
}

#[derive(Deserialize)]
struct AccountOutcome {
    account_status: String,
    error_code: Option<String>,
    /// Webhooks have none.
    #[serde(default)]
    statements: Vec<StatementOutcome>,
}

#[derive(Deserialize)]
struct StatementOutcome {
    statement_status: String,
    error_code: Option<String>,
}

fn outcomes(session: SessionOutcomes) -> Told {
    let mut told = Told::default();
    for account in session.accounts {
        told.accounts.push(outcome(account.error_code, account.account_status));
        let statements = account.statements.into_iter();
        told.statements
            .extend(statements.map(|statement| outcome(statement.error_code, statement.statement_status)));
    }
    told
}

/// The code, where there is one.
fn outcome(code: Option<String>, status: String) -> String {
    code.filter(|code| !code.is_empty()).unwrap_or(status)
}
