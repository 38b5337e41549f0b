//! Journeys of lenders over HTTP, on a clock that stands still.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "test code: a panic is a failed test"
)]
#![allow(missing_docs, reason = "test code")]

mod account;
mod aggregator;
mod bad_input;
mod bodies;
mod consents;
mod console;
mod coverage;
mod effects;
mod explain;
mod faults;
mod figures;
mod file_url;
mod hosted;
mod journal;
mod journey;
mod limits;
mod link;
mod net_banking;
mod outcomes;
mod paths;
mod pocket_calculator;
mod profiles;
mod rules;
mod session;
mod streams;
mod support;
mod test_values;
mod worlds;
