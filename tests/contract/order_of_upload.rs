//! An upload that is wrong in two neighbouring ways gets the earlier refusal, and so does a call about a session. Source: semantics 10.

use bankconnect_emulator::domain::specimen::Kind;
use serde_json::json;

use super::support::calls::Call;
use super::support::lender::Upload;
use super::support::papers;
use super::support::server::TestServer;

const PATH: &str = "/bank-connect/v1/statement/upload_session/";

#[tokio::test]
async fn the_client_is_checked_before_the_form() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let as_json = || Call::post(PATH).json(&json!({}));
    lender
        .has_settings(json!({"is_trial_over": true, "is_route_enabled": false}))
        .await;
    // Key and trial.
    as_json().send(lender.address).await.refused("INVALID_API_KEY");
    // Trial and route.
    lender.call(as_json()).await.refused("TRIAL_PERIOD_EXPIRED");
    // Route and form.
    lender.has_settings(json!({"is_trial_over": false})).await;
    lender.call(as_json()).await.refused("ROUTE_NOT_ALLOWED");
    // Form and session_id.
    lender.has_settings(json!({"is_route_enabled": true})).await;
    lender.call(as_json()).await.refused("INVALID_FILE_OBJECT");
}

#[tokio::test]
async fn the_session_is_checked_before_the_file() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let nothing = Upload::default();
    // session_id given, and file.
    lender.call(nothing.call()).await.refused("KEY_REQUIRED");
    // Found, and file.
    lender
        .open("nonsense")
        .upload(&nothing)
        .await
        .refused("SESSION_NOT_FOUND");
    let (deleted, processing, expired) = (lender.session().await, lender.session().await, lender.session().await);
    processing.initiate_processing().await.accepted();
    processing.upload(&nothing).await.refused("SESSION_EXPIRED");
    deleted.delete().await.accepted();
    lender.waits("24h").await;
    // Deleted and expired; expired and file.
    deleted.upload(&nothing).await.refused("SESSION_DELETED");
    expired.upload(&nothing).await.refused("SESSION_EXPIRED");
}

#[tokio::test]
async fn the_fields_are_checked_in_order_and_before_the_paper() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    let no_pdf = || Upload::of("no PDF");
    let all_wrong = |upload: Upload| upload.with("bank_name", "gringotts").with("account_category", "SALARY");
    for (upload, code) in [
        // File given, fetched.
        (
            all_wrong(Upload::default().with("upload_type", "VALUE")),
            "MISSING_FILE_OBJECT",
        ),
        // Fetched, upload_type.
        (
            all_wrong(Upload::from_url("nowhere").with("upload_type", "VALUE")),
            "INVALID_FILE_URL",
        ),
        // Base64, bank.
        (
            all_wrong(Upload::of("****").with("upload_type", "BASE64")),
            "INVALID_BASE_64",
        ),
        // Base64, empty: an empty text decodes to nothing.
        (all_wrong(Upload::of("").with("upload_type", "BASE64")), "EMPTY_FILE"),
        // Empty, upload_type.
        (all_wrong(Upload::of("").with("upload_type", "VALUE")), "EMPTY_FILE"),
        // upload_type, bank.
        (all_wrong(no_pdf().with("upload_type", "VALUE")), "INVALID_REQUEST"),
        // Bank, account category.
        (all_wrong(no_pdf()), "INVALID_BANK_NAME"),
        // Account category, PDF opens.
        (no_pdf().with("account_category", "SALARY"), "INVALID_ACCOUNT_CATEGORY"),
        // PDF opens, password.
        (no_pdf().password("wrong"), "INVALID_FILE_OBJECT"),
    ] {
        session.upload(upload).await.refused(code);
    }
}

