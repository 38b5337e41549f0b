//! What a client under test has met, beside what is documented, for the control API. Ours, not the vendor's.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::domain::coverage::{Coverage, Tally};
use crate::domain::endpoint::Endpoint;
use crate::domain::finding::{Finding, FindingCode};
use crate::domain::indian_time::printed;
use crate::domain::webhook::Event;

/// What was met, side by side with what is documented.
#[derive(Clone, Debug)]
pub struct CoverageReport {
    /// Endpoints, refusals, outcomes of accounts and of statements, webhook events.
    pub parts: [Part; 5],
    /// What was found about the client's behaviour.
    pub findings: Vec<(FindingCode, Finding)>,
}

/// One kind of thing a client can meet.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name in JSON.
    pub name: &'static str,
    /// Everything documented in its order, then what was met beside.
    pub items: Vec<Item>,
}

/// One thing a client can meet.
#[derive(Clone, Debug)]
pub struct Item {
    /// The endpoint, of endpoints and refusals.
    pub endpoint: Option<Endpoint>,
    /// Its name: of the endpoint, the event, or a code.
    pub name: String,
    /// Whether the vendor documents it.
    pub is_documented: bool,
    /// How often it was met.
    pub met: Option<Tally>,
}

impl Part {
    /// How many of the documented ones were met.
    pub fn met(&self) -> usize {
        self.documented_items().filter(|item| item.met.is_some()).count()
    }

    /// How many are documented.
    pub fn documented(&self) -> usize {
        self.documented_items().count()
    }

    fn documented_items(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.is_documented)
    }
}

/// Codes of refusals by endpoint, in the contract's order; the contract's `emitted` says which are ever sent.
static REFUSALS: LazyLock<Vec<(Endpoint, String)>> = LazyLock::new(|| {
    let mut refusals = Vec::new();
    for row in rows(include_str!("../../fixtures/contract/errors.csv")) {
        let (Some(call), Some(code)) = (row.get("endpoint"), row.get("code")) else {
            continue;
        };
        let is_this = |endpoint: &Endpoint| {
            let (method, path) = endpoint.route();
            call.split_once(' ') == Some((method, path))
        };
        let endpoint = Endpoint::ALL.into_iter().find(is_this);
        let is_sent = row.get("emitted").is_some_and(|emitted| emitted != "never");
        if let Some(endpoint) = endpoint.filter(|_| is_sent)
            && !refusals.contains(&(endpoint, code.clone()))
        {
            refusals.push((endpoint, code.clone()));
        }
    }
    refusals
});

/// `completed` and the codes of what can become of an account.
static ACCOUNTS: LazyLock<Vec<String>> =
    LazyLock::new(|| outcomes(include_str!("../../fixtures/contract/account_errors.csv")));

/// `completed` and the codes of what can become of a statement.
static STATEMENTS: LazyLock<Vec<String>> =
    LazyLock::new(|| outcomes(include_str!("../../fixtures/contract/statement_errors.csv")));

fn outcomes(table: &str) -> Vec<String> {
    let codes = rows(table).into_iter().filter_map(|mut row| row.remove("code"));
    std::iter::once("completed".to_owned()).chain(codes).collect()
}

fn rows(table: &str) -> Vec<BTreeMap<String, String>> {
    let rows = csv::Reader::from_reader(table.as_bytes()).into_deserialize();
    rows.filter_map(Result::ok).collect()
}

impl CoverageReport {
    /// The report of what was counted.
    pub fn of(coverage: &Coverage) -> Self {
        // The last one is ours by analogy, conflicts C57.
        let endpoints = Endpoint::ALL.map(|endpoint| {
            let met = coverage.endpoints.get(&endpoint).copied();
            item(
                Some(endpoint),
                endpoint.name(),
                endpoint != Endpoint::WebhookPayloads,
                met,
            )
        });
        let events = [Event::Enrichment, Event::UploadCompletion, Event::Expiry];
        let events = events.map(|event| item(None, event.name(), true, coverage.events.get(&event).copied()));
        CoverageReport {
            parts: [
                part("endpoints", endpoints.into()),
                part("refusals", refusals(coverage)),
                part("account_outcomes", of_outcomes(&ACCOUNTS, &coverage.accounts)),
                part("statement_outcomes", of_outcomes(&STATEMENTS, &coverage.statements)),
                part("webhook_events", events.into()),
            ],
            findings: coverage
                .findings
                .iter()
                .map(|(code, finding)| (*code, *finding))
                .collect(),
        }
    }

