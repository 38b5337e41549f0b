//! Each action of a step as the calls it is.

use chrono::{DateTime, Datelike, Months, NaiveDate};
use serde_json::{Map, Value, json};

use crate::domain::{indian_time, relative_date};
use crate::emulator::scenario::player::{Done, Player};
use crate::emulator::scenario::scene::{Answer, Scene, SessionOfPlay};
use crate::emulator::scenario::target::{ReceiverIs, Target};
use crate::emulator::scenario::{forms, lookup, story};
use crate::outbound::Call;
use crate::scenario::Step;
use crate::scenario::node::{Content, Node};
use crate::scenario::table::Action;

/// How often `progress: {until: completed}` polls.
const POLLS_MAX: usize = 100;
/// Nobody listens there: the port is for discarding, and needs rights to listen on.
const NOWHERE: &str = "http://127.0.0.1:9/webhook";
/// What a borrower is called where no file says so.
pub(super) const LINK_ID: &str = "cust-1";

/// A step that made a call, and how it is told.
pub(super) fn done(sentence: impl Into<String>, answer: Answer) -> Done {
    Done {
        sentence: sentence.into(),
        answer: Some(answer),
        is_free: false,
    }
}

impl<T: Target> Player<T> {
    /// Carries a step out.
    pub(super) async fn act(&self, scene: &mut Scene, step: &Step, argument: &Node) -> Result<Done, String> {
        let who = scene.current.as_ref().and_then(|session| session.persona.clone());
        let who = story::first_name(who.as_deref());
        match step.action {
            Action::Tell => Ok(Done {
                sentence: argument.text().unwrap_or_default().to_owned(),
                answer: None,
                is_free: false,
            }),
            Action::CreateSession => self.create_session(scene, argument).await,
            Action::Upload => self.upload(scene, step, argument).await,
            Action::Intake => self.intake(scene, argument).await,
            Action::AaRequestOtp => {
                let sentence = "asks the aggregator for an OTP";
                self.borrower(scene, "aa/otp-request", argument, sentence).await
            }
            Action::AaEnterOtp => self.borrower(scene, "aa/otp", argument, "enters the OTP").await,
            Action::AaConsent => self.aa_consent(scene, argument).await,
            Action::NbLogin => self.nb_login(scene, argument).await,
            Action::NbCaptcha => self.nb_captcha(scene, argument).await,
            Action::NbEnterOtp => self.borrower(scene, "nb/otp", argument, "enters the OTP").await,
            Action::NbAccounts => {
                let sentence = "chooses the accounts";
                self.borrower(scene, "nb/accounts", argument, sentence).await
            }
            Action::Leave => self.looks(scene, &format!("{who} leaves before the end")).await,
            Action::Return => self.looks(scene, &format!("{who} comes back")).await,
            Action::Complete => self.looks(scene, &format!("{who} has handed in everything")).await,
            Action::InitiateProcessing => {
                let path = self.data(scene, "initiate_processing")?;
                let answer = self.call(scene, "POST", &path, None, "").await;
                Ok(done("The lender starts processing", answer))
            }
            Action::Progress => self.progress(scene, argument).await,
            Action::Get => self.data_of(scene, argument).await,
            Action::UpdateWebhook => self.update_webhook(scene, argument).await,
            Action::Receiver => self.receiver(argument).await,
            Action::Redeliver => self.redeliver(scene, argument).await,
            Action::DeleteSession => {
                let path = self.data(scene, "delete")?;
                let answer = self.call(scene, "DELETE", &path, None, "").await;
                Ok(done("The lender deletes the session", answer))
            }
            Action::Consents => self.consents(scene).await,
            Action::Pull => self.pull(scene, argument).await,
            Action::RevokeConsent => self.revoke_consent(scene, argument).await,
            Action::Advance | Action::Freeze | Action::Follow => self.clock(scene, step.action, argument).await,
            Action::Release => {
                let id = lookup::current(scene)?;
                let path = self.of_world(&format!("/_emulator/sessions/{id}/release"));
                let answer = self.post(scene, &path, &json!({})).await;
                Ok(done("The held processing ends", answer))
            }
            Action::Wait => {
                let id = lookup::current(scene)?;
                let until = argument.text().unwrap_or("completed");
                let path = self.of_world(&format!("/_emulator/sessions/{id}/wait?until={until}"));
                let answer = self.get(scene, &path).await;
                Ok(done(format!("A wait until the session is {until}"), answer))
            }
            Action::Settings => {
                let path = self.of_world("/_emulator/settings");
                let answer = self.json(scene, "PATCH", &path, &argument.to_json()).await;
                let names: Vec<&str> = argument.fields().iter().map(|(key, _)| key.value.as_str()).collect();
                Ok(done(format!("FinBox changes settings: {}", names.join(", ")), answer))
            }
            Action::SetRules => {
                let path = self.of_world("/_emulator/rules");
                let body = json!({"rules": argument.to_json()});
                let answer = self.json(scene, "PUT", &path, &body).await;
                let sentence = match argument.items().len() {
                    0 => "From now on nothing happens beside the usual".to_owned(),
                    1 => "From now on there is another rule".to_owned(),
                    count => format!("From now on there are {count} other rules"),
                };
                Ok(done(sentence, answer))
            }
            Action::Call => self.any_call(scene, argument).await,
            Action::Repeat | Action::Expect => Err("is no call".to_owned()),
        }
    }

