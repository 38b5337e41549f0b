//! A lender's webhook receiver: takes everything, answers 200, hands it on. For the tour.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

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
