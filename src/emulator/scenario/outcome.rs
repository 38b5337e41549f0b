//! What came of a play: the story as it was told, every call in it, and what was not as expected.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use crate::scenario::node::Node;
use crate::yaml::Position;

/// A scenario that was played.
#[derive(Clone, Debug, Default)]
pub struct Played {
    /// Its name.
    pub name: String,
    /// What it shows.
    pub summary: String,
    /// The key of the world it was played in.
    pub world: String,
    /// The story, line by line.
    pub story: Vec<Told>,
    /// What was not as expected, in order.
    pub failures: Vec<Failure>,
    /// Every expectation beside what it was held against.
    pub compared: Vec<Compared>,
}

impl Played {
    /// Whether everything was as expected.
    pub fn is_ok(&self) -> bool {
        self.failures.is_empty()
    }
}

/// A line of the story.
#[derive(Clone, Debug)]
pub struct Told {
    /// The sentence.
    pub text: String,
    /// How it went.
    pub mark: Mark,
    /// The calls behind it.
    pub exchanges: Vec<Exchange>,
}

/// How a step went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// Nothing is called: the story itself.
    Story,
    /// As it should.
    Well,
    /// It is as expected.
    Expected,
    /// Not as it should.
    Failed,
}

impl Mark {
    /// Its word in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Mark::Story => "story",
            Mark::Well => "done",
            Mark::Expected => "as expected",
            Mark::Failed => "failed",
        }
    }
}

/// A call and its answer.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// `GET`, `POST` …
    pub method: String,
    /// From the slash on.
    pub path: String,
    /// What was sent, for people.
    pub sent: Option<String>,
    /// The status; `None` when there was no answer.
    pub status: Option<u16>,
    /// What was answered, for people.
    pub answered: String,
}

/// Something that was not as expected.
#[derive(Clone, PartialEq, Debug)]
pub struct Failure {
    /// The file it stands in.
    pub file: Arc<str>,
    /// Where the value that is not met stands.
    pub position: Option<Position>,
    /// What it is about: `session_status.accounts[0].error_code`.
    pub what: String,
    /// What was expected, where a value was.
    pub expected: Option<String>,
    /// What was there instead.
    pub got: String,
    /// What may help.
    pub hints: Vec<String>,
}

impl Failure {
    /// `my.yaml:31:22`
    pub fn place(&self) -> String {
        match self.position {
            Some(position) => format!("{}:{position}", self.file),
            None => self.file.to_string(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.place(), self.what)?;
        match &self.expected {
            Some(expected) => write!(out, ": expected {expected}, got {}", self.got),
            None => write!(out, ": {}", self.got),
        }
    }
}

/// An expectation and what it was held against.
#[derive(Clone, Debug)]
pub struct Compared {
    /// The file the expectation stands in.
    pub file: Arc<str>,
    /// The key of the expectation: `session_status`.
    pub what: String,
    /// What was expected, references put in.
    pub expected: Node,
    /// What was there.
    pub got: Value,
}

/// Characters of a value that a failure shows.
const SHOWN_MAX: usize = 160;

/// A value in few words.
pub(super) fn short(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    cut(&text, SHOWN_MAX)
}

/// The beginning of a text that is too long.
pub(super) fn cut(text: &str, length_max: usize) -> String {
    if text.chars().count() <= length_max {
        return text.to_owned();
    }
    let start: String = text.chars().take(length_max).collect();
    format!("{start} …")
}
