//! Signs of fraud and other anomalies, one line for each transaction that shows one.

use rust_xlsxwriter::XlsxError;

use super::report::{Part, Report};
use super::sheet::{Cell, Column, Sheet, range};
use super::transactions::link;
use super::words::named;
use crate::analysis::fraud::{Finding, findings};

const NAME: &str = "Fraud";
const HEADER: u32 = 3;

/// How many findings there are, as the overview counts them.
pub(super) fn count(report: &Report<'_>) -> Cell {
    let found = report.parts.iter().flat_map(|part| findings(&part.basis));
    let (number, lines) = found.fold((0, 0), |(number, lines), finding| {
        (number + 1, lines + finding.rows.len().max(1) as u32)
    });
    let numbers = range(NAME, HEADER + 1, 0, HEADER + lines.max(1), 0);
    Cell::formula(format!("MAX({numbers})"), Cell::Count(number))
}

pub(super) fn sheet(report: &Report<'_>) -> Result<Sheet, XlsxError> {
    let remark = "What each sign means is inferred from its name. A sign is a reason to look, not a verdict.";
    let mut sheet = Sheet::new(NAME, "Fraud findings", remark)?;
    let mut columns = vec![Column::number("Finding", 9.0)];
    if report.is_aggregate {
        columns.push(Column::of("Account", 24.0));
    }
    columns.extend([
        Column::of("Sign", 36.0),
        Column::of("Category", 12.0),
        Column::of("What it means", 58.0),
        Column::number("Statement", 11.0),
        Column::number("Transaction", 12.0),
        Column::of("Date", 13.0),
        Column::number("Amount", 16.0),
        Column::number("Balance", 16.0),
        Column::of("Narration", 58.0),
    ]);
    let mut lines = Vec::new();
    let of_part = |part| of_account(part).into_iter().map(move |finding| (part, finding));
    for (number, (part, finding)) in (1..).zip(report.parts.iter().flat_map(of_part)) {
        if finding.rows.is_empty() {
            lines.push(cells(report, part, (number, &finding, None)));
        }
        for row in &finding.rows {
            lines.push(cells(report, part, (number, &finding, Some(*row))));
        }
    }
    sheet.list(HEADER, &columns, &lines)?;
    Ok(sheet)
}

fn cells(report: &Report<'_>, part: &Part<'_>, (number, finding, row): (i64, &Finding, Option<usize>)) -> Vec<Cell> {
    let mut cells = vec![Cell::Count(number)];
    if report.is_aggregate {
        cells.push(Cell::Text(part.label.clone()));
    }
    let kind = finding.fraud_type;
    let statement = finding
        .statement
        .map_or(Cell::Blank, |statement| Cell::Count(statement as i64 + 1));
    cells.extend([
        Cell::Text(named(kind)),
        Cell::from(kind.category()),
        Cell::from(kind.words()),
        statement,
    ]);
    let Some(row) = row else {
        cells.extend(vec![Cell::Blank; 5]);
        return cells;
    };
    let transaction = &part.basis.rows[row].transaction;
    cells.extend([
        link(part.place(row)),
        Cell::Date(transaction.date),
        Cell::from(transaction.amount),
        Cell::from(transaction.balance),
        Cell::Text(transaction.narration.clone()),
    ]);
    cells
}

fn of_account(part: &Part<'_>) -> Vec<Finding> {
    findings(&part.basis)
}
