//! `statement read`: what the service would make of a file.

use std::process::ExitCode;

use anyhow::Context;

use crate::commands::statement::report::{refused, report};
use crate::commands::{read_file, say, write_file};
use crate::config::ReadArguments;
use crate::document::ledger_csv;
use crate::document::pdf::inspect;

/// Size of a file the service would still take. Source: design section 9, `--max-upload`.
const SIZE_BYTES_MAX: u64 = 15 << 20;

pub(crate) fn run(arguments: &ReadArguments) -> anyhow::Result<ExitCode> {
    let bytes = read_file(&arguments.file, SIZE_BYTES_MAX)?;
    let name = arguments.file.display();
    let inspection = match inspect(&bytes, arguments.password.as_deref()) {
        Ok(inspection) => inspection,
        Err(problem) => {
            say(format!("{name}\n{}", refused(&problem)).as_bytes())?;
            return Ok(ExitCode::FAILURE);
        }
    };
    if let Some(path) = &arguments.ledger {
        write_file(path, ledger_csv::write(&inspection.ledger).as_bytes())?;
    }
    if arguments.json {
        let mut json = serde_json::to_vec_pretty(&inspection).context("cannot write the facts as JSON")?;
        json.push(b'\n');
        say(&json)?;
    } else {
        say(format!("{name}\n{}", report(&inspection, arguments.bank)).as_bytes())?;
    }
    Ok(if inspection.upload_problem(arguments.bank).is_none() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
