//! Worlds that start otherwise than the server's others: with a clock and a seed of their own.

use std::sync::Arc;

use crate::clock;
use crate::config::ClockArgument;
use crate::emulator::{Emulator, KEY_BYTES_MAX};
use crate::store::world::World;

/// Why a world was not made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BeginProblem {
    /// The request does not fit.
    Unfit(String),
    /// There is one of this key.
    Taken,
    /// There are so many, and all are in use.
    Full(usize),
}

impl Emulator {
    /// Makes a world of this key that starts with a clock and a seed of its own.
    ///
    /// # Errors
    /// What does not fit, that there is one already, or that there are as many as allowed.
    pub fn begin_world(&self, key: &str, clock: Option<&str>, seed: Option<u64>) -> Result<Arc<World>, BeginProblem> {
        if key.trim().is_empty() || key.len() > KEY_BYTES_MAX {
            let message = format!("key: a world's key has 1 to {KEY_BYTES_MAX} bytes");
            return Err(BeginProblem::Unfit(message));
        }
        let mut start = self.config.start.clone();
        start.seed = seed.unwrap_or(start.seed);
        if let Some(clock) = clock {
            let clock: ClockArgument = clock
                .parse()
                .map_err(|why| BeginProblem::Unfit(format!("clock: {why}")))?;
            start.clock = clock.at_start(clock::utc_now());
        }
        match self.worlds.begin(key, &start, clock::utc_now()) {
            Ok(Some(world)) => Ok(world),
            Ok(None) => Err(BeginProblem::Taken),
            Err(full) => Err(BeginProblem::Full(full.max)),
        }
    }
}
