//! Days on which banks in India are closed. Data: `fixtures/figures/bank_holidays.csv`.

use std::collections::HashSet;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate, Weekday};

/// Holidays with a fixed date, in all of India or nearly so. Feasts that follow the moon differ by state and year and are left out: a flag
/// that is raised wrongly is worse than one that is not.
const HOLIDAYS_CSV: &str = include_str!("../../fixtures/figures/bank_holidays.csv");

static FIXED: LazyLock<HashSet<(u32, u32)>> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(HOLIDAYS_CSV.as_bytes());
    let day = |row: csv::StringRecord| {
        let (month, day) = row.get(0)?.split_once('-')?;
        Some((month.parse().ok()?, day.parse().ok()?))
    };
    reader.records().flatten().filter_map(day).collect()
});

/// Whether banks are closed: Sundays, second and fourth Saturdays, holidays with a fixed date. Inferred.
pub fn is_bank_holiday(day: NaiveDate) -> bool {
    let week = day.day0() / 7 + 1;
    let is_free_saturday = day.weekday() == Weekday::Sat && (week == 2 || week == 4);
    day.weekday() == Weekday::Sun || is_free_saturday || FIXED.contains(&(day.month(), day.day()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::day;

    #[test]
    fn sundays_free_saturdays_and_fixed_holidays_are_closed() {
        for closed in ["2026-01-04", "2026-01-10", "2026-01-24", "2026-01-26", "2026-10-02"] {
            assert!(is_bank_holiday(day(closed)), "{closed}");
        }
        for open in ["2026-01-03", "2026-01-17", "2026-01-31", "2026-01-27"] {
            assert!(!is_bank_holiday(day(open)), "{open}");
        }
        assert_eq!(FIXED.len(), 5);
    }
}
