//! Sheets that list findings: recurring sets, salary, bounces, fraud, and who failed.

use std::collections::HashSet;
use std::io::Cursor;

use bankconnect_emulator::analysis::account::{Analysed, AnalysedAccount};
use bankconnect_emulator::analysis::basis::Basis;
use bankconnect_emulator::analysis::figure::value::Value;
use bankconnect_emulator::analysis::fraud::{FraudType, findings, observations};
use bankconnect_emulator::analysis::monthly;
use bankconnect_emulator::analysis::predictors::predictors;
use bankconnect_emulator::analysis::recurring::recurring_sets;
use bankconnect_emulator::analysis::salary::salary_transactions;
use bankconnect_emulator::document::workbook::{FailedAccount, account_report, aggregate_report};
use bankconnect_emulator::domain::bank::BankId;
use bankconnect_emulator::domain::money::Money;
use bankconnect_emulator::persona::Persona;
use calamine::{Data, Range, Reader, Xlsx};

use crate::cases::{analysed, cases, window};
use crate::reading::{HEADER, cell, column, column_of, date, lines, lines_below, number, row_of, text};

#[test]
fn recurring_sets_are_those_of_the_answers() {
    for case in cases() {
        let sets = case
            .accounts()
            .iter()
            .flat_map(|account| recurring_sets(&Basis::of_account(account, case.analysed.window)));
        let expected: Vec<_> = sets.map(|set| (set.clean_transaction_note, set.rows.len())).collect();
        let sheet = case.sheet("Recurring");
        let (times, with) = (column(&sheet, "Times"), column(&sheet, "With"));
        let shown: Vec<_> = lines(&sheet)
            .map(|line| (text(&sheet, line, with), number(&sheet, line, times).unwrap() as usize))
            .collect();
        assert_eq!(shown, expected, "{}", case.name);
    }
}

/// The row of totals above a list.
fn totals(sheet: &Range<Data>) -> (usize, [Option<f64>; 2]) {
    let row = row_of(sheet, "Total");
    (row, [1, 2].map(|column| number(sheet, row, column)))
}

#[test]
fn salary_adds_up_to_what_is_listed_and_what_predictors_say() {
    for case in cases() {
        let sheet = case.sheet("Salary");
        let header = row_of(&sheet, "No.");
        let pay_for = column_of(&sheet, header, "Pay for");
        let listed: Vec<usize> = lines_below(&sheet, header).collect();
        let shown: Vec<_> = listed
            .iter()
            .map(|line| date(&sheet, *line, pay_for).unwrap())
            .collect();
        let basis = case.basis();
        let salaries = salary_transactions(&basis);
        let expected: Vec<_> = salaries.iter().map(|salary| salary.month.first_day()).collect();
        assert_eq!(shown, expected, "{}", case.name);

        let amount = column_of(&sheet, header, "Amount");
        let sum: f64 = listed.iter().map(|line| number(&sheet, *line, amount).unwrap()).sum();
        let (total, [count, amount]) = totals(&sheet);
        assert!(total < header, "nothing stands beside the list, which can be filtered");
        assert_eq!(count, Some(listed.len() as f64), "{}", case.name);
        assert!((amount.unwrap() - sum).abs() < 0.005, "{}", case.name);
        if case.account.is_some() {
            let (account, window) = (&case.accounts()[0], case.analysed.window);
            let predictors = predictors(account, &monthly::monthly(account, window), window);
            let figure = |field| predictors.value(field).and_then(Value::number);
            assert_eq!(figure("total_salary_credits"), amount, "{}", case.name);
            assert_eq!(figure("total_number_of_salary_credits"), count, "{}", case.name);
            let months = case.monthly().months().len().max(1) as f64;
            let mean = figure("avg_monthly_amt_of_salary_credits").unwrap();
            assert!(
                (mean * months - sum).abs() < 0.005 * months + 0.001,
                "{}: {mean}",
                case.name
            );
        }
    }
}

