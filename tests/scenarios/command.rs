//! The commands, as a user meets them.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bankconnect-emulator"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn file(name: &str, text: &str) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

#[test]
fn a_scenario_of_the_library_is_told_as_a_story() {
    let played = run(&["scenario", "run", "single-account"]);
    assert!(played.status.success(), "{}", out(&played));
    let story = out(&played);
    for part in [
        "✓ The lender creates a session for asha-1, Jul to Dec 2025",
        "✓ Asha uploads a statement of State Bank of India, Jul to Dec 2025: accepted",
        "✓ 3 seconds later: processing ended, webhook delivered",
        "Everything as expected",
    ] {
        assert!(story.contains(part), "{part}\n{story}");
    }
    assert!(!story.contains('\u{1b}'), "colours are for terminals");
    assert!(!story.contains("POST /bank-connect"), "calls are for --verbose");
    let verbose = out(&run(&["scenario", "run", "scenarios/single-account.yaml", "--verbose"]));
    assert!(verbose.contains("POST /bank-connect/v1/session/"), "{verbose}");
}

#[test]
fn a_failed_expectation_names_the_value_and_ends_with_one() {
    let path = file(
        "wrong-expectation.yaml",
        "summary: x\nsteps:\n  - create_session: {months: 3}\n  - upload: {kind: balance-mismatch}\n  - initiate_processing\n  - advance: 3s\n  - expect:\n      session_status:\n        accounts:\n          - error_code: INCOMPLETE_MONTHS\n",
    );
    let played = run(&["scenario", "run", &path]);
    assert_eq!(played.status.code(), Some(1));
    let story = out(&played);
    for part in [
        "wrong-expectation.yaml:10:25: session_status.accounts[0].error_code",
        "expected  INCOMPLETE_MONTHS",
        "got       BALANCE_MISMATCH",
        "hint      the account at hdfc: BALANCE_MISMATCH, window 01/10/2025 to 31/12/2025, the balance of row",
    ] {
        assert!(story.contains(part), "{part}\n{story}");
    }
}

#[test]
fn a_refusal_nobody_expected_ends_the_play() {
    let path = file(
        "refused.yaml",
        "summary: x\nsteps:\n  - create_session\n  - upload: {kind: scanned}\n  - initiate_processing\n",
    );
    let played = run(&["scenario", "run", &path]);
    assert_eq!(played.status.code(), Some(1));
    let story = out(&played);
    assert!(story.contains("refused.yaml:4:5: upload"), "{story}");
    assert!(
        story.contains("PDF_IS_IMAGE: Scanned images are not supported"),
        "{story}"
    );
    assert!(
        story.contains("write `refused: PDF_IS_IMAGE` beside the step"),
        "{story}"
    );
    assert!(!story.contains("starts processing"), "{story}");
}

#[test]
fn a_wrong_file_ends_with_two() {
    let path = file("typo.yaml", "summary: x\nsteps:\n  - creat_session\n");
    for arguments in [["scenario", "run", &path], ["scenario", "check", &path]] {
        let told = run(&arguments);
        assert_eq!(told.status.code(), Some(2), "{}", err(&told));
        assert!(
            err(&told).contains("typo.yaml:3:5: unknown step `creat_session`"),
            "{}",
            err(&told)
        );
    }
    let told = run(&["scenario", "run", "singel-account"]);
    assert_eq!(told.status.code(), Some(2));
    assert!(err(&told).contains("did you mean `single-account`?"), "{}", err(&told));
    assert!(
        run(&["scenario", "check", "scenarios/single-account.yaml"])
            .status
            .success()
    );
}

#[test]
fn the_library_and_the_schema_are_printed() {
    let listed = out(&run(&["scenario", "list"]));
    assert!(
        listed.contains("error-balance-mismatch") && listed.contains("webhook-storm"),
        "{listed}"
    );
    let schema: Value = serde_json::from_str(&out(&run(&["scenario", "schema"]))).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
}

/// A server that is stopped when the test is over.
struct Serving(std::process::Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the server and gives its address.
fn serving(arguments: &[&str]) -> (Serving, String) {
    use std::io::{BufRead, BufReader};
    let child = Command::new(env!("CARGO_BIN_EXE_bankconnect-emulator"))
        .args(["serve", "--port", "0"])
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut server = Serving(child);
    let lines = BufReader::new(server.0.stderr.take().unwrap())
        .lines()
        .map(Result::unwrap);
    let mut told = Vec::new();
    for line in lines {
        if let Some(url) = line.trim().strip_prefix("base URL") {
            let url = url.trim().trim_end_matches("/bank-connect").to_owned();
            return (server, url);
        }
        told.push(line);
    }
    panic!("the server did not start: {told:?}");
}

#[test]
fn a_server_starts_with_the_clock_settings_and_rules_of_a_scenario() {
    let path = file(
        "start.yaml",
        "summary: x\nclock: frozen@2026-06-01T10:00:00+05:30\nseed: 5\nsettings: {pace: 7s, page_limit: 9}\nrules:\n  - {name: mine, then: {pace: hold}}\nsteps:\n  - create_session\n",
    );
    let (_server, url) = serving(&["--scenario", &path, "--pace", "8s"]);
    let asked = file(
        "asking.yaml",
        "summary: x\nsteps:\n  - call: {path: /_emulator/clock}\n    expect: {body: {now: \"2026-06-01T10:00:00+05:30\", mode: frozen}}\n  - call: {path: /_emulator/settings}\n    expect: {body: {pace: 8s, page_limit: 9}}\n  - call: {path: /_emulator/rules}\n    expect: {body: {rules: [{name: mine}]}}\n  - call: {path: \"/_emulator/sessions\"}\n    expect: {body: {sessions: []}}\n",
    );
    let played = run(&["scenario", "run", &asked, "--url", &url]);
    assert!(played.status.success(), "{}", out(&played));
    assert!(
        out(&played).contains(&format!("in world scenario-asking-1 of {url}")),
        "{}",
        out(&played)
    );
    let wrong = file("wrong-start.yaml", "summary: x\nsettings: {pcae: 1s}\n");
    let refused = run(&["serve", "--port", "0", "--scenario", &wrong]);
    assert!(!refused.status.success());
    assert!(
        err(&refused).contains("wrong-start.yaml:2:12: unknown key `pcae`"),
        "{}",
        err(&refused)
    );
}

#[test]
fn a_server_that_is_not_there_is_named() {
    let played = run(&["scenario", "run", "single-account", "--url", "http://127.0.0.1:9"]);
    assert_eq!(played.status.code(), Some(1));
    assert!(out(&played).contains("the play did not begin"), "{}", out(&played));
}

#[test]
fn a_key_and_a_token_are_sent_where_they_are_asked_for() {
    let (_server, url) = serving(&["--api-key", "mine:hash", "--control-token", "token"]);
    let play = |more: &[&str]| run(&[&["scenario", "run", "drop-off", "--url", &url], more].concat());
    assert!(!play(&[]).status.success(), "nobody gave the token");
    let played = play(&["--control-token", "token", "--api-key", "mine:hash"]);
    assert!(played.status.success(), "{}", out(&played));
}
