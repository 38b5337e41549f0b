//! A world's clock.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use chrono::{DateTime, Datelike, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::domain::{duration, indian_time};
use crate::emulator::{Busy, Emulator, World};
use crate::http::control::{ControlError, ControlResult, OfWorld, body};

fn shown(emulator: &Emulator, world: &World) -> Value {
    let mode = if world.clock().is_frozen() { "frozen" } else { "real" };
    json!({"now": indian_time::printed(emulator.now(world)), "mode": mode})
}

pub(super) async fn show(OfWorld(world): OfWorld, State(emulator): State<Arc<Emulator>>) -> Json<Value> {
    Json(shown(&emulator, &world))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    by: Option<String>,
    to: Option<DateTime<Utc>>,
}

pub(super) async fn advance(
    OfWorld(world): OfWorld,
    State(emulator): State<Arc<Emulator>>,
    request: Request,
) -> ControlResult<Json<Value>> {
    let now = emulator.now(&world);
    let to = match body::<Advance>(request).await? {
        Advance { by: Some(by), to: None } => {
            let by = duration::parse(&by)
                .ok_or_else(|| ControlError::bad_request(format!("by: `{by}` is not {}", duration::ALLOWED)))?;
            now.checked_add_signed(by)
                .ok_or_else(|| ControlError::bad_request("by: beyond the calendar"))?
        }
        Advance { by: None, to: Some(to) } if to < now => return Err(past("to", to, now)),
        Advance { by: None, to: Some(to) } => to,
        Advance { .. } => {
            return Err(ControlError::bad_request(
                "give either `by` (a duration as 90d) or `to` (an instant)",
            ));
        }
    };
    let to = on_calendar(Some(to))?.unwrap_or(to);
    let happened = emulator.advance(&world, to).await.map_err(busy)?;
    Ok(Json(
        json!({"now": indian_time::printed(emulator.now(&world)), "happened": happened}),
    ))
}

fn past(name: &str, instant: DateTime<Utc>, now: DateTime<Utc>) -> ControlError {
    ControlError::bad_request(format!(
        "{name}: {} is past; the clock never goes back, it is {}",
        indian_time::printed(instant),
        indian_time::printed(now)
    ))
}

/// The instant of a body that may name one; not before now.
async fn instant(request: Request, now: DateTime<Utc>) -> ControlResult<Option<DateTime<Utc>>> {
    let At { at } = body(request).await?;
    match at {
        Some(at) if at < now => Err(past("at", at, now)),
        at => on_calendar(at),
    }
}

fn busy(Busy: Busy) -> ControlError {
    ControlError::new(
        StatusCode::CONFLICT,
        "BUSY",
        "somebody else is advancing this clock; wait for that call to answer",
    )
}

/// The instant, when its year has four digits: later ones no date of the vendor's can show.
fn on_calendar(instant: Option<DateTime<Utc>>) -> ControlResult<Option<DateTime<Utc>>> {
    if instant.is_some_and(|instant| instant.year() > 9_000) {
        return Err(ControlError::bad_request("the clock ends with the year 9000"));
    }
    Ok(instant)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct At {
    at: Option<DateTime<Utc>>,
}

pub(super) async fn freeze(
    OfWorld(world): OfWorld,
    State(emulator): State<Arc<Emulator>>,
    request: Request,
) -> ControlResult<Json<Value>> {
    let at = instant(request, emulator.now(&world)).await?;
    emulator.freeze_clock(&world, at).map_err(busy)?;
    Ok(Json(shown(&emulator, &world)))
}

pub(super) async fn follow(
    OfWorld(world): OfWorld,
    State(emulator): State<Arc<Emulator>>,
    request: Request,
) -> ControlResult<Json<Value>> {
    let at = instant(request, emulator.now(&world)).await?;
    emulator.follow_clock(&world, at).map_err(busy)?;
    Ok(Json(shown(&emulator, &world)))
}
