//! `serve --data` in a process of its own.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Output, Stdio};

/// A folder of this test's own, empty.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("data").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

pub(crate) fn command(file: &Path, flags: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bankconnect-emulator"));
    command
        .args(["serve", "--port", "0", "--data"])
        .arg(file)
        .args(flags)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command
}

/// A server that does not start; ended with the test when it does.
pub(crate) fn refused(file: &Path) -> (Option<i32>, String) {
    let Output { status, stderr, .. } = command(file, &["--host", "203.0.113.1"]).output().unwrap();
    (status.code(), String::from_utf8_lossy(&stderr).into_owned())
}

pub(crate) struct Process {
    child: Child,
    stderr: BufReader<ChildStderr>,
    port: u16,
}

impl Process {
    pub(crate) fn start(file: &Path, flags: &[&str]) -> Self {
        Process::of(command(file, flags))
    }

    /// By a program that starts what its arguments say.
    pub(crate) fn start_by(mut program: Command, file: &Path, flags: &[&str]) -> Self {
        let server = command(file, flags);
        program.arg(server.get_program()).args(server.get_args());
        program
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        Process::of(program)
    }

    fn of(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut ready = String::new();
        while !ready.contains("  control ") {
            let count = stderr.read_line(&mut ready).unwrap();
            assert_ne!(count, 0, "it ended before it was ready: {ready}");
        }
        let line = ready.lines().find(|line| line.contains("base URL")).unwrap();
        let port = line.split("127.0.0.1:").nth(1).unwrap().split('/').next().unwrap();
        Process {
            child,
            stderr,
            port: port.parse().unwrap(),
        }
    }

    /// Sends a call without waiting for its answer.
    pub(crate) fn begin(&self, method: &str, path: &str, body: &str) -> TcpStream {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let length = body.len();
        let head =
            format!("{method} {path} HTTP/1.1\r\nhost: e\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n");
        stream.write_all((head + body).as_bytes()).unwrap();
        stream
    }

    /// Makes a call; gives its status and JSON.
    pub(crate) fn call(&self, method: &str, path: &str, body: &str) -> (u16, serde_json::Value) {
        let mut answer = String::new();
        self.begin(method, path, body).read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        let body = answer.split_once("\r\n\r\n").unwrap().1;
        (status, serde_json::from_str(body).unwrap_or_default())
    }

    pub(crate) fn session_count(&self) -> usize {
        let (status, sessions) = self.call("GET", "/_emulator/sessions", "");
        assert_eq!(status, 200);
        sessions["sessions"].as_array().unwrap().len()
    }

    /// Ends it at once, whatever it does.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Ends it as `docker stop` does; gives its exit status and what it said.
    pub(crate) fn terminate(mut self) -> (Option<i32>, String) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        let mut told = String::new();
        self.stderr.read_to_string(&mut told).unwrap();
        (self.child.wait().unwrap().code(), told)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended as the test wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
