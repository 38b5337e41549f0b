//! The small values of a persona file. Each checks itself while it is read, so the problem has the right line and column.

use std::fmt;

use chrono::{NaiveDate, Weekday};
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Unexpected, Visitor};

use crate::domain::bank::{self, BankId};
use crate::domain::money::Money;
use crate::domain::period::Month;
use crate::domain::relative_date;
use crate::yaml::nearest;

/// The largest amount a file may name, in rupees: a hundred crore.
const RUPEES_MAX: u64 = 1_000_000_000;
/// How far a relative month may lie from the month of `as_of`; a life has 36 months before and 24 after.
const MONTHS_MAX: i32 = 60;

/// Whole rupees, at least 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Rupees(pub(crate) Money);

impl<'de> Deserialize<'de> for Rupees {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rupees = u64::deserialize(deserializer)?;
        in_rupees(rupees).map(Rupees)
    }
}

fn in_rupees<E: Error>(rupees: u64) -> Result<Money, E> {
    match i64::try_from(rupees) {
        Ok(number @ 1..) if rupees <= RUPEES_MAX => Ok(Money::rupees(number)),
        _ => Err(E::custom(format!(
            "an amount is whole rupees from 1 to {RUPEES_MAX}, not {rupees}"
        ))),
    }
}

/// A number, or a pair `[low, high]`, both included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Range {
    /// The least.
    pub(crate) low: i64,
    /// The most.
    pub(crate) high: i64,
}

impl<'de> Deserialize<'de> for Range {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RangeVisitor;
        impl<'de> Visitor<'de> for RangeVisitor {
            type Value = Range;
            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a whole number or a pair [low, high]")
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Range, E> {
                range(number, number)
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Range, E> {
                u64::try_from(number)
                    .map_err(|_| E::invalid_value(Unexpected::Signed(number), &self))
                    .and_then(|number| range(number, number))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Range, A::Error> {
                let pair = (items.next_element::<u64>()?, items.next_element::<u64>()?);
                match (pair, items.next_element::<u64>()?) {
                    ((Some(low), Some(high)), None) => range(low, high),
                    _ => Err(A::Error::custom("a range is a pair [low, high]")),
                }
            }
        }
        fn range<E: Error>(low: u64, high: u64) -> Result<Range, E> {
            match (i64::try_from(low), i64::try_from(high)) {
                (Ok(low), Ok(high)) if low <= high && high.unsigned_abs() <= RUPEES_MAX => Ok(Range { low, high }),
                _ => Err(E::custom(format!(
                    "a range goes from low to high and to {RUPEES_MAX} at most, not [{low}, {high}]"
                ))),
            }
        }
        deserializer.deserialize_any(RangeVisitor)
    }
}

/// A share in percent, 0 to 100.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Percent(pub(crate) u32);

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u32::deserialize(deserializer)? {
            percent @ 0..=100 => Ok(Percent(percent)),
            other => Err(D::Error::custom(format!("a percentage is 0 to 100, not {other}"))),
        }
    }
}

/// The day of the month something is due: 1 to 31 (the last day where the month is shorter), or `last`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct DayOfMonth(u32);

impl DayOfMonth {
    /// The last day of every month.
    pub(crate) const LAST: DayOfMonth = DayOfMonth(31);
    /// The 20th.
    pub(crate) const TWENTIETH: DayOfMonth = DayOfMonth(20);

    /// That day of a month.
    pub(crate) fn of(self, month: Month) -> NaiveDate {
        month.day(self.0)
    }
}

impl<'de> Deserialize<'de> for DayOfMonth {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DayVisitor;
        impl Visitor<'_> for DayVisitor {
            type Value = DayOfMonth;
            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a day of the month, 1 to 31, or `last`")
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<DayOfMonth, E> {
                match u32::try_from(number) {
                    Ok(day @ 1..=31) => Ok(DayOfMonth(day)),
                    _ => Err(E::custom(format!(
                        "a day of the month is 1 to 31, or `last`, not {number}"
                    ))),
                }
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<DayOfMonth, E> {
                self.visit_u64(u64::try_from(number).unwrap_or(0))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<DayOfMonth, E> {
                if text == "last" {
                    Ok(DayOfMonth::LAST)
                } else {
                    Err(E::custom(format!(
                        "a day of the month is 1 to 31, or `last`, not `{text}`"
                    )))
                }
            }
        }
        deserializer.deserialize_any(DayVisitor)
    }
}

