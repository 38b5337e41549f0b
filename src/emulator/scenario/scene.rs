//! Where a play stands: sessions, answers, the story so far.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Value, json};

use crate::emulator::scenario::outcome::{Compared, Exchange, Failure, Mark, Played, Told, cut, short};
use crate::scenario::Step;
use crate::scenario::expectation::Mismatch;
use crate::scenario::node::Node;
use crate::yaml::Position;

/// A session as the play knows it.
#[derive(Clone, Debug, Default)]
pub(super) struct SessionOfPlay {
    pub(super) id: String,
    pub(super) link_id: String,
    /// First and last day, as `2025-07-01`.
    pub(super) window: (String, String),
    pub(super) persona: Option<String>,
    /// What creating it answered.
    pub(super) created: Value,
}

/// What came back from a call.
#[derive(Clone, Debug, Default)]
pub(super) struct Answer {
    /// `None` when there was no answer, with the reason as its body.
    pub(super) status: Option<u16>,
    pub(super) body: Bytes,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    pub(super) fn is_accepted(&self) -> bool {
        self.status.is_some_and(|status| status < 400)
    }

    /// The error code; `NO_ANSWER` when there was no answer, `HTTP 503` when it is no error of the API.
    pub(super) fn code(&self) -> Option<String> {
        let status = match self.status {
            None => return Some("NO_ANSWER".to_owned()),
            Some(status) if status < 400 => return None,
            Some(status) => status,
        };
        let body = self.json();
        let code = body["error"]["code"].as_str().map(str::to_owned);
        Some(code.unwrap_or_else(|| format!("HTTP {status}")))
    }

    pub(super) fn message(&self) -> String {
        let body = self.json();
        match body["error"]["message"].as_str() {
            Some(message) => message.to_owned(),
            None => cut(&String::from_utf8_lossy(&self.body), 160),
        }
    }
}

/// Where the play stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Scene {
    pub(super) current: Option<SessionOfPlay>,
    pub(super) sessions: BTreeMap<String, SessionOfPlay>,
    pub(super) answers: BTreeMap<String, Value>,
    pub(super) last: Option<Answer>,
    /// The calls of the step that is being played.
    pub(super) exchanges: Vec<Exchange>,
    pub(super) played: Played,
    /// Whether a step failed in a way that ends the play.
    pub(super) is_over: bool,
    /// Which repetition this is, from 1; 0 outside of any.
    pub(super) number: i64,
}

impl Scene {
    pub(super) fn fail(&mut self, step: &Step, position: Option<Position>, what: &str, got: impl Into<String>) {
        self.played.failures.push(Failure {
            file: Arc::clone(&step.file),
            position: position.or(step.position),
            what: what.to_owned(),
            expected: None,
            got: got.into(),
            hints: Vec::new(),
        });
    }

    pub(super) fn tell(&mut self, text: impl Into<String>, mark: Mark) {
        let exchanges = std::mem::take(&mut self.exchanges);
        self.played.story.push(Told {
            text: text.into(),
            mark,
            exchanges,
        });
    }

    pub(super) fn mismatched(&mut self, step: &Step, what: &str, mismatches: Vec<Mismatch>, hints: &[String]) {
        for mismatch in mismatches {
            let path = match mismatch.path.as_str() {
                "" => what.to_owned(),
                path if path.starts_with('[') || path.starts_with('.') => format!("{what}{path}"),
                path => format!("{what}.{path}"),
            };
            self.played.failures.push(Failure {
                file: Arc::clone(&step.file),
                position: mismatch.position.or(step.position),
                what: path,
                expected: Some(short(&mismatch.expected)),
                got: mismatch.got.as_ref().map_or_else(|| "nothing".to_owned(), short),
                hints: mismatch.hint.into_iter().chain(hints.iter().cloned()).collect(),
            });
        }
    }

    /// Notes an expectation for those who ask what was held against what. Repetitions are alike; the first stands for all.
    pub(super) fn compared(&mut self, step: &Step, what: &str, expected: &Node, got: &Value) {
        if self.number <= 1 {
            self.played.compared.push(Compared {
                file: Arc::clone(&step.file),
                what: what.to_owned(),
                expected: expected.clone(),
                got: got.clone(),
            });
        }
    }

    /// What a reference's name stands for.
    pub(super) fn answer_of(&self, name: &str, key: &str) -> Option<Value> {
        match name {
            "session" => self.current.as_ref().map(|session| session.created.clone()),
            "number" => Some(self.number.into()),
            "world" => Some(json!({"key": key})),
            name => self.answers.get(name).cloned(),
        }
    }
}

impl Scene {
    /// What a repetition leaves behind: what failed, and what was compared.
    pub(super) fn take_over(&mut self, one: Scene) {
        for mut failure in one.played.failures {
            failure.hints.push(format!("in repetition {}", one.number));
            self.played.failures.push(failure);
        }
        self.played.compared.extend(one.played.compared);
        self.last = one.last;
    }

    pub(super) fn take_over_joined(&mut self, joined: Option<Result<Scene, tokio::task::JoinError>>) {
        if let Some(Ok(one)) = joined {
            self.take_over(one);
        }
    }
}
