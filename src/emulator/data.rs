//! Worlds that outlive the process: loaded, saved, handed out and taken in.

use std::sync::Arc;

use bytes::Bytes;
use tracing::info;

use crate::clock;
use crate::emulator::Emulator;
use crate::emulator::control::drop_elsewhere;
use crate::store::data_file::{self, DataFileProblem, DataProblem};
use crate::store::world::{SavedWorld, Unfit, World};

/// What was saved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Saved {
    /// Where.
    pub path: String,
    /// How many worlds.
    pub worlds: usize,
    /// How many sessions they have together.
    pub sessions: usize,
    /// Bytes of the file.
    pub size_bytes: u64,
}

/// Why nothing was saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveProblem {
    /// No `--data`.
    #[error(
        "this emulator has no data file: start it with --data FILE, or download a world with GET /_emulator/export"
    )]
    NoFile,
    /// What went wrong with it.
    #[error("{0}")]
    Failed(String),
}

/// Why worlds were not taken in; then none of them was.
#[derive(Debug, thiserror::Error)]
pub enum ImportProblem {
    /// The file itself.
    #[error(transparent)]
    Data(#[from] DataProblem),
    /// A world in it.
    #[error("world {key}: {problem}")]
    World {
        /// Its key.
        key: String,
        /// What does not fit.
        problem: Unfit,
    },
    /// More than there may be.
    #[error("there would be more than {max} worlds; raise --max-worlds")]
    WorldsFull {
        /// Worlds allowed.
        max: usize,
    },
}

impl Emulator {
    /// Takes in the worlds a data file had when the server started.
    pub(super) fn load(&self, saved: Vec<SavedWorld>) -> Result<(), ImportProblem> {
        let worlds = self.put(saved)?;
        let sessions: usize = worlds.iter().map(|world| world.session_count()).sum();
        if let Some(data) = &self.data {
            let path = data.path().display();
            info!(%path, sessions, "{} worlds with {sessions} sessions loaded from {path}", worlds.len());
        }
        Ok(())
    }

    /// Saves every world to the data file, and waits until it is on the disk.
    ///
    /// # Errors
    /// When there is no data file, or it cannot be written.
    pub async fn save(self: &Arc<Self>) -> Result<Saved, SaveProblem> {
        let emulator = Arc::clone(self);
        let save = move || {
            let data = emulator.data.as_ref().ok_or(SaveProblem::NoFile)?;
            let failed = |problem: DataFileProblem| SaveProblem::Failed(problem.to_string());
            // Under the file's own lock, so that two who save at once leave the later state.
            let now = || emulator.saved(&emulator.worlds.all());
            let (saved, size_bytes) = data.save(now, clock::utc_now()).map_err(failed)?;
            let sessions = saved.iter().map(|world| world.sessions.len()).sum();
            let path = data.path().display().to_string();
            info!(%path, sessions, "{} worlds with {sessions} sessions saved to {path}", saved.len());
            Ok(Saved {
                path,
                worlds: saved.len(),
                sessions,
                size_bytes,
            })
        };
        let saved = tokio::task::spawn_blocking(save).await;
        saved.unwrap_or_else(|_| Err(SaveProblem::Failed("saving stopped with a fault of ours".to_owned())))
    }

    /// A data file of these worlds, in memory. Blocks.
    ///
    /// # Errors
    /// When memory takes no more, in the words of the writer.
    pub fn exported(&self, worlds: &[Arc<World>]) -> std::io::Result<Vec<u8>> {
        data_file::write(Vec::new(), &self.saved(worlds), clock::utc_now())
    }

    /// Takes in the worlds of a data file; each takes the place of the one that has its key. Blocks.
    ///
    /// # Errors
    /// Why none was taken.
    pub fn import(&self, file: &Bytes) -> Result<Vec<Arc<World>>, ImportProblem> {
        self.put(data_file::read(&file[..])?)
    }

    fn saved(&self, worlds: &[Arc<World>]) -> Vec<SavedWorld> {
        let real = clock::utc_now();
        worlds
            .iter()
            .map(|world| world.saved(self.story_day(world), real))
            .collect()
    }

    /// Makes all of them first, then puts them into place.
    fn put(&self, saved: Vec<SavedWorld>) -> Result<Vec<Arc<World>>, ImportProblem> {
        let real = clock::utc_now();
        let restore = |world: SavedWorld| {
            let key = world.record.key.clone();
            let restored = self.worlds.restored(world, self.config.store_uploads, real);
            restored.map_err(|problem| ImportProblem::World { key, problem })
        };
        let worlds: Vec<World> = saved.into_iter().map(restore).collect::<Result<_, _>>()?;
        let keys: Vec<String> = worlds.iter().map(|world| world.key.clone()).collect();
        let replaced = self.worlds.put(worlds);
        let replaced = replaced.map_err(|full| ImportProblem::WorldsFull { max: full.max })?;
        replaced.into_iter().for_each(drop_elsewhere);
        let worlds: Vec<Arc<World>> = keys.iter().filter_map(|key| self.worlds.get(key)).collect();
        worlds.iter().for_each(|world| self.reschedule(world));
        Ok(worlds)
    }
}
