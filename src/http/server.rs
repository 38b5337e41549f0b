//! The connection loop: accepts, bounds what a connection may cost, and stops promptly.
//!
//! axum's own `serve` sets no limits, so connections are driven by hyper here. HTTP/1.1 only: what callers of the vendor's API speak.

mod connections;
mod farewell;
#[cfg(test)]
mod tests;

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::Request;
use axum::response::Response;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower::Service;

use connections::Connections;

/// What the server may be made to hold.
///
/// Two limits are not for setting: more than 100 headers are answered 431 (hyper's own bound, the fast one), and so is a request line past 64 kB.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ServerLimits {
    /// Connections at a time; one more is answered 503 and closed.
    pub connections_max: usize,
    /// How long a connection may take from being ready for a request to the end of that request's headers: the time it may idle and the time
    /// it may drip headers, measured by one clock.
    pub request_head: Duration,
    /// How long a request's body may pause.
    pub body_pause: Duration,
    /// Request line and headers of one request; more bytes are answered 431.
    pub head_size_bytes_max: usize,
    /// How long requests in flight may go on once the server is to stop.
    pub grace: Duration,
}

impl Default for ServerLimits {
    /// 4,096 connections (design section 9); the rest is ours: 75 s, 30 s, 64 kB, half a second.
    fn default() -> Self {
        ServerLimits {
            connections_max: 4_096,
            request_head: Duration::from_secs(75),
            body_pause: Duration::from_secs(30),
            head_size_bytes_max: 64 * 1024,
            grace: Duration::from_millis(500),
        }
    }
}

/// Serves the app on the listener until `shutdown` completes and every request in flight is answered, or the grace is over.
pub async fn serve<S>(listener: TcpListener, app: S, limits: ServerLimits, shutdown: impl Future<Output = ()>)
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + Unpin + 'static,
    S::Future: Send,
{
    let (running, stopping) = watch::channel(());
    let mut connections = Connections::new(app, limits, stopping);
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => connections.welcome(stream),
                Err(problem) => connections.recover(&problem).await,
            },
            () = connections.one_ended() => {}
        }
    }
    // Nobody new gets in, idle connections close at once, busy ones after their answer.
    drop(listener);
    drop(running);
    connections.end_within(limits.grace).await;
}
