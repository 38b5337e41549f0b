//! Files, passwords, refusals in words, specimens.

use bankconnect_emulator::domain::specimen::Kind;
use serde_json::json;

use crate::support::calls::{BOUNDARY, Call, multipart};
use crate::support::papers;
use crate::support::server::TestServer;

const SBI: &str = "&bank=sbi";

#[tokio::test]
async fn a_file_is_handed_in_with_a_plain_form() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    let visitor = session.visitor();
    let empty = visitor.visits("/journey/pdf", SBI).await.is("pdf");
    assert_eq!(empty.events(), ["manual"]);
    assert!(empty.reads("data-continue data-testid=\"continue\" hidden"));
    let form_id = empty.field("form_id");
    let file = [
        ("form_id", form_id.as_bytes()),
        ("file", papers::usual_pdf().as_slice()),
    ];
    let taken = visitor.uploads(SBI, &file).await.is("pdf");
    assert!(taken.reads("data-state=\"accepted\"") && taken.reads("statement.pdf"));
    assert!(taken.reads("State Bank of India XXXXXXX7310, 1 Oct – 31 Dec 2025"));
    assert!(!taken.reads("data-continue data-testid=\"continue\" hidden") && taken.events().is_empty());

    // The same form once more is the same answer; a new one is a duplicate.
    visitor.uploads(SBI, &file).await.is("pdf");
    assert_eq!(session.statement_count().await, 1);
    let again = visitor.uploads(SBI, &[("form_id", b"other"), file[1]]).await;
    assert!(again.reads("data-code=\"STATEMENT_DUPLICATE\"") && again.reads("You have handed this one in already"));
    let status = session.upload_status().await.accepted();
    assert_eq!(status["accounts"][0]["statements"][0]["source"], "pdf");
}

#[tokio::test]
async fn the_script_is_told_the_same_in_json() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    let visitor = session.visitor();
    let file = [("form_id", &b"a"[..]), ("file", papers::usual_pdf().as_slice())];
    // A double click: both get the answer of the one upload.
    let (first, second) = tokio::join!(
        visitor.uploads_by_script(SBI, &file),
        visitor.uploads_by_script(SBI, &file)
    );
    assert_eq!(first.accepted(), second.accepted());
    let told = first.json();
    assert_eq!(
        (&told["files"][0]["state"], &told["can_continue"]),
        (&json!("accepted"), &json!(true))
    );
    assert_eq!(session.statement_count().await, 1);

    let locked = papers::statement("sbi", "2025-10-01", "2025-11-30")
        .locked("secret")
        .pdf();
    let told = visitor
        .uploads_by_script(SBI, &[("form_id", b"b"), ("file", &locked)])
        .await
        .accepted();
    let file = &told["files"][0];
    assert_eq!(
        (&file["state"], &file["code"]),
        (&json!("password"), &json!("PASSWORD_INCORRECT"))
    );
    assert_eq!(told["events"][0]["error_type"], "MU003");
    assert_eq!(told["events"][0]["reason"], "Password Incorrect");
    let id = file["statement_id"].as_str().unwrap();
    assert_eq!(told["events"][0]["id"], format!("s-{id}"));
    let wrong = [("form_id", &b"c"[..]), ("file", locked.as_slice()), ("password", b"no")];
    let told = visitor.uploads_by_script(SBI, &wrong).await.accepted();
    assert_eq!(told["files"][0]["title"], "That is not the password of this file");
    let right = [
        ("form_id", &b"d"[..]),
        ("file", locked.as_slice()),
        ("password", b"secret"),
    ];
    let told = visitor.uploads_by_script(SBI, &right).await.accepted();
    assert_eq!(told["files"][0]["state"], "accepted", "{told}");
    let seen = visitor.visits("/journey/pdf", SBI).await;
    assert_eq!(
        seen.count("data-testid=\"file\" data-state")
            .max(seen.count("class=\"file\" data-state")),
        2,
        "what went well replaces the tries"
    );
}

