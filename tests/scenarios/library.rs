//! Every scenario that comes with the binary.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use bankconnect_emulator::commands::serve::Start;
use bankconnect_emulator::emulator::scenario::{Compared, library, read_library};
use bankconnect_emulator::scenario::expectation::mismatches;
use bankconnect_emulator::scenario::node::{Content, Node};
use bankconnect_emulator::scenario::{Scenario, Step};
use bankconnect_emulator::yaml::Position;

use crate::plays::{failures, in_process, over_http};

fn all() -> Vec<Scenario> {
    let read = library().iter().map(|embedded| read_library(embedded.name));
    read.map(|read| read.unwrap_or_else(|problems| panic!("{problems:?}")))
        .collect()
}

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            files_below(&entry.path(), found);
        } else if entry.path().extension().is_some_and(|extension| extension == "yaml") {
            found.push(entry.path());
        }
    }
}

#[test]
fn every_file_is_in_the_binary_and_says_on_top_what_it_shows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    files_below(&root.join("scenarios"), &mut files);
    let on_disk: BTreeSet<String> = files
        .iter()
        .map(|file| file.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/"))
        .collect();
    let embedded: BTreeSet<String> = library().iter().map(|embedded| embedded.file.to_owned()).collect();
    assert_eq!(on_disk, embedded);
    let names: BTreeSet<&str> = library().iter().map(|embedded| embedded.name).collect();
    assert_eq!(names.len(), library().len(), "names are unique");
    for embedded in library() {
        assert!(embedded.text.starts_with("# "), "{}: a comment on top", embedded.file);
        assert_eq!(
            embedded.text,
            std::fs::read_to_string(root.join(embedded.file)).unwrap()
        );
    }
}

/// Every account error, statement error and message of `get_pdfs` is shown by a scenario that says so.
#[test]
fn every_outcome_of_the_contract_is_shown() {
    let shown: BTreeSet<String> = all()
        .iter()
        .flat_map(|scenario| scenario.shows.iter().map(|shown| shown.value.clone()))
        .collect();
    for file in ["account_errors.csv", "statement_errors.csv", "pdf_messages.csv"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fixtures/contract")
            .join(file);
        for row in csv::Reader::from_path(path).unwrap().records().map(Result::unwrap) {
            assert!(shown.contains(&row[0]), "{file}: no scenario shows {}", &row[0]);
        }
    }
}

/// Every refusal the contract documents for a call is met by the file of that call.
#[test]
fn every_documented_refusal_is_met_by_the_file_of_its_call() {
    use bankconnect_emulator::domain::endpoint::Endpoint;
    let met = |endpoint: Endpoint| -> BTreeSet<String> {
        let scenario = read_library(&format!("refusals-{}", endpoint.name().replace('_', "-"))).unwrap();
        let codes = scenario.steps.iter().filter_map(|step| step.refused.as_ref());
        codes.map(|code| code.text().unwrap().to_owned()).collect()
    };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/contract/errors.csv");
    let mut count = 0;
    for row in csv::Reader::from_path(path).unwrap().records().map(Result::unwrap) {
        let route = |endpoint: &Endpoint| format!("{} {}", endpoint.route().0, endpoint.route().1) == row[0];
        if &row[7] == "never" {
            continue;
        }
        let endpoint = Endpoint::ALL.into_iter().find(route).unwrap();
        assert!(met(endpoint).contains(&row[1]), "{}: {}", &row[0], &row[1]);
        count += 1;
    }
    assert!(count > 100, "{count}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_scenario_plays_over_http() {
    let server = Start::default().run().await.unwrap();
    for scenario in all() {
        let played = over_http(&server.url(), &scenario).await;
        assert!(played.is_ok(), "{}", failures(&played));
        assert_eq!(played.world, format!("scenario-{}-1", scenario.name));
    }
    server.stop().await;
}

/// Plays each in this process, and holds every expected value, changed one at a time, against what was answered then.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_scenario_plays_and_fails_when_any_expected_value_is_changed() {
    let mut mutations = 0;
    for scenario in all() {
        let played = in_process(&scenario).await;
        assert!(played.is_ok(), "{}", failures(&played));
        let compared: BTreeSet<Option<Place>> = played.compared.iter().flat_map(places).collect();
        for expected in expected_places(&scenario.steps) {
            assert!(
                compared.contains(&Some(expected)),
                "{}:{}: never held against anything",
                scenario.file,
                expected.position()
            );
        }
        for compared in &played.compared {
            mutations += fails_when_changed(compared);
        }
    }
    assert!(mutations > 900, "{mutations} values were changed");
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Place(u64, u64);

impl Place {
    fn position(self) -> Position {
        Position {
            line: self.0,
            column: self.1,
        }
    }
}

fn place(node: &Node) -> Option<Place> {
    node.position.map(|position| Place(position.line, position.column))
}

fn leaves<'a>(node: &'a Node, found: &mut Vec<&'a Node>) {
    match &node.content {
        Content::Map(fields) if !fields.is_empty() => fields.iter().for_each(|(_, inner)| leaves(inner, found)),
        Content::List(items) if !items.is_empty() => items.iter().for_each(|item| leaves(item, found)),
        _ => found.push(node),
    }
}

fn places(compared: &Compared) -> Vec<Option<Place>> {
    let mut found = Vec::new();
    leaves(&compared.expected, &mut found);
    found.into_iter().map(place).collect()
}

/// Where every value that the file expects stands.
fn expected_places(steps: &[Step]) -> Vec<Place> {
    let mut found = Vec::new();
    for step in steps {
        let expected = step.expect.iter().map(|(_, node)| node).chain(&step.refused);
        expected.for_each(|node| leaves(node, &mut found));
    }
    let mut all: Vec<Place> = found.into_iter().filter_map(place).collect();
    steps.iter().for_each(|step| all.extend(expected_places(&step.steps)));
    all
}

/// Changes each value in its turn; gives how many there were.
fn fails_when_changed(compared: &Compared) -> usize {
    let mut found = Vec::new();
    leaves(&compared.expected, &mut found);
    let count = found.len();
    for index in 0..count {
        let mut changed = compared.expected.clone();
        let mut left = index;
        let position = change(&mut changed, &mut left).expect("there is such a value");
        let missed = mismatches(&changed, &compared.got, "");
        let is_named = missed.iter().any(|mismatch| mismatch.position == position);
        assert!(
            is_named,
            "{}:{}: {} may be anything: {missed:?}",
            compared.file,
            position.unwrap(),
            compared.what
        );
    }
    count
}

/// Changes the value that is so many values away; gives where it stands.
fn change(node: &mut Node, left: &mut usize) -> Option<Option<Position>> {
    let inner: Vec<&mut Node> = match &mut node.content {
        Content::Map(fields) if !fields.is_empty() => fields.iter_mut().map(|(_, inner)| inner).collect(),
        Content::List(items) if !items.is_empty() => items.iter_mut().collect(),
        content => {
            if *left > 0 {
                *left -= 1;
                return None;
            }
            *content = match content {
                Content::Text(text) => Content::Text(format!("{text}x")),
                Content::Number(number) => Content::Number((number.as_f64().unwrap() as i64 + 1).into()),
                Content::Flag(flag) => Content::Flag(!*flag),
                Content::Null | Content::Map(_) | Content::List(_) => Content::Text("something".to_owned()),
            };
            return Some(node.position);
        }
    };
    inner.into_iter().find_map(|inner| change(inner, left))
}
