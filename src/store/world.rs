//! One world: everything that belongs to one API key.

mod changes;
mod saved;

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use chrono::{DateTime, NaiveDate, Utc};
use tokio::sync::{Notify, OwnedMutexGuard};

use crate::domain::client_kind::ClientKind;
use crate::domain::ids::{IdSource, LinkDigest, SessionId};
use crate::domain::rule::Rule;
use crate::domain::session::{Session, Wake};
use crate::domain::session_request::SessionRequest;
use crate::domain::settings::Settings;
use crate::domain::webhook::WebhookTarget;
use crate::domain::world_clock::WorldClock;
use crate::store::agenda::Agenda;
use crate::store::files::{ByteBudget, Files};
use crate::store::journal::WorldJournal;
use crate::store::rules::ActiveRules;
use crate::store::table::Table;

pub use changes::{Changes, ClockMove, MoveKind, Seen};
pub use saved::{SavedClock, SavedSession, SavedWorld, Unfit, WorldRecord};

/// What a world starts with.
#[derive(Clone, Debug)]
pub struct WorldStart {
    /// Where its ids come from.
    pub seed: u64,
    /// Its clock.
    pub clock: WorldClock,
    /// Its settings.
    pub settings: Settings,
    /// Where its webhooks go.
    pub webhook: Option<WebhookTarget>,
}

/// A session and its place among the others.
#[derive(Debug, Clone)]
struct Row {
    ordinal: u64,
    session: Arc<Session>,
}

/// A session as it was before a change, and as it is after it.
pub type Exchanged = (Arc<Session>, Arc<Session>);

/// Worlds made so far in this process.
static MADE: AtomicU64 = AtomicU64::new(0);

/// Everything that belongs to one API key. Reset swaps it for a fresh one.
#[derive(Debug)]
pub struct World {
    /// The key.
    pub key: String,
    /// Where ids come from.
    pub ids: IdSource,
    /// The files that were uploaded.
    pub files: Files,
    /// Tells it apart from the world that had its key before: what was computed from that one is not for this one.
    pub incarnation: u64,
    /// What went to and fro, and what it means.
    pub journal: WorldJournal,
    /// What changed lately, for those who watch.
    pub changes: Changes,
    /// Where its chance comes from.
    pub seed: u64,
    /// The clock it began with: its borrowers tell their stories from that day.
    pub began_with: WorldClock,
    /// The day its borrowers tell their story from, where it was loaded with one; else it follows from the clock it began with.
    pub story_day: Option<NaiveDate>,
    clock: RwLock<WorldClock>,
    settings: RwLock<Arc<Settings>>,
    rules: RwLock<Arc<ActiveRules>>,
    webhook: RwLock<Option<WebhookTarget>>,
    sessions: Table<SessionId, Row>,
    asked_for: AtomicU64,
    links: Table<LinkDigest, u64>,
    latest_request: Mutex<Option<Arc<SessionRequest>>>,
    agenda: Agenda<SessionId>,
    changed: Notify,
    nudge: Notify,
    running: Arc<tokio::sync::Mutex<()>>,
    advancing: Arc<tokio::sync::Mutex<()>>,
    used_at_s: AtomicI64,
    held_back: Mutex<Vec<SessionId>>,
    is_over: AtomicBool,
    is_passing: AtomicBool,
}

impl World {
    /// A fresh world of this key.
    pub fn new(key: &str, start: &WorldStart, budget: Arc<ByteBudget>, journal: WorldJournal) -> Self {
        let settings = ClientKind::applied_by_key(key, &start.settings);
        World {
            key: key.to_owned(),
            ids: IdSource::new(start.seed, key),
            files: Files::new(budget),
            incarnation: MADE.fetch_add(1, Ordering::Relaxed),
            journal,
            changes: Changes::default(),
            seed: start.seed,
            began_with: start.clock,
            story_day: None,
            clock: RwLock::new(start.clock),
            rules: RwLock::new(Arc::new(ActiveRules::new(Arc::clone(&settings.rules)))),
            settings: RwLock::new(Arc::new(settings)),
            webhook: RwLock::new(start.webhook.clone()),
            sessions: Table::default(),
            asked_for: AtomicU64::new(0),
            links: Table::default(),
            latest_request: Mutex::default(),
            agenda: Agenda::default(),
            changed: Notify::new(),
            nudge: Notify::new(),
            running: Arc::default(),
            advancing: Arc::default(),
            used_at_s: AtomicI64::new(0),
            held_back: Mutex::new(Vec::new()),
            is_over: AtomicBool::new(false),
            is_passing: AtomicBool::new(false),
        }
    }

