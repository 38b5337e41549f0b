//! Any PDF to facts and ledger, within bounds.

use std::num::NonZeroUsize;
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

use super::fonts::FontCache;
use super::guard::{Budget, LimitHit, ROWS_MAX};
use super::metadata::{Metadata, has_changing_revision};
use super::open::open;
use super::statement_reader::StatementReader;
use super::text::page_text;
use crate::domain::statement::{DocumentFacts, Inspection, Problem, TextLayer};

/// Deep structures are followed on a stack of this size. Source: pdf-notes, guard 3.
const STACK_BYTES: usize = 8 << 20;
/// A page with fewer glyphs may be a picture.
const PICTURE_GLYPHS_MAX: u32 = 20;
/// A page with so much picture is one.
const PICTURE_SHARE_MIN: f64 = 0.5;

/// Reads a file: what it is, what it says, and what is wrong with it.
///
/// Blocks until it is done; the work happens on a thread of its own, at most as many at a time as there are cores. The same
/// bytes and password always give the same answer.
///
/// # Errors
/// [`Problem::EmptyFile`], [`Problem::InvalidFile`] and [`Problem::PasswordIncorrect`]; everything else that may be wrong is
/// a finding about a file that opened: [`Inspection::upload_problem`], [`Inspection::processing_problem`].
pub fn inspect(bytes: &[u8], password: Option<&str>) -> Result<Inspection, Problem> {
    let _seat = Seat::take();
    thread::scope(|scope| {
        let reader = thread::Builder::new()
            .name("statement-reader".to_owned())
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, || read(bytes, password));
        let failed = |reason: String| Problem::InvalidFile { reason };
        match reader {
            // A panic is a bug of ours or the library's; to the caller it is a file that cannot be read.
            Ok(reader) => reader
                .join()
                .unwrap_or_else(|_| Err(failed("the reader gave up".to_owned()))),
            Err(error) => Err(failed(error.to_string())),
        }
    })
}

fn read(bytes: &[u8], password: Option<&str>) -> Result<Inspection, Problem> {
    let file = open(bytes, password)?;
    let document = &file.document;
    let mut budget = Budget::new();
    let metadata = Metadata::read(document, &mut budget);
    let mut fonts = FontCache::default();
    let mut reader = StatementReader::default();
    let mut pictures = 0_usize;
    let mut text_pages = 0_usize;
    for (index, page) in file.pages.iter().enumerate() {
        let text = page_text(document, *page, &mut fonts, &mut budget)?;
        if text.glyphs >= PICTURE_GLYPHS_MAX {
            text_pages += 1;
        } else if text.picture_share > PICTURE_SHARE_MIN {
            pictures += 1;
        }
        reader.push(index as u32 + 1, &text);
        if reader.row_count() > ROWS_MAX {
            return Err(LimitHit::Rows.into());
        }
    }
    let statement = reader.finish();
    let text_layer = match (text_pages, pictures) {
        // A cover page may carry text over a scan.
        (0 | 1, 1..) if pictures > 1 || text_pages == 0 => TextLayer::Image,
        (0, 0) => TextLayer::Empty,
        _ if statement.is_illegible => TextLayer::Image,
        _ => TextLayer::Text,
    };
    let is_changed = has_changing_revision(bytes, document, &file.options);
    let broken_links = statement.ledger.broken_links();
    Ok(Inspection {
        document: DocumentFacts {
            pages: file.pages.len() as u32,
            protection: file.protection,
            revisions: document.revision_count() as u32,
            findings: metadata.findings(statement.facts.period, is_changed),
            creator: metadata.creator,
            producer: metadata.producer,
            created: metadata.created,
            modified: metadata.modified,
        },
        text_layer,
        facts: statement.facts,
        ledger: statement.ledger,
        table: statement.table,
        broken_links,
        other_accounts: statement.other_accounts,
    })
}

/// A place among the files being read at a time.
struct Seat;

static SEATS_TAKEN: Mutex<usize> = Mutex::new(0);
static SEAT_FREED: Condvar = Condvar::new();

impl Seat {
    fn take() -> Self {
        let seats = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let taken = SEATS_TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = SEAT_FREED
            .wait_while(taken, |taken| *taken >= seats)
            .unwrap_or_else(PoisonError::into_inner);
        *taken += 1;
        Seat
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        *SEATS_TAKEN.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        SEAT_FREED.notify_one();
    }
}
