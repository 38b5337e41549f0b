//! Statements the emulator is to fetch, from servers that do everything wrong.
//!
//! A server that hangs is tried where the time limit can be made small: `src/outbound/tests/fetch.rs`.

use serde_json::json;

use crate::support::lender::Upload;
use crate::support::listener::{Listener, Manner, answer};
use crate::support::papers;
use crate::support::server::TestServer;

#[tokio::test]
async fn a_statement_is_fetched() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    let files = Listener::file_server(papers::usual_pdf()).await;
    session.upload(Upload::from_url(&files.url())).await.accepted();
    session
        .upload(Upload::from_url(&files.url()))
        .await
        .refused("STATEMENT_DUPLICATE");
    assert_eq!(session.outcome().await["accounts"][0]["account_status"], "completed");
}

#[tokio::test]
async fn a_server_that_misbehaves_gives_no_statement() {
    let server = TestServer::started(|mut start| {
        start.emulator.upload_bytes_max = 100_000;
        start
    })
    .await;
    let session = server.lender("lender").session().await;
    let says = |status: &str, headers: &str| Manner::Says(answer(status, headers, papers::usual_pdf()));
    let endless_head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    let chunk = [b"400\r\n".as_slice(), &[b'x'; 1024], b"\r\n"].concat();
    for manner in [
        says("302 Found", "location: http://127.0.0.1:1/\r\n"),
        says("404 Not Found", ""),
        says("204 No Content", ""),
        Manner::Says(b"HTTP/1.1 200 OK\r\ncontent-length: 900000\r\n\r\n".to_vec()),
        Manner::Says(b"HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\ntoo little".to_vec()),
        Manner::Says(Vec::new()),
        Manner::Says(b"no HTTP at all\r\n\r\n".to_vec()),
        Manner::Streams(endless_head, chunk),
    ] {
        let files = Listener::start(manner).await;
        session
            .upload(Upload::from_url(&files.url()))
            .await
            .refused("INVALID_FILE_URL");
    }
    let empty = Listener::file_server(b"").await;
    session
        .upload(Upload::from_url(&empty.url()))
        .await
        .refused("EMPTY_FILE");
    assert_eq!(session.upload_status().await.accepted()["upload_status"], "NO_UPLOAD");
}

#[tokio::test]
async fn an_address_that_is_none_or_not_allowed_is_not_called() {
    let server = TestServer::started(|mut start| {
        start.emulator.outbound_allow = vec!["10.0.0.0/8".to_owned()];
        start
    })
    .await;
    let session = server.lender("lender").session().await;
    let files = Listener::file_server(papers::usual_pdf()).await;
    for url in [
        &files.url(),
        "nonsense",
        "file:///etc/passwd",
        "ftp://lender.test/a.pdf",
        "http://",
        "http://[::1]:9/",
    ] {
        session.upload(Upload::from_url(url)).await.refused("INVALID_FILE_URL");
    }
    assert_eq!(
        session.explained().await["accounts"],
        json!([]),
        "none of them leaves a statement"
    );
}
