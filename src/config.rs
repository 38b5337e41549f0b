//! Every flag, parsed and checked once.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::domain::bank::{self, BankId};
use crate::domain::relative_date;
use crate::domain::specimen::Kind;

/// A local stand-in for FinBox BankConnect.
#[derive(Parser, Debug)]
#[command(
    name = "bankconnect-emulator",
    version,
    about,
    max_term_width = 110,
    arg_required_else_help = true
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Make a bank statement for an invented borrower, or read any
    #[command(args_conflicts_with_subcommands = true, arg_required_else_help = true)]
    Statement {
        /// What to do instead of making one.
        #[command(subcommand)]
        action: Option<StatementAction>,
        /// What to make.
        #[command(flatten)]
        make: MakeArguments,
    },
}

/// What can be done with statements beside making one.
#[derive(Subcommand, Debug)]
pub enum StatementAction {
    /// Show personas, kinds and banks
    List,
    /// Read a statement and tell what the service would make of it
    Read(ReadArguments),
}

/// How a statement is made.
#[derive(Args, Debug)]
pub struct MakeArguments {
    /// The borrower: a name of `statement list`, or a persona file of your own (*.yaml)
    #[arg(long, default_value = "salaried-asha", value_name = "NAME|FILE")]
    pub persona: String,
    /// The bank: an identifier of `statement list` [default: the persona's first account]
    #[arg(long, value_name = "BANK", value_parser = parse_bank)]
    pub bank: Option<BankId>,
    /// First day: 2025-07-01, today, yesterday, -6mo, -90d, -2w, -1y [default: six months before --to]
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    pub from: Option<String>,
    /// Last day, written like --from
    #[arg(long, value_name = "DATE", default_value = "yesterday", allow_hyphen_values = true)]
    pub to: String,
    /// The day from which the borrower's story is told, and from which relative dates count: "salary stopped three months ago" is three
    /// months before this day. Give the same day for statements that are to continue each other [default: the day after --to]
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    pub as_of: Option<String>,
    /// What is special about the file: a kind of `statement list`
    #[arg(long, default_value = "plain", value_parser = parse_kind)]
    pub kind: Kind,
    /// Where chance comes from; same seed, same file
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Protect the file: the password that opens it
    #[arg(long)]
    pub password: Option<String>,
    /// Protect the file: the password of its owner, who may do everything
    #[arg(long)]
    pub owner_password: Option<String>,
    /// How the file is protected [default with a password: aes-256]
    #[arg(long, value_parser = ["rc4-128", "aes-128", "aes-256"])]
    pub encryption: Option<String>,
    /// The file to write; `-` writes to the terminal's output [default: PERSONA-BANK-KIND.pdf]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Write the ledger beside it, as CSV
    #[arg(long, value_name = "FILE")]
    pub ledger: Option<PathBuf>,
    /// Take the rows from this CSV instead of the persona's life; its columns are those of --ledger, its days are the period
    #[arg(long, value_name = "FILE", conflicts_with_all = ["from", "to", "as_of"])]
    pub ledger_in: Option<PathBuf>,
}

/// How a statement is read.
#[derive(Args, Debug)]
pub struct ReadArguments {
    /// The PDF; `-` reads from the terminal's input
    pub file: PathBuf,
    /// The password that opens it
    #[arg(long)]
    pub password: Option<String>,
    /// The bank the borrower selected; without it the bank must be detected
    #[arg(long, value_name = "BANK", value_parser = parse_bank)]
    pub bank: Option<BankId>,
    /// Print everything that was found as JSON, amounts in paise
    #[arg(long)]
    pub json: bool,
    /// Write the ledger that was read, as CSV
    #[arg(long, value_name = "FILE")]
    pub ledger: Option<PathBuf>,
}

fn parse_bank(text: &str) -> Result<BankId, String> {
    BankId::parse(text).ok_or_else(|| {
        let known = bank::catalogue().iter().map(|bank| bank.id.as_str());
        format!(
            "no bank has this identifier{}; `statement list` shows all {}",
            did_you_mean(text, known),
            bank::catalogue().len()
        )
    })
}

fn parse_kind(text: &str) -> Result<Kind, String> {
    Kind::parse(text).ok_or_else(|| {
        let names = Kind::ALL.map(Kind::name);
        format!(
            "no such kind{}; there are {}",
            did_you_mean(text, names.into_iter()),
            names.join(", ")
        )
    })
}

/// `: did you mean ...?` when a known word is near, else nothing.
pub fn did_you_mean<'a>(text: &str, known: impl Iterator<Item = &'a str>) -> String {
    let text = text.to_lowercase();
    known
        .map(|word| (strsim::damerau_levenshtein(&text, word), word))
        .filter(|(distance, word)| *distance <= word.len().div_ceil(3))
        .min()
        .map(|(_, word)| format!(" (did you mean `{word}`?)"))
        .unwrap_or_default()
}

/// Why a date is refused, with what is allowed.
pub fn no_date(flag: &str, text: &str) -> String {
    format!("--{flag} `{text}` is no date; give {}", relative_date::ALLOWED)
}
