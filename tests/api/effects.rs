//! What rules, test values and settings do to each other, and what they leave alone.

use bankconnect_emulator::domain::rule::PROBLEM_COUNT_MAX;
use serde_json::{Map, Value, json};

use super::support::borrower::with_recurring;
use super::support::calls::Call;
use super::support::lender::{Lender, Upload};
use super::support::listener::Listener;
use super::support::papers;
use super::support::server::TestServer;

async fn has_rules(lender: &Lender, rules: Value) {
    lender
        .control("PUT", "/rules", json!({"rules": rules}))
        .await
        .accepted();
}

#[tokio::test]
async fn a_hundred_problems_are_told_of_however_many_there_are() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let keys: Map<String, Value> = (0..60_000).map(|index| (format!("k{index}"), json!(1))).collect();
    let endpoints = vec!["zz"; 100_000];
    for rules in [
        json!([keys]),
        json!([{"when": {"endpoint": endpoints}, "then": {"pace": "hold"}}]),
        json!(vec![json!({"then": {}}); 900]),
    ] {
        let refused = lender.control("PUT", "/rules", json!({"rules": rules})).await;
        assert_eq!(refused.status, 400);
        let error = &refused.json()["error"];
        assert_eq!(error["problems"].as_array().unwrap().len(), PROBLEM_COUNT_MAX);
        let message = error["message"].as_str().unwrap();
        assert!(message.ends_with("and 95 more"), "{message}");
    }
    let many = json!(vec![json!({"then": {"pace": "hold"}}); 1_001]);
    let refused = lender.control("PUT", "/rules", json!({"rules": many})).await;
    assert_eq!(
        refused.json()["error"]["message"],
        "rules: 1001 rules; there may be 1000"
    );
}

#[tokio::test]
async fn rules_nobody_could_meet_are_refused_and_those_shown_can_be_put_back() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let bad = json!([
        {"when": {"endpoint": "catalogue", "link_id": "x"}, "then": {"fault": {"status": 503}}},
        {"when": {"call": 1}, "then": {"account": "UNPARSABLE", "fault": {"latency": "1ms"}}},
        {"when": ["cust-*"], "then": {"pace": "hold"}},
        {"when": {"link": "x"}, "then": {"journey": "MU999"}},
        [1],
    ]);
    let refused = lender.control("PUT", "/rules", json!({"rules": bad})).await.json();
    let problems = refused["error"]["problems"].as_array().unwrap();
    let told: Vec<String> = problems
        .iter()
        .map(|problem| {
            format!(
                "{}: {}",
                problem["path"].as_str().unwrap(),
                problem["what"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "rules[0].when.link_id: the calls of `when.endpoint` are about no session",
            "rules[1].when.call: `then` is about several calls; say with `when.endpoint` which of them are counted",
            "rules[2].when: an object is wanted, not a list",
            "rules[3].when.link: unknown key `link`, expected one of `link_id`, `bank`, `endpoint`, `call`, `session`",
            "rules[3].then.journey: no journey ends with `MU999`; there are MU002, MU003, MU004, MU006, MU020, MU021, NB000, NB003, NB004, NB005",
            "rules[4]: an object is wanted: `when` and `then`",
        ]
    );
    assert_eq!(problems[3]["suggestion"], "link_id");

    has_rules(&lender, json!([{"then": {"pace": "hold"}}])).await;
    let shown = lender.control("GET", "/rules", json!({})).await.accepted();
    lender.control("PUT", "/rules", shown).await.accepted();
}

#[tokio::test]
async fn a_pull_is_not_refused_for_what_holds_for_another_call() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender
        .session_with_consent_of("aa-2~initiate_processing.DUPLICATE_PROCESSING_REQUEST~BALANCE_MISMATCH")
        .await;
    let consent = session.recurring_consent().await;
    lender.waits("40d").await;
    let pulled = lender.pulls(&consent, "01/01/2026", "31/01/2026").await;
    assert_eq!(
        pulled.header("x-emulator-injected"),
        Some("test value BALANCE_MISMATCH")
    );
    let pulled = lender.open(pulled.accepted()["session_id"].as_str().unwrap());
    lender.waits("3s").await;
    let outcome = pulled.status().await.accepted();
    assert_eq!(outcome["accounts"][0]["error_code"], "BALANCE_MISMATCH");
}

