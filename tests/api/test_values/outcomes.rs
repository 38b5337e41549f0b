//! Outcomes of accounts and statements, messages, pace: forced ones show the same everywhere.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{code_of, rows, says_injected, text_of, texts};
use crate::support::lender::{TestSession, Upload};
use crate::support::listener::Listener;
use crate::support::papers;
use crate::support::server::TestServer;

/// Everything that is told of a session with one statement once it is processed.
struct Told {
    account: Value,
    statement: Value,
    progress: Value,
    pdf: Value,
    webhook: Value,
    insights_available: bool,
}

async fn told(session: &TestSession, listener: &mut Listener) -> Told {
    let status = session.status().await.accepted();
    assert_eq!(status["accounts"].as_array().unwrap().len(), 1, "{status}");
    let pdfs = session.pdfs().await.accepted();
    let progress = session.progress().await.accepted();
    let bodies = listener.bodies();
    let webhook = bodies
        .iter()
        .find(|body| body["session_id"] == session.id.as_str())
        .unwrap();
    Told {
        account: status["accounts"][0].clone(),
        statement: status["accounts"][0]["statements"][0].clone(),
        progress: progress["progress"][0].clone(),
        pdf: pdfs["statements"][0].clone(),
        webhook: webhook.clone(),
        insights_available: status["insights_available"].as_bool().unwrap(),
    }
}

impl Told {
    /// The account's outcome, the same in status and webhook.
    #[track_caller]
    fn account_fails(&self, code: &str, message: &str) {
        for shown in [&self.account, &self.webhook["accounts"][0]] {
            assert_eq!(
                (&shown["account_status"], &shown["error_code"], &shown["error_message"]),
                (&json!("failed"), &json!(code), &json!(message)),
                "{shown}"
            );
        }
        assert!(!self.insights_available && self.webhook["insights_available"] == false);
    }

    /// The statement's outcome, the same in status and progress.
    #[track_caller]
    fn statement_fails(&self, code: &str, message: &str) {
        let shown = &self.statement;
        assert_eq!(
            (
                &shown["statement_status"],
                &shown["error_code"],
                &shown["error_message"]
            ),
            (&json!("failed"), &json!(code), &json!(message)),
            "{shown}"
        );
        assert_eq!(self.progress["message"], message);
        assert_eq!(self.progress["fraud_status"], "failed");
    }

    #[track_caller]
    fn statement_completes(&self) {
        let shown = (&self.statement["statement_status"], &self.statement["error_code"]);
        assert_eq!(shown, (&json!("completed"), &Value::Null));
        assert_eq!(
            (&self.progress["message"], &self.progress["fraud_status"]),
            (&Value::Null, &json!("completed"))
        );
    }
}

/// A failed account has identity and transactions, when it was read, and no figures.
async fn has_no_figures(session: &TestSession) {
    for (what, list) in [
        ("predictors", "accounts"),
        ("eod_balances", "accounts"),
        ("monthly_analysis_updated", "accounts"),
        ("recurring_transactions", "accounts"),
        ("insights", "accounts"),
    ] {
        let figures = session.calls("GET", what).await.accepted();
        assert_eq!(figures[list], json!([]), "{what}");
    }
    let reports = session.calls("GET", "xlsx_report").await.accepted();
    assert_eq!(reports["reports"], json!([]), "{reports}");
}

