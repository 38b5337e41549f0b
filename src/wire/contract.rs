//! For tests: the contract's schemas and examples, to hold our answers against.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use jsonschema::Registry;
use serde::Serialize;
use serde_json::{Value, json};

const SCHEMA_HOST: &str = "https://bankconnect-mock.invalid/contract/schemas/";

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/contract")
        .join(name)
}

static SCHEMAS: LazyLock<Registry<'static>> = LazyLock::new(|| {
    let files = fs::read_dir(folder("schemas")).unwrap();
    let schemas = files.map(|file| {
        let path = file.unwrap().path();
        let schema: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        (schema["$id"].as_str().unwrap().to_owned(), schema)
    });
    Registry::new().extend(schemas).unwrap().prepare().unwrap()
});

/// The answer as JSON, once it is seen to follow its schema and our stricter rules (semantics 35).
pub(super) fn checked(schema: &str, answer: &impl Serialize) -> Value {
    let answer = serde_json::to_value(answer).unwrap();
    let validator = jsonschema::options()
        .with_registry(&SCHEMAS)
        .should_validate_formats(true)
        .build(&json!({"$ref": format!("{SCHEMA_HOST}{schema}.schema.json")}))
        .unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&answer)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{schema}: {}\n{answer:#}", errors.join("\n"));
    follow_stricter_rules(&answer);
    answer
}

/// An error is a code with a text or two nulls, and ids are UUIDs of version 4.
fn follow_stricter_rules(value: &Value) {
    match value {
        Value::Object(fields) => {
            if let (Some(code), Some(message)) = (fields.get("error_code"), fields.get("error_message")) {
                assert_eq!(code.is_null(), message.is_null());
                assert!(code != "" && message != "", "an absent error is null");
            }
            for (key, value) in fields {
                if key.ends_with("_id") && value.as_str().is_some_and(|id| !id.is_empty()) {
                    let id = value.as_str().unwrap();
                    assert_eq!(&id[14..15], "4", "{key} {id}");
                    assert!("89ab".contains(&id[19..20]), "{key} {id}");
                }
                follow_stricter_rules(value);
            }
        }
        Value::Array(items) => items.iter().for_each(follow_stricter_rules),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// An example of the contract, with some of its text replaced by ours. Every replacement must find something.
pub(super) fn example(name: &str, replacements: &[(&str, &str)]) -> Value {
    let mut text = fs::read_to_string(folder("examples").join(format!("{name}.json"))).unwrap();
    for (theirs, ours) in replacements {
        assert!(text.contains(theirs), "{name} has no {theirs}");
        text = text.replace(theirs, ours);
    }
    serde_json::from_str(&text).unwrap()
}

/// Equal in every value and in the order of the keys.
pub(super) fn assert_same(ours: &Value, theirs: &Value) {
    assert_eq!(format!("{ours:#}"), format!("{theirs:#}"));
}
