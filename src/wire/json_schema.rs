//! As much of JSON Schema as the contract's webhooks are described with, so that a payload made by hand can be held against them.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

/// What other schemas refer to.
static COMMON: LazyLock<Value> =
    LazyLock::new(|| embedded(include_str!("../../fixtures/contract/schemas/common.schema.json")));

/// A schema of the contract, as it is embedded; tests see that it reads.
pub(super) fn embedded(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

/// A value that the schema forbids.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Violation {
    /// Where, as `accounts.0.account_status`; empty for the whole.
    pub path: String,
    /// What it may be.
    pub reason: String,
}

/// Everything in a value that its schema forbids.
pub(super) fn violations(schema: &Value, value: &Value) -> Vec<Violation> {
    let mut check = Check::default();
    check.value(schema, value, "");
    check.found
}

/// Whether the schema names a field for this path; numbers in it are places in lists.
pub(super) fn names(schema: &Value, path: &[&str]) -> bool {
    let schema = resolved(schema);
    let Some((step, rest)) = path.split_first() else {
        return true;
    };
    let inner = if step.parse::<usize>().is_ok() {
        schema.get("items")
    } else {
        schema.get("properties").and_then(|properties| properties.get(step))
    };
    inner.is_some_and(|inner| names(inner, rest))
}

/// What a reference refers to, else the schema itself. References lead into the common schema and nowhere else.
fn resolved(schema: &Value) -> &Value {
    let name = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|reference| reference.strip_prefix("common.schema.json#/$defs/"));
    name.map_or(schema, |name| &COMMON["$defs"][name])
}

#[derive(Default)]
struct Check {
    found: Vec<Violation>,
}

impl Check {
    fn refuse(&mut self, path: &str, reason: impl Into<String>) {
        self.found.push(Violation {
            path: path.to_owned(),
            reason: reason.into(),
        });
    }

    fn value(&mut self, schema: &Value, value: &Value, path: &str) {
        let schema = resolved(schema);
        self.itself(schema, value, path);
        self.inside(schema, value, path);
        self.combined(schema, value, path);
    }

    /// What the value may be by itself.
    fn itself(&mut self, schema: &Value, value: &Value, path: &str) {
        let types = listed(schema.get("type"));
        if !types.is_empty() && !types.iter().any(|name| is_of_type(value, name)) {
            return self.refuse(path, format!("must be of type {}", words(&types, " or ")));
        }
        if let Some(only) = schema.get("const").filter(|only| *only != value) {
            self.refuse(path, format!("must be {only}"));
        }
        let choices = listed(schema.get("enum"));
        if schema.get("enum").is_some() && !choices.contains(&value) {
            self.refuse(path, format!("must be one of {}", words(&choices, ", ")));
        }
        let Some(text) = value.as_str() else { return };
        let pattern = schema.get("pattern").and_then(Value::as_str);
        if let Some(pattern) = pattern.filter(|pattern| !is_match(pattern, text)) {
            self.refuse(path, format!("must match {pattern}"));
        }
        let length_min = schema.get("minLength").and_then(Value::as_u64);
        if length_min.is_some_and(|least| (text.chars().count() as u64) < least) {
            self.refuse(path, "must not be empty");
        }
    }

    /// What its fields and places may be.
    fn inside(&mut self, schema: &Value, value: &Value, path: &str) {
        if let Some(object) = value.as_object() {
            for name in listed(schema.get("required")).into_iter().filter_map(Value::as_str) {
                if !object.contains_key(name) {
                    self.refuse(path, format!("must have `{name}`"));
                }
            }
            for (name, inner) in schema
                .get("properties")
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
            {
                if let Some(value) = object.get(name) {
                    self.value(inner, value, &below(path, name));
                }
            }
        }
        if let (Some(items), Some(list)) = (schema.get("items"), value.as_array()) {
            for (index, value) in list.iter().enumerate() {
                self.value(items, value, &below(path, &index.to_string()));
            }
        }
    }

