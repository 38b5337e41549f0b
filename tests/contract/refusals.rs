//! Every documented refusal of the session flow, provoked.

use bankconnect_emulator::domain::specimen::Kind;
use serde_json::{Value, json};

use super::rows::{CONSENTS, FIGURES, Row, SESSION_FLOW, emitted_rows};
use super::support::calls::{Answer, Call};
use super::support::lender::{Lender, TestSession, Upload};
use super::support::papers;
use super::support::schemas::assert_follows;
use super::support::server::TestServer;

const UNKNOWN: &str = "0b0e7a6e-92f5-4c2f-8f5e-0d5f3c1b2a90";

/// Provokes every row of this call, each in a world of its own.
async fn provoke_all(endpoint: &str) {
    let mut others = FIGURES.iter().chain(&CONSENTS);
    assert!(SESSION_FLOW.contains(&endpoint) || others.any(|name| endpoint.ends_with(&format!("/{name}/"))));
    let server = TestServer::start().await;
    for (index, row) in emitted_rows(endpoint).iter().enumerate() {
        let lender = server.lender(&format!("lender-{index}"));
        let answer = match endpoint {
            "POST /v1/session/" => session_refusal(&lender, "/bank-connect/v1/session/", row).await,
            "POST /v2/session/" => session_refusal(&lender, "/bank-connect/v2/session/", row).await,
            "POST /v1/statement/upload_session/" => upload_refusal(&lender, row).await,
            "POST /v1/session_data/update_webhook/" => webhook_refusal(&lender, row).await,
            "POST /v1/account_aggregator/get_recurring_consent_details/" => consents_refusal(&lender, row).await,
            "POST /v1/account_aggregator/fetch_recurring_aa_data/" => pull_refusal(&lender, row).await,
            "GET /v1/banks/catalogue" => catalogue_refusal(&lender, row).await,
            _ => refusal_of_session(&lender, row).await,
        };
        row.is_told_by(&answer);
        let is_upload = endpoint == "POST /v1/statement/upload_session/";
        let schema = if is_upload { "upload_error" } else { "error_envelope" };
        assert_follows(schema, &answer.json());
    }
}

#[tokio::test]
async fn creating_a_session() {
    provoke_all("POST /v1/session/").await;
}

#[tokio::test]
async fn creating_a_session_of_the_second_version() {
    provoke_all("POST /v2/session/").await;
}

#[tokio::test]
async fn uploading_a_statement() {
    provoke_all("POST /v1/statement/upload_session/").await;
}

#[tokio::test]
async fn asking_for_processing() {
    provoke_all("POST /v1/session_data/{session_id}/initiate_processing/").await;
}

#[tokio::test]
async fn watching_progress() {
    provoke_all("GET /v1/session_data/{session_id}/progress/").await;
}

#[tokio::test]
async fn asking_for_the_status() {
    provoke_all("GET /v1/session_data/{session_id}/session_status/").await;
}

#[tokio::test]
async fn asking_for_the_files() {
    provoke_all("GET /v1/session_data/{session_id}/get_pdfs/").await;
}

#[tokio::test]
async fn asking_for_the_upload_status() {
    provoke_all("GET /v1/session_data/{session_id}/session_upload_status/").await;
}

#[tokio::test]
async fn deleting_a_session() {
    provoke_all("DELETE /v1/session_data/{session_id}/delete/").await;
}

#[tokio::test]
async fn asking_for_figures() {
    for name in FIGURES {
        provoke_all(&format!("GET /v1/session_data/{{session_id}}/{name}/")).await;
    }
}

#[tokio::test]
async fn setting_a_webhook() {
    provoke_all("POST /v1/session_data/update_webhook/").await;
}

#[tokio::test]
async fn asking_for_recurring_consents() {
    provoke_all("POST /v1/account_aggregator/get_recurring_consent_details/").await;
}

#[tokio::test]
async fn pulling_data_under_a_consent() {
    provoke_all("POST /v1/account_aggregator/fetch_recurring_aa_data/").await;
}

#[tokio::test]
async fn asking_for_the_banks() {
    provoke_all("GET /v1/banks/catalogue").await;
}

#[tokio::test]
async fn asking_for_the_payloads_is_refused_like_its_neighbours() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let path = "/bank-connect/v1/session_data/webhook_payloads/";
    let ask = async |id: &str| {
        lender
            .call(Call::get(format!("{path}?session_id={id}")))
            .await
            .refusal()
    };
    let deleted = lender.session().await;
    deleted.delete().await.accepted();

    let told = |status, code: &str, message: &str| (status, code.to_owned(), message.to_owned());
    assert_eq!(ask("").await, told(400, "KEY_REQUIRED", "valid session_id is required"));
    let unknown = told(404, "SESSION_NOT_FOUND", "The provided session ID is invalid");
    assert_eq!((ask(UNKNOWN).await, ask("nonsense").await), (unknown.clone(), unknown));
    let gone = told(410, "SESSION_DELETED", "The provided session ID has been deleted");
    assert_eq!(ask(&deleted.id).await, gone);
    let anonymous = server.call(Call::get(path)).await.refusal();
    let denied = told(403, "ACCESS_DENIED", "Authentication credentials were not provided");
    assert_eq!(anonymous, denied);
}

