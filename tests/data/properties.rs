//! Whatever was done to a world: exported and imported elsewhere, it answers every question with the same bytes, and goes on the same way.

use bankconnect_emulator::commands::serve::Start;
use proptest::prelude::*;
use serde_json::json;

use crate::server::{STATEMENTS, Server, without_durations};

/// Something a lender, a borrower or a tester does.
#[derive(Clone, Debug)]
enum Deed {
    Create(u8),
    Upload {
        session: usize,
        statement: usize,
        with_password: bool,
    },
    Initiate(usize),
    Release(usize),
    Delete(usize),
    /// Another whole attempt: over the aggregator or net banking, with what is special about it.
    HandIn {
        session: usize,
        via: &'static str,
        twist: &'static str,
    },
    /// The first steps of a way over the hosted page, whether or not it is their turn.
    Steps {
        session: usize,
        way: usize,
        count: usize,
    },
    /// A session whose borrower lets his data be asked for again.
    Consent,
    /// Data again, under one of the recurring consents.
    Pull(usize),
    Revoke(usize),
    Rules(usize),
    Advance(&'static str),
    Pace(&'static str),
    Webhook(bool),
}

/// Ways of a borrower, in steps.
const WAYS: [&[(&str, &str)]; 3] = [
    &[
        ("aa/otp-request", r#"{"mobile_number": "9000000012", "bank": "hdfc"}"#),
        ("aa/otp", r#"{"otp": "000000"}"#),
        ("aa/otp", r#"{"otp": "123456"}"#),
        ("aa/consent", r#"{"decision": "approve"}"#),
    ],
    &[
        (
            "nb/login",
            r#"{"bank": "sbi", "user": "user_captcha", "password": "pass_good"}"#,
        ),
        ("nb/captcha", r#"{"captcha": "wrong"}"#),
    ],
    &[
        (
            "nb/login",
            r#"{"bank": "sbi", "user": "user_good", "password": "pass_wrong"}"#,
        ),
        (
            "nb/login",
            r#"{"bank": "sbi", "user": "user_good", "password": "pass_good"}"#,
        ),
        ("nb/otp", r#"{"otp": "123456"}"#),
        ("nb/accounts", "{}"),
    ],
];

/// Sets of rules; each counts the calls it is about.
const RULES: [&str; 3] = [
    r#"[{"name": "every other look", "when": {"endpoint": "progress", "call": [2, 4, 6, 8, 10]}, "then": {"refuse": "SESSION_NOT_FOUND"}}]"#,
    r#"[{"name": "third upload", "when": {"endpoint": "upload_statement", "call": 3}, "then": {"fault": {"status": 503}}},
        {"when": {"link_id": "cust-1"}, "then": {"webhook": [{"delay": "5m"}, "drop", "duplicate"]}}]"#,
    r#"[{"when": {"session": "2.."}, "then": {"account": "BALANCE_MISMATCH", "pace": "30s"}},
        {"when": {"bank": "sbi", "call": [1, 3]}, "then": {"pdf": "New Template"}}]"#,
];

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        2 => (0u8..3).prop_map(Deed::Create),
        1 => Just(Deed::Consent),
        3 => (0usize..4, prop_oneof![Just("aa"), Just("net_banking")], prop_oneof![3 => Just("none"), 1 => Just("quiet"), 1 => Just("bank_down")])
            .prop_map(|(session, via, twist)| Deed::HandIn { session, via, twist }),
        3 => (0usize..4, 0..WAYS.len(), 1usize..5).prop_map(|(session, way, count)| Deed::Steps { session, way, count }),
        2 => (0usize..4).prop_map(Deed::Pull),
        1 => (0usize..4).prop_map(Deed::Revoke),
        1 => (0..RULES.len()).prop_map(Deed::Rules),
        4 => (0usize..4, 0..STATEMENTS.len(), any::<bool>())
            .prop_map(|(session, statement, with_password)| Deed::Upload { session, statement, with_password }),
        3 => (0usize..4).prop_map(Deed::Initiate),
        1 => (0usize..4).prop_map(Deed::Release),
        1 => (0usize..4).prop_map(Deed::Delete),
        2 => prop_oneof![Just("1s"), Just("5s"), Just("40m"), Just("2d")].prop_map(Deed::Advance),
        1 => prop_oneof![Just("instant"), Just("hold"), Just("polls:9"), Just("1h")].prop_map(Deed::Pace),
        1 => any::<bool>().prop_map(Deed::Webhook),
    ]
}

/// A session whose borrower gave a recurring consent, processed as far as pace and rules let it.
async fn consenting(server: &Server) -> String {
    let recurring = json!({
        "bank_name": "hdfc", "mode": "aa", "aa_journey_mode": "once_with_recurring",
        "aa_recurring_tenure_month_count": 12, "aa_recurring_frequency_unit": "month", "aa_recurring_frequency_value": 2,
    });
    let session = server.create_with("consenting", recurring).await;
    server.step(&session, "intake", json!({"via": "aa"})).await;
    server.of_session("POST", &session, "initiate_processing").await;
    server.advance("5s").await;
    session
}

/// One of the recurring consents that were given.
async fn consent(server: &Server, index: usize) -> Option<String> {
    let (_, known) = server.send("GET", "/_emulator/consents", json!({})).await;
    let recurring: Vec<&str> = known["consents"]
        .as_array()?
        .iter()
        .filter(|consent| consent["fetch"] == "recurring")
        .filter_map(|consent| consent["id"].as_str())
        .collect();
    let consent = recurring.get(index % recurring.len().max(1))?;
    Some((*consent).to_owned())
}

/// Does it; what is refused is refused.
async fn act(server: &Server, sessions: &mut Vec<String>, deed: &Deed) {
    let of = |index: &usize| sessions[index % sessions.len()].clone();
    match deed {
        Deed::Create(link) => {
            let created = server.create(&format!("cust-{link}")).await;
            sessions.push(created);
        }
        Deed::Upload {
            session,
            statement,
            with_password,
        } => {
            server.upload(&of(session), *statement, *with_password).await;
        }
        Deed::Initiate(session) => drop(server.of_session("POST", &of(session), "initiate_processing").await),
        Deed::Release(session) => {
            drop(
                server
                    .post(&format!("/_emulator/sessions/{}/release", of(session)), json!({}))
                    .await,
            );
        }
        Deed::Delete(session) => drop(server.of_session("DELETE", &of(session), "delete").await),
        Deed::HandIn { session, via, twist } => {
            server
                .step(
                    &of(session),
                    "intake",
                    json!({"via": via, "bank": "hdfc", "twist": twist}),
                )
                .await;
        }
        Deed::Steps { session, way, count } => {
            for (step, body) in WAYS[*way].iter().take(*count) {
                let body = serde_json::from_str(body).unwrap();
                server.step(&of(session), &format!("journey/{step}"), body).await;
            }
        }
        Deed::Consent => sessions.push(consenting(server).await),
        Deed::Pull(index) => {
            if let Some(consent) = consent(server, *index).await {
                server.pull(&consent, "01/11/2025", "30/11/2025").await;
            }
            *sessions = server.session_ids().await;
        }
        Deed::Revoke(index) => {
            if let Some(consent) = consent(server, *index).await {
                server
                    .post(&format!("/_emulator/consents/{consent}/revoke"), json!({}))
                    .await;
            }
        }
        Deed::Rules(index) => {
            let rules: serde_json::Value = serde_json::from_str(RULES[*index]).unwrap();
            let (status, told) = server.send("PUT", "/_emulator/rules", json!({"rules": rules})).await;
            assert_eq!(status, 200, "{told}");
        }
        Deed::Advance(by) => server.advance(by).await,
        Deed::Pace(pace) => drop(server.send("PATCH", "/_emulator/settings", json!({"pace": pace})).await),
        Deed::Webhook(is_secret) => {
            // Nobody listens on port 1: attempts fail at once, and are tried again.
            let secret = is_secret.then_some("s3cret");
            let target = json!({"webhook_url": "http://127.0.0.1:1/hook", "webhook_mode": 3, "secret_key": secret});
            drop(
                server
                    .post("/bank-connect/v1/session_data/update_webhook/", target)
                    .await,
            );
        }
    }
}

async fn exported_and_imported(deeds: Vec<Deed>, later: Vec<Deed>) {
    let here = Server::standing().await;
    let events = json!({"webhook_events": ["enrichment", "upload_completion", "expiry"]});
    here.send("PATCH", "/_emulator/settings", events).await;
    let mut sessions = vec![here.create("cust-0").await];
    for deed in &deeds {
        act(&here, &mut sessions, deed).await;
    }
    // Answers when the world is quiet: what is on its way would arrive at another moment there.
    here.advance("1s").await;
    let file = here.export().await;
    // Another seed, another clock, other settings: what a world has goes first.
    let there = Server::start(
        Start::default()
            .seed(99)
            .frozen_at("2027-05-05T05:05:05Z".parse().unwrap()),
    )
    .await;
    let (status, body) = there.import(&file).await;
    assert_eq!(
        (status, &body["worlds"][0]["sessions"]),
        (200, &json!(sessions.len())),
        "{body}"
    );
    let (expected, found) = (here.everything().await, there.everything().await);
    assert_eq!(expected.keys().collect::<Vec<_>>(), found.keys().collect::<Vec<_>>());
    for (path, answer) in &expected {
        assert!(
            found[path] == *answer,
            "{path}: {} {:?}",
            answer.0,
            String::from_utf8_lossy(&answer.1)
        );
    }
    // Ids go on where they were, what is due comes when it is due.
    let mut elsewhere = sessions.clone();
    for deed in later
        .iter()
        .chain(&[Deed::Create(0), Deed::Advance("2d"), Deed::Advance("2d")])
    {
        act(&here, &mut sessions, deed).await;
        act(&there, &mut elsewhere, deed).await;
    }
    assert_eq!(sessions, elsewhere);
    let (expected, found) = (here.everything().await, there.everything().await);
    let (expected, found) = (without_durations(expected), without_durations(found));
    for (path, answer) in &expected {
        assert!(
            found.get(path) == Some(answer),
            "later, {path}: {answer:?}\n{:?}",
            found.get(path)
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5, max_shrink_iters: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_imported_world_answers_and_goes_on_as_the_exported_one(
        deeds in prop::collection::vec(deed(), 4..14),
        later in prop::collection::vec(deed(), 0..5),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(exported_and_imported(deeds, later));
    }
}
