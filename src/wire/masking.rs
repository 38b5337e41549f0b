//! What the journal shows: account numbers, keys, passwords and tokens masked, whatever body they are in. Source: design section 10.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use regex::bytes::{Captures, Regex, RegexBuilder};
use serde_json::{Map, Value};

use crate::domain::account::masked;
use crate::domain::exchange::{MASK, is_secret_field};

/// Masks what nobody is to see.
#[derive(Clone, Debug)]
pub struct Masking<'a> {
    /// Account numbers that are known.
    pub account_numbers: &'a HashSet<String>,
}

/// A pattern over bytes, letters large or small. What it cuts out ends at bytes of ASCII, so text stays text.
fn pattern(text: &str) -> Option<Regex> {
    RegexBuilder::new(text)
        .unicode(false)
        .case_insensitive(true)
        .build()
        .ok()
}

/// Parameters of a URL: `?token=…`, `&X-Amz-Signature=…`.
static IN_URL: Pattern = LazyLock::new(|| pattern(r#"([?&])([\w.%-]+)=([^&#\s"']+)"#));

/// Whether a parameter of a URL is secret: what fields may hold, and what signs a link.
fn is_secret_parameter(name: &str) -> bool {
    const ENDS: [&str; 3] = ["signature", "sig", "credential"];
    let name_in_small_letters = name.to_ascii_lowercase();
    is_secret_field(name) || ENDS.iter().any(|end| name_in_small_letters.ends_with(end))
}

/// A password in a URL: `//user:password@`, to the last `@` before the path.
static USER: Pattern = LazyLock::new(|| pattern(r#"(\bhttps?://[^/@:?#\s"']*:)[^/?#\s"']+(@)"#));

/// Secrets in text that should have been JSON or a form and is not quite.
static IN_TEXT: Pattern = LazyLock::new(|| {
    const NAMES: &str =
        "api[_-]?key|access[_-]?key|secret[_-]?key|secret|password|passwd|server[_-]?hash|token|signature|otp|pin";
    pattern(&format!(
        r#"(["']?\b[\w-]*(?:{NAMES})["']?\s*[=:]\s*["']?)[^"'&\s,;}}<]+"#
    ))
});

/// Account numbers in text that should have been JSON and is not quite.
static NUMBER_IN_TEXT: Pattern = LazyLock::new(|| pattern(r#"(account_?n(?:umber|o)["']?\s*[=:]\s*["']?)([A-Z0-9]+)"#));

/// Digits that may be an account number.
static DIGITS: Pattern = LazyLock::new(|| pattern("[0-9]{6,}"));

type Pattern = LazyLock<Option<Regex>>;

/// Text without the secrets of the URLs in it.
pub fn without_secrets(text: &str) -> Cow<'_, str> {
    // Most values are no URL.
    if !text.contains(['=', '@']) {
        return Cow::Borrowed(text);
    }
    let in_query = replaced(&IN_URL, text, |found| {
        let value = if is_secret_parameter(found[2]) { MASK } else { found[3] };
        format!("{}{}={value}", found[1], found[2])
    });
    match replaced(&USER, &in_query, |found| format!("{}{MASK}{}", found[1], found[2])) {
        Cow::Owned(text) => Cow::Owned(text),
        Cow::Borrowed(_) => in_query,
    }
}

/// What somebody answered, as text, without the secrets that have a name in it.
pub fn answer_without_secrets(text: &str) -> String {
    let text = replaced(&IN_TEXT, text, |found| format!("{}{MASK}", found[1]));
    without_secrets(&text).into_owned()
}

impl Masking<'_> {
    /// The text of a URL, a header or a value.
    pub fn text(&self, text: &str) -> String {
        self.numbers(&without_secrets(text)).into_owned()
    }

    /// A body as JSON where it is some, else as text.
    pub fn body(&self, bytes: &[u8], content_type: Option<&str>) -> Value {
        if let Ok(mut value) = serde_json::from_slice(bytes) {
            self.value(&mut value);
            return value;
        }
        if content_type.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
            return Value::Object(self.fields(bytes));
        }
        let text = String::from_utf8_lossy(bytes);
        let text = replaced(&IN_TEXT, &text, |found| format!("{}{MASK}", found[1]));
        let text = replaced(&NUMBER_IN_TEXT, &text, |found| {
            format!("{}{}", found[1], masked(found[2]))
        });
        Value::String(self.text(&text))
    }

    /// The fields of a form. A field that is given twice shows its last value: such a form is refused.
    fn fields(&self, bytes: &[u8]) -> Map<String, Value> {
        let fields = url::form_urlencoded::parse(bytes);
        fields
            .map(|(name, value)| {
                let mut value = Value::String(value.into_owned());
                self.field(&name, &mut value);
                (name.into_owned(), value)
            })
            .collect()
    }

    fn field(&self, name: &str, value: &mut Value) {
        match value {
            Value::String(text) if !text.is_empty() && is_secret_field(name) => MASK.clone_into(text),
            Value::Number(_) if is_secret_field(name) => *value = MASK.into(),
            Value::String(text) if is_account_number(name) => *text = masked(text),
            Value::Number(number) if is_account_number(name) => *value = masked(&number.to_string()).into(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => {
                self.value(value)
            }
        }
    }

    fn value(&self, value: &mut Value) {
        match value {
            Value::Object(fields) => fields.iter_mut().for_each(|(name, value)| self.field(name, value)),
            Value::Array(items) => items.iter_mut().for_each(|item| self.value(item)),
            Value::String(text) => {
                // Most values have nothing to hide: no address, no long number.
                if text.len() >= 6 {
                    *text = self.text(text);
                }
            }
            Value::Number(number) => {
                let text = number.to_string();
                if self.account_numbers.contains(&text) {
                    *value = masked(&text).into();
                }
            }
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn numbers<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.account_numbers.is_empty() {
            return Cow::Borrowed(text);
        }
        replaced(&DIGITS, text, |found| {
            if self.account_numbers.contains(found[0]) {
                masked(found[0])
            } else {
                found[0].to_owned()
            }
        })
    }
}

/// The text with what the pattern finds replaced, given the pieces it found.
fn replaced<'t>(pattern: &Pattern, text: &'t str, by: impl Fn(&[&str]) -> String) -> Cow<'t, str> {
    let Some(pattern) = pattern.as_ref().filter(|pattern| pattern.is_match(text.as_bytes())) else {
        return Cow::Borrowed(text);
    };
    let replaced = pattern.replace_all(text.as_bytes(), |found: &Captures<'_>| {
        let pieces = found
            .iter()
            .map(|piece| piece.map_or(&b""[..], |piece| piece.as_bytes()));
        let pieces: Vec<&str> = pieces
            .map(|piece| std::str::from_utf8(piece).unwrap_or_default())
            .collect();
        by(&pieces).into_bytes()
    });
    Cow::Owned(String::from_utf8_lossy(&replaced).into_owned())
}

/// Whether a field of this name holds an account number; ids are none.
fn is_account_number(name: &str) -> bool {
    let name = name.replace(['_', '-', ' '], "").to_ascii_lowercase();
    matches!(name.as_str(), "accountnumber" | "accountno" | "acnumber" | "acno")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(text: &str, kind: Option<&str>) -> Value {
        let account_numbers = HashSet::from(["50100123456789".to_owned()]);
        let masking = Masking {
            account_numbers: &account_numbers,
        };
        masking.body(text.as_bytes(), kind)
    }

    #[test]
    fn patterns_are_patterns() {
        for pattern in [&IN_URL, &USER, &IN_TEXT, &DIGITS, &NUMBER_IN_TEXT] {
            assert!(pattern.is_some());
        }
    }

    #[test]
    fn json_hides_keys_passwords_and_account_numbers_at_any_depth() {
        let body = r#"{"api_key": "k", "link_id": "a", "accounts": [{"account_number": "999000111222", "accountnumber": "1234567890",
            "transaction_note": "to 50100123456789/x 312345678901"}], "webhook_url": "http://u:pw@a.b/c?token=t&x=1", "otp": 1234}"#;
        assert_eq!(
            shown(body, None),
            json!({"api_key": "***", "link_id": "a", "accounts": [{"account_number": "XXXXXXXX1222", "accountnumber": "XXXXXX7890",
            "transaction_note": "to XXXXXXXXXX6789/x 312345678901"}], "webhook_url": "http://u:***@a.b/c?token=***&x=1", "otp": "***"})
        );
    }

    #[test]
    fn forms_and_broken_text_hide_them_too() {
        let form = shown("api_key=k&link_id=a+b", Some("application/x-www-form-urlencoded"));
        assert_eq!(form, json!({"api_key": "***", "link_id": "a b"}));
        let broken = r#"{"api_key": "sec-ret", "link_id": "a", "account_number": "999000111222""#;
        assert_eq!(
            shown(broken, None),
            json!(r#"{"api_key": "***", "link_id": "a", "account_number": "XXXXXXXX1222""#)
        );
        assert_eq!(shown("PASSWORD_INCORRECT: no", None), json!("PASSWORD_INCORRECT: no"));
    }

    #[test]
    fn what_a_receiver_answers_hides_its_secrets() {
        for (answer, shown) in [
            (r#"{"api_key":"leaked","ok":true}"#, r#"{"api_key":"***","ok":true}"#),
            (
                "x-api-key: leaked\nclient_secret=leaked",
                "x-api-key: ***\nclient_secret=***",
            ),
            ("see http://u:leaked@a.b/?otp=leaked", "see http://u:***@a.b/?otp=***"),
            ("thank you", "thank you"),
        ] {
            assert_eq!(answer_without_secrets(answer), shown);
        }
    }
}
