//! What is expected, and where to look whether it is so.

use serde_json::{Value, json};

use crate::domain::endpoint::Endpoint;
use crate::emulator::scenario::outcome::Mark;
use crate::emulator::scenario::player::Player;
use crate::emulator::scenario::scene::Scene;
use crate::emulator::scenario::story;
use crate::emulator::scenario::target::Target;
use crate::scenario::expectation::mismatches;
use crate::scenario::node::Node;
use crate::scenario::{Step, reference};

/// Reasons that are told beside a failure.
const REASONS_MAX: usize = 4;

impl<T: Target> Player<T> {
    /// Holds everything a step expects against what there is.
    pub(super) async fn expect(&self, scene: &mut Scene, step: &Step) {
        for (key, expected) in &step.expect {
            let expected = match reference::resolved(expected, &|name| scene.answer_of(name, &self.key)) {
                Ok(expected) => expected,
                Err((node, why)) => {
                    let position = node.position;
                    scene.fail(step, position, &key.value, why);
                    scene.tell(key.value.clone(), Mark::Failed);
                    continue;
                }
            };
            let got = match self.look_up(scene, &key.value).await {
                Ok(got) => got,
                Err(why) => {
                    scene.fail(step, key.position, &key.value, why);
                    if let Some(failure) = scene.played.failures.last_mut() {
                        failure.position = key.position;
                    }
                    scene.tell(format!("{}: nothing to look at", key.value), Mark::Failed);
                    continue;
                }
            };
            let got = if key.value == "text" {
                held_text(&expected, got)
            } else {
                got
            };
            scene.compared(step, &key.value, &expected, &got);
            let missed = mismatches(&expected, &got, "");
            let mark = if missed.is_empty() {
                Mark::Expected
            } else {
                Mark::Failed
            };
            if !missed.is_empty() {
                let hints = self.reasons(scene).await;
                scene.mismatched(step, &key.value, missed, &hints);
            }
            scene.tell(story::expected(&key.value, &expected), mark);
        }
    }

    /// What an expectation is held against.
    async fn look_up(&self, scene: &mut Scene, what: &str) -> Result<Value, String> {
        let last = scene.last.clone();
        let last = || last.ok_or_else(|| "no call was made before".to_owned());
        match what {
            "status" => last().map(|answer| answer.status.map_or(Value::Null, Value::from)),
            "error" => last().map(|answer| answer.code().map_or(Value::Null, Value::String)),
            "message" => last().map(|answer| {
                let body = answer.json();
                body["error"]["message"].clone()
            }),
            "body" => last().map(|answer| answer.json()),
            "text" => last().map(|answer| String::from_utf8_lossy(&answer.body).into_owned().into()),
            "webhook" => self.webhook(scene).await,
            "webhooks" => {
                let id = current(scene)?;
                self.deliveries(scene, &format!("?session_id={id}")).await
            }
            "deliveries" => self.deliveries(scene, "").await,
            "sessions" => {
                let path = self.of_world("/_emulator/sessions");
                self.part(scene, &path, Some("sessions")).await
            }
            "explained" => {
                let id = current(scene)?;
                let path = self.of_world(&format!("/_emulator/sessions/{id}"));
                self.part(scene, &path, None).await
            }
            "journey" => {
                let id = current(scene)?;
                let path = self.of_world(&format!("/_emulator/sessions/{id}/journey"));
                self.part(scene, &path, None).await
            }
            "consents" => {
                let id = current(scene)?;
                let path = self.of_world(&format!("/_emulator/consents?session_id={id}"));
                self.part(scene, &path, Some("consents")).await
            }
            name => {
                let path = data_path(name, &current(scene)?)?;
                self.part(scene, &path, None).await
            }
        }
    }

    async fn part(&self, scene: &mut Scene, path: &str, key: Option<&str>) -> Result<Value, String> {
        let answer = self.get(scene, path).await;
        if !answer.is_accepted() {
            let code = answer.code().unwrap_or_default();
            return Err(format!("GET {path} is refused, {code}: {}", answer.message()));
        }
        let body = answer.json();
        Ok(match key {
            Some(key) => body[key].clone(),
            None => body,
        })
    }

