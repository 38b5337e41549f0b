//! What the first page costs. Its size is held; its speed is measured by hand, see `docs/performance.md`.

use serde_json::json;

use super::chromium::in_browser;
use super::start_of;
use super::support::server::TestServer;

/// Issue: at most 100 kB. Bytes of bodies and heads as they went over the wire.
const TRANSFERRED_BYTES_MAX: u64 = 100_000;

#[tokio::test(flavor = "multi_thread")]
async fn the_first_page_is_small() {
    in_browser(|browser| async move {
        let server = TestServer::start().await;
        let session = server.lender("lender").session().await;
        browser.goes(&start_of(&server, &session)).await;
        browser.is("welcome").await;
        let files = browser
            .runs("return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map(({name, transferSize}) => [name, transferSize])")
            .await;
        let sizes = files.as_array().unwrap().iter().map(|file| file[1].as_u64().unwrap());
        assert!(files.as_array().unwrap().len() >= 3, "page, style and script: {files}");
        let sum: u64 = sizes.sum();
        assert!(sum > 1_000 && sum <= TRANSFERRED_BYTES_MAX, "{sum} bytes: {files}");
        server.stop().await;
    })
    .await;
}

/// Says how long the first paint takes, of each of twenty visits without a cache.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement: cargo nextest run --test browser --run-ignored only --no-capture first_paint"]
async fn first_paint() {
    in_browser(|browser| async move {
        let server = TestServer::start().await;
        let session = server.lender("lender").session().await;
        browser.tools("Network.setCacheDisabled", json!({"cacheDisabled": true})).await;
        let mut paints = Vec::new();
        for _ in 0..20 {
            browser.goes(&start_of(&server, &session)).await;
            browser.is("welcome").await;
            let script = "const done = arguments[0]; new PerformanceObserver((list) => done(list.getEntries()[0].startTime)).observe({type: 'paint', buffered: true});";
            let paint = browser.client.execute_async(script, Vec::new()).await.unwrap();
            paints.push(paint.as_f64().unwrap());
        }
        paints.sort_by(f64::total_cmp);
        eprintln!("first paint in ms: {paints:.0?}");
        server.stop().await;
    })
    .await;
}
