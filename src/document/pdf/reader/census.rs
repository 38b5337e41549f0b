//! Counts what loading a file would turn into objects, before it is loaded.
//!
//! The library builds an object of about a hundred bytes from every number of every array, so a small file of long or packed
//! arrays could take all memory before any other guard sees it.

use lopdf::{Dictionary, Object, Stream};

use super::content::{is_delimiter, is_space};
use super::guard::LimitHit;

/// The most syntax elements a file may hold outside its page contents.
const TOKENS_MAX: usize = 600_000;
/// The most all streams of objects may inflate to.
const LOADED_BYTES_MAX: usize = 48 << 20;
/// The most one stream of objects or cross-references may inflate to while loading.
const LOADED_STREAM_BYTES_MAX: usize = 4 << 20;

/// How far each stream of objects may inflate when the file is loaded.
///
/// # Errors
/// [`LimitHit::Objects`] or [`LimitHit::Inflated`] when loading would take too much memory.
pub(super) fn loaded_stream_bytes_max(file: &[u8]) -> Result<usize, LimitHit> {
    let mut census = Census {
        // What is encrypted or packed otherwise cannot be counted before it is loaded.
        is_hidden: find(file, b"/Encrypt").is_some(),
        ..Census::default()
    };
    let mut at = 0;
    while at < file.len() {
        let (tokens, stream) = tokens_until_stream(&file[at..]);
        census.add_tokens(tokens)?;
        let Some(stream) = stream else { break };
        // The dictionary is that of the object just before, which the last `obj` begins.
        let before = &file[at..at + stream];
        let own = before.windows(3).rposition(|window| window == b"obj").unwrap_or(0);
        let start = at + stream + b"stream".len();
        let length = find(&file[start..], b"endstream").unwrap_or(file.len() - start);
        census.add_stream(&before[own..], &file[start..start + length])?;
        at = start + length + b"endstream".len();
    }
    Ok(census.stream_bytes_max())
}

#[derive(Default)]
struct Census {
    tokens: usize,
    inflated: usize,
    object_streams: usize,
    is_hidden: bool,
}

impl Census {
    fn add_tokens(&mut self, count: usize) -> Result<(), LimitHit> {
        self.tokens += count;
        if self.tokens > TOKENS_MAX {
            Err(LimitHit::Objects)
        } else {
            Ok(())
        }
    }

    fn add_stream(&mut self, dictionary: &[u8], data: &[u8]) -> Result<(), LimitHit> {
        // A name may be spelled in hexadecimal to hide what it says.
        if find(dictionary, b"/ObjStm").is_some() || dictionary.contains(&b'#') {
            self.object_streams += 1;
            match unpacked(dictionary, data) {
                Some(data) => {
                    self.inflated += data.len();
                    self.add_tokens(tokens_in(&data))?;
                }
                None => self.is_hidden = true,
            }
            if self.inflated > LOADED_BYTES_MAX {
                return Err(LimitHit::Inflated);
            }
        } else if let Some(object) = find(data, b" obj") {
            // An object inside a stream: the table of objects may point there all the same.
            self.add_tokens(tokens_in(&data[object..]))?;
        }
        Ok(())
    }

    /// What cannot be counted shares a fixed allowance.
    fn stream_bytes_max(&self) -> usize {
        if self.is_hidden || self.object_streams == 0 {
            (LOADED_STREAM_BYTES_MAX / self.object_streams.max(2)).max(64 << 10)
        } else {
            LOADED_STREAM_BYTES_MAX
        }
    }
}

/// The number of syntax elements in all of the data.
fn tokens_in(data: &[u8]) -> usize {
    let mut tokens = 0;
    let mut rest = data;
    loop {
        let (count, stream) = tokens_until_stream(rest);
        tokens += count;
        match stream {
            Some(at) => rest = &rest[at + 1..],
            None => return tokens,
        }
    }
}

