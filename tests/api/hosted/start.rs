//! Where a borrower begins, and every reason there is nothing to do.

use serde_json::json;

use crate::support::calls::Call;
use crate::support::papers;
use crate::support::server::TestServer;
use crate::support::visitor::Visitor;

#[tokio::test]
async fn both_forms_of_the_redirect_url_open_the_welcome() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    for form in ["query", "path"] {
        lender.has_settings(json!({"redirect_form": form})).await;
        let created = lender
            .asks_for_session(
                json!({"redirect_url": "https://loans.test/back?a=1", "logo_url": "https://loans.test/l.png"}),
            )
            .await
            .accepted();
        let url = created["redirect_url"].as_str().unwrap().replace(&server.url(), "");
        let session = lender.open(created["session_id"].as_str().unwrap());
        let seen = session.visitor().opens(&url).await.is("welcome");
        assert_eq!(seen.answer.status, 200);
        for text in [
            "1 Oct – 31 Dec 2025",
            "Oct 2025",
            "loans.test",
            "https://loans.test/l.png",
            "Emulator",
            &session.id,
        ] {
            assert!(seen.reads(text), "{text}");
        }
        assert_eq!(seen.block()["link_id"], "cust-1");
        assert!(seen.events().is_empty());
    }
}

#[tokio::test]
async fn pages_may_be_framed_and_load_nothing_from_elsewhere() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    let seen = session.visitor().visits("/", "").await.is("welcome");
    let header = |name: &str| seen.answer.header(name).unwrap_or_default().to_owned();
    let policy = header("content-security-policy");
    assert!(
        policy.contains("default-src 'none'") && !policy.contains("frame-ancestors"),
        "{policy}"
    );
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("referrer-policy"), "same-origin");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(seen.answer.header("set-cookie"), None);
    let mut transferred = seen.answer.body.len();
    for file in ["journey.css", "journey.js", "icon.svg"] {
        let text = seen.answer.text();
        let (_, rest) = text.split_once(&format!("/journey/assets/{file}?v=")).unwrap();
        let url = format!("/journey/assets/{file}?v={}", &rest[..12]);
        let asset = server.call(Call::get(&url)).await;
        assert_eq!(asset.status, 200);
        assert!(asset.header("cache-control").unwrap().contains("immutable"));
        let old = server.call(Call::get(format!("/journey/assets/{file}?v=old"))).await;
        assert_eq!(old.header("cache-control"), Some("no-cache"));
        transferred += asset.body.len();
    }
    assert!(transferred < 100_000, "{transferred} bytes with the first page");
    assert_eq!(server.call(Call::get("/journey/assets/console.js")).await.status, 404);
}

#[tokio::test]
async fn a_session_of_the_second_version_opens_with_its_token_alone() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let call = Call::post("/bank-connect/v2/session/").json(&lender.fields(json!({})));
    let created = lender.call(call).await.accepted();
    let url = created["redirect_url"].as_str().unwrap().replace(&server.url(), "");
    let (start, token) = url.split_once("&token=").unwrap();
    let visitor = lender.open(created["session_id"].as_str().unwrap()).visitor();
    let seen = visitor.opens(&url).await.is("welcome");
    assert!(seen.reads(&format!(
        "/journey/banks?session_id={}&token={token}",
        created["session_id"].as_str().unwrap()
    )));
    for wrong in [start.to_owned(), format!("{start}&token="), format!("{url}0")] {
        let seen = visitor.opens(&wrong).await.is("unknown");
        assert_eq!(seen.answer.status, 404);
        assert!(seen.reads("TOKEN_INVALID"));
    }
    let with_token = Visitor {
        query: format!("{}&token={token}", visitor.query),
        ..visitor
    };
    with_token.visits("/journey/banks", "").await.is("banks");
}

#[tokio::test]
async fn each_reason_there_is_nothing_to_do_has_its_page() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let back = json!({"redirect_url": "https://loans.test/back"});
    let nobody = Visitor {
        address: server.address(),
        query: "session_id=8d5ea22b%3Cscript%3E".to_owned(),
    };
    let seen = nobody.visits("/", "").await.is("unknown");
    assert_eq!(seen.answer.status, 404);
    assert!(!seen.answer.text().contains("<script>") && seen.reads("8d5ea22b"));
    nobody.opens("/").await.is("unknown");
    assert_eq!(
        server.call(Call::get("/")).await.refusal().1,
        "NOT_FOUND",
        "a program gets JSON"
    );
    assert_eq!(server.call(Call::get("/nowhere")).await.refusal().1, "NOT_FOUND");

    let deleted = lender.session_with(back.clone()).await;
    deleted.delete().await.accepted();
    let processed = lender.session_with(back.clone()).await;
    processed.upload(papers::usual_pdf()).await.accepted();
    processed.initiate_processing().await.accepted();
    let expired = lender
        .session_with(json!({"session_expiry": 60, "redirect_url": "https://loans.test/back"}))
        .await;
    lender.waits("61m").await;
    for (session, screen, status) in [
        (&deleted, "deleted", 410),
        (&processed, "processed", 409),
        (&expired, "expired", 410),
    ] {
        let visitor = session.visitor();
        // What is processed did not fail.
        let back = format!("https://loans.test/back?success={}", screen == "processed");
        for path in [
            "/",
            "/journey/banks",
            "/journey/pdf",
            "/journey/summary",
            "/journey/done",
        ] {
            let seen = visitor.visits(path, "&bank=sbi").await.is(screen);
            assert_eq!(seen.answer.status, status);
            assert!(seen.has("why") && seen.reads(&back));
        }
        let posted = visitor
            .uploads("&bank=sbi", &[("form_id", b"1"), ("file", papers::usual_pdf())])
            .await;
        assert_eq!((posted.screen().as_str(), posted.answer.status), (screen, status));
        let by_script = visitor
            .uploads_by_script("&bank=sbi", &[("form_id", b"1"), ("file", papers::usual_pdf())])
            .await;
        assert_eq!(by_script.status, status);
        assert_eq!(by_script.json()["location"], format!("/?session_id={}", session.id));
    }
}

