//! What is printed beside the table: account, holder, bank's codes, period, balances.

use chrono::NaiveDate;

use super::addressee::{addressee, join_address};
use super::dates::{dates_in, leading_date};
use super::detect::BankTraces;
use super::labels::{Hit, Label, first_amount, is_apart, labels_on, segments, value_text, value_words, words_below};
use super::lines::{Line, PageLines, Word};
use super::values::{
    account_in, account_in_sentence, first_word_with_digits, ifsc_in, number_in, period_in, person_in, phone_in,
};
use super::words::plain_words;
use crate::domain::money::Money;
use crate::domain::period::Period;
use crate::domain::statement::StatementFacts;

/// Where on the statement a line stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Zone {
    /// Above the first table.
    Heading,
    /// Behind or between tables.
    Later,
}

/// Lines of the heading that are kept for finding the bank.
const HEADING_LINES_MAX: usize = 120;

/// Collects facts, page by page.
#[derive(Debug, Default)]
pub(super) struct FactsReader {
    facts: StatementFacts,
    /// What tells the bank.
    pub(super) traces: BankTraces,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    /// An account number inside a sentence, for statements without a labelled one.
    sentence_account: Option<String>,
    balances_on: Vec<(Option<NaiveDate>, Money)>,
    heading_lines: usize,
}

impl FactsReader {
    /// Reads lines that are no part of the table; `lines` are their numbers, ascending.
    pub(super) fn read(&mut self, page: &PageLines, lines: &[usize], zone: Zone) {
        // Below a branch stands the branch's address, not the holder's.
        let mut branch_x: Option<f32> = None;
        for index in lines {
            let Some(line) = page.lines.get(*index) else { continue };
            if zone == Zone::Heading && self.heading_lines < HEADING_LINES_MAX {
                self.heading_lines += 1;
                self.traces.heading(&page.line_text(line));
            } else if zone == Zone::Later {
                self.traces.later(page, line);
            }
            let hits = labels_on(page, line);
            for hit in &hits {
                let x = page.words(line).get(hit.first).map(|word| word.x0);
                let is_below_branch = matches!((x, branch_x), (Some(x), Some(branch)) if (x - branch).abs() <= 3.0);
                if hit.label == Label::Branch {
                    branch_x = x;
                } else if hit.label == Label::Holder && is_below_branch {
                    branch_x = None;
                } else if hit.label == Label::Address && is_below_branch {
                    continue;
                }
                self.take(page, *index, line, &hits, hit, zone);
            }
            if zone == Zone::Heading {
                self.read_sentence(page, line);
            }
        }
        if zone == Zone::Heading && self.facts.holder.is_none() {
            let end = lines.last().map_or(0, |last| last + 1);
            if let Some((holder, address)) = addressee(page, end) {
                self.facts.holder = Some(holder);
                if self.facts.address.is_none() {
                    self.facts.address = address;
                }
            }
        }
    }

    /// What a line of the heading says without labels: period, account number and IFSC inside a sentence.
    fn read_sentence(&mut self, page: &PageLines, line: &Line) {
        let text = page.line_text(line);
        if self.facts.period.is_none() {
            let parts = segments(page.words(line)).map(|words| page.join(words));
            self.facts.period = period_in(&text).or_else(|| parts.into_iter().find_map(|part| period_in(&part)));
        }
        let plain = plain_words(&text);
        if self.facts.ifsc.is_none() && (plain.contains("ifsc") || plain.contains("ifs code")) {
            self.facts.ifsc = ifsc_in(&text);
        }
        if self.sentence_account.is_none() {
            self.sentence_account = account_in_sentence(&text);
        }
    }

    /// The account number, if one was found.
    pub(super) fn account_number(&self) -> Option<&str> {
        self.facts
            .account_number
            .as_deref()
            .or(self.sentence_account.as_deref())
    }

    /// All of it, with what the table says of balances.
    pub(super) fn finish(
        mut self,
        opening: Option<Money>,
        closing: Option<Money>,
        totals: Option<(Money, Money)>,
    ) -> StatementFacts {
        if self.facts.period.is_none()
            && let (Some(from), Some(to)) = (self.from, self.to)
        {
            self.facts.period = Period::new(from, to);
        }
        self.facts.opening = opening.or(self.facts.opening);
        self.facts.closing = self.facts.closing.or(closing);
        for (day, money) in std::mem::take(&mut self.balances_on) {
            let is_last_day = day.is_some() && day == self.facts.period.map(|period| period.to);
            let slot = if is_last_day {
                &mut self.facts.closing
            } else {
                &mut self.facts.opening
            };
            slot.get_or_insert(money);
        }
        let sentence_account = self.sentence_account.take();
        self.facts.account_number = self.facts.account_number.or(sentence_account);
        if let Some((debits, credits)) = totals {
            self.facts.total_debits.get_or_insert(debits);
            self.facts.total_credits.get_or_insert(credits);
        }
        self.facts.bank = self.traces.bank(self.facts.ifsc.as_deref());
        self.facts
    }

