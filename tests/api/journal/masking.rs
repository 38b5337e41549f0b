//! What nobody is to see in a journal.

use serde_json::json;

use super::{day, find, journal};
use crate::support::lender::Upload;
use crate::support::listener::Listener;
use crate::support::papers;
use crate::support::server::TestServer;

#[tokio::test]
async fn nobody_sees_keys_passwords_tokens_account_numbers_or_documents() {
    let server = TestServer::start().await;
    let receiver = Listener::receiver().await;
    let (lender, number, _) = day(&server, &receiver).await;
    assert!(number.len() > 8, "{number}");
    let whole = lender.control("GET", "/journal", json!({})).await.text();
    assert!(
        whole.contains(&format!("X{}", &number[number.len() - 4..])),
        "it is masked, not lost"
    );
    // Also when the session it was read in is gone.
    let session = journal(&lender, "endpoint=create_session").await["exchanges"][0]["session_id"].clone();
    lender.open(session.as_str().unwrap()).delete().await.accepted();
    for format in ["json", "jsonl", "har"] {
        let text = lender
            .control("GET", &format!("/journal?format={format}"), json!({}))
            .await
            .text();
        assert!(text.len() > 50_000, "{format}: {}", text.len());
        for secret in [
            &*number,
            "a-secret-nobody-sees",
            "a-word-nobody-sees",
            "a-key-nobody-sees",
            "%PDF",
        ] {
            assert!(!text.contains(secret), "{format} shows {secret}");
        }
        let signatures = text.matches("signature=").count();
        assert!(
            signatures >= 2 && signatures == text.matches("signature=***").count(),
            "{format}"
        );
    }
}

#[tokio::test]
async fn a_url_shows_no_secret_wherever_it_comes_up() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let receiver = Listener::receiver()
        .await
        .url()
        .replace("http://", "http://user:pw-nobody-sees@");
    lender
        .webhooks_go_to(&format!("{receiver}?token=tok-nobody-sees&x=1"))
        .await;
    let session = lender.session().await;
    let from = "http://user:pw-nobody-sees@127.0.0.1:9/a.pdf?X-Amz-Signature=tok-nobody-sees";
    session.upload(Upload::from_url(from)).await.refused("INVALID_FILE_URL");
    session.upload(papers::usual_pdf()).await.accepted();
    session.outcome().await;
    for path in [
        "/journal",
        "/journal?format=jsonl",
        "/journal?format=har",
        "/deliveries",
    ] {
        let text = lender.control("GET", path, json!({})).await.text();
        assert!(!text.contains("nobody-sees"), "{path}: {text}");
        assert!(
            text.contains("http://user:***@") && text.contains("token=***&x=1"),
            "{path}: {text}"
        );
    }
}

#[tokio::test]
async fn account_numbers_of_an_aggregator_are_masked_too() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender.session().await;
    session
        .intake(json!({"via": "aa", "bank": "hdfc", "mobile_number": "9000000012"}))
        .await
        .accepted();
    session.outcome().await;
    let predictors = session.calls("GET", "predictors/").await.accepted();
    let number = find(&predictors, "accountnumber").unwrap();
    assert!(
        number.len() > 8 && number.chars().all(|digit| digit.is_ascii_digit()),
        "{number}"
    );
    let text = lender.control("GET", "/journal", json!({})).await.text();
    assert!(!text.contains(&number) && text.contains(&number[number.len() - 4..]));
}
