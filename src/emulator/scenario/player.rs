//! Plays a scenario step by step, in a world of its own, and tells what happens.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::emulator::scenario::outcome::{Failure, Mark, Played};
use crate::emulator::scenario::scene::{Answer, Scene};
use crate::emulator::scenario::source::FilesOf;
use crate::emulator::scenario::story;
use crate::emulator::scenario::target::Target;
use crate::scenario::node::Node;
use crate::scenario::table::{Action, USUAL_CLOCK};
use crate::scenario::{Scenario, Step, reference};

/// The hash sent where none is given: any will do.
const SERVER_HASH: &str = "scenario";
/// Worlds of one scenario that are tried for a free number.
const NUMBER_MAX: u32 = 10_000;
/// Repetitions that run side by side.
const SIDE_BY_SIDE: usize = 32;

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
        if step.action == Action::Repeat {
            return self.repeat(scene, step).await;
        }
        if step.action == Action::Expect {
            return self.expect(scene, step).await;
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
