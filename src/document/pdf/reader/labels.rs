//! Labelled values: which words name which fact, and where on a page the value of a label stands.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::amounts::{PrintedAmount, Strictness, read_amount, read_mark};
use super::dates::whole_date;
use super::lines::{Line, PageLines, Word};
use super::word_lists::pairs;
use super::words::plain_words;

/// What a label names.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Label {
    /// Account number.
    Account,
    /// First holder.
    Holder,
    /// Postal address of the holder.
    Address,
    /// E-mail address.
    Email,
    /// Telephone number.
    Phone,
    /// The bank's number for the customer.
    Customer,
    /// IFSC of the branch.
    Ifsc,
    /// MICR code of the branch.
    Micr,
    /// Kind of account.
    Scheme,
    /// Day of opening.
    Opened,
    /// Overdraft limit.
    Overdraft,
    /// First day of the period.
    From,
    /// Last day of the period.
    To,
    /// Opening balance.
    Opening,
    /// Balance on a day, which may be the first or the last.
    BalanceOn,
    /// Closing balance.
    Closing,
    /// Sum of debits.
    Debits,
    /// Sum of credits.
    Credits,
    /// The branch; an address below it is the branch's.
    Branch,
    /// Something else: known so that it ends the value before it.
    Other,
}

/// A label found on a line.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Hit {
    /// What it names.
    pub(super) label: Label,
    /// Its first word.
    pub(super) first: usize,
    /// The word behind its last.
    pub(super) end: usize,
    /// Whether a colon follows.
    pub(super) has_colon: bool,
    /// Whether the value begins inside its last word (`No:12`), which then counts as value.
    pub(super) is_glued: bool,
}

/// Longest label, in words.
const LABEL_WORDS_MAX: usize = 5;

/// The labels on a line, left to right. A label is followed by a colon or stands apart from other words.
pub(super) fn labels_on(page: &PageLines, line: &Line) -> Vec<Hit> {
    let words = page.words(line);
    let mut hits = Vec::new();
    let mut at = 0;
    let has_colons = words.iter().any(|word| page.text(word).contains(':'));
    while at < words.len() {
        let stands_apart = at == 0 || is_apart(&words[at - 1], &words[at]);
        if !(has_colons || stands_apart) || !may_begin_label(page.text(&words[at])) {
            at += 1;
            continue;
        }
        match hit_at(page, words, at) {
            Some(hit) => {
                at = hit.end.max(at + 1);
                hits.push(hit);
            }
            None => at += 1,
        }
    }
    hits
}

fn hit_at(page: &PageLines, words: &[Word], first: usize) -> Option<Hit> {
    let mut text = String::new();
    let mut best = None;
    for end in first + 1..=(first + LABEL_WORDS_MAX).min(words.len()) {
        let raw = page.text(&words[end - 1]);
        if end > first + 1 {
            if is_apart(&words[end - 2], &words[end - 1]) {
                break;
            }
            text.push(' ');
        }
        text.push_str(raw);
        let has_inner_colon = raw.ends_with(':') || raw.ends_with(":-");
        // `Account No.:50100` in one word: the label ends at the colon inside.
        let plain = plain_words(text.split_once(':').map_or(text.as_str(), |(label, _)| label));
        if let Some(label) = label_of(&plain) {
            let next = words.get(end).map(|word| page.text(word));
            let has_glued_value = text.contains(':') && !has_inner_colon;
            let has_colon = has_inner_colon
                || has_glued_value
                || next.is_some_and(|next| next.starts_with(':'))
                || has_date_and_colon(page, &words[end..]);
            let stands_apart = (first == 0 || is_apart(&words[first - 1], &words[first]))
                && words.get(end).is_none_or(|next| is_apart(&words[end - 1], next));
            if has_colon || stands_apart {
                best = Some(Hit {
                    label,
                    first,
                    end: if has_glued_value { end - 1 } else { end },
                    has_colon,
                    is_glued: has_glued_value,
                });
            }
        }
        if text.contains(':') {
            break;
        }
    }
    best
}

