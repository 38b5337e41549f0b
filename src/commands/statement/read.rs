//! `statement read`: what the service would make of a file.

use std::process::ExitCode;

use anyhow::{Context, ensure};

use crate::commands::statement::report;
use crate::commands::{is_terminal_stream, read_file, say, write_file};
use crate::config::ReadArguments;
use crate::document::ledger_csv;
use crate::document::pdf::inspect;

/// Size of a file the service would still take. Source: design section 9, `--max-upload`.
const SIZE_BYTES_MAX: u64 = 15 << 20;

pub(crate) fn run(arguments: &ReadArguments) -> anyhow::Result<ExitCode> {
    let is_ledger_told = arguments.ledger.as_deref().is_some_and(is_terminal_stream);
    ensure!(
        !(is_ledger_told && arguments.json),
        "--ledger and --json cannot both go to standard output"
    );
    let bytes = read_file(&arguments.file, SIZE_BYTES_MAX)?;
    let found = inspect(&bytes, arguments.password.as_deref());
    if let (Some(path), Ok(inspection)) = (&arguments.ledger, &found) {
        write_file(path, ledger_csv::write(&inspection.ledger).as_bytes())?;
    }
    if arguments.json {
        let mut json = serde_json::to_vec_pretty(&report::json(&found, arguments.bank))
            .context("cannot write the facts as JSON")?;
        json.push(b'\n');
        say(&json)?;
    } else if !is_ledger_told {
        let told = match &found {
            Ok(inspection) => report::report(inspection, arguments.bank),
            Err(problem) => report::refused(problem),
        };
        say(format!("{}\n{told}", arguments.file.display()).as_bytes())?;
    }
    let is_accepted = found.is_ok_and(|inspection| inspection.upload_problem(arguments.bank).is_none());
    Ok(if is_accepted {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
