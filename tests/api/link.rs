//! Links to the files that were uploaded.

use serde_json::json;

use crate::support::calls::{Answer, Call};
use crate::support::lender::TestSession;
use crate::support::papers;
use crate::support::server::TestServer;

/// A completed session with one statement.
async fn completed(server: &TestServer) -> TestSession {
    let session = server.lender("lender").session().await;
    session.upload(papers::usual_pdf()).await.accepted();
    session.outcome().await;
    session
}

async fn link(session: &TestSession) -> String {
    session.pdfs().await.accepted()["statements"][0]["pdf_url"]
        .as_str()
        .unwrap()
        .to_owned()
}

async fn follow(server: &TestServer, link: &str) -> Answer {
    let path = link
        .strip_prefix(&server.url())
        .expect("the link leads to the emulator");
    server.call(Call::get(path)).await
}

#[tokio::test]
async fn a_link_gives_the_file_as_it_was_uploaded_for_an_hour() {
    let server = TestServer::start().await;
    let session = completed(&server).await;
    let first = link(&session).await;
    let file = follow(&server, &first).await;
    assert_eq!(
        (file.status, file.header("content-type")),
        (200, Some("application/pdf"))
    );
    assert_eq!(&file.body, papers::usual_pdf());
    session.lender.waits("3599s").await;
    assert_eq!(follow(&server, &first).await.status, 200);
    session.lender.waits("1s").await;
    follow(&server, &first).await.refused("LINK_EXPIRED");
    // A new one works.
    assert_eq!(follow(&server, &link(&session).await).await.status, 200);
}

#[tokio::test]
async fn after_thirty_days_there_is_no_link_and_an_old_one_is_dead() {
    let server = TestServer::start().await;
    let session = completed(&server).await;
    // The statement was handed in three seconds ago.
    session.lender.waits("30d").await;
    assert_eq!(link(&session).await, "");
    let young = server.lender("young").session().await;
    young.upload(papers::usual_pdf()).await.accepted();
    young.outcome().await;
    young.lender.waits("2591990s").await;
    let last = link(&young).await;
    assert_eq!(follow(&server, &last).await.status, 200);
    young.lender.waits("10s").await;
    follow(&server, &last).await.refused("FILE_GONE");
}

#[tokio::test]
async fn a_link_dies_with_its_session() {
    let server = TestServer::start().await;
    let session = completed(&server).await;
    let link = link(&session).await;
    session.delete().await.accepted();
    follow(&server, &link).await.refused("FILE_GONE");
}

#[tokio::test]
async fn nobody_can_make_a_link_up() {
    let server = TestServer::start().await;
    let session = completed(&server).await;
    let link = link(&session).await;
    let (path, query) = link.split_once('?').unwrap();
    for changed in [
        path.to_owned(),
        format!("{path}?expires=99999999999&{}", query.split_once('&').unwrap().1),
        format!("{path}?{query}x"),
        format!("{path}?expires=x&signature="),
        link.replace(".pdf", ""),
        format!("{}/files/{}.pdf?{query}", server.url(), session.id),
        format!("{}/files/nonsense.pdf?{query}", server.url()),
        format!("{}/files/%ff.pdf?{query}", server.url()),
    ] {
        follow(&server, &changed).await.refused("FILE_NOT_FOUND");
    }
}

#[tokio::test]
async fn without_stored_uploads_there_is_no_link() {
    let server = TestServer::started(|mut start| {
        start.emulator.store_uploads = false;
        start
    })
    .await;
    let session = completed(&server).await;
    assert_eq!(link(&session).await, "");
    let worlds = session.lender.control("GET", "/worlds", json!({})).await.accepted();
    assert_eq!(worlds["stored_bytes"], 0);
}
