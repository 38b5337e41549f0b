//! Every transaction, to be filtered; totals of what the filter shows; the gap to the balance that would follow.

use rust_xlsxwriter::XlsxError;

use super::report::Report;
use super::sheet::{Cell, Column, Sheet, TOP, range};
use super::words::{description, marks, named};
use crate::domain::money::Money;
use crate::domain::period::Month;

/// The sheet's name.
pub(super) const NAME: &str = "Transactions";

/// The row of the header; the first transaction stands below it.
const HEADER: u32 = TOP;

/// The columns other sheets speak of.
#[derive(Clone, Copy)]
pub(super) enum Place {
    Month,
    Account,
    Debit,
    Credit,
}

impl Place {
    fn column(self, report: &Report<'_>) -> u16 {
        let shift = u16::from(report.is_aggregate);
        match self {
            Place::Month => 2,
            Place::Account => 3,
            Place::Debit => 5 + shift,
            Place::Credit => 6 + shift,
        }
    }
}

/// All cells of a column.
pub(super) fn column(report: &Report<'_>, place: Place) -> String {
    let column = place.column(report);
    range(NAME, HEADER + 1, column, last_row(report), column)
}

/// The numbers of all transactions, for counting them.
pub(super) fn numbers(report: &Report<'_>) -> String {
    range(NAME, HEADER + 1, 0, last_row(report), 0)
}

/// The number of a transaction, leading to it.
pub(super) fn link(row: usize) -> Cell {
    let number = row as i64 + 1;
    Cell::Link(number, format!("{NAME}!A{}", i64::from(HEADER) + 1 + number))
}

fn last_row(report: &Report<'_>) -> u32 {
    HEADER + (report.basis.rows.len() as u32).max(1)
}

pub(super) fn sheet(report: &Report<'_>) -> Result<Sheet, XlsxError> {
    let remark = if report.is_aggregate {
        "Totals are of the rows the filter shows."
    } else {
        "Totals are of the rows the filter shows. Gap: how far a balance is off the one before it in the statement; empty where it follows."
    };
    let mut sheet = Sheet::new(NAME, "Transactions", remark)?;
    let columns = columns(report);
    let rows: Vec<Vec<Cell>> = (0..report.basis.rows.len()).map(|row| cells(report, row)).collect();
    sheet.list(HEADER, &columns, &rows)?;
    let narration = Place::Debit.column(report) - 2;
    sheet.sheet.set_freeze_panes(HEADER + 1, narration + 1)?;
    totals(&mut sheet, report, columns.len() as u16)?;
    // On paper: amounts on one page, what each transaction is on the page beside it.
    let (percent, gap) = if report.is_aggregate { (54, 9) } else { (62, 8) };
    let last = (last_row(report), columns.len() as u16 - 1);
    sheet.printed_to(last, (percent, &[gap]))?;
    sheet.sheet.set_repeat_columns(0, 1)?;
    Ok(sheet)
}

fn columns(report: &Report<'_>) -> Vec<Column> {
    let account = report.is_aggregate.then_some(Column::of("Account", 24.0));
    let behind = if report.is_aggregate {
        Column::number("Balance of all", 16.0)
    } else {
        Column::number("Gap", 13.0)
    };
    let mut columns = vec![
        Column::number("No.", 6.0),
        Column::of("Date", 12.5),
        Column::of("Month", 10.0),
    ];
    columns.extend(account);
    columns.extend([
        Column::long("Narration", 58.0),
        Column::of("Cheque no.", 13.0),
        Column::number("Debit", 16.0),
        Column::number("Credit", 16.0),
        Column::number("Balance", 17.0),
        behind,
        Column::of("Channel", 22.0),
        Column::of("Description", 30.0),
        Column::of("Merchant category", 21.0),
        Column::of("Counterparty", 28.0),
        Column::of("What else is known", 34.0),
    ]);
    columns
}

fn cells(report: &Report<'_>, row: usize) -> Vec<Cell> {
    let classified = report.basis.rows[row];
    let (transaction, class) = (&classified.transaction, &classified.class);
    let mut cells = vec![
        Cell::Count(row as i64 + 1),
        Cell::Date(transaction.date),
        Cell::Month(Month::of(transaction.date)),
    ];
    if report.is_aggregate {
        cells.push(Cell::Text(report.account_of(row).label.clone()));
    }
    let behind = if report.is_aggregate {
        Cell::from(report.basis.index.balances[row])
    } else {
        gap(report, row)
    };
    cells.extend([
        Cell::Text(transaction.narration.clone()),
        Cell::from(transaction.cheque_number.as_deref()),
        Cell::from(transaction.debit()),
        Cell::from(transaction.credit()),
        Cell::from(transaction.balance),
        behind,
        Cell::Text(named(class.channel)),
        Cell::Text(description(class)),
        class
            .merchant_category
            .map_or(Cell::Blank, |category| Cell::Text(named(category))),
        Cell::from(class.counterparty.as_deref()),
        Cell::Text(marks(class)),
    ]);
    cells
}

/// How far a balance is off the one before it and the row's amount; empty where it follows, and in the first row. A value and not a formula: it
/// speaks of the order of the statement, and rows can be sorted.
fn gap(report: &Report<'_>, row: usize) -> Cell {
    let Some(before) = row.checked_sub(1) else {
        return Cell::Blank;
    };
    let rows = &report.basis.rows;
    let transaction = &rows[row].transaction;
    let gap = transaction.balance - rows[before].transaction.balance - transaction.change();
    if gap.is_zero() {
        Cell::Blank
    } else {
        Cell::Alarm(gap.in_rupees())
    }
}

fn totals(sheet: &mut Sheet, report: &Report<'_>, columns: u16) -> Result<(), XlsxError> {
    let row = HEADER - 1;
    for column in 0..columns {
        sheet.total(row, column, Cell::Blank)?;
    }
    sheet.total(row, 0, "Total")?;
    let sum = |of: fn(&crate::domain::ledger::Transaction) -> Option<Money>| -> Money {
        report.basis.rows.iter().filter_map(|row| of(&row.transaction)).sum()
    };
    let debits = sum(crate::domain::ledger::Transaction::debit);
    let credits = sum(crate::domain::ledger::Transaction::credit);
    for (place, total) in [(Place::Debit, debits), (Place::Credit, credits)] {
        let formula = format!("ROUND(SUBTOTAL(109,{}),2)", column(report, place));
        sheet.total(row, place.column(report), Cell::formula(formula, total))?;
    }
    Ok(())
}
