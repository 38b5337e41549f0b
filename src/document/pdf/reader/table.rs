//! The table of transactions, read page by page.

use std::ops::Range;

use chrono::NaiveDate;

use super::amounts::{PrintedAmount, Strictness};
use super::chain::PrintedRow;
use super::columns::{Columns, Coverage};
use super::dates::{dates_in, leading_date};
use super::header::Header;
use super::landmarks::{Landmark, landmark};
use super::lines::{PageLines, Word};
use super::roles::Role;
use super::row_lines::{RowLine, looks_like_amount};
use super::rows::{BodyLine, Grouping, LineKind, RowShape, group};
use super::words::plain_words;
use super::wrapped::WrappedText;
use crate::domain::money::Money;

/// Edges of a repeated header may differ by so much and still mean the same columns.
const HEADER_SLACK: f32 = 2.0;
/// Lines that must have been seen before columns are cut.
const LINES_WANTED: usize = 40;
/// Lines after which more would move no column.
const LINES_ENOUGH: usize = 4_000;

/// A table of transactions, as far as it has been read.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// The rows, in printed order.
    pub(super) rows: Vec<PrintedRow>,
    /// The balance of a row that brings it forward, the first one.
    pub(super) opening: Option<Money>,
    /// The balance of the last row that closes the table or carries it forward.
    pub(super) closing: Option<Money>,
    /// Sums of debits and credits, from a row of totals that is not a page's.
    pub(super) totals: Option<(Money, Money)>,
    /// Whether the end was announced and no header came since.
    pub(super) is_stopped: bool,
    header: Option<Header>,
    coverage: Option<Coverage>,
    lines_seen: usize,
    strictness: Option<Strictness>,
    shape: RowShape,
    last_date: Option<NaiveDate>,
    /// Lines of the page being read that open, close or sum up.
    special_lines: Vec<usize>,
    /// Whether a row with a date was met; rows without one then share the date above them.
    is_dated: bool,
    narration_left: Option<f32>,
}

impl Table {
    /// Whether a header was found.
    pub(super) fn has_header(&self) -> bool {
        self.header.is_some()
    }

    /// Whether this header names the same columns at the same places.
    pub(super) fn is_same_header(&self, header: &Header) -> bool {
        self.header.as_ref().is_some_and(|known| {
            known.cells.len() == header.cells.len()
                && known.cells.iter().zip(&header.cells).all(|(left, right)| {
                    left.role == right.role
                        && (left.x0 - right.x0).abs() <= HEADER_SLACK
                        && (left.x1 - right.x1).abs() <= HEADER_SLACK
                })
        })
    }

    /// Whether this header could head the same table: it has a narration if the known one has.
    pub(super) fn may_continue_with(&self, header: &Header) -> bool {
        let has = |header: &Header, role: Role| header.cells.iter().any(|cell| cell.role == role);
        self.header.as_ref().is_none_or(|known| {
            [Role::Narration, Role::Debit, Role::Amount]
                .iter()
                .all(|role| has(known, *role) == has(header, *role))
        })
    }

    /// Goes on under this header.
    pub(super) fn begin(&mut self, header: Header) {
        if !self.is_same_header(&header) {
            self.coverage = None;
            self.lines_seen = 0;
        }
        self.header = Some(header);
        self.is_stopped = false;
    }

    /// Whether enough lines were observed to cut columns.
    pub(super) fn is_ready(&self) -> bool {
        self.lines_seen >= LINES_WANTED
    }

    /// Looks at lines without reading them yet: where columns may be cut, how amounts are written.
    pub(super) fn observe(&mut self, page: &PageLines, range: Range<usize>) {
        if self.lines_seen >= LINES_ENOUGH {
            return;
        }
        let range = self.before_end(page, range);
        let is_row = |index: &usize| {
            let Some(line) = page.lines.get(*index) else {
                return false;
            };
            let words = page.words(line);
            let has_amount = words
                .iter()
                .any(|word| looks_like_amount(page.text(word), Strictness::TwoDecimals));
            has_amount && !dates_in(&page.line_text(line)).is_empty()
        };
        let rows: Vec<usize> = range.clone().filter(is_row).collect();
        if self.strictness.is_none() && !range.is_empty() {
            // Tables without decimals are rare; only where no line reads with them are they tried without.
            let strictness = if rows.is_empty() && self.has_rows_without_decimals(page, &range) {
                Strictness::Any
            } else {
                Strictness::TwoDecimals
            };
            if !rows.is_empty() || strictness == Strictness::Any {
                self.strictness = Some(strictness);
            }
        }
        let (first, last) = match (rows.first(), rows.last()) {
            (Some(first), Some(last)) => (*first, *last),
            _ if self.strictness == Some(Strictness::Any) => (range.start, range.end.saturating_sub(1)),
            _ => return,
        };
        let coverage = self.coverage.get_or_insert_with(Coverage::new);
        for index in first.saturating_sub(2).max(range.start)..(last + 3).min(range.end) {
            if let Some(line) = page.lines.get(index) {
                coverage.add(page, line);
                self.lines_seen += 1;
            }
        }
    }