/// What is wrong in the fields of a session for this row; null takes a field away.
fn wrong_fields(code: &str, message: &str) -> Value {
    let recurring = |changes: Value| {
        let mut fields = json!({"bank_name": "hdfc", "mode": "aa"});
        fields
            .as_object_mut()
            .unwrap()
            .extend(changes.as_object().unwrap().clone());
        fields
    };
    let long = |count: usize| "x".repeat(count);
    match (code, message) {
        ("INVALID_DATE_FORMAT", text) if text.contains("max_") => json!({"max_from_date": "2025-01-01"}),
        ("INVALID_DATE_FORMAT", _) => json!({"from_date": "31/02/2025"}),
        ("INVALID_DATE_RANGE", text) if text.contains("max_") => {
            json!({"max_from_date": "01/01/2025", "max_to_date": "01/01/2025"})
        }
        ("INVALID_DATE_RANGE", text) if text.contains("yesterday") => json!({"to_date": "15/01/2026"}),
        ("INVALID_DATE_RANGE", _) => json!({"from_date": "31/12/2025"}),
        ("MISSING_DATE_FIELD", _) => json!({"to_date": null}),
        ("INVALID_BANK_NAME", _) => json!({"bank_name": "gringotts"}),
        ("MISSING_BANK_NAME", _) => json!({"mode": "pdf"}),
        ("MODE_NOT_AVAILABLE", _) => json!({"bank_name": "andhra", "mode": "online"}),
        ("MODE_NOT_ENABLED", _) => json!({"bank_name": "hdfc", "mode": "online"}),
        ("INVALID_MOBILE_NUMBER", _) => json!({"mobile_number": "12345"}),
        ("INVALID_SESSION_EXPIRY", _) => json!({"session_expiry": 4}),
        ("INVALID_AA_PARAMETER", text) if text.contains("Tenure") => {
            recurring(json!({"aa_recurring_tenure_month_count": 85}))
        }
        ("INVALID_AA_PARAMETER", _) => recurring(json!({"aa_recurring_frequency_value": 6})),
        ("MISSING_AA_PARAMETER", text) if text.contains("Frequency") => {
            recurring(json!({"aa_journey_mode": "only_recurring"}))
        }
        ("MISSING_AA_PARAMETER", _) => json!({"aa_journey_mode": "only_once"}),
        ("INVALID_URL", _) => json!({"logo_url": "not a url"}),
        ("INVALID_REQUEST", "link_id, Ensure this field has no more than 500 characters.") => {
            json!({"link_id": long(501)})
        }
        ("INVALID_REQUEST", "link_id, This field is required.") => json!({"link_id": null}),
        ("INVALID_REQUEST", "redirect_url, Ensure this field has no more than 200 characters.") => {
            json!({"redirect_url": format!("https://lender.test/{}", long(200))})
        }
        ("INVALID_REQUEST", "bank_name, Ensure this field has no more than 50 characters.") => {
            json!({"bank_name": long(51)})
        }
        ("INVALID_REQUEST", "journey_mode, Ensure this field has no more than 50 characters.") => {
            json!({"journey_mode": long(51)})
        }
        ("INVALID_REQUEST", text) if text.ends_with("is not a valid choice.") => {
            json!({text.split(',').next().unwrap(): "VALUE"})
        }
        ("INVALID_REQUEST", text) if text.ends_with("A valid integer is required.") => {
            json!({text.split(',').next().unwrap(): "three"})
        }
        ("INVALID_REQUEST", text) if text.ends_with("Must be a valid boolean.") => {
            json!({text.split(',').next().unwrap(): "perhaps"})
        }
        ("AUTHENTICATION_CREDENTIALS_NOT_PROVIDED", _) => json!({"api_key": null}),
        ("PAYMENT_REQUIRED" | "METHOD_NOT_ALLOWED" | "UNSUPPORTED_MEDIA_TYPE", _)
        | ("INVALID_REQUEST", "Something went wrong") => json!({}),
        other => panic!("nobody knows how to provoke {other:?}"),
    }
}

