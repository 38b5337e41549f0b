//! Whether rules make sense: everything about them that their types cannot say.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::domain::endpoint::Endpoint;
use crate::domain::rule::{self, Fault, PROBLEM_COUNT_MAX, Rule, RuleProblem};
use crate::domain::suggestion::nearest;
use crate::wire::refusals::reasons;

/// Rules a world may have.
const RULE_COUNT_MAX: usize = 1_000;
/// Characters of a rule's name.
const NAME_LENGTH_MAX: usize = 100;
/// Steps of a webhook plan.
const STEP_COUNT_MAX: usize = 50;

/// The errors a hosted page ends with. Source: contract `journey_events.csv`.
const JOURNEY_ERRORS: [&str; 10] = [
    "MU002", "MU003", "MU004", "MU006", "MU020", "MU021", "NB000", "NB003", "NB004", "NB005",
];

/// Reads rules and checks them.
///
/// # Errors
/// Everything that is wrong with them, in their order.
pub fn checked(list: &Value) -> Result<Vec<Rule>, Vec<RuleProblem>> {
    let count = list.as_array().map_or(0, Vec::len);
    if count > RULE_COUNT_MAX {
        let what = format!("{count} rules; there may be {RULE_COUNT_MAX}");
        return Err(vec![problem("rules".to_owned(), what)]);
    }
    let (rules, mut found) = rule::read(list);
    if found.len() >= PROBLEM_COUNT_MAX {
        return Err(found);
    }
    // What did not read was noted by then, and says nothing any more.
    let more = problems(&rules).into_iter();
    let news: Vec<RuleProblem> = more.filter(|problem| !is_noted(&found, problem)).collect();
    found.extend(news);
    found.sort_by_key(|problem| index_of(&problem.path));
    found.truncate(PROBLEM_COUNT_MAX);
    if found.is_empty() { Ok(rules) } else { Err(found) }
}

/// A rule with something unreadable in it may look empty for that alone.
fn is_noted(found: &[RuleProblem], problem: &RuleProblem) -> bool {
    let is_inside = |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('.'));
    found.iter().any(|noted| {
        noted.path == problem.path || is_inside(&noted.path, &problem.path) || is_inside(&problem.path, &noted.path)
    })
}

fn index_of(path: &str) -> usize {
    let digits = path.trim_start_matches("rules[").split(']').next().unwrap_or_default();
    digits.parse().unwrap_or(0)
}

/// Everything wrong with rules that were read.
pub fn problems(rules: &[Rule]) -> Vec<RuleProblem> {
    let mut found = Vec::new();
    let mut names = BTreeSet::new();
    for (index, rule) in rules.iter().enumerate() {
        let at = |field: &str| format!("rules[{index}]{field}");
        if let Some(name) = &rule.name {
            if name.is_empty() || name.chars().count() > NAME_LENGTH_MAX || name.chars().any(char::is_control) {
                found.push(problem(
                    at(".name"),
                    format!("a name has 1 to {NAME_LENGTH_MAX} characters that print"),
                ));
            }
            if !names.insert(name.as_str()) {
                found.push(problem(at(".name"), format!("another rule is called `{name}`")));
            }
        }
        of_rule(rule, &at, &mut found);
    }
    found
}

fn problem(path: String, what: String) -> RuleProblem {
    RuleProblem {
        path,
        what,
        suggestion: None,
    }
}

fn of_rule(rule: &Rule, at: &impl Fn(&str) -> String, found: &mut Vec<RuleProblem>) {
    let then = &rule.then;
    let endpoints = rule.when.endpoint.as_ref().map(|several| several.0.as_slice());
    if then.is_empty() {
        found.push(problem(at(".then"), "nothing happens".to_owned()));
    }
    if endpoints == Some(&[]) {
        found.push(problem(at(".when.endpoint"), "an empty list names no call".to_owned()));
    }
    if let Some(name) = &then.refuse {
        found.extend(of_reason(name, endpoints, at));
    }
    let is_elsewhere =
        |endpoint| endpoints.is_some_and(|endpoints| !endpoints.is_empty() && !endpoints.contains(&endpoint));
    let aspects = [
        (".then.account", then.account.is_some(), Endpoint::InitiateProcessing),
        (".then.pace", then.pace.is_some(), Endpoint::InitiateProcessing),
        (".then.webhook", !then.webhook.is_empty(), Endpoint::InitiateProcessing),
        (".then.statement", then.statement.is_some(), Endpoint::UploadStatement),
        (".then.pdf", then.pdf.is_some(), Endpoint::UploadStatement),
        (".then.journey", then.journey.is_some(), Endpoint::UploadStatement),
    ];
    for (path, is_said, endpoint) in aspects {
        if is_said && is_elsewhere(endpoint) {
            let what = format!("is decided at {}, which `when.endpoint` leaves out", endpoint.name());
            found.push(problem(at(path), what));
        }
    }
    of_conditions(rule, at, found);
    if then.statement.is_some() && then.pdf.is_some() {
        found.push(problem(
            at(".then.pdf"),
            "`statement` says already what becomes of the statement".to_owned(),
        ));
    }
    if then.webhook.len() > STEP_COUNT_MAX {
        found.push(problem(
            at(".then.webhook"),
            format!("a plan has at most {STEP_COUNT_MAX} steps"),
        ));
    }
    if let Some(fault) = &then.fault {
        of_fault(fault, then.refuse.is_some(), at, found);
    }
    if let Some(name) = then.journey.as_deref().filter(|name| !JOURNEY_ERRORS.contains(name)) {
        let what = format!("no journey ends with `{name}`; there are {}", JOURNEY_ERRORS.join(", "));
        found.push(RuleProblem {
            suggestion: nearest(name, JOURNEY_ERRORS).map(str::to_owned),
            ..problem(at(".then.journey"), what)
        });
    }
}

