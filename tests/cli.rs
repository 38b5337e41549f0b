//! The command line as a user meets it: what works, and what bad input is told.
#![allow(clippy::unwrap_used, clippy::panic, reason = "test code: a panic is a failed test")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bankconnect-emulator"))
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A folder of this test's own, empty.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_string_lossy().into_owned()
}

#[test]
fn a_statement_is_made_and_read_back() {
    let folder = folder("made");
    let (pdf, ledger, read) = (
        path(&folder, "asha.pdf"),
        path(&folder, "asha.csv"),
        path(&folder, "read.csv"),
    );
    let window = ["--from", "2025-07-01", "--to", "2025-12-31"];
    let made = run(&[
        &[
            "statement",
            "--persona",
            "salaried-asha",
            "--bank",
            "hdfc",
            "--seed",
            "7",
            "--out",
            &pdf,
            "--ledger",
            &ledger,
        ],
        &window[..],
    ]
    .concat());
    assert!(made.status.success(), "{}", stderr(&made));
    assert!(
        stderr(&made).contains("accepted") && stderr(&made).contains("completes"),
        "{}",
        stderr(&made)
    );
    let told = run(&["statement", "read", &pdf, "--bank", "hdfc", "--ledger", &read]);
    assert!(told.status.success(), "{}", stderr(&told));
    assert!(
        stdout(&told).contains("HDFC Bank (hdfc)") && stdout(&told).contains("every balance follows"),
        "{}",
        stdout(&told)
    );
    assert_eq!(
        std::fs::read_to_string(ledger).unwrap(),
        std::fs::read_to_string(read).unwrap()
    );
}

#[test]
fn a_ledger_goes_out_and_in_again() {
    let folder = folder("ledger");
    let (ledger, again, pdf) = (path(&folder, "a.csv"), path(&folder, "b.csv"), path(&folder, "a.pdf"));
    assert!(
        run(&[
            "statement",
            "--bank",
            "axis",
            "--to",
            "2025-12-31",
            "--out",
            &pdf,
            "--ledger",
            &ledger
        ])
        .status
        .success()
    );
    let made = run(&[
        "statement",
        "--bank",
        "axis",
        "--ledger-in",
        &ledger,
        "--out",
        &pdf,
        "--ledger",
        &again,
    ]);
    assert!(made.status.success(), "{}", stderr(&made));
    assert_eq!(
        std::fs::read_to_string(ledger).unwrap(),
        std::fs::read_to_string(again).unwrap()
    );
}

#[test]
fn everything_there_is_is_listed() {
    let list = stdout(&run(&["statement", "list"]));
    for name in [
        "salaried-asha",
        "high-volume-karthik",
        "too-many-pages",
        "hdfc",
        "State Bank of India",
    ] {
        assert!(list.contains(name), "{name} is not listed");
    }
}

#[test]
fn bad_input_is_told_what_is_allowed() {
    let folder = folder("bad");
    let (csv, yaml) = (path(&folder, "bad.csv"), path(&folder, "bad.yaml"));
    std::fs::write(&csv, "date,narration,debit,credit,balance\n2025-07-01,X,1,1,1\n").unwrap();
    std::fs::write(&yaml, "persona: me\nsummry: typo\n").unwrap();
    for (arguments, status, message) in [
        (vec!["statement", "--bank", "hdcf"], 2, "did you mean `hdfc`?"),
        (vec!["statement", "--kind", "plane"], 2, "did you mean `plain`?"),
        (vec!["statement", "--persona", "asha"], 1, "there are salaried-asha,"),
        (
            vec!["statement", "--from", "yesteryear"],
            1,
            "is no date; give a date as 2025-07-31",
        ),
        (
            vec!["statement", "--from", "2025-02-01", "--to", "2025-01-01"],
            1,
            "--from 2025-02-01 is after --to 2025-01-01",
        ),
        (
            vec!["statement", "--encryption", "aes-128"],
            1,
            "--encryption needs --password or --owner-password",
        ),
        (vec!["statement", "--password", ""], 1, "--password is empty"),
        (
            vec!["statement", "--password", "पासवर्ड", "--encryption", "rc4-128"],
            1,
            "at most 32 printable ASCII",
        ),
        (
            vec!["statement", "--password", "🙂"],
            1,
            "the user password does not fit aes-256",
        ),
        (
            vec!["statement", "--ledger-in", &csv, "--from", "2025-07-01"],
            2,
            "cannot be used with",
        ),
        (
            vec!["statement", "--encryption", "rot13", "--password", "x"],
            2,
            "rc4-128, aes-128, aes-256",
        ),
        (
            vec!["statement", "--out", "/no/such/folder/a.pdf"],
            1,
            "cannot write /no/such/folder/a.pdf",
        ),
        (
            vec!["statement", "--persona", "/no/such.yaml"],
            1,
            "cannot open /no/such.yaml",
        ),
        (
            vec!["statement", "--ledger-in", &csv],
            1,
            "bad.csv:2: has both a debit and a credit",
        ),
        (
            vec!["statement", "--persona", &yaml],
            1,
            "bad.yaml:2:1: unknown key `summry`; did you mean `summary`?",
        ),
        (
            vec!["statement", "--out", "-", "--ledger", "-"],
            1,
            "cannot both go to standard output",
        ),
        (
            vec![
                "statement",
                "--from",
                "1999-01-01",
                "--to",
                "1999-12-31",
                "--as-of",
                "2026-01-01",
            ],
            1,
            "2023",
        ),
        (
            vec![
                "statement",
                "--kind",
                "empty-month",
                "--from",
                "2025-12-01",
                "--to",
                "2025-12-31",
            ],
            1,
            "kind `empty-month` needs",
        ),
        (vec!["statement", "read", "/no/such.pdf"], 1, "cannot open /no/such.pdf"),
        (vec!["statment"], 2, "unrecognized subcommand"),
    ] {
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {}", stderr(&output));
        assert!(
            stderr(&output).contains(message),
            "{arguments:?} says:\n{}",
            stderr(&output)
        );
    }
}

