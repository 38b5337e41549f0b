//! How transactions are listed on the other sheets: the same first columns everywhere.

use super::report::Report;
use super::sheet::{Cell, Column};
use super::transactions::link;
use crate::domain::period::Month;

/// Number (leading to the transaction), date, month, account in a report over several, amount, narration.
pub(super) fn columns(report: &Report<'_>) -> Vec<Column> {
    let mut columns = vec![
        Column::number("No.", 8.0),
        Column::of("Date", 13.0),
        Column::of("Month", 13.0),
    ];
    if report.is_aggregate {
        columns.push(Column::of("Account", 24.0));
    }
    columns.extend([Column::number("Amount", 16.0), Column::long("Narration", 58.0)]);
    columns
}

/// The column of the amount.
pub(super) fn amount_column(report: &Report<'_>) -> u16 {
    3 + u16::from(report.is_aggregate)
}

/// The cells of a row of the report.
pub(super) fn cells(report: &Report<'_>, row: usize) -> Vec<Cell> {
    let transaction = &report.basis.rows[row].transaction;
    let mut cells = vec![
        link(row),
        Cell::Date(transaction.date),
        Cell::Month(Month::of(transaction.date)),
    ];
    if report.is_aggregate {
        cells.push(Cell::Text(report.account_of(row).label.clone()));
    }
    cells.extend([
        Cell::from(transaction.amount),
        Cell::Text(transaction.narration.clone()),
    ]);
    cells
}
