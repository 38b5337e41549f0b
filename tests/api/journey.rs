//! Whole days of a lender: from a session to its outcome.

use bankconnect_emulator::domain::specimen::Kind;
use serde_json::{Value, json};

use crate::support::lender::{TestSession, Upload};
use crate::support::listener::{Listener, Manner, answer};
use crate::support::papers;
use crate::support::server::TestServer;

fn account_statuses(outcome: &Value) -> Vec<(&str, &str)> {
    let accounts = outcome["accounts"].as_array().unwrap().iter();
    accounts
        .map(|account| {
            (
                account["bank_name"].as_str().unwrap(),
                account["account_status"].as_str().unwrap(),
            )
        })
        .collect()
}

/// Rows of the merged ledger, as the emulator explains them.
async fn row_count(session: &TestSession) -> u64 {
    session.explained().await["accounts"][0]["rows"].as_u64().unwrap()
}

#[tokio::test]
async fn a_single_account_from_session_to_outcome() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    assert_eq!(session.upload_status().await.accepted()["upload_status"], "NO_UPLOAD");
    session.upload(papers::usual_pdf()).await.accepted();
    session.initiate_processing().await.accepted();
    assert_eq!(session.upload_status().await.accepted()["upload_status"], "COMPLETED");
    session.status().await.refused("PROCESSING_NOT_COMPLETED");
    session.lender.waits("2s").await;
    session.status().await.refused("PROCESSING_NOT_COMPLETED");
    session.lender.waits("1s").await;
    assert_eq!(session.progress().await.accepted()["session_progress"], "completed");
    let outcome = session.status().await.accepted();
    assert_eq!(account_statuses(&outcome), [("sbi", "completed")]);
    assert_eq!(outcome["accounts"][0]["account_number"], "XXXXXXX7310");
    session.upload(papers::usual_pdf()).await.refused("SESSION_EXPIRED");
}

#[tokio::test]
async fn two_banks_are_two_accounts_judged_each_by_itself() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    session.upload(papers::usual_pdf()).await.accepted();
    let short = papers::statement("hdfc", "2025-12-01", "2025-12-31");
    session.upload(short.pdf()).await.accepted();
    let outcome = session.outcome().await;
    assert_eq!(account_statuses(&outcome), [("sbi", "completed"), ("hdfc", "failed")]);
    assert_eq!(outcome["accounts"][1]["error_code"], "INCOMPLETE_MONTHS_UPLOAD");
    assert_eq!(outcome["insights_available"], true);
}

