//! YAML of any shape in which every value and every key remembers where it stood.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

use crate::yaml::{Placed, Position};

/// A value with its place.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    /// Where it stood; `None` when it was not read from a file.
    pub position: Option<Position>,
    /// What stood there.
    pub content: Content,
}

/// What a value is.
#[derive(Clone, PartialEq, Debug)]
#[expect(missing_docs, reason = "each is what it is named after")]
pub enum Content {
    Null,
    Flag(bool),
    Number(Number),
    Text(String),
    List(Vec<Node>),
    /// Keys in the order they were written.
    Map(Vec<(Placed<String>, Node)>),
}

impl Node {
    /// Nothing, at this place.
    pub fn null(position: Option<Position>) -> Self {
        Node {
            position,
            content: Content::Null,
        }
    }

    /// A value of JSON, all of it at this place.
    pub fn of_json(value: &Value, position: Option<Position>) -> Self {
        let content = match value {
            Value::Null => Content::Null,
            Value::Bool(flag) => Content::Flag(*flag),
            Value::Number(number) => Content::Number(number.clone()),
            Value::String(text) => Content::Text(text.clone()),
            Value::Array(items) => Content::List(items.iter().map(|item| Node::of_json(item, position)).collect()),
            Value::Object(fields) => {
                let key = |name: &String| Placed {
                    value: name.clone(),
                    position,
                };
                let fields = fields.iter();
                Content::Map(
                    fields
                        .map(|(name, value)| (key(name), Node::of_json(value, position)))
                        .collect(),
                )
            }
        };
        Node { position, content }
    }

    /// The same as JSON.
    pub fn to_json(&self) -> Value {
        match &self.content {
            Content::Null => Value::Null,
            Content::Flag(flag) => Value::Bool(*flag),
            Content::Number(number) => Value::Number(number.clone()),
            Content::Text(text) => Value::String(text.clone()),
            Content::List(items) => items.iter().map(Node::to_json).collect(),
            Content::Map(fields) => {
                let fields = fields.iter();
                Value::Object(fields.map(|(key, node)| (key.value.clone(), node.to_json())).collect())
            }
        }
    }

    /// The value of this key, when it is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        let found = self.fields().iter().find(|(name, _)| name.value == key);
        found.map(|(_, node)| node)
    }

    /// The fields of a map; none for anything else.
    pub fn fields(&self) -> &[(Placed<String>, Node)] {
        match &self.content {
            Content::Map(fields) => fields,
            Content::Null | Content::Flag(_) | Content::Number(_) | Content::Text(_) | Content::List(_) => &[],
        }
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Node] {
        match &self.content {
            Content::List(items) => items,
            Content::Null | Content::Flag(_) | Content::Number(_) | Content::Text(_) | Content::Map(_) => &[],
        }
    }

    /// The text, when it is one.
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(text),
            Content::Null | Content::Flag(_) | Content::Number(_) | Content::List(_) | Content::Map(_) => None,
        }
    }

    /// The whole number, when it is one.
    pub fn whole(&self) -> Option<i64> {
        match &self.content {
            Content::Number(number) => number.as_i64(),
            Content::Null | Content::Flag(_) | Content::Text(_) | Content::List(_) | Content::Map(_) => None,
        }
    }

    /// Whether it is `true`.
    pub fn is_true(&self) -> bool {
        self.content == Content::Flag(true)
    }

    /// Whether nothing stands there.
    pub fn is_null(&self) -> bool {
        self.content == Content::Null
    }

    /// The place of what a path as `[0].then.refuse` or `then.refuse` leads to, or of what is nearest to it on the way. A key that is meant
    /// itself is its own place.
    pub fn place_of(&self, path: &str) -> Option<Position> {
        let mut place = self;
        let mut position = self.position;
        let steps = path.split(['.', '[', ']']).filter(|step| !step.is_empty());
        for step in steps {
            let key = place.fields().iter().find(|(key, _)| key.value == step);
            let item = step.parse().ok().and_then(|index: usize| place.items().get(index));
            (place, position) = match (key, item) {
                (Some((key, node)), _) => (node, node.position.or(key.position)),
                (None, Some(node)) => (node, node.position),
                (None, None) => return position,
            };
        }
        position
    }

    /// The place of the key a path ends with; that of the value where it is no key.
    pub fn place_of_key(&self, path: &str) -> Option<Position> {
        let (parents, last) = path.rsplit_once('.').unwrap_or(("", path));
        let mut place = self;
        for step in parents.split(['.', '[', ']']).filter(|step| !step.is_empty()) {
            let item = step.parse().ok().and_then(|index: usize| place.items().get(index));
            match place.get(step).or(item) {
                Some(inner) => place = inner,
                None => return self.place_of(path),
            }
        }
        let key = place.fields().iter().find(|(key, _)| key.value == last);
        key.and_then(|(key, _)| key.position).or_else(|| self.place_of(path))
    }

    /// What it is, for messages.
    pub fn kind(&self) -> &'static str {
        match &self.content {
            Content::Null => "nothing",
            Content::Flag(_) => "true or false",
            Content::Number(_) => "a number",
            Content::Text(_) => "text",
            Content::List(_) => "a list",
            Content::Map(_) => "a map",
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let placed = Placed::<Content>::deserialize(deserializer)?;
        Ok(Node {
            position: placed.position,
            content: placed.value,
        })
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyContent)
    }
}

struct AnyContent;

impl<'de> Visitor<'de> for AnyContent {
    type Value = Content;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Content, E> {
        Ok(Content::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Content, E> {
        Ok(Content::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Content, E> {
        Ok(Content::Number(number.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Content, E> {
        let number = Number::from_f64(number);
        number
            .map(Content::Number)
            .ok_or_else(|| E::custom("this is no number that JSON knows"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Content, E> {
        Ok(Content::Text(text.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Content, E> {
        Ok(Content::Null)
    }

    fn visit_none<E>(self) -> Result<Content, E> {
        Ok(Content::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Content, D::Error> {
        Content::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Content, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Content::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Content, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Content::Map(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml;

    #[test]
    fn every_value_and_key_knows_its_place() {
        let node: Node = yaml::read("a: 1\nlist:\n  - x: yes\n    y: 1.50\n  -\nflag: true\n", "my.yaml").unwrap();
        let at = |line, column| Some(Position { line, column });
        assert_eq!(node.place_of("a"), at(1, 4));
        assert_eq!(node.place_of("list[0].y"), at(4, 8));
        assert_eq!(node.place_of_key("list[0].y"), at(4, 5));
        assert_eq!(node.place_of("list[0].nothing"), at(3, 5), "what is nearest");
        assert_eq!(
            node.to_json(),
            serde_json::json!({"a": 1, "list": [{"x": "yes", "y": 1.5}, null], "flag": true})
        );
    }
}