    /// Reads the lines of a page below a header, or of a whole page that goes on; answers the lines that were rows or parts of them.
    pub(super) fn read(&mut self, page: &PageLines, range: Range<usize>) -> Vec<usize> {
        let Some(header) = &self.header else { return Vec::new() };
        if self.is_stopped || range.is_empty() {
            return Vec::new();
        }
        let columns = Columns::of(header, self.coverage.get_or_insert_with(Coverage::new));
        let strictness = self.strictness.unwrap_or(Strictness::TwoDecimals);
        let mut lines = Vec::new();
        let mut bodies = Vec::new();
        for index in range.clone() {
            let Some(line) = page.lines.get(index) else { break };
            let row_line = RowLine::read(page, line, &columns, strictness);
            let kind = self.classify(page, index, &row_line);
            if self.is_stopped {
                break;
            }
            bodies.push(BodyLine {
                y: row_line.y,
                size: row_line.size,
                kind,
                // A reference beside the amounts says nothing of where the narration stands.
                has_text: match kind {
                    LineKind::Break => false,
                    LineKind::Anchor => !row_line.narration.is_empty(),
                    LineKind::Continuation => !(row_line.narration.is_empty() && row_line.reference.is_empty()),
                },
            });
            lines.push(row_line);
        }
        let grouping = group(&bodies, &mut self.shape);
        let mut used = self.continue_last_row(page, &lines, &grouping);
        for (anchor, members) in &grouping.rows {
            if let Some(row) = self.printed_row(page, &lines, *anchor, members) {
                self.rows.push(row);
                used.extend(members);
            }
        }
        let rows = used.iter().map(|index| index + range.start);
        rows.chain(std::mem::take(&mut self.special_lines)).collect()
    }

    /// What a line is; notes openings, totals and the end on the way.
    fn classify(&mut self, page: &PageLines, index: usize, line: &RowLine) -> LineKind {
        let Some(full) = page.lines.get(index) else {
            return LineKind::Break;
        };
        let label = label_of(page, page.words(full));
        self.is_dated |= line.is_anchor() && !line.date.is_empty();
        let is_anchor = line.is_anchor() && self.is_dated;
        match landmark(&label) {
            // A payment may be called `TOTAL GAS`; a row is a landmark only when it says nothing else.
            Some((_, more)) if is_anchor && more > 0 => {}
            Some((Landmark::Notice, _)) if is_anchor => {}
            Some((Landmark::Opening, more)) if line.balance.is_some() && more <= 6 => {
                if let Some(balance) = line.balance
                    && self.opening.is_none()
                    && self.rows.is_empty()
                {
                    self.opening = Some(balance.as_balance());
                }
                self.special_lines.push(index);
                return LineKind::Break;
            }
            Some((Landmark::Total, more)) if more <= 3 && line.has_amounts() => {
                if let (Some(debit), Some(credit)) = (line.debit, line.credit)
                    && is_of_statement(&label)
                {
                    self.totals = Some((debit.money, credit.money));
                }
                self.special_lines.push(index);
                return LineKind::Break;
            }
            Some((Landmark::End, _)) if !is_anchor && !self.is_inside_narration(line) => {
                self.is_stopped = true;
                return LineKind::Break;
            }
            Some((Landmark::Closing, more)) if line.balance.is_some() && more <= 6 => {
                self.closing = line.balance.map(PrintedAmount::as_balance);
                self.special_lines.push(index);
                return LineKind::Break;
            }
            Some(_) if !self.is_inside_narration(line) => return LineKind::Break,
            _ => {}
        }
        if is_anchor {
            if let Some(word) = line.narration.first() {
                let left = self.narration_left.get_or_insert(word.x0);
                *left = left.min(word.x0);
            }
            LineKind::Anchor
        } else if line.has_both_sides() || !line.is_continuation() {
            LineKind::Break
        } else {
            LineKind::Continuation
        }
    }

