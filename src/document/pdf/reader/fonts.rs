//! Fonts as far as reading needs them: what a code says and how far it moves the pen.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use lopdf::{Dictionary, Document, Object};

use super::cmap::CharacterMap;
use super::encoding::{GlyphText, simple_encoding};
use super::guard::{Budget, CMAP_ENTRIES_MAX, LimitHit};
use super::resolve;
use crate::document::pdf::standard_fonts::StandardFont;

/// Fonts kept parsed at a time; some writers embed new ones on every page.
const CACHED_FONTS_MAX: usize = 64;

/// Glyphs of a composite font kept at a time.
const SEEN_GLYPHS_MAX: usize = 2_048;

/// One glyph as a font gives it.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Glyph {
    /// What it says.
    pub(super) text: GlyphText,
    /// How far it moves the pen, in units of the font size.
    pub(super) width: f64,
}

/// A font, parsed.
#[derive(Debug)]
pub(super) struct Font {
    codes: Codes,
    /// How wide a space is, in units of the font size.
    pub(super) space_width: f64,
}

#[derive(Debug)]
enum Codes {
    Simple(Vec<Glyph>),
    Composite(Composite),
}

#[derive(Debug)]
struct Composite {
    map: Option<CharacterMap>,
    /// Codes are UTF-16 themselves (`UniGB-UCS2-H` and its like).
    is_unicode: bool,
    widths: HashMap<u16, f32>,
    default_width: f64,
    seen: RefCell<HashMap<u16, Glyph>>,
}

impl Font {
    /// Calls `visit` for each glyph of a string, with whether it is the one-byte code 32.
    pub(super) fn glyphs<E>(
        &self,
        bytes: &[u8],
        mut visit: impl FnMut(&Glyph, bool) -> Result<(), E>,
    ) -> Result<(), E> {
        match &self.codes {
            Codes::Simple(glyphs) => {
                for byte in bytes {
                    if let Some(glyph) = glyphs.get(usize::from(*byte)) {
                        visit(glyph, *byte == 32)?;
                    }
                }
            }
            Codes::Composite(composite) => {
                for pair in bytes.chunks(2) {
                    let code = pair.iter().fold(0, |sum: u16, byte| sum << 8 | u16::from(*byte));
                    let mut seen = composite.seen.borrow_mut();
                    if seen.len() >= SEEN_GLYPHS_MAX {
                        seen.clear();
                    }
                    visit(seen.entry(code).or_insert_with(|| composite.glyph(code)), false)?;
                }
            }
        }
        Ok(())
    }

    fn parse(document: &Document, font: &Dictionary, budget: &mut Budget) -> Result<Self, LimitHit> {
        budget.spend_font()?;
        let map = match resolve::entry(document, font, b"ToUnicode") {
            Some(Object::Stream(stream)) => Some(CharacterMap::parse(&resolve::inflate(stream, budget)?)?),
            _ => None,
        };
        budget.spend_cmap_entries(map.as_ref().map_or(0, CharacterMap::len))?;
        if resolve::name(document, font, b"Subtype") == Some(b"Type0") {
            return Ok(Font::composite(document, font, map));
        }
        Ok(Font::simple(document, font, map.as_ref()))
    }

    fn simple(document: &Document, font: &Dictionary, map: Option<&CharacterMap>) -> Self {
        let table = simple_encoding(document, font);
        let base_font = resolve::name(document, font, b"BaseFont").unwrap_or_default();
        let standard = StandardFont::of_name(&String::from_utf8_lossy(base_font));
        let widths = simple_widths(document, font);
        let glyphs: Vec<Glyph> = table
            .into_iter()
            .enumerate()
            .map(|(code, text)| Glyph {
                text: map
                    .and_then(|map| map.text(code as u32))
                    .map(|text| GlyphText::of(&text))
                    .filter(|mapped| *mapped != GlyphText::Unknown)
                    .unwrap_or(text),
                width: widths
                    .as_ref()
                    .map_or_else(|| f64::from(standard.width(code as u8)) / 1000.0, |widths| widths[code]),
            })
            .collect();
        let space_width = glyphs[32].width;
        Font {
            codes: Codes::Simple(glyphs),
            space_width: plausible_space(space_width),
        }
    }

