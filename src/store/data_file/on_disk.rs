//! A data file in its folder: read when the server starts, replaced whole when it is saved.
//!
//! It is written beside its place, brought to the disk, and moved over the old one: whoever looks, and whatever ends the process at any
//! moment, finds the old file or the new one.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use chrono::{DateTime, Utc};

use super::{DataProblem, read, write};
use crate::store::world::SavedWorld;

/// What files on their way to their place end in.
const UNFINISHED: &str = ".unfinished";

/// Why a data file could not be had or saved.
#[derive(Debug, thiserror::Error)]
pub enum DataFileProblem {
    /// What is there is not taken, and not overwritten.
    #[error("{path}: {problem}. It was left as it is")]
    Refused {
        /// The file.
        path: PathBuf,
        /// Why.
        problem: DataProblem,
    },
    /// Another server has it: whoever saves last would take the other's worlds away.
    #[error("{path}: another emulator that runs uses this file; stop it, or give each its own")]
    Taken {
        /// The file.
        path: PathBuf,
    },
    /// It could not be written.
    #[error("{path}: the data cannot be saved: {problem}{hint}. What was there before is still there")]
    NotSaved {
        /// The file.
        path: PathBuf,
        /// Why.
        problem: io::Error,
        /// What to do about it, or nothing.
        hint: &'static str,
    },
}

/// Tells whether a file is the one that was read or written last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Stamp {
    size_bytes: u64,
    changed_at: Option<SystemTime>,
}

/// The data file of a server.
#[derive(Debug)]
pub struct DataFile {
    path: PathBuf,
    /// What stood there when it was last read or written; `None` for nothing. Held while it is saved.
    known: Mutex<Option<Stamp>>,
    /// Locked as long as this is there; the system lets go of it whatever ends the process.
    _lock: File,
}

impl DataFile {
    /// Reads the file, if there is one; its folder must be there and let it be replaced, so that no world is lost for it when the server
    /// stops. What an earlier process left unfinished is removed.
    ///
    /// # Errors
    /// Why the file was not taken, or could not be replaced.
    pub fn open(path: &Path) -> Result<(Self, Vec<SavedWorld>), DataFileProblem> {
        // A link leads to the file: that one is replaced, not the link.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let not_saved = |problem| DataFileProblem::not_saved(&path, problem);
        if !folder(&path).is_dir() {
            return Err(not_saved(io::Error::new(
                io::ErrorKind::NotFound,
                format!("there is no folder {}", folder(&path).display()),
            )));
        }
        let lock = locked(&path)?;
        let known = stamp(&path).map_err(not_saved)?;
        let worlds = match known {
            Some(_) => taken(&path)?,
            None => Vec::new(),
        };
        remove_unfinished(&path);
        try_replacing(&path).map_err(not_saved)?;
        let known = Mutex::new(known);
        let file = DataFile {
            path,
            known,
            _lock: lock,
        };
        Ok((file, worlds))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Replaces the file by one of the worlds as they are now; gives them and its size. Blocks. Of two who save at once the second one waits
    /// and looks at the worlds afterwards.
    ///
    /// # Errors
    /// When it cannot be written, or what stands there meanwhile is nothing that may be overwritten.
    pub fn save(
        &self,
        worlds: impl FnOnce() -> Vec<SavedWorld>,
        made_at: DateTime<Utc>,
    ) -> Result<(Vec<SavedWorld>, u64), DataFileProblem> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let not_saved = |problem| DataFileProblem::not_saved(&self.path, problem);
        let there = stamp(&self.path).map_err(not_saved)?;
        if there.is_some() && there != *known {
            // Somebody put another one there: only a good one may go.
            taken(&self.path)?;
        }
        let unfinished = unfinished(&self.path, made_at);
        let worlds = worlds();
        let written = write_beside(&unfinished, &worlds, made_at).and_then(|()| fs::rename(&unfinished, &self.path));
        if let Err(problem) = written {
            // Nothing is left to do about it when it cannot be removed either; the next start does.
            let _ = fs::remove_file(&unfinished);
            return Err(not_saved(problem));
        }
        bring_to_disk(folder(&self.path)).map_err(not_saved)?;
        *known = stamp(&self.path).map_err(not_saved)?;
        Ok((worlds, known.map_or(0, |stamp| stamp.size_bytes)))
    }
}

/// What to do about a full disk.
const ROOM: &str = " (make room; while the server runs, POST /_emulator/export saves again)";