#[tokio::test]
async fn the_paper_is_checked_from_its_lock_to_its_rows() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    let old = papers::statement("sbi", "2025-08-01", "2025-08-31");
    for (upload, code) in [
        // Password, text layer.
        (
            Upload::of(old.clone().kind(Kind::Scanned).locked("secret").pdf()),
            "PASSWORD_INCORRECT",
        ),
        // Text layer, bank detected.
        (Upload::of(old.clone().kind(Kind::Scanned).pdf()), "PDF_IS_IMAGE"),
        // Text layer, bank matches.
        (
            Upload::of(old.clone().kind(Kind::Scanned).pdf()).with("bank_name", "hdfc"),
            "PDF_IS_IMAGE",
        ),
        // Bank detected, date range.
        (
            Upload::of(old.clone().kind(Kind::UnknownBank).pdf()),
            "BANK_NAME_UNDETECTED",
        ),
        // Bank matches, recognised.
        (
            Upload::of(papers::of_kind(Kind::NewTemplate)).with("bank_name", "hdfc"),
            "BANK_NAME_MISMATCH",
        ),
        // Recognised, date range.
        (
            Upload::of(old.kind(Kind::NewTemplate).pdf()),
            "STATEMENT_UNSUPPORTED_FORMAT",
        ),
    ] {
        session.upload(upload).await.refused(code);
    }
    // Recognised, duplicate: a letter was never accepted, so the same letter is no duplicate.
    let letter = papers::of_kind(Kind::Letter);
    for _ in 0..2 {
        session.upload(&letter).await.refused("STATEMENT_UNSUPPORTED_FORMAT");
    }
    // Bank matches, duplicate.
    session.upload(papers::usual_pdf()).await.accepted();
    let again = Upload::of(papers::usual_pdf());
    session
        .upload(again.clone().with("bank_name", "hdfc"))
        .await
        .refused("BANK_NAME_MISMATCH");
    session.upload(again).await.refused("STATEMENT_DUPLICATE");
}

#[tokio::test]
async fn a_call_about_a_session_asks_for_key_existence_deletion_request_and_end_in_that_order() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender.session().await;
    session
        .upload(papers::of_kind(Kind::Letter))
        .await
        .refused("STATEMENT_UNSUPPORTED_FORMAT");
    let reads = ["progress/", "session_status/", "get_pdfs/"];
    for read in reads {
        // Key and existence.
        let call = Call::get(format!("/bank-connect/v1/session_data/nonsense/{read}"));
        server.call(call).await.refused("ACCESS_DENIED");
        // Existence and request.
        lender
            .open("nonsense")
            .calls("GET", read)
            .await
            .refused("SESSION_NOT_FOUND");
        // Request, even when the session has expired.
        session.calls("GET", read).await.refused("PROCESSING_NOT_REQUESTED");
    }
    let call = Call::get("/bank-connect/v1/session_data/nonsense/session_upload_status/");
    server.call(call).await.refused("ACCESS_DENIED");

    // Deletion and end: the processing of a deleted session is not spoken of.
    let processing = lender.session().await;
    processing.initiate_processing().await.accepted();
    processing.delete().await.accepted();
    for read in reads {
        processing.calls("GET", read).await.refused("SESSION_DELETED");
    }
    // Deletion and duplicate request; duplicate request and expiry; deletion and expiry.
    processing.initiate_processing().await.refused("SESSION_DELETED");
    let asked = lender.session().await;
    asked.initiate_processing().await.accepted();
    lender.waits("24h").await;
    asked
        .initiate_processing()
        .await
        .refused("DUPLICATE_PROCESSING_REQUEST");
    processing.initiate_processing().await.refused("SESSION_DELETED");
    // Expiry and unparsable statements.
    lender.has_settings(json!({"refuse_unparsable": true})).await;
    session.initiate_processing().await.refused("SESSION_EXPIRED");
}

#[tokio::test]
async fn of_a_webhook_the_url_is_checked_before_the_mode() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let call = || {
        let fields = json!({"webhook_url": "nowhere", "webhook_mode": 9});
        Call::post("/bank-connect/v1/session_data/update_webhook/").json(&fields)
    };
    server.call(call()).await.refused("ACCESS_DENIED");
    lender.call(call()).await.refused("INVALID_URL");
}
