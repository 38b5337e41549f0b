//! `scenario`: list, check and play scenarios.

mod run;
mod story;
mod target;

use std::io::{IsTerminal, stdout};
use std::path::Path;
use std::process::ExitCode;

use crate::commands::{note, say};
use crate::config::ScenarioAction;
use crate::emulator::scenario::{library, read_file, read_library, setting_names};
use crate::scenario::{Scenario, schema};
use crate::yaml::Problem;

pub use target::OverHttp;

/// Exit status when a file is wrong.
const WRONG_FILE: u8 = 2;
/// Problems of a file that are told.
const PROBLEMS_MAX: usize = 20;

pub(crate) fn run(action: &ScenarioAction) -> anyhow::Result<ExitCode> {
    match action {
        ScenarioAction::List => list(),
        ScenarioAction::Check { files } => check(files),
        ScenarioAction::Run(arguments) => run::run(arguments),
        ScenarioAction::Schema => {
            let schema = serde_json::to_string_pretty(&schema::schema(&setting_names()))?;
            say(format!("{schema}\n").as_bytes())?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// A scenario by its name in the library, or by its file.
///
/// # Errors
/// Everything that is wrong with it.
pub fn loaded(named: &str) -> Result<Scenario, Vec<Problem>> {
    let is_known = library().iter().any(|embedded| embedded.name == named);
    let path = Path::new(named);
    let looks_like_a_file = named.contains(['/', '\\', '.']) || path.exists();
    if is_known || !looks_like_a_file {
        read_library(named)
    } else {
        read_file(path)
    }
}

/// Problems, one a line.
pub(crate) fn listed(problems: &[Problem]) -> String {
    let mut lines: Vec<String> = problems.iter().take(PROBLEMS_MAX).map(ToString::to_string).collect();
    let more = problems.len().saturating_sub(PROBLEMS_MAX);
    if more > 0 {
        lines.push(format!("… and {more} more"));
    }
    lines.join("\n")
}

fn list() -> anyhow::Result<ExitCode> {
    let (bold, plain) = if stdout().is_terminal() {
        ("\x1b[1m", "\x1b[0m")
    } else {
        ("", "")
    };
    let width = library().iter().map(|embedded| embedded.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for embedded in library() {
        // A file of ours that does not read fails a test.
        let summary = read_library(embedded.name)
            .map(|scenario| scenario.summary)
            .unwrap_or_default();
        text.push_str(&format!("{bold}{:width$}{plain}  {summary}\n", embedded.name));
    }
    text.push_str("\n`scenario run NAME` plays one.\n");
    say(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn check(files: &[std::path::PathBuf]) -> anyhow::Result<ExitCode> {
    let mut is_wrong = false;
    for file in files {
        match read_file(file) {
            Ok(scenario) => {
                let count = scenario.steps.len();
                let steps = if count == 1 { "step" } else { "steps" };
                say(format!("{}: good, {count} {steps}\n", file.display()).as_bytes())?;
            }
            Err(problems) => {
                is_wrong = true;
                note(&format!("{}\n", listed(&problems)));
            }
        }
    }
    Ok(if is_wrong {
        ExitCode::from(WRONG_FILE)
    } else {
        ExitCode::SUCCESS
    })
}
