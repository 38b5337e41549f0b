//! Attempts and their spacing in world time, the order of a session's webhooks, and trying once more by hand.

use std::collections::BTreeSet;

use bankconnect_emulator::domain::settings::Settings;
use bankconnect_emulator::domain::webhook::Event;
use serde_json::json;

use crate::lender::{Lender, pace};
use crate::receiver::{Receiver, Reply};

/// Seconds of the attempts after the first: 10 s, 1 min, 10 min, 1 h, 6 h, each after the one before.
const ATTEMPTS_AT: [i64; 6] = [0, 10, 70, 670, 4_270, 25_870];

#[tokio::test]
async fn a_receiver_that_never_takes_it_is_tried_six_times_and_given_up() {
    let lender = Lender::start(pace("1m")).await;
    let receiver = Receiver::doing([Reply::Status(500), Reply::Reset]).await;
    lender.webhooks_to(&receiver.url()).await;
    let session = lender.initiated("cust-1").await;
    let happened = lender.advance("1d").await;

    let at: Vec<i64> = ATTEMPTS_AT.map(|second| 60 + second).to_vec();
    let mut expected = vec![(60, "processing_ended".to_owned())];
    expected.extend(at.iter().map(|second| (*second, "webhook_failed".to_owned())));
    assert_eq!(happened, expected);
    assert_eq!(lender.attempts(&session, 0).await, at);
    let hooks = receiver.hooks();
    assert_eq!(hooks.len(), 6);
    assert!(
        hooks.iter().all(|hook| hook.body == hooks[0].body),
        "every attempt says the same"
    );
    let delivery = &lender.deliveries(&session).await[0];
    assert_eq!(
        (&delivery["state"], &delivery["attempts"][0]["status"]),
        (&json!("given_up"), &json!(500))
    );
    assert!(
        delivery["attempts"][5]["error"]
            .as_str()
            .unwrap()
            .contains("closed the connection"),
        "{delivery}"
    );
    assert_eq!(lender.advance("365d").await, []);
}

#[tokio::test]
async fn a_receiver_that_recovers_gets_it_and_is_left_alone() {
    let lender = Lender::start(pace("instant")).await;
    let receiver = Receiver::doing([Reply::Status(500), Reply::Reset, Reply::Status(204)]).await;
    lender.webhooks_to(&receiver.url()).await;
    let session = lender.initiated("cust-1").await;
    lender.advance("30d").await;
    assert_eq!(lender.attempts(&session, 0).await, ATTEMPTS_AT[..3]);
    assert_eq!(
        (receiver.hooks().len(), &lender.deliveries(&session).await[0]["state"]),
        (3, &json!("delivered"))
    );
}

