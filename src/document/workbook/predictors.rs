//! Predictors: those over the whole history, and the families that repeat one for each month back.

use rust_xlsxwriter::XlsxError;

use super::how::how;
use super::report::{Part, Report};
use super::sheet::{Sheet, TOP};
use super::words::{Label, shown};
use crate::analysis::figure::table::Table;
use crate::analysis::figure::value::Value;

const HEADER: u32 = TOP;
/// Members of a family: the latest month and eleven before it.
const MONTHS: u32 = 12;
const FIGURE_WIDTH: f64 = 48.0;
const MONTH_WIDTH: f64 = 14.0;
/// So many months on a page.
const MONTHS_ON_PAGE: u16 = 6;
const VALUE_WIDTH: f64 = 24.0;

/// The fields of a figure with their months back; of a figure over everything, the one without a month.
type Fields = Vec<(&'static str, Option<u32>)>;

/// The figures of a kind in the order they are shown: their places in the table, and of each its fields with their months.
fn figures(is_family: bool) -> Vec<(usize, Label, Fields)> {
    let table = Table::predictors();
    let mut fields = vec![Vec::new(); table.figures.len()];
    for field in &table.fields {
        fields[field.figure].push((field.name, field.month_index));
    }
    let figures = shown(table)
        .into_iter()
        .map(|(place, label)| (place, label, std::mem::take(&mut fields[place])));
    let has_months = |fields: &[(&str, Option<u32>)]| fields.iter().any(|(_, month)| month.is_some());
    figures.filter(|(.., fields)| has_months(fields) == is_family).collect()
}

fn value<'p>(part: &'p Part<'_>, fields: &[(&str, Option<u32>)], month: Option<u32>) -> Option<&'p Value> {
    let (field, _) = fields.iter().find(|(_, other)| *other == month)?;
    part.predictors.value(field)
}

/// Figures over the whole history: one row each, one column per account.
pub(super) fn sheet(report: &Report<'_>) -> Result<Sheet, XlsxError> {
    let remark = "Fields as in the API's predictors, by group. Days are counted back from the last day of the window. Those of single months: next sheet.";
    let mut sheet = Sheet::new("Predictors", "Predictors", remark)?;
    let first = 3;
    let field = first + report.parts.len() as u16;
    for (column, title, width) in [
        (0, "Group", 22.0),
        (1, "Figure", 64.0),
        (2, "Over", 26.0),
        (field, "Field", 58.0),
        (field + 1, "How it is computed", 76.0),
    ] {
        sheet.header(HEADER, column, title)?;
        sheet.sheet.set_column_width(column, width)?;
    }
    for (column, part) in (first..).zip(&report.parts) {
        let title = if report.is_aggregate { &part.label } else { "Value" };
        sheet.header_number(HEADER, column, title)?;
        sheet.sheet.set_column_width(column, VALUE_WIDTH)?;
    }
    let figures = figures(false);
    for (row, (place, label, fields)) in (HEADER + 1..).zip(&figures) {
        let figure = &Table::predictors().figures[*place];
        sheet.put(row, 0, label.group.as_str())?;
        sheet.put(row, 1, label.label.as_str())?;
        sheet.put(row, 2, label.period.as_str())?;
        for (column, part) in (first..).zip(&report.parts) {
            sheet.value(row, column, (value(part, fields, None), VALUE_WIDTH))?;
        }
        sheet.put(row, field, figure.name)?;
        sheet.put(row, field + 1, how(Table::predictors(), figure).as_str())?;
    }
    let last = finish(&mut sheet, figures.len(), (2, field))?;
    sheet.sheet.set_print_area(0, 0, last, field - 1)?;
    Ok(sheet)
}

/// Families: one row each and account, one column per month back.
pub(super) fn by_month(report: &Report<'_>) -> Result<Sheet, XlsxError> {
    let remark = "Month 0 is the latest month with data, month 1 the calendar month before; the API's fields end in that number.";
    let mut sheet = Sheet::new("Predictors by month", "Predictors by month", remark)?;
    let first = 2 + u16::from(report.is_aggregate);
    let field = first + MONTHS as u16;
    for (column, title, width) in [
        (0, "Group", 22.0),
        (1, "Figure", FIGURE_WIDTH),
        (field, "Field", 44.0),
        (field + 1, "How it is computed", 76.0),
    ] {
        sheet.header(HEADER, column, title)?;
        sheet.sheet.set_column_width(column, width)?;
    }
    if report.is_aggregate {
        sheet.header(HEADER, 2, "Account")?;
        sheet.sheet.set_column_width(2, 24)?;
    }
    for month in 0..MONTHS as u16 {
        sheet.header_number(HEADER, first + month, &format!("Month {month}"))?;
    }
    sheet.sheet.set_column_range_width(first, field - 1, MONTH_WIDTH)?;
    let mut row = HEADER;
    for (place, label, fields) in figures(true) {
        let figure = &Table::predictors().figures[place];
        let how = how(Table::predictors(), figure);
        for part in &report.parts {
            row += 1;
            sheet.put(row, 0, label.group.as_str())?;
            sheet.long(row, 1, (&label.label, FIGURE_WIDTH))?;
            if report.is_aggregate {
                sheet.put(row, 2, part.label.as_str())?;
            }
            for month in 0..MONTHS {
                let value = value(part, &fields, Some(month));
                sheet.value(row, first + month as u16, (value, MONTH_WIDTH))?;
            }
            sheet.put(row, field, figure.name)?;
            sheet.put(row, field + 1, how.as_str())?;
        }
    }
    let last = finish(&mut sheet, (row - HEADER) as usize, (first, field))?;
    sheet.printed_to((last, field - 1), (62, &[first + MONTHS_ON_PAGE - 1]))?;
    Ok(sheet)
}

/// Filter and panes; the last row.
fn finish(sheet: &mut Sheet, count: usize, (frozen, field): (u16, u16)) -> Result<u32, XlsxError> {
    let last = HEADER + (count as u32).max(1);
    sheet.sheet.set_freeze_panes(HEADER + 1, frozen)?;
    sheet.sheet.autofilter(HEADER, 0, last, field + 1)?;
    sheet.sheet.set_repeat_rows(HEADER, HEADER)?.set_repeat_columns(0, 1)?;
    Ok(last)
}
