//! Words and lines of a page, put together from its fragments by where they stand.

use super::fragments::{Fragment, Fragments, WORD_GAP};
use super::guard::{LINES_PER_PAGE_MAX, WORDS_PER_LINE_MAX};

/// Base lines closer than this part of the font size are one line.
const LINE_SLACK: f32 = 0.35;

/// A word: glyphs without a gap.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Word {
    /// Left edge.
    pub(super) x0: f32,
    /// Right edge.
    pub(super) x1: f32,
    /// Font size.
    pub(super) size: f32,
    /// Width of a space in its font.
    pub(super) space: f32,
    /// Width of its first glyph.
    pub(super) first_glyph: f32,
    /// Which show operator drew its end.
    pub(super) run: u32,
    /// Whether the same show operator drew the word before it, one space away.
    pub(super) continues_run: bool,
    /// A space glyph stands behind it.
    pub(super) space_after: bool,
    start: u32,
    end: u32,
}

impl Word {
    /// The middle.
    pub(super) fn centre(&self) -> f32 {
        (self.x0 + self.x1) / 2.0
    }
}

/// Words on one base line, left to right.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Line {
    /// Base line, upwards.
    pub(super) y: f32,
    /// The largest font size on it.
    pub(super) size: f32,
    first: u32,
    last: u32,
}

/// A page as lines, top to bottom.
#[derive(Debug, Default)]
pub(super) struct PageLines {
    /// The lines.
    pub(super) lines: Vec<Line>,
    words: Vec<Word>,
    text: String,
}

impl PageLines {
    /// Puts the fragments of a page in order.
    pub(super) fn of(fragments: &Fragments) -> Self {
        let mut order: Vec<&Fragment> = fragments.list.iter().collect();
        order.sort_by(|left, right| right.y.total_cmp(&left.y));
        let mut page = PageLines {
            text: String::with_capacity(fragments.text.len()),
            words: Vec::with_capacity(order.len()),
            lines: Vec::new(),
        };
        let mut rest = &mut order[..];
        while let Some(first) = rest.first()
            && page.lines.len() < LINES_PER_PAGE_MAX
        {
            let mut y = first.y;
            let mut size = first.size;
            let mut count = 0;
            for fragment in rest.iter() {
                if y - fragment.y > LINE_SLACK * size.min(fragment.size) {
                    break;
                }
                // The base line of the larger text is the one to measure from.
                if fragment.size > size {
                    (y, size) = (fragment.y, fragment.size);
                }
                count += 1;
            }
            let (line, tail) = rest.split_at_mut(count.max(1));
            line.sort_by(|left, right| left.x0.total_cmp(&right.x0));
            page.push_line(y, size, line, fragments);
            rest = tail;
        }
        page
    }

    /// The words of a line, left to right.
    pub(super) fn words(&self, line: &Line) -> &[Word] {
        self.words
            .get(line.first as usize..line.last as usize)
            .unwrap_or_default()
    }

    /// The text of a word.
    pub(super) fn text(&self, word: &Word) -> &str {
        self.text
            .get(word.start as usize..word.end as usize)
            .unwrap_or_default()
    }

    /// The words' texts with single spaces between them.
    pub(super) fn join(&self, words: &[Word]) -> String {
        let mut out = String::new();
        for word in words {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(self.text(word));
        }
        out
    }

    /// The whole line as text.
    pub(super) fn line_text(&self, line: &Line) -> String {
        self.join(self.words(line))
    }

