//! One sheet, written cell by cell.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::utility::{cell_range, cell_range_absolute, quote_sheet_name};
use rust_xlsxwriter::{Format, Formula, Url, Worksheet, XlsxError};

use super::style::{Looks, style};
use crate::analysis::figure::value::{Instalment, Value};
use crate::domain::money::Money;
use crate::domain::period::Month;

/// What stands in a cell.
#[derive(Clone, Debug)]
pub(super) enum Cell {
    /// Nothing.
    Blank,
    /// Text, whatever it looks like.
    Text(String),
    /// Money in rupees, a percentage, a mean.
    Money(f64),
    /// Money that should be nothing.
    Alarm(f64),
    /// A whole number.
    Count(i64),
    /// Yes or no.
    Flag(bool),
    /// A day.
    Date(NaiveDate),
    /// A month, as its first day.
    Month(Month),
    /// Computed by the spreadsheet program; the second is what comes out.
    Formula(String, Box<Cell>),
    /// A number that leads to a cell (sheet and row) when it is clicked.
    Link(i64, String),
}

/// A sheet in the making.
pub(super) struct Sheet {
    pub(super) sheet: Worksheet,
    /// How many lines the rows of long texts take: not every program makes room by itself.
    lines: BTreeMap<u32, u32>,
}

/// A column of a list.
pub(super) struct Column {
    /// Its header.
    pub(super) title: &'static str,
    /// Its width in characters.
    pub(super) width: f64,
    kind: ColumnKind,
}

#[derive(Clone, Copy, PartialEq)]
enum ColumnKind {
    Text,
    LongText,
    Number,
}

impl Column {
    /// Of text and days, which stand at the left.
    pub(super) const fn of(title: &'static str, width: f64) -> Self {
        let kind = ColumnKind::Text;
        Column { title, width, kind }
    }

    /// Of text that takes several lines where it must: narrations.
    pub(super) const fn long(title: &'static str, width: f64) -> Self {
        let kind = ColumnKind::LongText;
        Column { title, width, kind }
    }

    /// Of numbers, which stand at the right.
    pub(super) const fn number(title: &'static str, width: f64) -> Self {
        let kind = ColumnKind::Number;
        Column { title, width, kind }
    }
}

/// The row of the first header: below title and remark.
pub(super) const TOP: u32 = 3;

/// Longest text a cell takes. Source: the format's limits.
const TEXT_MAX: usize = 32_767;

impl From<Money> for Cell {
    fn from(money: Money) -> Self {
        Cell::Money(money.in_rupees())
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::Text(text.to_owned())
    }
}

impl From<Option<&str>> for Cell {
    fn from(text: Option<&str>) -> Self {
        text.map_or(Cell::Blank, Cell::from)
    }
}

impl From<Option<Money>> for Cell {
    fn from(money: Option<Money>) -> Self {
        money.map_or(Cell::Blank, Cell::from)
    }
}

impl From<&Value> for Cell {
    fn from(value: &Value) -> Self {
        match value {
            Value::Null => Cell::Blank,
            Value::Number(number) => Cell::Money(*number),
            Value::Integer(count) => Cell::Count(*count),
            Value::Flag(flag) => Cell::Flag(*flag),
            Value::Text(text) => Cell::Text(text.clone()),
            Value::Instalments(lenders) if lenders.is_empty() => Cell::Blank,
            Value::Instalments(lenders) => Cell::Text(instalments(lenders)),
        }
    }
}

/// `demo: 8,200.00 on 05-Jan-2026, 8,200.00 on 05-Feb-2026; …`.
fn instalments(lenders: &[(String, Vec<Instalment>)]) -> String {
    let paid = |paid: &Instalment| format!("{} on {}", paid.amount, paid.date.format("%d-%b-%Y"));
    let of_lender = |(lender, instalments): &(String, Vec<Instalment>)| {
        let lender = if lender.is_empty() { "unknown lender" } else { lender };
        let paid: Vec<String> = instalments.iter().map(paid).collect();
        format!("{lender}: {}", paid.join(", "))
    };
    let lenders: Vec<String> = lenders.iter().map(of_lender).collect();
    lenders.join("; ")
}

