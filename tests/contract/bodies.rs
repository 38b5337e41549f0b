//! Every success and every webhook follows its schema, our stricter rules, and the key order of the contract's example.

use bankconnect_emulator::domain::specimen::Kind;
use serde_json::{Value, json};

use super::support::calls::Call;
use super::support::lender::{TestSession, Upload};
use super::support::listener::Listener;
use super::support::papers;
use super::support::schemas::{assert_follows, assert_ordered_like, example};
use super::support::server::TestServer;

#[track_caller]
fn is(schema: &str, of_example: &str, body: &Value) {
    assert_follows(schema, body);
    assert_ordered_like(&example(of_example), body);
}

/// A session in which everything that can happen to a statement happened.
async fn eventful(server: &TestServer) -> TestSession {
    let session = server.lender("lender").session().await;
    let plain = session.upload(papers::usual_pdf()).await.accepted();
    is("upload", "upload", &plain);
    let second = papers::statement("hdfc", "2025-12-01", "2025-12-31")
        .locked("secret")
        .pdf();
    let refused = session.upload(Upload::of(&second)).await.refused("PASSWORD_INCORRECT");
    assert_follows("upload_error", &refused);
    let rich = Upload::of(&second)
        .password("secret")
        .asking("identity=true&progress=true");
    let rich = session.upload(rich).await.accepted();
    is("upload", "upload.identity", &rich);
    for kind in [Kind::Letter, Kind::Scanned, Kind::UnknownBank, Kind::NewTemplate] {
        session.upload(papers::of_kind(kind)).await.refusal();
    }
    session
}

#[tokio::test]
async fn creating_listing_and_acknowledging() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let created = lender.asks_for_session(json!({})).await;
    assert_eq!(created.status, 200);
    is("session_create", "session_create", &created.accepted());
    let call = Call::post("/bank-connect/v2/session/").json(&lender.fields(json!({})));
    is(
        "session_create",
        "session_create.v2",
        &server.call(call).await.accepted(),
    );
    lender.has_settings(json!({"redirect_form": "path"})).await;
    let created = lender.asks_for_session(json!({})).await.accepted();
    is("session_create", "session_create.seed_form", &created);

    let call = Call::get("/bank-connect/v1/banks/catalogue");
    is("catalogue", "catalogue", &lender.call(call).await.accepted());
    let fields = json!({"webhook_url": "https://lender.test/hook"});
    let call = Call::post("/bank-connect/v1/session_data/update_webhook/").json(&fields);
    is("update_webhook", "update_webhook", &lender.call(call).await.accepted());

    let session = lender.session().await;
    let deleted = session.delete().await;
    assert_eq!(deleted.status, 200);
    is("initiate_processing", "initiate_processing", &deleted.accepted());
}

#[tokio::test]
async fn every_answer_of_a_session_in_which_everything_happens() {
    let server = TestServer::start().await;
    let session = eventful(&server).await;
    is(
        "session_upload_status",
        "session_upload_status",
        &session.upload_status().await.accepted(),
    );
    let initiated = session.initiate_processing().await;
    assert_eq!(initiated.status, 202);
    is("initiate_processing", "initiate_processing", &initiated.accepted());
    let running = session.progress().await.accepted();
    is("progress", "progress.processing", &running);
    assert_eq!(running["session_progress"], "processing");

    session.lender.waits("3s").await;
    let completed = session.progress().await.accepted();
    is("progress", "progress", &completed);
    assert_eq!(completed["session_progress"], "completed");
    assert!(!completed.to_string().contains("\"processing\""), "{completed:#}");
    let status = session.status().await.accepted();
    is("session_status", "session_status", &status);
    assert_eq!(status["insights_available"], true);
    is("get_pdfs", "get_pdfs", &session.pdfs().await.accepted());
    is(
        "session_upload_status",
        "session_upload_status",
        &session.upload_status().await.accepted(),
    );
    for name in [
        "identity",
        "transactions",
        "eod_balances",
        "recurring_transactions",
        "xlsx_report",
    ] {
        is(name, name, &session.calls("GET", &format!("{name}/")).await.accepted());
    }
    // Their fields come in the order of the contract's lists.
    for name in ["monthly_analysis", "predictors", "insights"] {
        assert_follows(name, &session.calls("GET", &format!("{name}/")).await.accepted());
    }
}

#[tokio::test]
async fn every_answer_of_a_session_without_uploads() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    assert_follows("session_upload_status", &session.upload_status().await.accepted());
    let status = session.outcome().await;
    assert_follows("session_status", &status);
    assert_eq!(
        (&status["accounts"], &status["insights_available"]),
        (&json!([]), &json!(false))
    );
    assert_follows("progress", &session.progress().await.accepted());
    assert_follows("get_pdfs", &session.pdfs().await.accepted());
}

#[tokio::test]
async fn every_webhook_as_it_arrives_and_as_it_can_be_asked_for_later() {
    let server = TestServer::start().await;
    let mut receiver = Listener::receiver().await;
    let lender = server.lender("lender");
    lender.webhooks_go_to(&receiver.url()).await;
    let all = json!({"webhook_events": ["enrichment", "upload_completion", "expiry"]});
    lender.has_settings(all).await;

    let complete = lender.session().await;
    complete.upload(papers::usual_pdf()).await.accepted();
    complete.outcome().await;
    let failed = lender.session().await;
    failed.upload(papers::of_kind(Kind::MissingRows)).await.accepted();
    failed.outcome().await;
    let expired = lender.session().await;
    expired.upload(papers::of_kind(Kind::Letter)).await.refusal();
    lender.waits("24h").await;

    let bodies = receiver.bodies();
    let of = |session: &TestSession, event: &str| {
        let is_it = |body: &&Value| body["session_id"] == session.id.as_str() && body["event_name"] == event;
        bodies
            .iter()
            .find(is_it)
            .cloned()
            .unwrap_or_else(|| panic!("no {event} in {bodies:#?}"))
    };
    let enriched = of(&complete, "ENRICHMENT_NOTIFICATION");
    is("webhook_enrichment", "webhook_enrichment", &enriched);
    let enriched = of(&failed, "ENRICHMENT_NOTIFICATION");
    is("webhook_enrichment", "webhook_enrichment.failed", &enriched);
    assert_eq!(enriched["accounts"][0]["error_code"], "MISSING_TRANSACTIONS");
    let uploaded = of(&complete, "SESSION_REQUIREMENT_COMPLETION_NOTIFICATION");
    is("webhook_upload_completion", "webhook_upload_completion", &uploaded);
    let over = of(&expired, "SESSION_EXPIRY_NOTIFICATION");
    is("webhook_upload_completion", "webhook_upload_completion.expired", &over);

    let path = format!(
        "/bank-connect/v1/session_data/webhook_payloads/?session_id={}",
        complete.id
    );
    let payloads = lender.call(Call::get(path)).await.accepted()["payloads"].clone();
    let events: Vec<&str> = payloads
        .as_array()
        .unwrap()
        .iter()
        .map(|body| body["event_name"].as_str().unwrap())
        .collect();
    assert_eq!(
        events,
        ["ENRICHMENT_NOTIFICATION", "SESSION_REQUIREMENT_COMPLETION_NOTIFICATION"]
    );
    let mut newest = payloads[0].clone();
    assert_eq!(newest["date_time"].as_str().unwrap().len(), "2026-01-15 04:30:03".len());
    newest.as_object_mut().unwrap().remove("date_time");
    assert_eq!(newest, of(&complete, "ENRICHMENT_NOTIFICATION"));
}
