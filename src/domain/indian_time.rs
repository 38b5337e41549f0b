//! Indian standard time: every date the service speaks of is an Indian one. Source: semantics 2.

use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat, Utc};

/// India's offset from UTC in seconds: +05:30, all year.
const OFFSET_S: i32 = 19_800;

/// The time zone.
pub fn ist() -> FixedOffset {
    match FixedOffset::east_opt(OFFSET_S) {
        Some(offset) => offset,
        None => unreachable!("five and a half hours is a valid offset"),
    }
}

/// The day in India at an instant.
pub fn day(instant: DateTime<Utc>) -> NaiveDate {
    instant.with_timezone(&ist()).date_naive()
}

/// An instant as our own pages and API print it, RFC 3339: `2026-01-15T10:00:00+05:30`.
pub fn printed(instant: DateTime<Utc>) -> String {
    instant
        .with_timezone(&ist())
        .to_rfc3339_opts(SecondsFormat::AutoSi, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_begins_half_past_six_in_the_evening_of_greenwich() {
        let instant: DateTime<Utc> = "2026-01-14T18:30:00Z".parse().unwrap();
        assert_eq!(day(instant).to_string(), "2026-01-15");
        assert_eq!(printed(instant), "2026-01-15T00:00:00+05:30");
    }
}
