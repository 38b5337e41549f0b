//! The server against callers over real sockets: byte by byte, so that they can do everything wrong.

mod limits;
mod stopping;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::routing::{get, post};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::{ServerLimits, serve};
use crate::http::panic::panics_answered_with;

/// How long a test waits for what must happen.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server on a free port, with an app that is nothing but a stand.
struct TestServer {
    address: SocketAddr,
    /// A request has reached `/held`.
    held: Arc<Notify>,
    /// Lets it go.
    release: Arc<Notify>,
    stop: Option<oneshot::Sender<()>>,
    running: JoinHandle<()>,
}

impl TestServer {
    async fn start(limits: ServerLimits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let (held, release) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let app = app(Arc::clone(&held), Arc::clone(&release));
        let running = tokio::spawn(serve(listener, app, limits, async {
            // A dropped sender stops the server as well.
            let _ = stopped.await;
        }));
        TestServer {
            address,
            held,
            release,
            stop: Some(stop),
            running,
        }
    }

    async fn connect(&self) -> Caller {
        Caller {
            stream: TcpStream::connect(self.address).await.unwrap(),
            unread: Vec::new(),
        }
    }

    /// Asks the server to stop.
    fn stop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }

    /// Waits until the server has stopped.
    async fn stopped(self) {
        timeout(PATIENCE, self.running)
            .await
            .expect("the server stops")
            .unwrap();
    }
}

fn app(held: Arc<Notify>, release: Arc<Notify>) -> Router {
    let hold = async move || {
        held.notify_one();
        release.notified().await;
        "released"
    };
    Router::new()
        .route("/", get(async || "home"))
        .route("/one", get(async || "1"))
        .route("/two", get(async || "2"))
        .route("/held", get(hold))
        .route("/echo", post(async |body: Bytes| body))
        .route(
            "/panic",
            get(async || -> &'static str { panic!("words of a document") }),
        )
        .layer(panics_answered_with(r#"{"error":"ours"}"#))
}

/// Somebody on the other end of a connection.
struct Caller {
    stream: TcpStream,
    unread: Vec<u8>,
}

impl Caller {
    async fn say(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).await.unwrap();
    }

    async fn get(&mut self, path: &str) -> Answer {
        self.say(&format!("GET {path} HTTP/1.1\r\nhost: test\r\n\r\n")).await;
        self.answer().await
    }

    /// The next whole answer.
    async fn answer(&mut self) -> Answer {
        loop {
            if let Some((answer, length)) = Answer::parse(&self.unread) {
                self.unread.drain(..length);
                return answer;
            }
            assert!(
                self.read_more().await,
                "closed before the answer was complete: {:?}",
                String::from_utf8_lossy(&self.unread)
            );
        }
    }

    /// Whatever comes until the server closes; panics when it resets instead.
    async fn rest(&mut self) -> String {
        while self.read_more().await {}
        String::from_utf8(std::mem::take(&mut self.unread)).unwrap()
    }

    async fn read_more(&mut self) -> bool {
        let mut chunk = [0; 4096];
        let read = timeout(PATIENCE, self.stream.read(&mut chunk))
            .await
            .expect("the server says or closes something");
        let count = read.expect("the connection is closed, not reset");
        self.unread.extend_from_slice(&chunk[..count]);
        count > 0
    }
}

#[derive(PartialEq, Eq, Debug)]
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    /// The first answer in these bytes, when it is whole, and its length.
    fn parse(bytes: &[u8]) -> Option<(Answer, usize)> {
        let text = std::str::from_utf8(bytes).unwrap();
        let (head, rest) = text.split_once("\r\n\r\n")?;
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .unwrap()
            .parse()
            .unwrap();
        let answer = Answer {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            head: head.to_owned(),
            body: rest.get(..length)?.to_owned(),
        };
        Some((answer, head.len() + "\r\n\r\n".len() + length))
    }
}

#[tokio::test]
async fn one_connection_serves_many_requests() {
    let server = TestServer::start(ServerLimits::default()).await;
    let mut caller = server.connect().await;
    for _ in 0..3 {
        let answer = caller.get("/").await;
        assert_eq!((answer.status, answer.body.as_str()), (200, "home"));
    }
}

#[tokio::test]
async fn requests_sent_in_one_go_are_answered_in_order() {
    let server = TestServer::start(ServerLimits::default()).await;
    let mut caller = server.connect().await;
    let requests = ["/one", "/two", "/", "/one"].map(|path| format!("GET {path} HTTP/1.1\r\nhost: test\r\n\r\n"));
    caller.say(&requests.concat()).await;
    for body in ["1", "2", "home", "1"] {
        assert_eq!(caller.answer().await.body, body);
    }
}

#[tokio::test]
async fn a_panic_is_answered_and_the_connection_lives_on() {
    let server = TestServer::start(ServerLimits::default()).await;
    let mut caller = server.connect().await;
    let answer = caller.get("/panic").await;
    assert_eq!((answer.status, answer.body.as_str()), (500, r#"{"error":"ours"}"#));
    assert!(answer.head.contains("content-type: application/json"));
    assert_eq!(caller.get("/").await.status, 200);
}
