//! What the file format cannot know by itself: settings, rules, borrowers and codes, checked before anything is played.

use std::path::Path;

use serde_json::{Map, Value};

use crate::domain::acceptance::AccountCode;
use crate::domain::endpoint::Endpoint;
use crate::domain::rule::{PdfMessage, StatementCode};
use crate::domain::settings::Settings;
use crate::domain::suggestion::nearest;
use crate::emulator::control::patched_settings;
use crate::emulator::scenario::library::library;
use crate::emulator::scenario::source::{FilesOf, text_of};
use crate::persona::Persona;
use crate::scenario::node::{Content, Node};
use crate::scenario::shape::{Findings, misspelt};
use crate::scenario::table::Action;
use crate::scenario::{Scenario, Step, read, reference};
use crate::wire::refusals::reasons;
use crate::wire::rule_check;
use crate::yaml::{self, Placed, Position, Problem};

/// A scenario of the library.
///
/// # Errors
/// That there is none of this name, and which may be meant; or what is wrong with it.
pub fn read_library(name: &str) -> Result<Scenario, Vec<Problem>> {
    match library().iter().find(|embedded| embedded.name == name) {
        Some(embedded) => checked(read::read(name, embedded.file, embedded.text, &FilesOf::Library)),
        None => {
            let names = library().iter().map(|embedded| embedded.name);
            let near = match nearest(name, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`scenario list` shows all".to_owned(),
            };
            Err(vec![Problem {
                file_name: name.to_owned(),
                position: None,
                message: format!("no scenario of the library has this name, and no file; {near}"),
            }])
        }
    }
}

/// A scenario of a file.
///
/// # Errors
/// Why it cannot be read, or everything that is wrong with it.
pub fn read_file(path: &Path) -> Result<Scenario, Vec<Problem>> {
    let file = path.display().to_string();
    let text = text_of(path).map_err(|why| {
        vec![Problem {
            file_name: file.clone(),
            position: None,
            message: format!("the file cannot be read: {why}"),
        }]
    })?;
    let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    checked(read::read(&name.unwrap_or_default(), &file, &text, &FilesOf::Disk))
}

/// A scenario that came as text; it may include files of the library.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read_text(text: &str) -> Result<Scenario, Vec<Problem>> {
    checked(read::read("given", "scenarios/given.yaml", text, &FilesOf::Library))
}

/// The scenario, when everything else about it is right too.
///
/// # Errors
/// Everything that is wrong with it.
pub fn checked(read: Result<Scenario, Vec<Problem>>) -> Result<Scenario, Vec<Problem>> {
    let scenario = read?;
    let mut findings = Findings::in_file(&scenario.file);
    if let Some(settings) = &scenario.settings {
        of_settings(settings, &mut findings);
    }
    if let Some(rules) = &scenario.rules {
        of_rules(rules, &mut findings);
    }
    of_shows(&scenario.shows, &mut findings);
    of_steps(&scenario.steps, &mut findings);
    if findings.problems.is_empty() {
        Ok(scenario)
    } else {
        Err(findings.problems)
    }
}

/// The settings of a file, `rules` among them.
///
/// # Errors
/// Everything that is wrong with them.
pub fn read_settings(text: &str, file: &str) -> Result<Map<String, Value>, Vec<Problem>> {
    let mut node: Node = yaml::read(text, file).map_err(|problem| vec![problem])?;
    let given = node.to_json();
    let mut findings = Findings::in_file(file);
    if let Content::Map(fields) = &mut node.content {
        let is_rules = |(key, _): &(Placed<String>, Node)| key.value == "rules";
        if let Some(index) = fields.iter().position(is_rules) {
            of_rules(&fields.remove(index).1, &mut findings);
        }
    }
    of_settings(&node, &mut findings);
    findings
        .problems
        .sort_by_key(|problem| problem.position.map(|position| (position.line, position.column)));
    match given {
        Value::Object(fields) if findings.problems.is_empty() => Ok(fields),
        Value::Object(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err(findings.problems)
        }
    }
}

/// The names of the settings there are.
pub fn setting_names() -> Vec<String> {
    let settings = serde_json::to_value(Settings::default()).unwrap_or_default();
    let names = settings.as_object().into_iter().flat_map(|fields| fields.keys());
    names.filter(|name| *name != "rules").cloned().collect()
}

fn of_steps(steps: &[Step], findings: &mut Findings) {
    for step in steps {
        let mut here = Findings::in_file(&step.file);
        if step.action == Action::Settings {
            of_settings(&step.argument, &mut here);
        } else if step.action == Action::SetRules {
            of_rules(&step.argument, &mut here);
        }
        of_steps(&step.steps, &mut here);
        if let Some(persona) = step.argument.get("persona") {
            of_persona(persona, &mut here);
        }
        findings.problems.append(&mut here.problems);
    }
}

fn of_persona(node: &Node, findings: &mut Findings) {
    let Some(name) = node.text().filter(|name| !reference::is_in(name)) else {
        return;
    };
    if Persona::named(name).is_none() {
        let names = Persona::embedded().iter().map(|persona| persona.persona.as_str());
        findings.note(node.position, misspelt(name, "persona", names));
    }
}

