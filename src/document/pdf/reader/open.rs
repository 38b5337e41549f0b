//! Opening a file: is it a PDF, does the password fit, which pages has it.

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};

use super::census::loaded_stream_bytes_max;
use super::guard::{LimitHit, PAGES_MAX};
use super::resolve;
use crate::domain::statement::{Problem, Protection};

/// The header may stand behind so many bytes of something else. Source: pdf-notes, guard 1.
const HEADER_WITHIN: usize = 1_024;
/// The mark at the end may stand before so many bytes of something else.
const END_WITHIN: usize = 2_048;
/// A file that opened.
#[derive(Debug)]
pub(super) struct OpenFile {
    /// The document, decrypted.
    pub(super) document: Document,
    /// Its pages, in order.
    pub(super) pages: Vec<ObjectId>,
    /// How it was protected.
    pub(super) protection: Protection,
    /// What it was loaded with; earlier revisions open with the same.
    pub(super) options: LoadOptions,
}

/// Opens a file.
///
/// # Errors
/// [`Problem::EmptyFile`], [`Problem::InvalidFile`], [`Problem::PasswordIncorrect`].
pub(super) fn open(bytes: &[u8], password: Option<&str>) -> Result<OpenFile, Problem> {
    if bytes.is_empty() {
        return Err(Problem::EmptyFile);
    }
    let head = &bytes[..bytes.len().min(HEADER_WITHIN + 5)];
    if !head.windows(5).any(|window| window == b"%PDF-") {
        return Err(invalid("no PDF header"));
    }
    let mut options = LoadOptions::with_max_decompressed_size(loaded_stream_bytes_max(bytes)?);
    let (document, protection) = match load(bytes, &options)? {
        Some(document) if document.was_encrypted() => (document, Protection::OwnerOnly),
        Some(document) => (document, Protection::None),
        None => {
            let password = password
                .filter(|password| !password.is_empty())
                .ok_or(Problem::PasswordIncorrect)?;
            options.password = Some(password.to_owned());
            let document = load(bytes, &options)?.ok_or(Problem::PasswordIncorrect)?;
            (document, Protection::Password)
        }
    };
    let pages = pages(&document)?;
    check_completeness(bytes, &document, &pages)?;
    Ok(OpenFile {
        document,
        pages,
        protection,
        options,
    })
}

fn invalid(reason: &str) -> Problem {
    Problem::InvalidFile {
        reason: reason.to_owned(),
    }
}

/// Loads the document; `None` when it needs another password.
fn load(bytes: &[u8], options: &LoadOptions) -> Result<Option<Document>, Problem> {
    match Document::load_mem_with_options(bytes, options.clone()) {
        Ok(document) if document.is_encrypted() => Ok(None),
        Ok(document) => Ok(Some(document)),
        Err(lopdf::Error::InvalidPassword) => Ok(None),
        Err(lopdf::Error::Decryption(lopdf::encryption::DecryptionError::IncorrectPassword)) => Ok(None),
        Err(error) => Err(invalid(&error.to_string())),
    }
}

fn pages(document: &Document) -> Result<Vec<ObjectId>, Problem> {
    let mut pages = Vec::new();
    // A plain loop: collecting would trust the file's own count of pages.
    for page in document.page_iter() {
        pages.push(page);
        if pages.len() > PAGES_MAX {
            return Err(LimitHit::Pages.into());
        }
    }
    if pages.is_empty() {
        return Err(invalid("no pages"));
    }
    Ok(pages)
}

/// Refuses a file that was cut off: pages it lists are missing, or it has no end and their contents are.
fn check_completeness(bytes: &[u8], document: &Document, pages: &[ObjectId]) -> Result<(), Problem> {
    let tail = &bytes[bytes.len().saturating_sub(END_WITHIN)..];
    let has_end = tail.windows(5).any(|window| window == b"%%EOF");
    let is_rebuilt = document.xref_recovery == Some(lopdf::xref::XrefRecovery::Reconstructed);
    let is_whole = |page: &ObjectId| {
        let Ok(page) = document.get_dictionary(*page) else {
            return false;
        };
        has_end && !is_rebuilt || has_contents(document, page)
    };
    match pages.iter().position(|page| !is_whole(page)) {
        Some(index) => Err(invalid(&format!("page {} is missing", index + 1))),
        None => Ok(()),
    }
}

fn has_contents(document: &Document, page: &Dictionary) -> bool {
    match page.get(b"Contents") {
        Err(_) => true,
        Ok(Object::Array(parts)) => parts.iter().all(|part| document.dereference(part).is_ok()),
        Ok(_) => resolve::entry(document, page, b"Contents").is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_pdf_is_refused_in_order() {
        assert_eq!(open(b"", None).unwrap_err(), Problem::EmptyFile);
        assert!(matches!(open(b"hello", None).unwrap_err(), Problem::InvalidFile { .. }));
        assert!(matches!(
            open(b"%PDF-1.4 and nothing else", None).unwrap_err(),
            Problem::InvalidFile { .. }
        ));
    }
}
