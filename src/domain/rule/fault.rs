//! Faults: what goes wrong between the service and its caller. They live in real time, as sockets do (semantics 1).

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::duration;

/// What goes wrong on the way of one answer. Several may come together.
///
/// A `status` comes instead of the call: nothing is carried out. With everything else the call was carried out, and its answer suffers.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fault {
    /// The answer comes so much later, in real time; at most a minute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency: Option<Wait>,
    /// Something before the service answers with this status, in HTML, as gateways do. The call is not carried out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// What happens to the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<BodyFault>,
    /// What happens to the connection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection: Option<ConnectionFault>,
    /// The content type the answer claims to have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
}

/// What happens to a body.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyFault {
    /// There is none, and its length says so.
    Empty,
    /// Its first half comes, then the connection ends; the length speaks of all of it.
    Truncated,
    /// It comes in ten pieces, with a pause after each.
    Slow,
}

/// What happens to a connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionFault {
    /// It is closed without a byte of the answer.
    Dropped,
}

/// The longest time an answer may be held up.
const WAIT_MAX: Duration = Duration::from_secs(60);

/// A time in real time, written as `200ms`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wait(pub Duration);

impl Serialize for Wait {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let time = chrono::TimeDelta::from_std(self.0).unwrap_or_default();
        serializer.serialize_str(&duration::print(time))
    }
}

impl<'de> Deserialize<'de> for Wait {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let time = duration::parse(&text).and_then(|time| time.to_std().ok());
        time.filter(|time| *time <= WAIT_MAX).map(Wait).ok_or_else(|| {
            serde::de::Error::custom(format!("`{text}` is no time of at most a minute; give 200ms or 5s"))
        })
    }
}

impl Fault {
    /// Whether nothing goes wrong.
    pub fn is_empty(&self) -> bool {
        *self == Fault::default()
    }
}
