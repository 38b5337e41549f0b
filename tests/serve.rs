//! `serve` and `healthcheck` as processes: what is printed, what ends them, what bad input is told, and where a value comes from.
#![allow(clippy::unwrap_used, clippy::panic, reason = "test code: a panic is a failed test")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStderr, Command, Output, Stdio};
use std::time::Duration;

use bankconnect_emulator::config::Cli;
use bankconnect_emulator::http::server::ServerLimits;
use clap::CommandFactory;

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bankconnect-emulator"));
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn run(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

/// A server in a process of its own, ended when the test is.
struct Server {
    process: Child,
    stderr: BufReader<ChildStderr>,
    /// What it printed when it was ready.
    ready: String,
    port: u16,
}

impl Server {
    fn start(command: &mut Command) -> Self {
        let mut process = command.spawn().unwrap();
        let mut stderr = BufReader::new(process.stderr.take().unwrap());
        let mut ready = String::new();
        while !ready.contains("  control ") {
            let count = stderr.read_line(&mut ready).unwrap();
            assert_ne!(count, 0, "it ended before it was ready: {ready}");
        }
        let line = ready.lines().find(|line| line.contains("base URL")).unwrap();
        let port = line
            .split("127.0.0.1:")
            .nth(1)
            .unwrap()
            .split('/')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        Server {
            process,
            stderr,
            ready,
            port,
        }
    }

    /// The value printed behind a name.
    fn printed(&self, name: &str) -> &str {
        self.ready
            .lines()
            .find_map(|line| line.trim().strip_prefix(name))
            .unwrap()
            .trim()
    }

    fn get(&self, stream: &mut TcpStream, path: &str) -> String {
        write!(stream, "GET {path} HTTP/1.1\r\nhost: emulator\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        let mut byte = [0; 1];
        while !answer.ends_with(b"\r\n\r\n") {
            stream.read_exact(&mut byte).unwrap();
            answer.push(byte[0]);
        }
        let head = String::from_utf8(answer).unwrap();
        let length = head
            .lines()
            .find_map(|line| line.to_lowercase().strip_prefix("content-length: ").map(str::to_owned))
            .unwrap();
        let mut body = vec![0; length.parse().unwrap()];
        stream.read_exact(&mut body).unwrap();
        head + &String::from_utf8(body).unwrap()
    }

    fn connect(&self) -> TcpStream {
        TcpStream::connect(("127.0.0.1", self.port)).unwrap()
    }

    fn ask(&self, path: &str) -> String {
        self.get(&mut self.connect(), path)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended as the test wanted.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_free_port_is_taken_and_what_a_client_needs_is_printed() {
    let server = Server::start(&mut command(&["serve", "--port", "0", "--api-key", "my-key:my-hash"]));
    assert_ne!(server.port, 0);
    assert!(server.ready.contains("is ready"), "{}", server.ready);
    assert_eq!(
        server.printed("base URL"),
        format!("http://127.0.0.1:{}/bank-connect", server.port)
    );
    assert_eq!(
        server.printed("control"),
        format!("http://127.0.0.1:{}/_emulator", server.port)
    );
    assert_eq!(
        (server.printed("x-api-key"), server.printed("server-hash")),
        ("my-key", "my-hash")
    );
    assert!(server.ask("/_emulator/health").ends_with(&format!(
        "{{\"status\":\"ok\",\"version\":\"{}\"}}",
        env!("CARGO_PKG_VERSION")
    )));
    // The command is implied.
    let server = Server::start(&mut command(&["--port=0"]));
    assert_eq!(
        (server.printed("x-api-key"), server.printed("server-hash")),
        ("any text", "any text")
    );
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_though_a_client_keeps_its_connection() {
    for signal in ["-TERM", "-INT"] {
        let mut server = Server::start(&mut command(&["serve", "--port", "0"]));
        let mut idle = server.connect();
        assert!(server.get(&mut idle, "/_emulator/health").contains("200 OK"));
        let process = server.process.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &process])
                .status()
                .unwrap()
                .success()
        );
        assert_eq!(idle.read(&mut [0; 1]).unwrap(), 0, "{signal}: the connection is closed");
        let mut rest = String::new();
        server.stderr.read_to_string(&mut rest).unwrap();
        assert!(server.process.wait().unwrap().success(), "{signal}: {rest}");
    }
    // What may still be answered then has half a second.
    assert!(ServerLimits::default().grace < Duration::from_secs(1));
}

#[test]
fn a_healthcheck_succeeds_where_the_emulator_answers_and_fails_elsewhere() {
    let server = Server::start(&mut command(&["serve", "--port", "0"]));
    let port = server.port.to_string();
    assert!(run(&["healthcheck", "--port", &port]).status.success());
    assert!(
        run(&["healthcheck", "--url", &format!("http://127.0.0.1:{port}/")])
            .status
            .success()
    );
    assert!(
        command(&["healthcheck"])
            .env("BANKCONNECT_PORT", &port)
            .output()
            .unwrap()
            .status
            .success()
    );
    // Held, so that nobody answers there.
    let deserted = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = deserted.local_addr().unwrap().port().to_string();
    drop(deserted);
    let failed = run(&["healthcheck", "--port", &port]);
    assert_eq!(failed.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&failed.stderr).contains("connection refused"),
        "{failed:?}"
    );
}

#[test]
fn a_port_that_is_taken_is_called_so() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let failed = run(&["serve", "--port", &address.port().to_string()]);
    assert_eq!(failed.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&failed.stderr).contains(&format!("cannot listen on {address}")),
        "{failed:?}"
    );
}

