//! `healthcheck`: for containers, whose image has no other program.

use std::process::ExitCode;

use anyhow::ensure;

use crate::commands::runtime;
use crate::config::HealthcheckArguments;
use crate::outbound::{AllowList, Client, Limits, Trust};

/// Bytes of an answer to a health check that are read.
const ANSWER_BYTES_MAX: usize = 4 << 10;

pub(crate) fn run(arguments: &HealthcheckArguments) -> anyhow::Result<ExitCode> {
    let address = arguments
        .url
        .clone()
        .unwrap_or_else(|| format!("http://127.0.0.1:{}", arguments.port));
    let url = format!("{}/_emulator/health", address.trim_end_matches('/'));
    let client = Client::new(AllowList::default(), Trust::Nobody, Limits::default())?;
    let answer = runtime()?.block_on(client.fetch(&url, ANSWER_BYTES_MAX))?;
    let is_ok = serde_json::from_slice::<serde_json::Value>(&answer).is_ok_and(|answer| answer["status"] == "ok");
    ensure!(is_ok, "{url} answers, but is no BankConnect emulator");
    Ok(ExitCode::SUCCESS)
}