async fn session_refusal(lender: &Lender, path: &str, row: &Row) -> Answer {
    match row.code.as_str() {
        "MODE_NOT_ENABLED" => lender.has_settings(json!({"modes": ["pdf"]})).await,
        "PAYMENT_REQUIRED" => lender.has_settings(json!({"is_plan_unpaid": true})).await,
        _ => {}
    }
    let fields = lender.fields(wrong_fields(&row.code, &row.message));
    let call = match (row.code.as_str(), row.message.as_str()) {
        ("METHOD_NOT_ALLOWED", _) => Call::new("PUT", path).json(&fields),
        ("UNSUPPORTED_MEDIA_TYPE", _) => Call::post(path).body("text/csv", "link_id,api_key"),
        (_, "Something went wrong") => Call::post(path).body("application/json", "{\"link_id\": "),
        _ => Call::post(path).json(&fields),
    };
    call.send(lender.address).await
}

async fn upload_refusal(lender: &Lender, row: &Row) -> Answer {
    let session = lender.session().await;
    let pdf = papers::usual_pdf();
    let good = Upload::of(pdf);
    match (row.code.as_str(), row.message.as_str()) {
        ("TRIAL_PERIOD_EXPIRED", _) => {
            lender.has_settings(json!({"is_trial_over": true})).await;
            session.upload(good).await
        }
        ("ROUTE_NOT_ALLOWED", _) => {
            lender.has_settings(json!({"is_route_enabled": false})).await;
            session.upload(good).await
        }
        ("INVALID_FILE_OBJECT", "File object is invalid") => session.upload(b"no PDF".to_vec()).await,
        ("INVALID_FILE_OBJECT", _) => {
            let fields = json!({"session_id": session.id, "upload_type": "PDF", "file": "x"});
            let call = Call::post("/bank-connect/v1/statement/upload_session/").json(&fields);
            lender.call(call).await
        }
        ("INVALID_FILE_URL", _) => session.upload(Upload::from_url("ftp://lender.test/a.pdf")).await,
        ("MISSING_FILE_OBJECT", _) => session.upload(good.without("file")).await,
        ("INVALID_BASE_64", _) => session.upload(Upload::of("****").with("upload_type", "BASE64")).await,
        ("INVALID_ACCOUNT_CATEGORY", _) => session.upload(good.with("account_category", "SALARY")).await,
        ("PASSWORD_INCORRECT", _) => session.upload(papers::usual().locked("secret").pdf()).await,
        ("STATEMENT_UNSUPPORTED_FORMAT", _) => session.upload(papers::of_kind(Kind::Letter)).await,
        ("BANK_NAME_UNDETECTED", _) => session.upload(papers::of_kind(Kind::UnknownBank)).await,
        ("PDF_IS_IMAGE", _) => session.upload(papers::of_kind(Kind::Scanned)).await,
        ("BANK_NAME_MISMATCH", _) => session.upload(good.with("bank_name", "kotak")).await,
        ("OUT_OF_DATE_RANGE", _) => {
            let old = papers::statement("sbi", "2025-08-01", "2025-09-30");
            session.upload(old.pdf()).await
        }
        ("STATEMENT_DUPLICATE", _) => {
            session.upload(&good).await.accepted();
            session.upload(good).await
        }
        ("SESSION_NOT_FOUND", _) => lender.open(UNKNOWN).upload(good).await,
        ("SESSION_EXPIRED", _) => {
            lender.waits("24h").await;
            session.upload(good).await
        }
        ("SESSION_DELETED", _) => {
            session.delete().await.accepted();
            session.upload(good).await
        }
        ("KEY_REQUIRED", _) => lender.call(good.call()).await,
        ("EMPTY_FILE", _) => session.upload(Upload::of("")).await,
        ("INVALID_API_KEY", _) => good.with("session_id", &session.id).call().send(lender.address).await,
        ("INVALID_BANK_NAME", _) => session.upload(good.with("bank_name", "gringotts")).await,
        ("INVALID_REQUEST", text) if text.starts_with("upload_type") => {
            session.upload(good.with("upload_type", "VALUE")).await
        }
        other => panic!("nobody knows how to provoke {other:?}"),
    }
}

async fn webhook_refusal(lender: &Lender, row: &Row) -> Answer {
    let call = |fields: Value| Call::post("/bank-connect/v1/session_data/update_webhook/").json(&fields);
    let url = "https://lender.test/hook";
    match row.code.as_str() {
        "ACCESS_DENIED" => call(json!({"webhook_url": url})).send(lender.address).await,
        "INVALID_URL" => lender.call(call(json!({"webhook_mode": 3}))).await,
        "INVALID_REQUEST" => {
            lender
                .call(call(json!({"webhook_url": url, "webhook_mode": "VALUE"})))
                .await
        }
        other => panic!("nobody knows how to provoke {other:?}"),
    }
}