    /// Whether a line holds nothing but narration and begins where narrations begin, as the rest of a row does.
    fn is_inside_narration(&self, line: &RowLine) -> bool {
        let is_alone =
            line.date.is_empty() && line.reference.is_empty() && !line.has_amounts() && !line.has_strange_amount;
        match (line.narration.first(), self.narration_left) {
            (Some(first), Some(left)) => is_alone && (first.x0 - left).abs() <= 2.0,
            _ => false,
        }
    }

    /// Lines at the top of a page that go on with the last row of the page before.
    fn continue_last_row(&mut self, page: &PageLines, lines: &[RowLine], grouping: &Grouping) -> Vec<usize> {
        let mut used = Vec::new();
        for index in &grouping.leading {
            let Some(line) = lines.get(*index) else { continue };
            if !self.is_inside_narration(line) {
                continue;
            }
            if let Some(row) = self.rows.last_mut() {
                row.narration.push_line(page, &line.narration);
                used.push(*index);
            }
        }
        used
    }

    fn printed_row(
        &mut self,
        page: &PageLines,
        lines: &[RowLine],
        anchor: usize,
        members: &[usize],
    ) -> Option<PrintedRow> {
        let line = lines.get(anchor)?;
        let members: Vec<&RowLine> = members.iter().filter_map(|index| lines.get(*index)).collect();
        let cell = |pick: fn(&RowLine) -> &Vec<Word>| {
            let mut text = String::new();
            for member in &members {
                if !text.is_empty() && !pick(member).is_empty() {
                    text.push(' ');
                }
                text.push_str(&page.join(pick(member)));
            }
            text
        };
        let (date, bracketed) = match cell(|line| &line.date) {
            text if text.is_empty() => (self.last_date?, None),
            text => first_dates(&text)?,
        };
        self.last_date = Some(date);
        let value_date = leading_date(&cell(|line| &line.value_date))
            .map(|(date, _)| date)
            .or(bracketed);
        let (mut narration, mut reference) = (WrappedText::default(), WrappedText::default());
        for member in &members {
            narration.push_line(page, &member.narration);
            reference.push_line(page, &member.reference);
        }
        narration.shrink();
        reference.shrink();
        let (direction, amount) = line.movement()?;
        // With a mark a sign says the same once more.
        let amount = if amount.mark.is_some() {
            amount.money.abs()
        } else {
            amount.money
        };
        Some(PrintedRow {
            date,
            value_date,
            narration,
            reference,
            direction,
            amount,
            balance: line.balance?.as_balance(),
        })
    }

    /// The lines before the one that announces the end.
    fn before_end(&self, page: &PageLines, range: Range<usize>) -> Range<usize> {
        let end = range
            .clone()
            .find(|index| {
                page.lines
                    .get(*index)
                    .is_some_and(|line| matches!(landmark(&label_of(page, page.words(line))), Some((Landmark::End, _))))
            })
            .unwrap_or(range.end);
        range.start..end
    }

    fn has_rows_without_decimals(&self, page: &PageLines, range: &Range<usize>) -> bool {
        let Some(header) = &self.header else { return false };
        let columns = Columns::of(header, &Coverage::new());
        range.clone().any(|index| {
            page.lines
                .get(index)
                .is_some_and(|line| RowLine::read(page, line, &columns, Strictness::Any).is_anchor())
        })
    }
}

/// Whether a row of totals sums up the statement. One that only says `Total` may well be a page's.
fn is_of_statement(label: &str) -> bool {
    const PHRASES: &[&str] = &[
        "grand total",
        "transaction total",
        "transactions total",
        "total transactions",
        "statement total",
        "cumulative total",
    ];
    let plain = plain_words(label);
    PHRASES.iter().any(|phrase| plain.starts_with(phrase))
}

/// The words of a line before its first amount, without the dates in front.
fn label_of(page: &PageLines, words: &[Word]) -> String {
    let text: Vec<&str> = words
        .iter()
        .map(|word| page.text(word))
        .take_while(|text| !looks_like_amount(text, Strictness::TwoDecimals))
        .collect();
    let text = text.join(" ");
    match leading_date(&text) {
        Some((_, rest)) => leading_date(rest).map_or(rest, |(_, rest)| rest).trim().to_owned(),
        None => text,
    }
}

