//! Somebody the emulator calls: a lender's webhook, or the server behind a `file_url`.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// Listens on a free port.
pub(crate) struct Listener {
    address: SocketAddr,
    heard: mpsc::UnboundedReceiver<String>,
}

/// How a listener answers.
#[derive(Clone)]
pub(crate) enum Manner {
    /// Writes this and closes.
    Says(Vec<u8>),
    /// Thinks so long before it says this.
    Ponders(Duration, Vec<u8>),
    /// Writes the first, then the second again and again for as long as anybody reads.
    Streams(Vec<u8>, Vec<u8>),
}

/// A whole answer.
pub(crate) fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

impl Listener {
    pub(crate) async fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, heard) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(behave(stream, manner.clone(), sender.clone()));
            }
        });
        Listener { address, heard }
    }

    /// A webhook receiver that takes everything.
    pub(crate) async fn receiver() -> Self {
        Listener::start(Manner::Says(answer("200 OK", "", b""))).await
    }

    /// A server that gives this file.
    pub(crate) async fn file_server(file: &[u8]) -> Self {
        Listener::start(Manner::Says(answer("200 OK", "", file))).await
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// The JSON bodies that were sent so far.
    pub(crate) fn bodies(&mut self) -> Vec<Value> {
        self.calls().into_iter().map(|(_, body)| body).collect()
    }

    /// Where the calls so far went, with the JSON they brought.
    pub(crate) fn calls(&mut self) -> Vec<(String, Value)> {
        let heard = std::iter::from_fn(|| self.heard.try_recv().ok());
        let call = |request: String| {
            let (head, body) = request.split_once("\r\n\r\n").unwrap();
            let path = head.split(' ').nth(1).unwrap();
            (path.to_owned(), serde_json::from_str(body).unwrap())
        };
        heard.map(call).collect()
    }
}

async fn behave(mut stream: TcpStream, manner: Manner, heard: mpsc::UnboundedSender<String>) {
    let mut request = Vec::new();
    loop {
        let mut chunk = [0; 4096];
        let count = stream.read(&mut chunk).await.unwrap_or(0);
        request.extend_from_slice(&chunk[..count]);
        let text = String::from_utf8_lossy(&request);
        let is_complete = text.split_once("\r\n\r\n").is_some_and(|(head, body)| {
            let length = head
                .lines()
                .find_map(|line| line.to_lowercase().strip_prefix("content-length: ").map(str::to_owned));
            body.len() >= length.map_or(0, |length| length.parse().unwrap())
        });
        if count == 0 || is_complete {
            // Whoever dropped the listener does not want to know.
            let _ = heard.send(text.into_owned());
            break;
        }
    }
    match manner {
        Manner::Says(bytes) => {
            let _ = stream.write_all(&bytes).await;
        }
        Manner::Ponders(time, bytes) => {
            let _ = tokio::time::timeout(time, std::future::pending::<()>()).await;
            let _ = stream.write_all(&bytes).await;
        }
        Manner::Streams(first, again) => {
            let _ = stream.write_all(&first).await;
            while stream.write_all(&again).await.is_ok() {}
        }
    }
}
