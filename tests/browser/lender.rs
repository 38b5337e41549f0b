//! The lender of the example: from its form over the hosted page to its decision, by redirect and in a frame.

use fantoccini::Locator;
use kadamba_credit::Settings;
use serde_json::json;

use super::chromium::{Browser, in_browser};
use super::support::server::TestServer;

pub(super) async fn lender(server: &TestServer) -> kadamba_credit::Running {
    let settings = Settings {
        listen: ([127, 0, 0, 1], 0).into(),
        public_url: None,
        webhook_url: None,
        webhook_secret: "secret".to_owned(),
        bankconnect_url: format!("{}/bank-connect", server.url()),
        pages_url: None,
        api_key: "kadamba".to_owned(),
        server_hash: "any".to_owned(),
        is_demo: true,
    };
    kadamba_credit::start(settings).await.unwrap()
}

/// Waits for a page of the lender's, and looks at it as one who cannot see would.
async fn is_at(browser: &Browser, page: &str) {
    browser.sees("page", &format!("[data-page-name={page}]")).await;
    browser.has_no_barriers(page).await;
}

/// Statements by account aggregator, on the hosted page.
async fn hands_in(browser: &Browser) {
    browser.clicks("continue").await;
    browser.clicks("popular-hdfc").await;
    browser.clicks("mode-aa").await;
    browser.clicks("mobile-submit").await;
    browser.types("otp", "123456\n").await;
    browser.clicks("accounts-submit").await;
    browser.clicks("approve").await;
    browser.is("summary").await;
    browser.clicks("finish").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_guide_to_a_decision_by_redirect() {
    in_browser(|browser| async move {
        let server = TestServer::start().await;
        let lender = lender(&server).await;
        browser.goes(&format!("{}/guide", lender.url())).await;
        is_at(&browser, "guide").await;
        browser.clicks("apply-salaried-asha").await;
        is_at(&browser, "apply").await;
        browser.clicks("apply").await;
        hands_in(&browser).await;
        is_at(&browser, "waiting").await;
        // The page asks by itself, and shows the decision when there is one.
        server.lender("kadamba").waits("5s").await;
        browser.sees("decision", "[data-outcome=approved]").await;
        is_at(&browser, "decision").await;
        assert!(browser.has("webhook").await, "it was told");
        let decided = browser.client.current_url().await.unwrap();
        browser.client.refresh().await.unwrap();
        browser.sees("decision", "[data-outcome=approved]").await;
        browser.has_no_errors().await;

        // Leaving, and coming back to it.
        browser.goes(&format!("{}/?case=mismatch", lender.url())).await;
        browser.clicks("apply").await;
        browser.clicks("leave").await;
        browser.clicks("leave-confirm").await;
        is_at(&browser, "left").await;
        browser.clicks("again").await;
        hands_in(&browser).await;
        browser.sees("waiting", "").await;
        server.lender("kadamba").waits("5s").await;
        browser.sees("failed", "[data-code=BALANCE_MISMATCH]").await;
        is_at(&browser, "failed").await;
        browser.clicks("again").await;
        is_at(&browser, "apply").await;
        browser.has_no_errors().await;

        browser.goes(decided.as_str()).await;
        browser.sees("decision", "[data-outcome=approved]").await;
        browser.goes(&format!("{}/application/none", lender.url())).await;
        is_at(&browser, "problem").await;
        server.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_frame_tells_its_events_and_leads_on() {
    in_browser(|browser| async move {
        let server = TestServer::start().await;
        let lender = lender(&server).await;
        browser.goes(&format!("{}/?persona=salaried-asha", lender.url())).await;
        browser.clicks("workflow-iframe").await;
        browser.clicks("apply").await;
        browser.sees("journey-frame", "").await;
        browser.client.enter_frame(0).await.unwrap();
        browser.clicks("continue").await;
        browser.clicks("popular-hdfc").await;
        browser.is("mode").await;
        browser.client.enter_parent_frame().await.unwrap();
        browser.sees("event", "[data-status=info]").await;
        assert!(browser.reads("event-log").await.contains("info: bank_selected"));
        is_at(&browser, "frame").await;
        // What another window says is no event.
        browser
            .runs("window.postMessage({type: 'finbox-bankconnect', status: 'success', payload: {}}, '*')")
            .await;
        browser.client.enter_frame(0).await.unwrap();
        browser.clicks("leave").await;
        browser.clicks("stay").await;
        browser.is("mode").await;
        browser.clicks("mode-aa").await;
        browser.clicks("mobile-submit").await;
        browser.types("otp", "123456\n").await;
        browser.clicks("accounts-submit").await;
        browser.clicks("approve").await;
        browser.is("summary").await;
        browser.client.enter_parent_frame().await.unwrap();
        let events = browser
            .client
            .find_all(Locator::Css("[data-testid=event]"))
            .await
            .unwrap();
        assert_eq!(
            events.len(),
            1,
            "the page told one event, and who is not the frame none"
        );
        browser.client.enter_frame(0).await.unwrap();
        browser.clicks("finish").await;
        browser.client.enter_parent_frame().await.unwrap();
        browser.sees("waiting", "").await;
        server.lender("kadamba").waits("5s").await;
        browser.sees("decision", "[data-outcome=approved]").await;
        let sessions = server
            .lender("kadamba")
            .control("GET", "/sessions", json!({}))
            .await
            .accepted();
        assert_eq!(sessions["sessions"].as_array().unwrap().len(), 1);
        browser.has_no_errors().await;
        server.stop().await;
    })
    .await;
}