#[test]
fn a_file_that_is_refused_says_why_and_fails() {
    let folder = folder("refused");
    let pdf = path(&folder, "locked.pdf");
    let made = run(&[
        "statement",
        "--password",
        "secret",
        "--to",
        "2025-12-31",
        "--from",
        "2025-12-01",
        "--out",
        &pdf,
    ]);
    assert!(made.status.success(), "{}", stderr(&made));
    let closed = run(&["statement", "read", &pdf]);
    assert_eq!(
        (closed.status.code(), stdout(&closed).contains("PASSWORD_INCORRECT")),
        (Some(1), true),
        "{}",
        stdout(&closed)
    );
    assert!(
        run(&["statement", "read", &pdf, "--password", "secret"])
            .status
            .success()
    );
    let other = run(&["statement", "read", &pdf, "--password", "secret", "--bank", "sbi"]);
    assert_eq!(
        (other.status.code(), stdout(&other).contains("BANK_NAME_MISMATCH")),
        (Some(1), true),
        "{}",
        stdout(&other)
    );
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_bankconnect-emulator"))
        .args(["statement", "list"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_file_comes_through_a_pipe() {
    let made = run(&["statement", "--from", "2025-12-01", "--to", "2025-12-31", "--out", "-"]);
    assert!(made.stdout.starts_with(b"%PDF-"), "{}", stderr(&made));
    let mut child = Command::new(env!("CARGO_BIN_EXE_bankconnect-emulator"))
        .args(["statement", "read", "-", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&made.stdout).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&child.wait_with_output().unwrap().stdout).unwrap();
    assert_eq!(json["inspection"]["facts"]["bank"], "hdfc");
}

#[test]
fn statements_told_from_the_same_day_continue_each_other() {
    let folder = folder("continued");
    let ledger = |name: &str, from: &str, to: &str| {
        let (pdf, csv) = (path(&folder, "part.pdf"), path(&folder, name));
        let made = run(&[
            "statement",
            "--as-of",
            "2026-01-15",
            "--from",
            from,
            "--to",
            to,
            "--out",
            &pdf,
            "--ledger",
            &csv,
        ]);
        assert!(made.status.success(), "{}", stderr(&made));
        std::fs::read_to_string(csv).unwrap()
    };
    let whole = ledger("whole.csv", "2025-07-01", "2025-12-31");
    let (earlier, later) = (
        ledger("a.csv", "2025-07-01", "2025-09-15"),
        ledger("b.csv", "2025-09-16", "2025-12-31"),
    );
    let rows = |text: &str| text.lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!([rows(&earlier), rows(&later)].concat(), rows(&whole));
}

#[test]
fn relative_dates_work_on_the_command_line() {
    let folder = folder("relative");
    let pdf = path(&folder, "a.pdf");
    let made = run(&["statement", "--from", "-3mo", "--to", "yesterday", "--out", &pdf]);
    assert!(made.status.success(), "{}", stderr(&made));
}

#[test]
fn json_is_json_for_files_that_do_not_open_too() {
    let folder = folder("json");
    let text = path(&folder, "no.pdf");
    std::fs::write(&text, "not a pdf").unwrap();
    let told = run(&["statement", "read", &text, "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!(
        (told.status.code(), &json["upload"]["code"]),
        (Some(1), &"INVALID_FILE_OBJECT".into())
    );
}

#[test]
fn the_tour_shows_the_whole_flow_and_the_webhook() {
    let told = run(&["tour"]);
    let text = String::from_utf8_lossy(&told.stdout);
    assert!(told.status.success(), "{}", stderr(&told));
    let in_order = [
        "/v1/session_data/update_webhook/",
        "/v1/session/",
        "/_emulator/specimens/",
        "/v1/statement/upload_session/?identity=true",
        "\"STATEMENT_DUPLICATE\"",
        "/initiate_processing/",
        "\"session_progress\": \"processing\"",
        "/_emulator/clock/advance",
        "/webhook, to the lender",
        "\"event_name\": \"ENRICHMENT_NOTIFICATION\"",
        "\"account_status\": \"completed\"",
    ];
    let places = in_order.map(|part| text.find(part).unwrap_or_else(|| panic!("{part} is missing:\n{text}")));
    assert!(places.is_sorted(), "{text}");
}
