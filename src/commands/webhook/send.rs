//! `webhook send`: one webhook, by hand.

use std::fmt::Write;
use std::process::ExitCode;

use anyhow::bail;
use serde_json::Value;

use super::sample::{Sample, sample};
use super::{client, printable, set, target};
use crate::commands::{runtime, say};
use crate::config::SendArguments;
use crate::outbound::Exchange;
use crate::wire::webhook_schema::violations;

pub(crate) fn run(arguments: &SendArguments) -> anyhow::Result<ExitCode> {
    let runtime = runtime()?;
    let (client, target) = (client(&arguments.way)?, target(&arguments.to, &arguments.way));
    let sent = runtime.block_on(async {
        let Sample { delivery, mut body } = sample(arguments.event).await?;
        change(&mut body, arguments)?;
        let exchange = client
            .deliver(&target, arguments.event, &body.to_string(), delivery)
            .await;
        anyhow::Ok((exchange, body))
    });
    runtime.shutdown_background();
    let (exchange, body) = sent?;
    say(told(&exchange, &body).as_bytes())?;
    Ok(if is_taken(&exchange) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Puts the values of `--set` into place, and holds the payload against the contract.
fn change(body: &mut Value, arguments: &SendArguments) -> anyhow::Result<()> {
    for (path, text) in &arguments.set {
        set::set(arguments.event, body, path, set::value(text), arguments.force)
            .map_err(|reason| anyhow::anyhow!("--set {path}: {reason}"))?;
    }
    let found = violations(arguments.event, body);
    if found.is_empty() || arguments.force {
        return Ok(());
    }
    let lines: Vec<String> = found
        .iter()
        .map(|violation| format!("  {} {}", violation.path, violation.reason))
        .collect();
    bail!(
        "the contract of {} does not allow this payload (--force sends it all the same):\n{}",
        arguments.event,
        lines.join("\n")
    )
}

fn is_taken(exchange: &Exchange) -> bool {
    exchange.problem.is_none() && exchange.status.is_some_and(|status| (200..300).contains(&status))
}

/// Request and answer, as people read them.
fn told(exchange: &Exchange, body: &Value) -> String {
    let mut text = format!("POST {}\n", exchange.url);
    for (name, value) in &exchange.request_headers {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {name}: {value}");
    }
    let pretty = serde_json::to_string_pretty(body).unwrap_or_default();
    text.push_str(&format!("\n{}\n\n", indented(&pretty)));
    if let Some(status) = exchange.status {
        text.push_str(&format!("{status} after {} ms\n", exchange.duration_ms));
        if !exchange.response_body.is_empty() {
            text.push_str(&format!("{}\n", indented(&printable(&exchange.response_body))));
        }
    }
    if let Some(error) = &exchange.error {
        text.push_str(&format!("{error}\n"));
    }
    if !is_taken(exchange) {
        text.push_str(&format!(
            "It was not taken: only a whole answer of 2xx counts. `webhook doctor {}` looks closer.\n",
            exchange.url
        ));
    }
    text
}

fn indented(text: &str) -> String {
    text.lines()
        .map(|line| format!("  {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}
