//! A lender's webhook receiver: takes webhooks and hands out files. For the tour, and for scenarios.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::http::server::{ServerLimits, serve};

/// Starts a receiver on a free port of this machine; gives its URL and what it receives. It stops when the other end is dropped.
///
/// # Errors
/// When no port is free.
pub async fn start() -> std::io::Result<(String, UnboundedReceiver<Bytes>)> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = format!("http://{}/webhook", listener.local_addr()?);
    let (sender, receiver) = mpsc::unbounded_channel();
    let stop = sender.clone();
    let app = Router::new().route("/webhook", post(take)).with_state(sender);
    tokio::spawn(serve(listener, app, ServerLimits::default(), async move {
        stop.closed().await
    }));
    Ok((url, receiver))
}

async fn take(State(sender): State<UnboundedSender<Bytes>>, body: Bytes) -> StatusCode {
    // Nobody waits for it any more: it is taken all the same.
    let _ = sender.send(body);
    StatusCode::OK
}

/// A receiver that goes down and comes back at the same address. It stops when it is dropped.
#[derive(Debug)]
pub struct Receiver {
    /// The name under which others reach this machine; with any but the loopback address it listens to all.
    host: String,
    shared: Arc<Shared>,
    listening: tokio::sync::Mutex<Listening>,
}

/// What the receiver is asked to do, whether it listens or not.
#[derive(Debug)]
struct Shared {
    /// What it answers webhooks with.
    status: AtomicU16,
    /// Files that may be fetched.
    files: Mutex<Vec<Bytes>>,
}

/// A receiver that was never up has no port.
#[derive(Debug, Default)]
struct Listening {
    port: Option<u16>,
    running: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

impl Receiver {
    /// One that does not listen yet, for those who reach this machine by this name.
    pub fn reached_as(host: &str) -> Self {
        Receiver {
            host: host.to_owned(),
            shared: Arc::new(Shared {
                status: AtomicU16::new(StatusCode::OK.as_u16()),
                files: Mutex::default(),
            }),
            listening: tokio::sync::Mutex::default(),
        }
    }

    /// Listens; gives the address for webhooks, which stays the same.
    ///
    /// # Errors
    /// When no port is free, or when somebody else took its port while it was down.
    pub async fn up(&self) -> std::io::Result<String> {
        let mut listening = self.listening.lock().await;
        let port = match (&listening.running, listening.port) {
            (Some(_), Some(port)) => port,
            (_, known) => {
                let (port, running) = self.listen(known.unwrap_or(0)).await?;
                *listening = Listening {
                    port: Some(port),
                    running: Some(running),
                };
                port
            }
        };
        Ok(format!("http://{}:{port}/webhook", self.host))
    }

    /// Does not listen any more; who calls is told that nobody is there.
    pub async fn down(&self) {
        let running = self.listening.lock().await.running.take();
        if let Some((stop, stopped)) = running {
            drop(stop);
            // A listener that panicked is down as well.
            let _ = stopped.await;
        }
    }

    /// Answers webhooks with this status from now on.
    pub fn answer(&self, status: u16) {
        self.shared.status.store(status, Ordering::Relaxed);
    }

    /// Offers a file to be fetched; gives its address.
    ///
    /// # Errors
    /// As [`Receiver::up`].
    pub async fn offer(&self, file: Bytes) -> std::io::Result<String> {
        let webhooks = self.up().await?;
        let mut files = self.shared.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.push(file);
        Ok(webhooks.replace("/webhook", &format!("/files/{}", files.len() - 1)))
    }

    async fn listen(&self, port: u16) -> std::io::Result<(u16, (oneshot::Sender<()>, JoinHandle<()>))> {
        let is_here = matches!(self.host.as_str(), "127.0.0.1" | "localhost");
        let ip = if is_here {
            Ipv4Addr::LOCALHOST
        } else {
            Ipv4Addr::UNSPECIFIED
        };
        let listener = TcpListener::bind(SocketAddr::from((ip, port))).await?;
        let port = listener.local_addr()?.port();
        let app = Router::new()
            .route("/webhook", post(answered))
            .route("/files/{number}", get(file))
            .with_state(Arc::clone(&self.shared));
        let (stop, stopped) = oneshot::channel::<()>();
        let running = tokio::spawn(serve(listener, app, ServerLimits::default(), async move {
            // A dropped sender stops it too.
            let _ = stopped.await;
        }));
        Ok((port, (stop, running)))
    }
}

async fn answered(State(shared): State<Arc<Shared>>) -> StatusCode {
    StatusCode::from_u16(shared.status.load(Ordering::Relaxed)).unwrap_or(StatusCode::OK)
}

async fn file(State(shared): State<Arc<Shared>>, Path(number): Path<usize>) -> Response {
    let files = shared.files.lock().unwrap_or_else(PoisonError::into_inner);
    match files.get(number) {
        Some(file) => ([("content-type", "application/pdf")], file.clone()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
