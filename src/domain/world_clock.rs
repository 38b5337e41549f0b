//! A world's clock: it follows real time with an offset, or stands. It never goes back.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// A clock as data; what time it is follows from it and real time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorldClock {
    /// Follows real time, ahead or behind by this much.
    Real {
        /// World time minus real time, in milliseconds.
        offset_ms: i64,
    },
    /// Stands at this instant.
    Frozen {
        /// World time.
        at: DateTime<Utc>,
    },
}

impl WorldClock {
    /// World time.
    pub fn now(self, real: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            WorldClock::Real { offset_ms } => real + TimeDelta::milliseconds(offset_ms),
            WorldClock::Frozen { at } => at,
        }
    }

    /// The clock, moved forward to an instant; as it is when the instant is past.
    pub fn moved_to(self, instant: DateTime<Utc>, real: DateTime<Utc>) -> Self {
        let instant = instant.max(self.now(real));
        match self {
            WorldClock::Real { .. } => WorldClock::Real {
                offset_ms: (instant - real).num_milliseconds(),
            },
            WorldClock::Frozen { .. } => WorldClock::Frozen { at: instant },
        }
    }

    /// The clock, standing where it is or at a later instant.
    pub fn frozen(self, at: Option<DateTime<Utc>>, real: DateTime<Utc>) -> Self {
        let now = self.now(real);
        WorldClock::Frozen {
            at: at.map_or(now, |at| at.max(now)),
        }
    }

    /// The clock, going on from where it is or from a later instant.
    pub fn following(self, from: Option<DateTime<Utc>>, real: DateTime<Utc>) -> Self {
        let now = self.now(real);
        let from = from.map_or(now, |from| from.max(now));
        WorldClock::Real {
            offset_ms: (from - real).num_milliseconds(),
        }
    }

    /// Whether it stands.
    pub fn is_frozen(self) -> bool {
        matches!(self, WorldClock::Frozen { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_never_goes_back() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let real = at("2026-01-15T10:00:00Z");
        let clock = WorldClock::Real { offset_ms: 0 }.moved_to(at("2026-02-01T00:00:00Z"), real);
        assert_eq!(clock.now(real), at("2026-02-01T00:00:00Z"));
        assert_eq!(clock.moved_to(at("2026-01-20T00:00:00Z"), real), clock);
        let frozen = clock.frozen(Some(at("2026-01-01T00:00:00Z")), real);
        assert_eq!(frozen.now(at("2030-01-01T00:00:00Z")), at("2026-02-01T00:00:00Z"));
        assert_eq!(
            frozen
                .following(None, at("2030-01-01T00:00:00Z"))
                .now(at("2030-01-01T00:01:00Z")),
            at("2026-02-01T00:01:00Z")
        );
    }
}
