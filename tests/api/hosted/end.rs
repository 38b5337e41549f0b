//! Summary, handing over, leaving.

use serde_json::json;

use crate::support::lender::{Lender, TestSession};
use crate::support::listener::Listener;
use crate::support::papers;
use crate::support::server::TestServer;
use crate::support::visitor::Seen;

async fn hands_in(session: &TestSession, form_id: &str, file: &[u8]) -> Seen {
    let fields = [("form_id", form_id.as_bytes()), ("file", file)];
    session.visitor().uploads("&bank=sbi", &fields).await.is("pdf")
}

#[tokio::test]
async fn the_summary_says_month_by_month_what_is_there() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender.session_with(json!({"journey_mode": "multi_pdf"})).await;
    let visitor = session.visitor();
    let nothing = visitor.visits("/journey/summary", "").await.is("summary");
    assert!(nothing.reads("Nothing is there yet") && nothing.reads("data-testid=\"finish\" disabled"));
    let part = papers::statement("sbi", "2025-10-01", "2025-12-10").only(|row| row.date < papers::day("2025-12-10"));
    hands_in(&session, "1", &part.pdf()).await;
    hands_in(&session, "2", b"no pdf").await;
    hands_in(&session, "3", &papers::usual().locked("x").pdf()).await;
    let seen = visitor.visits("/journey/summary", "").await.is("summary");
    for (month, state) in [("Oct 2025", "full"), ("Nov 2025", "full"), ("Dec 2025", "part")] {
        assert!(
            seen.reads(&format!("data-month=\"{month}\" data-state=\"{state}\"")),
            "{month}"
        );
    }
    assert!(
        seen.reads("This file has a password")
            && seen.has("refused")
            && seen.has("add-statement")
            && !seen.has("add-bank")
    );
    assert!(seen.reads("1 statement: statement.pdf"));

    let short = lender.session().await;
    hands_in(&short, "1", &papers::statement("sbi", "2025-10-01", "2025-10-31").pdf()).await;
    let seen = short.visitor().visits("/journey/summary", "").await;
    assert!(seen.reads("data-complete=\"no\"") && seen.reads("No statement covers Nov 2025 and Dec 2025."));
    assert!(seen.reads("2 months are missing.") && seen.has("add-missing") && seen.has("finish-note"));
}

#[tokio::test]
async fn done_is_told_once_by_webhook_and_leads_back() {
    let listener = Listener::receiver().await;
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    lender.webhooks_go_to(&listener.url()).await;
    lender
        .has_settings(json!({"webhook_events": ["enrichment", "upload_completion", "expiry"]}))
        .await;
    let session = lender
        .session_with(json!({"redirect_url": "https://loans.test/back?app=7#top"}))
        .await;
    let visitor = session.visitor();
    visitor.visits("/journey/done", "").await.is("summary");
    let refused = visitor
        .sends("/journey/finish", "", &[("form_id", "0")])
        .await
        .is("summary");
    assert_eq!(refused.said(), "MISSING_FILE_OBJECT");

    hands_in(&session, "1", papers::usual_pdf()).await;
    assert_eq!(session.upload_status().await.accepted()["upload_status"], "IN_PROGRESS");
    let explained = session.explained().await;
    assert_eq!(
        explained["deliveries"].as_array().map(Vec::len),
        Some(0),
        "the page's end tells, not the upload: {explained}"
    );

    let form_id = visitor.visits("/journey/summary", "").await.field("form_id");
    let fields = [("form_id", form_id.as_str())];
    let (one, two) = tokio::join!(
        visitor.sends("/journey/finish", "", &fields),
        visitor.sends("/journey/finish", "", &fields)
    );
    for done in [one, two, visitor.visits("/journey/done", "").await] {
        let end = done.is("done").block()["end"].clone();
        let back = format!(
            "https://loans.test/back?app=7&success=true&session_id={}#top",
            session.id
        );
        assert_eq!(
            end,
            json!({"id": "done", "status": "success", "return_url": back, "wait_ms": 1500})
        );
    }
    assert_eq!(session.upload_status().await.accepted()["upload_status"], "COMPLETED");
    visitor
        .sends("/journey/finish", "", &[("form_id", "again")])
        .await
        .is("done");
    lender.waits("1s").await;
    let events: Vec<String> = session.explained().await["deliveries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|delivery| delivery["event"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(events, ["SESSION_REQUIREMENT_COMPLETION_NOTIFICATION"]);
    session.outcome().await;
    visitor.visits("/journey/summary", "").await.is("processed");
}

#[tokio::test]
async fn an_upload_of_the_lenders_completes_by_itself_as_before() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender.session().await;
    session.visitor().visits("/", "").await.is("welcome");
    session.upload(papers::usual_pdf()).await.accepted();
    assert_eq!(session.upload_status().await.accepted()["upload_status"], "COMPLETED");
}

