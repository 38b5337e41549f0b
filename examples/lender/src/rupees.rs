//! Amounts, as people in India write them.

use std::fmt;

/// An amount in paise: sums of money are never floating-point numbers here, although JSON carries them as such.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub struct Rupees {
    paise: i64,
}

impl Rupees {
    /// Whole rupees.
    pub const fn whole(rupees: i64) -> Self {
        Rupees { paise: rupees * 100 }
    }

    /// An amount of an answer.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "what a bank account holds is far below the limits of an i64"
    )]
    pub fn of(rupees: f64) -> Self {
        Rupees {
            paise: (rupees * 100.0).round() as i64,
        }
    }

    /// For ratios, of which only a few digits matter.
    #[expect(clippy::cast_precision_loss, reason = "exact below ninety thousand billion rupees")]
    pub fn as_f64(self) -> f64 {
        self.paise as f64 / 100.0
    }

    /// Without paise: `₹ 3,00,000`.
    pub fn rounded(self) -> String {
        written(self.paise < 0, (self.paise.unsigned_abs() + 50) / 100)
    }
}

/// With paise: `₹ 41,220.50`.
impl fmt::Display for Rupees {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let paise = self.paise.unsigned_abs();
        write!(f, "{}.{:02}", written(self.paise < 0, paise / 100), paise % 100)
    }
}

/// The last three digits stand together, all others in twos.
fn written(is_negative: bool, rupees: u64) -> String {
    let digits = rupees.to_string();
    let (mut left, last) = digits.split_at(digits.len().saturating_sub(3));
    let mut groups = vec![last];
    while !left.is_empty() {
        let (rest, group) = left.split_at(left.len().saturating_sub(2));
        groups.push(group);
        left = rest;
    }
    groups.reverse();
    format!("{}₹ {}", if is_negative { "−" } else { "" }, groups.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_stand_in_lakhs_and_crores() {
        assert_eq!(Rupees::whole(7).rounded(), "₹ 7");
        assert_eq!(Rupees::whole(1_000).rounded(), "₹ 1,000");
        assert_eq!(Rupees::whole(300_000).rounded(), "₹ 3,00,000");
        assert_eq!(Rupees::whole(12_345_678).rounded(), "₹ 1,23,45,678");
    }

    #[test]
    fn paise_are_kept_and_rounded_where_they_are_left_out() {
        assert_eq!(Rupees::of(41_220.5).to_string(), "₹ 41,220.50");
        assert_eq!(Rupees::of(41_220.5).rounded(), "₹ 41,221");
        assert_eq!(Rupees::of(-0.1).to_string(), "−₹ 0.10");
        assert_eq!(Rupees::of(0.1 + 0.2).to_string(), "₹ 0.30");
    }
}
