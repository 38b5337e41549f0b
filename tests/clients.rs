//! The flow with clients nobody here wrote: curl, Python's requests, axios with form-data. Each script is a lender's day of its own.
#![allow(clippy::unwrap_used, clippy::panic, reason = "test code: a panic is a failed test")]
#![allow(clippy::print_stderr, reason = "test code: says what was left out")]

use std::path::{Path, PathBuf};
use std::process::Command;

use bankconnect_emulator::commands::serve::Start;

/// Where `./check` puts what the clients need.
fn tools() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/clients")
}

/// Whether `./check` runs, which installs what the tests need; `./check quick` may leave things out.
fn is_everything_asked_for() -> bool {
    #[expect(clippy::disallowed_methods, reason = "a switch of this test, not of the program")]
    std::env::var("BANKCONNECT_CHECK").is_ok_and(|what| what == "all")
}

/// Runs the script against a fresh server. A tool that is missing is no failure, except in `./check`, which brings it.
async fn plays(program: impl AsRef<Path>, script: &str) {
    let (program, script) = (program.as_ref().to_owned(), tools().join(script));
    if Command::new(&program).arg("--version").output().is_err() || !script.exists() {
        assert!(
            !is_everything_asked_for(),
            "{} or {} is missing",
            program.display(),
            script.display()
        );
        eprintln!(
            "SKIPPED: {} or {} is missing; ./check installs them",
            program.display(),
            script.display()
        );
        return;
    }
    let server = Start::default().run().await.unwrap();
    let url = server.url();
    let ended = tokio::task::spawn_blocking(move || Command::new(program).arg(script).arg(url).output().unwrap());
    let ended = ended.await.unwrap();
    let said = String::from_utf8_lossy(&ended.stdout);
    let complained = String::from_utf8_lossy(&ended.stderr);
    assert!(
        ended.status.success() && said.contains("all as it should be"),
        "{said}{complained}"
    );
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn curl_plays_a_lenders_day() {
    plays("sh", "journey.sh").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn python_requests_plays_a_lenders_day() {
    plays(tools().join("venv/bin/python3"), "journey.py").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn axios_and_form_data_play_a_lenders_day() {
    plays("node", "journey.mjs").await;
}
