//! Every answer against its schema, for sessions of every sort, and against the contract's examples.

use serde_json::{Value, json};

use super::contract::{assert_same, checked, example};
use super::samples::*;
use crate::domain::endpoint::Endpoint;
use crate::domain::refusal::Refusal;
use crate::domain::session::Session;
use crate::domain::session_request::{ApiVersion, Mode};
use crate::domain::settings::{RedirectForm, Settings};
use crate::domain::webhook::{Delivery, DeliveryState, Event};
use crate::wire::acknowledgement::{Acknowledgement, SessionAcknowledgement};
use crate::wire::catalogue::Catalogue;
use crate::wire::error::{ErrorEnvelope, UploadError};
use crate::wire::get_pdfs::GetPdfs;
use crate::wire::progress::Progress;
use crate::wire::refusals::wording;
use crate::wire::session_create::SessionCreated;
use crate::wire::session_status::SessionStatus;
use crate::wire::session_upload_status::SessionUploadStatus;
use crate::wire::upload::{Extras, Uploaded};
use crate::wire::webhook::WebhookBody;
use crate::wire::webhook_payloads::WebhookPayloads;

const BASE: &str = "http://localhost:8080";

/// The contract's example, speaking of our session.
fn example_of(session: &Session, name: &str, more: &[(&str, &str)]) -> Value {
    let names = our_names(session);
    let text = example(name, &[]).to_string();
    let mut replacements: Vec<(&str, &str)> = names
        .iter()
        .map(|(theirs, ours)| (*theirs, ours.as_str()))
        .filter(|(theirs, _)| text.contains(theirs))
        .collect();
    replacements.extend(more);
    example(name, &replacements)
}

fn status(session: &Session) -> Value {
    let answer = SessionStatus::of(session, processing(session), &ids(), at(ENDED));
    checked("session_status", &answer)
}

fn progress(session: &Session, time: &str) -> Value {
    checked("progress", &Progress::of(session, processing(session), at(time)))
}

fn upload_status(session: &Session, time: &str) -> Value {
    let answer = SessionUploadStatus::of(session, &ids(), &Settings::default(), at(time));
    checked("session_upload_status", &answer)
}

fn pdfs(session: &Session) -> Value {
    let answer = GetPdfs::of(session, processing(session), &ids(), &Settings::default(), |_| {
        format!("{BASE}/files/s1.pdf")
    });
    checked("get_pdfs", &answer)
}

fn webhook(event: Event, session: &Session, time: &str) -> Value {
    let schema = match event {
        Event::Enrichment => "webhook_enrichment",
        Event::UploadCompletion | Event::Expiry => "webhook_upload_completion",
    };
    let body = WebhookBody::of(event, session, &ids(), &Settings::default(), at(time));
    checked(schema, &body)
}

fn upload(session: &Session, extras: Extras) -> Value {
    let statement = session.statements.last().unwrap();
    let answer = Uploaded::of(statement, session, &ids(), &Settings::default(), extras, at("09:15:00"));
    checked("upload", &answer)
}

const EVERYTHING: Extras = Extras {
    with_identity: true,
    with_progress: true,
};

#[test]
fn every_answer_about_every_session_follows_its_schema() {
    for session in sessions() {
        upload_status(&session, "09:15:00");
        upload_status(&session, "23:00:00");
        webhook(Event::UploadCompletion, &session, "09:15:00");
        webhook(Event::Expiry, &session, "10:14:20");
        if session
            .statements
            .last()
            .is_some_and(|statement| statement.is_accepted())
        {
            upload(&session, Extras::default());
            upload(&session, EVERYTHING);
        }
        for settings in [Settings::default(), strict(), paced("hold"), paced("polls:2")] {
            let initiated = initiated(&session, &settings);
            upload_status(&initiated, ENDED);
            for time in [INITIATED, "09:15:40", "09:15:41", ENDED] {
                progress(&initiated, time);
            }
            let ended = initiated.released(at(ENDED)).unwrap();
            for answer in [status(&ended), progress(&ended, ENDED)] {
                assert!(!answer.to_string().contains("\"processing\""), "{answer}");
            }
            pdfs(&ended);
            webhook(Event::Enrichment, &ended, ENDED);
        }
    }
}

