//! The only reader of YAML: text in, typed value out, or a problem that names file, line and column.
//!
//! Types read from here are plain structs with `deny_unknown_fields` and externally tagged enums: `flatten`, `untagged` and
//! internally tagged enums lose the position.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer};
use serde_saphyr::budget::BudgetBreach;
use serde_saphyr::{Error, Location, MessageFormatter, Spanned, UserMessageFormatter};

/// The largest text that is read at all, in bytes. Our choice: the largest file of ours has 6 kB.
pub const SIZE_BYTES_MAX: usize = 1 << 20;
/// How deep maps and lists may lie in each other. Our choice.
const DEPTH_MAX: usize = 32;
/// How many values a file may have, those that aliases repeat included. Our choice.
const VALUES_MAX: usize = 50_000;
/// How many allowed keys a message lists before it stops.
const KEYS_LISTED_MAX: usize = 24;

/// What is wrong with a file, and where.
///
/// Displays as `my.yaml:12:5: unknown key `sallary`; did you mean `salary`?`.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub struct Problem {
    /// The file as the user named it.
    pub file_name: String,
    /// Line and column, from 1; `None` when the file as a whole is meant.
    pub position: Option<Position>,
    /// What is wrong, in one line.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.position {
            Some(position) => write!(out, "{}:{position}: {}", self.file_name, self.message),
            None => write!(out, "{}: {}", self.file_name, self.message),
        }
    }
}

/// A place in a file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Position {
    /// Line, from 1.
    pub line: u64,
    /// Column, from 1.
    pub column: u64,
}

impl fmt::Display for Position {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}", self.line, self.column)
    }
}

/// A value that remembers where it stood, for checks that need the whole file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// Where it stood; `None` when it was not read from a file.
    pub position: Option<Position>,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Placed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<T>::deserialize(deserializer)?;
        Ok(Placed {
            value: spanned.value,
            position: position(spanned.referenced),
        })
    }
}

/// Reads one document.
///
/// # Errors
///
/// A [`Problem`] for text that is no YAML, has other keys or types than `T`, repeats a key, holds more than one document, or is
/// larger or deeper than any honest file.
pub fn read<T: DeserializeOwned>(text: &str, file_name: &str) -> Result<T, Problem> {
    let problem = |position, message: String| Problem {
        file_name: file_name.to_owned(),
        position,
        message,
    };
    if text.len() > SIZE_BYTES_MAX {
        let message = format!(
            "the file has {} kB; at most {} kB are read",
            text.len() / 1024,
            SIZE_BYTES_MAX / 1024
        );
        return Err(problem(None, message));
    }
    let options = serde_saphyr::options! {
        strict_booleans: true,
        with_snippet: false,
        budget: serde_saphyr::budget! {
            max_depth: DEPTH_MAX,
            flow_nesting_limit: DEPTH_MAX,
            max_nodes: VALUES_MAX,
            max_events: VALUES_MAX * 3,
            max_aliases: 1_000,
            max_anchors: 1_000,
            max_documents: 1,
        },
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: VALUES_MAX },
    };
    serde_saphyr::from_str_with_options(text, options)
        .map_err(|error| problem(error.location().and_then(position), message(&error)))
}

fn position(location: Location) -> Option<Position> {
    (location.line() > 0).then(|| Position {
        line: location.line(),
        column: location.column(),
    })
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the library's other errors already say it well"
)]
fn message(error: &Error) -> String {
    match error.without_snippet() {
        Error::AliasError { error, .. } => message(error),
        Error::SerdeUnknownField { field, expected, .. } => unknown("key", field, expected),
        Error::SerdeUnknownVariant { variant, expected, .. } => unknown("value", variant, expected),
        Error::SerdeMissingField { field, .. } => format!("the key `{field}` is missing"),
        Error::DuplicateMappingKey { key: Some(key), .. } => format!("the key `{key}` stands here twice"),
        Error::SerdeInvalidType {
            unexpected, expected, ..
        }
        | Error::SerdeInvalidValue {
            unexpected, expected, ..
        } => format!("found {unexpected}, expected {expected}"),
        Error::InvalidScalar { ty, .. } if ty.starts_with(['i', 'u']) => "expected a whole number".to_owned(),
        Error::Eof { .. } => "the file ends too early, or is empty".to_owned(),
        Error::Budget {
            breach: BudgetBreach::Depth { .. },
            ..
        } => too_deep(),
        Error::Budget { .. } => format!("the file has more than {VALUES_MAX} values, or too many aliases"),
        Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => {
            format!("aliases repeat more than {VALUES_MAX} values")
        }
        other => {
            let text = UserMessageFormatter.format_message(other);
            match text.lines().next().unwrap_or_default() {
                // The scanner has a guard of its own that may be first; it has no variant of its own.
                line if line.contains("recursion limit") => too_deep(),
                line => line.to_owned(),
            }
        }
    }
}

fn too_deep() -> String {
    format!("maps and lists lie deeper in each other than {DEPTH_MAX} levels")
}

