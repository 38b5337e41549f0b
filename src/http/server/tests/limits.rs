//! Callers who cost too much.

use super::*;

fn limits() -> ServerLimits {
    ServerLimits {
        request_head: Duration::from_millis(500),
        body_pause: Duration::from_millis(100),
        ..ServerLimits::default()
    }
}

/// Sends a byte every few milliseconds, until the server has had enough.
async fn drip(caller: &mut Caller, text: &str) {
    for byte in text.bytes().cycle() {
        let said = caller.stream.write_all(&[byte]).await;
        let heard = timeout(Duration::from_millis(10), caller.stream.readable()).await;
        if said.is_err() || heard.is_ok() {
            return;
        }
    }
}

#[tokio::test]
async fn headers_that_drip_are_not_waited_for() {
    let server = TestServer::start(limits()).await;
    let mut caller = server.connect().await;
    caller.say("GET / HTTP/1.1\r\n").await;
    drip(&mut caller, "x-slow: 1\r\n").await;
    let answer = caller.answer().await;
    assert_eq!(answer.status, 408);
    let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(body["error"]["code"], "request_timeout");
    assert_eq!(caller.rest().await, "");
}

#[tokio::test]
async fn an_idle_connection_is_closed_without_a_word() {
    let server = TestServer::start(limits()).await;
    let mut fresh = server.connect().await;
    let mut used = server.connect().await;
    assert_eq!(used.get("/").await.status, 200);
    assert_eq!((used.rest().await, fresh.rest().await), (String::new(), String::new()));
}

#[tokio::test]
async fn a_body_that_pauses_is_not_waited_for() {
    let server = TestServer::start(limits()).await;
    let mut caller = server.connect().await;
    caller
        .say("POST /echo HTTP/1.1\r\nhost: test\r\ncontent-length: 10\r\n\r\nhalf")
        .await;
    assert_eq!(caller.answer().await.status, 400);
}

#[tokio::test]
async fn ten_thousand_headers_are_refused_cleanly() {
    let server = TestServer::start(ServerLimits::default()).await;
    let mut caller = server.connect().await;
    let headers = "x-many: 0123456789\r\n".repeat(10_000);
    caller
        .say(&format!("GET / HTTP/1.1\r\nhost: test\r\n{headers}\r\n"))
        .await;
    assert_eq!(caller.answer().await.status, 431);
    assert_eq!(caller.rest().await, "");
    assert_eq!(server.connect().await.get("/").await.status, 200);
}

#[tokio::test]
async fn one_huge_header_is_refused_cleanly() {
    let server = TestServer::start(ServerLimits::default()).await;
    let mut caller = server.connect().await;
    let header = "x".repeat(1_000_000);
    caller
        .say(&format!("GET / HTTP/1.1\r\nhost: test\r\nx-huge: {header}\r\n\r\n"))
        .await;
    assert_eq!(caller.answer().await.status, 431);
    assert_eq!(caller.rest().await, "");
}

#[tokio::test]
async fn what_is_not_http_is_refused_cleanly() {
    let server = TestServer::start(ServerLimits::default()).await;
    let mut caller = server.connect().await;
    caller.say("\u{16}\u{3}\u{1} hello\r\n\r\n").await;
    assert_eq!(caller.answer().await.status, 400);
    assert_eq!(caller.rest().await, "");
}

#[tokio::test]
async fn a_body_that_is_refused_does_not_cost_its_caller_the_answer() {
    let server = TestServer::start(ServerLimits::default()).await;
    let mut caller = server.connect().await;
    let length = 8_000_000;
    caller
        .say(&format!(
            "POST /echo HTTP/1.1\r\nhost: test\r\ncontent-length: {length}\r\n\r\n"
        ))
        .await;
    caller.say(&"x".repeat(length)).await;
    assert_eq!(caller.answer().await.status, 413);
}

#[tokio::test]
async fn one_connection_too_many_is_told_so() {
    let server = TestServer::start(ServerLimits {
        connections_max: 2,
        ..ServerLimits::default()
    })
    .await;
    let (mut first, mut second) = (server.connect().await, server.connect().await);
    assert_eq!((first.get("/").await.status, second.get("/").await.status), (200, 200));

    let mut third = server.connect().await;
    let answer = third.get("/").await;
    assert_eq!(answer.status, 503);
    let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(body["error"]["code"], "too_many_connections");
    assert_eq!(third.rest().await, "");
    assert_eq!(first.get("/").await.status, 200, "those inside are not disturbed");
}

#[tokio::test]
async fn a_place_that_is_left_is_free_again() {
    let server = TestServer::start(ServerLimits {
        connections_max: 1,
        ..ServerLimits::default()
    })
    .await;
    drop(server.connect().await);
    // When the server hears of it is not for the caller to know, so he comes again, once for each answer he gets.
    let served = async { while server.connect().await.get("/").await.status != 200 {} };
    timeout(PATIENCE, served).await.expect("the place becomes free");
}
