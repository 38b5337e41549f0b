//! Amounts as statements print them.

use crate::domain::ledger::Direction;
use crate::domain::money::Money;

/// An amount with what is printed around it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct PrintedAmount {
    /// The amount; negative where a minus or brackets say so.
    pub(super) money: Money,
    /// `Dr` or `Cr` behind or before it.
    pub(super) mark: Option<Direction>,
}

impl PrintedAmount {
    /// The amount as a balance: what is `Dr` is owed.
    pub(super) fn as_balance(self) -> Money {
        match self.mark {
            Some(Direction::Debit) => -self.money.abs(),
            Some(Direction::Credit) | None => self.money,
        }
    }
}

/// What a numeric cell says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Cell {
    /// Nothing, or a dash.
    Empty,
    /// An amount, perhaps nothing (`0.00`).
    Amount(PrintedAmount),
    /// Something that is no amount.
    Other,
}

/// How strictly an amount must be written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Strictness {
    /// Two decimals, as every bank prints them.
    TwoDecimals,
    /// None or one decimal is fine too: a second try, for tables that do not read otherwise.
    Any,
}

/// Reads a whole numeric cell: `1,23,456.78`, `Rs. 500.00 Cr`, `(1,000.00)`, `-5.00`, `500.00(Dr)`, `-`.
pub(super) fn read_cell(text: &str, strictness: Strictness) -> Cell {
    let trimmed = text.trim();
    if trimmed.is_empty()
        || trimmed
            .chars()
            .all(|character| matches!(character, '-' | '\u{2013}' | '\u{2014}' | ' '))
    {
        return Cell::Empty;
    }
    match read_amount(trimmed, strictness) {
        Some(amount) => Cell::Amount(amount),
        // `0` stands for an empty cell even where amounts have two decimals.
        None if trimmed == "0" => Cell::Empty,
        None => Cell::Other,
    }
}

/// Reads an amount and nothing else.
pub(super) fn read_amount(text: &str, strictness: Strictness) -> Option<PrintedAmount> {
    let mut rest = text.trim();
    let mut mark = None;
    let mut is_negative = false;
    let mut has_digits_next = false;
    // Whatever surrounds the digits comes off from the outside in; each thing at most once, in any order.
    for _ in 0..8 {
        let before = rest;
        rest = rest
            .trim()
            .trim_start_matches(['\u{20b9}', '+'])
            .trim_end_matches(['*', ':']);
        if let Some(inner) = rest.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
            rest = inner;
            is_negative = inner.starts_with(|character: char| character.is_ascii_digit()) && mark.is_none();
        }
        for currency in ["INR", "Rs.", "Rs", "RS."] {
            if let Some(inner) = rest.strip_prefix(currency) {
                rest = inner;
            }
            if let Some(inner) = rest.strip_suffix(currency) {
                rest = inner;
            }
        }
        if let Some((inner, found)) = strip_mark(rest) {
            rest = inner;
            mark = mark.or(Some(found));
        }
        if let Some(inner) = rest.strip_prefix('-').or_else(|| rest.strip_suffix('-')) {
            rest = inner;
            is_negative = true;
        }
        if rest == before {
            has_digits_next = true;
            break;
        }
    }
    if !has_digits_next || !is_grouped_number(rest, strictness) {
        return None;
    }
    let money = Money::parse(rest)?;
    Some(PrintedAmount {
        money: if is_negative { -money } else { money },
        mark,
    })
}

/// What `Dr`, `Cr.`, `(Dr)`, `D`, `DEBIT` by itself says.
pub(super) fn read_mark(text: &str) -> Option<Direction> {
    let word = text.trim_matches(|character: char| !character.is_ascii_alphanumeric());
    if word.eq_ignore_ascii_case("dr") || word.eq_ignore_ascii_case("debit") || word == "D" {
        Some(Direction::Debit)
    } else if word.eq_ignore_ascii_case("cr") || word.eq_ignore_ascii_case("credit") || word == "C" {
        Some(Direction::Credit)
    } else {
        None
    }
}