#[tokio::test]
async fn null_brings_back_what_the_server_started_with() {
    let server = TestServer::start().await;
    let lender = server.lender("trial-expired-1");
    let settings = async |patch: Value| lender.control("PATCH", "/settings", patch).await.accepted();
    let before = settings(json!({})).await;
    assert_eq!(before["is_trial_over"], true);
    let changed = settings(json!({"profile": "2026", "is_trial_over": false, "pace": "hold"})).await;
    assert_eq!(changed["upload_details"], true);
    let after = settings(json!({"profile": null, "is_trial_over": null, "pace": null})).await;
    assert_eq!(after, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_and_rules_changed_at_once_are_both_kept() {
    let server = TestServer::start().await;
    for number in 0..60 {
        let lender = server.lender(&format!("lender-{number}"));
        lender.session().await;
        let pages = lender.control("PATCH", "/settings", json!({"page_limit": 123}));
        let trial = lender.control("PATCH", "/settings", json!({"is_trial_over": true}));
        let rules = lender.control("PUT", "/rules", json!({"rules": [{"then": {"pace": "hold"}}]}));
        let (pages, trial, rules) = tokio::join!(pages, trial, rules);
        assert_eq!([pages.status, trial.status, rules.status], [200; 3]);
        let settings = lender.control("GET", "/settings", json!({})).await.accepted();
        let kept = [
            &settings["page_limit"],
            &settings["is_trial_over"],
            &settings["rules"][0]["then"]["pace"],
        ];
        assert_eq!(json!(kept), json!([123, true, "hold"]), "{number}");
    }
}

#[tokio::test]
async fn what_the_client_did_not_call_is_not_counted() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let first = |endpoint: &str| json!({"when": {"endpoint": endpoint, "call": 1}, "then": {"fault": {"status": 503}}});
    has_rules(
        &lender,
        json!([first("upload_statement"), first("initiate_processing")]),
    )
    .await;
    let session = lender.session().await;
    session.intake(json!({"via": "aa", "bank": "hdfc"})).await.accepted();
    let made = json!({"link_id": "made", "state": "completed"});
    lender.control("POST", "/sessions", made).await.accepted();
    let counts = lender.control("GET", "/rules", json!({})).await.accepted();
    assert_eq!(counts["calls"], json!([0, 0]));
    assert_eq!(session.upload(papers::usual_pdf()).await.status, 503);
    assert_eq!(session.initiate_processing().await.status, 503);
    session.initiate_processing().await.accepted();
}

#[tokio::test]
async fn an_account_without_transactions_follows_rules_like_any_other() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender
        .session_with(json!({"link_id": "cust-1+EXTRACTION_FAILED"}))
        .await;
    let quiet = json!({"via": "aa", "bank": "hdfc", "twist": "quiet"});
    let handed_over = session.intake(quiet).await.accepted();
    assert_eq!(
        handed_over["statements"][0]["injected_by"],
        "test value EXTRACTION_FAILED"
    );
    let outcome = session.outcome().await;
    assert_eq!(
        outcome["accounts"][0]["statements"][0]["error_code"],
        "EXTRACTION_FAILED"
    );
}

#[tokio::test]
async fn a_test_value_goes_before_the_settings_whatever_rules_there_are() {
    let server = TestServer::start().await;
    let lender = server.lender("trial-expired-1");
    let session = lender
        .session_with(json!({"link_id": "cust-1~MISSING_FILE_OBJECT"}))
        .await;
    session.upload(papers::usual_pdf()).await.refused("MISSING_FILE_OBJECT");
    let elsewhere = json!([{"when": {"link_id": "nobody"}, "then": {"pace": "hold"}}]);
    has_rules(&lender, elsewhere).await;
    session.upload(papers::usual_pdf()).await.refused("MISSING_FILE_OBJECT");
    lender
        .session()
        .await
        .upload(papers::usual_pdf())
        .await
        .refused("TRIAL_PERIOD_EXPIRED");
    // Nobody consents for a client that may not have the data.
    let session = lender.session_with(with_recurring(json!({}))).await;
    session
        .intake(json!({"via": "aa"}))
        .await
        .refused("TRIAL_PERIOD_EXPIRED");
    let given = lender.control("GET", "/consents", json!({})).await.accepted();
    assert_eq!(given["consents"], json!([]));
}

#[tokio::test]
async fn uploads_that_are_to_be_missing_are_missing_before_processing_too() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let mut receiver = Listener::receiver().await;
    lender.webhooks_go_to(&receiver.url()).await;
    let events = json!(["enrichment", "upload_completion", "expiry"]);
    lender.has_settings(json!({"webhook_events": events})).await;
    let shown = async |link_id: &str| {
        let session = lender.session_with(json!({"link_id": link_id})).await;
        session.upload(papers::usual_pdf()).await.accepted();
        lender.waits("1s").await;
        session.upload_status().await.accepted()["accounts"][0]["account_status"].clone()
    };
    let short = shown("cust-1~INCOMPLETE_MONTHS_UPLOAD").await;
    assert_eq!(receiver.bodies(), Vec::<Value>::new());
    let whole = shown("cust-2").await;
    assert_eq!(receiver.bodies().len(), 1, "the other completes");
    assert_ne!(short, whole);
}