/// The date of a cell, and a second one behind it (a value date in brackets). Serial numbers in front are stepped over.
fn first_dates(text: &str) -> Option<(NaiveDate, Option<NaiveDate>)> {
    let dates = dates_in(text);
    let (first, ..) = dates.first()?;
    Some((*first, dates.get(1).map(|(second, ..)| *second)))
}

#[cfg(test)]
mod tests {
    use super::super::chain::ledger_of;
    use super::super::header::find_header;
    use super::super::lines::tests::page_of;
    use super::*;
    use crate::domain::ledger::Ledger;

    const HEADER: [(f64, f64, &str); 6] = [
        (40.0, 700.0, "Date"),
        (120.0, 700.0, "Narration"),
        (300.0, 700.0, "Ref No"),
        (380.0, 700.0, "Debit"),
        (450.0, 700.0, "Credit"),
        (520.0, 700.0, "Balance"),
    ];

    fn read(pages: &[&[(f64, f64, &str)]]) -> (Ledger, Table) {
        let mut table = Table::default();
        for (index, texts) in pages.iter().enumerate() {
            let page = page_of(texts);
            let from = match find_header(&page, 0) {
                Some(header) => {
                    let from = header.last_line + 1;
                    table.begin(header);
                    from
                }
                None => 0,
            };
            if index == 0 {
                table.observe(&page, from..page.lines.len());
            }
            table.read(&page, from..page.lines.len());
        }
        let (ledger, _) = ledger_of(std::mem::take(&mut table.rows), table.opening);
        (ledger, table)
    }

    #[test]
    fn rows_are_read_and_totals_are_not() {
        let first = [
            &HEADER[..],
            &[
                (120.0, 680.0, "B/F"),
                (520.0, 680.0, "1,000.00"),
                (40.0, 660.0, "01/04/2025"),
                (120.0, 660.0, "UPI-RAHUL "),
                (120.0, 650.0, "SHARMA"),
                (300.0, 660.0, "000123"),
                (380.0, 660.0, "100.00"),
                (520.0, 660.0, "900.00"),
                (120.0, 630.0, "Page Total"),
                (380.0, 630.0, "100.00"),
                (450.0, 630.0, "0.00"),
                (520.0, 630.0, "900.00"),
            ],
        ]
        .concat();
        let second = [
            (40.0, 760.0, "02/04/2025"),
            (120.0, 760.0, "TOTAL GAS"),
            (450.0, 760.0, "50.00"),
            (520.0, 760.0, "950.00"),
            (40.0, 740.0, "STATEMENT SUMMARY"),
            (40.0, 720.0, "03/04/2025"),
            (120.0, 720.0, "NO ROW"),
            (450.0, 720.0, "1.00"),
            (520.0, 720.0, "951.00"),
        ];
        let (ledger, table) = read(&[&first, &second]);
        let narrations: Vec<&str> = ledger.transactions.iter().map(|row| row.narration.as_str()).collect();
        assert_eq!(narrations, ["UPI-RAHUL SHARMA", "TOTAL GAS"]);
        assert_eq!(ledger.transactions[0].cheque_number.as_deref(), Some("000123"));
        assert_eq!(ledger.broken_links(), []);
        assert_eq!(
            (table.opening, table.totals, table.is_stopped),
            (Some(Money::rupees(1000)), None, true)
        );
    }

    #[test]
    fn amounts_without_decimals_are_a_second_try() {
        let page = [
            &HEADER[..],
            &[
                (40.0, 680.0, "01/04/2025"),
                (120.0, 680.0, "CASH 12"),
                (380.0, 680.0, "100"),
                (520.0, 680.0, "900"),
                (40.0, 660.0, "02/04/2025"),
                (120.0, 660.0, "CASH"),
                (450.0, 660.0, "50"),
                (520.0, 660.0, "950"),
            ],
        ]
        .concat();
        let (ledger, _) = read(&[&page]);
        assert_eq!(ledger.transactions.len(), 2);
        assert_eq!(ledger.broken_links(), []);
    }

    #[test]
    fn a_day_printed_once_counts_for_the_rows_below_it() {
        let page = [
            &HEADER[..],
            &[
                (40.0, 680.0, "01/04/2025"),
                (120.0, 680.0, "A"),
                (380.0, 680.0, "100.00"),
                (520.0, 680.0, "900.00"),
                (120.0, 660.0, "B"),
                (450.0, 660.0, "50.00"),
                (520.0, 660.0, "950.00"),
            ],
        ]
        .concat();
        let (ledger, _) = read(&[&page]);
        assert_eq!(ledger.transactions[1].date, ledger.transactions[0].date);
    }
}
