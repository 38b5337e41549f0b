//! Whole answers of figures follow the contract's schemas.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use bankconnect_emulator::analysis::account::Analysed;
use bankconnect_emulator::analysis::monthly::{aggregate, monthly};
use bankconnect_emulator::analysis::predictors::predictors;

use crate::random::{account, window};
use crate::support::{assert_follows, example};
use crate::{monthly_json, predictors_json};

const ID: &str = "c7a3e2f1-8b6d-4e5c-a9f0-1b2c3d4e5f60";

/// The contract's example with our figures in its place.
fn monthly_body(figures: Value) -> Value {
    let mut body = example("monthly_analysis");
    body["monthly_analysis"] = json!({"account_id": [{ID: {"monthly_analysis": figures}}]});
    body
}

fn predictors_body(figures: Value) -> Value {
    let mut body = example("predictors");
    body["predictors"] = json!([{"account_id": ID, "predictors": figures}]);
    body
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_figures_of_any_account_follow_the_schemas(account in account()) {
        let monthly = monthly(&account, window());
        assert_follows("monthly_analysis", &monthly_body(monthly_json(&monthly)));
        assert_follows("predictors", &predictors_body(predictors_json(&predictors(&account, &monthly, window()))));
    }
}

#[test]
fn an_account_without_rows_has_figures_too() {
    let mut runner = TestRunner::deterministic();
    let mut account = account().new_tree(&mut runner).unwrap().current();
    account.rows.clear();
    let monthly = monthly(&account, window());
    assert!(!monthly.months().is_empty());
    assert_follows("monthly_analysis", &monthly_body(monthly_json(&monthly)));
    assert_follows(
        "predictors",
        &predictors_body(predictors_json(&predictors(&account, &monthly, window()))),
    );
    let nothing = aggregate(&Analysed {
        window: window(),
        accounts: Vec::new(),
    });
    assert!(nothing.months().is_empty());
}

#[test]
fn the_fields_keep_the_contracts_order() {
    let names = |file: &str| -> Vec<String> {
        let path = crate::support::contract(file);
        let mut reader = csv::Reader::from_path(path).unwrap();
        reader.records().map(|row| row.unwrap()[0].to_owned()).collect()
    };
    let mut runner = TestRunner::deterministic();
    let account = account().new_tree(&mut runner).unwrap().current();
    let monthly = monthly(&account, window());
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<String>>();
    let ours = keys(&monthly_json(&monthly));
    assert_eq!(ours, names("monthly_analysis_fields.csv"));
    let ours = keys(&predictors_json(&predictors(&account, &monthly, window())));
    let theirs: Vec<String> = names("predictor_fields.csv")
        .into_iter()
        .filter(|name| ours.contains(name))
        .collect();
    assert_eq!(ours, theirs);
}
