//! A caller that says exactly what it is told to, byte by byte, and never follows a redirect.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How long a test waits for an answer that must come.
const PATIENCE: Duration = Duration::from_secs(60);

/// The boundary between the parts of a multipart body.
pub(crate) const BOUNDARY: &str = "----part-of-a-test";

/// A request before it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    method: String,
    path: Vec<u8>,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Call {
    pub(crate) fn new(method: &str, path: impl AsRef<[u8]>) -> Self {
        Call {
            method: method.to_owned(),
            path: path.as_ref().to_vec(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    pub(crate) fn get(path: impl AsRef<[u8]>) -> Self {
        Call::new("GET", path)
    }

    pub(crate) fn post(path: impl AsRef<[u8]>) -> Self {
        Call::new("POST", path)
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn body(mut self, content_type: &str, body: impl AsRef<[u8]>) -> Self {
        self.body = body.as_ref().to_vec();
        self.header("content-type", content_type)
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    /// A form whose values are put in as URLs need them.
    pub(crate) fn form(self, fields: &[(&str, &[u8])]) -> Self {
        let encode = |bytes: &[u8]| url::form_urlencoded::byte_serialize(bytes).collect::<String>();
        let pairs = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name.as_bytes()), encode(value)));
        self.body("application/x-www-form-urlencoded", pairs.collect::<Vec<_>>().join("&"))
    }

    /// A multipart body; the field `file` comes as a file.
    pub(crate) fn multipart(self, fields: &[(&str, &[u8])]) -> Self {
        let body = multipart(fields);
        self.body(&format!("multipart/form-data; boundary={BOUNDARY}"), body)
    }

    pub(crate) async fn send(self, to: SocketAddr) -> Answer {
        let mut head = [self.method.as_bytes(), b" ", &self.path, b" HTTP/1.1\r\n"].concat();
        let mut lines = vec![
            format!("host: {to}"),
            "connection: close".to_owned(),
            format!("content-length: {}", self.body.len()),
        ];
        lines.extend(self.headers.iter().map(|(name, value)| format!("{name}: {value}")));
        head.extend_from_slice(format!("{}\r\n\r\n", lines.join("\r\n")).as_bytes());
        send_bytes(to, &head, &self.body).await
    }
}

/// The bytes of a multipart body.
pub(crate) fn multipart(fields: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let file = if *name == "file" {
            "; filename=\"statement.pdf\"\r\ncontent-type: application/pdf"
        } else {
            ""
        };
        body.extend_from_slice(
            format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n").as_bytes(),
        );
        body.extend_from_slice(value);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

/// Sends these bytes and reads the answer to its end. A server that has heard enough may stop listening.
pub(crate) async fn send_bytes(to: SocketAddr, head: &[u8], body: &[u8]) -> Answer {
    let exchange = async {
        let (mut from, mut into) = TcpStream::connect(to).await.unwrap().into_split();
        let write = async {
            let _ = into.write_all(head).await;
            let _ = into.write_all(body).await;
        };
        let mut bytes = Vec::new();
        let (_, read) = tokio::join!(write, from.read_to_end(&mut bytes));
        // A reset behind a whole answer is the server's way of closing on a caller that still sends.
        assert!(read.is_ok() || !bytes.is_empty(), "no answer: {read:?}");
        Answer::parse(&bytes)
    };
    tokio::time::timeout(PATIENCE, exchange).await.expect("an answer comes")
}

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("no HTTP: {:?}", String::from_utf8_lossy(bytes)));
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let (line, rest) = head.split_once("\r\n").unwrap_or((&head, ""));
        let headers = rest.lines().filter_map(|line| line.split_once(": "));
        let answer = Answer {
            status: line.split(' ').nth(1).unwrap().parse().unwrap(),
            headers: headers
                .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
                .collect(),
            body: bytes[end + 4..].to_vec(),
        };
        assert_eq!(answer.header("transfer-encoding"), None, "answers come in one piece");
        answer
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.header("content-type"), Some("application/json"), "{}", self.text());
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The body of a success.
    #[track_caller]
    pub(crate) fn accepted(&self) -> Value {
        assert!((200..300).contains(&self.status), "{}: {}", self.status, self.text());
        self.json()
    }

    /// Status, code and text of a refusal.
    #[track_caller]
    pub(crate) fn refusal(&self) -> (u16, String, String) {
        assert!(self.status >= 400, "{} is no refusal: {}", self.status, self.text());
        let error = self.json()["error"].clone();
        let text = |key: &str| error[key].as_str().unwrap_or_default().to_owned();
        (self.status, text("code"), text("message"))
    }

    /// Checks the code of a refusal and gives its body.
    #[track_caller]
    pub(crate) fn refused(&self, code: &str) -> Value {
        assert_eq!(self.refusal().1, code, "{}: {}", self.status, self.text());
        self.json()
    }
}
