//! What somebody who mistyped a word may have meant.

/// Characters a mistyped word has at the most. Whatever is longer is text.
const WORD_LENGTH_MAX: usize = 100;

/// The known word nearest to this one, when one is near, or begins with it; capitals do not count.
pub fn nearest<'a>(text: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if text.len() > WORD_LENGTH_MAX {
        return None;
    }
    let text = text.to_lowercase();
    let near = known.into_iter().filter_map(|word| {
        if is_beginning(&text, word) {
            return Some((1, word));
        }
        let allowed = word.len().div_ceil(3);
        // Words of such different lengths are further apart than that, and need not be compared.
        if text.len().abs_diff(word.len()) > allowed {
            return None;
        }
        let distance = strsim::damerau_levenshtein(&text, &word.to_lowercase());
        (distance <= allowed).then_some((distance, word))
    });
    near.min().map(|(_, word)| word)
}

/// Whether a word begins with this text, which is long enough to say something.
fn is_beginning(text: &str, word: &str) -> bool {
    let beginning = word.get(..text.len()).filter(|_| text.len() >= 4);
    beginning.is_some_and(|beginning| beginning.eq_ignore_ascii_case(text))
}

/// ` (did you mean ...?)` when a known word is near, else nothing.
pub fn did_you_mean<'a>(text: &str, known: impl Iterator<Item = &'a str>) -> String {
    nearest(text, known)
        .map(|word| format!(" (did you mean `{word}`?)"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_far_from_all_gets_no_suggestion() {
        let known = ["BALANCE_MISMATCH", "hold"];
        assert_eq!(nearest("balance_mismatch", known), Some("BALANCE_MISMATCH"));
        assert_eq!(nearest("hodl", known), Some("hold"));
        assert_eq!(nearest("anything", known), None);
        assert_eq!(nearest("link", ["bank", "link_id"]), Some("link_id"));
        assert_eq!(nearest(&"balance_mismatch".repeat(100), known), None);
    }
}
