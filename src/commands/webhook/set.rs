//! Other values in a payload: `accounts.0.account_status=failed`.

use serde_json::Value;

use crate::domain::suggestion::did_you_mean;
use crate::domain::webhook::Event;
use crate::wire::webhook_schema;

/// What stands behind the `=`: JSON where it reads as JSON, else text.
pub(super) fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
}

/// Puts a value into its place. Only forced, where the contract names no such field.
///
/// # Errors
/// Why there is no such place.
pub(super) fn set(event: Event, body: &mut Value, path: &str, value: Value, is_forced: bool) -> Result<(), String> {
    let steps: Vec<&str> = path.split('.').collect();
    let (last, parents) = steps.split_last().ok_or("the path is empty")?;
    let mut place = body;
    for (depth, step) in parents.iter().enumerate() {
        let here = steps[..depth].join(".");
        place = inner(place, step).map_err(|reason| format!("{}: {reason}", shown(&here)))?;
    }
    let is_documented = webhook_schema::is_documented(event, &steps);
    let here = parents.join(".");
    match place {
        Value::Object(fields) if is_documented || is_forced || fields.contains_key(*last) => {
            fields.insert((*last).to_owned(), value);
            Ok(())
        }
        Value::Object(fields) => Err(format!(
            "{}: {event} has no field `{last}`{}; --force sends it all the same",
            shown(&here),
            did_you_mean(last, fields.keys().map(String::as_str))
        )),
        list @ Value::Array(_) => {
            *inner(list, last).map_err(|reason| format!("{}: {reason}", shown(&here)))? = value;
            Ok(())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            Err(format!("{} is a single value and has no `{last}`", shown(&here)))
        }
    }
}

/// The value one step further down.
fn inner<'a>(place: &'a mut Value, step: &str) -> Result<&'a mut Value, String> {
    match place {
        Value::Object(fields) => {
            let hint = did_you_mean(step, fields.keys().map(String::as_str));
            fields
                .get_mut(step)
                .ok_or_else(|| format!("there is no `{step}`{hint}"))
        }
        Value::Array(list) => {
            let count = list.len();
            let place = step.parse::<usize>().ok().and_then(|index| list.get_mut(index));
            place.ok_or_else(|| match count {
                0 => format!("the list is empty and has no `{step}`"),
                count => format!("the list has no `{step}`; its places are 0 to {}", count - 1),
            })
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            Err(format!("a single value has no `{step}`"))
        }
    }
}

fn shown(path: &str) -> &str {
    if path.is_empty() { "the payload" } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn changed(path: &str, text: &str, is_forced: bool) -> Result<Value, String> {
        let mut body =
            json!({"session_id": "a", "accounts": [{"account_status": "completed", "attempt_types": ["PDF"]}]});
        set(Event::Enrichment, &mut body, path, value(text), is_forced).map(|()| body)
    }

    #[test]
    fn a_value_is_json_where_it_reads_as_json() {
        assert_eq!(
            [
                value("failed"),
                value("3"),
                value("null"),
                value("\"3\""),
                value("[1]"),
                value("1 2")
            ],
            [
                json!("failed"),
                json!(3),
                json!(null),
                json!("3"),
                json!([1]),
                json!("1 2")
            ]
        );
    }

    #[test]
    fn a_path_leads_through_fields_and_places() {
        assert_eq!(
            changed("accounts.0.account_status", "failed", false).unwrap()["accounts"][0]["account_status"],
            "failed"
        );
        assert_eq!(
            changed("accounts.0.attempt_types.0", "AA", false).unwrap()["accounts"][0]["attempt_types"],
            json!(["AA"])
        );
        assert_eq!(changed("accounts", "[]", false).unwrap()["accounts"], json!([]));
        // Documented, though this session has it not.
        assert_eq!(
            changed("accounts.0.name", "A", false).unwrap()["accounts"][0]["name"],
            "A"
        );
        assert_eq!(changed("extra", "1", true).unwrap()["extra"], 1);
    }

    #[test]
    fn a_path_that_leads_nowhere_says_where_it_ends() {
        for (path, is_forced, words) in [
            (
                "acounts.0.account_status",
                false,
                "the payload: there is no `acounts` (did you mean `accounts`?)",
            ),
            (
                "accounts.1.account_status",
                false,
                "accounts: the list has no `1`; its places are 0 to 0",
            ),
            ("accounts.first", true, "accounts: the list has no `first`"),
            (
                "accounts.0.acount_status",
                false,
                "no field `acount_status` (did you mean `account_status`?); --force",
            ),
            ("session_id.x", true, "session_id is a single value and has no `x`"),
            ("session_id.x.y", true, "session_id: a single value has no `x`"),
        ] {
            let told = changed(path, "1", is_forced).unwrap_err();
            assert!(told.contains(words), "{path}: {told}");
        }
    }
}
