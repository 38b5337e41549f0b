//! Transactions that come back month after month.

use std::collections::BTreeMap;

use crate::analysis::basis::Basis;
use crate::analysis::class::{Channel, Classified};
use crate::domain::ledger::Direction;
use crate::domain::money::Money;
use crate::domain::period::Month;

/// Transactions of one direction and channel with one counterparty that come back.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct RecurringSet {
    /// Credits or debits.
    pub direction: Direction,
    /// The channel all have.
    pub channel: Channel,
    /// Short text of the counterparty, upper case; identifies the set.
    pub clean_transaction_note: String,
    /// The median of the amounts; of an even count, the lower of the middle two, so that it is always a member's.
    pub median: Money,
    /// The rows, oldest first.
    pub rows: Vec<usize>,
}

/// A set has at least so many members, and they lie in as many months.
const MEMBERS_MIN: usize = 3;

/// Amounts are similar when so much of them lie near the median.
const SIMILAR_SHARE_MIN: f64 = 0.6;

/// How near, as a part of the median.
const SIMILAR_WITHIN: f64 = 0.25;

/// Days between members keep a rhythm when none is further from their median than this.
const RHYTHM_WITHIN_DAYS: i64 = 5;

/// The recurring sets, in the order of their first members. Source: contract `insights_fields`, section `recurring_set`.
///
/// Inferred: what makes a set. Transactions of one direction and channel with one counterparty, at least three in three different months, with
/// similar amounts or a steady rhythm. Transactions without a counterparty belong to none.
pub fn recurring_sets(basis: &Basis<'_>) -> Vec<RecurringSet> {
    let mut groups: BTreeMap<(bool, Channel, String), Vec<usize>> = BTreeMap::new();
    for (index, row) in basis.rows.iter().enumerate() {
        if let Some(note) = clean_transaction_note(row) {
            groups
                .entry((row.is_credit(), row.class.channel, note))
                .or_default()
                .push(index);
        }
    }
    let is_recurring = |rows: &[usize]| {
        let mut months: Vec<Month> = rows.iter().map(|row| Month::of(basis.date(*row))).collect();
        months.dedup();
        months.len() >= MEMBERS_MIN && (has_similar_amounts(basis, rows) || has_rhythm(basis, rows))
    };
    let mut sets: Vec<RecurringSet> = groups
        .into_iter()
        .filter(|(_, rows)| is_recurring(rows))
        .map(|((is_credit, channel, clean_transaction_note), rows)| RecurringSet {
            direction: if is_credit { Direction::Credit } else { Direction::Debit },
            channel,
            clean_transaction_note,
            median: median(basis, &rows),
            rows,
        })
        .collect();
    sets.sort_by_key(|set| set.rows.first().copied());
    sets
}

/// The counterparty as a short text: upper case, letters and digits, single spaces, at most four words; employers of salaries by their name.
///
/// `None` for a transaction without a counterparty. Inferred.
pub fn clean_transaction_note(row: &Classified) -> Option<String> {
    const WORDS_MAX: usize = 4;
    let name = row.class.employer.as_deref().or(row.class.counterparty.as_deref())?;
    let words = name.split(|character: char| !character.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .take(WORDS_MAX)
        .map(str::to_uppercase)
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn median(basis: &Basis<'_>, rows: &[usize]) -> Money {
    let mut amounts: Vec<Money> = rows.iter().map(|row| basis.rows[*row].transaction.amount).collect();
    amounts.sort_unstable();
    let middle = amounts.len().saturating_sub(1) / 2;
    amounts.get(middle).copied().unwrap_or_default()
}

fn has_similar_amounts(basis: &Basis<'_>, rows: &[usize]) -> bool {
    let median = median(basis, rows).in_rupees();
    let is_near =
        |row: &&usize| (basis.rows[**row].transaction.amount.in_rupees() - median).abs() <= median * SIMILAR_WITHIN;
    rows.iter().filter(is_near).count() as f64 >= rows.len() as f64 * SIMILAR_SHARE_MIN
}

fn has_rhythm(basis: &Basis<'_>, rows: &[usize]) -> bool {
    let mut steps: Vec<i64> = rows
        .windows(2)
        .map(|pair| (basis.date(pair[1]) - basis.date(pair[0])).num_days())
        .collect();
    steps.sort_unstable();
    let median = steps.get(steps.len() / 2).copied().unwrap_or_default();
    steps.iter().all(|step| (step - median).abs() <= RHYTHM_WITHIN_DAYS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::{account, credit, debit, period};

    fn sets(rows: Vec<Classified>) -> Vec<RecurringSet> {
        let account = account(100_000, rows);
        recurring_sets(&Basis::of_account(&account, period("2026-01-01", "2026-06-30")))
    }

    fn rent(date: &str, rupees: i64) -> Classified {
        debit(date, rupees).by(Channel::Upi).with("Demo  Landlord")
    }

    #[test]
    fn the_same_counterparty_in_three_months_is_a_set() {
        let found = sets(vec![
            rent("2026-01-05", 9000),
            credit("2026-01-07", 9000).with("Demo Landlord"),
            rent("2026-02-25", 9100),
            rent("2026-03-01", 9300),
            rent("2026-04-09", 9500),
        ]);
        let [set] = &found[..] else {
            panic!("one set: {found:?}")
        };
        assert_eq!((set.direction, set.channel), (Direction::Debit, Channel::Upi));
        assert_eq!(set.clean_transaction_note, "DEMO LANDLORD");
        assert_eq!(set.rows, [0, 2, 3, 4]);
        assert_eq!(set.median, Money::rupees(9100));
    }

    #[test]
    fn a_steady_rhythm_makes_a_set_of_different_amounts() {
        let amounts = [("2026-01-05", 100), ("2026-02-05", 900), ("2026-03-05", 5000)];
        assert_eq!(sets(amounts.map(|(date, rupees)| rent(date, rupees)).to_vec()).len(), 1);
    }

    #[test]
    fn neither_amount_nor_rhythm_or_too_few_months_make_none() {
        let irregular = [("2026-01-05", 100), ("2026-02-20", 900), ("2026-03-01", 5000)];
        assert_eq!(sets(irregular.map(|(date, rupees)| rent(date, rupees)).to_vec()), []);
        let of_one_month = [("2026-01-05", 100), ("2026-01-15", 100), ("2026-01-25", 100)];
        assert_eq!(sets(of_one_month.map(|(date, rupees)| rent(date, rupees)).to_vec()), []);
        let nameless = [("2026-01-05", 100), ("2026-02-05", 100), ("2026-03-05", 100)];
        assert_eq!(sets(nameless.map(|(date, rupees)| debit(date, rupees)).to_vec()), []);
    }
}
