//! Each of the six account codes: two uploads that differ by one row or one day, the one fails and the other completes.

use serde_json::{Value, json};

use crate::support::papers::{self, Paper, day};
use crate::support::server::TestServer;

/// What became of the only account of a session with this paper: code and text, both null when it completed.
async fn outcome_of(settings: Value, paper: Paper) -> (Value, Value) {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    lender.has_settings(settings).await;
    let session = lender.session().await;
    session.upload(paper.pdf()).await.accepted();
    let outcome = session.outcome().await;
    let account = &outcome["accounts"][0];
    let is_failed = !account["error_code"].is_null();
    assert_eq!(
        account["account_status"],
        if is_failed { "failed" } else { "completed" }
    );
    assert_eq!(outcome["insights_available"], !is_failed);

    // The emulator says why: which facts against which rule.
    let because = session.explained().await["accounts"][0]["error"].clone();
    assert_eq!(because["code"], account["error_code"], "{because:#}");
    if is_failed && account["error_code"] != "NULL_ACCOUNT_NUMBER" {
        let because = because["because"].as_str().unwrap();
        assert!(because.starts_with("window 01/10/2025 to 31/12/2025, "), "{because}");
    }
    (account["error_code"].clone(), account["error_message"].clone())
}

async fn completes(settings: Value, paper: Paper) {
    assert_eq!(outcome_of(settings, paper).await, (Value::Null, Value::Null));
}

async fn fails(settings: Value, paper: Paper, code: &str, message: &str) {
    assert_eq!(outcome_of(settings, paper).await, (json!(code), json!(message)));
}

/// A row from the middle of November that moves money.
fn middle_row(paper: &Paper) -> usize {
    paper
        .ledger
        .transactions
        .iter()
        .position(|row| row.date >= day("2025-11-10"))
        .unwrap()
}

#[tokio::test]
async fn an_account_number_is_printed_or_not() {
    completes(json!({}), papers::usual()).await;
    let message = "Account number is unavailable or unidentified";
    fails(json!({}), papers::usual().nameless(), "NULL_ACCOUNT_NUMBER", message).await;
}

#[tokio::test]
async fn a_statement_ends_with_november_or_a_day_later() {
    // Whether December has a transaction is another question; here only the printed period counts.
    let settings = json!({"acceptance": {"require_transactions_each_month": false}});
    completes(settings.clone(), papers::statement("sbi", "2025-10-01", "2025-12-01")).await;
    let message = "Statement(s) uploaded contain incomplete months. Missing data present for Dec 2025";
    let paper = papers::statement("sbi", "2025-10-01", "2025-11-30");
    fails(settings, paper, "INCOMPLETE_MONTHS_UPLOAD", message).await;
    let message = "Statement(s) uploaded contain incomplete months. Missing data present for Nov 2025, Dec 2025";
    let paper = papers::statement("sbi", "2025-10-01", "2025-10-31");
    fails(json!({}), paper, "INCOMPLETE_MONTHS_UPLOAD", message).await;
}

#[tokio::test]
async fn a_statement_covers_the_last_day_or_not() {
    let settings = json!({"acceptance": {"require_dates": true}});
    completes(settings.clone(), papers::usual()).await;
    let message = r#"Statement(s) uploaded contain incomplete dates. Missing dates present for {"Dec 2025": [31]}"#;
    let paper = papers::statement("sbi", "2025-10-01", "2025-12-30");
    fails(settings, paper.clone(), "INCOMPLETE_DATES_UPLOAD", message).await;
    let tolerant = json!({"acceptance": {"require_dates": true, "tolerance_days": 1}});
    completes(tolerant, paper).await;
    let message = r#"Statement(s) uploaded contain incomplete dates. Missing dates present for {"Oct 2025": [1, 2], "Dec 2025": [31]}"#;
    let settings = json!({"acceptance": {"require_dates": true}});
    let paper = papers::statement("sbi", "2025-10-03", "2025-12-30");
    fails(settings, paper, "INCOMPLETE_DATES_UPLOAD", message).await;
}

#[tokio::test]
async fn a_row_is_missing_in_the_middle_or_not() {
    completes(json!({}), papers::usual()).await;
    let paper = papers::usual();
    let row = middle_row(&paper);
    let message = "One or more transactions are missing in the specified date range";
    fails(json!({}), paper.without_row(row), "MISSING_TRANSACTIONS", message).await;
}

#[tokio::test]
async fn a_balance_is_misprinted_or_not() {
    completes(json!({}), papers::usual()).await;
    let paper = papers::usual();
    let row = middle_row(&paper);
    let message = "Calculated transaction balance does not match";
    fails(json!({}), paper.with_wrong_balance(row), "BALANCE_MISMATCH", message).await;
}

#[tokio::test]
async fn a_month_has_one_transaction_or_none() {
    let november = day("2025-11-01")..=day("2025-11-30");
    let paper = papers::usual();
    let kept = paper.ledger.transactions[middle_row(&paper)].clone();
    let one = paper.clone().only(|row| !november.contains(&row.date) || row == &kept);
    completes(json!({}), one).await;
    let none = paper.only(|row| !november.contains(&row.date));
    let message = "Insufficient data to generate report. There are no transactions for Nov 2025";
    fails(json!({}), none, "INCOMPLETE_MONTHS", message).await;
}

#[tokio::test]
async fn a_session_that_accepts_anything_fails_nothing_but_a_missing_number() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender.session_with(json!({"accept_anything": true})).await;
    let paper = papers::statement("sbi", "2025-10-01", "2025-11-30");
    let row = middle_row(&paper);
    session.upload(paper.without_row(row).pdf()).await.accepted();
    assert_eq!(session.outcome().await["accounts"][0]["account_status"], "completed");
}
