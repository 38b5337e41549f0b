//! Values of facts, out of the text that stands beside or below their labels.

use super::dates::dates_in;
use super::words::plain_words;
use crate::domain::period::Period;

/// Digits, possibly masked and possibly in groups, without the spaces between them.
pub(super) fn account_in(text: &str) -> Option<String> {
    let mut out = String::new();
    for word in text.split_whitespace() {
        let word = word.trim_matches([':', ',', '.', '(', ')']);
        let is_part = !word.is_empty()
            && word
                .chars()
                .all(|character| character.is_ascii_digit() || matches!(character, 'X' | 'x' | '*' | '-' | '/'));
        if !is_part {
            break;
        }
        out.push_str(word);
    }
    let digits = out.bytes().filter(u8::is_ascii_digit).count();
    let masked = out
        .chars()
        .filter(|character| matches!(character, 'X' | 'x' | '*'))
        .count();
    (digits >= 3 && digits + masked >= 6).then_some(out)
}

/// `… for Account Number 0000123456 …`, `… A/c 0000123456 …`.
pub(super) fn account_in_sentence(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(2).enumerate().find_map(|(index, pair)| {
        let before = words.get(index.saturating_sub(1)..=index)?.join(" ");
        let plain = plain_words(&before);
        let is_label = ["account number", "account no", "a c no", "a c", "ac no"]
            .iter()
            .any(|label| {
                plain.ends_with(label)
                    && (plain.len() == label.len() || plain[..plain.len() - label.len()].ends_with(' '))
            });
        let number = account_in(pair[1])?;
        (is_label && number.len() >= 8).then_some(number)
    })
}

/// A person's or firm's name, without the title in front.
pub(super) fn person_in(text: &str) -> Option<String> {
    const TITLES: &[&str] = &["mr", "mrs", "ms", "miss", "smt", "shri", "sri", "kum"];
    let mut text = text.trim().trim_end_matches(',');
    if let Some((first, rest)) = text.split_once(' ')
        && TITLES.contains(&first.trim_end_matches('.').to_ascii_lowercase().as_str())
    {
        text = rest.trim();
    }
    text.chars().any(char::is_alphabetic).then(|| text.to_owned())
}

/// The first IFSC in the text.
pub(super) fn ifsc_in(text: &str) -> Option<String> {
    text.split(|character: char| !character.is_ascii_alphanumeric())
        .find(|word| is_ifsc(word))
        .map(str::to_owned)
}

/// Four letters, a zero, six letters or digits.
fn is_ifsc(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.len() == 11
        && bytes[..4].iter().all(u8::is_ascii_uppercase)
        && bytes[4] == b'0'
        && bytes[5..]
            .iter()
            .all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

/// The first word, when it is a number.
pub(super) fn number_in(text: &str) -> Option<String> {
    let word = text.split_whitespace().next()?;
    word.bytes().all(|byte| byte.is_ascii_digit()).then(|| word.to_owned())
}

/// A telephone number, which may be masked.
pub(super) fn phone_in(text: &str) -> Option<String> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_phone = text.chars().all(|character| {
        character.is_ascii_digit() || matches!(character, '+' | '-' | ' ' | '(' | ')' | '/' | ',' | 'X' | 'x' | '*')
    });
    (is_phone && digits >= 4).then(|| text.trim().to_owned())
}

/// The first word, when it holds digits or is masked.
pub(super) fn first_word_with_digits(text: &str) -> Option<String> {
    let word = text.split_whitespace().next()?.trim_matches([',', '.']);
    let is_number = word
        .bytes()
        .any(|byte| byte.is_ascii_digit() || matches!(byte, b'X' | b'*'));
    is_number.then(|| word.to_owned())
}

/// `… from A to B`, `A - B`, in a line that speaks of a period or of nothing else.
pub(super) fn period_in(text: &str) -> Option<Period> {
    let dates = dates_in(text);
    for pair in dates.windows(2) {
        let [(from, start, end), (to, next, _)] = pair else {
            continue;
        };
        let between = text.get(*end..*next).unwrap_or_default();
        let plain = plain_words(between);
        let is_joined = match plain.as_str() {
            "to" | "and" | "till" | "upto" | "through" | "to date" | "until" => true,
            "" => between.contains(['-', '\u{2013}', '\u{2014}', '~']),
            _ => false,
        };
        let before = plain_words(text.get(..*start).unwrap_or_default());
        let speaks_of_period = before.is_empty()
            || [
                "period",
                "from",
                "statement",
                "between",
                "for",
                "duration",
                "transactions",
                "date range",
                "dates",
            ]
            .iter()
            .any(|word| before.split(' ').any(|found| found == *word));
        if is_joined && speaks_of_period {
            return Period::new(*from, *to);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read_in_every_form() {
        for text in [
            "Statement of account from 01-04-2025 to 30-09-2025",
            "for the period (From : 01-04-2025 To : 30-09-2025)",
            "period April 01, 2025 - September 30, 2025",
            "01 Apr 2025 - 30 Sep 2025",
            "Period : 01-04-2025 to 30-09-2025",
        ] {
            let period = period_in(text).map(|period| period.to_string());
            assert_eq!(period.as_deref(), Some("2025-04-01 to 2025-09-30"), "{text}");
        }
        assert_eq!(period_in("Opened 01-04-2025, renewed 01-04-2026"), None);
    }

    #[test]
    fn account_numbers_may_be_masked_or_grouped() {
        for (text, expected) in [
            ("5010 0012 3456", Some("501000123456")),
            ("XXXXXX1234", Some("XXXXXX1234")),
            ("50100012345678 PRIME", Some("50100012345678")),
            ("12", None),
            ("SAVINGS", None),
        ] {
            assert_eq!(account_in(text).as_deref(), expected, "{text}");
        }
    }
}