#[test]
fn bounces_stand_below_their_months() {
    for case in cases() {
        let sheet = case.sheet("Bounces");
        let (header, (total, _)) = (row_of(&sheet, "No."), totals(&sheet));
        assert!(total < header);
        let kind = column_of(&sheet, header, "Kind");
        for (at, name) in (1..).zip(["Inward bounce", "Outward bounce"]) {
            let listed = lines_below(&sheet, header).filter(|line| text(&sheet, *line, kind) == name);
            assert_eq!(
                number(&sheet, total, at),
                Some(listed.count() as f64),
                "{} {name}",
                case.name
            );
        }
        let monthly = case.monthly();
        let charged = monthly
            .months()
            .iter()
            .filter_map(|month| monthly.value("bounce_penal", *month)?.number());
        let charged: f64 = charged.sum();
        assert!(
            (number(&sheet, total, 3).unwrap() - charged).abs() < 0.005,
            "{}",
            case.name
        );
    }
}

#[test]
fn fraud_and_what_was_only_observed_are_told_apart() {
    for case in cases() {
        let window = case.analysed.window;
        let each = || case.accounts().iter().map(|account| Basis::of_account(account, window));
        let fraud: Vec<_> = each().flat_map(|basis| findings(&basis)).collect();
        let others: Vec<_> = each().flat_map(|basis| observations(&basis)).collect();
        let sheet = case.sheet("Fraud");
        let header = row_of(&sheet, "Sign");
        let listed = || (header + 1..=sheet.end().unwrap().0 as usize).map(|row| text(&sheet, row, 1));
        let lines = |found: &[bankconnect_emulator::analysis::fraud::Finding]| -> usize {
            found.iter().map(|finding| finding.rows.len().max(1)).sum()
        };
        assert_eq!(
            listed().filter(|kind| kind == "Fraud").count(),
            lines(&fraud),
            "{}",
            case.name
        );
        assert_eq!(
            listed().filter(|kind| kind == "Observation").count(),
            lines(&others),
            "{}",
            case.name
        );
        // Every sign has its line and its count, found or not.
        let (mut found, mut seen) = (0.0, 0.0);
        for row in HEADER + 1..=HEADER + FraudType::LISTED.len() + FraudType::OBSERVED.len() {
            let count = number(&sheet, row, 2).unwrap();
            match text(&sheet, row, 1).as_str() {
                "Fraud" => found += count,
                kind => {
                    assert_eq!(kind, "Observation");
                    seen += if count > 0.0 { 1.0 } else { 0.0 };
                }
            }
        }
        let overview = case.sheet("Overview");
        let fact = |label| number(&overview, row_of(&overview, label), 1);
        assert_eq!(
            (fact("Fraud findings"), fact("Other signs observed")),
            (Some(found), Some(seen))
        );
        let types: HashSet<FraudType> = others.iter().map(|finding| finding.fraud_type).collect();
        assert_eq!(
            (lines(&fraud) as f64, types.len() as f64),
            (found, seen),
            "{}",
            case.name
        );
    }
}

#[test]
fn the_overview_shows_each_month_as_the_answers() {
    let columns = [
        ("Opening balance", "opening_balance"),
        ("Inflow", "amt_credit"),
        ("Outflow", "amt_debit"),
        ("Net", "net_cash_inflow"),
        ("Closing balance", "closing_balance"),
        ("Average EOD balance", "avg_bal"),
        ("Salary", "total_amount_of_salary"),
        ("Instalments", "amt_emi_debit"),
        ("Inward bounces", "cnt_inward_bounces"),
        ("Transactions", "cnt_transactions"),
    ];
    for case in cases() {
        let (sheet, monthly) = (case.sheet("Overview"), case.monthly());
        let header = row_of(&sheet, "Month");
        for (title, field) in columns {
            let at = column_of(&sheet, header, title);
            let mut sum = 0.0;
            for (row, month) in (header + 1..).zip(monthly.months()) {
                let value = monthly.value(field, *month).and_then(Value::number);
                assert_eq!(number(&sheet, row, at), value, "{} {title} {month}", case.name);
                sum += value.unwrap_or_default();
            }
            if !title.contains("balance") {
                let total = number(&sheet, header + 1 + monthly.months().len(), at).unwrap();
                assert!((total - sum).abs() < 0.005, "{} {title}: {total} for {sum}", case.name);
            }
        }
    }
}

