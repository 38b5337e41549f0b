//! The branch an account is kept at, made up from the holder's address.

use crate::domain::bank::BankId;
use crate::persona::bank_style;

/// Where an account is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Branch {
    bank: BankId,
    /// The town, in upper case.
    pub(crate) city: String,
    /// The part of the town, in upper case.
    pub(crate) area: String,
    /// The bank's number for the branch, six digits.
    pub(crate) code: String,
    pin: String,
}

impl Branch {
    /// The branch of a bank near an address; the account's number decides which of several.
    ///
    /// The town is the last line of the address without its PIN code, the area the line before.
    pub(crate) fn new(address: &[String], bank: BankId, number: &str) -> Self {
        let last = address.last().map_or("", String::as_str);
        let pin: String = last.chars().filter(char::is_ascii_digit).collect();
        let city = last.trim_end_matches(|character: char| !character.is_ascii_alphabetic());
        let area = address.iter().rev().nth(1).map_or(city, String::as_str);
        let area = area.split(' ').take(2).collect::<Vec<_>>().join(" ");
        let tail = number
            .bytes()
            .rev()
            .take(4)
            .fold(0_u32, |sum, digit| sum * 7 + u32::from(digit));
        Branch {
            bank,
            city: city.to_ascii_uppercase(),
            area: area.to_ascii_uppercase(),
            code: format!("{:06}", tail % 4_900 + 1),
            pin: if pin.len() == 6 { pin } else { "400001".to_owned() },
        }
    }

    /// The IFSC; `None` where nobody knows how the bank's begin.
    pub(crate) fn ifsc(&self) -> Option<String> {
        let prefix = self.bank.bank().ifsc_prefix?;
        Some(format!("{prefix}0{}", self.code))
    }

    /// The IFSC, or something that looks like one.
    pub(crate) fn ifsc_like(&self) -> String {
        format!("{}0{}", self.bank_code(), self.code)
    }

    /// Four letters for the bank: those of its IFSC, else of its identifier.
    pub(crate) fn bank_code(&self) -> String {
        let letters = self.bank.as_str().chars().filter(char::is_ascii_alphabetic);
        let from_name = || {
            letters
                .chain("XXXX".chars())
                .take(4)
                .collect::<String>()
                .to_ascii_uppercase()
        };
        self.bank.bank().ifsc_prefix.map_or_else(from_name, str::to_owned)
    }

    /// The MICR code: town (the PIN's first digits), bank, branch.
    pub(crate) fn micr(&self) -> String {
        format!(
            "{}{}{}",
            &self.pin[..3],
            bank_style::of(self.bank).micr,
            &self.code[3..]
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_branch_is_where_the_holder_lives() {
        let address = ["Flat 3", "Baner Road", "Pune 411045"].map(str::to_owned);
        let branch = Branch::new(&address, BankId::parse("hdfc").unwrap(), "50100000004821");
        assert_eq!((branch.city.as_str(), branch.area.as_str()), ("PUNE", "BANER ROAD"));
        assert_eq!(branch.ifsc().map(|ifsc| ifsc.len()), Some(11));
        assert!(branch.micr().starts_with("411240") && branch.micr().len() == 9);
    }
}
