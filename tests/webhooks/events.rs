//! Which webhooks leave, what they carry, and why one does not.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use bankconnect_emulator::domain::settings::Settings;
use bankconnect_emulator::domain::statement::Source;
use bankconnect_emulator::domain::webhook::Event;
use bankconnect_emulator::emulator::UploadForm;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::lender::{Lender, pace};
use crate::receiver::{Receiver, Reply};

fn all_events() -> Settings {
    let webhook_events = BTreeSet::from([Event::Enrichment, Event::UploadCompletion, Event::Expiry]);
    Settings {
        webhook_events,
        ..pace("instant")
    }
}

#[tokio::test]
async fn a_webhook_carries_the_outcome_and_the_secret() {
    let lender = Lender::start(pace("instant")).await;
    let receiver = Receiver::taking().await;
    lender.webhooks_to(&receiver.url()).await;
    let session = lender.create("cust-1").await;
    let account = lender.upload(&session).await.ok()["account_id"].clone();
    lender.initiate(&session).await.ok();
    lender.told(&session).await;

    let hooks = receiver.hooks();
    assert_eq!(
        (hooks.len(), hooks[0].path.as_str(), hooks[0].event()),
        (1, "/hook", "ENRICHMENT_NOTIFICATION")
    );
    assert_eq!(hooks[0].header("x-secret-key"), Some("s3cret"));
    assert_eq!(hooks[0].header("content-type"), Some("application/json"));
    let body = &hooks[0].body;
    assert_eq!(
        (body["session_id"].as_str(), &body["insights_available"]),
        (Some(session.as_str()), &json!(true))
    );
    assert_eq!(
        (
            &body["accounts"][0]["account_id"],
            &body["accounts"][0]["account_status"]
        ),
        (&account, &json!("completed"))
    );
    // The session's own answer says the same.
    let status = lender.of_session(Method::GET, &session, "session_status").await.ok();
    assert_eq!(status["accounts"][0]["account_id"], account);
    let delivery = &lender.deliveries(&session).await.pop().unwrap();
    assert_eq!((&delivery["state"], &delivery["body"]), (&json!("delivered"), body));
    assert!(!delivery.to_string().contains("s3cret"), "the control API masks it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_webhook_of_an_instant_pace_leaves_after_the_202_is_written() {
    let lender = Lender::start(pace("instant")).await;
    let caller: Arc<Mutex<Option<Arc<TcpStream>>>> = Arc::default();
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let (of_handler, seen_by_handler) = (Arc::clone(&caller), Arc::clone(&seen));
    let receiver = Receiver::doing([Reply::After(Arc::new(move |_| {
        // What lies ready to be read on the caller's own connection at the moment its webhook arrives.
        let stream = of_handler.lock().unwrap().clone().unwrap();
        let mut ready = [0; 64];
        let count = stream.try_read(&mut ready).unwrap_or(0);
        seen_by_handler
            .lock()
            .unwrap()
            .push(String::from_utf8_lossy(&ready[..count]).into_owned());
        Box::pin(async {})
    }))])
    .await;
    lender.webhooks_to(&receiver.url()).await;
    for round in 0..20 {
        let session = lender.create(&format!("cust-{round}")).await;
        let address = lender.address().replace("http://", "");
        let stream = Arc::new(TcpStream::connect(&address).await.unwrap());
        *caller.lock().unwrap() = Some(Arc::clone(&stream));
        let path = format!("/bank-connect/v1/session_data/{session}/initiate_processing/");
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: {address}\r\nx-api-key: test\r\nserver-hash: any\r\ncontent-length: 0\r\n\r\n"
        );
        stream.writable().await.unwrap();
        assert_eq!(stream.try_write(request.as_bytes()).unwrap(), request.len());
        receiver.came(round + 1).await;
        lender.told(&session).await;
    }
    let seen = seen.lock().unwrap().clone();
    assert_eq!(seen.len(), 20);
    assert!(seen.iter().all(|ready| ready.starts_with("HTTP/1.1 202 ")), "{seen:?}");
}

