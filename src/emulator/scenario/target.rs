//! What a scenario is played against: something that answers calls, with a receiver for webhooks beside it.

use std::future::Future;

use bytes::Bytes;

pub use crate::outbound::{Call, CallAnswer};

/// What becomes of the receiver of a play.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReceiverIs {
    /// It listens, and answers 200 or what it was last told to answer.
    Up,
    /// It does not listen.
    Down,
    /// It listens, and answers with this status.
    Answering(u16),
}

/// An emulator and a receiver.
pub trait Target: Send + Sync + 'static {
    /// Makes a call; its URL is a path, from the slash on.
    fn send(&self, call: Call) -> impl Future<Output = Result<CallAnswer, String>> + Send;

    /// Brings the receiver of this play into a state; gives its address, which stays the same.
    fn receiver(&self, is: ReceiverIs) -> impl Future<Output = Result<String, String>> + Send;

    /// Offers a file for the emulator to fetch; gives its address. The receiver is up then.
    fn offer(&self, file: Bytes) -> impl Future<Output = Result<String, String>> + Send;
}
