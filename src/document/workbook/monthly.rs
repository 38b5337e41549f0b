//! Every monthly figure: one row each, one column per month, totals where months add up.

use std::collections::HashMap;
use std::sync::LazyLock;

use rust_xlsxwriter::XlsxError;
use rust_xlsxwriter::utility::{cell_range, column_number_to_name, row_col_to_cell_absolute};

use super::formulas;
use super::how::how;
use super::report::Report;
use super::sheet::{Cell, Sheet, TOP};
use super::words::{Label, shown};
use crate::analysis::figure::table::{Figure, Table};
use crate::domain::money::Money;

/// The sheet's name.
pub(super) const NAME: &str = "Monthly analysis";

const HEADER: u32 = TOP;
/// Group, figure.
const FIRST_MONTH: u16 = 2;
const FIGURE_WIDTH: f64 = 48.0;
const MONTH_WIDTH: f64 = 14.0;
/// So many on a page.
const MONTHS_ON_PAGE: usize = 6;

static ORDER: LazyLock<Vec<(usize, Label)>> = LazyLock::new(|| shown(Table::monthly()));
static ROWS: LazyLock<HashMap<usize, u32>> =
    LazyLock::new(|| ORDER.iter().map(|(place, _)| *place).zip(HEADER + 1..).collect());

/// The row of a figure; `None` when it is left out.
pub(super) fn row(place: usize) -> Option<u32> {
    ROWS.get(&place).copied()
}

/// The column of a month, by its place among the covered ones.
pub(super) fn column(month: usize) -> u16 {
    FIRST_MONTH + month as u16
}

/// The header of a month's column, as cells of this sheet speak of it.
pub(super) fn header(month: usize) -> String {
    format!("{}${}", column_number_to_name(column(month)), HEADER + 1)
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
    let remark = "Fields as in the API's monthly_analysis, by group. Totals only where months add up. Empty: nothing to compute from.";
    let mut sheet = Sheet::new(NAME, "Monthly analysis", remark)?;
    let months = report.monthly.months();
    let total = column(months.len());
    for (column, title, width) in [
        (0, "Group", 22.0),
        (1, "Figure", FIGURE_WIDTH),
        (total + 1, "Field", 44.0),
        (total + 2, "How it is computed", 76.0),
    ] {
        sheet.header(HEADER, column, title)?;
        sheet.sheet.set_column_width(column, width)?;
    }
    sheet.header_number(HEADER, total, "Total")?;
    sheet.sheet.set_column_range_width(FIRST_MONTH, total, MONTH_WIDTH)?;
    for (at, month) in months.iter().enumerate() {
        sheet.header(HEADER, column(at), Cell::Month(*month))?;
    }
    for (row, (place, label)) in (HEADER + 1..).zip(ORDER.iter()) {
        let figure = &Table::monthly().figures[*place];
        sheet.put(row, 0, label.group.as_str())?;
        sheet.long(row, 1, (&label.label, FIGURE_WIDTH))?;
        values(&mut sheet, report, (row, figure))?;
        sheet.put(row, total + 1, figure.name)?;
        sheet.put(row, total + 2, how(Table::monthly(), figure).as_str())?;
    }
    let last = HEADER + ORDER.len() as u32;
    sheet.sheet.set_freeze_panes(HEADER + 1, FIRST_MONTH)?;
    sheet.sheet.autofilter(HEADER, 0, last, total + 2)?;
    sheet.sheet.set_repeat_rows(HEADER, HEADER)?.set_repeat_columns(0, 1)?;
    sheet.printed_to((last, total), (62, &[column(MONTHS_ON_PAGE - 1)]))?;
    Ok(sheet)
}

fn values(sheet: &mut Sheet, report: &Report<'_>, (row, figure): (u32, &Figure)) -> Result<(), XlsxError> {
    let months = report.monthly.months();
    let values = months.iter().map(|month| report.monthly.value(figure.name, *month));
    let mut cells: Vec<Cell> = Vec::with_capacity(months.len());
    for (month, value) in values.enumerate() {
        let cell = value.map_or(Cell::Blank, Cell::from);
        match formulas::of(report, figure, month) {
            Some(text) => sheet.put(row, column(month), Cell::formula(text, cell.clone()))?,
            None => sheet.value(row, column(month), (value, MONTH_WIDTH))?,
        }
        cells.push(cell);
    }
    let is_additive = figure.formula.as_ref().is_some_and(formulas::is_additive);
    match total(&cells).filter(|_| is_additive && !cells.is_empty()) {
        Some(total) => {
            let range = cell_range(row, FIRST_MONTH, row, column(months.len() - 1));
            let sum = Cell::formula(format!("ROUND(SUM({range}),2)"), total);
            sheet.total(row, column(months.len()), sum)
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