/// A month counted from the month of `as_of`: `-3mo`, `0mo`, `+2mo`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct RelativeMonth(pub(crate) i32);

impl<'de> Deserialize<'de> for RelativeMonth {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.strip_suffix("mo")
            .and_then(|number| number.parse::<i32>().ok())
            .filter(|months| months.abs() <= MONTHS_MAX)
            .map(RelativeMonth)
            .ok_or_else(|| {
                D::Error::custom(format!(
                    "`{text}` is no month counted from as_of: write -3mo, 0mo or +2mo, {MONTHS_MAX} at most"
                ))
            })
    }
}

/// A day as [`relative_date::ALLOWED`] says, counted from `as_of`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct RelativeDay(String);

impl RelativeDay {
    /// The day, seen from `as_of`.
    pub(crate) fn of(&self, as_of: NaiveDate) -> NaiveDate {
        relative_date::parse(&self.0, as_of).unwrap_or(as_of)
    }
}

impl<'de> Deserialize<'de> for RelativeDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match relative_date::parse(&text, NaiveDate::default()) {
            Some(_) => Ok(RelativeDay(text)),
            None => Err(D::Error::custom(format!(
                "`{text}` is no date; write {}",
                relative_date::ALLOWED
            ))),
        }
    }
}

/// A calendar month by its English name, `april` or `apr`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct CalendarMonth(pub(crate) u32);

impl<'de> Deserialize<'de> for CalendarMonth {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse::<chrono::Month>()
            .map(|month| CalendarMonth(month.number_from_month()))
            .map_err(|_| D::Error::custom(format!("`{text}` is no month; write its name, as `april`")))
    }
}

/// A day of the week by its English name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct DayOfWeek(pub(crate) Weekday);

impl<'de> Deserialize<'de> for DayOfWeek {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse()
            .map(DayOfWeek)
            .map_err(|_| D::Error::custom(format!("`{text}` is no day of the week; write its name, as `sunday`")))
    }
}

/// A name as it may stand on a statement: 1 to 60 printable ASCII characters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Name(pub(crate) String);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        printable(text.trim(), 60).map(Name)
    }
}

/// How often something happens: a range up to `MOST`, so that no file lives for hours.
pub(super) fn count<'de, D: Deserializer<'de>, const MOST: i64>(deserializer: D) -> Result<Range, D::Error> {
    let range = Range::deserialize(deserializer)?;
    if range.high > MOST {
        return Err(D::Error::custom(format!(
            "{} times are too many; {MOST} at most",
            range.high
        )));
    }
    Ok(range)
}

/// At least one name.
pub(super) fn names<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Name>, D::Error> {
    let names = Vec::<Name>::deserialize(deserializer)?;
    if names.is_empty() {
        return Err(D::Error::custom("at least one name is needed here"));
    }
    Ok(names)
}

/// The text when it is printable ASCII, not empty and not longer than so many characters.
pub(super) fn printable<E: Error>(text: &str, length_max: usize) -> Result<String, E> {
    let is_printable = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if is_printable && (1..=length_max).contains(&text.len()) {
        Ok(text.to_owned())
    } else {
        Err(E::custom(format!(
            "`{}` must be 1 to {length_max} plain letters, digits and signs, as a statement prints them",
            text.chars().take(80).collect::<String>()
        )))
    }
}

/// A bank of the catalogue.
pub(super) fn bank<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BankId, D::Error> {
    let text = String::deserialize(deserializer)?;
    BankId::parse(&text).ok_or_else(|| {
        let near = nearest(&text, bank::catalogue().iter().map(|bank| bank.id.as_str()));
        let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        D::Error::custom(format!("`{text}` is no bank of the catalogue{hint}"))
    })
}

/// An account number: 6 to 18 digits.
pub(super) fn account_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && (6..=18).contains(&text.len()) {
        Ok(text)
    } else {
        Err(D::Error::custom(format!(
            "an account number is 6 to 18 digits in quotes, not `{text}`"
        )))
    }
}

/// A whole number from `LOW` to `HIGH`.
pub(super) fn between<'de, D: Deserializer<'de>, const LOW: u16, const HIGH: u16>(
    deserializer: D,
) -> Result<u16, D::Error> {
    let number = u64::deserialize(deserializer)?;
    u16::try_from(number)
        .ok()
        .filter(|number| (LOW..=HIGH).contains(number))
        .ok_or_else(|| D::Error::custom(format!("expected a number from {LOW} to {HIGH}, not {number}")))
}
