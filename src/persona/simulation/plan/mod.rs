//! A month is planned: each flow of the file becomes steps on days.

mod income;
mod obligations;
mod savings;
mod spending;

use std::sync::Arc;

use chrono::NaiveDate;

use super::agenda::{Agenda, Need, Step};
use super::means::Means;
use crate::domain::money::Money;
use crate::domain::period::Month;
use crate::persona::branch::Branch;
use crate::persona::cast::{self, Cast};
use crate::persona::entry::Party;
use crate::persona::file::Persona;
use crate::persona::file::flow::{Flow, Raise};
use crate::persona::file::obligations::Purpose;
use crate::persona::file::values::{Name, Range, RelativeMonth};
use crate::persona::label::Label;
use crate::randomness::Stream;

/// What stays the same about a flow all life long: who is on the other side, and under which numbers.
pub(super) struct Standing {
    parties: Vec<Arc<Party>>,
    /// A mandate's or customer's number.
    number: Arc<str>,
}

impl Standing {
    /// Draws it for a flow.
    pub(super) fn new(persona: &Persona, flow: &Flow, chance: &mut Stream) -> Self {
        let names: &[Name] = match flow {
            Flow::Salary(flow) => std::slice::from_ref(&flow.employer),
            Flow::Receipts(flow) => &flow.payers,
            Flow::Settlements(flow) => std::slice::from_ref(&flow.provider),
            Flow::Rent(flow) => std::slice::from_ref(&flow.landlord),
            Flow::Loan(flow) => std::slice::from_ref(&flow.lender),
            Flow::CardBill(flow) => std::slice::from_ref(&flow.issuer),
            Flow::Bill(flow) => std::slice::from_ref(&flow.biller),
            Flow::Insurance(flow) => std::slice::from_ref(&flow.insurer),
            Flow::Payments(flow) => &flow.payees,
            Flow::ChequesIssued(flow) => &flow.payees,
            Flow::ChequesReceived(flow) => &flow.drawers,
            Flow::Sip(flow) => std::slice::from_ref(&flow.fund),
            Flow::Sales(_)
            | Flow::Everyday(_)
            | Flow::People(_)
            | Flow::Cash(_)
            | Flow::CashDeposits(_)
            | Flow::OwnTransfer(_)
            | Flow::Surplus(_)
            | Flow::Gambling(_) => &[],
        };
        // Landlords and the people on cheques are people; who else is named in a file is a company, families excepted.
        let are_people = if let Flow::Payments(flow) = flow {
            matches!(flow.purpose, Purpose::Wages | Purpose::Family)
        } else {
            matches!(flow, Flow::Rent(_) | Flow::ChequesIssued(_) | Flow::ChequesReceived(_))
        };
        let named = if are_people { cast::named } else { cast::company };
        let parties = if let Flow::OwnTransfer(flow) = flow {
            let from = own_party(persona, persona.account_index(&flow.from));
            vec![from, own_party(persona, persona.account_named(&flow.to.value))]
        } else if let Flow::Surplus(flow) = flow {
            savings::parties(persona, flow, chance)
        } else {
            names.iter().map(|name| named(&name.0, chance)).collect()
        };
        Standing {
            parties: parties.into_iter().map(Arc::new).collect(),
            number: chance.digits(10).into(),
        }
    }

    /// One of the parties; the same one each time where there is one only.
    fn party(&self, chance: &mut Stream) -> Option<Arc<Party>> {
        chance.pick(&self.parties).cloned()
    }
}

/// The persona himself as the other end of a transfer, at one of his accounts.
fn own_party(persona: &Persona, account: usize) -> Party {
    let file = &persona.accounts[account];
    let first = persona.holder.split(' ').next().unwrap_or("self").to_ascii_lowercase();
    Party {
        name: persona.holder.to_ascii_uppercase(),
        vpa: format!("{first}{}@okaxis", &file.number[file.number.len() - 4..]),
        ifsc: Branch::new(&persona.address, file.bank, &file.number).ifsc_like(),
        account_tail: file.number[file.number.len() - 4..].to_owned(),
    }
}

/// A month while it is planned.
pub(super) struct Planner<'a> {
    pub(super) persona: &'a Persona,
    pub(super) cast: &'a Cast,
    pub(super) month: Month,
    /// Months since `as_of`; negative before.
    pub(super) offset: i32,
    /// The chances of the month, by account.
    pub(super) chances: Vec<Stream>,
    pub(super) agenda: &'a mut Agenda,
}