    /// The path of a call about the current session.
    fn data(&self, scene: &Scene, name: &str) -> Result<String, String> {
        lookup::data_path(name, &lookup::current(scene)?)
    }

    /// Today in India, in world time.
    pub(super) async fn today(&self, scene: &mut Scene) -> Result<NaiveDate, String> {
        let path = self.of_world("/_emulator/clock");
        let kept = scene.exchanges.len();
        let answer = self.get(scene, &path).await;
        scene.exchanges.truncate(kept);
        let clock = answer.json();
        let now: Option<DateTime<chrono::Utc>> = clock["now"].as_str().and_then(|now| now.parse().ok());
        now.map(indian_time::day)
            .ok_or_else(|| format!("the world's clock cannot be read: {}", answer.message()))
    }

    /// The dates of an argument, seen from today.
    pub(super) async fn dates(
        &self,
        scene: &mut Scene,
        argument: &Node,
    ) -> Result<Option<(NaiveDate, NaiveDate)>, String> {
        let text = |key: &str| argument.get(key).and_then(Node::text).map(str::to_owned);
        let (Some(from), Some(to)) = (text("from"), text("to")) else {
            return Ok(None);
        };
        let today = self.today(scene).await?;
        let date = |text: &str| {
            relative_date::parse(text, today).ok_or_else(|| format!("`{text}` is not {}", relative_date::ALLOWED))
        };
        Ok(Some((date(&from)?, date(&to)?)))
    }

    async fn create_session(&self, scene: &mut Scene, argument: &Node) -> Result<Done, String> {
        let text = |key: &str| argument.get(key).and_then(Node::text).map(str::to_owned);
        let link_id = text("link_id").unwrap_or_else(|| LINK_ID.to_owned());
        let mut fields: Map<String, Value> = Map::new();
        fields.insert("api_key".to_owned(), self.key.clone().into());
        fields.insert("link_id".to_owned(), link_id.clone().into());
        let mut window = self.dates(scene, argument).await?;
        if let Some(months) = argument.get("months").and_then(Node::whole) {
            window = whole_months(self.today(scene).await?, months);
        }
        if let Some((from, to)) = window {
            for (field, day) in [("from_date", from), ("to_date", to)] {
                fields.insert(field.to_owned(), day.format("%d/%m/%Y").to_string().into());
            }
        }
        if let Some(Value::Object(request)) = argument.get("request").map(Node::to_json) {
            for (name, value) in request {
                if value.is_null() {
                    fields.shift_remove(&name);
                } else {
                    fields.insert(name, value);
                }
            }
        }
        let version = text("version").unwrap_or_else(|| "v1".to_owned());
        let path = format!("/bank-connect/{version}/session/");
        let answer = self.post(scene, &path, &Value::Object(fields)).await;
        let who = format!("The lender creates a session for {link_id}");
        if !answer.is_accepted() {
            return Ok(done(who, answer));
        }
        let created = answer.json();
        let window = self.session_is(scene, &created, &link_id, None).await?;
        Ok(done(format!("{who}, {window}"), answer))
    }

