//! What each transaction is: from the ledgers of a session's accounts to classified rows.
//!
//! Each row is read by itself first (`row`): rules say how its bank builds narrations and cut out the other side, purposes say what
//! the payer wrote, lists say who is known. Then passes over whole accounts add what one row cannot tell: which debit a bounce puts
//! back (`bounces`), transfers between own accounts (`transfers`), pay that only its rhythm gives away (`salary`).
//! Rules and lists are data, in `fixtures/categories`.

mod bounces;
mod names;
mod parties;
mod readable;
mod row;
mod rules;
mod salary;
mod transfers;
mod words;

use crate::analysis::class::Classified;
use crate::domain::bank::BankId;
use crate::domain::ledger::{Ledger, Transaction};
use crate::domain::session_request::Metadata;
use names::Name;
use row::Reading;

/// One account of a session.
#[derive(Clone, Copy, Debug)]
pub struct AccountRows<'a> {
    /// Its transactions.
    pub ledger: &'a Ledger,
    /// The holder as printed.
    pub holder: Option<&'a str>,
    /// The account's number, whole or masked.
    pub number: &'a str,
    /// The bank it is with.
    pub bank: Option<BankId>,
    /// Whether it may go below zero: what bounces there bounces at a limit nobody prints.
    pub is_overdraft: bool,
}

/// A row on its way.
struct Row<'a> {
    transaction: &'a Transaction,
    reading: Reading,
}

/// Whose session it is, for telling his own money from others'.
struct Holder {
    /// The names he goes by: printed on any account, or told by the lender.
    names: Vec<Name>,
    employers: Vec<(Name, String)>,
    companies: Vec<Name>,
}

impl Holder {
    fn of(accounts: &[AccountRows<'_>], metadata: &Metadata) -> Self {
        let printed = accounts.iter().filter_map(|account| account.holder);
        let told = metadata.names.iter().map(String::as_str);
        let employers = metadata.employer_names.iter();
        Holder {
            names: printed.chain(told).filter_map(Name::of).collect(),
            employers: employers
                .filter_map(|name| Some((Name::of(name)?, name.clone())))
                .collect(),
            companies: metadata
                .companies_for_self_transfer
                .iter()
                .filter_map(|name| Name::of(name))
                .collect(),
        }
    }

    fn is_printed_as(&self, printed: &Name) -> bool {
        self.names.iter().any(|name| name.is_printed_as(printed))
    }

    fn begins_with(&self, printed: &Name) -> bool {
        self.names.iter().any(|name| name.begins_with(printed))
    }
}

/// Says of every row of every account what it is: one list per account, in the ledgers' order.
///
/// A row's class depends on its own words, on the session's names and numbers, and on three things beside it: the debit a bounce puts
/// back, the other side of a transfer between two accounts of the session, and the rhythm of pay whose narration does not call it pay.
pub fn classify(accounts: &[AccountRows<'_>], metadata: &Metadata) -> Vec<Vec<Classified>> {
    let holder = Holder::of(accounts, metadata);
    let numbers: Vec<&str> = accounts.iter().map(|account| account.number).collect();
    let mut lists: Vec<Vec<Row<'_>>> = Vec::with_capacity(accounts.len());
    for (index, account) in accounts.iter().enumerate() {
        let mut rows: Vec<Row<'_>> = account
            .ledger
            .transactions
            .iter()
            .map(|row| Row::read(row, account.bank))
            .collect();
        bounces::settle(&mut rows, account.is_overdraft);
        transfers::mark_own(&mut rows, &holder, &numbers, index);
        salary::settle(&mut rows, &holder);
        lists.push(rows);
    }
    transfers::pair(&mut lists, &numbers);
    lists
        .into_iter()
        .map(|rows| rows.into_iter().map(Row::finish).collect())
        .collect()
}

impl<'a> Row<'a> {
    fn read(transaction: &'a Transaction, bank: Option<BankId>) -> Self {
        Row {
            transaction,
            reading: row::read(transaction, bank),
        }
    }

    fn finish(self) -> Classified {
        Classified {
            transaction: self.transaction.clone(),
            class: self.reading.class,
        }
    }
}

#[cfg(test)]
mod tests;
