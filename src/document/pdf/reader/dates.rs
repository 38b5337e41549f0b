//! Dates as statements print them.

use chrono::NaiveDate;

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// The date the text begins with, and what follows it: day first (`01/04/25`, `1-Apr-2025`, `01 Apr 2025`), month first
/// (`April 01, 2025`), or year first (`2025-04-01`). Two digits of a year are this century's.
pub(super) fn leading_date(text: &str) -> Option<(NaiveDate, &str)> {
    let text = text.trim_start();
    let mut parts = Parts { rest: text };
    let first = parts.next()?;
    let (second, third) = (parts.next()?, parts.next()?);
    let (day, month, year) = match (first, second, third) {
        (Part::Number(year, 4), Part::Number(month, 1..=2), Part::Number(day, 1..=2)) => (day, month, year),
        (Part::Number(day, 1..=2), Part::Number(month, 1..=2), Part::Number(year, digits)) => {
            (day, month, year_of(year, digits)?)
        }
        (Part::Number(day, 1..=2), Part::Month(month), Part::Number(year, digits)) => {
            (day, month, year_of(year, digits)?)
        }
        (Part::Month(month), Part::Number(day, 1..=2), Part::Number(year, 4)) => (day, month, year),
        _ => return None,
    };
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    Some((date, parts.rest))
}

/// The date a text is, with nothing behind it but a time of day.
pub(super) fn whole_date(text: &str) -> Option<NaiveDate> {
    let (date, rest) = leading_date(text)?;
    is_time_or_nothing(rest).then_some(date)
}

/// Every date in the text, with where it begins and ends.
pub(super) fn dates_in(text: &str) -> Vec<(NaiveDate, usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut may_start = true;
    while let Some(character) = text.get(at..).and_then(|rest| rest.chars().next()) {
        if may_start
            && character.is_ascii_alphanumeric()
            && let Some((date, rest)) = leading_date(&text[at..])
        {
            let end = text.len() - rest.len();
            found.push((date, at, end));
            at = end;
            may_start = false;
            continue;
        }
        may_start = !character.is_alphanumeric();
        at += character.len_utf8();
    }
    found
}

/// Whether the text is a time of day (`10:22:33`, `10:22 AM`) or nothing.
pub(super) fn is_time_or_nothing(text: &str) -> bool {
    text.split_whitespace().all(|word| {
        let is_clock = word.contains(':')
            && word
                .bytes()
                .all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'));
        is_clock || word.eq_ignore_ascii_case("am") || word.eq_ignore_ascii_case("pm") || word == "IST"
    })
}

fn year_of(year: u32, digits: usize) -> Option<u32> {
    match digits {
        2 => Some(2000 + year),
        4 => Some(year),
        _ => None,
    }
}

enum Part {
    Number(u32, usize),
    Month(u32),
}

struct Parts<'a> {
    rest: &'a str,
}

impl Parts<'_> {
    /// The next number or month's name, the separators before it skipped.
    fn next(&mut self) -> Option<Part> {
        let skipped = self.rest.trim_start_matches(['/', '-', '.', ' ', ',', '\'']);
        if self.rest.len() - skipped.len() > 3 {
            return None;
        }
        let digits = skipped.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            self.rest = &skipped[digits..];
            return Some(Part::Number(skipped[..digits].parse().ok()?, digits));
        }
        let letters = skipped.bytes().take_while(u8::is_ascii_alphabetic).count();
        let name = skipped[..letters].to_ascii_lowercase();
        let month = MONTHS.iter().position(|month| name.starts_with(month))?;
        let is_spelled_out = name.len() == 3
            || name == "sept"
            || [
                "january",
                "february",
                "march",
                "april",
                "june",
                "july",
                "august",
                "september",
                "october",
                "november",
                "december",
            ]
            .contains(&name.as_str());
        if !is_spelled_out {
            return None;
        }
        self.rest = &skipped[letters..];
        Some(Part::Month(month as u32 + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn dates_are_read_in_every_form_banks_use() {
        for text in [
            "01/04/25",
            "01/04/2025",
            "01-04-2025",
            "01-04-25",
            "1 Apr 2025",
            "01-Apr-25",
            "01-Apr-2025",
            "01-APR-2025",
            "2025-04-01",
            "01.04.2025",
            "April 01, 2025",
            "Apr 1, 2025",
            "1 April 2025",
            "01Apr2025",
            "01 Apr 25",
            "01/Apr/2025",
            "01/04/2025 10:22:33",
            "01-04-2025 10:22 AM",
            "01 Apr, 2025",
            "1-4-2025",
        ] {
            assert_eq!(whole_date(text), Some(day("2025-04-01")), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "31/02/2025",
            "01/13/2025",
            "1234567890",
            "01/04",
            "Total",
            "12 Maya 2025",
            "1.2",
            "01/04/123",
            "500.00 12 2025",
        ] {
            assert_eq!(whole_date(text), None, "{text}");
        }
    }

    #[test]
    fn dates_are_found_inside_a_text() {
        let text = "Statement From : 01/04/2025 To : 30/09/2025 (A/C 50100012345)";
        let found: Vec<(NaiveDate, &str)> = dates_in(text)
            .into_iter()
            .map(|(date, start, end)| (date, &text[start..end]))
            .collect();
        assert_eq!(
            found,
            [(day("2025-04-01"), "01/04/2025"), (day("2025-09-30"), "30/09/2025")]
        );
        assert_eq!(dates_in("period April 01, 2025 - September 30, 2025").len(), 2);
        assert_eq!(dates_in("ref 12345678 only").len(), 0);
    }
}
