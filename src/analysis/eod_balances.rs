//! The balance at the end of every day.

use chrono::NaiveDate;

use crate::analysis::account::AnalysedAccount;
use crate::domain::money::Money;
use crate::domain::period::{Month, Period};

/// End-of-day balances of one account, or of all together.
///
/// A day's balance is that behind its last row; a day without rows repeats the day before, across gaps between statements too. Nothing before the
/// first and after the last covered day of a month, nor in a month that no statement touches. Source: contract `insights_fields`, section
/// `eod_balances`; that its first and last covered day are those of the month is inferred.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct EodBalances {
    first: Option<NaiveDate>,
    days: Vec<Day>,
}

/// One day between the first and the last covered one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Day {
    /// The balance; `None` where no statement of the month says it.
    pub(crate) balance: Option<Money>,
    /// The row that set it, as an index into the rows; `None` for the balance brought forward.
    pub(crate) row: Option<usize>,
    /// Whether a statement covers it; a gap within a month is not covered and still carries the balance, in the list and in every figure.
    pub(crate) is_covered: bool,
}

impl EodBalances {
    /// The balances of one account.
    pub fn of(account: &AnalysedAccount) -> Self {
        let Some(span) = account.span() else {
            return EodBalances::default();
        };
        let mut rows = account.rows.iter().enumerate().peekable();
        let mut balance = account.opening_balance();
        let mut row = None;
        let mut days: Vec<Day> = Vec::new();
        for day in span.days() {
            let mut has_rows = false;
            while let Some((index, next)) = rows.next_if(|(_, next)| next.transaction.date <= day) {
                balance = next.transaction.balance;
                row = Some(index);
                has_rows = true;
            }
            let is_covered = has_rows || account.covered.iter().any(|period| period.contains(day));
            days.push(Day {
                balance: Some(balance),
                row,
                is_covered,
            });
        }
        let mut balances = EodBalances {
            first: Some(span.from),
            days,
        };
        balances.forget_uncovered_ends();
        balances
    }

    /// The sums over several accounts: of each day, those that are covered then. Inferred.
    ///
    /// `place` says where an account's row stands among the rows of all.
    pub(crate) fn together(of_accounts: &[EodBalances], place: impl Fn(usize, usize) -> usize) -> Self {
        let spans = || of_accounts.iter().filter_map(EodBalances::span);
        let (Some(from), Some(to)) = (spans().map(|span| span.from).min(), spans().map(|span| span.to).max()) else {
            return EodBalances::default();
        };
        let mut days = vec![Day::default(); (to - from).num_days() as usize + 1];
        for (account, balances) in of_accounts.iter().enumerate() {
            let shift = balances.first.map_or(0, |first| (first - from).num_days() as usize);
            for (day, own) in days[shift..].iter_mut().zip(&balances.days) {
                day.balance = match (day.balance, own.balance) {
                    (Some(sum), Some(own)) => Some(sum + own),
                    (sum, own) => sum.or(own),
                };
                day.row = day.row.max(own.row.map(|row| place(account, row)));
                day.is_covered |= own.is_covered;
            }
        }
        EodBalances {
            first: Some(from),
            days,
        }
    }

    /// First to last covered day.
    pub fn span(&self) -> Option<Period> {
        let from = self.first?;
        Period::new(from, from + chrono::Days::new(self.days.len().saturating_sub(1) as u64))
    }

    /// The balance at the end of a day.
    pub fn on(&self, day: NaiveDate) -> Option<Money> {
        self.day(day)?.balance
    }

    /// The months with a covered day, oldest first.
    pub fn months(&self) -> Vec<Month> {
        let touched = |month: &Month| self.within(month.period()).any(|(_, day)| day.is_covered);
        self.span()
            .into_iter()
            .flat_map(Period::months)
            .filter(touched)
            .collect()
    }

    /// The first day of a month that is covered, and the last.
    pub fn covered_within(&self, month: Month) -> Option<Period> {
        let mut covered = self
            .within(month.period())
            .filter(|(_, day)| day.is_covered)
            .map(|(date, _)| date);
        let from = covered.next()?;
        Period::new(from, covered.last().unwrap_or(from))
    }

    /// Whether every day of the month is covered.
    pub fn covers(&self, month: Month) -> bool {
        let covered = self.within(month.period()).filter(|(_, day)| day.is_covered).count();
        covered as i64 == month.period().day_count()
    }

