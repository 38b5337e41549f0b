//! Recurring consents: listed, pulled under, taken back.

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::emulator::scenario::player::{Done, Player};
use crate::emulator::scenario::scene::Scene;
use crate::emulator::scenario::steps::done;
use crate::emulator::scenario::target::Target;
use crate::emulator::scenario::{lookup, story};
use crate::scenario::node::Node;

impl<T: Target> Player<T> {
    pub(super) async fn consents(&self, scene: &mut Scene) -> Result<Done, String> {
        let id = lookup::current(scene)?;
        let path = lookup::data_path("recurring_consent_details", "")?;
        let path = format!("{path}?session_id={id}");
        let answer = self.call(scene, "POST", &path, None, "").await;
        Ok(done("The lender asks for the recurring consents", answer))
    }

    pub(super) async fn revoke_consent(&self, scene: &mut Scene, argument: &Node) -> Result<Done, String> {
        let id = match argument.text() {
            Some(id) => id.to_owned(),
            None => self.first_consent(scene).await?,
        };
        let path = self.of_world(&format!("/_emulator/consents/{id}/revoke"));
        let answer = self.post(scene, &path, &json!({})).await;
        Ok(done("The borrower takes the consent back", answer))
    }

    async fn first_consent(&self, scene: &mut Scene) -> Result<String, String> {
        let id = lookup::current(scene)?;
        let path = self.of_world(&format!("/_emulator/consents?session_id={id}"));
        let kept = scene.exchanges.len();
        let consents = self.get(scene, &path).await.json();
        scene.exchanges.truncate(kept);
        let first = consents["consents"].as_array().and_then(|consents| {
            let is_recurring = |consent: &&Value| !consent["frequency"].is_null();
            consents.iter().find(is_recurring).or(consents.first())
        });
        let id = first.and_then(|consent| consent["consent_id"].as_str().or(consent["id"].as_str()));
        id.map(str::to_owned)
            .ok_or_else(|| "the session has no consent".to_owned())
    }

    pub(super) async fn pull(&self, scene: &mut Scene, argument: &Node) -> Result<Done, String> {
        let consent = match argument.get("consent").and_then(Node::text) {
            Some(consent) => consent.to_owned(),
            None => self.first_consent(scene).await?,
        };
        let Some((from, to)) = self.dates(scene, argument).await? else {
            return Err("`from` and `to` are missing".to_owned());
        };
        let printed = |day: NaiveDate| day.format("%d/%m/%Y").to_string();
        let body = json!({
            "consent_id": consent,
            "date_time_range_from": printed(from),
            "date_time_range_to": printed(to),
        });
        let path = lookup::data_path("fetch_recurring_data", "")?;
        let answer = self.post(scene, &path, &body).await;
        let days = story::period(&from.to_string(), &to.to_string());
        if answer.is_accepted() {
            let before = scene.current.clone().unwrap_or_default();
            self.session_is(scene, &answer.json(), &before.link_id, before.persona)
                .await?;
        }
        Ok(done(format!("The lender pulls {days} under the consent"), answer))
    }
}
