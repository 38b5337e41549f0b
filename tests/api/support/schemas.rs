//! The contract's schemas, and our stricter rules, to hold answers against.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use jsonschema::Registry;
use serde_json::{Value, json};

const SCHEMA_HOST: &str = "https://bankconnect-mock.invalid/contract/schemas/";

/// A file or folder of the contract.
pub(crate) fn contract(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/contract")
        .join(name)
}

static SCHEMAS: LazyLock<Registry<'static>> = LazyLock::new(|| {
    let files = fs::read_dir(contract("schemas")).unwrap();
    let schemas = files.map(|file| {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let schema: Value = serde_json::from_str(&text).unwrap();
        (schema["$id"].as_str().unwrap().to_owned(), schema)
    });
    Registry::new().extend(schemas).unwrap().prepare().unwrap()
});

/// Checks a body against its schema and against what we promise beyond it (semantics 35).
#[track_caller]
pub(crate) fn assert_follows(schema: &str, body: &Value) {
    let validator = jsonschema::options()
        .with_registry(&SCHEMAS)
        .should_validate_formats(true)
        .build(&json!({"$ref": format!("{SCHEMA_HOST}{schema}.schema.json")}))
        .unwrap();
    let errors: Vec<String> = validator
        .iter_errors(body)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{schema}: {}\n{body:#}", errors.join("\n"));
    assert_stricter(body);
}

/// An absent error is two nulls, and ids are UUIDs of version 4.
#[track_caller]
fn assert_stricter(value: &Value) {
    match value {
        Value::Object(fields) => {
            if let (Some(code), Some(message)) = (fields.get("error_code"), fields.get("error_message")) {
                assert_eq!(code.is_null(), message.is_null(), "{value:#}");
                assert!(code != "" && message != "", "an absent error is null: {value:#}");
            }
            for (key, value) in fields {
                let id = value.as_str().filter(|id| key.ends_with("_id") && !id.is_empty());
                if let Some(id) = id.filter(|_| key != "link_id") {
                    assert!(&id[14..15] == "4" && "89ab".contains(&id[19..20]), "{key} {id}");
                }
                assert_stricter(value);
            }
        }
        Value::Array(items) => items.iter().for_each(assert_stricter),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The keys of the contract's example, in its order.
pub(crate) fn example(name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(contract("examples").join(format!("{name}.json"))).unwrap()).unwrap()
}

/// Checks that the keys of a body are those of the example, in the same order, at every depth; lists by their first item.
#[track_caller]
pub(crate) fn assert_ordered_like(example: &Value, body: &Value) {
    match (example, body) {
        (Value::Object(theirs), Value::Object(ours)) => {
            let common: Vec<&String> = theirs.keys().filter(|key| ours.contains_key(*key)).collect();
            let kept: Vec<&String> = ours.keys().filter(|key| theirs.contains_key(*key)).collect();
            assert_eq!(kept, common, "the keys keep the order of the example");
            for key in common {
                assert_ordered_like(&theirs[key], &ours[key]);
            }
        }
        (Value::Array(theirs), Value::Array(ours)) => {
            if let (Some(theirs), Some(ours)) = (theirs.first(), ours.first()) {
                assert_ordered_like(theirs, ours);
            }
        }
        _ => {}
    }
}