#[test]
fn the_examples_of_session_status_come_out_of_a_session_like_theirs() {
    let theirs = [("09:14:50\"", "09:14:49\"")];
    let session = initiated(&of_examples(), &Settings::default());
    assert_same(&status(&session), &example_of(&session, "session_status", &theirs));

    let late = uploaded([kotak("2025-04-04", "2025-05-31"), kotak("2025-06-01", "2025-06-30")]);
    let session = initiated(&late, &strict());
    assert_same(
        &status(&session),
        &example_of(&session, "session_status.failed", &theirs),
    );
}

#[test]
fn the_examples_of_progress_come_out_of_a_session_like_theirs() {
    let session = initiated(&of_examples(), &Settings::default());
    assert_same(&progress(&session, ENDED), &example_of(&session, "progress", &[]));

    // In the example one statement is ahead of the other; here all are as far as the session.
    let held = initiated(&of_examples(), &paced("hold"));
    let theirs = example_of(&held, "progress.processing", &[]);
    let ours = progress(&held, ENDED);
    assert_eq!(ours["session_progress"], theirs["session_progress"]);
    assert_same(&ours["progress"][1], &theirs["progress"][1]);
}

#[test]
fn the_examples_of_the_upload_come_out_of_a_session_like_theirs() {
    let session = uploaded([kotak("2025-04-01", "2025-05-31")]);
    assert_same(
        &upload(&session, Extras::default()),
        &example_of(&session, "upload", &[]),
    );
    let theirs = [("_limit\": 0", "_limit\": 0.0")];
    let with_identity = Extras {
        with_progress: false,
        ..EVERYTHING
    };
    let ours = upload(&session, with_identity);
    let mut expected = example_of(&session, "upload.identity", &theirs);
    // Our statement has its first row on the tenth.
    expected["extracted_date_range"] = json!({"from_date": "2025-04-10", "to_date": "2025-05-30"});
    assert_same(&ours, &expected);
    assert_eq!(keys(&ours).len(), 20);
    assert_eq!(keys(&upload(&session, EVERYTHING)).last(), Some(&"progress"));
}

#[test]
fn the_examples_of_the_upload_status_and_its_webhooks_come_out_of_a_session_like_theirs() {
    let session = uploaded([kotak("2025-04-01", "2025-05-31")]);
    let theirs = [("09:14:50\"", "09:14:49\""), ("09:14:59\"", "09:14:49\"")];
    // The example leaves empty what the statement says; an empty text in a sample is a placeholder (conflicts C14).
    let mut expected = example_of(&session, "session_upload_status", &theirs);
    expected["accounts"][0]["name"] = json!("TEST HOLDER ONE");
    expected["accounts"][0]["account_type"] = json!("SAVINGS");
    assert_same(&upload_status(&session, "09:15:00"), &expected);

    let expired = webhook(Event::Expiry, &session, "10:14:20");
    assert_same(
        &expired,
        &example_of(&session, "webhook_upload_completion.expired", &theirs),
    );

    let complete = webhook(Event::UploadCompletion, &of_examples(), "09:15:00");
    assert_eq!(complete["message"], "Upload Completed");
    assert_eq!(complete["accounts"][0]["account_status"], "COMPLETED");
    assert_eq!(complete["accounts"][0]["missing_data"], json!([]));
    let expected = example_of(&of_examples(), "webhook_upload_completion", &[]);
    assert_eq!(keys(&complete), keys(&expected));
}