fn unknown(what: &str, found: &str, allowed: &[&str]) -> String {
    match nearest(found, allowed.iter().copied()) {
        Some(near) => format!("unknown {what} `{found}`; did you mean `{near}`?"),
        None if allowed.is_empty() => format!("unknown {what} `{found}`; none is allowed here"),
        None => format!("unknown {what} `{found}`; allowed: {}", listed(allowed)),
    }
}

fn listed(allowed: &[&str]) -> String {
    let mut text = allowed
        .iter()
        .take(KEYS_LISTED_MAX)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    if allowed.len() > KEYS_LISTED_MAX {
        text.push_str(", …");
    }
    text
}

/// The candidate a mistyped word most likely meant; `None` when none is near.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = word.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&typed, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.len().max(typed.len()) / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "test code: only reading is tested")]
    struct Sample {
        name: Placed<String>,
        #[serde(default)]
        salary: Option<i64>,
        #[serde(default)]
        flows: Vec<Flow>,
        #[serde(default)]
        sure: bool,
    }

    #[derive(Deserialize, Debug)]
    #[serde(rename_all = "snake_case", deny_unknown_fields)]
    #[expect(dead_code, reason = "test code: only reading is tested")]
    enum Flow {
        Rent { amount: i64 },
        Gym(i64),
    }

    #[derive(Deserialize, Debug)]
    #[expect(dead_code, reason = "test code: only reading is tested")]
    struct Nest(Vec<Nest>);

    fn refused(text: &str) -> String {
        read::<Sample>(text, "my.yaml").unwrap_err().to_string()
    }

    #[test]
    fn a_value_remembers_its_place() {
        let sample: Sample = read("salary: 5\nname:   asha\n", "my.yaml").unwrap();
        assert_eq!(sample.name.value, "asha");
        assert_eq!(sample.name.position, Some(Position { line: 2, column: 9 }));
    }

    #[test]
    fn a_mistyped_key_gets_place_and_suggestion() {
        assert_eq!(
            refused("name: asha\nsallary: 5\n"),
            "my.yaml:2:1: unknown key `sallary`; did you mean `salary`?"
        );
        assert_eq!(
            refused("name: asha\nflows:\n  - rent: {amount: 5, dya: 3}\n"),
            "my.yaml:3:23: unknown key `dya`; allowed: amount"
        );
        assert_eq!(
            refused("name: asha\nflows:\n  - rnet: {amount: 5}\n"),
            "my.yaml:3:5: unknown value `rnet`; did you mean `rent`?"
        );
        assert_eq!(
            refused("name: asha\nzebra: 5\n"),
            "my.yaml:2:1: unknown key `zebra`; allowed: name, salary, flows, sure"
        );
    }

    #[test]
    fn wrong_types_and_missing_or_double_keys_are_named() {
        for (text, expected) in [
            ("salary: 5\n", "the key `name` is missing"),
            ("name: a\nname: b\n", "my.yaml:2:1: the key `name` stands here twice"),
            ("name: a\nsalary: much\n", "my.yaml:2:9: expected a whole number"),
            ("name: a\nsure: yes\n", "my.yaml:2:7:"),
            ("name: [a]\n", "my.yaml:1:7:"),
            ("- a\n", "my.yaml:1:1:"),
            ("", "my.yaml:"),
            ("name: a\n---\nname: b\n", "my.yaml:"),
            (
                "name: a\n\tsalary: 5\n",
                "my.yaml:1:7: while scanning a plain scalar, found a tab",
            ),
            ("name: \"a\n", "my.yaml:"),
        ] {
            let message = refused(text);
            assert!(
                message.contains(expected) && message.lines().count() == 1,
                "{text:?}: {message}"
            );
        }
    }

    #[test]
    fn hostile_files_are_refused_with_a_reason() {
        let huge = "a".repeat(50 << 20);
        assert_eq!(
            refused(&huge),
            "my.yaml: the file has 51200 kB; at most 1024 kB are read"
        );
        for deep in [
            "[".repeat(100_000),
            format!("{}1", "- ".repeat(40)),
            "[".repeat(40) + &"]".repeat(40),
        ] {
            let problem = read::<Nest>(&deep, "my.yaml").unwrap_err().to_string();
            assert!(problem.contains("deeper in each other than 32"), "{problem}");
        }
        let mut bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
        for (name, before) in "bcdefghij".chars().zip("abcdefghi".chars()) {
            let aliases = vec![format!("*{before}"); 10].join(",");
            bomb.push_str(&format!("{name}: &{name} [{aliases}]\n"));
        }
        assert!(refused(&bomb).starts_with("my.yaml:"), "{}", refused(&bomb));
        let bomb_inside = format!("name: x\nflows: [{bomb}]");
        assert!(refused(&bomb_inside).starts_with("my.yaml:"));
        let many = format!("name: a\nflows: [{}]", "{rent: {amount: 1}}, ".repeat(40_000));
        assert!(refused(&many).contains("more than 50000 values"), "{}", refused(&many));
    }

    #[test]
    fn only_near_words_are_suggested() {
        assert_eq!(nearest("salry", ["salary", "rent"]), Some("salary"));
        assert_eq!(nearest("Rent", ["salary", "rent"]), Some("rent"));
        assert_eq!(nearest("xyz", ["salary", "rent"]), None);
    }
}