    fn composite(document: &Document, font: &Dictionary, map: Option<CharacterMap>) -> Self {
        let descendant = resolve::array(document, font, b"DescendantFonts")
            .and_then(<[Object]>::first)
            .and_then(|object| document.dereference(object).ok())
            .and_then(|(_, object)| object.as_dict().ok());
        let default_width = descendant
            .and_then(|descendant| resolve::entry(document, descendant, b"DW"))
            .and_then(|width| resolve::number(document, width))
            .unwrap_or(1000.0);
        let widths = descendant
            .and_then(|descendant| resolve::array(document, descendant, b"W"))
            .map(|array| composite_widths(document, array))
            .unwrap_or_default();
        let encoding = resolve::name(document, font, b"Encoding").unwrap_or_default();
        let space = map.as_ref().and_then(CharacterMap::code_of_space);
        let composite = Composite {
            map,
            is_unicode: encoding.starts_with(b"Uni")
                && encoding.windows(4).any(|part| part == b"UCS2" || part == b"UTF1"),
            widths,
            default_width: default_width / 1000.0,
            seen: RefCell::default(),
        };
        let space_width = space.map_or(0.25, |code| composite.glyph(code).width);
        Font {
            codes: Codes::Composite(composite),
            space_width: plausible_space(space_width),
        }
    }
}

impl Composite {
    fn glyph(&self, code: u16) -> Glyph {
        let text = match &self.map {
            Some(map) => map.text(u32::from(code)).map(|text| GlyphText::of(&text)),
            None if self.is_unicode => char::from_u32(u32::from(code)).map(GlyphText::Char),
            None => None,
        };
        Glyph {
            text: text.unwrap_or(GlyphText::Unknown),
            width: self
                .widths
                .get(&code)
                .map_or(self.default_width, |width| f64::from(*width)),
        }
    }
}

/// A font without a space glyph of its own says 0 or nonsense.
fn plausible_space(width: f64) -> f64 {
    if (0.1..=0.8).contains(&width) { width } else { 0.25 }
}

/// `Widths` of a simple font in units of the font size; `None` when it has none and the standard metrics apply.
fn simple_widths(document: &Document, font: &Dictionary) -> Option<Vec<f64>> {
    let widths = resolve::array(document, font, b"Widths")?;
    let first = resolve::entry(document, font, b"FirstChar").and_then(|first| first.as_i64().ok())?;
    let scale = if resolve::name(document, font, b"Subtype") == Some(b"Type3") {
        resolve::array(document, font, b"FontMatrix")
            .and_then(<[Object]>::first)
            .and_then(|number| resolve::number(document, number))
            .unwrap_or(0.001)
            .abs()
    } else {
        0.001
    };
    let missing = resolve::dictionary(document, font, b"FontDescriptor")
        .and_then(|descriptor| resolve::entry(document, descriptor, b"MissingWidth"))
        .and_then(|width| resolve::number(document, width))
        .unwrap_or(0.0);
    let mut out = vec![missing * scale; 256];
    for (index, width) in widths.iter().take(256).enumerate() {
        let code = usize::try_from(first.saturating_add(index as i64)).ok();
        if let (Some(slot), Some(width)) = (
            code.and_then(|code| out.get_mut(code)),
            resolve::number(document, width),
        ) {
            *slot = width * scale;
        }
    }
    Some(out)
}

