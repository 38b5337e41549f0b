//! What the codes of a simple font stand for, where no `ToUnicode` map says it.

use std::sync::OnceLock;

use lopdf::{Dictionary, Document, Encoding, Object};

use super::resolve;

/// The text of one code.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum GlyphText {
    /// One character, the ordinary case.
    Char(char),
    /// Several characters: a ligature.
    Text(Box<str>),
    /// Nothing tells.
    Unknown,
}

impl GlyphText {
    /// The text, spaces of every kind made plain, ligatures taken apart; unknown where it says nothing readable.
    pub(super) fn of(text: &str) -> Self {
        let mut out = String::new();
        for character in text.chars() {
            match character {
                '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}' | '\t' | '\n' | '\r' => out.push(' '),
                '\u{ad}' | '\u{2010}' | '\u{2011}' => out.push('-'),
                '\u{fb00}' => out.push_str("ff"),
                '\u{fb01}' => out.push_str("fi"),
                '\u{fb02}' => out.push_str("fl"),
                '\u{fb03}' => out.push_str("ffi"),
                '\u{fb04}' => out.push_str("ffl"),
                '\u{0}'..='\u{1f}' | '\u{fffd}' | '\u{e000}'..='\u{f8ff}' => return GlyphText::Unknown,
                '\u{200b}'..='\u{200d}' | '\u{feff}' => {}
                _ => out.push(character),
            }
        }
        let mut characters = out.chars();
        match (characters.next(), characters.next()) {
            (None, _) => GlyphText::Text("".into()),
            (Some(only), None) => GlyphText::Char(only),
            _ => GlyphText::Text(out.into()),
        }
    }
}

/// The 256 codes of a simple font, from its `Encoding` entry and what the font itself implies.
pub(super) fn simple_encoding(document: &Document, font: &Dictionary) -> Vec<GlyphText> {
    let encoding = resolve::entry(document, font, b"Encoding");
    match encoding {
        Some(Object::Name(name)) => base_table(document, name),
        Some(Object::Dictionary(dictionary)) => {
            let base = resolve::name(document, dictionary, b"BaseEncoding");
            let mut table = match base {
                Some(name) => base_table(document, name),
                None if is_private(document, font) => vec![GlyphText::Unknown; 256],
                None => base_table(document, b"StandardEncoding"),
            };
            if let Some(differences) = resolve::array(document, dictionary, b"Differences") {
                apply_differences(document, differences, &mut table);
            }
            table
        }
        _ if is_private(document, font) => vec![GlyphText::Unknown; 256],
        _ => base_table(document, b"StandardEncoding"),
    }
}

/// Whether the font carries its own order of glyphs, which only the font program knows.
fn is_private(document: &Document, font: &Dictionary) -> bool {
    if resolve::name(document, font, b"Subtype") == Some(b"Type3") {
        return true;
    }
    let Some(descriptor) = resolve::dictionary(document, font, b"FontDescriptor") else {
        return matches!(
            resolve::name(document, font, b"BaseFont"),
            Some(b"Symbol" | b"ZapfDingbats")
        );
    };
    let flags = resolve::entry(document, descriptor, b"Flags").and_then(|flags| flags.as_i64().ok());
    let is_symbolic = flags.is_some_and(|flags| flags & 4 != 0);
    let is_embedded = [b"FontFile".as_slice(), b"FontFile2", b"FontFile3"]
        .iter()
        .any(|key| descriptor.has(key));
    is_symbolic && is_embedded
}

