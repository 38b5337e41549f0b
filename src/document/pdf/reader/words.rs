//! Printed text reduced to its words, for comparing with what we know.

/// Lower case, letters and digits only, other characters as word breaks: `Chq./Ref.No.` becomes `chq ref no`.
pub(super) fn plain_words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_alphanumeric() {
            out.extend(character.to_lowercase());
        } else if character == '\'' || character == '\u{2019}' {
            // `Merchant's` and `Merchants` are the same word.
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// What stands behind the phrase when the text begins with it, whole words only.
pub(super) fn strip_phrase<'a>(plain: &'a str, phrase: &str) -> Option<&'a str> {
    let rest = plain.strip_prefix(phrase)?;
    (rest.is_empty() || rest.starts_with(' ')).then(|| rest.trim_start())
}

/// Whether the plain text contains the phrase, whole words only.
pub(super) fn contains_phrase(plain: &str, phrase: &str) -> bool {
    let mut rest = plain;
    while let Some(at) = rest.find(phrase) {
        let is_start = at == 0 || rest.as_bytes().get(at - 1) == Some(&b' ');
        let tail = &rest[at + phrase.len()..];
        if is_start && (tail.is_empty() || tail.starts_with(' ')) {
            return true;
        }
        rest = tail;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_only_separates() {
        for (text, plain) in [
            ("Chq./Ref.No.", "chq ref no"),
            ("  Withdrawal Amount (INR ) ", "withdrawal amount inr"),
            ("Merchant's", "merchants"),
            ("#", ""),
        ] {
            assert_eq!(plain_words(text), plain);
        }
    }

    #[test]
    fn phrases_match_whole_words() {
        assert_eq!(strip_phrase("account no 12", "account no"), Some("12"));
        assert_eq!(strip_phrase("account notes", "account no"), None);
        assert!(contains_phrase("the total debits", "total"));
        assert!(!contains_phrase("subtotal", "total") && contains_phrase("subtotal total", "total"));
    }
}
