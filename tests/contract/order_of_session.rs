//! A request for a session that is wrong in two neighbouring ways gets the earlier refusal. Source: semantics 5.

use serde_json::{Value, json};

use super::support::calls::Call;
use super::support::lender::Lender;
use super::support::server::TestServer;

const PATH: &str = "/bank-connect/v1/session/";

/// Fields that are wrong twice, and the code and the word of the text that tell which of the two was found.
fn pairs() -> Vec<(Value, &'static str, &'static str)> {
    let long = |count: usize| "x".repeat(count);
    let aa = |changes: Value| {
        let mut fields = json!({"bank_name": "hdfc", "mode": "aa"});
        fields
            .as_object_mut()
            .unwrap()
            .extend(changes.as_object().unwrap().clone());
        fields
    };
    vec![
        // Type, length and choice, in the order of the parameters.
        (
            json!({"api_key": null, "link_id": null}),
            "AUTHENTICATION_CREDENTIALS_NOT_PROVIDED",
            "",
        ),
        (
            json!({"link_id": long(501), "redirect_url": long(201)}),
            "INVALID_REQUEST",
            "link_id",
        ),
        (
            json!({"redirect_url": long(201), "bank_name": long(51)}),
            "INVALID_REQUEST",
            "redirect_url",
        ),
        (
            json!({"bank_name": long(51), "mode": "fax"}),
            "INVALID_REQUEST",
            "bank_name",
        ),
        (
            json!({"mode": "fax", "journey_mode": long(51)}),
            "INVALID_REQUEST",
            "mode, \"fax\"",
        ),
        (
            json!({"journey_mode": long(51), "is_mobile_field_editable": "x"}),
            "INVALID_REQUEST",
            "journey_mode",
        ),
        (
            json!({"is_mobile_field_editable": "x", "aa_journey_mode": "x"}),
            "INVALID_REQUEST",
            "is_mobile",
        ),
        (
            json!({"aa_journey_mode": "x", "aa_recurring_tenure_month_count": "x"}),
            "INVALID_REQUEST",
            "aa_journey_mode",
        ),
        (
            json!({"aa_recurring_tenure_month_count": "x", "aa_recurring_frequency_unit": "x"}),
            "INVALID_REQUEST",
            "aa_recurring_tenure",
        ),
        (
            json!({"aa_recurring_frequency_unit": "x", "to_date": null}),
            "INVALID_REQUEST",
            "aa_recurring_frequency",
        ),
        // Dates.
        (json!({"from_date": "x", "to_date": null}), "MISSING_DATE_FIELD", ""),
        (
            json!({"from_date": "31/12/2025", "to_date": "2025-12-01"}),
            "INVALID_DATE_FORMAT",
            "'from_date'",
        ),
        (
            json!({"from_date": "20/01/2026", "to_date": "19/01/2026"}),
            "INVALID_DATE_RANGE",
            "greater",
        ),
        (
            json!({"to_date": "15/01/2026", "max_from_date": "x"}),
            "INVALID_DATE_RANGE",
            "yesterday",
        ),
        (
            json!({"max_from_date": "02/01/2025", "max_to_date": "x"}),
            "INVALID_DATE_FORMAT",
            "max_",
        ),
        (
            json!({"max_from_date": "02/01/2025", "max_to_date": "01/01/2025", "bank_name": "x"}),
            "INVALID_DATE_RANGE",
            "max_",
        ),
        // Bank and mode.
        (json!({"bank_name": "x", "mode": "online"}), "INVALID_BANK_NAME", ""),
        (json!({"mode": "pdf", "session_expiry": 1}), "MISSING_BANK_NAME", ""),
        (
            json!({"bank_name": "andhra", "mode": "online"}),
            "MODE_NOT_AVAILABLE",
            "",
        ),
        (
            json!({"bank_name": "hdfc", "mode": "online", "session_expiry": 1}),
            "MODE_NOT_ENABLED",
            "",
        ),
        // What is left.
        (
            json!({"session_expiry": 1, "mobile_number": "1"}),
            "INVALID_SESSION_EXPIRY",
            "",
        ),
        (
            json!({"mobile_number": "1", "logo_url": "x"}),
            "INVALID_MOBILE_NUMBER",
            "",
        ),
        (
            json!({"logo_url": "x", "aa_journey_mode": "only_recurring"}),
            "INVALID_URL",
            "",
        ),
        (
            json!({"redirect_url": "x", "aa_recurring_tenure_month_count": 85}),
            "INVALID_URL",
            "",
        ),
        (
            aa(json!({"from_date": "x", "aa_recurring_tenure_month_count": 85})),
            "INVALID_DATE_FORMAT",
            "",
        ),
        (
            aa(json!({"aa_recurring_tenure_month_count": 85, "aa_recurring_frequency_value": 6})),
            "INVALID_AA_PARAMETER",
            "Tenure",
        ),
    ]
}

#[tokio::test]
async fn of_two_wrong_fields_the_earlier_check_decides() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    lender.has_settings(json!({"modes": ["pdf", "aa"]})).await;
    for (fields, code, word) in pairs() {
        let (_, found, message) = lender.asks_for_session(fields.clone()).await.refusal();
        assert!(found == code && message.contains(word), "{fields}: {found} {message}");
    }
}

/// Sends this and gives the code it is refused with.
async fn code(lender: &Lender, call: Call) -> String {
    call.send(lender.address).await.refusal().1
}

#[tokio::test]
async fn the_request_as_such_is_checked_before_the_client_and_the_client_before_the_fields() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let broken = "{\"link_id\": ";
    // Method and media type.
    assert_eq!(
        code(&lender, Call::new("PUT", PATH).body("text/csv", broken)).await,
        "METHOD_NOT_ALLOWED"
    );
    // Media type and body.
    assert_eq!(
        code(&lender, Call::post(PATH).body("text/csv", broken)).await,
        "UNSUPPORTED_MEDIA_TYPE"
    );
    // Body and credentials.
    assert_eq!(
        code(&lender, Call::post(PATH).body("application/json", broken)).await,
        "INVALID_REQUEST"
    );
    // Credentials and plan: a plan is a client's, so a caller without key cannot be told of it.
    lender.has_settings(json!({"is_plan_unpaid": true})).await;
    let nameless = lender.fields(json!({"api_key": null}));
    let code_of_nameless = code(&lender, Call::post(PATH).json(&nameless)).await;
    assert_eq!(code_of_nameless, "AUTHENTICATION_CREDENTIALS_NOT_PROVIDED");
    // Plan and the first field.
    let without_link = lender.fields(json!({"link_id": null}));
    assert_eq!(
        code(&lender, Call::post(PATH).json(&without_link)).await,
        "PAYMENT_REQUIRED"
    );
}
