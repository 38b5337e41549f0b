//! Rules as data: how a narration is built (`rules.csv`) and what its payer wrote (`purposes.csv`).

use std::fmt;
use std::sync::{LazyLock, OnceLock};

use regex::bytes::{Captures, Regex, RegexBuilder, RegexSet, RegexSetBuilder};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error as WordError;

use crate::analysis::class::{Channel, Description, Mark, Marks, MerchantCategory};
use crate::domain::ledger::Direction;

const RULES_CSV: &str = include_str!("../../../fixtures/categories/rules.csv");
const PURPOSES_CSV: &str = include_str!("../../../fixtures/categories/purposes.csv");

/// How many rules are tried at once: few enough for a small automaton, so that a row is decided by the first or second of them.
const BATCH: usize = 32;

/// How narrations are built, in the order they are tried.
pub(super) static RULES: LazyLock<RuleBook> = LazyLock::new(|| RuleBook::parse(RULES_CSV).unwrap_or_default());

/// What payers write, in the order they are tried.
pub(super) static PURPOSES: LazyLock<RuleBook> = LazyLock::new(|| RuleBook::parse(PURPOSES_CSV).unwrap_or_default());

/// Who stands on the other side, as far as the shape of a narration tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Side {
    /// Somebody who is no merchant.
    Person,
    /// A merchant.
    Merchant,
    /// A company.
    Company,
    /// The bank, or nobody: cash, fees, interest.
    Bank,
    /// The bank, as the lender.
    OwnBank,
}

/// One rule: a pattern on the narration in capitals, and what it says of the row.
#[derive(Debug)]
pub(super) struct Rule {
    /// Named groups cut out `party` (`cut` where it fills its width), `vpa`, `remark` and `tail` (last digits of an account).
    pattern: String,
    /// The pattern, compiled when a row needs its pieces: most rules never do.
    compiled: OnceLock<Option<Regex>>,
    /// The direction it is for; both when `None`.
    pub(super) direction: Option<Direction>,
    /// How the money moved; `None` leaves what is known.
    pub(super) channel: Option<Channel>,
    pub(super) description: Option<Description>,
    pub(super) merchant_category: Option<MerchantCategory>,
    pub(super) marks: Marks,
    pub(super) side: Option<Side>,
    /// A narration this rule decides.
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests run it"))]
    pub(super) example: String,
}

impl Rule {
    /// The pieces the pattern cuts out of a text it matches.
    pub(super) fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        let compile = || RegexBuilder::new(&self.pattern).unicode(false).build().ok();
        self.compiled.get_or_init(compile).as_ref()?.captures(text.as_bytes())
    }
}

/// Rules in the order they are tried.
#[derive(Debug, Default)]
pub(super) struct RuleBook {
    rules: Vec<Rule>,
    batches: Vec<RegexSet>,
}

/// A line of the list that says nothing sensible.
#[derive(Debug)]
pub(super) struct BadRule {
    /// Where it stands; the first of its batch where a pattern is at fault, which the text shows.
    line: usize,
    why: String,
}

impl fmt::Display for BadRule {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}: {}", self.line, self.why)
    }
}

/// A line as it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    pattern: String,
    direction: String,
    channel: Option<Channel>,
    description: Option<Description>,
    merchant_category: Option<MerchantCategory>,
    marks: String,
    side: Option<Side>,
    example: String,
    source: String,
}

impl RuleBook {
    /// Reads a list.
    pub(super) fn parse(text: &str) -> Result<Self, BadRule> {
        let mut book = RuleBook::default();
        let mut patterns = Vec::new();
        for (index, line) in csv::Reader::from_reader(text.as_bytes()).deserialize().enumerate() {
            let bad = |why: String| BadRule { line: index + 2, why };
            let line: Line = line.map_err(|error| bad(error.to_string()))?;
            patterns.push(line.pattern.clone());
            book.rules.push(Rule::of(line).map_err(bad)?);
        }
        for (number, batch) in patterns.chunks(BATCH).enumerate() {
            let set = RegexSetBuilder::new(batch).unicode(false).build();
            book.batches.push(set.map_err(|error| BadRule {
                line: number * BATCH + 2,
                why: error.to_string(),
            })?);
        }
        Ok(book)
    }

    /// The first rule that holds for a text in capitals and a direction, with its position.
    pub(super) fn first(&self, text: &str, direction: Direction) -> Option<(usize, &Rule)> {
        for (batch, set) in self.batches.iter().enumerate() {
            let found = set.matches(text.as_bytes());
            let found = found.iter().map(|index| batch * BATCH + index);
            let mut found = found.filter_map(|index| Some((index, self.rules.get(index)?)));
            if let Some(rule) = found.find(|(_, rule)| rule.direction.is_none_or(|wanted| wanted == direction)) {
                return Some(rule);
            }
        }
        None
    }

    /// All rules in order.
    #[cfg(test)]
    pub(super) fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter()
    }
}

impl Rule {
    fn of(line: Line) -> Result<Self, String> {
        let direction = match line.direction.as_str() {
            "debit" => Some(Direction::Debit),
            "credit" => Some(Direction::Credit),
            "any" => None,
            other => return Err(format!("`{other}` is no direction")),
        };
        if line.example.is_empty() || line.source.is_empty() {
            return Err("an example and a source are wanted".to_owned());
        }
        Ok(Rule {
            pattern: line.pattern,
            compiled: OnceLock::new(),
            direction,
            channel: line.channel,
            description: line.description,
            merchant_category: line.merchant_category,
            marks: marks(&line.marks)?,
            side: line.side,
            example: line.example,
        })
    }
}

/// Marks written as words with spaces between.
pub(super) fn marks(text: &str) -> Result<Marks, String> {
    text.split_whitespace()
        .map(|word| Mark::deserialize(IntoDeserializer::<WordError>::into_deserializer(word)))
        .collect::<Result<Marks, WordError>>()
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_whole() {
        for text in [RULES_CSV, PURPOSES_CSV] {
            if let Err(bad) = RuleBook::parse(text) {
                panic!("{bad}");
            }
        }
        for rule in RULES.iter().chain(PURPOSES.iter()) {
            let text = rule.example.to_ascii_uppercase();
            assert!(
                rule.captures(&text).is_some(),
                "{} does not match its example",
                rule.pattern
            );
        }
        assert!(RULES.iter().count() > 100 && PURPOSES.iter().count() > 10);
    }

    #[test]
    fn a_malformed_rule_is_refused_with_its_line() {
        let head = "pattern,direction,channel,description,merchant_category,marks,side,example,source\n";
        for (line, why) in [
            ("UPI,sideways,upi,,,,,UPI,x", "sideways"),
            ("UPI,any,pigeon,,,,,UPI,x", "pigeon"),
            ("UPI,any,upi,,,shiny,,UPI,x", "shiny"),
            ("(UPI,any,upi,,,,,UPI,x", "unclosed"),
            ("UPI,any,upi,,,,,,x", "example"),
        ] {
            let bad = RuleBook::parse(&format!("{head}{line}\n")).unwrap_err().to_string();
            assert!(bad.contains("line 2") && bad.contains(why), "{bad}");
        }
    }
}
