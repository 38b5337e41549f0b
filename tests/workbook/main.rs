//! The Excel report, read back: every figure, row and balance is what the analysis says, and a spreadsheet program computes the same.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "test code: a panic is a failed test"
)]
#![allow(clippy::print_stderr, reason = "test code: says what was left out")]
#![allow(missing_docs, unreachable_pub, reason = "test code")]

mod cases;
mod office;
mod reading;
mod sheets;

use std::collections::HashMap;
use std::io::Cursor;

use bankconnect_emulator::analysis::eod_balances::EodBalances;
use bankconnect_emulator::analysis::monthly::{self};
use bankconnect_emulator::analysis::predictors::predictors;
use bankconnect_emulator::document::workbook::{account_report, aggregate_report};
use bankconnect_emulator::domain::ledger::Ledger;
use bankconnect_emulator::domain::money::Money;
use bankconnect_emulator::persona::Persona;
use calamine::{Data, Reader, Xlsx};
use cases::{analysed, cases, troubled, window};
use reading::{HEADER, assert_value, cell, column, date, in_rupees, lines, number, text};

#[test]
fn every_monthly_figure_is_there() {
    for case in cases() {
        let (sheet, monthly) = (case.sheet("Monthly analysis"), case.monthly());
        let months = monthly.months().len();
        let [total, fields] = ["Total", "Field"].map(|title| column(&sheet, title));
        assert_eq!(total, 2 + months);
        let last = sheet.end().unwrap().0 as usize;
        let row_of: HashMap<String, usize> = (HEADER + 1..=last)
            .map(|row| (text(&sheet, row, fields), row))
            .collect();
        let mut count = 0;
        for (field, values) in monthly.fields() {
            count += 1;
            for (at, (month, value)) in values.enumerate() {
                assert_eq!(date(&sheet, HEADER, 2 + at), Some(month.first_day()));
                let what = format!("{} {field} {month}", case.name);
                assert_value(&cell(&sheet, row_of[field], 2 + at), value, &what);
            }
        }
        assert_eq!((row_of.len(), last), (count, HEADER + count), "each figure once");
        for (field, basis) in [("amt_credit", true), ("amt_debit", false)] {
            let rows = case.accounts().iter().flat_map(|account| &account.rows);
            let sum: Money = rows
                .filter(|row| row.is_credit() == basis)
                .map(|row| row.transaction.amount)
                .sum();
            assert_eq!(number(&sheet, row_of[field], total), Some(sum.in_rupees()), "{field}");
        }
    }
}

#[test]
fn every_transaction_is_there_with_its_totals() {
    for case in cases() {
        let sheet = case.sheet("Transactions");
        let [date_column, narration, debit, credit, balance] =
            ["Date", "Narration", "Debit", "Credit", "Balance"].map(|title| column(&sheet, title));
        let mut rows: Vec<_> = case.accounts().iter().flat_map(|account| &account.rows).collect();
        rows.sort_by_key(|row| row.transaction.date);
        let lines: Vec<usize> = lines(&sheet).collect();
        assert_eq!(lines.len(), rows.len(), "{}", case.name);
        for (line, row) in lines.into_iter().zip(&rows) {
            let transaction = &row.transaction;
            assert_eq!(date(&sheet, line, date_column), Some(transaction.date));
            assert_eq!(
                cell(&sheet, line, narration),
                Data::String(transaction.narration.clone())
            );
            assert_eq!(number(&sheet, line, debit), in_rupees(transaction.debit()));
            assert_eq!(number(&sheet, line, credit), in_rupees(transaction.credit()));
            assert_eq!(number(&sheet, line, balance), Some(transaction.balance.in_rupees()));
        }
        let ledger = Ledger {
            transactions: rows.iter().map(|row| row.transaction.clone()).collect(),
        };
        let totals = (number(&sheet, HEADER - 1, debit), number(&sheet, HEADER - 1, credit));
        let expected = (ledger.total_debits().in_rupees(), ledger.total_credits().in_rupees());
        assert_eq!(totals, (Some(expected.0), Some(expected.1)), "{}", case.name);
    }
}

