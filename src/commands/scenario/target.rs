//! A running emulator as the target of a play, with a receiver in this process.

use bytes::Bytes;

use crate::emulator::scenario::{Call, CallAnswer, ReceiverIs, Target};
use crate::http::in_process::bring;
use crate::http::receiver::Receiver;
use crate::outbound::{AllowList, Client, Limits, Trust};

/// How long one call may take: `wait` is the longest, and has a limit of its own below.
const CALL_LIMIT: std::time::Duration = std::time::Duration::from_secs(320);

/// An emulator that is called over HTTP.
#[derive(Debug)]
pub struct OverHttp {
    http: Client,
    /// Without a slash at the end.
    url: String,
    control_token: Option<String>,
    receiver: Receiver,
}

impl OverHttp {
    /// The emulator at this address, which reaches this machine as `receiver_host`.
    ///
    /// # Errors
    /// When no HTTP client can be made.
    pub fn new(url: &str, control_token: Option<String>, receiver_host: &str) -> anyhow::Result<Self> {
        let limits = Limits {
            exchange: CALL_LIMIT,
            ..Limits::default()
        };
        Ok(OverHttp {
            http: Client::new(AllowList::default(), Trust::Machine, limits)?,
            url: root(url).to_owned(),
            control_token,
            receiver: Receiver::reached_as(receiver_host),
        })
    }
}

/// The server's root: what clients call the base URL ends in the API's path.
fn root(url: &str) -> &str {
    let url = url.trim_end_matches('/');
    url.strip_suffix("/bank-connect").unwrap_or(url).trim_end_matches('/')
}

impl Target for OverHttp {
    async fn send(&self, mut call: Call) -> Result<CallAnswer, String> {
        let is_control = call.url.starts_with("/_emulator");
        if let Some(token) = self.control_token.as_ref().filter(|_| is_control) {
            call.headers
                .push(("authorization".to_owned(), format!("Bearer {token}")));
        }
        call.url = format!("{}{}", self.url, call.url);
        self.http.call(call).await.map_err(|problem| problem.to_string())
    }

    async fn receiver(&self, is: ReceiverIs) -> Result<String, String> {
        bring(&self.receiver, is).await
    }

    async fn offer(&self, file: Bytes) -> Result<String, String> {
        let offered = self.receiver.offer(file).await;
        offered.map_err(|error| format!("the receiver of this play cannot listen: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_url_of_clients_leads_to_the_root_too() {
        for url in [
            "http://h:1",
            "http://h:1/",
            "http://h:1/bank-connect",
            "http://h:1/bank-connect/",
        ] {
            assert_eq!(root(url), "http://h:1");
        }
    }
}
