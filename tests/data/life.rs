//! What comes along with a world, and what becomes of the worlds that are there.

use bankconnect_emulator::commands::serve::Start;
use bankconnect_emulator::emulator::EmulatorConfig;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::process::folder;
use crate::server::{START, Server, links};

fn instant(text: &str) -> chrono::DateTime<chrono::Utc> {
    text.parse().unwrap()
}

async fn now(server: &Server) -> (chrono::DateTime<chrono::Utc>, String) {
    let (_, clock) = server.send("GET", "/_emulator/clock", json!({})).await;
    (
        instant(clock["now"].as_str().unwrap()),
        clock["mode"].as_str().unwrap().to_owned(),
    )
}

/// With these parts of the configuration.
async fn configured(change: impl FnOnce(&mut EmulatorConfig)) -> Server {
    let mut start = Start::default().frozen_at(instant(START));
    change(&mut start.emulator);
    Server::start(start).await
}

#[tokio::test]
async fn a_clock_goes_on_from_where_it_was_exported() {
    let here = Server::start(Start::default()).await;
    here.advance("90d").await;
    let before = now(&here).await.0;
    let file = here.export().await;
    // However far the clock of the server it comes to has gone.
    let there = Server::start(Start::default()).await;
    there.advance("700d").await;
    assert_eq!(there.import(&file).await.0, 200);
    let (found, mode) = now(&there).await;
    assert_eq!(mode, "real");
    assert!(
        found >= before && found - before < chrono::TimeDelta::minutes(5),
        "{before} {found}"
    );
}

#[tokio::test]
async fn a_clock_that_stood_stands_and_one_that_is_being_advanced_does_not() {
    let here = Server::standing().await;
    here.create("cust-1").await;
    let there = Server::start(Start::default()).await;
    there.import(&here.export().await).await;
    assert_eq!(now(&there).await, (instant(START), "frozen".to_owned()));
    // While time passes a following clock stands from one due thing to the next, here in front of a receiver that does not answer yet.
    let receiver = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", receiver.local_addr().unwrap());
    let here = Server::start(Start::default()).await;
    let target = json!({"webhook_url": url, "webhook_mode": 3});
    here.post("/bank-connect/v1/session_data/update_webhook/", target).await;
    here.send("PATCH", "/_emulator/settings", json!({"pace": "1h"})).await;
    let session = here.create("cust-1").await;
    here.of_session("POST", &session, "initiate_processing").await;
    let (_, file) = tokio::join!(here.advance("2h"), async {
        let (mut stream, _) = receiver.accept().await.unwrap();
        let file = here.export().await;
        assert_ne!(stream.read(&mut [0; 64 << 10]).await.unwrap(), 0);
        stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
            .await
            .unwrap();
        file
    });
    there.import(&file).await;
    assert_eq!(now(&there).await.1, "real");
}

#[tokio::test]
async fn a_webhook_that_waited_is_handed_over_by_the_next_server() {
    let here = Server::standing().await;
    let nobody = json!({"webhook_url": "http://127.0.0.1:1/hook", "webhook_mode": 3, "secret_key": "s3cret"});
    here.post("/bank-connect/v1/session_data/update_webhook/", nobody).await;
    let session = here.create("cust-1").await;
    here.of_session("POST", &session, "initiate_processing").await;
    here.advance("4s").await;
    let told = |deliveries: &Value| deliveries["deliveries"][0].clone();
    let before = told(&here.send("GET", "/_emulator/deliveries", json!({})).await.1);
    let file = here.export().await;
    drop(here);

    let there = Server::standing().await;
    there.import(&file).await;
    let receiver = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", receiver.local_addr().unwrap());
    let target = json!({"webhook_url": url, "webhook_mode": 3, "secret_key": "s3cret"});
    there
        .post("/bank-connect/v1/session_data/update_webhook/", target)
        .await;
    let (_, request) = tokio::join!(there.advance("1m"), async {
        let (mut stream, _) = receiver.accept().await.unwrap();
        let mut request = vec![0; 64 << 10];
        let count = stream.read(&mut request).await.unwrap();
        stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
            .await
            .unwrap();
        String::from_utf8_lossy(&request[..count]).into_owned()
    });
    assert!(
        request.contains("x-secret-key: s3cret") && request.contains(&session),
        "{request}"
    );
    let after = told(&there.send("GET", "/_emulator/deliveries", json!({})).await.1);
    assert_eq!(
        (&before["id"], before["attempts"].as_array().unwrap().len()),
        (&after["id"], 1)
    );
    assert_eq!(
        (
            after["attempts"].as_array().unwrap().len(),
            &after["attempts"][1]["status"]
        ),
        (2, &json!(200))
    );
}

