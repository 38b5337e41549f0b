//! What a column holds, by the words of its heading.

use std::sync::LazyLock;

use super::word_lists::WordLists;
use super::words::{contains_phrase, plain_words};

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    /// The day of booking.
    Date,
    /// The day it counts for interest.
    ValueDate,
    /// The bank's text.
    Narration,
    /// Cheque or reference number.
    Reference,
    /// Money out.
    Debit,
    /// Money in.
    Credit,
    /// Money either way; a sign, a mark or the chain of balances tells which.
    Amount,
    /// `Dr` or `Cr` of the amount.
    Mark,
    /// The balance behind the row.
    Balance,
    /// Anything else: serial numbers, modes, branches.
    Other,
}

impl Role {
    /// Whether the column holds amounts.
    pub(super) fn is_numeric(self) -> bool {
        match self {
            Role::Debit | Role::Credit | Role::Amount | Role::Balance => true,
            Role::Date | Role::ValueDate | Role::Narration | Role::Reference | Role::Mark | Role::Other => false,
        }
    }

    /// Whether the column holds running text.
    pub(super) fn is_text(self) -> bool {
        matches!(self, Role::Narration | Role::Reference | Role::Other)
    }
}

/// The rank of `Transaction Reference`, which is a reference only beside another narration.
pub(super) const TRANSACTION_REFERENCE: u8 = 9;

static WORDS: LazyLock<WordLists> =
    LazyLock::new(|| WordLists::parse(include_str!("../../../../fixtures/reading/headers.txt")));

/// The role of a heading, and how well its words fit: 0 is best.
pub(super) fn classify(text: &str) -> (Role, u8) {
    let plain = plain_words(text);
    let has = |list: &str| WORDS.list(list).iter().any(|word| contains_phrase(&plain, word));
    let is = |list: &str| WORDS.holds(list, &plain);
    if plain.is_empty() || is("serial") {
        return (Role::Other, 0);
    }
    if has("balance") {
        return if has("no_balance") {
            (Role::Other, 0)
        } else {
            (Role::Balance, 0)
        };
    }
    match (has("debit"), has("credit")) {
        (true, true) if has("amount") || has("either_side") => return (Role::Amount, 0),
        (true, true) => return (Role::Mark, 0),
        (true, false) => return (Role::Debit, 0),
        (false, true) => return (Role::Credit, 0),
        (false, false) => {}
    }
    if has("date") {
        return match (has("value"), has("posting")) {
            (true, _) => (Role::ValueDate, 0),
            (false, true) => (Role::Date, 1),
            (false, false) => (Role::Date, 0),
        };
    }
    // From here on the first question answered yes decides.
    let found = [
        (is("mark"), Role::Mark, 1),
        (has("narration"), Role::Narration, 0),
        (is("transaction_reference"), Role::Reference, TRANSACTION_REFERENCE),
        (has("remarks"), Role::Narration, 1),
        (has("cheque"), Role::Reference, 0),
        (has("reference"), Role::Reference, 1),
        (has("amount"), Role::Amount, 0),
        // A number of the bank's own is no reference of the payment's.
        (plain.ends_with(" id"), Role::Other, 0),
        (has("details"), Role::Narration, 2),
    ];
    found
        .into_iter()
        .find(|(is_so, ..)| *is_so)
        .map_or((Role::Other, 0), |(_, role, rank)| (role, rank))
}

/// Whether a word holds one of those every header has at least one of.
pub(super) fn is_header_word(text: &str) -> bool {
    text.split(|character: char| !character.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .any(|part| WORDS.list("any").iter().any(|known| part.eq_ignore_ascii_case(known)))
}

/// Whether the plain words are a heading of several words.
pub(super) fn is_known_phrase(plain: &str) -> bool {
    WORDS.holds("phrase", plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_classified_by_their_words() {
        for (text, role) in [
            ("Date", Role::Date),
            ("Tran Date", Role::Date),
            ("Value Dt", Role::ValueDate),
            ("Narration", Role::Narration),
            ("Particulars", Role::Narration),
            ("Transaction Remarks", Role::Narration),
            ("Chq./Ref.No.", Role::Reference),
            ("Ref No./Cheque No.", Role::Reference),
            ("Cheque Details", Role::Reference),
            ("Withdrawal Amt.", Role::Debit),
            ("Withdrawal (Dr.)", Role::Debit),
            ("Deposit Amount (INR )", Role::Credit),
            ("Withdrawal (Dr)/ Deposit (Cr)", Role::Amount),
            ("Debit/Credit", Role::Mark),
            ("Amount(INR)", Role::Amount),
            ("Closing Balance", Role::Balance),
            ("Balance (INR )", Role::Balance),
            ("MODE", Role::Other),
            ("Init. Br", Role::Other),
            ("S.No", Role::Other),
            ("#", Role::Other),
            ("Branch Code", Role::Other),
        ] {
            assert_eq!(classify(text).0, role, "{text}");
        }
    }
}
