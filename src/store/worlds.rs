//! All worlds.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::domain::ids::WorldTag;
use crate::store::agenda::Agenda;
use crate::store::files::ByteBudget;
use crate::store::journal::Journal;
use crate::store::table::Table;
use crate::store::world::{SavedWorld, Unfit, World, WorldStart};

/// A world that was not used for so long makes room for new ones. Source: design section 9.
const IDLE_S: i64 = 3_600;

/// No world can be made: there are as many as allowed, and all are in use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WorldsFull {
    /// Worlds allowed.
    pub max: usize,
}

/// All worlds by API key.
#[derive(Debug)]
pub struct Worlds {
    start: WorldStart,
    count_max: usize,
    budget: Arc<ByteBudget>,
    journal: Arc<Journal>,
    by_key: Table<String, World>,
    by_tag: Table<WorldTag, String>,
    /// When each world next needs attention, in real time.
    pub agenda: Agenda<WorldTag>,
}

impl Worlds {
    /// No world yet; each starts as told.
    pub fn new(start: WorldStart, count_max: usize, budget: Arc<ByteBudget>, journal: Arc<Journal>) -> Self {
        Worlds {
            start,
            count_max,
            budget,
            journal,
            by_key: Table::default(),
            by_tag: Table::default(),
            agenda: Agenda::default(),
        }
    }

    /// The world of this key, made on first use.
    ///
    /// # Errors
    /// When there are as many worlds as allowed and none is idle.
    pub fn open(&self, key: &str, real: DateTime<Utc>) -> Result<Arc<World>, WorldsFull> {
        if let Some(world) = self.get(key) {
            world.touch(real);
            return Ok(world);
        }
        if self.by_key.len() >= self.count_max && !self.make_room(real) {
            return Err(WorldsFull { max: self.count_max });
        }
        let world = self.by_key.get_or_put(key.to_owned(), || self.fresh(key));
        self.by_tag.put(world.ids.world(), key.to_owned());
        world.touch(real);
        Ok(world)
    }

    /// A world of this key that starts otherwise than the others; `None` when there is one already.
    ///
    /// # Errors
    /// When there are as many worlds as allowed and none is idle.
    pub fn begin(&self, key: &str, start: &WorldStart, real: DateTime<Utc>) -> Result<Option<Arc<World>>, WorldsFull> {
        if self.get(key).is_some() {
            return Ok(None);
        }
        if self.by_key.len() >= self.count_max && !self.make_room(real) {
            return Err(WorldsFull { max: self.count_max });
        }
        let mut is_new = false;
        let world = self.by_key.get_or_put(key.to_owned(), || {
            is_new = true;
            World::new(key, start, Arc::clone(&self.budget), self.journal.of_world())
        });
        self.by_tag.put(world.ids.world(), key.to_owned());
        world.touch(real);
        Ok(is_new.then_some(world))
    }

    fn fresh(&self, key: &str) -> World {
        World::new(key, &self.start, Arc::clone(&self.budget), self.journal.of_world())
    }

    /// The world of this key, if there is one.
    pub fn get(&self, key: &str) -> Option<Arc<World>> {
        self.by_key.get(&key.to_owned())
    }

    /// The world of this tag, if there is one.
    pub fn tagged(&self, tag: WorldTag) -> Option<Arc<World>> {
        self.get(self.by_tag.get(&tag)?.as_str())
    }

    /// Swaps a world for a fresh one; the old one is given back, to be dropped where nobody waits for it.
    pub fn reset(&self, key: &str) -> Option<Arc<World>> {
        let old = self.get(key)?;
        self.by_key.put(key.to_owned(), self.fresh(key));
        old.end();
        self.agenda.set(old.ids.world(), 0, None);
        Some(old)
    }

    /// Takes a world away.
    pub fn remove(&self, key: &str) -> Option<Arc<World>> {
        let old = self.by_key.remove(&key.to_owned())?;
        old.end();
        self.by_tag.remove(&old.ids.world());
        self.agenda.set(old.ids.world(), 0, None);
        Some(old)
    }

    /// The world of what was saved, not yet among the others.
    ///
    /// # Errors
    /// What does not fit.
    pub fn restored(&self, saved: SavedWorld, is_keeping_files: bool, real: DateTime<Utc>) -> Result<World, Unfit> {
        let world = World::restored(
            saved,
            Arc::clone(&self.budget),
            self.journal.of_world(),
            is_keeping_files,
            real,
        )?;
        world.touch(real);
        Ok(world)
    }

    /// Puts worlds in the place of those that had their keys, if any had; these are given back, to be dropped where nobody waits for it.
    ///
    /// # Errors
    /// When there would be more worlds than allowed; then nothing was changed.
    pub fn put(&self, worlds: Vec<World>) -> Result<Vec<Arc<World>>, WorldsFull> {
        let fresh = worlds.iter().filter(|world| self.get(&world.key).is_none()).count();
        if self.by_key.len() + fresh > self.count_max {
            return Err(WorldsFull { max: self.count_max });
        }
        let mut replaced = Vec::new();
        for world in worlds {
            let (key, tag) = (world.key.clone(), world.ids.world());
            let old = self.by_key.put(key.clone(), world);
            self.by_tag.put(tag, key);
            self.agenda.set(tag, 0, None);
            old.iter().for_each(|old| old.end());
            replaced.extend(old);
        }
        Ok(replaced)
    }

    /// All worlds, by key.
    pub fn all(&self) -> Vec<Arc<World>> {
        let mut worlds = self.by_key.values();
        worlds.sort_by(|one, other| one.key.cmp(&other.key));
        worlds
    }

    /// Bytes of files all worlds hold.
    pub fn stored_bytes(&self) -> u64 {
        self.budget.used()
    }

    /// Drops worlds that were idle; says whether any was.
    fn make_room(&self, real: DateTime<Utc>) -> bool {
        let idle: Vec<String> = self
            .all()
            .iter()
            .filter(|world| real.timestamp() - world.used_at_s() >= IDLE_S)
            .map(|world| world.key.clone())
            .collect();
        idle.iter().for_each(|key| drop(self.remove(key)));
        !idle.is_empty()
    }
}
