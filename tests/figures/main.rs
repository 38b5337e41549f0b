//! The figures as a whole: against the contract's example and schemas, as properties over random accounts, and their documentation.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "test code: a panic is a failed test"
)]
#![allow(missing_docs, reason = "test code")]

mod documentation;
mod example;
mod pages;
mod properties;
mod random;
mod schemas;
#[allow(dead_code, reason = "shared with tests that use more of it")]
#[path = "../api/support/schemas.rs"]
mod support;

use bankconnect_emulator::analysis::monthly::MonthlyAnalysis;
use bankconnect_emulator::analysis::predictors::Predictors;
use serde_json::{Map, Value};
use support::contract;

/// As the contract writes it: field, then month.
fn monthly_json(monthly: &MonthlyAnalysis) -> Value {
    let mut fields = Map::new();
    for (name, values) in monthly.fields() {
        let values = values.map(|(month, value)| {
            let label = month.first_day().format("%b-%Y").to_string();
            (label, serde_json::to_value(value).unwrap())
        });
        fields.insert(name.to_owned(), Value::Object(values.collect()));
    }
    Value::Object(fields)
}

fn predictors_json(predictors: &Predictors) -> Value {
    let fields = predictors
        .fields()
        .map(|(name, value)| (name.to_owned(), serde_json::to_value(value).unwrap()));
    Value::Object(fields.collect())
}
