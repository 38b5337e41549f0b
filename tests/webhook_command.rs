//! `webhook send` and `webhook doctor` as processes, in front of little receivers that do everything wrong.
#![allow(clippy::unwrap_used, clippy::panic, reason = "test code: a panic is a failed test")]

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{Receiver as Inbox, channel};
use std::sync::{Arc, Once};
use std::time::Duration;

use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::Value;

/// Runs `webhook` with these arguments; gives exit status, output and errors.
fn webhook(arguments: &[&str], variables: &[(&str, &str)]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_bankconnect-emulator"))
        .arg("webhook")
        .args(arguments)
        .env_remove("BANKCONNECT_WEBHOOK_SECRET")
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// Reads a request; `None` when the caller only looked whether somebody is there.
fn request(stream: &mut impl Read) -> Option<String> {
    let mut request = Vec::new();
    loop {
        let mut chunk = [0; 16 << 10];
        let count = stream.read(&mut chunk).ok()?;
        request.extend_from_slice(&chunk[..count]);
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.to_lowercase().strip_prefix("content-length: ").map(str::to_owned));
            if body.len() >= length.unwrap().parse().unwrap() {
                return Some(text);
            }
        }
        if count == 0 {
            return None;
        }
    }
}

/// A receiver on a free port that does this with every connection, and what it was sent.
fn receiver(serve: impl Fn(TcpStream) -> Option<String> + Send + 'static) -> (u16, Inbox<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (sender, inbox) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            if let Some(request) = serve(stream.unwrap()) {
                // The test may have seen enough.
                let _ = sender.send(request);
            }
        }
    });
    (port, inbox)
}

/// A receiver that answers every request with these bytes.
fn answering(answer: &'static str) -> (u16, Inbox<String>) {
    receiver(move |mut stream| {
        let request = request(&mut stream)?;
        // The caller may have gone.
        let _ = stream.write_all(answer.as_bytes());
        Some(request)
    })
}

fn ok() -> (u16, Inbox<String>) {
    answering("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nthanks")
}

/// Head and body of a request.
fn parts(request: &str) -> (&str, Value) {
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    (head, serde_json::from_str(body).unwrap())
}

#[test]
fn every_event_is_sent_as_the_emulator_sends_it() {
    let (port, inbox) = ok();
    let url = format!("http://127.0.0.1:{port}/hook?a=b");
    for (event, name) in [
        ("enrichment", "ENRICHMENT_NOTIFICATION"),
        ("upload-completion", "SESSION_REQUIREMENT_COMPLETION_NOTIFICATION"),
        ("SESSION_EXPIRY_NOTIFICATION", "SESSION_EXPIRY_NOTIFICATION"),
    ] {
        let (code, told, errors) = webhook(&["send", event, "--to", &url, "--secret", "s3cret"], &[]);
        assert_eq!(code, Some(0), "{told}{errors}");
        let request = inbox.recv_timeout(Duration::from_secs(60)).unwrap();
        let (head, body) = parts(&request);
        assert!(
            head.starts_with("POST /hook?a=b HTTP/1.1") && head.contains("x-secret-key: s3cret"),
            "{head}"
        );
        assert_eq!(body["event_name"], name);
        assert!(
            told.contains(name) && told.contains("x-secret-key: ***") && !told.contains("s3cret"),
            "{told}"
        );
        assert!(told.contains("200 after ") && told.contains("  thanks"), "{told}");
        let accounts = body["accounts"].as_array().unwrap().len();
        assert_eq!(accounts, usize::from(event != "SESSION_EXPIRY_NOTIFICATION"), "{body}");
    }
}

#[test]
fn values_are_put_into_place_when_the_contract_allows_them() {
    let (port, inbox) = ok();
    let url = format!("http://127.0.0.1:{port}/");
    let failed = [
        "send",
        "enrichment",
        "--to",
        &url,
        "--set",
        "accounts.0.account_status=failed",
        "--set",
        "accounts.0.error_code=BALANCE_MISMATCH",
        "--set",
        "accounts.0.error_message=It does not chain.",
        "--set",
        "insights_available=false",
    ];
    assert_eq!(
        webhook(&failed, &[("BANKCONNECT_WEBHOOK_SECRET", "of the variable")]).0,
        Some(0)
    );
    let request = inbox.recv_timeout(Duration::from_secs(60)).unwrap();
    let (head, body) = parts(&request);
    assert!(head.contains("x-secret-key: of the variable"), "{head}");
    let account = &body["accounts"][0];
    assert_eq!(
        (&account["account_status"], &account["error_code"]),
        (&"failed".into(), &"BALANCE_MISMATCH".into())
    );
    assert_eq!(
        (&account["error_message"], &body["insights_available"]),
        (&"It does not chain.".into(), &false.into())
    );

    for (set, words) in [
        (
            "accounts.0.account_status=done",
            "accounts.0.account_status must be one of completed, failed",
        ),
        (
            "accounts.0.account_status=failed",
            "accounts.0.error_code must be of type string",
        ),
        ("session_id=7", "session_id must be of type string"),
        ("event_name=OTHER", "event_name must be"),
        ("accounts.0.acount_id=x", "did you mean `account_id`?"),
        ("acounts=[]", "did you mean `accounts`?"),
    ] {
        let (code, told, errors) = webhook(&["send", "enrichment", "--to", &url, "--set", set], &[]);
        assert_eq!(code, Some(1), "{set}: {told}");
        assert!(errors.contains(words) && errors.contains("--force"), "{set}: {errors}");
        assert!(inbox.try_recv().is_err(), "{set}: nothing was sent");
    }
    let (code, ..) = webhook(
        &[
            "send",
            "enrichment",
            "--to",
            &url,
            "--set",
            "session_id=7",
            "--set",
            "more=1",
            "--force",
        ],
        &[],
    );
    assert_eq!(code, Some(0));
    let request = inbox.recv_timeout(Duration::from_secs(60)).unwrap();
    let (_, body) = parts(&request);
    assert_eq!((&body["session_id"], &body["more"]), (&7.into(), &1.into()));
}

