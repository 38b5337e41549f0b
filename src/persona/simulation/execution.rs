//! A day is lived: what was planned for it meets the balance there is.

use chrono::{Days, NaiveDate};

use super::Simulation;
use super::agenda::{Intent, Need, Shelf, Step};
use super::means::Means;
use crate::domain::ledger::Direction;
use crate::domain::money::Money;
use crate::persona::calendar;
use crate::persona::entry::{Event, Fee};
use crate::persona::label::{Channel, Label};

/// The least that is worth putting away.
const PUT_AWAY_MIN: i64 = 5_000;
/// The most that is put away at once.
const PUT_AWAY_MAX: i64 = 300_000;
/// Interest a deposit has earned when it is closed after a year, in percent.
const DEPOSIT_PERCENT: i64 = 7;

impl Simulation<'_> {
    /// Lives one day.
    pub(super) fn live(&mut self, day: NaiveDate) {
        self.fund_new_accounts(day);
        while let Some((minute, intent)) = self.agenda.next_of(day) {
            if day >= self.books[intent.account].opened {
                self.act(day, minute, intent);
            }
        }
        self.end_day(day);
    }

    fn act(&mut self, day: NaiveDate, minute: u16, intent: Intent) {
        let account = intent.account;
        match intent.step {
            Step::Receive { amount, means, label } => {
                self.book(account, day, minute, Direction::Credit, amount, &means, label);
            }
            Step::Pay {
                amount,
                means,
                label,
                need,
                refund_after_days,
            } => {
                if self.can_afford(account, day, amount, need) {
                    self.book(account, day, minute, Direction::Debit, amount, &means, label.clone());
                    if let Some(days) = refund_after_days {
                        let step = Step::Receive {
                            amount,
                            means: means.reversed(),
                            label: Label {
                                channel: Channel::Refund,
                                ..label
                            },
                        };
                        self.agenda.add(account, day + Days::new(days), minute, step);
                    }
                } else if let Need::Due {
                    tries_left: tries @ 1..,
                } = need
                {
                    let need = Need::Due { tries_left: tries - 1 };
                    let step = Step::Pay {
                        amount,
                        means,
                        label,
                        need,
                        refund_after_days,
                    };
                    self.agenda.add(account, day + Days::new(3), minute, step);
                }
            }
            Step::Collect {
                amount,
                mandate,
                must_bounce,
            } => self.collect(account, day, amount, mandate, must_bounce),
            Step::PresentCheque {
                amount,
                payee,
                must_return,
            } => self.present_cheque(account, day, amount, payee, must_return),
            Step::DepositCheque {
                amount,
                drawer,
                is_returned,
            } => self.deposit_cheque(account, day, amount, drawer, is_returned),
            Step::ReturnDeposit { amount, cheque } => {
                let label = Label::of(Channel::OutwardChequeBounce)
                    .described("chq_bounce_insuff_funds")
                    .with(&cheque.party.name);
                let event = Event::ChequeReceivedReturned(cheque);
                self.books[account].post(day, Direction::Debit, amount, event, label);
            }
            Step::MoveTo {
                to,
                amount,
                means,
                back,
                need,
            } => {
                if day >= self.books[to].opened && self.can_afford(account, day, amount, need) {
                    self.move_own(account, to, day, minute, amount, &means, &back);
                }
            }
            Step::PutAway { above, into } => self.put_away(account, day, minute, above, into),
            Step::Drain {
                leave_below,
                means,
                label,
            } => {
                let left = Money::rupees(self.chances[account].between(1, leave_below.in_paise() * 7 / 1_000));
                let spent = Money::rupees((self.books[account].available() - left).in_paise() / 10_000 * 100);
                if spent > Money::ZERO {
                    let label = Label {
                        channel: means.channel(spent),
                        ..label
                    };
                    self.book(account, day, minute, Direction::Debit, spent, &means, label);
                }
            }
            Step::Charge { fee, about, tries_left } => self.charge(account, day, minute, fee, about, tries_left),
        }
    }

    /// Whether the persona makes a payment.
    fn can_afford(&self, account: usize, day: NaiveDate, amount: Money, need: Need) -> bool {
        let book = &self.books[account];
        match need {
            Need::Urge | Need::Due { .. } => book.covers(amount),
            Need::Wish => {
                let due = self.agenda.due_soon(account, day).in_paise();
                let kept_back = Money::paise(due.saturating_mul(i64::from(self.persona.prudence.0)) / 100);
                book.covers(amount + kept_back + book.cushion)
            }
        }
    }

    /// Books a movement.
    #[expect(clippy::too_many_arguments, reason = "the columns of an entry, each of its own type")]
    pub(super) fn book(
        &mut self,
        account: usize,
        day: NaiveDate,
        minute: u16,
        direction: Direction,
        amount: Money,
        means: &Means,
        label: Label,
    ) {
        let event = means.event(amount, day, minute, &mut self.chances[account]);
        let entry = self.books[account].post(day, direction, amount, event, label);
        entry.value_day = means.value_day(day);
    }

    /// Both sides of a transfer between own accounts, with one reference.
    #[expect(clippy::too_many_arguments, reason = "two accounts and the columns of an entry")]
    fn move_own(
        &mut self,
        from: usize,
        to: usize,
        day: NaiveDate,
        minute: u16,
        amount: Money,
        means: &Means,
        back: &Means,
    ) {
        let debit = means.event(amount, day, minute, &mut self.chances[from]);
        let mut credit = back.event(amount, day, minute, &mut self.chances[to]);
        credit.take_reference_of(&debit);
        let label = Label::of(Channel::SelfTransfer)
            .described("self_transfer")
            .with(&self.persona.holder.to_ascii_uppercase());
        self.books[from].post(day, Direction::Debit, amount, debit, label.clone());
        self.books[to].post(day, Direction::Credit, amount, credit, label);
    }

    fn put_away(&mut self, account: usize, day: NaiveDate, minute: u16, above: Money, into: Shelf) {
        let spare = self.books[account].balance - above - self.agenda.due_soon(account, day);
        let steps = (spare.in_paise() / 100 / PUT_AWAY_MIN).min(PUT_AWAY_MAX / PUT_AWAY_MIN);
        if steps < 1 {
            return;
        }
        let amount = Money::rupees(steps * PUT_AWAY_MIN);
        match into {
            Shelf::Deposit => {
                let number = self.chances[account].digits(8);
                let means = Means::Deposit {
                    number: number.clone(),
                    is_closed: false,
                };
                let label = Label::of(Channel::Investment).in_category("investments");
                self.book(account, day, minute, Direction::Debit, amount, &means, label);
                if self.chances[account].chance(25) {
                    let interest = Money::rupees(amount.in_paise() / 100 * DEPOSIT_PERCENT / 100);
                    let step = Step::Receive {
                        amount: amount + interest,
                        means: Means::Deposit {
                            number,
                            is_closed: true,
                        },
                        label: Label::of(Channel::InvestmentCashin).in_category("investments"),
                    };
                    self.agenda.add(account, day + Days::new(365), 40, step);
                }
            }
            Shelf::Investor { means, label } => {
                let label = Label {
                    channel: means.channel(amount),
                    ..label
                };
                self.book(account, day, minute, Direction::Debit, amount, &means, label);
            }
            Shelf::Own { to, means, back } => {
                if day >= self.books[to].opened {
                    self.move_own(account, to, day, minute, amount, &means, &back);
                }
            }
        }
    }

    /// Takes a fee with its tax, or waits until there is enough for it.
    fn charge(&mut self, account: usize, day: NaiveDate, minute: u16, fee: Fee, about: NaiveDate, tries_left: u8) {
        let gst = fee.gst();
        let amount = fee.amount() + gst;
        if self.books[account].covers(amount) {
            let label = Label::of(Channel::BankCharge).described(fee.description());
            let event = Event::Fee { fee, about };
            self.books[account]
                .post(day, Direction::Debit, amount, event, label)
                .gst = gst;
        } else if tries_left > 0 {
            let step = Step::Charge {
                fee,
                about,
                tries_left: tries_left - 1,
            };
            self.agenda
                .add(account, calendar::working_day_after(day, 4), minute, step);
        }
    }
}
