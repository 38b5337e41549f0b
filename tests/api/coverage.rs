//! What a client under test has met, and what is found about how it behaves.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::calls::{Answer, Call};
use crate::support::lender::{Lender, Upload};
use crate::support::listener::{Listener, Manner, answer};
use crate::support::papers;
use crate::support::server::TestServer;

async fn coverage(lender: &Lender) -> Value {
    lender.control("GET", "/coverage", json!({})).await.accepted()
}

/// Codes and counts of what was found.
fn findings(coverage: &Value) -> BTreeMap<&str, u64> {
    let findings = coverage["findings"].as_array().unwrap().iter();
    findings
        .map(|finding| (finding["code"].as_str().unwrap(), finding["count"].as_u64().unwrap()))
        .collect()
}

/// Names of what was met of a part.
fn met<'a>(coverage: &'a Value, part: &str) -> Vec<&'a str> {
    let items = coverage[part]["items"].as_array().unwrap().iter();
    items
        .filter(|item| item["count"].as_u64() > Some(0))
        .map(|item| item["name"].as_str().unwrap())
        .collect()
}

async fn sets_webhook(lender: &Lender, body: Value) -> Answer {
    let call = Call::post("/bank-connect/v1/session_data/update_webhook/");
    lender.call(call.json(&body)).await
}

async fn follows(server: &TestServer, link: &Value) -> Answer {
    let link = link.as_str().unwrap().strip_prefix(&server.url()).unwrap();
    server.call(Call::get(link)).await
}

#[tokio::test]
async fn a_client_that_does_what_is_documented_gets_no_finding() {
    let server = TestServer::start().await;
    let (lender, receiver) = (server.lender("good"), Listener::receiver().await);
    lender.webhooks_go_to(&receiver.url()).await;
    let session = lender.session_with(json!({"journey_mode": "multi_banking"})).await;
    let locked = papers::usual().locked("right").pdf();
    session
        .upload(Upload::of(&locked).password("wrong"))
        .await
        .refused("PASSWORD_INCORRECT");
    session.upload(Upload::of(&locked).password("right")).await.accepted();
    session.status().await.refused("PROCESSING_NOT_REQUESTED");
    session.initiate_processing().await.accepted();
    for _ in 0..2 {
        session.status().await.refused("PROCESSING_NOT_COMPLETED");
    }
    assert_eq!(session.progress().await.accepted()["session_progress"], "processing");
    lender.waits("2s").await;
    assert_eq!(session.progress().await.accepted()["session_progress"], "processing");
    lender.waits("2s").await;
    assert_eq!(session.progress().await.accepted()["session_progress"], "completed");
    session.status().await.accepted();
    let pdfs = session.pdfs().await.accepted();
    assert_eq!(follows(&server, &pdfs["statements"][1]["pdf_url"]).await.status, 200);
    session.calls("GET", "transactions/").await.accepted();

    let coverage = coverage(&lender).await;
    assert_eq!(findings(&coverage), BTreeMap::new());
    assert_eq!(
        met(&coverage, "endpoints"),
        [
            "create_session",
            "upload_statement",
            "initiate_processing",
            "update_webhook",
            "progress",
            "session_status",
            "transactions",
            "get_pdfs"
        ]
    );
    assert_eq!(
        (&coverage["endpoints"]["met"], &coverage["endpoints"]["documented"]),
        (&json!(8), &json!(21))
    );
    assert_eq!(
        met(&coverage, "refusals"),
        [
            "PASSWORD_INCORRECT",
            "PROCESSING_NOT_REQUESTED",
            "PROCESSING_NOT_COMPLETED"
        ]
    );
    assert_eq!(met(&coverage, "account_outcomes"), ["completed"]);
    assert_eq!(
        met(&coverage, "statement_outcomes"),
        ["completed", "PASSWORD_INCORRECT"]
    );
    assert_eq!(met(&coverage, "webhook_events"), ["ENRICHMENT_NOTIFICATION"]);
}