/// `Your opening balance on 01-04-25: …`: the colon stands behind a date.
fn has_date_and_colon(page: &PageLines, words: &[Word]) -> bool {
    (1..=3.min(words.len())).any(|count| {
        let text = page.join(&words[..count]);
        let next = words.get(count).map(|word| page.text(word));
        let (date, has_colon) = match text.strip_suffix(':') {
            Some(date) => (date, true),
            None => (text.as_str(), next.is_some_and(|next| next.starts_with(':'))),
        };
        has_colon && whole_date(date).is_some()
    })
}

fn label_of(plain: &str) -> Option<Label> {
    LABELS.by_phrase.get(plain).copied()
}

/// Whether a label may begin with this word.
fn may_begin_label(text: &str) -> bool {
    let start = text.find(char::is_alphanumeric).unwrap_or(text.len());
    let text = &text[start..];
    let end = text
        .find(|character: char| !character.is_alphanumeric())
        .unwrap_or(text.len());
    LABELS.first_words.contains(text[..end].to_lowercase().as_str())
}

/// The labels of `fixtures/reading/labels.txt`.
struct Labels {
    by_phrase: HashMap<&'static str, Label>,
    first_words: HashSet<&'static str>,
}

static LABELS: LazyLock<Labels> = LazyLock::new(|| {
    let named = |name| match name {
        "account" => Label::Account,
        "holder" => Label::Holder,
        "address" => Label::Address,
        "email" => Label::Email,
        "phone" => Label::Phone,
        "customer" => Label::Customer,
        "ifsc" => Label::Ifsc,
        "micr" => Label::Micr,
        "scheme" => Label::Scheme,
        "opened" => Label::Opened,
        "overdraft" => Label::Overdraft,
        "from" => Label::From,
        "to" => Label::To,
        "opening" => Label::Opening,
        "balance_on" => Label::BalanceOn,
        "closing" => Label::Closing,
        "debits" => Label::Debits,
        "credits" => Label::Credits,
        "branch" => Label::Branch,
        _ => Label::Other,
    };
    let phrases = || pairs(include_str!("../../../../fixtures/reading/labels.txt"));
    Labels {
        by_phrase: phrases().map(|(name, phrase)| (phrase, named(name))).collect(),
        first_words: phrases().filter_map(|(_, phrase)| phrase.split(' ').next()).collect(),
    }
});

/// Whether more than a space separates two words.
pub(super) fn is_apart(left: &Word, right: &Word) -> bool {
    !right.continues_run && right.x0 - left.x1 > 1.5 * left.space.max(0.2 * left.size)
}

/// Stretches of words with ordinary spaces between them.
pub(super) fn segments(words: &[Word]) -> impl Iterator<Item = &[Word]> {
    words.chunk_by(|left, right| !is_apart(left, right))
}

/// The words of a value on the label's own line: up to the next label or a wide gap.
pub(super) fn value_words<'a>(words: &'a [Word], hits: &[Hit], hit: &Hit) -> &'a [Word] {
    let next_label = hits
        .iter()
        .map(|other| other.first)
        .filter(|first| *first > hit.first)
        .min();
    let limit = next_label.unwrap_or(words.len()).min(words.len());
    let start = hit.end.min(limit);
    let mut end = start;
    while end < limit {
        let gap = if end > start {
            words[end].x0 - words[end - 1].x1
        } else {
            0.0
        };
        if gap > 2.5 * words[end].size {
            break;
        }
        end += 1;
    }
    &words[start..end]
}

/// The text of a value, without the colon or dash in front.
pub(super) fn value_text(page: &PageLines, words: &[Word], hit: &Hit) -> String {
    let text = page.join(words);
    let text = match text.split_once(':') {
        Some((_, value)) if hit.is_glued => value,
        _ => &text,
    };
    let text = text.trim_start_matches([':', ' ']);
    let text = text.strip_prefix("- ").unwrap_or(text);
    text.trim().to_owned()
}

