//! A lender that uses the API, and the session it works on.

use std::net::SocketAddr;

use serde_json::{Value, json};

use super::calls::{Answer, Call};

/// The days every session asks for unless a test says otherwise: three whole months.
pub(crate) const WINDOW: (&str, &str) = ("01/10/2025", "31/12/2025");

/// A caller with an API key of its own.
#[derive(Clone, Debug)]
pub(crate) struct Lender {
    pub(crate) address: SocketAddr,
    pub(crate) key: String,
}

impl Lender {
    pub(crate) fn new(address: SocketAddr, key: &str) -> Self {
        Lender {
            address,
            key: key.to_owned(),
        }
    }

    /// Sends a call with key and hash.
    pub(crate) async fn call(&self, call: Call) -> Answer {
        call.header("x-api-key", &self.key)
            .header("server-hash", "hash")
            .send(self.address)
            .await
    }

    /// The fields of a session over the usual window, with some changed; null takes one away.
    pub(crate) fn fields(&self, changes: Value) -> Value {
        let mut fields = json!({"link_id": "cust-1", "api_key": self.key, "from_date": WINDOW.0, "to_date": WINDOW.1});
        for (name, value) in changes.as_object().unwrap() {
            if value.is_null() {
                fields.as_object_mut().unwrap().remove(name);
            } else {
                fields[name] = value.clone();
            }
        }
        fields
    }

    /// Asks for a session with some fields changed.
    pub(crate) async fn asks_for_session(&self, changes: Value) -> Answer {
        let call = Call::post("/bank-connect/v1/session/").json(&self.fields(changes));
        call.send(self.address).await
    }

    /// A session over the usual window.
    pub(crate) async fn session(&self) -> TestSession {
        self.session_with(json!({})).await
    }

    pub(crate) async fn session_with(&self, changes: Value) -> TestSession {
        let created = self.asks_for_session(changes).await.accepted();
        self.open(created["session_id"].as_str().unwrap())
    }

    /// A session that is known by its id.
    pub(crate) fn open(&self, id: &str) -> TestSession {
        TestSession {
            lender: self.clone(),
            id: id.to_owned(),
        }
    }

    pub(crate) async fn webhooks_go_to(&self, url: &str) {
        self.webhooks_go_to_as(url, 3).await;
    }

    pub(crate) async fn webhooks_go_to_as(&self, url: &str, mode: u8) {
        let call = Call::post("/bank-connect/v1/session_data/update_webhook/");
        let body = json!({"webhook_url": url, "webhook_mode": mode});
        self.call(call.json(&body)).await.accepted();
    }

    /// A call to the control API about this lender's world.
    pub(crate) async fn control(&self, method: &str, path: &str, body: Value) -> Answer {
        let separator = if path.contains('?') { '&' } else { '?' };
        let path = format!("/_emulator{path}{separator}world={}", self.key);
        Call::new(method, path).json(&body).send(self.address).await
    }

    pub(crate) async fn has_settings(&self, patch: Value) {
        self.control("PATCH", "/settings", patch).await.accepted();
    }

    /// Lets time pass in this lender's world; gives what happened.
    pub(crate) async fn waits(&self, by: &str) -> Vec<Value> {
        let answer = self.control("POST", "/clock/advance", json!({"by": by})).await;
        answer.accepted()["happened"].as_array().unwrap().clone()
    }
}

/// A file to hand in, with the fields around it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Upload {
    fields: Vec<(String, Vec<u8>)>,
    query: String,
}

impl Upload {
    /// A PDF as a file.
    pub(crate) fn of(file: impl AsRef<[u8]>) -> Self {
        Upload::default().with("upload_type", "PDF").with("file", file)
    }

    /// A file to be fetched.
    pub(crate) fn from_url(url: &str) -> Self {
        Upload::default().with("upload_type", "PDF").with("file_url", url)
    }

    /// The field with another value.
    pub(crate) fn with(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self = self.without(name);
        self.fields.push((name.to_owned(), value.as_ref().to_vec()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(other, _)| other != name);
        self
    }

    pub(crate) fn password(self, password: &str) -> Self {
        self.with("pdf_password", password)
    }

    /// Asks for more in the answer: `identity=true&progress=true`.
    pub(crate) fn asking(mut self, query: &str) -> Self {
        self.query = format!("?{query}");
        self
    }

    fn parts(&self) -> Vec<(&str, &[u8])> {
        let parts = self.fields.iter();
        parts.map(|(name, value)| (name.as_str(), value.as_slice())).collect()
    }

    /// As a multipart call, without key.
    pub(crate) fn call(&self) -> Call {
        Call::post(format!("/bank-connect/v1/statement/upload_session/{}", self.query)).multipart(&self.parts())
    }

    /// As a form, without key.
    pub(crate) fn form_call(&self) -> Call {
        Call::post(format!("/bank-connect/v1/statement/upload_session/{}", self.query)).form(&self.parts())
    }
}

/// A session and what can be asked of it.
#[derive(Clone, Debug)]
pub(crate) struct TestSession {
    pub(crate) lender: Lender,
    pub(crate) id: String,
}

impl TestSession {
    /// Calls `v1/session_data/{id}/{what}`.
    pub(crate) async fn calls(&self, method: &str, what: &str) -> Answer {
        let path = format!("/bank-connect/v1/session_data/{}/{what}", self.id);
        self.lender.call(Call::new(method, path)).await
    }

    pub(crate) async fn upload(&self, upload: impl Into<Upload>) -> Answer {
        let upload = upload.into().with("session_id", &self.id);
        self.lender.call(upload.call()).await
    }

    pub(crate) async fn initiate_processing(&self) -> Answer {
        self.calls("POST", "initiate_processing/").await
    }

    pub(crate) async fn progress(&self) -> Answer {
        self.calls("GET", "progress/").await
    }

    pub(crate) async fn status(&self) -> Answer {
        self.calls("GET", "session_status/").await
    }

    pub(crate) async fn pdfs(&self) -> Answer {
        self.calls("GET", "get_pdfs/").await
    }

    pub(crate) async fn upload_status(&self) -> Answer {
        self.calls("GET", "session_upload_status/").await
    }

    pub(crate) async fn delete(&self) -> Answer {
        self.calls("DELETE", "delete/").await
    }

    /// Asks for processing, waits for its end, and gives the outcome.
    pub(crate) async fn outcome(&self) -> Value {
        self.initiate_processing().await.accepted();
        self.lender.waits("3s").await;
        self.status().await.accepted()
    }

    /// Everything the emulator knows about it.
    pub(crate) async fn explained(&self) -> Value {
        let path = format!("/sessions/{}", self.id);
        self.lender.control("GET", &path, json!({})).await.accepted()
    }
}

impl From<&Vec<u8>> for Upload {
    fn from(file: &Vec<u8>) -> Self {
        Upload::of(file)
    }
}

impl From<Vec<u8>> for Upload {
    fn from(file: Vec<u8>) -> Self {
        Upload::of(file)
    }
}

impl From<&Upload> for Upload {
    fn from(upload: &Upload) -> Self {
        upload.clone()
    }
}
