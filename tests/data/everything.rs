//! One of everything a world can have: it comes along, and goes on as it would have.

use bankconnect_emulator::commands::serve::Start;
use serde_json::{Value, json};

use crate::server::{Server, without_durations};

/// A key whose client starts with settings of its own.
const TRIAL: &str = "trial-expired-acme";

async fn expect(answer: (u16, Value), status: u16) -> Value {
    assert_eq!(answer.0, status, "{}", answer.1);
    answer.1
}

/// A borrower who hands his data in over the aggregator and lets them be asked for again; then a pull, and a consent taken back.
async fn with_consents(server: &Server) -> String {
    let recurring = json!({
        "bank_name": "hdfc", "mode": "aa", "aa_journey_mode": "once_with_recurring", "aa_recurring_tenure_month_count": 12,
        "aa_recurring_frequency_unit": "month", "aa_recurring_frequency_value": 3,
    });
    let mut consents = Vec::new();
    for link in ["consenting", "consenting-no-more"] {
        let session = server.create_with(link, recurring.clone()).await;
        expect(server.step(&session, "intake", json!({"via": "aa"})).await, 200).await;
        expect(server.of_session("POST", &session, "initiate_processing").await, 202).await;
        server.advance("4s").await;
        let listed = expect(server.recurring_consents(&session).await, 200).await;
        consents.push(listed["consent_details"][0]["consent_id"].as_str().unwrap().to_owned());
    }
    expect(server.pull(&consents[0], "01/11/2025", "30/11/2025").await, 200).await;
    let revoke = format!("/_emulator/consents/{}/revoke", consents[1]);
    expect(server.post(&revoke, json!({})).await, 200).await;
    consents.remove(0)
}

/// Borrowers who are half-way on the hosted page. Gives who waits for an OTP.
async fn half_way(server: &Server) -> (String, String) {
    let otp = server.create("at-the-otp").await;
    let asked = json!({"mobile_number": "9000000012", "bank": "hdfc"});
    expect(server.step(&otp, "journey/aa/otp-request", asked).await, 200).await;
    assert!(server.step(&otp, "journey/aa/otp", json!({"otp": "000000"})).await.0 >= 400);
    let captcha = server.create("at-the-captcha").await;
    let login = json!({"bank": "sbi", "user": "user_captcha", "password": "pass_good"});
    expect(server.step(&captcha, "journey/nb/login", login).await, 200).await;
    let finished = server.create("over-net-banking").await;
    expect(
        server
            .step(&finished, "intake", json!({"via": "net_banking", "bank": "sbi"}))
            .await,
        200,
    )
    .await;
    (otp, captcha)
}

/// Uploads that went every way: taken, refused, locked, forced by a test value, deleted, released, on hold.
async fn uploads(server: &Server) {
    for (link, statement, with_password) in [
        ("plain", 0, true),
        ("locked", 1, true),
        ("locked-out", 1, false),
        ("scanned", 4, true),
        ("numberless", 5, true),
        ("forced~BALANCE_MISMATCH~slow", 2, true),
        ("held~webhook-duplicate", 3, true),
    ] {
        let session = server.create(link).await;
        server.upload(&session, statement, with_password).await;
        server.of_session("POST", &session, "initiate_processing").await;
    }
    server.advance("1m").await;
    let gone = server.create("gone").await;
    server.upload(&gone, 0, true).await;
    assert!(server.of_session("DELETE", &gone, "delete").await.0 < 300);
    let held = expect(
        server.post("/_emulator/sessions", json!({"state": "uploaded"})).await,
        201,
    )
    .await;
    let held = held["id"].as_str().unwrap().to_owned();
    server
        .send("PATCH", "/_emulator/settings", json!({"pace": "hold"}))
        .await;
    expect(server.of_session("POST", &held, "initiate_processing").await, 202).await;
    server.create("without-anything").await;
}

