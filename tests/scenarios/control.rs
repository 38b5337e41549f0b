//! Scenarios over the control API, worlds that start otherwise, and what cannot be shown by the library.

use std::sync::Arc;

use bankconnect_emulator::commands::serve::Start;
use bankconnect_emulator::emulator::Emulator;
use bankconnect_emulator::emulator::scenario::{Call, CallAnswer, Target, library};
use bankconnect_emulator::http::in_process::InProcess;
use serde_json::{Value, json};

use crate::plays::{failures, played};

fn service() -> InProcess {
    let start = Start::default();
    InProcess::new(Emulator::new(start.emulator).unwrap(), start.presentation)
}

async fn call(target: &InProcess, method: &str, path: &str, body: &str) -> (u16, Value) {
    let call = Call {
        method: method.to_owned(),
        url: path.to_owned(),
        headers: Vec::new(),
        body: Some(("application/yaml".to_owned(), body.as_bytes().to_vec())),
    };
    let CallAnswer { status, body } = target.send(call).await.unwrap();
    (status, serde_json::from_slice(&body).unwrap())
}

#[tokio::test]
async fn the_library_is_listed_and_played_in_a_world_of_its_own() {
    let target = service();
    let (_, listed) = call(&target, "GET", "/_emulator/scenarios", "").await;
    assert_eq!(listed["scenarios"].as_array().unwrap().len(), library().len());
    assert_eq!(listed["scenarios"][0]["name"], "single-account");
    for number in [1, 2] {
        let (status, played) = call(
            &target,
            "POST",
            "/_emulator/scenarios/run",
            r#"{"name": "single-account"}"#,
        )
        .await;
        assert_eq!((status, &played["ok"]), (200, &json!(true)), "{played}");
        assert_eq!(played["world"], format!("scenario-single-account-{number}"));
        assert!(played["story"].as_array().unwrap().len() > 8);
    }
    let (_, worlds) = call(&target, "GET", "/_emulator/worlds", "").await;
    let keys = worlds["worlds"]
        .as_array()
        .unwrap()
        .iter()
        .map(|world| world["key"].clone());
    assert_eq!(
        keys.collect::<Vec<_>>(),
        ["scenario-single-account-1", "scenario-single-account-2"]
    );
}

#[tokio::test]
async fn a_scenario_may_come_as_text() {
    let target = service();
    let text = "summary: x\nsteps:\n  - create_session\n  - expect:\n      session_upload_status: {upload_status: COMPLETED}\n";
    let (status, played) = call(&target, "POST", "/_emulator/scenarios/run", text).await;
    assert_eq!((status, &played["ok"]), (200, &json!(false)), "{played}");
    let failure = &played["failures"][0];
    assert_eq!(
        (&failure["line"], &failure["column"]),
        (&json!(5), &json!(46)),
        "{failure}"
    );
    assert_eq!(
        (&failure["expected"], &failure["got"]),
        (&json!("COMPLETED"), &json!("NO_UPLOAD"))
    );

    let (status, told) = call(&target, "POST", "/_emulator/scenarios/run", "summary: x\nstpes: []\n").await;
    assert_eq!((status, &told["error"]["code"]), (400, &json!("INVALID_SCENARIO")));
    assert_eq!(told["error"]["problems"][0]["line"], 2);
    let (status, told) = call(
        &target,
        "POST",
        "/_emulator/scenarios/run",
        r#"{"name": "singel-account"}"#,
    )
    .await;
    assert_eq!(status, 400);
    assert!(
        told["error"]["message"]
            .as_str()
            .unwrap()
            .contains("did you mean `single-account`?")
    );
    for body in [
        r#"{"name": "single-account", "world": ""}"#,
        r#"{"name": "single-account", "world": 7}"#,
        r#"{"name": 7}"#,
        r#"{"yaml": ""}"#,
    ] {
        let (status, told) = call(&target, "POST", "/_emulator/scenarios/run", body).await;
        assert_eq!(status, 400, "{body}");
        assert!(told.to_string().contains("must be a text that is not empty"), "{told}");
    }
    let wants_file = "summary: x\nsteps:\n  - create_session\n  - upload: {file: /etc/hostname}\n";
    let (_, told) = call(&target, "POST", "/_emulator/scenarios/run", wants_file).await;
    assert!(
        told["failures"][0]["got"]
            .as_str()
            .unwrap()
            .contains("can name no file"),
        "{told}"
    );
}

