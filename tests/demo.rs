//! `demo` as a process: what it prints, what it serves, and that it ends when it is told to.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "test code: a panic is a failed test")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStderr, Command, Stdio};

/// A demo, ended when the test is.
struct Demo {
    process: Child,
    stderr: BufReader<ChildStderr>,
    /// What it printed when it was ready.
    ready: String,
}

impl Demo {
    fn start(arguments: &[&str]) -> Self {
        // No browser is found there, which must not matter.
        Demo::start_with("/nowhere", arguments)
    }

    fn start_with(programs: &str, arguments: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_bankconnect-emulator"))
            .arg("demo")
            .args(arguments)
            .env("PATH", programs)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = BufReader::new(process.stderr.take().unwrap());
        let mut ready = String::new();
        while !ready.contains("Ctrl-C ends it") {
            assert_ne!(
                stderr.read_line(&mut ready).unwrap(),
                0,
                "it ended before it was ready: {ready}"
            );
        }
        Demo { process, stderr, ready }
    }

    /// The address printed behind a name.
    fn printed(&self, name: &str) -> String {
        let line = self.ready.lines().find_map(|line| line.trim().strip_prefix(name));
        line.unwrap_or_else(|| panic!("no {name} in {}", self.ready))
            .trim()
            .to_owned()
    }

    /// Status and body of a page.
    fn gets(&self, url: &str) -> (u16, String) {
        let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        write!(
            stream,
            "GET /{path} HTTP/1.1\r\nhost: {host}\r\naccept: text/html\r\nconnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        (answer.split(' ').nth(1).unwrap().parse().unwrap(), answer)
    }

    /// Told to end; gives the exit status, and what it said last.
    fn ends(mut self, signal: &str) -> (Option<i32>, String) {
        let kill = Command::new("kill")
            .args([signal, &self.process.id().to_string()])
            .status();
        assert!(kill.unwrap().success());
        let mut rest = String::new();
        self.stderr.read_to_string(&mut rest).unwrap();
        (self.process.wait().unwrap().code(), rest)
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // It may have ended as the test wanted.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn one_command_starts_all_and_one_signal_ends_it() {
    for signal in ["-TERM", "-INT"] {
        let demo = Demo::start(&["--port", "0", "--lender-port", "0"]);
        let (guide, emulator) = (demo.printed("guide"), demo.printed("emulator"));
        let (status, page) = demo.gets(&guide);
        assert_eq!(status, 200);
        assert!(
            page.contains(&format!("{emulator}/bank-connect")),
            "the guide knows the emulator"
        );
        assert!(
            page.contains(&format!("href=\"{emulator}/_emulator/\"")),
            "and its console"
        );
        assert_eq!(demo.printed("console"), format!("{emulator}/_emulator/"));
        assert_eq!(demo.gets(&format!("{emulator}/_emulator/health")).0, 200);
        let lender = demo.printed("lender");
        assert_eq!(demo.gets(&format!("{lender}/?persona=salaried-asha")).0, 200);
        assert_eq!(demo.ends(signal), (Some(0), String::new()), "{signal}");
        let host = |url: &str| url.strip_prefix("http://").unwrap().to_owned();
        assert!(TcpStream::connect(host(&emulator)).is_err() && TcpStream::connect(host(&lender)).is_err());
    }
}

#[test]
fn a_port_that_was_asked_for_and_is_taken_is_an_error() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for flags in [
        ["--port", port.as_str(), "--lender-port", "0"],
        ["--port", "0", "--lender-port", port.as_str()],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_bankconnect-emulator"))
            .args(["demo", "--no-open"])
            .args(flags)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("cannot listen on") && said.contains(&port), "{said}");
    }
}

#[test]
fn the_usual_ports_are_left_to_whoever_has_them() {
    // Whether this test has them or somebody else on this machine.
    let _usual = [TcpListener::bind("127.0.0.1:8080"), TcpListener::bind("127.0.0.1:9000")];
    let demo = Demo::start(&["--no-open"]);
    assert!(!demo.printed("emulator").ends_with(":8080"), "{}", demo.ready);
    assert!(!demo.printed("lender").ends_with(":9000"), "{}", demo.ready);
    assert_eq!(demo.gets(&demo.printed("guide")).0, 200);
}

#[test]
fn an_emulator_that_runs_already_is_shown() {
    let first = Demo::start(&["--no-open", "--port", "0", "--lender-port", "0"]);
    let emulator = first.printed("emulator");
    let demo = Demo::start(&[
        "--no-open",
        "--url",
        &emulator,
        "--public-url",
        "http://bank.test",
        "--lender-url",
        "http://lender.test/",
        "--webhook-url",
        "http://lender.internal/webhook",
        "--lender-port",
        "0",
    ]);
    assert_eq!(demo.printed("emulator"), "http://bank.test");
    assert_eq!(demo.printed("guide"), "http://lender.test/guide");
    assert_eq!(demo.ends("-TERM").0, Some(0));
    assert_eq!(
        first.gets(&format!("{emulator}/_emulator/health")).0,
        200,
        "it is not ended with the demo"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn the_guide_is_opened_in_the_browser() {
    use std::os::unix::fs::PermissionsExt;
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("demo-browser");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let opened = folder.join("opened");
    assert!(Command::new("mkfifo").arg(&opened).status().unwrap().success());
    let browser = folder.join("xdg-open");
    std::fs::write(&browser, format!("#!/bin/sh\necho \"$1\" > '{}'\n", opened.display())).unwrap();
    std::fs::set_permissions(&browser, std::fs::Permissions::from_mode(0o755)).unwrap();
    let demo = Demo::start_with(folder.to_str().unwrap(), &["--port", "0", "--lender-port", "0"]);
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || tell.send(std::fs::read_to_string(&opened)));
    let url = told.recv_timeout(std::time::Duration::from_secs(60)).unwrap().unwrap();
    assert_eq!(url.trim(), demo.printed("guide"));
}
