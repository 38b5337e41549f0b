//! Files made to hurt the reader: each ends in the right problem, within its bounds.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "test code: a panic is a failed test"
)]

mod drawn;
mod files;
mod raw_pdf;

use std::io::Write;
use std::process::{Command, Stdio};

use bankconnect_emulator::document::pdf::inspect;
use bankconnect_emulator::domain::statement::{Problem, TextLayer};

use files::{Hostile, Outcome};

fn outcome(bytes: &[u8]) -> Outcome {
    let inspection = match inspect(bytes, None) {
        Ok(inspection) => inspection,
        Err(Problem::EmptyFile) => return Outcome::Empty,
        Err(Problem::PasswordIncorrect) => return Outcome::Password,
        Err(Problem::InvalidFile { .. }) => return Outcome::Invalid,
        Err(other) => panic!("opening a file does not end in {other:?}"),
    };
    match inspection.text_layer {
        TextLayer::Image => Outcome::Image,
        TextLayer::Empty => Outcome::NoStatement,
        TextLayer::Text if inspection.is_recognised() => Outcome::Rows(inspection.ledger.transactions.len()),
        TextLayer::Text => Outcome::NoStatement,
    }
}

#[test]
fn each_hostile_file_ends_in_the_right_problem() {
    let files = files::all();
    assert!(files.len() >= 50, "only {} files", files.len());
    let wrong: Vec<String> = files
        .iter()
        .map(|(name, bytes, expected)| (name, outcome(bytes), expected))
        .filter(|(_, got, expected)| got != *expected)
        .map(|(name, got, expected)| format!("{name}: expected {expected:?}, got {got:?}"))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {} files:\n{}",
        wrong.len(),
        files.len(),
        wrong.join("\n")
    );
}

/// The bounds hold for a process that has nothing else to do: 250 MB of memory, and an end to its use of the processor.
/// Memory is address space, so it counts what was asked for, not only what was touched; the program itself and the stacks of its threads
/// are in it too, hence the allowance. Processor time is of a build without optimisation.
#[cfg(target_os = "linux")]
#[test]
fn each_hostile_file_stays_within_memory_and_processor_time() {
    const MEMORY_KB: u32 = 250_000 + 150_000;
    const PROCESSOR_S: u32 = 20;
    let over: Vec<&str> = files::all()
        .into_iter()
        .filter(|file| !ends_within(file, MEMORY_KB, PROCESSOR_S))
        .map(|(name, ..)| name)
        .collect();
    assert!(over.is_empty(), "beyond their bounds: {over:?}");
}

#[cfg(target_os = "linux")]
fn ends_within((_, bytes, _): &Hostile, memory_kb: u32, processor_s: u32) -> bool {
    let mut child = Command::new("sh")
        .arg("-c")
        .arg(format!(
            "ulimit -v {memory_kb} -t {processor_s}; exec \"$0\" statement read -"
        ))
        .arg(env!("CARGO_BIN_EXE_bankconnect-emulator"))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    // A child that dies early closes the pipe; its exit status says so.
    let _ = input.write_all(bytes);
    drop(input);
    // 0: a good statement; 1: a refusal told in words. A crash, an abort or a kill has another status or none.
    matches!(child.wait().unwrap().code(), Some(0 | 1))
}
