//! The format: schema, manual and reader say the same.

use std::path::Path;

use bankconnect_emulator::domain::rule::Rule;
use bankconnect_emulator::emulator::scenario::{library, read_text, setting_names};
use bankconnect_emulator::scenario::node::{Content, Node};
use bankconnect_emulator::scenario::table::{ACTIONS, Action, THEN, WHEN};
use bankconnect_emulator::scenario::{manual, schema};
use bankconnect_emulator::yaml;
use serde_json::{Value, json};

fn schema() -> Value {
    schema::schema(&setting_names())
}

#[test]
fn every_scenario_follows_the_schema() {
    jsonschema::meta::validate(&schema()).unwrap();
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for embedded in library() {
        let node: Node = yaml::read(embedded.text, embedded.file).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&node.to_json())
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{}: {errors:?}", embedded.file);
    }
}

/// Maps whose keys the format knows: the file, steps, arguments, expectations, settings, rules.
fn known_maps(node: &Node, path: &mut Vec<usize>, found: &mut Vec<Vec<usize>>, depth: usize) {
    // What lies deeper is what the API answers or takes, and belongs to it.
    const DEPTH_MAX: usize = 4;
    if depth > DEPTH_MAX {
        return;
    }
    match &node.content {
        Content::Map(fields) => {
            found.push(path.clone());
            for (index, (key, inner)) in fields.iter().enumerate() {
                let is_free = matches!(
                    key.value.as_str(),
                    "body" | "request" | "headers" | "json" | "form" | "then" | "acceptance"
                );
                let is_answer = !matches!(key.value.as_str(), "expect") && depth >= 2 && is_expectation(&key.value);
                if !is_free && !is_answer {
                    path.push(index);
                    known_maps(inner, path, found, depth + 1);
                    path.pop();
                }
            }
        }
        Content::List(items) => {
            for (index, inner) in items.iter().enumerate() {
                path.push(index);
                known_maps(inner, path, found, depth);
                path.pop();
            }
        }
        _ => {}
    }
}

fn is_expectation(key: &str) -> bool {
    use bankconnect_emulator::scenario::table::EXPECT;
    EXPECT.iter().any(|known| known.name == key)
}

fn at<'a>(node: &'a mut Node, path: &[usize]) -> &'a mut Node {
    let Some((first, rest)) = path.split_first() else {
        return node;
    };
    match &mut node.content {
        Content::Map(fields) => at(&mut fields[*first].1, rest),
        Content::List(items) => at(&mut items[*first], rest),
        _ => panic!("no path leads through a value"),
    }
}

/// Puts an unknown key into every map in its turn: reader and schema refuse each.
#[test]
fn reader_and_schema_agree_on_unknown_keys() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let mut count = 0;
    let names = [
        "single-account",
        "drop-off-expired",
        "webhook-storm",
        "vendor-outage",
        "net-banking",
        "recurring-consent",
    ];
    for embedded in library().iter().filter(|embedded| names.contains(&embedded.name)) {
        let node: Node = yaml::read(embedded.text, embedded.file).unwrap();
        let mut maps = Vec::new();
        known_maps(&node, &mut Vec::new(), &mut maps, 0);
        for path in maps {
            let mut changed = node.clone();
            let Content::Map(fields) = &mut at(&mut changed, &path).content else {
                panic!("only maps are looked for");
            };
            let (mut key, value) = fields[0].clone();
            key.value = "nobody_knows_this".to_owned();
            fields.push((key, value));
            let json = changed.to_json();
            let read = read_text(&json.to_string());
            let told = format!("{:?}", read.as_ref().err());
            assert!(told.contains("nobody_knows_this"), "{}: {path:?} {told}", embedded.file);
            assert!(
                !validator.is_valid(&json),
                "{}: the schema takes {path:?}",
                embedded.file
            );
            count += 1;
        }
    }
    assert!(count > 80, "{count}");
}

#[test]
fn the_schema_knows_every_key_of_a_rule() {
    let rules = json!([{
        "name": "all", "when": {"link_id": "a", "bank": "sbi", "endpoint": "progress", "call": 1, "session": 1},
        "then": {"refuse": "SESSION_NOT_FOUND", "account": "UNPARSABLE", "statement": "UNPARSABLE", "pdf": "Is Image", "pace": "hold",
                 "fault": {"status": 500}, "webhook": ["drop"], "journey": "MU003"},
    }]);
    let rules: Vec<Rule> = serde_json::from_value(rules).unwrap();
    let printed = serde_json::to_value(&rules[0]).unwrap();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&printed["when"]), WHEN);
    assert_eq!(keys(&printed["then"]), THEN);
}

#[test]
fn every_action_has_its_row() {
    for (action, key) in ACTIONS {
        assert_eq!(action.key().name, key.name);
    }
    // The last of the list; who adds one behind it adds it here.
    assert_eq!(Action::Expect as usize + 1, ACTIONS.len());
}

/// The tables of `scenarios/README.md` are made from the format.
#[test]
fn the_manual_has_every_key() {
    const BEGINS: &str = "<!-- every key: made by BANKCONNECT_RENEW=1 cargo test --test scenarios manual -->\n\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/README.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, _) = text.split_once(BEGINS).unwrap();
    let renewed = format!("{before}{BEGINS}{}", manual::manual());
    #[expect(clippy::disallowed_methods, reason = "a switch of this test, not of the program")]
    let is_renewal = std::env::var_os("BANKCONNECT_RENEW").is_some();
    if is_renewal {
        std::fs::write(&path, &renewed).unwrap();
        return;
    }
    assert_eq!(text, renewed, "renew it with BANKCONNECT_RENEW=1");
}
