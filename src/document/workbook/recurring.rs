//! What comes back month after month: the sets, and their transactions.

use rust_xlsxwriter::XlsxError;

use super::ledger;
use super::report::{Part, Report};
use super::sheet::{Cell, Column, Sheet, range};
use super::words::named;
use crate::analysis::recurring::{RecurringSet, recurring_sets};
use crate::domain::ledger::Direction;
use crate::domain::money::Money;

const TRANSACTIONS: &str = "Recurring transactions";
const HEADER: u32 = 3;

/// The sets of every account, in the order of the answers.
fn sets<'r, 'a>(report: &'r Report<'a>) -> Vec<(&'r Part<'a>, RecurringSet)> {
    let of_part = |part: &'r Part<'a>| recurring_sets(&part.basis).into_iter().map(move |set| (part, set));
    report.parts.iter().flat_map(of_part).collect()
}

pub(super) fn sheet(report: &Report<'_>) -> Result<Sheet, XlsxError> {
    let remark = "With one counterparty, week by week, month by month or quarter by quarter; alike in amount unless owed, as instalments and bills are.";
    let mut sheet = Sheet::new("Recurring", "Recurring transactions", remark)?;
    let mut columns = vec![Column::number("Set", 8.0)];
    if report.is_aggregate {
        columns.push(Column::of("Account", 24.0));
    }
    columns.extend([
        Column::of("Direction", 11.0),
        Column::of("With", 36.0),
        Column::of("Channel", 22.0),
        Column::number("Times", 9.0),
        Column::number("Median", 16.0),
        Column::number("Total", 16.0),
        Column::of("First", 13.0),
        Column::of("Last", 13.0),
    ]);
    let sets = sets(report);
    let members: usize = sets.iter().map(|(_, set)| set.rows.len()).sum();
    let rows = (1..).zip(&sets);
    let rows: Vec<Vec<Cell>> = rows
        .map(|(number, (part, set))| set_cells(report, part, (number, set), members))
        .collect();
    sheet.list(HEADER, &columns, &rows)?;
    Ok(sheet)
}

fn set_cells(report: &Report<'_>, part: &Part<'_>, (number, set): (i64, &RecurringSet), members: usize) -> Vec<Cell> {
    let last = HEADER + members as u32;
    let numbers = range(TRANSACTIONS, HEADER + 1, set_column(report), last, set_column(report));
    let amount = ledger::amount_column(report);
    let amounts = range(TRANSACTIONS, HEADER + 1, amount, last, amount);
    let rows = || set.rows.iter().map(|row| &part.basis.rows[*row].transaction);
    let total: Money = rows().map(|row| row.amount).sum();
    let own_number = format!("$A{}", i64::from(HEADER) + 1 + number);
    let mut cells = vec![Cell::Count(number)];
    if report.is_aggregate {
        cells.push(Cell::Text(part.label.clone()));
    }
    let direction = match set.direction {
        Direction::Debit => "Debit",
        Direction::Credit => "Credit",
    };
    cells.extend([
        Cell::from(direction),
        Cell::Text(set.clean_transaction_note.clone()),
        Cell::Text(named(set.channel)),
        Cell::formula(
            format!("COUNTIF({numbers},{own_number})"),
            Cell::Count(set.rows.len() as i64),
        ),
        Cell::from(set.median),
        Cell::formula(format!("ROUND(SUMIF({numbers},{own_number},{amounts}),2)"), total),
        rows().next().map_or(Cell::Blank, |row| Cell::Date(row.date)),
        rows().next_back().map_or(Cell::Blank, |row| Cell::Date(row.date)),
    ]);
    cells
}

/// The number of the set stands behind the columns all lists share.
fn set_column(report: &Report<'_>) -> u16 {
    ledger::amount_column(report) + 2
}

pub(super) fn transactions(report: &Report<'_>) -> Result<Sheet, XlsxError> {
    let remark = "The members of the sets on the sheet before, oldest first.";
    let mut sheet = Sheet::new(TRANSACTIONS, "Transactions of recurring sets", remark)?;
    let mut columns = ledger::columns(report);
    columns.extend([Column::number("Set", 8.0), Column::of("With", 36.0)]);
    let mut rows = Vec::new();
    for (number, (part, set)) in (1..).zip(sets(report)) {
        for row in &set.rows {
            let mut cells = ledger::cells(report, part.place(*row));
            cells.extend([Cell::Count(number), Cell::Text(set.clean_transaction_note.clone())]);
            rows.push(cells);
        }
    }
    sheet.list(HEADER, &columns, &rows)?;
    Ok(sheet)
}
