//! The lender of the example against the emulator, over real HTTP: what a reader copies works, and what the guide promises is true.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "test code: a panic is a failed test"
)]
#![allow(missing_docs, reason = "test code")]

#[path = "lender/applicant.rs"]
mod applicant;
#[path = "api/support/mod.rs"]
mod support;

use chrono::{DateTime, Utc};
use kadamba_credit::guide::{CASES, PEOPLE};
use kadamba_credit::rupees::Rupees;
use serde_json::{Value, json};
use url::Url;

use applicant::{Page, SECRET, Shop, address, attribute, fields, settings, value_of};
use support::calls::Call;
use support::server::TestServer;
use support::visitor::Visitor;

/// The middle of a figure's months.
fn median(months: &Value) -> f64 {
    let mut values: Vec<f64> = months.as_object().unwrap().values().filter_map(Value::as_f64).collect();
    values.sort_by(f64::total_cmp);
    assert_eq!(values.len() % 2, 1, "the window has seven months: {months}");
    values[values.len() / 2]
}

#[tokio::test]
async fn from_the_form_over_the_hosted_page_to_a_decision_by_the_apis_own_figures() {
    let server = TestServer::start().await;
    let shop = Shop::open(&server).await;
    let application = shop.applies("persona=salaried-asha").await;

    // The borrower hands a specimen in and is done.
    let visitor = Visitor {
        address: server.address(),
        query: format!("session_id={}", application.session_id),
    };
    let specimen = [("form_id", "one"), ("persona", "salaried-asha"), ("kind", "plain")];
    visitor
        .sends("/journey/specimen", "&bank=hdfc", &specimen)
        .await
        .is("pdf");
    let done = visitor
        .sends("/journey/finish", "", &[("form_id", "two")])
        .await
        .is("done");
    let back: Url = attribute(&done.answer.text(), &format!("href=\"{}", shop.url()))
        .map(|rest| format!("{}{rest}", shop.url()).parse().unwrap())
        .unwrap();
    assert_eq!(value_of(&back, "success"), "true");
    assert_eq!(value_of(&back, "session_id"), application.session_id);

    // Back at the lender: processing, then the webhook, then the decision.
    let path = format!("{}?{}", back.path(), back.query().unwrap());
    assert_eq!(shop.gets(&path).await.status, 303);
    let waiting = shop.looks(&application).await;
    assert_eq!(waiting.name, "waiting");
    assert!(waiting.reads("data-stage=\"processing\" data-state=\"processing\""));
    shop.world.waits("5s").await;
    let page = shop.looks(&application).await;
    assert_eq!(page.outcome(), "approved");
    assert!(page.reads("Webhook: ENRICHMENT_NOTIFICATION<"));

    // Its figures are those of another call.
    let session = shop.world.open(&application.session_id);
    let path = format!("/bank-connect/v1/session_data/{}/monthly_analysis_updated/", session.id);
    let answer = shop.world.call(Call::get(path)).await.accepted();
    let analysis = answer["monthly_analysis"]["account_id"][0].as_object().unwrap();
    let analysis = &analysis.values().next().unwrap()["monthly_analysis"];
    let shown = |figure: &str| Rupees::of(median(&analysis[figure])).rounded();
    assert_eq!(page.value("income"), shown("amt_income_credit"));
    assert_eq!(page.value("balance"), shown("avg_bal"));
    let owed = (median(&analysis["amt_emi_debit"]) + 14_122.04) / median(&analysis["amt_income_credit"]);
    assert_eq!(page.value("obligations"), format!("{:.0} %", owed * 100.0));
    assert_eq!(page.value("bounces"), "none");

    // Loading anything again, also the way back, changes nothing.
    shop.gets(&format!("/return/{}?success=true", application.id)).await;
    shop.gets(&format!("/return/{}?success=false", application.id)).await;
    assert_eq!(shop.looks(&application).await.outcome(), "approved");

    // The report is one click away.
    let report = shop
        .gets(&page.attribute("<a href=\"/application").replacen("", "/application", 1))
        .await;
    let link = report.header("location").unwrap();
    assert_eq!(address(link), server.address());
    let workbook = Call::get(&link[server.url().len()..]).send(server.address()).await;
    assert_eq!(workbook.status, 200);
    assert!(workbook.body.starts_with(b"PK"), "a workbook is a ZIP file");
}