async fn consents_refusal(lender: &Lender, row: &Row) -> Answer {
    // One pull a year, for a year: the second one has no time left.
    let yearly = json!({"aa_recurring_frequency_unit": "year"});
    match row.code.as_str() {
        "INVALID_SESSION_ID" => {
            let deleted = lender.session_with_consent(json!({})).await;
            deleted.delete().await.accepted();
            let expired = lender.session().await;
            lender.waits("24h").await;
            for id in ["", "nonsense", UNKNOWN, &deleted.id] {
                row.is_told_by(&lender.open(id).recurring_consents().await);
            }
            expired.recurring_consents().await
        }
        "INVALID_CONSENT_ID" => lender.session().await.recurring_consents().await,
        "CONSENT_REVOKED" => {
            let session = lender.session_with_consent(json!({})).await;
            lender.has_consent_revoked(&session.recurring_consent().await).await;
            session.recurring_consents().await
        }
        "CONSENT_OVERUSED" => {
            let session = lender.session_with_consent(yearly).await;
            let consent = session.recurring_consent().await;
            lender.pulls(&consent, "01/12/2025", "31/12/2025").await.accepted();
            session.recurring_consents().await
        }
        "INVALID_DATE_RANGE" => {
            let session = lender.session_with_consent(yearly).await;
            lender.waits("365d").await;
            session.recurring_consents().await
        }
        other => panic!("nobody knows how to provoke {other:?}"),
    }
}

async fn pull_refusal(lender: &Lender, row: &Row) -> Answer {
    let session = lender.session_with_consent(json!({})).await;
    let consent = session.recurring_consent().await;
    let december = async |consent: &str| lender.pulls(consent, "01/12/2025", "31/12/2025").await;
    match row.code.as_str() {
        "INVALID_SESSION_ID" => {
            session.delete().await.accepted();
            december(&consent).await
        }
        "INVALID_CONSENT_ID" => {
            row.is_told_by(&december("nonsense").await);
            // Its id is another session's, and another key knows nothing of it.
            row.is_told_by(&december(&session.id).await);
            let stranger = Lender::new(lender.address, &format!("not-{}", lender.key));
            row.is_told_by(&stranger.pulls(&consent, "01/12/2025", "31/12/2025").await);
            december(UNKNOWN).await
        }
        "CONSENT_REVOKED" => {
            lender.has_consent_revoked(&consent).await;
            december(&consent).await
        }
        "CONSENT_OVERUSED" => {
            december(&consent).await.accepted();
            december(&consent).await
        }
        "INVALID_DATE_RANGE" => {
            // Before the consent's days, beyond today, the wrong way round.
            for (from, to) in [
                ("30/09/2025", "31/12/2025"),
                ("01/12/2025", "16/01/2026"),
                ("31/12/2025", "01/12/2025"),
            ] {
                row.is_told_by(&lender.pulls(&consent, from, to).await);
            }
            lender.waits("365d").await;
            december(&consent).await
        }
        other => panic!("nobody knows how to provoke {other:?}"),
    }
}

async fn catalogue_refusal(lender: &Lender, row: &Row) -> Answer {
    assert_eq!(row.code, "ACCESS_DENIED");
    let call = Call::get("/bank-connect/v1/banks/catalogue").header("x-api-key", &lender.key);
    call.send(lender.address).await
}

/// A refusal of a call about one session, by the state of the session.
async fn refusal_of_session(lender: &Lender, row: &Row) -> Answer {
    let (method, path) = row.endpoint.split_once(' ').unwrap();
    let call = |id: &str| Call::new(method, format!("/bank-connect{}", path.replace("{session_id}", id)));
    let session: TestSession = match row.code.as_str() {
        "SESSION_NOT_FOUND" => lender.open(UNKNOWN),
        "KEY_REQUIRED" => lender.open("nonsense"),
        _ => lender.session().await,
    };
    match row.code.as_str() {
        "SESSION_NOT_FOUND" | "KEY_REQUIRED" | "PROCESSING_NOT_REQUESTED" => {}
        "SESSION_DELETED" => drop(session.delete().await.accepted()),
        "DUPLICATE_PROCESSING_REQUEST" | "PROCESSING_NOT_COMPLETED" => {
            drop(session.initiate_processing().await.accepted())
        }
        "SESSION_EXPIRED" => drop(lender.waits("24h").await),
        "UNPARSABLE_STATEMENTS" => {
            lender.has_settings(json!({"refuse_unparsable": true})).await;
            session
                .upload(papers::of_kind(Kind::Letter))
                .await
                .refused("STATEMENT_UNSUPPORTED_FORMAT");
        }
        "ACCESS_DENIED" => {
            // Either header alone is not enough.
            for name in ["x-api-key", "server-hash"] {
                let answer = call(&session.id).header(name, &lender.key).send(lender.address).await;
                row.is_told_by(&answer);
            }
            return call(&session.id).send(lender.address).await;
        }
        other => panic!("nobody knows how to provoke {other:?}"),
    }
    lender.call(call(&session.id)).await
}
