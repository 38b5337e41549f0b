//! Runs what is due, when it is due. The only place that waits.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Serialize, Serializer};
use tokio::task::{JoinError, JoinSet};

use crate::clock;
use crate::domain::ids::SessionId;
use crate::domain::indian_time;
use crate::domain::session::{Session, Wake};
use crate::domain::world_clock::WorldClock;
use crate::emulator::Emulator;
use crate::emulator::webhook::LOST;
use crate::store::world::{MoveKind, World};

/// Things of one instant that run at a time. Source: semantics 3.
const BATCH: usize = 64;

/// Something that happened while time passed.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Happening {
    /// When, in world time.
    #[serde(serialize_with = "printed")]
    pub at: DateTime<Utc>,
    /// What: `processing_ended`, `session_expired`, `webhook_delivered`, `webhook_failed`.
    pub what: &'static str,
    /// To which session.
    pub session_id: String,
    /// The webhook's event, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<&'static str>,
}

fn printed<S: Serializer>(at: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&indian_time::printed(*at))
}

/// Somebody else is advancing this clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Busy;

/// Keeps a session from being picked again while its webhook is on the way, however that ends.
struct HeldBack {
    world: Arc<World>,
    session: SessionId,
}

impl HeldBack {
    fn new(world: &Arc<World>, session: SessionId) -> Self {
        world.hold_back(session);
        HeldBack {
            world: Arc::clone(world),
            session,
        }
    }
}

impl Drop for HeldBack {
    fn drop(&mut self) {
        self.world.let_go(self.session);
    }
}

/// Lets real time pass, for answers that are to come late (semantics 1).
pub async fn pause(time: Duration) {
    // The time-out is what is waited for.
    let _ = tokio::time::timeout(time, std::future::pending::<()>()).await;
}

impl Emulator {
    /// Runs what is due in every world until the process ends. Spawn it once.
    pub async fn run(self: Arc<Self>) {
        loop {
            // Made before the look at the agenda, so that nothing set between is missed.
            let woken = self.wake.notified();
            let now = clock::utc_now();
            for (_, tag) in self.worlds.agenda.due(now, BATCH) {
                self.worlds.agenda.set(tag, 0, None);
                if let Some(world) = self.worlds.tagged(tag) {
                    let emulator = Arc::clone(&self);
                    tokio::spawn(async move { emulator.run_due(&world).await });
                }
            }
            match self.worlds.agenda.first() {
                None => woken.await,
                Some(due) => {
                    let wait = (due - clock::utc_now()).to_std().unwrap_or_default();
                    // Whether time or a change ends the wait, the agenda is looked at again.
                    let _ = tokio::time::timeout(wait, woken).await;
                }
            }
        }
    }

    /// Enters into the agenda when a world next needs attention. To be called after every change.
    pub(super) fn reschedule(&self, world: &World) {
        let real = clock::utc_now();
        let due = world.next_free().and_then(|due| match world.clock() {
            WorldClock::Real { offset_ms } => due.checked_sub_signed(TimeDelta::milliseconds(offset_ms)),
            // Things due now run also when the clock stands.
            WorldClock::Frozen { at } => (due <= at).then_some(real),
        });
        // Never later than it stands there: between the look and now somebody may have entered an earlier time. A look too many costs nothing.
        if due.is_some_and(|due| self.worlds.agenda.set_no_later(world.ids.world(), 0, due)) {
            self.wake.notify_one();
        }
    }

    /// Runs what is due in one world by now. Webhooks leave side by side, and what becomes due meanwhile runs too: a receiver that hangs holds
    /// up nothing but its own session.
    async fn run_due(self: &Arc<Self>, world: &Arc<World>) {
        let Some(running) = world.try_running() else {
            // Whoever runs it is to look again.
            world.nudge();
            return;
        };
        let mut deliveries = JoinSet::new();
        loop {
            let due = world.due(self.now(world), BATCH - deliveries.len());
            if due.is_empty() {
                if deliveries.is_empty() {
                    break;
                }
                // With all places taken nothing new can start, and looking again is for later.
                if deliveries.len() < BATCH {
                    self.reschedule(world);
                }
                tokio::select! {
                    _ = deliveries.join_next() => {}
                    () = world.nudged() => {}
                }
            }
            for (at, session, wake) in due {
                match wake {
                    Wake::ProcessingEnds | Wake::Expires => drop(self.end(world, session.id, at, wake)),
                    Wake::Deliver => {
                        let (emulator, held) = (Arc::clone(self), HeldBack::new(world, session.id));
                        deliveries.spawn(async move { emulator.hand_over(&held.world, &session, at).await });
                    }
                }
            }
        }
        drop(running);
        // What is held back enters the agenda again when its answer is written.
        self.reschedule(world);
    }

