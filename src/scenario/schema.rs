//! The format as a JSON Schema, for editors. Made from the same tables as the reader.

use serde_json::{Map, Value, json};

use crate::domain::bank;
use crate::domain::specimen::Kind;
use crate::scenario::shape::{Key, Shape};
use crate::scenario::table::{ACTIONS, BESIDE, EXPECT, FILE, RULE, THEN, WHEN};

/// The schema. `settings` are the names of the settings there are.
pub fn schema(settings: &[String]) -> Value {
    let mut file = object(FILE);
    let settings: Map<String, Value> = settings.iter().map(|name| (name.clone(), json!({}))).collect();
    let definitions = json!({
        "step": step(),
        "steps": {"type": "array", "items": {"$ref": "#/$defs/step"}},
        "expect": object(EXPECT),
        "settings": {"type": "object", "properties": settings, "additionalProperties": false},
        "rules": {"type": "array", "items": rule()},
        "bank": {"enum": bank::catalogue().iter().map(|bank| bank.id.as_str()).collect::<Vec<_>>()},
        "kind": {"enum": Kind::ALL.map(Kind::name)},
        "reference": {"type": "string", "pattern": r"\{\{.*\}\}"},
    });
    file["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    file["title"] = json!("A scenario of the BankConnect emulator");
    file["$defs"] = definitions;
    file
}

fn object(keys: &[Key]) -> Value {
    let properties: Map<String, Value> = keys
        .iter()
        .map(|key| {
            let mut value = value(key.shape);
            value["description"] = json!(key.meaning);
            (key.name.to_owned(), value)
        })
        .collect();
    let required = keys.iter().filter(|key| key.is_required).map(|key| key.name);
    json!({
        "type": "object",
        "properties": properties,
        "required": required.collect::<Vec<_>>(),
        "additionalProperties": false,
    })
}

/// What a shape takes.
fn value(shape: Shape) -> Value {
    match shape {
        Shape::Text => json!({"type": "string"}),
        Shape::Name => json!({"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_-]*$", "maxLength": 64}),
        Shape::Whole(least, most) if most == i64::MAX => json!({"type": "integer", "minimum": least}),
        Shape::Whole(least, most) => json!({"type": "integer", "minimum": least, "maximum": most}),
        Shape::Flag => json!({"type": "boolean"}),
        Shape::Duration => written(json!({"type": "string", "pattern": "^[0-9]+(ms|s|m|h|d|w)$"})),
        Shape::Date => written(
            json!({"type": "string", "pattern": "^(today|yesterday|[0-9]{4}-[0-9]{2}-[0-9]{2}|[+-][0-9]+(d|w|mo|y))$"}),
        ),
        Shape::Instant => written(instant("")),
        Shape::Clock => json!({"anyOf": [{"const": "real"}, instant("frozen@")]}),
        Shape::Word(words) => written(json!({"enum": words})),
        Shape::Bank => written(json!({"$ref": "#/$defs/bank"})),
        Shape::Kind => written(json!({"$ref": "#/$defs/kind"})),
        Shape::Any => json!({}),
        Shape::Object => json!({"type": "object"}),
        Shape::Settings => json!({"$ref": "#/$defs/settings"}),
        Shape::Rules => json!({"$ref": "#/$defs/rules"}),
        Shape::Steps => json!({"$ref": "#/$defs/steps"}),
        Shape::Nothing => json!({"type": "null"}),
        Shape::Map(keys) if std::ptr::eq(keys, EXPECT) => json!({"$ref": "#/$defs/expect"}),
        Shape::Map(keys) => object(keys),
        Shape::List(inner) => json!({"type": "array", "items": value(*inner)}),
        Shape::Or(one, other) => json!({"anyOf": [value(*one), value(*other)]}),
    }
}

fn instant(before: &str) -> Value {
    let day = "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}";
    json!({"type": "string", "pattern": format!(r"^{before}{day}(\.[0-9]+)?([Zz]|[+-][0-9]{{2}}:[0-9]{{2}})$")})
}

/// The same, or a reference that stands for it.
fn written(value: Value) -> Value {
    json!({"anyOf": [value, {"$ref": "#/$defs/reference"}]})
}

/// A word alone, or a map with one action and what stands beside it.
fn step() -> Value {
    let alone: Vec<&str> = ACTIONS
        .iter()
        .filter(|(_, key)| key.shape.may_be_nothing())
        .map(|(_, key)| key.name)
        .collect();
    let mut choices = vec![json!({"enum": alone})];
    let beside = object(BESIDE);
    for (_, key) in ACTIONS {
        let mut properties = beside["properties"].clone();
        let mut argument = value(key.shape);
        argument["description"] = json!(key.meaning);
        properties[key.name] = argument;
        choices.push(json!({
            "type": "object",
            "properties": properties,
            "required": [key.name],
            "additionalProperties": false,
        }));
    }
    json!({"anyOf": choices})
}

fn rule() -> Value {
    let free = |names: &[&str]| -> Value {
        let properties: Map<String, Value> = names.iter().map(|name| ((*name).to_owned(), json!({}))).collect();
        json!({"type": "object", "properties": properties, "additionalProperties": false})
    };
    let mut rule = object(RULE);
    rule["properties"]["when"] = free(&WHEN);
    rule["properties"]["then"] = free(&THEN);
    rule
}
