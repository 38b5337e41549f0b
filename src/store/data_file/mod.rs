//! Worlds as a file: gzip over JSON Lines. `docs/data-file.md` describes it for those who read it with other tools.
//!
//! The first line says what the file is, the last one that it is whole. Nothing is taken from a file before its last line was found right.

mod on_disk;
mod reader;
#[cfg(test)]
mod tests;
mod writer;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::session::Session;
use crate::domain::statement::Inspection;
use crate::domain::upload::ContentId;
use crate::store::world::WorldRecord;

pub use on_disk::{DataFile, DataFileProblem};
pub use reader::read;
pub use writer::write;

/// What the first line of a data file calls itself.
const FORMAT: &str = "bankconnect-emulator-data";

/// The version that is written and read.
pub const VERSION: u64 = 1;

/// The first line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
struct Head {
    format: &'static str,
    version: u64,
    /// The emulator that wrote it.
    made_by: &'static str,
    /// Real time.
    made_at: DateTime<Utc>,
}

/// Every other line. A world's line comes before everything that belongs to it; files and readings before the first session that has them.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Line {
    World(Box<WorldRecord>),
    File(FileLine),
    Reading(Box<ReadingLine>),
    Session(Box<SessionLine>),
    End(EndLine),
}

/// An uploaded file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileLine {
    /// SHA-256 of the bytes.
    content: ContentId,
    /// The bytes, in Base64.
    bytes: String,
}

/// What reading a file gave; sessions that had the same file share it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadingLine {
    /// Its number within the world, from 0.
    number: usize,
    reading: Inspection,
}

/// A session, its statements without their readings.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SessionLine {
    /// Its place among all sessions the world ever had, from 0.
    ordinal: u64,
    /// The reading of each statement, by number, in their order.
    readings: Vec<Option<usize>>,
    session: Session,
}

/// The last line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EndLine {
    /// Lines before this one.
    lines: u64,
    /// SHA-256 of all of them, line feeds included.
    sha256: ContentId,
}

/// Why a file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum DataProblem {
    /// Something else.
    #[error("this is no data file of the BankConnect emulator: {0}")]
    NotOurs(String),
    /// Ours, but of another time.
    #[error(
        "this data file has version {version} and was written by {made_by}; this emulator reads version {VERSION}: use that one"
    )]
    VersionUnknown {
        /// Its version, as it says it.
        version: String,
        /// What wrote it, as it says it.
        made_by: String,
    },
    /// It ends before its last line.
    #[error("this data file is cut short: its last line is missing")]
    CutShort,
    /// Its bytes are not those that were written.
    #[error("this data file is damaged: {0}")]
    Damaged(String),
    /// It says things that cannot be.
    #[error("this data file does not fit, line {line}: {reason}")]
    Unfit {
        /// From 1.
        line: u64,
        /// What is wrong there.
        reason: String,
    },
    /// It cannot be read at all.
    #[error("it cannot be read: {0}")]
    Unreadable(std::io::Error),
}
