//! Predictors: those over the whole history, and the families that repeat one for each month back.

use rust_xlsxwriter::XlsxError;

use super::report::{Part, Report};
use super::sheet::{Cell, Sheet};
use super::words::{group, words};
use crate::analysis::figure::table::{Field, Figure, Table};

const HEADER: u32 = 3;
/// Members of a family: the latest month and eleven before it.
const MONTHS: u32 = 12;

/// Fields with their figures, those of left-out figures not.
fn fields() -> impl Iterator<Item = (&'static Field, &'static Figure)> {
    let table = Table::predictors();
    let both = table.fields.iter().map(|field| (field, &table.figures[field.figure]));
    both.filter(|(_, figure)| figure.formula.is_some())
}

/// Figures over the whole history: one row each, one column per account.
pub(super) fn sheet(report: &Report<'_>) -> Result<Sheet, XlsxError> {
    let remark = "Fields as in the API's predictors. Days are counted back from the last day of the window.";
    let mut sheet = Sheet::new("Predictors", "Predictors", remark)?;
    let values: Vec<Vec<Cell>> = report.parts.iter().map(values).collect();
    let how = 3 + values.len() as u16;
    for (column, title, width) in [
        (0, "Group", 24.0),
        (1, "Figure", 62.0),
        (2, "Field", 58.0),
        (how, "How it is computed", 90.0),
    ] {
        sheet.header(HEADER, column, title)?;
        sheet.sheet.set_column_width(column, width)?;
    }
    for (column, part) in (3..).zip(&report.parts) {
        sheet.header(HEADER, column, if report.is_aggregate { &part.label } else { "Value" })?;
        sheet.sheet.set_column_width(column, 26)?;
    }
    let mut row = HEADER;
    for (place, (field, figure)) in fields().enumerate() {
        if field.month_index.is_some() {
            continue;
        }
        row += 1;
        sheet.put(row, 0, group(field.name))?;
        sheet.put(row, 1, words(field.name).as_str())?;
        sheet.put(row, 2, field.name)?;
        for (column, values) in (3..).zip(&values) {
            sheet.put(row, column, values[place].clone())?;
        }
        sheet.put(row, how, figure.contract)?;
    }
    finish(&mut sheet, row, (3, how))?;
    Ok(sheet)
}

/// Every value of an account, in the order of [`fields`].
fn values(part: &Part<'_>) -> Vec<Cell> {
    part.predictors.fields().map(|(_, value)| Cell::from(value)).collect()
}

/// Families: one row each and account, one column per month back.
pub(super) fn by_month(report: &Report<'_>) -> Result<Sheet, XlsxError> {
    let remark = "Month 0 is the latest month with data, month 1 the calendar month before; the API's fields end in that number.";
    let mut sheet = Sheet::new("Predictors by month", "Predictors by month", remark)?;
    let first = 3 + u16::from(report.is_aggregate);
    let how = first + MONTHS as u16;
    for (column, title, width) in [
        (0, "Group", 24.0),
        (1, "Figure", 52.0),
        (2, "Field", 48.0),
        (how, "How it is computed", 90.0),
    ] {
        sheet.header(HEADER, column, title)?;
        sheet.sheet.set_column_width(column, width)?;
    }
    if report.is_aggregate {
        sheet.header(HEADER, 3, "Account")?;
        sheet.sheet.set_column_width(3, 24)?;
    }
    for month in 0..MONTHS as u16 {
        sheet.header(HEADER, first + month, format!("Month {month}").as_str())?;
    }
    sheet.sheet.set_column_range_width(first, how - 1, 16)?;
    let mut row = HEADER;
    for part in &report.parts {
        row = families(&mut sheet, report, (part, row, first))?;
    }
    finish(&mut sheet, row, (first, how))?;
    Ok(sheet)
}

/// Writes an account's families below the row; the last row.
fn families(
    sheet: &mut Sheet,
    report: &Report<'_>,
    (part, above, first): (&Part<'_>, u32, u16),
) -> Result<u32, XlsxError> {
    let mut rows: Vec<usize> = Vec::new();
    let values = values(part);
    for ((field, figure), cell) in fields().zip(values) {
        let Some(month) = field.month_index.filter(|month| *month < MONTHS) else {
            continue;
        };
        let known = rows.iter().position(|known| *known == field.figure);
        let at = known.unwrap_or(rows.len());
        let row = above + 1 + at as u32;
        if known.is_none() {
            rows.push(field.figure);
            let name = figure.name.replace("_{i}", "").replace("{i}", "");
            sheet.put(row, 0, group(&name))?;
            sheet.put(row, 1, words(&name).as_str())?;
            sheet.put(row, 2, figure.name)?;
            if report.is_aggregate {
                sheet.put(row, 3, part.label.as_str())?;
            }
            sheet.put(row, first + MONTHS as u16, figure.contract)?;
        }
        sheet.put(row, first + month as u16, cell)?;
    }
    Ok(above + rows.len() as u32)
}

fn finish(sheet: &mut Sheet, last: u32, (frozen, last_column): (u16, u16)) -> Result<(), XlsxError> {
    sheet.sheet.set_freeze_panes(HEADER + 1, frozen)?;
    sheet.sheet.autofilter(HEADER, 0, last.max(HEADER + 1), last_column)?;
    sheet.sheet.set_repeat_rows(HEADER, HEADER)?;
    Ok(())
}
