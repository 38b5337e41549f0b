//! What holds for any sequence of calls and moves of the clock: nothing panics, what is over stays over, and the same calls give the same bytes.
//!
//! The calls go through the router without sockets. Nothing runs by itself: what is due runs when the clock is advanced, so that both plays of a
//! sequence run it at the same calls.
#![allow(clippy::unwrap_used, clippy::panic, reason = "test code: a panic is a failed test")]

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use axum::body::Body;
use axum::http::{Method, Request};
use bankconnect_emulator::commands::serve::Start;
use bankconnect_emulator::document::pdf::{self, Encryption, Lock};
use bankconnect_emulator::domain::bank::BankId;
use bankconnect_emulator::domain::period::Period;
use bankconnect_emulator::domain::specimen::{Kind, Specimen};
use bankconnect_emulator::emulator::{Emulator, SpecimenRequest};
use bankconnect_emulator::http::{Presentation, router};
use bankconnect_emulator::persona::{Persona, life};
use proptest::prelude::*;
use serde_json::{Value, json};
use tower::ServiceExt;

/// A call, or a move of the clock. A number picks among the sessions made so far.
#[derive(Clone, Debug)]
enum Step {
    Create {
        link: u8,
    },
    Upload {
        session: usize,
        file: usize,
        with_password: bool,
    },
    Initiate(usize),
    Poll(usize),
    Release(usize),
    Delete(usize),
    Read {
        session: usize,
        call: usize,
    },
    Payloads(usize),
    Advance(&'static str),
    Webhook {
        mode: u8,
    },
    Settings(usize),
    Reset,
}

const CALLS: [&str; 4] = ["session_status", "session_upload_status", "get_pdfs", "upload_status"];

/// Parts of the settings that change what happens next.
const SETTINGS: [&str; 8] = [
    r#"{"pace": "instant"}"#,
    r#"{"pace": "3s"}"#,
    r#"{"pace": "polls:2"}"#,
    r#"{"pace": "hold"}"#,
    r#"{"webhook_events": ["enrichment", "upload_completion", "expiry"]}"#,
    r#"{"initiate_after_expiry": "allow"}"#,
    r#"{"page_limit": 1}"#,
    r#"{"session_expiry_minutes": 5, "accept_scanned": true}"#,
];

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let session = 0..4_usize;
    let step = prop_oneof![
        3 => (0..3_u8).prop_map(|link| Step::Create { link }),
        4 => (session.clone(), 0..4_usize, any::<bool>())
            .prop_map(|(session, file, with_password)| Step::Upload { session, file, with_password }),
        4 => session.clone().prop_map(Step::Initiate),
        4 => session.clone().prop_map(Step::Poll),
        1 => session.clone().prop_map(Step::Release),
        1 => session.clone().prop_map(Step::Delete),
        4 => (session.clone(), 0..CALLS.len()).prop_map(|(session, call)| Step::Read { session, call }),
        1 => session.prop_map(Step::Payloads),
        4 => proptest::sample::select(vec!["0s", "1ms", "3s", "1m", "1h", "1d", "31d", "400d"]).prop_map(Step::Advance),
        1 => (0..5_u8).prop_map(|mode| Step::Webhook { mode }),
        2 => (0..SETTINGS.len()).prop_map(Step::Settings),
        1 => Just(Step::Reset),
    ];
    // The first step makes a session, so that the others have one.
    proptest::collection::vec(step, 1..30).prop_map(|mut steps| {
        steps.insert(0, Step::Create { link: 0 });
        steps
    })
}

fn start() -> Start {
    Start::default().frozen_at("2026-01-15T10:00:00Z".parse().unwrap())
}

/// One that is accepted, one that needs a password, one without text, one that is no PDF.
fn files() -> &'static [Vec<u8>; 4] {
    static FILES: OnceLock<[Vec<u8>; 4]> = OnceLock::new();
    FILES.get_or_init(|| {
        let emulator = Emulator::new(start().emulator).unwrap();
        let world = emulator.control_world("test").unwrap();
        let made = |kind| {
            let request = SpecimenRequest {
                password: None,
                persona: "salaried-asha".to_owned(),
                bank: None,
                kind: Kind::parse(kind).unwrap(),
                period: None,
            };
            emulator.specimen(&world, &request).unwrap()
        };
        [made("plain"), protected(), made("scanned"), b"no PDF".to_vec()]
    })
}

