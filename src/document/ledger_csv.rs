//! A ledger as CSV: one header line, one line a transaction.

use std::fmt;

use chrono::NaiveDate;

use crate::domain::ledger::{Direction, Ledger, Transaction};
use crate::domain::money::Money;

/// The columns, in the order they are written. Reading takes them in any order.
pub const COLUMNS: [&str; 6] = ["date", "narration", "cheque_number", "debit", "credit", "balance"];

/// Rows a file may have; far beyond any statement, so that a wrong file is refused before it fills the memory.
const ROW_COUNT_MAX: usize = 200_000;

/// The ledger as CSV: dates as `2025-07-31`, amounts as `1234.50`, the empty side empty.
pub fn write(ledger: &Ledger) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let amount = |amount: Option<Money>| amount.map(Money::plain).unwrap_or_default();
    let rows = ledger.transactions.iter().map(|row| {
        [
            row.date.to_string(),
            row.narration.clone(),
            row.cheque_number.clone().unwrap_or_default(),
            amount(row.debit()),
            amount(row.credit()),
            row.balance.plain(),
        ]
    });
    let written = writer
        .write_record(COLUMNS)
        .and_then(|()| rows.into_iter().try_for_each(|row| writer.write_record(row)));
    debug_assert!(written.is_ok(), "writing to memory does not fail");
    writer
        .into_inner()
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .unwrap_or_default()
}

/// Reads a ledger; rows must be in order of date, each with a debit or a credit.
///
/// The value date of each row is its date: the file has no column for it. Balances that do not chain are taken as they stand, because a
/// statement with a fault in it is a thing one may want; [`Ledger::broken_links`] names them.
///
/// # Errors
/// The first line that does not fit, and why.
pub fn read(text: &str, file_name: &str) -> Result<Ledger, Problem> {
    let problem = |line: u64, message: String| Problem {
        file_name: file_name.to_owned(),
        line,
        message,
    };
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let columns = columns(reader.headers().map_err(|error| problem(1, error.to_string()))?)
        .map_err(|message| problem(1, message))?;
    let mut transactions: Vec<Transaction> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let message = if let csv::ErrorKind::UnequalLengths { expected_len, len, .. } = error.kind() {
                format!("has {len} cells where the header has {expected_len}")
            } else {
                error.to_string()
            };
            problem(error.position().map_or(1, csv::Position::line), message)
        })?;
        let line = record.position().map_or(1, csv::Position::line);
        let row = transaction(&record, columns).map_err(|message| problem(line, message))?;
        if let Some(before) = transactions.last().filter(|before| before.date > row.date) {
            return Err(problem(
                line,
                format!("{} comes after {}: rows must be oldest first", row.date, before.date),
            ));
        }
        if transactions.len() == ROW_COUNT_MAX {
            return Err(problem(line, format!("more than {ROW_COUNT_MAX} rows")));
        }
        transactions.push(row);
    }
    Ok(Ledger { transactions })
}

/// Where each of [`COLUMNS`] stands in the file; only the cheque number may be missing.
fn columns(header: &csv::StringRecord) -> Result<[Option<usize>; 6], String> {
    let unknown = header.iter().find(|name| !COLUMNS.contains(name));
    if let Some(unknown) = unknown {
        return Err(format!(
            "unknown column `{unknown}`; the columns are {}",
            COLUMNS.join(",")
        ));
    }
    let places = COLUMNS.map(|column| header.iter().position(|name| name == column));
    match COLUMNS
        .iter()
        .zip(places)
        .find(|(column, place)| place.is_none() && **column != "cheque_number")
    {
        Some((column, _)) => Err(format!(
            "column `{column}` is missing; the columns are {}",
            COLUMNS.join(",")
        )),
        None => Ok(places),
    }
}

