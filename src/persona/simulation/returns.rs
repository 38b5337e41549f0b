//! Mandates and cheques, and what follows when they come back.

use std::sync::Arc;

use chrono::{Days, NaiveDate};

use super::Simulation;
use super::agenda::{Collection, Need, Step};
use crate::domain::ledger::Direction;
use crate::domain::money::Money;
use crate::persona::calendar;
use crate::persona::entry::{Cheque, Event, Fee, Mandate, Party};
use crate::persona::label::{Channel, Label};

impl Simulation<'_> {
    /// A mandate is presented.
    pub(super) fn collect(
        &mut self,
        account: usize,
        day: NaiveDate,
        amount: Money,
        collection: Collection,
        must_bounce: bool,
    ) {
        let chance = &mut self.chances[account];
        let mandate = Mandate {
            company: Arc::clone(&collection.company),
            reference: Arc::clone(&collection.reference),
            presentation: chance.digits(10),
            remark: "".into(),
        };
        let fee_after = chance.between(1, 5).unsigned_abs();
        let paid_after = chance.between(4, 9).unsigned_abs();
        let bounces = must_bounce || !self.books[account].covers(amount);
        let label = collection.label;
        let debit = Event::NachDebit(mandate.clone());
        self.books[account].post(day, Direction::Debit, amount, debit, label.clone());
        if !bounces {
            return;
        }
        let returned = Label {
            channel: Channel::AutoDebitPaymentBounce,
            ..label.clone()
        };
        let credit = Event::NachReturn(mandate);
        self.books[account].post(day, Direction::Credit, amount, credit, returned);
        let fee = Step::Charge {
            fee: Fee::MandateReturn,
            about: day,
            tries_left: 8,
        };
        self.agenda
            .add(account, calendar::working_day_after(day, fee_after), 35, fee);
        if let Some(means) = collection.made_good_by {
            let label = Label {
                channel: means.channel(amount),
                ..label
            };
            let step = Step::Pay {
                amount,
                means,
                label,
                need: Need::Due { tries_left: 3 },
                refund_after_days: None,
            };
            self.agenda.add(account, day + Days::new(paid_after), 690, step);
        }
    }

    /// A cheque of ours is presented.
    pub(super) fn present_cheque(
        &mut self,
        account: usize,
        day: NaiveDate,
        amount: Money,
        payee: Arc<Party>,
        must_return: bool,
    ) {
        let book = &mut self.books[account];
        let returns = must_return || !book.covers(amount);
        let cheque = Cheque {
            number: format!("{:06}", book.next_cheque),
            party: payee,
        };
        book.next_cheque += 1;
        let label = Label::of(Channel::Cheque).with(&cheque.party.name);
        book.post(day, Direction::Debit, amount, Event::ChequePaid(cheque.clone()), label);
        if returns {
            let label = Label::of(Channel::InwardChequeBounce)
                .described("chq_bounce_insuff_funds")
                .with(&cheque.party.name);
            let event = Event::ChequePaidReturned(cheque);
            book.post(day, Direction::Credit, amount, event, label);
            let step = Step::Charge {
                fee: Fee::ChequeReturn,
                about: day,
                tries_left: 8,
            };
            self.agenda.add(account, calendar::working_day_after(day, 2), 36, step);
        }
    }

    /// A cheque is paid in.
    pub(super) fn deposit_cheque(
        &mut self,
        account: usize,
        day: NaiveDate,
        amount: Money,
        drawer: Arc<Party>,
        is_returned: bool,
    ) {
        let cheque = Cheque {
            number: self.chances[account].digits(6),
            party: drawer,
        };
        let book = &mut self.books[account];
        let label = Label::of(Channel::Cheque).with(&cheque.party.name);
        let entry = book.post(
            day,
            Direction::Credit,
            amount,
            Event::ChequeReceived(cheque.clone()),
            label,
        );
        entry.value_day = calendar::working_day_after(day, 1);
        if is_returned {
            let next = calendar::working_day_after(day, 1);
            self.agenda
                .add(account, next, 720, Step::ReturnDeposit { amount, cheque });
            let step = Step::Charge {
                fee: Fee::DepositedChequeReturn,
                about: next,
                tries_left: 8,
            };
            self.agenda.add(account, calendar::working_day_after(next, 1), 37, step);
        }
    }
}