#[tokio::test]
async fn what_happened_says_of_each_attempt_what_became_of_it() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let receiver = Listener::receiver().await;
    lender.webhooks_go_to(&receiver.url()).await;
    let happens = async |link_id: &str| -> Vec<String> {
        let session = lender.session_with(json!({"link_id": link_id})).await;
        session.upload(papers::usual_pdf()).await.accepted();
        session.initiate_processing().await.accepted();
        let happened = lender.waits("10m").await;
        happened
            .iter()
            .map(|one| one["what"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        happens("cust-1~webhook-duplicate").await,
        ["processing_ended", "webhook_delivered", "webhook_delivered"]
    );
    assert_eq!(
        happens("cust-2~webhook-drop").await,
        ["processing_ended", "webhook_lost", "webhook_delivered"]
    );
}

#[tokio::test]
async fn whoever_asks_for_a_webhook_again_gets_it() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let mut receiver = Listener::receiver().await;
    lender.webhooks_go_to(&receiver.url()).await;
    let session = lender.session_with(json!({"link_id": "cust-1~webhook-lost"})).await;
    session.upload(papers::usual_pdf()).await.accepted();
    session.outcome().await;
    lender.waits("3d").await;
    assert_eq!(receiver.bodies(), Vec::<Value>::new());
    let listed = lender.control("GET", "/deliveries", json!({})).await.accepted();
    let id = listed["deliveries"][0]["id"].as_str().unwrap().to_owned();
    let asked = lender
        .control("POST", &format!("/deliveries/{id}/redeliver"), json!({}))
        .await;
    assert_eq!(asked.status, 202);
    lender.waits("1s").await;
    assert_eq!(receiver.bodies().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_session_that_is_asked_for_has_a_number_of_its_own() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let first = json!([{"when": {"endpoint": "create_session", "session": 1}, "then": {"refuse": "PAYMENT_REQUIRED"}}]);
    for _ in 0..20 {
        assert_eq!(lender.control("POST", "/reset", json!({})).await.status, 204);
        has_rules(&lender, first.clone()).await;
        let mut asking = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let lender = lender.clone();
            asking.spawn(async move { lender.asks_for_session(json!({})).await.status });
        }
        let refused = asking
            .join_all()
            .await
            .into_iter()
            .filter(|status| *status != 200)
            .count();
        assert_eq!(refused, 1);
    }
}

#[tokio::test]
async fn an_expired_otp_is_not_the_next_step() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender.session().await;
    let asked = json!({"mobile_number": "9000000012", "bank": "hdfc"});
    let sent = session.step("aa/otp-request", asked).await.accepted();
    assert_eq!(sent["next_step"], "otp");
    lender.waits("10m").await;
    session
        .step("aa/otp", json!({"otp": "123456"}))
        .await
        .refused("OTP_EXPIRED");
    let shown = lender
        .control("GET", &format!("/sessions/{}/journey", session.id), json!({}))
        .await
        .accepted();
    assert_eq!(shown["aa"]["next_step"], "otp-request");
    session.delete().await.accepted();
    let gone = Call::get(format!("/_emulator/sessions/{}/journey?world=lender", session.id));
    assert_eq!(server.call(gone).await.status, 410);
}

#[tokio::test]
async fn nobody_knows_whose_statement_it_is_that_never_opened() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    for code in [
        "PASSWORD_INCORRECT",
        "PDF_IS_IMAGE",
        "BANK_NAME_UNDETECTED",
        "UNPARSABLE",
    ] {
        let session = lender
            .session_with(json!({"link_id": format!("cust~statement.{code}")}))
            .await;
        session.upload(Upload::of(papers::usual_pdf())).await.accepted();
        let outcome = session.outcome().await;
        assert_eq!(outcome["accounts"][0]["statements"][0]["error_code"], code);
        assert_eq!(outcome["accounts"][0]["name"], Value::Null, "{code}");
        let identity = session.calls("GET", "identity/").await.accepted();
        assert_eq!(identity["identity"], json!([]), "{code}");
        let rows = session.calls("GET", "transactions/").await.accepted();
        assert_eq!(rows["transactions"], json!([]), "{code}");
    }
}
