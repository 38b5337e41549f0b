//! A lender and his tester: the vendor's calls and ours, over HTTP, in the domain's words.

use std::sync::Arc;

use bankconnect_emulator::commands::serve::{Running, Start};
use bankconnect_emulator::domain::pace::Pace;
use bankconnect_emulator::domain::settings::Settings;
use bankconnect_emulator::emulator::{Emulator, World};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

/// Where every clock stands at first.
pub(crate) const START: &str = "2026-01-15T10:00:00Z";

/// A statement that fits the window of every session made here, written once per test run.
static STATEMENT: OnceCell<Vec<u8>> = OnceCell::const_new();

/// What the server answered.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Answer {
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "{self:?}");
        self.body
    }

    pub(crate) fn code(&self) -> &str {
        self.body["error"]["code"]
            .as_str()
            .or(self.body["error_code"].as_str())
            .unwrap_or_default()
    }
}

/// A lender with a server of his own.
pub(crate) struct Lender {
    running: Running,
    http: Client,
    key: String,
}

/// Settings of this pace.
pub(crate) fn pace(pace: &str) -> Settings {
    Settings {
        pace: pace.parse::<Pace>().unwrap(),
        ..Settings::default()
    }
}

impl Lender {
    /// With a clock that stands.
    pub(crate) async fn start(settings: Settings) -> Self {
        Lender::start_with(Start::default().frozen_at(START.parse().unwrap()).settings(settings)).await
    }

    pub(crate) async fn start_with(start: Start) -> Self {
        let running = start.run().await.unwrap();
        // After the server: it brings the provider of TLS.
        let http = Client::builder().no_proxy().build().unwrap();
        Lender {
            running,
            http,
            key: "test".to_owned(),
        }
    }

    pub(crate) fn emulator(&self) -> &Arc<Emulator> {
        self.running.emulator()
    }

    pub(crate) fn world(&self) -> Arc<World> {
        self.emulator().control_world(&self.key).unwrap()
    }

    pub(crate) fn address(&self) -> String {
        self.running.url()
    }

    async fn answer(&self, request: RequestBuilder) -> Answer {
        let response = request
            .header("x-api-key", &self.key)
            .header("server-hash", "any")
            .send()
            .await
            .unwrap();
        let status = response.status().as_u16();
        let bytes = response.bytes().await.unwrap();
        Answer {
            status,
            body: serde_json::from_slice(&bytes).unwrap_or_default(),
        }
    }

