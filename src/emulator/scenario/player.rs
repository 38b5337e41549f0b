//! Plays a scenario step by step, in a world of its own, and tells what happens.

use std::collections::{BTreeMap, HashMap};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::emulator::scenario::outcome::{Compared, Exchange, Failure, Mark, Played, Told, cut, short};
use crate::emulator::scenario::source::FilesOf;
use crate::emulator::scenario::target::Target;
use crate::emulator::scenario::{forms, story};
use crate::outbound::Call;
use crate::scenario::expectation::Mismatch;
use crate::scenario::node::Node;
use crate::scenario::table::{Action, USUAL_CLOCK};
use crate::scenario::{Scenario, Step, reference};
use crate::yaml::Position;

/// The hash sent where none is given: any will do.
const SERVER_HASH: &str = "scenario";
/// Worlds of one scenario that are tried for a free number.
const NUMBER_MAX: u32 = 10_000;
/// Repetitions that run side by side.
const SIDE_BY_SIDE: usize = 32;
/// Characters of a body that an exchange keeps.
const BODY_SHOWN_MAX: usize = 2_000;

/// Which world a scenario is played in.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum WorldOfPlay {
    /// A fresh one of its own, `scenario-NAME-1`, `-2` …
    #[default]
    Fresh,
    /// The one of this key, which starts over for it; with the hash its calls need.
    Key(String, Option<String>),
}

/// Plays one scenario.
#[derive(Debug)]
pub struct Player<T> {
    pub(super) target: Arc<T>,
    pub(super) files: FilesOf,
    pub(super) key: String,
    pub(super) hash: String,
    /// Specimens by what was asked for; a storm uploads the same one again and again.
    pub(super) papers: Mutex<HashMap<String, Bytes>>,
}

/// A session as the play knows it.
#[derive(Clone, Debug, Default)]
pub(super) struct SessionOfPlay {
    pub(super) id: String,
    pub(super) link_id: String,
    /// First and last day, as `2025-07-01`.
    pub(super) window: (String, String),
    pub(super) persona: Option<String>,
    /// What creating it answered.
    pub(super) created: Value,
}

/// What came back from a call.
#[derive(Clone, Debug, Default)]
pub(super) struct Answer {
    /// `None` when there was no answer, with the reason as its body.
    pub(super) status: Option<u16>,
    pub(super) body: Bytes,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    pub(super) fn is_accepted(&self) -> bool {
        self.status.is_some_and(|status| status < 400)
    }

    /// The error code; `NO_ANSWER` when there was no answer, `HTTP 503` when it is no error of the API.
    pub(super) fn code(&self) -> Option<String> {
        let status = match self.status {
            None => return Some("NO_ANSWER".to_owned()),
            Some(status) if status < 400 => return None,
            Some(status) => status,
        };
        let body = self.json();
        let code = body["error"]["code"].as_str().map(str::to_owned);
        Some(code.unwrap_or_else(|| format!("HTTP {status}")))
    }

    pub(super) fn message(&self) -> String {
        let body = self.json();
        match body["error"]["message"].as_str() {
            Some(message) => message.to_owned(),
            None => cut(&String::from_utf8_lossy(&self.body), 160),
        }
    }
}

/// Where the play stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Scene {
    pub(super) current: Option<SessionOfPlay>,
    pub(super) sessions: BTreeMap<String, SessionOfPlay>,
    pub(super) answers: BTreeMap<String, Value>,
    pub(super) last: Option<Answer>,
    /// The calls of the step that is being played.
    pub(super) exchanges: Vec<Exchange>,
    pub(super) played: Played,
    /// Whether a step failed in a way that ends the play.
    pub(super) is_over: bool,
    /// Which repetition this is, from 1; 0 outside of any.
    pub(super) number: i64,
}

impl Scene {
    pub(super) fn fail(&mut self, step: &Step, position: Option<Position>, what: &str, got: impl Into<String>) {
        self.played.failures.push(Failure {
            file: Arc::clone(&step.file),
            position: position.or(step.position),
            what: what.to_owned(),
            expected: None,
            got: got.into(),
            hints: Vec::new(),
        });
    }

