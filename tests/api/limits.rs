//! The limits of design section 9: a clear refusal that names the emulator, and nothing is lost.

use bankconnect_emulator::commands::serve::Start;
use bankconnect_emulator::domain::specimen::Kind;
use serde_json::json;

use crate::support::calls::Answer;
use crate::support::papers;
use crate::support::server::TestServer;

/// Status and code; the text names the emulator and what to do.
#[track_caller]
fn names_the_emulator(answer: &Answer, status: u16, code: &str, remedy: &str) {
    let told = answer.refusal();
    assert_eq!((told.0, told.1.as_str()), (status, code), "{}", told.2);
    assert!(
        told.2.contains("BankConnect emulator") && told.2.contains(remedy),
        "{}",
        told.2
    );
}

async fn started(limit: impl FnOnce(&mut Start)) -> TestServer {
    TestServer::started(|mut start| {
        limit(&mut start);
        start
    })
    .await
}

#[tokio::test]
async fn a_file_larger_than_max_upload() {
    let server = started(|start| start.emulator.upload_bytes_max = 1_000).await;
    let session = server.lender("lender").session().await;
    let answer = session.upload(papers::usual_pdf()).await;
    names_the_emulator(&answer, 413, "EMULATOR_BODY_TOO_LARGE", "--max-upload");
}

#[tokio::test]
async fn more_keys_than_max_worlds() {
    let server = started(|start| start.emulator.worlds_max = 2).await;
    let sessions = [
        server.lender("one").session().await,
        server.lender("two").session().await,
    ];
    let three = server.lender("three").asks_for_session(json!({})).await;
    names_the_emulator(&three, 503, "EMULATOR_LIMIT", "--max-worlds");
    assert_eq!(
        server
            .lender("three")
            .control("GET", "/clock", json!({}))
            .await
            .refusal()
            .1,
        "LIMIT"
    );
    for session in sessions {
        session.upload_status().await.accepted();
    }
}

#[tokio::test]
async fn more_sessions_than_max_sessions() {
    let server = started(|start| start.emulator.sessions_max = 2).await;
    let lender = server.lender("lender");
    let sessions = [lender.session().await, lender.session().await];
    names_the_emulator(
        &lender.asks_for_session(json!({})).await,
        503,
        "EMULATOR_LIMIT",
        "--max-sessions",
    );
    for session in sessions {
        session.upload_status().await.accepted();
    }
    // Another key has its own count, and a reset makes room.
    server.lender("other").session().await;
    lender.control("POST", "/reset", json!({})).await;
    lender.session().await;
}

#[tokio::test]
async fn more_files_than_stored_bytes() {
    let second = papers::statement("hdfc", "2025-12-01", "2025-12-31").pdf();
    let larger = papers::usual_pdf().len().max(second.len()) as u64;
    let server = started(|start| start.emulator.stored_bytes_max = larger).await;
    let lender = server.lender("lender");
    let session = lender.session().await;
    session.upload(papers::usual_pdf()).await.accepted();
    names_the_emulator(&session.upload(&second).await, 503, "EMULATOR_LIMIT", "--stored-bytes");
    // The same file again takes no more room.
    let other = lender.session().await;
    other.upload(papers::usual_pdf()).await.accepted();
    assert_eq!(session.outcome().await["accounts"].as_array().unwrap().len(), 1);
    // What is deleted makes room.
    session.delete().await.accepted();
    names_the_emulator(&other.upload(&second).await, 503, "EMULATOR_LIMIT", "--stored-bytes");
    other.delete().await.accepted();
    lender.session().await.upload(second).await.accepted();
}

#[tokio::test]
async fn more_than_two_hundred_statements_in_a_session() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    session.upload(papers::usual_pdf()).await.accepted();
    let letter = papers::of_kind(Kind::Letter);
    for _ in 1..200 {
        session.upload(&letter).await.refused("STATEMENT_UNSUPPORTED_FORMAT");
    }
    names_the_emulator(
        &session.upload(&letter).await,
        400,
        "EMULATOR_TOO_MANY_STATEMENTS",
        "200 statements",
    );
    let outcome = session.outcome().await;
    assert_eq!(outcome["accounts"][0]["account_status"], "completed");
    assert_eq!(
        session.pdfs().await.accepted()["statements"].as_array().unwrap().len(),
        200
    );
}
