//! Sessions: the three forms of a body, two keys, sessions made in any state.

use serde_json::{Value, json};

use crate::support::calls::Call;
use crate::support::papers;
use crate::support::server::TestServer;

const PATH: &str = "/bank-connect/v1/session/";

#[tokio::test]
async fn a_session_is_created_with_json_a_form_or_multipart() {
    let server = TestServer::start().await;
    let fields: [(&str, &[u8]); 5] = [
        ("link_id", b"cust 1+2"),
        ("api_key", b"lender"),
        ("from_date", b"01/10/2025"),
        ("to_date", b"31/12/2025"),
        ("session_expiry", b"30"),
    ];
    let as_json: Value = fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), json!(String::from_utf8_lossy(value))))
        .collect::<serde_json::Map<_, _>>()
        .into();
    for call in [
        Call::post(PATH).json(&as_json),
        Call::post(PATH).form(&fields),
        Call::post(PATH).multipart(&fields),
    ] {
        let created = server.call(call).await.accepted();
        let session = server.lender("lender").open(created["session_id"].as_str().unwrap());
        let explained = session.explained().await;
        assert_eq!(explained["link_id"], "cust 1+2");
        assert_eq!(explained["expires_at"], "2026-01-15T10:30:00+05:30");
        assert_eq!(
            explained["required_months"],
            json!(["Oct 2025", "Nov 2025", "Dec 2025"])
        );
    }
}

#[tokio::test]
async fn the_key_of_a_new_session_may_stand_in_the_header() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let call = Call::post(PATH).json(&lender.fields(json!({"api_key": null})));
    let created = lender.call(call).await.accepted();
    assert_eq!(
        lender.open(created["session_id"].as_str().unwrap()).explained().await["state"],
        "created"
    );
}

#[tokio::test]
async fn the_hosted_page_lives_at_the_address_the_client_used() {
    let server = TestServer::start().await;
    let created = server.lender("lender").asks_for_session(json!({})).await.accepted();
    let expected = format!(
        "{}/?session_id={}",
        server.url(),
        created["session_id"].as_str().unwrap()
    );
    assert_eq!(created["redirect_url"], expected);
}

#[tokio::test]
async fn two_api_keys_never_see_each_other() {
    let server = TestServer::start().await;
    let (mine, theirs) = (server.lender("mine"), server.lender("theirs"));
    let session = mine.session().await;
    session.upload(papers::usual_pdf()).await.accepted();
    let stranger = theirs.open(&session.id);
    for read in ["progress/", "session_status/", "get_pdfs/", "session_upload_status/"] {
        stranger.calls("GET", read).await.refused("SESSION_NOT_FOUND");
    }
    stranger.initiate_processing().await.refused("SESSION_NOT_FOUND");
    stranger.delete().await.refused("SESSION_NOT_FOUND");
    stranger.upload(papers::usual_pdf()).await.refused("SESSION_NOT_FOUND");
    let path = format!(
        "/bank-connect/v1/session_data/webhook_payloads/?session_id={}",
        session.id
    );
    theirs.call(Call::get(path)).await.refused("SESSION_NOT_FOUND");
    // Only the control API says why: a mistyped key is the commonest mistake.
    let told = theirs
        .control("GET", &format!("/sessions/{}", session.id), json!({}))
        .await
        .refusal();
    assert!(told.2.contains("belongs to another key"), "{told:?}");
    // Clock, settings and deletion of the one leave the other alone.
    theirs.waits("24h").await;
    theirs.has_settings(json!({"is_trial_over": true})).await;
    theirs.control("POST", "/reset", json!({})).await;
    session
        .upload(papers::statement("hdfc", "2025-12-01", "2025-12-31").pdf())
        .await
        .accepted();
    assert_eq!(
        theirs.control("GET", "/sessions", json!({})).await.accepted()["sessions"],
        json!([])
    );
}

#[tokio::test]
async fn equal_calls_in_equal_order_give_equal_bytes() {
    let journey = async || {
        let server = TestServer::start().await;
        let session = server.lender("lender").session().await;
        let uploaded = session.upload(papers::usual_pdf()).await.text();
        (
            uploaded,
            session.outcome().await.to_string(),
            session.upload_status().await.text(),
        )
    };
    assert_eq!(journey().await, journey().await);
}

#[tokio::test]
async fn the_control_api_makes_a_session_in_any_state() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    for (state, shown) in [
        ("created", "created"),
        ("uploaded", "upload_completed"),
        ("processing", "processing"),
        ("completed", "completed"),
        ("deleted", "deleted"),
    ] {
        let request = json!({"from_date": "01/11/2025", "to_date": "31/12/2025"});
        let make = json!({"state": state, "banks": ["sbi"], "request": request});
        let made = lender.control("POST", "/sessions", make).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let session = lender.open(made.json()["id"].as_str().unwrap());
        assert_eq!(session.explained().await["state"], shown, "{state}");
    }
    let empty = lender.control("POST", "/sessions", json!({"state": "created"})).await;
    assert_eq!(empty.json()["state"], "created");
    let misspelt = lender.control("POST", "/sessions", json!({"stat": "created"})).await;
    assert!(misspelt.refusal().2.contains("stat"));
}

#[tokio::test]
async fn a_specimen_of_the_control_api_fits_its_session() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender.session().await;
    let path = format!("/specimens/salaried-asha/sbi/plain.pdf?session_id={}", session.id);
    let specimen = lender.control("GET", &path, json!({})).await;
    assert_eq!(specimen.header("content-type"), Some("application/pdf"));
    session.upload(specimen.body).await.accepted();
    assert_eq!(session.outcome().await["accounts"][0]["account_status"], "completed");
}
