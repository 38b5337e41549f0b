//! An emulator in this process, and everything that can be asked of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use bankconnect_emulator::commands::serve::{Running, Start};
use reqwest::Client;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

/// Where every clock stands at first.
pub(crate) const START: &str = "2026-01-15T10:00:00Z";

/// What the server calls itself to every caller: links in answers are the same wherever it runs.
const HOST: &str = "emulator.test";

/// Calls of a session that are answered without changing it, but for progress, which counts as a poll.
const OF_SESSION: &[&str] = &[
    "progress",
    "session_status",
    "get_pdfs",
    "session_upload_status",
    "xlsx_report",
    "identity",
    "transactions",
    "predictors",
    "eod_balances",
    "monthly_analysis",
    "recurring_transactions",
    "insights",
];

/// A statement to upload: its path under `/specimens`, and its password.
pub(crate) const STATEMENTS: [(&str, &str); 6] = [
    ("salaried-asha/hdfc/plain", ""),
    ("salaried-asha/hdfc/plain", "secret"),
    ("salaried-asha/sbi/plain", ""),
    ("bounces-ravi/icici/missing-rows", ""),
    ("salaried-asha/hdfc/scanned", ""),
    ("salaried-asha/axis/no-account-number", ""),
];

/// An answer: its status and its body.
pub(crate) type Answer = (u16, Vec<u8>);

pub(crate) struct Server {
    running: Arc<Running>,
    http: Client,
    /// Who calls.
    key: String,
}

impl Server {
    pub(crate) async fn start(start: Start) -> Self {
        let running = Arc::new(start.run().await.unwrap());
        // After the server: it brings the provider of TLS.
        let http = Client::builder().no_proxy().build().unwrap();
        let key = "test".to_owned();
        Server { running, http, key }
    }

    /// The same server, called by somebody else.
    pub(crate) fn as_caller(&self, key: &str) -> Server {
        Server {
            running: Arc::clone(&self.running),
            http: self.http.clone(),
            key: key.to_owned(),
        }
    }

    /// With a clock that stands.
    pub(crate) async fn standing() -> Self {
        Server::start(Start::default().frozen_at(START.parse().unwrap())).await
    }

    pub(crate) async fn call(&self, method: &str, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        let mut url: reqwest::Url = format!("{}{path}", self.running.url()).parse().unwrap();
        if path.starts_with("/_emulator") && !path.contains("world=") && !path.contains("all=") {
            url.query_pairs_mut().append_pair("world", &self.key);
        }
        let request = self.http.request(method.parse().unwrap(), url);
        let headers = [
            ("host", HOST),
            ("x-api-key", self.key.as_str()),
            ("server-hash", "any"),
            ("content-type", kind),
        ];
        let request = headers
            .into_iter()
            .fold(request, |request, (name, value)| request.header(name, value));
        let answer = request.body(body).send().await.unwrap();
        (answer.status().as_u16(), answer.bytes().await.unwrap().to_vec())
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call("GET", path, "application/json", Vec::new()).await
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let (status, bytes) = self
            .call(method, path, "application/json", body.to_string().into_bytes())
            .await;
        (status, serde_json::from_slice(&bytes).unwrap_or_default())
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.send("POST", path, body).await
    }

    /// A session of the usual window.
    pub(crate) async fn create(&self, link_id: &str) -> String {
        self.create_with(link_id, json!({})).await
    }

    /// A session of the usual window with these fields too.
    pub(crate) async fn create_with(&self, link_id: &str, more: Value) -> String {
        let mut fields =
            json!({"api_key": self.key, "link_id": link_id, "from_date": "01/10/2025", "to_date": "31/12/2025"});
        for (name, value) in more.as_object().unwrap() {
            fields[name] = value.clone();
        }
        let (status, body) = self.post("/bank-connect/v1/session/", fields).await;
        assert!(status < 300, "{body}");
        body["session_id"].as_str().unwrap().to_owned()
    }

    /// A step of the borrower on the hosted page, or a whole attempt (`intake`); gives its status.
    pub(crate) async fn step(&self, session: &str, step: &str, body: Value) -> (u16, Value) {
        self.post(&format!("/_emulator/sessions/{session}/{step}"), body).await
    }

    /// The consents of a session that can be pulled under.
    pub(crate) async fn recurring_consents(&self, session: &str) -> (u16, Value) {
        let path = format!("/bank-connect/v1/account_aggregator/get_recurring_consent_details/?session_id={session}");
        self.post(&path, json!({})).await
    }

    pub(crate) async fn pull(&self, consent: &str, from: &str, to: &str) -> (u16, Value) {
        let days = json!({"consent_id": consent, "date_time_range_from": from, "date_time_range_to": to});
        let path = "/bank-connect/v1/account_aggregator/fetch_recurring_aa_data/";
        self.post(path, days).await
    }

    /// All sessions of the caller, oldest first.
    pub(crate) async fn session_ids(&self) -> Vec<String> {
        let sessions = self.send("GET", "/_emulator/sessions", json!({})).await.1;
        let ids = sessions["sessions"].as_array().unwrap().iter();
        ids.map(|session| session["id"].as_str().unwrap().to_owned()).collect()
    }

