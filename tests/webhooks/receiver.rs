//! A lender's webhook receiver, byte by byte, so that it can do everything wrong. What it records is what the tests judge by.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};

/// How long a test waits for what must come; long enough that a slow machine is no failure.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// One request as it came over the wire.
#[derive(Clone, Debug)]
pub(crate) struct Hook {
    pub(crate) path: String,
    pub(crate) head: String,
    pub(crate) body: Value,
}

impl Hook {
    /// The value of a header, whose name is given in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(": "))
            .find(|(key, _)| key.to_lowercase() == name)
            .map(|(_, value)| value)
    }

    pub(crate) fn event(&self) -> &str {
        self.body["event_name"].as_str().unwrap()
    }

    pub(crate) fn session(&self) -> &str {
        self.body["session_id"].as_str().unwrap()
    }
}

/// What the receiver does with a request it has read.
#[derive(Clone)]
pub(crate) enum Reply {
    /// Answers with this status.
    Status(u16),
    /// Redirects to this address.
    Redirect(String),
    /// Resets the connection.
    Reset,
    /// Says nothing until [`Receiver::open_gate`], then answers 200.
    Hang,
    /// Does something first, then answers 200.
    After(Handler),
}

/// What a receiver does inside its handler.
pub(crate) type Handler = Arc<dyn Fn(Hook) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

struct Inner {
    plan: Mutex<VecDeque<Reply>>,
    hooks: Mutex<Vec<Hook>>,
    came: Notify,
    gate: watch::Sender<bool>,
    open: AtomicUsize,
    open_max: AtomicUsize,
}

impl Inner {
    fn next_reply(&self) -> Reply {
        let mut plan = self.plan.lock().unwrap();
        let next = if plan.len() > 1 {
            plan.pop_front()
        } else {
            plan.front().cloned()
        };
        next.unwrap()
    }
}

/// A receiver on a free port.
pub(crate) struct Receiver {
    port: u16,
    inner: Arc<Inner>,
}

impl Receiver {
    /// Does these things, one per request; the last one again and again.
    pub(crate) async fn doing(plan: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let inner = Arc::new(Inner {
            plan: Mutex::new(plan.into_iter().collect()),
            hooks: Mutex::default(),
            came: Notify::new(),
            gate: watch::channel(false).0,
            open: AtomicUsize::new(0),
            open_max: AtomicUsize::new(0),
        });
        let served = Arc::clone(&inner);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(stream, Arc::clone(&served)));
            }
        });
        Receiver { port, inner }
    }

    /// Takes everything.
    pub(crate) async fn taking() -> Self {
        Receiver::doing([Reply::Status(200)]).await
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hook", self.port)
    }

    /// What came so far, in the order it came.
    pub(crate) fn hooks(&self) -> Vec<Hook> {
        self.inner.hooks.lock().unwrap().clone()
    }

    pub(crate) fn events(&self) -> Vec<String> {
        self.hooks().iter().map(|hook| hook.event().to_owned()).collect()
    }

    /// Waits until so many have come.
    pub(crate) async fn came(&self, count: usize) {
        let all = async {
            loop {
                let came = self.inner.came.notified();
                if self.inner.hooks.lock().unwrap().len() >= count {
                    return;
                }
                came.await;
            }
        };
        tokio::time::timeout(PATIENCE, all)
            .await
            .expect("webhooks that must come");
    }

    /// Answers those who were left hanging, and everybody from now on.
    pub(crate) fn open_gate(&self) {
        self.inner.gate.send_replace(true);
    }

    /// The most requests that were open at a time.
    pub(crate) fn open_max(&self) -> usize {
        self.inner.open_max.load(Ordering::SeqCst)
    }
}

async fn serve(mut stream: TcpStream, inner: Arc<Inner>) {
    let open = inner.open.fetch_add(1, Ordering::SeqCst) + 1;
    inner.open_max.fetch_max(open, Ordering::SeqCst);
    let hook = read(&mut stream).await;
    let reply = inner.next_reply();
    inner.hooks.lock().unwrap().push(hook.clone());
    inner.came.notify_waiters();
    let answer = match reply {
        Reply::Status(status) => format!("HTTP/1.1 {status} Said\r\ncontent-length: 4\r\n\r\nsaid"),
        Reply::Redirect(to) => format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n"),
        Reply::Reset => {
            inner.open.fetch_sub(1, Ordering::SeqCst);
            return stream.set_zero_linger().unwrap();
        }
        Reply::Hang => {
            let mut gate = inner.gate.subscribe();
            gate.wait_for(|is_open| *is_open).await.unwrap();
            "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_owned()
        }
        Reply::After(handler) => {
            handler(hook).await;
            "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_owned()
        }
    };
    // Before the answer: whoever has it may open the next one at once.
    inner.open.fetch_sub(1, Ordering::SeqCst);
    // The caller may have given up.
    let _ = stream.write_all(answer.as_bytes()).await;
}

async fn read(stream: &mut TcpStream) -> Hook {
    let mut request = Vec::new();
    loop {
        let mut chunk = [0; 16 << 10];
        let count = stream.read(&mut chunk).await.unwrap();
        request.extend_from_slice(&chunk[..count]);
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.to_lowercase().strip_prefix("content-length: ").map(str::to_owned));
            if body.len() >= length.unwrap().parse().unwrap() {
                let path = head.split(' ').nth(1).unwrap().to_owned();
                return Hook {
                    path,
                    head: head.to_owned(),
                    body: serde_json::from_str(body).unwrap(),
                };
            }
        }
        assert_ne!(count, 0, "a request that breaks off: {text}");
    }
}
