//! Creating, finding and deleting sessions.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::domain::ids::SessionId;
use crate::domain::refusal::Refusal;
use crate::domain::session::Session;
use crate::domain::session_request::{ApiVersion, Circumstances, SessionRequest};
use crate::emulator::Emulator;
use crate::store::world::World;

impl Emulator {
    /// Creates a session.
    ///
    /// # Errors
    /// The first check that fails, in the order of semantics 5.
    pub fn create_session(
        &self,
        world: &World,
        version: ApiVersion,
        fields: &Map<String, Value>,
    ) -> Result<Arc<Session>, Refusal> {
        let settings = world.settings();
        if settings.is_plan_unpaid {
            return Err(Refusal::PlanUnpaid);
        }
        let now = self.now(world);
        let (link_id, request) = SessionRequest::check(
            version,
            fields,
            Circumstances {
                settings: &settings,
                today: self.today(world),
            },
        )?;
        if world.session_count() >= self.config.sessions_max {
            let max = self.config.sessions_max;
            return Err(Refusal::Limit {
                reason: format!("this world has {max} sessions; reset it, or raise --max-sessions"),
            });
        }
        let id = world.next_session_id(&link_id);
        let session = world.add(Session::create(id, &link_id, world.shared(request), now));
        self.reschedule(world);
        Ok(session)
    }

    /// The session of this id, which is text from outside.
    ///
    /// # Errors
    /// `SESSION_NOT_FOUND`; the reason says whether it belongs to another key.
    pub fn session(&self, world: &World, id: &str) -> Result<Arc<Session>, Refusal> {
        let id = SessionId::parse(id);
        id.and_then(|id| world.session(id)).ok_or_else(|| {
            let elsewhere = id
                .filter(|id| id.world() != world.ids.world())
                .and_then(|id| self.worlds.tagged(id.world())?.session(id));
            Refusal::SessionUnknown {
                belongs_to_another_key: elsewhere.is_some(),
            }
        })
    }

    /// Deletes a session with everything that was handed in.
    ///
    /// # Errors
    /// `SESSION_NOT_FOUND`, `SESSION_DELETED`.
    pub fn delete_session(&self, world: &World, id: &str) -> Result<Arc<Session>, Refusal> {
        let found = self.session(world, id)?;
        let now = self.now(world);
        let (before, deleted) = world
            .exchange(found.id, |session| session.deleted(now))
            .unwrap_or(Err(unknown()))?;
        // What was there when it was deleted, not when it was found: an upload may have come between.
        for statement in &before.statements {
            world.files.release(statement.content);
        }
        self.reschedule(world);
        Ok(deleted)
    }
}

/// A session that was there a moment ago and is not any more: its world was reset meanwhile.
pub(super) fn unknown() -> Refusal {
    Refusal::SessionUnknown {
        belongs_to_another_key: false,
    }
}
