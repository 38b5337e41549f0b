//! What bounced, and what that cost.

use rust_xlsxwriter::XlsxError;

use super::report::Report;
use super::sheet::{Cell, Column, Sheet, range};
use super::words::named;
use super::{ledger, monthly};
use crate::analysis::class::Mark;
use crate::analysis::figure::selection::selections;
use crate::domain::period::Period;

const NAME: &str = "Bounces";
const HEADER: u32 = 3;

/// What a row of the list is, and the selection it comes from. An inward bounce is one of the borrower's own payments.
const KINDS: [(&str, &str); 3] = [
    ("Inward bounce", "inward bounces"),
    ("Outward bounce", "outward bounces"),
    ("Charge", "bounce penal charges"),
];

/// The rows of a selection, oldest first.
fn rows(report: &Report<'_>, selection: &str, period: Option<Period>) -> Vec<usize> {
    let found = selections().find(selection);
    let rows = found.map(|selection| report.basis.members(selection, period));
    rows.unwrap_or_default().iter().map(|row| *row as usize).collect()
}

pub(super) fn sheet(report: &Report<'_>) -> Result<Sheet, XlsxError> {
    let remark = "Inward: a payment of the borrower's own came back. Outward: a deposited cheque came back.";
    let mut sheet = Sheet::new(NAME, "Bounces and charges", remark)?;
    let mut columns = ledger::columns(report);
    columns.extend([
        Column::of("Kind", 16.0),
        Column::of("Reason", 20.0),
        Column::of("Instalment", 11.0),
        Column::of("Channel", 26.0),
    ]);
    let mut found: Vec<(usize, &str)> = Vec::new();
    for (kind, selection) in KINDS {
        found.extend(rows(report, selection, None).into_iter().map(|row| (row, kind)));
    }
    found.sort_by_key(|(row, _)| *row);
    let lines: Vec<Vec<Cell>> = found.iter().map(|(row, kind)| cells(report, *row, kind)).collect();
    sheet.list(HEADER, &columns, &lines)?;
    by_month(&mut sheet, report, (columns.len() as u16 + 1, lines.len()))?;
    Ok(sheet)
}

fn cells(report: &Report<'_>, row: usize, kind: &str) -> Vec<Cell> {
    let classified = report.basis.rows[row];
    let reason = if classified.has(Mark::TechnicalReason) {
        Cell::from("technical")
    } else if classified.has(Mark::InsufficientFunds) {
        Cell::from("insufficient funds")
    } else {
        Cell::Blank
    };
    let mut cells = ledger::cells(report, row);
    cells.extend([
        Cell::from(kind),
        reason,
        Cell::from(classified.has(Mark::EmiBounce).then_some("yes")),
        Cell::Text(named(classified.class.channel)),
    ]);
    cells
}

/// Beside the list: how many of each kind in each month.
fn by_month(sheet: &mut Sheet, report: &Report<'_>, (column, count): (u16, usize)) -> Result<(), XlsxError> {
    let last = HEADER + (count as u32).max(1);
    let kind_column = ledger::amount_column(report) + 2;
    let kinds = range(NAME, HEADER + 1, kind_column, last, kind_column);
    let months = range(NAME, HEADER + 1, 2, last, 2);
    sheet.header(HEADER, column, "Month")?;
    sheet
        .sheet
        .set_column_range_width(column, column + KINDS.len() as u16, 18)?;
    for (at, (kind, selection)) in (column + 1..).zip(KINDS) {
        sheet.header_number(HEADER, at, &format!("{kind}s"))?;
        for (place, month) in report.basis.index.months.iter().enumerate() {
            let row = HEADER + 1 + place as u32;
            let header = format!("'{}'!{}", monthly::NAME, monthly::header(place));
            let formula = format!("COUNTIFS({months},{header},{kinds},\"{kind}\")");
            let number = rows(report, selection, Some(month.period())).len();
            sheet.put(row, column, Cell::Month(*month))?;
            sheet.put(row, at, Cell::formula(formula, Cell::Count(number as i64)))?;
        }
    }
    Ok(())
}
