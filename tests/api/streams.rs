//! Who waits for what comes next: long polls and streams of exchanges and webhooks.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::support::calls::Call;
use crate::support::lender::Lender;
use crate::support::papers;
use crate::support::server::TestServer;

async fn journal(lender: &Lender, query: &str) -> Vec<Value> {
    let answer = lender.control("GET", &format!("/journal?{query}"), json!({})).await;
    answer.accepted()["exchanges"].as_array().unwrap().clone()
}

#[tokio::test]
async fn who_waits_is_told_when_something_comes() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    lender.session().await;
    let waiting = journal(&lender, "after=1&wait=60s");
    let (next, _) = tokio::join!(waiting, lender.session());
    assert_eq!(
        (&next[0]["endpoint"], &next[0]["id"], next.len()),
        (&json!("create_session"), &json!(2), 1)
    );
    assert!(journal(&lender, "after=2&wait=1ms").await.is_empty());
}

#[tokio::test]
async fn webhooks_can_be_pulled_where_they_cannot_be_pushed() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let deliveries = async |query: &str| {
        let answer = lender.control("GET", &format!("/deliveries?{query}"), json!({})).await;
        answer.accepted()["deliveries"].as_array().unwrap().clone()
    };
    let (first, second) = (lender.session().await, lender.session().await);
    for session in [&first, &second] {
        session.upload(papers::usual_pdf()).await.accepted();
    }
    let uploaded = deliveries("").await;
    assert!(
        uploaded
            .iter()
            .all(|delivery| delivery["event"] == "SESSION_REQUIREMENT_COMPLETION_NOTIFICATION")
    );
    // The later session ends first: deliveries come in the order they came up, not in that of their sessions.
    second.initiate_processing().await.accepted();
    let after = format!("after={}&wait=60s", uploaded[1]["id"].as_str().unwrap());
    let (told, _) = tokio::join!(deliveries(&after), lender.waits("3s"));
    assert_eq!((told.len(), &told[0]["session_id"]), (1, &json!(second.id)));
    assert_eq!(
        (&told[0]["state"], &told[0]["body"]["session_id"]),
        (&json!("not_sent"), &json!(second.id))
    );
    let after = format!("after={}&wait=60s", told[0]["id"].as_str().unwrap());
    first.initiate_processing().await.accepted();
    let (next, _) = tokio::join!(deliveries(&after), lender.waits("3s"));
    assert_eq!((next.len(), &next[0]["session_id"]), (1, &json!(first.id)));
    assert_eq!(deliveries(&format!("session_id={}", second.id)).await.len(), 2);
    let unknown = "/deliveries?after=3f0d3f0d-0000-4000-8000-000000000000";
    lender.control("GET", unknown, json!({})).await.refused("NOT_FOUND");
}

/// A stream of events that somebody reads.
pub(crate) struct Reader {
    stream: TcpStream,
    heard: String,
}

impl Reader {
    pub(crate) async fn of(lender: &Lender, path: &str, headers: &str) -> Self {
        let Lender { address, key } = lender;
        let separator = if path.contains('?') { '&' } else { '?' };
        let socket = TcpSocket::new_v4().unwrap();
        // So that little is on its way that nobody has read.
        socket.set_recv_buffer_size(4_096).unwrap();
        let mut stream = socket.connect(*address).await.unwrap();
        let request = format!(
            "GET /_emulator{path}{separator}world={key} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{headers}\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut reader = Reader {
            stream,
            heard: String::new(),
        };
        reader.until("\r\n\r\n").await;
        reader
    }

    /// Reads until the text is there.
    pub(crate) async fn until(&mut self, text: &str) -> &str {
        let mut looked_at = 0;
        while !self.heard.as_bytes()[looked_at..]
            .windows(text.len())
            .any(|piece| piece == text.as_bytes())
        {
            looked_at = self.heard.len().saturating_sub(text.len());
            assert!(self.hears().await, "it ends: {}", self.heard);
        }
        &self.heard
    }

    /// Reads on; says whether there was more.
    pub(crate) async fn hears(&mut self) -> bool {
        let mut chunk = [0; 1 << 16];
        let read = tokio::time::timeout(Duration::from_secs(60), self.stream.read(&mut chunk));
        let count = read.await.expect("it is told").unwrap();
        self.heard.push_str(&String::from_utf8_lossy(&chunk[..count]));
        count > 0
    }

    pub(crate) fn heard(&self) -> &str {
        &self.heard
    }

    fn ids(&self) -> Vec<&str> {
        self.heard
            .lines()
            .filter_map(|line| line.strip_prefix("id: "))
            .collect()
    }
}

