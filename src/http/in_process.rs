//! The whole service called directly, without a socket: what a scenario is played against inside this process.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use http_body_util::BodyExt;
use tower::ServiceExt;
use tower::util::BoxCloneSyncService;

use crate::emulator::Emulator;
use crate::emulator::scenario::{Call, CallAnswer, ReceiverIs, Target};
use crate::http::receiver::Receiver;
use crate::http::{Presentation, service};

/// A service in this process, and a receiver beside it.
#[derive(Debug)]
pub struct InProcess {
    service: BoxCloneSyncService<Request, Response, Infallible>,
    control_token: Option<String>,
    receiver: Receiver,
}

impl InProcess {
    /// A target for one play.
    pub fn new(emulator: Arc<Emulator>, presentation: Presentation) -> Self {
        InProcess {
            control_token: presentation.control_token.clone(),
            service: BoxCloneSyncService::new(service(emulator, presentation)),
            receiver: Receiver::reached_as("127.0.0.1"),
        }
    }
}

impl Target for InProcess {
    async fn send(&self, call: Call) -> Result<CallAnswer, String> {
        let mut request = Request::builder().method(call.method.as_str()).uri(&call.url);
        for (name, value) in &call.headers {
            request = request.header(name, value);
        }
        // What HTTP would bring along.
        request = request.header("host", "emulator.local");
        if let Some(token) = self
            .control_token
            .as_ref()
            .filter(|_| call.url.starts_with("/_emulator"))
        {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let body = match call.body {
            None => Body::empty(),
            Some((kind, bytes)) => {
                request = request.header(CONTENT_TYPE, kind).header("content-length", bytes.len());
                Body::from(bytes)
            }
        };
        let request = request.body(body).map_err(|error| error.to_string())?;
        let Ok(response) = self.service.clone().oneshot(request).await;
        let status = response.status().as_u16();
        let body: Bytes = match response.into_body().collect().await {
            Ok(collected) => collected.to_bytes(),
            Err(_) => return Err("the connection was closed before the answer was complete".to_owned()),
        };
        Ok(CallAnswer {
            status,
            body: body.to_vec(),
        })
    }

    async fn receiver(&self, is: ReceiverIs) -> Result<String, String> {
        bring(&self.receiver, is).await
    }

    async fn offer(&self, file: Bytes) -> Result<String, String> {
        let offered = self.receiver.offer(file).await;
        offered.map_err(|error| format!("the receiver of this play cannot listen: {error}"))
    }
}

/// Brings a receiver into a state; gives its address.
///
/// # Errors
/// When it cannot listen.
pub async fn bring(receiver: &Receiver, is: ReceiverIs) -> Result<String, String> {
    let told = |error: std::io::Error| format!("the receiver of this play cannot listen: {error}");
    match is {
        ReceiverIs::Up => receiver.up().await.map_err(told),
        ReceiverIs::Answering(status) => {
            receiver.answer(status);
            receiver.up().await.map_err(told)
        }
        ReceiverIs::Down => {
            receiver.down().await;
            Ok(String::new())
        }
    }
}