    /// The clock.
    pub fn clock(&self) -> WorldClock {
        *self.clock.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the clock.
    pub fn set_clock(&self, change: impl FnOnce(WorldClock) -> WorldClock) -> WorldClock {
        let mut clock = self.clock.write().unwrap_or_else(PoisonError::into_inner);
        *clock = change(*clock);
        // Who waits for a session to expire waits for the clock.
        self.changed.notify_waiters();
        *clock
    }

    /// Tells those who watch that the clock was moved from there to where it is now.
    pub fn tell_moved(&self, kind: MoveKind, from: DateTime<Utc>, to: DateTime<Utc>) {
        self.changes.moved(ClockMove { kind, from, to });
        self.changed.notify_waiters();
    }

    /// Notes that the clock stands only while it is advanced, and goes on afterwards; or that it does not any more.
    pub fn set_passing(&self, is_passing: bool) {
        self.is_passing.store(is_passing, Ordering::SeqCst);
    }

    /// The settings.
    pub fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.settings.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the settings. Rules that stay the same go on counting.
    ///
    /// # Errors
    /// What the function refuses with; the settings stay as they were.
    pub fn change_settings<E>(
        &self,
        change: impl FnOnce(&Settings) -> Result<Settings, E>,
    ) -> Result<Arc<Settings>, E> {
        let mut held = self.settings.write().unwrap_or_else(PoisonError::into_inner);
        let settings = change(&held)?;
        if held.rules != settings.rules {
            self.activate(&settings.rules);
        }
        *held = Arc::new(settings);
        Ok(Arc::clone(&held))
    }

    /// Replaces the rules. They count from nought, also when they are the same.
    pub fn set_rules(&self, rules: Arc<[Rule]>) {
        let mut held = self.settings.write().unwrap_or_else(PoisonError::into_inner);
        self.activate(&rules);
        let settings = Settings::clone(&held);
        *held = Arc::new(Settings { rules, ..settings });
    }

    fn activate(&self, rules: &Arc<[Rule]>) {
        *self.rules.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ActiveRules::new(Arc::clone(rules)));
    }