#[test]
fn a_webhook_that_is_not_taken_fails() {
    let (port, _inbox) = answering("HTTP/1.1 500 Oh\r\ncontent-length: 4\r\n\r\noops");
    let (code, told, _) = webhook(&["send", "expiry", "--to", &format!("http://127.0.0.1:{port}/")], &[]);
    assert_eq!(code, Some(1));
    assert!(told.contains("500 after ") && told.contains("oops"), "{told}");
    let (code, told, _) = webhook(&["send", "expiry", "--to", &deserted("")], &[]);
    assert_eq!(code, Some(1));
    assert!(
        told.contains("connection refused") && told.contains("webhook doctor"),
        "{told}"
    );
    let (code, _, errors) = webhook(&["send", "enrichmnt", "--to", "http://127.0.0.1:1/"], &[]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("did you mean `enrichment`?"), "{errors}");
    let (code, _, errors) = webhook(&["send", "expiry", "--to", "http://127.0.0.1:1/", "--set", "a"], &[]);
    assert_eq!(code, Some(2), "{errors}");
}

/// A URL where nobody listens.
fn deserted(path: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}/{path}", listener.local_addr().unwrap())
}

/// What the doctor says of a URL: exit status 0 or 1, and everything.
fn doctor(url: &str, flags: &[&str]) -> (i32, String) {
    let (code, told, errors) = webhook(&[&["doctor", url], flags].concat(), &[]);
    assert_eq!(errors, "");
    (code.unwrap(), told)
}

#[track_caller]
fn fails(url: &str, flags: &[&str], words: &[&str]) {
    let (code, told) = doctor(url, flags);
    assert_eq!(code, 1, "{told}");
    assert_eq!(told.matches("FAILS").count(), 1, "{told}");
    assert!(told.contains("cannot hand webhooks over"), "{told}");
    assert!(told.lines().all(|line| line.chars().count() <= 200), "{told}");
    // Long advice is broken into lines.
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    for word in words {
        assert!(told.contains(word), "{word}: {told}");
    }
}

