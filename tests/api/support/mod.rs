//! What the tests of the HTTP surface share: a server, lenders that call it, papers to upload, the contract to hold answers against.
//!
//! Shared by `tests/api` and `tests/contract`; each uses its part.
#![allow(dead_code, reason = "two test crates share this, each uses its part")]

pub(crate) mod borrower;
pub(crate) mod calls;
pub(crate) mod lender;
pub(crate) mod listener;
pub(crate) mod papers;
pub(crate) mod schemas;
pub(crate) mod server;
pub(crate) mod visitor;
