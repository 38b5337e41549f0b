//! The hosted page in a real Chromium: each way end to end, in a redirect and in a lender's frame.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "test code: a panic is a failed test, and what is left out is said"
)]
#![allow(missing_docs, reason = "test code")]

#[path = "browser/chromium.rs"]
mod chromium;
#[path = "browser/console.rs"]
mod console;
#[path = "browser/first_page.rs"]
mod first_page;
#[path = "browser/lender.rs"]
mod lender;
#[path = "browser/pictures.rs"]
mod pictures;
#[path = "browser/reload.rs"]
mod reload;
#[path = "api/support/mod.rs"]
mod support;
#[path = "browser/web_view.rs"]
mod web_view;

use std::path::PathBuf;

use serde_json::{Value, json};

use chromium::{Browser, in_browser};
use support::lender::TestSession;
use support::listener::{Listener, Manner, answer};
use support::papers;
use support::server::TestServer;

/// A page of somebody else's, on another origin.
async fn somebody(body: &str) -> Listener {
    let page = format!("<!doctype html><html lang=en><title>Lender</title><link rel=icon href=data:,>{body}");
    Listener::start(Manner::Says(answer(
        "200 OK",
        "content-type: text/html\r\n",
        page.as_bytes(),
    )))
    .await
}

/// A lender's page with the journey in a frame, which remembers what it is told.
async fn parent_of(url: &str) -> Listener {
    let script = "window.told = []; addEventListener('message', (event) => told.push(event.data));";
    somebody(&format!(
        "<script>{script}</script><iframe src='{url}' width=900 height=800></iframe>"
    ))
    .await
}

/// What the lender's page was told; the browser stands in the frame before and after.
async fn told(browser: &Browser) -> Vec<Value> {
    browser.client.enter_parent_frame().await.unwrap();
    let told = browser.runs("return window.told").await;
    browser.client.enter_frame(0).await.unwrap();
    told.as_array().unwrap().clone()
}

/// Kinds of what it was told, in order.
async fn kinds(browser: &Browser) -> Vec<String> {
    let told = told(browser).await;
    let kind = |event: &Value| {
        let payload = &event["payload"];
        let name = payload["event_name"].as_str().or(payload["error_type"].as_str());
        name.or(event["status"].as_str()).unwrap().to_owned()
    };
    told.iter().map(kind).collect()
}

fn start_of(server: &TestServer, session: &TestSession) -> String {
    format!("{}/?session_id={}", server.url(), session.id)
}