#[test]
fn a_receiver_that_works_is_said_to() {
    let (port, inbox) = ok();
    let (code, told) = doctor(&format!("http://localhost:{port}/hook"), &["--secret", "s3cret"]);
    assert_eq!(code, 0, "{told}");
    for words in [
        "host localhost, port",
        "localhost is ",
        "accepts connections",
        "was answered 200",
        "The emulator can hand webhooks over",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let request = inbox.recv_timeout(Duration::from_secs(60)).unwrap();
    let (head, body) = parts(&request);
    assert!(head.contains("x-secret-key: s3cret"));
    assert_eq!(body["event_name"], "ENRICHMENT_NOTIFICATION");
}

#[test]
fn a_url_that_cannot_be_called_is_told_how_to_be_written() {
    fails("localhost:9000/hook", &[], &["write http://localhost:9000/hook"]);
    fails("ftp://localhost/", &[], &["http:// or https://"]);
    fails("", &[], &["Give the receiver's address"]);
    fails("http://", &[], &["http:// or https://"]);
    fails(
        "http://127.0.0.1:1/",
        &["--outbound-allow", "10.0.0.0/8"],
        &["--outbound-allow"],
    );
}

#[test]
fn a_name_nobody_knows_is_told_so() {
    // Names under .invalid are known nowhere.
    fails(
        "http://receiver.invalid/",
        &[],
        &["receiver.invalid cannot be resolved", "getent hosts receiver.invalid"],
    );
}

#[test]
fn a_port_where_nobody_listens_is_told_so() {
    fails(
        &deserted("hook"),
        &[],
        &["refuses the connection", "Start the receiver"],
    );
}

#[test]
fn answers_that_are_no_yes_are_explained() {
    for (answer, words) in [
        (
            "HTTP/1.1 302 Found\r\nlocation: http://elsewhere.test/\r\ncontent-length: 0\r\n\r\n",
            "redirected to http://elsewhere.test/",
        ),
        ("HTTP/1.1 401 No\r\ncontent-length: 0\r\n\r\n", "give --secret"),
        (
            "HTTP/1.1 404 No\r\ncontent-length: 0\r\n\r\n",
            "nothing lives at this path",
        ),
        ("HTTP/1.1 405 No\r\ncontent-length: 0\r\n\r\n", "takes a POST"),
        (
            "HTTP/1.1 422 No\r\ncontent-length: 13\r\n\r\nunknown field",
            "It said: unknown field",
        ),
        (
            "HTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n",
            "in front of the receiver",
        ),
        ("SSH-2.0-OpenSSH_9.9\r\n", "another program has the port"),
        ("", "closed the connection instead of answering"),
    ] {
        let (port, _inbox) = answering(answer);
        fails(&format!("http://127.0.0.1:{port}/"), &[], &[words]);
    }
}

#[test]
fn a_receiver_that_is_slow_or_silent_is_told_apart() {
    let (port, _inbox) = receiver(|mut stream| {
        let request = request(&mut stream)?;
        pause(700);
        stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
            .unwrap();
        Some(request)
    });
    let url = format!("http://127.0.0.1:{port}/");
    let (code, told) = doctor(&url, &["--timeout", "3s"]);
    assert_eq!(code, 0, "{told}");
    assert!(told.contains("that is slow") && told.contains("answer first"), "{told}");
    // Silent until the test is over.
    let (port, _inbox) = receiver(|mut stream| {
        std::mem::forget(stream.try_clone().unwrap());
        request(&mut stream)
    });
    fails(
        &format!("http://127.0.0.1:{port}/"),
        &["--timeout", "1s"],
        &["within 1000 ms", "takes too long"],
    );
}

#[expect(clippy::disallowed_methods, reason = "a slow receiver is what the test is about")]
fn pause(duration_ms: u64) {
    std::thread::sleep(Duration::from_millis(duration_ms));
}

/// A receiver behind TLS; gives its port and the file of its certificate.
fn https(name: &str, change: impl FnOnce(&mut CertificateParams)) -> (u16, PathBuf) {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(["localhost".to_owned()]).unwrap();
    change(&mut params);
    let certificate = params.self_signed(&key).unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("webhook-command");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join(format!("{name}.pem"));
    std::fs::write(&file, certificate.pem()).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap();
    let config = Arc::new(config);
    let (port, _inbox) = receiver(move |stream| {
        let mut stream = StreamOwned::new(ServerConnection::new(Arc::clone(&config)).unwrap(), stream);
        let request = request(&mut stream)?;
        let answered: io::Result<()> = stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
            .and_then(|()| {
                stream.conn.send_close_notify();
                stream.flush()
            });
        answered.ok().map(|()| request)
    });
    (port, file)
}

fn trusting(port: u16, host: &str, certificate: &Path) -> (i32, String) {
    let url = format!("https://{host}:{port}/");
    let (code, told, errors) = webhook(&["doctor", &url], &[("SSL_CERT_FILE", certificate.to_str().unwrap())]);
    assert_eq!(errors, "");
    (code.unwrap(), told)
}

#[test]
fn certificates_are_told_apart() {
    let (port, file) = https("good", |_| {});
    let (code, told) = trusting(port, "localhost", &file);
    assert_eq!(code, 0, "{told}");
    assert!(told.contains("TLS certificate is trusted"), "{told}");
    fails(
        &format!("https://localhost:{port}/"),
        &[],
        &["self-signed", "SSL_CERT_FILE"],
    );
    let (code, told) = trusting(port, "127.0.0.1", &file);
    assert!(
        code == 1 && told.contains("is for other names than 127.0.0.1"),
        "{told}"
    );
    let (port, file) = https("expired", |params| params.not_after = rcgen::date_time_ymd(2020, 1, 1));
    let (code, told) = trusting(port, "localhost", &file);
    assert!(code == 1 && told.contains("has expired: renew it"), "{told}");
    let (port, file) = https("tomorrow", |params| {
        params.not_before = rcgen::date_time_ymd(2090, 1, 1)
    });
    let (code, told) = trusting(port, "localhost", &file);
    assert!(code == 1 && told.contains("not valid yet"), "{told}");
}

#[test]
fn http_and_https_that_are_mixed_up_are_told_so() {
    let (plain, _inbox) = receiver(|mut stream| {
        stream
            .write_all(b"HTTP/1.1 400 Bad\r\ncontent-length: 0\r\n\r\n")
            .ok()?;
        stream.read_to_end(&mut Vec::new()).ok()?;
        None
    });
    fails(
        &format!("https://localhost:{plain}/"),
        &[],
        &["does not speak TLS", "give http://localhost"],
    );
    let (tls, _) = https("mixed", |_| {});
    fails(&format!("http://localhost:{tls}/"), &[], &["https://"]);
}