/// The words on the lines below a label that stand under it, the nearest line that has some.
pub(super) fn words_below(page: &PageLines, line: usize, from: f32, to: f32) -> &[Word] {
    let Some(label_line) = page.lines.get(line) else {
        return &[];
    };
    for below in page.lines.iter().skip(line + 1).take(3) {
        if label_line.y - below.y > 3.0 * label_line.size {
            break;
        }
        let words = page.words(below);
        let under = |word: &Word| word.x0 <= to + 1.0 && word.x1 >= from - 1.0;
        if let Some(first) = words.iter().position(under) {
            let mut end = first + 1;
            while end < words.len() && !is_apart(&words[end - 1], &words[end]) {
                end += 1;
            }
            let mut start = first;
            while start > 0 && !is_apart(&words[start - 1], &words[start]) {
                start -= 1;
            }
            return &words[start..end];
        }
    }
    &[]
}

/// The first amount among the words, with a mark from the word behind it.
pub(super) fn first_amount(page: &PageLines, words: &[Word]) -> Option<PrintedAmount> {
    words.iter().enumerate().find_map(|(index, word)| {
        let mut amount = read_amount(page.text(word).trim_start_matches(':'), Strictness::TwoDecimals)?;
        if amount.mark.is_none() {
            amount.mark = words.get(index + 1).and_then(|next| read_mark(page.text(next)));
        }
        Some(amount)
    })
}

#[cfg(test)]
mod tests {
    use super::super::lines::tests::page_of;
    use super::*;

    fn found(texts: &[(f64, f64, &str)]) -> Vec<(Label, String)> {
        let page = page_of(texts);
        let line = &page.lines[0];
        let hits = labels_on(&page, line);
        hits.iter()
            .map(|hit| {
                (
                    hit.label,
                    value_text(&page, value_words(page.words(line), &hits, hit), hit),
                )
            })
            .collect()
    }

    #[test]
    fn labels_and_values_are_told_apart() {
        for (texts, expected) in [
            (
                vec![(50.0, 700.0, "Account No : 123456")],
                vec![(Label::Account, "123456")],
            ),
            (
                vec![(50.0, 700.0, "Account No"), (150.0, 700.0, ": 123456 PRIME")],
                vec![(Label::Account, "123456 PRIME")],
            ),
            (
                vec![(50.0, 700.0, "Statement of Axis Account No :9100 for")],
                vec![(Label::Account, "9100 for")],
            ),
            (
                vec![(50.0, 700.0, "RTGS/NEFT IFSC : HDFC0000001 MICR : 400240001")],
                vec![(Label::Ifsc, "HDFC0000001"), (Label::Micr, "400240001")],
            ),
            (vec![(50.0, 700.0, "Cust.Reln.No:12")], vec![(Label::Customer, "12")]),
            (vec![(50.0, 700.0, "the name of the account is not a label")], vec![]),
            (
                vec![(50.0, 700.0, "Nomination : Registered")],
                vec![(Label::Other, "Registered")],
            ),
        ] {
            let expected: Vec<(Label, String)> = expected
                .into_iter()
                .map(|(label, text)| (label, text.to_owned()))
                .collect();
            assert_eq!(found(&texts), expected, "{texts:?}");
        }
    }

    #[test]
    fn values_stand_below_their_labels_too() {
        let page = page_of(&[
            (50.0, 700.0, "Opening Balance"),
            (200.0, 700.0, "Closing Bal"),
            (75.0, 688.0, "1,000.00"),
            (215.0, 688.0, "2,000.00 Cr"),
        ]);
        let hits = labels_on(&page, &page.lines[0]);
        let words = page.words(&page.lines[0]);
        let below: Vec<String> = hits
            .iter()
            .map(|hit| page.join(words_below(&page, 0, words[hit.first].x0, words[hit.end - 1].x1)))
            .collect();
        assert_eq!(below, ["1,000.00", "2,000.00 Cr"]);
    }
}