    fn take(&mut self, page: &PageLines, index: usize, line: &Line, hits: &[Hit], hit: &Hit, zone: Zone) {
        let words = page.words(line);
        let beside = value_words(words, hits, hit);
        let value = value_text(page, beside, hit);
        // Money may stand far to the right of its label, or below it.
        let money = || {
            let next = hits
                .iter()
                .map(|other| other.first)
                .filter(|first| *first > hit.first)
                .min();
            let rest = words.get(hit.end..next.unwrap_or(words.len())).unwrap_or_default();
            first_amount(page, rest).or_else(|| first_amount(page, below(page, index, words, hit)))
        };
        let text = || {
            if value.is_empty() && !hit.has_colon {
                page.join(below(page, index, words, hit))
            } else {
                value.clone()
            }
        };
        let facts = &mut self.facts;
        match hit.label {
            Label::Opening => {
                if facts.opening.is_none() {
                    facts.opening = money().map(|amount| amount.as_balance());
                }
            }
            // The last one is the statement's; those before it are pages'.
            Label::Closing => facts.closing = money().map(|amount| amount.as_balance()).or(facts.closing),
            Label::Debits => facts.total_debits = money().map(|amount| amount.money).or(facts.total_debits),
            Label::Credits => facts.total_credits = money().map(|amount| amount.money).or(facts.total_credits),
            Label::BalanceOn => {
                let day = dates_in(&value).first().map(|(day, ..)| *day);
                if let Some(amount) = money() {
                    self.balances_on.push((day, amount.as_balance()));
                }
            }
            Label::Ifsc => keep(&mut facts.ifsc, || ifsc_in(&text())),
            Label::Micr => keep(&mut facts.micr, || {
                number_in(&text()).filter(|digits| digits.len() == 9)
            }),
            _ if zone == Zone::Later => {}
            Label::Account => keep(&mut facts.account_number, || account_in(&text())),
            Label::Holder => keep(&mut facts.holder, || person_in(&text())),
            Label::Address => {
                if facts.address.is_none() {
                    facts.address = address_lines(page, index, words, hit, beside, &value);
                }
            }
            Label::Email => keep(&mut facts.email, || {
                text()
                    .split_whitespace()
                    .find(|word| word.contains('@'))
                    .map(str::to_owned)
            }),
            Label::Phone => keep(&mut facts.phone, || phone_in(&text())),
            Label::Customer => keep(&mut facts.customer_id, || first_word_with_digits(&text())),
            Label::Scheme => keep(&mut facts.account_scheme, || {
                Some(text()).filter(|text| !text.is_empty())
            }),
            Label::Opened => keep(&mut facts.opened_on, || leading_date(&text()).map(|(day, _)| day)),
            Label::Overdraft => keep(&mut facts.overdraft_limit, || money().map(|amount| amount.money)),
            Label::From => keep(&mut self.from, || leading_date(&text()).map(|(day, _)| day)),
            Label::To => keep(&mut self.to, || leading_date(&text()).map(|(day, _)| day)),
            Label::Branch | Label::Other => {}
        }
    }
}

/// The account number labelled on one of these lines, the first one.
pub(super) fn account_on(page: &PageLines, lines: std::ops::Range<usize>) -> Option<String> {
    lines.into_iter().find_map(|index| {
        let line = page.lines.get(index)?;
        let hits = labels_on(page, line);
        let words = page.words(line);
        hits.iter().filter(|hit| hit.label == Label::Account).find_map(|hit| {
            let value = value_text(page, value_words(words, &hits, hit), hit);
            account_in(&value).or_else(|| account_in(&page.join(below(page, index, words, hit))))
        })
    })
}

fn keep<T>(slot: &mut Option<T>, find: impl FnOnce() -> Option<T>) {
    if slot.is_none() {
        *slot = find();
    }
}