    /// One value per calendar day of the month.
    pub fn of_month(&self, month: Month) -> Vec<Option<Money>> {
        month.period().days().map(|day| self.on(day)).collect()
    }

    pub(crate) fn day(&self, day: NaiveDate) -> Option<&Day> {
        let index = usize::try_from((day - self.first?).num_days()).ok()?;
        self.days.get(index)
    }

    /// The days of a period, as far as they lie between first and last covered day.
    pub(crate) fn within(&self, period: Period) -> impl Iterator<Item = (NaiveDate, &Day)> {
        self.first.into_iter().flat_map(move |first| {
            let skipped = (period.from - first).num_days().max(0) as usize;
            let end = ((period.to - first).num_days() + 1).clamp(0, self.days.len() as i64) as usize;
            first
                .iter_days()
                .skip(skipped)
                .zip(self.days.get(skipped..end).unwrap_or_default())
        })
    }

    /// A balance of another month says nothing about the days before a statement begins and after it ends.
    fn forget_uncovered_ends(&mut self) {
        let covered: Vec<Period> = self
            .months()
            .into_iter()
            .filter_map(|month| self.covered_within(month))
            .collect();
        let dates = self.first.into_iter().flat_map(|first| first.iter_days());
        for (date, day) in dates.zip(&mut self.days) {
            let at = covered.partition_point(|period| period.to < date);
            if !covered.get(at).is_some_and(|period| period.contains(date)) {
                day.balance = None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::{account, credit, day, debit};

    fn period(from: &str, to: &str) -> Period {
        Period::new(day(from), day(to)).unwrap()
    }

    #[test]
    fn a_day_without_rows_repeats_the_day_before_and_uncovered_ends_are_empty() {
        let mut account = account(
            100,
            vec![
                credit("2026-01-03", 50),
                debit("2026-01-03", 20),
                debit("2026-01-06", 30),
            ],
        );
        account.covered = vec![period("2026-01-02", "2026-01-07")];
        let eod = EodBalances::of(&account);
        let rupees: Vec<_> = eod.of_month(Month::of(day("2026-01-01"))).into_iter().take(9).collect();
        let expected = [
            None,
            Some(100),
            Some(130),
            Some(130),
            Some(130),
            Some(100),
            Some(100),
            None,
            None,
        ];
        assert_eq!(rupees, expected.map(|rupees| rupees.map(Money::rupees)));
        assert_eq!(eod.day(day("2026-01-05")).unwrap().row, Some(1));
    }

    #[test]
    fn a_gap_within_a_month_is_carried_over_and_one_beyond_it_is_not() {
        let mut account = account(100, vec![credit("2026-01-03", 50)]);
        account.covered = vec![
            period("2026-01-01", "2026-01-05"),
            period("2026-01-15", "2026-01-20"),
            period("2026-03-10", "2026-03-31"),
        ];
        let eod = EodBalances::of(&account);
        assert_eq!(eod.on(day("2026-01-10")), Some(Money::rupees(150)));
        assert!(!eod.day(day("2026-01-10")).unwrap().is_covered);
        assert_eq!(eod.on(day("2026-01-31")), None);
        assert_eq!(eod.on(day("2026-02-10")), None);
        assert_eq!(eod.on(day("2026-03-09")), None);
        assert_eq!(eod.on(day("2026-03-10")), Some(Money::rupees(150)));
        assert_eq!(
            eod.months(),
            [Month::of(day("2026-01-01")), Month::of(day("2026-03-01"))]
        );
        assert!(!eod.covers(Month::of(day("2026-03-01"))));
        assert_eq!(
            eod.covered_within(Month::of(day("2026-03-01"))),
            Some(period("2026-03-10", "2026-03-31"))
        );
    }

    #[test]
    fn together_a_day_counts_the_accounts_that_are_covered() {
        let mut first = account(100, vec![]);
        first.covered = vec![period("2026-01-01", "2026-01-03")];
        let mut second = account(40, vec![]);
        second.covered = vec![period("2026-01-03", "2026-01-04")];
        let both = EodBalances::together(&[EodBalances::of(&first), EodBalances::of(&second)], |_, row| row);
        let rupees = |date: &str| both.on(day(date)).map(|money| money.in_paise() / 100);
        assert_eq!(
            ["2026-01-02", "2026-01-03", "2026-01-04", "2026-01-05"].map(rupees),
            [Some(100), Some(140), Some(40), None]
        );
    }
}