#[tokio::test]
async fn links_that_were_handed_out_work_until_they_expire() {
    let here = Server::standing().await;
    let session = here.create("cust-1").await;
    here.upload(&session, 0, false).await;
    here.of_session("POST", &session, "initiate_processing").await;
    here.advance("1m").await;
    let pdfs = here
        .get(&format!("/bank-connect/v1/session_data/{session}/get_pdfs/"))
        .await
        .1;
    let pdf = links(&String::from_utf8_lossy(&pdfs)).remove(0);
    let bytes = here.get(&pdf).await;
    assert_eq!((bytes.0, &bytes.1[..5]), (200, &b"%PDF-"[..]));
    let there = configured(|config| config.start.seed = 7).await;
    there.import(&here.export().await).await;
    assert_eq!(there.get(&pdf).await, bytes);
    there.advance("61m").await;
    assert_eq!(there.get(&pdf).await.0, 403);
}

#[tokio::test]
async fn worlds_that_are_not_in_the_file_stay_and_those_that_are_are_replaced_whole() {
    let here = Server::standing().await;
    here.create("mine").await;
    let file = here.export().await;
    let there = Server::standing().await;
    for link in ["a", "b", "c"] {
        there.create(link).await;
    }
    there
        .post("/_emulator/sessions?world=other", json!({"state": "created"}))
        .await;
    assert_eq!(
        there.import(&file).await,
        (200, json!({"worlds": [{"key": "test", "sessions": 1}]}))
    );
    let (_, sessions) = there.send("GET", "/_emulator/sessions", json!({})).await;
    assert_eq!(
        (
            sessions["sessions"].as_array().unwrap().len(),
            &sessions["sessions"][0]["link_id"]
        ),
        (1, &json!("mine"))
    );
    let (_, sessions) = there.send("GET", "/_emulator/sessions?world=other", json!({})).await;
    assert_eq!(sessions["sessions"].as_array().unwrap().len(), 1);
    // All of them in one file.
    let (status, all) = there.get("/_emulator/export?all=true").await;
    assert_eq!(status, 200);
    let fresh = Server::standing().await;
    let keys = json!({"worlds": [{"key": "other", "sessions": 1}, {"key": "test", "sessions": 1}]});
    assert_eq!(fresh.import(&all).await, (200, keys));
}

/// The same calls in a world that took the place of another, with another statement: nothing of the other is shown.
#[tokio::test]
async fn what_was_computed_for_a_replaced_world_is_not_shown_for_the_new_one() {
    for is_import in [false, true] {
        let server = Server::standing().await;
        let empty = {
            server.post("/_emulator/sessions", json!({"state": "created"})).await;
            server.post("/_emulator/reset", json!({})).await;
            server.send("GET", "/_emulator/clock", json!({})).await;
            server.export().await
        };
        let mut shown = Vec::new();
        for statement in [0, 2] {
            let session = server.create("cust-1").await;
            server.upload(&session, statement, false).await;
            server.of_session("POST", &session, "initiate_processing").await;
            server.advance("1m").await;
            shown.push(server.of_session("GET", &session, "transactions").await.1.to_string());
            if is_import {
                assert_eq!(server.import(&empty).await.0, 200);
            } else {
                server.post("/_emulator/reset", json!({})).await;
            }
        }
        assert!(shown[0].len() > 1_000 && shown[0] != shown[1], "import: {is_import}");
    }
}