    pub(super) fn tell(&mut self, text: impl Into<String>, mark: Mark) {
        let exchanges = std::mem::take(&mut self.exchanges);
        self.played.story.push(Told {
            text: text.into(),
            mark,
            exchanges,
        });
    }

    pub(super) fn mismatched(&mut self, step: &Step, what: &str, mismatches: Vec<Mismatch>, hints: &[String]) {
        for mismatch in mismatches {
            let path = match mismatch.path.as_str() {
                "" => what.to_owned(),
                path if path.starts_with('[') || path.starts_with('.') => format!("{what}{path}"),
                path => format!("{what}.{path}"),
            };
            self.played.failures.push(Failure {
                file: Arc::clone(&step.file),
                position: mismatch.position.or(step.position),
                what: path,
                expected: Some(short(&mismatch.expected)),
                got: mismatch.got.as_ref().map_or_else(|| "nothing".to_owned(), short),
                hints: mismatch.hint.into_iter().chain(hints.iter().cloned()).collect(),
            });
        }
    }

    /// Notes an expectation for those who ask what was held against what. Repetitions are alike; the first stands for all.
    pub(super) fn compared(&mut self, step: &Step, what: &str, expected: &Node, got: &Value) {
        if self.number <= 1 {
            self.played.compared.push(Compared {
                file: Arc::clone(&step.file),
                what: what.to_owned(),
                expected: expected.clone(),
                got: got.clone(),
            });
        }
    }

    /// What a reference's name stands for.
    pub(super) fn answer_of(&self, name: &str, key: &str) -> Option<Value> {
        match name {
            "session" => self.current.as_ref().map(|session| session.created.clone()),
            "number" => Some(self.number.into()),
            "world" => Some(json!({"key": key})),
            name => self.answers.get(name).cloned(),
        }
    }
}

/// Why a play did not begin.
pub(super) type NotBegun = String;

impl<T: Target> Player<T> {
    /// Plays a scenario in a world, to its end or to the first step after which nothing makes sense.
    pub async fn play(target: Arc<T>, scenario: &Scenario, world: &WorldOfPlay, files: FilesOf) -> Played {
        let mut player = Player {
            target,
            files,
            key: String::new(),
            hash: SERVER_HASH.to_owned(),
            papers: Mutex::default(),
        };
        let mut scene = Scene::default();
        let begun = player.begin(scenario, world, &mut scene).await;
        scene.played.name = scenario.name.clone();
        scene.played.summary = scenario.summary.clone();
        scene.played.world = player.key.clone();
        match begun {
            Ok(()) => player.steps(&mut scene, &scenario.steps).await,
            Err(why) => scene.played.failures.push(Failure {
                file: Arc::clone(&scenario.file),
                position: None,
                what: "the play did not begin".to_owned(),
                expected: None,
                got: why,
                hints: Vec::new(),
            }),
        }
        scene.played
    }

    /// A fresh world with the scenario's clock, seed, settings and rules.
    async fn begin(&mut self, scenario: &Scenario, world: &WorldOfPlay, scene: &mut Scene) -> Result<(), NotBegun> {
        let clock = scenario.clock.as_deref().unwrap_or(USUAL_CLOCK);
        let mut fields = json!({"clock": clock, "seed": scenario.seed.unwrap_or(1)});
        match world {
            WorldOfPlay::Key(key, hash) => {
                self.key = key.clone();
                self.hash = hash.clone().unwrap_or_else(|| SERVER_HASH.to_owned());
                fields["key"] = json!(key);
                fields["replace"] = json!(true);
                let answer = self.post(scene, "/_emulator/worlds", &fields).await;
                said_yes(&answer)?;
            }
            WorldOfPlay::Fresh => self.open_fresh(scenario, fields, scene).await?,
        }
        if let Some(settings) = &scenario.settings {
            let path = self.of_world("/_emulator/settings");
            said_yes(&self.json(scene, "PATCH", &path, &settings.to_json()).await)?;
        }
        if let Some(rules) = &scenario.rules {
            let path = self.of_world("/_emulator/rules");
            let body = json!({"rules": rules.to_json()});
            said_yes(&self.json(scene, "PUT", &path, &body).await)?;
        }
        scene.exchanges.clear();
        Ok(())
    }

