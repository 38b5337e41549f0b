//! Salary credits, the months they are for, and what came in each month.

use rust_xlsxwriter::XlsxError;

use super::report::Report;
use super::sheet::{Cell, Column, Sheet, range};
use super::{ledger, monthly};
use crate::analysis::salary::{SalaryTransaction, confidence, grade, salary_transactions};

const NAME: &str = "Salary";
const HEADER: u32 = 3;

/// `83 of 100: High`, as the overview says it.
pub(super) fn confidence_in_words(report: &Report<'_>) -> String {
    let confidence = confidence(&report.basis);
    format!("{confidence:.0} of 100: {}", grade(confidence))
}

pub(super) fn sheet(report: &Report<'_>) -> Result<Sheet, XlsxError> {
    let remark = format!(
        "Confidence {}. Pay early in a month can be for the month before.",
        confidence_in_words(report)
    );
    let mut sheet = Sheet::new(NAME, "Salary", &remark)?;
    let mut columns = ledger::columns(report);
    columns.extend([Column::of("Pay for", 12.0), Column::of("Employer", 34.0)]);
    let salaries = salary_transactions(&report.basis);
    let rows: Vec<Vec<Cell>> = salaries.iter().map(|salary| cells(report, salary)).collect();
    sheet.list(HEADER, &columns, &rows)?;
    by_month(&mut sheet, report, (columns.len() as u16 + 1, rows.len()))?;
    Ok(sheet)
}

fn cells(report: &Report<'_>, salary: &SalaryTransaction) -> Vec<Cell> {
    let mut cells = ledger::cells(report, salary.row);
    let class = &report.basis.rows[salary.row].class;
    cells.extend([Cell::Month(salary.month), Cell::from(class.employer.as_deref())]);
    cells
}

/// Beside the list: what is for each month.
fn by_month(sheet: &mut Sheet, report: &Report<'_>, (column, count): (u16, usize)) -> Result<(), XlsxError> {
    let last = HEADER + (count as u32).max(1);
    let amount = ledger::amount_column(report);
    let pay_for = amount + 2;
    let amounts = range(NAME, HEADER + 1, amount, last, amount);
    let months = range(NAME, HEADER + 1, pay_for, last, pay_for);
    sheet.header(HEADER, column, "Month")?;
    sheet.header_number(HEADER, column + 1, "Salary")?;
    sheet.header_number(HEADER, column + 2, "Credits")?;
    sheet.sheet.set_column_range_width(column, column + 2, 15)?;
    for (place, month) in report.basis.index.months.iter().enumerate() {
        let row = HEADER + 1 + place as u32;
        let header = format!("'{}'!{}", monthly::NAME, monthly::header(place));
        let figure = |field| report.monthly.value(field, *month).map_or(Cell::Blank, Cell::from);
        sheet.put(row, column, Cell::Month(*month))?;
        let sum = format!("ROUND(SUMIFS({amounts},{months},{header}),2)");
        sheet.put(row, column + 1, Cell::formula(sum, figure("total_amount_of_salary")))?;
        let number = format!("COUNTIFS({months},{header})");
        sheet.put(
            row,
            column + 2,
            Cell::formula(number, figure("number_of_salary_transactions")),
        )?;
    }
    Ok(())
}