    /// What it may be as a whole.
    fn combined(&mut self, schema: &Value, value: &Value, path: &str) {
        for part in listed(schema.get("allOf")) {
            self.value(part, value, path);
        }
        let choices = listed(schema.get("anyOf"));
        if !choices.is_empty() && !choices.iter().any(|choice| is_valid(choice, value)) {
            // The first one is the usual one.
            choices
                .into_iter()
                .take(1)
                .for_each(|choice| self.value(choice, value, path));
        }
        if let Some(condition) = schema.get("if") {
            let branch = if is_valid(condition, value) { "then" } else { "else" };
            schema
                .get(branch)
                .into_iter()
                .for_each(|branch| self.value(branch, value, path));
        }
    }
}

fn is_valid(schema: &Value, value: &Value) -> bool {
    violations(schema, value).is_empty()
}

fn is_of_type(value: &Value, name: &Value) -> bool {
    match name.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("number") => value.is_number(),
        Some("integer") => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        Some("null") => value.is_null(),
        Some(_) | None => false,
    }
}

fn is_match(pattern: &str, text: &str) -> bool {
    // `\d` of a schema is 0 to 9.
    Regex::new(&format!("(?-u){pattern}")).is_ok_and(|pattern| pattern.is_match(text))
}

/// The values of a list, or a single value as a list of one.
fn listed(value: Option<&Value>) -> Vec<&Value> {
    match value {
        None => Vec::new(),
        Some(Value::Array(list)) => list.iter().collect(),
        Some(one) => vec![one],
    }
}

