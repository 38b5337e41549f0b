//! `exec`: a command beside an emulator of its own.

mod child;

use std::ffi::OsString;
use std::io;
use std::process::{Command, ExitCode};

use anyhow::Context;

use crate::commands::serve::{self, Running};
use crate::commands::{note, reachable, runtime};
use crate::config::{ExecArguments, ServeArguments};
use crate::wire::coverage::CoverageReport;

use child::{Child, Ended};

/// The emulator itself failed, as `env` and `timeout` say it of themselves.
const OWN_FAILURE: u8 = 125;
/// The command is there but cannot be run.
const NOT_EXECUTABLE: u8 = 126;
/// There is no such command.
const NOT_FOUND: u8 = 127;

/// The command succeeded and has met too little of the service.
const TOO_LITTLE_MET: u8 = 1;

/// What the command calls itself by where no `--api-key` names one.
const USUAL_KEY: &str = "test";
/// Its hash where none is named: any will do.
const USUAL_HASH: &str = "exec-server-hash";
/// Comes with webhooks where no `--webhook-secret` names one. Fixed: nothing here is left to chance.
const USUAL_SECRET: &str = "exec-webhook-secret";

pub(crate) fn run(mut arguments: ExecArguments) -> anyhow::Result<ExitCode> {
    arguments
        .serve
        .webhook_secret
        .get_or_insert_with(|| USUAL_SECRET.to_owned());
    let ended = run_beside(&arguments);
    Ok(ExitCode::from(ended.unwrap_or_else(|problem| {
        note(&format!("error: {problem:#}\n"));
        OWN_FAILURE
    })))
}

/// Starts the emulator, runs the command, ends the emulator. Gives the exit status.
fn run_beside(arguments: &ExecArguments) -> anyhow::Result<u8> {
    serve::log(&arguments.serve)?;
    let start = serve::start(&arguments.serve)?;
    let runtime = runtime()?;
    let ended = runtime.block_on(async {
        let running = start.run().await?;
        let status = run_command(&arguments.command, environment(&running, &arguments.serve)).await;
        let report = CoverageReport::of(&running.emulator().coverage());
        let status = status.map(|status| judged(status, &report, arguments.fail_under));
        running.finish().await.and(status)
    });
    // A file that is still being read must not keep the process.
    runtime.shutdown_background();
    ended
}

/// Says what the client has met, and what the whole ends with. Where nobody called there is nothing to say, unless somebody asked.
fn judged(status: u8, report: &CoverageReport, fail_under: Option<f64>) -> u8 {
    let percent = report.percent();
    if percent > 0.0 || fail_under.is_some() {
        note(&report.summary());
    }
    match fail_under {
        Some(least) if status == 0 && percent < least => {
            note(&format!(
                "error: {percent:.1} % is less than the {least} % of --fail-under\n"
            ));
            TOO_LITTLE_MET
        }
        Some(_) | None => status,
    }
}

/// Runs the command to its end, handing signals on. Gives its exit status.
async fn run_command(command: &[OsString], environment: Vec<(&'static str, String)>) -> anyhow::Result<u8> {
    let (name, arguments) = command.split_first().context("no command is given")?;
    let mut process = Command::new(name);
    process.args(arguments).envs(environment);
    match Child::spawn(process) {
        Ok(child) => Ok(match child.ended().await.context("the command cannot be waited for")? {
            Ended::With(code) => code,
            Ended::BySignal(signal) => 128_u8.saturating_add(signal),
        }),
        Err(problem) => {
            let name = name.to_string_lossy();
            let (status, told) = refusal(&name, &problem);
            note(&format!("error: {told}\n"));
            Ok(status)
        }
    }
}

/// Why a command did not start: the exit status, and a sentence.
fn refusal(name: &str, problem: &io::Error) -> (u8, String) {
    let kind = problem.kind();
    if kind == io::ErrorKind::NotFound && name.contains('/') {
        let told = format!("there is no file `{name}`, or what its first line names as interpreter is not there");
        (NOT_FOUND, told)
    } else if kind == io::ErrorKind::NotFound {
        let told = format!("there is no command `{name}` on the PATH; a shell's own words need one: exec -- sh -c '…'");
        (NOT_FOUND, told)
    } else if kind == io::ErrorKind::PermissionDenied {
        let told = format!("`{name}` cannot be run: it is a folder, or not marked executable (chmod +x)");
        (NOT_EXECUTABLE, told)
    } else {
        (NOT_EXECUTABLE, format!("`{name}` cannot be run: {problem}"))
    }
}

/// What the command is told of the emulator.
fn environment(running: &Running, serve: &ServeArguments) -> Vec<(&'static str, String)> {
    let own = serve
        .public_url
        .clone()
        .unwrap_or_else(|| format!("http://{}", reachable(running.address())));
    let own = own.trim_end_matches('/');
    let first = serve.api_key.first().map_or(USUAL_KEY, String::as_str);
    let (key, hash) = first.split_once(':').unwrap_or((first, USUAL_HASH));
    let mut variables = vec![
        ("BANKCONNECT_BASE_URL", format!("{own}/bank-connect")),
        ("BANKCONNECT_CONTROL_URL", format!("{own}/_emulator")),
        ("BANKCONNECT_API_KEY", key.to_owned()),
        ("BANKCONNECT_SERVER_HASH", hash.to_owned()),
    ];
    let given = [
        ("BANKCONNECT_WEBHOOK_SECRET", &serve.webhook_secret),
        ("BANKCONNECT_CONTROL_TOKEN", &serve.control_token),
    ];
    variables.extend(
        given
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.clone()?))),
    );
    variables
}