fn apply_differences(document: &Document, differences: &[Object], table: &mut [GlyphText]) {
    let mut code = 0_usize;
    for object in differences.iter().take(1_024) {
        match document.dereference(object) {
            Ok((_, Object::Integer(start))) => code = usize::try_from(*start).unwrap_or(usize::MAX),
            Ok((_, Object::Name(name))) => {
                if let Some(slot) = table.get_mut(code) {
                    *slot = glyph_name_text(document, name);
                }
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
}

/// The table of a named encoding; the standard one for names nobody knows. Made once each.
fn base_table(document: &Document, name: &[u8]) -> Vec<GlyphText> {
    const NAMES: [&[u8]; 5] = [
        b"StandardEncoding",
        b"WinAnsiEncoding",
        b"MacRomanEncoding",
        b"MacExpertEncoding",
        b"PDFDocEncoding",
    ];
    static TABLES: [OnceLock<Vec<GlyphText>>; NAMES.len()] = [const { OnceLock::new() }; NAMES.len()];
    let index = NAMES.iter().position(|known| *known == name).unwrap_or(0);
    TABLES[index].get_or_init(|| table_of(document, NAMES[index])).clone()
}

fn table_of(document: &Document, name: &[u8]) -> Vec<GlyphText> {
    let font = font_with_encoding(Object::Name(name.to_vec()));
    let Ok(encoding) = font.get_font_encoding(document) else {
        return vec![GlyphText::Unknown; 256];
    };
    (0..=u8::MAX)
        .map(|code| match Document::decode_text(&encoding, &[code]) {
            Ok(text) if !text.is_empty() => GlyphText::of(&text),
            _ => GlyphText::Unknown,
        })
        .collect()
}

/// What a glyph name of the Adobe glyph list stands for (`A`, `comma`, `uni20B9`).
fn glyph_name_text(document: &Document, name: &[u8]) -> GlyphText {
    let text = String::from_utf8_lossy(name);
    let hex = text.strip_prefix("uni").or_else(|| text.strip_prefix('u'));
    if let Some(character) = hex
        .filter(|hex| (4..=6).contains(&hex.len()))
        .and_then(|hex| u32::from_str_radix(hex, 16).ok())
        .and_then(char::from_u32)
    {
        return GlyphText::of(&character.to_string());
    }
    match text.as_ref() {
        ".notdef" => return GlyphText::Unknown,
        // `a12`, `g7`, `c103`: numbers of glyphs, which mean something to the writer only.
        numbered if is_numbered(numbered) => return GlyphText::Unknown,
        "rupee" | "Rupee" | "indianrupee" => return GlyphText::Char('\u{20b9}'),
        _ => {}
    }
    let differences = Object::Array(vec![Object::Integer(65), Object::Name(name.to_vec())]);
    let encoding = Dictionary::from_iter([("Differences", differences)]);
    let font = font_with_encoding(Object::Dictionary(encoding));
    // An unknown name makes lopdf fall back to another kind of encoding, which is how it shows.
    match font.get_font_encoding(document) {
        Ok(encoding @ Encoding::Differences(_)) => {
            Document::decode_text(&encoding, b"A").map_or(GlyphText::Unknown, |text| GlyphText::of(&text))
        }
        _ => GlyphText::Unknown,
    }
}

fn is_numbered(name: &str) -> bool {
    let digits = name.trim_start_matches(|character: char| character.is_ascii_alphabetic());
    let letters = name.len() - digits.len();
    (1..=5).contains(&letters) && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// A font dictionary without a `ToUnicode` map: with one, lopdf would read that instead.
fn font_with_encoding(encoding: Object) -> Dictionary {
    Dictionary::from_iter([("Type", Object::Name(b"Font".to_vec())), ("Encoding", encoding)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_replace_codes_and_unknown_names_stay_unknown() {
        let document = Document::new();
        let differences = Object::Array(vec![
            Object::Integer(65),
            Object::Name(b"B".to_vec()),
            Object::Name(b"uni20B9".to_vec()),
            Object::Name(b"g17".to_vec()),
            Object::Name(b"fi".to_vec()),
        ]);
        let encoding = Dictionary::from_iter([
            ("BaseEncoding", Object::Name(b"WinAnsiEncoding".to_vec())),
            ("Differences", differences),
        ]);
        let font = Dictionary::from_iter([("Encoding", Object::Dictionary(encoding))]);
        let table = simple_encoding(&document, &font);
        assert_eq!(table[65], GlyphText::Char('B'));
        assert_eq!(table[66], GlyphText::Char('\u{20b9}'));
        assert_eq!(table[67], GlyphText::Unknown);
        assert_eq!(table[68], GlyphText::Text("fi".into()));
        assert_eq!(table[90], GlyphText::Char('Z'));
        assert_eq!(table[0xa0], GlyphText::Char(' '));
    }
}
