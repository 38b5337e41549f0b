//! What a selection means, as a person would say it. What marks mean is data: `fixtures/figures/marks.txt`.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

use crate::analysis::class::{Classified, Mark};
use crate::analysis::figure::selection::{Predicate, SelectionId, Selections};
use crate::analysis::figure::tokens::definitions;
use crate::analysis::figure::words::spoken;

const MARKS: &str = include_str!("../../../fixtures/figures/marks.txt");

static WORDS_OF_MARKS: LazyLock<HashMap<Mark, (&'static str, &'static str)>> = LazyLock::new(|| {
    let read = |(name, words, _)| Some((mark(name)?, (name, words)));
    definitions(MARKS).filter_map(read).collect()
});

fn mark(name: &str) -> Option<Mark> {
    let name: StrDeserializer<'_, Error> = name.into_deserializer();
    Mark::deserialize(name).ok()
}

/// Every mark with its name and what it means, in the order of the file.
pub fn marks() -> impl Iterator<Item = (&'static str, &'static str)> {
    definitions(MARKS).map(|(name, words, _)| (name, words))
}

/// The marks of a row by their names.
pub fn marks_of(row: &Classified) -> Vec<&'static str> {
    let has = |name: &str| mark(name).is_some_and(|mark| row.has(mark));
    marks().map(|(name, _)| name).filter(|name| has(name)).collect()
}

impl Mark {
    /// Its name in definitions; empty for one the file does not tell.
    pub fn as_str(self) -> &'static str {
        WORDS_OF_MARKS.get(&self).map_or("", |(name, _)| name)
    }
}

impl Selections {
    /// Which transactions are meant.
    pub fn words(&self, id: SelectionId) -> String {
        let predicate = self.predicate(id);
        let words = self.noun(predicate);
        if matches!(predicate, Predicate::Credit | Predicate::Debit) {
            format!("all {words}")
        } else {
            words
        }
    }

    fn noun(&self, predicate: &Predicate) -> String {
        match predicate {
            Predicate::Credit => "credits".to_owned(),
            Predicate::Debit => "debits".to_owned(),
            Predicate::Named(id) => spoken(self.name(*id)),
            Predicate::All(parts) => match parts.split_first() {
                Some((first, rest)) if first.is_noun() && !rest.is_empty() => {
                    let rest = rest.iter().map(|part| self.phrase(part));
                    format!(
                        "{} that are {}",
                        self.noun(first),
                        rest.collect::<Vec<_>>().join(" and ")
                    )
                }
                _ => format!("transactions that are {}", self.phrase(predicate)),
            },
            Predicate::Any(parts) if parts.iter().all(Predicate::is_noun) => parts
                .iter()
                .map(|part| self.noun(part))
                .collect::<Vec<_>>()
                .join(" or "),
            Predicate::Any(_)
            | Predicate::Channel(_)
            | Predicate::Description(_)
            | Predicate::Merchant(_)
            | Predicate::Mark(_)
            | Predicate::ChequeNumber
            | Predicate::Above(_)
            | Predicate::Below(_)
            | Predicate::MultipleOf(_)
            | Predicate::FirstDays(_)
            | Predicate::LastDays(_)
            | Predicate::Not(_) => format!("transactions that are {}", self.phrase(predicate)),
        }
    }

    /// What stands behind "that are".
    fn phrase(&self, predicate: &Predicate) -> String {
        let several = |parts: &[Predicate], word: &str| {
            let parts: Vec<String> = parts.iter().map(|part| self.phrase(part)).collect();
            format!("({})", parts.join(word))
        };
        match predicate {
            Predicate::Credit | Predicate::Debit => self.noun(predicate),
            Predicate::Channel(channel) => format!("of channel {}", channel.as_str()),
            Predicate::Description(description) => format!("described as {}", description.as_text()),
            Predicate::Merchant(category) => format!("at merchants of category {}", category.as_str()),
            Predicate::Mark(mark) => match WORDS_OF_MARKS.get(mark) {
                Some((name, words)) => format!("{words} [mark {name}]"),
                None => format!("marked {mark:?}"),
            },
            Predicate::ChequeNumber => "printed with a cheque number".to_owned(),
            Predicate::Above(limit) => format!("above {} rupees", limit.in_rupees()),
            Predicate::Below(limit) => format!("below {} rupees", limit.in_rupees()),
            Predicate::MultipleOf(unit) => format!("multiples of {} rupees", unit.in_rupees()),
            Predicate::FirstDays(count) => format!("on the first {count} days of their month"),
            Predicate::LastDays(count) => format!("on the last {count} days of their month"),
            Predicate::Named(id) => spoken(self.name(*id)),
            Predicate::Not(inner) => format!("not {}", self.phrase(inner)),
            Predicate::All(parts) => several(parts, " and "),
            Predicate::Any(parts) => several(parts, " or "),
        }
    }
}

impl Predicate {
    /// Whether it names transactions, rather than say something of them.
    fn is_noun(&self) -> bool {
        matches!(self, Predicate::Credit | Predicate::Debit | Predicate::Named(_))
    }

    /// The marks it asks for.
    #[cfg(test)]
    fn marks(&self) -> Vec<Mark> {
        match self {
            Predicate::Mark(mark) => vec![*mark],
            Predicate::Not(inner) => inner.marks(),
            Predicate::All(parts) | Predicate::Any(parts) => parts.iter().flat_map(Predicate::marks).collect(),
            Predicate::Credit
            | Predicate::Debit
            | Predicate::Channel(_)
            | Predicate::Description(_)
            | Predicate::Merchant(_)
            | Predicate::ChequeNumber
            | Predicate::Above(_)
            | Predicate::Below(_)
            | Predicate::MultipleOf(_)
            | Predicate::FirstDays(_)
            | Predicate::LastDays(_)
            | Predicate::Named(_) => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::figure::selection::selections;

    fn words(name: &str) -> String {
        selections().words(selections().find(name).unwrap())
    }

    #[test]
    fn a_selection_is_said_as_a_person_would() {
        assert_eq!(words("upi debits"), "debits that are of channel upi");
        assert_eq!(words("upi with net banking debits"), "UPI debits or net banking debits");
        assert_eq!(
            words("salary credits"),
            "credits that are (pay from an employer [mark salary] or of channel salary)"
        );
        assert_eq!(
            words("income credits"),
            "credits that are not inward bounces and not arbitrage credits and not loan credits"
        );
        assert_eq!(words("business credits"), "income credits that are above 500 rupees");
        assert_eq!(words("round figures"), "transactions that are multiples of 100 rupees");
        assert_eq!(words("imps transactions"), "transactions that are by IMPS [mark imps]");
    }

    #[test]
    fn every_mark_of_a_selection_has_words_and_every_line_is_a_mark() {
        for id in selections().ids() {
            for mark in selections().predicate(id).marks() {
                assert_ne!(mark.as_str(), "", "{mark:?} of `{}`", selections().name(id));
            }
        }
        for (name, _) in marks() {
            assert!(mark(name).is_some(), "{name}");
        }
    }
}