fn words(values: &[&Value], between: &str) -> String {
    values
        .iter()
        .map(|value| value.to_string().replace('"', ""))
        .collect::<Vec<_>>()
        .join(between)
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ENRICHMENT: &str = include_str!("../../fixtures/contract/schemas/webhook_enrichment.schema.json");
    const COMPLETION: &str = include_str!("../../fixtures/contract/schemas/webhook_upload_completion.schema.json");

    /// Keywords that are checked here.
    const CHECKED: &[&str] = &[
        "$ref",
        "type",
        "const",
        "enum",
        "pattern",
        "minLength",
        "required",
        "properties",
        "items",
        "allOf",
        "anyOf",
        "if",
        "then",
        "else",
    ];
    /// Keywords that check nothing, or nothing that a pattern beside them does not.
    const SILENT: &[&str] = &["$schema", "$id", "$comment", "title", "description", "format"];

    fn see_keywords(schema: &Value, seen: &mut Vec<String>) {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            assert!(reference.starts_with("common.schema.json#/$defs/"), "{reference}");
            assert!(resolved(schema).is_object(), "{reference}");
            see_keywords(resolved(schema), seen);
        }
        for (keyword, value) in schema.as_object().into_iter().flatten() {
            seen.push(keyword.clone());
            match keyword.as_str() {
                "properties" => value
                    .as_object()
                    .unwrap()
                    .values()
                    .for_each(|inner| see_keywords(inner, seen)),
                "items" | "if" | "then" | "else" => see_keywords(value, seen),
                "allOf" | "anyOf" => value
                    .as_array()
                    .unwrap()
                    .iter()
                    .for_each(|inner| see_keywords(inner, seen)),
                "pattern" => assert!(
                    Regex::new(&format!("(?-u){}", value.as_str().unwrap())).is_ok(),
                    "{value}"
                ),
                "format" => assert!(schema.get("pattern").is_some(), "a format without a pattern: {schema}"),
                _ => {}
            }
        }
    }

    #[test]
    fn every_keyword_of_the_webhooks_is_checked() {
        for text in [ENRICHMENT, COMPLETION] {
            let mut seen = Vec::new();
            see_keywords(&embedded(text), &mut seen);
            assert!(seen.len() > 50);
            for keyword in seen {
                assert!(
                    CHECKED.contains(&keyword.as_str()) || SILENT.contains(&keyword.as_str()),
                    "{keyword}"
                );
            }
        }
    }

    #[test]
    fn a_violation_says_where_and_what_may_stand_there() {
        let schema = embedded(ENRICHMENT);
        let account = json!({"bank_name": "hdfc", "account_id": "30962a4e-b843-4164-a79f-d68d4b29b2c3", "account_status": "failed",
            "error_code": null, "error_message": "why"});
        let body = json!({"session_id": "30962a4e-b843-4164-a79f-d68d4b29b2c3", "event_name": "ENRICHMENT_NOTIFICATION", "accounts": [account]});
        let found = violations(&schema, &body);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(
            (found[0].path.as_str(), found[0].reason.as_str()),
            ("accounts.0.error_code", "must be of type string")
        );
        assert!(names(&schema, &["accounts", "3", "account_category"]));
        assert!(!names(&schema, &["accounts", "0", "acount_id"]) && !names(&schema, &["session_id", "x"]));
    }

    /// Everywhere in a value, in turn, each of these in place of what is there, and then nothing at all.
    fn mutated(value: &Value) -> Vec<Value> {
        let others = [
            json!(null),
            json!(true),
            json!(0),
            json!(1.5),
            json!(""),
            json!("x"),
            json!("hdfc"),
            json!("failed"),
            json!("completed"),
            json!("2026-01-15"),
            json!("2026-01-15 10:00:00"),
            json!("15/01/2026"),
            json!("2026-01"),
            json!("XX1234"),
            json!([]),
            json!({}),
            json!(["a"]),
            json!("SESSION_EXPIRY_NOTIFICATION"),
            json!("Upload Completed"),
            json!("BALANCE_MISMATCH"),
        ];
        let mut all: Vec<Value> = others.to_vec();
        match value {
            Value::Object(object) => {
                for (name, inner) in object {
                    let with = |inner: Value| {
                        let mut changed = object.clone();
                        changed.insert(name.clone(), inner);
                        Value::Object(changed)
                    };
                    all.extend(mutated(inner).into_iter().map(with));
                    let mut without = object.clone();
                    without.remove(name);
                    all.push(Value::Object(without));
                }
            }
            Value::Array(list) => {
                for (index, inner) in list.iter().enumerate() {
                    all.extend(mutated(inner).into_iter().map(|inner| {
                        let mut changed = list.clone();
                        changed[index] = inner;
                        Value::Array(changed)
                    }));
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
        all
    }

    /// Another implementation, and all of the standard.
    fn whole_standard(text: &str) -> jsonschema::Validator {
        let schema = embedded(text);
        let common = [(COMMON["$id"].as_str().unwrap().to_owned(), COMMON.clone())];
        let registry = jsonschema::Registry::new().extend(common).unwrap().prepare().unwrap();
        jsonschema::options().with_registry(&registry).build(&schema).unwrap()
    }

    #[test]
    fn its_judgement_is_that_of_the_whole_standard() {
        let id = "30962a4e-b843-4164-a79f-d68d4b29b2c3";
        let enrichment = json!({"session_id": id, "event_name": "ENRICHMENT_NOTIFICATION", "insights_available": true, "accounts": [
            {"name": "A", "account_category": "individual", "bank_name": "hdfc", "account_id": id, "account_status": "completed",
             "error_code": null, "error_message": null, "attempt_types": ["PDF"]}]});
        let completion = json!({"session_id": id, "event_name": "SESSION_EXPIRY_NOTIFICATION", "message": "Session expired", "accounts": [
            {"account_id": id, "account_number": "XXXX1234", "bank_name": "hdfc", "created_at": "2026-01-15 10:00:00",
             "last_updated_at": "2026-01-15 10:00:00", "statements": [{"statement_id": id, "statement_status": "failed",
             "error_code": "PASSWORD_INCORRECT", "error_message": "m", "source": "pdf", "created_at": "2026-01-15T10:00:00.000000Z"}],
             "account_status": "PARTIAL", "months": ["2026-01"], "missing_data": [{"from_date": "2026-01-01", "to_date": null}]}],
            "session_date_range": {"from_date": "01/01/2026", "to_date": "31/01/2026"}});
        for (text, good) in [(ENRICHMENT, enrichment), (COMPLETION, completion)] {
            let (schema, standard) = (embedded(text), whole_standard(text));
            assert_eq!(violations(&schema, &good), []);
            let (mut refused, mut taken) = (0, 0);
            for value in mutated(&good) {
                let is_good = is_valid(&schema, &value);
                assert_eq!(
                    is_good,
                    standard.is_valid(&value),
                    "{value}: {:?}",
                    violations(&schema, &value)
                );
                if is_good { taken += 1 } else { refused += 1 }
            }
            assert!(refused > 100 && taken > 20, "{refused} {taken}");
        }
    }
}
