//! The Indian banking calendar: working days, festivals, seasons.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::domain::period::Month;

/// Bank holidays with a fixed date, as (month, day): Republic Day, Labour Day, Independence Day, Gandhi Jayanti, Christmas.
const FIXED_HOLIDAYS: [(u32, u32); 5] = [(1, 26), (5, 1), (8, 15), (10, 2), (12, 25)];

/// A month and a day in it.
type Date = (u32, u32);

/// Year, Holi, Diwali. Source: published almanacs, which are computed ahead for the later years.
const MOVING_HOLIDAYS: [(i32, Date, Date); 10] = [
    (2021, (3, 29), (11, 4)),
    (2022, (3, 18), (10, 24)),
    (2023, (3, 8), (11, 12)),
    (2024, (3, 25), (11, 1)),
    (2025, (3, 14), (10, 20)),
    (2026, (3, 4), (11, 8)),
    (2027, (3, 22), (10, 29)),
    (2028, (3, 11), (10, 17)),
    (2029, (3, 1), (11, 5)),
    (2030, (3, 20), (10, 26)),
];

/// Whether banks work: no Sunday, second or fourth Saturday, or holiday.
pub(crate) fn is_working_day(day: NaiveDate) -> bool {
    let date = (day.month(), day.day());
    let is_free_saturday = day.weekday() == Weekday::Sat && matches!((day.day() - 1) / 7, 1 | 3);
    let is_moving_holiday = MOVING_HOLIDAYS
        .iter()
        .any(|(year, holi, diwali)| *year == day.year() && (*holi == date || *diwali == date));
    day.weekday() != Weekday::Sun && !is_free_saturday && !FIXED_HOLIDAYS.contains(&date) && !is_moving_holiday
}

/// The day itself, or the next working day.
pub(crate) fn on_or_after(day: NaiveDate) -> NaiveDate {
    day.iter_days().find(|day| is_working_day(*day)).unwrap_or(day)
}

/// The day itself, or the last working day before it.
pub(crate) fn on_or_before(day: NaiveDate) -> NaiveDate {
    day.iter_days().rev().find(|day| is_working_day(*day)).unwrap_or(day)
}

/// The first working day after so many calendar days.
pub(crate) fn working_day_after(day: NaiveDate, days: u64) -> NaiveDate {
    on_or_after(day.checked_add_days(Days::new(days)).unwrap_or(day))
}

/// How much is spent on wishes in a month, in percent of a usual one: more around Diwali, a little more in May.
pub(crate) fn season_percent(month: Month) -> i64 {
    match month.first_day().month() {
        10 => 130,
        11 => 120,
        12 | 5 => 108,
        2 | 7 => 92,
        _ => 100,
    }
}

/// How much electricity a month takes, in percent of the average: summer is hot.
pub(crate) fn heat_percent(month: Month) -> i64 {
    match month.first_day().month() {
        4..=6 => 145,
        7..=9 => 115,
        12 | 1 => 70,
        _ => 90,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn banks_rest_on_sundays_second_and_fourth_saturdays_and_holidays() {
        for free in [
            "2026-01-11",
            "2026-01-10",
            "2026-01-24",
            "2026-01-26",
            "2026-11-08",
            "2025-10-20",
        ] {
            assert!(!is_working_day(day(free)), "{free}");
        }
        for working in ["2026-01-03", "2026-01-17", "2026-01-31", "2026-01-12"] {
            assert!(is_working_day(day(working)), "{working}");
        }
    }

    #[test]
    fn what_falls_on_a_free_day_moves() {
        assert_eq!(on_or_before(day("2026-01-26")), day("2026-01-23"));
        assert_eq!(on_or_after(day("2026-01-10")), day("2026-01-12"));
        assert_eq!(working_day_after(day("2026-01-08"), 2), day("2026-01-12"));
    }
}
