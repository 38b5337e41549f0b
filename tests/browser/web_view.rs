//! The page in an app's web view: what the bridge `BankConnectAndroid` is called with. Source: contract `journey_events.csv`.

use serde_json::{Value, json};

use super::chromium::{Browser, in_browser};
use super::start_of;
use super::support::server::TestServer;

/// Puts the app's bridge into every page, as a web view does before a script runs. It remembers its calls from page to page.
async fn with_bridge(browser: &Browser) {
    let bridge = "const note = (name) => (text) => {
            const calls = JSON.parse(sessionStorage.getItem('bridge') || '[]');
            sessionStorage.setItem('bridge', JSON.stringify([...calls, [name, text]]));
        };
        window.BankConnectAndroid = Object.fromEntries(
            ['onSuccess', 'onExit', 'onError', 'onInfo', 'onResult'].map((name) => [name, note(name)]));";
    let page = json!({"source": bridge});
    browser.tools("Page.addScriptToEvaluateOnNewDocument", page).await;
}

/// What the bridge was called with, as texts; each call comes twice, by its own name and as `onResult`.
async fn calls(browser: &Browser) -> Vec<(String, Value)> {
    // As one text, because the way here sorts the fields of what is none.
    let noted = browser.runs("return sessionStorage.getItem('bridge')").await;
    let noted: Vec<(String, String)> = serde_json::from_str(noted.as_str().unwrap()).unwrap();
    let calls = noted.chunks(2).map(|pair| {
        assert_eq!((&*pair[1].0, &pair[1].1), ("onResult", &pair[0].1), "{noted:?}");
        (pair[0].0.clone(), serde_json::from_str(&pair[0].1).unwrap())
    });
    calls.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_event_reaches_the_bridge_of_a_web_view_once() {
    in_browser(|browser| async move {
        let server = TestServer::start().await;
        let session = server.lender("lender").session().await;
        with_bridge(&browser).await;
        browser.goes(&start_of(&server, &session)).await;
        browser.clicks("continue").await;
        browser.clicks("popular-hdfc").await;
        browser.clicks("mode-online").await;
        browser.clicks("fill-wrong-password").await;
        browser.clicks("login").await;
        browser.sees("notice", "[data-code=NB003]").await;
        browser.client.refresh().await.unwrap();
        browser.sees("notice", "[data-code=NB003]").await;
        browser.clicks("leave").await;
        browser.clicks("leave-confirm").await;
        browser.is("left").await;
        let told = calls(&browser).await;
        let names: Vec<&str> = told.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["onInfo", "onError", "onExit"]);
        let fields = |index: usize| told[index].1.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(fields(0), ["linkId", "event_name", "message"]);
        assert_eq!(fields(1), ["reason", "linkId", "error_type"]);
        assert_eq!(fields(2), ["linkId", "message"]);
        assert_eq!(told[1].1["error_type"], "NB003");
        browser.has_no_errors().await;
        server.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn success_reaches_the_bridge_without_a_wrapper() {
    in_browser(|browser| async move {
        let server = TestServer::start().await;
        let session = server
            .lender("lender")
            .session_with(json!({"bank_name": "hdfc", "mode": "pdf"}))
            .await;
        with_bridge(&browser).await;
        browser.goes(&start_of(&server, &session)).await;
        browser.clicks("continue").await;
        browser.clicks("specimen-salaried-asha").await;
        browser.sees("file", "[data-state=accepted]").await;
        browser.clicks("continue").await;
        browser.clicks("finish").await;
        browser.is("done").await;
        let told = calls(&browser).await;
        assert_eq!(
            told.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
            ["onInfo", "onSuccess"]
        );
        assert_eq!(told[1].1, json!({"sessionId": session.id, "linkId": "cust-1"}));
        browser.has_no_errors().await;
        server.stop().await;
    })
    .await;
}
