//! Whether an answer is what was expected, and if not, where not.
//!
//! A map is a part of what is answered: keys it does not name may be anything. A list is the whole list, item by item. Where the answer has a
//! list, a map asks about it: `length`, `first`, `last`, `contains` (a list of items that are each there), or an index. Numbers are compared as
//! numbers, so that 1609 is 1609.0. The key `*` holds for every value of a map, of which there is at least one.

use serde_json::Value;

use crate::scenario::node::{Content, Node};
use crate::yaml::Position;

/// Something that was expected and is not so.
#[derive(Clone, PartialEq, Debug)]
pub struct Mismatch {
    /// Where the expected value stands.
    pub position: Option<Position>,
    /// Where it was looked for in the answer: `accounts[0].error_code`.
    pub path: String,
    /// What was expected.
    pub expected: Value,
    /// What was there; `None` when nothing was.
    pub got: Option<Value>,
    /// What may help, in words.
    pub hint: Option<String>,
}

/// What a map may ask about a list.
const OF_LISTS: [&str; 4] = ["length", "first", "last", "contains"];

/// Everything in an answer that is not as expected.
pub fn mismatches(expected: &Node, got: &Value, path: &str) -> Vec<Mismatch> {
    let mut found = Vec::new();
    compare(expected, Some(got), path, &mut found);
    found
}

fn compare(expected: &Node, got: Option<&Value>, path: &str, found: &mut Vec<Mismatch>) {
    match (&expected.content, got) {
        (Content::Map(fields), Some(Value::Object(_))) => {
            for (key, inner) in fields {
                if key.value == "*" {
                    every(inner, got, path, found);
                } else {
                    field(&key.value, inner, got, path, found);
                }
            }
        }
        (Content::Map(fields), Some(Value::Array(items))) => {
            for (key, inner) in fields {
                of_list(&key.value, inner, items, path, key.position, found);
            }
        }
        (Content::List(wanted), Some(Value::Array(items))) => {
            for (index, inner) in wanted.iter().enumerate() {
                compare(inner, items.get(index), &format!("{path}[{index}]"), found);
            }
            if items.len() > wanted.len() {
                found.push(Mismatch {
                    position: expected.position,
                    path: path.to_owned(),
                    expected: format!("{} items", wanted.len()).into(),
                    got: Some(format!("{} items", items.len()).into()),
                    hint: Some("a list is the whole list; `contains` asks for some of it".to_owned()),
                });
            }
        }
        (Content::Number(number), Some(Value::Number(other))) if number.as_f64() == other.as_f64() => {}
        (Content::Null, Some(Value::Null)) => {}
        (Content::Flag(flag), Some(Value::Bool(other))) if flag == other => {}
        (Content::Text(text), Some(Value::String(other))) if text == other => {}
        _ => found.push(Mismatch {
            position: expected.position,
            path: path.to_owned(),
            expected: expected.to_json(),
            got: got.cloned(),
            hint: hint(expected, got),
        }),
    }
}

/// `accounts[0].error_code`
fn joined(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}

fn every(inner: &Node, got: Option<&Value>, path: &str, found: &mut Vec<Mismatch>) {
    let fields = got.and_then(Value::as_object);
    let Some(fields) = fields.filter(|fields| !fields.is_empty()) else {
        compare(inner, None, &joined(path, "*"), found);
        return;
    };
    for (key, value) in fields {
        compare(inner, Some(value), &joined(path, key), found);
    }
}

fn field(key: &str, inner: &Node, got: Option<&Value>, path: &str, found: &mut Vec<Mismatch>) {
    let before = found.len();
    let value = got.and_then(|got| got.get(key));
    compare(inner, value, &joined(path, key), found);
    if value.is_none() {
        let keys: Vec<&str> = got
            .and_then(Value::as_object)
            .map(|fields| fields.keys().map(String::as_str).collect())
            .unwrap_or_default();
        let near = crate::domain::suggestion::nearest(key, keys.iter().copied());
        let hint = match near {
            Some(near) => format!("there is no `{key}`; there is `{near}`"),
            None if keys.is_empty() => format!("there is no `{key}`, nor any other key"),
            None if keys.len() <= 12 => format!("there is no `{key}`; there are {}", keys.join(", ")),
            None => format!("there is no `{key}` among {} keys", keys.len()),
        };
        for mismatch in &mut found[before..] {
            mismatch.hint = Some(hint.clone());
        }
    }
}

