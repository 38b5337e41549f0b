//! The numbers transfers carry, made as the networks make them.

use chrono::{Datelike, NaiveDate};

use crate::randomness::Stream;

/// A retrieval reference number: last digit of the year, day of the year, hour, six digits; 12 in all.
pub(crate) fn rrn(day: NaiveDate, minute: u16, chance: &mut Stream) -> String {
    format!(
        "{}{:03}{:02}{:06}",
        day.year() % 10,
        day.ordinal(),
        minute / 60,
        chance.below(1_000_000)
    )
}

/// The digits of a NEFT reference behind bank and `N`: year, day of the year, six digits.
pub(crate) fn neft_digits(day: NaiveDate, chance: &mut Stream) -> String {
    format!(
        "{:02}{:03}{:06}",
        day.year() % 100,
        day.ordinal(),
        chance.below(1_000_000)
    )
}

/// The digits of an RTGS reference behind bank, `R` and the channel: date and eight digits.
pub(crate) fn rtgs_digits(day: NaiveDate, chance: &mut Stream) -> String {
    format!("{}{:08}", day.format("%Y%m%d"), chance.below(100_000_000))
}
