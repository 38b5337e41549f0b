//! Cells of a workbook that is read back.

use crate::cases::day;
use bankconnect_emulator::analysis::figure::value::Value;
use bankconnect_emulator::domain::money::Money;
use calamine::{Data, Range};
use chrono::NaiveDate;

pub fn cell(sheet: &Range<Data>, row: usize, column: usize) -> Data {
    sheet
        .get_value((row as u32, column as u32))
        .cloned()
        .unwrap_or_default()
}

pub fn text(sheet: &Range<Data>, row: usize, column: usize) -> String {
    cell(sheet, row, column).to_string()
}

pub fn number(sheet: &Range<Data>, row: usize, column: usize) -> Option<f64> {
    match cell(sheet, row, column) {
        Data::Float(number) => Some(number),
        Data::Int(number) => Some(number as f64),
        Data::DateTime(date) => Some(date.as_f64()),
        Data::String(_)
        | Data::Bool(_)
        | Data::DateTimeIso(_)
        | Data::DurationIso(_)
        | Data::Error(_)
        | Data::Empty => None,
    }
}

pub fn date(sheet: &Range<Data>, row: usize, column: usize) -> Option<NaiveDate> {
    let days = number(sheet, row, column)?;
    day("1899-12-30").checked_add_days(chrono::Days::new(days as u64))
}

pub const HEADER: usize = 3;

/// The column of a header in the fourth row, where most sheets have theirs.
pub fn column(sheet: &Range<Data>, title: &str) -> usize {
    column_of(sheet, HEADER, title)
}

pub fn column_of(sheet: &Range<Data>, header: usize, title: &str) -> usize {
    let width = sheet.end().unwrap().1 as usize;
    (0..=width)
        .find(|column| text(sheet, header, *column) == title)
        .unwrap_or_else(|| panic!("a column {title}"))
}

/// The last row that begins with this text: the header of a list below something else.
pub fn row_of(sheet: &Range<Data>, first: &str) -> usize {
    let height = sheet.end().unwrap().0 as usize;
    (0..=height)
        .rev()
        .find(|row| text(sheet, *row, 0) == first)
        .unwrap_or_else(|| panic!("a row that begins with {first}"))
}

/// The rows of a list, below the header.
pub fn lines(sheet: &Range<Data>) -> impl Iterator<Item = usize> + use<> {
    lines_below(sheet, HEADER)
}

pub fn lines_below(sheet: &Range<Data>, header: usize) -> impl Iterator<Item = usize> + use<> {
    let first: Vec<bool> = (header + 1..=sheet.end().unwrap().0 as usize)
        .map(|row| number(sheet, row, 0).is_some())
        .collect();
    let count = first.into_iter().take_while(|is_line| *is_line).count();
    header + 1..header + 1 + count
}

#[track_caller]
pub fn assert_value(shown: &Data, value: &Value, what: &str) {
    let is_same = match (shown, value) {
        (Data::Empty, Value::Null) => true,
        (Data::Empty, Value::Instalments(lenders)) => lenders.is_empty(),
        (Data::String(text), Value::Null) => text.is_empty(),
        (Data::Empty, Value::Text(value)) => value.is_empty(),
        (Data::String(text), Value::Text(value)) => text == value,
        (Data::String(text), Value::Instalments(lenders)) => lenders
            .iter()
            .all(|(lender, paid)| text.contains(lender) && text.contains(&paid[0].amount.to_string())),
        (Data::Bool(flag), Value::Flag(value)) => flag == value,
        (Data::Float(number), Value::Number(_) | Value::Integer(_)) => Some(*number) == value.number(),
        _ => false,
    };
    assert!(is_same, "{what}: {shown:?} for {value:?}");
}

pub fn in_rupees(money: Option<Money>) -> Option<f64> {
    money.map(Money::in_rupees)
}
