//! Pieces of text with their place: what one show operator draws, cut at spaces and gaps.

use super::matrix::Matrix;

/// A gap wider than this part of the font size ends a word.
pub(super) const WORD_GAP: f64 = 0.18;

/// A run of glyphs without a space.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Fragment {
    /// Left edge.
    pub(super) x0: f32,
    /// Right edge: where the pen stands behind the last glyph.
    pub(super) x1: f32,
    /// Base line, upwards.
    pub(super) y: f32,
    /// Font size.
    pub(super) size: f32,
    /// Width of a space in this font.
    pub(super) space: f32,
    /// Width of the first glyph.
    pub(super) first_glyph: f32,
    /// Which show operator drew it.
    pub(super) run: u32,
    /// Its text, a range of [`Fragments::text`].
    pub(super) start: u32,
    /// See `start`.
    pub(super) end: u32,
    /// A space glyph stands before it.
    pub(super) space_before: bool,
    /// A space glyph stands behind it.
    pub(super) space_after: bool,
    quarter: u8,
}

/// The fragments of a page.
#[derive(Debug, Default)]
pub(super) struct Fragments {
    /// All of them, in the order they were drawn.
    pub(super) list: Vec<Fragment>,
    /// Their texts, one after the other.
    pub(super) text: String,
    runs: u32,
    /// Glyphs drawn in each of the four directions text can run in.
    quarter_glyphs: [u32; 4],
}

/// The state of one show operator.
#[derive(Debug)]
pub(super) struct Pen {
    origin: (f64, f64),
    /// Device length of one unit of the font size along the line, and font size across it.
    step: f64,
    size: f64,
    space: f64,
    quarter: Option<u8>,
    run: u32,
    open: Option<Fragment>,
    /// Where the open fragment ends, in units of the font size.
    open_end: f64,
    has_space_pending: bool,
}

impl Fragments {
    /// Starts a show operator whose matrix takes units of the font size to the page.
    pub(super) fn begin(&mut self, matrix: Matrix, space_width: f64) -> Pen {
        let [a, b, c, d, e, f] = matrix.0;
        let step = a.hypot(b);
        let size = c.hypot(d);
        // Text that runs neither along nor across the page is a stamp or watermark.
        let quarter = if b.abs() <= a.abs() * 0.05 {
            Some(if a >= 0.0 { 0 } else { 2 })
        } else if a.abs() <= b.abs() * 0.05 {
            Some(if b >= 0.0 { 1 } else { 3 })
        } else {
            None
        };
        let origin = match quarter {
            Some(1) => (f, -e),
            Some(2) => (-e, -f),
            Some(3) => (-f, e),
            _ => (e, f),
        };
        self.runs += 1;
        Pen {
            origin,
            step,
            size,
            space: space_width * step,
            quarter: quarter.filter(|_| step > 1e-3 && size > 1e-3 && origin.0.is_finite() && origin.1.is_finite()),
            run: self.runs,
            open: None,
            open_end: 0.0,
            has_space_pending: false,
        }
    }

    /// A glyph at `x`, both in units of the font size.
    pub(super) fn glyph(&mut self, pen: &mut Pen, text: &str, x: f64, advance: f64) {
        let Some(quarter) = pen.quarter else { return };
        let gap = x - pen.open_end;
        if pen.open.is_some() && !(-0.5..=WORD_GAP).contains(&gap) {
            self.close(pen, false);
        }
        let x0 = (pen.origin.0 + x * pen.step) as f32;
        let start = self.text.len() as u32;
        let fragment = pen.open.get_or_insert(Fragment {
            x0,
            x1: x0,
            y: pen.origin.1 as f32,
            size: pen.size as f32,
            space: pen.space as f32,
            first_glyph: (advance * pen.step) as f32,
            run: pen.run,
            start,
            end: start,
            space_before: std::mem::take(&mut pen.has_space_pending),
            space_after: false,
            quarter,
        });
        self.text.push_str(text);
        fragment.end = self.text.len() as u32;
        pen.open_end = x + advance;
        fragment.x1 = (pen.origin.0 + pen.open_end * pen.step) as f32;
        self.quarter_glyphs[usize::from(quarter)] += 1;
    }

