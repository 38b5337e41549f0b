//! Opening a file: is it a PDF, does the password fit, which pages has it.

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, Stream};

use super::content::{is_delimiter, is_space};
use super::guard::{LimitHit, PAGES_MAX};
use super::resolve;
use crate::domain::statement::{Problem, Protection};

/// The header may stand behind so many bytes of something else. Source: pdf-notes, guard 1.
const HEADER_WITHIN: usize = 1_024;
/// The mark at the end may stand before so many bytes of something else.
const END_WITHIN: usize = 2_048;
/// The most syntax elements a file may hold outside its page contents: each may become an object of a hundred bytes.
const TOKENS_MAX: usize = 1_000_000;
/// The most one stream of objects or cross-references may inflate to while loading.
const LOADED_STREAM_BYTES_MAX: usize = 4 << 20;

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
    let mut options = LoadOptions::with_max_decompressed_size(check_objects(bytes)?);
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

/// Counts what loading would turn into objects, and answers how far streams of objects may inflate.
///
/// The library builds an object of about a hundred bytes from every number of every array, so a small file of nested
/// or compressed arrays could take all memory before any of our own guards sees it.
fn check_objects(bytes: &[u8]) -> Result<usize, Problem> {
    let mut tokens = 0;
    let mut object_streams = 0;
    let mut at = 0;
    while at < bytes.len() {
        let (count, stream) = tokens_until_stream(&bytes[at..]);
        tokens += count;
        if tokens > TOKENS_MAX {
            return Err(LimitHit::Objects.into());
        }
        let Some(stream) = stream else { break };
        let dictionary = &bytes[at..at + stream];
        let start = at + stream + b"stream".len();
        let length = find(&bytes[start..], b"endstream").unwrap_or(bytes.len() - start);
        if find(dictionary, b"/ObjStm").is_some() {
            object_streams += 1;
            tokens += inflated_tokens(&bytes[start..start + length]);
        }
        at = start + length + b"endstream".len();
    }
    if tokens > TOKENS_MAX {
        return Err(LimitHit::Objects.into());
    }
    // What is encrypted cannot be counted before it is loaded, so there the streams share a fixed allowance.
    let is_hidden = find(bytes, b"/Encrypt").is_some() || object_streams == 0;
    Ok(if is_hidden {
        (LOADED_STREAM_BYTES_MAX / object_streams.max(2)).max(64 << 10)
    } else {
        LOADED_STREAM_BYTES_MAX
    })
}

/// The number of syntax elements before the next stream's data, and where that begins.
fn tokens_until_stream(bytes: &[u8]) -> (usize, Option<usize>) {
    let mut tokens = 0;
    let mut is_inside = false;
    for (index, byte) in bytes.iter().enumerate() {
        if is_space(*byte) {
            is_inside = false;
        } else if is_delimiter(*byte) {
            is_inside = false;
            tokens += 1;
        } else if !is_inside {
            is_inside = true;
            tokens += 1;
            if *byte == b's' && bytes[index..].starts_with(b"stream") {
                return (tokens, Some(index));
            }
        }
    }
    (tokens, None)
}

/// The number of syntax elements in the data of a deflated stream; 0 when it is something else.
fn inflated_tokens(data: &[u8]) -> usize {
    let data = data
        .strip_prefix(b"\r\n")
        .or_else(|| data.strip_prefix(b"\n"))
        .unwrap_or(data);
    let dictionary = Dictionary::from_iter([("Filter", Object::Name(b"FlateDecode".to_vec()))]);
    let stream = Stream::new(dictionary, data.to_vec());
    let inflated = stream
        .get_plain_content_with_limit(LOADED_STREAM_BYTES_MAX)
        .unwrap_or_default();
    tokens_until_stream(&inflated).0
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|window| window == word)
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

    #[test]
    fn elements_are_counted_outside_streams() {
        assert_eq!(tokens_until_stream(b"1 0 obj [0 0]"), (7, None));
        assert_eq!(tokens_until_stream(b"<</A/B>>\nstream\n"), (9, Some(9)));
    }

    #[test]
    fn a_million_numbers_are_too_many() {
        let bytes = [
            b"%PDF-1.4\n1 0 obj [".to_vec(),
            b"0 ".repeat(TOKENS_MAX),
            b"] endobj".to_vec(),
        ]
        .concat();
        assert_eq!(open(&bytes, None).unwrap_err(), LimitHit::Objects.into());
    }
}