fn transaction(record: &csv::StringRecord, columns: [Option<usize>; 6]) -> Result<Transaction, String> {
    let [date, narration, cheque_number, debit, credit, balance] =
        columns.map(|place| place.and_then(|place| record.get(place)).unwrap_or(""));
    let date: NaiveDate = date
        .parse()
        .map_err(|_| format!("`{date}` is no date; write it as 2025-07-31"))?;
    let (direction, amount) = match (amount("debit", debit)?, amount("credit", credit)?) {
        (Some(debit), None) => (Direction::Debit, debit),
        (None, Some(credit)) => (Direction::Credit, credit),
        (Some(_), Some(_)) => return Err("has both a debit and a credit; one of them must be empty".to_owned()),
        (None, None) => return Err("has neither a debit nor a credit".to_owned()),
    };
    let balance =
        Money::parse(balance).ok_or_else(|| format!("balance `{balance}` is no amount; write it as 1234.50"))?;
    let narration = narration.split_whitespace().collect::<Vec<_>>().join(" ");
    if narration.is_empty() {
        return Err("has no narration".to_owned());
    }
    let cheque_number = Some(cheque_number.to_owned()).filter(|number| !number.is_empty());
    Ok(Transaction {
        date,
        value_date: Some(date),
        narration,
        cheque_number,
        direction,
        amount,
        balance,
    })
}

/// An amount above nothing; `None` for an empty cell or a zero.
fn amount(column: &str, text: &str) -> Result<Option<Money>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    match Money::parse(text) {
        Some(money) if money.is_negative() => {
            Err(format!("{column} `{text}` is negative; put it into the other column"))
        }
        Some(money) => Ok(Some(money).filter(|money| !money.is_zero())),
        None => Err(format!("{column} `{text}` is no amount; write it as 1234.50")),
    }
}

/// A line of a ledger file that does not fit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// The file, as the user named it.
    pub file_name: String,
    /// The line, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.file_name, self.line, self.message)
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO_ROWS: &str = "date,narration,cheque_number,debit,credit,balance\n\
        2025-07-01,\"UPI-A, B\",,120.50,,879.50\n2025-07-02,CHQ DEP,000123,,1000.00,1879.50\n";

    #[test]
    fn what_is_written_is_what_was_read() {
        let ledger = read(TWO_ROWS, "two.csv").unwrap();
        assert_eq!(ledger.transactions.len(), 2);
        assert_eq!(ledger.transactions[1].cheque_number.as_deref(), Some("000123"));
        assert_eq!(write(&ledger), TWO_ROWS);
    }

    #[test]
    fn columns_come_in_any_order_and_the_cheque_number_may_be_missing() {
        let ledger = read("balance,date,narration,credit,debit\n5,2025-07-01,X,5,\n", "a.csv").unwrap();
        assert_eq!(ledger.transactions[0].balance, Money::rupees(5));
    }

    #[test]
    fn a_line_that_does_not_fit_is_named() {
        let header = "date,narration,cheque_number,debit,credit,balance\n";
        for (line, message) in [
            (
                "01/07/2025,X,,1,,1",
                "a.csv:2: `01/07/2025` is no date; write it as 2025-07-31",
            ),
            (
                "2025-07-01,X,,1,1,1",
                "a.csv:2: has both a debit and a credit; one of them must be empty",
            ),
            ("2025-07-01,X,,,0.00,1", "a.csv:2: has neither a debit nor a credit"),
            (
                "2025-07-01,X,,abc,,1",
                "a.csv:2: debit `abc` is no amount; write it as 1234.50",
            ),
            (
                "2025-07-01,X,,-5,,1",
                "a.csv:2: debit `-5` is negative; put it into the other column",
            ),
            (
                "2025-07-01,X,,1,,",
                "a.csv:2: balance `` is no amount; write it as 1234.50",
            ),
            ("2025-07-01,,,1,,1", "a.csv:2: has no narration"),
            ("2025-07-01,X,1", "a.csv:2: has 3 cells where the header has 6"),
            (
                "2025-07-02,X,,1,,1\n2025-07-01,X,,1,,1",
                "a.csv:3: 2025-07-01 comes after 2025-07-02: rows must be oldest first",
            ),
        ] {
            assert_eq!(
                read(&format!("{header}{line}\n"), "a.csv").unwrap_err().to_string(),
                message
            );
        }
        assert!(
            read("date,narration,amount\n", "a.csv")
                .unwrap_err()
                .message
                .starts_with("unknown column `amount`")
        );
        assert!(
            read("", "a.csv")
                .unwrap_err()
                .message
                .starts_with("column `date` is missing")
        );
    }
}