    /// Webhooks that were sent or are to be, once everything that is due now was sent. Those that nobody asked for are none.
    async fn deliveries(&self, scene: &mut Scene, query: &str) -> Result<Value, String> {
        let path = self.of_world("/_emulator/clock/advance");
        let settled = self.post(scene, &path, &json!({"by": "0s"})).await;
        if !settled.is_accepted() {
            return Err(settled.message());
        }
        let path = self.of_world(&format!("/_emulator/deliveries{query}"));
        let all = self.part(scene, &path, Some("deliveries")).await?;
        let all = all.as_array().cloned().unwrap_or_default();
        Ok(all
            .into_iter()
            .filter(|delivery| delivery["state"] != "not_sent")
            .collect())
    }

    /// The body of the latest webhook that was taken.
    async fn webhook(&self, scene: &mut Scene) -> Result<Value, String> {
        let id = current(scene)?;
        self.deliveries(scene, "").await?;
        let path = self.of_world(&format!("/_emulator/deliveries?session_id={id}"));
        let all = self.part(scene, &path, Some("deliveries")).await?;
        let all = all.as_array().cloned().unwrap_or_default();
        let taken = all.iter().rev().find(|delivery| delivery["state"] == "delivered");
        if let Some(taken) = taken {
            return Ok(taken["body"].clone());
        }
        let told: Vec<String> = all
            .iter()
            .map(|delivery| {
                let last = delivery["attempts"].as_array().and_then(|attempts| attempts.last());
                let error = last.and_then(|attempt| attempt["error"].as_str());
                let why = delivery["reason"]
                    .as_str()
                    .or(error)
                    .unwrap_or("no attempt was made yet");
                let state = delivery["state"].as_str().unwrap_or_default().replace('_', " ");
                format!("{} ({state}): {why}", delivery["event"].as_str().unwrap_or_default())
            })
            .collect();
        Err(if told.is_empty() {
            "no webhook has come up yet; has processing ended?".to_owned()
        } else {
            format!("no webhook was delivered: {}", told.join("; "))
        })
    }

    /// What the emulator says about the session, for failures: why it refused, why accounts and statements fail.
    pub(super) async fn reasons(&self, scene: &mut Scene) -> Vec<String> {
        let Ok(id) = current(scene) else { return Vec::new() };
        let path = self.of_world(&format!("/_emulator/sessions/{id}"));
        let kept = scene.exchanges.len();
        let told = self.get(scene, &path).await.json();
        scene.exchanges.truncate(kept);
        let mut reasons = Vec::new();
        let because = |what: &str, value: &Value| {
            let text = value["because"].as_str()?;
            Some(format!(
                "{what}: {}, {text}",
                value["code"].as_str().unwrap_or_default()
            ))
        };
        for account in told["accounts"].as_array().into_iter().flatten() {
            let bank = account["bank"].as_str().unwrap_or_default();
            reasons.extend(because(&format!("the account at {bank}"), &account["error"]));
            for statement in account["statements"].as_array().into_iter().flatten() {
                reasons.extend(because(&format!("a statement of {bank}"), &statement["problem"]));
            }
        }
        let calls = told["refused_calls"].as_array();
        reasons.extend(calls.and_then(|calls| calls.last()).and_then(|call| {
            let name = call["call"].as_str().unwrap_or_default();
            because(&format!("refused {name}"), call)
        }));
        reasons.truncate(REASONS_MAX);
        reasons
    }
}

/// The id of the current session.
pub(super) fn current(scene: &Scene) -> Result<String, String> {
    let session = scene.current.as_ref();
    session
        .map(|session| session.id.clone())
        .ok_or_else(|| "there is no session yet".to_owned())
}

/// Where data of a session is asked for.
pub(super) fn data_path(name: &str, id: &str) -> Result<String, String> {
    let endpoint = Endpoint::named(name).ok_or_else(|| format!("no data is called `{name}`"))?;
    let (_, path) = endpoint.route();
    let path = format!("/bank-connect{}", path.replace("{session_id}", id));
    Ok(if endpoint == Endpoint::WebhookPayloads {
        format!("{path}?session_id={id}")
    } else {
        path
    })
}

/// A text is looked for in the whole; where it is found, it is what there was.
fn held_text(expected: &Node, got: Value) -> Value {
    match (expected.text(), got.as_str()) {
        (Some(wanted), Some(whole)) if whole.contains(wanted) => wanted.into(),
        _ => got,
    }
}
