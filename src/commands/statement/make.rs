//! `statement`: make a statement for an invented borrower.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, anyhow, bail, ensure};
use chrono::{NaiveDate, NaiveTime};

use crate::clock;
use crate::commands::statement::report;
use crate::commands::{is_terminal_stream, note, read_text, write_file};
use crate::config::{MakeArguments, no_date};
use crate::document::ledger_csv;
use crate::document::pdf::{self, Encryption, Lock};
use crate::domain::bank::BankId;
use crate::domain::ledger::Ledger;
use crate::domain::period::Period;
use crate::domain::relative_date;
use crate::domain::specimen::{Kind, Specimen};
use crate::domain::statement::StatementFacts;
use crate::domain::suggestion::did_you_mean;
use crate::persona::{Persona, life};

/// Largest persona or ledger file that is read.
const SIZE_BYTES_MAX: u64 = 50 << 20;

pub(crate) fn run(arguments: &MakeArguments) -> anyhow::Result<ExitCode> {
    let persona = persona(&arguments.persona)?;
    let bank = arguments
        .bank
        .or_else(|| persona.banks().next())
        .context("the persona has no account")?;
    let (period, as_of) = dates(arguments)?;
    let (facts, ledger) = match &arguments.ledger_in {
        None => {
            let life = life(&persona, as_of, arguments.seed);
            life.statement(life.account_for(bank), bank, period)?
        }
        Some(path) => from_file(path, &persona, bank, arguments)?,
    };
    // Two hours after the day's end, as a bank's night run makes it.
    let created = facts
        .period
        .unwrap_or(period)
        .to
        .succ_opt()
        .unwrap_or(period.to)
        .and_time(NaiveTime::MIN)
        + chrono::TimeDelta::hours(2);
    let specimen = Specimen::new(facts, ledger, arguments.kind, created, arguments.seed)?;
    let bytes = pdf::write(&specimen, lock(arguments)?.as_ref())?;
    let out = arguments.out.clone().unwrap_or_else(|| default_name(arguments, bank));
    if let Some(path) = &arguments.ledger {
        ensure!(
            !(is_terminal_stream(path) && is_terminal_stream(&out)),
            "--ledger and --out cannot both go to standard output"
        );
        write_file(path, ledger_csv::write(&specimen.ledger).as_bytes())?;
    }
    write_file(&out, &bytes)?;
    let name = if is_terminal_stream(&out) {
        "statement".to_owned()
    } else {
        out.display().to_string()
    };
    note(&format!(
        "{name}: {}\n{}",
        report::written(&specimen, bytes.len()),
        what_the_service_sees(&bytes, arguments)
    ));
    Ok(ExitCode::SUCCESS)
}

fn persona(name: &str) -> anyhow::Result<Persona> {
    let is_file = name.ends_with(".yaml") || name.ends_with(".yml") || name.contains(['/', '\\']);
    if is_file {
        return Ok(Persona::from_yaml(&read_text(Path::new(name), SIZE_BYTES_MAX)?, name)?);
    }
    let names = || Persona::embedded().iter().map(|persona| persona.persona.as_str());
    Persona::named(name).cloned().ok_or_else(|| {
        anyhow!(
            "no persona is called `{name}`{}; there are {}, or a file of your own (*.yaml)",
            did_you_mean(name, names()),
            names().collect::<Vec<_>>().join(", ")
        )
    })
}

/// The period of the statement, and the day its borrower's story is told from.
fn dates(arguments: &MakeArguments) -> anyhow::Result<(Period, NaiveDate)> {
    let date = |flag, text: &str, today| relative_date::parse(text, today).ok_or_else(|| anyhow!(no_date(flag, text)));
    let as_of = arguments
        .as_of
        .as_deref()
        .map(|text| date("as-of", text, clock::today()))
        .transpose()?;
    let today = as_of.unwrap_or_else(clock::today);
    let to = date("to", &arguments.to, today)?;
    let from = match &arguments.from {
        Some(text) => date("from", text, today)?,
        None => relative_date::parse("-6mo", to.succ_opt().unwrap_or(to)).unwrap_or(to),
    };
    let period = Period::new(from, to).ok_or_else(|| anyhow!("--from {from} is after --to {to}"))?;
    Ok((period, as_of.or(to.succ_opt()).unwrap_or(to)))
}

/// The rows of a CSV under the persona's heading.
fn from_file(
    path: &Path,
    persona: &Persona,
    bank: BankId,
    arguments: &MakeArguments,
) -> anyhow::Result<(StatementFacts, Ledger)> {
    let ledger = ledger_csv::read(&read_text(path, SIZE_BYTES_MAX)?, &path.display().to_string())?;
    let Some(rows) = ledger.period() else {
        bail!("{} has no rows", path.display())
    };
    let links = ledger.broken_links();
    if let Some(link) = links.first() {
        // The file's first row stands in line 2.
        note(&format!(
            "{}:{}: the balance would be {} here, taken as it stands\n",
            path.display(),
            link.row + 2,
            link.expected
        ));
    }
    let life = life(persona, rows.to.succ_opt().unwrap_or(rows.to), arguments.seed);
    let (facts, _) = life.statement(life.account_for(bank), bank, rows)?;
    let facts = StatementFacts {
        opening: ledger.opening(),
        closing: ledger.closing(),
        total_debits: Some(ledger.total_debits()),
        total_credits: Some(ledger.total_credits()),
        ..facts
    };
    Ok((facts, ledger))
}

fn lock(arguments: &MakeArguments) -> anyhow::Result<Option<Lock>> {
    let encryption = arguments.encryption.as_deref().and_then(Encryption::parse);
    let is_empty = |password: &Option<String>| password.as_deref() == Some("");
    ensure!(
        !is_empty(&arguments.password),
        "--password is empty; leave it out for a file that anyone can open"
    );
    ensure!(
        !is_empty(&arguments.owner_password),
        "--owner-password is empty; leave it out to use --password for both"
    );
    match (&arguments.password, &arguments.owner_password) {
        (None, None) => {
            ensure!(
                encryption.is_none(),
                "--encryption needs --password or --owner-password"
            );
            Ok(None)
        }
        (user, owner) => Ok(Some(Lock {
            user_password: user.clone().unwrap_or_default(),
            owner_password: owner.clone().or_else(|| user.clone()).unwrap_or_default(),
            encryption: encryption.unwrap_or(Encryption::Aes256),
        })),
    }
}

fn default_name(arguments: &MakeArguments, bank: BankId) -> PathBuf {
    let persona = Path::new(&arguments.persona)
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy();
    PathBuf::from(format!(
        "{persona}-{}-{}.pdf",
        bank.as_str().replace(' ', "_"),
        arguments.kind
    ))
}

/// Reads the file back, so that whoever made it knows what to expect of it.
fn what_the_service_sees(bytes: &[u8], arguments: &MakeArguments) -> String {
    let password = arguments.password.as_deref().or(arguments.owner_password.as_deref());
    match pdf::inspect(bytes, password) {
        Ok(inspection) => report::report(
            &inspection,
            arguments.bank.filter(|_| arguments.kind != Kind::UnknownBank),
        ),
        Err(problem) => report::refused(&problem),
    }
}
