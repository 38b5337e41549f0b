//! Calling an emulator as a lender's client does: for the tour, and later for scenarios that run against a server.

use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Method, StatusCode};

use super::delivery::host_and_port;
use super::problem::ExchangeProblem;
use super::{Client, USER_AGENT};

/// One call of an API.
#[derive(Clone, Debug, Default)]
pub struct Call {
    /// `GET`, `POST` …
    pub method: String,
    /// Where to.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body, and what it is.
    pub body: Option<(String, Vec<u8>)>,
}

/// What came back.
#[derive(Clone, PartialEq, Debug)]
pub struct CallAnswer {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

impl Client {
    /// Makes the call. The answer is not bounded: it comes from a server of ours.
    ///
    /// # Errors
    /// Why there was no answer.
    pub async fn call(&self, call: Call) -> Result<CallAnswer, ExchangeProblem> {
        let url = self.checked(&call.url)?;
        let host = host_and_port(&url);
        let method = Method::from_bytes(call.method.as_bytes())
            .map_err(|problem| ExchangeProblem::UrlUnreadable(problem.to_string()))?;
        let mut request = self
            .http_for(&url)
            .request(method, url)
            .header(reqwest::header::USER_AGENT, USER_AGENT);
        for (name, value) in &call.headers {
            if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse::<HeaderValue>()) {
                request = request.header(name, value);
            }
        }
        if let Some((kind, body)) = call.body {
            request = request.header(CONTENT_TYPE, kind).body(body);
        }
        let failed = |error: reqwest::Error| ExchangeProblem::new(&error, host.clone(), &self.limits);
        let response = request.send().await.map_err(failed)?;
        let status = StatusCode::as_u16(&response.status());
        let body = response.bytes().await.map_err(failed)?.to_vec();
        Ok(CallAnswer { status, body })
    }
}
