//! What leaves the process: webhooks, and statements fetched from a `file_url`. Nothing else ever does.
//!
//! Time here is real time, because sockets live in it. Every exchange is bounded: 2 s to connect, 10 s in all, a fixed number of bytes kept;
//! redirects are not followed, proxies are not asked. Loopback and private addresses are allowed on purpose: tests live there.
//! Source: semantics 1, design section 10.

mod allow_list;
mod call;
mod certificates;
mod checkup;
mod delivery;
mod fetch;
mod names;
mod problem;
#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Certificate, Url};

pub use allow_list::{AllowList, AllowProblem};
pub use call::{Call, CallAnswer};
pub use certificates::Trust;
pub use checkup::{Address, Reached};
pub use delivery::{Exchange, without_password};
pub use fetch::FetchProblem;
pub use problem::{CertificateFault, ExchangeProblem};

use names::AllowedNames;

/// What the emulator calls itself when it calls others.
pub const USER_AGENT: &str = concat!("bankconnect-emulator/", env!("CARGO_PKG_VERSION"));

/// How long and how much one exchange may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Until there is a connection, looking up the name and TLS included.
    pub connect: Duration,
    /// From looking up the name to the end of the answer.
    pub exchange: Duration,
    /// How much of a webhook receiver's answer is kept; the rest is not read.
    pub answer_size_bytes_max: usize,
}

impl Default for Limits {
    /// 2 s, 10 s, 64 kB. Source: semantics 1; the size is ours.
    fn default() -> Self {
        Limits {
            connect: Duration::from_secs(2),
            exchange: Duration::from_secs(10),
            answer_size_bytes_max: 64 * 1024,
        }
    }
}

/// The one HTTP client of the process. Cloning shares it.
#[derive(Clone, Debug)]
pub struct Client {
    /// For http://. Trusts nobody.
    plain: reqwest::Client,
    /// For https://. Made when first needed: reading a machine's CA files takes longer than everything else at start.
    trusting: Arc<OnceLock<reqwest::Client>>,
    allowed: Arc<AllowList>,
    limits: Limits,
}

/// No client could be made.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client for webhooks and file_url cannot be made: {0}")]
pub struct ClientProblem(#[source] reqwest::Error);

impl Client {
    /// Makes it, once per process. A machine without any CA files is fine: http:// works, https:// is refused as not trusted.
    pub fn new(allowed: AllowList, trust: Trust, limits: Limits) -> Result<Self, ClientProblem> {
        certificates::install_provider();
        let allowed = Arc::new(allowed);
        let with_certificates = |pem: &[u8]| {
            let trusted = Certificate::from_pem_bundle(pem)?;
            builder(&allowed, limits).tls_certs_only(trusted).build()
        };
        let plain = with_certificates(b"").map_err(ClientProblem)?;
        let trusting = match trust {
            Trust::Nobody => OnceLock::from(plain.clone()),
            Trust::Only(pem) => OnceLock::from(with_certificates(&pem).map_err(ClientProblem)?),
            Trust::Machine => OnceLock::new(),
        };
        Ok(Client {
            plain,
            trusting: Arc::new(trusting),
            allowed,
            limits,
        })
    }

    /// What calls this address.
    fn http_for(&self, url: &Url) -> &reqwest::Client {
        if url.scheme() == "http" {
            return &self.plain;
        }
        self.trusting.get_or_init(|| {
            builder(&self.allowed, self.limits).build().unwrap_or_else(|problem| {
                tracing::warn!(%problem, "no CA certificates found: https:// webhooks and file_urls are refused as not trusted");
                self.plain.clone()
            })
        })
    }

    /// The address, when it is one we may call. Names are checked once more when they are looked up.
    fn checked(&self, url: &str) -> Result<Url, ExchangeProblem> {
        let parsed = Url::parse(url.trim()).map_err(|reason| ExchangeProblem::UrlUnreadable(reason.to_string()))?;
        if !matches!(parsed.scheme(), "http" | "https") {
            return Err(ExchangeProblem::SchemeUnknown(parsed.scheme().to_owned()));
        }
        match parsed.host() {
            Some(host) if self.allowed.may_admit(&host) => Ok(parsed),
            Some(host) => Err(ExchangeProblem::NotAllowed(host.to_string())),
            None => Err(ExchangeProblem::UrlUnreadable("it names no host".to_owned())),
        }
    }
}

/// What every client has in common; it trusts the machine's CAs unless told otherwise.
fn builder(allowed: &Arc<AllowList>, limits: Limits) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .connect_timeout(limits.connect)
        .timeout(limits.exchange)
        // A kept connection may be closed by the receiver just as the next webhook is written to it. A fresh one for each exchange makes
        // outcomes repeatable and never keeps a receiver under test from stopping; it costs about three times the processor time.
        .pool_max_idle_per_host(0)
        .dns_resolver(AllowedNames::new(Arc::clone(allowed)))
}
