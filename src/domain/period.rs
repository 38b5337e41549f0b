//! Calendar months and periods of whole days.

use std::fmt;

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// Whole days from `from` to `to`, both included; never empty.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

impl Period {
    /// The period, or `None` when it would end before it starts.
    pub fn new(from: NaiveDate, to: NaiveDate) -> Option<Self> {
        (from <= to).then_some(Period { from, to })
    }

    /// The number of days, at least 1.
    pub fn day_count(self) -> i64 {
        (self.to - self.from).num_days() + 1
    }

    /// Whether the day belongs to the period.
    pub fn contains(self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }

    /// Whether the two share a day.
    pub fn overlaps(self, other: Period) -> bool {
        self.from <= other.to && other.from <= self.to
    }

    /// Every day, ascending.
    pub fn days(self) -> impl Iterator<Item = NaiveDate> {
        self.from.iter_days().take_while(move |day| *day <= self.to)
    }

    /// Every calendar month the period touches, ascending.
    pub fn months(self) -> impl Iterator<Item = Month> {
        let last = Month::of(self.to);
        std::iter::successors(Some(Month::of(self.from)), |month| Some(month.plus(1)))
            .take_while(move |month| *month <= last)
    }
}

impl fmt::Display for Period {
    /// `2025-07-01 to 2025-12-31`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} to {}", self.from, self.to)
    }
}

/// One calendar month.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Month(NaiveDate);

impl Month {
    /// The month a day lies in.
    pub fn of(day: NaiveDate) -> Self {
        Month(day.with_day(1).unwrap_or(day))
    }

    /// The month in `Jan-2026`.
    pub fn parse(text: &str) -> Option<Self> {
        NaiveDate::parse_from_str(&format!("01-{}", text.trim()), "%d-%b-%Y")
            .ok()
            .map(Month)
    }

    /// The first day.
    pub fn first_day(self) -> NaiveDate {
        self.0
    }

    /// The last day.
    pub fn last_day(self) -> NaiveDate {
        self.plus(1).0 - Days::new(1)
    }

    /// The day of this number, or the last one when the month is shorter; 0 counts as 1.
    pub fn day(self, number: u32) -> NaiveDate {
        self.0.with_day(number.max(1)).unwrap_or_else(|| self.last_day())
    }

    /// All its days.
    pub fn period(self) -> Period {
        Period {
            from: self.0,
            to: self.last_day(),
        }
    }

    /// The month so many months later; earlier when negative. Stays where it is at the ends of the calendar.
    pub fn plus(self, months: i32) -> Self {
        let step = Months::new(months.unsigned_abs());
        let moved = if months < 0 {
            self.0.checked_sub_months(step)
        } else {
            self.0.checked_add_months(step)
        };
        Month(moved.unwrap_or(self.0))
    }

    /// How many months this one lies after the other; negative when before.
    pub fn months_since(self, earlier: Month) -> i32 {
        (self.0.year() - earlier.0.year()) * 12 + self.0.month() as i32 - earlier.0.month() as i32
    }
}

impl fmt::Display for Month {
    /// `Jan 2026`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.0.format("%b %Y"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_period_counts_both_its_ends() {
        let period = Period::new(day("2025-12-30"), day("2026-01-02")).unwrap();
        assert_eq!(period.day_count(), 4);
        assert_eq!(period.days().count(), 4);
        assert_eq!(
            period.months().map(|month| month.to_string()).collect::<Vec<_>>(),
            ["Dec 2025", "Jan 2026"]
        );
        assert!(period.contains(period.to) && !period.contains(day("2026-01-03")));
        assert_eq!(Period::new(day("2026-01-02"), day("2026-01-01")), None);
    }

    #[test]
    fn months_know_their_last_day_and_their_distance() {
        let february = Month::of(day("2028-02-11"));
        assert_eq!(february.last_day(), day("2028-02-29"));
        assert_eq!(february.day(31), day("2028-02-29"));
        assert_eq!(february.plus(-2).first_day(), day("2027-12-01"));
        assert_eq!(february.plus(13).months_since(february), 13);
    }
}
