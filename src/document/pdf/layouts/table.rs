//! What a layout says about the table of transactions.

use super::style::{Align, Colour, Style};

/// The table of transactions.
#[derive(Debug)]
pub(crate) struct Table {
    /// The columns, from left to right.
    pub(crate) columns: &'static [Column],
    /// How the header row looks.
    pub(crate) header: Header,
    /// How rows look.
    pub(crate) style: Style,
    /// From baseline to baseline inside a row.
    pub(crate) leading: f64,
    /// Room between the rows.
    pub(crate) padding: f64,
    /// The lines around cells.
    pub(crate) rules: Rules,
    /// How dates are printed, as chrono spells it.
    pub(crate) date_format: &'static str,
    /// Which line of a row carries date and amounts.
    pub(crate) date_line: DateLine,
    /// What stands in an amount column without an amount.
    pub(crate) empty_amount: &'static str,
    /// How amounts are printed.
    pub(crate) amounts: Amounts,
    /// References that are numbers are filled up with zeros to so many digits.
    pub(crate) reference_digits: usize,
    /// Before the first row.
    pub(crate) first_rows: &'static [SpecialRow],
    /// Before the first row of every later page.
    pub(crate) page_first_rows: &'static [SpecialRow],
    /// Behind the last row of every page.
    pub(crate) page_last_rows: &'static [SpecialRow],
    /// Behind the last row.
    pub(crate) last_rows: &'static [SpecialRow],
}

/// The header row.
#[derive(Debug)]
pub(crate) struct Header {
    /// The words.
    pub(crate) style: Style,
    /// The band behind them.
    pub(crate) band: Option<Colour>,
    /// From baseline to baseline.
    pub(crate) leading: f64,
    /// Room above and below the words.
    pub(crate) padding: f64,
    /// Whether every page has it, or only the first.
    pub(crate) is_repeated: bool,
}

/// One column.
#[derive(Debug)]
pub(crate) struct Column {
    /// What it holds.
    pub(crate) key: Key,
    /// The words of its header, line by line.
    pub(crate) header: &'static [&'static str],
    /// Its left edge.
    pub(crate) x: f64,
    /// Its width.
    pub(crate) width: f64,
    /// How its cells are aligned; the header likewise.
    pub(crate) align: Align,
}

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Key {
    /// Booking date.
    Date,
    /// Value date.
    ValueDate,
    /// The bank's text.
    Narration,
    /// Cheque or reference number.
    Reference,
    /// Money out.
    Debit,
    /// Money in.
    Credit,
    /// Money out or in, told apart by a suffix.
    Amount,
    /// Balance behind the row.
    Balance,
    /// The bank's code of the branch that booked the row. No fact of the ledger.
    Branch,
    /// A column without anything in its cells.
    Nothing,
}

/// A row that is no transaction: brought forward, totals.
#[derive(Debug)]
pub(crate) struct SpecialRow {
    /// How it looks.
    pub(crate) style: Style,
    /// Template per column. The row is left out when a fact of one of them is not known.
    pub(crate) cells: &'static [(Key, &'static str)],
}

/// The lines around a table's cells.
#[derive(Debug)]
pub(crate) struct Rules {
    /// Around the table of each page.
    pub(crate) has_frame: bool,
    /// Between columns.
    pub(crate) has_columns: bool,
    /// Between rows.
    pub(crate) has_rows: bool,
    /// Above and below the header row.
    pub(crate) has_header: bool,
    /// Behind every second row.
    pub(crate) stripe: Option<Colour>,
    /// Thickness of the lines.
    pub(crate) thickness: f64,
    /// Their colour.
    pub(crate) colour: Colour,
}

/// Which line of a row carries date and amounts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum DateLine {
    /// The first.
    First,
    /// The middle; the narration stands above and below it.
    Centre,
}

/// How amounts are printed.
#[derive(Debug)]
pub(crate) struct Amounts {
    /// `1,23,456.78` rather than `123456.78`.
    pub(crate) is_grouped: bool,
    /// Behind an amount in an [`Key::Amount`] column: debit, credit.
    pub(crate) amount_suffixes: (&'static str, &'static str),
    /// Behind a balance: overdrawn, in credit. Without suffixes a minus sign says it.
    pub(crate) balance_suffixes: Option<(&'static str, &'static str)>,
}
