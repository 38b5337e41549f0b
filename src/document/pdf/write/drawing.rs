//! A specimen drawn: its pages, and what of it can be read back.

use super::page::{FactSet, Page};
use super::row::reference;
use super::statement;
use super::words::{Fact, printed_facts};
use crate::document::pdf::layouts::{Key, Layout, Table, layout_of};
use crate::domain::ledger::{Ledger, Transaction};
use crate::domain::specimen::{Kind, Specimen};
use crate::domain::statement::StatementFacts;

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
        let table = &layout.table;
        let mut pages = statement::draw(specimen, layout, table, usize::MAX);
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
