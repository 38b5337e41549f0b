//! What a value of a scenario file may be, as data: reading, the JSON Schema and the manual follow from the same shapes.

use crate::domain::bank::{self, BankId};
use crate::domain::specimen::Kind;
use crate::domain::suggestion::nearest;
use crate::domain::{duration, relative_date};
use crate::scenario::node::{Content, Node};
use crate::scenario::reference;
use crate::scenario::table;
use crate::yaml::{Position, Problem};

/// What a value may be.
///
/// Wherever text is wanted, a reference `{{name.field}}` may stand; what it stands for is known when the scenario is played.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Any text.
    Text,
    /// A name that references use: a letter, then letters, digits, `-` and `_`.
    Name,
    /// A whole number within bounds.
    Whole(i64, i64),
    /// `true` or `false`.
    Flag,
    /// `90d`, `5s`.
    Duration,
    /// A date, absolute or seen from today in world time.
    Date,
    /// An instant with its offset: `2026-01-15T10:00:00+05:30`.
    Instant,
    /// `real`, or `frozen@` and an instant.
    Clock,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A bank of the catalogue.
    Bank,
    /// A kind of specimen.
    Kind,
    /// Anything.
    Any,
    /// A map with any keys.
    Object,
    /// Settings, as `GET /_emulator/settings` has them.
    Settings,
    /// Rules.
    Rules,
    /// Steps.
    Steps,
    /// Nothing behind the colon, or no colon at all.
    Nothing,
    /// A map with these keys and no others.
    Map(&'static [Key]),
    /// A list.
    List(&'static Shape),
    /// Either of two.
    Or(&'static Shape, &'static Shape),
}

/// A key of a map, or an action of a step.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// How it is written.
    pub name: &'static str,
    /// What stands behind it.
    pub shape: Shape,
    /// Whether it must be there.
    pub is_required: bool,
    /// What it means, for the manual.
    pub meaning: &'static str,
}

/// A key that may be there.
pub(super) const fn may(name: &'static str, shape: Shape, meaning: &'static str) -> Key {
    Key {
        name,
        shape,
        is_required: false,
        meaning,
    }
}

/// A key that must be there.
pub(super) const fn must(name: &'static str, shape: Shape, meaning: &'static str) -> Key {
    Key {
        is_required: true,
        ..may(name, shape, meaning)
    }
}

/// Everything that is wrong with a file, as it is found.
#[derive(Debug)]
pub struct Findings {
    /// The file as the user named it.
    pub file: String,
    /// What was found.
    pub problems: Vec<Problem>,
}

impl Findings {
    /// Nothing found yet in this file.
    pub fn in_file(file: &str) -> Self {
        Findings {
            file: file.to_owned(),
            problems: Vec::new(),
        }
    }

    /// Notes a problem.
    pub fn note(&mut self, position: Option<Position>, message: impl Into<String>) {
        self.problems.push(Problem {
            file_name: self.file.clone(),
            position,
            message: message.into(),
        });
    }
}

impl Shape {
    /// What is wanted, for messages.
    pub fn wanted(self) -> String {
        match self {
            Shape::Text => "text".to_owned(),
            Shape::Name => "a name (a letter, then letters, digits, - and _)".to_owned(),
            Shape::Whole(least, most) if most == i64::MAX => format!("a whole number from {least}"),
            Shape::Whole(least, most) => format!("a whole number from {least} to {most}"),
            Shape::Flag => "true or false".to_owned(),
            Shape::Duration => duration::ALLOWED.to_owned(),
            Shape::Date => relative_date::ALLOWED.to_owned(),
            Shape::Instant => "an instant as 2026-01-15T10:00:00+05:30".to_owned(),
            Shape::Clock => "`real` or frozen@2026-01-15T10:00:00+05:30".to_owned(),
            Shape::Word(words) => words
                .iter()
                .map(|word| format!("`{word}`"))
                .collect::<Vec<_>>()
                .join(", "),
            Shape::Bank => "a bank of the catalogue".to_owned(),
            Shape::Kind => "a kind of specimen".to_owned(),
            Shape::Any => "anything".to_owned(),
            Shape::Object | Shape::Settings | Shape::Map(_) => "a map".to_owned(),
            Shape::Rules => "a list of rules".to_owned(),
            Shape::Steps => "a list of steps".to_owned(),
            Shape::Nothing => "nothing".to_owned(),
            Shape::List(inner) => format!("a list of {}", inner.wanted()),
            Shape::Or(one, other) => format!("{} or {}", one.wanted(), other.wanted()),
        }
    }

    /// Notes everything about a value that does not fit. Rules, settings and steps are looked at by those who know them.
    pub fn check(self, node: &Node, findings: &mut Findings) {
        match (self, &node.content) {
            (Shape::Any | Shape::Settings | Shape::Rules | Shape::Steps, _)
            | (Shape::Nothing, Content::Null)
            | (Shape::Flag, Content::Flag(_))
            | (Shape::Object, Content::Map(_)) => {}
            (Shape::Or(one, other), _) => {
                if one.fits(node) || other.fits(node) {
                    // Nothing is wrong with it.
                } else if one.is_like(node) {
                    one.check(node, findings);
                } else if other.is_like(node) {
                    other.check(node, findings);
                } else {
                    self.refuse(node, findings);
                }
            }
            (Shape::Map(keys), Content::Map(_)) => of_map(keys, node, findings),
            // Nothing behind the colon is a map without keys.
            (Shape::Map(keys), Content::Null) if keys.iter().all(|key| !key.is_required) => {}
            (Shape::List(inner), Content::List(items)) => items.iter().for_each(|item| inner.check(item, findings)),
            (Shape::Whole(least, most), Content::Number(number)) => {
                if !number.as_i64().is_some_and(|number| (least..=most).contains(&number)) {
                    findings.note(node.position, format!("`{number}` is not {}", self.wanted()));
                }
            }
            (_, Content::Text(text)) if self.is_textual() => self.of_text(text, node, findings),
            (_, Content::Number(number)) if self.is_textual() => findings.note(
                node.position,
                format!("found a number, expected text; write it in quotes: \"{number}\""),
            ),
            _ => self.refuse(node, findings),
        }
    }

