//! What bad input gets: a clear refusal, and nothing is lost.

use serde_json::{Value, json};

use crate::support::calls::{BOUNDARY, Call, multipart};
use crate::support::lender::{TestSession, Upload};
use crate::support::papers;
use crate::support::server::TestServer;

const SESSIONS: &str = "/bank-connect/v1/session/";
const UPLOADS: &str = "/bank-connect/v1/statement/upload_session/";
const WEBHOOK: &str = "/bank-connect/v1/session_data/update_webhook/";

fn as_multipart(body: &[u8]) -> Call {
    Call::post(UPLOADS).body(&format!("multipart/form-data; boundary={BOUNDARY}"), body)
}

/// A session whose statement must survive whatever is tried.
async fn session_with_statement(server: &TestServer) -> TestSession {
    let session = server.lender("lender").session().await;
    session.upload(papers::usual_pdf()).await.accepted();
    session
}

async fn lost_nothing(session: &TestSession) {
    let outcome = session.outcome().await;
    let statements = outcome["accounts"][0]["statements"].as_array().unwrap();
    assert_eq!(
        (outcome["accounts"][0]["account_status"].as_str(), statements.len()),
        (Some("completed"), 1)
    );
}

#[tokio::test]
async fn json_that_is_no_object_of_fields() {
    let server = TestServer::start().await;
    let deep = "[".repeat(10_000);
    for body in [
        "[]",
        "null",
        "\"text\"",
        "{",
        "{\"link_id\": \"a\"} more",
        "{\"link_id\": \"a\", \"link_id\": \"b\"}",
        &format!("{{\"link_id\": {deep}"),
        &format!("{{\"metadata\": {deep}{}}}", "]".repeat(10_000)),
    ] {
        let told = server
            .call(Call::post(SESSIONS).body("application/json", body))
            .await
            .refusal();
        let expected = (400, "INVALID_REQUEST".to_owned(), "Something went wrong".to_owned());
        assert_eq!(told, expected, "{}", &body[..body.len().min(40)]);
        let lender = server.lender("lender");
        lender
            .call(Call::post(WEBHOOK).body("application/json", body))
            .await
            .refused("INVALID_REQUEST");
    }
    let no_utf8 = Call::post(SESSIONS).body("application/json", b"{\"link_id\": \"\xff\"}");
    server.call(no_utf8).await.refused("INVALID_REQUEST");
}

#[tokio::test]
async fn null_and_other_things_where_a_text_belongs() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    for field in [
        "link_id",
        "redirect_url",
        "logo_url",
        "bank_name",
        "mode",
        "journey_mode",
        "mobile_number",
    ] {
        for value in [json!([]), json!({}), json!(true)] {
            let answer = lender.asks_for_session(json!({field: value})).await;
            assert_eq!(answer.refusal().0, 400, "{field}: {value}");
        }
    }
    let mut fields = lender.fields(json!({}));
    fields["link_id"] = Value::Null;
    let told = server.call(Call::post(SESSIONS).json(&fields)).await.refusal();
    assert_eq!(
        (told.1.as_str(), told.2.as_str()),
        ("INVALID_REQUEST", "Something went wrong")
    );
    // An optional field that is null is a field that is absent.
    fields["link_id"] = json!("cust-1");
    for field in [
        "redirect_url",
        "bank_name",
        "mode",
        "metadata",
        "session_expiry",
        "accept_anything",
    ] {
        fields[field] = Value::Null;
    }
    server.call(Call::post(SESSIONS).json(&fields)).await.accepted();
    for url in [Value::Null, json!(7), json!([])] {
        let fields = json!({"webhook_url": url});
        lender
            .call(Call::post(WEBHOOK).json(&fields))
            .await
            .refused("INVALID_URL");
    }
    let wrong_key = lender.fields(json!({"api_key": 7}));
    let told = server.call(Call::post(SESSIONS).json(&wrong_key)).await;
    told.refused("AUTHENTICATION_CREDENTIALS_NOT_PROVIDED");
}

#[tokio::test]
async fn content_types_nobody_asked_for() {
    let server = TestServer::start().await;
    let session = session_with_statement(&server).await;
    let lender = &session.lender;
    for kind in ["text/plain", "application/xml", "nonsense", "application/json/x"] {
        let told = lender
            .call(Call::post(SESSIONS).body(kind, "link_id=a"))
            .await
            .refusal();
        let expected = (
            415,
            "UNSUPPORTED_MEDIA_TYPE".to_owned(),
            format!("Unsupported media type {kind}"),
        );
        assert_eq!(told, expected);
        lender
            .call(Call::post(WEBHOOK).body(kind, "x"))
            .await
            .refused("UNSUPPORTED_MEDIA_TYPE");
        lender
            .call(Call::post(UPLOADS).body(kind, "x"))
            .await
            .refused("INVALID_FILE_OBJECT");
    }
    lost_nothing(&session).await;
}