#[tokio::test]
async fn a_password_is_given_later_by_form() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    let visitor = session.visitor();
    let locked = papers::usual().locked("secret").pdf();
    let seen = visitor.uploads(SBI, &[("form_id", b"1"), ("file", &locked)]).await;
    assert_eq!(seen.events(), ["MU003"]);
    assert!(seen.reads("data-state=\"password\"") && seen.has("unlock"));
    let id = seen.field("statement_id");
    let url = format!("/journey/pdf/password?session_id={}&bank=sbi", session.id);
    for (password, state) in [("guess", "password"), ("secret", "accepted")] {
        let call = Call::post(&url).multipart(&[("statement_id", id.as_bytes()), ("password", password.as_bytes())]);
        let answer = server.call(call).await;
        let seen = visitor.opens(answer.header("location").unwrap()).await.is("pdf");
        assert!(
            seen.reads(&format!("class=\"file\" data-state=\"{state}\"")),
            "{password}"
        );
        assert_eq!(seen.count("class=\"file\" data-state"), 1);
    }
}

#[tokio::test]
async fn every_refusal_is_said_in_plain_words_and_told_with_the_vendors_type() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let rows: [(Vec<u8>, &str, &str, Option<&str>); 7] = [
        (papers::of_kind(Kind::Scanned), "sbi", "PDF_IS_IMAGE", Some("MU006")),
        (
            papers::of_kind(Kind::Letter),
            "sbi",
            "STATEMENT_UNSUPPORTED_FORMAT",
            Some("MU020"),
        ),
        (papers::usual_pdf().clone(), "hdfc", "BANK_NAME_MISMATCH", Some("MU004")),
        (
            papers::statement("sbi", "2025-01-01", "2025-02-28").pdf(),
            "sbi",
            "OUT_OF_DATE_RANGE",
            Some("MU021"),
        ),
        (b"no pdf".to_vec(), "sbi", "INVALID_FILE_OBJECT", None),
        (Vec::new(), "sbi", "EMPTY_FILE", None),
        (
            papers::usual().locked("x").pdf(),
            "sbi",
            "PASSWORD_INCORRECT",
            Some("MU003"),
        ),
    ];
    for (file, bank, code, error_type) in rows {
        let visitor = lender.session().await.visitor();
        let bank = format!("&bank={bank}");
        let told = visitor
            .uploads_by_script(&bank, &[("form_id", b"1"), ("file", &file)])
            .await
            .accepted();
        let shown = &told["files"][0];
        assert_eq!(shown["code"], code, "{told}");
        for field in ["title", "message", "next_step"] {
            let text = shown[field].as_str().unwrap();
            assert!(
                !text.is_empty() && !text.contains('{') && !text.contains('_'),
                "{code}: {text}"
            );
        }
        assert_eq!(told["events"][0]["error_type"].as_str(), error_type, "{code}");
        let seen = visitor
            .uploads(&bank, &[("form_id", b"2"), ("file", &file)])
            .await
            .is("pdf");
        let is_said = seen.said() == code || seen.reads(&format!("data-code=\"{code}\""));
        assert!(is_said, "{code}: {}", seen.url);
        assert_eq!(seen.events().first().map(String::as_str), error_type, "{code}");
        // What the address says is looked up, never repeated.
        let forged = visitor
            .visits("/journey/pdf", &format!("{bank}&said=%3Cb%3Ehello"))
            .await;
        assert!(forged.said().is_empty() && !forged.reads("hello"));
    }
    let visitor = lender.session().await.visitor();
    let none = visitor.uploads(SBI, &[("form_id", b"1")]).await.is("pdf");
    assert_eq!(none.said(), "MISSING_FILE_OBJECT");
    lender.has_settings(json!({"is_trial_over": true})).await;
    let file = [("form_id", &b"t"[..]), ("file", papers::usual_pdf().as_slice())];
    let trial = visitor.uploads(SBI, &file).await.is("pdf");
    assert_eq!(
        (trial.said().as_str(), trial.events()),
        ("TRIAL_PERIOD_EXPIRED", vec!["MU002".to_owned()])
    );
}

#[tokio::test]
async fn a_file_that_is_too_large_is_refused_by_its_size() {
    let server = TestServer::started(|mut start| {
        start.emulator.upload_bytes_max = 20_000;
        start
    })
    .await;
    let visitor = server.lender("lender").session().await.visitor();
    let file = vec![b'x'; 30_000];
    let told = visitor
        .uploads_by_script(SBI, &[("form_id", b"1"), ("file", &file)])
        .await
        .accepted();
    assert_eq!(told["files"][0]["code"], "EMULATOR_BODY_TOO_LARGE");
    assert!(
        told["files"][0]["message"].as_str().unwrap().contains("19 kB"),
        "{told}"
    );
}