/// The text with the months and days of semantics 33 in their places: December 2025 is the last required month.
fn filled(message: &str) -> String {
    message
        .replace("{months}", "Dec 2025")
        .replace("{dates}", r#"{"Dec 2025": [1, 2, 3]}"#)
}

#[tokio::test]
async fn every_account_error() {
    let server = TestServer::start().await;
    let mut listener = Listener::receiver().await;
    let lender = server.lender("lender");
    lender.webhooks_go_to(&listener.url()).await;
    let table = texts("account_errors.csv", 0, 1);
    for value in rows("account") {
        let session = lender
            .session_with(json!({"link_id": format!("cust-7+{}", value.token)}))
            .await;
        session.upload(papers::usual_pdf()).await.accepted();
        let asked = session.initiate_processing().await;
        says_injected(&asked, &value.token);
        lender.waits("3s").await;
        says_injected(&session.status().await, &value.token);
        let told = told(&session, &mut listener).await;
        let code = code_of(&value.token);
        told.account_fails(code, &filled(&text_of(&table, code)));
        told.statement_completes();
        assert_eq!(told.pdf["message"], "Success");
        has_no_figures(&session).await;
        let transactions = session.calls("GET", "transactions").await.accepted();
        assert!(
            !transactions["transactions"].as_array().unwrap().is_empty(),
            "it was read"
        );
    }
}

#[tokio::test]
async fn every_statement_error() {
    let server = TestServer::start().await;
    let mut listener = Listener::receiver().await;
    let lender = server.lender("lender");
    lender.webhooks_go_to(&listener.url()).await;
    let (table, accounts) = (texts("statement_errors.csv", 0, 1), texts("account_errors.csv", 0, 1));
    let mut messages = BTreeSet::new();
    for value in rows("statement") {
        let session = lender
            .session_with(json!({"link_id": format!("cust-7~{}", value.token)}))
            .await;
        let uploaded = session.upload(papers::usual_pdf()).await;
        says_injected(&uploaded, &value.token);
        uploaded.accepted();
        session.initiate_processing().await.accepted();
        lender.waits("3s").await;
        let told = told(&session, &mut listener).await;
        let code = code_of(&value.token);
        told.statement_fails(code, &text_of(&table, code));
        // A failed statement covers nothing (semantics 19); without a number there is no account (semantics 18).
        match value.token.as_str() {
            "NULL_ACCOUNT_NUMBER" | "UNPARSABLE" => told.account_fails(code, &text_of(&accounts, code)),
            _ => told.account_fails(
                "INCOMPLETE_MONTHS_UPLOAD",
                &text_of(&accounts, "INCOMPLETE_MONTHS_UPLOAD").replace("{months}", "Oct 2025, Nov 2025, Dec 2025"),
            ),
        }
        messages.insert(told.pdf["message"].as_str().unwrap().to_owned());
        has_no_figures(&session).await;
    }
    assert!(
        messages.contains("No Transactions from Account Aggregator"),
        "{messages:?}"
    );
}

/// What a refused upload of this link leaves behind, and what `get_pdfs` says of it.
async fn refused_upload(session: &TestSession, token: &str, code: &str, message: &str) -> String {
    let refused = session
        .upload(Upload::of(papers::usual_pdf()).with("bank_name", "sbi"))
        .await;
    says_injected(&refused, token);
    assert_eq!(refused.refusal(), (400, code.to_owned(), message.to_owned()));
    assert_ne!(refused.json()["statement_id"], "", "it leaves a failed statement");
    session.outcome().await;
    let pdfs = session.pdfs().await.accepted();
    pdfs["statements"][0]["message"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn every_message_of_get_pdfs() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let mut seen = BTreeSet::from([
        "Success".to_owned(),
        "No Transactions from Account Aggregator".to_owned(),
    ]);
    let session = async |token: &str| lender.session_with(json!({"link_id": format!("cust-7+{token}")})).await;
    for value in rows("pdf") {
        let session = session(&value.token).await;
        let message = match value.token.as_str() {
            "author-fraud" | "date-fraud" => {
                let uploaded = session
                    .upload(Upload::of(papers::usual_pdf()).asking("identity=true"))
                    .await;
                says_injected(&uploaded, &value.token);
                let kind = value.token.replace('-', "_");
                assert_eq!(uploaded.accepted()["fraud_type"], kind.as_str());
                session.outcome().await;
                let insights = session.calls("GET", "insights").await.accepted();
                assert!(insights.to_string().contains(&kind), "the figures know of it");
                let pdfs = session.pdfs().await.accepted();
                pdfs["statements"][0]["message"].as_str().unwrap().to_owned()
            }
            "keyword-not-present" => {
                refused_upload(&session, &value.token, "BANK_NAME_MISMATCH", "Not sbi bank statement").await
            }
            _ => {
                let text = "The statement format is not supported";
                refused_upload(&session, &value.token, "STATEMENT_UNSUPPORTED_FORMAT", text).await
            }
        };
        assert_eq!(message.to_lowercase().replace(' ', "-"), value.token);
        seen.insert(message);
    }
    for (token, text, message) in [
        (
            "PASSWORD_INCORRECT",
            "The provided password is incorrect",
            "Password Incorrect",
        ),
        ("PDF_IS_IMAGE", "Scanned images are not supported", "Is Image"),
    ] {
        assert_eq!(refused_upload(&session(token).await, token, token, text).await, message);
        seen.insert(message.to_owned());
    }
    let of_contract: BTreeSet<String> = texts("pdf_messages.csv", 0, 1)
        .into_iter()
        .map(|(text, _)| text)
        .collect();
    assert_eq!(seen, of_contract);
}

#[tokio::test]
async fn every_pace() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    lender.has_settings(json!({"pace": "1h"})).await;
    let is_completed = async |session: &TestSession| session.status().await.status == 200;
    for value in rows("pace") {
        let session = lender
            .session_with(json!({"link_id": format!("cust-7+{}", value.token)}))
            .await;
        session.upload(papers::usual_pdf()).await.accepted();
        let asked = session.initiate_processing().await;
        says_injected(&asked, &value.token);
        match value.token.as_str() {
            "instant" => {}
            "slow" => {
                lender.waits("299s").await;
                assert!(!is_completed(&session).await);
                lender.waits("1s").await;
            }
            "polls:3" => {
                for _ in 0..3 {
                    assert!(!is_completed(&session).await);
                    session.progress().await.accepted();
                }
            }
            "hold" => {
                lender.waits("2h").await;
                assert!(!is_completed(&session).await);
                let path = format!("/sessions/{}/release", session.id);
                lender.control("POST", &path, json!({})).await.accepted();
            }
            other => panic!("nobody knows how to wait for {other}"),
        }
        assert!(is_completed(&session).await, "{}", value.token);
    }
}

#[tokio::test]
async fn tokens_are_chained_and_plain_text_stays_plain() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender
        .session_with(json!({"link_id": "cust+7~BALANCE_MISMATCH+instant"}))
        .await;
    session.upload(papers::usual_pdf()).await.accepted();
    session.initiate_processing().await.accepted();
    let status = session.status().await.accepted();
    assert_eq!(status["accounts"][0]["error_code"], "BALANCE_MISMATCH");

    let plain = lender.session_with(json!({"link_id": "asha+hold@lender.test"})).await;
    plain.upload(papers::usual_pdf()).await.accepted();
    assert_eq!(plain.outcome().await["accounts"][0]["account_status"], "completed");
    assert_eq!(plain.status().await.header("x-emulator-injected"), None);
}

