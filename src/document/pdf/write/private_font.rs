//! Fonts whose codes mean nothing: pages drawn in them look like text and cannot be read.
//!
//! A Type 3 font draws each glyph by operators of its own and maps nothing to characters. The codes are control characters, which
//! no encoding gives a letter or digit, so guessing does not help either. As there are few of them, a face needs several fonts.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, Stream, dictionary};

use super::glyphs;
use super::page::{Mark, Page};
use super::statement::is_specimen_mark;
use crate::document::pdf::layouts::Face;

/// Control characters but zero and those that are white space.
const CODES: [u8; 26] = [
    1, 2, 3, 4, 5, 6, 7, 8, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
];

/// Which of a face's fonts has the character. Digits and their punctuation share one.
pub(super) fn font_index(code: u8) -> u8 {
    (shown(code) - b' ') / CODES.len() as u8
}

/// The code that stands for a character in its font.
pub(super) fn private_code(code: u8) -> u8 {
    let index = usize::from(shown(code) - b' ') % CODES.len();
    // 7 has no factor in common with 26, so every character keeps a code of its own, in no order.
    CODES[index * 7 % CODES.len()]
}

/// The resource name of a font that replaces this face.
pub(super) fn font_name(face: Face, index: u8) -> String {
    format!("G{}{index}", face as usize + 1)
}

/// Characters beyond ASCII are shown as a question mark.
fn shown(code: u8) -> u8 {
    if (b' '..=b'~').contains(&code) { code } else { b'?' }
}

/// Adds the fonts that unreadable pages need to the resources.
pub(super) fn add_fonts(document: &mut Document, pages: &[Page], fonts: &mut Dictionary) {
    for face in Face::ALL {
        let mut codes = BTreeSet::new();
        for mark in pages
            .iter()
            .filter(|page| page.is_unreadable)
            .flat_map(|page| &page.marks)
        {
            if let Mark::Text(text) = mark
                && text.style.face == face
                && !is_specimen_mark(text)
            {
                codes.extend(text.codes.iter().map(|code| shown(*code)));
            }
        }
        for index in 0..4 {
            let of_font: BTreeSet<u8> = codes
                .iter()
                .copied()
                .filter(|code| font_index(*code) == index)
                .collect();
            if !of_font.is_empty() {
                let id = add_font(document, face, &of_font);
                fonts.set(font_name(face, index), id);
            }
        }
    }
}

fn add_font(document: &mut Document, face: Face, codes: &BTreeSet<u8>) -> lopdf::ObjectId {
    let mut procedures = Dictionary::new();
    let mut differences = Vec::new();
    let mut widths = vec![Object::Integer(0); 31];
    for code in codes {
        let private = private_code(*code);
        let width = face.metrics().width(*code);
        let name = glyph_name(private);
        let procedure = document.add_object(Stream::new(Dictionary::new(), procedure(*code, width)));
        procedures.set(name.clone(), procedure);
        differences.extend([Object::Integer(i64::from(private)), Object::Name(name.into_bytes())]);
        widths[usize::from(private) - 1] = i64::from(width).into();
    }
    document.add_object(dictionary! {
        "Type" => "Font",
        "Subtype" => "Type3",
        "FontBBox" => vec![0.into(), 0.into(), 1000.into(), 720.into()],
        "FontMatrix" => vec![0.001.into(), 0.into(), 0.into(), 0.001.into(), 0.into(), 0.into()],
        "CharProcs" => procedures,
        "Encoding" => dictionary! { "Type" => "Encoding", "Differences" => differences },
        "FirstChar" => 1,
        "LastChar" => 31,
        "Widths" => widths,
        "Resources" => Dictionary::new(),
    })
}

/// A name that is in no list of glyphs and holds no number a reader could take for a code.
fn glyph_name(private: u8) -> String {
    let letter = |number: u8| char::from(b'a' + number);
    format!("shape{}{}", letter(private / 26), letter(private % 26))
}

/// The operators that draw a glyph: a rectangle for each run of dots.
fn procedure(code: u8, width: u16) -> Vec<u8> {
    let mut out = format!("{width} 0 0 0 {width} 720 d1\n");
    let dots = glyphs::dots(code);
    if let Some((first, last)) = glyphs::span(dots) {
        let dot_width = f64::from(width) / (last - first + 2) as f64;
        for row in 0..7 {
            let mut column = first;
            while column <= last {
                let run = dots[column..=last]
                    .iter()
                    .take_while(|bits| **bits >> row & 1 == 1)
                    .count();
                if run > 0 {
                    let x = (column - first) as f64 * dot_width + dot_width / 2.0;
                    let (y, length) = (618 - 103 * row, run as f64 * dot_width);
                    out.push_str(&format!("{x:.0} {y} {length:.0} 103 re\n"));
                }
                column += run + 1;
            }
        }
        out.push_str("f\n");
    }
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_has_a_code_of_its_own_that_is_no_text() {
        let places: BTreeSet<(u8, u8)> = (b' '..=b'~')
            .map(|code| (font_index(code), private_code(code)))
            .collect();
        assert_eq!(places.len(), 95);
        assert!(
            places
                .iter()
                .all(|(index, code)| *index < 4 && char::from(*code).is_control())
        );
        assert!(places.iter().all(|(_, code)| !char::from(*code).is_whitespace()));
        assert!(b"1,23,456.78".iter().all(|code| font_index(*code) == 0));
    }
}
