//! What is going to happen, by day and minute; what comes of it is decided when its time has come.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::domain::money::Money;
use crate::persona::entry::{Cheque, Fee, Party};
use crate::persona::label::Label;
use crate::persona::simulation::means::Means;

/// One thing that is going to happen on an account.
#[derive(Clone)]
pub(super) struct Intent {
    /// Whose account, by position.
    pub(super) account: usize,
    /// What is to be done.
    pub(super) step: Step,
}

/// How much a payment is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// Nice to have: not made when money is needed for what falls due soon.
    Wish,
    /// Cannot be resisted while there is money at all.
    Urge,
    /// Owed: tried again on later days while there is too little.
    Due {
        /// How often it is tried again.
        tries_left: u8,
    },
}

/// What is to be done.
#[derive(Clone)]
pub(super) enum Step {
    /// Money comes in.
    Receive { amount: Money, means: Means, label: Label },
    /// Money is paid, if there is enough.
    Pay {
        amount: Money,
        means: Means,
        label: Label,
        need: Need,
        /// The merchant gives it back after so many days.
        refund_after_days: Option<u64>,
    },
    /// A mandate is presented; it bounces when there is too little, or when the file says so.
    Collect {
        amount: Money,
        mandate: Collection,
        must_bounce: bool,
    },
    /// A cheque of ours is presented; it is returned when there is too little, or when the file says so.
    PresentCheque {
        amount: Money,
        payee: Arc<Party>,
        must_return: bool,
    },
    /// A cheque is paid in.
    DepositCheque {
        amount: Money,
        drawer: Arc<Party>,
        is_returned: bool,
    },
    /// A cheque that was paid in is returned.
    ReturnDeposit { amount: Money, cheque: Cheque },
    /// Money moves to another account of the same persona.
    MoveTo {
        to: usize,
        amount: Money,
        means: Means,
        back: Means,
        need: Need,
    },
    /// What is above a mark is put away.
    PutAway { above: Money, into: Shelf },
    /// Something expensive happens and leaves less than this behind.
    Drain {
        leave_below: Money,
        means: Means,
        label: Label,
    },
    /// The bank takes a fee.
    Charge { fee: Fee, about: NaiveDate, tries_left: u8 },
}

/// A mandate, with what follows from a bounce.
#[derive(Clone)]
pub(super) struct Collection {
    pub(super) company: Arc<str>,
    pub(super) reference: Arc<str>,
    pub(super) label: Label,
    /// How the instalment is made good after a bounce; `None` when it is not.
    pub(super) made_good_by: Option<Means>,
}

/// Where spare money is put.
#[derive(Clone)]
pub(super) enum Shelf {
    /// A deposit with the same bank.
    Deposit,
    /// Somebody who invests it.
    Investor { means: Means, label: Label },
    /// Another own account: position, our words, the words on the other side.
    Own { to: usize, means: Means, back: Means },
}

/// Everything planned, in the order it will happen.
#[derive(Default)]
pub(super) struct Agenda {
    intents: BTreeMap<(NaiveDate, u16, u32), Intent>,
    next_number: u32,
    dues: Vec<(usize, NaiveDate, Money)>,
    paydays: Vec<(usize, NaiveDate)>,
}

impl Agenda {
    /// Plans a step.
    pub(super) fn add(&mut self, account: usize, day: NaiveDate, minute: u16, step: Step) {
        let owed = match &step {
            Step::Pay {
                amount,
                need: Need::Due { .. },
                ..
            }
            | Step::MoveTo { amount, .. }
            | Step::ReturnDeposit { amount, .. }
            | Step::PresentCheque { amount, .. }
            | Step::Collect {
                amount,
                must_bounce: false,
                ..
            } => Some(*amount),
            Step::Receive { .. }
            | Step::Pay { .. }
            | Step::Collect { .. }
            | Step::DepositCheque { .. }
            | Step::PutAway { .. }
            | Step::Drain { .. }
            | Step::Charge { .. } => None,
        };
        self.dues.extend(owed.map(|amount| (account, day, amount)));
        self.intents
            .insert((day, minute, self.next_number), Intent { account, step });
        self.next_number += 1;
    }

    /// Notes a day on which money is sure to come.
    pub(super) fn expect_pay(&mut self, account: usize, day: NaiveDate) {
        self.paydays.push((account, day));
    }

    /// The next step of the day, with its minute; `None` when the day is done.
    pub(super) fn next_of(&mut self, day: NaiveDate) -> Option<(u16, Intent)> {
        let first = self.intents.first_entry()?;
        (first.key().0 <= day).then(|| {
            let minute = first.key().1;
            (minute, first.remove())
        })
    }

    /// What falls due on an account after this day, until money comes again, two weeks at most.
    pub(super) fn due_soon(&self, account: usize, day: NaiveDate) -> Money {
        let horizon = day + chrono::Days::new(14);
        let next_pay = self
            .paydays
            .iter()
            .filter(|(whose, when)| *whose == account && *when > day)
            .map(|(_, when)| *when)
            .min();
        let until = next_pay.map_or(horizon, |when| when.min(horizon));
        self.dues
            .iter()
            .filter(|(whose, when, _)| *whose == account && *when > day && *when <= until)
            .map(|(_, _, amount)| *amount)
            .sum()
    }

    /// Forgets what is past.
    pub(super) fn forget_before(&mut self, day: NaiveDate) {
        self.dues.retain(|(_, when, _)| *when >= day);
        self.paydays.retain(|(_, when)| *when >= day);
    }
}