impl Cell {
    /// A formula and what comes out.
    pub(super) fn formula(text: impl Into<String>, result: impl Into<Cell>) -> Self {
        Cell::Formula(text.into(), Box::new(result.into()))
    }

    fn look<'a>(&self, looks: &'a Looks) -> &'a Format {
        match self {
            Cell::Text(text) if is_formula_like(text) => &looks.quoted,
            Cell::Blank | Cell::Text(_) | Cell::Flag(_) => &looks.text,
            Cell::Money(number) => looks.of_money(*number),
            Cell::Alarm(_) => &style().alarm,
            Cell::Count(_) => &looks.count,
            Cell::Date(_) => &looks.date,
            Cell::Month(_) => &looks.month,
            Cell::Formula(_, result) => result.look(looks),
            Cell::Link(..) => &looks.link,
        }
    }

    /// The result of a formula, as the file stores it.
    fn result(&self) -> String {
        match self {
            Cell::Blank | Cell::Link(..) => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Money(number) | Cell::Alarm(number) => number.to_string(),
            Cell::Count(count) => count.to_string(),
            Cell::Flag(flag) => flag.to_string().to_uppercase(),
            Cell::Date(date) => serial(*date).to_string(),
            Cell::Month(month) => serial(month.first_day()).to_string(),
            Cell::Formula(_, result) => result.result(),
        }
    }
}

/// The number a spreadsheet counts a day by. Source: the format; right from March 1900 on.
fn serial(date: NaiveDate) -> i64 {
    const DAY_0: i32 = 693_594;
    i64::from(date.num_days_from_ce() - DAY_0)
}

impl Sheet {
    /// An empty sheet with a title and a remark, printed on paper as wide as it is.
    pub(super) fn new(name: &str, title: &str, remark: &str) -> Result<Self, XlsxError> {
        const A4: u8 = 9;
        let mut sheet = Worksheet::new();
        sheet.set_name(name)?;
        sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
        sheet
            .set_screen_gridlines(false)
            .set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
        sheet.set_footer("&L&8&A&R&8Page &P of &N");
        sheet.write_string_with_format(0, 0, title, &style().title)?;
        sheet.set_row_height(0, 24)?;
        sheet.write_string_with_format(1, 0, remark, &style().note)?;
        let lines = BTreeMap::new();
        Ok(Sheet { sheet, lines })
    }

    /// Writes a cell.
    pub(super) fn put(&mut self, row: u32, column: u16, cell: impl Into<Cell>) -> Result<(), XlsxError> {
        self.write(row, column, &cell.into(), &style().body)
    }

    /// Writes text in as many lines as it takes in a column of this width.
    pub(super) fn long(&mut self, row: u32, column: u16, (text, width): (&str, f64)) -> Result<(), XlsxError> {
        let looks = &style().body;
        let look = if is_formula_like(text) {
            &looks.wrapped_quoted
        } else {
            &looks.wrapped
        };
        self.long_in(row, column, (text, width), look)
    }

    fn long_in(&mut self, row: u32, column: u16, (text, width): (&str, f64), look: &Format) -> Result<(), XlsxError> {
        let lines = self.lines.entry(row).or_insert(1);
        *lines = lines_of(text, width).max(*lines);
        self.sheet.write_string_with_format(row, column, cut(text), look)?;
        Ok(())
    }

    /// Writes a figure in a column of this width; text stands at the right as the numbers around it.
    pub(super) fn value(
        &mut self,
        row: u32,
        column: u16,
        (value, width): (Option<&Value>, f64),
    ) -> Result<(), XlsxError> {
        let cell = value.map_or(Cell::Blank, Cell::from);
        if let Cell::Text(text) = &cell {
            self.long_in(row, column, (text, width), &style().body.among_numbers)
        } else {
            self.put(row, column, cell)
        }
    }

    /// Writes a value that stands beside its label.
    pub(super) fn fact(&mut self, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
        self.write(row, column, cell, &style().facts)
    }

    /// Writes a cell of a row of totals.
    pub(super) fn total(&mut self, row: u32, column: u16, cell: impl Into<Cell>) -> Result<(), XlsxError> {
        self.write(row, column, &cell.into(), &style().total)
    }

