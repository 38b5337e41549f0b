//! From text to a scenario, or to everything that is wrong with it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::scenario::node::{Content, Node};
use crate::scenario::shape::{Findings, misspelt, of_map};
use crate::scenario::table::{ACTIONS, Action, BESIDE, FILE, asks_a_session};
use crate::scenario::{Scenario, Step, reference};
use crate::yaml::{self, Placed, Position, Problem};

/// Where texts come from: the name of a file, as seen from another, to what it is called from here on and what is in it.
pub trait Source {
    /// The file `name` as it is written in the file `from`.
    ///
    /// # Errors
    /// Why it cannot be read, in words.
    fn read(&self, from: &str, name: &str) -> Result<(String, String), String>;
}

/// Files a scenario may include, those that these include among them. Our choice.
const FILES_MAX: usize = 100;
/// How deep repeats may lie in each other. Our choice.
const DEPTH_MAX: usize = 4;
/// How often a step may be played, repeats in repeats. Our choice.
const TIMES_MAX: u64 = 1_000_000;
/// Keys a file that is included may have: the others hold for a world, and a world belongs to one file.
const INCLUDED: [&str; 4] = ["summary", "description", "include", "steps"];

/// Reads a scenario.
///
/// # Errors
/// Everything that is wrong with it, in the order of the file; at least one problem.
pub fn read(name: &str, file: &str, text: &str, source: &impl Source) -> Result<Scenario, Vec<Problem>> {
    let mut reader = Reader {
        source,
        chain: vec![file.to_owned()],
        files: 0,
        problems: Vec::new(),
    };
    let scenario = reader.scenario(name, file, text);
    let mut problems = reader.problems;
    problems.sort_by_key(|problem| (problem.file_name != file, place(problem)));
    match scenario {
        Some(scenario) if problems.is_empty() => Ok(scenario),
        Some(_) | None => Err(problems),
    }
}

fn place(problem: &Problem) -> Option<(u64, u64)> {
    problem.position.map(|position| (position.line, position.column))
}

struct Reader<'a, S> {
    source: &'a S,
    /// The files that are being read, each included by the one before it.
    chain: Vec<String>,
    files: usize,
    problems: Vec<Problem>,
}

/// What references and sessions stand for at a step.
#[derive(Clone, Default)]
struct Names {
    answers: BTreeSet<String>,
    sessions: BTreeSet<String>,
    depth: usize,
    /// How often a step is played here; 0 outside of repeats.
    times: u64,
}

impl<S: Source> Reader<'_, S> {
    fn scenario(&mut self, name: &str, file: &str, text: &str) -> Option<Scenario> {
        let node = self.file(file, text)?;
        let mut names = Names::default();
        names.answers.insert("world".to_owned());
        let mut steps = self.included(file, &node, &mut names);
        steps.extend(self.steps_of(file, &node, &mut names));
        let text = |key: &str| node.get(key).and_then(Node::text).map(str::to_owned);
        let shows = node.get("shows").map(Node::items).unwrap_or_default();
        Some(Scenario {
            name: name.to_owned(),
            file: file.into(),
            summary: text("summary").unwrap_or_default(),
            description: text("description"),
            shows: shows.iter().filter_map(placed).collect(),
            clock: text("clock"),
            seed: node
                .get("seed")
                .and_then(Node::whole)
                .and_then(|seed| seed.try_into().ok()),
            settings: node.get("settings").cloned(),
            rules: node.get("rules").cloned(),
            steps,
        })
    }

    /// The file as a map whose keys are right.
    fn file(&mut self, file: &str, text: &str) -> Option<Node> {
        let mut findings = Findings::in_file(file);
        if text.trim().is_empty() {
            findings.note(None, "the file is empty; it needs at least a `summary`");
        }
        let read = if findings.problems.is_empty() {
            yaml::read::<Node>(text, file)
                .map_err(|problem| findings.problems.push(explained(problem)))
                .ok()
        } else {
            None
        };
        let node = read.filter(|node| match &node.content {
            Content::Map(_) => {
                of_map(FILE, node, &mut findings);
                true
            }
            Content::Null | Content::Flag(_) | Content::Number(_) | Content::Text(_) | Content::List(_) => {
                findings.note(
                    node.position,
                    format!(
                        "found {}; a scenario is a map with a `summary` and `steps`",
                        node.kind()
                    ),
                );
                false
            }
        });
        self.problems.append(&mut findings.problems);
        node
    }

    /// The steps of the files that are included.
    fn included(&mut self, file: &str, node: &Node, names: &mut Names) -> Vec<Step> {
        let mut steps = Vec::new();
        for item in node.get("include").map(Node::items).unwrap_or_default() {
            let Some(name) = item.text() else { continue };
            let mut findings = Findings::in_file(file);
            match self.source.read(file, name) {
                Err(why) => findings.note(item.position, format!("`{name}` cannot be included: {why}")),
                Ok((other, _)) if self.chain.contains(&other) => {
                    let chain = self.chain.iter().skip_while(|link| **link != other);
                    let chain: Vec<&str> = chain.map(String::as_str).chain([other.as_str()]).collect();
                    findings.note(
                        item.position,
                        format!("files include each other: {}", chain.join(" -> ")),
                    );
                }
                Ok(_) if self.files >= FILES_MAX => {
                    findings.note(item.position, format!("more than {FILES_MAX} files are included"));
                }
                Ok((other, text)) => {
                    self.files += 1;
                    self.chain.push(other.clone());
                    steps.extend(self.included_file(&other, &text, names));
                    self.chain.pop();
                }
            }
            self.problems.append(&mut findings.problems);
        }
        steps
    }

    fn included_file(&mut self, file: &str, text: &str, names: &mut Names) -> Vec<Step> {
        let Some(node) = self.file(file, text) else {
            return Vec::new();
        };
        let mut findings = Findings::in_file(file);
        for (key, _) in node.fields() {
            let is_known = FILE.iter().any(|known| known.name == key.value);
            if is_known && !INCLUDED.contains(&key.value.as_str()) {
                let message = format!(
                    "`{}` holds for a whole world; a file that is included has steps alone",
                    key.value
                );
                findings.note(key.position, message);
            }
        }
        self.problems.append(&mut findings.problems);
        let mut steps = self.included(file, &node, names);
        steps.extend(self.steps_of(file, &node, names));
        steps
    }

    fn steps_of(&mut self, file: &str, node: &Node, names: &mut Names) -> Vec<Step> {
        let mut findings = Findings::in_file(file);
        let steps = node
            .get("steps")
            .map(|list| steps(&file.into(), list, names, &mut findings));
        self.problems.append(&mut findings.problems);
        steps.unwrap_or_default()
    }
}