/// Sets what can be set.
async fn settings(server: &Server) {
    let changes = json!({
        "profile": "2026", "pace": "2s", "page_limit": 77, "webhook_events": ["enrichment", "upload_completion", "expiry"],
        "error_status": {"SESSION_EXPIRED": 410}, "bank_modes": {"sbi": ["pdf", "online"]}, "unknown_figures": "zero",
        "acceptance": {"require_dates": true, "tolerance_days": 400},
    });
    expect(server.send("PATCH", "/_emulator/settings", changes).await, 200).await;
    let rules = json!([
        {"name": "looks", "when": {"endpoint": "progress", "call": [2, 4, 6]}, "then": {"refuse": "SESSION_NOT_FOUND"}},
        {"when": {"link_id": "plain"}, "then": {"webhook": [{"delay": "2h"}, "drop", "duplicate"]}},
    ]);
    expect(
        server.send("PUT", "/_emulator/rules", json!({"rules": rules})).await,
        200,
    )
    .await;
    // Nobody listens on port 1.
    let target = json!({"webhook_url": "http://127.0.0.1:1/hook", "webhook_mode": 3, "secret_key": "s3cret"});
    server
        .post("/bank-connect/v1/session_data/update_webhook/", target)
        .await;
}

/// What is done in both worlds afterwards.
async fn go_on(server: &Server, consent: &str, waiting: &(String, String)) -> Vec<(u16, String)> {
    let (otp, captcha) = waiting;
    let mut answers = Vec::new();
    for _ in 0..4 {
        answers.push(server.of_session("GET", otp, "progress").await);
    }
    answers.push(server.step(otp, "journey/aa/otp", json!({"otp": "123456"})).await);
    answers.push(
        server
            .step(otp, "journey/aa/consent", json!({"decision": "approve"}))
            .await,
    );
    answers.push(
        server
            .step(captcha, "journey/nb/captcha", json!({"captcha": "wrong"}))
            .await,
    );
    answers.push(server.pull(consent, "01/10/2025", "31/10/2025").await);
    server.advance("3h").await;
    answers.push(server.pull(consent, "01/10/2025", "31/12/2025").await);
    answers.push(server.pull(consent, "01/10/2025", "31/12/2025").await);
    for link in ["plain", "consenting", "new"] {
        answers.push((0, json!(server.create(link).await)));
    }
    let trial = server.as_caller(TRIAL);
    let session = trial.create("upgraded").await;
    answers.push((trial.upload(&session, 0, true).await, json!(session)));
    server.advance("40d").await;
    answers
        .into_iter()
        .map(|(status, body)| (status, body.to_string()))
        .collect()
}

#[tokio::test]
async fn a_world_with_one_of_everything_answers_and_goes_on_as_before() {
    let here = Server::standing().await;
    settings(&here).await;
    uploads(&here).await;
    here.send("PATCH", "/_emulator/settings", json!({"pace": "2s"})).await;
    let consent = with_consents(&here).await;
    let waiting = half_way(&here).await;
    here.of_session("GET", &waiting.0, "progress").await;
    // A client whose trial was over and who has paid meanwhile: its key alone would not say so.
    let trial = here.as_caller(TRIAL);
    let refused = trial.create("early").await;
    assert_eq!(trial.upload(&refused, 0, true).await, 402);
    expect(
        trial
            .send("PATCH", "/_emulator/settings", json!({"is_trial_over": false}))
            .await,
        200,
    )
    .await;
    here.advance("1s").await;

    let (status, file) = here.get("/_emulator/export?all=true").await;
    assert_eq!(status, 200);
    // Another seed, another clock, other settings.
    let instant = "2027-05-05T05:05:05Z".parse().unwrap();
    let there = Server::start(Start::default().seed(99).frozen_at(instant)).await;
    assert_eq!(there.import(&file).await.0, 200);
    let trial_there = there.as_caller(TRIAL);
    for (here, there) in [(&here, &there), (&trial, &trial_there)] {
        let (expected, found) = (here.everything().await, there.everything().await);
        assert!(expected.len() > 40 || expected.len() == found.len());
        assert_eq!(expected.keys().collect::<Vec<_>>(), found.keys().collect::<Vec<_>>());
        for (path, (status, body)) in &expected {
            let shown = || (String::from_utf8_lossy(body), String::from_utf8_lossy(&found[path].1));
            assert!(found[path] == (*status, body.clone()), "{path}: {:#?}", shown());
        }
    }
    assert_eq!(
        go_on(&here, &consent, &waiting).await,
        go_on(&there, &consent, &waiting).await
    );
    for (here, there) in [(&here, &there), (&trial, &trial_there)] {
        let (expected, found) = (here.everything().await, there.everything().await);
        let (expected, found) = (without_durations(expected), without_durations(found));
        for (path, answer) in &expected {
            assert!(
                found.get(path) == Some(answer),
                "later, {path}: {answer:?}\n{:?}",
                found.get(path)
            );
        }
    }
}
