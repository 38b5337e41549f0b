//! Slashes, methods, browsers of other origins, fixed paths, and paths that try to be somewhere else.

use serde_json::json;

use crate::support::calls::{Answer, Call};
use crate::support::lender::{Lender, Upload};
use crate::support::papers;
use crate::support::server::TestServer;

const UNKNOWN: &str = "0b0e7a6e-92f5-4c2f-8f5e-0d5f3c1b2a90";

/// Every call of the session flow, without a slash at the end. Those about a session name an unknown one.
fn calls() -> Vec<(&'static str, String)> {
    let about = |name: &str| format!("/bank-connect/v1/session_data/{UNKNOWN}/{name}");
    vec![
        ("POST", "/bank-connect/v1/session".to_owned()),
        ("POST", "/bank-connect/v2/session".to_owned()),
        ("POST", "/bank-connect/v1/statement/upload_session".to_owned()),
        ("POST", "/bank-connect/v1/session_data/update_webhook".to_owned()),
        ("GET", "/bank-connect/v1/session_data/webhook_payloads".to_owned()),
        ("GET", "/bank-connect/v1/banks/catalogue".to_owned()),
        ("POST", about("initiate_processing")),
        ("GET", about("progress")),
        ("GET", about("session_status")),
        ("GET", about("get_pdfs")),
        ("GET", about("session_upload_status")),
        ("GET", about("upload_status")),
        ("DELETE", about("delete")),
        ("GET", about("insights")),
        ("GET", "/bank-connect/v1/entity/x/accounts".to_owned()),
        ("GET", "/bank-connect/v1/nowhere".to_owned()),
        ("GET", "/_emulator/health".to_owned()),
        ("GET", "/_emulator/clock".to_owned()),
    ]
}

#[tokio::test]
async fn a_slash_at_the_end_changes_nothing_and_nothing_is_ever_a_redirect() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    for (method, path) in calls() {
        let bare = lender.call(Call::new(method, &path)).await;
        let slashed = lender.call(Call::new(method, format!("{path}/"))).await;
        let with_query = lender.call(Call::new(method, format!("{path}/?a=b"))).await;
        for answer in [&bare, &slashed, &with_query] {
            assert!(!(300..400).contains(&answer.status), "{path} redirects");
            assert_eq!(
                (answer.status, answer.header("location")),
                (bare.status, None),
                "{path}"
            );
        }
        if !path.contains("nowhere") && !path.contains("insights") && !path.contains("entity") {
            assert_eq!(slashed.text(), bare.text(), "{path}");
        }
    }
}

#[tokio::test]
async fn a_journey_works_without_any_slash() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let call = Call::post("/bank-connect/v1/session").json(&lender.fields(json!({})));
    let created = server.call(call).await.accepted();
    let session = lender.open(created["session_id"].as_str().unwrap());
    let fields: [(&str, &[u8]); 2] = [("session_id", session.id.as_bytes()), ("file", papers::usual_pdf())];
    let call = Call::post("/bank-connect/v1/statement/upload_session?identity=true").multipart(&fields);
    let uploaded = lender.call(call).await.accepted();
    assert_eq!(uploaded.as_object().unwrap().len(), 20);
    session.calls("POST", "initiate_processing").await.accepted();
    lender.waits("3s").await;
    assert_eq!(
        session.calls("GET", "progress").await.accepted()["session_progress"],
        "completed"
    );
    session.calls("GET", "session_status").await.accepted();
    session.calls("DELETE", "delete").await.accepted();
}

#[tokio::test]
async fn head_answers_as_get_does_without_a_body() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let head = lender.call(Call::new("HEAD", "/bank-connect/v1/banks/catalogue")).await;
    let get = lender.call(Call::get("/bank-connect/v1/banks/catalogue")).await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), get.header("content-length"));
    let session = lender.open(UNKNOWN);
    assert_eq!(session.calls("HEAD", "progress/").await.status, 404);
}

#[tokio::test]
async fn looking_at_the_head_of_progress_is_no_poll() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    lender.has_settings(json!({"pace": "polls:2"})).await;
    let session = lender.session().await;
    session.initiate_processing().await.accepted();
    for _ in 0..3 {
        assert_eq!(session.calls("HEAD", "progress/").await.status, 200);
    }
    for expected in ["processing", "processing", "completed"] {
        assert_eq!(session.progress().await.accepted()["session_progress"], expected);
    }
}