    /// Writes the sum of a column's cells that begin in this row; nothing for text.
    pub(super) fn sum(&mut self, row: u32, column: u16, (from, cells): (u32, &[Cell])) -> Result<(), XlsxError> {
        let sum = super::monthly::total(cells).filter(|_| !cells.is_empty());
        let range = cell_range(from, column, from + (cells.len() as u32).saturating_sub(1), column);
        let sum = sum.map(|sum| Cell::formula(format!("ROUND(SUM({range}),2)"), sum));
        self.total(row, column, sum.unwrap_or(Cell::Blank))
    }

    /// Writes a header; a month as a month.
    pub(super) fn header(&mut self, row: u32, column: u16, cell: impl Into<Cell>) -> Result<(), XlsxError> {
        match cell.into() {
            Cell::Month(month) => {
                self.write_date(row, column, month.first_day(), &style().header_month)?;
            }
            Cell::Text(text) => {
                self.sheet
                    .write_string_with_format(row, column, text, &style().header)?;
            }
            Cell::Blank
            | Cell::Money(_)
            | Cell::Alarm(_)
            | Cell::Count(_)
            | Cell::Flag(_)
            | Cell::Date(_)
            | Cell::Formula(..)
            | Cell::Link(..) => {
                self.sheet.write_blank(row, column, &style().header)?;
            }
        }
        Ok(())
    }

    /// Writes a header above numbers.
    pub(super) fn header_number(&mut self, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
        let look = &style().header_number;
        self.sheet.write_string_with_format(row, column, text, look)?;
        Ok(())
    }

    /// Writes what stands above a block.
    pub(super) fn heading(&mut self, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
        self.sheet
            .write_string_with_format(row, column, text, &style().heading)?;
        Ok(())
    }

    /// Writes a remark.
    pub(super) fn note(&mut self, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(row, column, text, &style().note)?;
        Ok(())
    }

    /// Writes a list with its header in this row, to be filtered; nothing may stand beside it, as filtering hides whole rows. Without rows, says so.
    ///
    /// The header of a list that is alone on its sheet stays in sight.
    pub(super) fn list(&mut self, header: u32, columns: &[Column], rows: &[Vec<Cell>]) -> Result<(), XlsxError> {
        let last_column = columns.len().saturating_sub(1) as u16;
        for (at, column) in (0..).zip(columns) {
            if column.kind == ColumnKind::Number {
                self.header_number(header, at, column.title)?;
            } else {
                self.header(header, at, column.title)?;
            }
            self.sheet.set_column_width(at, column.width)?;
        }
        for (row, cells) in (header + 1..).zip(rows) {
            for ((at, cell), column) in (0..).zip(cells).zip(columns) {
                if let (Cell::Text(text), ColumnKind::LongText) = (cell, column.kind) {
                    self.long(row, at, (text, column.width))?;
                } else {
                    self.write(row, at, cell, &style().body)?;
                }
            }
        }
        let last = header + rows.len() as u32;
        if rows.is_empty() {
            self.note(header + 1, 0, "none")?;
        }
        self.sheet.autofilter(header, 0, last.max(header + 1), last_column)?;
        self.sheet.set_repeat_rows(header, header)?;
        if header == TOP {
            self.sheet.set_freeze_panes(header + 1, 0)?;
        }
        Ok(())
    }

    /// A table of many columns: on paper in this size, in percent, from the top to this cell, beginning a page behind each of these columns.
    /// What stands behind the last column is for the screen.
    pub(super) fn printed_to(
        &mut self,
        (row, column): (u32, u16),
        (percent, breaks): (u16, &[u16]),
    ) -> Result<(), XlsxError> {
        let breaks: Vec<u32> = breaks.iter().map(|column| u32::from(*column) + 1).collect();
        self.sheet.set_print_scale(percent);
        self.sheet.set_vertical_page_breaks(&breaks)?;
        self.sheet.set_print_area(0, 0, row, column)?;
        Ok(())
    }

