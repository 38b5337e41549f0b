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
    heading: &'static str,
    predicate: Predicate,
}

/// What a transaction must be.
pub(crate) enum Predicate {
    /// Money that came in.
    Credit,
    /// Money that went out.
    Debit,
    /// It moved that way.
    Channel(Channel),
    /// It has that description.
    Description(Description),
    /// It was at such a merchant.
    Merchant(MerchantCategory),
    /// It has that mark.
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
    /// It is in another selection.
    Named(SelectionId),
    /// It is not that.
    Not(Box<Predicate>),
    /// It is all of these.
    All(Vec<Predicate>),
    /// It is one of these.
    Any(Vec<Predicate>),
}

impl Selections {
    fn parse(text: &'static str) -> Self {
        let mut parsed = Selections {
            all: Vec::new(),
            by_name: HashMap::new(),
            faults: Vec::new(),
        };
        let headings = headings(text);
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
                        heading: headings.get(name).copied().unwrap_or_default(),
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

    /// The heading it stands under in the file.
    pub fn heading(&self, id: SelectionId) -> &'static str {
        self.all[id.index()].heading
    }

    /// How it reads in the file.
    pub fn definition(&self, id: SelectionId) -> &'static str {
        self.all[id.index()].definition
    }

    /// Every selection, in the order of the file.
    pub fn ids(&self) -> impl Iterator<Item = SelectionId> {
        (0..self.all.len()).map(|place| SelectionId(place as u16))
    }

    /// These selections and those their definitions use, each once.
    pub fn with_used(&self, ids: impl IntoIterator<Item = SelectionId>) -> Vec<SelectionId> {
        let mut found: Vec<SelectionId> = Vec::new();
        let add = |found: &mut Vec<SelectionId>, id| {
            if !found.contains(&id) {
                found.push(id);
            }
        };
        ids.into_iter().for_each(|id| add(&mut found, id));
        let mut at = 0;
        while let Some(id) = found.get(at) {
            let used = self.predicate(*id).named();
            used.into_iter().for_each(|id| add(&mut found, id));
            at += 1;
        }
        found
    }

    pub(crate) fn predicate(&self, id: SelectionId) -> &Predicate {
        &self.all[id.index()].predicate
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

/// The heading of each definition: the line of comment behind a blank line, above it.
fn headings(text: &str) -> HashMap<&str, &str> {
    let mut headings = HashMap::new();
    let (mut heading, mut is_behind_blank) = ("", false);
    for line in text.lines() {
        match (line.strip_prefix("# "), line.split_once(" = ")) {
            (Some(words), _) if is_behind_blank => heading = words,
            (None, Some((name, _))) => drop(headings.insert(name.trim(), heading)),
            _ => {}
        }
        is_behind_blank = line.is_empty();
    }
    headings
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
        let all = selections().ids().zip(members);
        all.filter(|(_, members)| !members.is_empty())
            .map(|(id, _)| selections().name(id))
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
    fn a_selection_names_those_it_is_made_of_and_its_heading() {
        let business = selections().find("business credits").unwrap();
        let used = selections().with_used([business]);
        let names: Vec<&str> = used.iter().map(|id| selections().name(*id)).collect();
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
        assert_eq!(selections().heading(business), "Income");
        assert_eq!(selections().definition(business), "income credits and above 500");
    }
}