#[test]
fn every_end_of_day_balance_is_there() {
    for case in cases() {
        let sheet = case.sheet("EOD balances");
        let each: Vec<EodBalances> = case.accounts().iter().map(EodBalances::of).collect();
        let months = case.monthly().months().to_vec();
        for (at, month) in months.iter().enumerate() {
            assert_eq!(date(&sheet, HEADER, 1 + at), Some(month.first_day()));
            for (row, day) in (HEADER + 1..).zip(month.period().days()) {
                let balances = each.iter().filter_map(|eod| eod.on(day));
                let balance = balances.reduce(|sum, balance| sum + balance);
                assert_eq!(number(&sheet, row, 1 + at), in_rupees(balance), "{} {day}", case.name);
            }
        }
        let list = months.len() + 2;
        assert_eq!(text(&sheet, HEADER, list), "Date");
        let first = each.iter().filter_map(EodBalances::span).map(|span| span.from).min();
        assert_eq!(date(&sheet, HEADER + 1, list), first);
    }
}

#[test]
fn every_predictor_is_there() {
    for case in cases() {
        let accounts = case.accounts();
        let all: Vec<_> = accounts
            .iter()
            .map(|account| {
                let window = case.analysed.window;
                predictors(account, &monthly::monthly(account, window), window)
            })
            .collect();
        let (whole, families) = (case.sheet("Predictors"), case.sheet("Predictors by month"));
        let mut shown = 0;
        let fields = column(&whole, "Field");
        for row in HEADER + 1..=whole.end().unwrap().0 as usize {
            let field = text(&whole, row, fields);
            for (at, predictors) in all.iter().enumerate() {
                assert_value(&cell(&whole, row, 3 + at), predictors.value(&field).unwrap(), &field);
                shown += 1;
            }
        }
        let [first, fields] = ["Month 0", "Field"].map(|title| column(&families, title));
        for row in HEADER + 1..=families.end().unwrap().0 as usize {
            let at = accounts
                .iter()
                .position(|account| case.account.is_some() || text(&families, row, 2).ends_with(&account.number));
            for month in 0..12 {
                let field = text(&families, row, fields).replace("{i}", &month.to_string());
                let value = all[at.unwrap()].value(&field).unwrap();
                assert_value(&cell(&families, row, first + month), value, &field);
                shown += 1;
            }
        }
        let expected: usize = all.iter().map(|predictors| predictors.fields().count()).sum();
        assert_eq!(shown, expected, "{}", case.name);
    }
}

#[test]
fn text_that_looks_like_a_formula_stays_text() {
    let analysed = troubled(analysed(&Persona::embedded()[0], window()));
    let bytes = account_report(&analysed, 0).unwrap();
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let (sheet, formulas) = (
        book.worksheet_range("Transactions").unwrap(),
        book.worksheet_formula("Transactions").unwrap(),
    );
    let narration = column(&sheet, "Narration");
    for (row, expected) in (HEADER + 1..).zip(["=1+1", "+91 98", "-5", "@SUM(A1)", "=HYPERLINK(\"x\")"]) {
        assert_eq!(cell(&sheet, row, narration), Data::String(expected.to_owned()));
        let formula = formulas.get_value((row as u32, narration as u32));
        assert!(formula.is_none_or(String::is_empty), "{formula:?}");
    }
}

#[test]
fn same_input_same_bytes() {
    let analysed = analysed(&Persona::embedded()[1], window());
    assert!(account_report(&analysed, 0).unwrap() == account_report(&analysed, 0).unwrap());
    assert!(aggregate_report(&analysed, &[]).unwrap() == aggregate_report(&analysed.clone(), &[]).unwrap());
    assert!(account_report(&analysed, analysed.accounts.len()).is_err());
}
