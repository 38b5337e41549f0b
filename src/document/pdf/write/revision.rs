//! A second revision behind the first: somebody opened the bank's file, put one balance anew and saved it.

use chrono::{NaiveDateTime, TimeDelta};
use lopdf::{Dictionary, Document, IncrementalDocument, LoadOptions, Object, ObjectId};

use super::content;
use super::file::{compressed, pdf_date, text};
use super::page::{Mark, Page};
use super::{Lock, WriteProblem};
use crate::domain::specimen::chosen;

/// How long after the first revision the second was made.
pub(super) fn modified_at(created: NaiveDateTime, seed: u64) -> NaiveDateTime {
    created + TimeDelta::days(3 + chosen(seed, 21, 20) as i64) + TimeDelta::minutes(97)
}

/// The page with one of its texts taken out and drawn anew, last of all and a trifle lower; it says what it said before.
pub(super) fn redrawn(page: &Page, seed: u64) -> Page {
    let mut page = page.clone();
    let is_amount = |mark: &Mark| {
        matches!(mark, Mark::Text(text) if text.codes.len() > 5
            && text.codes.iter().all(|code| matches!(code, b'0'..=b'9' | b',' | b'.')))
    };
    let amounts: Vec<usize> = (0..page.marks.len())
        .filter(|index| is_amount(&page.marks[*index]))
        .collect();
    let index = amounts.get(chosen(seed, 22, amounts.len())).copied().unwrap_or(0);
    if index < page.marks.len() {
        let mut mark = page.marks.remove(index);
        if let Mark::Text(text) = &mut mark {
            text.y += 0.15;
        }
        page.marks.push(mark);
    }
    page
}

/// The file with a second revision that replaces one page's content.
pub(super) fn revised(
    first: Vec<u8>,
    lock: Option<&Lock>,
    (content_id, page, height): (ObjectId, &Page, f64),
    modified: NaiveDateTime,
) -> Result<Vec<u8>, WriteProblem> {
    let options = lock.map_or_else(LoadOptions::default, |lock| {
        LoadOptions::with_password(&lock.user_password)
    });
    let document = Document::load_mem_with_options(&first, options)?;
    let info_id = document.trailer.get(b"Info").and_then(Object::as_reference)?;
    let mut revision = IncrementalDocument::create_from(first, document);
    let stream = compressed(Dictionary::new(), &content::stream(page, height))?;
    revision.new_document.set_object(content_id, stream);
    revision.opt_clone_object_to_new_document(info_id)?;
    let info = revision.new_document.get_dictionary_mut(info_id)?;
    info.set("ModDate", text(&pdf_date(modified)));
    let mut bytes = Vec::new();
    revision.save_to(&mut bytes)?;
    Ok(bytes)
}
