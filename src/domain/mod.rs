//! What the service does: plain data and plain functions. No I/O, no async, no clock, no randomness.

pub mod bank;
pub mod ledger;
pub mod merge;
pub mod money;
pub mod period;
pub mod relative_date;
pub mod specimen;
pub mod statement;
