//! Worlds that outlive the process: what is exported and imported is the same, and what is no data file is refused and left as it is.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "test code: a panic is a failed test"
)]

mod everything;
mod files;
mod killed;
mod life;
mod process;
mod properties;
mod server;
