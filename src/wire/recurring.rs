//! Recurring transactions. Source: contract, `common.schema.json`, `recurring`.

use serde::Serialize;

use crate::analysis::recurring::{RecurringSet, recurring_sets};
use crate::domain::ids::AccountId;
use crate::domain::ledger::Direction;
use crate::wire::dates;
use crate::wire::shown_account::ShownAccount;
use crate::wire::transaction::FlatTransaction;

/// Credits and debits that come back.
#[derive(Serialize)]
pub struct Recurring<'a> {
    credit_transactions: Vec<Set<'a>>,
    debit_transactions: Vec<Set<'a>>,
}

#[derive(Serialize)]
struct Set<'a> {
    account_id: AccountId,
    transaction_channel: String,
    clean_transaction_note: String,
    median: f64,
    start_date: String,
    end_date: String,
    transactions: Vec<FlatTransaction<'a>>,
}

impl<'a> Recurring<'a> {
    /// The sets of these accounts, account by account.
    pub fn of(accounts: impl IntoIterator<Item = &'a ShownAccount<'a>>) -> Self {
        let (mut credits, mut debits) = (Vec::new(), Vec::new());
        for account in accounts {
            for set in recurring_sets(&account.basis) {
                let list = match set.direction {
                    Direction::Credit => &mut credits,
                    Direction::Debit => &mut debits,
                };
                list.extend(Set::of(account, set));
            }
        }
        Recurring {
            credit_transactions: credits,
            debit_transactions: debits,
        }
    }
}

impl<'a> Set<'a> {
    fn of(account: &'a ShownAccount<'a>, set: RecurringSet) -> Option<Self> {
        let rows = &account.figures.account.rows;
        let date = |row: Option<&usize>| Some(dates::midnight(rows.get(*row?)?.transaction.date));
        Some(Set {
            account_id: account.id,
            transaction_channel: set.channel.as_str().to_uppercase(),
            median: set.median.in_rupees(),
            start_date: date(set.rows.first())?,
            end_date: date(set.rows.last())?,
            transactions: set
                .rows
                .iter()
                .filter_map(|row| Some(FlatTransaction::of(rows.get(*row)?, account.hashes.get(*row)?, None)))
                .collect(),
            clean_transaction_note: set.clean_transaction_note,
        })
    }
}