    /// Hands a statement in; a refusal is what some are for.
    pub(crate) async fn upload(&self, session: &str, statement: usize, with_password: bool) -> u16 {
        let password = STATEMENTS[statement].1;
        let pdf = statement_pdf(statement).await;
        let mut body = Vec::new();
        for (name, value) in [
            ("session_id", session),
            ("upload_type", "PDF"),
            ("pdf_password", if with_password { password } else { "" }),
        ] {
            body.extend_from_slice(
                format!("--cut\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes(),
            );
        }
        body.extend_from_slice(b"--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n");
        body.extend_from_slice(&pdf);
        body.extend_from_slice(b"\r\n--cut--\r\n");
        let path = "/bank-connect/v1/statement/upload_session/";
        self.call("POST", path, "multipart/form-data; boundary=cut", body)
            .await
            .0
    }

    pub(crate) async fn of_session(&self, method: &str, session: &str, call: &str) -> (u16, Value) {
        self.send(
            method,
            &format!("/bank-connect/v1/session_data/{session}/{call}/"),
            json!({}),
        )
        .await
    }

    pub(crate) async fn advance(&self, by: &str) {
        let (status, body) = self.post("/_emulator/clock/advance", json!({"by": by})).await;
        assert_eq!(status, 200, "{body}");
    }

    pub(crate) async fn export(&self) -> Vec<u8> {
        let (status, file) = self.get("/_emulator/export").await;
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&file));
        file
    }

    pub(crate) async fn import(&self, file: &[u8]) -> (u16, Value) {
        let (status, bytes) = self
            .call("POST", "/_emulator/import", "application/gzip", file.to_vec())
            .await;
        (status, serde_json::from_slice(&bytes).unwrap())
    }

    /// Everything that can be asked, and what is answered. Files behind links too.
    pub(crate) async fn everything(&self) -> BTreeMap<String, Answer> {
        let mut paths: Vec<String> = [
            "clock",
            "settings",
            "rules",
            "test-values",
            "worlds",
            "deliveries",
            "consents",
            "sessions",
        ]
        .map(|name| format!("/_emulator/{name}"))
        .to_vec();
        paths.push("/_emulator/specimens/salaried-asha/kotak/plain.pdf?from=2025-12-01&to=2025-12-31".to_owned());
        let sessions = self.send("GET", "/_emulator/sessions", json!({})).await.1;
        for session in sessions["sessions"].as_array().unwrap() {
            let id = session["id"].as_str().unwrap();
            for part in ["", "/journey", "/journey/aa/accounts", "/journey/nb/accounts"] {
                paths.push(format!("/_emulator/sessions/{id}{part}"));
            }
            paths.push(format!("/_emulator/sessions/{id}/explain?figure=predictors.credits_0"));
            paths.push(format!(
                "/bank-connect/v1/session_data/webhook_payloads/?session_id={id}"
            ));
            paths.extend(
                OF_SESSION
                    .iter()
                    .map(|call| format!("/bank-connect/v1/session_data/{id}/{call}/")),
            );
        }
        let mut answers = BTreeMap::new();
        for path in paths {
            let answer = self.get(&path).await;
            for link in links(&String::from_utf8_lossy(&answer.1)) {
                let file = self.get(&link).await;
                answers.insert(link, file);
            }
            answers.insert(path, answer);
        }
        answers
    }
}

/// The paths of links to files in a body.
pub(crate) fn links(body: &str) -> Vec<String> {
    let start = format!("http://{HOST}");
    body.split(&start)
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|link| link.starts_with("/files/"))
        .map(str::to_owned)
        .collect()
}

/// Answers with what is real time taken out, for worlds that went on side by side.
pub(crate) fn without_durations(answers: BTreeMap<String, Answer>) -> BTreeMap<String, (u16, String)> {
    let cut = |body: &[u8]| match serde_json::from_slice::<Value>(body) {
        Ok(mut body) => {
            blank(&mut body);
            body.to_string()
        }
        Err(_) => format!("{body:?}"),
    };
    answers
        .into_iter()
        .map(|(path, (status, body))| (path, (status, cut(&body))))
        .collect()
}

fn blank(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.remove("duration_ms");
            fields.values_mut().for_each(blank);
        }
        Value::Array(list) => list.iter_mut().for_each(blank),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A statement for the usual window, written once per run.
async fn statement_pdf(index: usize) -> Vec<u8> {
    static WRITTEN: [OnceCell<Vec<u8>>; STATEMENTS.len()] = [const { OnceCell::const_new() }; STATEMENTS.len()];
    let write = || async {
        let (name, password) = STATEMENTS[index];
        let lock = if password.is_empty() {
            String::new()
        } else {
            format!("&password={password}")
        };
        let path = format!("/_emulator/specimens/{name}.pdf?from=2025-10-01&to=2025-12-31{lock}");
        let (status, pdf) = Server::standing().await.get(&path).await;
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&pdf));
        pdf
    };
    WRITTEN[index].get_or_init(write).await.clone()
}
