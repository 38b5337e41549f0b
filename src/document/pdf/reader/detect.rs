//! Which bank a statement is from, by what its heading says. Narrations are never asked: they are full of other banks' names.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::lines::{Line, PageLines};
use super::word_lists::pairs;
use super::words::{contains_phrase, plain_words};
use crate::domain::bank::{BankId, catalogue};

/// Lines behind the tables that are kept.
const LATER_LINES_MAX: usize = 60;

/// What was printed where the bank names itself.
#[derive(Debug, Default)]
pub(super) struct BankTraces {
    heading: Vec<String>,
    later: Vec<String>,
}

impl BankTraces {
    /// Takes in a line of the heading.
    pub(super) fn heading(&mut self, text: &str) {
        self.heading.push(reduced(text));
    }

    /// Takes in a line from behind a table: a footer may name the bank where the heading is a picture.
    pub(super) fn later(&mut self, page: &PageLines, line: &Line) {
        if self.later.len() < LATER_LINES_MAX {
            self.later.push(reduced(&page.line_text(line)));
        }
    }

    /// The bank: by its IFSC, else by its full name, else by a keyword; the heading before what follows.
    pub(super) fn bank(&self, ifsc: Option<&str>) -> Option<BankId> {
        ifsc.and_then(bank_of_ifsc)
            .or_else(|| self.heading.iter().find_map(|line| bank_named_in(line)))
            .or_else(|| self.heading.iter().find_map(|line| bank_hinted_in(line)))
            .or_else(|| self.later.iter().find_map(|line| bank_named_in(line)))
    }
}

/// Whether a text names a bank or hints at one.
pub(super) fn names_a_bank(text: &str) -> bool {
    let line = reduced(text);
    bank_named_in(&line).or_else(|| bank_hinted_in(&line)).is_some()
}

/// The bank whose IFSC begins so; `None` when the catalogue does not know the four letters.
fn bank_of_ifsc(ifsc: &str) -> Option<BankId> {
    let prefix = ifsc.get(..4)?;
    catalogue()
        .iter()
        .find(|bank| bank.ifsc_prefix == Some(prefix))
        .map(|bank| bank.id)
}

/// The bank whose name stands in the line; the longest name wins (`State Bank of India` over `Bank of India`).
fn bank_named_in(line: &str) -> Option<BankId> {
    static NAMES: LazyLock<HashMap<String, Vec<(String, BankId)>>> = LazyLock::new(|| {
        let mut names: HashMap<String, Vec<(String, BankId)>> = HashMap::new();
        for bank in catalogue() {
            // Some names of the catalogue end in `, India`, which no statement prints.
            let name = bank
                .full_name
                .split_once(',')
                .filter(|(_, rest)| rest.trim() == "India");
            let name = reduced(name.map_or(bank.full_name, |(name, _)| name));
            // Names are looked up by their first word, which every match has to contain.
            let first = name.split(' ').next().unwrap_or_default().to_owned();
            names.entry(first).or_default().push((name, bank.id));
        }
        names
    });
    line.split(' ')
        .filter_map(|word| NAMES.get(word))
        .flatten()
        .filter(|(name, _)| contains_phrase(line, name))
        .max_by_key(|(name, _)| name.len())
        .map(|(_, bank)| *bank)
}

fn bank_hinted_in(line: &str) -> Option<BankId> {
    pairs(include_str!("../../../../fixtures/reading/banks.txt"))
        .find(|(_, keyword)| contains_phrase(line, keyword))
        .and_then(|(bank, _)| BankId::parse(bank))
}

/// A text for comparing names: one spelling of `co-operative`, without articles and legal forms.
fn reduced(text: &str) -> String {
    let mut plain = plain_words(text);
    for (printed, spelled) in [
        ("co operative", "coop"),
        ("cooperative", "coop"),
        ("co opeative", "coop"),
        ("co op", "coop"),
        ("bankltd", "bank"),
    ] {
        plain = plain.replace(printed, spelled);
    }
    let words: Vec<&str> = plain
        .split(' ')
        .filter(|word| !matches!(*word, "the" | "ltd" | "limited"))
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detected(lines: &[&str], ifsc: Option<&str>) -> Option<&'static str> {
        let mut traces = BankTraces::default();
        for line in lines {
            traces.heading(line);
        }
        traces.bank(ifsc).map(BankId::as_str)
    }

    #[test]
    fn every_bank_is_known_by_its_name_as_a_title() {
        for bank in catalogue() {
            for title in [
                bank.full_name.to_owned(),
                bank.full_name.to_uppercase(),
                format!("Welcome to {}!", bank.full_name),
            ] {
                assert_eq!(detected(&[&title], None), Some(bank.id.as_str()), "{title}");
            }
        }
    }

    #[test]
    fn the_ifsc_outweighs_names() {
        assert_eq!(detected(&["Opp. Bank of Baroda"], Some("HDFC0000001")), Some("hdfc"));
        assert_eq!(detected(&["Bank of Baroda"], Some("QQQQ0000001")), Some("baroda"));
    }

    #[test]
    fn keywords_help_where_no_name_is_printed() {
        for (text, bank) in [
            ("Statement of Axis Account No :9100", Some("axis")),
            ("www.onlinesbi.sbi", Some("sbi")),
            ("Kotak 811", Some("kotak")),
            ("Meghdoot Lakeside Mutual Bank", None),
            ("Statement of account", None),
        ] {
            assert_eq!(detected(&[text], None), bank, "{text}");
        }
    }
}
