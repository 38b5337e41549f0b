//! Receivers that hang, call back, or are many.

use std::sync::Arc;

use reqwest::Method;
use serde_json::{Value, json};

use crate::lender::{Lender, pace};
use crate::receiver::{Hook, Receiver, Reply};

#[tokio::test]
async fn a_receiver_that_hangs_never_slows_the_api() {
    let lender = Lender::start(pace("instant")).await;
    let receiver = Receiver::doing([Reply::Hang, Reply::Status(200)]).await;
    lender.webhooks_to(&receiver.url()).await;
    let hanging = lender.initiated("hanging").await;
    receiver.came(1).await;
    // Every call answers while the receiver has answered nothing.
    for round in 0..20 {
        let session = lender.create(&format!("other-{round}")).await;
        lender.progress(&hanging).await.ok();
        lender.initiate(&session).await.ok();
        lender.of_session(Method::GET, &session, "session_status").await.ok();
        // Nor do the webhooks of others wait for it.
        lender.told(&session).await;
        assert_eq!(lender.deliveries(&session).await[0]["state"], "delivered");
        lender.delete(&session).await.ok();
    }
    assert_eq!(receiver.hooks().len(), 21);
    assert_eq!(lender.deliveries(&hanging).await[0]["state"], "waiting");
    receiver.open_gate();
    lender.told(&hanging).await;
    assert_eq!(lender.deliveries(&hanging).await[0]["state"], "delivered");
}

#[tokio::test]
async fn a_session_deleted_during_an_attempt_is_not_tried_again() {
    let lender = Lender::start(pace("instant")).await;
    let receiver = Receiver::doing([Reply::Hang]).await;
    lender.webhooks_to(&receiver.url()).await;
    let session = lender.initiated("cust-1").await;
    receiver.came(1).await;
    lender.delete(&session).await.ok();
    receiver.open_gate();
    assert_eq!(lender.advance("30d").await, []);
    assert_eq!(
        (receiver.hooks().len(), lender.deliveries(&session).await.len()),
        (1, 0)
    );
}

#[tokio::test]
async fn a_world_reset_during_an_attempt_sends_nothing_more() {
    let lender = Lender::start(pace("hold")).await;
    let receiver = Receiver::doing([Reply::Hang]).await;
    lender.webhooks_to(&receiver.url()).await;
    let mut sessions = Vec::new();
    for index in 0..70 {
        sessions.push(lender.initiated(&format!("cust-{index}")).await);
    }
    for session in &sessions {
        lender.emulator().release(&lender.world(), session).unwrap();
    }
    receiver.came(1).await;
    lender.post("/_emulator/reset", json!({})).await.ok();
    let came = receiver.hooks().len();
    receiver.open_gate();
    lender.advance("30d").await;
    assert!(
        receiver.hooks().len() <= came.max(64),
        "what was open may end, nothing new begins"
    );
    assert_eq!(lender.get("/_emulator/sessions").await.ok()["sessions"], json!([]));
}

#[tokio::test]
async fn a_handler_may_call_the_api() {
    let lender = Arc::new(Lender::start(pace("instant")).await);
    let called = Arc::clone(&lender);
    let receiver = Receiver::doing([Reply::After(Arc::new(move |hook: Hook| {
        let lender = Arc::clone(&called);
        Box::pin(async move {
            let session = hook.session().to_owned();
            assert_eq!(lender.progress(&session).await.status, 200);
            let status = lender.of_session(Method::GET, &session, "session_status").await.ok();
            assert_eq!(status["session_id"], session.as_str());
            let next = lender.create("from-the-handler").await;
            assert_eq!(lender.upload(&next).await.status, 200);
            assert_eq!(lender.delete(&session).await.status, 200);
        })
    }))])
    .await;
    lender.statement().await;
    lender.webhooks_to(&receiver.url()).await;
    let session = lender.initiated("cust-1").await;
    lender.advance("1h").await;
    assert_eq!(
        (receiver.hooks().len(), lender.delete(&session).await.code()),
        (1, "SESSION_DELETED")
    );
    let sessions = lender.get("/_emulator/sessions").await.ok()["sessions"].clone();
    assert_eq!(
        (sessions[0]["state"].clone(), sessions[1]["state"].clone()),
        (json!("deleted"), json!("upload_completed"))
    );
}

#[tokio::test]
async fn a_handler_that_advances_the_clock_meanwhile_is_told_to_wait() {
    let lender = Arc::new(Lender::start(pace("1m")).await);
    let (called, answers) = (Arc::clone(&lender), Arc::new(std::sync::Mutex::new(Vec::new())));
    let given = Arc::clone(&answers);
    let receiver = Receiver::doing([Reply::After(Arc::new(move |_| {
        let (lender, given) = (Arc::clone(&called), Arc::clone(&given));
        Box::pin(async move {
            for (call, body) in [
                ("advance", json!({"by": "1d"})),
                ("freeze", json!({})),
                ("follow", json!({})),
            ] {
                let answer = lender.post(&format!("/_emulator/clock/{call}"), body).await;
                given.lock().unwrap().push((answer.status, answer.code().to_owned()));
            }
        })
    }))])
    .await;
    lender.webhooks_to(&receiver.url()).await;
    lender.initiated("cust-1").await;
    lender.advance("1h").await;
    assert_eq!(*answers.lock().unwrap(), vec![(409, "BUSY".to_owned()); 3]);
    assert_eq!(lender.clock().await, 3_600);
}

#[tokio::test]
async fn webhooks_of_one_instant_leave_side_by_side_but_not_more_than_64() {
    let lender = Lender::start(pace("1m")).await;
    let receiver = Receiver::doing([Reply::Hang]).await;
    lender.webhooks_to(&receiver.url()).await;
    for index in 0..100 {
        lender.initiated(&format!("cust-{index}")).await;
    }
    let told = async {
        receiver.came(64).await;
        receiver.open_gate();
    };
    let (happened, ()) = tokio::join!(lender.advance("1m"), told);
    assert_eq!(receiver.open_max(), 64);
    let count = |wanted: &str| happened.iter().filter(|(at, what)| *at == 60 && what == wanted).count();
    assert_eq!((count("processing_ended"), count("webhook_delivered")), (100, 100));
    let sessions: std::collections::BTreeSet<_> =
        receiver.hooks().iter().map(|hook| hook.session().to_owned()).collect();
    assert_eq!(
        (receiver.hooks().len(), sessions.len()),
        (100, 100),
        "one for each session"
    );
}

#[tokio::test]
async fn a_caller_that_hangs_up_during_an_advance_leaves_a_clock_that_goes_on() {
    let lender = Lender::start_with(bankconnect_emulator::commands::serve::Start::default().settings(pace("1m"))).await;
    let receiver = Receiver::doing([Reply::Hang]).await;
    lender.webhooks_to(&receiver.url()).await;
    let session = lender.initiated("cust-1").await;
    tokio::select! {
        _ = lender.advance("1h") => panic!("the receiver has not answered yet"),
        () = receiver.came(1) => {}
    }
    receiver.open_gate();
    lender.told(&session).await;
    // Whoever may run what is due now has waited for the abandoned call to come to its end.
    drop(lender.world().begin_running().await);
    let clock: Value = lender.get("/_emulator/clock").await.ok();
    assert_eq!(clock["mode"], "real");
}