/// The number of syntax elements before the next stream's data, and where the word `stream` stands.
///
/// The word counts only behind a dictionary, and neither in strings nor in comments: nothing else may hide what follows it.
fn tokens_until_stream(bytes: &[u8]) -> (usize, Option<usize>) {
    let mut tokens = 0;
    let mut is_inside = false;
    let mut string_depth = 0_usize;
    let mut last_mark = b' ';
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if is_space(byte) {
            is_inside = false;
        } else if is_delimiter(byte) {
            is_inside = false;
            tokens += 1;
            match byte {
                b'(' => string_depth += 1,
                b')' => string_depth = string_depth.saturating_sub(1),
                b'%' if string_depth == 0 => {
                    at += bytes[at..]
                        .iter()
                        .position(|byte| matches!(byte, b'\n' | b'\r'))
                        .unwrap_or(bytes.len() - at);
                    continue;
                }
                _ => {}
            }
            last_mark = byte;
        } else {
            if !is_inside {
                is_inside = true;
                tokens += 1;
                if byte == b's' && last_mark == b'>' && string_depth == 0 && bytes[at..].starts_with(b"stream") {
                    return (tokens, Some(at));
                }
            }
            if byte == b'\\' && string_depth > 0 {
                at += 1;
            }
            last_mark = byte;
        }
        at += 1;
    }
    (tokens, None)
}

/// The data of a stream that is deflated or not packed at all; `None` when it is packed in another way.
fn unpacked(dictionary: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    // `DecodeParms` counts as a filter here and makes the stream one that is not counted.
    let filters = dictionary.windows(6).filter(|window| *window == b"Decode").count();
    let data = data
        .strip_prefix(b"\r\n")
        .or_else(|| data.strip_prefix(b"\n"))
        .unwrap_or(data);
    match filters {
        0 => Some(data.to_vec()),
        1 if find(dictionary, b"/FlateDecode").is_some() => {
            let filter = Dictionary::from_iter([("Filter", Object::Name(b"FlateDecode".to_vec()))]);
            let stream = Stream::new(filter, data.to_vec());
            stream.get_plain_content_with_limit(LOADED_STREAM_BYTES_MAX).ok()
        }
        _ => None,
    }
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|window| window == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(parts: &[&[u8]]) -> Option<LimitHit> {
        loaded_stream_bytes_max(&parts.concat()).err()
    }

    #[test]
    fn elements_are_counted_outside_streams() {
        assert_eq!(tokens_until_stream(b"1 0 obj [0 0]"), (7, None));
        assert_eq!(tokens_until_stream(b"<</A/B>>\nstream\n"), (9, Some(9)));
        assert_eq!(tokens_until_stream(b"/stream (>>stream) %>>\n stream").1, None);
    }

    #[test]
    fn too_many_numbers_are_refused_wherever_they_hide() {
        let zeros = b"0 ".repeat(TOKENS_MAX);
        let mut packed = Stream::new(Dictionary::new(), zeros.clone());
        packed.compress().unwrap();
        let objects = b"1 0 obj <</Type/ObjStm/Filter/FlateDecode>> stream\n".as_slice();
        for parts in [
            vec![b"1 0 obj [".as_slice(), &zeros, b"]"],
            vec![b"1 0 obj [(>>stream\n) ", &zeros, b"(endstream)]"],
            vec![b"1 0 obj [/stream\n ", &zeros, b"/endstream]"],
            vec![b"1 0 obj <<>> stream\n 2 0 obj [", &zeros, b"] endstream"],
            vec![objects, &packed.content, b"endstream"],
        ] {
            assert_eq!(refusal(&parts), Some(LimitHit::Objects));
        }
        assert_eq!(refusal(&[b"1 0 obj <<>> stream\n", &zeros, b"endstream"]), None);
    }

    #[test]
    fn what_cannot_be_counted_gets_little_room() {
        let stream = b"1 0 obj <</Type/ObjStm/Filter/LZWDecode>> stream\n x endstream ".repeat(8);
        assert_eq!(loaded_stream_bytes_max(&stream), Ok(LOADED_STREAM_BYTES_MAX / 8));
        assert_eq!(
            loaded_stream_bytes_max(b"1 0 obj <<>> endobj"),
            Ok(LOADED_STREAM_BYTES_MAX / 2)
        );
    }
}
