//! The `bankconnect-emulator` binary: reads the command line and runs one command.

use std::process::ExitCode;

/// The allocator of musl is slow with threads; the static binary of the container image is a musl one.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    bankconnect_emulator::commands::run()
}
