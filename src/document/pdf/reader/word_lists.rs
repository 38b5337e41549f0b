//! Lists of words that are data: `name: phrase, phrase`, a line each, several lines of one name being one list.

use std::collections::HashMap;

/// A file of `fixtures/reading/`.
#[derive(Debug)]
pub(super) struct WordLists {
    lists: HashMap<&'static str, Vec<&'static str>>,
}

impl WordLists {
    /// Reads a file; `#` begins a comment.
    pub(super) fn parse(text: &'static str) -> Self {
        let mut lists: HashMap<&str, Vec<&str>> = HashMap::new();
        for (name, phrases) in pairs(text) {
            lists.entry(name).or_default().push(phrases);
        }
        WordLists { lists }
    }

    /// The list of this name, empty when the file has none.
    pub(super) fn list(&self, name: &str) -> &[&'static str] {
        self.lists.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether the plain text is one of the list's phrases.
    pub(super) fn holds(&self, name: &str, plain: &str) -> bool {
        self.list(name).contains(&plain)
    }
}

/// Every phrase of a file with the name of its list, in the file's order.
pub(super) fn pairs(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(':'))
        .flat_map(|(name, phrases)| phrases.split(',').map(move |phrase| (name.trim(), phrase.trim())))
        .filter(|(_, phrase)| !phrase.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::words::plain_words;
    use super::*;

    #[test]
    fn lines_of_one_name_are_one_list() {
        let lists = WordLists::parse("# a note: x\ndate: dt, date\nvalue: val\ndate: on\n");
        assert_eq!(lists.list("date"), ["dt", "date", "on"]);
        assert!(lists.holds("value", "val") && !lists.holds("value", "dt") && lists.list("a note").is_empty());
    }

    #[test]
    fn every_phrase_is_written_as_it_is_compared() {
        for file in [
            include_str!("../../../../fixtures/reading/headers.txt"),
            include_str!("../../../../fixtures/reading/labels.txt"),
            include_str!("../../../../fixtures/reading/landmarks.txt"),
            include_str!("../../../../fixtures/reading/banks.txt"),
        ] {
            for (_, phrase) in pairs(file) {
                assert_eq!(plain_words(phrase), phrase);
            }
        }
    }
}
