//! A body that comes in pieces, with pauses between them, and may break off.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Bytes;
use hyper::body::{Body, Frame};

use crate::emulator::pause;

/// Pieces a slow body comes in.
const SLOW_COUNT: usize = 10;

/// Between the last bytes of a body and its end, so that they leave before.
const BEFORE_BREAKING: Duration = Duration::from_millis(5);

/// Pieces, each with the pause before it.
pub(super) struct Pieces {
    rest: VecDeque<(Duration, Result<Bytes, Broken>)>,
    pausing: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

/// A connection that ends in the middle.
#[derive(Clone, Copy, Debug)]
pub(super) struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a fault that was asked for ends the connection")
    }
}

impl std::error::Error for Broken {}

impl Pieces {
    /// These bytes, then the end of the connection; without any, it ends before the answer has begun.
    pub(super) fn broken(bytes: Bytes) -> Self {
        let rest = if bytes.is_empty() {
            VecDeque::from([(Duration::ZERO, Err(Broken))])
        } else {
            VecDeque::from([(Duration::ZERO, Ok(bytes)), (BEFORE_BREAKING, Err(Broken))])
        };
        Pieces { rest, pausing: None }
    }

    /// These bytes spread over this time.
    pub(super) fn slow(bytes: &Bytes, time: Duration) -> Self {
        let size = bytes.len().div_ceil(SLOW_COUNT).max(1);
        let pieces = (0..bytes.len()).step_by(size);
        let piece = |begin: usize| {
            let piece = bytes.slice(begin..(begin + size).min(bytes.len()));
            (time / SLOW_COUNT as u32, Ok(piece))
        };
        Pieces {
            rest: pieces.map(piece).collect(),
            pausing: None,
        }
    }
}

impl Body for Pieces {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        let Some((time, _)) = self.rest.front() else {
            return Poll::Ready(None);
        };
        let time = *time;
        if !time.is_zero() {
            let pausing = self.pausing.get_or_insert_with(|| Box::pin(pause(time)));
            if pausing.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
            self.pausing = None;
        }
        let next = self.rest.pop_front().map(|(_, piece)| piece.map(Frame::data));
        Poll::Ready(next)
    }
}