impl Planner<'_> {
    /// Plans one flow.
    pub(super) fn plan(&mut self, flow: &Flow, standing: &Standing) {
        match flow {
            Flow::Salary(flow) => self.salary(flow, standing),
            Flow::Receipts(flow) => self.receipts(flow, standing),
            Flow::Sales(flow) => self.sales(flow),
            Flow::Settlements(flow) => self.settlements(flow, standing),
            Flow::Rent(flow) => self.rent(flow, standing),
            Flow::Loan(flow) => self.loan(flow, standing),
            Flow::CardBill(flow) => self.card_bill(flow, standing),
            Flow::Bill(flow) => self.bill(flow, standing),
            Flow::Insurance(flow) => self.insurance(flow, standing),
            Flow::Payments(flow) => self.payments(flow, standing),
            Flow::Everyday(flow) => self.everyday(flow),
            Flow::People(flow) => self.people(flow),
            Flow::Cash(flow) => self.cash(flow),
            Flow::CashDeposits(flow) => self.cash_deposits(flow),
            Flow::ChequesIssued(flow) => self.cheques_issued(flow, standing),
            Flow::ChequesReceived(flow) => self.cheques_received(flow, standing),
            Flow::OwnTransfer(flow) => self.own_transfer(flow, standing),
            Flow::Sip(flow) => self.sip(flow, standing),
            Flow::Surplus(flow) => self.surplus(flow, standing),
            Flow::Gambling(flow) => self.gambling(flow),
        }
    }

    /// Whether a flow runs in this month.
    fn runs(&self, starts: Option<RelativeMonth>, ends: Option<RelativeMonth>) -> bool {
        starts.is_none_or(|first| first.0 <= self.offset) && ends.is_none_or(|last| self.offset <= last.0)
    }

    /// Whether the month is in a list of the file.
    fn is_listed(&self, months: &[RelativeMonth]) -> bool {
        months.contains(&RelativeMonth(self.offset))
    }

    /// An amount of today's file at the prices of this month: half a percent a month.
    fn priced(&self, amount: i64) -> i64 {
        amount * i64::from(1_000 + 5 * self.offset.clamp(-60, 60)) / 1_000
    }

    /// An amount of today's file as raises before and after today make it in this month, in whole rupees.
    fn raised(&self, amount: Money, raise: Option<Raise>) -> Money {
        let Some(raise) = raise else { return amount };
        let today = self.month.plus(-self.offset);
        let raise_months = |from: Month, to: Month| {
            (1..=to.months_since(from))
                .filter(|step| month_number(from.plus(*step)) == raise.month.0)
                .count()
        };
        let percent = 100 + i64::from(raise.percent.0);
        let mut rupees = amount.in_paise() / 100;
        for _ in 0..raise_months(today, self.month) {
            rupees = rupees * percent / 100;
        }
        for _ in 0..raise_months(self.month, today) {
            rupees = rupees * 100 / percent;
        }
        Money::rupees(rupees)
    }

    /// Any day of the month.
    fn any_day(&mut self, account: usize) -> NaiveDate {
        let last = i64::from(chrono::Datelike::day(&self.month.last_day()));
        let day = self.chances[account].between(1, last);
        self.month.day(day as u32)
    }

    /// A minute between two hours, the second one not included.
    fn minute(&mut self, account: usize, from_hour: i64, to_hour: i64) -> u16 {
        self.chances[account].between(from_hour * 60, to_hour * 60 - 1) as u16
    }

    /// A number out of a range of the file.
    fn draw(&mut self, account: usize, range: Range) -> i64 {
        self.chances[account].between(range.low, range.high)
    }

    /// An amount out of a range of the file at this month's prices, rounded to so many rupees.
    fn draw_amount(&mut self, account: usize, range: Range, round_to: i64) -> Money {
        let drawn = self.draw(account, range);
        let rupees = self.priced(drawn);
        Money::rupees(((rupees + round_to / 2) / round_to * round_to).max(round_to))
    }

    /// Something owed that is tried again while there is too little.
    fn owe(&mut self, account: usize, day: NaiveDate, minute: u16, amount: Money, means: Means, label: Label) {
        let step = Step::Pay {
            amount,
            means,
            label,
            need: Need::Due { tries_left: 3 },
            refund_after_days: None,
        };
        self.agenda.add(account, day, minute, step);
    }
}

/// The month of the year, 1 to 12.
fn month_number(month: Month) -> u32 {
    chrono::Datelike::month(&month.first_day())
}
