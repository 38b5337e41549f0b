//! The way over net banking, screen by screen.

use serde_json::json;

use crate::support::server::TestServer;
use crate::support::visitor::{Seen, Visitor};

const HDFC: &str = "&bank=hdfc";

async fn logs_in(visitor: &Visitor, user: &str, password: &str) -> Seen {
    visitor
        .sends("/journey/nb/login", HDFC, &[("user", user), ("password", password)])
        .await
}

async fn enters(visitor: &Visitor, otp: &str) -> Seen {
    visitor.sends("/journey/nb/otp", HDFC, &[("otp", otp)]).await
}

#[tokio::test]
async fn a_borrower_logs_in_and_his_statement_is_there() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    let visitor = session.visitor();
    let login = visitor.visits("/journey/nb", HDFC).await.is("nb-login");
    assert!(login.has("fill-user_captcha") && login.has("fill-wrong-password"));
    let wrong = logs_in(&visitor, "user_captcha", "guess").await.is("nb-login");
    assert_eq!(
        (wrong.said().as_str(), wrong.events()),
        ("NB003", vec!["NB003".to_owned()])
    );
    assert_eq!(
        wrong.block()["events"][0]["reason"],
        "Incorrect user name or password, 2 tries left"
    );
    assert!(wrong.reads("Two tries are left.") && wrong.field("user").contains("user_captcha"));
    // A reload has the same ids, a fresh visit none.
    assert_eq!(
        visitor.opens(&wrong.url).await.block()["events"],
        wrong.block()["events"]
    );
    assert!(visitor.visits("/journey/nb", HDFC).await.events().is_empty());

    let captcha = logs_in(&visitor, "user_captcha", "pass_good").await.is("nb-captcha");
    assert!(captcha.events().is_empty());
    let bad = visitor
        .sends("/journey/nb/captcha", HDFC, &[("captcha", "?")])
        .await
        .is("nb-captcha");
    assert_eq!((bad.said().as_str(), bad.events()), ("NB004", vec!["NB004".to_owned()]));
    assert_eq!(bad.block()["events"][0]["reason"], "Invalid Captcha");
    let shown = session.journey().await["net_banking"]["captcha"]
        .as_str()
        .unwrap()
        .to_lowercase();
    let otp = visitor
        .sends("/journey/nb/captcha", HDFC, &[("captcha", &shown)])
        .await
        .is("nb-otp");
    assert!(otp.reads("user_captcha"));
    let wrong = enters(&visitor, "000000").await.is("nb-otp");
    assert_eq!(
        (wrong.said().as_str(), wrong.events()),
        ("NB005", vec!["NB005".to_owned()])
    );
    let accounts = enters(&visitor, "123456").await.is("nb-accounts");
    let none = visitor
        .sends("/journey/nb/accounts", HDFC, &[("form_id", "1")])
        .await
        .is("nb-accounts");
    assert_eq!(none.said(), "NOTHING_CHOSEN");
    let (form_id, account) = (accounts.field("form_id"), accounts.field("account"));
    let fields = [("form_id", form_id.as_str()), ("account", account.as_str())];
    let (one, two) = tokio::join!(
        visitor.sends("/journey/nb/accounts", HDFC, &fields),
        visitor.sends("/journey/nb/accounts", HDFC, &fields)
    );
    assert_eq!(one.url, two.url);
    assert!(one.is("summary").reads("by net banking"));
    assert_eq!(session.statement_count().await, 1);
    visitor.visits("/journey/nb", HDFC).await.is("summary");
    visitor
        .sends("/journey/finish", "", &[("form_id", "1")])
        .await
        .is("done");
}

#[tokio::test]
async fn each_way_it_can_come_to_nothing_has_its_end() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    for (user, code, title) in [
        ("user_locked", "NB005", "The bank has locked this login"),
        ("user_down", "NB000", "The bank does not answer"),
    ] {
        let visitor = lender.session().await.visitor();
        let ended = logs_in(&visitor, user, "pass_good").await.is("nb-ended");
        assert_eq!((ended.ended().as_str(), ended.events()), (code, vec![code.to_owned()]));
        assert!(ended.reads(title) && ended.has("option-again") && ended.has("option-pdf"));
        visitor.visits("/journey/nb", HDFC).await.is("nb-ended");
        visitor.visits("/journey/nb", "&bank=hdfc&again=1").await.is("nb-login");
        visitor.visits("/journey/nb", "&bank=sbi").await.is("nb-login");
        logs_in(&visitor, "user_good", "pass_good").await.is("nb-otp");
    }
    let visitor = lender.session().await.visitor();
    logs_in(&visitor, "user_empty", "pass_good").await.is("nb-otp");
    assert_eq!(enters(&visitor, "123456").await.is("nb-ended").ended(), "NB000");
    for _ in 0..2 {
        logs_in(&visitor, "user_good", "guess").await.is("nb-login");
    }
    assert_eq!(
        logs_in(&visitor, "user_good", "guess").await.is("nb-ended").ended(),
        "NB005"
    );
    logs_in(&visitor, "asha", "pass_good").await.is("nb-otp");
    lender.waits("11m").await;
    let late = visitor.visits("/journey/nb", HDFC).await.is("nb-login");
    assert_eq!(late.said(), "NB005");
    visitor
        .sends("/journey/nb/captcha", HDFC, &[("captcha", "x")])
        .await
        .is("nb-login");
    lender.waits("30d").await;
    enters(&visitor, "123456").await.is("expired");
}

#[tokio::test]
async fn a_rule_ends_the_way_with_the_error_it_names() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    lender
        .control("PUT", "/rules", json!({"rules": [{"then": {"journey": "NB000"}}]}))
        .await
        .accepted();
    let visitor = lender.session().await.visitor();
    let ended = logs_in(&visitor, "user_good", "pass_good").await.is("nb-ended");
    assert_eq!(
        (ended.ended().as_str(), ended.events()),
        ("NB000", vec!["NB000".to_owned()])
    );
    visitor.visits("/journey/nb", HDFC).await.is("nb-login");
    let told = lender.session().await.visitor();
    let fields = [("form_id", "1"), ("persona", "salaried-asha"), ("kind", "plain")];
    told.sends("/journey/specimen", HDFC, &fields)
        .await
        .is("pdf")
        .reads("data-state=\"accepted\"");
}
