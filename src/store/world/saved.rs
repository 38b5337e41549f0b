//! A world as it is kept in a data file: everything it has, and nothing of the process it lives in.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::ids::{DeliveryId, LinkDigest, SessionId};
use crate::domain::session::Session;
use crate::domain::settings::Settings;
use crate::domain::upload::ContentId;
use crate::domain::webhook::WebhookTarget;
use crate::domain::world_clock::WorldClock;
use crate::store::files::ByteBudget;
use crate::store::journal::WorldJournal;
use crate::store::rules::ActiveRules;
use crate::store::world::{Row, World, WorldStart};

/// Longest API key a world may have.
const KEY_BYTES_MAX: usize = 256;

/// What a world has beside its sessions and files.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorldRecord {
    /// The API key.
    pub key: String,
    /// Where its ids come from.
    pub seed: u64,
    /// Its clock.
    pub clock: SavedClock,
    /// The day its borrowers tell their story from.
    pub story_day: NaiveDate,
    /// Its settings, the rules among them.
    pub settings: Settings,
    /// How many calls met each rule so far, in the order of the rules.
    pub rule_counts: Vec<u64>,
    /// Where its webhooks go, with their secret.
    pub webhook: Option<WebhookTarget>,
    /// How many sessions were asked for, the refused ones too.
    pub asked_for: u64,
    /// How many sessions were named for a `link_id`, where it has fewer: a refused pull of a consent uses a name up.
    pub named: BTreeMap<String, u64>,
    /// Every webhook, with its session, in the order they came up.
    pub deliveries: Vec<(SessionId, DeliveryId)>,
    /// Every account number that was read, so that the journal goes on masking them.
    pub account_numbers: BTreeSet<String>,
}

/// A clock on disk: it goes on from where it was, however long the file lay there. Source: design section 4.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedClock {
    /// World time.
    pub now: DateTime<Utc>,
    /// Whether it stands.
    pub is_frozen: bool,
}

/// A session and its place among all that its world ever had.
#[derive(Clone, PartialEq, Debug)]
pub struct SavedSession {
    /// From 0, in the order they were created.
    pub ordinal: u64,
    /// The session.
    pub session: Arc<Session>,
}

/// Everything a world has, as it was at one moment; the sessions are shared with it, not copied.
#[derive(Clone, PartialEq, Debug)]
pub struct SavedWorld {
    /// What it has beside sessions and files.
    pub record: WorldRecord,
    /// Oldest first.
    pub sessions: Vec<SavedSession>,
    /// The files its statements came in, as far as they are stored.
    pub files: HashMap<ContentId, Arc<[u8]>>,
}

/// Why a saved world cannot be had again.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Unfit {
    /// Something in it contradicts something else.
    #[error("{0}")]
    Contradiction(String),
    /// More bytes than all files together may have.
    #[error("its files are more than what may be stored; raise --stored-bytes")]
    NoSpace,
}

impl World {
    /// Everything the world has now.
    pub fn saved(&self, story_day: NaiveDate, real: DateTime<Utc>) -> SavedWorld {
        // Every field by its name, so that a new one is a question here and not forgotten.
        let World {
            key,
            // Follow from seed and key.
            ids: _,
            seed,
            files,
            // Told apart only within one process.
            incarnation: _,
            // Given by the caller, who knows it where this does not.
            story_day: _,
            // Told by the day of the story.
            began_with: _,
            clock: _,
            settings: _,
            rules: _,
            webhook: _,
            sessions: _,
            // What went to and fro belongs to the process, whose memory bounds it; what is known of the world itself is kept.
            journal,
            asked_for,
            // Counted again over the sessions; what differs is kept.
            links: _,
            // Only saves memory.
            latest_request: _,
            // An index over what sessions say is due.
            agenda: _,
            // What happens in this process, this moment.
            // Told to those who watch; they begin anew.
            changes: _,
            changed: _,
            nudge: _,
            running: _,
            advancing: _,
            used_at_s: _,
            held_back: _,
            is_over: _,
            is_passing,
        } = self;
        // A clock that is being advanced stands, and goes on afterwards. It says so before it stands, and until it goes on: asked on both
        // sides of the look at the clock, one of them tells.
        let was_passing = is_passing.load(Ordering::SeqCst);
        let clock = self.clock();
        let is_frozen = clock.is_frozen() && !was_passing && !is_passing.load(Ordering::SeqCst);
        let (settings, rules) = self.settings_and_rules();
        let mut rows = self.sessions.values();
        rows.sort_by_key(|row| row.ordinal);
        let contents: HashSet<ContentId> = rows
            .iter()
            .flat_map(|row| row.session.statements.iter().map(|statement| statement.content))
            .collect();
        SavedWorld {
            record: WorldRecord {
                key: key.clone(),
                seed: *seed,
                clock: SavedClock {
                    now: clock.now(real),
                    is_frozen,
                },
                story_day,
                settings: Settings::clone(&settings),
                rule_counts: rules.counts(),
                webhook: self.webhook(),
                asked_for: asked_for.load(Ordering::Relaxed),
                named: self.named_beside(&rows),
                deliveries: journal.deliveries_after(None),
                account_numbers: journal.account_numbers().iter().cloned().collect(),
            },
            sessions: rows
                .iter()
                .map(|row| SavedSession {
                    ordinal: row.ordinal,
                    session: Arc::clone(&row.session),
                })
                .collect(),
            files: contents
                .into_iter()
                .filter_map(|content| Some((content, files.get(&content)?)))
                .collect(),
        }
    }

