//! What somebody who mistyped a word may have meant.

/// The known word nearest to this one, when one is near; capitals do not count.
pub fn nearest<'a>(text: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let text = text.to_lowercase();
    let near = known.into_iter().map(|word| {
        let distance = strsim::damerau_levenshtein(&text, &word.to_lowercase());
        (distance, word)
    });
    near.filter(|(distance, word)| *distance <= word.len().div_ceil(3))
        .min()
        .map(|(_, word)| word)
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
    }
}
