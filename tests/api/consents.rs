//! Lenders that pull a borrower's data again under his recurring consent.

use serde_json::{Value, json};

use super::support::borrower::with_recurring;
use super::support::calls::Call;
use super::support::listener::Listener;
use super::support::schemas::{assert_follows, assert_ordered_like, example};
use super::support::server::TestServer;

#[tokio::test]
async fn a_consent_is_listed_with_what_the_session_asked_for() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let asked = json!({
        "aa_recurring_tenure_month_count": 24, "aa_recurring_frequency_unit": "day", "aa_recurring_frequency_value": 3,
    });
    let session = lender.session_with_consent(asked).await;
    let listed = session.recurring_consents().await.accepted();
    assert_follows("recurring_consent_details", &listed);
    assert_ordered_like(&example("recurring_consent_details"), &listed);
    let consent = &listed["consent_details"][0];
    let terms = [
        "bank_name",
        "masked_account_number",
        "tenure_month_count",
        "frequency_unit",
        "frequency_value",
    ];
    let terms: Vec<&Value> = terms.iter().map(|key| &consent[*key]).collect();
    assert_eq!(json!(terms), json!(["hdfc", "XXXXXXXXXX4821", 24, "day", 3]));
    assert_eq!(
        listed["consent_details"].as_array().unwrap().len(),
        1,
        "the one-time consent is not listed"
    );
    let known = lender.control("GET", "/consents", json!({})).await.accepted();
    assert_eq!(known["consents"].as_array().unwrap().len(), 2);
    // The docs print a slash behind the id.
    let slashed = format!(
        "/bank-connect/v1/account_aggregator/get_recurring_consent_details/?session_id={}/",
        session.id
    );
    assert_eq!(lender.call(Call::post(slashed)).await.accepted(), listed);
    // It outlives the session's own time.
    lender.waits("90d").await;
    assert_eq!(session.recurring_consents().await.accepted(), listed);
}

#[tokio::test]
async fn a_pull_is_a_new_session_that_is_processed_and_told() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender.session_with_consent(json!({})).await;
    let consent = session.recurring_consent().await;
    let mut receiver = Listener::receiver().await;
    lender.webhooks_go_to(&receiver.url()).await;
    lender.waits("60d").await;

    let pulled = lender.pulls(&consent, "01/01/2026", "28/02/2026").await.accepted();
    assert_follows("fetch_recurring", &pulled);
    let new = lender.open(pulled["session_id"].as_str().unwrap());
    assert_ne!(new.id, session.id);
    new.status().await.refused("PROCESSING_NOT_COMPLETED");
    new.initiate_processing().await.refused("DUPLICATE_PROCESSING_REQUEST");
    lender.waits("3s").await;
    let hooks = receiver.bodies();
    assert_eq!(hooks.len(), 1);
    assert_follows("webhook_enrichment", &hooks[0]);
    assert_eq!(hooks[0]["session_id"], json!(new.id));
    let outcome = new.status().await.accepted();
    assert_follows("session_status", &outcome);
    assert_eq!(outcome["accounts"][0]["account_status"], "completed", "{outcome:#}");
    assert_eq!(outcome["accounts"][0]["statements"][0]["source"], "aa");
    assert_follows("insights", &new.calls("GET", "insights/").await.accepted());
    let told = lender
        .control("GET", &format!("/consents?session_id={}", session.id), json!({}))
        .await
        .accepted();
    let recurring = told["consents"]
        .as_array()
        .unwrap()
        .iter()
        .find(|consent| consent["fetch"] == "recurring")
        .unwrap();
    assert_eq!(recurring["pulls"][0]["session_id"], json!(new.id));
    assert_eq!(recurring["pulls_left"], 0);
}