#[tokio::test]
async fn banks_are_searched_and_ways_are_those_bank_and_client_have() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender.session().await;
    let visitor = session.visitor();
    let all = visitor.visits("/journey/banks", "").await.is("banks");
    assert!(all.has("popular-hdfc") && all.count("data-testid=\"bank-") > 346);
    let found = visitor.visits("/journey/banks", "&q=mahila").await;
    assert!(found.reads(" banks</p>") && !found.has("popular-hdfc") && !found.has("bank-hdfc"));
    let none = visitor.visits("/journey/banks", "&q=zzz%22%3E").await;
    assert!(none.reads("No bank of that name") && none.count("data-testid=\"bank-hdfc") == 0);
    assert!(!none.answer.text().contains("zzz\">"));

    let ways = visitor.visits("/journey/mode", "&bank=hdfc").await.is("mode");
    for way in ["mode-aa", "mode-online", "mode-pdf"] {
        assert!(ways.has(way), "{way}");
    }
    assert_eq!(ways.events(), ["bank_selected"]);
    assert_eq!(ways.block()["events"][0]["id"], "bank-hdfc");
    lender
        .has_settings(json!({"bank_modes": {"hdfc": ["pdf", "aa"]}}))
        .await;
    let ways = visitor.visits("/journey/mode", "&bank=hdfc").await;
    assert!(!ways.has("mode-online") && ways.reads("does not offer net banking"));
    let refused = visitor.visits("/journey/nb", "&bank=hdfc").await.is("not_permitted");
    assert_eq!(refused.answer.status, 403);
    lender.has_settings(json!({"modes": ["pdf"]})).await;
    let only = visitor.visits("/journey/mode", "&bank=hdfc").await.is("pdf");
    assert_eq!(
        only.events(),
        ["bank_selected", "manual"],
        "one way is no choice, and tells both"
    );
    visitor.visits("/journey/aa", "&bank=hdfc").await.is("not_permitted");
    visitor.visits("/journey/mode", "").await.is("banks");

    lender
        .has_settings(json!({"modes": ["pdf", "aa", "online"], "bank_modes": {}}))
        .await;
    let named = lender.session_with(json!({"bank_name": "hdfc"})).await.visitor();
    let seen = named.visits("/", "").await;
    assert!(seen.reads("Continue with HDFC Bank") && seen.reads("/journey/mode?"));
    assert!(!named.visits("/journey/mode", "&bank=hdfc").await.has("change-bank"));
    let fixed = lender
        .session_with(json!({"bank_name": "hdfc", "mode": "pdf"}))
        .await
        .visitor();
    assert!(fixed.visits("/", "").await.reads("/journey/pdf?"));
    fixed.visits("/journey/mode", "").await.is("pdf");
    fixed.visits("/journey/aa", "").await.is("not_permitted");
    // The lender's choice of bank is not the address's to change.
    let pdf = fixed.visits("/journey/pdf", "&bank=sbi").await.is("pdf");
    assert!(pdf.reads("HDFC Bank") && !pdf.reads("State Bank"));
    fixed.visits("/journey/banks", "").await.is("pdf");
}

#[tokio::test]
async fn forms_of_other_sites_do_nothing() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    let url = format!("/journey/leave?session_id={}", session.id);
    let call = Call::post(&url)
        .form(&[("form_id", b"1")])
        .header("sec-fetch-site", "cross-site");
    assert_eq!(server.call(call).await.status, 403);
    // A browser too old for that header names the origin.
    let call = Call::post(&url)
        .form(&[("form_id", b"1")])
        .header("origin", "https://evil.test");
    assert_eq!(server.call(call).await.status, 403);
    session.visitor().visits("/journey/left", "").await.is("welcome");
}

#[tokio::test]
async fn help_for_a_demo_goes_with_a_setting() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender.session().await;
    let visitor = session.visitor();
    let help = ["/journey/pdf", "/journey/aa", "/journey/nb"];
    for page in help {
        assert!(visitor.visits(page, "&bank=hdfc").await.has("demo"), "{page}");
    }
    lender
        .has_settings(json!({"demo_help": false, "modes": ["pdf", "aa", "online"]}))
        .await;
    for page in help {
        let page = visitor.visits(page, "&bank=hdfc").await;
        assert!(!page.has("demo") && !page.reads("For the demo"));
        assert!(page.has("emulator-badge"), "what it is stays to be seen");
    }
    session.delete().await.accepted();
    let gone = visitor.visits("/", "").await.is("deleted");
    assert!(gone.has("problem-message") && !gone.has("why"));
}
