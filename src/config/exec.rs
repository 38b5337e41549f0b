//! `exec`: the flags of `serve`, and a command.

use std::ffi::OsString;

use clap::{Args, CommandFactory};

use super::{Cli, ServeArguments};

/// What `exec --help` adds.
pub(super) const HELP: &str = "\
The emulator listens on a free port, and the command finds it in these variables:
  BANKCONNECT_BASE_URL        http://127.0.0.1:PORT/bank-connect
  BANKCONNECT_CONTROL_URL     http://127.0.0.1:PORT/_emulator
  BANKCONNECT_API_KEY         the first --api-key, else `test`
  BANKCONNECT_SERVER_HASH     the hash given with it, else any text will do
  BANKCONNECT_WEBHOOK_SECRET  --webhook-secret, else a fixed one
  BANKCONNECT_CONTROL_TOKEN   --control-token, when it is given

Exit status: the command's own, or
  128+N  signal N ended it
  127    there is no such command
  126    it cannot be run
  125    the emulator does not start, or cannot save

SIGTERM, SIGINT and SIGHUP are passed on to the command; the third one to end it kills it.

  bankconnect-emulator exec -- npm test
  bankconnect-emulator exec --clock frozen@2026-01-15T10:00:00+05:30 --pace instant -- pytest -q";

/// A command, and the emulator it runs beside.
#[derive(Args, Clone, Debug)]
pub struct ExecArguments {
    /// The emulator.
    #[command(flatten)]
    pub serve: ServeArguments,
    /// Ends with 1 when the command succeeds and has met less than this share of what is documented
    #[arg(long, value_name = "PERCENT", value_parser = percent, env = "BANKCONNECT_FAIL_UNDER")]
    pub fail_under: Option<f64>,
    /// The command and its arguments, behind `--`
    #[arg(last = true, required = true, value_name = "COMMAND")]
    pub command: Vec<OsString>,
}

fn percent(text: &str) -> Result<f64, String> {
    let number = text.trim().trim_end_matches('%').trim_end().parse::<f64>().ok();
    let percent = number.filter(|percent| (0.0..=100.0).contains(percent));
    percent.ok_or_else(|| "a number from 0 to 100 is wanted".to_owned())
}

/// The command line. `exec` differs from `serve` in two defaults: its port is free, and its log does not mix with what the command prints.
pub fn command_line() -> clap::Command {
    Cli::command().mut_subcommand("exec", |exec| {
        exec.mut_arg("port", |port| port.default_value("0"))
            .mut_arg("log", |log| log.default_value("warn"))
    })
}
