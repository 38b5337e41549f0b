//! What requests cost, beside a bare axum server that answers the same bytes in the same run, and what worlds cost.
//!
//! Both servers are processes of their own; their processor time is read from `/proc`, so the client's is not counted. Linux only. The table it
//! prints goes to `docs/performance.md`. `cargo bench --bench http`
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a benchmark"
)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use bankconnect_emulator::clock::Stopwatch;
use serde_json::Value;

/// Milliseconds in one tick of `/proc/PID/stat`.
const TICK_MS: f64 = 10.0;
/// Connections that are driven side by side.
const CONNECTIONS: usize = 4;

fn main() {
    let mut arguments = std::env::args().skip_while(|argument| argument != "bare");
    if let (Some(_), Some(file)) = (arguments.next(), arguments.next()) {
        return bare(fs::read(file).unwrap().into());
    }
    println!("| call | bare, µs | emulator, µs | factor |\n|---|---:|---:|---:|");
    requests();
    figures();
    println!("\n| what | measured |\n|---|---:|");
    starts();
    worlds();
    many_worlds();
    many_sessions();
}

/// The server to compare with: reads the body, answers the bytes.
fn bare(body: Bytes) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("http://{}/", listener.local_addr().unwrap());
        let answer = move |_request: Bytes| async move { ([(CONTENT_TYPE, "application/json")], body) };
        axum::serve(listener, Router::new().fallback(answer)).await.unwrap();
    });
}

/// A server in a process of its own.
struct Server {
    process: Child,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    fn emulator(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bankconnect-emulator"));
        let mut process = command
            .args(["serve", "--port", "0", "--log", "error"])
            .args(arguments)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let address = Server::address(process.stderr.take().unwrap());
        Server { process, address }
    }

    fn bare(body: &[u8]) -> Self {
        let file = std::env::temp_dir().join(format!("bankconnect-bench-{}", std::process::id()));
        fs::write(&file, body).unwrap();
        let mut process = Command::new(std::env::current_exe().unwrap())
            .arg("bare")
            .arg(&file)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let address = Server::address(process.stdout.take().unwrap());
        Server { process, address }
    }

    /// The first address that is printed.
    fn address(output: impl Read) -> String {
        let line = BufReader::new(output)
            .lines()
            .map(Result::unwrap)
            .find(|line| line.contains("http://"))
            .unwrap();
        line.split("http://")
            .nth(1)
            .unwrap()
            .split('/')
            .next()
            .unwrap()
            .to_owned()
    }

    fn cpu_ms(&self) -> f64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.process.id())).unwrap();
        let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
        (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) * TICK_MS
    }

    /// Waits until it has nothing left to do: figures are computed while a session is processed, and that is not the first answer's cost.
    fn rest(&self) {
        let mut before = -1.0;
        while before != self.cpu_ms() {
            before = self.cpu_ms();
            std::thread::sleep(Duration::from_millis(500));
        }
    }

    fn memory_mb(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_nodelay(true).unwrap();
        stream
    }

    fn ask(&self, request: &[u8]) -> Vec<u8> {
        exchange(&mut self.connect(), request)
    }

    fn ask_json(&self, request: &[u8]) -> Value {
        serde_json::from_slice(&self.ask(request)).unwrap_or_default()
    }

    /// Processor microseconds per request.
    fn cost_us(&self, count: usize, request: impl Fn(usize) -> Vec<u8> + Sync) -> f64 {
        let each = count / CONNECTIONS;
        let drive = |connection: usize, from: usize, count: usize| {
            let mut stream = self.connect();
            for index in 0..count {
                exchange(&mut stream, &request(connection * each + from + index));
            }
        };
        let before = self.cpu_ms();
        std::thread::scope(|scope| {
            for connection in 0..CONNECTIONS {
                scope.spawn(move || drive(connection, 0, each));
            }
        });
        (self.cpu_ms() - before) * 1_000.0 / (each * CONNECTIONS) as f64
    }
}

