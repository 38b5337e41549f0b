//! Webhooks that are lost, late, doubled or out of order, because a rule or a test value says so.

use bankconnect_emulator::domain::settings::Settings;
use bankconnect_emulator::domain::webhook::Event;
use bankconnect_emulator::wire::test_values::{Kind, all};
use reqwest::Method;
use serde_json::json;

use crate::lender::{Lender, pace};
use crate::receiver::Receiver;

/// Every test value of webhooks: seconds of the attempts, how many of them arrive, and how the delivery ends.
#[tokio::test]
async fn every_test_value_of_a_webhook() {
    let tokens = all().iter().filter(|value| value.kind == Kind::Webhook);
    let mut count = 0;
    for token in tokens.map(|value| value.token.as_str()) {
        let (attempts, arriving, state) = match token {
            "webhook-drop" => (vec![0, 10], 1, "delivered"),
            "webhook-lost" => (vec![0, 10, 70, 670, 4_270, 25_870], 0, "given_up"),
            "webhook-duplicate" => (vec![0, 0], 2, "delivered"),
            "webhook-delay" => (vec![300], 1, "delivered"),
            "webhook-late" => (vec![25_870], 1, "delivered"),
            "webhook-reorder" => (vec![3_600], 1, "delivered"),
            other => panic!("nobody knows what comes of {other}"),
        };
        let lender = Lender::start(pace("instant")).await;
        let receiver = Receiver::taking().await;
        lender.webhooks_to(&receiver.url()).await;
        let session = lender.initiated(&format!("cust-1+{token}")).await;
        lender.advance("1d").await;
        assert_eq!(lender.attempts(&session, 0).await, attempts, "{token}");
        let delivery = &lender.deliveries(&session).await[0];
        assert_eq!(
            (receiver.hooks().len(), &delivery["state"]),
            (arriving, &json!(state)),
            "{token}"
        );
        assert_eq!(delivery["injected_by"], format!("test value {token}"));
        count += 1;
    }
    assert_eq!(count, 6);
}

#[tokio::test]
async fn a_rule_has_a_plan_and_each_injected_attempt_says_so() {
    let lender = Lender::start(pace("instant")).await;
    let receiver = Receiver::taking().await;
    lender.webhooks_to(&receiver.url()).await;
    let rule =
        json!({"name": "flaky", "when": {"link_id": "multi-*"}, "then": {"webhook": ["drop", "deliver", "duplicate"]}});
    let body = Some(json!({"rules": [rule]}));
    lender.call(Method::PUT, "/_emulator/rules", body).await.ok();
    let session = lender.initiated("multi-1").await;
    // What was decided stays.
    lender.call(Method::DELETE, "/_emulator/rules", None).await.ok();
    lender.advance("1d").await;
    assert_eq!(lender.attempts(&session, 0).await, [0, 10, 10]);
    let delivery = &lender.deliveries(&session).await[0];
    let injected: Vec<_> = (0..3)
        .map(|index| delivery["attempts"][index]["injected"].clone())
        .collect();
    assert_eq!(
        injected,
        [
            json!("drop, by rule flaky"),
            json!(null),
            json!("duplicate, by rule flaky")
        ]
    );
    assert_eq!(delivery["attempts"][0]["error"], "lost on the way, as was asked for");
    let hooks = receiver.hooks();
    assert_eq!(hooks.len(), 2);
    assert_eq!(hooks[0].body, hooks[1].body);
    let other = lender.initiated("other").await;
    lender.advance("1d").await;
    assert_eq!(lender.attempts(&other, 0).await.len(), 1);
}

#[tokio::test]
async fn a_reordered_webhook_comes_behind_the_next_one() {
    let settings = Settings {
        webhook_events: [Event::Enrichment, Event::UploadCompletion].into(),
        ..pace("instant")
    };
    let lender = Lender::start(settings).await;
    let receiver = Receiver::taking().await;
    lender.webhooks_to(&receiver.url()).await;
    let body = Some(json!({"rules": [{"then": {"webhook": ["reorder"]}}]}));
    lender.call(Method::PUT, "/_emulator/rules", body).await.ok();
    let session = lender.create("cust-1").await;
    lender.upload(&session).await.ok();
    lender.call(Method::DELETE, "/_emulator/rules", None).await.ok();
    lender.initiate(&session).await.ok();
    lender.advance("1m").await;
    assert_eq!(
        receiver.events(),
        [Event::Enrichment.name(), Event::UploadCompletion.name()]
    );
}