    /// As JSON.
    pub fn json(&self) -> Value {
        let mut shown = serde_json::Map::new();
        for part in &self.parts {
            shown.insert(part.name.to_owned(), of_part(part));
        }
        shown.insert(
            "findings".to_owned(),
            self.findings
                .iter()
                .map(|(code, finding)| of_finding(*code, finding))
                .collect(),
        );
        Value::Object(shown)
    }

    /// How much of everything documented was met, in percent.
    pub fn percent(&self) -> f64 {
        let documented: usize = self.parts.iter().map(Part::documented).sum();
        let met: usize = self.parts.iter().map(Part::met).sum();
        100.0 * met as f64 / documented as f64
    }

    /// The few lines somebody reads at the end of a test run.
    pub fn summary(&self) -> String {
        let parts = self.parts.iter();
        let counts: Vec<String> = parts
            .map(|part| {
                format!(
                    "{} {} of {}",
                    part.name.replace('_', " "),
                    part.met(),
                    part.documented()
                )
            })
            .collect();
        let mut text = format!(
            "Your client has met {:.1} % of what is documented: {}.\n",
            self.percent(),
            counts.join(", ")
        );
        for (code, finding) in &self.findings {
            let advice = code.advice();
            // Writing to a string never fails.
            let _ = writeln!(
                text,
                "  {} ({}x): {} {}",
                code.name(),
                finding.count,
                advice.documented,
                advice.advice
            );
        }
        text
    }

    /// As a table people read.
    pub fn text(&self) -> String {
        let mut text = String::from("met of documented\n");
        for part in &self.parts {
            let name = part.name.replace('_', " ");
            // Writing to a string never fails.
            let _ = writeln!(text, "  {name:<20} {:>3} of {}", part.met(), part.documented());
        }
        for part in &self.parts {
            let _ = writeln!(text, "\n{}", part.name.replace('_', " "));
            for item in &part.items {
                let _ = writeln!(text, "{}", line(part, item));
            }
        }
        let _ = writeln!(text, "\nfindings: {}", self.findings.len());
        for (code, finding) in &self.findings {
            let advice = code.advice();
            let _ = writeln!(
                text,
                "  {} x{}, first in exchange {}\n    {}\n    {}",
                code.name(),
                finding.count,
                finding.example,
                advice.documented,
                advice.advice
            );
        }
        text
    }
}

fn line(part: &Part, item: &Item) -> String {
    let count = item.met.map_or_else(|| "-".to_owned(), |met| met.count.to_string());
    let endpoint = item.endpoint.filter(|_| part.name == "refusals");
    let name = endpoint.map_or_else(
        || item.name.clone(),
        |endpoint| format!("{} {}", endpoint.name(), item.name),
    );
    let beside = if item.is_documented { "" } else { "  (not documented)" };
    format!("  {count:>6}  {name}{beside}")
}

fn part(name: &'static str, items: Vec<Item>) -> Part {
    Part { name, items }
}

fn item(endpoint: Option<Endpoint>, name: &str, is_documented: bool, met: Option<Tally>) -> Item {
    Item {
        endpoint,
        name: name.to_owned(),
        is_documented,
        met,
    }
}

