//! What goes wrong on the way: injected by rules, and by every test value.

use std::time::Duration;

use bankconnect_emulator::domain::rule::{BodyFault, ConnectionFault};
use bankconnect_emulator::wire::test_values;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::calls::Call;
use crate::support::lender::{Lender, TestSession};
use crate::support::papers;
use crate::support::server::TestServer;

/// What comes back to a GET, byte by byte, until the connection ends.
pub(crate) async fn raw(session: &TestSession, what: &str) -> Vec<u8> {
    let Lender { address, key } = &session.lender;
    let request = format!(
        "GET /bank-connect/v1/session_data/{}/{what} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\nx-api-key: {key}\r\nserver-hash: hash\r\n\r\n",
        session.id
    );
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    let patience = Duration::from_secs(60);
    // However it ends, what came counts.
    let _ = tokio::time::timeout(patience, stream.read_to_end(&mut bytes))
        .await
        .unwrap();
    bytes
}

/// Head and body of an answer, and the length it announced.
fn parts(bytes: &[u8]) -> (String, Vec<u8>, usize) {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap().to_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .unwrap();
    (head.clone(), bytes[end + 4..].to_vec(), length.parse().unwrap())
}

async fn processed(lender: &Lender, link_id: &str) -> TestSession {
    let session = lender.session_with(json!({"link_id": link_id})).await;
    session.upload(papers::usual_pdf()).await.accepted();
    session.initiate_processing().await.accepted();
    lender.waits("3s").await;
    session
}

#[tokio::test]
async fn every_test_value_of_a_fault() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let plain = raw(&processed(&lender, "plain").await, "session_status/").await;
    let (_, whole, _) = parts(&plain);
    let is_fault = |token: &&str| token.starts_with("session_status.");
    let tokens = test_values::all().iter().filter(|value| value.then.fault.is_some());
    let mut count = 0;
    for token in tokens.map(|value| value.token.as_str()).filter(is_fault) {
        let fault = token.split_once('.').unwrap().1;
        let session = processed(&lender, &format!("cust-7+{token}")).await;
        let bytes = raw(&session, "session_status/").await;
        count += 1;
        if fault == "dropped" {
            assert_eq!(bytes, b"", "not a byte comes");
            continue;
        }
        let (head, body, length) = parts(&bytes);
        assert!(
            head.contains(&format!("x-emulator-injected: test value {token}").to_lowercase()),
            "{head}"
        );
        match fault {
            "empty-body" => assert_eq!((body.len(), length), (0, 0)),
            "truncated-body" => assert_eq!((body.len(), length), (whole.len() / 2, whole.len())),
            "latency" | "slow-body" => assert_eq!((body.len(), length), (whole.len(), whole.len())),
            "wrong-content-type" => {
                assert!(head.contains("content-type: text/html"), "{head}");
                assert_eq!(body.len(), whole.len());
            }
            status => {
                let number = status.strip_prefix("status-").unwrap();
                assert!(head.starts_with(&format!("http/1.1 {number} ")), "{head}");
                assert!(body.starts_with(b"<html>"));
            }
        }
        // Only that call is disturbed.
        session.progress().await.accepted();
    }
    assert_eq!(count, 9);
}

/// A fault alone holds for every call about the session, and none before there is one.
#[tokio::test]
async fn a_fault_alone_holds_for_every_call_about_the_session() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender.session_with(json!({"link_id": "cust-7+status-503"})).await;
    assert_eq!(session.upload(papers::usual_pdf()).await.status, 503);
    for (method, what) in [
        ("POST", "initiate_processing/"),
        ("GET", "progress/"),
        ("GET", "insights/"),
        ("DELETE", "delete/"),
    ] {
        assert_eq!(session.calls(method, what).await.status, 503, "{what}");
    }
    let explained = session.explained().await;
    assert_eq!(
        (&explained["state"], &explained["accounts"]),
        (&json!("created"), &json!([])),
        "nothing was carried out"
    );
}

#[tokio::test]
async fn a_client_loses_the_answer_and_the_call_was_carried_out() {
    let server = TestServer::start().await;
    for fault in [
        json!({"connection": "dropped"}),
        json!({"body": "truncated"}),
        json!({"body": "empty"}),
    ] {
        let lender = server.lender(&format!("lender {fault}").replace(['"', '{', '}', ':'], "-"));
        let rules =
            json!({"rules": [{"name": "lost", "when": {"endpoint": "initiate_processing"}, "then": {"fault": fault}}]});
        let lender = Lender {
            key: lender.key.replace(' ', "-"),
            ..lender
        };
        lender.control("PUT", "/rules", rules).await.accepted();
        let session = lender.session().await;
        session.upload(papers::usual_pdf()).await.accepted();
        let Lender { address, key } = &lender;
        let request = format!(
            "POST /bank-connect/v1/session_data/{}/initiate_processing/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-api-key: {key}\r\nserver-hash: hash\r\ncontent-length: 0\r\n\r\n",
            session.id
        );
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes).await;
        assert!(!bytes.ends_with(b"}"), "the answer is not whole");
        lender.waits("3s").await;
        session.status().await.accepted();
    }
}

#[tokio::test]
async fn latency_holds_the_answer_up_at_least_so_long() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let rules =
        json!({"rules": [{"when": {"endpoint": "catalogue", "call": 2}, "then": {"fault": {"latency": "80ms"}}}]});
    lender.control("PUT", "/rules", rules).await.accepted();
    let catalogue = || lender.call(Call::get("/bank-connect/v1/banks/catalogue"));
    catalogue().await.accepted();
    let begun = tokio::time::Instant::now();
    let slow = catalogue().await;
    assert!(begun.elapsed() >= Duration::from_millis(80));
    assert_eq!(slow.header("x-emulator-injected"), Some("rule #1"));
    slow.accepted();
    assert_eq!(catalogue().await.header("x-emulator-injected"), None);
}

#[tokio::test]
async fn the_control_api_is_never_disturbed() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let rules = json!({"rules": [{"then": {"fault": {"status": 500}}}]});
    let kept: Value = lender.control("PUT", "/rules", rules).await.accepted();
    assert_eq!(kept["calls"], json!([0]));
    assert_eq!(lender.asks_for_session(json!({})).await.status, 500);
    lender.control("GET", "/settings", json!({})).await.accepted();
    let rules: Value = lender.control("GET", "/rules", json!({})).await.accepted();
    assert_eq!(rules["calls"], json!([1]));
    assert_eq!(lender.control("DELETE", "/rules", json!({})).await.status, 204);
    lender.session().await;
}

#[test]
fn the_table_has_every_kind_of_fault() {
    let faults: Vec<_> = test_values::all()
        .iter()
        .filter_map(|value| value.then.fault.as_ref())
        .collect();
    for body in [BodyFault::Empty, BodyFault::Truncated, BodyFault::Slow] {
        assert!(faults.iter().any(|fault| fault.body == Some(body)));
    }
    assert!(
        faults
            .iter()
            .any(|fault| fault.connection == Some(ConnectionFault::Dropped))
    );
    assert!(
        faults
            .iter()
            .any(|fault| fault.latency.is_some() && fault.body.is_none())
    );
    assert!(
        faults.iter().any(|fault| fault.status.is_some()) && faults.iter().any(|fault| fault.content_type.is_some())
    );
}
