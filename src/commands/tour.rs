//! `tour`: the whole flow on a fresh statement, each call and its answer shown.

use std::io::{IsTerminal, stdout};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, anyhow, ensure};
use serde_json::Value;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::commands::serve::{Running, Start};
use crate::commands::{runtime, say};
use crate::http::receiver;
use crate::outbound::{AllowList, Call, CallAnswer, Client, Limits, Trust};

/// Lines of an answer that are shown.
const LINES_MAX: usize = 14;
/// The bank whose statement is handed in.
const BANK: &str = "hdfc";
/// How long the tour waits for what must come at once.
const PATIENCE: Duration = Duration::from_secs(20);

/// A lender's client on its way through the API.
struct Lender {
    http: Client,
    base: String,
}

pub(crate) fn run() -> anyhow::Result<ExitCode> {
    runtime()?.block_on(async {
        let emulator = Start::default().run().await?;
        let toured = tour(&emulator).await;
        emulator.stop().await;
        toured.map(|()| ExitCode::SUCCESS)
    })
}

async fn tour(emulator: &Running) -> anyhow::Result<()> {
    let (webhook_url, mut webhooks) = receiver::start()
        .await
        .context("no port is free for the webhook receiver")?;
    let lender = Lender {
        http: Client::new(AllowList::default(), Trust::Nobody, Limits::default())?,
        base: emulator.url(),
    };
    say(format!("A lender's day, against an emulator at {}.\n", lender.base).as_bytes())?;

    chapter("The lender says where webhooks go.")?;
    let target = serde_json::json!({"webhook_url": webhook_url, "webhook_mode": 3}).to_string();
    lender
        .json("POST", "/bank-connect/v1/session_data/update_webhook/", Some(target))
        .await?;

    chapter("It creates a session for a borrower. Without dates, the last six months are asked for.")?;
    let request = serde_json::json!({"api_key": "test", "link_id": "cust-1"}).to_string();
    let session = lender.json("POST", "/bank-connect/v1/session/", Some(request)).await?;
    let id = session["session_id"]
        .as_str()
        .context("the answer names no session")?
        .to_owned();

    chapter("The borrower fetches a statement from the bank: a specimen, made for this session's window.")?;
    let specimen = format!("/_emulator/specimens/salaried-asha/{BANK}/plain.pdf?session_id={id}");
    let pdf = lender.call("GET", &specimen, None).await?.body;
    say(format!("    {} kB of PDF\n", pdf.len().div_ceil(1024)).as_bytes())?;

    chapter("It is uploaded, read, and its account recognised.")?;
    lender
        .shown(
            "POST",
            "/bank-connect/v1/statement/upload_session/?identity=true",
            Some(upload(&id, &pdf)),
        )
        .await?;

    chapter("The same statement once more is refused.")?;
    let again = lender
        .call(
            "POST",
            "/bank-connect/v1/statement/upload_session/",
            Some(upload(&id, &pdf)),
        )
        .await?;
    show(&again)?;
    ensure!(again.status == 400, "a duplicate was accepted");

    chapter("The lender starts processing.")?;
    lender
        .json(
            "POST",
            &format!("/bank-connect/v1/session_data/{id}/initiate_processing/"),
            None,
        )
        .await?;

    chapter("It may poll.")?;
    lender
        .json("GET", &format!("/bank-connect/v1/session_data/{id}/progress/"), None)
        .await?;

    chapter("Nobody has to wait: the clock belongs to the test.")?;
    lender
        .json("POST", "/_emulator/clock/advance", Some(r#"{"by": "5s"}"#.to_owned()))
        .await?;

    chapter("The webhook has arrived:")?;
    say(format!("  POST {webhook_url}, to the lender\n").as_bytes())?;
    say(lines(&webhook(&mut webhooks).await?).as_bytes())?;

    chapter("The outcome, account by account:")?;
    let status = lender
        .json(
            "GET",
            &format!("/bank-connect/v1/session_data/{id}/session_status/"),
            None,
        )
        .await?;
    ensure!(
        status["accounts"][0]["account_status"] == "completed",
        "the account did not complete"
    );

    chapter("And why, in the emulator's own words:")?;
    let told = lender.call("GET", &format!("/_emulator/sessions/{id}"), None).await?;
    let told: Value = serde_json::from_slice(&told.body).context("no JSON")?;
    say(lines(told["accounts"][0]["statements"][0].to_string().as_bytes()).as_bytes())?;
    say(b"\nThat was the main flow. `bankconnect-emulator serve` starts the server for your own client.\n")
}

impl Lender {
    async fn call(&self, method: &str, path: &str, body: Option<(String, Vec<u8>)>) -> anyhow::Result<CallAnswer> {
        let sent = body
            .as_ref()
            .map_or_else(String::new, |(kind, body)| in_words(kind, body));
        say(format!("  {method} {path}\n{sent}").as_bytes())?;
        let headers = [("x-api-key", "test"), ("server-hash", "tour")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec();
        let call = Call {
            method: method.to_owned(),
            url: format!("{}{path}", self.base),
            headers,
            body,
        };
        Ok(self.http.call(call).await?)
    }

    /// The call with its answer shown; the tour ends when it is refused.
    async fn shown(&self, method: &str, path: &str, body: Option<(String, Vec<u8>)>) -> anyhow::Result<Value> {
        let answer = self.call(method, path, body).await?;
        show(&answer)?;
        ensure!(answer.status < 300, "{method} {path} was refused");
        serde_json::from_slice(&answer.body).context("the answer is no JSON")
    }

    async fn json(&self, method: &str, path: &str, body: Option<String>) -> anyhow::Result<Value> {
        self.shown(
            method,
            path,
            body.map(|body| ("application/json".to_owned(), body.into_bytes())),
        )
        .await
    }
}

async fn webhook(webhooks: &mut UnboundedReceiver<bytes::Bytes>) -> anyhow::Result<bytes::Bytes> {
    let received = tokio::time::timeout(PATIENCE, webhooks.recv()).await;
    received
        .map_err(|_| anyhow!("no webhook came"))?
        .context("the receiver stopped")
}

/// What comes next, in bold where the reader is a person.
fn chapter(text: &str) -> anyhow::Result<()> {
    let (bold, plain) = if stdout().is_terminal() {
        ("\x1b[1m", "\x1b[0m")
    } else {
        ("", "")
    };
    say(format!("\n{bold}{text}{plain}\n").as_bytes())
}

/// A body that is sent: JSON as it is, a form by its fields.
fn in_words(kind: &str, body: &[u8]) -> String {
    if kind == "application/json" {
        format!("  {}\n", String::from_utf8_lossy(body))
    } else {
        format!(
            "  form: session_id, upload_type=PDF, bank_name={BANK}, file=statement.pdf ({} kB)\n",
            body.len().div_ceil(1024)
        )
    }
}

fn show(answer: &CallAnswer) -> anyhow::Result<()> {
    say(format!("  {}\n{}", answer.status, lines(&answer.body)).as_bytes())
}

/// The first lines of a JSON body.
fn lines(body: &[u8]) -> String {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let pretty = serde_json::to_string_pretty(&body).unwrap_or_default();
    let left_out = pretty.lines().count().saturating_sub(LINES_MAX);
    let mut shown: String = pretty
        .lines()
        .take(LINES_MAX)
        .map(|line| format!("    {line}\n"))
        .collect();
    if left_out > 0 {
        shown.push_str(&format!("    … {left_out} more lines\n"));
    }
    shown
}

/// A form with a file, as a browser sends it.
fn upload(session_id: &str, pdf: &[u8]) -> (String, Vec<u8>) {
    const BOUNDARY: &str = "----emulator-tour-7d1f";
    let mut body = Vec::with_capacity(pdf.len() + 1_024);
    for (name, value) in [("session_id", session_id), ("upload_type", "PDF"), ("bank_name", BANK)] {
        body.extend_from_slice(
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes(),
        );
    }
    let file =
        "Content-Disposition: form-data; name=\"file\"; filename=\"statement.pdf\"\r\nContent-Type: application/pdf";
    body.extend_from_slice(format!("--{BOUNDARY}\r\n{file}\r\n\r\n").as_bytes());
    body.extend_from_slice(pdf);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}
