//! A whole statement, page after page: heading, table, ending, footers.

use super::page::{Page, Text};
use super::row::{Row, draw_in};
use super::words::{PageWords, Words};
use crate::document::pdf::layouts::{Align, Colour, Face, Heading, Layout, SpecialRow, Style, Table};
use crate::domain::specimen::Specimen;

/// What every page of every specimen says.
pub(super) const SPECIMEN_MARK: &str = "SYNTHETIC SPECIMEN";

/// Distance between the lowest line of a heading and the table.
const HEADING_GAP: f64 = 14.0;

/// Draws a statement with the table and ending given (the layout's own, but for specimens of a new template).
///
/// No page gets more than `rows_max` transactions. Footers are drawn by [`finish`], when the number of pages is known.
pub(super) fn draw(
    specimen: &Specimen,
    layout: &'static Layout,
    (table, ending): (&'static Table, &'static Heading),
    rows_max: usize,
) -> Vec<Page> {
    let words = Words { specimen, layout };
    let mut flow = Flow {
        words,
        table,
        pages: Vec::new(),
        y: 0.0,
        table_top: 0.0,
        row_index: 0,
        page_words: PageWords {
            closing: specimen.facts.opening.unwrap_or_default(),
            ..PageWords::default()
        },
    };
    let ifsc = specimen.facts.ifsc.as_deref().unwrap_or_default();
    let branch_code = ifsc.get(7..).unwrap_or_default();
    flow.begin_page();
    flow.begin_table(table.first_rows);
    for transaction in &specimen.ledger.transactions {
        let row = Row::of_transaction(table, transaction, branch_code);
        let is_full = flow.page().rows.len() >= rows_max;
        flow.place(row, is_full);
        flow.page().rows.end += 1;
        flow.row_index += 1;
        flow.page_words.closing = transaction.balance;
        flow.page_words.debits += transaction.debit().unwrap_or_default();
        flow.page_words.credits += transaction.credit().unwrap_or_default();
    }
    flow.place_together(table.last_rows);
    flow.end_table();
    flow.ending(ending);
    flow.pages
}

/// Draws what stands at fixed places of every page, once the number of pages is known.
pub(super) fn finish(specimen: &Specimen, layout: &'static Layout, pages: &mut [Page]) {
    let words = Words { specimen, layout };
    let count = pages.len();
    for (index, page) in pages.iter_mut().enumerate() {
        let page_words = PageWords {
            page: index + 1,
            pages: count,
            ..PageWords::default()
        };
        for shape in layout.every_page_shapes {
            page.shape(shape, 0.0);
        }
        words.draw_blocks(page, layout.every_page, 0.0, &page_words);
        mark_as_specimen(page, layout);
    }
}

/// Says that the page is made up.
pub(super) fn mark_as_specimen(page: &mut Page, layout: &Layout) {
    let style = Style::new(Face::SansBold, 8.0).coloured(Colour::GREY);
    let at = (layout.width / 2.0, layout.height - 16.0);
    page.words(at, Align::Centre, layout.width, style, SPECIMEN_MARK);
}

/// Whether a text is the mark.
pub(super) fn is_specimen_mark(text: &Text) -> bool {
    text.codes == SPECIMEN_MARK.as_bytes()
}

struct Flow<'a> {
    words: Words<'a>,
    table: &'static Table,
    pages: Vec<Page>,
    /// How far the page is filled.
    y: f64,
    table_top: f64,
    row_index: usize,
    page_words: PageWords,
}

