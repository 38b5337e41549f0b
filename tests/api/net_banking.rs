//! Borrowers who log in at their bank.

use serde_json::{Value, json};

use super::support::lender::TestSession;
use super::support::listener::Listener;
use super::support::schemas::assert_follows;
use super::support::server::TestServer;

async fn logs_in(session: &TestSession, user: &str, password: &str) -> super::support::calls::Answer {
    let login = json!({"bank": "sbi", "user": user, "password": password});
    session.step("nb/login", login).await
}

#[tokio::test]
async fn a_borrower_logs_in_and_his_data_are_a_statement_with_their_source() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let mut receiver = Listener::receiver().await;
    // Net banking is the one way every mode hears of.
    lender.webhooks_go_to_as(&receiver.url(), 0).await;
    let session = lender.session().await;
    let begun = logs_in(&session, "salaried-asha", "pass_good").await.accepted();
    assert_eq!(
        (&begun["state"], &begun["persona"]),
        (&json!("awaits_otp"), &json!("salaried-asha"))
    );
    let found = session.step("nb/otp", json!({"otp": "123456"})).await.accepted();
    assert_eq!(found["next_step"], "accounts");
    assert_eq!(found["accounts"][0]["account_number"], "XXXXXXX7310");
    let chosen = json!({"accounts": [found["accounts"][0]["account_id"]]});
    let done = session.step("nb/accounts", chosen).await.accepted();
    assert_eq!(
        (&done["state"], &done["statements"][0]["error"]),
        (&json!("done"), &Value::Null)
    );

    let outcome = session.outcome().await;
    assert_follows("session_status", &outcome);
    let account = &outcome["accounts"][0];
    assert_eq!(
        (&account["bank_name"], &account["account_status"]),
        (&json!("sbi"), &json!("completed"))
    );
    assert_eq!(account["statements"][0]["source"], "online");
    assert_eq!(account["attempt_types"], json!(["ONLINE"]));
    assert_eq!(session.pdfs().await.accepted()["statements"][0]["source"], "ONLINE");
    let hooks = receiver.bodies();
    assert_eq!(hooks.len(), 1);
    assert_follows("webhook_enrichment", &hooks[0]);
}

#[tokio::test]
async fn three_wrong_passwords_lock_the_user_in_this_session() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    for _ in 0..2 {
        logs_in(&session, "user_good", "guess").await.refused("NB003");
    }
    logs_in(&session, "user_good", "guess").await.refused("NB005");
    logs_in(&session, "user_good", "pass_good").await.refused("NB005");
    logs_in(&session, "user_captcha", "pass_good").await.accepted();
    let other = server.lender("lender").session().await;
    logs_in(&other, "user_good", "pass_good").await.accepted();
    logs_in(&other, "user_locked", "pass_good").await.refused("NB005");
    let told = other.journey().await;
    assert_eq!(
        told["net_banking"],
        Value::Null,
        "a refused login takes back the one before"
    );
    let last = told["events"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&last["status"], &last["error_type"]),
        (&json!("error"), &json!("NB005"))
    );
}

#[tokio::test]
async fn a_captcha_is_read_three_times_each_time_another_one() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    let mut shown = vec![logs_in(&session, "user_captcha", "pass_good").await.accepted()["captcha"].clone()];
    session
        .step("nb/otp", json!({"otp": "123456"}))
        .await
        .refused("WRONG_STEP");
    for _ in 0..2 {
        let told = session.step("nb/captcha", json!({"captcha": "?"})).await.refusal();
        assert_eq!((told.1.as_str(), told.2.as_str()), ("NB004", "Invalid Captcha"));
        shown.push(session.journey().await["net_banking"]["captcha"].clone());
    }
    assert!(
        shown[0] != shown[1] && shown[1] != shown[2] && shown[0] != shown[2],
        "{shown:?}"
    );
    session
        .step("nb/captcha", json!({"captcha": "?"}))
        .await
        .refused("NB004");
    assert_eq!(session.journey().await["net_banking"]["state"], "failed");

    let again = logs_in(&session, "user_captcha", "pass_good").await.accepted();
    let read = json!({"captcha": again["captcha"]});
    assert_eq!(session.step("nb/captcha", read).await.accepted()["next_step"], "otp");
}

#[tokio::test]
async fn an_otp_that_is_wrong_or_late_is_a_security_error() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender.session().await;
    logs_in(&session, "user_good", "pass_good").await.accepted();
    for _ in 0..3 {
        session.step("nb/otp", json!({"otp": "654321"})).await.refused("NB005");
    }
    session
        .step("nb/otp", json!({"otp": "123456"}))
        .await
        .refused("WRONG_STEP");
    logs_in(&session, "user_good", "pass_good").await.accepted();
    lender.waits("10m").await;
    assert_eq!(
        session.step("nb/otp", json!({"otp": "123456"})).await.refusal().2,
        "OTP expired"
    );
}

#[tokio::test]
async fn banks_fail_in_the_documented_ways() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender.session().await;
    logs_in(&session, "user_down", "pass_good").await.refused("NB000");
    logs_in(&session, "user_empty", "pass_good").await.accepted();
    session.step("nb/otp", json!({"otp": "123456"})).await.refused("NB000");
    let nowhere = json!({"user": "user_good", "password": "pass_good"});
    session.step("nb/login", nowhere).await.refused("BANK_MISSING");
    let at_canara = json!({"user": "user_good", "password": "pass_good", "bank": "canara"});
    session.step("nb/login", at_canara).await.refused("MODE_NOT_AVAILABLE");
    lender.has_settings(json!({"modes": ["aa"]})).await;
    logs_in(&session, "user_good", "pass_good")
        .await
        .refused("MODE_NOT_ENABLED");
}

#[tokio::test]
async fn an_account_without_transactions_is_found_out_in_processing() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    let done = session
        .intake(json!({"via": "net_banking", "bank": "sbi", "user": "user_quiet"}))
        .await
        .accepted();
    assert_eq!(done["statements"][0]["error"], Value::Null);
    let outcome = session.outcome().await;
    assert_eq!(
        outcome["accounts"][0]["statements"][0]["error_code"],
        "STATEMENT_NO_TRANSACTIONS"
    );
}

#[tokio::test]
async fn one_call_makes_a_whole_attempt() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    for (body, bank) in [
        (json!({"via": "net_banking"}), "hdfc"),
        (json!({"via": "net_banking", "persona": "two-banks-lakshmi"}), "icici"),
        (
            json!({"via": "net_banking", "bank": "axis", "user": "user_captcha"}),
            "axis",
        ),
        (
            json!({"via": "aa", "bank": "kotak", "persona": "gambler-rohan"}),
            "kotak",
        ),
    ] {
        let session = lender.session().await;
        let done = session.intake(body.clone()).await.accepted();
        assert_eq!(done["statements"][0]["error"], Value::Null, "{body}");
        assert_eq!(session.outcome().await["accounts"][0]["bank_name"], bank, "{body}");
    }
    let session = lender.session().await;
    session.intake(json!({"via": "pigeon"})).await.refused("BAD_REQUEST");
    session
        .intake(json!({"via": "net_banking", "user": "user_good"}))
        .await
        .refused("BANK_MISSING");
    session
        .intake(json!({"via": "aa", "bank": "hdfc", "twist": "nothing_found"}))
        .await
        .refused("NOTHING_FOUND");
}