#[test]
fn sorting_the_transactions_breaks_nothing() {
    for case in cases() {
        let mut book = case.book();
        let formulas = book.worksheet_formula("Transactions").unwrap();
        let last = formulas.used_cells().map(|(row, ..)| row).max().unwrap_or_default();
        let top = formulas.start().unwrap_or_default().0 as usize;
        assert!(last + top < HEADER, "{}: only totals are formulas", case.name);
        if case.account.is_none() {
            continue;
        }
        let sheet = case.sheet("Transactions");
        let at = column(&sheet, "Gap");
        let rows = &case.accounts()[0].rows;
        for (line, pair) in (HEADER + 2..).zip(rows.windows(2)) {
            let (before, row) = (&pair[0].transaction, &pair[1].transaction);
            let gap = row.balance - before.balance - row.change();
            let expected = (!gap.is_zero()).then(|| gap.in_rupees());
            assert_eq!(number(&sheet, line, at), expected, "{} row {line}", case.name);
        }
    }
}

fn failed(number: &str, reason: &str) -> FailedAccount {
    FailedAccount {
        bank: Some(BankId::parse("sbi").unwrap()),
        number: number.to_owned(),
        holder: Some("DEMO HOLDER".to_owned()),
        reason: reason.to_owned(),
    }
}

#[test]
fn a_session_without_a_completed_account_has_one_sheet_that_says_why() {
    let empty = Analysed {
        window: window(),
        accounts: Vec::new(),
    };
    for (failed, heading) in [
        (Vec::new(), "No account: there is nothing to report"),
        (
            vec![failed("00001", "MISSING_TRANSACTIONS: some are missing")],
            "No account completed: there is nothing to report",
        ),
    ] {
        let bytes = aggregate_report(&empty, &failed).unwrap();
        let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
        assert_eq!(book.sheet_names(), ["Overview"]);
        let sheet = book.worksheet_range("Overview").unwrap();
        let row = row_of(&sheet, heading);
        for (at, account) in (row + 2..).zip(&failed) {
            assert_eq!(text(&sheet, at, 0), "SBI 00001");
            assert_eq!(text(&sheet, at, 2), account.reason);
        }
    }
}

#[test]
fn accounts_that_failed_are_named_and_in_no_figure() {
    let analysed = analysed(&Persona::embedded()[1], window());
    let reason = "INCOMPLETE_MONTHS_UPLOAD: Feb 2031 is missing";
    let bytes = aggregate_report(&analysed, &[failed("777", reason)]).unwrap();
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range("Overview").unwrap();
    let row = row_of(&sheet, "Accounts that failed, and are in no figure");
    assert_eq!(text(&sheet, row + 2, 0), "SBI 777");
    assert_eq!(text(&sheet, row + 2, 2), reason);
    let mut without = Xlsx::new(Cursor::new(aggregate_report(&analysed, &[]).unwrap())).unwrap();
    let names = book.sheet_names();
    assert_eq!(names, without.sheet_names());
    for name in names.into_iter().filter(|name| name != "Overview") {
        let both = (
            book.worksheet_range(&name).unwrap(),
            without.worksheet_range(&name).unwrap(),
        );
        assert!(both.0 == both.1, "{name} speaks of an account that failed");
    }
}

#[test]
fn an_account_without_rows_still_has_a_workbook() {
    let silent = AnalysedAccount {
        covered: vec![window()],
        ..AnalysedAccount::default()
    };
    let one = Analysed {
        window: window(),
        accounts: vec![silent],
    };
    let bytes = account_report(&one, 0).unwrap();
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range("Salary").unwrap();
    let (row, _) = totals(&sheet);
    assert_eq!(cell(&sheet, row, 2), Data::Float(Money::ZERO.in_rupees()));
    assert_eq!(text(&sheet, 1, 0), "No salary was found.");
}
