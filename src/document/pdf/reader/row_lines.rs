//! One line of a table, its words sorted into the columns.

use super::amounts::{Cell, PrintedAmount, Strictness, read_amount, read_cell, read_mark};
use super::columns::Columns;
use super::lines::{Line, PageLines, Word};
use super::roles::Role;
use crate::domain::ledger::Direction;

/// A line of a table, read.
#[derive(Clone, Debug, Default)]
pub(super) struct RowLine {
    /// Base line, upwards.
    pub(super) y: f32,
    /// Font size.
    pub(super) size: f32,
    /// Words in the column of dates.
    pub(super) date: Vec<Word>,
    /// Words in the column of value dates.
    pub(super) value_date: Vec<Word>,
    /// Words of the narration.
    pub(super) narration: Vec<Word>,
    /// Words of the cheque or reference number.
    pub(super) reference: Vec<Word>,
    /// Money out, where there is a column for it.
    pub(super) debit: Option<PrintedAmount>,
    /// Money in, where there is a column for it.
    pub(super) credit: Option<PrintedAmount>,
    /// Money either way.
    pub(super) amount: Option<PrintedAmount>,
    /// `Dr` or `Cr` from a column of its own.
    pub(super) mark: Option<Direction>,
    /// The balance.
    pub(super) balance: Option<PrintedAmount>,
    /// Whether a column of amounts holds something else.
    pub(super) has_strange_amount: bool,
}

impl RowLine {
    /// Sorts the words of a line.
    pub(super) fn read(page: &PageLines, line: &Line, columns: &Columns, strictness: Strictness) -> Self {
        let mut out = RowLine {
            y: line.y,
            size: line.size,
            ..RowLine::default()
        };
        let mut amounts: [(Role, String); 5] = [
            (Role::Debit, String::new()),
            (Role::Credit, String::new()),
            (Role::Amount, String::new()),
            (Role::Balance, String::new()),
            (Role::Mark, String::new()),
        ];
        let mut before: Option<(Word, usize, bool)> = None;
        // Whether the run the word belongs to began in a column of text; then all of it is that column's.
        let mut is_text_run = false;
        let words = page.words(line);
        for (at, word) in words.iter().enumerate() {
            let next = words.get(at + 1);
            // A space between two cells of one run is not the end of a line.
            let is_padded = next.is_some_and(|next| next.run == word.run);
            let mut word = *word;
            word.space_after &= !is_padded;
            let word = &word;
            let text = page.text(word);
            let is_amount = looks_like_amount(text, strictness);
            let priced = next.filter(|next| {
                is_currency(text) && next.x0 - word.x1 < word.size && looks_like_amount(page.text(next), strictness)
            });
            let index = match before {
                Some((_, index, _)) if word.continues_run && is_text_run => index,
                // `Dr` behind an amount, or the amount behind its `Rs.`, is part of it.
                Some((last, index, was_amount))
                    if was_amount
                        && (read_mark(text).is_some() || text == ")")
                        && word.x0 - last.x1 < 2.0 * word.size =>
                {
                    index
                }
                // A currency goes where its amount goes.
                _ if priced.is_some() => columns.index_at(priced.map_or(word.x0, Word::centre)),
                _ if is_amount || text.starts_with(|first: char| first.is_ascii_digit()) => {
                    columns.index_at(word.centre())
                }
                _ => columns.index_at(word.x0 + 0.2 * word.size),
            };
            let role = columns.role(index);
            if !word.continues_run {
                is_text_run = role.is_text();
            }
            match role {
                Role::Date => out.date.push(*word),
                Role::ValueDate => out.value_date.push(*word),
                Role::Narration => out.narration.push(*word),
                Role::Reference => out.reference.push(*word),
                Role::Debit | Role::Credit | Role::Amount | Role::Balance | Role::Mark => {
                    if let Some((_, cell)) = amounts.iter_mut().find(|(found, _)| *found == role) {
                        if !cell.is_empty() {
                            cell.push(' ');
                        }
                        cell.push_str(text);
                    }
                }
                Role::Other => {}
            }
            before = Some((*word, index, is_amount));
        }
        for (role, text) in amounts {
            if role == Role::Mark {
                out.mark = read_mark(&text);
                continue;
            }
            let found = match read_cell(&text, strictness) {
                Cell::Empty => continue,
                Cell::Amount(amount) => amount,
                Cell::Other => {
                    out.has_strange_amount = true;
                    continue;
                }
            };
            let slot = match role {
                Role::Debit => &mut out.debit,
                Role::Credit => &mut out.credit,
                Role::Amount => &mut out.amount,
                Role::Balance => &mut out.balance,
                Role::Date | Role::ValueDate | Role::Narration | Role::Reference | Role::Mark | Role::Other => continue,
            };
            *slot = Some(found);
        }
        out
    }

