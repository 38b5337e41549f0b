//! The only reader of real time.

use std::time::Instant;

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};

/// India's offset from UTC in seconds: +05:30, all year.
const IST_OFFSET_S: i32 = 19_800;

/// Indian standard time. Every date the service speaks of is an Indian one.
pub fn ist() -> FixedOffset {
    match FixedOffset::east_opt(IST_OFFSET_S) {
        Some(offset) => offset,
        None => unreachable!("five and a half hours is a valid offset"),
    }
}

/// Now, in Indian time.
#[expect(clippy::disallowed_methods, reason = "the doorway through which real time comes in")]
pub fn now() -> DateTime<FixedOffset> {
    Utc::now().with_timezone(&ist())
}

/// Now, in UTC.
pub fn utc_now() -> DateTime<Utc> {
    now().to_utc()
}

/// Today in India.
pub fn today() -> NaiveDate {
    now().date_naive()
}

/// A monotonic clock for how long something took, whatever happens to the time of day.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Runs from now on.
    #[expect(clippy::disallowed_methods, reason = "the doorway through which real time comes in")]
    pub fn start() -> Self {
        Stopwatch(Instant::now())
    }

    /// Whole milliseconds since the start.
    pub fn elapsed_ms(self) -> u64 {
        u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}
