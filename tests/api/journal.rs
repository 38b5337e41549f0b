//! The journal: everything that went to and fro, without what is secret.

use serde_json::{Value, json};

use crate::faults::raw;
use crate::support::calls::Call;
use crate::support::lender::{Lender, Upload};
use crate::support::listener::Listener;
use crate::support::papers;
use crate::support::server::TestServer;

mod masking;

async fn journal(lender: &Lender, query: &str) -> Value {
    lender
        .control("GET", &format!("/journal?{query}"), json!({}))
        .await
        .accepted()
}

fn exchanges(journal: &Value) -> &Vec<Value> {
    journal["exchanges"].as_array().unwrap()
}

/// What was called, in order: endpoint or event, and status.
fn told(journal: &Value) -> Vec<(&str, u64)> {
    let each = exchanges(journal).iter();
    each.map(|exchange| {
        let name = exchange["endpoint"].as_str().or(exchange["event"].as_str());
        (
            name.unwrap_or("other"),
            exchange["response"]["status"].as_u64().unwrap(),
        )
    })
    .collect()
}

fn header<'a>(headers: &'a Value, name: &str) -> &'a str {
    let mut pairs = headers.as_array().unwrap().iter();
    pairs
        .find(|pair| pair[0] == name)
        .map_or("", |pair| pair[1].as_str().unwrap())
}

/// A day with everything in it that nobody may see. Gives the number of the account and the size of the file.
async fn day(server: &TestServer, receiver: &Listener) -> (Lender, String, usize) {
    let lender = server.lender("a-key-nobody-sees");
    let webhook = json!({"webhook_url": receiver.url(), "webhook_mode": 3, "secret_key": "a-secret-nobody-sees"});
    let call = Call::post("/bank-connect/v1/session_data/update_webhook/").json(&webhook);
    lender.call(call).await.accepted();
    let session = lender.session().await;
    let locked = papers::usual().locked("a-word-nobody-sees").pdf();
    let upload = Upload::of(&locked)
        .password("a-word-nobody-sees")
        .with("bank_name", "sbi");
    session.upload(&upload).await.accepted();
    session.outcome().await;
    let predictors = session.calls("GET", "predictors/").await.accepted();
    let number = find(&predictors, "accountnumber").expect("predictors print the account number");
    session.calls("GET", "transactions/").await.accepted();
    session.calls("GET", "identity/").await.accepted();
    let pdfs = session.pdfs().await.accepted();
    let link = pdfs["statements"][0]["pdf_url"].as_str().unwrap();
    let file = server.call(Call::get(link.strip_prefix(&server.url()).unwrap())).await;
    assert_eq!(file.status, 200);
    (lender, number, locked.len())
}

