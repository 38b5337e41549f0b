//! What changes in a world without anybody asking: sessions that go on, end or expire, and moves of the clock.

use std::fmt::Write;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

use crate::domain::indian_time::printed;
use crate::emulator::{ClockMove, Emulator, Seen, World};
use crate::http::control::OfWorld;
use crate::http::control::events::{self, KEEP_ALIVE, latest_seen};
use crate::wire;

fn shown(moved: &ClockMove) -> Value {
    json!({"how": moved.kind.name(), "from": printed(moved.from), "to": printed(moved.to)})
}

/// The latest moves of the clock, oldest first.
pub(super) async fn moves(OfWorld(world): OfWorld) -> Json<Value> {
    let moves = world.changes.after(0).moves;
    Json(json!({"moves": moves.iter().map(|(_, moved)| shown(moved)).collect::<Vec<_>>()}))
}

/// From now on: `session` (as in the list) for each that was made or changed, `clock` for each move, `missed` when there was more than is
/// remembered and the list is to be read again. Stages of processing pass by themselves; `GET /sessions/{id}` has their times.
pub(super) async fn stream(
    OfWorld(world): OfWorld,
    State(emulator): State<Arc<Emulator>>,
    headers: HeaderMap,
) -> Response {
    let seen = latest_seen(&headers).and_then(|seen| seen.parse().ok());
    let after = seen.unwrap_or_else(|| world.changes.latest());
    events::stream(after, move |after| {
        let (emulator, world) = (Arc::clone(&emulator), Arc::clone(&world));
        Box::pin(async move {
            let seen = emulator.next_changes(&world, after, KEEP_ALIVE).await;
            (!world.is_over()).then(|| (told(&emulator, &world, &seen), seen.latest))
        })
    })
}

fn told(emulator: &Emulator, world: &World, seen: &Seen) -> String {
    let mut events: Vec<(&str, Value)> = Vec::new();
    if seen.has_missed {
        events.push(("missed", json!({})));
    }
    events.extend(seen.moves.iter().map(|(_, moved)| ("clock", shown(moved))));
    let now = emulator.now(world);
    let sessions = seen.sessions.iter().filter_map(|id| world.session(*id));
    events.extend(sessions.map(|session| ("session", wire::explain::brief(&session, now))));
    let mut text = String::new();
    let mut events = events.iter().peekable();
    while let Some((name, data)) = events.next() {
        // Who was told but a part is told all of it again.
        if events.peek().is_none() {
            let _ = writeln!(text, "id: {}", seen.latest);
        }
        // Writing to a string never fails.
        let _ = write!(text, "event: {name}\ndata: {data}\n\n");
    }
    text
}
