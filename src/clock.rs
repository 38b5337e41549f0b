//! The only reader of real time.

use std::time::Instant;

use chrono::{DateTime, FixedOffset, NaiveDate, SubsecRound, Utc};

use crate::domain::indian_time::ist;

/// Now, in Indian time.
pub fn now() -> DateTime<FixedOffset> {
    utc_now().with_timezone(&ist())
}

/// Now, in UTC, to the millisecond: what is stored is what is printed.
#[expect(clippy::disallowed_methods, reason = "the doorway through which real time comes in")]
pub fn utc_now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(3)
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

    /// Whole microseconds since the start.
    pub fn elapsed_us(self) -> u64 {
        u64::try_from(self.0.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    /// Whole milliseconds since the start.
    pub fn elapsed_ms(self) -> u64 {
        u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}
