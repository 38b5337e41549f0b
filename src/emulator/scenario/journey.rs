//! The borrower's steps over aggregator and net banking.

use serde_json::{Value, json};

use crate::domain::journey::PASSWORD;
use crate::emulator::scenario::player::{Done, Player};
use crate::emulator::scenario::scene::Scene;
use crate::emulator::scenario::steps::done;
use crate::emulator::scenario::target::Target;
use crate::emulator::scenario::{lookup, story};
use crate::scenario::node::Node;

impl<T: Target> Player<T> {
    /// The borrower's steps over aggregator and net banking.
    /// The whole attempt in one call.
    pub(super) async fn intake(&self, scene: &mut Scene, argument: &Node) -> Result<Done, String> {
        let id = lookup::current(scene)?;
        let who = borrower(scene, argument);
        let path = self.of_world(&format!("/_emulator/sessions/{id}/intake"));
        let answer = self.post(scene, &path, &argument.to_json()).await;
        let is_aggregator = argument.get("via").and_then(Node::text) == Some("aa");
        let way = if is_aggregator {
            "the account aggregator"
        } else {
            "net banking"
        };
        let bank = argument.get("bank").and_then(Node::text).map(story::bank_name);
        let from = bank.map(|bank| format!(" of {bank}")).unwrap_or_default();
        Ok(done(format!("{who} hands in data{from} over {way}"), answer))
    }

    pub(super) async fn aa_consent(&self, scene: &mut Scene, argument: &Node) -> Result<Done, String> {
        let body = match argument.text() {
            Some(decision) => json!({"decision": decision}),
            None => argument.to_json(),
        };
        let is_approved = body["decision"] == "approve";
        let sentence = if is_approved { "consents" } else { "does not consent" };
        self.borrower_does(scene, "aa/consent", argument, body, sentence).await
    }

    pub(super) async fn nb_login(&self, scene: &mut Scene, argument: &Node) -> Result<Done, String> {
        let mut body = argument.to_json();
        if body["password"].is_null() {
            body["password"] = PASSWORD.into();
        }
        let sentence = "logs in to net banking";
        self.borrower_does(scene, "nb/login", argument, body, sentence).await
    }

    pub(super) async fn nb_captcha(&self, scene: &mut Scene, argument: &Node) -> Result<Done, String> {
        let read = match argument.text() {
            Some(text) => text.to_owned(),
            None => self.shown_captcha(scene).await?,
        };
        let body = json!({"captcha": read});
        self.borrower_does(scene, "nb/captcha", argument, body, "reads the captcha")
            .await
    }

    /// A step of the borrower whose body is its argument.
    pub(super) async fn borrower(
        &self,
        scene: &mut Scene,
        what: &str,
        argument: &Node,
        sentence: &str,
    ) -> Result<Done, String> {
        let body = match argument.text() {
            Some(otp) => json!({"otp": otp}),
            None => or_empty(argument),
        };
        self.borrower_does(scene, what, argument, body, sentence).await
    }

    async fn borrower_does(
        &self,
        scene: &mut Scene,
        what: &str,
        argument: &Node,
        body: Value,
        sentence: &str,
    ) -> Result<Done, String> {
        let id = lookup::current(scene)?;
        let who = borrower(scene, argument);
        let path = self.of_world(&format!("/_emulator/sessions/{id}/journey/{what}"));
        let answer = self.post(scene, &path, &body).await;
        Ok(done(format!("{who} {sentence}"), answer))
    }

    async fn shown_captcha(&self, scene: &mut Scene) -> Result<String, String> {
        let id = lookup::current(scene)?;
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

/// Who acts: the borrower the step names, who is that of the session from then on.
fn borrower(scene: &mut Scene, argument: &Node) -> String {
    if let (Some(session), Some(persona)) = (&mut scene.current, argument.get("persona").and_then(Node::text)) {
        session.persona = Some(persona.to_owned());
    }
    let persona = scene.current.as_ref().and_then(|session| session.persona.clone());
    story::first_name(persona.as_deref())
}

/// A map, also where nothing was said.
fn or_empty(argument: &Node) -> Value {
    if argument.is_null() {
        json!({})
    } else {
        argument.to_json()
    }
}
