//! Borrowers who share their data over the account aggregator.

use serde_json::{Value, json};

use super::support::borrower::with_recurring;
use super::support::lender::TestSession;
use super::support::listener::Listener;
use super::support::papers;
use super::support::schemas::assert_follows;
use super::support::server::TestServer;

const ASHA: &str = "9000000012";

async fn at_consent(session: &TestSession) -> Value {
    let asked = json!({"mobile_number": ASHA, "bank": "hdfc"});
    session.step("aa/otp-request", asked).await.accepted();
    session.step("aa/otp", json!({"otp": "123456"})).await.accepted()
}

#[tokio::test]
async fn a_borrower_consents_and_his_data_are_a_statement_with_their_source() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    let asked = session
        .step("aa/otp-request", json!({"mobile_number": ASHA, "bank": "hdfc"}))
        .await
        .accepted();
    assert_eq!(
        (&asked["state"], &asked["next_step"]),
        (&json!("awaits_otp"), &json!("otp"))
    );
    assert_eq!(asked["persona"], "salaried-asha", "the number is her own");
    assert_eq!(
        asked["accounts"],
        Value::Null,
        "nothing is shown before the OTP is right"
    );

    let found = session.step("aa/otp", json!({"otp": "123456"})).await.accepted();
    assert_eq!(found["accounts"].as_array().unwrap().len(), 1);
    assert_eq!(found["accounts"][0]["bank"], "hdfc");
    assert_eq!(found["accounts"][0]["account_number"], "XXXXXXXXXX4821");
    let ask = &found["consents_asked"][0];
    assert_eq!(ask["data"], json!({"from": "2025-10-01", "to": "2025-12-31"}));
    assert_eq!((&ask["fetch"], &ask["frequency_unit"]), (&json!("once"), &Value::Null));

    let account = found["accounts"][0]["account_id"].clone();
    let approved = session
        .step("aa/consent", json!({"decision": "approve", "accounts": [account]}))
        .await
        .accepted();
    assert_eq!(
        (&approved["state"], &approved["statements"][0]["error"]),
        (&json!("approved"), &Value::Null)
    );

    let uploads = session.upload_status().await.accepted();
    assert_follows("session_upload_status", &uploads);
    assert_eq!(
        uploads["accounts"][0]["account_id"], account,
        "it is the account that was shown"
    );
    assert_eq!(uploads["accounts"][0]["statements"][0]["source"], "aa");
    let outcome = session.outcome().await;
    assert_follows("session_status", &outcome);
    assert_eq!(outcome["accounts"][0]["account_status"], "completed");
    assert_eq!(outcome["accounts"][0]["statements"][0]["source"], "aa");
    assert_eq!(outcome["accounts"][0]["attempt_types"], json!(["AA"]));
    assert_eq!(session.progress().await.accepted()["progress"][0]["source"], "aa");
    let pdfs = session.pdfs().await.accepted();
    assert_follows("get_pdfs", &pdfs);
    assert_eq!(pdfs["statements"][0]["source"], "AA");
    assert!(!pdfs["statements"][0]["pdf_url"].as_str().unwrap().is_empty());
    let insights = session.calls("GET", "insights/").await.accepted();
    assert_follows("insights", &insights);
    let stats = &insights["accounts"][0]["data"]["statement_stats"];
    assert_eq!(stats[0]["source"], "AA", "{stats}");
}

#[tokio::test]
async fn an_otp_is_tried_three_times_lives_ten_minutes_and_is_sent_five_times() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender.session_with(json!({"mobile_number": ASHA})).await;
    let ask = || session.step("aa/otp-request", json!({"bank": "icici"}));
    let enter = |otp: &'static str| session.step("aa/otp", json!({"otp": otp}));

    enter("123456").await.refused("WRONG_STEP");
    ask().await.accepted();
    for message in ["Incorrect OTP, 2 tries left", "Incorrect OTP, 1 try left"] {
        assert_eq!(enter("000000").await.refusal().2, message);
    }
    enter("000000").await.refused("OTP_TRIED_OUT");
    assert_eq!(enter("123456").await.refusal().0, 409, "too late");

    ask().await.accepted();
    lender.waits("10m").await;
    enter("123456").await.refused("OTP_EXPIRED");
    ask().await.accepted();
    lender.waits("599s").await;
    enter("123456").await.accepted();
    ask().await.accepted();
    ask().await.accepted();
    ask().await.refused("OTP_REQUESTS_USED_UP");
    // The last one sent is still good, also for a page that was reloaded.
    assert_eq!(session.journey().await["aa"]["next_step"], "otp");
    enter("123456").await.accepted();
    let told = session.journey().await;
    let refused: Vec<&Value> = told["events"].as_array().unwrap().iter().collect();
    let errors = refused.iter().filter(|event| event["status"] == "error").count();
    assert_eq!(errors, 5, "{told:#}");
}