const PASSWORD: &str = "open-sesame";

fn protected() -> Vec<u8> {
    let life = life(
        Persona::named("salaried-asha").unwrap(),
        "2026-01-15".parse().unwrap(),
        1,
    );
    let bank = BankId::parse("sbi").unwrap();
    let period = Period::new("2025-07-15".parse().unwrap(), "2026-01-14".parse().unwrap()).unwrap();
    let (facts, ledger) = life.statement(life.account_for(bank), bank, period).unwrap();
    let specimen = Specimen::new(facts, ledger, Kind::Plain, "2026-01-15T02:00:00".parse().unwrap(), 1).unwrap();
    let lock = Lock {
        user_password: PASSWORD.to_owned(),
        owner_password: String::new(),
        encryption: Encryption::Aes128,
    };
    pdf::write(&specimen, Some(&lock)).unwrap()
}

/// One play: a fresh emulator, and everything it answered.
struct Play {
    app: axum::Router,
    sessions: Vec<String>,
    answers: Vec<(u16, Vec<u8>)>,
    /// What is over, and how it ended.
    deleted: Vec<String>,
    completed: BTreeMap<String, Value>,
}

impl Play {
    fn new() -> Self {
        let emulator: Arc<Emulator> = Emulator::new(start().emulator).unwrap();
        let app = router(emulator, Presentation::default());
        Play {
            app,
            sessions: Vec::new(),
            answers: Vec::new(),
            deleted: Vec::new(),
            completed: BTreeMap::new(),
        }
    }

    fn session(&self, index: usize) -> String {
        self.sessions[index % self.sessions.len()].clone()
    }