#[tokio::test]
async fn every_kind_of_client() {
    let server = TestServer::start().await;
    let statement = || Upload::of(papers::usual_pdf());
    for (key, token, code) in [
        ("trial-expired-1", "trial-expired", "TRIAL_PERIOD_EXPIRED"),
        ("route-closed", "route-closed", "ROUTE_NOT_ALLOWED"),
    ] {
        let refused = server.lender(key).session().await.upload(statement()).await;
        refused.refused(code);
        says_injected(&refused, token);
    }
    for (key, token, fields, code) in [
        ("plan-unpaid", "plan-unpaid", json!({}), "PAYMENT_REQUIRED"),
        (
            "denied-2",
            "denied",
            json!({}),
            "AUTHENTICATION_CREDENTIALS_NOT_PROVIDED",
        ),
        (
            "pdf-only",
            "pdf-only",
            json!({"bank_name": "hdfc", "mode": "online"}),
            "MODE_NOT_ENABLED",
        ),
        (
            "aa-only",
            "aa-only",
            json!({"bank_name": "hdfc", "mode": "pdf"}),
            "MODE_NOT_ENABLED",
        ),
        (
            "online-only",
            "online-only",
            json!({"bank_name": "hdfc", "mode": "pdf"}),
            "MODE_NOT_ENABLED",
        ),
    ] {
        let refused = server.lender(key).asks_for_session(fields).await;
        refused.refused(code);
        says_injected(&refused, token);
    }
    // A name that merely begins alike is none.
    server.lender("deniedless").session().await;
}
