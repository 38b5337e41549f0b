//! Mobile numbers and net-banking users that bring something about.

use bankconnect_emulator::domain::journey::TEST_LOGINS;
use serde_json::{Value, json};

use crate::support::calls::{Answer, Call};
use crate::support::server::TestServer;

#[tokio::test]
async fn every_login_brings_about_what_the_table_says() {
    let server = TestServer::start().await;
    let served = server.call(Call::get("/_emulator/test-values")).await.accepted();
    let logins = served["logins"].as_array().unwrap();
    assert_eq!(logins.len(), TEST_LOGINS.len());
    for login in logins {
        let name = login["login"].as_str().unwrap();
        let lender = server.lender(&format!("lender-{name}"));
        let session = lender.session().await;
        let step = async |step: &str, body: Value| session.step(step, body).await;
        let otp = json!({"otp": served["otp"]});
        let code = match login["via"].as_str().unwrap() {
            "aa" => {
                let asked = json!({"mobile_number": name, "bank": "hdfc"});
                step("aa/otp-request", asked).await.accepted();
                let found = step("aa/otp", otp).await;
                match code_of(&found) {
                    Some(code) => Some(code),
                    None => {
                        step("aa/consent", json!({"decision": "approve"})).await.accepted();
                        statement_error(&session.outcome().await)
                    }
                }
            }
            _ => {
                let asked = json!({"user": name, "password": served["password"], "bank": "hdfc"});
                let mut shown = step("nb/login", asked).await;
                let captcha = shown.json()["captcha"].as_str().map(str::to_owned);
                assert_eq!(captcha.is_some(), name == "user_captcha");
                if let Some(captcha) = captcha {
                    shown = step("nb/captcha", json!({"captcha": captcha})).await;
                }
                if code_of(&shown).is_none() {
                    shown = step("nb/otp", otp).await;
                }
                match code_of(&shown) {
                    Some(code) => Some(code),
                    None => {
                        step("nb/accounts", json!({})).await.accepted();
                        statement_error(&session.outcome().await)
                    }
                }
            }
        };
        assert_eq!(json!(code), login["code"], "{name}");
    }
}

/// The code of a refused step.
fn code_of(answer: &Answer) -> Option<String> {
    (answer.status >= 400).then(|| answer.refusal().1)
}

fn statement_error(outcome: &Value) -> Option<String> {
    let statement = &outcome["accounts"][0]["statements"][0];
    statement["error_code"].as_str().map(str::to_owned)
}
