//! The console's page and assets, and what it is told of sessions and clocks that nobody called about.

use serde_json::{Value, json};

use crate::streams::Reader;
use crate::support::calls::Call;
use crate::support::papers;
use crate::support::server::TestServer;

/// The addresses a page loads.
fn addresses(page: &str) -> Vec<&str> {
    let parts = page.split('"').filter(|part| part.starts_with("/_emulator/assets/"));
    parts.collect()
}

#[tokio::test]
async fn the_page_is_there_with_and_without_a_slash_and_loads_nothing_from_elsewhere() {
    let server = TestServer::start().await;
    for path in ["/_emulator", "/_emulator/"] {
        let page = server.call(Call::get(path)).await;
        assert_eq!(page.status, 200, "{path}");
        let policy = page.header("content-security-policy").unwrap();
        for part in [
            "default-src 'none'",
            "script-src 'self'",
            "connect-src 'self'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(part), "{policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy}");
        assert_eq!(page.header("cache-control"), Some("no-store"));
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(addresses(&page.text()).len(), 4);
    }
}

#[tokio::test]
async fn assets_are_kept_for_good_where_their_address_says_which() {
    let server = TestServer::start().await;
    let page = server.call(Call::get("/_emulator")).await;
    let text = page.text();
    for address in addresses(&text) {
        let asset = server.call(Call::get(address)).await;
        assert_eq!(asset.status, 200, "{address}");
        assert_eq!(
            asset.header("cache-control"),
            Some("public, max-age=31536000, immutable")
        );
        assert_eq!(asset.header("x-content-type-options"), Some("nosniff"));
    }
    let main = addresses(&text)
        .into_iter()
        .find(|address| address.ends_with("main.js"))
        .unwrap();
    let imported = main.replace("main.js", "session.js");
    let script = server.call(Call::get(&imported)).await;
    assert_eq!(script.header("content-type"), Some("text/javascript; charset=utf-8"));
    let stale = server
        .call(Call::get("/_emulator/assets/000000000000/console.css"))
        .await;
    assert_eq!((stale.status, stale.header("cache-control")), (200, Some("no-cache")));
    for path in [
        "/_emulator/assets/x/nothing.js",
        "/_emulator/assets/x/journey.js",
        "/_emulator/assets/x/../Cargo.toml",
    ] {
        assert_eq!(server.call(Call::get(path)).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn page_and_assets_need_no_token_and_data_do() {
    let server = TestServer::started(|mut start| {
        start.presentation.control_token = Some("sesame".to_owned());
        start
    })
    .await;
    let page = server.call(Call::get("/_emulator/")).await;
    assert_eq!(page.status, 200);
    for address in addresses(&page.text()) {
        assert_eq!(server.call(Call::get(address)).await.status, 200);
    }
    for path in [
        "/_emulator/sessions",
        "/_emulator/changes/stream",
        "/_emulator/clock/moves",
    ] {
        for given in [None, Some("Bearer wrong")] {
            let call = given.map_or(Call::get(path), |given| Call::get(path).header("authorization", given));
            assert_eq!(server.call(call).await.status, 401, "{path} {given:?}");
        }
    }
    let call = Call::get("/_emulator/sessions").header("authorization", "Bearer sesame");
    assert_eq!(server.call(call).await.status, 200);
}

#[tokio::test]
async fn changes_nobody_called_for_are_told() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender.session_with(json!({"session_expiry": 60})).await;
    let mut told = Reader::of(&lender, "/changes/stream", "").await;
    told.until(": listening").await;
    lender.waits("61m").await;
    told.until("event: clock").await;
    told.until("\"state\":\"expired\"").await;
    assert!(told.heard().contains(&session.id));
    let other = lender.session().await;
    other.upload(papers::usual_pdf()).await.accepted();
    other.initiate_processing().await.accepted();
    told.until("\"state\":\"processing\"").await;
    lender.waits("5s").await;
    told.until("\"state\":\"completed\"").await;
    lender.control("POST", "/clock/follow", json!({})).await.accepted();
    told.until("\"how\":\"followed\"").await;
    let moves = lender.control("GET", "/clock/moves", json!({})).await.accepted();
    let kinds: Vec<&Value> = moves["moves"]
        .as_array()
        .unwrap()
        .iter()
        .map(|moved| &moved["how"])
        .collect();
    assert_eq!(kinds, ["advanced", "advanced", "followed"]);
    assert_eq!(moves["moves"][0]["from"], "2026-01-15T10:00:00+05:30");
    // The world begins anew, and who connects again has missed everything of it.
    lender.control("POST", "/reset", json!({})).await;
    while told.hears().await {}
    let mut again = Reader::of(&lender, "/changes/stream", "last-event-id: 99\r\n").await;
    again.until("event: missed").await;
}

#[tokio::test]
async fn stages_have_their_times() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    session.upload(papers::usual_pdf()).await.accepted();
    session.initiate_processing().await.accepted();
    server.lender("lender").waits("1s").await;
    let processing = session.explained().await["processing"].clone();
    let through = processing["stages_through"].as_u64().unwrap();
    let stages = processing["stages"].as_array().unwrap();
    let names: Vec<&str> = stages.iter().map(|stage| stage["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["identity", "transactions", "processing", "fraud"]);
    let completed = stages.iter().filter(|stage| stage["is_completed"] == true).count() as u64;
    assert!((1..4).contains(&through) && completed == through, "{processing}");
    assert!(stages.iter().all(|stage| stage["at"].is_string()));
}

#[tokio::test]
async fn sessions_are_found_and_counted() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    for name in ["anna-1", "Berta", "anna-2"] {
        lender.session_with(json!({"link_id": name})).await;
    }
    let found = async |query: &str| {
        let answer = lender
            .control("GET", &format!("/sessions?{query}"), json!({}))
            .await
            .accepted();
        assert_eq!(answer["total"], 3);
        let sessions = answer["sessions"].as_array().unwrap().clone();
        let names = sessions
            .iter()
            .map(|session| session["link_id"].as_str().unwrap().to_owned());
        names.collect::<Vec<_>>()
    };
    assert_eq!(found("").await, ["anna-1", "Berta", "anna-2"]);
    assert_eq!(found("limit=2").await, ["Berta", "anna-2"]);
    assert_eq!(found("find=ANNA&limit=1").await, ["anna-2"]);
    assert!(found("find=nobody").await.is_empty());
}
