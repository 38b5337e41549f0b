//! The first sheet: whose account it is, the months at a glance, charts.

use chrono::NaiveDate;
use rust_xlsxwriter::{
    Chart, ChartAxisDateUnitType, ChartAxisLabelPosition, ChartFont, ChartFormat, ChartLegendPosition, ChartLine,
    ChartSolidFill, ConditionalFormatDataBar, XlsxError,
};

use super::report::{Report, account_label};
use super::sheet::{Cell, Sheet, range};
use super::style::{BAR, COUNT, INFLOW, INK, LINE, OUTFLOW, QUIET};
use super::transactions::{self, Place};
use super::words::named;
use super::{MARKER, eod_balances, fraud, monthly, salary};
use crate::analysis::account::AnalysedAccount;
use crate::analysis::expenses::expense_categories;
use crate::domain::period::Period;

const NAME: &str = "Overview";

/// Header, field, and whether the months add up.
const MONTH_COLUMNS: [(&str, &str, bool); 12] = [
    ("Opening balance", "opening_balance", false),
    ("Inflow", "amt_credit", true),
    ("Outflow", "amt_debit", true),
    ("Net", "net_cash_inflow", true),
    ("Closing balance", "closing_balance", false),
    ("Average EOD balance", "avg_bal", false),
    ("Lowest EOD balance", "min_eod_balance", false),
    ("Salary", "total_amount_of_salary", true),
    ("Instalments", "amt_emi_debit", true),
    ("Inward bounces", "cnt_inward_bounces", true),
    ("Bounce and penal charges", "bounce_penal", true),
    ("Transactions", "cnt_transactions", true),
];

/// Where the facts begin, and how far the chart beside them reaches down.
const FACTS: u32 = 3;
const CHART_ROWS: u32 = 17;

pub(super) fn sheet(report: &Report<'_>) -> Result<Sheet, XlsxError> {
    let mut sheet = Sheet::new(NAME, "Bank statement report", MARKER)?;
    sheet.sheet.set_column_width(0, 24)?.set_column_width(1, 34)?;
    sheet.sheet.set_column_range_width(2, MONTH_COLUMNS.len() as u16, 17)?;
    if report.parts.is_empty() {
        // Nothing was computed: why is all there is to say.
        sheet.put(FACTS, 0, "Window asked for")?;
        sheet.put(FACTS, 1, in_words(report.window).as_str())?;
        failed(&mut sheet, report, FACTS + 2)?;
        return Ok(sheet);
    }
    let facts_end = facts(&mut sheet, report)?;
    if let Some(chart) = balance_chart(report) {
        sheet.sheet.insert_chart_with_offset(FACTS, 2, &chart, 20, 0)?;
    }
    let mut row = facts_end.max(FACTS + CHART_ROWS) + 1;
    if report.is_aggregate {
        row = accounts(&mut sheet, report, row)? + 1;
    }
    if !report.failed.is_empty() {
        row = failed(&mut sheet, report, row)? + 1;
    }
    let header = row + 1;
    let end = months(&mut sheet, report, row)?;
    if !report.basis.index.months.is_empty() {
        let chart = flow_chart(report, header);
        sheet.sheet.insert_chart_with_offset(end + 1, 2, &chart, 20, 0)?;
    }
    expenses(&mut sheet, report, end + 1)?;
    sheet.sheet.set_active(true);
    Ok(sheet)
}

/// Labels and values; the row behind the last.
fn facts(sheet: &mut Sheet, report: &Report<'_>) -> Result<u32, XlsxError> {
    sheet.heading(FACTS, 0, if report.is_aggregate { "All accounts" } else { "Account" })?;
    let mut facts: Vec<(&str, Cell)> = match (&report.parts[..], report.is_aggregate) {
        ([part], false) => account_facts(part.account),
        (parts, _) => vec![("Accounts", Cell::Count(parts.len() as i64))],
    };
    facts.extend(figures(report));
    let mut row = FACTS;
    for (label, cell) in facts.into_iter().filter(|(_, cell)| !matches!(cell, Cell::Blank)) {
        row += 1;
        sheet.put(row, 0, label)?;
        sheet.fact(row, 1, &cell)?;
    }
    Ok(row + 1)
}

