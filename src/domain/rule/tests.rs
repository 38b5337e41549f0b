//! Rules as they are written, and which calls they are about.

use serde_json::{Value, json};

use super::*;

fn facts(link_id: &str, endpoint: Endpoint) -> CallFacts<'_> {
    CallFacts {
        endpoint: Some(endpoint),
        link_id: Some(link_id),
        session_number: Some(3),
        banks: vec![BankId::parse("sbi").unwrap()],
    }
}

#[test]
fn a_rule_is_printed_as_it_is_read() {
    let written = json!([{
        "name": "second poll",
        "when": {"link_id": "multi-*", "bank": "sbi", "endpoint": ["progress", "get_pdfs"], "call": [2, 4], "session": "3.."},
        "then": {
            "refuse": "SESSION_NOT_FOUND",
            "account": "BALANCE_MISMATCH",
            "statement": "NO_TRANSACTIONS_FROM_AA",
            "pdf": "Author Fraud",
            "pace": "polls:3",
            "fault": {"latency": "200ms", "body": "truncated"},
            "webhook": ["drop", {"delay": "5m"}, "late"],
            "journey": "MU003",
        },
    }, {"when": {"endpoint": "progress", "call": 2}, "then": {"pace": "hold"}}]);
    let (rules, problems) = read(&written);
    assert_eq!(problems, []);
    let mut printed = serde_json::to_value(&rules).unwrap();
    assert!(rules[0].then.fault.is_some());
    printed.sort_all_objects();
    let mut expected: Value = written;
    expected.sort_all_objects();
    assert_eq!(printed, expected);
}

#[test]
fn every_condition_of_a_rule_must_hold() {
    let rule = |when: Value| read(&json!([{"when": when, "then": {"pace": "hold"}}])).0.remove(0);
    for (when, is_met) in [
        (json!({}), true),
        (json!({"link_id": "cust-*"}), true),
        (json!({"link_id": "cust-2"}), false),
        (json!({"bank": "sbi", "session": 3}), true),
        (json!({"bank": "hdfc"}), false),
        (json!({"session": [1, 2]}), false),
        (json!({"endpoint": "progress"}), true),
        (json!({"endpoint": ["identity", "insights"]}), false),
        (json!({"link_id": "cust-*", "endpoint": "identity"}), false),
    ] {
        let met = rule(when.clone()).when.is_met_by(&facts("cust-1", Endpoint::Progress));
        assert_eq!(met, is_met, "{when}");
    }
    let somewhere = CallFacts::default();
    assert!(rule(json!({})).when.is_met_by(&somewhere));
    assert!(
        !rule(json!({"link_id": "*"})).when.is_met_by(&somewhere),
        "nobody knows whose call it is"
    );
}

#[test]
fn everything_that_is_wrong_is_told_at_once_with_its_place() {
    let (rules, problems) = read(&json!([
        {"when": {"lnk_id": "a", "call": 0, "endpoint": ["progres", "identity", "sesion_status"]}, "then": {"pace": "soon"}},
        {"then": {"account": "BALANCE_MISMACH", "webhook": ["drop", "loose", {"delay": "later"}], "fault": {"latency": "2h"}}},
        {"whenn": {}, "when": {"bank": "hdcf", "session": []}, "then": {"statement": "NOTHING"}},
        7,
    ]));
    assert_eq!(rules.len(), 4);
    let told: Vec<(&str, Option<&str>)> = problems
        .iter()
        .map(|problem| (problem.path.as_str(), problem.suggestion.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            ("rules[0].when.lnk_id", Some("link_id")),
            ("rules[0].when.call", None),
            ("rules[0].when.endpoint[0]", Some("progress")),
            ("rules[0].when.endpoint[2]", Some("session_status")),
            ("rules[0].then.pace", None),
            ("rules[1].then.account", Some("BALANCE_MISMATCH")),
            ("rules[1].then.webhook[1]", None),
            ("rules[1].then.webhook[2]", None),
            ("rules[1].then.fault.latency", None),
            ("rules[2].whenn", Some("when")),
            ("rules[2].when.bank", Some("hdfc")),
            ("rules[2].when.session", None),
            ("rules[2].then.statement", None),
            ("rules[3]", None),
        ]
    );
    assert!(problems[4].what.contains("give `instant`"), "{}", problems[4]);
    assert!(read(&json!({})).1[0].what.contains("a list"));
}
