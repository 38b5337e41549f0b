//! What the bank does by itself: the first deposit, interest, fees.

use chrono::{Datelike, Days, NaiveDate};

use super::Simulation;
use super::agenda::Step;
use super::means::Means;
use crate::domain::ledger::Direction;
use crate::domain::money::Money;
use crate::domain::period::Month;
use crate::domain::statement::AccountType;
use crate::persona::calendar;
use crate::persona::entry::Fee;
use crate::persona::label::{Channel, Label};

/// Interest a savings account earns in a year, in hundredths of a percent.
const SAVINGS_RATE: i128 = 300;
/// Interest an overdrawn account costs in a year, in hundredths of a percent.
const OVERDRAFT_RATE: i128 = 1_150;
/// The hour everything that ends a day is booked at.
const END_OF_DAY: u16 = 1_439;

impl Simulation<'_> {
    /// Plans the regular fees of a month.
    pub(super) fn plan_fees(&mut self, month: Month) {
        for account in 0..self.books.len() {
            let book = &self.books[account];
            if month.first_day() <= book.opened {
                continue;
            }
            let is_quarter_start = matches!(month.first_day().month(), 1 | 4 | 7 | 10);
            let is_card_month = month.first_day().month() == book.opened.month();
            let mut fees = Vec::new();
            match book.account_type {
                AccountType::Savings => {
                    fees.extend(is_quarter_start.then_some((Fee::Messages, 3)));
                    fees.extend(is_card_month.then_some((Fee::DebitCard, 11)));
                }
                AccountType::Current | AccountType::Overdraft => {
                    fees.extend(is_quarter_start.then_some((Fee::Maintenance, 4)));
                }
            }
            for (fee, day) in fees {
                let day = calendar::on_or_after(month.day(day));
                let about = month.first_day() - Days::new(1);
                self.agenda.add(
                    account,
                    day,
                    30,
                    Step::Charge {
                        fee,
                        about,
                        tries_left: 8,
                    },
                );
            }
        }
    }

    /// The first deposit on the day an account is opened.
    pub(super) fn fund_new_accounts(&mut self, day: NaiveDate) {
        for (account, file) in self.persona.accounts.iter().enumerate() {
            if self.books[account].opened == day && self.books[account].opening.is_zero() {
                let means = Means::CashIn { is_machine: false };
                let label = Label::of(Channel::CashDeposit);
                self.book(account, day, 600, Direction::Credit, file.balance.0, &means, label);
            }
        }
    }

    /// Ends a day for every account; interest and the charge for a low balance follow from the days of the month.
    pub(super) fn end_day(&mut self, day: NaiveDate) {
        let month = Month::of(day);
        let is_month_end = day == month.last_day();
        for account in 0..self.books.len() {
            self.books[account].end_day(day);
            if !is_month_end {
                continue;
            }
            let days = i128::from((day - month.first_day().max(self.books[account].opened)).num_days() + 1);
            let average = self.books[account].month_product / days.max(1);
            self.books[account].month_product = 0;
            let is_low = |minimum: Money| average < i128::from(minimum.in_paise());
            if self.books[account].opened < month.first_day() && self.books[account].minimum_balance.is_some_and(is_low)
            {
                let fee = Fee::LowBalance;
                let fee_day = calendar::working_day_after(day, 5);
                self.agenda.add(
                    account,
                    fee_day,
                    31,
                    Step::Charge {
                        fee,
                        about: day,
                        tries_left: 8,
                    },
                );
            }
            match self.books[account].account_type {
                AccountType::Savings if matches!(day.month(), 3 | 6 | 9 | 12) => self.credit_interest(account, day),
                AccountType::Overdraft => self.debit_interest(account, day),
                AccountType::Savings | AccountType::Current => {}
            }
        }
    }

    fn credit_interest(&mut self, account: usize, day: NaiveDate) {
        let product = std::mem::take(&mut self.books[account].interest_product);
        let interest = in_whole_rupees(product, SAVINGS_RATE);
        let quarter = Month::of(day).plus(-2).first_day();
        let means = Means::Interest {
            from: quarter.max(self.books[account].opened),
            to: day,
        };
        if interest > Money::ZERO {
            let label = Label::of(Channel::BankInterest);
            self.book(account, day, END_OF_DAY, Direction::Credit, interest, &means, label);
        }
    }

    fn debit_interest(&mut self, account: usize, day: NaiveDate) {
        let product = std::mem::take(&mut self.books[account].interest_product);
        let interest = in_whole_rupees(product, OVERDRAFT_RATE);
        let interest = interest.min(self.books[account].available());
        let means = Means::DebitInterest { month: Month::of(day) };
        if interest > Money::ZERO {
            let label = Label::of(Channel::BankCharge);
            self.book(account, day, END_OF_DAY, Direction::Debit, interest, &means, label);
        }
    }
}

/// The interest on paise times days at a yearly rate in hundredths of a percent, rounded to the rupee as banks do.
fn in_whole_rupees(product: i128, rate: i128) -> Money {
    let paise = product * rate / (10_000 * 365);
    Money::rupees(i64::try_from((paise + 50) / 100).unwrap_or(i64::MAX / 100))
}