#[tokio::test]
async fn each_person_of_the_guide_gets_the_verdict_it_promises() {
    // Personas live relative to the day; the guide must be right on any.
    for day in ["2026-01-15", "2026-03-31", "2026-07-13", "2026-12-10", "2027-07-31"] {
        let at: DateTime<Utc> = format!("{day}T10:00:00+05:30").parse().unwrap();
        let server = TestServer::started(|start| start.frozen_at(at)).await;
        let shop = Shop::open(&server).await;
        for person in PEOPLE {
            let page = shop.sees(&format!("persona={}", person.persona), person.persona).await;
            assert_eq!(page.outcome(), person.expected, "{} on {day}", person.persona);
        }
        server.stop().await;
    }
}

#[tokio::test]
async fn each_case_of_the_guide_shows_what_it_says() {
    let server = TestServer::start().await;
    let shop = Shop::open(&server).await;
    let asha = "salaried-asha";
    for case in CASES {
        let page = shop.case(case.name).await;
        match case.name {
            "mismatch" => {
                assert_eq!(
                    (page.name.as_str(), page.attribute("data-code=\"").as_str()),
                    ("failed", "BALANCE_MISMATCH")
                );
                assert!(page.reads("Calculated transaction balance does not match (BALANCE_MISMATCH)"));
            }
            "months" => {
                assert_eq!(page.attribute("data-code=\""), "INCOMPLETE_MONTHS");
                assert!(page.reads("There are no transactions for"));
            }
            "fraud" => {
                assert_eq!(page.outcome(), "declined");
                assert_eq!(page.value("fraud"), "1");
            }
            "slow" => assert_eq!(page.name, "waiting"),
            "silent" => {
                assert_eq!(page.outcome(), "approved");
                assert!(page.reads("data-testid=\"no-webhook\""));
            }
            "twice" => {
                assert_eq!(page.outcome(), "approved");
                assert!(page.reads("Webhook: ENRICHMENT_NOTIFICATION, 2 times"));
            }
            "outage" => {
                assert_eq!((page.status, page.name.as_str()), (503, "waiting"));
                assert!(page.reads("data-unanswered=\"true\"") && page.reads("it answered 503 Service Unavailable"));
            }
            other => panic!("what does {other} show?"),
        }
    }
    // What is slow ends, too.
    let application = shop.applies("case=slow").await;
    shop.fetches_statements(&application, asha).await;
    shop.comes_back(&application).await;
    shop.world.waits("10m").await;
    assert_eq!(shop.looks(&application).await.outcome(), "approved");
    server.stop().await;
}

impl Shop {
    async fn case(&self, name: &str) -> Page {
        let application = self.applies(&format!("case={name}")).await;
        self.fetches_statements(&application, "salaried-asha").await;
        self.comes_back(&application).await;
        self.world.waits("5s").await;
        self.looks(&application).await
    }
}

#[tokio::test]
async fn a_webhook_without_the_secret_changes_nothing_and_one_that_comes_again_neither() {
    let server = TestServer::start().await;
    let shop = Shop::open(&server).await;
    let application = shop.applies("persona=salaried-asha").await;
    shop.fetches_statements(&application, "salaried-asha").await;
    let told =
        json!({"session_id": application.session_id, "event_name": "SESSION_REQUIREMENT_COMPLETION_NOTIFICATION"});
    assert_eq!(shop.is_told(None, &told).await, 401);
    assert_eq!(shop.is_told(Some("guess"), &told).await, 401);
    assert_eq!(
        shop.looks(&application).await.name,
        "left",
        "nothing was handed in as far as the lender knows"
    );

    // The borrower never came back; the webhook alone starts processing, and twice is once.
    assert_eq!(shop.is_told(Some(SECRET), &told).await, 200);
    assert_eq!(shop.is_told(Some(SECRET), &told).await, 200);
    assert_eq!(
        shop.is_told(Some(SECRET), &json!({"session_id": "somebody-else"}))
            .await,
        200
    );
    assert_eq!(shop.is_told(Some(SECRET), &json!(["nonsense"])).await, 200);
    shop.comes_back(&application).await;
    shop.world.waits("5s").await;
    let page = shop.looks(&application).await;
    assert_eq!(page.outcome(), "approved");
    assert!(page.reads("SESSION_REQUIREMENT_COMPLETION_NOTIFICATION, 2 times"));
    let garbage = Call::post("/webhook")
        .header("x-secret-key", SECRET)
        .body("application/json", "{");
    assert_eq!(garbage.send(shop.address()).await.status, 400);
    server.stop().await;
}

