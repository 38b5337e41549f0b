//! Text that was broken into lines to fit a cell, put together again.
//!
//! Writers differ: some leave the space at which they broke at the end of the line, some drop it, some break inside a word
//! that is longer than the cell, some break wherever the cell ends. Which it was shows only over many cells, so the places
//! are noted while pages are read and decided on at the end.

use super::lines::{PageLines, Word};

/// The text of a cell, and where its lines were broken.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct WrappedText {
    text: String,
    breaks: Vec<Break>,
    width_so_far: f32,
    last_word: f32,
    ends_with_space: bool,
}

/// One place where a line was broken.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Break {
    /// Where in the text.
    at: u32,
    /// A space glyph stands at the end of the line.
    has_space: bool,
    /// Width of the line before the break.
    width: f32,
    /// Width of the next line's first glyph.
    next_glyph: f32,
    /// Width of the word the two halves would make.
    word: f32,
}

impl WrappedText {
    /// Appends a line.
    pub(super) fn push_line(&mut self, page: &PageLines, words: &[Word]) {
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            return;
        };
        if !self.text.is_empty() {
            let first_text = page.text(first);
            let glyphs = first_text.chars().count().max(1) as f32;
            self.breaks.push(Break {
                at: self.text.len() as u32,
                has_space: self.ends_with_space,
                width: self.width_so_far,
                next_glyph: (first.x1 - first.x0) / glyphs,
                word: self.last_word + (first.x1 - first.x0),
            });
        }
        for (index, word) in words.iter().enumerate() {
            if index > 0 {
                self.text.push(' ');
            }
            self.text.push_str(page.text(word));
        }
        self.width_so_far = last.x1 - first.x0;
        self.last_word = last.x1 - last.x0;
        self.ends_with_space = last.space_after;
    }

    /// Whether nothing was appended.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Frees what is not needed once the cell is complete.
    pub(super) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.breaks.shrink_to_fit();
    }
}

/// What the cells of one column show about how they were broken.
#[derive(Clone, Debug, Default)]
pub(super) struct WrapStyle {
    breaks: u32,
    breaks_with_space: u32,
    full_breaks_near_limit: u32,
    cells: u32,
    cells_ending_with_space: u32,
    width_max: f32,
}

impl WrapStyle {
    /// What these cells show together.
    pub(super) fn of<'a>(cells: impl Iterator<Item = &'a WrappedText> + Clone) -> Self {
        let mut style = WrapStyle::default();
        for cell in cells.clone().filter(|cell| !cell.is_empty()) {
            style.cells += 1;
            style.cells_ending_with_space += u32::from(cell.ends_with_space);
            style.width_max = style.width_max.max(cell.width_so_far);
            for place in &cell.breaks {
                style.breaks += 1;
                style.breaks_with_space += u32::from(place.has_space);
                style.width_max = style.width_max.max(place.width);
            }
        }
        for cell in cells {
            let near_limit = cell.breaks.iter().filter(|place| style.is_full(place)).count();
            style.full_breaks_near_limit += near_limit as u32;
        }
        style
    }

    /// The cell's text as it was before it was broken.
    pub(super) fn join(&self, cell: &WrappedText) -> String {
        let mut out = String::with_capacity(cell.text.len() + cell.breaks.len());
        let mut from = 0;
        for place in &cell.breaks {
            let at = place.at as usize;
            let line = cell.text.get(from..at).unwrap_or_default();
            out.push_str(line);
            if self.is_between_words(place, line) {
                out.push(' ');
            }
            from = at;
        }
        out.push_str(cell.text.get(from..).unwrap_or_default());
        out
    }

    fn is_between_words(&self, place: &Break, line: &str) -> bool {
        if place.has_space {
            return true;
        }
        if self.keeps_spaces() {
            return false;
        }
        if self.is_full(place) && (self.breaks_anywhere() || place.word > self.width_max) {
            return false;
        }
        // Layout engines also break behind hyphens and slashes, and nothing is lost there.
        let mut tail = line.chars().rev();
        let is_behind_joiner = matches!(tail.next(), Some('-' | '/')) && tail.next().is_some_and(char::is_alphanumeric);
        !is_behind_joiner
    }

    /// Lines end with the space they were broken at, so one without was broken inside a word.
    fn keeps_spaces(&self) -> bool {
        let are_cells_padded = self.cells_ending_with_space * 2 > self.cells;
        self.breaks_with_space > 0 && !are_cells_padded
    }

    /// Lines are broken where the cell ends, words or not: nearly all of them are full.
    fn breaks_anywhere(&self) -> bool {
        self.breaks >= 5 && self.full_breaks_near_limit * 10 >= self.breaks * 8
    }

    /// Not one more glyph would have fit.
    fn is_full(&self, place: &Break) -> bool {
        place.width + place.next_glyph > self.width_max + 0.01
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines::tests::page_of;
    use super::*;

    /// Reads cells given as lines; `_` at the end of a line is a space glyph.
    fn joined(cells: &[&[&str]]) -> Vec<String> {
        let cells: Vec<WrappedText> = cells
            .iter()
            .map(|lines| {
                let mut cell = WrappedText::default();
                for line in *lines {
                    let line = line.replace('_', " ");
                    let page = page_of(&[(50.0, 700.0, &line)]);
                    cell.push_line(&page, page.words(&page.lines[0]));
                }
                cell
            })
            .collect();
        let style = WrapStyle::of(cells.iter());
        cells.iter().map(|cell| style.join(cell)).collect()
    }

    #[test]
    fn a_kept_space_tells_words_from_halves() {
        assert_eq!(
            joined(&[&["UPI-RAHUL_", "SHARMA"], &["UPI-123456789", "0-PAY"], &["SHORT"]]),
            ["UPI-RAHUL SHARMA", "UPI-1234567890-PAY", "SHORT"]
        );
    }

    #[test]
    fn a_dropped_space_comes_back() {
        assert_eq!(
            joined(&[
                &["NEFT CREDIT FROM", "SOMEBODY ELSE"],
                &["A TEXT OF TWENTY GLY"],
                &["ABCDEFGHIJKLMNOPQRST", "UVW REST"]
            ]),
            [
                "NEFT CREDIT FROM SOMEBODY ELSE",
                "A TEXT OF TWENTY GLY",
                "ABCDEFGHIJKLMNOPQRSTUVW REST"
            ]
        );
    }

    #[test]
    fn hyphens_and_slashes_end_lines_without_a_space() {
        assert_eq!(
            joined(&[
                &["UPI/RAHUL/", "12345"],
                &["NEFT-HDFC-", "NAME OF ONE"],
                &["PAID TO -", "X"]
            ]),
            ["UPI/RAHUL/12345", "NEFT-HDFC-NAME OF ONE", "PAID TO - X"]
        );
    }

    #[test]
    fn lines_cut_by_length_have_no_spaces_between_them() {
        let cells: Vec<[&str; 2]> = (0..6).map(|_| ["PAYMENT TO RAH", "UL FOR RENT"]).collect();
        let cells: Vec<&[&str]> = cells.iter().map(|cell| &cell[..]).collect();
        assert!(joined(&cells).iter().all(|text| text == "PAYMENT TO RAHUL FOR RENT"));
    }
}