#[tokio::test]
async fn the_answer_that_asks_for_processing_has_a_length() {
    let lender = Lender::start(pace("instant")).await;
    let session = lender.create("cust-1").await;
    let url = format!(
        "{}/bank-connect/v1/session_data/{session}/initiate_processing/",
        lender.address()
    );
    let request = reqwest::Client::new()
        .post(url)
        .header("x-api-key", "test")
        .header("server-hash", "any");
    let response = request.send().await.unwrap();
    assert_eq!(
        (
            response.status().as_u16(),
            response.headers().contains_key("content-length")
        ),
        (202, true)
    );
}

#[tokio::test]
async fn who_is_not_told_can_read_why() {
    let lender = Lender::start(pace("instant")).await;
    let reason = async |session: &str| {
        let delivery = lender.deliveries(session).await.pop().unwrap();
        assert_eq!(
            (&delivery["state"], &delivery["attempts"]),
            (&json!("not_sent"), &json!([]))
        );
        delivery["reason"].as_str().unwrap().to_owned()
    };
    let without_target = lender.initiated("no-target").await;
    lender.told(&without_target).await;
    assert!(reason(&without_target).await.contains("no webhook is set"));

    let receiver = Receiver::taking().await;
    lender.webhooks_of_mode(&receiver.url(), Value::Null).await;
    let without_statement = lender.initiated("no-statement").await;
    lender.told(&without_statement).await;
    assert!(
        reason(&without_statement)
            .await
            .contains("webhook_mode 0 does not cover")
    );

    lender.webhooks_to(&receiver.url()).await;
    lender
        .call(
            Method::PATCH,
            "/_emulator/settings",
            Some(json!({"webhook_events": []})),
        )
        .await
        .ok();
    let not_enabled = lender.initiated("not-enabled").await;
    lender.told(&not_enabled).await;
    assert!(reason(&not_enabled).await.contains("not among the webhook_events"));
    assert_eq!(receiver.events(), Vec::<String>::new());
    assert_eq!(
        lender.payloads(&not_enabled).await,
        json!([]),
        "what is never sent is no payload"
    );
}

#[tokio::test]
async fn a_mode_covers_the_sources_the_contract_names() {
    let lender = Lender::start(pace("instant")).await;
    let statement = lender.statement().await;
    let receiver = Receiver::taking().await;
    for (mode, source, is_told) in [
        (0, Source::NetBanking, true),
        (0, Source::Pdf, false),
        (0, Source::Aggregator, false),
        (1, Source::NetBanking, true),
        (1, Source::Pdf, true),
        (1, Source::Aggregator, false),
        (3, Source::NetBanking, true),
        (3, Source::Pdf, true),
        (3, Source::Aggregator, true),
    ] {
        lender.webhooks_of_mode(&receiver.url(), json!(mode)).await;
        let session = lender.create("cust-1").await;
        let form = UploadForm {
            session_id: Some(session.clone()),
            file: Some(statement.clone().into()),
            source: Some(source),
            ..UploadForm::default()
        };
        lender.emulator().upload(&lender.world(), form).await.unwrap();
        lender.initiate(&session).await.ok();
        lender.told(&session).await;
        let was_told = receiver.hooks().iter().any(|hook| hook.session() == session);
        assert_eq!(was_told, is_told, "mode {mode}, {source:?}");
    }
}

#[tokio::test]
async fn the_poll_that_ends_processing_sends_the_webhook() {
    let lender = Lender::start(pace("polls:3")).await;
    let receiver = Receiver::taking().await;
    lender.webhooks_to(&receiver.url()).await;
    let session = lender.initiated("cust-1").await;
    for _ in 0..2 {
        lender.progress(&session).await.ok();
        lender.advance("1h").await;
    }
    assert_eq!(receiver.events(), Vec::<String>::new());
    lender.progress(&session).await.ok();
    lender.told(&session).await;
    lender.progress(&session).await.ok();
    lender.advance("1h").await;
    assert_eq!(receiver.events(), ["ENRICHMENT_NOTIFICATION"]);
}

#[tokio::test]
async fn a_held_processing_tells_when_it_is_released_and_once() {
    let lender = Lender::start(pace("hold")).await;
    let receiver = Receiver::taking().await;
    lender.webhooks_to(&receiver.url()).await;
    let session = lender.initiated("cust-1").await;
    lender.advance("400d").await;
    assert_eq!(receiver.events(), Vec::<String>::new());
    for _ in 0..2 {
        lender
            .post(&format!("/_emulator/sessions/{session}/release"), json!({}))
            .await
            .ok();
        lender.told(&session).await;
    }
    lender.advance("1d").await;
    assert_eq!(receiver.events(), ["ENRICHMENT_NOTIFICATION"]);
}

