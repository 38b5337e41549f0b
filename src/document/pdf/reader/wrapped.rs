//! Text that was broken into lines to fit a cell, put together again.
//!
//! Writers differ: some leave the space at which they broke at the end of the line, some drop it, some break inside a word
//! that is longer than the cell, some break wherever the cell ends. Which it was shows only over many cells, so the places
//! are noted while pages are read and decided on at the end.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

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
    /// Whether the line holds one word only.
    is_one_word: bool,
}

impl WrappedText {
    /// Appends a line.
    pub(super) fn push_line(&mut self, page: &PageLines, words: &[Word]) {
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            return;
        };
        if !self.text.is_empty() {
            self.breaks.push(Break {
                at: self.text.len() as u32,
                has_space: self.ends_with_space,
                width: self.width_so_far,
                next_glyph: first.first_glyph,
                word: self.last_word + (first.x1 - first.x0),
                is_one_word: self.last_word >= self.width_so_far,
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

    /// The lines, each with the break behind it.
    fn lines(&self) -> impl Iterator<Item = (&str, Option<&Break>)> {
        let ends = self
            .breaks
            .iter()
            .map(|place| place.at as usize)
            .chain([self.text.len()]);
        let starts = [0].into_iter().chain(self.breaks.iter().map(|place| place.at as usize));
        starts
            .zip(ends)
            .map(|(start, end)| self.text.get(start..end).unwrap_or_default())
            .zip(self.breaks.iter().map(Some).chain([None]))
    }
}

/// What the cells of one column show about how they were broken.
#[derive(Clone, Debug, Default)]
pub(super) struct WrapStyle {
    breaks: u32,
    breaks_with_space: u32,
    full_breaks: u32,
    cells: u32,
    cells_ending_with_space: u32,
    width_max: f32,
    /// Words that stand whole inside some line: hashes of them.
    vocabulary: HashSet<u64>,
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
        for cell in cells.clone() {
            let full = cell.breaks.iter().filter(|place| style.is_full(place)).count();
            style.full_breaks += full as u32;
        }
        if style.breaks > 0 && !style.keeps_spaces() && !style.breaks_anywhere() {
            style.learn_words(cells);
        }
        style
    }

    /// The cell's text as it was before it was broken.
    pub(super) fn join(&self, cell: &WrappedText) -> String {
        let mut out = String::with_capacity(cell.text.len() + cell.breaks.len());
        let mut before: Option<(&str, &Break)> = None;
        for (line, place) in cell.lines() {
            if let Some((last, broken)) = before
                && self.is_between_words(broken, last, line)
            {
                out.push(' ');
            }
            out.push_str(line);
            before = place.map(|place| (line, place));
        }
        out
    }

    fn is_between_words(&self, place: &Break, line: &str, next: &str) -> bool {
        if place.has_space {
            return true;
        }
        if self.keeps_spaces() {
            return false;
        }
        if self.breaks_anywhere() {
            return !self.is_full(place);
        }
        if self.may_be_cut(place) {
            // Where the cell's width leaves it open, words seen elsewhere tell.
            let head = leading_letters(next);
            let whole = [trailing_letters(line), head].concat();
            match (self.knows(head), self.knows(&whole)) {
                (true, false) => return true,
                (false, true) => return false,
                (true, true) | (false, false) if self.is_full(place) => return false,
                (true, true) | (false, false) => {}
            }
        }
        // Kerning makes lines narrower than they were when they were broken. A number goes on all the same.
        let ends_in_digit = line.ends_with(|character: char| character.is_ascii_digit());
        let is_inside_number = ends_in_digit && next.starts_with(|character: char| character.is_ascii_digit());
        if is_inside_number && place.is_one_word && place.word > self.width_max && place.width > 0.9 * self.width_max {
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
        self.breaks >= 5 && self.full_breaks * 10 >= self.breaks * 8
    }

    /// Not one more glyph would have fit.
    fn is_full(&self, place: &Break) -> bool {
        place.width + place.next_glyph > self.width_max + 0.01
    }

    /// A word longer than the cell may have been cut here: the line holds nothing else and is full, or as good as full where
    /// kerning makes lines narrower than they were when they were broken.
    fn may_be_cut(&self, place: &Break) -> bool {
        place.is_one_word && place.word > self.width_max && place.width + 1.6 * place.next_glyph > self.width_max
    }

    /// Notes the words of letters that no break touches.
    fn learn_words<'a>(&mut self, cells: impl Iterator<Item = &'a WrappedText>) {
        for cell in cells {
            let mut is_first = true;
            for (line, place) in cell.lines() {
                let words: Vec<&str> = line.split(|character: char| !character.is_alphanumeric()).collect();
                let from = usize::from(!is_first);
                let to = words.len() - usize::from(place.is_some()).min(words.len());
                for word in words.get(from..to.max(from)).unwrap_or_default() {
                    if is_word(word) {
                        self.vocabulary.insert(hash_of(word));
                    }
                }
                is_first = false;
            }
        }
    }

    fn knows(&self, word: &str) -> bool {
        is_word(word) && self.vocabulary.contains(&hash_of(word))
    }
}

fn is_word(text: &str) -> bool {
    text.len() > 1 && text.chars().all(char::is_alphabetic)
}

fn hash_of(word: &str) -> u64 {
    // The default hasher without random keys: the same on every machine.
    let mut hasher = DefaultHasher::new();
    word.hash(&mut hasher);
    hasher.finish()
}

fn leading_letters(text: &str) -> &str {
    let end = text
        .find(|character: char| !character.is_alphanumeric())
        .unwrap_or(text.len());
    &text[..end]
}

fn trailing_letters(text: &str) -> &str {
    let start = text
        .char_indices()
        .rev()
        .take_while(|(_, character)| character.is_alphanumeric())
        .last()
        .map_or(text.len(), |(index, _)| index);
    &text[start..]
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
    fn words_seen_elsewhere_settle_doubtful_breaks() {
        assert_eq!(
            joined(&[
                &["NEFT/1234567/KALPANIK", "SOFTWARE LTD"],
                &["A KALPANIK SOFTWARE B"],
                &["UPI/1234567890/X/SOFT", "WARE"],
            ]),
            [
                "NEFT/1234567/KALPANIK SOFTWARE LTD",
                "A KALPANIK SOFTWARE B",
                "UPI/1234567890/X/SOFTWARE"
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
