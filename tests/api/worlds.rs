//! A thousand lenders test at the same time in one process.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::support::lender::Lender;
use super::support::listener::Listener;
use super::support::papers;
use super::support::server::TestServer;

const WORLDS: usize = 1_000;

/// Lenders that have a call under way at the same time.
const AT_ONCE: usize = 64;

/// What one lender saw of its world.
#[derive(Debug, PartialEq)]
struct Seen {
    session_id: String,
    now: Value,
    outcome: Value,
    listed: Vec<String>,
    transactions: Value,
}

/// The key of a world; what happens in it follows from its number.
fn key(number: usize) -> String {
    format!("lender-{number}")
}

/// The error every account of the world ends with: by a rule, by a setting, or none.
fn expected_error(number: usize) -> Option<&'static str> {
    match number % 3 {
        0 => None,
        1 => Some("BALANCE_MISMATCH"),
        _ => Some("STATEMENT_TOO_MANY_PAGES"),
    }
}

/// The same calls in every world, with the same `link_id`; a clock, a rule or a setting of its own.
async fn lives(lender: Lender, number: usize, hook: String) -> Seen {
    lender.waits(&format!("{}s", number + 1)).await;
    lender.webhooks_go_to(&format!("{hook}/{number}")).await;
    match number % 3 {
        0 => {}
        1 => {
            let rules = json!([{"then": {"account": "BALANCE_MISMATCH"}}]);
            lender
                .control("PUT", "/rules", json!({"rules": rules}))
                .await
                .accepted();
        }
        _ => lender.has_settings(json!({"page_limit": 1})).await,
    }
    let session = lender.session_with(json!({"link_id": "cust-1"})).await;
    session.upload(papers::usual_pdf()).await.accepted();
    let outcome = session.outcome().await;
    let sessions = lender.control("GET", "/sessions", json!({})).await.accepted();
    let listed = sessions["sessions"].as_array().unwrap().iter();
    Seen {
        now: lender.control("GET", "/clock", json!({})).await.accepted()["now"].clone(),
        transactions: session.calls("GET", "transactions/").await.json(),
        listed: listed
            .map(|session| session["id"].as_str().unwrap().to_owned())
            .collect(),
        session_id: session.id,
        outcome,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_worlds_in_one_process_do_not_see_each_other() {
    let server = TestServer::start().await;
    let mut receiver = Listener::receiver().await;
    let (places, mut lenders) = (Arc::new(Semaphore::new(AT_ONCE)), JoinSet::new());
    for number in 0..WORLDS {
        let (lender, hook, places) = (server.lender(&key(number)), receiver.url(), Arc::clone(&places));
        lenders.spawn(async move {
            let _place = places.acquire().await.unwrap();
            (number, lives(lender, number, hook).await)
        });
    }
    let mut seen = lenders.join_all().await;
    seen.sort_by_key(|(number, _)| *number);

    let ids: HashSet<&str> = seen.iter().map(|(_, seen)| seen.session_id.as_str()).collect();
    assert_eq!(ids.len(), WORLDS, "the same link_id in each world, and no id twice");
    for (number, seen) in &seen {
        assert_eq!(seen.listed, [seen.session_id.as_str()], "{number}");
        let account = &seen.outcome["accounts"][0];
        let statement = &account["statements"][0];
        let errors = [&statement["error_code"], &account["error_code"]].map(Value::as_str);
        let error = errors.into_iter().flatten().find(|code| !code.is_empty());
        assert_eq!(error, expected_error(*number), "{number}: {:#}", seen.outcome);
    }
    let nows: HashSet<String> = seen.iter().map(|(_, seen)| seen.now.to_string()).collect();
    assert_eq!(nows.len(), WORLDS, "each clock is where its own world put it");

    // Each told its own receiver, of its own session, once.
    let mut told: Vec<(String, String)> = receiver
        .calls()
        .into_iter()
        .map(|(path, body)| (path, body["session_id"].as_str().unwrap().to_owned()))
        .collect();
    told.sort();
    let mut due: Vec<(String, String)> = seen
        .iter()
        .map(|(number, seen)| (format!("/hook/{number}"), seen.session_id.clone()))
        .collect();
    due.sort();
    assert_eq!(told, due);

    // A world ends, another starts over; the ones between stand as they stood.
    for number in (0..WORLDS).step_by(2) {
        let lender = server.lender(&key(number));
        let answer = match number % 4 {
            0 => {
                lender
                    .control("DELETE", &format!("/worlds/{}", lender.key), json!({}))
                    .await
            }
            _ => lender.control("POST", "/reset", json!({})).await,
        };
        assert_eq!(answer.status, 204);
    }
    for (number, seen) in seen.iter().filter(|(number, _)| number % 2 == 1) {
        let session = server.lender(&key(*number)).open(&seen.session_id);
        assert_eq!(session.status().await.accepted(), seen.outcome, "{number}");
    }

    // Alone, a lender sees what it saw in the crowd.
    for number in [1, 333, 500, 998] {
        let alone = TestServer::start().await;
        let lived = lives(alone.lender(&key(number)), number, receiver.url()).await;
        assert_eq!(lived, seen[number].1, "{number}");
    }
}