#[tokio::test]
async fn a_browser_of_another_origin_may_call_the_api_but_not_the_control_api() {
    let server = TestServer::start().await;
    let origin = "https://lender.test";
    for (method, path) in calls()
        .into_iter()
        .filter(|(_, path)| path.starts_with("/bank-connect"))
    {
        for path in [path.clone(), format!("{path}/")] {
            let preflight = Call::new("OPTIONS", &path)
                .header("origin", origin)
                .header("access-control-request-method", method)
                .header("access-control-request-headers", "x-api-key, server-hash, content-type");
            let answer = server.call(preflight).await;
            assert_eq!(
                (answer.status, answer.header("access-control-allow-origin")),
                (200, Some("*")),
                "{path}"
            );
            let answer = server.call(Call::new(method, &path).header("origin", origin)).await;
            assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{path}");
        }
    }
    let control = server
        .call(Call::post("/_emulator/reset").header("origin", origin))
        .await;
    control.refused("CROSS_ORIGIN");
}

#[tokio::test]
async fn another_method_than_the_path_takes_is_refused() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    for (method, path) in calls()
        .into_iter()
        .filter(|(_, path)| path.starts_with("/bank-connect"))
    {
        if path.contains("entity") || path.contains("nowhere") {
            continue;
        }
        let other = if method == "GET" { "DELETE" } else { "GET" };
        let told = lender.call(Call::new(other, format!("{path}/"))).await.refusal();
        let expected = (
            405,
            "METHOD_NOT_ALLOWED".to_owned(),
            format!("Method {other} not allowed."),
        );
        assert_eq!(told, expected, "{path}");
    }
    // Uploads are refused in an envelope of their own, this refusal too.
    let told = lender
        .call(Call::new("GET", "/bank-connect/v1/statement/upload_session/"))
        .await;
    assert_eq!(
        (told.json()["entity_id"].as_str(), told.json()["statement_id"].as_str()),
        (Some(""), Some(""))
    );
}

#[tokio::test]
async fn the_callers_request_id_comes_back_and_others_are_numbered() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let health = || Call::new("GET", "/_emulator/health");
    let named = lender.call(health().header("x-request-id", "trace-7")).await;
    assert_eq!(named.header("x-request-id"), Some("trace-7"));
    let numbered = [
        lender.call(health()).await,
        lender.call(Call::new("GET", "/nowhere")).await,
    ];
    let ids = numbered.map(|answer| answer.header("x-request-id").unwrap_or_default().to_owned());
    assert!(
        ids[0].starts_with("emulator-") && ids[1].starts_with("emulator-") && ids[0] != ids[1],
        "{ids:?}"
    );
}

#[tokio::test]
async fn fixed_paths_come_before_session_ids() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let told = lender
        .call(Call::post("/bank-connect/v1/session_data/update_webhook/"))
        .await
        .refusal();
    assert_eq!(told.1, "INVALID_URL");
    let told = lender
        .call(Call::get("/bank-connect/v1/session_data/webhook_payloads/"))
        .await
        .refusal();
    assert_eq!(told.1, "KEY_REQUIRED");
    // As the first part of a longer path they are ids like any other text, and no session has them.
    lender
        .open("update_webhook")
        .progress()
        .await
        .refused("SESSION_NOT_FOUND");
    lender
        .open("webhook_payloads")
        .status()
        .await
        .refused("SESSION_NOT_FOUND");
}

#[tokio::test]
async fn documented_parts_that_are_missing_say_so_and_unknown_paths_are_unknown() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let missing = ["entity/x/accounts/", "statement/upload/"];
    for path in missing {
        let told = lender
            .call(Call::get(format!("/bank-connect/v1/{path}")))
            .await
            .refusal();
        assert_eq!((told.0, told.1.as_str()), (501, "EMULATOR_NOT_IMITATED"), "{path}");
        assert!(told.2.contains("BankConnect emulator"), "{}", told.2);
    }
    for path in [
        "session_data/x/nonsense/",
        "session_data/x/session/",
        "session_data/",
        "session_data/x/",
        "account_aggregator/nonsense/",
        "x",
    ] {
        let told = lender
            .call(Call::get(format!("/bank-connect/v1/{path}")))
            .await
            .refusal();
        assert_eq!((told.0, told.1.as_str()), (404, "NOT_FOUND"), "{path}");
        assert!(told.2.contains("BankConnect emulator"), "{}", told.2);
    }
}