fn refusals(coverage: &Coverage) -> Vec<Item> {
    let met = |endpoint: Endpoint, code: &str| {
        let mut met = coverage.refusals.iter();
        met.find(|((other, name), _)| (*other, *name) == (endpoint, code))
            .map(|(_, tally)| *tally)
    };
    let documented = REFUSALS.iter();
    let mut items: Vec<Item> = documented
        .map(|(endpoint, code)| item(Some(*endpoint), code, true, met(*endpoint, code)))
        .collect();
    for ((endpoint, code), tally) in &coverage.refusals {
        if !REFUSALS
            .iter()
            .any(|(other, name)| (*other, name.as_str()) == (*endpoint, *code))
        {
            items.push(item(Some(*endpoint), code, false, Some(*tally)));
        }
    }
    items
}

fn of_outcomes(documented: &[String], met: &BTreeMap<String, Tally>) -> Vec<Item> {
    let listed = documented
        .iter()
        .map(|name| item(None, name, true, met.get(name).copied()));
    let beside = met.iter().filter(|(name, _)| !documented.contains(name));
    listed
        .chain(beside.map(|(name, tally)| item(None, name, false, Some(*tally))))
        .collect()
}

fn of_part(part: &Part) -> Value {
    let items = part.items.iter().map(|item| {
        let mut shown = json!({"name": item.name});
        if let Some(endpoint) = item.endpoint {
            let (method, path) = endpoint.route();
            if part.name == "refusals" {
                shown["endpoint"] = endpoint.name().into();
            }
            shown["call"] = format!("{method} {path}").into();
        }
        shown["count"] = item.met.map_or(0, |met| met.count).into();
        shown["example"] = item.met.map(|met| met.example).into();
        shown["documented"] = item.is_documented.into();
        shown
    });
    json!({"met": part.met(), "documented": part.documented(), "items": items.collect::<Vec<_>>()})
}

fn of_finding(code: FindingCode, finding: &Finding) -> Value {
    let advice = code.advice();
    json!({
        "code": code.name(),
        "count": finding.count,
        "first_at": printed(finding.first_at),
        "last_at": printed(finding.last_at),
        "example": finding.example,
        "documented": advice.documented,
        "advice": advice.advice,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_contract_that_is_sent_is_counted_as_documented() {
        let sent = rows(include_str!("../../fixtures/contract/errors.csv"))
            .into_iter()
            .filter(|row| row["emitted"] != "never")
            .map(|row| (row["endpoint"].clone(), row["code"].clone()))
            .collect::<std::collections::BTreeSet<_>>();
        assert_eq!(REFUSALS.len(), sent.len());
        assert_eq!((ACCOUNTS.len(), STATEMENTS.len()), (8, 14));
    }

    #[test]
    fn what_was_met_is_counted_and_what_is_not_documented_stands_beside() {
        let tally = Tally { count: 3, example: 7 };
        let mut coverage = Coverage::default();
        coverage.endpoints.insert(Endpoint::Progress, tally);
        coverage.endpoints.insert(Endpoint::WebhookPayloads, tally);
        coverage
            .refusals
            .insert((Endpoint::Progress, "SESSION_NOT_FOUND"), tally);
        coverage.refusals.insert((Endpoint::Progress, "EMULATOR_LIMIT"), tally);
        coverage.accounts.insert("completed".to_owned(), tally);
        let report = CoverageReport::of(&coverage);
        let counts = report.parts.each_ref().map(|part| (part.met(), part.documented()));
        assert_eq!(counts[0], (1, 21));
        assert_eq!((counts[1].0, counts[2], counts[4]), (1, (1, 8), (0, 3)));
        let json = report.json();
        assert_eq!(
            json["endpoints"]["items"][4],
            json!({
                "name": "progress", "call": "GET /v1/session_data/{session_id}/progress/", "count": 3, "example": 7, "documented": true
            })
        );
        let beside = json["refusals"]["items"].as_array().unwrap().last().unwrap();
        assert_eq!(
            (&beside["name"], &beside["documented"]),
            (&json!("EMULATOR_LIMIT"), &json!(false))
        );
        assert!(
            report.text().contains("  endpoints              1 of 21\n"),
            "{}",
            report.text()
        );
    }
}
