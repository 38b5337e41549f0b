//! The calls of a play: with key and hash, and kept for the story.

use serde_json::Value;

use crate::emulator::scenario::forms;
use crate::emulator::scenario::outcome::Exchange;
use crate::emulator::scenario::player::Player;
use crate::emulator::scenario::scene::{Answer, Scene};
use crate::emulator::scenario::target::Target;
use crate::outbound::Call;

/// Characters of a body that an exchange keeps.
const BODY_SHOWN_MAX: usize = 2_000;

impl<T: Target> Player<T> {
    /// A path of the control API, about this world.
    pub(super) fn of_world(&self, path: &str) -> String {
        let separator = if path.contains('?') { '&' } else { '?' };
        format!("{path}{separator}world={}", forms::encoded(&self.key))
    }

    pub(super) async fn get(&self, scene: &mut Scene, path: &str) -> Answer {
        self.call(scene, "GET", path, None, "").await
    }

    pub(super) async fn post(&self, scene: &mut Scene, path: &str, body: &Value) -> Answer {
        self.json(scene, "POST", path, body).await
    }

    pub(super) async fn json(&self, scene: &mut Scene, method: &str, path: &str, body: &Value) -> Answer {
        let text = body.to_string();
        let sent = text.clone();
        self.call(
            scene,
            method,
            path,
            Some(("application/json".to_owned(), text.into_bytes())),
            &sent,
        )
        .await
    }

    /// Makes a call with key and hash and keeps it for the story.
    pub(super) async fn call(
        &self,
        scene: &mut Scene,
        method: &str,
        path: &str,
        body: Option<(String, Vec<u8>)>,
        sent: &str,
    ) -> Answer {
        let headers = vec![
            ("x-api-key".to_owned(), self.key.clone()),
            ("server-hash".to_owned(), self.hash.clone()),
        ];
        let call = Call {
            method: method.to_owned(),
            url: path.to_owned(),
            headers,
            body,
        };
        self.send(scene, call, sent).await
    }

    pub(super) async fn send(&self, scene: &mut Scene, call: Call, sent: &str) -> Answer {
        let (method, path) = (call.method.clone(), call.url.clone());
        let answer = match self.target.send(call).await {
            Ok(answer) => Answer {
                status: Some(answer.status),
                body: answer.body.into(),
            },
            Err(why) => Answer {
                status: None,
                body: why.into(),
            },
        };
        // Nobody reads the calls of a repetition.
        if scene.number == 0 {
            scene.exchanges.push(Exchange {
                method,
                path,
                sent: Some(sent).filter(|sent| !sent.is_empty()).map(str::to_owned),
                status: answer.status,
                answered: forms::in_words(&answer.body, BODY_SHOWN_MAX),
            });
        }
        answer
    }
}
