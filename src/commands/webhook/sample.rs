//! A webhook as the emulator would send it, of a session that lives only for it.

use std::sync::Arc;

use anyhow::{Context, anyhow};
use chrono::TimeDelta;
use serde_json::Value;

use crate::commands::serve::Start;
use crate::domain::ids::DeliveryId;
use crate::domain::webhook::Event;
use crate::emulator::{Emulator, MakeProblem, MakeSession, MakeState};

/// The webhook.
pub(super) struct Sample {
    pub(super) delivery: DeliveryId,
    pub(super) body: Value,
}

/// Takes a session to where the event is told, without a server, and gives what would be sent.
pub(super) async fn sample(event: Event) -> anyhow::Result<Sample> {
    let emulator = Emulator::new(Start::default().emulator)?;
    let world = emulator
        .control_world(emulator.default_world())
        .map_err(anyhow::Error::msg)?;
    let make = MakeSession {
        link_id: "webhook-by-hand".to_owned(),
        banks: crate::domain::bank::BankId::parse("hdfc").into_iter().collect(),
        state: match event {
            Event::Enrichment => MakeState::Completed,
            Event::UploadCompletion => MakeState::Uploaded,
            // A session whose upload was enough has nothing to tell when it expires.
            Event::Expiry => MakeState::Created,
        },
        ..MakeSession::default()
    };
    let session = emulator.make_session(&world, make).await.map_err(unmade)?;
    // Its end is told when its time comes, and its webhook goes nowhere.
    let passes = if event == Event::Expiry {
        session.expires_at - session.created_at
    } else {
        TimeDelta::zero()
    };
    let until = emulator.now(&world) + passes;
    let advanced = emulator.advance(&world, until).await;
    advanced.map_err(|_| anyhow!("the clock of the sample is held by somebody else"))?;
    let told = world.session(session.id);
    let delivery = told
        .iter()
        .flat_map(|session| session.deliveries.iter().map(Arc::clone))
        .find(|delivery| delivery.event == event)
        .with_context(|| format!("the sample session did not tell {event}"))?;
    Ok(Sample {
        delivery: delivery.id,
        body: serde_json::from_str(&delivery.body)?,
    })
}

fn unmade(problem: MakeProblem) -> anyhow::Error {
    match problem {
        MakeProblem::Refused(refusal) => anyhow!("the sample session was refused: {refusal:?}"),
        MakeProblem::Unfit(reason) => anyhow!("the sample session does not fit: {reason}"),
    }
}
