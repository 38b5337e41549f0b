//! Every monthly figure: one row each, one column per month, totals where months add up.

use rust_xlsxwriter::XlsxError;
use rust_xlsxwriter::utility::row_col_to_cell_absolute;

use super::formulas;
use super::report::Report;
use super::sheet::{Cell, Sheet};
use super::words::{group, words};
use crate::analysis::figure::table::{Figure, Table};
use crate::domain::money::Money;

/// The sheet's name.
pub(super) const NAME: &str = "Monthly analysis";

const HEADER: u32 = 3;
/// Group, figure, field.
const FIRST_MONTH: u16 = 3;

/// The row of a figure; `None` when it is left out.
pub(super) fn row(place: usize) -> Option<u32> {
    let figures = &Table::monthly().figures;
    figures.get(place)?.formula.as_ref()?;
    let before = figures[..place].iter().filter(|figure| figure.formula.is_some());
    Some(HEADER + 1 + before.count() as u32)
}

/// The column of a month, by its place among the covered ones.
pub(super) fn column(month: usize) -> u16 {
    FIRST_MONTH + month as u16
}

/// The header of a month's column, as cells of this sheet speak of it.
pub(super) fn header(month: usize) -> String {
    format!(
        "{}${}",
        rust_xlsxwriter::utility::column_number_to_name(column(month)),
        HEADER + 1
    )
}

/// Where a figure of a month stands, as other sheets speak of it, and what it is.
pub(super) fn reference(report: &Report<'_>, field: &str, month: usize) -> Cell {
    let table = Table::monthly();
    let place = table.place(field);
    let value = report
        .monthly
        .months()
        .get(month)
        .and_then(|month| report.monthly.value(field, *month));
    match (place.and_then(row), value.map(Cell::from)) {
        (Some(row), Some(value @ (Cell::Money(_) | Cell::Count(_)))) => {
            let cell = row_col_to_cell_absolute(row, column(month));
            Cell::formula(format!("'{NAME}'!{cell}"), value)
        }
        (_, value) => value.unwrap_or(Cell::Blank),
    }
}

pub(super) fn sheet(report: &Report<'_>) -> Result<Sheet, XlsxError> {
    let remark = "Fields as in the API's monthly_analysis. Totals only where months add up.";
    let mut sheet = Sheet::new(NAME, "Monthly analysis", remark)?;
    let months = report.monthly.months();
    let total = column(months.len());
    for (column, title) in [
        (0, "Group"),
        (1, "Figure"),
        (2, "Field"),
        (total, "Total"),
        (total + 1, "How it is computed"),
    ] {
        sheet.header(HEADER, column, title)?;
    }
    for (at, month) in months.iter().enumerate() {
        sheet.header(HEADER, column(at), Cell::Month(*month))?;
    }
    let mut last = HEADER + 1;
    for (place, figure) in Table::monthly().figures.iter().enumerate() {
        let Some(row) = row(place) else { continue };
        last = row;
        figure_row(&mut sheet, report, (row, figure))?;
        sheet.put(row, total + 1, figure.contract)?;
    }
    for (column, width) in [(0, 24.0), (1, 46.0), (2, 40.0), (total, 16.0), (total + 1, 90.0)] {
        sheet.sheet.set_column_width(column, width)?;
    }
    sheet.sheet.set_column_range_width(FIRST_MONTH, total, 16)?;
    sheet.sheet.set_freeze_panes(HEADER + 1, FIRST_MONTH)?;
    sheet.sheet.autofilter(HEADER, 0, last, total + 1)?;
    sheet.sheet.set_repeat_rows(HEADER, HEADER)?;
    Ok(sheet)
}

fn figure_row(sheet: &mut Sheet, report: &Report<'_>, (row, figure): (u32, &Figure)) -> Result<(), XlsxError> {
    sheet.put(row, 0, group(figure.name))?;
    sheet.put(row, 1, words(figure.name).as_str())?;
    sheet.put(row, 2, figure.name)?;
    let months = report.monthly.months();
    let values = months.iter().map(|month| report.monthly.value(figure.name, *month));
    let cells: Vec<Cell> = values.map(|value| value.map_or(Cell::Blank, Cell::from)).collect();
    for (month, cell) in cells.iter().enumerate() {
        let formula = formulas::of(report, figure, month);
        let cell = match formula {
            Some(text) => Cell::formula(text, cell.clone()),
            None => cell.clone(),
        };
        sheet.put(row, column(month), cell)?;
    }
    let is_additive = figure.formula.as_ref().is_some_and(formulas::is_additive);
    match total(&cells).filter(|_| is_additive && !cells.is_empty()) {
        Some(total) => {
            let range = rust_xlsxwriter::utility::cell_range(row, FIRST_MONTH, row, column(months.len() - 1));
            sheet.total(
                row,
                column(months.len()),
                Cell::formula(format!("ROUND(SUM({range}),2)"), total),
            )
        }
        None => sheet.total(row, column(months.len()), Cell::Blank),
    }
}

/// The sum of what the cells show; `None` for text.
pub(super) fn total(cells: &[Cell]) -> Option<Cell> {
    let mut sum = Money::ZERO;
    let mut is_count = true;
    for cell in cells {
        let shown = if let Cell::Formula(_, result) = cell {
            result
        } else {
            cell
        };
        match shown {
            Cell::Money(number) | Cell::Alarm(number) => {
                is_count = false;
                sum += Money::paise((number * 100.0).round() as i64);
            }
            Cell::Count(count) => sum += Money::rupees(*count),
            Cell::Blank => {}
            Cell::Text(_) | Cell::Flag(_) | Cell::Date(_) | Cell::Month(_) | Cell::Formula(..) | Cell::Link(..) => {
                return None;
            }
        }
    }
    Some(if is_count {
        Cell::Count(sum.in_paise() / 100)
    } else {
        Cell::from(sum)
    })
}
