//! Named sets of transactions. Data: `fixtures/figures/selections.txt`.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::Datelike;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

use crate::analysis::class::{Channel, Classified, Description, Mark, MerchantCategory};
use crate::analysis::figure::tokens::{Tokens, definitions};
use crate::domain::money::Money;
use crate::domain::period::Month;

const SELECTIONS: &str = include_str!("../../../fixtures/figures/selections.txt");

static PARSED: LazyLock<Selections> = LazyLock::new(|| Selections::parse(SELECTIONS));

/// Every named selection.
pub fn selections() -> &'static Selections {
    &PARSED
}

/// A named selection, by its place in the file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SelectionId(u16);

impl SelectionId {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// The selections of the file, in its order; each may use those above it.
pub struct Selections {
    all: Vec<Selection>,
    by_name: HashMap<&'static str, SelectionId>,
    faults: Vec<String>,
}

/// One line of the file.
struct Selection {
    name: &'static str,
    definition: &'static str,
    predicate: Predicate,
}

/// What a transaction must be.
enum Predicate {
    Credit,
    Debit,
    Channel(Channel),
    Description(Description),
    Merchant(MerchantCategory),
    Mark(Mark),
    /// It carries a cheque number.
    ChequeNumber,
    /// More than so much.
    Above(Money),
    /// Less than so much.
    Below(Money),
    /// A multiple of so much.
    MultipleOf(Money),
    /// Among the first days of its month.
    FirstDays(u32),
    /// Among the last days of its month.
    LastDays(u32),
    Named(SelectionId),
    Not(Box<Predicate>),
    All(Vec<Predicate>),
    Any(Vec<Predicate>),
}

impl Selections {
    fn parse(text: &'static str) -> Self {
        let mut parsed = Selections {
            all: Vec::new(),
            by_name: HashMap::new(),
            faults: Vec::new(),
        };
        for (name, definition, _) in definitions(text) {
            let mut tokens = Tokens::of(definition);
            match parsed
                .any(&mut tokens)
                .and_then(|predicate| tokens.end().map(|()| predicate))
            {
                Ok(predicate) => {
                    let id = SelectionId(parsed.all.len() as u16);
                    if parsed.by_name.insert(name, id).is_some() {
                        parsed.faults.push(format!("{name}: defined twice"));
                    }
                    parsed.all.push(Selection {
                        name,
                        definition,
                        predicate,
                    });
                }
                Err(fault) => parsed.faults.push(format!("{name}: {fault}")),
            }
        }
        parsed
    }

    /// What is wrong with the file; empty, or a test fails.
    pub fn faults(&self) -> &[String] {
        &self.faults
    }

    /// The selection of this name.
    pub fn find(&self, name: &str) -> Option<SelectionId> {
        self.by_name.get(name).copied()
    }

    /// The name of a selection.
    pub fn name(&self, id: SelectionId) -> &'static str {
        self.all[id.index()].name
    }

    /// Every name and definition, in the order of the file.
    pub fn definitions(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.all.iter().map(|selection| (selection.name, selection.definition))
    }

    /// This selection and those its definition uses, each with its definition.
    pub fn words(&self, id: SelectionId) -> Vec<(&'static str, &'static str)> {
        let mut found = vec![id];
        let mut at = 0;
        while let Some(id) = found.get(at) {
            for used in self.all[id.index()].predicate.named() {
                if !found.contains(&used) {
                    found.push(used);
                }
            }
            at += 1;
        }
        let both = |id: SelectionId| (self.all[id.index()].name, self.all[id.index()].definition);
        found.into_iter().map(both).collect()
    }

    /// The rows of each selection, as indices.
    pub(crate) fn members(&self, rows: &[&Classified]) -> Vec<Vec<u32>> {
        let mut members = vec![Vec::new(); self.all.len()];
        let mut is_in = vec![false; self.all.len()];
        for (index, row) in rows.iter().enumerate() {
            for (at, selection) in self.all.iter().enumerate() {
                is_in[at] = selection.predicate.holds(row, &is_in);
                if is_in[at] {
                    members[at].push(index as u32);
                }
            }
        }
        members
    }

    fn any(&self, tokens: &mut Tokens<'_>) -> Result<Predicate, String> {
        let mut parts = vec![self.all_of(tokens)?];
        while tokens.accept("or") {
            parts.push(self.all_of(tokens)?);
        }
        Ok(single(parts, Predicate::Any))
    }

    fn all_of(&self, tokens: &mut Tokens<'_>) -> Result<Predicate, String> {
        let mut parts = vec![self.part(tokens)?];
        while tokens.accept("and") {
            parts.push(self.part(tokens)?);
        }
        Ok(single(parts, Predicate::All))
    }

    fn part(&self, tokens: &mut Tokens<'_>) -> Result<Predicate, String> {
        if tokens.accept("not") {
            return Ok(Predicate::Not(Box::new(self.part(tokens)?)));
        }
        if tokens.accept("(") {
            let inner = self.any(tokens)?;
            tokens.expect(")")?;
            return Ok(inner);
        }
        let rupees = |tokens: &mut Tokens<'_>| tokens.number().map(Money::rupees);
        Ok(if tokens.accept("channel") {
            Predicate::Channel(named(tokens)?)
        } else if tokens.accept("description") {
            Predicate::Description(named(tokens)?)
        } else if tokens.accept("merchant") {
            Predicate::Merchant(named(tokens)?)
        } else if tokens.accept("mark") {
            Predicate::Mark(named(tokens)?)
        } else if tokens.accept("cheque number") {
            Predicate::ChequeNumber
        } else if tokens.accept("above") {
            Predicate::Above(rupees(tokens)?)
        } else if tokens.accept("below") {
            Predicate::Below(rupees(tokens)?)
        } else if tokens.accept("multiple of") {
            Predicate::MultipleOf(rupees(tokens)?)
        } else if tokens.accept("first days") {
            Predicate::FirstDays(tokens.number()?)
        } else if tokens.accept("last days") {
            Predicate::LastDays(tokens.number()?)
        } else {
            match tokens.words_until(&["and", "or", "not", "(", ")"]).as_str() {
                "credit" => Predicate::Credit,
                "debit" => Predicate::Debit,
                name => Predicate::Named(self.find(name).ok_or_else(|| format!("no selection `{name}` above"))?),
            }
        })
    }
}

