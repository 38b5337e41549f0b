//! `statement list`: personas, kinds, banks.

use std::fmt::Write;
use std::process::ExitCode;

use crate::commands::say;
use crate::domain::bank::{self, BankId};
use crate::domain::specimen::Kind;
use crate::persona::Persona;

pub(crate) fn run() -> anyhow::Result<ExitCode> {
    let mut out = String::from("Personas (--persona)\n");
    for persona in Persona::embedded() {
        let banks: Vec<_> = persona.banks().map(BankId::as_str).collect();
        writeln!(
            out,
            "  {:<24} {} ({})",
            persona.persona,
            persona.summary,
            banks.join(", ")
        )?;
    }
    out.push_str("\nKinds (--kind)\n");
    for kind in Kind::ALL {
        writeln!(out, "  {:<24} {}", kind.name(), kind.summary())?;
    }
    out.push_str("\nBanks (--bank)\n");
    for bank in bank::catalogue() {
        writeln!(out, "  {:<24} {}", bank.id, bank.full_name)?;
    }
    say(out.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