    /// Makes a session that was created the current one; gives its window in words.
    pub(super) async fn session_is(
        &self,
        scene: &mut Scene,
        created: &Value,
        link_id: &str,
        persona: Option<String>,
    ) -> Result<String, String> {
        let id = created["session_id"].as_str().unwrap_or_default().to_owned();
        let path = self.of_world(&format!("/_emulator/sessions/{id}"));
        let kept = scene.exchanges.len();
        let told = self.get(scene, &path).await.json();
        scene.exchanges.truncate(kept);
        let day = |key: &str| told["window"][key].as_str().unwrap_or_default().to_owned();
        let window = (day("from"), day("to"));
        if window.0.is_empty() {
            return Err(format!("the session `{id}` is not known to the emulator's control API"));
        }
        let in_words = story::period(&window.0, &window.1);
        scene.current = Some(SessionOfPlay {
            id,
            link_id: link_id.to_owned(),
            window,
            persona,
            created: created.clone(),
        });
        Ok(in_words)
    }

    async fn looks(&self, scene: &mut Scene, sentence: &str) -> Result<Done, String> {
        let path = self.data(scene, "session_upload_status")?;
        let answer = self.get(scene, &path).await;
        let status = answer.json()["upload_status"].as_str().unwrap_or_default().to_owned();
        let sentence = match status.as_str() {
            "" => sentence.to_owned(),
            status => format!("{sentence}; the upload is {status}"),
        };
        Ok(done(sentence, answer))
    }

    async fn progress(&self, scene: &mut Scene, argument: &Node) -> Result<Done, String> {
        let path = self.data(scene, "progress")?;
        let is_patient = argument.get("until").is_some();
        let mut polls = 0;
        loop {
            let answer = self.get(scene, &path).await;
            polls += 1;
            let stage = answer.json()["session_progress"]
                .as_str()
                .unwrap_or_default()
                .to_owned();
            if !is_patient || !answer.is_accepted() || stage == "completed" {
                let times = if polls == 1 {
                    String::new()
                } else {
                    format!(" {polls} times")
                };
                return Ok(done(format!("The lender polls progress{times}: {stage}"), answer));
            }
            if polls >= POLLS_MAX {
                return Err(format!(
                    "still {stage} after {polls} polls; a clock that stands still ends nothing: `advance` it, or `release`"
                ));
            }
        }
    }

    async fn data_of(&self, scene: &mut Scene, argument: &Node) -> Result<Done, String> {
        let name = argument.get("data").unwrap_or(argument).text().unwrap_or_default();
        let mut path = if name == "catalogue" {
            lookup::data_path(name, "")?
        } else {
            self.data(scene, name)?
        };
        if let Some(account) = argument.get("account_id").and_then(Node::text) {
            path = format!("{path}?account_id={}", forms::encoded(account));
        }
        let answer = self.get(scene, &path).await;
        Ok(done(format!("The lender asks for {}", name.replace('_', " ")), answer))
    }

    async fn update_webhook(&self, scene: &mut Scene, argument: &Node) -> Result<Done, String> {
        let url = argument.get("url").and_then(Node::text).unwrap_or_default();
        let (url, whose) = match url {
            "receiver" => (self.target.receiver(ReceiverIs::Up).await?, "to a receiver of its own"),
            "nowhere" => (NOWHERE.to_owned(), "to an address where nobody listens"),
            url => (url.to_owned(), "to an address of its choice"),
        };
        let mode = argument.get("mode").and_then(Node::whole).unwrap_or(3);
        let mut body = json!({"webhook_url": url, "webhook_mode": mode});
        if let Some(secret) = argument.get("secret").and_then(Node::text) {
            body["secret_key"] = secret.into();
        }
        let path = lookup::data_path("update_webhook", "")?;
        let answer = self.post(scene, &path, &body).await;
        Ok(done(format!("The lender wants webhooks {whose}"), answer))
    }

    async fn receiver(&self, argument: &Node) -> Result<Done, String> {
        let (is, sentence) = match (argument.text(), argument.whole()) {
            (Some("down"), _) => (ReceiverIs::Down, "The lender's webhook receiver goes down".to_owned()),
            (_, Some(status)) => (
                ReceiverIs::Answering(u16::try_from(status).unwrap_or(500)),
                format!("The lender's webhook receiver answers {status} from now on"),
            ),
            _ => (ReceiverIs::Up, "The lender's webhook receiver is up".to_owned()),
        };
        self.target.receiver(is).await?;
        Ok(Done {
            sentence,
            answer: None,
            is_free: false,
        })
    }

