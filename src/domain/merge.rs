//! Several statements of one account become one ledger.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::ledger::{Ledger, Transaction};

/// The statements' rows as one ledger: whole days, each from the statement with most rows on it, ties from the earliest.
///
/// Statements come in the order they were uploaded. Source: semantics 20.
pub fn merge<'a>(statements: impl IntoIterator<Item = &'a Ledger>) -> Ledger {
    let mut days: BTreeMap<NaiveDate, Vec<&Transaction>> = BTreeMap::new();
    for ledger in statements {
        let mut of_statement: BTreeMap<NaiveDate, Vec<&Transaction>> = BTreeMap::new();
        for row in &ledger.transactions {
            of_statement.entry(row.date).or_default().push(row);
        }
        for (day, rows) in of_statement {
            let kept = days.entry(day).or_default();
            if rows.len() > kept.len() {
                *kept = rows;
            }
        }
    }
    Ledger {
        transactions: days.into_values().flatten().cloned().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ledger::Direction;
    use crate::domain::money::Money;

    fn ledger(rows: &[(u32, i64)]) -> Ledger {
        let transactions = rows.iter().map(|(day, balance)| Transaction {
            date: NaiveDate::from_ymd_opt(2026, 1, *day).unwrap(),
            value_date: None,
            narration: format!("ROW {day} {balance}"),
            cheque_number: None,
            direction: Direction::Credit,
            amount: Money::rupees(1),
            balance: Money::rupees(*balance),
        });
        Ledger {
            transactions: transactions.collect(),
        }
    }

    #[test]
    fn overlapping_statements_give_each_day_once() {
        let first = ledger(&[(1, 1), (2, 2), (3, 3)]);
        let second = ledger(&[(3, 3), (3, 4), (4, 5)]);
        let merged = merge([&second, &first]);
        assert_eq!(merged, ledger(&[(1, 1), (2, 2), (3, 3), (3, 4), (4, 5)]));
        assert!(merged.broken_links().is_empty());
    }

    #[test]
    fn on_a_tie_the_earlier_statement_is_believed() {
        assert_eq!(merge([&ledger(&[(1, 7)]), &ledger(&[(1, 8)])]), ledger(&[(1, 7)]));
        assert_eq!(merge([]), Ledger::default());
    }
}
