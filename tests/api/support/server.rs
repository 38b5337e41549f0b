//! A server whose clock stands still.

use std::net::SocketAddr;

use bankconnect_emulator::commands::serve::{Running, Start};
use chrono::{DateTime, Utc};

use super::calls::{Answer, Call};
use super::lender::Lender;

/// Every test begins at ten o'clock in India on 15 January 2026.
pub(crate) const NOW: &str = "2026-01-15T10:00:00+05:30";

/// A server on a free port.
pub(crate) struct TestServer {
    running: Running,
}

impl TestServer {
    pub(crate) async fn start() -> Self {
        TestServer::started(|start| start).await
    }

    /// A server started in another way.
    pub(crate) async fn started(change: impl FnOnce(Start) -> Start) -> Self {
        let at: DateTime<Utc> = NOW.parse().unwrap();
        let start = change(Start::default().frozen_at(at));
        TestServer {
            running: start.run().await.unwrap(),
        }
    }

    pub(crate) fn url(&self) -> String {
        self.running.url()
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.running.url().strip_prefix("http://").unwrap().parse().unwrap()
    }

    /// A lender with this API key. Each key is a world of its own.
    pub(crate) fn lender(&self, key: &str) -> Lender {
        Lender::new(self.address(), key)
    }

    pub(crate) async fn call(&self, call: Call) -> Answer {
        call.send(self.address()).await
    }

    pub(crate) async fn stop(self) {
        self.running.stop().await;
    }
}
