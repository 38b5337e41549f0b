//! Looking things up in a PDF's objects: references followed, nothing allocated, no error but absence.

use lopdf::{Dictionary, Document, Object, Stream};

use super::guard::{Budget, LimitHit, PARENT_STEPS_MAX};

/// The entry of a dictionary, its references followed.
pub(super) fn entry<'a>(document: &'a Document, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    dictionary.get_deref(key, document).ok()
}

/// The entry as a dictionary; that of a stream counts.
pub(super) fn dictionary<'a>(document: &'a Document, from: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
    let found = entry(document, from, key)?;
    if let Object::Stream(stream) = found {
        Some(&stream.dict)
    } else {
        found.as_dict().ok()
    }
}

/// The entry as an array.
pub(super) fn array<'a>(document: &'a Document, from: &'a Dictionary, key: &[u8]) -> Option<&'a [Object]> {
    entry(document, from, key)?.as_array().ok().map(Vec::as_slice)
}

/// The entry as a name.
pub(super) fn name<'a>(document: &'a Document, from: &'a Dictionary, key: &[u8]) -> Option<&'a [u8]> {
    entry(document, from, key)?.as_name().ok()
}

/// The object as a finite number, its reference followed.
pub(super) fn number(document: &Document, object: &Object) -> Option<f64> {
    let (_, object) = document.dereference(object).ok()?;
    let number = if let Object::Integer(integer) = object {
        *integer as f64
    } else {
        f64::from(object.as_f32().ok()?)
    };
    number.is_finite().then_some(number)
}

/// An attribute a page may inherit (`Resources`, `MediaBox`, `Rotate`).
pub(super) fn inherited<'a>(document: &'a Document, page: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    let mut node = page;
    for _ in 0..PARENT_STEPS_MAX {
        if let Some(found) = entry(document, node, key) {
            return Some(found);
        }
        node = dictionary(document, node, b"Parent")?;
    }
    None
}

/// A stream's bytes, inflated within the budget; empty when its filter is unknown or broken.
pub(super) fn inflate(stream: &Stream, budget: &mut Budget) -> Result<Vec<u8>, LimitHit> {
    match stream.get_plain_content_with_limit(budget.stream_bytes_max()) {
        Ok(bytes) => {
            budget.spend_inflated(bytes.len())?;
            Ok(bytes)
        }
        Err(lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. })) => Err(LimitHit::Inflated),
        Err(_) => Ok(Vec::new()),
    }
}
