//! A borrower who goes over the account aggregator or net banking, and a lender that pulls his data again.

use serde_json::{Value, json};

use super::calls::{Answer, Call};
use super::lender::{Lender, TestSession};

/// A session over the aggregator at hdfc that also asks for a recurring consent: one pull a month for a year.
pub(crate) fn with_recurring(changes: Value) -> Value {
    let mut fields = json!({
        "bank_name": "hdfc", "mode": "aa", "aa_journey_mode": "once_with_recurring", "aa_recurring_tenure_month_count": 12,
        "aa_recurring_frequency_unit": "month", "aa_recurring_frequency_value": 1,
    });
    for (name, value) in changes.as_object().unwrap() {
        fields[name] = value.clone();
    }
    fields
}

impl TestSession {
    /// One step of the borrower: `aa/otp`, `nb/login`.
    pub(crate) async fn step(&self, step: &str, body: Value) -> Answer {
        let path = format!("/sessions/{}/journey/{step}", self.id);
        self.lender.control("POST", &path, body).await
    }

    /// Where the borrower stands.
    pub(crate) async fn journey(&self) -> Value {
        let path = format!("/sessions/{}/journey", self.id);
        self.lender.control("GET", &path, json!({})).await.accepted()
    }

    /// A whole attempt in one call.
    pub(crate) async fn intake(&self, body: Value) -> Answer {
        let path = format!("/sessions/{}/intake", self.id);
        self.lender.control("POST", &path, body).await
    }

    /// What the vendor's call lists.
    pub(crate) async fn recurring_consents(&self) -> Answer {
        let path = format!(
            "/bank-connect/v1/account_aggregator/get_recurring_consent_details/?session_id={}",
            self.id
        );
        self.lender.call(Call::post(path)).await
    }

    /// The id of its first recurring consent.
    pub(crate) async fn recurring_consent(&self) -> String {
        let listed = self.recurring_consents().await.accepted();
        listed["consent_details"][0]["consent_id"].as_str().unwrap().to_owned()
    }
}

impl Lender {
    /// A session in which the borrower consented to recurring pulls, processed.
    pub(crate) async fn session_with_consent(&self, changes: Value) -> TestSession {
        let session = self.session_with(with_recurring(changes)).await;
        session.intake(json!({"via": "aa"})).await.accepted();
        session.initiate_processing().await.accepted();
        self.waits("3s").await;
        session
    }

    /// The same, of this `link_id`, and not processed.
    pub(crate) async fn session_with_consent_of(&self, link_id: &str) -> TestSession {
        let session = self.session_with(with_recurring(json!({"link_id": link_id}))).await;
        session.intake(json!({"via": "aa"})).await.accepted();
        session
    }

    /// Pulls data under a consent.
    pub(crate) async fn pulls(&self, consent: &str, from: &str, to: &str) -> Answer {
        let body = json!({"consent_id": consent, "date_time_range_from": from, "date_time_range_to": to});
        let call = Call::post("/bank-connect/v1/account_aggregator/fetch_recurring_aa_data/");
        self.call(call.json(&body)).await
    }

    /// The borrower takes a consent back.
    pub(crate) async fn has_consent_revoked(&self, consent: &str) {
        let path = format!("/consents/{consent}/revoke");
        self.control("POST", &path, json!({})).await.accepted();
    }
}
