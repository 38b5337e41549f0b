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
                offset_ms: offset_ms(instant, real),
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
            offset_ms: offset_ms(from, real),
        }
    }

    /// Whether it stands.
    pub fn is_frozen(self) -> bool {
        matches!(self, WorldClock::Frozen { .. })
    }
}

/// World time minus real time in whole milliseconds, rounded up: rounded down, the clock would go back by the rest.
fn offset_ms(world: DateTime<Utc>, real: DateTime<Utc>) -> i64 {
    let offset = world - real;
    let whole = offset.num_milliseconds();
    whole + i64::from(TimeDelta::milliseconds(whole) < offset)
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
        let (odd, real_odd) = (at("2026-01-20T00:00:00.000900Z"), at("2026-01-15T10:00:00.000200Z"));
        let following = WorldClock::Frozen { at: odd }.following(None, real_odd);
        assert!(following.now(real_odd) >= odd, "not even by the part of a millisecond");
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
