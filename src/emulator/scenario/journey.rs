//! The borrower's steps over aggregator and net banking.

use serde_json::{Value, json};

use crate::emulator::scenario::player::{Done, Player};
use crate::emulator::scenario::scene::Scene;
use crate::emulator::scenario::steps::done;
use crate::emulator::scenario::target::Target;
use crate::emulator::scenario::{lookup, story};
use crate::scenario::node::Node;
use crate::scenario::table::Action;

impl<T: Target> Player<T> {
    /// The borrower's steps over aggregator and net banking.
    pub(super) async fn journey(&self, scene: &mut Scene, action: Action, argument: &Node) -> Result<Done, String> {
        let id = lookup::current(scene)?;
        if let (Some(session), Some(persona)) = (&mut scene.current, argument.get("persona").and_then(Node::text)) {
            session.persona = Some(persona.to_owned());
        }
        let who = scene.current.as_ref().and_then(|session| session.persona.clone());
        let who = story::first_name(who.as_deref());
        let text = argument.text().map(str::to_owned);
        let (what, body, sentence) = match action {
            Action::AaRequestOtp => ("aa/otp-request", or_empty(argument), "asks the aggregator for an OTP"),
            Action::AaEnterOtp => ("aa/otp", json!({"otp": text}), "enters the OTP"),
            Action::AaConsent => {
                let body = match text {
                    Some(decision) => json!({"decision": decision}),
                    None => argument.to_json(),
                };
                let is_approved = body["decision"] == "approve";
                (
                    "aa/consent",
                    body,
                    if is_approved { "consents" } else { "does not consent" },
                )
            }
            Action::NbLogin => {
                let mut body = argument.to_json();
                if body["password"].is_null() {
                    body["password"] = crate::domain::journey::PASSWORD.into();
                }
                ("nb/login", body, "logs in to net banking")
            }
            Action::NbCaptcha => {
                let read = match text {
                    Some(text) => text,
                    None => self.shown_captcha(scene, &id).await?,
                };
                ("nb/captcha", json!({"captcha": read}), "reads the captcha")
            }
            Action::NbEnterOtp => ("nb/otp", json!({"otp": text}), "enters the OTP"),
            Action::NbAccounts => ("nb/accounts", or_empty(argument), "chooses the accounts"),
            _ => {
                let via = argument.get("via").and_then(Node::text).unwrap_or_default();
                let path = self.of_world(&format!("/_emulator/sessions/{id}/intake"));
                let answer = self.post(scene, &path, &argument.to_json()).await;
                let way = if via == "aa" {
                    "the account aggregator"
                } else {
                    "net banking"
                };
                let bank = argument.get("bank").and_then(Node::text).map(story::bank_name);
                let from = bank.map(|bank| format!(" of {bank}")).unwrap_or_default();
                return Ok(done(format!("{who} hands in data{from} over {way}"), answer));
            }
        };
        let path = self.of_world(&format!("/_emulator/sessions/{id}/journey/{what}"));
        let answer = self.post(scene, &path, &body).await;
        Ok(done(format!("{who} {sentence}"), answer))
    }

    async fn shown_captcha(&self, scene: &mut Scene, id: &str) -> Result<String, String> {
        let path = self.of_world(&format!("/_emulator/sessions/{id}/journey"));
        let kept = scene.exchanges.len();
        let shown = self.get(scene, &path).await.json();
        scene.exchanges.truncate(kept);
        let captcha = shown["net_banking"]["captcha"].as_str();
        captcha
            .map(str::to_owned)
            .ok_or_else(|| "no captcha is shown".to_owned())
    }
}

/// A map, also where nothing was said.
fn or_empty(argument: &Node) -> Value {
    if argument.is_null() {
        json!({})
    } else {
        argument.to_json()
    }
}