fn account_facts(account: &AnalysedAccount) -> Vec<(&'static str, Cell)> {
    let bank = account.bank.map(|bank| bank.bank().full_name);
    let number = Some(account.number.as_str()).filter(|number| !number.is_empty());
    vec![
        ("Holder", Cell::from(account.holder.as_deref())),
        ("Bank", Cell::from(bank)),
        ("Account number", Cell::from(number)),
        ("IFSC", Cell::from(account.ifsc.as_deref())),
        (
            "Type",
            account.account_type.map_or(Cell::Blank, |kind| Cell::Text(named(kind))),
        ),
        ("Category", Cell::from(account.category.as_deref())),
        ("Opened on", account.opened_on.map_or(Cell::Blank, Cell::Date)),
        ("Overdraft limit", Cell::from(account.overdraft_limit)),
        ("Credit limit", Cell::from(account.credit_limit)),
        ("Drawing power", Cell::from(account.drawing_power)),
        ("Phone", Cell::from(account.phone.as_deref())),
        ("E-mail", Cell::from(account.email.as_deref())),
    ]
}

fn figures(report: &Report<'_>) -> Vec<(&'static str, Cell)> {
    let count = report.basis.rows.len() as i64;
    let transactions = Cell::formula(format!("COUNT({})", transactions::numbers(report)), Cell::Count(count));
    let mut facts = vec![
        ("Window asked for", Cell::Text(in_words(report.window))),
        (
            "Covered",
            report
                .basis
                .index
                .eod
                .span()
                .map_or(Cell::Blank, |span| Cell::Text(in_words(span))),
        ),
        ("Days without statement", Cell::Count(days_without_statement(report))),
        ("Transactions", transactions),
        ("Salary confidence", Cell::Text(salary::confidence_in_words(report))),
    ];
    facts.extend(fraud::counts(report));
    facts
}

/// Days of the window that no account's statement covers.
fn days_without_statement(report: &Report<'_>) -> i64 {
    let days = report.basis.index.eod.within(report.window);
    report.window.day_count() - days.filter(|(_, day)| day.is_covered).count() as i64
}

fn in_words(period: Period) -> String {
    let day = |day: NaiveDate| day.format("%d-%b-%Y").to_string();
    format!("{} to {}", day(period.from), day(period.to))
}

/// One line per account; the row behind the last.
fn accounts(sheet: &mut Sheet, report: &Report<'_>, row: u32) -> Result<u32, XlsxError> {
    sheet.heading(row, 0, "Accounts")?;
    for (column, title) in (0..).zip([
        "Account",
        "Holder",
        "Type",
        "From",
        "To",
        "Transactions",
        "Closing balance",
    ]) {
        sheet.header(row + 1, column, title)?;
    }
    let names = transactions::column(report, Place::Account);
    let mut at = row + 1;
    for part in &report.parts {
        at += 1;
        let account = part.account;
        let span = account.span();
        let number = format!("COUNTIF({names},A{})", at + 1);
        let closing = account.rows.last().map(|row| row.transaction.balance);
        let cells = [
            Cell::Text(part.label.clone()),
            Cell::from(account.holder.as_deref()),
            account.account_type.map_or(Cell::Blank, |kind| Cell::Text(named(kind))),
            span.map_or(Cell::Blank, |span| Cell::Date(span.from)),
            span.map_or(Cell::Blank, |span| Cell::Date(span.to)),
            Cell::formula(number, Cell::Count(account.rows.len() as i64)),
            Cell::from(closing),
        ];
        for (column, cell) in (0..).zip(cells) {
            sheet.put(at, column, cell)?;
        }
    }
    Ok(at + 1)
}

/// The accounts that failed, and why; the row behind the last.
fn failed(sheet: &mut Sheet, report: &Report<'_>, row: u32) -> Result<u32, XlsxError> {
    let heading = match (report.parts.is_empty(), report.failed.is_empty()) {
        (true, true) => "No account: there is nothing to report",
        (true, false) => "No account completed: there is nothing to report",
        (false, _) => "Accounts that failed, and are in no figure",
    };
    sheet.heading(row, 0, heading)?;
    if report.failed.is_empty() {
        return Ok(row + 1);
    }
    for (column, title) in (0..).zip(["Account", "Holder", "Why it failed"]) {
        sheet.header(row + 1, column, title)?;
    }
    let mut at = row + 1;
    for account in report.failed {
        at += 1;
        sheet.put(at, 0, Cell::Text(account_label(account.bank, &account.number)))?;
        sheet.put(at, 1, account.holder.as_deref())?;
        sheet.put(at, 2, account.reason.as_str())?;
    }
    Ok(at + 1)
}

