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

use std::io::Cursor;

use bankconnect_emulator::analysis::account::{Analysed, AnalysedAccount};
use bankconnect_emulator::analysis::basis::Basis;
use bankconnect_emulator::analysis::eod_balances::EodBalances;
use bankconnect_emulator::analysis::fraud::findings;
use bankconnect_emulator::analysis::monthly::{self};
use bankconnect_emulator::analysis::predictors::predictors;
use bankconnect_emulator::analysis::recurring::recurring_sets;
use bankconnect_emulator::analysis::salary::salary_transactions;
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
        let mut row = HEADER;
        for (field, values) in monthly.fields() {
            row += 1;
            assert_eq!(text(&sheet, row, 2), field);
            for (at, (month, value)) in values.enumerate() {
                assert_eq!(date(&sheet, HEADER, 3 + at), Some(month.first_day()));
                assert_value(
                    &cell(&sheet, row, 3 + at),
                    value,
                    &format!("{} {field} {month}", case.name),
                );
            }
        }
        assert_eq!(sheet.end().unwrap().0 as usize, row);
        assert_eq!(text(&sheet, HEADER, 3 + months), "Total");
        for (field, basis) in [("amt_credit", true), ("amt_debit", false)] {
            let row = (HEADER..=row).find(|row| text(&sheet, *row, 2) == field).unwrap();
            let rows = case.accounts().iter().flat_map(|account| &account.rows);
            let sum: Money = rows
                .filter(|row| row.is_credit() == basis)
                .map(|row| row.transaction.amount)
                .sum();
            assert_eq!(number(&sheet, row, 3 + months), Some(sum.in_rupees()), "{field}");
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
        for row in HEADER + 1..=whole.end().unwrap().0 as usize {
            let field = text(&whole, row, 2);
            for (at, predictors) in all.iter().enumerate() {
                assert_value(&cell(&whole, row, 3 + at), predictors.value(&field).unwrap(), &field);
                shown += 1;
            }
        }
        let first = column(&families, "Month 0");
        for row in HEADER + 1..=families.end().unwrap().0 as usize {
            let at = accounts
                .iter()
                .position(|account| case.account.is_some() || text(&families, row, 3).ends_with(&account.number));
            for month in 0..12 {
                let field = text(&families, row, 2).replace("{i}", &month.to_string());
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
fn recurring_sets_salaries_and_fraud_findings_are_those_of_the_answers() {
    for case in cases() {
        let each = || case.accounts().iter();
        let window = case.analysed.window;
        let sets: Vec<_> = each()
            .map(|account| recurring_sets(&Basis::of_account(account, window)))
            .collect();
        let sheet = case.sheet("Recurring");
        let (times, with) = (column(&sheet, "Times"), column(&sheet, "With"));
        let shown: Vec<_> = lines(&sheet)
            .map(|line| (text(&sheet, line, with), number(&sheet, line, times).unwrap() as usize))
            .collect();
        let expected: Vec<_> = sets
            .into_iter()
            .flatten()
            .map(|set| (set.clean_transaction_note, set.rows.len()))
            .collect();
        assert_eq!(shown, expected, "{}", case.name);

        let sheet = case.sheet("Salary");
        let pay_for = column(&sheet, "Pay for");
        let shown: Vec<_> = lines(&sheet).map(|line| date(&sheet, line, pay_for).unwrap()).collect();
        let salaries = salary_transactions(&case.basis());
        let expected: Vec<_> = salaries.iter().map(|salary| salary.month.first_day()).collect();
        assert_eq!(shown, expected, "{}", case.name);

        let found = each().map(|account| findings(&Basis::of_account(account, window)));
        let found: Vec<_> = found.flatten().collect();
        let sheet = case.sheet("Fraud");
        let mut numbers: Vec<i64> = lines(&sheet)
            .map(|line| number(&sheet, line, 0).unwrap() as i64)
            .collect();
        let expected: usize = found.iter().map(|finding| finding.rows.len().max(1)).sum();
        assert_eq!(numbers.len(), expected, "{}", case.name);
        numbers.dedup();
        assert_eq!(numbers, (1..=found.len() as i64).collect::<Vec<_>>(), "{}", case.name);
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
    assert!(aggregate_report(&analysed).unwrap() == aggregate_report(&analysed.clone()).unwrap());
    assert!(account_report(&analysed, analysed.accounts.len()).is_err());
}

#[test]
fn a_session_without_rows_or_accounts_still_has_a_workbook() {
    let empty = Analysed {
        window: window(),
        accounts: Vec::new(),
    };
    let bytes = aggregate_report(&empty).unwrap();
    assert_eq!(Xlsx::new(Cursor::new(bytes)).unwrap().sheet_names()[0], "Overview");
    let silent = AnalysedAccount {
        covered: vec![window()],
        ..AnalysedAccount::default()
    };
    let one = Analysed {
        accounts: vec![silent],
        ..empty
    };
    assert!(account_report(&one, 0).is_ok());
}