fn of_list(
    key: &str,
    inner: &Node,
    items: &[Value],
    path: &str,
    position: Option<Position>,
    found: &mut Vec<Mismatch>,
) {
    match key {
        "length" => compare(inner, Some(&items.len().into()), &format!("{path}.length"), found),
        "first" => compare(inner, items.first(), &format!("{path}[0]"), found),
        "last" => compare(
            inner,
            items.last(),
            &format!("{path}[{}]", items.len().saturating_sub(1)),
            found,
        ),
        "contains" => {
            let wanted = match &inner.content {
                Content::List(wanted) => wanted.as_slice(),
                Content::Null | Content::Flag(_) | Content::Number(_) | Content::Text(_) | Content::Map(_) => {
                    std::slice::from_ref(inner)
                }
            };
            for wanted in wanted {
                contains(wanted, items, path, found);
            }
        }
        _ => match key.parse::<usize>() {
            Ok(index) => compare(inner, items.get(index), &format!("{path}[{index}]"), found),
            Err(_) => found.push(Mismatch {
                position,
                path: path.to_owned(),
                expected: format!("a map with `{key}`").into(),
                got: Some(format!("a list of {} items", items.len()).into()),
                hint: Some(format!(
                    "of a list one can ask {}, an index, or write a list",
                    OF_LISTS.join(", ")
                )),
            }),
        },
    }
}

/// The item that is nearest to what is wanted says what is wrong.
fn contains(wanted: &Node, items: &[Value], path: &str, found: &mut Vec<Mismatch>) {
    let mut nearest: Option<Vec<Mismatch>> = None;
    for (index, item) in items.iter().enumerate() {
        let missed = mismatches(wanted, item, &format!("{path}[{index}]"));
        if missed.is_empty() {
            return;
        }
        if nearest.as_ref().is_none_or(|nearest| missed.len() < nearest.len()) {
            nearest = Some(missed);
        }
    }
    match nearest {
        Some(mut missed) => {
            let hint = format!("none of {} items fits; this one is nearest", items.len());
            missed
                .iter_mut()
                .for_each(|mismatch| mismatch.hint = Some(hint.clone()));
            found.append(&mut missed);
        }
        None => found.push(Mismatch {
            position: wanted.position,
            path: path.to_owned(),
            expected: wanted.to_json(),
            got: None,
            hint: Some("the list is empty".to_owned()),
        }),
    }
}

fn hint(expected: &Node, got: Option<&Value>) -> Option<String> {
    match (&expected.content, got) {
        (Content::Number(number), Some(Value::String(text))) if number.to_string() == *text => {
            Some(format!("the answer has text there; write \"{number}\""))
        }
        (Content::Text(text), Some(Value::Number(number))) if number.to_string() == *text => {
            Some(format!("the answer has a number there; write {number} without quotes"))
        }
        (Content::Text(text), Some(Value::String(other))) if text.to_lowercase() == other.to_lowercase() => {
            Some("capital letters differ".to_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml;
    use serde_json::json;

    fn missed(expected: &str, got: &Value) -> Vec<(String, u64)> {
        let node: Node = yaml::read(expected, "my.yaml").unwrap();
        let found = mismatches(&node, got, "");
        found
            .into_iter()
            .map(|mismatch| (mismatch.path, mismatch.position.unwrap().line))
            .collect()
    }

    #[test]
    fn a_part_of_a_map_is_enough_and_a_list_is_whole() {
        let got = json!({"a": 1.0, "list": [{"x": "one", "y": 1}, {"x": "two", "y": 2}], "none": null});
        for fits in [
            "a: 1",
            "list: [{x: one}, {y: 2}]",
            "list: {length: 2, first: {x: one}, last: {x: two}, 1: {y: 2}}",
            "list: {contains: [{x: two}]}",
            "none: null",
            "list:\n  contains: {y: 1}",
        ] {
            assert_eq!(missed(fits, &got), [], "{fits}");
        }
        for (expected, path, line) in [
            ("a: 2", "a", 1),
            ("b: 2", "b", 1),
            ("list: [{x: one}]", "list", 1),
            ("list:\n - x: one\n - x: one", "list[1].x", 3),
            ("list: [{x: one}, {x: two}, {x: three}]", "list[2]", 1),
            ("list:\n  length: 3", "list.length", 2),
            ("list:\n  contains:\n   - x: two\n     y: 1", "list[0].x", 3),
            ("none: 0", "none", 1),
            ("a: \"1\"", "a", 1),
            ("list: {size: 2}", "list", 1),
        ] {
            let found = missed(expected, &got);
            assert_eq!(found, [(path.to_owned(), line)], "{expected}");
        }
    }

    #[test]
    fn a_star_holds_for_every_value() {
        let got = json!({"one": {"n": 1}, "two": {"n": 2}});
        assert_eq!(missed("'*': {n: 1}", &got), [("two.n".to_owned(), 1)]);
        assert_eq!(missed("'*': {n: 1}", &json!({})), [("*".to_owned(), 1)]);
    }
}
