//! Signs of fraud, and what else is remarkable: all signs with how often each was found, then the transactions that show them.

use rust_xlsxwriter::XlsxError;

use super::report::{Part, Report};
use super::sheet::{Cell, Column, Sheet, TOP, range};
use super::transactions::link;
use super::words::capital;
use crate::analysis::fraud::{Finding, FraudType, findings, observations};

const NAME: &str = "Fraud";

/// What `fraud` lists hold.
const FRAUD: &str = "Fraud";
/// What only predictors tell: a reason to look, not to decline.
const OBSERVATION: &str = "Observation";

const SIGNS: u32 = (FraudType::LISTED.len() + FraudType::OBSERVED.len()) as u32;
const SIGN_WIDTH: f64 = 76.0;
/// The list stands below the signs.
const HEADER: u32 = TOP + SIGNS + 3;

/// Every sign with its kind, in the order shown.
fn signs() -> impl Iterator<Item = (FraudType, &'static str)> {
    let listed = FraudType::LISTED.into_iter().map(|sign| (sign, FRAUD));
    listed.chain(FraudType::OBSERVED.into_iter().map(|sign| (sign, OBSERVATION)))
}

/// The findings of all accounts, kind by kind.
fn found<'r, 'a>(report: &'r Report<'a>) -> Vec<(&'r Part<'a>, Finding)> {
    let of_part = |part: &'r Part<'a>, of: fn(&crate::analysis::basis::Basis<'_>) -> Vec<Finding>| {
        of(&part.basis).into_iter().map(move |finding| (part, finding))
    };
    let fraud = report.parts.iter().flat_map(|part| of_part(part, findings));
    let others = report.parts.iter().flat_map(|part| of_part(part, observations));
    fraud.chain(others).collect()
}

/// How many entries there are in `fraud` lists, and how many other signs were seen, as the overview says it.
pub(super) fn counts(report: &Report<'_>) -> [(&'static str, Cell); 2] {
    let found = found(report);
    let lines = |sign: FraudType| lines_of(&found, sign);
    let listed: i64 = FraudType::LISTED.into_iter().map(lines).sum();
    let observed = FraudType::OBSERVED.into_iter().filter(|sign| lines(*sign) > 0).count();
    let column = |column| range(NAME, TOP + 1, column, TOP + SIGNS, column);
    let (kinds, numbers) = (column(1), column(2));
    [
        (
            "Fraud findings",
            Cell::formula(format!("SUMIFS({numbers},{kinds},\"{FRAUD}\")"), Cell::Count(listed)),
        ),
        (
            "Other signs observed",
            Cell::formula(
                format!("COUNTIFS({kinds},\"{OBSERVATION}\",{numbers},\">0\")"),
                Cell::Count(observed as i64),
            ),
        ),
    ]
}

/// How many lines of the list show a sign.
fn lines_of(found: &[(&Part<'_>, Finding)], sign: FraudType) -> i64 {
    let of_sign = found.iter().filter(|(_, finding)| finding.fraud_type == sign);
    of_sign.map(|(_, finding)| finding.rows.len().max(1) as i64).sum()
}

pub(super) fn sheet(report: &Report<'_>) -> Result<Sheet, XlsxError> {
    let remark = "Fraud: what the API's fraud lists hold. Observation: a predictor, a reason to look and no verdict; what it means is inferred from its name.";
    let mut sheet = Sheet::new(NAME, "Fraud findings and observations", remark)?;
    let mut columns = vec![
        Column::long("Sign", SIGN_WIDTH),
        Column::of("Kind", 14.0),
        Column::number("Transaction", 13.0),
        Column::of("Date", 13.0),
        Column::number("Amount", 16.0),
        Column::number("Balance", 16.0),
        Column::number("Statement", 11.0),
    ];
    if report.is_aggregate {
        columns.push(Column::of("Account", 24.0));
    }
    columns.push(Column::long("Narration", 58.0));
    let found = found(report);
    let mut lines = Vec::new();
    for (part, finding) in &found {
        if finding.rows.is_empty() {
            lines.push(cells(report, part, (finding, None)));
        }
        for row in &finding.rows {
            lines.push(cells(report, part, (finding, Some(*row))));
        }
    }
    sheet.heading(HEADER - 1, 0, "Where they were found")?;
    sheet.list(HEADER, &columns, &lines)?;
    all_signs(&mut sheet, &found, lines.len())?;
    Ok(sheet)
}

/// Above the list: every sign, found or not.
fn all_signs(sheet: &mut Sheet, found: &[(&Part<'_>, Finding)], count: usize) -> Result<(), XlsxError> {
    let listed = range(NAME, HEADER + 1, 0, HEADER + (count as u32).max(1), 0);
    sheet.header(TOP, 0, "Sign")?;
    sheet.header(TOP, 1, "Kind")?;
    sheet.header_number(TOP, 2, "Found")?;
    sheet.header(TOP, 3, "API name")?;
    for column in 4..7 {
        sheet.header(TOP, column, Cell::Blank)?;
    }
    for (row, (sign, kind)) in (TOP + 1..).zip(signs()) {
        sheet.long(row, 0, (&capital(sign.words()), SIGN_WIDTH))?;
        sheet.put(row, 1, kind)?;
        let number = format!("COUNTIF({listed},A{})", row + 1);
        sheet.put(row, 2, Cell::formula(number, Cell::Count(lines_of(found, sign))))?;
        if let Ok(serde_json::Value::String(name)) = serde_json::to_value(sign) {
            sheet.put(row, 3, name.as_str())?;
        }
    }
    Ok(())
}

fn cells(report: &Report<'_>, part: &Part<'_>, (finding, row): (&Finding, Option<usize>)) -> Vec<Cell> {
    let sign = finding.fraud_type;
    let kind = signs().find(|(other, _)| *other == sign).map(|(_, kind)| kind);
    let statement = finding
        .statement
        .map_or(Cell::Blank, |statement| Cell::Count(statement as i64 + 1));
    let transaction = row.map(|row| &part.basis.rows[row].transaction);
    let mut cells = vec![
        Cell::Text(capital(sign.words())),
        Cell::from(kind),
        row.map_or(Cell::Blank, |row| link(part.place(row))),
        transaction.map_or(Cell::Blank, |row| Cell::Date(row.date)),
        transaction.map_or(Cell::Blank, |row| Cell::from(row.amount)),
        transaction.map_or(Cell::Blank, |row| Cell::from(row.balance)),
        statement,
    ];
    if report.is_aggregate {
        cells.push(Cell::Text(part.label.clone()));
    }
    cells.push(transaction.map_or(Cell::Blank, |row| Cell::Text(row.narration.clone())));
    cells
}
