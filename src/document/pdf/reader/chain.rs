//! From rows as printed to a ledger: which way the statement runs, and which way unmarked money moved.

use chrono::NaiveDate;

use super::dates::leading_date;
use super::wrapped::{WrapStyle, WrappedText};
use crate::domain::ledger::{Direction, Ledger, Transaction};
use crate::domain::money::Money;

/// A row as it stands on the page.
#[derive(Clone, Debug)]
pub(super) struct PrintedRow {
    /// Day of booking.
    pub(super) date: NaiveDate,
    /// Day it counts for interest.
    pub(super) value_date: Option<NaiveDate>,
    /// The bank's text.
    pub(super) narration: WrappedText,
    /// Cheque or reference number.
    pub(super) reference: WrappedText,
    /// Which way the money moved, where a column or mark says so.
    pub(super) direction: Option<Direction>,
    /// How much; negative where it is printed so.
    pub(super) amount: Money,
    /// The balance behind it.
    pub(super) balance: Money,
}

/// Makes the ledger, oldest row first; also whether the newest was printed first.
pub(super) fn ledger_of(mut rows: Vec<PrintedRow>, opening: Option<Money>) -> (Ledger, bool) {
    let is_newest_first = runs_backwards(&rows);
    if is_newest_first {
        rows.reverse();
    }
    let narrations = WrapStyle::of(rows.iter().map(|row| &row.narration));
    let references = WrapStyle::of(rows.iter().map(|row| &row.reference));
    let mut before = opening;
    let mut transactions = Vec::with_capacity(rows.len());
    for row in rows {
        let (direction, amount) = movement(&row, before);
        before = Some(row.balance);
        let narration = narrations.join(&row.narration);
        transactions.push(Transaction {
            date: row.date,
            value_date: row.value_date.or_else(|| value_date_in(&narration)),
            narration,
            cheque_number: Some(references.join(&row.reference)).filter(|text| text.chars().any(char::is_alphanumeric)),
            direction,
            amount,
            balance: row.balance,
        });
    }
    (Ledger { transactions }, is_newest_first)
}

/// `… Value Dt 01/04/2025 …`: some banks print the value date within the text.
fn value_date_in(narration: &str) -> Option<NaiveDate> {
    let (_, rest) = narration
        .split_once("Value Dt ")
        .or_else(|| narration.split_once("VALUE DT "))?;
    leading_date(rest).map(|(date, _)| date)
}

/// Which way the money moved, and how much: by the column or mark, else by the balance before, else by the sign.
fn movement(row: &PrintedRow, before: Option<Money>) -> (Direction, Money) {
    let amount = row.amount.abs();
    let by_chain = || {
        let change = row.balance - before?;
        (change.abs() == amount).then_some(if change.is_negative() {
            Direction::Debit
        } else {
            Direction::Credit
        })
    };
    let direction = match row.direction {
        // A negative amount in a column of its own is money the other way.
        Some(direction) if row.amount.is_negative() => opposite(direction),
        Some(direction) => direction,
        None if row.amount.is_negative() => Direction::Debit,
        None => by_chain().unwrap_or(Direction::Credit),
    };
    (direction, amount)
}

fn opposite(direction: Direction) -> Direction {
    match direction {
        Direction::Debit => Direction::Credit,
        Direction::Credit => Direction::Debit,
    }
}

/// Whether the balances chain better from the last row to the first; where they tie, whether the dates run so.
fn runs_backwards(rows: &[PrintedRow]) -> bool {
    let links = |is_backwards: bool| {
        rows.windows(2)
            .filter(|pair| {
                let (earlier, later) = if is_backwards {
                    (&pair[1], &pair[0])
                } else {
                    (&pair[0], &pair[1])
                };
                follows(earlier.balance, later)
            })
            .count()
    };
    let (forwards, backwards) = (links(false), links(true));
    if forwards != backwards {
        return backwards > forwards;
    }
    match (rows.first(), rows.last()) {
        (Some(first), Some(last)) => first.date > last.date,
        _ => false,
    }
}

/// Whether the row's balance follows from the one before it.
pub(super) fn follows(before: Money, row: &PrintedRow) -> bool {
    match row.direction {
        Some(Direction::Debit) => before - row.amount == row.balance,
        Some(Direction::Credit) => before + row.amount == row.balance,
        None => before + row.amount == row.balance || before - row.amount == row.balance,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(day: u32, direction: Option<Direction>, rupees: i64, balance: i64) -> PrintedRow {
        PrintedRow {
            date: NaiveDate::from_ymd_opt(2025, 4, day).unwrap(),
            value_date: None,
            narration: WrappedText::default(),
            reference: WrappedText::default(),
            direction,
            amount: Money::rupees(rupees),
            balance: Money::rupees(balance),
        }
    }

    fn debits(rows: Vec<PrintedRow>, opening: Option<i64>) -> (Vec<bool>, bool) {
        let (ledger, is_newest_first) = ledger_of(rows, opening.map(Money::rupees));
        assert_eq!(ledger.broken_links(), []);
        let debits = ledger
            .transactions
            .iter()
            .map(|row| row.direction == Direction::Debit)
            .collect();
        (debits, is_newest_first)
    }

    #[test]
    fn the_balances_tell_which_way_a_statement_runs() {
        use Direction::{Credit, Debit};
        let rows = vec![
            row(1, Some(Credit), 100, 600),
            row(1, Some(Debit), 50, 550),
            row(1, Some(Credit), 10, 560),
        ];
        assert_eq!(debits(rows.clone(), None), (vec![false, true, false], false));
        let reversed = rows.into_iter().rev().collect();
        assert_eq!(debits(reversed, None), (vec![false, true, false], true));
    }

    #[test]
    fn unmarked_amounts_follow_the_chain() {
        let rows = vec![row(1, None, 100, 400), row(2, None, 50, 450), row(3, None, 450, 0)];
        assert_eq!(debits(rows, Some(500)), (vec![true, false, true], false));
    }

    #[test]
    fn signs_turn_amounts_round() {
        use Direction::{Credit, Debit};
        let rows = vec![
            row(1, None, -100, 400),
            row(2, Some(Debit), -50, 450),
            row(3, Some(Credit), -50, 400),
        ];
        assert_eq!(debits(rows, None), (vec![true, false, true], false));
    }

    #[test]
    fn dates_decide_where_balances_cannot() {
        let rows = vec![
            row(9, Some(Direction::Credit), 1, 5),
            row(2, Some(Direction::Credit), 1, 50),
        ];
        assert!(runs_backwards(&rows));
        assert!(!runs_backwards(&[]));
    }
}