    /// How many sessions were named for each `link_id` that has fewer.
    fn named_beside(&self, rows: &[Arc<Row>]) -> BTreeMap<String, u64> {
        let mut counts: HashMap<&Arc<str>, u64> = HashMap::new();
        for row in rows {
            *counts.entry(&row.session.link_id).or_default() += 1;
        }
        let named = counts.into_iter().filter_map(|(link, count)| {
            let named = *self.links.get(&LinkDigest::of(link))?;
            (named > count).then(|| (link.to_string(), named))
        });
        named.collect()
    }

    /// The world as it was saved, its clock going on from there. Without files when these are not to be kept.
    ///
    /// # Errors
    /// What does not fit, in words.
    pub fn restored(
        saved: SavedWorld,
        budget: Arc<ByteBudget>,
        journal: WorldJournal,
        is_keeping_files: bool,
        real: DateTime<Utc>,
    ) -> Result<World, Unfit> {
        let SavedWorld {
            record,
            sessions,
            files,
        } = saved;
        let settings = record.settings.clone().checked().map_err(Unfit::Contradiction)?;
        let standing = WorldClock::Frozen { at: record.clock.now };
        let start = WorldStart {
            seed: record.seed,
            clock: if record.clock.is_frozen {
                standing
            } else {
                standing.following(None, real)
            },
            settings: settings.clone(),
            webhook: record.webhook.clone(),
        };
        if record.key.trim().is_empty() || record.key.len() > KEY_BYTES_MAX {
            return Err(Unfit::Contradiction("a world's key is empty or too long".to_owned()));
        }
        let mut world = World::new(&record.key, &start, budget, journal);
        world.story_day = Some(record.story_day);
        world.go_on_with(settings, &record.rule_counts)?;
        world.take_in(&sessions, &record)?;
        world.take_in_journal(&sessions, &record);
        if is_keeping_files {
            world.take_in_files(&sessions, &files)?;
        }
        Ok(world)
    }

    /// Sets the settings as they were, also where the key would begin with others; its rules go on counting.
    fn go_on_with(&self, settings: Settings, rule_counts: &[u64]) -> Result<(), Unfit> {
        if settings.rules.len() != rule_counts.len() {
            let (rules, counts) = (settings.rules.len(), rule_counts.len());
            let reason = format!("there are {rules} rules and {counts} counts of them");
            return Err(Unfit::Contradiction(reason));
        }
        let rules = ActiveRules::counted(Arc::clone(&settings.rules), rule_counts);
        *self.rules.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(rules);
        *self.settings.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(settings);
        Ok(())
    }

    fn take_in(&self, sessions: &[SavedSession], record: &WorldRecord) -> Result<(), Unfit> {
        let mut counts: HashMap<LinkDigest, u64> = HashMap::new();
        let mut next_ordinal = 0;
        for SavedSession { ordinal, session } in sessions {
            let id = session.id;
            if id.world() != self.ids.world() || self.session(id).is_some() || *ordinal < next_ordinal {
                return Err(Unfit::Contradiction(format!(
                    "session {id} is there twice, out of order, or belongs to another world"
                )));
            }
            next_ordinal = ordinal.saturating_add(1);
            *counts.entry(LinkDigest::of(&session.link_id)).or_default() += 1;
            let mut session = Session::clone(session);
            session.request = self.shared(session.request.as_ref().clone());
            self.sessions.put(
                id,
                Row {
                    ordinal: *ordinal,
                    session: Arc::new(session),
                },
            );
            self.schedule(id);
        }
        for (link, named) in &record.named {
            let count = counts.entry(LinkDigest::of(link)).or_default();
            *count = (*count).max(*named);
        }
        for (link, count) in counts {
            self.links.put(link, count);
        }
        self.asked_for
            .store(record.asked_for.max(next_ordinal), Ordering::Relaxed);
        Ok(())
    }

    /// What the journal knows of the world. A webhook that came up while it was saved may be in its session alone.
    fn take_in_journal(&self, sessions: &[SavedSession], record: &WorldRecord) {
        let listed: HashSet<DeliveryId> = record.deliveries.iter().map(|(_, delivery)| *delivery).collect();
        let told = sessions.iter().flat_map(|saved| {
            let deliveries = saved.session.deliveries.iter();
            deliveries.map(|delivery| (saved.session.id, delivery.id))
        });
        let unlisted = told.filter(|(_, delivery)| !listed.contains(delivery));
        for (session, delivery) in record.deliveries.iter().copied().chain(unlisted) {
            self.journal.delivery_came_up(session, delivery);
        }
        for number in &record.account_numbers {
            self.journal.account_number_was_read(number);
        }
    }

    /// Holds each file once for every statement it came as.
    fn take_in_files(&self, sessions: &[SavedSession], files: &HashMap<ContentId, Arc<[u8]>>) -> Result<(), Unfit> {
        for statement in sessions.iter().flat_map(|saved| saved.session.statements.iter()) {
            let file = files.get(&statement.content);
            if file.is_some_and(|bytes| !self.files.hold(statement.content, bytes)) {
                return Err(Unfit::NoSpace);
            }
        }
        Ok(())
    }
}
