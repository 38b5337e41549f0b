//! Asking for processing, watching it, ending it by hand.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::domain::endpoint::Endpoint;
use crate::domain::ids::SessionId;
use crate::domain::processing::Ends;
use crate::domain::refusal::Refusal;
use crate::domain::rule::Effects;
use crate::domain::session::Session;
use crate::emulator::Emulator;
use crate::emulator::session::unknown;
use crate::store::world::World;

/// Holds back what a call has made due until its answer is written; drop it then. Source: semantics 4.
#[derive(Debug)]
pub struct AnswerFirst {
    emulator: Arc<Emulator>,
    world: Arc<World>,
    session: SessionId,
}

impl Drop for AnswerFirst {
    fn drop(&mut self) {
        self.world.let_go(self.session);
        self.emulator.reschedule(&self.world);
    }
}

impl Emulator {
    /// Starts processing without a call of the client's: rules count nothing and refuse nothing, and decide its outcome as they would.
    ///
    /// # Errors
    /// `SESSION_NOT_FOUND` and what [`Session::initiate`] refuses with.
    pub fn start_processing(
        self: &Arc<Self>,
        world: &Arc<World>,
        id: &str,
    ) -> Result<(Arc<Session>, AnswerFirst), Refusal> {
        let session = self.session(world, id)?;
        let effects = self.effects_uncounted(world, Endpoint::InitiateProcessing, &session);
        self.initiate_with(world, id, &effects)
    }

    /// Asks for processing, with what rules and test values say about this call; a refusal of theirs is the caller's to tell. The webhook of
    /// an instant pace waits until the guard is dropped.
    ///
    /// # Errors
    /// As [`Session::initiate`].
    pub fn initiate_with(
        self: &Arc<Self>,
        world: &Arc<World>,
        id: &str,
        effects: &Effects,
    ) -> Result<(Arc<Session>, AnswerFirst), Refusal> {
        let id = self.session(world, id)?.id;
        let (now, settings) = (self.now(world), world.settings());
        world.hold_back(id);
        let answer_first = AnswerFirst {
            emulator: Arc::clone(self),
            world: Arc::clone(world),
            session: id,
        };
        let session = world
            .update(id, |session| session.initiate(&settings, effects, now))
            .unwrap_or(Err(unknown()))
            .inspect_err(|refusal| self.remember_refusal(world, id, Endpoint::InitiateProcessing, refusal))?;
        self.compute_ahead(&session);
        Ok((session, answer_first))
    }

    /// Looks at the progress, which counts as a poll.
    ///
    /// # Errors
    /// `SESSION_NOT_FOUND`, `SESSION_DELETED`, `PROCESSING_NOT_REQUESTED`.
    pub fn poll_progress(&self, world: &World, id: &str) -> Result<(Arc<Session>, DateTime<Utc>), Refusal> {
        let session = self.session(world, id)?;
        let now = self.now(world);
        let processing = session.processing_requested()?;
        if !matches!(processing.ends, Ends::AfterPolls { .. }) || processing.is_completed(now) {
            return Ok((session, now));
        }
        // The poll that ends it still sees it running: it is answered as things were before it.
        let (before, _) = world
            .exchange(session.id, |session| {
                session.processing_requested().map(|_| session.polled(now))
            })
            .unwrap_or(Err(unknown()))?;
        self.reschedule(world);
        Ok((before, now))
    }

    /// Ends a processing that is held, or any that runs.
    ///
    /// # Errors
    /// `SESSION_NOT_FOUND`, `SESSION_DELETED`, `PROCESSING_NOT_REQUESTED`.
    pub fn release(&self, world: &World, id: &str) -> Result<Arc<Session>, Refusal> {
        let id = self.session(world, id)?.id;
        let now = self.now(world);
        let session = world
            .update(id, |session| session.released(now))
            .unwrap_or(Err(unknown()))?;
        self.reschedule(world);
        Ok(session)
    }
}
