//! What bounced, and what that cost: month by month, then one by one.

use rust_xlsxwriter::XlsxError;

use super::report::Report;
use super::sheet::{Cell, Column, Sheet, TOP, range};
use super::words::named;
use super::{ledger, monthly};
use crate::analysis::class::Mark;
use crate::analysis::figure::selection::selections;
use crate::domain::money::Money;
use crate::domain::period::Period;

const NAME: &str = "Bounces";

/// What a row of the list is, and the selection it comes from. An inward bounce is one of the borrower's own payments.
const BOUNCES: [(&str, &str); 2] = [
    ("Inward bounce", "inward bounces"),
    ("Outward bounce", "outward bounces"),
];
const CHARGE: &str = "Charge";
const CHARGES: &str = "bounce penal charges";

/// The rows of a selection, oldest first.
fn rows(report: &Report<'_>, selection: &str, period: Option<Period>) -> Vec<usize> {
    let found = selections().find(selection);
    let rows = found.map(|selection| report.basis.members(selection, period));
    rows.unwrap_or_default().iter().map(|row| *row as usize).collect()
}

/// The list stands below the months and their totals.
fn header(report: &Report<'_>) -> u32 {
    TOP + report.basis.index.months.len() as u32 + 4
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
    for (kind, selection) in BOUNCES.into_iter().chain([(CHARGE, CHARGES)]) {
        found.extend(rows(report, selection, None).into_iter().map(|row| (row, kind)));
    }
    found.sort_by_key(|(row, _)| *row);
    let lines: Vec<Vec<Cell>> = found.iter().map(|(row, kind)| cells(report, *row, kind)).collect();
    let header = header(report);
    sheet.heading(header - 1, 0, "Bounces and charges, one by one")?;
    sheet.list(header, &columns, &lines)?;
    by_month(&mut sheet, report, lines.len())?;
    sheet.sheet.set_column_width(0, 14)?;
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

/// Above the list: how many of each kind in each month, and what was charged.
fn by_month(sheet: &mut Sheet, report: &Report<'_>, count: usize) -> Result<(), XlsxError> {
    let header = header(report);
    let last = header + (count as u32).max(1);
    let amount = ledger::amount_column(report);
    let in_list = |column: u16| range(NAME, header + 1, column, last, column);
    let (months, amounts, kinds) = (in_list(2), in_list(amount), in_list(amount + 2));
    sheet.header(TOP, 0, "Month")?;
    for (at, (kind, _)) in (1..).zip(BOUNCES) {
        sheet.header_number(TOP, at, &format!("{kind}s"))?;
    }
    sheet.header_number(TOP, BOUNCES.len() as u16 + 1, "Charged")?;
    sheet.sheet.set_row_height(TOP, 30)?;
    let total = TOP + 1 + report.basis.index.months.len() as u32;
    let mut columns: Vec<Vec<Cell>> = vec![Vec::new(); BOUNCES.len() + 1];
    for (place, month) in report.basis.index.months.iter().enumerate() {
        let row = TOP + 1 + place as u32;
        let month_cell = format!("'{}'!{}", monthly::NAME, monthly::header(place));
        sheet.put(row, 0, Cell::Month(*month))?;
        for (column, (kind, selection)) in columns.iter_mut().zip(BOUNCES) {
            let number = rows(report, selection, Some(month.period())).len();
            let formula = format!("COUNTIFS({months},{month_cell},{kinds},\"{kind}\")");
            column.push(Cell::formula(formula, Cell::Count(number as i64)));
        }
        let charged = rows(report, CHARGES, Some(month.period())).into_iter();
        let charged: Money = charged.map(|row| report.basis.rows[row].transaction.amount).sum();
        let formula = format!("ROUND(SUMIFS({amounts},{months},{month_cell},{kinds},\"{CHARGE}\"),2)");
        columns[BOUNCES.len()].push(Cell::formula(formula, charged));
    }
    sheet.total(total, 0, "Total")?;
    for (column, cells) in (1..).zip(columns) {
        for (row, cell) in (TOP + 1..).zip(&cells) {
            sheet.put(row, column, cell.clone())?;
        }
        sheet.sum(total, column, (TOP + 1, &cells))?;
    }
    Ok(())
}