/// The commonest slip gets a word of its own: `- progress` with keys below it.
fn explained(mut problem: Problem) -> Problem {
    if problem.message.starts_with("mapping values are not allowed") {
        problem.message = "this key does not belong to the line above it; a step with keys below it ends in a colon, as `- progress:`".to_owned();
    }
    problem
}

fn placed(node: &Node) -> Option<Placed<String>> {
    node.text().map(|text| Placed {
        value: text.to_owned(),
        position: node.position,
    })
}

fn steps(file: &Arc<str>, list: &Node, names: &mut Names, findings: &mut Findings) -> Vec<Step> {
    let Content::List(items) = &list.content else {
        findings.note(
            list.position,
            format!("found {}, expected a list of steps", list.kind()),
        );
        return Vec::new();
    };
    let read = items.iter().map(|item| step(file, item, names, findings));
    read.collect::<Vec<_>>().into_iter().flatten().collect()
}

/// A step: the word for what needs no more, or a map with one action and what stands beside it.
fn step(file: &Arc<str>, node: &Node, names: &mut Names, findings: &mut Findings) -> Option<Step> {
    let (word, position, argument) = match &node.content {
        Content::Text(word) => (word.as_str(), node.position, Node::null(node.position)),
        Content::Map(fields) => {
            let mut actions = fields.iter().filter(|(key, _)| !is_beside(&key.value, fields));
            let Some((key, argument)) = actions.next() else {
                findings.note(node.position, "a step needs an action, as `upload`");
                return None;
            };
            if let Some((other, _)) = actions.next() {
                let message = match action(&other.value) {
                    Some(_) => format!(
                        "a step has one action: `{}` is another step, and begins with a `-`",
                        other.value
                    ),
                    None => misspelt(&other.value, "key", BESIDE.iter().map(|key| key.name)),
                };
                findings.note(other.position, message);
            }
            (key.value.as_str(), key.position, argument.clone())
        }
        Content::Null | Content::Flag(_) | Content::Number(_) | Content::List(_) => {
            findings.note(
                node.position,
                format!("found {}, expected a step as `leave` or `upload: {{…}}`", node.kind()),
            );
            return None;
        }
    };
    let Some(action) = action(word) else {
        findings.note(
            position,
            misspelt(word, "step", ACTIONS.iter().map(|(_, key)| key.name)),
        );
        return None;
    };
    action.key().shape.check(&argument, findings);
    // What stands beside an action is checked by its shape; the action itself is none of these keys.
    let stands_beside = |key: &str| key != word && BESIDE.iter().any(|known| known.name == key);
    let beside = node.fields().iter().filter(|(key, _)| stands_beside(&key.value));
    let beside = Node {
        position: node.position,
        content: Content::Map(beside.cloned().collect()),
    };
    of_map(BESIDE, &beside, findings);
    let expect = if action == Action::Expect {
        argument.fields()
    } else {
        beside.get("expect").map(Node::fields).unwrap_or_default()
    };
    let step = Step {
        file: Arc::clone(file),
        position,
        action,
        name: beside.get("as").and_then(Node::text).map(str::to_owned),
        session: beside.get("session").and_then(Node::text).map(str::to_owned),
        refused: beside.get("refused").cloned(),
        expect: expect.to_vec(),
        steps: Vec::new(),
        argument,
    };
    let mut step = fits(step, &beside, names, findings);
    if action == Action::Repeat {
        repeated(&mut step, names, findings);
    }
    reference_checks(&step, names, findings);
    remember(&step, names);
    reference_checks_afterwards(&step, names, findings);
    Some(step)
}