#[tokio::test]
async fn the_same_form_twice_is_one_application_and_a_wrong_one_is_none() {
    let server = TestServer::start().await;
    let shop = Shop::open(&server).await;
    let sessions = async || {
        let all = shop.world.control("GET", "/sessions", json!({})).await.accepted();
        all["sessions"].as_array().unwrap().len()
    };
    let fields = fields(&shop.gets("/?persona=kirana-suresh").await.text());
    let mut form: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let (first, second) = tokio::join!(shop.posts(&form), shop.posts(&form));
    assert_eq!((first.status, second.status), (303, 303));
    assert_eq!(first.header("location"), second.header("location"));
    assert_eq!(sessions().await, 1);

    form.retain(|(name, _)| *name != "amount");
    form.push(("amount", "12"));
    let wrong = shop.posts(&form).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("from ₹ 10,000 to ₹ 20,00,000"));
    assert!(
        wrong.text().contains("value=\"Suresh Provision Stores\""),
        "what was typed is kept"
    );
    assert_eq!(sessions().await, 1);
    server.stop().await;
}

#[tokio::test]
async fn who_leaves_finds_his_application_and_may_go_on() {
    let server = TestServer::start().await;
    let shop = Shop::open(&server).await;
    let application = shop.applies("persona=salaried-asha").await;
    let back = shop.gets(&format!("/return/{}?success=false", application.id)).await;
    assert_eq!(
        (back.status, back.header("location")),
        (303, Some(application.path().as_str()))
    );
    assert_eq!(shop.looks(&application).await.name, "left");
    let again = shop.gets(&format!("{}/statements", application.path())).await;
    assert!(again.header("location").unwrap().ends_with(&application.session_id));
    server.stop().await;
}

#[tokio::test]
async fn what_is_not_there_is_said() {
    let server = TestServer::start().await;
    let shop = Shop::open(&server).await;
    for path in [
        "/application/none",
        "/application/none/statements",
        "/return/none?success=true",
        "/nowhere",
        "/application/none/report/x",
    ] {
        let page = Page::of(shop.gets(path).await);
        assert_eq!((page.status, page.name.as_str()), (404, "problem"), "{path}");
    }
    assert_eq!(shop.gets("/application/none/status").await.status, 404);
    assert_eq!(shop.gets("/assets/none").await.status, 404);
    server.stop().await;
}

#[tokio::test]
async fn without_the_service_pages_say_so_and_go_on_when_it_is_back() {
    let server = TestServer::start().await;
    let shop = Shop::open(&server).await;
    let application = shop.applies("persona=salaried-asha").await;
    server.stop().await;
    let page = shop.comes_back(&application).await;
    assert_eq!((page.status, page.name.as_str()), (503, "waiting"));
    assert!(page.reads("nobody answers at its address"));
    let status = shop.gets(&format!("{}/status", application.path())).await.accepted();
    assert_eq!(status["state"], "unanswered");

    let fields = fields(&shop.gets("/").await.text());
    let form: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let refused = shop.posts(&form).await;
    assert_eq!(refused.status, 503);
    assert!(refused.text().contains("did not open: nobody answers at its address"));
}

#[tokio::test]
async fn a_page_lets_nothing_in_and_frames_the_banks_page_alone() {
    let server = TestServer::start().await;
    let shop = Shop::open(&server).await;
    let policy = shop
        .gets("/")
        .await
        .header("content-security-policy")
        .unwrap()
        .to_owned();
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    assert!(
        policy.contains(&format!("form-action 'self' {}", server.url())),
        "{policy}"
    );
    assert!(
        policy.contains("frame-src 'none'") && policy.contains("frame-ancestors 'none'"),
        "{policy}"
    );

    let mut fields = fields(&shop.gets("/").await.text());
    fields.iter_mut().for_each(|(name, value)| {
        if name == "workflow" {
            *value = "iframe".to_owned();
        }
    });
    let form: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let answer = shop.posts(&form).await;
    let frame = shop.gets(answer.header("location").unwrap()).await;
    let policy = frame.header("content-security-policy").unwrap();
    assert!(policy.contains(&format!("frame-src {};", server.url())), "{policy}");
    assert!(frame.text().contains(&format!("data-origin=\"{}\"", server.url())));
    server.stop().await;
}

#[tokio::test]
async fn pages_at_an_address_nobody_named_are_reached_by_a_link() {
    let server = TestServer::start().await;
    let mut settings = settings(&server.url());
    settings.pages_url = Some("http://bank.test/".to_owned());
    let shop = Shop::open_with(&server, settings).await;
    let fields = fields(&shop.gets("/").await.text());
    let form: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let page = Page::of(shop.posts(&form).await);
    assert_eq!(page.name, "onward");
    assert!(page.attribute("href=\"http").starts_with(&server.url()["http".len()..]));
    server.stop().await;
}