    async fn send(&mut self, method: Method, path: &str, kind: &str, body: Vec<u8>) -> (u16, Value) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "emulator")
            .header("content-type", kind);
        let request = request
            .header("x-api-key", "test")
            .header("server-hash", "any")
            .body(Body::from(body))
            .unwrap();
        let response = self.app.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX)
            .await
            .unwrap()
            .to_vec();
        assert_ne!(status, 500, "{path}: {}", String::from_utf8_lossy(&bytes));
        let value = serde_json::from_slice(&bytes).unwrap_or_default();
        self.answers.push((status, bytes));
        (status, value)
    }

    async fn call(&mut self, method: Method, path: &str, body: Value) -> (u16, Value) {
        self.send(method, path, "application/json", body.to_string().into_bytes())
            .await
    }

    async fn of_session(&mut self, method: Method, session: &str, call: &str) -> (u16, Value) {
        self.call(
            method,
            &format!("/bank-connect/v1/session_data/{session}/{call}"),
            json!({}),
        )
        .await
    }

    async fn take(&mut self, step: &Step) {
        match step {
            Step::Create { link } => {
                let (status, made) = self
                    .call(
                        Method::POST,
                        "/bank-connect/v1/session",
                        json!({"api_key": "test", "link_id": format!("cust-{link}")}),
                    )
                    .await;
                assert_eq!(status, 200, "{made}");
                self.sessions.push(made["session_id"].as_str().unwrap().to_owned());
            }
            Step::Upload {
                session,
                file,
                with_password,
            } => {
                let session = self.session(*session);
                let mut body =
                    format!("--cut\r\ncontent-disposition: form-data; name=\"session_id\"\r\n\r\n{session}\r\n")
                        .into_bytes();
                if *with_password {
                    let field =
                        format!("--cut\r\ncontent-disposition: form-data; name=\"pdf_password\"\r\n\r\n{PASSWORD}\r\n");
                    body.extend_from_slice(field.as_bytes());
                }
                body.extend_from_slice(
                    b"--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n",
                );
                body.extend_from_slice(&files()[*file]);
                body.extend_from_slice(b"\r\n--cut--\r\n");
                self.send(
                    Method::POST,
                    "/bank-connect/v1/statement/upload_session",
                    "multipart/form-data; boundary=cut",
                    body,
                )
                .await;
            }
            Step::Initiate(session) => drop(
                self.of_session(Method::POST, &self.session(*session), "initiate_processing")
                    .await,
            ),
            Step::Poll(session) => drop(self.of_session(Method::GET, &self.session(*session), "progress").await),
            Step::Release(session) => {
                let path = format!("/_emulator/sessions/{}/release", self.session(*session));
                // Its answer shows how long attempts took in real time: not compared.
                self.call(Method::POST, &path, json!({})).await;
                self.answers.pop();
            }
            Step::Delete(session) => {
                let session = self.session(*session);
                if self.of_session(Method::DELETE, &session, "delete").await.0 == 200 {
                    self.completed.remove(&session);
                    self.deleted.push(session);
                }
            }
            Step::Read { session, call } => drop(
                self.of_session(Method::GET, &self.session(*session), CALLS[*call])
                    .await,
            ),
            Step::Payloads(session) => {
                let path = format!(
                    "/bank-connect/v1/session_data/webhook_payloads?session_id={}",
                    self.session(*session)
                );
                self.call(Method::GET, &path, json!({})).await;
            }
            Step::Advance(by) => assert_eq!(
                self.call(Method::POST, "/_emulator/clock/advance", json!({"by": by}))
                    .await
                    .0,
                200
            ),
            Step::Webhook { mode } => {
                // Port 1 of loopback: nobody listens there.
                let body = json!({"webhook_url": "http://127.0.0.1:1/hook", "webhook_mode": mode});
                self.call(Method::POST, "/bank-connect/v1/session_data/update_webhook", body)
                    .await;
            }
            Step::Settings(part) => {
                let part = serde_json::from_str(SETTINGS[*part]).unwrap();
                assert_eq!(self.call(Method::PATCH, "/_emulator/settings", part).await.0, 200);
            }
            Step::Reset => {
                assert_eq!(self.call(Method::POST, "/_emulator/reset", json!({})).await.0, 204);
                self.deleted.clear();
                self.completed.clear();
            }
        }
        self.check().await;
    }

    /// What is over stays over.
    async fn check(&mut self) {
        for session in self.deleted.clone() {
            let (_, answer) = self.of_session(Method::GET, &session, "session_status").await;
            // Made anew after a reset, it has the same id and lives again.
            assert!(
                answer["error"]["code"] == "SESSION_DELETED" || self.was_made_twice(&session),
                "{answer}"
            );
        }
        for session in self.sessions.clone() {
            if self.deleted.contains(&session) {
                continue;
            }
            let (status, answer) = self.of_session(Method::GET, &session, "session_status").await;
            match self.completed.get(&session) {
                Some(outcome) => assert_eq!(
                    (status, &answer),
                    (200, outcome),
                    "a completed session stays so, with its outcome"
                ),
                None if status == 200 => drop(self.completed.insert(session, answer)),
                None => {}
            }
        }
        let (_, listed) = self.call(Method::GET, "/_emulator/sessions", json!({})).await;
        for session in listed["sessions"].as_array().unwrap() {
            let id = session["id"].as_str().unwrap();
            let state = session["state"].as_str().unwrap();
            assert!(
                !self.completed.contains_key(id) || state == "completed",
                "{id} was completed and is {state}"
            );
        }
    }

    fn was_made_twice(&self, session: &str) -> bool {
        self.sessions.iter().filter(|made| *made == session).count() > 1
    }
}

fn play(steps: &[Step]) -> Vec<(u16, Vec<u8>)> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut play = Play::new();
        for step in steps {
            play.take(step).await;
        }
        play.answers
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_calls_in_any_order_keep_what_is_over_and_replay_to_the_same_bytes(steps in steps()) {
        let (first, again) = (play(&steps), play(&steps));
        for (index, (one, other)) in first.iter().zip(&again).enumerate() {
            prop_assert_eq!(
                (one.0, String::from_utf8_lossy(&one.1)),
                (other.0, String::from_utf8_lossy(&other.1)),
                "answer {} of {:?}", index, steps
            );
        }
        prop_assert_eq!(first.len(), again.len());
    }
}
