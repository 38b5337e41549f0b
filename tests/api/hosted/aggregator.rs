//! The way over the account aggregator, screen by screen.

use serde_json::json;

use crate::support::borrower::with_recurring;
use crate::support::server::TestServer;
use crate::support::visitor::{Seen, Visitor};

const ASHA: &str = "9000000012";
const HDFC: &str = "&bank=hdfc";

async fn asks(visitor: &Visitor, number: &str) -> Seen {
    visitor
        .sends("/journey/aa/otp-request", HDFC, &[("mobile_number", number)])
        .await
}

async fn enters(visitor: &Visitor, otp: &str) -> Seen {
    visitor.sends("/journey/aa/otp", HDFC, &[("otp", otp)]).await
}

#[tokio::test]
async fn a_borrower_consents_and_his_statement_is_there() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender.session_with(with_recurring(json!({}))).await;
    let visitor = session.visitor();
    let mobile = visitor.visits("/journey/aa", "").await.is("aa-mobile");
    assert!(mobile.has(&format!("fill-{ASHA}")) && mobile.has("fill-9999900001"));
    assert_eq!(
        asks(&visitor, "12").await.is("aa-mobile").said(),
        "INVALID_MOBILE_NUMBER"
    );
    let otp = asks(&visitor, ASHA).await.is("aa-otp");
    assert!(otp.reads("+91 90000 00012") && otp.reads("(4 left)"));
    let wrong = enters(&visitor, "000000").await.is("aa-otp");
    assert_eq!(wrong.said(), "OTP_INCORRECT");
    assert!(wrong.reads("Two tries are left."));
    // Reload, and another tab, show what is true.
    visitor.visits("/journey/aa", HDFC).await.is("aa-otp");
    visitor.visits("/journey/aa/consent", HDFC).await.is("aa-otp");
    visitor
        .visits("/journey/aa", "&bank=hdfc&again=1")
        .await
        .is("aa-mobile");
    let accounts = enters(&visitor, "123456").await.is("aa-accounts");
    let late = enters(&visitor, "123456").await.is("aa-accounts");
    assert_eq!(late.said(), "WRONG_STEP");
    assert!(accounts.reads("XXXXXXXXXX4821"));
    let none = visitor.visits("/journey/aa/consent", HDFC).await.is("aa-accounts");
    assert_eq!(none.said(), "NOTHING_CHOSEN");
    let other = visitor
        .visits(
            "/journey/aa/consent",
            "&bank=hdfc&account=8d5ea22b-216a-4fe2-90da-65d1c67c8964",
        )
        .await;
    assert_eq!(other.is("aa-accounts").said(), "UNKNOWN_ACCOUNT");
    let account = accounts.field("account");
    let consent = visitor
        .visits("/journey/aa/consent", &format!("&account={account}"))
        .await
        .is("aa-consent");
    for text in [
        "data-fetch=\"once\"",
        "data-fetch=\"recurring\"",
        "(105)",
        "(104)",
        "1 Oct – 31 Dec 2025",
        "Once a month, for 12 months",
    ] {
        assert!(consent.reads(text), "{text}");
    }
    let form_id = consent.field("form_id");
    let fields = [
        ("form_id", form_id.as_str()),
        ("account", account.as_str()),
        ("decision", "approve"),
    ];
    let (one, two) = tokio::join!(
        visitor.sends("/journey/aa/consent", "", &fields),
        visitor.sends("/journey/aa/consent", "", &fields)
    );
    assert_eq!(one.url, two.url);
    let summary = one.is("summary");
    assert!(summary.reads("by account aggregator") && summary.reads("data-complete=\"yes\""));
    visitor.visits("/journey/aa", HDFC).await.is("summary");
    assert_eq!(session.statement_count().await, 1);
    assert_eq!(
        session.recurring_consents().await.accepted()["consent_details"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    visitor
        .sends("/journey/finish", "", &[("form_id", "1")])
        .await
        .is("done");
}

#[tokio::test]
async fn each_way_it_can_come_to_nothing_has_its_end() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    for (number, code) in [("9999900001", "NOTHING_FOUND"), ("9999900002", "BANK_DOWN")] {
        let visitor = lender.session().await.visitor();
        asks(&visitor, number).await.is("aa-otp");
        let ended = enters(&visitor, "123456").await.is("aa-ended");
        assert_eq!(ended.ended(), code);
        assert!(
            ended.has("option-again")
                && ended.has("option-pdf")
                && ended.has("option-online")
                && ended.has("option-bank")
        );
        visitor.visits("/journey/aa", HDFC).await.is("aa-ended");
        visitor.visits("/journey/aa", "&bank=icici").await.is("aa-mobile");
        asks(&visitor, ASHA).await.is("aa-otp");
    }
    let visitor = lender.session().await.visitor();
    asks(&visitor, ASHA).await;
    enters(&visitor, "1").await;
    enters(&visitor, "1").await;
    assert_eq!(enters(&visitor, "1").await.is("aa-ended").ended(), "OTP_TRIED_OUT");
    asks(&visitor, ASHA).await;
    lender.waits("11m").await;
    assert_eq!(
        visitor.visits("/journey/aa", HDFC).await.is("aa-mobile").said(),
        "OTP_EXPIRED"
    );
    assert_eq!(enters(&visitor, "123456").await.said(), "OTP_EXPIRED");
    for _ in 0..3 {
        asks(&visitor, ASHA).await.is("aa-otp");
    }
    assert_eq!(asks(&visitor, ASHA).await.said(), "OTP_REQUESTS_USED_UP");
    assert!(
        visitor
            .visits("/journey/aa", HDFC)
            .await
            .is("aa-otp")
            .reads("No more one-time passwords")
    );
    let accounts = enters(&visitor, "123456").await.is("aa-accounts");
    let fields = [
        ("form_id", "1"),
        ("account", &accounts.field("account")),
        ("decision", "reject"),
    ];
    let rejected = visitor.sends("/journey/aa/consent", HDFC, &fields).await.is("aa-ended");
    assert_eq!(rejected.ended(), "REJECTED");
    assert!(
        rejected.events().is_empty(),
        "the vendor has no error types of the aggregator"
    );

    let fixed = lender.session_with(json!({"mobile_number": ASHA})).await.visitor();
    assert!(fixed.visits("/journey/aa", HDFC).await.reads("readonly"));
    assert_eq!(
        asks(&fixed, "9999900001").await.is("aa-mobile").said(),
        "MOBILE_NUMBER_FIXED"
    );
    assert!(!asks(&fixed, ASHA).await.is("aa-otp").has("change-number"));
    lender.waits("30d").await;
    enters(&fixed, "123456").await.is("expired");
}

