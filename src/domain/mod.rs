//! What the service does: plain data and plain functions. No I/O, no async, no clock, no randomness.

pub mod acceptance;
pub mod account;
pub mod bank;
pub mod duration;
pub mod endpoint;
pub mod ids;
pub mod indian_time;
pub mod ledger;
pub mod merge;
pub mod money;
pub mod pace;
pub mod period;
pub mod processing;
pub mod refusal;
pub mod relative_date;
pub mod session;
pub mod session_request;
pub mod settings;
pub mod specimen;
pub mod statement;
pub mod upload;
pub mod webhook;
pub mod world_clock;