    /// Runs things that are due, webhooks side by side, to their end. Gives what happened, in order.
    async fn run_batch(
        self: &Arc<Self>,
        world: &Arc<World>,
        due: Vec<(DateTime<Utc>, Arc<Session>, Wake)>,
    ) -> Vec<Happening> {
        let mut happened = Vec::new();
        let mut deliveries = JoinSet::new();
        for (order, (at, session, wake)) in due.into_iter().enumerate() {
            match wake {
                Wake::ProcessingEnds | Wake::Expires => happened.push((order, self.end(world, session.id, at, wake))),
                Wake::Deliver => {
                    let (emulator, world) = (Arc::clone(self), Arc::clone(world));
                    deliveries.spawn(async move { Some((order, emulator.hand_over(&world, &session, at).await?)) });
                }
            }
        }
        while let Some(delivered) = deliveries.join_next().await {
            happened.extend(delivered.ok().flatten());
        }
        happened.sort_by_key(|(order, _)| *order);
        happened.into_iter().map(|(_, happening)| happening).collect()
    }

    /// Ends what time has ended: processing, or the session.
    fn end(&self, world: &World, id: SessionId, at: DateTime<Utc>, wake: Wake) -> Happening {
        self.tell(world, id, at);
        Happening {
            at,
            what: if wake == Wake::Expires {
                "session_expired"
            } else {
                "processing_ended"
            },
            session_id: id.to_string(),
            event: None,
        }
    }

    /// Makes the attempt that is due in a session.
    async fn hand_over(&self, world: &World, session: &Session, at: DateTime<Utc>) -> Option<Happening> {
        let delivery = self.deliver(world, session).await?;
        let attempt = delivery.attempts.last()?;
        Some(Happening {
            at,
            what: if attempt.is_success() {
                "webhook_delivered"
            } else if attempt.error.as_deref() == Some(LOST) {
                "webhook_lost"
            } else {
                "webhook_failed"
            },
            session_id: session.id.to_string(),
            event: Some(delivery.event.name()),
        })
    }

    /// Moves a world's clock forward, running every due thing at its own time with the clock standing there. Answers when the world is quiet:
    /// it waits for answers that hold something back, so drop your own [`AnswerFirst`](crate::emulator::AnswerFirst) before.
    ///
    /// # Errors
    /// When somebody else is advancing this clock.
    pub async fn advance(self: &Arc<Self>, world: &Arc<World>, to: DateTime<Utc>) -> Result<Vec<Happening>, Busy> {
        let advancing = world.begin_advancing().ok_or(Busy)?;
        let (emulator, world) = (Arc::clone(self), Arc::clone(world));
        // A task of its own: a caller that hangs up leaves no clock standing half-way.
        let advanced = tokio::spawn(async move {
            let happened = emulator.run_until(&world, to).await;
            drop(advancing);
            happened
        });
        match advanced.await.map_err(JoinError::try_into_panic) {
            Ok(happened) => Ok(happened),
            Err(Ok(panic)) => std::panic::resume_unwind(panic),
            // The runtime is ending, and nobody reads this.
            Err(Err(_)) => Err(Busy),
        }
    }

    async fn run_until(self: &Arc<Self>, world: &Arc<World>, to: DateTime<Utc>) -> Vec<Happening> {
        let running = world.begin_running().await;
        let was_frozen = world.clock().is_frozen();
        let from = self.now(world);
        let mut happened = Vec::new();
        world.set_passing(!was_frozen);
        world.set_clock(|clock| clock.frozen(None, clock::utc_now()));
        while let Some(due) = world.next_due().filter(|due| *due <= to) {
            let now = world
                .set_clock(|clock| clock.moved_to(due, clock::utc_now()))
                .now(clock::utc_now());
            let changed = world.changed();
            let batch = world.due(now, BATCH);
            if batch.is_empty() && world.next_due() == Some(due) {
                // All of it is held back until an answer is written.
                changed.await;
            }
            happened.extend(self.run_batch(world, batch).await);
        }
        world.set_clock(|clock| {
            let moved = clock.moved_to(to, clock::utc_now());
            if was_frozen {
                moved
            } else {
                moved.following(None, clock::utc_now())
            }
        });
        world.set_passing(false);
        // Told when it is there, so that who looks then sees it there.
        world.tell_moved(MoveKind::Advanced, from, to);
        // In this order: who finds the right to run taken relies on the look at the agenda afterwards.
        drop(running);
        self.reschedule(world);
        happened
    }
}
