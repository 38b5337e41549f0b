//! The transactions of one account, and whether its balances chain.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::money::Money;
use crate::domain::period::Period;

/// Which way money moved, seen from the account.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Out of the account.
    Debit,
    /// Into the account.
    Credit,
}

/// One row of a statement.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Transaction {
    /// The day the bank booked it.
    pub date: NaiveDate,
    /// The day it counts for interest; `None` where the statement prints none.
    pub value_date: Option<NaiveDate>,
    /// The bank's text, one line, single spaces.
    pub narration: String,
    /// Cheque or reference number from its own column; `None` where the cell is empty or the column missing.
    pub cheque_number: Option<String>,
    /// Which way the money moved.
    pub direction: Direction,
    /// How much; never negative.
    pub amount: Money,
    /// The balance printed behind it; negative when overdrawn.
    pub balance: Money,
}

impl Transaction {
    /// The amount when it left the account.
    pub fn debit(&self) -> Option<Money> {
        (self.direction == Direction::Debit).then_some(self.amount)
    }

    /// The amount when it came in.
    pub fn credit(&self) -> Option<Money> {
        (self.direction == Direction::Credit).then_some(self.amount)
    }

    /// What it adds to the balance: positive for a credit, negative for a debit.
    pub fn change(&self) -> Money {
        match self.direction {
            Direction::Debit => -self.amount,
            Direction::Credit => self.amount,
        }
    }
}

/// Transactions of one account, oldest first.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Ledger {
    /// The rows in the order they happened.
    pub transactions: Vec<Transaction>,
}

impl Ledger {
    /// The balance before the first row, as the first row implies it.
    pub fn opening(&self) -> Option<Money> {
        self.transactions.first().map(|row| row.balance - row.change())
    }

    /// The balance behind the last row.
    pub fn closing(&self) -> Option<Money> {
        self.transactions.last().map(|row| row.balance)
    }

    /// The sum of all debits.
    pub fn total_debits(&self) -> Money {
        self.transactions.iter().filter_map(Transaction::debit).sum()
    }

    /// The sum of all credits.
    pub fn total_credits(&self) -> Money {
        self.transactions.iter().filter_map(Transaction::credit).sum()
    }

    /// First to last booking day; `None` without rows.
    pub fn period(&self) -> Option<Period> {
        let from = self.transactions.iter().map(|row| row.date).min()?;
        let to = self.transactions.iter().map(|row| row.date).max()?;
        Period::new(from, to)
    }

    /// The rows booked within the period.
    pub fn within(&self, period: Period) -> Ledger {
        Ledger {
            transactions: self
                .transactions
                .iter()
                .filter(|row| period.contains(row.date))
                .cloned()
                .collect(),
        }
    }

    /// Every place where a printed balance does not follow from the row before it.
    pub fn broken_links(&self) -> Vec<BrokenLink> {
        let follows = |pair: &[Transaction]| pair[0].balance + pair[1].change();
        self.transactions
            .windows(2)
            .enumerate()
            .filter(|(_, pair)| follows(pair) != pair[1].balance)
            .map(|(index, pair)| BrokenLink {
                row: index + 1,
                expected: follows(pair),
                printed: pair[1].balance,
            })
            .collect()
    }
}

/// A row whose printed balance does not follow from the row before it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct BrokenLink {
    /// The row's position in the ledger, from 0.
    pub row: usize,
    /// The balance that would follow.
    pub expected: Money,
    /// The balance that stands there.
    pub printed: Money,
}

impl BrokenLink {
    /// How far the printed balance is off.
    pub fn gap(self) -> Money {
        self.printed - self.expected
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(day: u32, direction: Direction, rupees: i64, balance: i64) -> Transaction {
        Transaction {
            date: NaiveDate::from_ymd_opt(2026, 1, day).unwrap(),
            value_date: None,
            narration: "TEST".to_owned(),
            cheque_number: None,
            direction,
            amount: Money::rupees(rupees),
            balance: Money::rupees(balance),
        }
    }

    #[test]
    fn a_chain_without_faults_has_no_broken_links() {
        let ledger = Ledger {
            transactions: vec![row(1, Direction::Credit, 50, 150), row(2, Direction::Debit, 200, -50)],
        };
        assert_eq!(ledger.broken_links(), []);
        assert_eq!(
            (ledger.opening(), ledger.closing()),
            (Some(Money::rupees(100)), Some(Money::rupees(-50)))
        );
        assert_eq!(
            (ledger.total_credits(), ledger.total_debits()),
            (Money::rupees(50), Money::rupees(200))
        );
    }

    #[test]
    fn a_row_that_does_not_follow_is_named_with_its_gap() {
        let ledger = Ledger {
            transactions: vec![row(1, Direction::Credit, 50, 150), row(2, Direction::Debit, 20, 120)],
        };
        let [link] = ledger.broken_links()[..] else {
            panic!("one broken link")
        };
        assert_eq!((link.row, link.gap()), (1, Money::rupees(-10)));
    }
}