#[tokio::test]
async fn what_is_refused_changes_nothing() {
    let server = configured(|config| {
        config.worlds_max = 2;
        config.stored_bytes_max = 20_000;
    })
    .await;
    server.create("kept").await;
    let kept = server.everything().await;
    let refused = |answer: (u16, Value), words: &str| {
        assert_eq!(
            (answer.0, &answer.1["error"]["code"]),
            (422, &json!("DATA_REFUSED")),
            "{answer:?}"
        );
        let message = answer.1["error"]["message"].as_str().unwrap();
        assert!(message.contains(words), "{message}");
    };
    refused(server.import(b"hello").await, "not packed with gzip");
    refused(server.import(b"").await, "it is empty");
    let whole = server.export().await;
    refused(server.import(&whole[..whole.len() - 9]).await, "cut short");

    let many = Server::standing().await;
    for key in ["a", "b"] {
        many.post(&format!("/_emulator/sessions?world={key}"), json!({"state": "created"}))
            .await;
    }
    let (_, file) = many.get("/_emulator/export?all=true").await;
    refused(server.import(&file).await, "more than 2 worlds");
    let large = Server::standing().await;
    let session = large.create("cust-1").await;
    for statement in [0, 2, 3, 4, 5] {
        large.upload(&session, statement, false).await;
    }
    refused(server.import(&large.export().await).await, "raise --stored-bytes");
    assert!(server.everything().await == kept);
    // And nothing of what was refused is counted as stored.
    let (_, worlds) = server.send("GET", "/_emulator/worlds", json!({})).await;
    assert_eq!(worlds["stored_bytes"], 0);
}

#[tokio::test]
async fn files_are_left_out_where_uploads_are_not_kept() {
    let here = Server::standing().await;
    let session = here.create("cust-1").await;
    here.upload(&session, 0, false).await;
    let there = configured(|config| config.store_uploads = false).await;
    there.import(&here.export().await).await;
    let (_, worlds) = there.send("GET", "/_emulator/worlds", json!({})).await;
    assert_eq!(worlds["stored_bytes"], 0);
    // Deleting lets nothing go that was never held.
    assert!(there.of_session("DELETE", &session, "delete").await.0 < 300);
}

#[tokio::test]
async fn what_cannot_be_exported_says_why() {
    let server = Server::standing().await;
    let (status, body) = server.send("GET", "/_emulator/export?world=nobody", json!({})).await;
    assert_eq!((status, &body["error"]["code"]), (404, &json!("NOT_FOUND")));
    let (_, worlds) = server.send("GET", "/_emulator/worlds", json!({})).await;
    assert_eq!(worlds["worlds"], json!([]), "asking made no world");
    let (status, body) = server.post("/_emulator/export", json!({})).await;
    assert_eq!((status, &body["error"]["code"]), (409, &json!("NO_DATA_FILE")));
    assert_eq!(server.get("/_emulator/export?wrold=a").await.0, 400);
}

#[tokio::test]
async fn a_server_in_this_process_keeps_its_worlds() {
    let file = folder("kept").join("data.jsonl.gz");
    let start = || Start::default().frozen_at(instant(START)).data(file.clone());
    let running = start().run().await.unwrap();
    let world = running.emulator().control_world("test").unwrap();
    let fields = json!({"link_id": "cust-1"});
    let create = |running: &bankconnect_emulator::commands::serve::Running| {
        let world = running.emulator().control_world("test").unwrap();
        let version = bankconnect_emulator::domain::session_request::ApiVersion::V1;
        running
            .emulator()
            .create_session(
                &world,
                version,
                fields.as_object().unwrap(),
                world.next_session_number(),
            )
            .unwrap()
            .id
    };
    let (first, second) = (create(&running), world.ids.session("cust-1", 1));
    running.finish().await.unwrap();
    let running = start().run().await.unwrap();
    let world = running.emulator().control_world("test").unwrap();
    assert_eq!((world.session_count(), world.sessions()[0].id), (1, first));
    assert_eq!(
        create(&running),
        second,
        "the next session of a borrower has the next id"
    );
    // Without saving.
    running.stop().await;
    let running = start().run().await.unwrap();
    assert_eq!(running.emulator().control_world("test").unwrap().session_count(), 1);
}
