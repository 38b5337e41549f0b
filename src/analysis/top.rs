//! The largest credits and debits of each month.

use std::cmp::Reverse;

use crate::analysis::basis::Basis;
use crate::domain::ledger::Direction;
use crate::domain::period::Month;

/// How many a month lists.
const PER_MONTH: usize = 5;

/// The largest transactions of one month.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TopOfMonth {
    /// The month.
    pub month: Month,
    /// The rows, largest first; of equal ones, the earlier first.
    pub rows: Vec<usize>,
}

/// Up to five largest credits, or debits, of each covered month, oldest month first. Source: contract `insights_fields`, section
/// `top_credits_debits`.
pub fn top(basis: &Basis<'_>, direction: Direction) -> Vec<TopOfMonth> {
    let of_month = |month: &Month| {
        let from = basis
            .rows
            .partition_point(|row| row.transaction.date < month.first_day());
        let to = basis
            .rows
            .partition_point(|row| row.transaction.date <= month.last_day());
        let mut rows: Vec<usize> = (from..to)
            .filter(|row| basis.rows[*row].transaction.direction == direction)
            .collect();
        rows.sort_by_key(|row| Reverse(basis.rows[*row].transaction.amount));
        rows.truncate(PER_MONTH);
        TopOfMonth { month: *month, rows }
    };
    basis.index.months.iter().map(of_month).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::{account, credit, debit, period};

    #[test]
    fn five_of_a_month_largest_first_and_the_earlier_of_equal_ones() {
        let amounts = [10, 70, 30, 70, 20, 50, 5];
        let mut rows: Vec<_> = amounts
            .iter()
            .enumerate()
            .map(|(day, amount)| credit(&format!("2026-01-0{}", day + 1), *amount))
            .collect();
        rows.push(debit("2026-02-01", 8));
        let account = account(0, rows);
        let basis = Basis::of_account(&account, period("2026-01-01", "2026-02-28"));
        let months: Vec<Vec<usize>> = top(&basis, Direction::Credit).into_iter().map(|top| top.rows).collect();
        assert_eq!(months, [vec![1, 3, 5, 2, 4], vec![]]);
        let months: Vec<Vec<usize>> = top(&basis, Direction::Debit).into_iter().map(|top| top.rows).collect();
        assert_eq!(months, [vec![], vec![7]]);
    }
}
