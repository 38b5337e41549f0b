//! The contract's example: eighteen transactions of three months, and what the contract makes of them.

use bankconnect_emulator::analysis::account::AnalysedAccount;
use bankconnect_emulator::analysis::class::{Class, Classified, Description, Mark, Marks};
use bankconnect_emulator::analysis::eod_balances::EodBalances;
use bankconnect_emulator::analysis::monthly::monthly;
use bankconnect_emulator::analysis::predictors::predictors;
use bankconnect_emulator::domain::bank::BankId;
use bankconnect_emulator::domain::ledger::{Direction, Transaction};
use bankconnect_emulator::domain::money::Money;
use bankconnect_emulator::domain::period::{Month, Period};
use chrono::NaiveDate;
use serde_json::Value;

use crate::support::example;
use crate::{monthly_json, predictors_json};

fn money(value: &Value) -> Money {
    Money::paise((value.as_f64().unwrap() * 100.0).round() as i64)
}

fn read<T: serde::de::DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_value(value.clone()).ok()
}

/// The marks the example's transactions have by its own figures.
fn marks(row: &Value) -> Marks {
    let is = |key: &str, text: &str| row[key] == text;
    let marks = [
        (is("transaction_channel", "salary"), Mark::Salary),
        (is("description", "lender_transaction"), Mark::Emi),
        (is("description", "self_transfer"), Mark::SelfTransfer),
    ];
    marks
        .into_iter()
        .filter(|(has, _)| *has)
        .map(|(_, mark)| mark)
        .collect()
}

fn classified(row: &Value) -> Classified {
    let date: NaiveDate = row["date"].as_str().unwrap()[..10].parse().unwrap();
    Classified {
        transaction: Transaction {
            date,
            value_date: None,
            narration: row["transaction_note"].as_str().unwrap().to_owned(),
            cheque_number: row["chq_num"]
                .as_str()
                .filter(|number| !number.is_empty())
                .map(str::to_owned),
            direction: read::<Direction>(&row["transaction_type"]).unwrap(),
            amount: money(&row["amount"]),
            balance: money(&row["balance"]),
        },
        class: Class {
            channel: read(&row["transaction_channel"]).unwrap(),
            description: read(&row["description"]).unwrap_or(Description::None),
            merchant_category: read(&row["merchant_category"]),
            marks: marks(row),
            counterparty: None,
            employer: None,
            salary_month: None,
            lender: marks(row).has(Mark::Emi).then(|| "demolender".to_owned()),
        },
    }
}

fn window() -> Period {
    Period::new("2025-04-01".parse().unwrap(), "2025-06-30".parse().unwrap()).unwrap()
}

fn account() -> AnalysedAccount {
    let rows = example("transactions");
    AnalysedAccount {
        bank: BankId::parse("kotak"),
        number: "70001234564821".to_owned(),
        holder: Some("TEST HOLDER ONE".to_owned()),
        ifsc: Some("KKBK0000001".to_owned()),
        category: Some("individual".to_owned()),
        covered: vec![window()],
        rows: rows["transactions"]
            .as_array()
            .unwrap()
            .iter()
            .map(classified)
            .collect(),
        ..AnalysedAccount::default()
    }
}

/// Whether two values say the same; `1.0` and `1` do.
fn is_same(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Number(ours), Value::Number(theirs)) => ours.as_f64() == theirs.as_f64(),
        (Value::Object(ours), Value::Object(theirs)) => {
            ours.len() == theirs.len()
                && ours
                    .iter()
                    .all(|(key, value)| theirs.get(key).is_some_and(|other| is_same(value, other)))
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(one, other)| is_same(one, other))
        }
        _ => ours == theirs,
    }
}

fn differences(ours: &Value, theirs: &Value) -> Vec<String> {
    let theirs = theirs.as_object().unwrap();
    let differs = |(name, value): (&String, &Value)| {
        let own = ours.get(name).unwrap_or(&Value::Null);
        (!is_same(own, value)).then(|| format!("{name}: ours {own}, theirs {value}"))
    };
    theirs.iter().filter_map(differs).collect()
}

#[test]
fn its_monthly_analysis_is_ours() {
    let theirs = example("monthly_analysis");
    let of_account = theirs["monthly_analysis"]["account_id"][0]
        .as_object()
        .unwrap()
        .values()
        .next()
        .unwrap();
    let ours = monthly_json(&monthly(&account(), window()));
    // The example leaves salary out of business credits; the text, which we follow, does not (conflicts C44).
    let expected = ["amt_business_credit: ", "cnt_business_credit: "];
    let found = differences(&ours, &of_account["monthly_analysis"]);
    let unexpected: Vec<&String> = found
        .iter()
        .filter(|line| !expected.iter().any(|name| line.starts_with(name)))
        .collect();
    assert_eq!(unexpected, [""; 0]);
    assert_eq!(found.len(), expected.len());
}

#[test]
fn its_predictors_are_ours() {
    let theirs = example("predictors");
    let account = account();
    let ours = predictors_json(&predictors(&account, &monthly(&account, window()), window()));
    assert_eq!(differences(&ours, &theirs["predictors"][0]["predictors"]), [""; 0]);
}

#[test]
fn its_eod_balances_are_ours() {
    let theirs = &example("eod_balances")["eod_balances"][0]["eod_balances"];
    let eod = EodBalances::of(&account());
    assert_eq!(eod.months().len(), 3);
    for month in eod.months() {
        let label = month.first_day().format("%b-%y").to_string();
        let ours: Vec<Option<f64>> = eod
            .of_month(month)
            .into_iter()
            .map(|balance| balance.map(Money::in_rupees))
            .collect();
        assert!(
            is_same(&serde_json::to_value(ours).unwrap(), &theirs[&label]),
            "{label}"
        );
    }
    assert_eq!(Month::of(window().from), eod.months()[0]);
}