    /// The movement: direction where it is known, and amount. `None` when there is none or there are two.
    pub(super) fn movement(&self) -> Option<(Option<Direction>, PrintedAmount)> {
        let some = |cell: Option<PrintedAmount>| cell.filter(|amount| !amount.money.is_zero());
        match (some(self.debit), some(self.credit), some(self.amount)) {
            (Some(debit), None, None) => Some((Some(Direction::Debit), debit)),
            (None, Some(credit), None) => Some((Some(Direction::Credit), credit)),
            (None, None, Some(amount)) => Some((amount.mark.or(self.mark), amount)),
            _ => None,
        }
    }

    /// Whether both sides hold an amount, as totals do.
    pub(super) fn has_both_sides(&self) -> bool {
        self.debit.is_some_and(|amount| !amount.money.is_zero())
            && self.credit.is_some_and(|amount| !amount.money.is_zero())
    }

    /// Whether any column of amounts holds one.
    pub(super) fn has_amounts(&self) -> bool {
        self.debit.is_some() || self.credit.is_some() || self.amount.is_some() || self.balance.is_some()
    }

    /// Whether the line carries a row: its movement and its balance.
    pub(super) fn is_anchor(&self) -> bool {
        self.balance.is_some() && self.movement().is_some()
    }

    /// Whether the line can only be the rest of a row: text or dates, no amounts.
    pub(super) fn is_continuation(&self) -> bool {
        !self.has_amounts()
            && !self.has_strange_amount
            && (!self.narration.is_empty() || !self.reference.is_empty() || !self.date.is_empty())
    }
}

fn is_currency(text: &str) -> bool {
    matches!(text, "INR" | "Rs." | "Rs" | "RS." | "\u{20b9}" | "+" | "-")
}

/// Whether a word reads as an amount of the table.
pub(super) fn looks_like_amount(text: &str, strictness: Strictness) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit()) && read_amount(text, strictness).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::columns::Coverage;
    use super::super::header::find_header;
    use super::super::lines::tests::page_of;
    use super::*;
    use crate::domain::money::Money;

    const HEADER: [(f64, f64, &str); 6] = [
        (40.0, 700.0, "Date"),
        (120.0, 700.0, "Narration"),
        (300.0, 700.0, "Ref No"),
        (380.0, 700.0, "Debit"),
        (450.0, 700.0, "Credit"),
        (520.0, 700.0, "Balance"),
    ];

    fn read(row: &[(f64, f64, &str)]) -> (RowLine, String, String) {
        let page = page_of(&[&HEADER[..], row].concat());
        let header = find_header(&page, 0).unwrap();
        let mut coverage = Coverage::new();
        coverage.add(&page, &page.lines[1]);
        let columns = Columns::of(&header, &coverage);
        let line = RowLine::read(&page, &page.lines[1], &columns, Strictness::TwoDecimals);
        let (narration, reference) = (page.join(&line.narration), page.join(&line.reference));
        (line, narration, reference)
    }

    #[test]
    fn words_find_their_columns() {
        let (line, narration, reference) = read(&[
            (40.0, 680.0, "01/04/2025"),
            (120.0, 680.0, "PAID 500.00 TO A"),
            (300.0, 680.0, "00001234"),
            (375.0, 680.0, "1,000.00"),
            (510.0, 680.0, "12,000.00 Dr"),
        ]);
        assert_eq!(
            (narration.as_str(), reference.as_str()),
            ("PAID 500.00 TO A", "00001234")
        );
        assert_eq!(
            line.movement().map(|(direction, amount)| (direction, amount.money)),
            Some((Some(Direction::Debit), Money::rupees(1000)))
        );
        assert_eq!(
            line.balance.map(PrintedAmount::as_balance),
            Some(Money::rupees(-12_000))
        );
        assert!(line.is_anchor());
    }

    #[test]
    fn a_text_that_runs_over_its_column_stays_in_it() {
        let (_, narration, reference) = read(&[
            (40.0, 680.0, "01/04/2025"),
            (120.0, 680.0, "A NARRATION THAT IS FAR TOO LONG FOR IT"),
            (450.0, 680.0, "1,000.00"),
            (520.0, 680.0, "2,000.00"),
        ]);
        assert_eq!(
            (narration.as_str(), reference.as_str()),
            ("A NARRATION THAT IS FAR TOO LONG FOR IT", "")
        );
    }
}