#[tokio::test]
async fn several_statements_of_one_account_with_overlaps_count_each_day_once() {
    let server = TestServer::start().await;
    let whole = server.lender("whole").session().await;
    whole.upload(papers::usual_pdf()).await.accepted();
    let parts = server.lender("parts").session().await;
    let mut ids = Vec::new();
    for (from, to) in [
        ("2025-11-20", "2025-12-31"),
        ("2025-10-01", "2025-11-05"),
        ("2025-10-25", "2025-11-30"),
    ] {
        let uploaded = parts.upload(papers::statement("sbi", from, to).pdf()).await.accepted();
        ids.push(uploaded["account_id"].clone());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "bank and number make the account");
    assert_eq!(row_count(&parts).await, row_count(&whole).await);
    let outcome = parts.outcome().await;
    assert_eq!(account_statuses(&outcome), [("sbi", "completed")]);
    assert_eq!(outcome["accounts"][0]["statements"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn statements_that_do_not_meet_leave_a_hole() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    for (from, to) in [("2025-10-01", "2025-11-05"), ("2025-11-25", "2025-12-31")] {
        session
            .upload(papers::statement("sbi", from, to).pdf())
            .await
            .accepted();
    }
    let outcome = session.outcome().await;
    assert_eq!(outcome["accounts"][0]["error_code"], "MISSING_TRANSACTIONS");
}

#[tokio::test]
async fn the_same_statement_twice_is_a_duplicate_however_it_is_saved() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender.session().await;
    session.upload(papers::usual_pdf()).await.accepted();
    session.upload(papers::usual_pdf()).await.refused("STATEMENT_DUPLICATE");
    let saved_again = Upload::of(papers::usual().locked("secret").pdf()).password("secret");
    session.upload(saved_again).await.refused("STATEMENT_DUPLICATE");
    // Another session does not know it.
    lender.session().await.upload(papers::usual_pdf()).await.accepted();
    let outcome = session.outcome().await;
    assert_eq!(account_statuses(&outcome), [("sbi", "completed")]);
    assert_eq!(outcome["accounts"][0]["statements"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_wrong_password_can_be_corrected_within_the_same_session() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    let locked = papers::usual().locked("secret").pdf();
    session.upload(&locked).await.refused("PASSWORD_INCORRECT");
    let wrong = session
        .upload(Upload::of(&locked).password("guess"))
        .await
        .refused("PASSWORD_INCORRECT");
    assert!(
        !wrong["statement_id"].as_str().unwrap().is_empty(),
        "a failed statement is left"
    );
    session.upload(Upload::of(&locked).password("secret")).await.accepted();
    let outcome = session.outcome().await;
    let statuses: Vec<&Value> = outcome["accounts"][0]["statements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|statement| &statement["statement_status"])
        .collect();
    assert_eq!(account_statuses(&outcome), [("sbi", "completed")]);
    assert_eq!(statuses, ["failed", "failed", "completed"]);
    let pdfs = session.pdfs().await.accepted();
    let passwords: Vec<&str> = pdfs["statements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["pdf_password"].as_str().unwrap())
        .collect();
    assert_eq!(passwords, ["", "", "secret"]);
}

#[tokio::test]
async fn a_borrower_who_drops_off_comes_back_in_time() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender.session_with(json!({"session_expiry": 60})).await;
    session
        .upload(papers::statement("sbi", "2025-10-01", "2025-11-30").pdf())
        .await
        .accepted();
    assert_eq!(session.upload_status().await.accepted()["upload_status"], "IN_PROGRESS");
    lender.waits("59m").await;
    session
        .upload(papers::statement("sbi", "2025-12-01", "2025-12-31").pdf())
        .await
        .accepted();
    assert_eq!(account_statuses(&session.outcome().await), [("sbi", "completed")]);
}

#[tokio::test]
async fn a_borrower_who_comes_back_too_late_starts_over() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender.session_with(json!({"session_expiry": 60})).await;
    session
        .upload(papers::statement("sbi", "2025-10-01", "2025-11-30").pdf())
        .await
        .accepted();
    let happened = lender.waits("1h").await;
    assert_eq!(happened[0]["what"], "session_expired");
    session.upload(papers::usual_pdf()).await.refused("SESSION_EXPIRED");
    session.initiate_processing().await.refused("SESSION_EXPIRED");
    session.progress().await.refused("PROCESSING_NOT_REQUESTED");
    session.upload_status().await.accepted();
    let again = lender.session().await;
    assert_ne!(again.id, session.id, "the same link_id, another session");
    again.upload(papers::usual_pdf()).await.accepted();
    assert_eq!(account_statuses(&again.outcome().await), [("sbi", "completed")]);
}

#[tokio::test]
async fn a_team_that_needs_it_may_initiate_after_expiry() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    lender.has_settings(json!({"initiate_after_expiry": "allow"})).await;
    let session = lender.session().await;
    session.upload(papers::usual_pdf()).await.accepted();
    lender.waits("25h").await;
    session.upload(papers::usual_pdf()).await.refused("SESSION_EXPIRED");
    assert_eq!(account_statuses(&session.outcome().await), [("sbi", "completed")]);
}

#[tokio::test]
async fn after_three_months_the_outcome_is_still_there_and_a_new_session_takes_new_statements() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let first = lender.session().await;
    first.upload(papers::usual_pdf()).await.accepted();
    let outcome = first.outcome().await;
    lender.waits("90d").await;
    assert_eq!(first.status().await.accepted(), outcome);
    assert_eq!(first.pdfs().await.accepted()["statements"][0]["pdf_url"], "");
    let dates = json!({"from_date": "01/01/2026", "to_date": "31/03/2026"});
    let second = lender.session_with(dates).await;
    second.upload(papers::usual_pdf()).await.refused("OUT_OF_DATE_RANGE");
    second
        .upload(papers::statement("sbi", "2026-01-01", "2026-03-31").pdf())
        .await
        .accepted();
    assert_eq!(account_statuses(&second.outcome().await), [("sbi", "completed")]);
}

#[tokio::test]
async fn a_session_can_be_deleted_in_every_state_and_is_gone_for_good() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    for state in ["created", "uploaded", "expired", "processing", "completed"] {
        let session = lender.session_with(json!({"link_id": state})).await;
        if state != "created" {
            session.upload(papers::usual_pdf()).await.accepted();
        }
        match state {
            "expired" => drop(lender.waits("24h").await),
            "processing" => drop(session.initiate_processing().await.accepted()),
            "completed" => drop(session.outcome().await),
            _ => {}
        }
        assert_eq!(session.delete().await.accepted()["session_id"], session.id.as_str());
        session.delete().await.refused("SESSION_DELETED");
        for read in ["progress", "session_status", "get_pdfs", "session_upload_status"] {
            session.calls("GET", read).await.refused("SESSION_DELETED");
        }
        session.initiate_processing().await.refused("SESSION_DELETED");
        session.upload(papers::usual_pdf()).await.refused("SESSION_DELETED");
        let happened = lender.waits("10s").await;
        assert!(happened.is_empty(), "{state}: nothing happens any more, {happened:?}");
    }
    let worlds = server
        .lender("lender")
        .control("GET", "/worlds", json!({}))
        .await
        .accepted();
    assert_eq!(worlds["stored_bytes"], 0, "the files went with their sessions");
}