#[tokio::test]
async fn a_retry_waits_for_its_moment() {
    let lender = Lender::start(pace("instant")).await;
    let receiver = Receiver::doing([Reply::Status(503)]).await;
    lender.webhooks_to(&receiver.url()).await;
    lender.initiated("cust-1").await;
    receiver.came(1).await;
    lender.advance("0s").await;
    assert_eq!(lender.advance("9s").await, []);
    assert_eq!(lender.advance("1s").await, [(10, "webhook_failed".to_owned())]);
    assert_eq!(lender.advance("59s").await, []);
    assert_eq!(lender.advance("1s").await, [(70, "webhook_failed".to_owned())]);
    assert_eq!(receiver.hooks().len(), 3);
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_said_so() {
    let lender = Lender::start(pace("instant")).await;
    let elsewhere = Receiver::taking().await;
    let receiver = Receiver::doing([Reply::Redirect(elsewhere.url())]).await;
    lender.webhooks_to(&receiver.url()).await;
    let session = lender.initiated("cust-1").await;
    lender.advance("1d").await;
    assert_eq!((receiver.hooks().len(), elsewhere.hooks().len()), (6, 0));
    let delivery = &lender.deliveries(&session).await[0];
    assert!(
        delivery["attempts"][0]["error"]
            .as_str()
            .unwrap()
            .contains("set the final URL as webhook_url"),
        "{delivery}"
    );
}

#[tokio::test]
async fn the_webhooks_of_a_session_keep_their_order_through_retries() {
    let webhook_events = BTreeSet::from([Event::Enrichment, Event::UploadCompletion, Event::Expiry]);
    let lender = Lender::start(Settings {
        webhook_events,
        ..pace("instant")
    })
    .await;
    let receiver = Receiver::doing([Reply::Status(500), Reply::Status(500), Reply::Status(200)]).await;
    lender.webhooks_to(&receiver.url()).await;
    let session = lender.create("cust-1").await;
    lender.upload(&session).await.ok();
    receiver.came(1).await;
    // The second event happens while the first one waits for its next attempt.
    lender.initiate(&session).await.ok();
    lender.advance("1d").await;
    let completion = "SESSION_REQUIREMENT_COMPLETION_NOTIFICATION";
    assert_eq!(
        receiver.events(),
        [completion, completion, completion, "ENRICHMENT_NOTIFICATION"]
    );
    assert_eq!(lender.attempts(&session, 1).await, [70]);
}

#[tokio::test]
async fn a_delivery_can_be_tried_once_more() {
    let lender = Lender::start(pace("instant")).await;
    let receiver = Receiver::doing([Reply::Status(200), Reply::Status(500), Reply::Status(200)]).await;
    lender.webhooks_to(&receiver.url()).await;
    let session = lender.initiated("cust-1").await;
    lender.told(&session).await;
    let id = lender.deliveries(&session).await[0]["id"].as_str().unwrap().to_owned();
    let redeliver = async |id: &str| {
        lender
            .post(&format!("/_emulator/deliveries/{id}/redeliver"), json!({}))
            .await
    };
    lender.advance("1h").await;
    assert_eq!(redeliver(&id).await.status, 202);
    lender.advance("1h").await;
    assert_eq!(
        lender.attempts(&session, 0).await,
        [0, 3_600, 3_660],
        "a failure is retried as ever"
    );
    assert_eq!(
        (receiver.hooks().len(), &lender.deliveries(&session).await[0]["state"]),
        (3, &json!("delivered"))
    );

    assert_eq!(redeliver("00000000-0000-4000-8000-000000000000").await.status, 404);
    lender.delete(&session).await.ok();
    assert!(
        redeliver(&id).await.status >= 400,
        "nothing is told of a deleted session"
    );
    lender.advance("1d").await;
    assert_eq!(receiver.hooks().len(), 3);
}

#[tokio::test]
async fn a_delivery_that_had_nowhere_to_go_is_sent_once_it_has() {
    let lender = Lender::start(pace("instant")).await;
    let session = lender.initiated("cust-1").await;
    lender.told(&session).await;
    let id = lender.deliveries(&session).await[0]["id"].as_str().unwrap().to_owned();
    let redelivery = format!("/_emulator/deliveries/{id}/redeliver");
    let refused = lender.post(&redelivery, json!({})).await;
    assert_eq!((refused.status, refused.code()), (409, "NO_WEBHOOK"));
    let receiver = Receiver::taking().await;
    lender.webhooks_to(&receiver.url()).await;
    lender.post(&redelivery, json!({})).await.ok();
    lender.told(&session).await;
    assert_eq!(receiver.events(), ["ENRICHMENT_NOTIFICATION"]);
}

#[tokio::test]
async fn a_retry_goes_to_the_address_that_is_set_by_then() {
    let lender = Lender::start(pace("instant")).await;
    let mistyped = Receiver::doing([Reply::Status(404)]).await;
    lender.webhooks_to(&mistyped.url()).await;
    let session = lender.initiated("cust-1").await;
    mistyped.came(1).await;
    let right = Receiver::taking().await;
    lender.webhooks_to(&right.url()).await;
    lender.advance("10s").await;
    assert_eq!((mistyped.hooks().len(), right.hooks().len()), (1, 1));
    let delivery = lender.deliveries(&session).await.remove(0);
    let urls: Vec<_> = delivery["attempts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|attempt| attempt["url"].clone())
        .collect();
    assert_eq!(urls, [mistyped.url(), right.url()]);
    assert_eq!(delivery["state"], "delivered");
}