#[tokio::test]
async fn broken_multipart() {
    let server = TestServer::start().await;
    let session = session_with_statement(&server).await;
    let whole = multipart(&[("session_id", session.id.as_bytes()), ("file", papers::usual_pdf())]);
    let twice = multipart(&[("session_id", session.id.as_bytes()), ("session_id", b"x")]);
    let no_utf8 = multipart(&[("session_id", b"\xff\xfe"), ("file", b"x")]);
    let many: Vec<(String, &[u8])> = (0..101)
        .map(|index| (format!("field-{index}"), b"x".as_slice()))
        .collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    for body in [
        &whole[..whole.len() / 2],
        &whole[..whole.len() - 6],
        b"nonsense",
        b"",
        format!("--{BOUNDARY}\r\n").as_bytes(),
        format!("--{BOUNDARY}\r\nno header\r\n\r\nx\r\n--{BOUNDARY}--\r\n").as_bytes(),
        &twice,
        &no_utf8,
        &multipart(&many),
    ] {
        let told = session.lender.call(as_multipart(body)).await.refusal();
        assert_eq!(told.0, 400, "{told:?}");
    }
    let no_boundary = Call::post(UPLOADS).body("multipart/form-data", &whole);
    assert_eq!(session.lender.call(no_boundary).await.refusal().0, 400);
    lost_nothing(&session).await;
}

#[tokio::test]
async fn broken_forms() {
    let server = TestServer::start().await;
    for body in ["link_id=a&link_id=b", "link_id=%ff&api_key=lender"] {
        let call = Call::post(SESSIONS).body("application/x-www-form-urlencoded", body);
        server.call(call).await.refused("INVALID_REQUEST");
    }
}

#[tokio::test]
async fn a_statement_comes_as_base64_in_a_form() {
    use base64::Engine;
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    let text = base64::engine::general_purpose::STANDARD.encode(papers::usual_pdf());
    let upload = Upload::of(&text)
        .with("upload_type", "BASE64")
        .with("session_id", &session.id);
    session.lender.call(upload.form_call()).await.accepted();
    lost_nothing(&session).await;
}

#[tokio::test]
async fn ten_thousand_headers() {
    let server = TestServer::start().await;
    let session = session_with_statement(&server).await;
    let mut call = Call::get("/bank-connect/v1/banks/catalogue");
    for index in 0..10_000 {
        call = call.header(&format!("x-{index}"), "x");
    }
    assert_eq!(session.lender.call(call).await.status, 431);
    lost_nothing(&session).await;
}

#[tokio::test]
async fn bodies_that_are_too_large() {
    let server = TestServer::started(|mut start| {
        start.emulator.upload_bytes_max = 300_000;
        start
    })
    .await;
    let session = session_with_statement(&server).await;
    let too_large = "EMULATOR_BODY_TOO_LARGE";
    for size in [300_001, 1_000_000, 5_000_000] {
        let answer = session.upload(vec![b'x'; size]).await;
        assert_eq!(answer.status, 413, "{size} bytes");
        answer.refused(too_large);
    }
    session.upload(vec![b'x'; 300_000]).await.refused("INVALID_FILE_OBJECT");
    let fields = session.lender.fields(json!({"redirect_url": "x".repeat(2 << 20)}));
    server.call(Call::post(SESSIONS).json(&fields)).await.refused(too_large);
    session
        .lender
        .call(Call::post(WEBHOOK).json(&fields))
        .await
        .refused(too_large);
    lost_nothing(&session).await;
}

#[tokio::test]
async fn a_file_of_three_megabytes_is_read_and_found_to_be_none() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    let fields: [(&str, &[u8]); 3] = [
        ("session_id", session.id.as_bytes()),
        ("upload_type", b"PDF"),
        ("file", &vec![b'x'; 3 << 20]),
    ];
    let call = Call::post("/bank-connect/v1/statement/upload_session/").multipart(&fields);
    let told = server.lender("lender").call(call).await;
    told.refused("INVALID_FILE_OBJECT");
    let explained = session.explained().await;
    assert_eq!(
        explained["refused_calls"][0]["code"], "INVALID_FILE_OBJECT",
        "{explained}"
    );
}

#[tokio::test]
async fn settings_take_objects_and_null_takes_a_value_back() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let patch = |body: Value| {
        let call = Call::new("PATCH", "/_emulator/settings?world=lender");
        lender.call(call.json(&body))
    };
    assert_eq!(
        patch(json!({"pace": "hold", "bank_modes": {"hdfc": ["pdf"]}}))
            .await
            .status,
        200
    );
    for wrong in [json!([]), json!({"acceptance": []}), json!({"acceptance": 1})] {
        assert_eq!(patch(wrong.clone()).await.status, 400, "{wrong}");
    }
    let settings = patch(json!({"bank_modes": {"hdfc": null}})).await.json();
    assert_eq!(
        (&settings["pace"], &settings["bank_modes"]),
        (&json!("hold"), &json!({}))
    );
}

#[tokio::test]
async fn a_session_to_make_that_does_not_fit_leaves_nothing() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    for wrong in [
        json!({"kinds": ["nonsense"]}),
        json!({"persona": "nobody"}),
        json!({"window": {"from": "soon", "to": "yesterday"}}),
        json!({"window": {"from": "1990-01-01", "to": "1990-06-30"}}),
    ] {
        let call = Call::post("/_emulator/sessions?world=lender").json(&wrong);
        assert_eq!(lender.call(call).await.status, 400, "{wrong}");
    }
    let listed = lender.call(Call::get("/_emulator/sessions?world=lender")).await.json();
    assert_eq!(listed["sessions"], json!([]));
    let made = json!({"state": "expired", "banks": ["hdfc"], "password": "secret", "window": {"from": "-3mo", "to": "yesterday"}});
    let made = lender
        .call(Call::post("/_emulator/sessions?world=lender").json(&made))
        .await
        .json();
    assert_eq!(made["state"], "expired");
    assert_eq!(made["accounts"][0]["error"], Value::Null, "{made}");
}
