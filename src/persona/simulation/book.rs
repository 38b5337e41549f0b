//! What happened on one account so far.

use chrono::NaiveDate;

use crate::domain::ledger::Direction;
use crate::domain::money::Money;
use crate::domain::statement::AccountType;
use crate::persona::entry::{Entry, Event};
use crate::persona::label::Label;

/// One account while it lives.
pub(in crate::persona) struct Book {
    /// Savings, current or overdraft.
    pub(in crate::persona) account_type: AccountType,
    /// When it was opened.
    pub(in crate::persona) opened: NaiveDate,
    /// The balance before the first entry.
    pub(in crate::persona) opening: Money,
    /// How low the balance may go: zero, or minus the overdraft limit.
    pub(in crate::persona) floor: Money,
    /// The average balance below which the bank charges.
    pub(in crate::persona) minimum_balance: Option<Money>,
    /// What is not spent on wishes.
    pub(super) cushion: Money,
    /// Everything that happened, in order of booking.
    pub(in crate::persona) entries: Vec<Entry>,
    /// The balance now.
    pub(super) balance: Money,
    /// The number of the next cheque.
    pub(super) next_cheque: u32,
    /// Sum of the balances at the ends of days, in paise times days, since interest was last computed.
    pub(super) interest_product: i128,
    /// The same since the month began.
    pub(super) month_product: i128,
}

impl Book {
    /// Whether so much can be taken without going below the floor.
    pub(super) fn covers(&self, amount: Money) -> bool {
        self.balance - amount >= self.floor
    }

    /// What can be taken.
    pub(super) fn available(&self) -> Money {
        self.balance - self.floor
    }

    /// Books an entry.
    pub(super) fn post(
        &mut self,
        day: NaiveDate,
        direction: Direction,
        amount: Money,
        event: Event,
        label: Label,
    ) -> &mut Entry {
        self.balance += match direction {
            Direction::Debit => -amount,
            Direction::Credit => amount,
        };
        self.entries.push(Entry {
            day,
            value_day: day,
            direction,
            amount,
            gst: Money::ZERO,
            balance: self.balance,
            event,
            label,
        });
        let last = self.entries.len() - 1;
        &mut self.entries[last]
    }

    /// Ends a day: its balance counts for interest.
    pub(super) fn end_day(&mut self, day: NaiveDate) {
        if day >= self.opened {
            let counted = match self.account_type {
                AccountType::Savings | AccountType::Current => self.balance.max(Money::ZERO),
                AccountType::Overdraft => (-self.balance).max(Money::ZERO),
            };
            self.interest_product += i128::from(counted.in_paise());
            self.month_product += i128::from(self.balance.in_paise());
        }
    }
}