    /// The sheet as it goes into the workbook.
    pub(super) fn finish(mut self) -> Result<Worksheet, XlsxError> {
        const LINE: u32 = 15;
        for (row, lines) in self.lines.into_iter().filter(|(_, lines)| *lines > 1) {
            self.sheet.set_row_height(row, lines * LINE)?;
        }
        Ok(self.sheet)
    }

    fn write(&mut self, row: u32, column: u16, cell: &Cell, looks: &Looks) -> Result<(), XlsxError> {
        let look = cell.look(looks);
        match cell {
            Cell::Blank => self.sheet.write_blank(row, column, look).map(drop),
            Cell::Text(text) => self
                .sheet
                .write_string_with_format(row, column, cut(text), look)
                .map(drop),
            Cell::Money(number) | Cell::Alarm(number) => self
                .sheet
                .write_number_with_format(row, column, *number, look)
                .map(drop),
            Cell::Count(count) => self
                .sheet
                .write_number_with_format(row, column, *count as f64, look)
                .map(drop),
            Cell::Flag(flag) => self.sheet.write_boolean_with_format(row, column, *flag, look).map(drop),
            Cell::Date(date) => self.write_date(row, column, *date, look),
            Cell::Month(month) => self.write_date(row, column, month.first_day(), look),
            Cell::Formula(text, result) => {
                let formula = Formula::new(text).set_result(result.result());
                self.sheet
                    .write_formula_with_format(row, column, formula, look)
                    .map(drop)
            }
            Cell::Link(number, target) => {
                let url = Url::new(format!("internal:{target}"));
                self.sheet.write_url_with_format(row, column, url, look)?;
                // The link stays; the text becomes a number.
                self.sheet
                    .write_number_with_format(row, column, *number as f64, look)
                    .map(drop)
            }
        }
    }

    /// A day the format has no number for becomes text.
    fn write_date(&mut self, row: u32, column: u16, date: NaiveDate, look: &Format) -> Result<(), XlsxError> {
        if (1900..=9999).contains(&date.year()) {
            self.sheet.write_datetime_with_format(row, column, date, look)?;
        } else {
            self.sheet
                .write_string_with_format(row, column, date.to_string(), look)?;
        }
        Ok(())
    }
}

/// How many lines a text takes in a column of this width, which counts digits: capitals are as wide, small letters and signs are not.
fn lines_of(text: &str, width: f64) -> u32 {
    const INDENT: f64 = 1.0;
    let wide = |character: char| match character {
        character if character.is_lowercase() => 0.85,
        character if character.is_alphanumeric() => 1.0,
        _ => 0.6,
    };
    let room = (width - INDENT).max(1.0);
    let (mut lines, mut used) = (1.0, 0.0);
    for word in text.split_inclusive(' ') {
        let length: f64 = word.chars().map(wide).sum();
        if used > 0.0 && used + length > room {
            lines += 1.0;
            used = 0.0;
        }
        // A word longer than a line is broken.
        let more = (length / room).ceil() - 1.0;
        lines += more.max(0.0);
        used += length - more.max(0.0) * room;
    }
    lines as u32
}

/// Whether a spreadsheet program would take the text for a formula when it is typed.
fn is_formula_like(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@'])
}

fn cut(text: &str) -> &str {
    let end = text.char_indices().nth(TEXT_MAX).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

/// A range on a sheet, absolute: `'EOD balances'!$B$4:$B$34`.
pub(super) fn range(sheet: &str, row: u32, column: u16, to_row: u32, to_column: u16) -> String {
    let range = cell_range_absolute(row, column, to_row, to_column);
    format!("{}!{range}", quote_sheet_name(sheet))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_takes_lines_by_its_words() {
        assert_eq!(lines_of("", 10.0), 1);
        assert_eq!(
            lines_of("UPI/P2M/500115836634/DEMO PAY INDIA/DEMO BANK/UPI INTENT", 58.0),
            1
        );
        assert_eq!(
            lines_of(
                "NEFT/DEMO/25003009213/DEMO AUTO COMPONENTS/DEMO MAHANAGAR BANK/SALARY DEC 2024",
                58.0
            ),
            2
        );
        assert_eq!(lines_of("ONE TWO THREE", 6.0), 3);
        assert_eq!(lines_of("0123456789", 6.0), 2, "a word longer than a line is broken");
    }
}
