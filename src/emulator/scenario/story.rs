//! The words of the story.

use chrono::{Datelike, NaiveDate};
use serde_json::Value;

use crate::domain::bank::{self, BankId};
use crate::scenario::Step;
use crate::scenario::node::{Content, Node};

/// Values of an expectation that are told.
const TOLD_MAX: usize = 5;

/// `salaried-asha` -> `Asha`.
pub(super) fn first_name(persona: Option<&str>) -> String {
    let name = persona
        .and_then(|persona| persona.rsplit('-').next())
        .unwrap_or_default();
    let mut letters = name.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => "The borrower".to_owned(),
    }
}

/// `State Bank of India` for `sbi`.
pub(super) fn bank_name(id: &str) -> String {
    let bank = BankId::parse(id).and_then(|id| bank::catalogue().iter().find(|bank| bank.id == id));
    bank.map_or_else(|| id.to_owned(), |bank| bank.full_name.to_owned())
}

/// `Jul to Dec 2025`; with days where the months are not whole.
pub(super) fn period(from: &str, to: &str) -> String {
    let (Ok(from), Ok(to)) = (from.parse::<NaiveDate>(), to.parse::<NaiveDate>()) else {
        return format!("{from} to {to}");
    };
    let ends_month = to.succ_opt().is_some_and(|next| next.day() == 1);
    let is_whole = from.day() == 1 && ends_month;
    let (with_year, without) = if is_whole {
        ("%b %Y", "%b")
    } else {
        ("%-d %b %Y", "%-d %b")
    };
    if is_whole && (from.year(), from.month()) == (to.year(), to.month()) {
        return from.format(with_year).to_string();
    }
    let first = if from.year() == to.year() { without } else { with_year };
    format!("{} to {}", from.format(first), to.format(with_year))
}

/// What is special about a statement, behind its name: ` (scanned, locked)`.
pub(super) fn special(kind: &str, is_locked: bool) -> String {
    let kind = match kind {
        "plain" => None,
        "wrong-author" => Some("edited with another program"),
        "edited" => Some("changed later"),
        "no-account-number" => Some("without an account number"),
        "missing-rows" => Some("with rows missing"),
        "balance-mismatch" => Some("with a wrong balance"),
        "empty-month" => Some("with an empty month"),
        "no-transactions" => Some("without transactions"),
        "unreadable-pages" => Some("with unreadable pages"),
        "new-template" => Some("in an unknown layout"),
        "truncated" => Some("cut off"),
        "letter" => Some("really a letter"),
        "unknown-bank" => Some("of a bank nobody knows"),
        "too-many-pages" => Some("of too many pages"),
        other => Some(other),
    };
    let told: Vec<&str> = kind.into_iter().chain(is_locked.then_some("locked")).collect();
    if told.is_empty() {
        String::new()
    } else {
        format!(" ({})", told.join(", "))
    }
}

/// What a repeated step is told as.
pub(super) fn repeated(step: &Step, times: i64, is_parallel: bool) -> String {
    let steps: Vec<String> = step
        .steps
        .iter()
        .map(|step| step.action.key().name.replace('_', " "))
        .collect();
    let how = if is_parallel { ", all at once" } else { "" };
    format!("{times} times{how}: {}", steps.join(", "))
}

/// An expectation in few words: its first values, and how many more there are.
pub(super) fn expected(key: &str, node: &Node) -> String {
    let mut leaves = Vec::new();
    collect("", node, &mut leaves);
    let more = leaves.len().saturating_sub(TOLD_MAX);
    leaves.truncate(TOLD_MAX);
    let rest = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!("{}: {}{rest}", key.replace('_', " "), leaves.join(", "))
}

fn collect(name: &str, node: &Node, leaves: &mut Vec<String>) {
    let called = |what: &str| {
        if name.is_empty() {
            what.to_owned()
        } else {
            format!("{name} {what}")
        }
    };
    match &node.content {
        Content::Map(fields) if fields.is_empty() => leaves.push(called("is there")),
        Content::List(items) if items.is_empty() => leaves.push(called("none")),
        Content::Map(fields) => {
            for (key, inner) in fields {
                collect(&key.value.replace('_', " "), inner, leaves);
            }
        }
        Content::List(items) => items.iter().for_each(|item| collect(name, item, leaves)),
        Content::Text(text) => leaves.push(called(text)),
        Content::Null => leaves.push(called("none")),
        Content::Flag(flag) => leaves.push(called(if *flag { "yes" } else { "no" })),
        Content::Number(number) => leaves.push(called(&number.to_string())),
    }
}

/// What happened while time passed: `processing ended, webhook delivered`; alike ones are counted.
pub(super) fn happened(list: &Value) -> String {
    let mut counted: Vec<(String, usize)> = Vec::new();
    for one in list.as_array().into_iter().flatten() {
        let what = one["what"].as_str().unwrap_or_default().replace('_', " ");
        match counted.iter_mut().find(|(other, _)| *other == what) {
            Some((_, count)) => *count += 1,
            None => counted.push((what, 1)),
        }
    }
    let told: Vec<String> = counted
        .into_iter()
        .map(|(what, count)| {
            if count == 1 {
                what
            } else {
                format!("{count} times {what}")
            }
        })
        .collect();
    if told.is_empty() {
        "nothing was due".to_owned()
    } else {
        told.join(", ")
    }
}

/// `90d` -> `90 days`.
pub(super) fn duration(text: &str) -> String {
    let digits = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let word = match unit {
        "ms" => "millisecond",
        "s" => "second",
        "m" => "minute",
        "h" => "hour",
        "d" => "day",
        "w" => "week",
        other => other,
    };
    let plural = if number == "1" { "" } else { "s" };
    format!("{number} {word}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_and_names_are_told_as_people_do() {
        assert_eq!(period("2025-07-01", "2025-12-31"), "Jul to Dec 2025");
        assert_eq!(period("2025-10-01", "2026-01-31"), "Oct 2025 to Jan 2026");
        assert_eq!(period("2025-07-15", "2025-12-31"), "15 Jul to 31 Dec 2025");
        assert_eq!(period("2025-12-01", "2025-12-31"), "Dec 2025");
        assert_eq!(first_name(Some("two-banks-lakshmi")), "Lakshmi");
        assert_eq!(first_name(None), "The borrower");
        assert_eq!(
            (duration("90d"), duration("1h")),
            ("90 days".to_owned(), "1 hour".to_owned())
        );
    }
}
