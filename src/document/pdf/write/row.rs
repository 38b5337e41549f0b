//! One row of the table: what stands in its cells, and where.

use chrono::NaiveDate;

use super::page::{FactSet, Page, wrapped};
use super::win_ansi;
use super::words::{PageWords, Words, amount, balance};
use crate::document::pdf::layouts::{Align, Column, DateLine, Key, SpecialRow, Style, Table};
use crate::domain::ledger::{Direction, Transaction};

/// Room between a cell's edge and its text.
const INSET: f64 = 2.5;

/// A row before it has a place.
pub(super) struct Row {
    cells: Vec<Cell>,
    line_count: usize,
    style: Style,
    /// The facts its cells print.
    pub(super) facts: FactSet,
}

struct Cell {
    column: &'static Column,
    lines: Vec<Vec<u8>>,
}

impl Row {
    /// The row of a transaction.
    pub(super) fn of_transaction(table: &'static Table, transaction: &Transaction, branch_code: &str) -> Self {
        let mut cells = Vec::with_capacity(table.columns.len());
        for column in table.columns {
            let lines = match column.key {
                Key::Date => vec![date(transaction.date, table)],
                Key::ValueDate => transaction.value_date.map(|day| date(day, table)).into_iter().collect(),
                Key::Narration => in_cell(column, table, &transaction.narration),
                Key::Reference => reference(table, transaction)
                    .map(|text| in_cell(column, table, &text))
                    .unwrap_or_default(),
                Key::Debit => vec![side(table, transaction, Direction::Debit)],
                Key::Credit => vec![side(table, transaction, Direction::Credit)],
                Key::Amount => vec![side(table, transaction, transaction.direction)],
                Key::Balance => vec![balance(&table.amounts, transaction.balance).into_bytes()],
                Key::Branch => vec![branch_code.as_bytes().to_vec()],
                Key::Nothing => Vec::new(),
            };
            if !lines.is_empty() {
                cells.push(Cell { column, lines });
            }
        }
        Row::new(cells, table.style)
    }

    /// A row that is no transaction; `None` when something it prints is not known.
    pub(super) fn special(
        words: &Words<'_>,
        table: &'static Table,
        row: &SpecialRow,
        page: &PageWords,
    ) -> Option<Self> {
        let mut facts = FactSet::default();
        let mut cells = Vec::with_capacity(row.cells.len());
        for (key, template) in row.cells {
            let text = words.filled(template, table.date_format, page, &mut facts)?;
            let column = table.columns.iter().find(|column| column.key == *key)?;
            cells.push(Cell {
                column,
                lines: vec![win_ansi::encode_lossy(&text)],
            });
        }
        Some(Row {
            facts,
            ..Row::new(cells, row.style)
        })
    }

    fn new(cells: Vec<Cell>, style: Style) -> Self {
        Row {
            line_count: cells.iter().map(|cell| cell.lines.len()).max().unwrap_or(0).max(1),
            cells,
            style,
            facts: FactSet::default(),
        }
    }

    /// How high it is.
    pub(super) fn height(&self, table: &Table) -> f64 {
        self.line_count as f64 * table.leading + self.padding(table)
    }

    /// Room around its lines. Where the date stands in the middle, a high row keeps away from its neighbours, so that each
    /// line is nearest to the date it belongs to.
    fn padding(&self, table: &Table) -> f64 {
        match table.date_line {
            DateLine::First => table.padding,
            DateLine::Centre => table.padding.max((self.line_count as f64 - 2.0) * table.leading),
        }
    }

    /// Draws it below `top`.
    pub(super) fn draw(self, page: &mut Page, table: &Table, top: f64) {
        let first = top + self.padding(table) / 2.0 + table.leading * 0.8;
        let centre = first + (self.line_count - 1) as f64 * table.leading / 2.0;
        page.facts.extend(self.facts);
        for cell in self.cells {
            let mut y = match table.date_line {
                DateLine::First => first,
                DateLine::Centre => centre - (cell.lines.len() - 1) as f64 * table.leading / 2.0,
            };
            for line in cell.lines {
                draw_in(page, cell.column, y, self.style, line);
                y += table.leading;
            }
        }
    }
}

/// Draws one line of a cell.
pub(super) fn draw_in(page: &mut Page, column: &Column, y: f64, style: Style, codes: Vec<u8>) {
    let x = match column.align {
        Align::Left => column.x + INSET,
        Align::Centre => column.x + column.width / 2.0,
        Align::Right => column.x + column.width - INSET,
    };
    page.codes((x, y), column.align, column.width - 2.0 * INSET, style, codes);
}

/// The reference as the layout prints it.
pub(super) fn reference(table: &Table, transaction: &Transaction) -> Option<String> {
    let text = transaction.cheque_number.as_deref()?;
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    Some(if is_number {
        format!("{text:0>width$}", width = table.reference_digits)
    } else {
        text.to_owned()
    })
}

/// The cell of the column for one direction.
fn side(table: &Table, transaction: &Transaction, direction: Direction) -> Vec<u8> {
    if transaction.direction == direction {
        amount(&table.amounts, direction, transaction.amount).into_bytes()
    } else {
        table.empty_amount.as_bytes().to_vec()
    }
}

fn date(day: NaiveDate, table: &Table) -> Vec<u8> {
    day.format(table.date_format).to_string().into_bytes()
}

fn in_cell(column: &Column, table: &Table, text: &str) -> Vec<Vec<u8>> {
    wrapped(&win_ansi::encode_lossy(text), table.style, column.width - 2.0 * INSET)
}
