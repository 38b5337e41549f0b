//! Rules over the control API: checked whole, swapped whole, counted, frozen when processing is asked for.

use serde_json::{Value, json};

use crate::support::calls::Answer;
use crate::support::lender::{Lender, Upload};
use crate::support::papers;
use crate::support::server::TestServer;

impl Lender {
    async fn sets_rules(&self, rules: Value) -> Answer {
        self.control("PUT", "/rules", json!({"rules": rules})).await
    }
}

fn first_account(status: &Value) -> (&str, &str) {
    let account = &status["accounts"][0];
    (
        account["account_status"].as_str().unwrap(),
        account["error_code"].as_str().unwrap_or_default(),
    )
}

#[tokio::test]
async fn everything_wrong_is_told_and_the_old_rules_stay() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let good = json!([{"name": "held", "then": {"pace": "hold"}}]);
    lender.sets_rules(good.clone()).await.accepted();
    let bad = json!([
        {"when": {"endpont": "progress"}, "then": {"refuse": "SESSION_NOT_FUND"}},
        {"when": {"endpoint": "progress"}, "then": {"refuse": "INVALID_FILE_URL", "account": "UNPARSABLE"}},
        {"then": {}},
        {"name": "a", "then": {"fault": {}}},
        {"name": "a", "then": {"fault": {"status": 99}, "refuse": "SESSION_EXPIRED"}},
        {"then": {"journey": "MU03"}},
    ]);
    let refused = lender.sets_rules(bad).await;
    assert_eq!(refused.status, 400);
    let error = &refused.json()["error"];
    let problems: Vec<(&str, Option<&str>)> = error["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| (problem["path"].as_str().unwrap(), problem["suggestion"].as_str()))
        .collect();
    assert_eq!(
        problems,
        [
            ("rules[0].when.endpont", Some("endpoint")),
            ("rules[0].then.refuse", Some("SESSION_NOT_FOUND")),
            ("rules[1].then.refuse", None),
            ("rules[1].then.account", None),
            ("rules[2].then", None),
            ("rules[3].then.fault", None),
            ("rules[4].name", None),
            ("rules[4].then.fault.status", None),
            ("rules[4].then.fault.status", None),
            ("rules[5].then.journey", Some("MU003")),
        ],
        "{error:#}"
    );
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("(did you mean `SESSION_NOT_FOUND`?)")
    );
    let kept: Value = lender.control("GET", "/rules", json!({})).await.accepted();
    assert_eq!(kept["rules"][0]["name"], "held");
    assert_eq!(lender.control("PUT", "/rules", json!({"rule": []})).await.status, 400);
    assert_eq!(lender.sets_rules(json!("none")).await.status, 400);
}

#[tokio::test]
async fn the_nth_call_is_refused_and_the_count_begins_anew_with_new_rules() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let rules = json!([{
        "name": "second poll",
        "when": {"link_id": "cust-*", "endpoint": "progress", "call": [2, 4]},
        "then": {"refuse": "SESSION_NOT_FOUND"},
    }]);
    lender.sets_rules(rules.clone()).await.accepted();
    let session = lender.session().await;
    let other = lender.session_with(json!({"link_id": "other"})).await;
    session.upload(papers::usual_pdf()).await.accepted();
    session.initiate_processing().await.accepted();
    let mut statuses = Vec::new();
    for _ in 0..5 {
        other.progress().await.refused("PROCESSING_NOT_REQUESTED");
        statuses.push(session.progress().await.status);
    }
    assert_eq!(statuses, [200, 404, 200, 404, 200]);
    lender.sets_rules(rules).await.accepted();
    assert_eq!(session.progress().await.status, 200);
    let refused = session.progress().await;
    assert_eq!(refused.header("x-emulator-injected"), Some("rule second poll"));
    let (status, code, message) = refused.refusal();
    assert_eq!(
        (status, code.as_str(), message.as_str()),
        (404, "SESSION_NOT_FOUND", "The provided session ID is invalid")
    );
    // Settings that leave the rules as they are leave their counts.
    lender.has_settings(json!({"page_limit": 20})).await;
    let rules: Value = lender.control("GET", "/rules", json!({})).await.accepted();
    assert_eq!(rules["calls"], json!([2]));
    // A reset takes them away.
    assert_eq!(lender.control("POST", "/reset", json!({})).await.status, 204);
    let rules: Value = lender.control("GET", "/rules", json!({})).await.accepted();
    assert_eq!(rules["rules"], json!([]));
}