    pub(crate) async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let request = self.http.request(method, format!("{}{path}", self.running.url()));
        self.answer(match body {
            Some(body) => request.json(&body),
            None => request,
        })
        .await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path, Some(body)).await
    }

    /// Sets where webhooks go, with mode 3 and the secret `s3cret`.
    pub(crate) async fn webhooks_to(&self, url: &str) {
        self.webhooks_of_mode(url, json!(3)).await;
    }

    pub(crate) async fn webhooks_of_mode(&self, url: &str, mode: Value) {
        let body = json!({"webhook_url": url, "webhook_mode": mode, "secret_key": "s3cret"});
        self.post("/bank-connect/v1/session_data/update_webhook/", body)
            .await
            .ok();
    }

    pub(crate) async fn create(&self, link_id: &str) -> String {
        let fields =
            json!({"api_key": self.key, "link_id": link_id, "from_date": "01/07/2025", "to_date": "31/12/2025"});
        let body = self.post("/bank-connect/v1/session/", fields).await.ok();
        body["session_id"].as_str().unwrap().to_owned()
    }

    /// A statement for the window of every session.
    pub(crate) async fn statement(&self) -> Vec<u8> {
        let write = || async {
            let url = format!(
                "{}/_emulator/specimens/salaried-asha/hdfc/plain.pdf?from=2025-07-01&to=2025-12-31",
                self.running.url()
            );
            let response = self.http.get(url).send().await.unwrap();
            assert_eq!(response.status(), 200);
            response.bytes().await.unwrap().to_vec()
        };
        STATEMENT.get_or_init(write).await.clone()
    }

    pub(crate) async fn upload(&self, session: &str) -> Answer {
        let statement = self.statement().await;
        self.upload_bytes(session, &statement).await
    }

    pub(crate) async fn upload_bytes(&self, session: &str, pdf: &[u8]) -> Answer {
        let mut body = Vec::new();
        for (name, value) in [("session_id", session), ("upload_type", "PDF")] {
            body.extend_from_slice(
                format!("--cut\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes(),
            );
        }
        body.extend_from_slice(b"--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n");
        body.extend_from_slice(pdf);
        body.extend_from_slice(b"\r\n--cut--\r\n");
        let request = self.http.post(format!(
            "{}/bank-connect/v1/statement/upload_session/",
            self.running.url()
        ));
        self.answer(
            request
                .header("content-type", "multipart/form-data; boundary=cut")
                .body(body),
        )
        .await
    }

    pub(crate) async fn of_session(&self, method: Method, session: &str, call: &str) -> Answer {
        self.call(
            method,
            &format!("/bank-connect/v1/session_data/{session}/{call}/"),
            None,
        )
        .await
    }

    pub(crate) async fn initiate(&self, session: &str) -> Answer {
        self.of_session(Method::POST, session, "initiate_processing").await
    }

    pub(crate) async fn progress(&self, session: &str) -> Answer {
        self.of_session(Method::GET, session, "progress").await
    }

    pub(crate) async fn delete(&self, session: &str) -> Answer {
        self.of_session(Method::DELETE, session, "delete").await
    }

    /// A session with processing asked for, in one breath.
    pub(crate) async fn initiated(&self, link_id: &str) -> String {
        let session = self.create(link_id).await;
        assert_eq!(self.initiate(&session).await.status, 202);
        session
    }

    pub(crate) async fn payloads(&self, session: &str) -> Value {
        self.get(&format!(
            "/bank-connect/v1/session_data/webhook_payloads/?session_id={session}"
        ))
        .await
        .ok()["payloads"]
            .clone()
    }

    /// Lets time pass; gives what happened, as (seconds since the start, what).
    pub(crate) async fn advance(&self, by: &str) -> Vec<(i64, String)> {
        let body = self.post("/_emulator/clock/advance", json!({"by": by})).await.ok();
        let happened = body["happened"].as_array().unwrap();
        happened
            .iter()
            .map(|one| (seconds(&one["at"]), one["what"].as_str().unwrap().to_owned()))
            .collect()
    }

    /// Waits until everything is told of a session.
    pub(crate) async fn told(&self, session: &str) -> Value {
        self.get(&format!("/_emulator/sessions/{session}/wait?until=told&timeout=60s"))
            .await
            .ok()
    }

    pub(crate) async fn deliveries(&self, session: &str) -> Vec<Value> {
        let body = self
            .get(&format!("/_emulator/deliveries?session_id={session}"))
            .await
            .ok();
        body["deliveries"].as_array().unwrap().clone()
    }

    /// The instants of a delivery's attempts, in seconds since the start.
    pub(crate) async fn attempts(&self, session: &str, index: usize) -> Vec<i64> {
        let delivery = self.deliveries(session).await.remove(index);
        delivery["attempts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|attempt| seconds(&attempt["at"]))
            .collect()
    }

    /// The lender's clock, in seconds since the start.
    pub(crate) async fn clock(&self) -> i64 {
        seconds(&self.get("/_emulator/clock").await.ok()["now"])
    }

    pub(crate) async fn stop(self) {
        self.running.stop().await;
    }
}

/// Seconds between the start and an instant.
pub(crate) fn seconds(instant: &Value) -> i64 {
    let instant: chrono::DateTime<chrono::Utc> = instant.as_str().unwrap().parse().unwrap();
    (instant - START.parse::<chrono::DateTime<chrono::Utc>>().unwrap()).num_seconds()
}
