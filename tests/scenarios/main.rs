//! Scenario files: the library is played to its end both ways and believes nothing; bad files are told what is wrong with them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "test code: a panic is a failed test"
)]
#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "test code: what is not looked at may be anything"
)]
#![allow(missing_docs, reason = "test code")]

mod bad_files;
mod command;
mod control;
mod format;
mod library;
mod plays;
