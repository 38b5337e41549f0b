//! Reading rules so that everything wrong with them is told at once.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use serde_path_to_error::Segment;

use crate::domain::bank;
use crate::domain::rule::Rule;
use crate::domain::suggestion::nearest;

/// One thing wrong with a list of rules.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RuleProblem {
    /// Where: `rules[0].then.refuse`.
    pub path: String,
    /// What is wrong, in one line.
    pub what: String,
    /// What was probably meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

impl std::fmt::Display for RuleProblem {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}: {}", self.path, self.what)?;
        match &self.suggestion {
            Some(suggestion) => write!(out, " (did you mean `{suggestion}`?)"),
            None => Ok(()),
        }
    }
}

/// Problems that are told; whoever sent more has another trouble than the next one.
pub const PROBLEM_COUNT_MAX: usize = 100;
/// Problems that stand in one line.
const IN_ONE_LINE_MAX: usize = 5;

/// Problems in one line, the first of them.
pub fn in_one_line(problems: &[RuleProblem]) -> String {
    let first = problems.iter().take(IN_ONE_LINE_MAX);
    let mut told: Vec<String> = first.map(ToString::to_string).collect();
    if problems.len() > IN_ONE_LINE_MAX {
        told.push(format!("and {} more", problems.len() - IN_ONE_LINE_MAX));
    }
    told.join("; ")
}

/// Reads a list of rules; what reads is given along with everything that does not, in order.
///
/// A value that does not read is noted and taken away, and the rest is read again, until there are [`PROBLEM_COUNT_MAX`].
pub fn read(list: &Value) -> (Vec<Rule>, Vec<RuleProblem>) {
    let Some(list) = list.as_array() else {
        let problem = RuleProblem {
            path: "rules".to_owned(),
            what: "a list of rules is wanted".to_owned(),
            suggestion: None,
        };
        return (Vec::new(), vec![problem]);
    };
    let mut problems = Vec::new();
    let read_one = |(index, value): (usize, &Value)| read_rule(index, value.clone(), &mut problems);
    let rules = list.iter().enumerate().map(read_one).collect();
    (rules, problems)
}

fn read_rule(index: usize, mut value: Value, problems: &mut Vec<RuleProblem>) -> Rule {
    let mut removed: BTreeMap<String, usize> = BTreeMap::new();
    note_lists(index, &mut value, problems);
    while problems.len() < PROBLEM_COUNT_MAX {
        let error = match serde_path_to_error::deserialize::<_, Rule>(&value) {
            Ok(rule) => return rule,
            Err(error) => error,
        };
        let segments: Vec<Segment> = error.path().iter().cloned().collect();
        let message = error.inner().to_string();
        problems.push(RuleProblem {
            path: path(index, &segments, &removed),
            suggestion: suggestion(&message),
            what: what(message),
        });
        if !remove(&mut value, &segments, &mut removed) {
            break;
        }
    }
    Rule::default()
}

/// Notes and takes away the objects that are written as something else; a list of values would be read as one.
fn note_lists(index: usize, value: &mut Value, problems: &mut Vec<RuleProblem>) {
    for (inner, name) in [("/when", "when"), ("/then/fault", "then.fault"), ("/then", "then")] {
        let Some(part) = value.pointer_mut(inner).filter(|part| part.is_array()) else {
            continue;
        };
        *part = Value::Object(serde_json::Map::new());
        problems.push(RuleProblem {
            path: format!("rules[{index}].{name}"),
            what: "an object is wanted, not a list".to_owned(),
            suggestion: None,
        });
    }
    if !value.is_object() {
        *value = Value::Object(serde_json::Map::new());
        problems.push(RuleProblem {
            path: format!("rules[{index}]"),
            what: "an object is wanted: `when` and `then`".to_owned(),
            suggestion: None,
        });
    }
}

/// Places in a list are told as they were before anything was taken away.
fn path(index: usize, segments: &[Segment], removed: &BTreeMap<String, usize>) -> String {
    let mut path = format!("rules[{index}]");
    let mut pruned = String::new();
    for segment in segments {
        match segment {
            Segment::Seq { index } => {
                let before = removed.get(&pruned).copied().unwrap_or(0);
                path += &format!("[{}]", index + before);
            }
            Segment::Map { key } => path += &format!(".{key}"),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
        pruned += &format!("/{segment}");
    }
    path
}

/// Takes away what the path leads to; false when nothing is left to take away.
fn remove(value: &mut Value, segments: &[Segment], removed: &mut BTreeMap<String, usize>) -> bool {
    let is_place = |segment: &&Segment| matches!(segment, Segment::Map { .. } | Segment::Seq { .. });
    // What lies inside an enum is no place of its own: `delay: soon` goes as a whole.
    let places: Vec<&Segment> = segments.iter().take_while(|segment| is_place(segment)).collect();
    let Some((last, parents)) = places.split_last() else {
        return false;
    };
    let mut place = value;
    let mut name = String::new();
    for parent in parents {
        let inner = match parent {
            Segment::Map { key } => place.get_mut(key),
            Segment::Seq { index } => place.get_mut(*index),
            Segment::Enum { .. } | Segment::Unknown => None,
        };
        let Some(inner) = inner else { return false };
        place = inner;
        name += &format!("/{parent}");
    }
    match (place, last) {
        (Value::Object(fields), Segment::Map { key }) => fields.shift_remove(key).is_some(),
        (Value::Array(items), Segment::Seq { index }) if *index < items.len() => {
            items.remove(*index);
            *removed.entry(name).or_default() += 1;
            true
        }
        _ => false,
    }
}

/// The message in words of ours, without the long list of what is allowed, where it has one.
fn what(message: String) -> String {
    const WORDS: [(&str, &str); 6] = [
        ("unknown field", "unknown key"),
        ("unknown variant", "unknown value"),
        ("expected u16", "expected a whole number"),
        ("expected u64", "expected a whole number"),
        ("expected struct", "expected an object:"),
        ("invalid type: map,", "invalid type: an object,"),
    ];
    let message = match message.split_once(", expected ") {
        Some((what, expected)) if expected.len() > 300 => what.to_owned(),
        Some(_) | None => message,
    };
    let in_our_words = |message: String, (theirs, ours): &(&str, &str)| message.replacen(theirs, ours, 1);
    WORDS.iter().fold(message, in_our_words)
}

/// What was meant, where the message names the word and those that are known.
fn suggestion(message: &str) -> Option<String> {
    let mut words = message.split('`').skip(1).step_by(2);
    let word = words.next()?;
    if message.contains("is no bank of the catalogue") {
        let banks = bank::catalogue().iter().map(|bank| bank.id.as_str());
        return nearest(word, banks).map(str::to_owned);
    }
    if !message.contains(", expected ") {
        return None;
    }
    nearest(word, words).map(str::to_owned)
}
