//! `serve`: the server, until it is told to stop.

mod start;

use std::io::IsTerminal;
use std::process::ExitCode;

use anyhow::Context;
use tracing_subscriber::EnvFilter;

use crate::clock;
use crate::commands::{note, read_text, runtime, scenario};
use crate::config::{ClockArgument, ServeArguments};
use crate::domain::settings::Settings;
use crate::domain::webhook::{WebhookMode, WebhookTarget};
use crate::emulator::scenario::read_settings;
use crate::emulator::{EmulatorConfig, WorldStart, patched_settings};
use crate::http::Presentation;
use crate::http::server::ServerLimits;
use crate::http::shutdown::shutdown_signal;
use crate::scenario::Scenario;

pub use start::{Running, Start};

/// Largest settings file that is read.
const SETTINGS_BYTES_MAX: u64 = 1 << 20;

pub(crate) fn run(arguments: &ServeArguments) -> anyhow::Result<ExitCode> {
    log(arguments)?;
    let start = start(arguments)?;
    let runtime = runtime()?;
    let ended = runtime.block_on(async {
        let stop = shutdown_signal().context("cannot listen for signals")?;
        let running = start.run().await?;
        note(&ready(&running, arguments));
        stop.await;
        running.finish().await?;
        Ok(ExitCode::SUCCESS)
    });
    // A file that is still being read must not keep the process.
    runtime.shutdown_background();
    ended
}

/// What a client needs to know, on standard error, so that standard output stays for what is asked for.
fn ready(running: &Running, arguments: &ServeArguments) -> String {
    let key = arguments
        .api_key
        .first()
        .map_or("any text", |key| key.split(':').next().unwrap_or(key));
    let hash = arguments.api_key.first().map_or("any text", |key| {
        key.split_once(':').map_or("any text", |(_, hash)| hash)
    });
    format!(
        "BankConnect emulator {} is ready\n  base URL     {}/bank-connect\n  x-api-key    {key}\n  server-hash  {hash}\n  control      {}/_emulator\n  console      {}/_emulator/\n",
        env!("CARGO_PKG_VERSION"),
        running.url(),
        running.url(),
        running.url(),
    )
}

pub(crate) fn log(arguments: &ServeArguments) -> anyhow::Result<()> {
    // Libraries are heard only when they fail.
    let filter = EnvFilter::builder()
        .parse(format!("error,bankconnect_emulator={}", arguments.log))
        .with_context(|| format!("--log `{}` is no level; give error, warn, info or debug", arguments.log))?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        // When nobody reads standard error any more, the server goes on without a log.
        .log_internal_errors(false)
        .with_target(false);
    // A second call in one process (tests) keeps the first log.
    let _ = if arguments.log_format == "json" {
        builder.json().try_init()
    } else {
        builder.compact().try_init()
    };
    Ok(())
}

/// The settings of the file, on those of the scenario, on those of the profile that the flag or a file names.
fn settings(arguments: &ServeArguments, scenario: Option<&Scenario>) -> anyhow::Result<Settings> {
    let mut base = Settings::default();
    if let Some(settings) = scenario.and_then(|scenario| scenario.settings.as_ref()) {
        base = patched_settings(&base, &Settings::default(), &settings.to_json()).map_err(anyhow::Error::msg)?;
    }
    if let Some(rules) = scenario.and_then(|scenario| scenario.rules.as_ref()) {
        let rules = serde_json::json!({"rules": rules.to_json()});
        base = patched_settings(&base, &Settings::default(), &rules).map_err(anyhow::Error::msg)?;
    }
    let mut given = serde_json::Map::new();
    if let Some(path) = &arguments.settings {
        let (text, name) = (read_text(path, SETTINGS_BYTES_MAX)?, path.display().to_string());
        given = read_settings(&text, &name)
            .map_err(|problems| anyhow::anyhow!("--settings: {}", scenario::listed(&problems)))?;
    }
    if let Some(profile) = arguments.profile {
        given.insert("profile".to_owned(), profile.name().into());
    }
    let patched = patched_settings(&base, &Settings::default(), &given.into());
    patched.map_err(|problem| anyhow::anyhow!("--settings: {problem}"))
}

/// The server the arguments describe.
pub(crate) fn start(arguments: &ServeArguments) -> anyhow::Result<Start> {
    let scenario = arguments.scenario.as_deref().map(scenario::loaded).transpose();
    let scenario = scenario.map_err(|problems| anyhow::anyhow!("--scenario: {}", scenario::listed(&problems)))?;
    let mut settings = settings(arguments, scenario.as_ref())?;
    settings.pace = arguments.pace.unwrap_or(settings.pace);
    settings.session_expiry_minutes = arguments.session_expiry.unwrap_or(settings.session_expiry_minutes);
    let settings = settings.checked().map_err(anyhow::Error::msg)?;
    let told_clock = scenario.as_ref().and_then(|scenario| scenario.clock.as_deref());
    let told_clock = told_clock.map(str::parse).transpose().map_err(anyhow::Error::msg)?;
    let world_clock = arguments.clock.or(told_clock).unwrap_or(ClockArgument::Real);
    let world_clock = world_clock.at_start(clock::utc_now());
    let seed = arguments
        .seed
        .or(scenario.and_then(|scenario| scenario.seed))
        .unwrap_or(1);
    let mode = WebhookMode::new(arguments.webhook_mode.into()).unwrap_or(WebhookMode::ALL);
    let webhook = arguments.webhook_url.clone().map(|url| WebhookTarget {
        url,
        mode,
        secret: arguments.webhook_secret.clone(),
    });
    let keys = arguments.api_key.iter().map(|key| match key.split_once(':') {
        Some((key, hash)) => (key.to_owned(), Some(hash.to_owned())),
        None => (key.clone(), None),
    });
    Ok(Start {
        listen: (arguments.host, arguments.port).into(),
        emulator: EmulatorConfig {
            start: WorldStart {
                seed,
                clock: world_clock,
                settings,
                webhook,
            },
            keys: keys.collect(),
            worlds_max: arguments.max_worlds,
            sessions_max: arguments.max_sessions,
            upload_bytes_max: arguments.max_upload,
            stored_bytes_max: arguments.stored_bytes,
            journal_bytes_max: usize::try_from(arguments.journal_bytes).unwrap_or(usize::MAX),
            store_uploads: arguments.store_uploads,
            link_secret: arguments.link_secret.clone(),
            outbound_allow: arguments.outbound_allow.clone(),
            data: arguments.data.clone(),
        },
        presentation: Presentation {
            public_url: arguments.public_url.clone(),
            control_token: arguments.control_token.clone(),
        },
        limits: ServerLimits {
            connections_max: arguments.max_connections,
            ..ServerLimits::default()
        },
    })
}
