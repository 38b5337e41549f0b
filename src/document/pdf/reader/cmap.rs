//! `ToUnicode` maps: which text a character code stands for.
//!
//! Ranges are kept as ranges, so a map that claims four billion codes costs no more than one that claims two.

use super::content::{is_delimiter, is_space, read_hex};
use super::guard::{CMAP_ENTRIES_MAX, LimitHit};

/// A parsed `ToUnicode` map.
#[derive(Debug, Default)]
pub(super) struct CharacterMap {
    /// Sorted by first code.
    ranges: Vec<CodeRange>,
}

#[derive(Debug, Clone)]
struct CodeRange {
    first: u32,
    last: u32,
    /// Text of the first code; its last character counts up along the range.
    text: Box<str>,
}

enum Token<'a> {
    Hex(Vec<u8>),
    Open,
    Close,
    Word(&'a [u8]),
}

impl CharacterMap {
    /// Reads a map; what does not parse is skipped.
    pub(super) fn parse(data: &[u8]) -> Result<Self, LimitHit> {
        let mut map = CharacterMap::default();
        let mut tokens = Tokens { data, at: 0 };
        while let Some(token) = tokens.next() {
            match token {
                Token::Word(b"beginbfchar") => map.read_chars(&mut tokens)?,
                Token::Word(b"beginbfrange") => map.read_ranges(&mut tokens)?,
                Token::Word(_) | Token::Hex(_) | Token::Open | Token::Close => {}
            }
        }
        map.ranges.sort_by_key(|range| range.first);
        Ok(map)
    }

    /// How many entries it has.
    pub(super) fn len(&self) -> usize {
        self.ranges.len()
    }

    /// The code of a space, for its width.
    pub(super) fn code_of_space(&self) -> Option<u16> {
        let range = self.ranges.iter().find(|range| &*range.text == " ")?;
        u16::try_from(range.first).ok()
    }

    /// The text of a code; `None` when the map does not have it.
    pub(super) fn text(&self, code: u32) -> Option<String> {
        let behind = self.ranges.partition_point(|range| range.first <= code);
        let range = self.ranges[..behind]
            .iter()
            .rev()
            .take(4)
            .find(|range| code <= range.last)?;
        let offset = code - range.first;
        if offset == 0 {
            return Some(range.text.to_string());
        }
        let mut text = range.text.to_string();
        let last = text.pop()?;
        text.push(char::from_u32((last as u32).checked_add(offset)?)?);
        Some(text)
    }

    fn read_chars(&mut self, tokens: &mut Tokens<'_>) -> Result<(), LimitHit> {
        while let Some(Token::Hex(code)) = tokens.next() {
            let Some(Token::Hex(text)) = tokens.next() else { break };
            let code = number(&code);
            self.push(code, code, &text)?;
        }
        Ok(())
    }

    fn read_ranges(&mut self, tokens: &mut Tokens<'_>) -> Result<(), LimitHit> {
        while let Some(Token::Hex(first)) = tokens.next() {
            let Some(Token::Hex(last)) = tokens.next() else { break };
            let (first, last) = (number(&first), number(&last));
            match tokens.next() {
                Some(Token::Hex(text)) if first <= last => self.push(first, last, &text)?,
                Some(Token::Open) => {
                    let mut code = first;
                    while let Some(Token::Hex(text)) = tokens.next() {
                        if code <= last {
                            self.push(code, code, &text)?;
                        }
                        code = code.saturating_add(1);
                    }
                }
                Some(Token::Hex(_)) => {}
                _ => break,
            }
        }
        Ok(())
    }

    fn push(&mut self, first: u32, last: u32, utf16: &[u8]) -> Result<(), LimitHit> {
        if self.ranges.len() >= CMAP_ENTRIES_MAX {
            return Err(LimitHit::CmapEntries);
        }
        let text = match utf16 {
            [byte] => char::from(*byte).to_string(),
            // No ligature is longer; a longer text is an attempt to multiply what is read.
            _ => {
                let units: Vec<u16> = utf16
                    .chunks_exact(2)
                    .take(8)
                    .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
                    .collect();
                String::from_utf16_lossy(&units)
            }
        };
        if !text.is_empty() {
            self.ranges.push(CodeRange {
                first,
                last,
                text: text.into(),
            });
        }
        Ok(())
    }
}

struct Tokens<'a> {
    data: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let byte = *self.data.get(self.at)?;
            match byte {
                b'%' => {
                    while self
                        .data
                        .get(self.at)
                        .is_some_and(|byte| !matches!(byte, b'\n' | b'\r'))
                    {
                        self.at += 1;
                    }
                }
                b'<' if self.data.get(self.at + 1) == Some(&b'<') => self.at += 2,
                b'<' => {
                    let mut bytes = Vec::new();
                    self.at = read_hex(self.data, self.at + 1, &mut bytes);
                    return Some(Token::Hex(bytes));
                }
                b'[' => {
                    self.at += 1;
                    return Some(Token::Open);
                }
                b']' => {
                    self.at += 1;
                    return Some(Token::Close);
                }
                _ if is_space(byte) || is_delimiter(byte) => self.at += 1,
                _ => {
                    let start = self.at;
                    while self
                        .data
                        .get(self.at)
                        .is_some_and(|byte| !is_space(*byte) && !is_delimiter(*byte))
                    {
                        self.at += 1;
                    }
                    return Some(Token::Word(&self.data[start..self.at]));
                }
            }
        }
    }
}

/// The code its last four bytes spell.
fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |sum: u32, byte| sum << 8 | u32::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chars_and_both_forms_of_ranges_are_read() {
        let map = CharacterMap::parse(
            b"/CIDInit /ProcSet findresource begin\n1 begincodespacerange <0000> <FFFF> endcodespacerange\n\
              2 beginbfchar <0003> <0020> <0010> <00660069> endbfchar\n\
              2 beginbfrange <0024> <0026> <0041> <0030> <0032> [<0061> <D83DDE00>] endbfrange",
        )
        .unwrap();
        for (code, text) in [
            (3, Some(" ")),
            (0x10, Some("fi")),
            (0x24, Some("A")),
            (0x26, Some("C")),
            (0x27, None),
            (0x30, Some("a")),
            (0x31, Some("\u{1F600}")),
            (0x32, None),
        ] {
            assert_eq!(map.text(code).as_deref(), text, "{code:#x}");
        }
        assert_eq!(map.code_of_space(), Some(3));
    }

    #[test]
    fn a_range_of_four_billion_codes_costs_nothing() {
        let map = CharacterMap::parse(b"1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange").unwrap();
        assert_eq!(map.text(1).as_deref(), Some("B"));
        assert_eq!(map.text(u32::MAX), None);
    }

    #[test]
    fn too_many_entries_are_refused() {
        let data = [b"beginbfchar ".to_vec(), b"<01> <0041> ".repeat(CMAP_ENTRIES_MAX + 1)].concat();
        assert_eq!(CharacterMap::parse(&data).unwrap_err(), LimitHit::CmapEntries);
    }
}
