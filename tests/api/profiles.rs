//! Profiles and the switches behind them, as a client sees them.

use serde_json::{Value, json};

use crate::support::calls::Call;
use crate::support::lender::{Lender, TestSession, Upload};
use crate::support::listener::Listener;
use crate::support::papers;
use crate::support::server::TestServer;

/// Everything in which the two profiles differ.
struct Seen {
    duplicate: u16,
    unknown_upload: String,
    upload_keys: usize,
    today: u16,
    order_message: String,
    webhook_error: Value,
    pdf_password: Value,
    unparsable: u16,
    events: Vec<String>,
}

async fn seen(lender: &Lender) -> Seen {
    let mut listener = Listener::receiver().await;
    lender.webhooks_go_to(&listener.url()).await;
    let unknown: TestSession = lender.open("0b0e7a6e-92f5-4c2f-8f5e-0d5f3c1b2a90");
    let broken = lender.session().await;
    assert_eq!(broken.upload(b"%PDF-1.4 no".to_vec()).await.status, 400);
    let letter = papers::of_kind(bankconnect_emulator::domain::specimen::Kind::Letter);
    broken
        .upload(Upload::of(letter))
        .await
        .refused("STATEMENT_UNSUPPORTED_FORMAT");
    let session = lender.session().await;
    let uploaded = session.upload(papers::usual_pdf()).await.accepted();
    session.outcome().await;
    let bodies = listener.bodies();
    let enrichment = bodies
        .iter()
        .find(|body| body["event_name"] == "ENRICHMENT_NOTIFICATION")
        .unwrap();
    Seen {
        duplicate: session.initiate_processing().await.status,
        unknown_upload: unknown.upload(papers::usual_pdf()).await.refusal().1,
        upload_keys: uploaded.as_object().unwrap().len(),
        today: lender.asks_for_session(json!({"to_date": "15/01/2026"})).await.status,
        order_message: lender
            .asks_for_session(json!({"from_date": "31/12/2025"}))
            .await
            .refusal()
            .2,
        webhook_error: enrichment["accounts"][0]["error_code"].clone(),
        pdf_password: session.pdfs().await.accepted()["statements"][0]["pdf_password"].clone(),
        unparsable: broken.initiate_processing().await.status,
        events: bodies
            .iter()
            .map(|body| body["event_name"].as_str().unwrap().to_owned())
            .collect(),
    }
}

#[tokio::test]
async fn the_two_profiles_differ_in_these() {
    let server = TestServer::start().await;
    let seed = seen(&server.lender("seed-lender")).await;
    let lender = server.lender("lender-of-2026");
    lender.has_settings(json!({"profile": "2026"})).await;
    let of_2026 = seen(&lender).await;

    assert_eq!((seed.duplicate, of_2026.duplicate), (409, 400));
    assert_eq!(
        (seed.unknown_upload.as_str(), of_2026.unknown_upload.as_str()),
        ("SESSION_NOT_FOUND", "SESSION_EXPIRED")
    );
    assert_eq!((seed.upload_keys, of_2026.upload_keys), (6, 20));
    assert_eq!((seed.today, of_2026.today), (400, 200));
    assert_eq!(
        seed.order_message,
        "'from_date' can't be greater or equal to 'to_date'."
    );
    assert_eq!(
        of_2026.order_message,
        "`from_date` cannot be greater or equal to `to_date`."
    );
    assert_eq!((seed.webhook_error, of_2026.webhook_error), (Value::Null, json!("")));
    assert_eq!((seed.pdf_password, of_2026.pdf_password), (json!(""), Value::Null));
    assert_eq!((seed.unparsable, of_2026.unparsable), (202, 400));
    assert_eq!(seed.events, ["ENRICHMENT_NOTIFICATION"]);
    assert_eq!(
        of_2026.events,
        ["SESSION_REQUIREMENT_COMPLETION_NOTIFICATION", "ENRICHMENT_NOTIFICATION"]
    );
}

#[tokio::test]
async fn what_stands_beside_a_profile_goes_before_it_and_a_profile_is_undone_by_the_other() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let settings = async || lender.control("GET", "/settings", json!({})).await.accepted();
    let first = settings().await;
    lender
        .has_settings(json!({"profile": 2026, "allow_to_date_today": false, "pace": "hold"}))
        .await;
    let changed = settings().await;
    assert_eq!(
        (
            &changed["profile"],
            &changed["allow_to_date_today"],
            &changed["refuse_unparsable"],
            &changed["pace"]
        ),
        (&json!("2026"), &json!(false), &json!(true), &json!("hold"))
    );
    lender.has_settings(json!({"profile": "seed", "pace": "3s"})).await;
    assert_eq!(settings().await, first);
}

#[tokio::test]
async fn any_error_may_have_another_status() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    lender
        .has_settings(json!({"error_status": {"SESSION_NOT_FOUND": 400, "progress.PROCESSING_NOT_REQUESTED": 425}}))
        .await;
    let session = lender.session().await;
    assert_eq!(session.progress().await.refusal().0, 425);
    assert_eq!(session.status().await.refusal().0, 400);
    let unknown = lender.open("0b0e7a6e-92f5-4c2f-8f5e-0d5f3c1b2a90");
    assert_eq!(unknown.status().await.refusal().0, 400);
    for (wrong, hint) in [
        (json!({"error_status": {"SESSION_NOT_FUND": 400}}), "SESSION_NOT_FOUND"),
        (json!({"error_status": {"progres.SESSION_NOT_FOUND": 400}}), "progress"),
        (
            json!({"error_status": {"catalogue.SESSION_NOT_FOUND": 400}}),
            "no error of catalogue",
        ),
        (json!({"error_status": {"SESSION_NOT_FOUND": 200}}), "400 to 599"),
        (json!({"profile": "2027"}), "`seed` or `2026`"),
        (
            json!({"rules": [{"then": {"pace": "soon"}}, {"then": {}}]}),
            "rules[1].then",
        ),
    ] {
        let refused = lender.control("PATCH", "/settings", wrong.clone()).await;
        assert!(refused.refusal().2.contains(hint), "{wrong}: {}", refused.text());
    }
}

#[tokio::test]
async fn the_switches_no_profile_speaks_of() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    lender
        .has_settings(json!({"spaced_upload_status": true, "message_quotes": "literal", "absent_webhook_mode": 3}))
        .await;
    let session = lender.session().await;
    assert_eq!(session.upload_status().await.accepted()["upload_status"], "NO UPLOADS");
    session.upload(papers::usual_pdf()).await.accepted();
    let missing = lender.asks_for_session(json!({"to_date": null})).await;
    assert_eq!(missing.refusal().2, "from_date' and 'to_date' are required.");
    let mut listener = Listener::receiver().await;
    let call = Call::post("/bank-connect/v1/session_data/update_webhook/");
    lender
        .call(call.json(&json!({"webhook_url": listener.url()})))
        .await
        .accepted();
    session.outcome().await;
    assert_eq!(listener.bodies().len(), 1, "an absent mode means all");
}