    async fn open_fresh(&mut self, scenario: &Scenario, mut fields: Value, scene: &mut Scene) -> Result<(), NotBegun> {
        for number in 1..=NUMBER_MAX {
            self.key = format!("scenario-{}-{number}", scenario.name);
            fields["key"] = json!(self.key);
            let answer = self.post(scene, "/_emulator/worlds", &fields).await;
            scene.exchanges.clear();
            if answer.status != Some(409) {
                return said_yes(&answer);
            }
        }
        Err(format!("there are {NUMBER_MAX} worlds of this scenario already"))
    }

    /// Plays steps one after the other.
    pub(super) fn steps<'a>(
        &'a self,
        scene: &'a mut Scene,
        steps: &'a [Step],
    ) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        Box::pin(async move {
            for step in steps {
                if scene.is_over {
                    return;
                }
                self.step(scene, step).await;
            }
        })
    }

    async fn step(&self, scene: &mut Scene, step: &Step) {
        if !self.goes_to_session(scene, step) {
            return;
        }
        match step.action {
            Action::Repeat => return self.repeat(scene, step).await,
            Action::Expect => return self.expect(scene, step).await,
            _ => {}
        }
        let argument = match reference::resolved(&step.argument, &|name| scene.answer_of(name, &self.key)) {
            Ok(argument) => argument,
            Err((node, why)) => {
                let position = node.position;
                scene.fail(step, position, step.action.key().name, why);
                scene.tell(step.action.key().name, Mark::Failed);
                scene.is_over = true;
                return;
            }
        };
        match self.act(scene, step, &argument).await {
            Ok(done) => self.judge(scene, step, done).await,
            Err(why) => {
                scene.fail(step, None, step.action.key().name, why);
                scene.tell(step.action.key().name, Mark::Failed);
                scene.is_over = true;
            }
        }
    }

    /// Makes the session the step names the current one.
    fn goes_to_session(&self, scene: &mut Scene, step: &Step) -> bool {
        let Some(name) = step.session.as_deref().filter(|name| *name != "session") else {
            return true;
        };
        match scene.sessions.get(name).cloned() {
            Some(session) => {
                scene.current = Some(session);
                true
            }
            None => {
                scene.fail(step, None, "session", format!("no session is called `{name}` here"));
                scene.is_over = true;
                false
            }
        }
    }

    /// Whether a step went as it should, and what is expected after it.
    async fn judge(&self, scene: &mut Scene, step: &Step, done: Done) {
        let before = scene.played.failures.len();
        let mut suffix = String::new();
        if let Some(answer) = &done.answer {
            scene.last = Some(answer.clone());
            if let Some(name) = &step.name {
                scene.answers.insert(name.clone(), answer.json());
            }
            suffix = self.verdict(scene, step, answer, done.is_free).await;
        }
        if let Some(name) = step.name.as_ref().filter(|_| step.action.makes_a_session()) {
            scene
                .sessions
                .extend(scene.current.clone().map(|session| (name.clone(), session)));
        }
        let is_well = scene.played.failures.len() == before;
        let mark = match (is_well, step.action) {
            (false, _) => Mark::Failed,
            (true, Action::Tell) => Mark::Story,
            (true, _) => Mark::Well,
        };
        scene.tell(format!("{}{suffix}", done.sentence), mark);
        scene.is_over |= !is_well;
        if !step.expect.is_empty() && !scene.is_over {
            self.expect(scene, step).await;
        }
    }

    /// How an answer is told, with a failure noted where it is not the one it should be.
    async fn verdict(&self, scene: &mut Scene, step: &Step, answer: &Answer, is_free: bool) -> String {
        let code = answer.code();
        let Some(refused) = &step.refused else {
            return match code {
                None => String::new(),
                Some(code) if is_free || asks_about_refusal(step) => format!(": refused, {code}"),
                Some(code) => {
                    let hints = self.reasons(scene).await;
                    scene.fail(
                        step,
                        None,
                        step.action.key().name,
                        format!("refused, {code}: {}", answer.message()),
                    );
                    if let Some(failure) = scene.played.failures.last_mut() {
                        failure.hints = hints;
                        failure
                            .hints
                            .push(format!("where that is meant, write `refused: {code}` beside the step"));
                    }
                    format!(": refused, {code}")
                }
            };
        };
        let got = code.clone().map_or(Value::Null, Value::String);
        let expected = match reference::resolved(refused, &|name| scene.answer_of(name, &self.key)) {
            Ok(expected) => expected,
            Err((node, why)) => {
                let position = node.position;
                scene.fail(step, position, "refused", why);
                return String::new();
            }
        };
        scene.compared(step, "refused", &expected, &got);
        let missed = crate::scenario::expectation::mismatches(&expected, &got, "");
        if !missed.is_empty() {
            let hints = self.reasons(scene).await;
            let told = code.as_ref().map(|_| answer.message());
            let hints: Vec<String> = told.into_iter().chain(hints).collect();
            scene.mismatched(step, "refused", missed, &hints);
        }
        match code {
            Some(code) => format!(": refused, {code}"),
            None => ": accepted".to_owned(),
        }
    }

    async fn repeat(&self, scene: &mut Scene, step: &Step) {
        let times = step.argument.get("times").and_then(Node::whole).unwrap_or(1);
        let is_parallel = step.argument.get("parallel").is_some_and(Node::is_true);
        let before = scene.played.failures.len();
        let first = Scene {
            played: Played::default(),
            exchanges: Vec::new(),
            ..scene.clone()
        };
        // The first goes ahead: what all of them need is made once.
        for number in 1..=times {
            if scene.played.failures.len() > before {
                break;
            }
            if is_parallel && number > 1 {
                self.side_by_side(scene, step, &first, number..=times).await;
                break;
            }
            let mut one = first.clone();
            one.number = number;
            self.steps(&mut one, &step.steps).await;
            scene.take_over(one);
        }
        let is_well = scene.played.failures.len() == before;
        scene.is_over |= !is_well;
        scene.tell(
            story::repeated(step, times, is_parallel),
            if is_well { Mark::Well } else { Mark::Failed },
        );
    }

    async fn side_by_side(
        &self,
        scene: &mut Scene,
        step: &Step,
        first: &Scene,
        numbers: std::ops::RangeInclusive<i64>,
    ) {
        let player = Arc::new(Player {
            target: Arc::clone(&self.target),
            files: self.files,
            key: self.key.clone(),
            hash: self.hash.clone(),
            papers: Mutex::new(self.papers.lock().unwrap_or_else(PoisonError::into_inner).clone()),
        });
        let steps: Arc<[Step]> = step.steps.clone().into();
        let mut running = JoinSet::new();
        for number in numbers {
            if running.len() >= SIDE_BY_SIDE {
                scene.take_over_joined(running.join_next().await);
            }
            let (player, steps, mut one) = (Arc::clone(&player), Arc::clone(&steps), first.clone());
            one.number = number;
            running.spawn(async move {
                player.steps(&mut one, &steps).await;
                one
            });
        }
        while let Some(joined) = running.join_next().await {
            scene.take_over_joined(Some(joined));
        }
    }
}