    fn fits(self, node: &Node) -> bool {
        let mut findings = Findings::in_file("");
        self.check(node, &mut findings);
        findings.problems.is_empty()
    }

    /// Whether a value is of the right sort, so that what is wrong with it is wrong inside.
    fn is_like(self, node: &Node) -> bool {
        match (self, &node.content) {
            (Shape::Or(one, other), _) => one.is_like(node) || other.is_like(node),
            (Shape::Any, _)
            | (Shape::Nothing, Content::Null)
            | (Shape::Flag, Content::Flag(_))
            | (Shape::Whole(..), Content::Number(_))
            | (Shape::Object | Shape::Map(_) | Shape::Settings, Content::Map(_))
            | (Shape::List(_) | Shape::Rules | Shape::Steps, Content::List(_)) => true,
            (shape, Content::Text(_)) => shape.is_textual(),
            _ => false,
        }
    }

    /// Whether nothing is all it takes.
    pub fn is_nothing(self) -> bool {
        matches!(self, Shape::Nothing)
    }

    /// Whether nothing will do.
    pub fn may_be_nothing(self) -> bool {
        self.is_nothing() || matches!(self, Shape::Or(one, other) if one.is_nothing() || other.is_nothing())
    }

    /// Whether it is written as text.
    pub fn is_textual(self) -> bool {
        match self {
            Shape::Text
            | Shape::Name
            | Shape::Duration
            | Shape::Date
            | Shape::Instant
            | Shape::Clock
            | Shape::Word(_)
            | Shape::Bank
            | Shape::Kind => true,
            Shape::Whole(..)
            | Shape::Flag
            | Shape::Any
            | Shape::Object
            | Shape::Settings
            | Shape::Rules
            | Shape::Steps
            | Shape::Nothing
            | Shape::Map(_)
            | Shape::List(_)
            | Shape::Or(..) => false,
        }
    }

    fn of_text(self, text: &str, node: &Node, findings: &mut Findings) {
        if reference::is_in(text) && !matches!(self, Shape::Name | Shape::Clock) {
            return;
        }
        if self.takes(text) {
            return;
        }
        let message = if let Shape::Word(words) = self {
            misspelt(text, "word", words.iter().copied())
        } else if matches!(self, Shape::Bank) {
            misspelt(text, "bank", bank::catalogue().iter().map(|bank| bank.id.as_str()))
        } else if matches!(self, Shape::Kind) {
            misspelt(text, "kind", Kind::ALL.iter().map(|kind| kind.name()))
        } else {
            format!("`{text}` is not {}", self.wanted())
        };
        findings.note(node.position, message);
    }

    fn takes(self, text: &str) -> bool {
        match self {
            Shape::Name => table::is_name(text),
            Shape::Duration => duration::parse(text).is_some(),
            // Any day will do: whether the text is a date does not depend on it.
            Shape::Date => {
                relative_date::parse(text, chrono::NaiveDate::default() + chrono::Days::new(20_000)).is_some()
            }
            Shape::Instant => is_instant(text),
            Shape::Clock => text == "real" || text.strip_prefix("frozen@").is_some_and(is_instant),
            Shape::Word(words) => words.contains(&text),
            Shape::Bank => BankId::parse(text).is_some(),
            Shape::Kind => Kind::parse(text).is_some(),
            Shape::Text
            | Shape::Whole(..)
            | Shape::Flag
            | Shape::Any
            | Shape::Object
            | Shape::Settings
            | Shape::Rules
            | Shape::Steps
            | Shape::Nothing
            | Shape::Map(_)
            | Shape::List(_)
            | Shape::Or(..) => true,
        }
    }

    fn refuse(self, node: &Node, findings: &mut Findings) {
        findings.note(
            node.position,
            format!("found {}, expected {}", node.kind(), self.wanted()),
        );
    }
}

fn is_instant(text: &str) -> bool {
    chrono::DateTime::parse_from_rfc3339(text).is_ok()
}

/// A word that is not among those that are known.
pub fn misspelt<'a>(word: &str, what: &str, known: impl Iterator<Item = &'a str>) -> String {
    const LISTED_MAX: usize = 40;
    let known: Vec<&str> = known.collect();
    match nearest(word, known.iter().copied()) {
        Some(near) => format!("unknown {what} `{word}`; did you mean `{near}`?"),
        None if known.len() <= LISTED_MAX => format!("unknown {what} `{word}`; allowed: {}", known.join(", ")),
        None => format!("unknown {what} `{word}`"),
    }
}

/// The keys of a map: those there are, and those there must be.
pub(super) fn of_map(keys: &[Key], node: &Node, findings: &mut Findings) {
    for (name, inner) in node.fields() {
        match keys.iter().find(|key| key.name == name.value) {
            Some(key) => key.shape.check(inner, findings),
            None => findings.note(
                name.position,
                misspelt(&name.value, "key", keys.iter().map(|key| key.name)),
            ),
        }
    }
    for key in keys.iter().filter(|key| key.is_required) {
        if node.get(key.name).is_none() {
            findings.note(node.position, format!("the key `{}` is missing", key.name));
        }
    }
}
