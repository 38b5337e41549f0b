//! What was told of a session, for a receiver that was down.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::domain::session::Session;
use crate::domain::webhook::{Delivery, DeliveryState};
use crate::wire::dates;

/// What `webhook_payloads` answers. Inferred from the older flow's call of that name: conflicts C57.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct WebhookPayloads {
    payloads: Vec<Map<String, Value>>,
}

impl WebhookPayloads {
    /// The answer: every body that was sent or is still to be, newest first, each with the time it was made. What is never sent, because
    /// no webhook is set or the settings leave the event out, is no payload.
    pub fn of(session: &Session) -> Self {
        let deliveries = session.deliveries.iter().rev();
        WebhookPayloads {
            payloads: deliveries.filter_map(|delivery| payload(delivery)).collect(),
        }
    }
}

fn payload(delivery: &Delivery) -> Option<Map<String, Value>> {
    match delivery.state {
        DeliveryState::NotSent { .. } => None,
        DeliveryState::Waiting { .. } | DeliveryState::Delivered { .. } | DeliveryState::GivenUp { .. } => {
            let mut payload: Map<String, Value> = serde_json::from_str(&delivery.body).ok()?;
            payload.insert("date_time".to_owned(), dates::date_time(delivery.created_at).into());
            Some(payload)
        }
    }
}