/// A file on the borrower's machine.
fn on_disk(name: &str, bytes: &[u8]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("browser");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn files_by_redirect_from_the_welcome_to_the_lenders_page() {
    in_browser(|browser| async move {
        let server = TestServer::start().await;
        let back = somebody("<h1 data-testid=lender-back>Back</h1>").await;
        let lender = server.lender("lender");
        let session = lender
            .session_with(json!({"redirect_url": format!("{}?app=7", back.url())}))
            .await;
        browser.goes(&start_of(&server, &session)).await;
        browser.is_sound("welcome").await;
        browser.clicks("continue").await;
        browser.is_sound("banks").await;
        browser.types("bank-search", "zzz").await;
        browser.sees("no-banks", ":not([hidden])").await;
        browser.client.refresh().await.unwrap();
        browser.types("bank-search", "state bank of india").await;
        browser.clicks("bank-sbi").await;
        browser.is_sound("mode").await;
        browser.clicks("mode-pdf").await;
        browser.is_sound("pdf").await;

        let locked = on_disk("locked.pdf", &papers::usual().locked("secret").pdf());
        let letter = on_disk(
            "letter.pdf",
            &papers::of_kind(bankconnect_emulator::domain::specimen::Kind::Letter),
        );
        browser
            .types("file-input", &format!("{}\n{}", locked.display(), letter.display()))
            .await;
        browser
            .sees("file", "[data-state=password][data-code=PASSWORD_INCORRECT]")
            .await;
        browser
            .sees("file", "[data-state=refused][data-code=STATEMENT_UNSUPPORTED_FORMAT]")
            .await;
        browser.has_no_barriers("pdf with files").await;
        browser.types("unlock-password", "guess\n").await;
        browser.sees("unlock-password", "[aria-invalid=true]").await;
        browser.types("unlock-password", "secret\n").await;
        browser.sees("file", "[data-state=accepted]").await;
        browser.is_sound("pdf").await;
        browser.clicks("continue").await;
        browser.is_sound("summary").await;
        browser.sees("month", "[data-month='Nov 2025'][data-state=full]").await;
        browser.client.back().await.unwrap();
        browser.is("pdf").await;
        browser.clicks("continue").await;
        browser.is("summary").await;
        // Two clicks in one breath are one.
        browser
            .runs("const button = document.querySelector('[data-testid=finish]'); button.click(); button.click();")
            .await;
        browser.sees("lender-back", "").await;
        let url = browser.client.current_url().await.unwrap();
        assert_eq!(
            url.query(),
            Some(format!("app=7&success=true&session_id={}", session.id).as_str())
        );
        assert_eq!(session.upload_status().await.accepted()["upload_status"], "COMPLETED");
        browser.has_no_errors().await;
        server.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_account_aggregator_in_a_frame_tells_the_lenders_page() {
    in_browser(|browser| async move {
        let server = TestServer::start().await;
        let session = server.lender("lender").session().await;
        let parent = parent_of(&start_of(&server, &session)).await;
        browser.goes(&parent.url()).await;
        browser.client.enter_frame(0).await.unwrap();
        browser.clicks("continue").await;
        browser.clicks("popular-hdfc").await;
        browser.is("mode").await;
        browser.clicks("mode-aa").await;
        browser.is("aa-mobile").await;
        browser.has_no_barriers("aa-mobile").await;
        browser.clicks("fill-9999900001").await;
        browser.clicks("mobile-submit").await;
        browser.is("aa-otp").await;
        browser.has_no_barriers("aa-otp").await;
        browser.types("otp", "123456\n").await;
        browser.is("aa-ended").await;
        browser.has_no_barriers("aa-ended").await;
        browser.clicks("option-again").await;
        browser.clicks("fill-9000000012").await;
        browser.clicks("mobile-submit").await;
        browser.types("otp", "123456\n").await;
        browser.is("aa-accounts").await;
        browser.has_no_barriers("aa-accounts").await;
        browser.clicks("accounts-submit").await;
        browser.is("aa-consent").await;
        browser.has_no_barriers("aa-consent").await;
        browser.runs("const button = document.querySelector('[data-testid=approve]'); button.click(); button.click();").await;
        browser.is("summary").await;
        browser.has_no_barriers("summary").await;
        browser.clicks("finish").await;
        browser.is("done").await;
        browser.has_no_barriers("done").await;
        assert_eq!(kinds(&browser).await, ["bank_selected", "success"]);
        assert_eq!(
            told(&browser).await[1],
            json!({"type": "finbox-bankconnect", "status": "success", "payload": {"sessionId": session.id, "linkId": "cust-1"}})
        );
        assert_eq!(session.statement_count().await, 1);
        browser.has_no_errors().await;
        server.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn net_banking_in_a_frame_with_errors_back_and_leaving() {
    in_browser(|browser| async move {
        let server = TestServer::start().await;
        let session = server.lender("lender").session().await;
        let parent = parent_of(&start_of(&server, &session)).await;
        browser.goes(&parent.url()).await;
        browser.client.enter_frame(0).await.unwrap();
        browser.clicks("continue").await;
        browser.clicks("popular-hdfc").await;
        browser.clicks("mode-online").await;
        browser.is("nb-login").await;
        browser.has_no_barriers("nb-login").await;
        browser.clicks("fill-wrong-password").await;
        browser.clicks("login").await;
        browser.sees("notice", "[data-code=NB003]").await;
        browser.clicks("back").await;
        browser.is("mode").await;
        browser.clicks("mode-online").await;
        browser.clicks("fill-user_captcha").await;
        browser.clicks("login").await;
        browser.is("nb-captcha").await;
        browser.has_no_barriers("nb-captcha").await;
        browser.types("captcha", "?????\n").await;
        browser.sees("notice", "[data-code=NB004]").await;
        let letters = session.journey().await["net_banking"]["captcha"]
            .as_str()
            .unwrap()
            .to_owned();
        browser.types("captcha", &format!("{letters}\n")).await;
        browser.is("nb-otp").await;
        browser.has_no_barriers("nb-otp").await;
        browser.types("otp", "000000\n").await;
        browser.sees("notice", "[data-code=NB005]").await;
        browser.types("otp", "123456\n").await;
        browser.is("nb-accounts").await;
        browser.has_no_barriers("nb-accounts").await;
        browser.clicks("accounts-submit").await;
        browser.is("summary").await;
        browser.clicks("leave").await;
        browser.is("leave").await;
        browser.has_no_barriers("leave").await;
        browser.clicks("stay").await;
        browser.is("summary").await;
        browser.clicks("leave").await;
        browser.clicks("leave-confirm").await;
        browser.is("left").await;
        browser.has_no_barriers("left").await;
        let events = ["bank_selected", "NB003", "net_banking_back", "NB004", "NB005", "exit"];
        assert_eq!(kinds(&browser).await, events);
        let told = told(&browser).await;
        assert_eq!(
            told[0]["payload"],
            json!({"linkId": "cust-1", "event_name": "bank_selected", "message": "HDFC Bank"})
        );
        assert_eq!(
            told[5]["payload"],
            json!({"linkId": "cust-1", "message": "the borrower left"})
        );
        browser.has_no_errors().await;
        server.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_on_one_session_see_the_same() {
    in_browser(|browser| async move {
        let server = TestServer::start().await;
        let lender = server.lender("lender");
        let session = lender.session_with(json!({"bank_name": "hdfc", "mode": "pdf"})).await;
        let url = format!("{}/journey/pdf?session_id={}", server.url(), session.id);
        browser.goes(&url).await;
        browser.is("pdf").await;
        let first = browser.client.window().await.unwrap();
        let second = browser.client.new_window(true).await.unwrap().handle;
        browser.client.switch_to_window(second).await.unwrap();
        browser.goes(&url).await;
        let twice = "const button = document.querySelector('[data-testid=specimen-salaried-asha]'); button.click(); button.click();";
        browser.runs(twice).await;
        browser.sees("file", "[data-state=accepted]").await;
        browser.clicks("continue").await;
        browser.clicks("finish").await;
        browser.is("done").await;
        browser.client.switch_to_window(first).await.unwrap();
        // The same form with the same wish, sent from another tab, is the same form.
        browser.clicks("specimen-salaried-asha").await;
        browser.sees("file", "[data-state=accepted]").await;
        assert_eq!(session.statement_count().await, 1);
        browser.clicks("specimen-salaried-asha").await;
        browser.sees("file", "[data-code=STATEMENT_DUPLICATE]").await;
        assert_eq!(session.statement_count().await, 2);
        session.initiate_processing().await.accepted();
        browser.client.refresh().await.unwrap();
        browser.is("processed").await;
        browser.has_no_barriers("processed").await;
        server.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_reason_there_is_nothing_to_do_is_a_sound_page() {
    in_browser(|browser| async move {
        let server = TestServer::start().await;
        let lender = server.lender("lender");
        let deleted = lender.session().await;
        deleted.delete().await.accepted();
        let expired = lender.session_with(json!({"session_expiry": 60})).await;
        let refused = lender.session_with(json!({"bank_name": "hdfc", "mode": "pdf"})).await;
        browser
            .goes(&format!("{}/journey/aa?session_id={}", server.url(), refused.id))
            .await;
        browser.is_sound("not_permitted").await;
        lender.waits("61m").await;
        for (session, screen) in [(&deleted, "deleted"), (&expired, "expired")] {
            browser.goes(&start_of(&server, session)).await;
            browser.is_sound(screen).await;
            assert!(browser.has("why").await && !browser.reads("problem-message").await.is_empty());
        }
        browser.goes(&format!("{}/?session_id=nobody", server.url())).await;
        browser.is_sound("unknown").await;
        server.stop().await;
    })
    .await;
}
