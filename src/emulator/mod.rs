//! The imperative shell: one method per thing a caller can do. Reads the clock, asks the domain, stores what comes out.

mod borrower;
mod consent;
mod control;
mod data;
mod explain;
mod figures;
mod file_link;
mod hosted;
mod injection;
mod intake;
mod journal;
mod journey;
mod processing;
pub mod recording;
mod runner;
pub mod scenario;
mod session;
mod specimen;
mod statement;
mod webhook;
mod world_begin;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use tokio::sync::Notify;

use crate::clock;
use crate::domain::client_kind::ClientKind;
use crate::domain::indian_time;
use crate::domain::refusal::Refusal;
use crate::outbound::{self, AllowList, Limits, Trust};
use crate::store::data_file::DataFile;
use crate::store::files::ByteBudget;
use crate::store::journal::Journal;
use crate::store::shared::SharedResults;
use crate::store::worlds::Worlds;

pub use crate::store::journal::{Found, JournalCounts, Numbered};
pub use crate::store::shared::Rendered;
pub use crate::store::world::{ClockMove, Seen, World, WorldStart};

pub use consent::PullRequest;
pub use control::{MakeProblem, MakeSession, MakeState, WaitFor, patched_settings};
pub use data::{ImportProblem, SaveProblem, Saved};
pub use explain::{ExplainProblem, FigureAsked};
pub use file_link::{FileLink, LinkProblem};
pub use hosted::{HostedFile, Person};
pub use injection::injected_refusal;
pub use intake::{Answer, Intake};
pub use journal::Deliveries;
pub use journey::{Begin, HandedOver, StepProblem};
pub use processing::AnswerFirst;
pub use runner::{Busy, Happening, pause};
pub use specimen::SpecimenRequest;
pub use statement::{UploadForm, UploadRefusal, Uploaded};
pub use webhook::RedeliverProblem;
pub use world_begin::BeginProblem;

/// What the emulator is told once, when it starts.
#[derive(Clone, Debug)]
pub struct EmulatorConfig {
    /// What each world starts with.
    pub start: WorldStart,
    /// Keys that may call, each with the hash it needs; empty lets any key in.
    pub keys: BTreeMap<String, Option<String>>,
    /// Worlds there may be.
    pub worlds_max: usize,
    /// Sessions a world may have.
    pub sessions_max: usize,
    /// Bytes of one upload.
    pub upload_bytes_max: u64,
    /// Bytes of all files.
    pub stored_bytes_max: u64,
    /// Bytes of all journals.
    pub journal_bytes_max: usize,
    /// Whether uploaded files are kept, or only what was read.
    pub store_uploads: bool,
    /// Signs links to files; else they are signed with what follows from seed and key.
    pub link_secret: Option<String>,
    /// Where the emulator may connect to.
    pub outbound_allow: Vec<String>,
    /// The file worlds are loaded from and saved to.
    pub data: Option<PathBuf>,
}

/// The service.
#[derive(Debug)]
pub struct Emulator {
    config: EmulatorConfig,
    worlds: Worlds,
    shared: SharedResults,
    outbound: outbound::Client,
    wake: Notify,
    started_at: DateTime<Utc>,
    data: Option<DataFile>,
}

/// Longest API key that is taken for one; the vendor's have a few dozen characters.
const KEY_BYTES_MAX: usize = 256;

impl Emulator {
    /// A service with the worlds of its data file, or without any yet. Reads the file: that takes its time where it is large.
    ///
    /// # Errors
    /// When no HTTP client can be made from the settings, or the data file is none.
    pub fn new(config: EmulatorConfig) -> anyhow::Result<Arc<Self>> {
        let budget = ByteBudget::new(config.stored_bytes_max);
        let allowed = AllowList::parse(&config.outbound_allow)?;
        let outbound = outbound::Client::new(allowed, Trust::Machine, Limits::default())?;
        let journal = Journal::new(config.journal_bytes_max);
        let worlds = Worlds::new(config.start.clone(), config.worlds_max, budget, journal);
        let started_at = clock::utc_now();
        let opened = config.data.as_deref().map(DataFile::open).transpose()?;
        let (data, saved) = opened.map_or((None, Vec::new()), |(data, saved)| (Some(data), saved));
        let emulator = Arc::new(Emulator {
            config,
            worlds,
            shared: SharedResults::default(),
            outbound,
            wake: Notify::new(),
            started_at,
            data,
        });
        emulator.load(saved)?;
        Ok(emulator)
    }

    /// The world of a caller, by key and, where the call needs one, hash.
    ///
    /// # Errors
    /// `CredentialsMissing`, or the limit of worlds.
    pub fn world(&self, api_key: Option<&str>, hash: Option<Option<&str>>) -> Result<Arc<World>, Refusal> {
        let key = api_key
            .map(str::trim)
            .filter(|key| !key.is_empty() && key.len() <= KEY_BYTES_MAX)
            .ok_or(Refusal::CredentialsMissing)?;
        let is_hash_missing = hash.is_some_and(|hash| hash.is_none_or(|hash| hash.trim().is_empty()));
        let is_known = self.config.keys.is_empty()
            || self.config.keys.get(key).is_some_and(|wanted| match (wanted, hash) {
                (Some(wanted), Some(given)) => given == Some(wanted),
                (None, _) | (_, None) => true,
            });
        let is_denied = ClientKind::of_key(key) == Some(ClientKind::Denied);
        if is_hash_missing || !is_known || is_denied {
            return Err(Refusal::CredentialsMissing);
        }
        let opened = self.worlds.open(key, clock::utc_now()).map_err(|full| Refusal::Limit {
            reason: format!(
                "there are {} worlds (API keys) and none was idle for an hour; raise --max-worlds or delete some",
                full.max
            ),
        });
        opened.inspect(recording::is_of)
    }

    /// The key of the world a control call is about when it names none: `test`, unless other keys alone may call.
    pub fn default_world(&self) -> &str {
        const USUAL: &str = "test";
        let keys = &self.config.keys;
        let first = keys.keys().next().filter(|_| !keys.contains_key(USUAL));
        first.map_or(USUAL, String::as_str)
    }

    /// World time.
    pub fn now(&self, world: &World) -> DateTime<Utc> {
        world.clock().now(clock::utc_now())
    }

    /// Today in India, in world time.
    pub fn today(&self, world: &World) -> NaiveDate {
        indian_time::day(self.now(world))
    }

    /// What the emulator was told when it started.
    pub fn config(&self) -> &EmulatorConfig {
        &self.config
    }

    /// All worlds.
    pub fn worlds(&self) -> &Worlds {
        &self.worlds
    }
}