/// Everything it should not do, each once.
async fn misbehaves(server: &TestServer, lender: &Lender) {
    sets_webhook(lender, json!({"webhook_url": "http://127.0.0.1:9/hook"}))
        .await
        .accepted();
    let session = lender.session_with(json!({"journey_mode": "as_you_like"})).await;
    session
        .upload(Upload::of(papers::usual_pdf()).without("upload_type"))
        .await
        .accepted();
    let locked = Upload::of(papers::usual().locked("right").pdf()).password("wrong");
    session.upload(&locked).await.refused("PASSWORD_INCORRECT");
    session.upload(&locked).await.refused("PASSWORD_INCORRECT");
    let late = Manner::Ponders(Duration::from_millis(5_050), answer("202 Accepted", "", b""));
    let careless = Listener::start(late).await;
    lender.webhooks_go_to(&careless.url()).await;
    session.initiate_processing().await.accepted();
    session.upload(papers::usual_pdf()).await.refused("SESSION_EXPIRED");
    // Two polls at once, on a clock that runs.
    lender.control("POST", "/clock/follow", json!({})).await.accepted();
    session.progress().await.accepted();
    session.progress().await.accepted();
    lender.control("POST", "/clock/freeze", json!({})).await.accepted();
    lender.waits("10s").await;
    session.progress().await.accepted();
    lender.waits("10s").await;
    session.progress().await.accepted();
    let forgetful = Listener::start(Manner::Says(answer("409 Conflict", "", b"again?"))).await;
    lender.webhooks_go_to(&forgetful.url()).await;
    let deliveries = lender.control("GET", "/deliveries", json!({})).await.accepted();
    let mut deliveries = deliveries["deliveries"].as_array().unwrap().iter();
    let taken = deliveries.find(|delivery| delivery["state"] == "delivered").unwrap();
    let id = taken["id"].as_str().unwrap();
    lender
        .control("POST", &format!("/deliveries/{id}/redeliver"), json!({}))
        .await
        .accepted();
    let pdfs = session.pdfs().await.accepted();
    // The attempt that is due as well is made while time passes; no other follows within an hour of the last pause.
    lender.waits("1s").await;
    let link = &pdfs["statements"][0]["pdf_url"];
    sets_webhook(
        lender,
        json!({"webhook_url": "http://127.0.0.1:9/hook", "webhook_mode": 3}),
    )
    .await
    .accepted();
    lender.waits("60m").await;
    follows(server, link).await.refused("LINK_EXPIRED");
}

#[tokio::test]
async fn exactly_the_planted_faults_of_a_bad_client_are_found() {
    let server = TestServer::start().await;
    let lender = server.lender("bad");
    misbehaves(&server, &lender).await;
    let shown = coverage(&lender).await;
    let planted = [
        "fetched_expired_link",
        "ignored_refusal",
        "journey_mode_unknown",
        "not_idempotent",
        "polled_after_completion",
        "polled_too_fast",
        "receiver_not_200",
        "receiver_slow",
        "upload_type_absent",
        "uploaded_after_processing",
        "webhook_mode_absent",
    ];
    assert_eq!(
        findings(&shown),
        planted.map(|code| (code, 1)).into(),
        "{:#}",
        shown["findings"]
    );
    // Each leads to its exchange, with what is documented and what to do.
    for finding in shown["findings"].as_array().unwrap() {
        assert!(finding["documented"].as_str().unwrap().len() > 20 && finding["advice"].as_str().unwrap().len() > 20);
        let before = finding["example"].as_u64().unwrap() - 1;
        let path = format!("/journal?after={before}&limit=1");
        let journal = lender.control("GET", &path, json!({})).await.accepted();
        let example = &journal["exchanges"][0];
        let is_of_receiver = matches!(
            finding["code"].as_str().unwrap(),
            "not_idempotent" | "receiver_not_200" | "receiver_slow"
        );
        assert_eq!(example["kind"] == "webhook", is_of_receiver, "{finding:#} {example:#}");
        assert_eq!(example["at"], finding["first_at"]);
    }
    // Another key is another client.
    assert_eq!(findings(&coverage(&server.lender("other")).await), BTreeMap::new());
    let text = lender.control("GET", "/coverage?format=text", json!({})).await;
    assert_eq!(text.header("content-type"), Some("text/plain; charset=utf-8"));
    assert!(
        text.text().contains("findings: 11\n") && text.text().contains("polled_too_fast x1"),
        "{}",
        text.text()
    );
    // A world that starts over has met nothing.
    lender.control("POST", "/reset", json!({})).await;
    let fresh = coverage(&lender).await;
    assert_eq!((findings(&fresh), met(&fresh, "endpoints")), (BTreeMap::new(), vec![]));
}

#[tokio::test]
async fn what_the_journal_drops_stays_counted() {
    let server = TestServer::started(|mut start| {
        start.emulator.journal_bytes_max = 10_000;
        start
    })
    .await;
    let lender = server.lender("small");
    for _ in 0..50 {
        lender.session().await;
    }
    let journal = lender.control("GET", "/journal", json!({})).await.accepted();
    let (kept, dropped) = (journal["kept"].as_u64().unwrap(), journal["dropped"].as_u64().unwrap());
    assert!(kept > 0 && dropped > 30, "{kept} kept, {dropped} dropped");
    assert_eq!((kept + dropped, &journal["recorded"]), (50, &json!(50)));
    let first = journal["exchanges"][0]["id"].as_u64().unwrap();
    assert_eq!(first, dropped + 1, "the oldest are gone");
    assert_eq!(coverage(&lender).await["endpoints"]["items"][0]["count"], 50);
}
