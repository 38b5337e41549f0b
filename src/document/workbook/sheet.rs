//! One sheet, written cell by cell.

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::utility::{cell_range_absolute, quote_sheet_name};
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
}

/// A column of a list.
pub(super) struct Column {
    /// Its header.
    pub(super) title: &'static str,
    /// Its width in characters.
    pub(super) width: f64,
    is_number: bool,
}

impl Column {
    /// Of text and days, which stand at the left.
    pub(super) const fn of(title: &'static str, width: f64) -> Self {
        let is_number = false;
        Column {
            title,
            width,
            is_number,
        }
    }

    /// Of numbers, which stand at the right.
    pub(super) const fn number(title: &'static str, width: f64) -> Self {
        let is_number = true;
        Column {
            title,
            width,
            is_number,
        }
    }
}

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
            Cell::Text(text) if text.starts_with(['=', '+', '-', '@']) => &looks.quoted,
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
        Ok(Sheet { sheet })
    }

    /// Writes a cell.
    pub(super) fn put(&mut self, row: u32, column: u16, cell: impl Into<Cell>) -> Result<(), XlsxError> {
        self.write(row, column, &cell.into(), &style().body)
    }

    /// Writes a cell of a row of totals.
    pub(super) fn total(&mut self, row: u32, column: u16, cell: impl Into<Cell>) -> Result<(), XlsxError> {
        self.write(row, column, &cell.into(), &style().total)
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

    /// Writes a list with its header in this row, to be filtered; the header stays in sight. Without rows, says so.
    pub(super) fn list(&mut self, header: u32, columns: &[Column], rows: &[Vec<Cell>]) -> Result<(), XlsxError> {
        let last_column = columns.len().saturating_sub(1) as u16;
        for (at, column) in (0..).zip(columns) {
            if column.is_number {
                self.header_number(header, at, column.title)?;
            } else {
                self.header(header, at, column.title)?;
            }
            self.sheet.set_column_width(at, column.width)?;
        }
        for (row, cells) in (header + 1..).zip(rows) {
            for (column, cell) in (0..).zip(cells) {
                self.write(row, column, cell, &style().body)?;
            }
        }
        let last = header + rows.len() as u32;
        if rows.is_empty() {
            self.note(header + 1, 0, "none")?;
        }
        self.sheet.autofilter(header, 0, last.max(header + 1), last_column)?;
        self.sheet
            .set_freeze_panes(header + 1, 0)?
            .set_repeat_rows(header, header)?;
        Ok(())
    }

    /// The sheet as it goes into the workbook.
    pub(super) fn finish(self) -> Result<Worksheet, XlsxError> {
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

fn cut(text: &str) -> &str {
    let end = text.char_indices().nth(TEXT_MAX).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

/// A range on a sheet, absolute: `'EOD balances'!$B$4:$B$34`.
pub(super) fn range(sheet: &str, row: u32, column: u16, to_row: u32, to_column: u16) -> String {
    let range = cell_range_absolute(row, column, to_row, to_column);
    format!("{}!{range}", quote_sheet_name(sheet))
}
