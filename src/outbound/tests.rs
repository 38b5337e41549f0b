//! The client against receivers that behave, and against those that do not, over real sockets on loopback.

mod delivery;
mod fetch;
mod https;
mod receiver;

use std::time::Duration;

use super::{AllowList, Client, Limits, Trust};

/// A client that calls anyone over http, with the usual limits.
fn client() -> Client {
    client_within(Limits::default())
}

fn client_within(limits: Limits) -> Client {
    Client::new(AllowList::default(), Trust::Nobody, limits).unwrap()
}

/// A client that may call only these.
fn narrowed_client(allowed: &[&str]) -> Client {
    Client::new(AllowList::parse(allowed).unwrap(), Trust::Nobody, Limits::default()).unwrap()
}

/// A client that loses patience at once, for receivers that never answer.
fn impatient_client() -> Client {
    client_within(Limits {
        connect: Duration::from_millis(500),
        exchange: Duration::from_secs(1),
        ..Limits::default()
    })
}

/// A name that no resolver need be asked about: a label has 63 characters at most.
const IMPOSSIBLE_NAME: &str = "a-label-of-more-than-sixty-three-characters-which-no-name-may-have.test";
