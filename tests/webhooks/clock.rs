//! The world's clock: what is due runs at its own time, in order, and the clock never goes back.

use bankconnect_emulator::commands::serve::Start;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::lender::{Lender, START, pace};
use crate::receiver::{Receiver, Reply};

fn instant(value: &Value) -> DateTime<Utc> {
    value.as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn everything_due_runs_at_its_own_time_with_the_clock_standing_there() {
    let lender = std::sync::Arc::new(Lender::start(pace("1h")).await);
    let (world, emulator) = (lender.world(), lender.emulator().clone());
    let seen: std::sync::Arc<std::sync::Mutex<Vec<i64>>> = std::sync::Arc::default();
    let seen_by_handler = std::sync::Arc::clone(&seen);
    let receiver = Receiver::doing([Reply::After(std::sync::Arc::new(move |_| {
        let since_start = emulator.now(&world) - START.parse::<DateTime<Utc>>().unwrap();
        seen_by_handler.lock().unwrap().push(since_start.num_seconds());
        Box::pin(async {})
    }))])
    .await;
    lender.webhooks_to(&receiver.url()).await;
    let mut sessions = Vec::new();
    for index in 0..3 {
        sessions.push(lender.initiated(&format!("cust-{index}")).await);
        lender.advance("1m").await;
    }
    let left = lender.create("left-alone").await;
    let happened = lender.advance("2d").await;

    let (ended, delivered) = ("processing_ended".to_owned(), "webhook_delivered".to_owned());
    let mut expected: Vec<_> = (0..3)
        .flat_map(|index| {
            [
                (3_600 + 60 * index, ended.clone()),
                (3_600 + 60 * index, delivered.clone()),
            ]
        })
        .collect();
    // Created three minutes after the start; it lives a day.
    expected.push((86_580, "session_expired".to_owned()));
    assert_eq!(happened, expected);
    assert_eq!(*seen.lock().unwrap(), [3_600, 3_660, 3_720]);
    let order: Vec<String> = receiver.hooks().iter().map(|hook| hook.session().to_owned()).collect();
    assert_eq!(order, sessions);
    assert_eq!(lender.clock().await, 180 + 2 * 86_400);
    assert_eq!(
        lender.get(&format!("/_emulator/sessions/{left}")).await.ok()["state"],
        "expired"
    );
}

#[tokio::test]
async fn things_due_now_run_also_when_the_clock_stands() {
    let lender = Lender::start(pace("instant")).await;
    let receiver = Receiver::taking().await;
    lender.webhooks_to(&receiver.url()).await;
    lender.initiated("cust-1").await;
    receiver.came(1).await;
    assert_eq!(lender.clock().await, 0);
}

#[tokio::test]
async fn a_second_advance_meanwhile_is_refused() {
    let lender = Lender::start(pace("1m")).await;
    let receiver = Receiver::doing([Reply::Hang]).await;
    lender.webhooks_to(&receiver.url()).await;
    lender.initiated("cust-1").await;
    let meanwhile = async {
        receiver.came(1).await;
        let second = lender.post("/_emulator/clock/advance", json!({"by": "1s"})).await;
        assert_eq!((second.status, second.code()), (409, "BUSY"));
        assert_eq!(lender.clock().await, 60, "it stands where the webhook was due");
        receiver.open_gate();
    };
    let (happened, ()) = tokio::join!(lender.advance("1h"), meanwhile);
    assert_eq!(
        happened,
        [
            (60, "processing_ended".to_owned()),
            (60, "webhook_delivered".to_owned())
        ]
    );
    assert_eq!(lender.clock().await, 3_600);
    assert_eq!(lender.advance("1s").await, []);
}

#[tokio::test]
async fn the_clock_never_goes_back() {
    let lender = Lender::start(pace("1m")).await;
    let refused = lender
        .post("/_emulator/clock/advance", json!({"to": "2026-01-15T09:59:59Z"}))
        .await;
    assert_eq!((refused.status, refused.code()), (400, "BAD_REQUEST"));
    assert!(
        refused.body["error"]["message"]
            .as_str()
            .unwrap()
            .contains("never goes back")
    );
    for wrong in [
        json!({"by": "-1s"}),
        json!({"by": "soon"}),
        json!({}),
        json!({"by": "1s", "to": START}),
        json!({"to": "+200000-01-01T00:00:00Z"}),
    ] {
        assert_eq!(
            lender.post("/_emulator/clock/advance", wrong.clone()).await.status,
            400,
            "{wrong}"
        );
    }
    for call in ["freeze", "follow"] {
        let path = format!("/_emulator/clock/{call}");
        let refused = lender.post(&path, json!({"at": "2020-01-01T00:00:00Z"})).await;
        assert_eq!((refused.status, refused.code()), (400, "BAD_REQUEST"), "{call}");
    }
    let followed = lender.post("/_emulator/clock/follow", json!({})).await.ok();
    assert_eq!(
        (instant(&followed["now"]) >= instant(&json!(START)), &followed["mode"]),
        (true, &json!("real"))
    );
    let frozen = lender.post("/_emulator/clock/freeze", json!({})).await.ok();
    assert!(instant(&frozen["now"]) >= instant(&followed["now"]));
}

#[tokio::test]
async fn after_advancing_real_time_goes_on_from_there() {
    let lender = Lender::start_with(Start::default().settings(pace("1h"))).await;
    let session = lender.initiated("cust-1").await;
    let before = instant(&lender.get("/_emulator/clock").await.ok()["now"]);
    let advanced = lender.post("/_emulator/clock/advance", json!({"by": "90d"})).await.ok();
    let now = lender.get("/_emulator/clock").await.ok();
    assert!(instant(&advanced["now"]) - before >= chrono::TimeDelta::days(90));
    assert!(instant(&now["now"]) >= instant(&advanced["now"]), "it never goes back");
    assert_eq!(now["mode"], "real");
    assert_eq!(
        lender.get(&format!("/_emulator/sessions/{session}")).await.ok()["state"],
        "completed"
    );
}

#[tokio::test]
async fn real_time_ends_processing_and_sends_the_webhook() {
    let lender = Lender::start_with(Start::default().settings(pace("50ms"))).await;
    let receiver = Receiver::taking().await;
    lender.webhooks_to(&receiver.url()).await;
    let session = lender.initiated("cust-1").await;
    lender
        .get(&format!("/_emulator/sessions/{session}/wait?until=completed"))
        .await
        .ok();
    lender.told(&session).await;
    assert_eq!(receiver.events(), ["ENRICHMENT_NOTIFICATION"]);
}

#[tokio::test]
async fn a_clock_that_is_let_go_runs_what_is_due_by_then() {
    let lender = Lender::start(pace("1h")).await;
    let receiver = Receiver::taking().await;
    lender.webhooks_to(&receiver.url()).await;
    let session = lender.initiated("cust-1").await;
    lender
        .post("/_emulator/clock/follow", json!({"at": "2026-01-15T11:00:00Z"}))
        .await
        .ok();
    receiver.came(1).await;
    lender.told(&session).await;
    assert_eq!(
        lender.deliveries(&session).await[0]["created_at"],
        "2026-01-15T16:30:00+05:30"
    );
}

#[tokio::test]
async fn waiting_has_an_end_and_says_what_it_waits_for() {
    let lender = Lender::start(pace("hold")).await;
    let session = lender.initiated("cust-1").await;
    let wait = async |query: &str| lender.get(&format!("/_emulator/sessions/{session}/wait{query}")).await;
    assert_eq!(wait("?timeout=1ms").await.status, 408);
    assert_eq!(
        wait("?until=told&timeout=1ms").await.status,
        408,
        "held: nothing is told yet"
    );
    assert_eq!(wait("?until=rained&timeout=1ms").await.status, 400);
    assert_eq!(wait("?timeout=soon").await.status, 400);
    lender.delete(&session).await.ok();
    assert_eq!(wait("").await.code(), "SESSION_DELETED", "nothing comes of it");
    assert_eq!(lender.get("/_emulator/sessions/nonsense/wait").await.status, 404);
}
