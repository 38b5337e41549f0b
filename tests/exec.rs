//! `exec` as a process: what the command is told, and what becomes of its end and of signals.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "test code: a panic is a failed test")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

const EMULATOR: &str = env!("CARGO_BIN_EXE_bankconnect-emulator");

/// `exec` with these flags, running a script in a shell; the emulator itself is `$0` there.
fn exec(flags: &[&str], script: &str) -> Command {
    let mut command = Command::new(EMULATOR);
    command
        .arg("exec")
        .args(flags)
        .args(["--", "sh", "-c", script, EMULATOR])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn run(flags: &[&str], script: &str) -> Output {
    exec(flags, script).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A folder of this test's own, empty.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn the_command_finds_an_emulator_that_is_gone_afterwards() {
    let script = r#"echo "$BANKCONNECT_BASE_URL"; "$0" healthcheck --url "${BANKCONNECT_CONTROL_URL%/_emulator}""#;
    let output = run(&[], script);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stderr), "", "it adds nothing to what the command prints");
    let told = text(&output.stdout);
    let address = told
        .trim()
        .strip_prefix("http://")
        .unwrap()
        .strip_suffix("/bank-connect")
        .unwrap();
    assert!(
        !address.ends_with(":8080"),
        "the port is free, not the usual one: {address}"
    );
    assert!(TcpStream::connect(address).is_err(), "it is gone with the command");
}

#[test]
fn the_command_is_told_how_to_call() {
    let script = r#"printf '%s ' "$BANKCONNECT_API_KEY" "$BANKCONNECT_SERVER_HASH" "$BANKCONNECT_WEBHOOK_SECRET" "${BANKCONNECT_CONTROL_TOKEN-none}""#;
    assert_eq!(
        text(&run(&[], script).stdout),
        "test exec-server-hash exec-webhook-secret none "
    );
    let flags = [
        "--api-key",
        "lender:h4sh",
        "--api-key",
        "other",
        "--webhook-secret",
        "s3",
        "--control-token",
        "t0",
    ];
    assert_eq!(text(&run(&flags, script).stdout), "lender h4sh s3 t0 ");
    let script = r#"echo "$BANKCONNECT_BASE_URL $BANKCONNECT_CONTROL_URL""#;
    assert_eq!(
        text(&run(&["--public-url", "http://bank.test/"], script).stdout),
        "http://bank.test/bank-connect http://bank.test/_emulator\n"
    );
    let script = r#"case "$BANKCONNECT_BASE_URL" in http://127.0.0.1:*) exit 4;; esac"#;
    assert_eq!(run(&["--host", "0.0.0.0"], script).status.code(), Some(4));
}

