//! How processing ends.

use std::fmt;
use std::str::FromStr;

use chrono::TimeDelta;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::duration;

/// How long processing takes. Written `3s`, `instant`, `polls:3`, `hold`, everywhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pace {
    /// Ends this long after it was asked for; `instant` is no time at all.
    After(TimeDelta),
    /// The n-th poll of progress ends it.
    Polls(u32),
    /// Ends when it is released.
    Hold,
}

/// What a pace may look like, for messages.
pub const ALLOWED: &str = "`instant`, a duration as 3s, 5m or 2h, `polls:3`, or `hold`";

impl FromStr for Pace {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let pace = match text.trim() {
            "instant" => Some(Pace::After(TimeDelta::zero())),
            "hold" => Some(Pace::Hold),
            text => match text.strip_prefix("polls:") {
                Some(count) => count.parse().ok().filter(|count| *count > 0).map(Pace::Polls),
                None => duration::parse(text).map(Pace::After),
            },
        };
        pace.ok_or_else(|| format!("`{text}` is no pace; give {ALLOWED}"))
    }
}

impl fmt::Display for Pace {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Pace::After(time) if time.is_zero() => out.write_str("instant"),
            Pace::After(time) => out.write_str(&duration::print(*time)),
            Pace::Polls(count) => write!(out, "polls:{count}"),
            Pace::Hold => out.write_str("hold"),
        }
    }
}

impl Serialize for Pace {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Pace {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_is_printed_as_it_is_read() {
        for text in ["instant", "3s", "90s", "2h", "polls:3", "hold"] {
            assert_eq!(text.parse::<Pace>().unwrap().to_string(), text);
        }
        for text in ["", "polls:0", "polls:-1", "soon", "3", "-3s"] {
            assert!(text.parse::<Pace>().unwrap_err().contains("give `instant`"), "{text}");
        }
    }
}
