//! Handing over one webhook, once. When to try again is decided in world time, by the domain.

use chrono::{DateTime, Utc};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderMap, HeaderValue, LOCATION};
use reqwest::{Method, Request, Response, Url};

use super::{Client, ExchangeProblem, USER_AGENT};
use crate::clock::Stopwatch;
use crate::domain::ids::DeliveryId;
use crate::domain::webhook::{Attempt, Event, WebhookTarget};

/// The header that carries the client's secret. Source: contract, endpoints.md, `update_webhook`.
const SECRET_HEADER: &str = "x-secret-key";

/// What stands in for a secret wherever people look.
const MASK: &str = "***";

/// What was sent, what came back, and how long it took.
#[derive(Clone, PartialEq, Debug)]
pub struct Exchange {
    /// Where it went, a password in it masked.
    pub url: String,
    /// Header names and values sent; a secret is masked. Empty when nothing could be sent.
    pub request_headers: Vec<(String, String)>,
    /// The answer's status; `None` when there was no answer.
    pub status: Option<u16>,
    /// The answer's body, cut to what is kept.
    pub response_body: String,
    /// What went wrong, for people.
    pub error: Option<String>,
    /// Why there was no answer, or only part of one.
    pub problem: Option<ExchangeProblem>,
    /// Real time it took.
    pub duration_ms: u64,
}

impl Exchange {
    /// The attempt it was, made at this instant of the world.
    pub fn attempt(self, at: DateTime<Utc>) -> Attempt {
        Attempt {
            at,
            url: self.url,
            request_headers: self.request_headers,
            status: self.status,
            response_body: self.response_body,
            error: self.error,
            duration_ms: self.duration_ms,
            injected: None,
        }
    }
}

/// The receiver's answer, as far as it came.
#[derive(Default)]
struct Answer {
    status: Option<u16>,
    body: String,
    error: Option<String>,
    problem: Option<ExchangeProblem>,
}

impl From<ExchangeProblem> for Answer {
    fn from(problem: ExchangeProblem) -> Self {
        Answer {
            error: Some(problem.to_string()),
            problem: Some(problem),
            ..Answer::default()
        }
    }
}

impl Client {
    /// Posts the webhook's body to the target and tells what became of it. Never fails: what goes wrong is part of the answer.
    pub async fn deliver(&self, target: &WebhookTarget, event: Event, body: &str, delivery_id: DeliveryId) -> Exchange {
        let stopwatch = Stopwatch::start();
        let (request_headers, answer) = match self.webhook(target, body) {
            Ok(request) => (masked(request.headers()), self.post(request).await),
            Err(problem) => (Vec::new(), problem.into()),
        };
        let duration_ms = stopwatch.elapsed_ms();
        tracing::debug!(%delivery_id, %event, status = answer.status, error = answer.error, duration_ms, "webhook {event} sent");
        Exchange {
            url: without_password(&target.url),
            request_headers,
            status: answer.status,
            response_body: answer.body,
            error: answer.error,
            problem: answer.problem,
            duration_ms,
        }
    }

    /// The request, with every header that goes over the wire, so that people are shown what was really sent.
    fn webhook(&self, target: &WebhookTarget, body: &str) -> Result<Request, ExchangeProblem> {
        let url = self.checked(&target.url)?;
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(secret) = &target.secret {
            let mut value =
                HeaderValue::from_bytes(secret.as_bytes()).map_err(|_| ExchangeProblem::SecretUnsendable)?;
            value.set_sensitive(true);
            headers.insert(SECRET_HEADER, value);
        }
        headers.insert(reqwest::header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
        headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        if let Ok(host) = HeaderValue::from_str(&host_header(&url)) {
            headers.insert(HOST, host);
        }
        headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
        let request = self.http_for(&url).request(Method::POST, url);
        let request = request.headers(headers).body(body.to_owned());
        request
            .build()
            .map_err(|error| ExchangeProblem::UrlUnreadable(error.to_string()))
    }

    async fn post(&self, request: Request) -> Answer {
        let host = host_and_port(request.url());
        let mut response = match self.http_for(request.url()).execute(request).await {
            Ok(response) => response,
            Err(error) => {
                return ExchangeProblem::new(&error, host, &self.limits).into();
            }
        };
        let (kept, broken_off) = self.kept_of(&mut response).await;
        let problem = broken_off.map(|error| ExchangeProblem::new(&error, host, &self.limits));
        let error = match &problem {
            Some(problem) => Some(problem.to_string()),
            None => redirect(&response).map(|location| {
                format!("redirected to {location}: redirects are not followed, set the final URL as webhook_url")
            }),
        };
        Answer {
            status: Some(response.status().as_u16()),
            body: String::from_utf8_lossy(&kept).into_owned(),
            error,
            problem,
        }
    }

    /// The beginning of the body, and what cut it short. Past what is kept nothing is read.
    async fn kept_of(&self, response: &mut Response) -> (Vec<u8>, Option<reqwest::Error>) {
        let mut kept = Vec::new();
        while kept.len() < self.limits.answer_size_bytes_max {
            match response.chunk().await {
                Ok(Some(chunk)) => kept.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(error) => return (kept, Some(error)),
            }
        }
        kept.truncate(self.limits.answer_size_bytes_max);
        (kept, None)
    }
}

/// The URL as people may see it.
pub fn without_password(url: &str) -> String {
    let Ok(mut parsed) = Url::parse(url) else {
        return url.to_owned();
    };
    if parsed.password().is_none() {
        return url.to_owned();
    }
    // Only URLs that can have no password refuse.
    let _ = parsed.set_password(Some("***"));
    parsed.to_string()
}

/// Where the answer redirects to, when it does.
pub(super) fn redirect(response: &Response) -> Option<String> {
    let location = response
        .headers()
        .get(LOCATION)
        .filter(|_| response.status().is_redirection())?;
    Some(String::from_utf8_lossy(location.as_bytes()).into_owned())
}

/// For people: names the port even when it is the usual one.
pub(super) fn host_and_port(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port_or_known_default() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// For the wire: leaves out the usual port.
fn host_header(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// The headers as people may see them. A user name and password in the URL become an `authorization` header, as secret as the secret itself.
fn masked(headers: &HeaderMap) -> Vec<(String, String)> {
    let shown = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers
        .iter()
        .map(|(name, value)| {
            let is_secret = value.is_sensitive() || name == SECRET_HEADER || name == AUTHORIZATION;
            (name.to_string(), if is_secret { MASK.to_owned() } else { shown(value) })
        })
        .collect()
}