#[tokio::test]
async fn upload_completion_is_told_once_and_then_expiry_never() {
    let lender = Lender::start(all_events()).await;
    let receiver = Receiver::taking().await;
    lender.webhooks_to(&receiver.url()).await;
    let session = lender.create("cust-1").await;
    lender.upload(&session).await.ok();
    lender.told(&session).await;
    assert_eq!(lender.upload(&session).await.status, 400, "a duplicate");
    lender.advance("40d").await;
    let hooks = receiver.hooks();
    assert_eq!(receiver.events(), ["SESSION_REQUIREMENT_COMPLETION_NOTIFICATION"]);
    assert_eq!(
        (hooks[0].session(), &hooks[0].body["message"]),
        (session.as_str(), &json!("Upload Completed"))
    );
}

#[tokio::test]
async fn expiry_is_told_once_at_its_moment_unless_processing_was_asked_for() {
    let lender = Lender::start(all_events()).await;
    let receiver = Receiver::taking().await;
    lender.webhooks_to(&receiver.url()).await;
    let expiring = lender.create("left-alone").await;
    let processed = lender.initiated("processed").await;
    lender.told(&processed).await;
    let happened = lender.advance("1439m").await;
    assert_eq!(happened, []);
    let happened = lender.advance("40d").await;
    assert_eq!(
        happened,
        [
            (86_400, "session_expired".to_owned()),
            (86_400, "webhook_delivered".to_owned())
        ]
    );
    lender.advance("40d").await;
    assert_eq!(
        receiver.events(),
        ["ENRICHMENT_NOTIFICATION", "SESSION_EXPIRY_NOTIFICATION"]
    );
    assert_eq!(receiver.hooks()[1].session(), expiring);
    lender
        .get(&format!("/_emulator/sessions/{expiring}/wait?until=expired"))
        .await
        .ok();
}

#[tokio::test]
async fn nothing_leaves_after_deletion_nor_after_a_reset() {
    let lender = Lender::start(pace("1h")).await;
    let receiver = Receiver::doing([Reply::Status(500)]).await;
    lender.webhooks_to(&receiver.url()).await;
    let running = lender.initiated("deleted-while-running").await;
    lender.delete(&running).await.ok();
    assert_eq!(lender.advance("1d").await, []);
    let retried = lender.initiated("deleted-between-attempts").await;
    lender.advance("1h").await;
    assert_eq!(receiver.hooks().len(), 1);
    lender.delete(&retried).await.ok();
    assert_eq!(lender.advance("30d").await, []);

    lender.initiated("reset").await;
    lender.post("/_emulator/reset", json!({})).await.ok();
    assert_eq!(lender.advance("30d").await, []);
    assert_eq!(receiver.hooks().len(), 1);
}

#[tokio::test]
async fn payloads_wait_for_a_receiver_that_was_down() {
    let lender = Lender::start(all_events()).await;
    let receiver = Receiver::doing([Reply::Reset]).await;
    lender.webhooks_to(&receiver.url()).await;
    let session = lender.create("cust-1").await;
    assert_eq!(lender.payloads(&session).await, json!([]));
    lender.upload(&session).await.ok();
    lender.advance("1m").await;
    lender.initiate(&session).await.ok();
    lender.advance("2d").await;
    let payloads = lender.payloads(&session).await;
    let events: Vec<_> = payloads
        .as_array()
        .unwrap()
        .iter()
        .map(|payload| payload["event_name"].as_str().unwrap())
        .collect();
    assert_eq!(
        events,
        ["ENRICHMENT_NOTIFICATION", "SESSION_REQUIREMENT_COMPLETION_NOTIFICATION"],
        "newest first"
    );
    let mut newest = payloads[0].clone();
    assert!(newest.as_object_mut().unwrap().remove("date_time").is_some());
    assert_eq!(
        Some(newest),
        receiver.hooks().last().map(|hook| hook.body.clone()),
        "what was tried to be sent"
    );
}