    /// The rules, with what they have counted.
    pub fn rules(&self) -> Arc<ActiveRules> {
        Arc::clone(&self.rules.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Both as they are at one moment.
    fn settings_and_rules(&self) -> (Arc<Settings>, Arc<ActiveRules>) {
        // Rules change while the settings are held.
        let settings = self.settings.read().unwrap_or_else(PoisonError::into_inner);
        (Arc::clone(&settings), self.rules())
    }

    /// A session's number among all that were asked for in this world, from 1.
    pub fn session_number(&self, id: SessionId) -> Option<u64> {
        self.sessions.get(&id).map(|row| row.ordinal + 1)
    }

    /// Draws the number of a session that is asked for, from 1. One that is refused has used it.
    pub fn next_session_number(&self) -> u64 {
        self.asked_for.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Where webhooks go.
    pub fn webhook(&self) -> Option<WebhookTarget> {
        self.webhook.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Sets where webhooks go.
    pub fn set_webhook(&self, target: Option<WebhookTarget>) {
        *self.webhook.write().unwrap_or_else(PoisonError::into_inner) = target;
    }

    /// Notes that the world was used, in real time.
    pub fn touch(&self, real: DateTime<Utc>) {
        self.used_at_s.store(real.timestamp(), Ordering::Relaxed);
    }

    /// When it was last used, in seconds of real time.
    pub fn used_at_s(&self) -> i64 {
        self.used_at_s.load(Ordering::Relaxed)
    }

    /// Draws the next session id of this `link_id`.
    pub fn next_session_id(&self, link_id: &str) -> SessionId {
        let count = self
            .links
            .alter(LinkDigest::of(link_id), |count| Some(count.copied().unwrap_or(0) + 1));
        let ordinal = count.map_or(0, |count| *count - 1);
        self.ids.session(link_id, ordinal)
    }

    /// The request, held once with the one before where they are equal: clients send the same one over and over.
    pub fn shared(&self, request: SessionRequest) -> Arc<SessionRequest> {
        let mut latest = self.latest_request.lock().unwrap_or_else(PoisonError::into_inner);
        match latest.as_ref() {
            Some(same) if **same == request => Arc::clone(same),
            Some(_) | None => Arc::clone(latest.insert(Arc::new(request))),
        }
    }

    /// Adds a session under the number that was drawn for it.
    pub fn add(&self, session: Session, number: u64) -> Arc<Session> {
        let session = Arc::new(session);
        self.sessions.put(
            session.id,
            Row {
                ordinal: number - 1,
                session: Arc::clone(&session),
            },
        );
        self.schedule(session.id);
        session
    }

    /// The session of this id.
    pub fn session(&self, id: SessionId) -> Option<Arc<Session>> {
        self.sessions.get(&id).map(|row| Arc::clone(&row.session))
    }

    /// Changes a session by a pure function, which may run again; `None` when there is no such session.
    ///
    /// # Errors
    /// What the function refuses with; the session stays as it was.
    pub fn update<E>(
        &self,
        id: SessionId,
        change: impl Fn(&Session) -> Result<Session, E>,
    ) -> Option<Result<Arc<Session>, E>> {
        Some(self.exchange(id, change)?.map(|(_, session)| session))
    }

    /// As [`World::update`]; gives the session as it was and as it is.
    ///
    /// # Errors
    /// As [`World::update`].
    pub fn exchange<E>(
        &self,
        id: SessionId,
        change: impl Fn(&Session) -> Result<Session, E>,
    ) -> Option<Result<Exchanged, E>> {
        let changed = self.sessions.update(&id, |row| {
            let session = Arc::new(change(&row.session)?);
            Ok((
                Row {
                    ordinal: row.ordinal,
                    session: Arc::clone(&session),
                },
                (Arc::clone(&row.session), session),
            ))
        })?;
        if changed.is_ok() {
            self.schedule(id);
        }
        Some(changed)
    }

    /// All sessions, oldest first.
    pub fn sessions(&self) -> Vec<Arc<Session>> {
        let mut rows = self.sessions.values();
        rows.sort_by_key(|row| row.ordinal);
        rows.into_iter().map(|row| Arc::clone(&row.session)).collect()
    }

    /// A session of which this holds.
    pub fn find_session(&self, is_it: impl Fn(&Session) -> bool) -> Option<Arc<Session>> {
        let row = self.sessions.find(|row| is_it(&row.session))?;
        Some(Arc::clone(&row.session))
    }

    /// How many sessions there are.
    pub fn session_count(&self) -> usize {
        self.sessions.len()
    }

    /// Enters into the agenda when a session is next due. Two changes may come here in the other order: what is entered is looked at again
    /// until it is what the session says now.
    fn schedule(&self, id: SessionId) {
        let mut row = self.sessions.get(&id);
        while let Some(entered) = row {
            self.agenda
                .set(id, entered.ordinal, entered.session.due().map(|(at, _)| at));
            row = self
                .sessions
                .get(&id)
                .filter(|now| !Arc::ptr_eq(&now.session, &entered.session));
        }
        self.changes.session(id);
        self.changed.notify_waiters();
    }

    /// When the next thing is due, in world time, held back or not.
    pub fn next_due(&self) -> Option<DateTime<Utc>> {
        self.agenda.first().filter(|_| !self.is_over())
    }

    /// When the next thing is due that is not held back, in world time.
    pub fn next_free(&self) -> Option<DateTime<Utc>> {
        let held_back = self.held_back.lock().unwrap_or_else(PoisonError::into_inner);
        self.agenda
            .first_of(|id| !held_back.contains(id))
            .filter(|_| !self.is_over())
    }

    /// Ends the world: another one has its key, and nothing is due here any more.
    pub fn end(&self) {
        self.is_over.store(true, Ordering::Relaxed);
        self.changed.notify_waiters();
        self.journal.tell();
    }

    /// Whether another world has its key, or none.
    pub fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }

    /// What is due by now, in (due, order) order, without what is held back.
    pub fn due(&self, now: DateTime<Utc>, count_max: usize) -> Vec<(DateTime<Utc>, Arc<Session>, Wake)> {
        if self.is_over() {
            return Vec::new();
        }
        let held_back = self.held_back.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let due = self.agenda.due(now, count_max + held_back.len()).into_iter();
        due.filter(|(_, id)| !held_back.contains(id))
            .filter_map(|(at, id)| {
                let session = self.session(id)?;
                let (_, wake) = session.due()?;
                Some((at, session, wake))
            })
            .take(count_max)
            .collect()
    }

    /// Keeps a session's due things back, until [`World::let_go`]: its answer is to be written first.
    pub fn hold_back(&self, id: SessionId) {
        self.held_back.lock().unwrap_or_else(PoisonError::into_inner).push(id);
    }

    /// Lets one holding back go.
    pub fn let_go(&self, id: SessionId) {
        let mut held_back = self.held_back.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(index) = held_back.iter().position(|held| *held == id) {
            held_back.swap_remove(index);
        }
        drop(held_back);
        self.changed.notify_waiters();
    }

    /// Asks whoever runs what is due to look again.
    pub fn nudge(&self) {
        self.nudge.notify_one();
    }

    /// Resolves at the next nudge, or at once when one came since the last.
    pub async fn nudged(&self) {
        self.nudge.notified().await;
    }

    /// Takes the right to run what is due; `None` when somebody else runs it.
    pub fn try_running(&self) -> Option<OwnedMutexGuard<()>> {
        Arc::clone(&self.running).try_lock_owned().ok()
    }

    /// Takes the right to run what is due; waits while somebody else runs it.
    pub async fn begin_running(&self) -> OwnedMutexGuard<()> {
        Arc::clone(&self.running).lock_owned().await
    }

    /// Takes the right to advance the clock; `None` when somebody else is at it.
    pub fn begin_advancing(&self) -> Option<OwnedMutexGuard<()>> {
        Arc::clone(&self.advancing).try_lock_owned().ok()
    }

    /// Resolves at the next change of any session. Make the future before you look, or you miss the change between.
    pub fn changed(&self) -> tokio::sync::futures::Notified<'_> {
        self.changed.notified()
    }
}