#[tokio::test]
async fn a_world_may_start_with_a_clock_and_a_seed_of_its_own() {
    let target = service();
    let body = r#"{"key": "mine", "clock": "frozen@2027-03-01T09:00:00+05:30", "seed": 9}"#;
    let (status, begun) = call(&target, "POST", "/_emulator/worlds", body).await;
    assert_eq!((status, &begun["now"]), (201, &json!("2027-03-01T09:00:00+05:30")));
    assert_eq!(call(&target, "POST", "/_emulator/worlds", body).await.0, 409);
    let again = r#"{"key": "mine", "clock": "frozen@2024-03-01T09:00:00+05:30", "replace": true}"#;
    assert_eq!(call(&target, "POST", "/_emulator/worlds", again).await.0, 201);
    let (_, clock) = call(&target, "GET", "/_emulator/clock?world=mine", "").await;
    assert_eq!(clock["now"], "2024-03-01T09:00:00+05:30");
    for wrong in [
        r#"{"key": ""}"#,
        r#"{"key": "x", "clock": "soon"}"#,
        r#"{"clock": "real"}"#,
    ] {
        assert_eq!(
            call(&target, "POST", "/_emulator/worlds", wrong).await.0,
            400,
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn where_only_certain_keys_may_call_one_is_named() {
    let mut start = Start::default();
    start.emulator.keys = [("mine".to_owned(), Some("hash".to_owned()))].into();
    let emulator = Emulator::new(start.emulator).unwrap();
    let target = InProcess::new(Arc::clone(&emulator), start.presentation);
    let run = "/_emulator/scenarios/run";
    let (status, told) = call(&target, "POST", run, r#"{"name": "single-account"}"#).await;
    assert_eq!(status, 400, "{told}");
    let (_, played) = call(&target, "POST", run, r#"{"name": "single-account", "world": "mine"}"#).await;
    assert_eq!(
        (&played["ok"], &played["world"]),
        (&json!(true), &json!("mine")),
        "{played}"
    );
}

#[tokio::test]
async fn statements_come_as_base64_and_by_url_too() {
    let played = played(
        "  - create_session: {months: 3}\n  - upload: {bank: hdfc, by: base64}\n  - upload: {bank: sbi, by: url}\n  - upload: {bank: sbi, by: url}\n    refused: STATEMENT_DUPLICATE\n",
    )
    .await;
    assert!(played.is_ok(), "{}", failures(&played));
}

#[tokio::test]
async fn any_call_can_be_made() {
    let played = played(
        "  - create_session: {months: 3, version: v2}\n    as: mine\n  - call: {path: \"/bank-connect/v1/session_data/{{mine.session_id}}/progress/\", headers: {server-hash: null}}\n    expect: {status: 403, error: ACCESS_DENIED}\n  - call: {method: POST, path: /bank-connect/v1/session/, raw: \"{\", headers: {content-type: application/json}}\n    refused: INVALID_REQUEST\n  - call: {method: POST, path: /bank-connect/v1/session/, form: {api_key: \"{{world.key}}\", link_id: second}}\n    expect: {status: 200}\n",
    )
    .await;
    assert!(played.is_ok(), "{}", failures(&played));
}

#[tokio::test]
async fn held_processing_is_released_and_polls_end_it() {
    let played = played(
        "  - settings: {pace: hold}\n  - create_session: {months: 3}\n  - upload\n  - initiate_processing\n  - advance: 30d\n  - progress:\n    expect: {body: {session_progress: processing}}\n  - release\n  - wait: completed\n  - progress:\n    expect: {body: {session_progress: completed}}\n  - settings: {pace: \"polls:3\"}\n  - create_session: {months: 3}\n  - upload\n  - initiate_processing\n  - progress: {until: completed}\n  - delete_session\n  - get: session_status\n    refused: SESSION_DELETED\n",
    )
    .await;
    assert!(played.is_ok(), "{}", failures(&played));
    assert!(
        played
            .story
            .iter()
            .any(|line| line.text.contains("polls progress 4 times"))
    );
}

#[tokio::test]
async fn a_play_that_would_wait_for_ever_says_what_to_do() {
    let played = played(
        "  - create_session: {months: 3}\n  - upload\n  - initiate_processing\n  - progress: {until: completed}\n",
    )
    .await;
    assert!(
        failures(&played).contains("a clock that stands still ends nothing"),
        "{}",
        failures(&played)
    );
}

/// Repetitions one after the other, with the number in their names; the failing one is named.
#[tokio::test]
async fn a_repetition_that_fails_is_named() {
    let played = played(
        "  - repeat:\n      times: 3\n      steps:\n        - create_session: {link_id: \"r-{{number}}\", months: 3}\n        - upload\n          \n  - set_rules: [{when: {link_id: \"s-2\"}, then: {refuse: ROUTE_NOT_ALLOWED}}]\n  - repeat:\n      times: 3\n      parallel: true\n      steps:\n        - create_session: {link_id: \"s-{{number}}\", months: 3}\n        - upload\n",
    )
    .await;
    let told = failures(&played);
    assert!(told.contains("ROUTE_NOT_ALLOWED"), "{told}");
    assert_eq!(played.failures.len(), 1, "{told}");
    assert!(
        played.failures[0].hints.contains(&"in repetition 2".to_owned()),
        "{:?}",
        played.failures[0]
    );
}
