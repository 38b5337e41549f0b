//! What becomes of a webhook on its way.

use std::fmt;

use chrono::TimeDelta;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::duration;

/// One step of a webhook plan. Past its last step a webhook goes its usual way.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Treatment {
    /// The attempt is lost: nothing is sent, and the next one comes after the usual pause.
    Drop,
    /// The attempt is made.
    Deliver,
    /// It is sent once more although it was taken; one that was not sent yet is sent first.
    Duplicate,
    /// The next attempt comes so much later, in world time.
    Delay(Pause),
    /// It goes out behind the next webhook of its session; at once when none comes within an hour.
    Reorder,
    /// It goes out after the time in which all retries would have ended.
    Late,
}

/// A time in world time, written as `5m`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pause(pub TimeDelta);

impl Serialize for Pause {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&duration::print(self.0))
    }
}

impl<'de> Deserialize<'de> for Pause {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let time = duration::parse(&text).map(Pause);
        time.ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not {}", duration::ALLOWED)))
    }
}

impl fmt::Display for Treatment {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Treatment::Drop => out.write_str("drop"),
            Treatment::Deliver => out.write_str("deliver"),
            Treatment::Duplicate => out.write_str("duplicate"),
            Treatment::Delay(pause) => write!(out, "delay {}", duration::print(pause.0)),
            Treatment::Reorder => out.write_str("reorder"),
            Treatment::Late => out.write_str("late"),
        }
    }
}