fn action(word: &str) -> Option<Action> {
    let row = ACTIONS.iter().find(|(_, key)| key.name == word);
    row.map(|(action, _)| *action)
}

/// Whether a key of a step stands beside the action; `expect` alone is an action.
fn is_beside(key: &str, fields: &[(Placed<String>, Node)]) -> bool {
    let is_known = BESIDE.iter().any(|known| known.name == key);
    let has_other_action = || {
        fields
            .iter()
            .any(|(other, _)| other.value != "expect" && action(&other.value).is_some())
    };
    is_known && (key != "expect" || has_other_action())
}

/// What a step says that cannot be, seen from the steps before it.
fn fits(step: Step, beside: &Node, names: &Names, findings: &mut Findings) -> Step {
    let place = |key: &str| beside.get(key).and_then(|node| node.position).or(step.position);
    if let Some(session) = &step.session {
        if !names.sessions.contains(session) && session != "session" {
            let message = if names.sessions.is_empty() {
                format!("no session is called `{session}`: no `create_session` before this step has `as`")
            } else {
                misspelt(session, "session", names.sessions.iter().map(String::as_str))
            };
            findings.note(place("session"), message);
        }
        if step.action.makes_a_session() {
            findings.note(
                place("session"),
                "this step makes a session of its own; name it with `as`",
            );
        }
    }
    let has_session = names.answers.contains("session");
    let asks = |step: &Step| step.expect.iter().any(|(key, _)| asks_a_session(&key.value));
    if !has_session && (step.action.is_about_a_session() || (asks(&step) && !step.action.makes_a_session())) {
        let what = step.action.key().name;
        findings.note(
            step.position,
            format!("`{what}` is about a session, and no step before it has created one"),
        );
    }
    let is_silent = matches!(
        step.action,
        Action::Tell | Action::Repeat | Action::Receiver | Action::Expect
    );
    for key in ["as", "refused"] {
        if is_silent && beside.get(key).is_some() {
            findings.note(
                place(key),
                format!(
                    "`{}` calls nothing, so there is no answer for `{key}`",
                    step.action.key().name
                ),
            );
        }
    }
    let pairs = [("from", "to"), ("to", "from")];
    for (one, other) in pairs {
        if let (Some(node), None) = (step.argument.get(one), step.argument.get(other)) {
            findings.note(node.position, format!("`{one}` needs `{other}`"));
        }
    }
    if let (Some(months), Some(_)) = (step.argument.get("months"), step.argument.get("from")) {
        findings.note(months.position, "give either `months`, or `from` and `to`");
    }
    step
}

fn repeated(step: &mut Step, names: &Names, findings: &mut Findings) {
    let Some(list) = step.argument.get("steps") else { return };
    if names.depth >= DEPTH_MAX {
        findings.note(
            list.position,
            format!("repeats lie deeper in each other than {DEPTH_MAX}"),
        );
        return;
    }
    let times = step.argument.get("times");
    let mut inner = names.clone();
    inner.depth += 1;
    inner.times = names
        .times
        .max(1)
        .saturating_mul(times.and_then(Node::whole).unwrap_or(1).unsigned_abs());
    if inner.times > TIMES_MAX {
        findings.note(
            times.unwrap_or(list).position,
            format!(
                "with the repeats around it this plays its steps {} times; {TIMES_MAX} are allowed",
                inner.times
            ),
        );
    }
    inner.answers.insert("number".to_owned());
    step.steps = steps(&step.file, list, &mut inner, findings);
}

fn reference_checks(step: &Step, names: &Names, findings: &mut Findings) {
    // Inner steps were looked at one by one, with names of their own.
    if !matches!(step.action, Action::Repeat | Action::Expect) {
        reference::check(&step.argument, &names.answers, findings);
    }
}

/// Expectations may refer to the answer of their own step.
fn reference_checks_afterwards(step: &Step, names: &Names, findings: &mut Findings) {
    for (_, expected) in &step.expect {
        reference::check(expected, &names.answers, findings);
    }
    if let Some(code) = &step.refused {
        reference::check(code, &names.answers, findings);
    }
}

fn remember(step: &Step, names: &mut Names) {
    let is_made = step.action.makes_a_session() && step.refused.is_none();
    if is_made {
        names.answers.insert("session".to_owned());
    }
    if let Some(name) = &step.name {
        names.answers.insert(name.clone());
        if is_made {
            names.sessions.insert(name.clone());
        }
    }
}

/// Where a position is not known, the first line.
pub fn or_first_line(position: Option<Position>) -> Position {
    position.unwrap_or(Position { line: 1, column: 1 })
}