/// Date and balance of every transaction, oldest first.
async fn rows(session: &super::support::lender::TestSession) -> Vec<(String, f64, f64, String)> {
    let answer = session.calls("GET", "transactions/").await.accepted();
    let transactions = answer["transactions"].as_array().unwrap().clone();
    let mut rows: Vec<(String, f64, f64, String)> = transactions
        .iter()
        .map(|row| {
            let sign = if row["transaction_type"] == "credit" { 1.0 } else { -1.0 };
            (
                row["date"].as_str().unwrap().to_owned(),
                sign * row["amount"].as_f64().unwrap(),
                row["balance"].as_f64().unwrap(),
                row["transaction_note"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    rows
}

#[tokio::test]
async fn what_is_pulled_later_goes_on_where_the_data_ended() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender.session_with_consent(json!({})).await;
    let consent = session.recurring_consent().await;
    lender.waits("60d").await;
    let pull = async |from: &str, to: &str| {
        let pulled = lender.pulls(&consent, from, to).await.accepted();
        lender.waits("3s").await;
        lender.open(pulled["session_id"].as_str().unwrap())
    };
    let overlapping = rows(&pull("01/12/2025", "31/01/2026").await).await;
    lender.waits("31d").await;
    let later = rows(&pull("01/02/2026", "31/03/2026").await).await;
    let before = rows(&session).await;

    let december = |rows: &[(String, f64, f64, String)]| {
        rows.iter()
            .filter(|row| row.0.starts_with("2025-12"))
            .cloned()
            .collect::<Vec<_>>()
    };
    assert!(december(&before).len() > 10);
    assert_eq!(december(&before), december(&overlapping), "shared days agree");
    let (last, first) = (overlapping.last().unwrap(), later.first().unwrap());
    assert!(
        (last.2 + first.1 - first.2).abs() < 0.005,
        "the balances chain: {last:?}, {first:?}"
    );
}

#[tokio::test]
async fn pulls_are_counted_in_units_that_begin_with_the_consent() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let asked = json!({"aa_recurring_frequency_unit": "day", "aa_recurring_frequency_value": 2});
    let session = lender.session_with_consent(asked).await;
    let consent = session.recurring_consent().await;
    let pull = || lender.pulls(&consent, "01/12/2025", "31/12/2025");
    for wait in ["1h", "22h", "59m"] {
        lender.waits(wait).await;
        let answer = pull().await;
        match wait {
            "59m" => drop(answer.refused("CONSENT_OVERUSED")),
            _ => drop(answer.accepted()),
        }
    }
    // Three seconds went by in processing.
    lender.waits("57s").await;
    pull().await.accepted();
    pull().await.accepted();
    pull().await.refused("CONSENT_OVERUSED");
    let calls = session.explained().await["refused_calls"].clone();
    assert_eq!(calls.as_array().unwrap().len(), 2, "{calls:#}");
    assert_eq!(calls[0]["code"], "CONSENT_OVERUSED");
}

#[tokio::test]
async fn a_session_that_asks_for_a_recurring_consent_alone_has_used_it_once() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender
        .session_with_consent(json!({"aa_journey_mode": "only_recurring"}))
        .await;
    assert_eq!(
        session.status().await.accepted()["accounts"][0]["account_status"],
        "completed"
    );
    let consent = session.recurring_consent().await;
    lender
        .pulls(&consent, "01/12/2025", "31/12/2025")
        .await
        .refused("CONSENT_OVERUSED");
    // A month of the calendar later, to the second.
    lender.waits("31d").await;
    lender.pulls(&consent, "01/01/2026", "31/01/2026").await.accepted();
    let once = lender
        .session_with_consent(json!({"aa_journey_mode": "only_once"}))
        .await;
    once.recurring_consents().await.refused("INVALID_CONSENT_ID");
    let given = once.journey().await["consents"].clone();
    let one_time = given[0]["id"].as_str().unwrap();
    lender
        .pulls(one_time, "01/12/2025", "31/12/2025")
        .await
        .refused("INVALID_CONSENT_ID");
}

#[tokio::test]
async fn the_second_version_asks_by_codes_and_terms() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let fields = json!({
        "bank_name": "HDFC", "mode": "aa", "aa_journey_code": "BCAA003",
        "consents": {"CC0004": {"from_date": "01/11/2025", "to_date": "30/06/2026", "consent_expiry": "30/06/2026"}},
    });
    let call = Call::post("/bank-connect/v2/session/").json(&lender.fields(fields));
    let created = call.send(lender.address).await.accepted();
    let session = lender.open(created["session_id"].as_str().unwrap());
    session.intake(json!({"via": "aa"})).await.accepted();
    let given = session.journey().await["consents"].clone();
    let codes: Vec<Value> = given
        .as_array()
        .unwrap()
        .iter()
        .map(|one| json!([one["code"], one["fetch"]]))
        .collect();
    assert_eq!(json!(codes), json!([["CC0003", "once"], ["CC0004", "recurring"]]));
    session.outcome().await;
    let listed = session.recurring_consents().await.accepted();
    let consent = &listed["consent_details"][0];
    assert_eq!(consent["tenure_month_count"], 6, "from January to June: {consent}");
    let id = consent["consent_id"].as_str().unwrap();
    lender
        .pulls(id, "31/10/2025", "30/11/2025")
        .await
        .refused("INVALID_DATE_RANGE");
    lender.pulls(id, "01/11/2025", "30/11/2025").await.accepted();
}