#[test]
fn bad_values_are_told_what_is_allowed() {
    for (flag, value, words) in [
        ("--port", "99999", "65535"),
        ("--host", "nowhere", "IP address"),
        ("--public-url", "ftp://here", "http or https"),
        (
            "--pace",
            "soon",
            "`instant`, a duration as 3s, 5m or 2h, `polls:3`, or `hold`",
        ),
        ("--session-expiry", "1m", "5m to 30d"),
        ("--clock", "yesterday", "frozen@INSTANT"),
        ("--seed", "many", "invalid digit"),
        ("--webhook-url", "localhost", "http or https"),
        ("--webhook-mode", "4", "0..=3"),
        ("--store-uploads", "maybe", "true, false"),
        ("--log", "loud", "error, warn, info, debug"),
        ("--log-format", "xml", "text, json"),
        ("--max-upload", "big", "15MB"),
        ("--stored-bytes", "0", "15MB"),
        ("--outbound-allow", "10.0.0.0/99", "10.0.0.0/99"),
        ("--settings", "/nowhere.yaml", "/nowhere.yaml"),
        ("--prt", "1", "--port"),
    ] {
        // A server that starts in spite of the value would go on for ever: its port cannot be taken.
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port().to_string();
        let refused = command(&["serve", flag, value])
            .env("BANKCONNECT_PORT", port)
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&refused.stderr);
        assert!(
            !refused.status.success() && told.contains(words),
            "{flag} {value}: {told}"
        );
    }
}

#[test]
fn every_flag_of_serve_is_a_variable_too() {
    let cli = Cli::command();
    let serve = cli.find_subcommand("serve").unwrap();
    let mut count = 0;
    for argument in serve.get_arguments().filter(|argument| argument.get_id() != "help") {
        let flag = argument.get_long().unwrap();
        let variable = format!("BANKCONNECT_{}", flag.to_uppercase().replace('-', "_"));
        assert_eq!(
            argument.get_env().and_then(|name| name.to_str()),
            Some(variable.as_str()),
            "--{flag}"
        );
        count += 1;
    }
    assert!(count >= 20, "{count} flags are too few to be all");
}

#[test]
fn a_flag_wins_over_its_variable_and_the_variable_over_the_default() {
    let clock = |arguments: &[&str], variable: Option<&str>| {
        let mut command = command(&[&["serve", "--port", "0"], arguments].concat());
        if let Some(variable) = variable {
            command.env("BANKCONNECT_CLOCK", variable);
        }
        Server::start(&mut command).ask("/_emulator/clock")
    };
    let (of_flag, of_variable) = ("frozen@2026-01-15T10:00:00+05:30", "frozen@2027-02-16T11:00:00+05:30");
    assert!(clock(&[], None).contains("\"mode\":\"real\""));
    assert!(clock(&[], Some(of_variable)).contains("2027-02-16T11:00:00+05:30"));
    assert!(clock(&["--clock", of_flag], Some(of_variable)).contains("2026-01-15T10:00:00+05:30"));
}

#[test]
fn everything_wrong_with_a_settings_file_is_told_with_its_place() {
    let file = std::env::temp_dir().join(format!("settings-{}.yaml", std::process::id()));
    let text = "page_limt: 5\nrules:\n  - when: {endpoint: progess}\n    then: {refuse: NOPE}\n  - {then: {}}\n";
    std::fs::write(&file, text).unwrap();
    let refused = command(&["serve", "--settings"]).arg(&file).output().unwrap();
    std::fs::remove_file(&file).unwrap();
    let told = String::from_utf8_lossy(&refused.stderr);
    let name = file.display();
    for line in [
        format!("{name}:1:1: unknown key `page_limt`; did you mean `page_limit`?"),
        format!("{name}:3:22: unknown value `progess` (did you mean `progress`?)"),
        format!("{name}:4:20: no call is refused with `NOPE`"),
        format!("{name}:5:12: nothing happens"),
    ] {
        assert!(!refused.status.success() && told.contains(&line), "{line}\n{told}");
    }
}
