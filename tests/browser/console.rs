//! The console in a real Chromium, open while somebody else is at it over HTTP.

use serde_json::json;

use crate::chromium::{Browser, in_browser};
use crate::support::listener::Listener;
use crate::support::papers;
use crate::support::server::TestServer;

async fn opens(browser: &Browser, server: &TestServer, rest: &str) {
    browser.goes(&format!("{}/_emulator/#/{rest}", server.url())).await;
    browser.sees("live-state", ".live").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_console_is_live_during_a_journey() {
    in_browser(|browser| async move {
        let server = TestServer::start().await;
        let lender = server.lender("lender");
        let mut receiver = Listener::receiver().await;
        lender.webhooks_go_to(&receiver.url()).await;
        opens(&browser, &server, "lender/").await;
        browser.runs("window.isSame = true").await;
        let session = lender
            .session_with(json!({"link_id": "<img src=x onerror=alert(1)>"}))
            .await;
        browser.sees("session", "[data-state=created]").await;
        assert!(browser.reads("session").await.contains("<img src=x onerror=alert(1)>"));
        browser.clicks("session").await;
        browser.sees("session-head", "[data-state=created]").await;
        browser
            .sees(
                "exchange",
                "[data-status='200'], [data-testid=exchange][data-status='201']",
            )
            .await;
        session.upload(papers::usual_pdf()).await.accepted();
        browser.sees("fact", "[data-name=statement]").await;
        session.initiate_processing().await.accepted();
        browser.sees("session", "[data-state=processing]").await;
        browser.has_no_barriers("session").await;
        browser.clicks("advance-5s").await;
        browser.sees("session", "[data-state=completed]").await;
        browser.sees("session-head", "[data-state=completed]").await;
        browser.sees("fact", "[data-name=stage-fraud]").await;
        browser.sees("clock", "[data-name=advanced]").await;
        browser.sees("exchange", "[data-kind=webhook]").await;
        browser
            .runs("document.querySelector('[data-testid=exchange] summary').click()")
            .await;
        browser.sees("request", "").await;
        assert!(browser.reads("request").await.contains("link_id"));
        assert!(!browser.reads("answer").await.is_empty());
        browser.has_no_barriers("session with an open call").await;
        browser.fits_displays("session").await;
        // Nothing of it was a load of the page, and nothing of a name became part of it.
        assert_eq!(browser.runs("return window.isSame").await, true);
        assert_eq!(
            browser
                .runs("return document.querySelectorAll('main img, .side img').length")
                .await,
            0
        );
        browser.clicks("tab-deliveries").await;
        browser
            .sees("delivery", "[data-state=delivered][data-attempts='1']")
            .await;
        browser.has_no_barriers("webhooks").await;
        browser.clicks("redeliver").await;
        browser.sees("delivery", "[data-attempts='2']").await;
        assert_eq!(receiver.bodies().len(), 2);
        browser.has_no_errors().await;
        server.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn clocks_expiry_faults_scenarios_and_worlds() {
    in_browser(|browser| async move {
        let server = TestServer::start().await;
        let lender = server.lender("lender");
        opens(&browser, &server, "lender/").await;
        browser.sees("no-calls", "").await;
        browser.has_no_barriers("an empty world").await;
        let expiring = lender.session_with(json!({"session_expiry": 60})).await;
        browser.clicks("session").await;
        browser.types("advance-by", "61m\n").await;
        browser.sees("session", "[data-state=expired]").await;
        browser.sees("fact", "[data-name=expired]").await;
        browser.clicks("freeze").await;
        browser.sees("clock-mode", ".ok").await;
        browser.clicks("freeze").await;
        browser.sees("clock-mode", ".blue").await;
        browser.sees("clock", "[data-name=followed]").await;
        let rule = json!({"rules": [{"name": "down", "when": {"endpoint": "session_status"}, "then": {"fault": {"status": 503}}}]});
        lender.has_settings(rule).await;
        expiring.status().await;
        browser.sees("injected", "").await;
        browser.clicks("tab-scenarios").await;
        browser.clicks("run-drop-off-expired").await;
        browser.sees("run", "[data-ok=true]").await;
        browser.has_no_barriers("scenarios").await;
        browser.clicks("open-world").await;
        browser.sees("session", "").await;
        browser.sees("timeline", "").await;
        browser.clicks("tab-coverage").await;
        browser.sees("view", " meter").await;
        browser.has_no_barriers("coverage").await;
        browser.has_no_errors().await;
        server.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_is_asked_for() {
    in_browser(|browser| async move {
        let server = TestServer::started(|mut start| {
            start.presentation.control_token = Some("sesame".to_owned());
            start
        })
        .await;
        let session = server.lender("test").session().await;
        browser.goes(&format!("{}/_emulator/", server.url())).await;
        browser.sees("token-form", "").await;
        browser.has_no_barriers("token").await;
        browser.types("token", "guess\n").await;
        browser.sees("token-wrong", "").await;
        browser.types("token", "sesame\n").await;
        browser
            .sees("session", &format!("[data-session='{}']", session.id))
            .await;
        browser.sees("live-state", ".live").await;
        server.stop().await;
    })
    .await;
}
