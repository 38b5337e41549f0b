//! A specimen drawn: its pages, and what of it can be read back.

use super::page::{FactSet, Page};
use super::row::reference;
use super::words::{Fact, printed_facts};
use super::{annex, letter, statement};
use crate::document::pdf::layouts::{Heading, Key, Layout, NEW_TEMPLATE, Table, layout_of};
use crate::domain::ledger::{Ledger, Transaction};
use crate::domain::specimen::{Kind, Specimen, chosen};
use crate::domain::statement::StatementFacts;

/// The least number of pages that is too many. Source: contract, `STATEMENT_TOO_MANY_PAGES` speaks of 500.
const PAGES_TOO_MANY: usize = 501;

const NO_ENDING: Heading = Heading::none(0.0);

/// The pages of a specimen.
pub(super) struct Drawing {
    pub(super) layout: &'static Layout,
    /// The table they were drawn with.
    pub(super) table: &'static Table,
    pub(super) pages: Vec<Page>,
}

impl Drawing {
    /// Draws a specimen as its kind says.
    pub(super) fn of(specimen: &Specimen) -> Self {
        let layout = layout_of(specimen.facts.bank);
        if specimen.kind == Kind::Letter {
            let pages = letter::draw(specimen, layout);
            return Drawing {
                layout,
                table: &layout.table,
                pages,
            };
        }
        let (table, ending) = if specimen.kind == Kind::NewTemplate {
            (&NEW_TEMPLATE, &NO_ENDING)
        } else {
            (&layout.table, &layout.ending)
        };
        let draw = |rows_max| statement::draw(specimen, layout, (table, ending), rows_max);
        let row_count = specimen.ledger.transactions.len();
        let mut pages = if specimen.kind == Kind::TooManyPages {
            let mut pages = draw(row_count.div_ceil(100).max(1));
            let count = PAGES_TOO_MANY + chosen(specimen.seed, 31, 40);
            pages.extend(annex::draw(layout, count.saturating_sub(pages.len()), row_count));
            pages
        } else {
            draw(usize::MAX)
        };
        if specimen.kind == Kind::UnreadablePages {
            if pages.iter().filter(|page| !page.rows.is_empty()).count() < 2 {
                pages = draw(row_count.div_ceil(2));
            }
            make_unreadable(&mut pages, specimen.seed);
        }
        statement::finish(specimen, layout, &mut pages);
        Drawing { layout, table, pages }
    }

    /// What a perfect reader gets back from these pages.
    pub(super) fn printed(&self, specimen: &Specimen) -> (StatementFacts, Ledger) {
        if matches!(specimen.kind, Kind::Scanned | Kind::Truncated) {
            return (StatementFacts::default(), Ledger::default());
        }
        let mut facts = FactSet::default();
        // The bank is known from more than its printed name.
        facts.insert(Fact::Bank);
        let mut transactions = Vec::new();
        for page in self.pages.iter().filter(|page| !page.is_unreadable) {
            facts.extend(page.facts);
            let rows = &specimen.ledger.transactions[page.rows.clone()];
            transactions.extend(rows.iter().map(|row| self.printed_row(row)));
        }
        if specimen.kind == Kind::NewTemplate {
            transactions.clear();
        }
        (printed_facts(&specimen.facts, facts), Ledger { transactions })
    }

    fn printed_row(&self, row: &Transaction) -> Transaction {
        let has = |key| self.table.columns.iter().any(|column| column.key == key);
        Transaction {
            value_date: row.value_date.filter(|_| has(Key::ValueDate)),
            cheque_number: reference(self.table, row).filter(|_| has(Key::Reference)),
            ..row.clone()
        }
    }
}

/// Picks one or two pages of the table behind the first.
fn make_unreadable(pages: &mut [Page], seed: u64) {
    let with_rows: Vec<usize> = (0..pages.len())
        .filter(|index| !pages[*index].rows.is_empty())
        .collect();
    let later = with_rows.get(1..).unwrap_or_default();
    let first = chosen(seed, 32, later.len());
    for index in later.iter().skip(first).take(1 + chosen(seed, 33, 2)) {
        pages[*index].is_unreadable = true;
    }
}