    async fn redeliver(&self, scene: &mut Scene, argument: &Node) -> Result<Done, String> {
        let id = lookup::current(scene)?;
        let path = self.of_world(&format!("/_emulator/deliveries?session_id={id}"));
        let kept = scene.exchanges.len();
        let all = self.get(scene, &path).await.json();
        scene.exchanges.truncate(kept);
        let all = all["deliveries"].as_array().cloned().unwrap_or_default();
        let wanted = match argument.whole() {
            Some(number) => usize::try_from(number)
                .ok()
                .and_then(|number| all.get(number.saturating_sub(1))),
            None => all.last(),
        };
        let delivery = wanted.ok_or_else(|| format!("the session has {} webhooks", all.len()))?;
        let delivery = delivery["id"].as_str().unwrap_or_default();
        let path = self.of_world(&format!("/_emulator/deliveries/{delivery}/redeliver"));
        let answer = self.post(scene, &path, &json!({})).await;
        Ok(done("The webhook is sent once more", answer))
    }

    async fn clock(&self, scene: &mut Scene, action: Action, argument: &Node) -> Result<Done, String> {
        let at = argument.text().map_or_else(|| json!({}), |at| json!({"at": at}));
        let (path, body) = match (action, argument.get("to").and_then(Node::text)) {
            (Action::Freeze, _) => ("/_emulator/clock/freeze", at),
            (Action::Follow, _) => ("/_emulator/clock/follow", at),
            (_, Some(to)) => ("/_emulator/clock/advance", json!({"to": to})),
            (_, None) => (
                "/_emulator/clock/advance",
                json!({"by": argument.text().unwrap_or_default()}),
            ),
        };
        let path = self.of_world(path);
        let answer = self.post(scene, &path, &body).await;
        let happened = story::happened(&answer.json()["happened"]);
        let sentence = match (action, argument.text()) {
            (Action::Freeze, _) => "The clock stands still".to_owned(),
            (Action::Follow, _) => "The clock goes on by itself".to_owned(),
            (_, Some(by)) => format!("{} later: {happened}", story::duration(by)),
            (_, None) => format!("Later: {happened}"),
        };
        Ok(done(sentence, answer))
    }

    async fn any_call(&self, scene: &mut Scene, argument: &Node) -> Result<Done, String> {
        let text = |key: &str| argument.get(key).and_then(Node::text);
        let method = text("method").unwrap_or("GET").to_owned();
        let url = text("path").unwrap_or_default().to_owned();
        if !url.starts_with('/') {
            return Err(format!("path: `{url}` does not begin with a slash"));
        }
        let mut headers = vec![
            ("x-api-key".to_owned(), self.key.clone()),
            ("server-hash".to_owned(), self.hash.clone()),
        ];
        let mut body = body_of(argument);
        for (name, value) in argument.get("headers").map(Node::fields).unwrap_or_default() {
            let name = name.value.to_lowercase();
            headers.retain(|(other, _)| *other != name);
            let given = printed(value);
            match (&mut body, name.as_str()) {
                (Some((kind, _)), "content-type") => *kind = given.unwrap_or_default(),
                _ => headers.extend(given.map(|value| (name, value))),
            }
        }
        let sent = body
            .as_ref()
            .map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned());
        let call = Call {
            method: method.clone(),
            url: url.clone(),
            headers,
            body,
        };
        let answer = self.send(scene, call, &sent.unwrap_or_default()).await;
        let path = url.split('?').next().unwrap_or_default();
        Ok(Done {
            is_free: true,
            ..done(format!("{method} {path}"), answer)
        })
    }
}

/// The last so many whole calendar months.
fn whole_months(today: NaiveDate, months: i64) -> Option<(NaiveDate, NaiveDate)> {
    let this_month = today.with_day(1)?;
    let months = Months::new(u32::try_from(months).ok()?);
    Some((this_month.checked_sub_months(months)?, this_month.pred_opt()?))
}

/// The body of any call, with what it says it is.
fn body_of(argument: &Node) -> Option<(String, Vec<u8>)> {
    if let Some(json) = argument.get("json") {
        return Some(("application/json".to_owned(), json.to_json().to_string().into_bytes()));
    }
    if let Some(form) = argument.get("form") {
        let fields = form.fields().iter();
        let fields = fields.filter_map(|(name, value)| Some((name.value.as_str(), printed(value)?)));
        return Some(forms::url_encoded(fields));
    }
    let raw = argument.get("raw").and_then(Node::text)?;
    Some(("text/plain".to_owned(), raw.as_bytes().to_vec()))
}

/// A value as a header or field has it; `None` for nothing.
fn printed(value: &Node) -> Option<String> {
    match &value.content {
        Content::Null => None,
        Content::Text(text) => Some(text.clone()),
        Content::Flag(_) | Content::Number(_) | Content::List(_) | Content::Map(_) => Some(value.to_json().to_string()),
    }
}
