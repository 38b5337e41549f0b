//! Kadamba Credit: an invented lender, to show how BankConnect is used from end to end.
//!
//! It knows the service by its documented HTTP API alone. A walk through it, in the order of a borrower's journey:
//!
//! - [`application`]: the form, and what is remembered of each application.
//! - [`bankconnect`]: every call to the service.
//! - [`lending`]: session, return, processing, webhook, outcome: when which call is made, and what every refusal leads to.
//! - [`figures`]: what is taken from the answer.
//! - [`decision`]: the rules.
//! - [`routes`], [`pages`]: what browsers and webhooks meet.
//! - [`guide`]: borrowers and cases for a demo.

pub mod application;
pub mod bankconnect;
pub mod decision;
pub mod figures;
pub mod guide;
pub mod lending;
pub mod pages;
pub mod routes;
pub mod rupees;

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::lending::Lender;

/// How the lender is set up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settings {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Its own address as browsers see it; else the one it listens on.
    pub public_url: Option<String>,
    /// Where the service reaches it with webhooks; else `/webhook` below the public URL.
    pub webhook_url: Option<String>,
    /// What webhooks must carry as `x-secret-key`.
    pub webhook_secret: String,
    /// The service, up to and with `/bank-connect`.
    pub bankconnect_url: String,
    /// Where its pages are, as browsers see them; else the host of the service.
    pub pages_url: Option<String>,
    /// The key the service knows this lender by.
    pub api_key: String,
    /// What is sent beside it.
    pub server_hash: String,
    /// Whether there is a guide, and links to the emulator's console.
    pub is_demo: bool,
}

/// A lender that runs in this process. It stops when this is dropped.
#[derive(Debug)]
pub struct Running {
    lender: Arc<Lender>,
    server: JoinHandle<()>,
}

/// Starts it.
///
/// # Errors
/// When the address is taken, or a URL is none.
pub async fn start(settings: Settings) -> anyhow::Result<Running> {
    let listener = TcpListener::bind(settings.listen)
        .await
        .with_context(|| format!("cannot listen on {}", settings.listen))?;
    start_on(listener, settings)
}

/// Starts it on a listener that is there already.
///
/// # Errors
/// When a URL is none.
pub fn start_on(listener: TcpListener, settings: Settings) -> anyhow::Result<Running> {
    let address = listener.local_addr().context("the listener has no address")?;
    let public_url = settings
        .public_url
        .clone()
        .unwrap_or_else(|| format!("http://{address}"));
    let public_url = public_url.trim_end_matches('/').to_owned();
    let webhook_url = settings.webhook_url.clone();
    let webhook_url = webhook_url.unwrap_or_else(|| format!("{public_url}/webhook"));
    let lender = Arc::new(Lender::new(settings, &public_url, &webhook_url)?);
    let app = routes::routes(Arc::clone(&lender))?;
    let server = tokio::spawn(async move {
        // It ends with the task, never by itself.
        let _ = axum::serve(listener, app).await;
    });
    Ok(Running { lender, server })
}

impl Running {
    /// Its address as browsers see it, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.lender.public_url
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.server.abort();
    }
}