#[tokio::test]
async fn a_rejected_consent_leaves_nothing_and_may_be_thought_over() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session_with(with_recurring(json!({}))).await;
    at_consent(&session).await;
    let rejected = session
        .step("aa/consent", json!({"decision": "reject"}))
        .await
        .accepted();
    assert_eq!(
        (&rejected["state"], &rejected["statements"]),
        (&json!("rejected"), &json!([]))
    );
    assert_eq!(session.upload_status().await.accepted()["upload_status"], "NO_UPLOAD");
    session.recurring_consents().await.refused("INVALID_CONSENT_ID");
    session
        .step("aa/consent", json!({"decision": "approve"}))
        .await
        .refused("WRONG_STEP");
    let events = session.journey().await["events"].clone();
    assert_eq!(events.as_array().unwrap().last().unwrap()["status"], "exit");

    at_consent(&session).await;
    session
        .step("aa/consent", json!({"decision": "approve"}))
        .await
        .accepted();
    assert_eq!(
        session.recurring_consents().await.accepted()["consent_details"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn only_what_was_found_can_be_chosen() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    at_consent(&session).await;
    let choose = |accounts: Value| session.step("aa/consent", json!({"decision": "approve", "accounts": accounts}));
    choose(json!([])).await.refused("NOTHING_CHOSEN");
    choose(json!(["nonsense"])).await.refused("UNKNOWN_ACCOUNT");
    choose(json!(["0b0e7a6e-92f5-4c2f-8f5e-0d5f3c1b2a90"]))
        .await
        .refused("UNKNOWN_ACCOUNT");
    assert_eq!(
        session.journey().await["aa"]["state"],
        "awaits_consent",
        "nothing is lost"
    );
    assert_eq!(session.journey().await["consents"], json!([]));
}

#[tokio::test]
async fn bank_and_client_must_offer_the_aggregator() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender.session().await;
    let at = |bank: &'static str| session.step("aa/otp-request", json!({"mobile_number": ASHA, "bank": bank}));
    at("sbi").await.refused("MODE_NOT_AVAILABLE");
    lender.has_settings(json!({"modes": ["pdf"]})).await;
    at("hdfc").await.refused("MODE_NOT_ENABLED");
    lender
        .has_settings(json!({"modes": ["aa"], "bank_modes": {"sbi": ["aa"]}}))
        .await;
    assert_eq!(at("sbi").await.accepted()["state"], "awaits_otp");
    // Without a bank everything is found that offers the way.
    session
        .step("aa/otp-request", json!({"mobile_number": ASHA}))
        .await
        .accepted();
    let found = session.step("aa/otp", json!({"otp": "123456"})).await.accepted();
    let banks: Vec<&Value> = found["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|account| &account["bank"])
        .collect();
    assert_eq!(banks, ["hdfc", "sbi"]);
    let done = session
        .step("aa/consent", json!({"decision": "approve"}))
        .await
        .accepted();
    assert_eq!(done["statements"].as_array().unwrap().len(), 2);
    let outcome = session.outcome().await;
    assert_eq!(outcome["accounts"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_number_is_the_sessions_unless_it_may_be_edited() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let fixed = lender.session_with(json!({"mobile_number": ASHA})).await;
    let other = json!({"mobile_number": "9000000023", "bank": "hdfc"});
    fixed
        .step("aa/otp-request", other.clone())
        .await
        .refused("MOBILE_NUMBER_FIXED");
    let editable = json!({"mobile_number": ASHA, "is_mobile_field_editable": true});
    let session = lender.session_with(editable).await;
    assert_eq!(
        session.step("aa/otp-request", other).await.accepted()["persona"],
        "bounces-ravi"
    );
    let nobody = lender.session().await;
    for body in [
        json!({}),
        json!({"mobile_number": "12345"}),
        json!({"mobile_number": "90000000a2"}),
    ] {
        nobody
            .step("aa/otp-request", body)
            .await
            .refused("INVALID_MOBILE_NUMBER");
    }
}

#[tokio::test]
async fn a_number_nobody_owns_is_always_the_same_borrowers_and_a_call_may_say_whose() {
    let server = TestServer::start().await;
    let persona = async |key: &str, body: Value| {
        let session = server.lender(key).session().await;
        session.step("aa/otp-request", body).await.accepted()["persona"].clone()
    };
    let body = json!({"mobile_number": "9876543210", "bank": "icici"});
    let first = persona("one", body.clone()).await;
    assert_eq!(first, persona("two", body).await);
    // Whoever it is, he banks there.
    let with_icici = ["kirana-suresh", "loan-stacking-vikram", "two-banks-lakshmi"];
    assert!(with_icici.contains(&first.as_str().unwrap()), "{first}");
    let named = json!({"mobile_number": "9876543210", "bank": "icici", "persona": "gambler-rohan"});
    assert_eq!(persona("three", named).await, "gambler-rohan");
    let session = server.lender("four").session().await;
    let unknown = json!({"mobile_number": "9876543210", "persona": "nobody"});
    session.step("aa/otp-request", unknown).await.refused("BAD_REQUEST");
}

#[tokio::test]
async fn nothing_found_and_a_bank_that_is_down_are_told_and_may_be_tried_again() {
    let server = TestServer::start().await;
    let session = server
        .lender("lender")
        .session_with(json!({"bank_name": "hdfc", "mode": "aa"}))
        .await;
    for (number, status, code) in [("9999900001", 404, "NOTHING_FOUND"), ("9999900002", 503, "BANK_DOWN")] {
        session
            .step("aa/otp-request", json!({"mobile_number": number}))
            .await
            .accepted();
        let told = session.step("aa/otp", json!({"otp": "123456"})).await.refusal();
        assert_eq!((told.0, told.1.as_str()), (status, code));
        assert_eq!(session.journey().await["aa"]["state"], "failed");
    }
    at_consent(&session).await;
}

#[tokio::test]
async fn an_account_without_transactions_is_a_statement_without_a_file() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    // By a number that stands for a quiet account, and by days before an account was opened.
    let quiet = lender.session().await;
    quiet
        .intake(json!({"via": "aa", "bank": "hdfc", "mobile_number": "9999900003"}))
        .await
        .accepted();
    let early = lender
        .session_with(json!({"from_date": "01/05/2025", "to_date": "31/07/2025"}))
        .await;
    let young = json!({"via": "aa", "bank": "hdfc", "persona": "new-to-bank-priya"});
    early.intake(young).await.accepted();
    for session in [quiet, early] {
        let before = session.upload_status().await.accepted();
        assert_follows("session_upload_status", &before);
        assert_eq!(before["upload_status"], "IN_PROGRESS");
        assert_eq!(
            before["accounts"][0]["statements"][0]["error_code"],
            Value::Null,
            "only processing finds it"
        );
        let outcome = session.outcome().await;
        assert_follows("session_status", &outcome);
        let statement = &outcome["accounts"][0]["statements"][0];
        assert_eq!(statement["error_code"], "NO_TRANSACTIONS_FROM_AA", "{outcome:#}");
        assert_eq!(
            (&statement["statement_status"], &statement["source"]),
            (&json!("failed"), &json!("aa"))
        );
        assert_eq!(outcome["accounts"][0]["error_code"], "INCOMPLETE_MONTHS_UPLOAD");
        let pdfs = session.pdfs().await.accepted();
        assert_follows("get_pdfs", &pdfs);
        let pdf = &pdfs["statements"][0];
        assert_eq!(pdf["message"], "No Transactions from Account Aggregator");
        assert_eq!((&pdf["pdf_url"], &pdf["source"]), (&json!(""), &json!("AA")));
        let progress = session.progress().await.accepted();
        assert_follows("progress", &progress);
        assert_eq!(
            progress["progress"][0]["message"],
            "Not able to fetch transactions from Account Aggregator"
        );
        assert_eq!(progress["progress"][0]["transaction_status"], "failed");
        assert_follows("insights", &session.calls("GET", "insights/").await.accepted());
    }
}

#[tokio::test]
async fn a_webhook_mode_hears_of_the_aggregator_only_when_it_covers_it() {
    let server = TestServer::start().await;
    for (mode, is_told) in [(0, false), (1, false), (2, true), (3, true)] {
        let lender = server.lender(&format!("lender-{mode}"));
        let mut receiver = Listener::receiver().await;
        lender.webhooks_go_to_as(&receiver.url(), mode).await;
        let session = lender.session().await;
        session.intake(json!({"via": "aa", "bank": "hdfc"})).await.accepted();
        session.outcome().await;
        let hooks = receiver.bodies();
        assert_eq!(!hooks.is_empty(), is_told, "mode {mode}");
        for hook in hooks {
            assert_follows("webhook_enrichment", &hook);
            assert_eq!(hook["accounts"][0]["account_status"], "completed");
        }
    }
}

#[tokio::test]
async fn the_same_borrower_has_the_same_figures_whichever_way_he_goes() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    for (persona, bank) in [
        ("salaried-asha", "hdfc"),
        ("kirana-suresh", "icici"),
        ("overdraft-farida", "hdfc"),
    ] {
        let mut seen = Vec::new();
        for via in [Some("aa"), Some("net_banking"), None] {
            let made = json!({
                "persona": persona, "banks": [bank], "via": via, "window": {"from": "2025-07-01", "to": "2025-12-31"},
            });
            let made = lender.control("POST", "/sessions", made).await.accepted();
            let session = lender.open(made["id"].as_str().unwrap());
            let mut bodies = Vec::new();
            for call in [
                "monthly_analysis_updated/",
                "predictors/",
                "eod_balances/",
                "transactions/",
                "insights/",
            ] {
                bodies.push(without_names(session.calls("GET", call).await.accepted()));
            }
            seen.push(bodies);
        }
        assert_eq!(seen[0], seen[2], "{persona}: aggregator and upload");
        assert_eq!(seen[1], seen[2], "{persona}: net banking and upload");
    }
}

/// The body without what names the session or the source.
fn without_names(value: Value) -> Value {
    let is_uuid = |text: &str| text.len() == 36 && text.matches('-').count() == 4;
    match value {
        Value::Object(fields) => {
            let is_named = |key: &str, value: &Value| {
                let is_name =
                    key.ends_with("_id") || key.ends_with("_url") || ["source", "upload_file_name"].contains(&key);
                is_name && !value.is_array() && !value.is_object()
            };
            let kept = fields.into_iter().filter(|(key, value)| !is_named(key, value));
            let named = kept.map(|(key, value)| {
                let key = if is_uuid(&key) { "ID".to_owned() } else { key };
                (key, without_names(value))
            });
            Value::Object(named.collect())
        }
        Value::Array(items) => items.into_iter().map(without_names).collect(),
        Value::String(text) if is_uuid(&text) => "ID".into(),
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => other,
    }
}

#[tokio::test]
async fn an_uploaded_statement_is_a_duplicate_when_the_aggregator_brings_it_too() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender.session().await;
    session
        .upload(papers::statement("hdfc", "2025-10-01", "2025-12-31").pdf())
        .await
        .accepted();
    let done = session.intake(json!({"via": "aa", "bank": "hdfc"})).await.accepted();
    assert_eq!(done["statements"][0]["error"]["code"], "STATEMENT_DUPLICATE");
    assert_eq!(session.outcome().await["accounts"][0]["account_status"], "completed");
}

