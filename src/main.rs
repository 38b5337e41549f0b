//! The `bankconnect-emulator` binary: reads the command line and runs one command.

use std::process::ExitCode;

fn main() -> ExitCode {
    bankconnect_emulator::commands::run()
}
