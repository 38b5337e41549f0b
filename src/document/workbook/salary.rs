//! What salary came for each month, and the salary credits one by one.

use rust_xlsxwriter::XlsxError;

use super::report::Report;
use super::sheet::{Cell, Column, Sheet, TOP, range};
use super::{ledger, monthly};
use crate::analysis::salary::{SalaryTransaction, confidence, grade, salary_transactions};
use crate::domain::money::Money;

const NAME: &str = "Salary";

/// `83 of 100: High`, as the overview says it.
pub(super) fn confidence_in_words(report: &Report<'_>) -> String {
    let confidence = confidence(&report.basis);
    format!("{confidence:.0} of 100: {}", grade(confidence))
}

/// Salary for months that no statement covers: how many credits, and their sum. It came in the days after such a month.
pub(super) fn outside(report: &Report<'_>) -> (i64, Money) {
    let months = &report.basis.index.months;
    let salaries = salary_transactions(&report.basis);
    let outside = salaries.iter().filter(|salary| !months.contains(&salary.month));
    let amount = |salary: &SalaryTransaction| report.basis.rows[salary.row].transaction.amount;
    outside.fold((0, Money::ZERO), |(count, sum), salary| {
        (count + 1, sum + amount(salary))
    })
}

/// The list stands below the months, the months without statement and the total.
fn header(report: &Report<'_>) -> u32 {
    TOP + report.basis.index.months.len() as u32 + 5
}

pub(super) fn sheet(report: &Report<'_>) -> Result<Sheet, XlsxError> {
    let salaries = salary_transactions(&report.basis);
    let remark = if salaries.is_empty() {
        "No salary was found.".to_owned()
    } else {
        format!(
            "Confidence {}. Pay early in a month can be for the month before; predictors over everything count all of it, also what is for a month without statement.",
            confidence_in_words(report)
        )
    };
    let mut sheet = Sheet::new(NAME, "Salary", &remark)?;
    let mut columns = ledger::columns(report);
    columns.extend([Column::of("Pay for", 12.0), Column::of("Employer", 34.0)]);
    let rows: Vec<Vec<Cell>> = salaries.iter().map(|salary| cells(report, salary)).collect();
    let header = header(report);
    sheet.heading(header - 1, 0, "Salary credits")?;
    sheet.list(header, &columns, &rows)?;
    by_month(&mut sheet, report, rows.len())?;
    sheet.sheet.set_column_width(0, 18)?.set_column_width(2, 14)?;
    Ok(sheet)
}

fn cells(report: &Report<'_>, salary: &SalaryTransaction) -> Vec<Cell> {
    let mut cells = ledger::cells(report, salary.row);
    let class = &report.basis.rows[salary.row].class;
    cells.extend([Cell::Month(salary.month), Cell::from(class.employer.as_deref())]);
    cells
}

/// Above the list: what is for each month, for months without statement, and in total what the list holds.
fn by_month(sheet: &mut Sheet, report: &Report<'_>, count: usize) -> Result<(), XlsxError> {
    let header = header(report);
    let last = header + (count as u32).max(1);
    let amount = ledger::amount_column(report);
    let in_list = |column: u16| range(NAME, header + 1, column, last, column);
    let (amounts, pay_for) = (in_list(amount), in_list(amount + 2));
    sheet.header(TOP, 0, "Month")?;
    sheet.header_number(TOP, 1, "Credits")?;
    sheet.header_number(TOP, 2, "Salary")?;
    let (mut credits, mut sums) = (Vec::new(), Vec::new());
    for (place, month) in report.basis.index.months.iter().enumerate() {
        sheet.put(TOP + 1 + place as u32, 0, Cell::Month(*month))?;
        let month_cell = format!("'{}'!{}", monthly::NAME, monthly::header(place));
        let figure = |field| report.monthly.value(field, *month).map_or(Cell::Blank, Cell::from);
        let number = format!("COUNTIFS({pay_for},{month_cell})");
        credits.push(Cell::formula(number, figure("number_of_salary_transactions")));
        let sum = format!("ROUND(SUMIFS({amounts},{pay_for},{month_cell}),2)");
        sums.push(Cell::formula(sum, figure("total_amount_of_salary")));
    }
    let outside_row = TOP + 1 + report.basis.index.months.len() as u32;
    let (number, sum) = outside(report);
    sheet.put(outside_row, 0, "Other months")?;
    let of_months = |column: u16| range(NAME, TOP, column, outside_row - 1, column);
    credits.push(Cell::formula(
        format!("COUNT({amounts})-SUM({})", of_months(1)),
        Cell::Count(number),
    ));
    sums.push(Cell::formula(
        format!("ROUND(SUM({amounts})-SUM({}),2)", of_months(2)),
        sum,
    ));
    sheet.total(outside_row + 1, 0, "Total")?;
    for (column, cells) in [(1, credits), (2, sums)] {
        for (row, cell) in (TOP + 1..).zip(&cells) {
            sheet.put(row, column, cell.clone())?;
        }
        sheet.sum(outside_row + 1, column, (TOP + 1, &cells))?;
    }
    Ok(())
}
