//! `webhook`: webhooks by hand, without a session of one's own.

pub(super) mod doctor;
mod sample;
pub(super) mod send;
mod set;

use crate::config::WayArguments;
use crate::domain::webhook::{WebhookMode, WebhookTarget};
use crate::outbound::{AllowList, Client, Limits, Trust};

/// What sends it, as the server would, but for the time it waits.
fn client(way: &WayArguments) -> anyhow::Result<Client> {
    let limits = Limits::default();
    let limits = Limits {
        connect: limits.connect.min(way.timeout),
        exchange: way.timeout,
        ..limits
    };
    Ok(Client::new(
        AllowList::parse(&way.outbound_allow)?,
        Trust::Machine,
        limits,
    )?)
}

fn target(url: &str, way: &WayArguments) -> WebhookTarget {
    WebhookTarget {
        url: url.to_owned(),
        mode: WebhookMode::ALL,
        secret: way.secret.clone(),
    }
}

/// What a receiver said, without what would move the cursor or colour the terminal.
fn printable(text: &str) -> String {
    let is_shown = |letter: &char| !letter.is_control() || matches!(letter, '\n' | '\t');
    text.chars().filter(is_shown).collect()
}
