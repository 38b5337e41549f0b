//! Marks to the operators of a content stream.

use std::fmt::Write as _;

use super::page::{Mark, Page, Text};
use super::private_font;
use super::statement::is_specimen_mark;
use crate::document::pdf::layouts::{Colour, Face};

/// The content stream of a page of this height.
pub(super) fn stream(page: &Page, height: f64) -> Vec<u8> {
    let mut out = Stream {
        bytes: Vec::with_capacity(page.marks.len() * 48),
        height,
        colour: None,
        place: (0, 0),
        font: None,
        scratch: String::new(),
    };
    for mark in &page.marks {
        if let Mark::Shape { at, colour } = mark {
            out.shape(*at, *colour);
        }
    }
    out.bytes.extend_from_slice(b"BT\n");
    for mark in &page.marks {
        if let Mark::Text(text) = mark {
            out.text(text, page.is_unreadable && !is_specimen_mark(text));
        }
    }
    out.bytes.extend_from_slice(b"ET\n");
    out.bytes
}

/// The name of a face among the resources.
pub(super) fn font_name(face: Face) -> String {
    format!("F{}", face as usize + 1)
}

struct Stream {
    bytes: Vec<u8>,
    height: f64,
    colour: Option<Colour>,
    /// Where the last text stands, in hundredths of a point.
    place: (i64, i64),
    font: Option<(Face, f64, Option<u8>)>,
    scratch: String,
}

impl Stream {
    fn operator(&mut self, numbers: &[f64], operator: &str) {
        self.scratch.clear();
        for value in numbers {
            number(&mut self.scratch, *value);
            self.scratch.push(' ');
        }
        self.scratch.push_str(operator);
        self.scratch.push('\n');
        self.bytes.extend_from_slice(self.scratch.as_bytes());
    }

    fn set_colour(&mut self, colour: Colour) {
        if self.colour != Some(colour) {
            self.colour = Some(colour);
            let part = |value: u8| f64::from(value) / 255.0;
            self.operator(&[part(colour.0), part(colour.1), part(colour.2)], "rg");
        }
    }

    fn shape(&mut self, (x, y, width, height): (f64, f64, f64, f64), colour: Colour) {
        self.set_colour(colour);
        self.operator(&[x, self.height - y - height, width, height], "re f");
    }

    fn text(&mut self, text: &Text, is_private: bool) {
        self.set_colour(text.style.colour);
        // Steps from text to text are short numbers that repeat from row to row; counted in whole hundredths they do not drift.
        let place = (hundredths(text.x), hundredths(self.height - text.y));
        let step = |to: i64, from: i64| (to - from) as f64 / 100.0;
        let steps = [step(place.0, self.place.0), step(place.1, self.place.1)];
        self.place = place;
        self.operator(&steps, "Td");
        if is_private {
            let index = |code: &u8| private_font::font_index(*code);
            for run in text.codes.chunk_by(|one, two| index(one) == index(two)) {
                self.set_font(text, run.first().map(index));
                let codes: Vec<u8> = run.iter().map(|code| private_font::private_code(*code)).collect();
                self.show(&codes);
            }
        } else {
            self.set_font(text, None);
            self.show(&text.codes);
        }
    }

    fn set_font(&mut self, text: &Text, private: Option<u8>) {
        let (face, size) = (text.style.face, text.style.size);
        if self.font == Some((face, size, private)) {
            return;
        }
        self.font = Some((face, size, private));
        let name = private.map_or_else(|| font_name(face), |index| private_font::font_name(face, index));
        self.bytes.push(b'/');
        self.bytes.extend_from_slice(name.as_bytes());
        self.bytes.push(b' ');
        self.operator(&[size], "Tf");
    }

    fn show(&mut self, codes: &[u8]) {
        string(&mut self.bytes, codes);
        self.bytes.extend_from_slice(b" Tj\n");
    }
}

fn hundredths(value: f64) -> i64 {
    (value * 100.0).round() as i64
}

/// A number with at most two decimals.
fn number(out: &mut String, value: f64) {
    let hundredths = hundredths(value);
    let (sign, rest) = (if hundredths < 0 { "-" } else { "" }, hundredths.unsigned_abs());
    let fraction = rest % 100;
    // Writing to a String cannot fail.
    let _ = match (fraction % 10, fraction) {
        (_, 0) => write!(out, "{sign}{}", rest / 100),
        (0, _) => write!(out, "{sign}{}.{}", rest / 100, fraction / 10),
        _ => write!(out, "{sign}{}.{fraction:02}", rest / 100),
    };
}

/// A string in brackets, with those and the backslash escaped.
fn string(out: &mut Vec<u8>, codes: &[u8]) {
    out.push(b'(');
    for code in codes {
        match code {
            b'(' | b')' | b'\\' => out.extend_from_slice(&[b'\\', *code]),
            b'\r' => out.extend_from_slice(b"\\r"),
            _ => out.push(*code),
        }
    }
    out.push(b')');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_and_backslashes_are_escaped() {
        let mut out = Vec::new();
        string(&mut out, b"A (B) \\ C");
        assert_eq!(out, b"(A \\(B\\) \\\\ C)");
    }

    #[test]
    fn numbers_are_as_short_as_they_can_be() {
        for (value, text) in [
            (0.0, "0"),
            (12.0, "12"),
            (12.5, "12.5"),
            (0.254_9, "0.25"),
            (-3.05, "-3.05"),
            (-0.001, "0"),
        ] {
            let mut out = String::new();
            number(&mut out, value);
            assert_eq!(out, text);
        }
    }
}
