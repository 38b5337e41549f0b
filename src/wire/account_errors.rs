//! The vendor's codes and texts for why an account fails.

use chrono::{Datelike, NaiveDate};

use crate::domain::acceptance::AccountError;
use crate::domain::period::Month;

/// The code. Source: contract `account_errors.csv`.
pub fn code(error: &AccountError) -> &'static str {
    match error {
        AccountError::NullAccountNumber => "NULL_ACCOUNT_NUMBER",
        AccountError::MonthsNotCovered { .. } => "INCOMPLETE_MONTHS_UPLOAD",
        AccountError::DaysNotCovered { .. } => "INCOMPLETE_DATES_UPLOAD",
        AccountError::MissingTransactions { .. } => "MISSING_TRANSACTIONS",
        AccountError::BalanceMismatch { .. } => "BALANCE_MISMATCH",
        AccountError::MonthsWithoutTransactions { .. } => "INCOMPLETE_MONTHS",
        AccountError::Unparsable => "UNPARSABLE",
    }
}

/// The text, with the months or days it speaks of. Source: contract `account_errors.csv`.
pub fn message(error: &AccountError) -> String {
    match error {
        AccountError::NullAccountNumber => "Account number is unavailable or unidentified".to_owned(),
        AccountError::MonthsNotCovered { months } => format!(
            "Statement(s) uploaded contain incomplete months. Missing data present for {}",
            month_list(months)
        ),
        AccountError::DaysNotCovered { days } => format!(
            "Statement(s) uploaded contain incomplete dates. Missing dates present for {}",
            day_object(days)
        ),
        AccountError::MissingTransactions { .. } => {
            "One or more transactions are missing in the specified date range".to_owned()
        }
        AccountError::BalanceMismatch { .. } => "Calculated transaction balance does not match".to_owned(),
        AccountError::MonthsWithoutTransactions { months } => format!(
            "Insufficient data to generate report. There are no transactions for {}",
            month_list(months)
        ),
        AccountError::Unparsable => "Failed to process because of an unparsable statement".to_owned(),
    }
}

/// `Feb 2031, Mar 2031`
fn month_list(months: &[Month]) -> String {
    let names: Vec<String> = months.iter().map(Month::to_string).collect();
    names.join(", ")
}

/// `{"Feb 2031": [1, 2, 3]}`: spaced as Python's `json.dumps` does it.
fn day_object(days: &[NaiveDate]) -> String {
    let months = days.chunk_by(|one, next| Month::of(*one) == Month::of(*next));
    let entries: Vec<String> = months
        .map(|days| {
            let numbers: Vec<String> = days.iter().map(|day| day.day().to_string()).collect();
            format!("\"{}\": [{}]", Month::of(days[0]), numbers.join(", "))
        })
        .collect();
    format!("{{{}}}", entries.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Money;
    use crate::domain::statement::ChainFinding;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn codes_and_texts_are_those_of_the_contract() {
        let months = || vec![Month::of(day("2031-02-01")), Month::of(day("2031-03-01"))];
        let finding = || ChainFinding::RowsMissing {
            row: 1,
            gap: Money::ZERO,
        };
        let days = ["2031-02-01", "2031-02-02", "2031-02-03"].map(day).to_vec();
        let errors = [
            AccountError::MissingTransactions { finding: finding() },
            AccountError::MonthsWithoutTransactions { months: months() },
            AccountError::NullAccountNumber,
            AccountError::BalanceMismatch { finding: finding() },
            AccountError::MonthsNotCovered { months: months() },
            AccountError::DaysNotCovered { days },
            AccountError::Unparsable,
        ];
        let table = csv::Reader::from_reader(include_str!("../../fixtures/contract/account_errors.csv").as_bytes())
            .into_records()
            .map(Result::unwrap)
            .map(|row| {
                let message = row[1]
                    .replace("{months}", "Feb 2031, Mar 2031")
                    .replace("{dates}", r#"{"Feb 2031": [1, 2, 3]}"#);
                (row[0].to_owned(), message)
            });
        assert!(table.eq(errors.iter().map(|error| (code(error).to_owned(), message(error)))));
    }

    #[test]
    fn days_are_grouped_by_month() {
        let days = ["2030-12-31", "2031-01-01", "2031-01-03"].map(day);
        assert_eq!(day_object(&days), r#"{"Dec 2030": [31], "Jan 2031": [1, 3]}"#);
    }
}
