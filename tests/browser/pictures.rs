//! The pictures of the README, taken anew: `cargo nextest run --test browser --run-ignored only pictures`.

use std::path::PathBuf;

use serde_json::json;

use super::chromium::{Browser, in_browser};
use super::lender::lender;
use super::support::server::TestServer;

/// Takes a picture of what the browser shows.
async fn picture(browser: &Browser, name: &str) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/images");
    std::fs::create_dir_all(&folder).unwrap();
    let png = browser.client.screenshot().await.unwrap();
    std::fs::write(folder.join(name), png).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "makes files of the README"]
async fn pictures() {
    in_browser(|browser| async move {
        let display = json!({"width": 1120, "height": 760, "deviceScaleFactor": 1, "mobile": false});
        browser.tools("Emulation.setDeviceMetricsOverride", display).await;
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": "light"}]});
        browser.tools("Emulation.setEmulatedMedia", media).await;
        let server = TestServer::start().await;
        let lender = lender(&server).await;
        browser.goes(&format!("{}/?persona=salaried-asha", lender.url())).await;
        browser.clicks("apply").await;
        browser.clicks("continue").await;
        browser.clicks("popular-hdfc").await;
        browser.clicks("mode-pdf").await;
        browser.clicks("specimen-salaried-asha").await;
        browser.sees("file", "[data-state=accepted]").await;
        browser.runs("window.scrollTo(0, 0)").await;
        picture(&browser, "hosted-page.png").await;
        browser.clicks("continue").await;
        browser.clicks("finish").await;
        browser.sees("waiting", "").await;
        server.lender("kadamba").waits("5s").await;
        browser.sees("decision", "[data-outcome=approved]").await;
        picture(&browser, "lender.png").await;
        let sessions = server
            .lender("kadamba")
            .control("GET", "/sessions", json!({}))
            .await
            .accepted();
        let id = sessions["sessions"][0]["id"].as_str().unwrap().to_owned();
        browser
            .goes(&format!("{}/_emulator/#/kadamba/session/{id}", server.url()))
            .await;
        browser.sees("exchange", "[data-kind=call]").await;
        browser.sees("fact", "[data-name=completed]").await;
        picture(&browser, "console.png").await;
        server.stop().await;
    })
    .await;
}
