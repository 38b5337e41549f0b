//! Dates as people give them: absolute, or relative to today.

use chrono::{Days, Months, NaiveDate};

/// What a date may look like, for messages.
pub const ALLOWED: &str =
    "a date as 2025-07-31, `today`, `yesterday`, or a distance from today as -6mo, -90d, -2w or -1y";

/// Reads a date as [`ALLOWED`] says, seen from `today`.
///
/// Months and years are counted on the calendar: `-1mo` on 31 March is the last day of February.
pub fn parse(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    match text.trim() {
        "today" => Some(today),
        "yesterday" => today.pred_opt(),
        text => text.parse().ok().or_else(|| distance(text, today)),
    }
}

fn distance(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let unit_at = text.find(|character: char| character.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at(unit_at);
    let (is_past, digits) = match number.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, number.strip_prefix('+')?),
    };
    let count: u32 = digits.parse().ok()?;
    let by_days = |days: u64| {
        if is_past {
            today.checked_sub_days(Days::new(days))
        } else {
            today.checked_add_days(Days::new(days))
        }
    };
    let by_months = |months: u32| {
        let months = Months::new(months);
        if is_past {
            today.checked_sub_months(months)
        } else {
            today.checked_add_months(months)
        }
    };
    match unit {
        "d" => by_days(count.into()),
        "w" => by_days(u64::from(count) * 7),
        "mo" => by_months(count),
        "y" => by_months(count.checked_mul(12)?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_from_today() {
        let today = NaiveDate::from_ymd_opt(2026, 3, 31).unwrap();
        for (text, expected) in [
            ("2025-07-01", "2025-07-01"),
            ("today", "2026-03-31"),
            ("yesterday", "2026-03-30"),
            ("-1mo", "2026-02-28"),
            ("-6mo", "2025-09-30"),
            ("-90d", "2025-12-31"),
            ("+2w", "2026-04-14"),
            ("-1y", "2025-03-31"),
        ] {
            assert_eq!(
                parse(text, today).map(|day| day.to_string()).as_deref(),
                Some(expected),
                "{text}"
            );
        }
    }

    #[test]
    fn anything_else_is_no_date() {
        let today = NaiveDate::from_ymd_opt(2026, 3, 31).unwrap();
        for text in [
            "",
            "6mo",
            "-mo",
            "-6",
            "-6m",
            "2025-13-01",
            "tomorrow?",
            "-99999999999mo",
            "-4000000000y",
        ] {
            assert_eq!(parse(text, today), None, "{text:?}");
        }
    }
}