/// `W` of a composite font: `first [w1 w2 …]` and `first last w`.
fn composite_widths(document: &Document, array: &[Object]) -> HashMap<u16, f32> {
    let mut out = HashMap::new();
    let mut rest = array;
    // A hostile list names every code there is, over and over.
    let mut left = 4 * CMAP_ENTRIES_MAX;
    while let [first, second, tail @ ..] = rest {
        let Some(first) = resolve::number(document, first) else {
            break;
        };
        let first = first as u16;
        match document.dereference(second) {
            Ok((_, Object::Array(widths))) => {
                for (code, width) in (first..=u16::MAX).zip(widths).take(left) {
                    left -= 1;
                    if let Some(width) = resolve::number(document, width) {
                        out.insert(code, (width / 1000.0) as f32);
                    }
                }
                rest = tail;
            }
            _ => {
                let [width, tail @ ..] = tail else { break };
                let (Some(last), Some(width)) = (resolve::number(document, second), resolve::number(document, width))
                else {
                    break;
                };
                for code in (first..=(last as u16)).take(left) {
                    left -= 1;
                    out.insert(code, (width / 1000.0) as f32);
                }
                rest = tail;
            }
        }
    }
    out
}

/// The fonts of a document, parsed once each.
#[derive(Debug, Default)]
pub(super) struct FontCache {
    fonts: HashMap<usize, Rc<Font>>,
}

impl FontCache {
    /// The font of this dictionary.
    pub(super) fn font(
        &mut self,
        document: &Document,
        dictionary: &Dictionary,
        budget: &mut Budget,
    ) -> Result<Rc<Font>, LimitHit> {
        // The document does not change while it is read, so a dictionary's place in memory names it.
        let key = std::ptr::from_ref(dictionary) as usize;
        if let Some(font) = self.fonts.get(&key) {
            return Ok(Rc::clone(font));
        }
        if self.fonts.len() >= CACHED_FONTS_MAX {
            self.fonts.clear();
        }
        let font = Rc::new(Font::parse(document, dictionary, budget)?);
        self.fonts.insert(key, Rc::clone(&font));
        Ok(font)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn integers(numbers: &[i64]) -> Vec<Object> {
        numbers.iter().copied().map(Object::Integer).collect()
    }

    #[test]
    fn both_forms_of_composite_widths_are_read() {
        let mut array = integers(&[3]);
        array.push(Object::Array(integers(&[250, 500])));
        array.extend(integers(&[10, 12, 600]));
        let widths = composite_widths(&Document::new(), &array);
        for (code, width) in [
            (3, Some(0.25)),
            (4, Some(0.5)),
            (5, None),
            (10, Some(0.6)),
            (12, Some(0.6)),
            (13, None),
        ] {
            assert_eq!(widths.get(&code).copied(), width, "{code}");
        }
    }

    #[test]
    fn a_standard_font_needs_no_widths() {
        let font = Dictionary::from_iter([
            ("Subtype", Object::Name(b"Type1".to_vec())),
            ("BaseFont", Object::Name(b"Helvetica".to_vec())),
            ("Encoding", Object::Name(b"WinAnsiEncoding".to_vec())),
        ]);
        let font = Font::parse(&Document::new(), &font, &mut Budget::new()).unwrap();
        let mut seen = Vec::new();
        font.glyphs(b"A ", |glyph, is_space| {
            seen.push((glyph.text.clone(), (glyph.width * 1000.0).round() as i32, is_space));
            Ok::<(), LimitHit>(())
        })
        .unwrap();
        assert_eq!(
            seen,
            [(GlyphText::Char('A'), 667, false), (GlyphText::Char(' '), 278, true)]
        );
    }

    #[test]
    fn a_composite_font_without_a_map_says_nothing() {
        let font = Dictionary::from_iter([
            ("Subtype", Object::Name(b"Type0".to_vec())),
            ("Encoding", Object::Name(b"Identity-H".to_vec())),
        ]);
        let font = Font::parse(&Document::new(), &font, &mut Budget::new()).unwrap();
        font.glyphs(&[0, 65], |glyph, _| {
            assert_eq!((&glyph.text, glyph.width), (&GlyphText::Unknown, 1.0));
            Ok::<(), LimitHit>(())
        })
        .unwrap();
    }
}
