//! Lines to worlds. Trusts nothing until the last line was found right.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::bufread::GzDecoder;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{DataProblem, EndLine, FORMAT, FileLine, Line, ReadingLine, SessionLine, VERSION};
use crate::domain::session::Session;
use crate::domain::statement::Inspection;
use crate::domain::upload::{ContentId, UploadedStatement};
use crate::store::world::{SavedSession, SavedWorld, WorldRecord};

/// What one file may unpack to; a small one that goes on for ever is not followed.
const UNPACKED_BYTES_MAX: u64 = 16 << 30;

/// What the first line may have: it only says what the file is.
const HEAD_BYTES_MAX: u64 = 4 << 10;

/// What any other line may have: the largest is a file that was uploaded, or a statement of thousands of pages.
const LINE_BYTES_MAX: u64 = 256 << 20;

/// Reads the worlds of a file. Blocks.
///
/// # Errors
/// Why the file was not taken; then nothing of it was.
pub fn read<R: BufRead>(mut source: R) -> Result<Vec<SavedWorld>, DataProblem> {
    let start = source.fill_buf().map_err(DataProblem::Unreadable)?;
    if start.is_empty() {
        return Err(DataProblem::NotOurs("it is empty".to_owned()));
    }
    if start[0] != 0x1f || start.get(1).is_some_and(|byte| *byte != 0x8b) {
        return Err(DataProblem::NotOurs("it is not packed with gzip".to_owned()));
    }
    let mut lines = Lines {
        source: BufReader::new(GzDecoder::new(source).take(UNPACKED_BYTES_MAX)),
        hash: Sha256::new(),
        count: 0,
        text: Vec::new(),
    };
    let first = lines.next();
    check_start(&lines.text, &first)?;
    first?;
    check_head(&lines.text)?;
    let mut worlds: Vec<World> = Vec::new();
    loop {
        let before = (lines.count, ContentId(lines.hash.clone().finalize().into()));
        if !lines.next()? {
            return Err(DataProblem::CutShort);
        }
        match lines.parsed()? {
            Line::End(end) => {
                check_end(&end, before)?;
                lines.finish()?;
                return Ok(worlds.into_iter().map(|world| world.saved).collect());
            }
            Line::World(record) => {
                if worlds.iter().any(|world| world.saved.record.key == record.key) {
                    return Err(lines.unfit("a second world of the same key"));
                }
                worlds.push(World::of(*record));
            }
            line @ (Line::File(_) | Line::Reading(_) | Line::Session(_)) => {
                let taken = worlds.last_mut().map(|world| world.take(line));
                taken
                    .unwrap_or(Err("it comes before any world"))
                    .map_err(|reason| lines.unfit(reason))?;
            }
        }
    }
}

/// Looks at the first line as far as it is there: what is something else is not called cut short.
fn check_start(text: &[u8], first: &Result<bool, DataProblem>) -> Result<(), DataProblem> {
    let ours = format!("{{\"format\":\"{FORMAT}\"");
    let is_ours = text.iter().zip(ours.as_bytes()).all(|(byte, ours)| byte == ours);
    if is_ours && !matches!(first, Ok(false)) {
        Ok(())
    } else {
        Err(DataProblem::NotOurs("its first line does not say so".to_owned()))
    }
}

fn check_head(text: &[u8]) -> Result<(), DataProblem> {
    let head: Value = serde_json::from_slice(text).unwrap_or_default();
    if head["format"] != FORMAT {
        return Err(DataProblem::NotOurs("its first line does not say so".to_owned()));
    }
    if head["version"] == VERSION {
        return Ok(());
    }
    Err(DataProblem::VersionUnknown {
        version: head["version"].to_string(),
        made_by: head["made_by"].as_str().unwrap_or("something unnamed").to_owned(),
    })
}

fn check_end(end: &EndLine, (count, hash): (u64, ContentId)) -> Result<(), DataProblem> {
    if end.lines != count {
        let counts = format!("it has {count} lines where {} were written", end.lines);
        return Err(DataProblem::Damaged(counts));
    }
    if end.sha256 != hash {
        return Err(DataProblem::Damaged("its checksum is wrong".to_owned()));
    }
    Ok(())
}

/// Lines on their way out of compression.
struct Lines<R: BufRead> {
    source: BufReader<io::Take<GzDecoder<R>>>,
    hash: Sha256,
    count: u64,
    text: Vec<u8>,
}