#[tokio::test]
async fn outcomes_are_frozen_when_processing_is_asked_for() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    lender
        .sets_rules(json!([{"then": {"account": "BALANCE_MISMATCH", "pace": "hold"}}]))
        .await
        .accepted();
    let session = lender.session().await;
    session.upload(papers::usual_pdf()).await.accepted();
    session.initiate_processing().await.accepted();
    lender
        .sets_rules(json!([{"then": {"account": "UNPARSABLE", "pace": "instant"}}]))
        .await
        .accepted();
    session.status().await.refused("PROCESSING_NOT_COMPLETED");
    let path = format!("/sessions/{}/release", session.id);
    let released = lender.control("POST", &path, json!({})).await.accepted();
    assert_eq!(released["accounts"][0]["error"]["because"], "injected by rule #1");
    assert_eq!(
        first_account(&session.status().await.accepted()),
        ("failed", "BALANCE_MISMATCH")
    );
}

#[tokio::test]
async fn a_rule_goes_before_a_test_value_and_that_before_a_setting() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    lender.has_settings(json!({"pace": "hold"})).await;
    lender
        .sets_rules(json!([
            {"when": {"session": 2}, "then": {"account": "MISSING_TRANSACTIONS"}},
            {"then": {"account": "INCOMPLETE_MONTHS"}, "when": {"session": "3.."}},
        ]))
        .await
        .accepted();
    let mut codes = Vec::new();
    for _ in 0..4 {
        let session = lender
            .session_with(json!({"link_id": "cust-7+BALANCE_MISMATCH+instant"}))
            .await;
        session.upload(papers::usual_pdf()).await.accepted();
        session.initiate_processing().await.accepted();
        let status = session.status().await.accepted();
        codes.push(first_account(&status).1.to_owned());
    }
    assert_eq!(
        codes,
        [
            "BALANCE_MISMATCH",
            "MISSING_TRANSACTIONS",
            "INCOMPLETE_MONTHS",
            "INCOMPLETE_MONTHS"
        ]
    );
}

#[tokio::test]
async fn a_rule_about_a_bank_is_about_its_accounts_and_uploads_alone() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    lender
        .sets_rules(json!([
            {"when": {"bank": "hdfc"}, "then": {"account": "BALANCE_MISMATCH"}},
            {"when": {"bank": "kotak"}, "then": {"refuse": "PDF_IS_IMAGE"}},
        ]))
        .await
        .accepted();
    let session = lender.session().await;
    session.upload(papers::usual_pdf()).await.accepted();
    session
        .upload(papers::statement("hdfc", "2025-10-01", "2025-12-31").pdf())
        .await
        .accepted();
    // Nobody names the bank here; the paper does.
    let kotak = papers::statement("kotak", "2025-10-01", "2025-12-31").pdf();
    session.upload(&kotak).await.refused("PDF_IS_IMAGE");
    session
        .upload(Upload::of(&kotak).with("bank_name", "kotak"))
        .await
        .refused("PDF_IS_IMAGE");
    let status = session.outcome().await;
    let outcomes: Vec<(&str, &Value)> = status["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .take(2)
        .map(|account| (account["bank_name"].as_str().unwrap(), &account["error_code"]))
        .collect();
    assert_eq!(outcomes, [("sbi", &Value::Null), ("hdfc", &json!("BALANCE_MISMATCH"))]);
}

#[tokio::test]
async fn two_sessions_of_one_file_do_not_share_what_is_forced_on_one() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    lender
        .sets_rules(json!([{"when": {"session": 1}, "then": {"statement": "EXTRACTION_FAILED"}}]))
        .await
        .accepted();
    let mut statuses = Vec::new();
    for _ in 0..2 {
        let session = lender.session().await;
        session.upload(papers::usual_pdf()).await.accepted();
        let status = session.outcome().await;
        statuses.push(first_account(&status).0.to_owned());
        let monthly = session.calls("GET", "monthly_analysis_updated").await.accepted();
        assert_eq!(monthly["accounts"].as_array().unwrap().len(), statuses.len() - 1);
    }
    assert_eq!(statuses, ["failed", "completed"]);
}

#[tokio::test]
async fn worlds_do_not_see_each_others_rules() {
    let server = TestServer::start().await;
    let (one, other) = (server.lender("one"), server.lender("other"));
    one.sets_rules(json!([{"then": {"refuse": "PAYMENT_REQUIRED"}}]))
        .await
        .accepted();
    one.asks_for_session(json!({})).await.refused("PAYMENT_REQUIRED");
    other.session().await;
}
