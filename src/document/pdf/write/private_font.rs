//! A font whose codes mean nothing: pages drawn in it look like text and cannot be read.
//!
//! A Type 3 font draws each glyph by operators of its own and maps nothing to characters. Its codes lie above ASCII and in no
//! order, so that guessing by a common encoding gives no letter or digit of the text.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, Stream, dictionary};

use super::glyphs;
use super::page::{Mark, Page};
use super::statement::is_specimen_mark;
use crate::document::pdf::layouts::Face;

/// The code that stands for a character; characters beyond ASCII share that of the question mark.
pub(super) fn private_code(code: u8) -> u8 {
    let index = if (b' '..=b'~').contains(&code) {
        code - b' '
    } else {
        b'?' - b' '
    };
    // 37 has no factor in common with 95, so every character keeps a code of its own.
    0xa1 + (u16::from(index) * 37 % 95) as u8
}

/// The resource name of the font that replaces this face.
pub(super) fn font_name(face: Face) -> String {
    format!("G{}", face as usize + 1)
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
                codes.extend(
                    text.codes
                        .iter()
                        .map(|code| if (b' '..=b'~').contains(code) { *code } else { b'?' }),
                );
            }
        }
        if !codes.is_empty() {
            let id = add_font(document, face, &codes);
            fonts.set(font_name(face), id);
        }
    }
}

fn add_font(document: &mut Document, face: Face, codes: &BTreeSet<u8>) -> lopdf::ObjectId {
    let mut procedures = Dictionary::new();
    let mut differences = Vec::new();
    let mut widths = vec![Object::Integer(0); 95];
    for code in codes {
        let private = private_code(*code);
        let width = face.metrics().width(*code);
        let name = glyph_name(private);
        let procedure = document.add_object(Stream::new(Dictionary::new(), procedure(*code, width)));
        procedures.set(name.clone(), procedure);
        differences.extend([Object::Integer(i64::from(private)), Object::Name(name.into_bytes())]);
        widths[usize::from(private - 0xa1)] = i64::from(width).into();
    }
    document.add_object(dictionary! {
        "Type" => "Font",
        "Subtype" => "Type3",
        "FontBBox" => vec![0.into(), 0.into(), 1000.into(), 720.into()],
        "FontMatrix" => vec![0.001.into(), 0.into(), 0.into(), 0.001.into(), 0.into(), 0.into()],
        "CharProcs" => procedures,
        "Encoding" => dictionary! { "Type" => "Encoding", "Differences" => differences },
        "FirstChar" => 0xa1,
        "LastChar" => 0xff,
        "Widths" => widths,
        "Resources" => Dictionary::new(),
    })
}

/// A name that is in no list of glyphs and holds no number a reader could take for a code.
fn glyph_name(private: u8) -> String {
    let letter = |number: u8| char::from(b'a' + number);
    let number = private - 0xa1;
    format!("shape{}{}", letter(number / 26), letter(number % 26))
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
    fn every_character_has_a_private_code_of_its_own_beyond_ascii() {
        let codes: BTreeSet<u8> = (b' '..=b'~').map(private_code).collect();
        assert_eq!(codes.len(), 95);
        assert!(codes.iter().all(|code| *code >= 0xa1));
    }
}
