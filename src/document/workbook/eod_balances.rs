//! The balance at the end of every day: months side by side, and one below the other for the chart.

use rust_xlsxwriter::XlsxError;
use rust_xlsxwriter::utility::{cell_range, row_col_to_cell_absolute};

use super::formulas::is_on_border;
use super::report::Report;
use super::sheet::{Cell, Sheet, range};

/// The sheet's name.
pub(super) const NAME: &str = "EOD balances";

const HEADER: u32 = 3;
const DAYS: u32 = 31;

/// What stands below the days, with the function and the figure it gives.
const BELOW: [(&str, &str, &str); 3] = [
    ("Average", "AVERAGE", "avg_bal"),
    ("Lowest", "MIN", "min_eod_balance"),
    ("Highest", "MAX", "max_eod_balance"),
];

/// The balances of a month, by its place among the covered ones.
pub(super) fn month_range(month: usize) -> String {
    let column = month as u16 + 1;
    range(NAME, HEADER + 1, column, HEADER + DAYS, column)
}

/// The balance of one day of a month; `None` for a day no month has.
pub(super) fn day_cell(month: usize, day: u32) -> Option<String> {
    let cell = row_col_to_cell_absolute(HEADER + day, month as u16 + 1);
    (1..=DAYS).contains(&day).then(|| format!("'{NAME}'!{cell}"))
}

/// Days and balances one below the other, for the chart; `None` without any.
pub(super) fn series(report: &Report<'_>) -> Option<(String, String)> {
    let span = report.basis.index.eod.span()?;
    let last = HEADER + span.day_count() as u32;
    let dates = list_column(report);
    Some((
        range(NAME, HEADER + 1, dates, last, dates),
        range(NAME, HEADER + 1, dates + 1, last, dates + 1),
    ))
}

/// The list stands one column behind the last month.
fn list_column(report: &Report<'_>) -> u16 {
    report.basis.index.months.len() as u16 + 2
}

pub(super) fn sheet(report: &Report<'_>) -> Result<Sheet, XlsxError> {
    let remark = "A day without transactions repeats the day before. Empty: no statement. The list on the right is what the chart on the overview draws.";
    let mut sheet = Sheet::new(NAME, "End-of-day balances", remark)?;
    sheet.header(HEADER, 0, "Day")?;
    for day in 1..=DAYS {
        sheet.put(HEADER + day, 0, Cell::Count(i64::from(day)))?;
    }
    for (at, (text, ..)) in (1..).zip(BELOW) {
        sheet.total(HEADER + DAYS + at, 0, text)?;
    }
    for month in 0..report.basis.index.months.len() {
        month_column(&mut sheet, report, month)?;
    }
    list(&mut sheet, report)?;
    let last = list_column(report) + 1;
    sheet
        .sheet
        .set_column_width(0, 10)?
        .set_column_range_width(1, last, 16)?;
    sheet
        .sheet
        .set_column_width(last - 2, 3)?
        .set_column_width(last - 1, 13)?;
    sheet
        .sheet
        .set_freeze_panes(HEADER + 1, 1)?
        .set_repeat_rows(HEADER, HEADER)?;
    // The list is for the chart; on paper it would be pages of one column.
    let last_month = list_column(report).saturating_sub(2);
    sheet
        .sheet
        .set_print_area(0, 0, HEADER + DAYS + BELOW.len() as u32, last_month.max(6))?;
    Ok(sheet)
}

fn month_column(sheet: &mut Sheet, report: &Report<'_>, place: usize) -> Result<(), XlsxError> {
    let month = report.basis.index.months[place];
    let column = place as u16 + 1;
    sheet.header(HEADER, column, Cell::Month(month))?;
    for (row, balance) in (HEADER + 1..).zip(report.basis.index.eod.of_month(month)) {
        sheet.put(row, column, balance)?;
    }
    let days = cell_range(HEADER + 1, column, HEADER + DAYS, column);
    for (at, (_, function, field)) in (1..).zip(BELOW) {
        let figure = report.monthly.value(field, month).map_or(Cell::Blank, Cell::from);
        let is_computed = matches!(figure, Cell::Money(_)) && !is_between_paise(report, place);
        let cell = if is_computed {
            Cell::formula(format!("ROUND({function}({days}),2)"), figure)
        } else {
            figure
        };
        sheet.total(HEADER + DAYS + at, column, cell)?;
    }
    Ok(())
}

/// Whether programs would round the month's average differently.
fn is_between_paise(report: &Report<'_>, month: usize) -> bool {
    let balances = report.basis.index.eod.of_month(report.basis.index.months[month]);
    let balances: Vec<f64> = balances
        .into_iter()
        .flatten()
        .map(|balance| balance.in_rupees())
        .collect();
    is_on_border(balances.iter().sum::<f64>() / balances.len().max(1) as f64, 2)
}

fn list(sheet: &mut Sheet, report: &Report<'_>) -> Result<(), XlsxError> {
    let column = list_column(report);
    sheet.header(HEADER, column, "Date")?;
    sheet.header(HEADER, column + 1, "EOD balance")?;
    let days = report.basis.index.eod.span().into_iter().flat_map(|span| span.days());
    for (row, day) in (HEADER + 1..).zip(days) {
        sheet.put(row, column, Cell::Date(day))?;
        sheet.put(row, column + 1, report.basis.index.eod.on(day))?;
    }
    Ok(())
}
