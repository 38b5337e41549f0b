//! Fetching a statement from the `file_url` of an upload.

use reqwest::{Response, StatusCode};

use super::delivery::{host_and_port, redirect};
use super::{Client, ExchangeProblem};

/// Why a file could not be fetched. The caller is answered `INVALID_FILE_URL`; this is for log and journal.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FetchProblem {
    /// There was no answer, or only part of one.
    #[error(transparent)]
    Exchange(#[from] ExchangeProblem),
    /// A redirect, which could lead anywhere, `--outbound-allow` or not. Ours: the vendor does not say.
    #[error("{host} redirects to {location}: redirects are not followed, give the final address")]
    Redirected {
        /// Host and port.
        host: String,
        /// As the answer says it.
        location: String,
    },
    /// Any status but 200.
    #[error("{host} answered {status} instead of 200")]
    Status {
        /// Host and port.
        host: String,
        /// What it answered.
        status: u16,
    },
    /// More bytes than an upload may have.
    #[error("the file at {host} is larger than {size_bytes_max} bytes")]
    TooLong {
        /// Host and port.
        host: String,
        /// What was allowed.
        size_bytes_max: usize,
    },
}

impl Client {
    /// The file at this URL: http or https, answered with 200, not redirected, at most `size_bytes_max` long, complete within 10 s.
    pub async fn fetch(&self, url: &str, size_bytes_max: usize) -> Result<Vec<u8>, FetchProblem> {
        let url = self.checked(url)?;
        let host = host_and_port(&url);
        let failed = |error: &reqwest::Error| ExchangeProblem::new(error, host.clone(), &self.limits);
        let request = self.http_for(&url).get(url);
        let request = request.header(reqwest::header::USER_AGENT, super::USER_AGENT);
        let mut response = request.send().await.map_err(|error| failed(&error))?;
        check_head(&response, &host, size_bytes_max)?;
        let mut file = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| failed(&error))? {
            if chunk.len() > size_bytes_max - file.len() {
                return Err(FetchProblem::TooLong { host, size_bytes_max });
            }
            file.extend_from_slice(&chunk);
        }
        Ok(file)
    }
}

/// What can be refused before the first byte of the file.
fn check_head(response: &Response, host: &str, size_bytes_max: usize) -> Result<(), FetchProblem> {
    let host = host.to_owned();
    if let Some(location) = redirect(response) {
        return Err(FetchProblem::Redirected { host, location });
    }
    if response.status() != StatusCode::OK {
        return Err(FetchProblem::Status {
            host,
            status: response.status().as_u16(),
        });
    }
    let is_too_long = response
        .content_length()
        .is_some_and(|length| length > size_bytes_max as u64);
    if is_too_long {
        return Err(FetchProblem::TooLong { host, size_bytes_max });
    }
    Ok(())
}