#[tokio::test]
async fn leaving_is_asked_told_once_and_can_be_taken_back() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender
        .session_with(json!({"redirect_url": "https://loans.test/back"}))
        .await;
    let visitor = session.visitor();
    let asked = visitor.visits("/journey/leave", "&from=pdf&bank=sbi").await.is("leave");
    assert!(asked.reads(&format!("href=\"/journey/pdf?session_id={}&bank=sbi\"", session.id)));
    let forged = visitor.visits("/journey/leave", "&from=//evil.test").await;
    assert!(!forged.reads("evil.test"));
    let form_id = asked.field("form_id");
    for _ in 0..2 {
        let left = visitor
            .sends("/journey/leave", "", &[("form_id", &form_id)])
            .await
            .is("left");
        let end = left.block()["end"].clone();
        assert_eq!(end["id"], "left-1");
        assert_eq!(
            (&end["status"], &end["return_url"]),
            (&json!("exit"), &json!("https://loans.test/back?success=false"))
        );
    }
    visitor.visits("/", "").await.is("welcome");
    hands_in(&session, "1", papers::usual_pdf()).await;
    let again = visitor.visits("/journey/leave", "&from=summary").await;
    assert!(again.reads("The statement you handed in is kept until"));
    let left = visitor
        .sends("/journey/leave", "", &[("form_id", &again.field("form_id"))])
        .await;
    assert_eq!(left.block()["end"]["id"], "left-2");
    assert!(
        visitor.visits("/", "").await.reads("/journey/summary?"),
        "he comes back to what is there"
    );
}

/// A session whose borrower sent a statement.
async fn sent(lender: &Lender, more: serde_json::Value) -> TestSession {
    let mut fields = json!({"redirect_url": "https://loans.test/back"});
    fields
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let session = lender.session_with(fields).await;
    hands_in(&session, "1", papers::usual_pdf()).await;
    let form = [("form_id", "finish")];
    session.visitor().sends("/journey/finish", "", &form).await.is("done");
    session
}

#[tokio::test]
async fn what_was_sent_stays_sent_whatever_comes_after() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let success = |session: &TestSession| format!("https://loans.test/back?success=true&session_id={}", session.id);

    // A lender who starts processing on the webhook is faster than the borrower's browser.
    let processed = sent(&lender, json!({})).await;
    processed.initiate_processing().await.accepted();
    let done = processed.visitor().visits("/journey/done", "").await.is("done");
    assert_eq!(
        (&done.block()["end"]["status"], &done.block()["end"]["return_url"]),
        (&json!("success"), &json!(success(&processed)))
    );
    let other = processed.visitor().visits("/", "").await.is("processed");
    assert!(other.reads(&success(&processed)) && !other.reads("success=false"));

    let expired = sent(&lender, json!({"session_expiry": 60})).await;
    lender.waits("61m").await;
    expired.visitor().visits("/journey/done", "").await.is("done");
    let other = expired.visitor().visits("/", "").await.is("expired");
    assert!(other.reads("What you sent before is with") && !other.reads("was not sent"));
    assert!(other.reads(&success(&expired)));

    let deleted = sent(&lender, json!({})).await;
    deleted.delete().await.accepted();
    deleted.visitor().visits("/journey/done", "").await.is("deleted");
}

#[tokio::test]
async fn a_borrower_who_comes_back_is_told_that_it_was_sent() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = sent(&lender, json!({"journey_mode": "multi_pdf"})).await;
    let visitor = session.visitor();
    for (path, screen) in [("/", "welcome"), ("/journey/summary", "summary")] {
        let seen = visitor.visits(path, "").await.is(screen);
        assert!(seen.reads("Sent to loans.test") && !seen.has("leave"), "{path}");
    }
    // There is nothing to leave any more, in no tab that is still open.
    visitor.visits("/journey/leave", "").await.is("done");
    let left = visitor.sends("/journey/leave", "", &[("form_id", "old")]).await;
    assert_eq!(left.is("done").block()["end"]["status"], "success");
    assert_eq!(session.statement_count().await, 1);

    // What is added since is not sent yet.
    let more = papers::statement("sbi", "2025-10-01", "2025-11-30").pdf();
    hands_in(&session, "2", &more).await;
    let seen = visitor.visits("/journey/summary", "").await.is("summary");
    assert!(!seen.reads("Sent to loans.test") && seen.has("leave"));
    visitor.visits("/journey/leave", "").await.is("leave");
    visitor
        .sends("/journey/finish", "", &[("form_id", "more")])
        .await
        .is("done");
    assert!(visitor.visits("/journey/summary", "").await.reads("Sent to loans.test"));
}