#[tokio::test]
async fn numbers_and_passwords_are_taken_as_people_write_them() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    for number in ["+91 90000 00012", "09000000012", "(90000) 00012", "919000000012"] {
        let session = lender.session().await;
        let visitor = session.visitor();
        asks(&visitor, number).await.is("aa-otp");
        enters(&visitor, "123 456").await.is("aa-accounts");
    }
    let visitor = lender.session().await.visitor();
    for number in ["90000000", "0090000000012", "9000000012x", "+1 900 000 0012"] {
        let seen = asks(&visitor, number).await.is("aa-mobile");
        assert_eq!(seen.said(), "INVALID_MOBILE_NUMBER", "{number}");
    }
}

#[tokio::test]
async fn a_decision_that_is_none_decides_nothing() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    let visitor = session.visitor();
    asks(&visitor, ASHA).await;
    let account = enters(&visitor, "123456").await.field("account");
    let consent = format!("{HDFC}&account={account}");
    visitor.visits("/journey/aa/consent", &consent).await.is("aa-consent");
    for fields in [vec![], vec![("decision", "agree")]] {
        visitor
            .sends("/journey/aa/consent", HDFC, &fields)
            .await
            .is("aa-accounts");
    }
    visitor.visits("/journey/aa/consent", &consent).await.is("aa-consent");
    visitor
        .sends("/journey/aa/consent", HDFC, &[("decision", "reject")])
        .await
        .is("aa-ended");
}