impl Scene {
    /// What a repetition leaves behind: what failed, and what was compared.
    fn take_over(&mut self, one: Scene) {
        for mut failure in one.played.failures {
            failure.hints.push(format!("in repetition {}", one.number));
            self.played.failures.push(failure);
        }
        self.played.compared.extend(one.played.compared);
        self.last = one.last;
    }

    fn take_over_joined(&mut self, joined: Option<Result<Scene, tokio::task::JoinError>>) {
        if let Some(Ok(one)) = joined {
            self.take_over(one);
        }
    }
}

/// Whether the step itself says what it expects of a refusal.
fn asks_about_refusal(step: &Step) -> bool {
    let asks = |key: &str| matches!(key, "status" | "error" | "message");
    step.expect.iter().any(|(key, _)| asks(&key.value))
}

fn said_yes(answer: &Answer) -> Result<(), NotBegun> {
    if answer.is_accepted() {
        Ok(())
    } else {
        Err(format!("{}: {}", answer.code().unwrap_or_default(), answer.message()))
    }
}

/// A step that was carried out.
pub(super) struct Done {
    pub(super) sentence: String,
    pub(super) answer: Option<Answer>,
    /// Whether a refusal is as good as anything, because the expectations say what is wanted.
    pub(super) is_free: bool,
}

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