#[test]
fn the_example_of_the_enrichment_webhook_comes_out_of_a_session_like_its() {
    let failed = uploaded([changed(whole(), |file| {
        let rows = &mut file.ledger.transactions;
        rows.truncate(2);
    })]);
    let session = initiated(&failed, &Settings::default());
    let months = [("Feb 2025, Mar 2025", "May 2025, Jun 2025")];
    let expected = example_of(&session, "webhook_enrichment.failed", &months);
    assert_same(&webhook(Event::Enrichment, &session, ENDED), &expected);
}

#[test]
fn the_example_of_get_pdfs_comes_out_of_a_session_like_its() {
    let forged = changed(kotak("2025-06-01", "2025-06-30"), |file| {
        file.document.findings = vec![crate::domain::statement::MetadataFinding::EditorInMetadata {
            editor: "Editor".to_owned(),
        }];
    });
    let session = initiated(
        &uploaded([kotak("2025-04-01", "2025-05-31"), forged]),
        &Settings::default(),
    );
    let second = session.statements[1].id;
    let answer = GetPdfs::of(
        &session,
        processing(&session),
        &ids(),
        &Settings::default(),
        |statement| {
            if statement.id == second {
                String::new()
            } else {
                format!("{BASE}/files/s1.pdf")
            }
        },
    );
    // No password is an empty text, as the seed has it: conflicts C29.
    let expected = example_of(&session, "get_pdfs", &[("null", "\"\"")]);
    assert_same(&checked("get_pdfs", &answer), &expected);
}

#[test]
fn a_created_session_names_its_page_in_each_of_the_forms() {
    let created = |version, redirect_form| {
        let settings = Settings {
            redirect_form,
            ..Settings::default()
        };
        let answer = SessionCreated::of(&session(version), &ids(), &settings, "http://localhost:8080/");
        checked("session_create", &answer)
    };
    let first = session(ApiVersion::V1);
    let expected = |name, more: &[(&str, &str)]| example_of(&first, name, more);
    assert_same(
        &created(ApiVersion::V1, RedirectForm::Query),
        &expected("session_create", &[]),
    );
    assert_same(
        &created(ApiVersion::V1, RedirectForm::Path),
        &expected("session_create.seed_form", &[]),
    );
    let token = ids().journey_token(first.id);
    let token = [("demo-token", token.as_str())];
    assert_same(
        &created(ApiVersion::V2, RedirectForm::Query),
        &expected("session_create.v2", &token),
    );
}

#[test]
fn short_answers_are_those_of_the_contract() {
    let session = of_examples();
    let ours = checked("initiate_processing", &SessionAcknowledgement::of(session.id));
    assert_same(&ours, &example_of(&session, "initiate_processing", &[]));
    let ours = checked("update_webhook", &Acknowledgement::success());
    assert_same(&ours, &example("update_webhook", &[]));
}

#[test]
fn a_refusal_is_told_in_the_envelope_of_its_call() {
    let told = wording(Endpoint::SessionStatus, &Refusal::ProcessingNotCompleted);
    let ours = checked("error_envelope", &ErrorEnvelope::from(told));
    assert_same(&ours, &example("error_envelope", &[]));

    let unknown = Refusal::SessionUnknown {
        belongs_to_another_key: false,
    };
    let ours = UploadError::new(wording(Endpoint::UploadStatement, &unknown), None, None);
    assert_same(&checked("upload_error", &ours), &example("upload_error", &[]));

    let session = of_examples();
    let told = wording(Endpoint::UploadStatement, &Refusal::SessionExpired);
    let ours = checked(
        "upload_error",
        &UploadError::new(told, Some(session.id), Some(session.statements[0].id)),
    );
    assert_eq!(keys(&ours), ["entity_id", "session_id", "statement_id", "error"]);
    assert_eq!(ours["statement_id"], session.statements[0].id.to_string());
}

