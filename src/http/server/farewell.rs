//! Closing a connection so that its caller still gets to read the last answer.

use std::io;
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long a caller is listened to after the last word.
const LINGER: Duration = Duration::from_secs(1);

/// How much more a caller may send after the last word: the size of an upload.
const LINGER_SIZE_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// The whole last answer, where no request got as far as the app.
pub(super) struct Farewell {
    bytes: Vec<u8>,
}

impl Farewell {
    /// One connection too many.
    pub(super) fn too_many_connections(connections_max: usize) -> Self {
        let message = format!(
            "The emulator serves {connections_max} connections at a time (--max-connections) and all are open. Close some, or try again."
        );
        Farewell::new("503 Service Unavailable", "too_many_connections", &message)
    }

    /// Headers that did not end in time.
    pub(super) fn too_slow() -> Self {
        let message = "The emulator closed the connection: the request's headers did not end in time.";
        Farewell::new("408 Request Timeout", "request_timeout", message)
    }

    /// In the shape of the emulator's own errors. Source: design section 8, control API.
    fn new(status: &str, code: &str, message: &str) -> Self {
        let body = json!({"error": {"code": code, "message": message}}).to_string();
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
        );
        Farewell {
            bytes: (head + &body).into_bytes(),
        }
    }
}

/// Says the farewell, if there is one, and closes.
///
/// A socket that is closed with bytes unread is reset, and a reset destroys answers that are still on their way. A caller who is still sending
/// (10,000 headers, a body that was refused) is therefore listened to until he stops, within bounds.
pub(super) async fn part(mut stream: TcpStream, farewell: Option<Farewell>) {
    let parting = async {
        if let Some(farewell) = farewell {
            stream.write_all(&farewell.bytes).await?;
        }
        stream.shutdown().await?;
        tokio::io::copy(&mut stream.take(LINGER_SIZE_BYTES_MAX), &mut tokio::io::sink()).await?;
        io::Result::Ok(())
    };
    // Whoever has gone already needs no farewell.
    let _ = timeout(LINGER, parting).await;
}
