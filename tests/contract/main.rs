//! The session flow against the vendor's contract, over HTTP: every refusal of `errors.csv`, the order of checks, every body.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "test code: a panic is a failed test"
)]
#![allow(missing_docs, reason = "test code")]

mod bodies;
mod order_of_session;
mod order_of_upload;
mod refusals;
mod rows;
#[path = "../api/support/mod.rs"]
mod support;