    fn push_line(&mut self, y: f32, size: f32, line: &[&Fragment], fragments: &Fragments) {
        let first = self.words.len();
        let mut before: Option<&Fragment> = None;
        for fragment in line {
            let text = fragments.text_of(fragment);
            let open = self.words.get_mut(first..).and_then(<[Word]>::last_mut);
            if let (Some(previous), Some(word)) = (before, open) {
                // Bold by drawing twice.
                let is_double = (fragment.x0 - previous.x0).abs() < 0.1 * fragment.size
                    && (fragment.x1 - previous.x1).abs() < 0.1 * fragment.size
                    && fragments.text_of(previous) == text;
                if is_double {
                    continue;
                }
                let gap = fragment.x0 - word.x1;
                let has_space = previous.space_after || fragment.space_before;
                if !has_space && gap <= WORD_GAP as f32 * fragment.size && gap > -0.5 * fragment.size {
                    self.text.push_str(text);
                    word.end = self.text.len() as u32;
                    word.x1 = word.x1.max(fragment.x1);
                    word.run = fragment.run;
                    word.space_after = fragment.space_after;
                    before = Some(fragment);
                    continue;
                }
            }
            if self.words.len() - first >= WORDS_PER_LINE_MAX {
                break;
            }
            let start = self.text.len() as u32;
            self.text.push_str(text);
            let continues_run = before.is_some_and(|previous| {
                previous.run == fragment.run
                    && fragment.x0 - previous.x1 <= 1.5 * fragment.space.max(0.25 * fragment.size)
            });
            self.words.push(Word {
                x0: fragment.x0,
                x1: fragment.x1,
                size: fragment.size,
                space: fragment.space,
                first_glyph: fragment.first_glyph,
                run: fragment.run,
                continues_run,
                space_after: fragment.space_after,
                start,
                end: self.text.len() as u32,
            });
            before = Some(fragment);
        }
        self.lines.push(Line {
            y,
            size,
            first: first as u32,
            last: self.words.len() as u32,
        });
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::matrix::Matrix;
    use super::*;

    /// A page with these texts, each drawn by one operator in a font whose glyphs are half as wide as high.
    pub(in super::super) fn page_of(texts: &[(f64, f64, &str)]) -> PageLines {
        let mut fragments = Fragments::default();
        for (x, y, text) in texts {
            let mut pen = fragments.begin(Matrix([10.0, 0.0, 0.0, 10.0, *x, *y]), 0.5);
            for (index, character) in text.chars().enumerate() {
                let at = index as f64 * 0.5;
                match character {
                    ' ' => fragments.space(&mut pen, at, 0.5),
                    _ => fragments.glyph(&mut pen, character.encode_utf8(&mut [0; 4]), at, 0.5),
                }
            }
            fragments.end(pen);
        }
        fragments.finish();
        PageLines::of(&fragments)
    }

    fn texts(page: &PageLines) -> Vec<String> {
        page.lines.iter().map(|line| page.line_text(line)).collect()
    }

    #[test]
    fn lines_run_from_top_to_bottom_and_left_to_right() {
        let page = page_of(&[
            (200.0, 700.5, "right"),
            (50.0, 600.0, "below"),
            (50.0, 700.0, "left hand"),
        ]);
        assert_eq!(texts(&page), ["left hand right", "below"]);
        let runs: Vec<bool> = page
            .words(&page.lines[0])
            .iter()
            .map(|word| word.continues_run)
            .collect();
        assert_eq!(runs, [false, true, false]);
    }

    #[test]
    fn text_drawn_glyph_by_glyph_makes_words() {
        let glyphs: Vec<(f64, f64, String)> = "AB CD"
            .chars()
            .enumerate()
            .map(|(index, character)| (50.0 + index as f64 * 5.0, 700.0, character.to_string()))
            .collect();
        let glyphs: Vec<(f64, f64, &str)> = glyphs.iter().map(|(x, y, text)| (*x, *y, text.as_str())).collect();
        let page = page_of(&glyphs);
        assert_eq!(texts(&page), ["AB CD"]);
        let words = page.words(&page.lines[0]);
        assert!(words[0].space_after && !words[1].space_after);
    }

    #[test]
    fn text_drawn_twice_counts_once() {
        assert_eq!(
            texts(&page_of(&[(50.0, 700.0, "Bold"), (50.3, 700.0, "Bold")])),
            ["Bold"]
        );
    }
}