fn of_settings(node: &Node, findings: &mut Findings) {
    if let Some((key, _)) = node.fields().iter().find(|(key, _)| key.value == "rules") {
        findings.note(
            key.position,
            "rules stand beside the settings: `rules`, or the step `set_rules`",
        );
        return;
    }
    let patch = node.to_json();
    if !patch.is_object() {
        findings.note(
            node.position,
            format!("found {}, expected a map of settings", node.kind()),
        );
        return;
    }
    // The path is that of the mistake, one at a time; what merges well is then tried as a whole.
    if let Err(error) = serde_path_to_error::deserialize::<_, Settings>(&without_nulls(patch.clone())) {
        let path = error.path().to_string();
        let message = error.inner().to_string();
        let (position, message) = match unknown_key(&message) {
            Some(told) => (place_of_unknown(node, &path, &message), told),
            None => (node.place_of(&path), format!("{path}: {message}")),
        };
        findings.note(position, message);
    } else if let Err(message) = patched_settings(&Settings::default(), &Settings::default(), &patch) {
        let key = message.split([' ', ':']).next().unwrap_or_default();
        findings.note(node.place_of(key), message);
    }
}

/// Null takes a setting away, so that the default holds again.
fn without_nulls(mut value: Value) -> Value {
    if let Some(fields) = value.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    value
}

/// An unknown key or value, told as the rest of the file is told; `None` when the message is about something else.
fn unknown_key(message: &str) -> Option<String> {
    let what = if is_about_a_key(message) {
        "key"
    } else if message.starts_with("unknown variant") || message.starts_with("unknown value") {
        "value"
    } else {
        return None;
    };
    let known = message.split(" (did you mean").next().unwrap_or_default();
    let mut words = known.split('`').skip(1).step_by(2);
    let word = words.next()?;
    // Where the list of what is allowed was too long to be told, the problem has its own suggestion.
    let known: Vec<&str> = words.collect();
    (!known.is_empty()).then(|| misspelt(word, what, known.into_iter()))
}

/// Serde says `field`, our own messages say `key`.
fn is_about_a_key(message: &str) -> bool {
    message.starts_with("unknown field") || message.starts_with("unknown key")
}

/// An unknown key is its own place, an unknown value is that of the value.
fn place_of_unknown(node: &Node, path: &str, message: &str) -> Option<Position> {
    if is_about_a_key(message) {
        node.place_of_key(path)
    } else {
        node.place_of(path)
    }
}

fn of_rules(node: &Node, findings: &mut Findings) {
    let Err(problems) = rule_check::checked(&node.to_json()) else {
        return;
    };
    for problem in problems {
        let path = problem.path.strip_prefix("rules").unwrap_or(&problem.path);
        let (position, mut message) = match unknown_key(&problem.what) {
            Some(told) => (place_of_unknown(node, path, &problem.what), told),
            None => (node.place_of(path), problem.to_string()),
        };
        // The place says where already.
        if let Some(short) = message.strip_prefix(&format!("{}: ", problem.path)) {
            message = short.to_owned();
        }
        findings.note(position, message);
    }
}

/// Every code and message a scenario may say it shows.
fn known_codes() -> Vec<String> {
    let printed = |value: Result<Value, serde_json::Error>| match value {
        Ok(Value::String(text)) => Some(text),
        Ok(_) | Err(_) => None,
    };
    let mut codes: Vec<String> = Vec::new();
    let accounts = [
        AccountCode::MissingTransactions,
        AccountCode::IncompleteMonths,
        AccountCode::NullAccountNumber,
        AccountCode::BalanceMismatch,
        AccountCode::IncompleteMonthsUpload,
        AccountCode::IncompleteDatesUpload,
        AccountCode::Unparsable,
    ];
    codes.extend(accounts.iter().filter_map(|code| printed(serde_json::to_value(code))));
    codes.extend(
        STATEMENT_CODES
            .iter()
            .filter_map(|code| printed(serde_json::to_value(code))),
    );
    codes.extend(
        PDF_MESSAGES
            .iter()
            .filter_map(|message| printed(serde_json::to_value(message))),
    );
    codes.push("Success".to_owned());
    let refusals = Endpoint::ALL.into_iter().flat_map(reasons::reasons);
    codes.extend(refusals.map(|reason| reason.name.split('.').next().unwrap_or_default().to_owned()));
    codes.sort();
    codes.dedup();
    codes
}

const STATEMENT_CODES: [StatementCode; 13] = [
    StatementCode::PasswordIncorrect,
    StatementCode::BankNameMismatch,
    StatementCode::StatementUnsupportedFormat,
    StatementCode::StatementDuplicate,
    StatementCode::NullAccountNumber,
    StatementCode::StatementTooManyPages,
    StatementCode::NoTransactionsFromAggregator,
    StatementCode::Unparsable,
    StatementCode::PdfIsImage,
    StatementCode::ExtractionFailed,
    StatementCode::OutOfDateRange,
    StatementCode::StatementNoTransactions,
    StatementCode::BankNameUndetected,
];

const PDF_MESSAGES: [PdfMessage; 8] = [
    PdfMessage::PasswordIncorrect,
    PdfMessage::IsImage,
    PdfMessage::AuthorFraud,
    PdfMessage::DateFraud,
    PdfMessage::NotAStatement,
    PdfMessage::KeywordNotPresent,
    PdfMessage::NewTemplate,
    PdfMessage::NoTransactionsFromAggregator,
];

fn of_shows(shows: &[Placed<String>], findings: &mut Findings) {
    if shows.is_empty() {
        return;
    }
    let codes = known_codes();
    for shown in shows.iter().filter(|shown| !codes.contains(&shown.value)) {
        let position: Option<Position> = shown.position;
        let message = match nearest(&shown.value, codes.iter().map(String::as_str)) {
            Some(near) => format!(
                "the service has no code or message `{}`; did you mean `{near}`?",
                shown.value
            ),
            None => format!("the service has no code or message `{}`", shown.value),
        };
        findings.note(position, message);
    }
}
