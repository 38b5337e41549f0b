//! Worlds to lines.

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{EndLine, FORMAT, FileLine, Head, Line, ReadingLine, SessionLine, VERSION};
use crate::domain::session::Session;
use crate::domain::statement::Inspection;
use crate::domain::upload::{ContentId, UploadedStatement};
use crate::store::world::{SavedSession, SavedWorld};

/// Writes the worlds to their last line. Blocks: it takes about a second for a hundred megabytes.
///
/// # Errors
/// When the target takes no more.
pub fn write<W: Write>(target: W, worlds: &[SavedWorld], made_at: DateTime<Utc>) -> io::Result<W> {
    // Statements are packed already, and what is text shrinks well at any level.
    let mut lines = Lines {
        target: GzEncoder::new(target, Compression::fast()),
        hash: Sha256::new(),
        count: 0,
    };
    lines.put(&Head {
        format: FORMAT,
        version: VERSION,
        made_by: concat!("bankconnect-emulator ", env!("CARGO_PKG_VERSION")),
        made_at,
    })?;
    for world in worlds {
        write_world(&mut lines, world)?;
    }
    lines.end()
}

fn write_world<W: Write>(lines: &mut Lines<W>, world: &SavedWorld) -> io::Result<()> {
    lines.put(&Line::World(Box::new(world.record.clone())))?;
    let mut readings = Readings::default();
    let mut files = HashSet::new();
    for SavedSession { ordinal, session } in &world.sessions {
        let mut numbers = Vec::with_capacity(session.statements.len());
        for statement in &session.statements {
            if let Some(bytes) = world
                .files
                .get(&statement.content)
                .filter(|_| files.insert(statement.content))
            {
                lines.put(&Line::File(FileLine {
                    content: statement.content,
                    bytes: STANDARD.encode(bytes),
                }))?;
            }
            let number = readings.number_of(statement);
            if let Some((number, reading)) = number.as_ref().and_then(|(number, fresh)| Some((*number, (*fresh)?))) {
                lines.put(&Line::Reading(Box::new(ReadingLine {
                    number,
                    reading: Inspection::clone(reading),
                })))?;
            }
            numbers.push(number.map(|(number, _)| number));
        }
        lines.put(&Line::Session(Box::new(SessionLine {
            ordinal: *ordinal,
            readings: numbers,
            session: without_readings(session),
        })))?;
    }
    Ok(())
}

/// The session, its statements without what was read of them.
fn without_readings(session: &Session) -> Session {
    let mut session = session.clone();
    for statement in &mut session.statements {
        *statement = Arc::new(UploadedStatement {
            inspection: None,
            ..UploadedStatement::clone(statement)
        });
    }
    session
}

/// A reading and its number.
type Numbered<'a> = (usize, &'a Arc<Inspection>);

/// The readings of a world that have a number already. A file that was read with one password reads the same each time.
#[derive(Default)]
struct Readings<'a> {
    by_file: HashMap<(ContentId, &'a str), Vec<Numbered<'a>>>,
    count: usize,
}

impl<'a> Readings<'a> {
    /// The number of a statement's reading, and the reading when the number is new.
    fn number_of(&mut self, statement: &'a UploadedStatement) -> Option<(usize, Option<&'a Inspection>)> {
        let reading = statement.inspection.as_ref()?;
        let known = self
            .by_file
            .entry((statement.content, statement.password.as_str()))
            .or_default();
        let is_it = |other: &Arc<Inspection>| Arc::ptr_eq(other, reading) || other == reading;
        if let Some((number, _)) = known.iter().find(|(_, other)| is_it(other)) {
            return Some((*number, None));
        }
        known.push((self.count, reading));
        self.count += 1;
        Some((self.count - 1, Some(reading)))
    }
}

/// Lines on their way through hash and compression.
struct Lines<W: Write> {
    target: GzEncoder<W>,
    hash: Sha256,
    count: u64,
}

impl<W: Write> Lines<W> {
    fn put(&mut self, line: &impl Serialize) -> io::Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        self.hash.update(&text);
        self.count += 1;
        self.target.write_all(&text)
    }

    /// The last line.
    fn end(mut self) -> io::Result<W> {
        let end = Line::End(EndLine {
            lines: self.count,
            sha256: ContentId(self.hash.clone().finalize().into()),
        });
        self.put(&end)?;
        self.target.finish()
    }
}