impl Flow<'_> {
    fn page(&mut self) -> &mut Page {
        if self.pages.is_empty() {
            self.pages.push(Page::default());
        }
        let last = self.pages.len() - 1;
        &mut self.pages[last]
    }

    fn begin_page(&mut self) {
        let layout = self.words.layout;
        let is_first = self.pages.is_empty();
        let mut page = Page {
            rows: self.row_index..self.row_index,
            ..Page::default()
        };
        self.page_words = PageWords {
            page: self.pages.len() + 1,
            opening: self.page_words.closing,
            closing: self.page_words.closing,
            ..PageWords::default()
        };
        let heading = if is_first {
            &layout.heading
        } else {
            &layout.later_heading
        };
        let end = self.words.draw_heading(&mut page, heading, 0.0, &self.page_words);
        self.y = heading.height.max(end + HEADING_GAP);
        self.pages.push(page);
    }

    fn begin_table(&mut self, special_rows: &'static [SpecialRow]) {
        let table = self.table;
        self.table_top = self.y;
        if self.pages.len() == 1 || table.header.is_repeated {
            self.draw_header();
        }
        for special in special_rows {
            if let Some(row) = Row::special(&self.words, table, special, &self.page_words) {
                self.draw_row(row);
            }
        }
    }

    fn draw_header(&mut self) {
        let (table, header, top) = (self.table, &self.table.header, self.y);
        let line_count = table
            .columns
            .iter()
            .map(|column| column.header.len())
            .max()
            .unwrap_or(1);
        let height = line_count as f64 * header.leading + 2.0 * header.padding;
        let (left, width) = extent(table);
        let page = self.page();
        if let Some(colour) = header.band {
            page.band(left, top, width, height, colour);
        }
        for column in table.columns {
            let mut y = top + header.padding + header.leading * 0.8;
            for words in column.header {
                draw_in(page, column, y, header.style, words.as_bytes().to_vec());
                y += header.leading;
            }
        }
        if table.rules.has_header {
            for y in [top, top + height] {
                page.band(left, y, width, table.rules.thickness, table.rules.colour);
            }
        }
        self.y = top + height;
    }

    /// Draws a row, on a new page if it does not fit on this one or the page is full already.
    fn place(&mut self, row: Row, is_full: bool) {
        let reserved = self.table.page_last_rows.len() as f64 * (self.table.leading + self.table.padding);
        if is_full || self.y + row.height(self.table) + reserved > self.words.layout.bottom {
            self.end_table();
            self.begin_page();
            self.begin_table(self.table.page_first_rows);
        }
        self.draw_row(row);
    }

    /// Draws rows that belong together, all on a new page if they do not fit on this one.
    fn place_together(&mut self, special_rows: &'static [SpecialRow]) {
        let rows: Vec<Row> = special_rows
            .iter()
            .filter_map(|special| Row::special(&self.words, self.table, special, &self.page_words))
            .collect();
        let height: f64 = rows.iter().map(|row| row.height(self.table)).sum();
        let mut is_full = self.y + height > self.words.layout.bottom;
        for row in rows {
            self.place(row, is_full);
            is_full = false;
        }
    }

    fn draw_row(&mut self, row: Row) {
        let (table, top) = (self.table, self.y);
        let height = row.height(table);
        let (left, width) = extent(table);
        let is_striped = self.row_index % 2 == 1;
        let page = self.page();
        if let Some(colour) = table.rules.stripe.filter(|_| is_striped) {
            page.band(left, top, width, height, colour);
        }
        row.draw(page, table, top);
        if table.rules.has_rows {
            page.band(left, top + height, width, table.rules.thickness, table.rules.colour);
        }
        self.y = top + height;
    }

    fn end_table(&mut self) {
        let table = self.table;
        for special in table.page_last_rows {
            if let Some(row) = Row::special(&self.words, table, special, &self.page_words) {
                self.draw_row(row);
            }
        }
        let (left, width) = extent(table);
        let (top, bottom, rules) = (self.table_top, self.y, &table.rules);
        let height = bottom - top;
        let page = self.page();
        if rules.has_columns {
            for column in &table.columns[1..] {
                page.band(column.x, top, rules.thickness, height, rules.colour);
            }
        }
        if rules.has_frame {
            page.band(left, top, width, rules.thickness, rules.colour);
            page.band(left, bottom, width + rules.thickness, rules.thickness, rules.colour);
            page.band(left, top, rules.thickness, height, rules.colour);
            page.band(left + width, top, rules.thickness, height, rules.colour);
        }
    }

    fn ending(&mut self, ending: &Heading) {
        if self.y + ending.height > self.words.layout.bottom {
            self.begin_page();
        }
        let (words, down, page_words) = (self.words, self.y, self.page_words);
        words.draw_heading(self.page(), ending, down, &page_words);
    }
}

/// Left edge and width of a table.
fn extent(table: &Table) -> (f64, f64) {
    let left = table.columns.first().map_or(0.0, |column| column.x);
    let right = table.columns.last().map_or(0.0, |column| column.x + column.width);
    (left, right - left)
}