#[tokio::test]
async fn a_pull_says_what_is_wrong_with_its_fields_and_its_client() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender.session_with_consent(json!({})).await;
    let consent = session.recurring_consent().await;
    let fetch = async |body: Value| {
        let call = Call::post("/bank-connect/v1/account_aggregator/fetch_recurring_aa_data/").json(&body);
        lender.call(call).await
    };
    fetch(json!({})).await.refused("INVALID_REQUEST");
    fetch(json!({"consent_id": 7})).await.refused("INVALID_REQUEST");
    fetch(json!({"consent_id": consent}))
        .await
        .refused("MISSING_DATE_FIELD");
    lender
        .pulls(&consent, "2025-12-01", "31/12/2025")
        .await
        .refused("INVALID_DATE_FORMAT");
    let anonymous = Call::post("/bank-connect/v1/account_aggregator/fetch_recurring_aa_data/");
    server.call(anonymous).await.refused("ACCESS_DENIED");
    let anonymous = Call::post("/bank-connect/v1/account_aggregator/get_recurring_consent_details/");
    server.call(anonymous).await.refused("ACCESS_DENIED");
    lender.has_settings(json!({"modes": ["pdf"]})).await;
    lender
        .pulls(&consent, "01/12/2025", "31/12/2025")
        .await
        .refused("MODE_NOT_ENABLED");
    lender
        .has_settings(json!({"modes": ["aa"], "is_trial_over": true}))
        .await;
    lender
        .pulls(&consent, "01/12/2025", "31/12/2025")
        .await
        .refused("TRIAL_PERIOD_EXPIRED");
    lender.has_settings(json!({"is_trial_over": false})).await;
    // None of these was counted.
    lender.pulls(&consent, "01/12/2025", "01/12/2025").await.accepted();
}

#[tokio::test]
async fn a_quiet_account_is_pulled_as_nothing() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender
        .session_with(with_recurring(json!({"mobile_number": "9999900003"})))
        .await;
    session.intake(json!({"via": "aa"})).await.accepted();
    let consent = session.recurring_consent().await;
    let pulled = lender.pulls(&consent, "01/12/2025", "31/12/2025").await.accepted();
    lender.waits("3s").await;
    let outcome = lender
        .open(pulled["session_id"].as_str().unwrap())
        .status()
        .await
        .accepted();
    assert_eq!(
        outcome["accounts"][0]["statements"][0]["error_code"],
        "NO_TRANSACTIONS_FROM_AA"
    );
}

#[tokio::test]
async fn many_pulls_at_once_get_one_pull() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender.session_with_consent(json!({})).await;
    let consent = session.recurring_consent().await;
    let pull = || lender.pulls(&consent, "01/12/2025", "31/12/2025");
    let answers = tokio::join!(pull(), pull(), pull(), pull());
    let taken = [answers.0, answers.1, answers.2, answers.3];
    assert_eq!(taken.iter().filter(|answer| answer.status == 200).count(), 1);
    assert_eq!(
        lender.control("GET", "/sessions", json!({})).await.accepted()["sessions"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[tokio::test]
async fn a_session_can_be_made_with_a_consent() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let made = json!({"via": "aa", "request": with_recurring(json!({})), "state": "completed"});
    let made = lender.control("POST", "/sessions", made).await.accepted();
    assert_eq!(made["journey"]["consents"].as_array().unwrap().len(), 2);
    let session = lender.open(made["id"].as_str().unwrap());
    let consent = session.recurring_consent().await;
    lender.has_consent_revoked(&consent).await;
    lender.has_consent_revoked(&consent).await;
    assert_eq!(session.journey().await["consents"][1]["state"], "revoked");
    let nobody = lender.control("POST", "/consents/nonsense/revoke", json!({})).await;
    nobody.refused("NOT_FOUND");
    let unfit = json!({"via": "aa", "banks": ["sbi"]});
    lender
        .control("POST", "/sessions", unfit)
        .await
        .refused("MODE_NOT_AVAILABLE");
    let kinds = json!({"via": "aa", "kinds": ["scanned"]});
    lender.control("POST", "/sessions", kinds).await.refused("BAD_REQUEST");
}