/// Reads a channel, description, kind of merchant or mark by its name in the contract or in `class.rs`.
fn named<'de, T: Deserialize<'de>>(tokens: &mut Tokens<'de>) -> Result<T, String> {
    let word = tokens.next().unwrap_or("the end");
    let word: StrDeserializer<'de, Error> = word.into_deserializer();
    T::deserialize(word).map_err(|error| error.to_string())
}

fn single(mut parts: Vec<Predicate>, several: impl Fn(Vec<Predicate>) -> Predicate) -> Predicate {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        last => {
            parts.extend(last);
            several(parts)
        }
    }
}

impl Predicate {
    /// Whether a row is meant; `is_in` says which selections above it is in.
    fn holds(&self, row: &Classified, is_in: &[bool]) -> bool {
        let date = row.transaction.date;
        let amount = row.transaction.amount;
        match self {
            Predicate::Credit => row.is_credit(),
            Predicate::Debit => !row.is_credit(),
            Predicate::Channel(channel) => row.class.channel == *channel,
            Predicate::Description(description) => row.class.description == *description,
            Predicate::Merchant(category) => row.class.merchant_category == Some(*category),
            Predicate::Mark(mark) => row.has(*mark),
            Predicate::ChequeNumber => row.cheque_number().is_some(),
            Predicate::Above(limit) => amount > *limit,
            Predicate::Below(limit) => amount < *limit,
            Predicate::MultipleOf(unit) => amount.in_paise() % unit.in_paise().max(1) == 0,
            Predicate::FirstDays(count) => date.day() <= *count,
            Predicate::LastDays(count) => date.day() + count > Month::of(date).last_day().day(),
            Predicate::Named(id) => is_in[id.index()],
            Predicate::Not(inner) => !inner.holds(row, is_in),
            Predicate::All(parts) => parts.iter().all(|part| part.holds(row, is_in)),
            Predicate::Any(parts) => parts.iter().any(|part| part.holds(row, is_in)),
        }
    }

    /// The selections it uses by name.
    fn named(&self) -> Vec<SelectionId> {
        match self {
            Predicate::Named(id) => vec![*id],
            Predicate::Not(inner) => inner.named(),
            Predicate::All(parts) | Predicate::Any(parts) => parts.iter().flat_map(Predicate::named).collect(),
            Predicate::Credit
            | Predicate::Debit
            | Predicate::Channel(_)
            | Predicate::Description(_)
            | Predicate::Merchant(_)
            | Predicate::Mark(_)
            | Predicate::ChequeNumber
            | Predicate::Above(_)
            | Predicate::Below(_)
            | Predicate::MultipleOf(_)
            | Predicate::FirstDays(_)
            | Predicate::LastDays(_) => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::{credit, debit};

    fn names_of(row: &Classified) -> Vec<&'static str> {
        let members = selections().members(&[row]);
        let all = selections().definitions().zip(members);
        all.filter(|(_, members)| !members.is_empty())
            .map(|((name, _), _)| name)
            .collect()
    }

    #[test]
    fn a_transaction_is_in_the_selections_that_mean_it() {
        let names = names_of(&debit("2026-01-10", 1200).by(Channel::Upi).at(MerchantCategory::Medical));
        for name in [
            "debits",
            "upi debits",
            "medical debits",
            "upi spent for medical",
            "upi medical of first 10 days",
            "round figures",
        ] {
            assert!(names.contains(&name), "{name}: {names:?}");
        }
        for name in [
            "credits",
            "unclassed debits",
            "upi debits of last 10 days",
            "net banking debits",
            "investments",
        ] {
            assert!(!names.contains(&name), "{name}");
        }
        assert!(names_of(&debit("2026-01-22", 5).by(Channel::Upi)).contains(&"upi debits of last 10 days"));
        assert!(!names_of(&debit("2026-01-21", 5).by(Channel::Upi)).contains(&"upi debits of last 10 days"));
    }

    #[test]
    fn a_credit_is_income_unless_something_speaks_against_it() {
        assert!(names_of(&credit("2026-01-10", 501)).contains(&"business credits"));
        assert!(!names_of(&credit("2026-01-10", 500)).contains(&"business credits"));
        assert!(!names_of(&credit("2026-01-10", 900).marked(Mark::LoanDisbursal)).contains(&"income credits"));
    }

    #[test]
    fn what_does_not_read_is_a_fault() {
        let parsed = Selections::parse("a = credit\nb = a and c\nc = channel nonsense\na = debit\nd = (credit");
        let faults: Vec<&str> = parsed.faults().iter().map(String::as_str).collect();
        assert_eq!(faults[0], "b: no selection `c` above");
        assert!(faults[1].starts_with("c: unknown variant `nonsense`"), "{faults:?}");
        assert_eq!(faults[2..], ["a: defined twice", "d: `)` expected, found `the end`"]);
    }

    #[test]
    fn the_words_of_a_selection_explain_what_it_is_made_of() {
        let words = selections().words(selections().find("business credits").unwrap());
        let names: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
        assert_eq!(
            names,
            [
                "business credits",
                "income credits",
                "inward bounces",
                "arbitrage credits",
                "loan credits"
            ]
        );
    }
}
