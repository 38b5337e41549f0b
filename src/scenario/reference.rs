//! References: `{{name.field}}` stands for what an earlier answer had there.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::domain::suggestion::nearest;
use crate::scenario::node::{Content, Node};
use crate::scenario::shape::Findings;

const OPENS: &str = "{{";
const CLOSES: &str = "}}";

/// Whether a text has any.
pub fn is_in(text: &str) -> bool {
    text.contains(OPENS)
}

/// A piece of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Piece<'a> {
    Plain(&'a str),
    /// What stands between the braces.
    Reference(&'a str),
}

fn pieces(text: &str) -> Result<Vec<Piece<'_>>, String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once(OPENS) {
        let Some((inside, after)) = behind.split_once(CLOSES) else {
            return Err(format!("`{{{{` without `}}}}` behind it in `{text}`"));
        };
        if !before.is_empty() {
            pieces.push(Piece::Plain(before));
        }
        pieces.push(Piece::Reference(inside.trim()));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Plain(rest));
    }
    Ok(pieces)
}

/// Notes every reference in a value whose name nothing has set.
pub fn check(node: &Node, names: &BTreeSet<String>, findings: &mut Findings) {
    match &node.content {
        Content::Null | Content::Flag(_) | Content::Number(_) => {}
        Content::List(items) => items.iter().for_each(|item| check(item, names, findings)),
        Content::Map(fields) => fields.iter().for_each(|(_, inner)| check(inner, names, findings)),
        Content::Text(text) => match pieces(text) {
            Err(problem) => findings.note(node.position, problem),
            Ok(pieces) => {
                for piece in pieces {
                    let Piece::Reference(inside) = piece else { continue };
                    let name = inside.split('.').next().unwrap_or_default();
                    if !names.contains(name) {
                        findings.note(node.position, unset(name, names));
                    }
                }
            }
        },
    }
}

fn unset(name: &str, names: &BTreeSet<String>) -> String {
    let all = names.iter().map(String::as_str);
    match (nearest(name, all.clone()), names.is_empty()) {
        _ if name == "number" => "`number` is known inside a repeat alone".to_owned(),
        (Some(near), _) => format!("no step before this one sets `{name}`; did you mean `{near}`?"),
        (None, true) => format!("no step before this one sets `{name}`, nor any other name"),
        (None, false) => format!(
            "no step before this one sets `{name}`; set are: {}",
            all.collect::<Vec<_>>().join(", ")
        ),
    }
}

/// The value with what its references stand for. A text that is nothing but one reference becomes what it stands for, number or list.
///
/// # Errors
/// The node whose reference leads nowhere, and why.
pub fn resolved<'a>(node: &'a Node, answer_of: &impl Fn(&str) -> Option<Value>) -> Result<Node, (&'a Node, String)> {
    let content = match &node.content {
        Content::Null | Content::Flag(_) | Content::Number(_) => node.content.clone(),
        Content::List(items) => Content::List(
            items
                .iter()
                .map(|item| resolved(item, answer_of))
                .collect::<Result<_, _>>()?,
        ),
        Content::Map(fields) => {
            let field = |(key, inner): &'a (_, Node)| Ok((Clone::clone(key), resolved(inner, answer_of)?));
            Content::Map(fields.iter().map(field).collect::<Result<_, _>>()?)
        }
        Content::Text(text) if !is_in(text) => node.content.clone(),
        Content::Text(text) => {
            let value = filled(text, answer_of).map_err(|problem| (node, problem))?;
            return Ok(Node::of_json(&value, node.position));
        }
    };
    Ok(Node {
        position: node.position,
        content,
    })
}

fn filled(text: &str, answer_of: &impl Fn(&str) -> Option<Value>) -> Result<Value, String> {
    let pieces = pieces(text)?;
    if let [Piece::Reference(inside)] = pieces[..] {
        return looked_up(inside, answer_of);
    }
    let mut whole = String::new();
    for piece in pieces {
        match piece {
            Piece::Plain(plain) => whole.push_str(plain),
            Piece::Reference(inside) => {
                let value = looked_up(inside, answer_of)?;
                whole.push_str(&value.as_str().map_or_else(|| value.to_string(), str::to_owned));
            }
        }
    }
    Ok(Value::String(whole))
}

fn looked_up(inside: &str, answer_of: &impl Fn(&str) -> Option<Value>) -> Result<Value, String> {
    let mut steps = inside.split('.');
    let name = steps.next().unwrap_or_default();
    let mut value = answer_of(name).ok_or_else(|| format!("nothing is called `{name}` here"))?;
    for step in steps {
        let inner = match &value {
            Value::Object(fields) => fields.get(step).cloned(),
            Value::Array(items) => step.parse().ok().and_then(|index: usize| items.get(index).cloned()),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
        };
        value = inner.ok_or_else(|| {
            let has = match &value {
                Value::Object(fields) => fields.keys().cloned().collect::<Vec<_>>().join(", "),
                Value::Array(items) => format!("{} items, from 0", items.len()),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => "no fields".to_owned(),
            };
            format!("`{{{{{inside}}}}}` leads nowhere: there is no `{step}`, there is {has}")
        })?;
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn answers(name: &str) -> Option<Value> {
        (name == "first").then(|| json!({"id": "a-1", "accounts": [{"number": 7}]}))
    }

    #[test]
    fn a_reference_stands_for_what_was_answered() {
        for (text, expected) in [
            ("{{first.id}}", json!("a-1")),
            ("/x/{{ first.id }}/y", json!("/x/a-1/y")),
            ("{{first.accounts.0.number}}", json!(7)),
            ("n{{first.accounts.0.number}}", json!("n7")),
            ("plain", json!("plain")),
        ] {
            assert_eq!(filled(text, &answers), Ok(expected), "{text}");
        }
    }

    #[test]
    fn one_that_leads_nowhere_says_what_there_is() {
        for (text, expected) in [
            ("{{first.idd}}", "there is no `idd`, there is id, accounts"),
            ("{{first.accounts.3}}", "1 items, from 0"),
            ("{{second.id}}", "nothing is called `second` here"),
            ("{{first.id", "without `}}`"),
        ] {
            let problem = filled(text, &answers).unwrap_err();
            assert!(problem.contains(expected), "{problem}");
        }
    }
}