fn strip_mark(text: &str) -> Option<(&str, Direction)> {
    const MARKS: [(&str, Direction); 2] = [("dr", Direction::Debit), ("cr", Direction::Credit)];
    let end = text.trim_end_matches(['.', ')', ' ']);
    let start = text.trim_start_matches(['(', ' ']);
    for (mark, direction) in MARKS {
        if let Some(split) = end.len().checked_sub(2)
            && end.get(split..).is_some_and(|tail| tail.eq_ignore_ascii_case(mark))
        {
            return Some((end[..split].trim_end_matches(['(', ' ']), direction));
        }
        if start.get(..2).is_some_and(|head| head.eq_ignore_ascii_case(mark)) {
            return Some((start[2..].trim_start_matches(['.', ')', ' ']), direction));
        }
    }
    None
}

/// `1,23,456.78`, `1234.5`, `12`: digits, commas only between groups of two or three, decimals as asked.
fn is_grouped_number(text: &str, strictness: Strictness) -> bool {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let are_decimals_fine = match strictness {
        Strictness::TwoDecimals => decimals.len() == 2,
        Strictness::Any => decimals.len() <= 2,
    };
    if !are_decimals_fine || !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let is_digits = |group: &str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    // `.50` is printed by some core systems for less than a rupee; Money::parse asks for a digit, so it is refused there.
    is_digits(first) && groups.all(|group| is_digits(group) && (2..=3).contains(&group.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_banks_print_them() {
        use Direction::{Credit, Debit};
        for (text, paise, mark) in [
            ("1,23,456.78", 12_345_678, None),
            ("123456.78", 12_345_678, None),
            ("-5.00", -500, None),
            ("5.00-", -500, None),
            ("(1,000.00)", -100_000, None),
            ("Rs. 500.00 Cr", 50_000, Some(Credit)),
            ("INR 500.00", 50_000, None),
            ("\u{20b9}500.00", 50_000, None),
            ("500.00(Dr)", 50_000, Some(Debit)),
            ("500.00 (Cr)", 50_000, Some(Credit)),
            ("500.00DR", 50_000, Some(Debit)),
            ("500.00 Dr.", 50_000, Some(Debit)),
            ("(Dr) 500.00", 50_000, Some(Debit)),
            ("-1,000.00 Dr", -100_000, Some(Debit)),
        ] {
            let amount = read_amount(text, Strictness::TwoDecimals).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((amount.money.in_paise(), amount.mark), (paise, mark), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in [
            "",
            "12",
            "12.5",
            "1,2,3.00",
            "UPI",
            "01.04.2025",
            "1.23.00",
            "CR",
            "12.345",
            "1234567890123456.00",
        ] {
            assert_eq!(read_amount(text, Strictness::TwoDecimals), None, "{text}");
        }
        assert_eq!(
            read_amount("1,250", Strictness::Any).unwrap().money,
            Money::rupees(1250)
        );
        assert_eq!(read_amount("12.5", Strictness::Any).unwrap().money, Money::paise(1250));
    }

    #[test]
    fn dashes_and_zeros_are_empty() {
        for (text, cell) in [
            ("-", Cell::Empty),
            ("--", Cell::Empty),
            ("", Cell::Empty),
            ("0", Cell::Empty),
            ("abc", Cell::Other),
        ] {
            assert_eq!(read_cell(text, Strictness::TwoDecimals), cell, "{text}");
        }
    }

    #[test]
    fn an_overdrawn_balance_is_negative() {
        for (text, paise) in [("5.00 Dr", -500), ("-5.00 Dr", -500), ("5.00 Cr", 500), ("-5.00", -500)] {
            let amount = read_amount(text, Strictness::TwoDecimals).unwrap();
            assert_eq!(amount.as_balance(), Money::paise(paise), "{text}");
        }
    }
}
