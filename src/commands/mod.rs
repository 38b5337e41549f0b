//! One file per subcommand.

mod demo;
mod exec;
mod healthcheck;
pub mod scenario;
pub mod serve;
mod statement;
mod tour;
mod webhook;

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use clap::FromArgMatches;

use crate::config::{Cli, Command, StatementAction, WebhookAction, command_line};

/// Runs the command the arguments name. Exit status: 0 done, 1 refused or failed (the reason is on standard error), 2 wrong arguments;
/// `exec` has its command's.
pub fn run() -> ExitCode {
    let matches = command_line().get_matches_from(with_serve_implied(std::env::args_os()));
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|problem| problem.exit());
    let outcome = match cli.command {
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Exec(arguments) => exec::run(*arguments),
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Tour => tour::run(),
        Command::Scenario { action } => scenario::run(&action),
        Command::Webhook {
            action: WebhookAction::Send(arguments),
        } => webhook::send::run(&arguments),
        Command::Webhook {
            action: WebhookAction::Doctor(arguments),
        } => webhook::doctor::run(&arguments),
        Command::Healthcheck(arguments) => healthcheck::run(&arguments),
        Command::Statement { action: None, make } => statement::make::run(&make),
        Command::Statement {
            action: Some(StatementAction::List),
            ..
        } => statement::list::run(),
        Command::Statement {
            action: Some(StatementAction::Read(arguments)),
            ..
        } => statement::read::run(&arguments),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            // Nothing is left to tell the user when standard error is gone too.
            let _ = writeln!(io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// `serve` is meant when the first argument is a flag of it, or there is none.
fn with_serve_implied(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = arguments.collect();
    let first = arguments.get(1).and_then(|argument| argument.to_str());
    let is_implied =
        first.is_none_or(|first| first.starts_with('-') && !matches!(first, "-h" | "--help" | "-V" | "--version"));
    if is_implied {
        arguments.insert(1.min(arguments.len()), "serve".into());
    }
    arguments
}

/// The runtime of commands that talk over the network.
fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")
}

/// Writes to standard output. A reader that went away (`| head`) is no failure.
fn say(bytes: &[u8]) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        outcome => outcome.context("cannot write to standard output"),
    }
}

/// Writes to standard error, for what belongs beside a file on standard output.
fn note(text: &str) {
    // Nobody listens: nothing to do about it.
    let _ = io::stderr().write_all(text.as_bytes());
}

/// Whether the user means standard input or output.
fn is_terminal_stream(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The file's bytes; refused above the limit before they are all in memory.
fn read_file(path: &Path, size_bytes_max: u64) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let name = path.display();
    let source: Box<dyn Read> = if is_terminal_stream(path) {
        Box::new(io::stdin().lock())
    } else {
        Box::new(std::fs::File::open(path).with_context(|| format!("cannot open {name}"))?)
    };
    source
        .take(size_bytes_max + 1)
        .read_to_end(&mut bytes)
        .with_context(|| format!("cannot read {name}"))?;
    anyhow::ensure!(
        bytes.len() as u64 <= size_bytes_max,
        "{name} has more than the {} MB allowed",
        size_bytes_max >> 20
    );
    Ok(bytes)
}

/// The file's text.
fn read_text(path: &Path, size_bytes_max: u64) -> anyhow::Result<String> {
    String::from_utf8(read_file(path, size_bytes_max)?).with_context(|| format!("{} is not UTF-8 text", path.display()))
}

/// Writes a file, or standard output for `-`.
fn write_file(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if is_terminal_stream(path) {
        return say(bytes);
    }
    std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

/// The address one on this machine can call: a server that listens everywhere listens here too.
fn reachable(address: SocketAddr) -> SocketAddr {
    let here = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        listened @ (IpAddr::V4(_) | IpAddr::V6(_)) => listened,
    };
    SocketAddr::new(here, address.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_listens_everywhere_is_called_here() {
        let reached = |address: &str| reachable(address.parse().unwrap()).to_string();
        assert_eq!(reached("0.0.0.0:81"), "127.0.0.1:81");
        assert_eq!(reached("[::]:81"), "[::1]:81");
        assert_eq!(reached("10.1.2.3:81"), "10.1.2.3:81");
    }
}