impl DataFileProblem {
    fn not_saved(path: &Path, problem: io::Error) -> Self {
        use io::ErrorKind::{PermissionDenied, QuotaExceeded, ResourceBusy, StorageFull};
        let hints = [
            (
                ResourceBusy,
                " (a single file that is mounted cannot be replaced: mount its folder)",
            ),
            (
                PermissionDenied,
                " (the folder must be writable: the file is replaced, not changed)",
            ),
            (StorageFull, ROOM),
            (QuotaExceeded, ROOM),
        ];
        let hint = hints.iter().find(|(kind, _)| *kind == problem.kind());
        let hint = hint.map_or("", |(_, hint)| hint);
        DataFileProblem::NotSaved {
            path: path.to_owned(),
            problem,
            hint,
        }
    }
}

/// The lock of the file at this path: a file beside it, because the file itself is replaced whenever it is saved. It stays there, empty:
/// removing it would let two servers lock two files of one name.
fn locked(path: &Path) -> Result<File, DataFileProblem> {
    let beside = folder(path).join(format!(".{}.lock", name(path)));
    let lock = OpenOptions::new().write(true).create(true).truncate(false).open(beside);
    let lock = lock.map_err(|problem| DataFileProblem::not_saved(path, problem))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(DataFileProblem::Taken { path: path.to_owned() }),
        // Some network file systems have no locks: better without than not at all.
        Err(TryLockError::Error(_)) => Ok(lock),
    }
}

/// The worlds in the file at this path.
fn taken(path: &Path) -> Result<Vec<SavedWorld>, DataFileProblem> {
    let worlds = ordinary(path)
        .and_then(|()| File::open(path).map_err(DataProblem::Unreadable))
        .and_then(|file| read(BufReader::new(file)));
    worlds.map_err(|problem| DataFileProblem::Refused {
        path: path.to_owned(),
        problem,
    })
}

/// Whether a file stands there. Reading from a pipe would wait for whoever writes to it.
fn ordinary(path: &Path) -> Result<(), DataProblem> {
    let facts = fs::metadata(path).map_err(DataProblem::Unreadable)?;
    if facts.is_dir() {
        let reason = "it is a folder; where a file is mounted that is not there, Docker makes one";
        return Err(DataProblem::NotOurs(reason.to_owned()));
    }
    if facts.is_file() {
        Ok(())
    } else {
        Err(DataProblem::NotOurs("it is no ordinary file".to_owned()))
    }
}

/// Finds out whether the file could be replaced, as far as that shows before it is done.
fn try_replacing(path: &Path) -> io::Result<()> {
    if is_mounted(path) {
        return Err(io::ErrorKind::ResourceBusy.into());
    }
    let attempt = unfinished(path, DateTime::UNIX_EPOCH);
    drop(created(&attempt)?);
    fs::remove_file(attempt)
}

/// Whether the file itself is a mount, as single files given to a container are. Only Linux says so.
fn is_mounted(path: &Path) -> bool {
    let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    let place = path.to_string_lossy().replace(' ', "\\040");
    mounts.lines().any(|mount| mount.split(' ').nth(4) == Some(&place))
}

/// What stands at this path; `None` for nothing.
fn stamp(path: &Path) -> io::Result<Option<Stamp>> {
    match fs::metadata(path) {
        Ok(facts) => Ok(Some(Stamp {
            size_bytes: facts.len(),
            changed_at: facts.modified().ok(),
        })),
        Err(problem) if problem.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(problem) => Err(problem),
    }
}

fn folder(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The file beside this one in which the next one is written; nobody else's.
fn unfinished(path: &Path, made_at: DateTime<Utc>) -> PathBuf {
    let (process, moment) = (std::process::id(), made_at.timestamp_millis());
    folder(path).join(format!(".{}.{process}-{moment}{UNFINISHED}", name(path)))
}

/// Removes what saves of other processes left behind when they were ended half-way.
fn remove_unfinished(path: &Path) {
    let start = format!(".{}.", name(path));
    // Behind the name comes what `unfinished` writes, and nothing of a longer name.
    let is_ours = |name: &str| {
        let rest = name.strip_prefix(&start).and_then(|rest| rest.strip_suffix(UNFINISHED));
        rest.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'))
    };
    for entry in fs::read_dir(folder(path)).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_ours(&name) {
            // It only takes room.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// A new file. Passwords come into it: only its owner may read it.
fn created(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Writes a whole file and brings it to the disk.
fn write_beside(path: &Path, worlds: &[SavedWorld], made_at: DateTime<Utc>) -> io::Result<()> {
    let mut written = write(BufWriter::new(created(path)?), worlds, made_at)?;
    written.flush()?;
    written.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}

/// The move itself is in the folder.
#[cfg(unix)]
fn bring_to_disk(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// A folder cannot be opened here; the move is as lasting as the system makes it.
#[cfg(windows)]
fn bring_to_disk(_folder: &Path) -> io::Result<()> {
    Ok(())
}