impl<R: BufRead> Lines<R> {
    /// Goes on to the next line; says whether there is one.
    fn next(&mut self) -> Result<bool, DataProblem> {
        self.text.clear();
        let max = if self.count == 0 {
            HEAD_BYTES_MAX
        } else {
            LINE_BYTES_MAX
        };
        let mut line = (&mut self.source).take(max);
        line.read_until(b'\n', &mut self.text).map_err(broken)?;
        if self.text.is_empty() {
            return Ok(false);
        }
        if line.limit() == 0 && self.text.last() != Some(&b'\n') {
            return Err(self.unfit(format!("line {} has more than {max} bytes", self.count + 1)));
        }
        if self.text.last() != Some(&b'\n') {
            return Err(DataProblem::CutShort);
        }
        self.hash.update(&self.text);
        self.count += 1;
        Ok(true)
    }

    fn parsed(&self) -> Result<Line, DataProblem> {
        let mut deserializer = serde_json::Deserializer::from_slice(&self.text);
        serde_path_to_error::deserialize(&mut deserializer)
            .map_err(|problem| self.unfit(format!("{}: {}", problem.path(), problem.inner())))
    }

    fn unfit(&self, reason: impl Into<String>) -> DataProblem {
        DataProblem::Unfit {
            line: self.count,
            reason: reason.into(),
        }
    }

    /// Nothing may follow the last line, packed or not.
    fn finish(mut self) -> Result<(), DataProblem> {
        let more = || DataProblem::Damaged("something follows its last line".to_owned());
        // Reads to the end of the packed part, where gzip has a checksum of its own.
        if self.source.read(&mut [0; 1]).map_err(broken)? != 0 {
            return Err(more());
        }
        let mut rest = self.source.into_inner().into_inner().into_inner();
        if rest.fill_buf().map_err(DataProblem::Unreadable)?.is_empty() {
            Ok(())
        } else {
            Err(more())
        }
    }
}

fn broken(error: io::Error) -> DataProblem {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    if error.kind() == UnexpectedEof {
        DataProblem::CutShort
    } else if [InvalidData, InvalidInput].contains(&error.kind()) {
        DataProblem::Damaged(format!("it does not unpack: {error}"))
    } else {
        DataProblem::Unreadable(error)
    }
}

/// A world while its lines are read.
struct World {
    saved: SavedWorld,
    readings: Vec<Arc<Inspection>>,
}

impl World {
    fn of(record: WorldRecord) -> Self {
        World {
            saved: SavedWorld {
                record,
                sessions: Vec::new(),
                files: HashMap::new(),
            },
            readings: Vec::new(),
        }
    }

    /// Takes what belongs to a world.
    fn take(&mut self, line: Line) -> Result<(), &'static str> {
        match line {
            Line::File(file) => self.take_file(&file),
            Line::Reading(reading) => self.take_reading(*reading),
            Line::Session(session) => self.take_session(*session),
            Line::World(_) | Line::End(_) => Err("it belongs to no world"),
        }
    }

    fn take_file(&mut self, file: &FileLine) -> Result<(), &'static str> {
        let bytes = STANDARD.decode(&file.bytes).map_err(|_| "the file is no Base64")?;
        if file.content != ContentId(Sha256::digest(&bytes).into()) {
            return Err("the file is not the one its checksum names");
        }
        self.saved.files.insert(file.content, bytes.into());
        Ok(())
    }

    fn take_reading(&mut self, line: ReadingLine) -> Result<(), &'static str> {
        if line.number != self.readings.len() {
            return Err("the readings are not numbered one after the other");
        }
        self.readings.push(Arc::new(line.reading));
        Ok(())
    }

    fn take_session(&mut self, line: SessionLine) -> Result<(), &'static str> {
        let SessionLine {
            ordinal,
            readings,
            mut session,
        } = line;
        if readings.len() != session.statements.len() {
            return Err("the session has more statements than readings, or fewer");
        }
        self.read_again(&mut session, &readings)?;
        self.saved.sessions.push(SavedSession {
            ordinal,
            session: Arc::new(session),
        });
        Ok(())
    }

    /// Gives each statement back what was read of it.
    fn read_again(&self, session: &mut Session, readings: &[Option<usize>]) -> Result<(), &'static str> {
        for (statement, number) in session.statements.iter_mut().zip(readings) {
            let Some(number) = number else { continue };
            let reading = self.readings.get(*number).ok_or("there is no reading of this number")?;
            *statement = Arc::new(UploadedStatement {
                inspection: Some(Arc::clone(reading)),
                ..UploadedStatement::clone(statement)
            });
        }
        Ok(())
    }
}
