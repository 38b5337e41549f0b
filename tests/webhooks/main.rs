//! What leaves the emulator and when: webhooks as their receiver records them, the clock that drives them, and many callers at once.
//!
//! Nobody sleeps here: the world's clock stands and is advanced, and `advance` answers when the world is quiet.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "test code: a panic is a failed test"
)]

mod clock;
mod events;
mod hostile;
mod lender;
mod plans;
mod races;
mod receiver;
mod retries;