    /// A space glyph at `x`.
    pub(super) fn space(&mut self, pen: &mut Pen, x: f64, advance: f64) {
        if pen.open.is_some() {
            self.close(pen, true);
        } else if let Some(last) = self.list.last_mut() {
            // Text drawn glyph by glyph: the space belongs to what was drawn just before.
            let at = pen.origin.0 + x * pen.step;
            let is_next = (at - f64::from(last.x1)).abs() <= 0.3 * pen.size;
            if is_next && (f64::from(last.y) - pen.origin.1).abs() <= 0.1 * pen.size {
                last.space_after = true;
            }
        }
        pen.has_space_pending = true;
        pen.open_end = x + advance;
    }

    /// Ends a show operator.
    pub(super) fn end(&mut self, mut pen: Pen) {
        self.close(&mut pen, false);
    }

    /// Keeps only the direction most of the text runs in.
    pub(super) fn finish(&mut self) {
        let most = self.quarter_glyphs.iter().copied().max().unwrap_or(0);
        let upright = self.quarter_glyphs.iter().position(|count| *count == most).unwrap_or(0);
        self.list.retain(|fragment| usize::from(fragment.quarter) == upright);
    }

    /// The text of a fragment.
    pub(super) fn text_of(&self, fragment: &Fragment) -> &str {
        self.text
            .get(fragment.start as usize..fragment.end as usize)
            .unwrap_or_default()
    }

    fn close(&mut self, pen: &mut Pen, before_space: bool) {
        if let Some(mut fragment) = pen.open.take() {
            fragment.space_after = before_space;
            if fragment.end > fragment.start {
                self.list.push(fragment);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(matrix: Matrix, glyphs: &[(&str, f64, f64)]) -> Fragments {
        let mut fragments = Fragments::default();
        let mut pen = fragments.begin(matrix, 0.25);
        for (text, x, advance) in glyphs {
            match *text {
                " " => fragments.space(&mut pen, *x, *advance),
                text => fragments.glyph(&mut pen, text, *x, *advance),
            }
        }
        fragments.end(pen);
        fragments.finish();
        fragments
    }

    #[test]
    fn spaces_and_gaps_cut_a_run() {
        let matrix = Matrix([10.0, 0.0, 0.0, 10.0, 100.0, 700.0]);
        let fragments = drawn(
            matrix,
            &[
                ("A", 0.0, 0.5),
                ("B", 0.5, 0.5),
                (" ", 1.0, 0.25),
                ("C", 1.25, 0.5),
                ("D", 2.25, 0.5),
            ],
        );
        let seen: Vec<_> = fragments
            .list
            .iter()
            .map(|fragment| {
                (
                    fragments.text_of(fragment),
                    fragment.x0,
                    fragment.x1,
                    fragment.space_before,
                    fragment.space_after,
                )
            })
            .collect();
        assert_eq!(
            seen,
            [
                ("AB", 100.0, 110.0, false, true),
                ("C", 112.5, 117.5, true, false),
                ("D", 122.5, 127.5, false, false)
            ]
        );
    }

    #[test]
    fn only_the_main_direction_is_kept() {
        let mut fragments = drawn(
            Matrix([0.0, 9.0, -9.0, 0.0, 50.0, 20.0]),
            &[("A", 0.0, 0.5), ("B", 0.5, 0.5)],
        );
        let mut pen = fragments.begin(Matrix([9.0, 0.0, 0.0, 9.0, 0.0, 0.0]), 0.25);
        fragments.glyph(&mut pen, "x", 0.0, 0.5);
        fragments.end(pen);
        fragments.finish();
        assert_eq!(fragments.list.len(), 1);
        assert_eq!((fragments.list[0].x0, fragments.list[0].y), (20.0, -50.0));
        assert_eq!(
            drawn(Matrix([7.0, 7.0, -7.0, 7.0, 0.0, 0.0]), &[("W", 0.0, 1.0)]).list,
            []
        );
    }
}