#[tokio::test]
async fn each_refused_statement_explains_itself() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    let refusals = [
        (Upload::of(papers::usual().locked("secret").pdf()), "PASSWORD_INCORRECT"),
        (Upload::of(papers::of_kind(Kind::Scanned)), "PDF_IS_IMAGE"),
        (Upload::of(papers::of_kind(Kind::UnknownBank)), "BANK_NAME_UNDETECTED"),
        (
            Upload::of(papers::usual_pdf()).with("bank_name", "hdfc"),
            "BANK_NAME_MISMATCH",
        ),
        (
            Upload::of(papers::of_kind(Kind::Letter)),
            "STATEMENT_UNSUPPORTED_FORMAT",
        ),
        (
            Upload::of(papers::statement("sbi", "2025-08-01", "2025-08-31").pdf()),
            "OUT_OF_DATE_RANGE",
        ),
    ];
    for (upload, code) in &refusals {
        let told = session.upload(upload).await.refused(code);
        let explained = session.explained().await;
        let statements = explained["accounts"].as_array().unwrap().iter();
        let mut statements = statements.flat_map(|account| account["statements"].as_array().unwrap());
        let statement = statements
            .find(|statement| statement["id"] == told["statement_id"])
            .unwrap();
        let problem = &statement["problem"];
        assert_eq!(
            (&problem["code"], &statement["accepted"]),
            (&json!(code), &json!(false))
        );
        let because = problem["because"].as_str().unwrap();
        assert!(because.contains("2025-10-01 to 2025-12-31"), "{because}");
    }
}

#[tokio::test]
async fn a_webhook_nobody_takes_is_given_up_and_never_called_delivered() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let receiver = Listener::start(Manner::Says(answer("500 Internal Server Error", "", b""))).await;
    lender.webhooks_go_to(&receiver.url()).await;
    let session = lender.session().await;
    session.initiate_processing().await.accepted();
    let happened = lender.waits("8h").await;
    let what: Vec<&str> = happened.iter().map(|thing| thing["what"].as_str().unwrap()).collect();
    assert_eq!(what[0], "processing_ended");
    assert_eq!(what[1..], ["webhook_failed"; 6]);
    assert_eq!(session.explained().await["deliveries"][0]["state"], "given_up");
}
