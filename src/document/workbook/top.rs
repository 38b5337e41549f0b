//! The largest credits and debits of each month.

use rust_xlsxwriter::XlsxError;

use super::ledger;
use super::report::Report;
use super::sheet::{Cell, Column, Sheet};
use super::words::named;
use crate::analysis::top::top;
use crate::domain::ledger::Direction;

pub(super) fn sheet(report: &Report<'_>) -> Result<Sheet, XlsxError> {
    let remark = "Up to five of each month, largest first.";
    let mut sheet = Sheet::new("Top transactions", "Largest credits and debits", remark)?;
    let mut columns = ledger::columns(report);
    columns.extend([
        Column::of("Kind", 10.0),
        Column::number("Rank", 8.0),
        Column::of("Channel", 22.0),
    ]);
    let mut rows = Vec::new();
    for (kind, direction) in [("Credit", Direction::Credit), ("Debit", Direction::Debit)] {
        for month in top(&report.basis, direction) {
            for (rank, row) in (1..).zip(month.rows) {
                let mut cells = ledger::cells(report, row);
                let channel = named(report.basis.rows[row].class.channel);
                cells.extend([Cell::from(kind), Cell::Count(rank), Cell::Text(channel)]);
                rows.push(cells);
            }
        }
    }
    sheet.list(3, &columns, &rows)?;
    Ok(sheet)
}
