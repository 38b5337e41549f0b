//! Money in Indian rupees, exact to the paisa.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use serde::{Deserialize, Serialize};

/// An amount in paise; negative when it is owed.
///
/// Sums saturate instead of overflowing: text with 25 digits must not bring the reader down.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug, Serialize, Deserialize)]
pub struct Money(i64);

impl Money {
    /// Nothing.
    pub const ZERO: Money = Money(0);

    /// Money from paise.
    pub const fn paise(paise: i64) -> Self {
        Money(paise)
    }

    /// Money from whole rupees.
    pub const fn rupees(rupees: i64) -> Self {
        Money(rupees.saturating_mul(100))
    }

    /// The amount in paise.
    pub const fn in_paise(self) -> i64 {
        self.0
    }

    /// Whether this is exactly nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether this is less than nothing.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// The amount without its sign.
    pub const fn abs(self) -> Self {
        Money(self.0.saturating_abs())
    }

    /// The amount as a JSON number in rupees: `1609.0`, `0.1`.
    pub fn in_rupees(self) -> f64 {
        self.0 as f64 / 100.0
    }

    /// Two decimals, no grouping: `123456.78`, `-5.00`.
    pub fn plain(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let paise = self.0.unsigned_abs();
        format!("{sign}{}.{:02}", paise / 100, paise % 100)
    }

    /// Two decimals, Indian grouping: `1,23,456.78`, `-5.00`.
    pub fn grouped(self) -> String {
        let plain = self.plain();
        let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
        let (rupees, fraction) = digits.split_at(digits.len() - 3);
        let mut out = String::with_capacity(plain.len() + 8);
        out.push_str(sign);
        for (index, digit) in rupees.chars().enumerate() {
            let left = rupees.len() - index;
            if index > 0 && (left == 3 || (left > 3 && left % 2 == 1)) {
                out.push(',');
            }
            out.push(digit);
        }
        out + fraction
    }

    /// Reads `1234`, `1,234.5`, `-12.34`: optional sign, digits with optional commas, at most two decimals.
    ///
    /// `None` for anything else, and for more than 15 digits before the point.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (rupees, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let rupees: String = rupees.chars().filter(|character| *character != ',').collect();
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if rupees.is_empty() || rupees.len() > 15 || fraction.len() > 2 || !is_number(&rupees) || !is_number(fraction) {
            return None;
        }
        let paise = rupees.parse::<i64>().ok()? * 100 + format!("{fraction:0<2}").parse::<i64>().ok()?;
        Some(Money(if negative { -paise } else { paise }))
    }
}

impl fmt::Display for Money {
    /// As [`Money::grouped`].
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.grouped())
    }
}

impl Add for Money {
    type Output = Money;
    fn add(self, other: Money) -> Money {
        Money(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Money;
    fn sub(self, other: Money) -> Money {
        Money(self.0.saturating_sub(other.0))
    }
}

impl Neg for Money {
    type Output = Money;
    fn neg(self) -> Money {
        Money(self.0.saturating_neg())
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Money) {
        *self = *self + other;
    }
}

impl SubAssign for Money {
    fn sub_assign(&mut self, other: Money) {
        *self = *self - other;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> Money {
        amounts.fold(Money::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_printed_with_indian_grouping() {
        for (paise, grouped) in [
            (0, "0.00"),
            (5, "0.05"),
            (99_999, "999.99"),
            (100_000, "1,000.00"),
            (12_345_678, "1,23,456.78"),
            (-1_234_567_890, "-1,23,45,678.90"),
        ] {
            assert_eq!(Money::paise(paise).grouped(), grouped);
        }
    }

    #[test]
    fn what_is_printed_is_read_back() {
        for paise in [0, 7, 100, -3_050, 12_345_678, i64::from(i32::MAX) * 1_000] {
            let money = Money::paise(paise);
            assert_eq!(Money::parse(&money.plain()), Some(money));
            assert_eq!(Money::parse(&money.grouped()), Some(money));
        }
    }

    #[test]
    fn anything_that_is_no_amount_is_refused() {
        for text in [
            "",
            "-",
            ".",
            ".5",
            "1.234",
            "12a",
            "1 2",
            "+5",
            "1234567890123456",
            "--1",
        ] {
            assert_eq!(Money::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn sums_saturate() {
        assert_eq!(Money::paise(i64::MAX) + Money::paise(1), Money::paise(i64::MAX));
    }
}
