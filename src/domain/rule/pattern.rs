//! Text with wildcards.

use serde::{Deserialize, Serialize};

/// Text in which `*` stands for any text, none included. Everything else stands for itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pattern(pub String);

impl Pattern {
    /// Whether the whole text is like this.
    pub fn matches(&self, text: &str) -> bool {
        let Some((begin, rest)) = self.0.split_once('*') else {
            return self.0 == text;
        };
        let Some(mut text) = text.strip_prefix(begin) else {
            return false;
        };
        let mut pieces: Vec<&str> = rest.split('*').collect();
        let end = pieces.pop().unwrap_or_default();
        for piece in pieces {
            // The first place that fits leaves most room for what follows.
            match text.find(piece) {
                Some(at) => text = &text[at + piece.len()..],
                None => return false,
            }
        }
        text.ends_with(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text, is_match) in [
            ("cust-1", "cust-1", true),
            ("cust-1", "cust-12", false),
            ("cust-*", "cust-", true),
            ("*-1", "cust-1", true),
            ("*-1", "cust-12", false),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("ab*ba", "aba", false),
            ("**", "", true),
            ("", "", true),
            ("", "x", false),
        ] {
            assert_eq!(Pattern(pattern.to_owned()).matches(text), is_match, "{pattern} {text}");
        }
    }
}
