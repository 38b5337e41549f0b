//! What one document may cost to read. Budgets are counts, not clocks: the same file ends the same way on any machine.

use crate::domain::statement::Problem;

/// The most bytes any one stream may inflate to.
pub(super) const STREAM_BYTES_MAX: usize = 8 << 20;
/// The most pages a document may have and still be read.
pub(super) const PAGES_MAX: usize = 5_000;
/// The most lines of one page that are read; a page of paper has two hundred at the most.
pub(super) const LINES_PER_PAGE_MAX: usize = 2_000;
/// The most words of one line that are read.
pub(super) const WORDS_PER_LINE_MAX: usize = 500;
/// The most rows of one statement.
pub(super) const ROWS_MAX: usize = 200_000;
/// Revisions that are compared with each other; more than a bank and a signing service make.
pub(super) const REVISIONS_MAX: usize = 4;
/// How deep forms may lie within forms.
pub(super) const FORM_DEPTH_MAX: usize = 8;
/// How deep `q` may nest.
pub(super) const GRAPHICS_STACK_MAX: usize = 256;
/// The most operands in front of one operator.
pub(super) const OPERANDS_MAX: usize = 16_384;
/// The most entries of one character map.
pub(super) const CMAP_ENTRIES_MAX: usize = 65_536;
/// How many steps up the page tree an inherited attribute is looked for.
pub(super) const PARENT_STEPS_MAX: usize = 32;

const OPERATORS_MAX: u32 = 10_000_000;
const GLYPHS_MAX: u32 = 10_000_000;
const GLYPHS_PER_PAGE_MAX: u32 = 50_000;
/// Thirty ordinary statements of a thousand pages; a bomb reaches it within a second.
const INFLATED_BYTES_MAX: usize = 160 << 20;
/// Fonts parsed, those of every page of a writer that embeds new ones each time among them.
const FONTS_MAX: u32 = 10_000;
/// Entries of all character maps together.
const CMAP_ENTRIES_IN_ALL_MAX: usize = 500_000;

/// A budget that ran out. Source: pdf-notes, guards 2 and 4.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum LimitHit {
    /// More pages than [`PAGES_MAX`].
    #[error("too many pages")]
    Pages,
    /// Too many content operators in all.
    #[error("too many operators")]
    Operators,
    /// Too many operands in front of one operator.
    #[error("too many operands")]
    Operands,
    /// Too many glyphs in all.
    #[error("too many glyphs")]
    Glyphs,
    /// Too many glyphs on one page.
    #[error("too many glyphs on one page")]
    PageGlyphs,
    /// A stream, or all of them, inflate to too much.
    #[error("streams inflate to too many bytes")]
    Inflated,
    /// Forms nest too deep.
    #[error("forms nest too deep")]
    FormDepth,
    /// Saved graphics states nest too deep.
    #[error("graphics states nest too deep")]
    GraphicsStack,
    /// A character map has too many entries.
    #[error("a character map has too many entries")]
    CmapEntries,
    /// Too many fonts.
    #[error("too many fonts")]
    Fonts,
    /// Too many rows.
    #[error("too many rows")]
    Rows,
    /// The file's objects would take too much memory.
    #[error("too many objects")]
    Objects,
}

impl From<LimitHit> for Problem {
    fn from(limit: LimitHit) -> Self {
        Problem::InvalidFile {
            reason: limit.to_string(),
        }
    }
}

/// What is left to spend on one document.
#[derive(Debug)]
pub(super) struct Budget {
    operators: u32,
    glyphs: u32,
    page_glyphs: u32,
    inflated_bytes: usize,
    fonts: u32,
    cmap_entries: usize,
}

impl Budget {
    /// The full budget of a document.
    pub(super) fn new() -> Self {
        Budget {
            operators: OPERATORS_MAX,
            glyphs: GLYPHS_MAX,
            page_glyphs: GLYPHS_PER_PAGE_MAX,
            inflated_bytes: INFLATED_BYTES_MAX,
            fonts: FONTS_MAX,
            cmap_entries: CMAP_ENTRIES_IN_ALL_MAX,
        }
    }

    /// Starts a page: what counts per page counts from nothing again.
    pub(super) fn start_page(&mut self) {
        self.page_glyphs = GLYPHS_PER_PAGE_MAX;
    }

    /// Spends one operator.
    pub(super) fn spend_operator(&mut self) -> Result<(), LimitHit> {
        self.operators = self.operators.checked_sub(1).ok_or(LimitHit::Operators)?;
        Ok(())
    }

    /// Spends one glyph.
    pub(super) fn spend_glyph(&mut self) -> Result<(), LimitHit> {
        self.glyphs = self.glyphs.checked_sub(1).ok_or(LimitHit::Glyphs)?;
        self.page_glyphs = self.page_glyphs.checked_sub(1).ok_or(LimitHit::PageGlyphs)?;
        Ok(())
    }

    /// Spends the bytes of an inflated stream.
    pub(super) fn spend_inflated(&mut self, bytes: usize) -> Result<(), LimitHit> {
        self.inflated_bytes = self.inflated_bytes.checked_sub(bytes).ok_or(LimitHit::Inflated)?;
        Ok(())
    }

    /// Spends one font.
    pub(super) fn spend_font(&mut self) -> Result<(), LimitHit> {
        self.fonts = self.fonts.checked_sub(1).ok_or(LimitHit::Fonts)?;
        Ok(())
    }

    /// Spends the entries of a character map.
    pub(super) fn spend_cmap_entries(&mut self, count: usize) -> Result<(), LimitHit> {
        self.cmap_entries = self.cmap_entries.checked_sub(count).ok_or(LimitHit::CmapEntries)?;
        Ok(())
    }

    /// How much the next stream may inflate to.
    pub(super) fn stream_bytes_max(&self) -> usize {
        self.inflated_bytes.min(STREAM_BYTES_MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_its_own_glyph_budget() {
        let mut budget = Budget::new();
        for _ in 0..GLYPHS_PER_PAGE_MAX {
            budget.spend_glyph().unwrap();
        }
        assert_eq!(budget.spend_glyph(), Err(LimitHit::PageGlyphs));
        budget.start_page();
        assert_eq!(budget.spend_glyph(), Ok(()));
    }

    #[test]
    fn inflated_bytes_run_out() {
        let mut budget = Budget::new();
        assert_eq!(budget.stream_bytes_max(), STREAM_BYTES_MAX);
        budget.spend_inflated(INFLATED_BYTES_MAX - 10).unwrap();
        assert_eq!(budget.stream_bytes_max(), 10);
        assert_eq!(budget.spend_inflated(11), Err(LimitHit::Inflated));
    }
}
