//! Each screen of the account aggregator and of net banking, loaded again where it stands. Files are in `browser.rs`.

use super::chromium::in_browser;
use super::start_of;
use super::support::server::TestServer;

#[tokio::test(flavor = "multi_thread")]
async fn the_account_aggregator_goes_on_where_it_was() {
    in_browser(|browser| async move {
        let server = TestServer::start().await;
        let session = server.lender("lender").session().await;
        browser.goes(&start_of(&server, &session)).await;
        browser.clicks("continue").await;
        browser.clicks("popular-hdfc").await;
        browser.clicks("mode-aa").await;
        browser.is_sound("aa-mobile").await;
        browser.clicks("fill-9000000012").await;
        browser.clicks("mobile-submit").await;
        browser.is_sound("aa-otp").await;
        browser.types("otp", "000000\n").await;
        browser.sees("notice", "").await;
        browser.is_sound("aa-otp").await;
        browser.types("otp", "123456\n").await;
        browser.is_sound("aa-accounts").await;
        browser.clicks("accounts-submit").await;
        browser.is_sound("aa-consent").await;
        browser.clicks("reject").await;
        browser.is_sound("aa-ended").await;
        browser.clicks("option-again").await;
        browser.clicks("fill-9000000012").await;
        browser.clicks("mobile-submit").await;
        browser.types("otp", "123456\n").await;
        browser.clicks("accounts-submit").await;
        browser.clicks("approve").await;
        browser.is_sound("summary").await;
        // Back to a consent that was given: there is nothing to give again.
        browser.client.back().await.unwrap();
        browser.is("summary").await;
        browser.clicks("finish").await;
        browser.is_sound("done").await;
        assert_eq!(session.statement_count().await, 1);
        browser.has_no_errors().await;
        server.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn net_banking_goes_on_where_it_was() {
    in_browser(|browser| async move {
        let server = TestServer::start().await;
        let session = server.lender("lender").session().await;
        browser.goes(&start_of(&server, &session)).await;
        browser.clicks("continue").await;
        browser.clicks("popular-hdfc").await;
        browser.clicks("mode-online").await;
        browser.is_sound("nb-login").await;
        browser.clicks("fill-user_captcha").await;
        browser.clicks("login").await;
        browser.is_sound("nb-captcha").await;
        let letters = session.journey().await["net_banking"]["captcha"]
            .as_str()
            .unwrap()
            .to_owned();
        browser.types("captcha", &format!("{letters}\n")).await;
        browser.is_sound("nb-otp").await;
        browser.types("otp", "123456\n").await;
        browser.is_sound("nb-accounts").await;
        browser.clicks("accounts-submit").await;
        browser.is_sound("summary").await;
        browser.clicks("leave").await;
        browser.is_sound("leave").await;
        browser.clicks("leave-confirm").await;
        browser.is_sound("left").await;
        browser.has_no_errors().await;
        server.stop().await;
    })
    .await;
}
