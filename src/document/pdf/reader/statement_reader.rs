//! One statement, page after page: what is heading, what is table, what is neither.

use std::ops::Range;

use super::chain::ledger_of;
use super::facts::{FactsReader, Zone, account_on};
use super::header::{Header, find_header};
use super::lines::PageLines;
use super::table::Table;
use super::text::PageText;
use crate::domain::ledger::Ledger;
use crate::domain::statement::{StatementFacts, TableFacts};

/// A page with fewer glyphs says nothing about whether it reads.
const GLYPHS_MIN: u32 = 20;
/// Pages kept back at most before columns are cut.
const PENDING_PAGES_MAX: usize = 4;
/// Headers looked for on one page.
const HEADERS_MAX: usize = 12;
/// Pages without a table from which facts are still read.
const HEADING_PAGES_MAX: usize = 8;

/// What was read.
#[derive(Debug)]
pub(super) struct ReadStatement {
    /// What stands beside the table.
    pub(super) facts: StatementFacts,
    /// The rows.
    pub(super) ledger: Ledger,
    /// How the table reads.
    pub(super) table: TableFacts,
    /// Accounts that head tables further down.
    pub(super) other_accounts: Vec<String>,
    /// Whether hardly a page with text reads.
    pub(super) is_illegible: bool,
}

/// Reads a statement; pages are handed to it one by one.
#[derive(Debug, Default)]
pub(super) struct StatementReader {
    table: Table,
    facts: FactsReader,
    pending: Vec<PendingPage>,
    unreadable_pages: Vec<u32>,
    other_accounts: Vec<String>,
    pages_with_text: u32,
    illegible_pages: u32,
    heading_pages: usize,
}

/// A page whose table waits for columns.
#[derive(Debug)]
struct PendingPage {
    page: PageLines,
    tables: Vec<Range<usize>>,
    zone: Zone,
    headers: Vec<Range<usize>>,
}

impl StatementReader {
    /// Takes in a page; `number` counts from 1.
    pub(super) fn push(&mut self, number: u32, text: &PageText) {
        if text.glyphs >= GLYPHS_MIN {
            self.pages_with_text += 1;
            // A third of the glyphs without meaning leaves no amount to trust.
            if text.unknown_glyphs * 3 > text.glyphs {
                self.illegible_pages += 1;
                if self.table.has_header() && !self.table.is_stopped && self.other_accounts.is_empty() {
                    self.unreadable_pages.push(number);
                }
                return;
            }
        }
        let page = PageLines::of(&text.fragments);
        let headers = headers_on(&page);
        if !self.other_accounts.is_empty() {
            self.note_other_accounts(&page, &headers);
            return;
        }
        let had_header = self.table.has_header();
        let header_lines: Vec<Range<usize>> = headers
            .iter()
            .map(|header| header.first_line..header.last_line + 1)
            .collect();
        let tables = self.tables_on(&page, headers);
        if !had_header && !self.table.has_header() {
            self.heading_pages += 1;
            if self.heading_pages > HEADING_PAGES_MAX {
                return;
            }
        }
        self.pending.push(PendingPage {
            page,
            tables,
            zone: if had_header { Zone::Later } else { Zone::Heading },
            headers: header_lines,
        });
        if self.table.is_ready() || !self.table.has_header() || self.pending.len() >= PENDING_PAGES_MAX {
            self.flush();
        }
    }

    /// Rows read so far.
    pub(super) fn row_count(&self) -> usize {
        self.table.rows.len()
    }

    /// What all pages say together.
    pub(super) fn finish(mut self) -> ReadStatement {
        self.flush();
        let has_header = self.table.has_header();
        let opening = self.table.opening;
        let totals = self.table.totals;
        let facts = self.facts.finish(opening, self.table.closing, totals);
        let (ledger, is_newest_first) = ledger_of(self.table.rows, facts.opening);
        ReadStatement {
            facts,
            ledger,
            table: TableFacts {
                has_header,
                is_newest_first,
                unreadable_pages: self.unreadable_pages,
            },
            other_accounts: self.other_accounts,
            is_illegible: self.pages_with_text > 0 && self.illegible_pages == self.pages_with_text,
        }
    }

    /// Which lines of the page are table. Starts or goes on with the table under each header.
    fn tables_on(&mut self, page: &PageLines, headers: Vec<Header>) -> Vec<Range<usize>> {
        let end = page.lines.len();
        let mut tables: Vec<Range<usize>> = Vec::new();
        if headers.is_empty() && self.table.has_header() && !self.table.is_stopped {
            tables.push(0..end);
            self.table.observe(page, 0..end);
        }
        let mut above = 0;
        for header in headers {
            let (first_line, body) = (header.first_line, header.last_line + 1);
            if self.table.has_header() {
                if self.is_other_account(page, above..first_line) {
                    break;
                }
                if !self.table.may_continue_with(&header) {
                    // A table of something else: deposits, charges.
                    if let Some(table) = tables.last_mut() {
                        table.end = table.end.min(first_line);
                    }
                    self.table.is_stopped = true;
                    break;
                }
                if !self.table.is_same_header(&header) {
                    self.flush();
                }
            }
            if let Some(table) = tables.last_mut() {
                table.end = table.end.min(first_line);
            }
            self.table.begin(header);
            self.table.observe(page, body..end);
            tables.push(body..end);
            above = body;
        }
        tables
    }

    /// Whether another account is named above a header; then it is noted and the table is over.
    fn is_other_account(&mut self, page: &PageLines, lines: Range<usize>) -> bool {
        // The heading of the first page may still be waiting to be read.
        if self.facts.account_number().is_none() {
            self.flush();
        }
        let found = account_on(page, lines);
        match (found, self.facts.account_number()) {
            (Some(found), Some(known)) if found != known => {
                self.other_accounts.push(found);
                true
            }
            _ => false,
        }
    }

    fn note_other_accounts(&mut self, page: &PageLines, headers: &[Header]) {
        let mut above = 0;
        for header in headers {
            if let Some(account) = account_on(page, above..header.first_line)
                && Some(account.as_str()) != self.facts.account_number()
                && !self.other_accounts.contains(&account)
            {
                self.other_accounts.push(account);
            }
            above = header.last_line + 1;
        }
    }

    /// Reads the pages that were kept back.
    fn flush(&mut self) {
        for pending in std::mem::take(&mut self.pending) {
            let mut used = Vec::new();
            for table in &pending.tables {
                used.extend(self.table.read(&pending.page, table.clone()));
            }
            let is_free =
                |index: &usize| !used.contains(index) && !pending.headers.iter().any(|header| header.contains(index));
            let free = |range: Range<usize>| -> Vec<usize> { range.filter(is_free).collect() };
            let split = match (pending.zone, pending.headers.first()) {
                (Zone::Heading, Some(header)) => header.start,
                (Zone::Heading, None) => pending.page.lines.len(),
                (Zone::Later, _) => 0,
            };
            self.facts.read(&pending.page, &free(0..split), Zone::Heading);
            self.facts
                .read(&pending.page, &free(split..pending.page.lines.len()), Zone::Later);
        }
    }
}

fn headers_on(page: &PageLines) -> Vec<Header> {
    let mut headers: Vec<Header> = Vec::new();
    let mut from = 0;
    while headers.len() < HEADERS_MAX
        && let Some(header) = find_header(page, from)
    {
        from = header.last_line + 1;
        headers.push(header);
    }
    headers
}