/// A refusal in our words, in JSON: never the framework's.
#[track_caller]
fn is_told_plainly(path: &[u8], answer: &Answer) {
    let path = String::from_utf8_lossy(path);
    assert!((400..500).contains(&answer.status), "{path}: {}", answer.status);
    let (_, code, message) = answer.refusal();
    assert!(!code.is_empty() && !message.is_empty(), "{path}: {}", answer.text());
}

async fn tries(lender: &Lender, method: &str, path: &[u8]) {
    is_told_plainly(path, &lender.call(Call::new(method, path)).await);
}

#[tokio::test]
async fn paths_that_try_to_be_somewhere_else_are_refused_in_plain_words() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender.session().await;
    session.upload(Upload::of(papers::usual_pdf())).await.accepted();
    for id in [
        "..",
        ".",
        "%2e%2e",
        "%2e%2e%2f%2e%2e",
        "%00",
        "%ff%fe",
        "a%20b",
        "%",
        "%zz",
        &"x".repeat(5_000),
    ] {
        tries(
            &lender,
            "GET",
            format!("/bank-connect/v1/session_data/{id}/progress/").as_bytes(),
        )
        .await;
        tries(&lender, "GET", format!("/_emulator/sessions/{id}").as_bytes()).await;
        tries(&lender, "GET", format!("/files/{id}.pdf").as_bytes()).await;
        tries(
            &lender,
            "GET",
            format!("/_emulator/specimens/{id}/sbi/plain.pdf").as_bytes(),
        )
        .await;
    }
    for path in [
        "/bank-connect//v1/banks/catalogue",
        "/bank-connect/v1/session_data//progress/",
        "//lender.test/bank-connect/v1/banks/catalogue/",
        "/bank-connect/../_emulator/health",
        "/bank-connect/%2e%2e/_emulator/health",
        "/files/../_emulator/health",
        "/_emulator/../bank-connect/v1/banks/catalogue",
        "/_emulator/sessions/%2e%2e/clock",
    ] {
        tries(&lender, "GET", path.as_bytes()).await;
    }
    // Slashes in front count as one, like those at the end: a base URL with a slash too many still works.
    let doubled = lender.call(Call::get("//bank-connect/v1/banks/catalogue")).await;
    assert_eq!((doubled.status, doubled.header("location")), (200, None));
    // Bytes that belong into no request line never get as far as a route.
    let raw = lender
        .call(Call::get(
            b"/bank-connect/v1/session_data/\xff\xfe/progress/".as_slice(),
        ))
        .await;
    assert!((400..500).contains(&raw.status), "{}", raw.status);
    session.upload_status().await.accepted();
}

#[tokio::test]
async fn a_browser_may_fetch_files_and_logos() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    session.upload(papers::usual_pdf()).await.accepted();
    session.outcome().await;
    let pdfs = session.pdfs().await.accepted();
    let link = pdfs["statements"][0]["pdf_url"].as_str().unwrap();
    let path = link.strip_prefix(&server.url()).unwrap();
    let call = Call::get(path).header("origin", "https://lender.test");
    let file = server.call(call).await;
    assert_eq!(
        (file.status, file.header("access-control-allow-origin")),
        (200, Some("*"))
    );
    let call = Call::get("/bank-connect/v1/banks/catalogue");
    let catalogue = session.lender.call(call).await.accepted();
    let logo = catalogue["banks"][0]["logo_url"].as_str().unwrap();
    let logo = server.call(Call::get(logo.strip_prefix(&server.url()).unwrap())).await;
    assert_eq!((logo.status, logo.header("content-type")), (200, Some("image/png")));
}

#[tokio::test]
async fn keys_and_secrets_that_cannot_be_such_are_refused() {
    let server = TestServer::start().await;
    let fields = json!({"api_key": "k".repeat(257), "link_id": "cust-1"});
    let call = Call::post("/bank-connect/v1/session/").json(&fields);
    server
        .call(call)
        .await
        .refused("AUTHENTICATION_CREDENTIALS_NOT_PROVIDED");
    for secret in [json!("a\nb"), json!(123)] {
        let fields = json!({"webhook_url": "https://lender.test/hook", "secret_key": secret});
        let call = Call::post("/bank-connect/v1/session_data/update_webhook/").json(&fields);
        server.lender("lender").call(call).await.refused("INVALID_REQUEST");
    }
}