fn below<'a>(page: &'a PageLines, index: usize, words: &[Word], hit: &Hit) -> &'a [Word] {
    let end = hit.end.max(hit.first + 1).min(words.len());
    match (words.get(hit.first), words.get(end.saturating_sub(1))) {
        (Some(first), Some(last)) => words_below(page, index, first.x0, last.x1),
        _ => &[],
    }
}

/// An address: the value beside its label and the lines below that begin where it begins.
fn address_lines(
    page: &PageLines,
    index: usize,
    words: &[Word],
    hit: &Hit,
    beside: &[Word],
    value: &str,
) -> Option<String> {
    let first = beside.iter().find(|word| page.text(word) != ":");
    let (mut lines, left, mut size, mut y) = match first {
        Some(word) => (vec![value.to_owned()], word.x0, word.size, page.lines.get(index)?.y),
        None => {
            let words = below(page, index, words, hit);
            let word = words.first()?;
            (Vec::new(), word.x0, word.size, page.lines.get(index)?.y)
        }
    };
    // A colon that belongs to the first word's own run pushes the text to its right; lines below start behind it.
    for line in page.lines.iter().skip(index + 1) {
        if y - line.y > 2.2 * size || lines.len() >= 8 {
            break;
        }
        let words = page.words(line);
        let hits = labels_on(page, line);
        let label_x = page
            .lines
            .get(index)
            .and_then(|line| page.words(line).get(hit.first))
            .map_or(0.0, |word| word.x0);
        if hits.iter().any(|hit| {
            words
                .get(hit.first)
                .is_some_and(|word| (word.x0 - label_x).abs() <= 2.0)
        }) {
            break;
        }
        let Some(start) = words.iter().position(|word| (word.x0 - left).abs() <= 3.0) else {
            // Lines of another column may stand between.
            if words.iter().all(|word| word.x0 > left + 3.0 || word.x1 < left) {
                continue;
            }
            break;
        };
        let mut end = start + 1;
        while end < words.len() && !is_apart(&words[end - 1], &words[end]) {
            end += 1;
        }
        lines.push(page.join(&words[start..end]).trim_start_matches([':', ' ']).to_owned());
        (size, y) = (words[start].size, line.y);
    }
    join_address(&lines)
}

#[cfg(test)]
mod tests {
    use super::super::lines::tests::page_of;
    use super::*;

    fn read(texts: &[(f64, f64, &str)]) -> StatementFacts {
        let page = page_of(texts);
        let mut reader = FactsReader::default();
        let all: Vec<usize> = (0..page.lines.len()).collect();
        reader.read(&page, &all, Zone::Heading);
        reader.finish(None, None, None)
    }

    #[test]
    fn a_labelled_heading_is_read() {
        let facts = read(&[
            (40.0, 700.0, "Account Name"),
            (140.0, 700.0, ": ASHA RAO"),
            (330.0, 700.0, "Account Number"),
            (430.0, 700.0, ": 0000 0012 3456"),
            (40.0, 688.0, "Address"),
            (140.0, 688.0, ":"),
            (150.0, 688.0, "12 MG ROAD"),
            (330.0, 688.0, "IFSC Code"),
            (430.0, 688.0, ": SBIN0000001"),
            (150.0, 676.0, "PUNE 411001"),
            (330.0, 676.0, "MICR Code"),
            (430.0, 676.0, ": 411002001"),
            (40.0, 664.0, "Phone No."),
            (140.0, 664.0, ": 98XXXXXX12"),
            (330.0, 664.0, "A/C Open Date"),
            (430.0, 664.0, ": 01/02/2015"),
            (40.0, 640.0, "Statement From : 01/04/2025 To : 30/09/2025"),
        ]);
        assert_eq!(facts.holder.as_deref(), Some("ASHA RAO"));
        assert_eq!(facts.account_number.as_deref(), Some("000000123456"));
        assert_eq!(facts.address.as_deref(), Some("12 MG ROAD, PUNE 411001"));
        assert_eq!(facts.ifsc.as_deref(), Some("SBIN0000001"));
        assert_eq!(facts.micr.as_deref(), Some("411002001"));
        assert_eq!(facts.phone.as_deref(), Some("98XXXXXX12"));
        assert_eq!(facts.opened_on, NaiveDate::from_ymd_opt(2015, 2, 1));
        assert_eq!(
            facts.period.map(|period| period.to_string()).as_deref(),
            Some("2025-04-01 to 2025-09-30")
        );
        assert_eq!(facts.bank.map(|bank| bank.as_str()), Some("sbi"));
    }
}
