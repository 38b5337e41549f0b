//! Every test value, used by a lender who knows nothing but the public API.

mod logins;
mod outcomes;
mod refusals;

use std::collections::BTreeSet;

use bankconnect_emulator::wire::test_values::{self, TestValue};
use serde_json::Value;

use crate::support::calls::{Answer, Call};
use crate::support::schemas::contract;
use crate::support::server::TestServer;

/// The rows of one kind.
fn rows(kind: &str) -> Vec<&'static TestValue> {
    let is_kind = |value: &&TestValue| serde_json::to_value(value.kind).unwrap() == kind;
    let rows: Vec<_> = test_values::all().iter().filter(is_kind).collect();
    assert!(!rows.is_empty(), "{kind}");
    rows
}

/// One column of a table of the contract by another.
fn texts(file: &str, key: usize, text: usize) -> Vec<(String, String)> {
    let mut reader = csv::Reader::from_path(contract(file)).unwrap();
    let rows = reader.records().map(Result::unwrap);
    rows.map(|row| (row[key].to_owned(), row[text].to_owned())).collect()
}

fn text_of(table: &[(String, String)], code: &str) -> String {
    let row = table.iter().find(|(other, _)| other == code);
    row.unwrap_or_else(|| panic!("the contract has no {code}")).1.clone()
}

/// The code a token ends with.
fn code_of(token: &str) -> &str {
    token.rsplit('.').next().unwrap()
}

#[track_caller]
fn says_injected(answer: &Answer, token: &str) {
    let told = answer.header("x-emulator-injected");
    assert_eq!(told, Some(format!("test value {token}").as_str()), "{}", answer.text());
}

#[tokio::test]
async fn the_table_is_served_and_stands_in_the_readme() {
    let server = TestServer::start().await;
    let served = server.call(Call::get("/_emulator/test-values")).await.accepted();
    let tokens: Vec<&str> = served["test_values"].as_array().unwrap().iter().map(token).collect();
    let ours: Vec<&str> = test_values::all().iter().map(|value| value.token.as_str()).collect();
    assert_eq!(tokens, ours);
    assert_eq!(served["clients"][1]["api_key_begins_with"], "trial-expired");

    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let (begin, end) = (
        "<!-- test values: made by BANKCONNECT_RENEW=1 cargo test --test api readme -->\n",
        "<!-- end of test values -->",
    );
    let (before, rest) = readme.split_once(begin).expect("README has the place");
    let (shown, after) = rest.split_once(end).expect("README has its end");
    let made = format!("\n{}\n", test_values::markdown());
    if is_renewal() {
        std::fs::write(path, format!("{before}{begin}{made}{end}{after}")).unwrap();
    } else {
        assert_eq!(shown, made, "README is out of date; renew it with BANKCONNECT_RENEW=1");
    }
}

pub(crate) fn is_renewal() -> bool {
    #[expect(clippy::disallowed_methods, reason = "a switch of this test, not of the program")]
    std::env::var_os("BANKCONNECT_RENEW").is_some()
}

fn token(value: &Value) -> &str {
    value["token"].as_str().unwrap()
}

/// Everything the contract lists is had by some test value: what each row shows was checked by the other tests.
#[test]
fn every_account_and_statement_error_and_every_message_has_a_test_value() {
    let codes = |file: &str| -> BTreeSet<String> { texts(file, 0, 1).into_iter().map(|(code, _)| code).collect() };
    let tokens = |kinds: &[&str]| -> BTreeSet<String> {
        let rows = kinds.iter().flat_map(|kind| rows(kind));
        rows.map(|value| code_of(&value.token).to_owned()).collect()
    };
    assert!(codes("account_errors.csv").is_subset(&tokens(&["account", "statement"])));
    assert!(codes("statement_errors.csv").is_subset(&tokens(&["statement"])));
}
