//! Whole bodies of three borrowers' figures, kept in `tests/api/bodies/` and compared to the letter: whoever changes an answer sees what changes.
//!
//! `BANKCONNECT_RENEW=1 cargo test --test api bodies` writes them anew; look at the difference before it is kept.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::calls::Call;
use crate::support::server::TestServer;
use crate::test_values::is_renewal;

const CALLS: [&str; 8] = [
    "identity",
    "transactions",
    "eod_balances",
    "monthly_analysis_updated",
    "predictors",
    "recurring_transactions",
    "xlsx_report",
    "insights",
];

/// Compares an answer with the one that was kept; names the first line that differs.
fn assert_kept(name: &str, body: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/api/bodies")
        .join(format!("{name}.json"));
    if is_renewal() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, body).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    for (number, (kept, now)) in (1..).zip(kept.lines().zip(body.lines())) {
        assert_eq!(now, kept, "{name}.json, line {number}");
    }
    assert_eq!(body.lines().count(), kept.lines().count(), "lines of {name}.json");
}

/// A borrower's accounts over the last quarter of 2025, each call's body as it is, but for the port in its links.
async fn bodies_of(persona: &str, banks: &[&str]) {
    let server = TestServer::start().await;
    let session = server.lender("lender").session_with(json!({"link_id": persona})).await;
    for bank in banks {
        let path = format!(
            "/_emulator/specimens/{persona}/{bank}/plain.pdf?session_id={}&world=lender",
            session.id
        );
        let specimen = server.call(Call::get(path)).await;
        assert_eq!(specimen.status, 200, "{}", specimen.text());
        session.upload(specimen.body).await.accepted();
    }
    session.outcome().await;
    for call in CALLS {
        let body: Value = session.calls("GET", call).await.accepted();
        let body = serde_json::to_string_pretty(&body).unwrap() + "\n";
        assert_kept(
            &format!("{persona}.{call}"),
            &body.replace(&server.url(), "http://127.0.0.1:8080"),
        );
    }
}

#[tokio::test]
async fn a_salaried_borrower_with_one_bank() {
    bodies_of("salaried-asha", &["hdfc"]).await;
}

#[tokio::test]
async fn a_borrower_with_two_banks() {
    bodies_of("two-banks-lakshmi", &["icici", "sbi"]).await;
}

#[tokio::test]
async fn a_borrower_whose_payments_bounce() {
    bodies_of("bounces-ravi", &["axis"]).await;
}