#[tokio::test]
async fn a_specimen_of_a_persona_fits_the_session() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    let visitor = session.visitor();
    let page = visitor.visits("/journey/pdf", "&bank=hdfc").await.is("pdf");
    assert!(page.has("specimen-salaried-asha") && page.reads("Pictures") || page.reads("scanned"));
    let form_id = page.fields("form_id")[1].clone();
    let fields = [
        ("form_id", form_id.as_str()),
        ("persona", "salaried-asha"),
        ("kind", "plain"),
    ];
    let (one, two) = tokio::join!(
        visitor.sends("/journey/specimen", "&bank=hdfc", &fields),
        visitor.sends("/journey/specimen", "&bank=hdfc", &fields)
    );
    assert_eq!(one.url, two.url, "a double click");
    assert!(one.is("pdf").reads("salaried-asha-hdfc-plain.pdf"));
    assert_eq!(session.statement_count().await, 1);
    let scanned = [("form_id", "x"), ("persona", "salaried-asha"), ("kind", "scanned")];
    let seen = visitor.sends("/journey/specimen", "&bank=hdfc", &scanned).await;
    assert!(seen.reads("This is a picture of a statement"));
    let nobody = [("form_id", "y"), ("persona", "nobody"), ("kind", "plain")];
    visitor
        .sends("/journey/specimen", "&bank=hdfc", &nobody)
        .await
        .is("pdf");
    let outcome = session.outcome().await;
    assert_eq!(outcome["accounts"][0]["account_status"], "completed", "{outcome}");
}

#[tokio::test]
async fn a_rule_ends_the_way_with_the_error_it_names() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let rules = json!({"rules": [{"when": {"bank": "sbi"}, "then": {"journey": "MU020"}}]});
    lender.control("PUT", "/rules", rules).await.accepted();
    let session = lender.session().await;
    let visitor = session.visitor();
    let file = [("form_id", &b"1"[..]), ("file", papers::usual_pdf().as_slice())];
    let ended = visitor.uploads(SBI, &file).await.is("pdf-ended");
    assert_eq!(
        (ended.ended().as_str(), ended.events()),
        ("MU020", vec!["MU020".to_owned()])
    );
    assert!(ended.has("option-again") && ended.has("option-bank"));
    let by_script = visitor
        .uploads_by_script(SBI, &[("form_id", b"2"), file[1]])
        .await
        .json();
    let seen = visitor.opens(by_script["location"].as_str().unwrap()).await;
    assert_eq!(seen.ended(), "MU020");
    assert_eq!(session.statement_count().await, 0);
    let other = papers::statement("hdfc", "2025-10-01", "2025-12-31").pdf();
    let seen = visitor
        .uploads("&bank=hdfc", &[("form_id", b"3"), ("file", &other)])
        .await;
    assert!(seen.reads("data-state=\"accepted\""), "another bank is another story");
}

#[tokio::test]
async fn a_demo_can_show_the_password_prompt() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    let visitor = session.visitor();
    let page = visitor.visits("/journey/pdf", SBI).await;
    assert!(page.has("specimen-locked") && page.reads("open-sesame"));
    let fields = [
        ("form_id", "1"),
        ("persona", "salaried-asha"),
        ("kind", "plain"),
        ("locked", "yes"),
    ];
    let page = visitor.sends("/journey/specimen", SBI, &fields).await.is("pdf");
    assert!(page.reads("data-state=\"password\"") && page.reads("salaried-asha-sbi-plain-locked.pdf"));
}

#[tokio::test]
async fn names_that_turn_the_text_are_shown_straight() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    let visitor = session.visitor();
    let fields = [("form_id", &b"1"[..]), ("file", papers::usual_pdf().as_slice())];
    let body = multipart(&fields);
    let name = b"statement.pdf";
    let at = body.windows(name.len()).position(|window| window == name).unwrap();
    let body = [&body[..at], "a\u{202e}fdp.exe".as_bytes(), &body[at + name.len()..]].concat();
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let named = Call::post(format!("/journey/pdf?{}{SBI}", visitor.query)).body(&kind, body);
    server.call(named).await;
    let page = visitor.visits("/journey/pdf", SBI).await;
    assert!(page.reads("afdp.exe"));
}
