//! Every flag, parsed and checked once.

mod demo;
mod exec;
mod webhook;

use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use clap::{Args, Parser, Subcommand};

use crate::domain::bank::{self, BankId};
use crate::domain::duration;
use crate::domain::pace::Pace;
use crate::domain::profile::Profile;
use crate::domain::relative_date;
use crate::domain::session_request::is_web_url;
use crate::domain::settings::SESSION_EXPIRY_MINUTES;
use crate::domain::specimen::Kind;
use crate::domain::suggestion::did_you_mean;
use crate::domain::world_clock::WorldClock;

pub use demo::DemoArguments;
pub use exec::{ExecArguments, command_line};
pub use webhook::{DoctorArguments, SendArguments, WayArguments, WebhookAction};

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
    /// Run the emulator
    Serve(Box<ServeArguments>),
    /// Run a command beside an emulator of its own, and end with its exit status
    #[command(after_long_help = exec::HELP)]
    Exec(Box<ExecArguments>),
    /// Show it to people: starts an emulator and a lender that uses it, and opens a guide in the browser
    #[command(after_long_help = demo::HELP)]
    Demo(Box<DemoArguments>),
    /// Show the whole flow on a fresh statement: each call, each answer, the webhook
    Tour,
    /// Play scripted borrowers and lenders, and check what comes of them
    #[command(arg_required_else_help = true)]
    Scenario {
        /// What to do.
        #[command(subcommand)]
        action: ScenarioAction,
    },
    /// Send a webhook by hand, or find out why webhooks do not arrive
    Webhook {
        /// Which of the two.
        #[command(subcommand)]
        action: WebhookAction,
    },
    /// Ask a running emulator whether it is well; fails when it is not
    Healthcheck(HealthcheckArguments),
    /// Make a bank statement for an invented borrower, or read any
    #[command(args_conflicts_with_subcommands = true, arg_required_else_help = true)]
    Statement {
        /// What to do instead of making one.
        #[command(subcommand)]
        action: Option<StatementAction>,
        /// What to make.
        #[command(flatten)]
        make: Box<MakeArguments>,
    },
}