#[test]
fn the_catalogue_lists_every_bank_with_what_it_offers() {
    let ours = checked("catalogue", &Catalogue::of(&Settings::default(), BASE));
    assert_eq!(ours["count"], 346);
    let banks = ours["banks"].as_array().unwrap();
    assert_eq!(banks.len(), 346);
    for theirs in example("catalogue", &[])["banks"].as_array().unwrap() {
        let same_name = banks.iter().find(|bank| bank["name"] == theirs["name"]);
        assert_same(same_name.unwrap(), theirs);
    }

    let mut settings = Settings::default();
    settings.bank_modes.insert(bank("andhra"), [Mode::Aa].into());
    let ours = checked("catalogue", &Catalogue::of(&settings, BASE));
    let banks = ours["banks"].as_array().unwrap();
    let andhra = banks.iter().find(|bank| bank["name"] == "ANDHRA").unwrap();
    assert_eq!(
        (&andhra["is_pdf_upload_available"], &andhra["is_aa_available"]),
        (&json!(false), &json!(true))
    );
}

#[test]
fn each_account_error_is_the_same_in_status_and_webhook() {
    for (code, session, settings) in failed_accounts() {
        let session = initiated(&session, &settings);
        let (status, webhook) = (status(&session), webhook(Event::Enrichment, &session, ENDED));
        for answer in [&status, &webhook] {
            assert_eq!(answer["accounts"][0]["account_status"], "failed", "{code}");
            assert_eq!(answer["accounts"][0]["error_code"], code);
            assert_eq!(answer["insights_available"], false);
        }
        let message = |answer: &Value| answer["accounts"][0]["error_message"].clone();
        assert_eq!(message(&status), message(&webhook));
    }
}

#[test]
fn a_failed_statement_shows_its_error_and_leaves_its_account_alone() {
    let session = refused(
        &of_examples(),
        None,
        crate::domain::statement::Problem::PasswordIncorrect,
    );
    let status = status(&initiated(&session, &Settings::default()));
    let account = &status["accounts"][0];
    assert_eq!(
        (account["account_status"].as_str(), &account["error_code"]),
        (Some("completed"), &Value::Null)
    );
    let statement = &account["statements"][2];
    assert_eq!(statement["statement_status"], "failed");
    assert_eq!(statement["error_code"], "PASSWORD_INCORRECT");
    assert_eq!(
        statement["statement_date_range"],
        json!({"from_date": null, "to_date": null})
    );
}

#[test]
fn what_only_processing_finds_shows_when_it_has_ended() {
    let session = initiated(
        &uploaded([changed(whole(), |file| file.document.pages = 501)]),
        &Settings::default(),
    );
    let code = |time| upload_status(&session, time)["accounts"][0]["statements"][0]["error_code"].clone();
    assert_eq!(
        (code("09:15:41"), code(ENDED)),
        (Value::Null, json!("STATEMENT_TOO_MANY_PAGES"))
    );
}

#[test]
fn payloads_come_newest_first_and_only_those_that_are_sent() {
    let mut session = of_examples();
    let delivery = |ordinal, body: &str, state| Delivery {
        id: ids().delivery(session.id, ordinal),
        event: Event::Enrichment,
        created_at: at("09:15:42") + chrono::TimeDelta::seconds(ordinal as i64),
        body: body.to_owned(),
        target: None,
        state,
        attempts: Vec::new(),
        plan: Vec::new(),
        injected_by: None,
    };
    let waiting = || DeliveryState::Waiting {
        next_attempt_at: at(ENDED),
    };
    let unsent = DeliveryState::NotSent {
        reason: "test".to_owned(),
    };
    let deliveries = [
        delivery(0, r#"{"event_name": "A"}"#, waiting()),
        delivery(1, r#"{"event_name": "B"}"#, unsent),
        delivery(2, r#"{"event_name": "C"}"#, waiting()),
    ];
    session.deliveries = deliveries.map(std::sync::Arc::new).to_vec();
    assert_eq!(
        serde_json::to_value(WebhookPayloads::of(&session)).unwrap(),
        json!({"payloads": [
            {"event_name": "C", "date_time": "2025-07-01 09:15:44"},
            {"event_name": "A", "date_time": "2025-07-01 09:15:42"},
        ]})
    );
}