/// The months, one row each, and their totals; the row behind the last.
fn months(sheet: &mut Sheet, report: &Report<'_>, row: u32) -> Result<u32, XlsxError> {
    sheet.heading(row, 0, "Months")?;
    let header = row + 1;
    let count = report.basis.index.months.len() as u32;
    let total = header + count + 1;
    sheet.header(header, 0, "Month")?;
    sheet.sheet.set_row_height(header, 30)?;
    sheet.total(total, 0, "Total")?;
    for (place, month) in report.basis.index.months.iter().enumerate() {
        sheet.put(header + 1 + place as u32, 0, Cell::Month(*month))?;
    }
    for (column, (title, field, is_additive)) in (1..).zip(MONTH_COLUMNS) {
        sheet.header_number(header, column, title)?;
        let cells: Vec<Cell> = (0..count as usize)
            .map(|month| monthly::reference(report, field, month))
            .collect();
        for (at, cell) in (header + 1..).zip(&cells) {
            sheet.put(at, column, cell.clone())?;
        }
        let added = if is_additive { &cells[..] } else { &[] };
        sheet.sum(total, column, (header + 1, added))?;
    }
    let (count, outside) = salary::outside(report);
    if count > 0 {
        let note = format!(
            "Salary of {outside} came for months without statement and is in none of these months: see the sheet Salary."
        );
        sheet.note(total + 1, 0, &note)?;
    }
    Ok(total + 2)
}

/// Shares of what was spent.
fn expenses(sheet: &mut Sheet, report: &Report<'_>, row: u32) -> Result<(), XlsxError> {
    sheet.heading(row, 0, "What the money was spent on")?;
    sheet.header(row + 1, 0, "Category")?;
    sheet.header_number(row + 1, 1, "Percent of all debits")?;
    let shares = expense_categories(&report.basis);
    for (at, share) in (row + 2..).zip(&shares) {
        sheet.put(at, 0, share.category)?;
        sheet.put(at, 1, Cell::Count(i64::from(share.percentage)))?;
    }
    let end = row + 2 + shares.len() as u32;
    let sum = if shares.is_empty() {
        Cell::Blank
    } else {
        let total = shares.iter().map(|share| i64::from(share.percentage)).sum();
        let bar = ConditionalFormatDataBar::new().set_fill_color(BAR).set_solid_fill(true);
        sheet.sheet.add_conditional_format(row + 2, 1, end - 1, 1, &bar)?;
        Cell::formula(format!("SUM(B{}:B{end})", row + 3), Cell::Count(total))
    };
    sheet.total(end, 0, "Total")?;
    sheet.total(end, 1, sum)
}

/// The balance at the end of every day.
fn balance_chart(report: &Report<'_>) -> Option<Chart> {
    let (dates, balances) = eod_balances::series(report)?;
    let mut chart = Chart::new_line();
    let line = ChartLine::new().set_color(INFLOW).set_width(1.75).clone();
    chart
        .add_series()
        .set_name("EOD balance")
        .set_categories(dates.as_str())
        .set_values(balances.as_str())
        .set_format(&mut ChartFormat::new().set_line(&line).clone());
    chart
        .x_axis()
        .set_date_axis(true)
        .set_major_unit(1)
        .set_major_unit_date_type(ChartAxisDateUnitType::Months)
        .set_num_format("mmm yy");
    chart.legend().set_hidden();
    dress(&mut chart, "Balance at the end of the day");
    Some(chart)
}

/// What came in and went out each month, from the table on this sheet.
fn flow_chart(report: &Report<'_>, header: u32) -> Chart {
    let last = header + report.basis.index.months.len() as u32;
    let months = range(NAME, header + 1, 0, last, 0);
    let mut chart = Chart::new_column();
    for (column, name, color) in [(2, "Inflow", INFLOW), (3, "Outflow", OUTFLOW)] {
        let fill = ChartSolidFill::new().set_color(color).clone();
        chart
            .add_series()
            .set_name(name)
            .set_categories(months.as_str())
            .set_values(range(NAME, header + 1, column, last, column).as_str())
            .set_format(&mut ChartFormat::new().set_solid_fill(&fill).clone())
            .set_gap(80);
    }
    chart.x_axis().set_text_axis(true).set_num_format("mmm yy");
    chart.legend().set_position(ChartLegendPosition::Bottom);
    dress(&mut chart, "Inflow and outflow per month");
    chart
}

/// What both charts share.
fn dress(chart: &mut Chart, title: &str) {
    let font = ChartFont::new().set_size(12).set_color(INK).clone();
    chart.title().set_name(title).set_font(&font);
    let small = ChartFont::new().set_size(9).set_color(QUIET).clone();
    let grid = ChartLine::new().set_color(LINE).set_width(0.5).clone();
    chart
        .y_axis()
        .set_num_format(COUNT)
        .set_font(&small)
        .set_major_gridlines_line(&grid);
    chart
        .x_axis()
        .set_font(&small)
        .set_label_position(ChartAxisLabelPosition::Low);
    chart.set_width(960).set_height(330);
}
