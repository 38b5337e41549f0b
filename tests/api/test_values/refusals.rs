//! Every refusal of every call, each by its test value.

use std::collections::BTreeSet;

use bankconnect_emulator::domain::endpoint::Endpoint;
use serde_json::{Value, json};

use super::{rows, says_injected};
use crate::support::borrower::with_recurring;
use crate::support::calls::{Answer, Call};
use crate::support::lender::{Lender, TestSession, Upload};
use crate::support::papers;
use crate::support::schemas::contract;
use crate::support::server::TestServer;

/// The rows of the contract that are sent, by call.
fn contract_rows() -> Vec<(String, String, u16, String)> {
    let mut reader = csv::Reader::from_path(contract("errors.csv")).unwrap();
    let rows = reader.records().map(Result::unwrap).filter(|row| &row[7] != "never");
    rows.map(|row| {
        (
            row[0].to_owned(),
            row[1].to_owned(),
            row[2].parse().unwrap(),
            row[3].to_owned(),
        )
    })
    .collect()
}

fn route(endpoint: Endpoint) -> String {
    let (method, path) = endpoint.route();
    format!("{method} {path}")
}

/// The call, made as a lender with this token would: in the `link_id`, or in the key where there is no session.
async fn refused(server: &TestServer, endpoint: Endpoint, token: &str) -> Answer {
    let lender = server.lender("lender");
    let fields = lender.fields(json!({"link_id": format!("cust-7+{token}")}));
    let session = async |lender: &Lender| -> TestSession {
        lender.session_with(json!({"link_id": format!("cust-7+{token}")})).await
    };
    match endpoint {
        Endpoint::CreateSession => {
            Call::post("/bank-connect/v1/session/")
                .json(&fields)
                .send(lender.address)
                .await
        }
        Endpoint::CreateSessionV2 => {
            Call::post("/bank-connect/v2/session/")
                .json(&fields)
                .send(lender.address)
                .await
        }
        Endpoint::UploadStatement => {
            let upload = Upload::of(papers::usual_pdf()).with("bank_name", "sbi");
            session(&lender).await.upload(upload).await
        }
        Endpoint::UpdateWebhook => {
            let body: Value = json!({"webhook_url": "https://lender.test/hook", "webhook_mode": 3});
            let call = Call::post("/bank-connect/v1/session_data/update_webhook/").json(&body);
            server.lender(&format!("lender+{token}")).call(call).await
        }
        Endpoint::Catalogue => {
            let call = Call::get("/bank-connect/v1/banks/catalogue");
            server.lender(&format!("lender+{token}")).call(call).await
        }
        Endpoint::WebhookPayloads => {
            let id = session(&lender).await.id;
            let path = format!("/bank-connect/v1/session_data/webhook_payloads/?session_id={id}");
            lender.call(Call::get(path)).await
        }
        Endpoint::RecurringConsentDetails => session(&lender).await.recurring_consents().await,
        Endpoint::FetchRecurringData => {
            let fields = with_recurring(json!({"link_id": format!("cust-7+{token}")}));
            let session = lender.session_with(fields).await;
            session.intake(json!({"via": "aa"})).await.accepted();
            let path = format!("/consents?session_id={}", session.id);
            let given = lender.control("GET", &path, json!({})).await.accepted();
            let consent = given["consents"][1]["id"].as_str().unwrap();
            lender.pulls(consent, "01/10/2025", "31/10/2025").await
        }
        Endpoint::InitiateProcessing
        | Endpoint::Progress
        | Endpoint::SessionStatus
        | Endpoint::XlsxReport
        | Endpoint::Identity
        | Endpoint::Transactions
        | Endpoint::Predictors
        | Endpoint::EodBalances
        | Endpoint::MonthlyAnalysis
        | Endpoint::RecurringTransactions
        | Endpoint::GetPdfs
        | Endpoint::Insights
        | Endpoint::SessionUploadStatus
        | Endpoint::Delete => {
            let (method, path) = endpoint.route();
            let what = path.split_once("{session_id}/").unwrap().1;
            session(&lender).await.calls(method, what).await
        }
    }
}

/// Checks every row whose token is for one call alone; gives what was told, by call, code, status and text.
#[tokio::test]
async fn every_refusal_of_every_call() {
    let server = TestServer::start().await;
    let mut seen = BTreeSet::new();
    for value in rows("refusal") {
        let [endpoint] = value.endpoints[..] else { continue };
        if !value.token.starts_with(&format!("{}.", endpoint.name())) {
            continue;
        }
        let answer = refused(&server, endpoint, &value.token).await;
        says_injected(&answer, &value.token);
        let (status, code, message) = answer.refusal();
        assert_eq!(value.token.split('.').nth(1), Some(code.as_str()), "{}", value.token);
        seen.insert((route(endpoint), code, status, message));
    }
    for (call, code, status, message) in contract_rows() {
        let text = message
            .replace("{value}", "injected")
            .replace("{content_type}", "injected")
            .replace("{method}", "POST")
            .replace("{selected_bank_name}", "sbi");
        let is_told = match text.strip_suffix("[...]") {
            Some(start) => seen
                .iter()
                .any(|(other, _, _, told)| *other == call && told.starts_with(start)),
            None => seen.contains(&(call.clone(), code.clone(), status, text)),
        };
        assert!(is_told, "{call}: {status} {code}, {message}");
    }
}

#[tokio::test]
async fn a_code_alone_holds_for_every_call_that_has_it() {
    let server = TestServer::start().await;
    let mut count = 0;
    for value in rows("refusal") {
        let is_single = value
            .token
            .split_once('.')
            .is_some_and(|(call, _)| Endpoint::named(call).is_some());
        // Where creating the session is refused, nothing comes after it.
        let creates = |endpoint: &Endpoint| matches!(endpoint, Endpoint::CreateSession | Endpoint::CreateSessionV2);
        let is_creation = value.endpoints.iter().any(creates);
        for endpoint in value
            .endpoints
            .iter()
            .filter(|endpoint| !is_creation || creates(endpoint))
        {
            if is_single {
                continue;
            }
            let answer = refused(&server, *endpoint, &value.token).await;
            let code = value.token.split('.').next().unwrap();
            assert_eq!(answer.refusal().1, code, "{} at {}", value.token, endpoint.name());
            says_injected(&answer, &value.token);
            count += 1;
        }
    }
    assert!(count > 100, "{count}");
}

#[tokio::test]
async fn a_refused_call_changes_nothing() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender
        .session_with(json!({"link_id": "cust-7+initiate_processing.SESSION_EXPIRED"}))
        .await;
    session.upload(papers::usual_pdf()).await.accepted();
    session.initiate_processing().await.refused("SESSION_EXPIRED");
    session.status().await.refused("PROCESSING_NOT_REQUESTED");
    session.upload_status().await.accepted();
}
