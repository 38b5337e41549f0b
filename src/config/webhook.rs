//! `webhook`: webhooks by hand, and what becomes of them.

use std::time::Duration;

use clap::{Args, Subcommand};

use crate::domain::duration;
use crate::domain::suggestion::did_you_mean;
use crate::domain::webhook::Event;

/// What can be done about webhooks without a session.
#[derive(Subcommand, Debug)]
pub enum WebhookAction {
    /// Send a documented webhook, as of a session of an invented borrower; prints request and answer, fails unless it is taken (2xx)
    Send(SendArguments),
    /// Say step by step what fails between here and a receiver, and what to do about it; sends one webhook when it gets so far
    Doctor(DoctorArguments),
}

/// How a webhook is sent by hand.
#[derive(Args, Debug)]
pub struct SendArguments {
    /// The event: enrichment, upload-completion, expiry, or its `event_name`
    #[arg(value_parser = parse_event)]
    pub event: Event,
    /// Where to
    #[arg(long, value_name = "URL")]
    pub to: String,
    /// Another value in the payload, as `accounts.0.account_status=failed`; JSON where it reads as JSON, else text; repeatable
    #[arg(long, value_name = "PATH=VALUE", value_parser = parse_setting)]
    pub set: Vec<(String, String)>,
    /// Send also what the contract does not allow
    #[arg(long)]
    pub force: bool,
    /// How it is sent.
    #[command(flatten)]
    pub way: WayArguments,
}

/// Which receiver is looked at.
#[derive(Args, Debug)]
pub struct DoctorArguments {
    /// The receiver, as `update_webhook` is given it
    pub url: String,
    /// How it is looked at.
    #[command(flatten)]
    pub way: WayArguments,
}

/// How a webhook goes out.
#[derive(Args, Debug)]
pub struct WayArguments {
    /// Sent as x-secret-key
    #[arg(
        long,
        env = "BANKCONNECT_WEBHOOK_SECRET",
        value_name = "SECRET",
        hide_env_values = true
    )]
    pub secret: Option<String>,
    /// How long the receiver may take for its whole answer
    #[arg(long, value_name = "DURATION", default_value = "10s", value_parser = parse_wait)]
    pub timeout: Duration,
    /// Hosts and networks that may be connected to, as for serve
    #[arg(
        long,
        env = "BANKCONNECT_OUTBOUND_ALLOW",
        value_name = "HOST|NETWORK",
        value_delimiter = ','
    )]
    pub outbound_allow: Vec<String>,
}

fn parse_event(text: &str) -> Result<Event, String> {
    let named = [
        ("enrichment", Event::Enrichment),
        ("upload-completion", Event::UploadCompletion),
        ("expiry", Event::Expiry),
    ];
    let found = named
        .iter()
        .find(|(name, event)| text.eq_ignore_ascii_case(name) || text.eq_ignore_ascii_case(event.name()));
    found.map(|(_, event)| *event).ok_or_else(|| {
        let known = named.iter().flat_map(|(name, event)| [*name, event.name()]);
        format!(
            "no such event{}; there are {}",
            did_you_mean(text, known),
            named.map(|(name, event)| format!("{name} ({event})")).join(", ")
        )
    })
}

fn parse_setting(text: &str) -> Result<(String, String), String> {
    let setting = text.split_once('=').filter(|(path, _)| !path.is_empty());
    setting
        .map(|(path, value)| (path.to_owned(), value.to_owned()))
        .ok_or_else(|| "give a path and a value, as accounts.0.account_status=failed".to_owned())
}

fn parse_wait(text: &str) -> Result<Duration, String> {
    let wait = duration::parse(text).and_then(|wait| wait.to_std().ok());
    wait.filter(|wait| !wait.is_zero())
        .ok_or_else(|| format!("`{text}` is not {}", duration::ALLOWED))
}
