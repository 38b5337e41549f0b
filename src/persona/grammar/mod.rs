//! The banks' grammars: the same event in each bank's own words. One file per grammar.

mod axis;
mod generic;
mod hdfc;
mod icici;
mod kotak;
mod sbi;
mod words;

use std::borrow::Cow;

use crate::domain::bank::BankId;
use crate::domain::ledger::{Direction, Transaction};
use crate::domain::money::Money;
use crate::persona::branch::Branch;
use crate::persona::entry::Entry;
use crate::persona::label::{Channel, Label};

/// The longest narration that is printed.
const NARRATION_LENGTH_MAX: usize = 120;

/// The account as the bank knows it while it writes.
pub(crate) struct Desk {
    /// The holder in upper case.
    pub(crate) holder: String,
    /// The account's number at this bank.
    pub(crate) number: String,
    /// The branch.
    pub(crate) branch: Branch,
    /// Four letters for the bank, those of its IFSC where known.
    pub(crate) bank_code: String,
    /// Last four digits of the debit card.
    pub(crate) card_tail: String,
}

/// What a bank prints for one entry.
struct Line {
    narration: String,
    /// The cell for cheque or reference number.
    reference: Option<String>,
}

impl Line {
    fn new(narration: String) -> Self {
        Line {
            narration,
            reference: None,
        }
    }

    fn with(narration: String, reference: impl Into<String>) -> Self {
        Line {
            narration,
            reference: Some(reference.into()),
        }
    }
}

/// A bank's way of writing.
pub(crate) struct Grammar {
    /// One entry, in the bank's words.
    line: fn(&Desk, &Entry) -> Line,
    /// The words for the tax on a fee, where it gets a row of its own; `None` where the fee's row includes it.
    gst_line: Option<fn(&Desk, &Entry) -> Line>,
}

/// The way a bank writes.
pub(crate) fn of(bank: BankId) -> Grammar {
    match bank.as_str() {
        "hdfc" => hdfc::GRAMMAR,
        "icici" => icici::GRAMMAR,
        "sbi" => sbi::GRAMMAR,
        "axis" => axis::GRAMMAR,
        "kotak" => kotak::GRAMMAR,
        _ => generic::GRAMMAR,
    }
}

/// The rows an entry has on a statement of this bank: one, or two where the tax on a fee stands alone.
pub(crate) fn rows<'a>(
    grammar: &Grammar,
    desk: &'a Desk,
    entry: &'a Entry,
) -> impl Iterator<Item = (Transaction, Cow<'a, Label>)> + use<'a> {
    let apart = grammar.gst_line.filter(|_| entry.gst > Money::ZERO);
    let tax = if apart.is_some() { entry.gst } else { Money::ZERO };
    let row = |line: Line, amount: Money, balance: Money| Transaction {
        date: entry.day,
        value_date: Some(entry.value_day),
        narration: printed(line.narration),
        cheque_number: line.reference,
        direction: entry.direction,
        amount,
        balance,
    };
    let before_tax = match entry.direction {
        Direction::Debit => entry.balance + tax,
        Direction::Credit => entry.balance,
    };
    let first = row((grammar.line)(desk, entry), entry.amount - tax, before_tax);
    let second = apart.map(|line| {
        let label = Label::of(Channel::BankCharge).described("gst");
        (row(line(desk, entry), tax, entry.balance), Cow::Owned(label))
    });
    std::iter::once((first, Cow::Borrowed(&entry.label))).chain(second)
}

/// The text as it can be printed: one line, single spaces, printable ASCII, not too long.
fn printed(text: String) -> String {
    let is_clean = text.len() <= NARRATION_LENGTH_MAX
        && !text.contains("  ")
        && text.trim().len() == text.len()
        && text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if is_clean {
        return text;
    }
    let plain: String = text
        .chars()
        .map(|character| if character.is_ascii_graphic() { character } else { ' ' })
        .collect();
    let mut line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    line.truncate(NARRATION_LENGTH_MAX);
    line.truncate(line.trim_end().len());
    line
}