fn find(value: &Value, name: &str) -> Option<String> {
    match value {
        Value::Object(fields) => fields
            .get(name)
            .and_then(Value::as_str)
            .map(str::to_owned)
            .or_else(|| fields.values().find_map(|value| find(value, name))),
        Value::Array(items) => items.iter().find_map(|item| find(item, name)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

#[tokio::test]
async fn a_day_is_told_from_first_to_last() {
    let server = TestServer::start().await;
    let receiver = Listener::receiver().await;
    let (lender, _, file_size) = day(&server, &receiver).await;
    let journal = journal(&lender, "").await;
    assert_eq!(
        told(&journal),
        [
            ("update_webhook", 200),
            ("create_session", 200),
            ("upload_statement", 200),
            ("initiate_processing", 202),
            ("ENRICHMENT_NOTIFICATION", 200),
            ("session_status", 200),
            ("predictors", 200),
            ("transactions", 200),
            ("identity", 200),
            ("get_pdfs", 200),
            ("other", 200),
        ]
    );
    assert_eq!(
        (&journal["recorded"], &journal["kept"], &journal["dropped"]),
        (&json!(11), &json!(11), &json!(0))
    );
    let upload = &exchanges(&journal)[2];
    assert_eq!(upload["id"], 3);
    assert_eq!(upload["at"], "2026-01-15T10:00:00+05:30");
    assert_eq!(upload["request"]["method"], "POST");
    assert_eq!(upload["request"]["url"], "/bank-connect/v1/statement/upload_session/");
    let form = upload["request"]["body"]["form"].as_array().unwrap();
    let file = form.iter().find(|part| part["name"] == "file").unwrap();
    assert_eq!(file["size_bytes"], file_size);
    assert_eq!(file["sha256"].as_str().unwrap().len(), 64);
    assert!(form.contains(&json!({"name": "pdf_password", "value": "***"})));
    assert!(form.contains(&json!({"name": "bank_name", "value": "sbi"})));
    assert_eq!(header(&upload["response"]["headers"], "x-emulator"), "bankconnect");
    assert!(header(&upload["response"]["headers"], "x-request-id").starts_with("emulator-"));
    let session = exchanges(&journal)[1]["session_id"].as_str().unwrap();
    assert_eq!(exchanges(&journal)[1]["response"]["body"]["session_id"], session);
    let is_of_session = |exchange: &&Value| exchange["session_id"] == session;
    assert_eq!(exchanges(&journal).iter().filter(is_of_session).count(), 10);
    let file = &exchanges(&journal)[10];
    assert_eq!(
        file["response"]["body"],
        json!({"not_kept": true, "size_bytes": file_size})
    );
    assert_eq!(
        exchanges(&journal)[4]["request"]["body"]["event_name"],
        "ENRICHMENT_NOTIFICATION"
    );
}

#[tokio::test]
async fn exchanges_are_filtered() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let first = lender.session().await;
    let second = lender.session().await;
    first.progress().await.refused("PROCESSING_NOT_REQUESTED");
    lender.waits("1h").await;
    second.upload_status().await.accepted();
    lender
        .open("3f0d3f0d-0000-4000-8000-000000000000")
        .progress()
        .await
        .refused("SESSION_NOT_FOUND");
    let count = async |query: &str| exchanges(&journal(&lender, query).await).len();
    assert_eq!(count("").await, 5);
    assert_eq!(count(&format!("session_id={}", first.id)).await, 2);
    assert_eq!(count("endpoint=progress").await, 2);
    assert_eq!(count("status=400").await, 1);
    assert_eq!(count("status=4xx").await, 2);
    assert_eq!(count("code=SESSION_NOT_FOUND").await, 1);
    assert_eq!(count("since=2026-01-15T10:30:00%2B05:30").await, 2);
    assert_eq!(count("kind=webhook").await, 0);
    assert_eq!(
        told(&journal(&lender, "limit=1").await),
        [("progress", 404)],
        "the latest"
    );
    assert_eq!(
        told(&journal(&lender, "after=1&limit=1").await),
        [("create_session", 200)],
        "the next"
    );
    for wrong in [
        "endpoint=progres",
        "status=x",
        "since=today",
        "kind=x",
        "format=xml",
        "wait=soon",
        "colour=red",
    ] {
        let answer = lender.control("GET", &format!("/journal?{wrong}"), json!({})).await;
        answer.refused("BAD_REQUEST");
    }
    assert_eq!(lender.control("DELETE", "/journal", json!({})).await.status, 204);
    let cleared = journal(&lender, "").await;
    assert_eq!(
        (
            &cleared["recorded"],
            &cleared["kept"],
            &cleared["cleared"],
            &cleared["dropped"]
        ),
        (&json!(5), &json!(0), &json!(5), &json!(0))
    );
}

#[tokio::test]
async fn a_call_with_the_wrong_key_is_found_and_explained() {
    let server = TestServer::start().await;
    let session = server.lender("right").session().await;
    let other = server.lender("wrong");
    other.open(&session.id).progress().await.refused("SESSION_NOT_FOUND");
    let journal_of_other = journal(&other, "").await;
    assert_eq!(
        exchanges(&journal_of_other)[0]["notes"],
        json!(["the session belongs to another key"])
    );
    // Without a key there is no world: such a call is with the default one, and so is a path that nobody knows.
    let path = format!("/bank-connect/v1/session_data/{}/progress/", session.id);
    server.call(Call::get(&path)).await.refused("ACCESS_DENIED");
    server.call(Call::get("/bank-connect/v9/")).await.refused("NOT_FOUND");
    let strays = journal(&server.lender("test"), "").await;
    assert_eq!(told(&strays), [("progress", 403), ("other", 404)]);
    assert!(
        exchanges(&strays)[0]["notes"][0]
            .as_str()
            .unwrap()
            .starts_with("no world")
    );
    assert_eq!(exchanges(&strays)[0]["refusal"]["code"], "ACCESS_DENIED");
    // A key that is known belongs to its world, whatever else is missing.
    server
        .call(Call::get(&path).header("x-api-key", "right"))
        .await
        .refused("ACCESS_DENIED");
    assert_eq!(
        told(&journal(&server.lender("right"), "status=403").await),
        [("progress", 403)]
    );
}

#[tokio::test]
async fn refusals_come_with_their_reason_and_broken_bodies_as_they_were() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let broken = r#"{"api_key": "lender", "link_id": "#;
    let call = Call::post("/bank-connect/v1/session/").body("application/json", broken);
    lender.call(call).await.refused("INVALID_REQUEST");
    let form = Call::post("/bank-connect/v1/session/").form(&[("api_key", b"lender"), ("link_id", b"a b")]);
    lender.call(form).await.accepted();
    let journal = journal(&lender, "").await;
    let [broken, form] = &exchanges(&journal)[..] else {
        panic!("{journal:#}")
    };
    assert_eq!(broken["request"]["body"], r#"{"api_key": "***", "link_id": "#);
    assert!(
        broken["refusal"]["because"]
            .as_str()
            .unwrap()
            .contains("no JSON object")
    );
    assert_eq!(form["request"]["body"], json!({"api_key": "***", "link_id": "a b"}));
    assert_eq!(form["refusal"], Value::Null);
}

/// Names of the specification, in order; those that begin with an underscore are ours.
fn keys(object: &Value) -> Vec<&str> {
    let mut names: Vec<&str> = object.as_object().unwrap().keys().map(String::as_str).collect();
    names.retain(|name| !name.starts_with('_'));
    names.sort_unstable();
    names
}

#[tokio::test]
async fn an_export_is_an_archive_that_developer_tools_open() {
    let server = TestServer::start().await;
    let receiver = Listener::receiver().await;
    let (lender, ..) = day(&server, &receiver).await;
    let lines = lender.control("GET", "/journal?format=jsonl", json!({})).await.text();
    assert_eq!(lines.lines().count(), 11);
    lines
        .lines()
        .for_each(|line| drop(serde_json::from_str::<Value>(line).unwrap()));
    let archive = lender.control("GET", "/journal?format=har", json!({})).await.accepted();
    assert_eq!(keys(&archive["log"]), ["creator", "entries", "version"]);
    assert_eq!(archive["log"]["version"], "1.2");
    assert!(archive["log"]["creator"]["name"].is_string() && archive["log"]["creator"]["version"].is_string());
    let entries = archive["log"]["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 11);
    // What the specification demands of every entry.
    for entry in entries {
        let (request, response) = (&entry["request"], &entry["response"]);
        chrono::DateTime::parse_from_rfc3339(entry["startedDateTime"].as_str().unwrap()).unwrap();
        assert!(entry["time"].is_number() && entry["cache"].is_object());
        assert_eq!(
            keys(entry),
            [
                "cache",
                "comment",
                "request",
                "response",
                "startedDateTime",
                "time",
                "timings"
            ]
        );
        let named = [&request["headers"], &response["headers"], &request["queryString"]];
        for pair in named.into_iter().flat_map(|pairs| pairs.as_array().unwrap()) {
            assert!(keys(pair) == ["name", "value"] && pair["name"].is_string() && pair["value"].is_string());
        }
        if let Some(data) = request.get("postData") {
            assert!(data["mimeType"].is_string());
            assert_ne!(
                data["text"].is_string(),
                data["params"].is_array(),
                "one of the two: {data:#}"
            );
        }
        for part in ["send", "wait", "receive"] {
            assert!(entry["timings"][part].as_f64().unwrap() >= 0.0);
        }
        url::Url::parse(request["url"].as_str().unwrap()).unwrap();
        for (of, texts, lists) in [
            (
                request,
                &["method", "httpVersion"][..],
                &["cookies", "headers", "queryString"][..],
            ),
            (
                response,
                &["statusText", "httpVersion", "redirectURL"],
                &["cookies", "headers"],
            ),
        ] {
            assert!(texts.iter().all(|name| of[*name].is_string()), "{of:#}");
            assert!(lists.iter().all(|name| of[*name].is_array()), "{of:#}");
            assert!(of["headersSize"].is_i64() && of["bodySize"].is_i64());
        }
        assert!(response["status"].is_u64() && response["content"]["size"].as_i64() >= Some(0));
        assert!(response["content"]["mimeType"].is_string());
    }
    let upload = &entries[2]["request"]["postData"];
    assert!(upload["mimeType"].as_str().unwrap().starts_with("multipart/form-data"));
    assert!(
        upload["params"]
            .as_array()
            .unwrap()
            .iter()
            .all(|param| param["name"].is_string())
    );
    let created = entries[1]["response"]["content"]["text"].as_str().unwrap();
    assert!(serde_json::from_str::<Value>(created).unwrap()["session_id"].is_string());
}

#[tokio::test]
async fn what_is_ours_is_not_recorded_and_a_head_is() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    server.call(Call::get("/_emulator/health")).await.accepted();
    server.call(Call::get("/logos/hdfc.png")).await;
    let session = lender.session().await;
    let head = session.calls("HEAD", "session_upload_status/").await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    let journal = journal(&lender, "").await;
    assert_eq!(
        told(&journal),
        [("create_session", 200), ("session_upload_status", 200)]
    );
    assert_eq!(exchanges(&journal)[1]["response"]["body"], Value::Null);
}

#[tokio::test]
async fn what_rules_and_test_values_did_is_marked() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    lender.webhooks_go_to(&Listener::receiver().await.url()).await;
    let rules = json!({"rules": [
        {"name": "busy", "when": {"endpoint": "progress", "call": 1}, "then": {"fault": {"status": 503}}},
        {"name": "cut off", "when": {"endpoint": "progress", "call": 2}, "then": {"fault": {"connection": "dropped"}}},
        {"name": "gone", "when": {"endpoint": "session_status"}, "then": {"refuse": "SESSION_NOT_FOUND"}},
        {"name": "lost", "when": {"endpoint": "initiate_processing"}, "then": {"webhook": ["drop", "deliver", "duplicate"]}},
    ]});
    lender.control("PUT", "/rules", rules).await.accepted();
    let session = lender.session_with(json!({"link_id": "cust-7+BALANCE_MISMACH"})).await;
    session.upload(papers::usual_pdf()).await.accepted();
    session.initiate_processing().await.accepted();
    assert_eq!(session.progress().await.status, 503);
    assert_eq!(raw(&session, "progress/").await, b"", "not a byte comes");
    session.status().await.refused("SESSION_NOT_FOUND");
    lender.waits("6h").await;

    let journal = journal(&lender, "").await;
    let marks = exchanges(&journal).iter().map(|exchange| {
        let name = exchange["endpoint"].as_str().or(exchange["event"].as_str()).unwrap();
        (
            name,
            exchange["injected"].to_string(),
            exchange["refusal"]["code"].as_str(),
        )
    });
    let by = |name: &str| format!("[\"rule {name}\"]");
    let of_webhook = |what: &str| format!("[\"{what}, by rule lost\"]");
    let event = "ENRICHMENT_NOTIFICATION";
    assert_eq!(
        marks.collect::<Vec<_>>(),
        [
            ("update_webhook", "[]".to_owned(), None),
            ("create_session", "[]".to_owned(), None),
            ("upload_statement", "[]".to_owned(), None),
            ("initiate_processing", by("lost"), None),
            // A gateway refuses nothing, and knows nothing of the session.
            ("progress", by("busy"), None),
            ("progress", "[\"rule cut off\",\"rule lost\"]".to_owned(), None),
            ("session_status", by("gone"), Some("SESSION_NOT_FOUND")),
            (event, of_webhook("drop"), None),
            (event, "[]".to_owned(), None),
            (event, of_webhook("duplicate"), None),
        ]
    );
    let notes = |index: usize| exchanges(&journal)[index]["notes"][0].as_str().unwrap().to_owned();
    assert!(
        notes(1).contains("almost in the test value BALANCE_MISMATCH"),
        "{}",
        notes(1)
    );
    assert!(notes(5).contains("not taken to its end"), "{}", notes(5));
    assert_eq!(
        exchanges(&journal)[7]["response"],
        Value::Null,
        "a webhook that was lost has no answer"
    );
}