/// What can be done with scenarios.
#[derive(Subcommand, Debug)]
pub enum ScenarioAction {
    /// Show the scenarios that come with the binary
    List,
    /// Say everything that is wrong with scenario files; exit status 2 when something is
    Check {
        /// The files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Play a scenario and tell what happens; exit status 1 when something is not as expected, 2 when the file is wrong
    Run(Box<RunArguments>),
    /// Print the JSON Schema of scenario files, for editors
    Schema,
}

/// How a scenario is played.
#[derive(Args, Debug)]
pub struct RunArguments {
    /// A name of `scenario list`, or a file
    #[arg(value_name = "NAME|FILE")]
    pub scenario: String,
    /// A running emulator [default: one inside this command]
    #[arg(long, value_name = "URL", value_parser = parse_url)]
    pub url: Option<String>,
    /// Show every call and its answer
    #[arg(long, short)]
    pub verbose: bool,
    /// With --url: the key to play with, where the emulator lets only certain keys in; its world starts over
    #[arg(long, value_name = "KEY[:SERVER_HASH]", requires = "url")]
    pub api_key: Option<String>,
    /// With --url: the token the emulator's control API asks for
    #[arg(long, value_name = "TOKEN", requires = "url")]
    pub control_token: Option<String>,
    /// With --url: the name under which the emulator reaches this machine, for webhooks: host.docker.internal from a container
    #[arg(long, value_name = "HOST", requires = "url", default_value = "127.0.0.1")]
    pub receiver_host: String,
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

/// How the server is started. Every flag is also a variable: `--some-name` is `BANKCONNECT_SOME_NAME`; flag, then variable, then default.
#[derive(Args, Clone, Debug)]
pub struct ServeArguments {
    /// The address to listen on
    #[arg(long, env = "BANKCONNECT_HOST", default_value = "127.0.0.1")]
    pub host: IpAddr,
    /// The port to listen on; 0 takes a free one
    #[arg(long, env = "BANKCONNECT_PORT", default_value_t = 8080)]
    pub port: u16,
    /// The server's address as clients see it [default: from each request]
    #[arg(long, env = "BANKCONNECT_PUBLIC_URL", value_name = "URL", value_parser = parse_url)]
    pub public_url: Option<String>,
    /// Signs links to files [default: follows from seed and key]
    #[arg(long, env = "BANKCONNECT_LINK_SECRET", value_name = "SECRET", hide_env_values = true)]
    pub link_secret: Option<String>,
    /// Lets only this key in, with this hash where one is given; repeatable [default: any key, any hash]
    #[arg(
        long,
        env = "BANKCONNECT_API_KEY",
        value_name = "KEY[:SERVER_HASH]",
        value_delimiter = ',',
        hide_env_values = true
    )]
    pub api_key: Vec<String>,
    /// How processing ends: instant, a duration as 3s, polls:3, hold [default: 3s]
    #[arg(long, env = "BANKCONNECT_PACE")]
    pub pace: Option<Pace>,
    /// How long a session lives where the request does not say, 5m to 30d [default: 1440m]
    #[arg(long, env = "BANKCONNECT_SESSION_EXPIRY", value_name = "DURATION", value_parser = parse_expiry)]
    pub session_expiry: Option<u32>,
    /// The set of settings to begin with: seed, or 2026 for what the public docs of that year say where they differ [default: seed]
    #[arg(long, env = "BANKCONNECT_PROFILE")]
    pub profile: Option<Profile>,
    /// The clock each world starts with: real, an instant to start from, or frozen@INSTANT [default: real]
    #[arg(long, env = "BANKCONNECT_CLOCK", value_name = "CLOCK")]
    pub clock: Option<ClockArgument>,
    /// Where ids and chance come from; same seed, same calls: same bytes [default: 1]
    #[arg(long, env = "BANKCONNECT_SEED")]
    pub seed: Option<u64>,
    /// Where webhooks go, for clients that set none by API
    #[arg(long, env = "BANKCONNECT_WEBHOOK_URL", value_name = "URL", value_parser = parse_url)]
    pub webhook_url: Option<String>,
    /// Sent with them as x-secret-key
    #[arg(
        long,
        env = "BANKCONNECT_WEBHOOK_SECRET",
        value_name = "SECRET",
        hide_env_values = true
    )]
    pub webhook_secret: Option<String>,
    /// Which sources they tell of: 0 net banking, 1 PDF upload too, 3 all
    #[arg(long, env = "BANKCONNECT_WEBHOOK_MODE", default_value_t = 3, value_parser = clap::value_parser!(u8).range(0..=3))]
    pub webhook_mode: u8,
    /// Settings each world starts with, as YAML; the keys are those of GET /_emulator/settings
    #[arg(long, env = "BANKCONNECT_SETTINGS", value_name = "FILE")]
    pub settings: Option<PathBuf>,
    /// A scenario whose clock, settings and rules each world starts with; a name of `scenario list`, or a file. What other flags say goes
    /// before it
    #[arg(long, env = "BANKCONNECT_SCENARIO", value_name = "NAME|FILE")]
    pub scenario: Option<String>,
    /// Worlds are loaded from this file and saved to it when the server stops, and on POST /_emulator/export. It holds passwords and
    /// statements
    #[arg(long, env = "BANKCONNECT_DATA", value_name = "FILE")]
    pub data: Option<PathBuf>,
    /// Keep uploaded files; false keeps only what was read of them
    #[arg(long, env = "BANKCONNECT_STORE_UPLOADS", default_value_t = true, action = clap::ArgAction::Set)]
    pub store_uploads: bool,
    /// What is logged: error, warn, info, debug; debug logs each request
    #[arg(long, env = "BANKCONNECT_LOG", default_value = "info", value_name = "LEVEL", value_parser = ["off", "error", "warn", "info", "debug", "trace"])]
    pub log: String,
    /// How it is logged
    #[arg(long, env = "BANKCONNECT_LOG_FORMAT", default_value = "text", value_parser = ["text", "json"])]
    pub log_format: String,
    /// Bytes of one upload, as 15MB
    #[arg(long, env = "BANKCONNECT_MAX_UPLOAD", default_value = "15MB", value_parser = parse_size, value_name = "SIZE")]
    pub max_upload: u64,
    /// Worlds (API keys) at a time
    #[arg(long, env = "BANKCONNECT_MAX_WORLDS", default_value_t = 10_000)]
    pub max_worlds: usize,
    /// Sessions of one world
    #[arg(long, env = "BANKCONNECT_MAX_SESSIONS", default_value_t = 1_000_000)]
    pub max_sessions: usize,
    /// Connections at a time
    #[arg(long, env = "BANKCONNECT_MAX_CONNECTIONS", default_value_t = 4_096)]
    pub max_connections: usize,
    /// Bytes of all stored files together
    #[arg(long, env = "BANKCONNECT_STORED_BYTES", default_value = "1GB", value_parser = parse_size, value_name = "SIZE")]
    pub stored_bytes: u64,
    /// Bytes of all journals together; the oldest exchanges are dropped first
    #[arg(long, env = "BANKCONNECT_JOURNAL_BYTES", default_value = "64MB", value_parser = parse_size, value_name = "SIZE")]
    pub journal_bytes: u64,
    /// Hosts and networks the emulator may connect to, as lender.test or 10.0.0.0/8; repeatable [default: any]
    #[arg(
        long,
        env = "BANKCONNECT_OUTBOUND_ALLOW",
        value_name = "HOST|NETWORK",
        value_delimiter = ','
    )]
    pub outbound_allow: Vec<String>,
    /// A token the control API asks for, as `authorization: Bearer TOKEN` [default: none]
    #[arg(
        long,
        env = "BANKCONNECT_CONTROL_TOKEN",
        value_name = "TOKEN",
        hide_env_values = true
    )]
    pub control_token: Option<String>,
}