/// Sends a request and reads the whole answer; gives its body.
fn exchange(stream: &mut TcpStream, request: &[u8]) -> Vec<u8> {
    stream.write_all(request).unwrap();
    let mut answer = Vec::new();
    let mut chunk = [0; 64 << 10];
    loop {
        let count = stream.read(&mut chunk).unwrap();
        assert_ne!(count, 0, "the server closed: {}", String::from_utf8_lossy(&answer));
        answer.extend_from_slice(&chunk[..count]);
        let Some(end) = answer.windows(4).position(|window| window == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .map_or(0, |length| length.parse().unwrap());
        if answer.len() >= end + 4 + length {
            return answer.split_off(end + 4);
        }
    }
}

fn request(method: &str, path: &str, kind: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: bench\r\nx-api-key: test\r\nserver-hash: any\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn call(method: &str, path: &str, body: &str) -> Vec<u8> {
    request(method, path, "application/json", body.as_bytes())
}

fn create(index: usize) -> Vec<u8> {
    create_in("test", index)
}

fn create_in(key: &str, index: usize) -> Vec<u8> {
    let fields =
        format!(r#"{{"api_key":"{key}","link_id":"cust-{index}","from_date":"01/07/2025","to_date":"31/12/2025"}}"#);
    call("POST", "/bank-connect/v1/session/", &fields)
}

fn of_session(method: &str, session: &str, what: &str) -> Vec<u8> {
    call(method, &format!("/bank-connect/v1/session_data/{session}/{what}/"), "")
}

fn created(server: &Server, index: usize) -> String {
    server.ask_json(&create(index))["session_id"]
        .as_str()
        .unwrap()
        .to_owned()
}

const FROZEN: [&str; 2] = ["--clock", "frozen@2026-01-15T10:00:00Z"];

fn row(name: &str, emulator: &Server, answer: &[u8], count: usize, request: impl Fn(usize) -> Vec<u8> + Sync) {
    let bare = Server::bare(answer);
    // One round to warm up, then one that counts; both servers in turn.
    bare.cost_us(count / 4, &request);
    let (beside, cost) = (bare.cost_us(count, &request), emulator.cost_us(count, &request));
    println!(
        "| {name}, {} bytes | {beside:.1} | {cost:.1} | {:.2} |",
        answer.len(),
        cost / beside
    );
}

fn requests() {
    let emulator = Server::emulator(&FROZEN);
    row("POST session", &emulator, &emulator.ask(&create(0)), 20_000, |index| {
        create(index + 1)
    });
    let specimen = "/_emulator/specimens/salaried-asha/hdfc/plain.pdf?from=2025-07-01&to=2025-12-31";
    let pdf = emulator.ask(&call("GET", specimen, ""));
    let upload = |session: &str| upload(session, &pdf);
    let session = created(&emulator, 0);
    emulator.ask(&upload(&session));
    emulator.ask(&of_session("POST", &session, "initiate_processing"));
    let progress = of_session("GET", &session, "progress");
    row("GET progress", &emulator, &emulator.ask(&progress), 20_000, |_| {
        progress.clone()
    });
    let catalogue = call("GET", "/bank-connect/v1/banks/catalogue", "");
    row("GET catalogue", &emulator, &emulator.ask(&catalogue), 8_000, |_| {
        catalogue.clone()
    });
    let sessions: Vec<String> = (0..4_000).map(|index| created(&emulator, index)).collect();
    let fresh = created(&emulator, 1);
    let answer = emulator.ask(&upload(&fresh));
    row(
        &format!("upload of a known PDF of {} kB", pdf.len() >> 10),
        &emulator,
        &answer,
        4_000,
        |index| upload(&sessions[index]),
    );
}

/// A year of a busy borrower, fetched again and again, and then for the first time: each session has metadata of its own, so that nothing of
/// another one's figures can be used.
fn figures() {
    let emulator = Server::emulator(&["--clock", FROZEN[1], "--pace", "instant"]);
    let specimen = "/_emulator/specimens/high-volume-karthik/hdfc/plain.pdf?from=2025-01-01&to=2025-12-31";
    let pdf = emulator.ask(&call("GET", specimen, ""));
    let processed = |index: usize| {
        let fields = format!(
            r#"{{"api_key":"test","link_id":"year-{index}","from_date":"01/01/2025","to_date":"31/12/2025","metadata":{{"names":["N{index}"]}}}}"#
        );
        let session = emulator.ask_json(&call("POST", "/bank-connect/v1/session/", &fields));
        let session = session["session_id"].as_str().unwrap().to_owned();
        emulator.ask(&upload(&session, &pdf));
        emulator.ask(&of_session("POST", &session, "initiate_processing"));
        session
    };
    let session = processed(0);
    for what in ["transactions", "insights"] {
        let asked = of_session("GET", &session, what);
        let answer = emulator.ask(&asked);
        row(&format!("GET {what}, repeated"), &emulator, &answer, 1_000, |_| {
            asked.clone()
        });
    }
    println!("\n| first answer of a session of 12 months | processor, ms | rows |\n|---|---:|---:|");
    let rows = emulator.ask_json(&of_session("GET", &session, "transactions"))["transactions"]
        .as_array()
        .unwrap()
        .len();
    let mut next = 1;
    for what in [
        "transactions",
        "eod_balances",
        "monthly_analysis_updated",
        "predictors",
        "recurring_transactions",
        "insights",
    ] {
        const COUNT: usize = 20;
        let sessions: Vec<String> = (0..COUNT).map(|index| processed(next + index)).collect();
        next += COUNT;
        emulator.rest();
        let before = emulator.cpu_ms();
        for session in &sessions {
            emulator.ask(&of_session("GET", session, what));
        }
        println!(
            "| {what} | {:.1} | {rows} |",
            (emulator.cpu_ms() - before) / COUNT as f64
        );
    }
    let (stopwatch, fresh) = (Stopwatch::start(), emulator.ask(&call("GET", specimen, "")));
    assert_eq!(fresh.len(), pdf.len());
    let session = processed(next);
    for what in ["progress", "session_status", "identity", "insights"] {
        emulator.ask(&of_session("GET", &session, what));
    }
    println!(
        "| whole journey, specimen made too | {} ms of real time | {rows} |",
        stopwatch.elapsed_ms()
    );
}

fn upload(session: &str, pdf: &[u8]) -> Vec<u8> {
    let mut body =
        format!("--cut\r\ncontent-disposition: form-data; name=\"session_id\"\r\n\r\n{session}\r\n").into_bytes();
    body.extend_from_slice(b"--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n");
    body.extend_from_slice(pdf);
    body.extend_from_slice(b"\r\n--cut--\r\n");
    request(
        "POST",
        "/bank-connect/v1/statement/upload_session/",
        "multipart/form-data; boundary=cut",
        &body,
    )
}

fn starts() {
    let mut times: Vec<u64> = (0..21)
        .map(|_| {
            let stopwatch = Stopwatch::start();
            let server = Server::emulator(&[]);
            server.ask(&call("GET", "/_emulator/health", ""));
            stopwatch.elapsed_ms()
        })
        .collect();
    times.sort_unstable();
    println!(
        "| cold start to first answer, median of 21 (best) | {} ms ({} ms) |",
        times[10], times[0]
    );
    let idle = Server::emulator(&[]);
    idle.ask(&call("GET", "/_emulator/health", ""));
    println!("| idle memory | {:.1} MB |", idle.memory_mb());
    let size = fs::metadata(env!("CARGO_BIN_EXE_bankconnect-emulator")).unwrap().len();
    println!("| binary | {:.1} MB |", size as f64 / f64::from(1 << 20));
}

fn worlds() {
    let server = Server::emulator(&FROZEN);
    let advance = call("POST", "/_emulator/clock/advance", r#"{"by": "365d"}"#);
    let reset = call("POST", "/_emulator/reset", "");
    server.cost_us(10_000, create);
    let (stopwatch, before) = (Stopwatch::start(), server.cpu_ms());
    let happened = server.ask_json(&advance)["happened"].as_array().unwrap().len();
    println!(
        "| advance one year over {happened} expiries | {} ms, {:.0} ms of processor |",
        stopwatch.elapsed_ms(),
        server.cpu_ms() - before
    );
    let stopwatch = Stopwatch::start();
    server.ask(&reset);
    println!(
        "| reset of a world with 10,000 sessions | {} ms |",
        stopwatch.elapsed_ms()
    );
}

fn many_worlds() {
    let server = Server::emulator(&FROZEN);
    let before = server.memory_mb();
    let in_a_world_of_its_own = |index| create_in(&format!("lender-{index}"), index);
    server.cost_us(10_000, in_a_world_of_its_own);
    println!(
        "| 10,000 worlds, a session in each | {:.1} MB |",
        server.memory_mb() - before
    );
}

fn many_sessions() {
    // The journal is bounded by a flag of its own; this is what the sessions take.
    let server = Server::emulator(&[&FROZEN[..], &["--journal-bytes", "1KB"]].concat());
    let before = server.memory_mb();
    server.cost_us(100_000, create);
    println!("| 100,000 sessions created | {:.1} MB |", server.memory_mb() - before);
}
