//! A page as marks: texts, rules and bands at places. What becomes of them (text, picture) is decided later.

use super::win_ansi;
use crate::document::pdf::layouts::{Align, Colour, Face, Shape, Style};

/// A page of marks; lengths in points from its upper left corner.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    /// What stands on it, in drawing order.
    pub(super) marks: Vec<Mark>,
    /// Which rows of the ledger stand on it.
    pub(super) rows: std::ops::Range<usize>,
    /// Which facts stand on it.
    pub(super) facts: FactSet,
    /// Whether its text is drawn in a font that cannot be mapped back.
    pub(super) is_unreadable: bool,
}

/// Something drawn.
#[derive(Clone, Debug)]
pub(super) enum Mark {
    /// A string on its baseline.
    Text(Text),
    /// A line or band.
    Shape {
        /// Left, top, width and height; a thin one is a rule.
        at: (f64, f64, f64, f64),
        /// Its colour.
        colour: Colour,
    },
}

/// A string on its baseline.
#[derive(Clone, Debug)]
pub(super) struct Text {
    /// Left end.
    pub(super) x: f64,
    /// Baseline.
    pub(super) y: f64,
    /// Face, size and colour.
    pub(super) style: Style,
    /// Codes of the encoding `WinAnsi`.
    pub(super) codes: Vec<u8>,
}

impl Page {
    /// Draws codes at a place, set smaller where they are wider than `room`.
    pub(super) fn codes(&mut self, (x, y): (f64, f64), align: Align, room: f64, style: Style, codes: Vec<u8>) {
        if codes.is_empty() {
            return;
        }
        let full = width(&codes, style);
        let (style, width) = if full > room {
            let size = (style.size * room / full * 100.0).floor() / 100.0;
            let style = Style { size, ..style };
            (style, width(&codes, style))
        } else {
            (style, full)
        };
        let x = match align {
            Align::Left => x,
            Align::Centre => x - width / 2.0,
            Align::Right => x - width,
        };
        self.marks.push(Mark::Text(Text { x, y, style, codes }));
    }

    /// Draws words of our own; what the font lacks becomes a question mark.
    pub(super) fn words(&mut self, at: (f64, f64), align: Align, room: f64, style: Style, words: &str) {
        self.codes(at, align, room, style, win_ansi::encode_lossy(words));
    }

    /// Draws a rule or band of a layout, `down` further below.
    pub(super) fn shape(&mut self, shape: &Shape, down: f64) {
        match *shape {
            Shape::Band { at, size, colour } => self.band(at.0, at.1 + down, size.0, size.1, colour),
            Shape::Rule {
                from,
                to,
                thickness,
                colour,
            } if from.1 == to.1 => self.band(from.0, from.1 + down, to.0 - from.0, thickness, colour),
            Shape::Rule {
                from,
                to,
                thickness,
                colour,
            } => self.band(from.0, from.1 + down, thickness, to.1 - from.1, colour),
        }
    }

    /// Fills a rectangle.
    pub(super) fn band(&mut self, x: f64, y: f64, width: f64, height: f64, colour: Colour) {
        self.marks.push(Mark::Shape {
            at: (x, y, width, height),
            colour,
        });
    }
}

/// How wide codes are.
pub(super) fn width(codes: &[u8], style: Style) -> f64 {
    let metrics = style.face.metrics();
    let thousandths: u32 = codes.iter().map(|code| u32::from(metrics.width(*code))).sum();
    f64::from(thousandths) * style.size / 1000.0
}

/// The lines of a text in a cell: broken at spaces, which stay at the end of their line, and inside what is too long for one.
pub(super) fn wrapped(codes: &[u8], style: Style, room: f64) -> Vec<Vec<u8>> {
    let mut lines = Vec::new();
    let mut line: Vec<u8> = Vec::new();
    for token in codes.split_inclusive(|code| *code == b' ') {
        let word = token.strip_suffix(b" ").unwrap_or(token);
        let mut taken = width(&line, style);
        let word_width = width(word, style);
        if word_width > room {
            for code in word {
                let code_width = width(&[*code], style);
                if !line.is_empty() && taken + code_width > room {
                    lines.push(std::mem::take(&mut line));
                    taken = 0.0;
                }
                line.push(*code);
                taken += code_width;
            }
            line.extend_from_slice(&token[word.len()..]);
        } else {
            if !line.is_empty() && taken + word_width > room {
                lines.push(std::mem::take(&mut line));
            }
            line.extend_from_slice(token);
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// Which facts were printed; one bit per name of a template.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct FactSet(u32);

impl FactSet {
    /// Adds a fact.
    pub(super) fn insert(&mut self, fact: super::words::Fact) {
        self.0 |= 1 << fact as u32;
    }

    /// Whether the fact is among them.
    pub(super) fn contains(self, fact: super::words::Fact) -> bool {
        self.0 & (1 << fact as u32) != 0
    }

    /// Adds all of another set.
    pub(super) fn extend(&mut self, other: FactSet) {
        self.0 |= other.0;
    }
}

/// Every face the pages use as a font that reads, in their order.
pub(super) fn faces(pages: &[Page]) -> Vec<Face> {
    let mut is_used = [false; Face::ALL.len()];
    for mark in pages.iter().flat_map(|page| &page.marks) {
        if let Mark::Text(text) = mark {
            is_used[text.style.face as usize] = true;
        }
    }
    Face::ALL.into_iter().filter(|face| is_used[*face as usize]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style::new(Face::Mono, 10.0);

    fn lines(text: &str, characters: u32) -> Vec<String> {
        wrapped(text.as_bytes(), STYLE, f64::from(characters) * 6.0)
            .into_iter()
            .map(|line| String::from_utf8(line).unwrap())
            .collect()
    }

    #[test]
    fn narrations_break_at_spaces_and_keep_them() {
        assert_eq!(lines("UPI PAYMENT TO ASHA", 11), ["UPI PAYMENT ", "TO ASHA"]);
        assert_eq!(lines("UPI", 11), ["UPI"]);
        assert_eq!(lines("", 11), [""; 0]);
    }

    #[test]
    fn a_word_longer_than_the_cell_breaks_anywhere() {
        assert_eq!(
            lines("PAY UPI/123456789012/X OK", 8),
            ["PAY UPI/", "12345678", "9012/X ", "OK"]
        );
    }

    #[test]
    fn lines_join_to_the_text_they_came_from() {
        let text = "UPI-ASHA STORES-ashastores@okbank-BANK0000001-123456789012-GROCERIES AND MORE";
        for characters in 5..90 {
            assert_eq!(lines(text, characters).concat(), text);
        }
    }

    #[test]
    fn text_aligned_right_ends_where_it_should() {
        let mut page = Page::default();
        let style = Style::new(Face::Sans, 8.0);
        for amount in ["1.00", "1,23,45,678.90", "99,99,99,99,999.99"] {
            page.words((300.0, 50.0), Align::Right, 60.0, style, amount);
        }
        for mark in &page.marks {
            let Mark::Text(text) = mark else { panic!("a text") };
            let end = text.x + width(&text.codes, text.style);
            assert!((end - 300.0).abs() < 1e-9 && text.x >= 240.0 - 1e-9, "{text:?}");
        }
    }
}