#[test]
fn webhooks_carry_the_secret_the_command_was_told() {
    let receiver = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", receiver.local_addr().unwrap());
    let heard = std::thread::spawn(move || {
        let (stream, _) = receiver.accept().unwrap();
        let mut lines = BufReader::new(&stream).lines();
        let head: Vec<String> = lines
            .by_ref()
            .map(Result::unwrap)
            .take_while(|line| !line.is_empty())
            .collect();
        (&stream)
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
            .unwrap();
        head
    });
    // Its input ends when the webhook has come: until then the emulator is there.
    let script = r#"
        printf 'POST /_emulator/sessions HTTP/1.1\r\nhost: e\r\nconnection: close\r\ncontent-length: 38\r\n\r\n{"state":"completed","banks":["hdfc"]}' > "$1/request"
        address=${BANKCONNECT_CONTROL_URL#http://}; address=${address%/_emulator}
        exec 3<>"/dev/tcp/${address%:*}/${address#*:}"; cat "$1/request" >&3; cat <&3 | head -1
        cat > /dev/null"#;
    let folder = folder("exec-secret");
    let mut process = Command::new(EMULATOR)
        .args([
            "exec",
            "--webhook-url",
            &url,
            "--",
            "bash",
            "-c",
            script,
            "bash",
            folder.to_str().unwrap(),
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let head = heard.join().unwrap();
    assert!(
        head.contains(&"x-secret-key: exec-webhook-secret".to_owned()),
        "{head:?}"
    );
    drop(process.stdin.take());
    assert!(process.wait().unwrap().success());
}

#[test]
fn flags_are_those_of_serve() {
    let script = r#"address=${BANKCONNECT_CONTROL_URL#http://}; address=${address%/_emulator}
        exec 3<>"/dev/tcp/${address%:*}/${address#*:}"
        printf 'GET /_emulator/clock HTTP/1.1\r\nhost: e\r\nconnection: close\r\n\r\n' >&3; cat <&3"#;
    let output = Command::new(EMULATOR)
        .args([
            "exec",
            "--clock",
            "frozen@2026-01-15T10:00:00+05:30",
            "--",
            "bash",
            "-c",
            script,
        ])
        .output()
        .unwrap();
    assert!(text(&output.stdout).contains("2026-01-15T10:00:00+05:30"), "{output:?}");
    let refused = run(&["--pace", "soon"], "exit 0");
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("polls:3"), "{refused:?}");
    let help = Command::new(EMULATOR).args(["exec", "--help"]).output().unwrap();
    let help = text(&help.stdout);
    assert!(
        help.contains("BANKCONNECT_BASE_URL") && help.contains("[default: 0]"),
        "{help}"
    );
    let help = Command::new(EMULATOR).args(["serve", "--help"]).output().unwrap();
    assert!(text(&help.stdout).contains("[default: 8080]"));
}

#[test]
fn the_exit_status_is_the_commands() {
    for (script, status) in [
        ("exit 0", 0),
        ("exit 7", 7),
        ("exit 255", 255),
        ("kill -9 $$", 137),
        ("kill -15 $$", 143),
    ] {
        assert_eq!(run(&[], script).status.code(), Some(status), "{script}");
    }
}

#[test]
fn what_cannot_be_run_is_told_so() {
    let folder = folder("exec-refused");
    let plain = folder.join("plain");
    fs::write(&plain, "not for running").unwrap();
    let command = |flags: &[&str], command: &[&str]| {
        let output = Command::new(EMULATOR)
            .arg("exec")
            .args(flags)
            .args(command)
            .output()
            .unwrap();
        (output.status.code().unwrap(), text(&output.stderr))
    };
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let plain = plain.to_str().unwrap();
    for (flags, arguments, status, words) in [
        (
            &[][..],
            &["--", "no-such-command-here"][..],
            127,
            "no command `no-such-command-here` on the PATH",
        ),
        (&[], &["--", "/no/such/file"], 127, "no file `/no/such/file`"),
        (&[], &["--", plain], 126, "chmod +x"),
        (&[], &["--", folder.to_str().unwrap()], 126, "a folder"),
        (&["--port", &port], &["--", "true"], 125, "cannot listen on"),
        (&["--settings", "/nowhere.yaml"], &["--", "true"], 125, "/nowhere.yaml"),
        (&[], &[], 2, "COMMAND"),
        (&[], &["true"], 2, "true"),
    ] {
        let (code, told) = command(flags, arguments);
        assert_eq!(code, status, "{flags:?} {arguments:?}: {told}");
        assert!(told.contains(words), "{flags:?} {arguments:?}: {told}");
    }
}

#[test]
fn input_and_output_are_the_commands() {
    let mut process = exec(&[], "cat; echo beside >&2").stdin(Stdio::piped()).spawn().unwrap();
    process.stdin.take().unwrap().write_all(b"said and heard").unwrap();
    let output = process.wait_with_output().unwrap();
    assert_eq!(
        (text(&output.stdout), text(&output.stderr)),
        ("said and heard".to_owned(), "beside\n".to_owned())
    );
}

/// A command that says `ready`, and what signal it was sent.
struct Waiting {
    process: Child,
    out: BufReader<std::process::ChildStdout>,
}

impl Waiting {
    fn start(script: &str) -> Self {
        let mut process = exec(&[], script).stdin(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n");
        Waiting { process, out }
    }

    fn signal(&self, name: &str) {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
    }

    fn end(mut self) -> (Option<i32>, String) {
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        (self.process.wait().unwrap().code(), rest)
    }
}

#[test]
fn signals_are_handed_on() {
    for word in ["TERM", "INT", "HUP"] {
        let signal = &format!("-{word}");
        let waiting = Waiting::start(&format!(
            "trap 'kill $!; echo told; exit 9' {word}; sleep 100 & echo ready; wait"
        ));
        waiting.signal(signal);
        assert_eq!(waiting.end(), (Some(9), "told\n".to_owned()), "{signal}");
    }
}

#[test]
fn a_command_that_goes_on_after_a_signal_is_waited_for() {
    // Looked up again and again: a signal that comes before a `wait` would leave the shell in it.
    let script = "trap 'echo later; heard=1' TERM; echo ready; while [ -z \"$heard\" ]; do sleep 0.01; done
        read line; echo \"$line\"; exit 3";
    let mut waiting = Waiting::start(script);
    waiting.signal("-TERM");
    let mut told = String::new();
    waiting.out.read_line(&mut told).unwrap();
    assert_eq!(told, "later\n");
    let mut input = waiting.process.stdin.take().unwrap();
    input.write_all(b"tidied up\n").unwrap();
    assert_eq!(waiting.end(), (Some(3), "tidied up\n".to_owned()));
}

#[test]
fn a_signal_that_ends_the_command_shows_in_the_status() {
    let waiting = Waiting::start("echo ready; read line");
    waiting.signal("-TERM");
    assert_eq!(waiting.end(), (Some(143), String::new()));
}

#[test]
fn a_command_that_hears_no_signal_is_killed_by_the_third() {
    // A shell that blocks in `read` may miss a signal that comes just before; one that looks up again and again does not.
    let script = "trap 'echo heard' TERM INT; echo ready; while true; do sleep 0.01; done";
    let mut waiting = Waiting::start(script);
    for _ in 0..2 {
        waiting.signal("-TERM");
        let mut told = String::new();
        waiting.out.read_line(&mut told).unwrap();
        assert_eq!(told, "heard\n", "and it goes on");
    }
    waiting.signal("-INT");
    let (status, rest) = waiting.end();
    assert_eq!((status, rest.contains("heard")), (Some(137), false), "{rest}");
}

/// What a command leaves behind holds up neither its end nor the emulator's.
#[test]
fn a_process_that_outlives_the_command_is_not_waited_for() {
    let folder = folder("exec-left-behind");
    let script = r#"address=${BANKCONNECT_CONTROL_URL#http://}; address=${address%/_emulator}
        exec 3<>"/dev/tcp/${address%:*}/${address#*:}"
        (cat "$1/fifo"; cat <&3) > /dev/null 2>&1 & exit 6"#;
    let fifo = folder.join("fifo");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let mut process = Command::new(EMULATOR)
        .args(["exec", "--", "bash", "-c", script, "bash", folder.to_str().unwrap()])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    assert_eq!(process.wait().unwrap().code(), Some(6));
    // It is there until now: a writer finds the pipe's reader.
    fs::OpenOptions::new().write(true).open(&fifo).unwrap();
}

#[test]
fn data_are_loaded_for_the_command_and_saved_after_it() {
    let file = folder("exec-data").join("data.jsonl.gz");
    let flags = ["--data", file.to_str().unwrap()];
    let make = r#"address=${BANKCONNECT_CONTROL_URL#http://}; address=${address%/_emulator}
        exec 3<>"/dev/tcp/${address%:*}/${address#*:}"
        printf 'POST /_emulator/sessions HTTP/1.1\r\nhost: e\r\nconnection: close\r\ncontent-length: 19\r\n\r\n{"state":"created"}' >&3
        cat <&3 | head -1; exit 5"#;
    let show = make
        .replace("POST", "GET")
        .replace("| head -1; exit 5", "| grep -o '\"id\"' | wc -l");
    let bash = |script: &str| {
        let mut command = Command::new(EMULATOR);
        command.arg("exec").args(flags).args(["--", "bash", "-c", script]);
        command.output().unwrap()
    };
    for _ in 0..2 {
        let made = bash(make);
        assert_eq!(made.status.code(), Some(5), "{}", text(&made.stderr));
    }
    assert_eq!(text(&bash(&show).stdout).trim(), "2");
    fs::write(&file, "somebody's diary").unwrap();
    let refused = bash("echo not run");
    assert_eq!(
        (refused.status.code(), text(&refused.stdout)),
        (Some(125), String::new())
    );
    assert!(text(&refused.stderr).contains("left as it is"), "{refused:?}");
}

#[test]
fn at_the_end_it_says_what_the_client_has_met() {
    let body = r#"{"link_id": "cust-1", "api_key": "KEY", "from_date": "01/10/2025", "to_date": "31/12/2025"}"#;
    let create = |key: &str| {
        let body = body.replace("KEY", key);
        format!("curl -s -H 'content-type: application/json' -d '{body}' $BANKCONNECT_BASE_URL/v1/session/ >&2; ")
    };
    let banks =
        "curl -s -H 'x-api-key: two' -H 'server-hash: h' $BANKCONNECT_BASE_URL/v1/banks/catalogue > /dev/null; ";
    let script = [create("one"), create("two"), banks.to_owned()].concat();
    let output = run(&["--clock", "frozen@2026-01-15T10:00:00+05:30"], &script);
    let told = text(&output.stderr);
    assert!(output.status.success(), "{told}");
    // Three calls in two worlds; both sessions are one endpoint.
    assert!(told.contains("endpoints 2 of 21, refusals 0 of 137"), "{told}");
    let strict = run(&["--fail-under", "50"], &script);
    let told = text(&strict.stderr);
    assert_eq!(strict.status.code(), Some(1), "{told}");
    assert!(told.contains("is less than the 50 % of --fail-under"), "{told}");
    assert!(run(&["--fail-under", "1%"], &script).status.success());
    // A command that fails says more than a share that is not reached.
    assert_eq!(run(&["--fail-under", "50"], "exit 7").status.code(), Some(7));
    assert_eq!(run(&["--fail-under", "101"], "true").status.code(), Some(2));
}
