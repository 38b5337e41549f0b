//! The forms in which dates and instants go over the wire. Which field takes which is told by the schemas and conflicts C23, C48.
//!
//! Instants are UTC whether or not they say so (contract, `common.schema.json`, `datetime`); dates are days in India.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::domain::period::{Month, Period};

/// `2025-04-01`
pub fn date(day: NaiveDate) -> String {
    day.to_string()
}

/// `01/04/2025`
pub fn day_month_year(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

/// `2025-04`
pub fn year_month(month: Month) -> String {
    month.first_day().format("%Y-%m").to_string()
}

/// `2025-07-01 09:14:50`
pub fn date_time(instant: DateTime<Utc>) -> String {
    instant.format("%Y-%m-%d %H:%M:%S").to_string()
}

/// `2025-07-01T09:14:49.501200Z`
pub fn iso_z(instant: DateTime<Utc>) -> String {
    instant.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

/// `2025-07-01 09:14:49.501200+00:00`
pub fn date_time_offset(instant: DateTime<Utc>) -> String {
    instant.format("%Y-%m-%d %H:%M:%S%.6f+00:00").to_string()
}

/// `2025-04-01 00:00:00`: a day where an instant is wanted.
pub fn midnight(day: NaiveDate) -> String {
    format!("{day} 00:00:00")
}

/// `05-Apr-25`
pub fn day_mon_yy(day: NaiveDate) -> String {
    day.format("%d-%b-%y").to_string()
}

/// `Apr-25`
pub fn mon_yy(month: Month) -> String {
    month.first_day().format("%b-%y").to_string()
}

/// `Apr-2025`
pub fn mon_yyyy(month: Month) -> String {
    month.first_day().format("%b-%Y").to_string()
}

/// First and last day of something; both null where they are not known.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct DateRange {
    from_date: Option<String>,
    to_date: Option<String>,
}

impl DateRange {
    /// As `2025-04-01`. Source: contract, `common.schema.json`, `date_range`.
    pub fn dates(period: Option<Period>) -> Self {
        DateRange {
            from_date: period.map(|period| date(period.from)),
            to_date: period.map(|period| date(period.to)),
        }
    }

    /// As `01/04/2025`. Source: contract, `common.schema.json`, `dmy_range`.
    pub fn day_month_years(period: Option<Period>) -> Self {
        DateRange {
            from_date: period.map(|period| day_month_year(period.from)),
            to_date: period.map(|period| day_month_year(period.to)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_that_of_the_contract() {
        let instant: DateTime<Utc> = "2025-07-01T09:04:49.5012Z".parse().unwrap();
        assert_eq!(date_time(instant), "2025-07-01 09:04:49");
        assert_eq!(iso_z(instant), "2025-07-01T09:04:49.501200Z");
        assert_eq!(date_time_offset(instant), "2025-07-01 09:04:49.501200+00:00");
        let day = instant.date_naive();
        assert_eq!(
            (date(day), day_month_year(day)),
            ("2025-07-01".into(), "01/07/2025".into())
        );
        assert_eq!(year_month(Month::of(day)), "2025-07");
    }
}