/// Conditions no call could ever meet, or that do not say which calls are counted.
fn of_conditions(rule: &Rule, at: &impl Fn(&str) -> String, found: &mut Vec<RuleProblem>) {
    let (when, then) = (&rule.when, &rule.then);
    let endpoints = when.endpoint.as_ref().map_or(&[][..], |several| several.0.as_slice());
    let is_about_none = !endpoints.is_empty() && !endpoints.iter().copied().any(reasons::is_about_a_session);
    let conditions = [
        (".when.link_id", when.link_id.is_some()),
        (".when.session", when.session.is_some()),
        (".when.bank", when.bank.is_some()),
    ];
    for (path, is_said) in conditions {
        if is_said && is_about_none {
            found.push(problem(
                at(path),
                "the calls of `when.endpoint` are about no session".to_owned(),
            ));
        }
    }
    let decided_at_different_calls = [
        then.account.is_some() || then.pace.is_some() || !then.webhook.is_empty(),
        then.statement.is_some() || then.pdf.is_some() || then.journey.is_some(),
        then.refuse.is_some(),
        then.fault.is_some(),
    ];
    let kinds = decided_at_different_calls
        .into_iter()
        .filter(|is_said| *is_said)
        .count();
    if when.call.is_some() && endpoints.is_empty() && kinds > 1 {
        let what = "`then` is about several calls; say with `when.endpoint` which of them are counted";
        found.push(problem(at(".when.call"), what.to_owned()));
    }
}

fn of_reason(name: &str, endpoints: Option<&[Endpoint]>, at: &impl Fn(&str) -> String) -> Vec<RuleProblem> {
    let having = reasons::endpoints(name);
    let path = at(".then.refuse");
    if having.is_empty() {
        let all: BTreeSet<String> = Endpoint::ALL
            .into_iter()
            .flat_map(reasons::reasons)
            .map(|reason| reason.name)
            .collect();
        let suggestion = nearest(name, all.iter().map(String::as_str)).map(str::to_owned);
        return vec![RuleProblem {
            suggestion,
            ..problem(path, format!("no call is refused with `{name}`"))
        }];
    }
    let lacking = endpoints
        .unwrap_or_default()
        .iter()
        .filter(|endpoint| !having.contains(endpoint));
    let names: Vec<&str> = having.iter().map(|endpoint| endpoint.name()).collect();
    let told = |endpoint: &Endpoint| {
        let what = format!(
            "{} is never refused with `{name}`; these are: {}",
            endpoint.name(),
            names.join(", ")
        );
        problem(path.clone(), what)
    };
    lacking.map(told).collect()
}

fn of_fault(fault: &Fault, is_refused: bool, at: &impl Fn(&str) -> String, found: &mut Vec<RuleProblem>) {
    if fault.is_empty() {
        found.push(problem(at(".then.fault"), "nothing goes wrong".to_owned()));
    }
    if let Some(status) = fault.status {
        if !(200..=599).contains(&status) {
            found.push(problem(
                at(".then.fault.status"),
                format!("{status} is no status from 200 to 599"),
            ));
        }
        if is_refused {
            found.push(problem(
                at(".then.fault.status"),
                "`refuse` says already how the call is answered".to_owned(),
            ));
        }
    }
    let is_header =
        |text: &str| !text.is_empty() && text.len() <= 200 && text.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    if fault.content_type.as_deref().is_some_and(|text| !is_header(text)) {
        found.push(problem(
            at(".then.fault.content_type"),
            "no text a header can carry".to_owned(),
        ));
    }
}
