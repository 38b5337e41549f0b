//! Creating, finding and deleting sessions.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::domain::endpoint::Endpoint;
use crate::domain::exchange::Remark;
use crate::domain::ids::SessionId;
use crate::domain::refusal::Refusal;
use crate::domain::session::{RefusedCall, Session};
use crate::domain::session_request::{ApiVersion, Circumstances, SessionRequest};
use crate::emulator::Emulator;
use crate::emulator::recording::{self, noticed};
use crate::store::world::World;
use crate::wire::refusals::wording;

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
        number: u64,
    ) -> Result<Arc<Session>, Refusal> {
        let now = self.now(world);
        if has_unknown_journey_mode(fields) {
            noticed(Remark::JourneyModeUnknown);
        }
        let (link_id, request) = self.checked_request(world, version, fields)?;
        self.has_room_for_session(world)?;
        let id = world.next_session_id(&link_id);
        let session = world.add(Session::create(id, &link_id, world.shared(request), now), number);
        recording::is_about(session.id);
        self.reschedule(world);
        Ok(session)
    }

    /// Whether the world may have one session more.
    ///
    /// # Errors
    /// The limit.
    pub(super) fn has_room_for_session(&self, world: &World) -> Result<(), Refusal> {
        let max = self.config.sessions_max;
        if world.session_count() < max {
            return Ok(());
        }
        Err(Refusal::Limit {
            reason: format!("this world has {max} sessions; reset it, or raise --max-sessions"),
        })
    }

    /// The request of a session in these fields, as it would be created now.
    ///
    /// # Errors
    /// The first check that fails.
    pub(super) fn checked_request(
        &self,
        world: &World,
        version: ApiVersion,
        fields: &Map<String, Value>,
    ) -> Result<(String, SessionRequest), Refusal> {
        let settings = world.settings();
        if settings.is_plan_unpaid {
            return Err(Refusal::PlanUnpaid);
        }
        let circumstances = Circumstances {
            settings: &settings,
            today: self.today(world),
        };
        SessionRequest::check(version, fields, circumstances)
    }

    /// The session of this id, which is text from outside.
    ///
    /// # Errors
    /// `SESSION_NOT_FOUND`; the reason says whether it belongs to another key.
    pub fn session(&self, world: &World, id: &str) -> Result<Arc<Session>, Refusal> {
        let id = SessionId::parse(id);
        let found = id.and_then(|id| world.session(id));
        found.inspect(|session| recording::is_about(session.id)).ok_or_else(|| {
            let elsewhere = id
                .filter(|id| id.world() != world.ids.world())
                .and_then(|id| self.worlds.tagged(id.world())?.session(id));
            if elsewhere.is_some() {
                noticed(Remark::BelongsToAnotherKey);
            }
            Refusal::SessionUnknown {
                belongs_to_another_key: elsewhere.is_some(),
            }
        })
    }

    /// Notes a refused call in its session, where the control API tells of it.
    pub(super) fn remember_refusal(&self, world: &World, id: SessionId, endpoint: Endpoint, refusal: &Refusal) {
        let told = wording(endpoint, refusal);
        let call = RefusedCall {
            at: self.now(world),
            endpoint,
            code: told.code.to_owned(),
            because: refusal.reason().unwrap_or_else(|| told.message.into_owned()),
        };
        // A session that was deleted keeps nothing.
        let _ = world.update(id, |session| session.with_refused_call(call.clone()));
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

/// Whether the fields name a `journey_mode` that is documented nowhere. Source: conflicts C62.
fn has_unknown_journey_mode(fields: &Map<String, Value>) -> bool {
    let mode = fields.get("journey_mode").and_then(Value::as_str).map(str::trim);
    mode.is_some_and(|mode| !matches!(mode, "" | "multi_pdf" | "multi_banking"))
}

/// A session that was there a moment ago and is not any more: its world was reset meanwhile.
pub(super) fn unknown() -> Refusal {
    Refusal::SessionUnknown {
        belongs_to_another_key: false,
    }
}