#[tokio::test]
async fn a_session_that_is_over_takes_no_step() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let expired = lender.session().await;
    at_consent(&expired).await;
    lender.waits("24h").await;
    for (step, body) in [
        ("aa/otp-request", json!({"mobile_number": ASHA})),
        ("aa/otp", json!({"otp": "123456"})),
        ("aa/consent", json!({"decision": "approve"})),
        ("nb/login", json!({"user": "user_good", "password": "pass_good"})),
        ("nb/captcha", json!({"captcha": "x"})),
        ("nb/otp", json!({"otp": "123456"})),
        ("nb/accounts", json!({})),
    ] {
        expired.step(step, body.clone()).await.refused("SESSION_EXPIRED");
        let processed = lender.session().await;
        processed.initiate_processing().await.accepted();
        processed.step(step, body.clone()).await.refused("SESSION_EXPIRED");
        processed.delete().await.accepted();
        processed.step(step, body.clone()).await.refused("SESSION_DELETED");
        lender
            .open("0b0e7a6e-92f5-4c2f-8f5e-0d5f3c1b2a90")
            .step(step, body)
            .await
            .refused("SESSION_NOT_FOUND");
    }
}

#[tokio::test]
async fn an_aggregator_session_reaches_back_fourteen_months() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let old = json!({"bank_name": "hdfc", "mode": "aa", "from_date": "01/01/2024"});
    let session = lender.session_with(old.clone()).await;
    assert_eq!(
        session.explained().await["window"],
        json!({"from": "2024-11-15", "to": "2025-12-31"})
    );
    session.intake(json!({"via": "aa"})).await.accepted();
    assert_eq!(session.outcome().await["accounts"][0]["account_status"], "completed");
}
