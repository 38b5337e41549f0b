//! The connections that are open, and what each goes through.

use std::convert::Infallible;
use std::future::pending;
use std::io;
use std::pin::Pin;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tower::{Service, ServiceExt};
use tower_http::timeout::TimeoutBody;

use super::ServerLimits;
use super::farewell::{self, Farewell};

/// How many callers are told at a time that they are one too many; past that they are just closed.
const TURNED_AWAY_MAX: usize = 64;

/// How long to hope for a file descriptor when there is none left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Every connection, each a task of its own.
pub(super) struct Connections<S> {
    app: S,
    http: http1::Builder,
    limits: ServerLimits,
    /// Its other end goes away when the server is to stop.
    stopping: watch::Receiver<()>,
    open: JoinSet<()>,
    turned_away: JoinSet<()>,
}

impl<S> Connections<S>
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + Unpin + 'static,
    S::Future: Send,
{
    pub(super) fn new(app: S, limits: ServerLimits, stopping: watch::Receiver<()>) -> Self {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(limits.request_head)
            .max_header_size(limits.head_size_bytes_max);
        Connections {
            app,
            http,
            limits,
            stopping,
            open: JoinSet::new(),
            turned_away: JoinSet::new(),
        }
    }

    /// Serves a new connection, or turns it away.
    pub(super) fn welcome(&mut self, stream: TcpStream) {
        if self.open.len() < self.limits.connections_max {
            // Answers are small and complete: waiting to fill packets only delays them. Without it they still arrive.
            let _ = stream.set_nodelay(true);
            let connection = drive(
                stream,
                self.app.clone(),
                self.http.clone(),
                self.limits.body_pause,
                self.stopping.clone(),
            );
            self.open.spawn(connection);
        } else if self.turned_away.len() < TURNED_AWAY_MAX {
            tracing::warn!("a connection was turned away: {} are open", self.open.len());
            let refusal = Farewell::too_many_connections(self.limits.connections_max);
            self.turned_away.spawn(farewell::part(stream, Some(refusal)));
        }
    }

    /// Completes when a connection has ended.
    pub(super) async fn one_ended(&mut self) {
        tokio::select! {
            Some(ended) = self.open.join_next() => {
                if let Err(problem) = ended && problem.is_panic() {
                    tracing::error!("writing an answer made the emulator panic; its connection is closed; please report it");
                }
            }
            Some(_) = self.turned_away.join_next() => {}
            else => pending().await,
        }
    }

    /// After a connection could not be accepted. When file descriptors have run out, one that ends brings one back.
    pub(super) async fn recover(&mut self, problem: &io::Error) {
        let is_callers_own = matches!(
            problem.kind(),
            io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionRefused
        );
        if !is_callers_own {
            tracing::warn!(%problem, open = self.open.len(), "no connection can be accepted: {problem}");
            let _ = timeout(ACCEPT_PAUSE, self.one_ended()).await;
        }
    }

    /// Waits for all connections to end, and cuts off those that do not in time.
    pub(super) async fn end_within(mut self, grace: Duration) {
        self.turned_away.abort_all();
        let all_ended = async { while self.open.join_next().await.is_some() {} };
        if timeout(grace, all_ended).await.is_err() {
            tracing::info!("{} connections were cut off when the server stopped", self.open.len());
        }
    }
}

/// One connection, to its end.
async fn drive<S>(
    stream: TcpStream,
    app: S,
    http: http1::Builder,
    body_pause: Duration,
    mut stopping: watch::Receiver<()>,
) where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + Unpin + 'static,
    S::Future: Send,
{
    let service = service_fn(move |request: axum::http::Request<Incoming>| {
        app.clone()
            .oneshot(request.map(|body| Body::new(TimeoutBody::new(body_pause, body))))
    });
    let mut connection = http.serve_connection(TokioIo::new(stream), service);
    let ended = tokio::select! {
        outcome = &mut connection => Some(outcome),
        _ = stopping.changed() => None,
    };
    let Some(outcome) = ended else {
        Pin::new(&mut connection).graceful_shutdown();
        let _ = connection.await;
        return;
    };
    let rest = connection.into_parts();
    let farewell = match outcome {
        Err(problem) => {
            tracing::debug!(%problem, "a connection ended early: {problem}");
            let is_head_unfinished = problem.is_timeout() && !rest.read_buf.is_empty();
            is_head_unfinished.then(Farewell::too_slow)
        }
        Ok(()) => None,
    };
    tokio::select! {
        () = farewell::part(rest.io.into_inner(), farewell) => {}
        _ = stopping.changed() => {}
    }
}
