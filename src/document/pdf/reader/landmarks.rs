//! Lines of a table that are no rows, known by their first words: openings, totals, summaries, legends.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::word_lists::pairs;
use super::words::{plain_words, strip_phrase};

/// What a line that is no row announces.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Landmark {
    /// The balance before the rows.
    Opening,
    /// The balance behind them, on this page or at the end.
    Closing,
    /// Sums, of a page or of all.
    Total,
    /// The table is over: what follows until the next header is none of it.
    End,
    /// Something printed round the table: a page number, a notice.
    Notice,
}

/// Phrases by their first word, longest first: `total brought forward` is no total.
static PHRASES: LazyLock<HashMap<&str, Vec<(&str, Landmark)>>> = LazyLock::new(|| {
    let mut phrases: HashMap<&str, Vec<(&str, Landmark)>> = HashMap::new();
    for (name, phrase) in pairs(include_str!("../../../../fixtures/reading/landmarks.txt")) {
        let landmark = match name {
            "opening" => Landmark::Opening,
            "closing" => Landmark::Closing,
            "total" => Landmark::Total,
            "end" => Landmark::End,
            _ => Landmark::Notice,
        };
        let first = phrase.split(' ').next().unwrap_or_default();
        phrases.entry(first).or_default().push((phrase, landmark));
    }
    for list in phrases.values_mut() {
        list.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.len()));
    }
    phrases
});

/// The landmark a line begins with, and how many words of it are left behind the phrase.
pub(super) fn landmark(text: &str) -> Option<(Landmark, usize)> {
    let start = text.find(char::is_alphanumeric)?;
    let text = &text[start..];
    let end = text
        .find(|character: char| !character.is_alphanumeric())
        .unwrap_or(text.len());
    let list = PHRASES.get(text[..end].to_lowercase().as_str())?;
    let plain = plain_words(text);
    list.iter()
        .find_map(|(phrase, landmark)| Some((*landmark, strip_phrase(&plain, phrase)?.split_whitespace().count())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn landmarks_are_known_by_their_first_words() {
        for (text, expected) in [
            ("B/F", Some((Landmark::Opening, 0))),
            ("Opening Balance :", Some((Landmark::Opening, 0))),
            ("TOTAL BROUGHT FORWARD", Some((Landmark::Opening, 0))),
            ("TRANSACTION TOTAL", Some((Landmark::Total, 0))),
            ("Total GAS SERVICES", Some((Landmark::Total, 2))),
            ("STATEMENT SUMMARY :-", Some((Landmark::End, 0))),
            ("++++ End of Statement ++++", Some((Landmark::End, 0))),
            ("Page 3 of 12", Some((Landmark::Notice, 3))),
            ("UPI/TOTAL/123", None),
            ("TOTALENERGIES", None),
        ] {
            assert_eq!(landmark(text), expected, "{text}");
        }
    }
}