/// What is asked of a running server.
#[derive(Args, Debug)]
pub struct HealthcheckArguments {
    /// The server's address [default: <http://127.0.0.1> and the port]
    #[arg(long, value_name = "URL", value_parser = parse_url)]
    pub url: Option<String>,
    /// The server's port
    #[arg(long, env = "BANKCONNECT_PORT", default_value_t = 8080)]
    pub port: u16,
}

/// The clock a world starts with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClockArgument {
    /// Real time.
    Real,
    /// Goes on from this instant.
    From(DateTime<Utc>),
    /// Stands at this instant.
    Frozen(DateTime<Utc>),
}

impl ClockArgument {
    /// The clock of a world that starts at this real time.
    pub fn at_start(self, real: DateTime<Utc>) -> WorldClock {
        match self {
            ClockArgument::Real => WorldClock::Real { offset_ms: 0 },
            ClockArgument::From(at) => WorldClock::Real {
                offset_ms: (at - real).num_milliseconds(),
            },
            ClockArgument::Frozen(at) => WorldClock::Frozen { at },
        }
    }
}

impl FromStr for ClockArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let instant = |text: &str| {
            let instant: Result<DateTime<Utc>, _> = text.parse();
            instant.map_err(|_| {
                format!("`{text}` is no clock; give `real`, an instant as 2026-01-15T10:00:00+05:30, or frozen@INSTANT")
            })
        };
        match (text, text.strip_prefix("frozen@")) {
            ("real", _) => Ok(ClockArgument::Real),
            (_, Some(at)) => instant(at).map(ClockArgument::Frozen),
            (at, None) => instant(at).map(ClockArgument::From),
        }
    }
}

fn parse_url(text: &str) -> Result<String, String> {
    if is_web_url(text) {
        Ok(text.to_owned())
    } else {
        Err("give an http or https URL, as http://localhost:9000/hook".to_owned())
    }
}

fn parse_expiry(text: &str) -> Result<u32, String> {
    let minutes = duration::parse(text)
        .map(|time| time.num_minutes())
        .and_then(|minutes| u32::try_from(minutes).ok());
    minutes
        .filter(|minutes| SESSION_EXPIRY_MINUTES.contains(minutes))
        .ok_or_else(|| "give a duration from 5m to 30d".to_owned())
}

fn parse_size(text: &str) -> Result<u64, String> {
    let unit_at = text
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(unit_at);
    let factor = match unit.trim().to_ascii_uppercase().as_str() {
        "" | "B" => Some(1),
        "KB" => Some(1 << 10),
        "MB" => Some(1 << 20),
        "GB" => Some(1u64 << 30),
        _ => None,
    };
    let size = factor
        .zip(number.parse::<u64>().ok())
        .and_then(|(factor, number)| number.checked_mul(factor));
    size.filter(|size| *size > 0)
        .ok_or_else(|| format!("`{text}` is no size; give it as 15MB, 64KB or 1GB"))
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

/// Why a date is refused, with what is allowed.
pub fn no_date(flag: &str, text: &str) -> String {
    format!("--{flag} `{text}` is no date; give {}", relative_date::ALLOWED)
}
