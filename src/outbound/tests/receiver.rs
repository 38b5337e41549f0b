//! Receivers made by hand, byte by byte, so that they can do everything wrong.

use std::net::SocketAddr;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::mpsc;

/// A receiver on a free port.
pub(super) struct Receiver {
    pub(super) address: SocketAddr,
    requests: mpsc::UnboundedReceiver<String>,
}

/// What a receiver does once it has read a request.
#[derive(Clone)]
pub(super) enum Behaviour {
    /// Writes this and closes.
    Answer(String),
    /// Writes this and then nothing more, for ever.
    HangAfter(String),
    /// Writes the first text, then the second again and again for as long as anybody reads.
    Stream(String, String),
    /// Writes this and resets the connection.
    ResetAfter(String),
}

impl Receiver {
    pub(super) async fn start(behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, requests) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(behave(stream, behaviour.clone(), sender.clone()));
            }
        });
        Receiver { address, requests }
    }

    /// Answers every request with this status line, these headers and this body.
    pub(super) async fn answering(status: &str, headers: &str, body: &str) -> Self {
        Receiver::start(Behaviour::Answer(answer(status, headers, body))).await
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The requests so far, as they came over the wire.
    pub(super) fn requests(&mut self) -> Vec<String> {
        std::iter::from_fn(|| self.requests.try_recv().ok()).collect()
    }
}

/// A whole answer; `headers` are lines that end in CR LF.
pub(super) fn answer(status: &str, headers: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// An address on which nobody listens, nor will as long as the socket is held.
pub(super) fn deserted_address() -> (TcpSocket, SocketAddr) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = socket.local_addr().unwrap();
    (socket, address)
}

/// One request, head and body.
pub(super) async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut request = Vec::new();
    loop {
        let mut chunk = [0; 4096];
        let count = stream.read(&mut chunk).await.unwrap();
        request.extend_from_slice(&chunk[..count]);
        let text = String::from_utf8_lossy(&request);
        let is_complete = text
            .split_once("\r\n\r\n")
            .is_some_and(|(head, body)| body.len() >= content_length(head));
        if count == 0 || is_complete {
            return text.into_owned();
        }
    }
}

fn content_length(head: &str) -> usize {
    let value = head
        .lines()
        .find_map(|line| line.to_lowercase().strip_prefix("content-length: ").map(str::to_owned));
    value.map_or(0, |value| value.parse().unwrap())
}

async fn behave(mut stream: TcpStream, behaviour: Behaviour, requests: mpsc::UnboundedSender<String>) {
    let request = read_request(&mut stream).await;
    // Whoever dropped the receiver does not want to know.
    let _ = requests.send(request);
    match behaviour {
        Behaviour::Answer(text) => {
            // The client may stop reading before the end.
            let _ = stream.write_all(text.as_bytes()).await;
        }
        Behaviour::HangAfter(text) => {
            stream.write_all(text.as_bytes()).await.unwrap();
            let _ = stream.read(&mut [0; 16]).await;
        }
        Behaviour::Stream(first, again) => {
            stream.write_all(first.as_bytes()).await.unwrap();
            while stream.write_all(again.as_bytes()).await.is_ok() {}
        }
        Behaviour::ResetAfter(text) => {
            stream.write_all(text.as_bytes()).await.unwrap();
            stream.set_zero_linger().unwrap();
        }
    }
}