#[tokio::test]
async fn exchanges_and_webhooks_are_streamed_as_they_come() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = lender.session().await;
    session.upload(papers::usual_pdf()).await.accepted();
    let mut told = Reader::of(&lender, "/journal/stream?after=1", "").await;
    let mut pushed = Reader::of(&lender, "/deliveries/stream", "").await;
    session.initiate_processing().await.accepted();
    lender.waits("3s").await;
    assert!(
        told.until("\"initiate_processing\"")
            .await
            .contains("content-type: text/event-stream")
    );
    assert_eq!(told.ids(), ["2", "3"]);
    let heard = pushed.until("ENRICHMENT_NOTIFICATION").await;
    let data = heard.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
    let delivery: Value = serde_json::from_str(data).unwrap();
    assert_eq!(delivery["session_id"], session.id);
}

#[tokio::test]
async fn a_browser_that_connects_again_goes_on_where_it_was() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    for _ in 0..3 {
        lender.session().await;
    }
    let mut again = Reader::of(&lender, "/journal/stream?after=0", "last-event-id: 2\r\n").await;
    again.until("id: 3\n").await;
    assert_eq!(again.ids(), ["3"]);
    // The world it knew was reset: this one is all new.
    for path in ["/journal/stream", "/deliveries/stream"] {
        let unknown = "last-event-id: 3f0d3f0d-0000-4000-8000-000000000000\r\n";
        Reader::of(&lender, path, unknown).await.until(": listening").await;
    }
    let mut anew = Reader::of(&lender, "/journal/stream", "last-event-id: 99\r\n").await;
    anew.until("id: 3\n").await;
    assert_eq!(anew.ids(), ["1", "2", "3"]);
}

#[tokio::test]
async fn a_stream_ends_with_its_world() {
    let server = TestServer::start().await;
    for (path, ending) in [("/reset", "POST"), ("/worlds/lender", "DELETE")] {
        let lender = server.lender("lender");
        lender.session().await;
        let mut told = Reader::of(&lender, "/journal/stream", "").await;
        let mut pushed = Reader::of(&lender, "/deliveries/stream", "").await;
        told.until("id: 1\n").await;
        let waiting = journal(&lender, "after=1&wait=60s");
        let ends = async {
            // Whoever waits has asked when the next call is answered.
            lender.control("GET", "/journal", json!({})).await.accepted();
            lender.control(ending, path, json!({})).await
        };
        let (waited, ended) = tokio::join!(waiting, ends);
        assert!(waited.is_empty() && ended.status < 300, "{}", ended.text());
        while told.hears().await {}
        while pushed.hears().await {}
        assert!(
            told.heard.ends_with("0\r\n\r\n") && pushed.heard.ends_with("0\r\n\r\n"),
            "whole"
        );
    }
}

#[tokio::test]
async fn whoever_reads_slower_than_exchanges_are_dropped_is_told_what_he_missed() {
    let server = TestServer::started(|mut start| {
        start.emulator.journal_bytes_max = 1 << 20;
        start
    })
    .await;
    let lender = server.lender("lender");
    let mut slow = Reader::of(&lender, "/journal/stream", "").await;
    slow.until(": listening").await;
    let count = 250;
    for _ in 0..count {
        lender
            .call(Call::get("/bank-connect/v1/banks/catalogue"))
            .await
            .accepted();
    }
    let last = format!("id: {count}\n");
    slow.until(&last).await;
    let ids: Vec<u64> = slow.ids().iter().map(|id| id.parse().unwrap()).collect();
    let missed: u64 = slow
        .heard
        .lines()
        .filter_map(|line| line.strip_prefix("data: {\"count\":")?.strip_suffix('}'))
        .map(|count| count.parse::<u64>().unwrap())
        .sum();
    assert!(ids.is_sorted());
    assert_eq!(ids.len() as u64 + missed, count, "none is lost without a word");
    assert!(missed > 0, "the sockets between do not hold everything");
}

#[tokio::test]
async fn nobody_waits_for_what_cannot_come() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    lender.session().await;
    for path in ["/journal", "/journal/stream"] {
        lender
            .control("GET", &format!("{path}?after=2"), json!({}))
            .await
            .refused("NOT_FOUND");
        for wrong in ["after=-1", "after=x", "after=99999999999999999999"] {
            let answer = lender.control("GET", &format!("{path}?{wrong}"), json!({})).await;
            answer.refused("BAD_REQUEST");
        }
    }
    for path in ["/deliveries", "/deliveries/stream"] {
        for wrong in ["x", "3f0d3f0d-0000-4000-8000-000000000000"] {
            let answer = lender.control("GET", &format!("{path}?after={wrong}"), json!({})).await;
            answer.refused("NOT_FOUND");
        }
    }
    for wait in ["", "-1s", "1e9s", "NaN", "soon", "99999999999999999999d"] {
        for path in ["/journal", "/deliveries"] {
            let answer = lender.control("GET", &format!("{path}?wait={wait}"), json!({})).await;
            answer.refused("BAD_REQUEST");
        }
    }
}
