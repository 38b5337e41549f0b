//! Plans what comes in.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use super::{Planner, Standing, month_number};
use crate::domain::money::Money;
use crate::persona::calendar;
use crate::persona::cast;
use crate::persona::entry::Party;
use crate::persona::file::flow::Way;
use crate::persona::file::income::{CashDeposits, ChequesReceived, Counter, Receipts, Salary, Sales, Settlements};
use crate::persona::file::values::DayOfWeek;
use crate::persona::label::{Channel, Label};
use crate::persona::simulation::agenda::Step;
use crate::persona::simulation::means::Means;

/// What customers write to a shop.
const CUSTOMER_REMARKS: [&str; 6] = [
    "PAYMENT FROM PHONE",
    "UPI",
    "PAY TO SHOP",
    "BILL",
    "PAID VIA UPI",
    "NO REMARKS",
];

impl Planner<'_> {
    pub(super) fn salary(&mut self, flow: &Salary, standing: &Standing) {
        let account = self.persona.account_index(&flow.account);
        if !self.runs(flow.starts, flow.ends) || self.is_listed(&flow.missed) {
            return;
        }
        let Some(party) = standing.party(&mut self.chances[account]) else {
            return;
        };
        let nominal = flow.day.of(self.month);
        let day = calendar::on_or_before(nominal).max(self.month.first_day());
        // Pay that comes in the first days is for the month before.
        let paid_month = if nominal.day() <= 10 {
            self.month.plus(-1)
        } else {
            self.month
        };
        let mut amount = self.raised(flow.amount.0, flow.raise);
        let swing = i64::from(flow.varies_percent.0);
        let percent = 100 + self.chances[account].between(-swing, swing);
        amount = Money::rupees(amount.in_paise() / 100 * percent / 100);
        let minute = self.minute(account, 5, 11);
        let period = paid_month.to_string().to_ascii_uppercase();
        self.agenda.expect_pay(account, day);
        self.pay_out(
            account,
            day,
            minute,
            amount,
            flow.way,
            &party,
            standing,
            &format!("SALARY {period}"),
        );
        if let Some(bonus) = flow.bonus
            && bonus.month.0 == month_number(self.month)
        {
            let bonus_day = calendar::on_or_before(self.month.day(18));
            let bonus_amount = self.raised(bonus.amount.0, flow.raise);
            let remark = format!("BONUS {period}");
            self.pay_out(
                account,
                bonus_day,
                minute,
                bonus_amount,
                flow.way,
                &party,
                standing,
                &remark,
            );
        }
    }

    #[expect(clippy::too_many_arguments, reason = "who pays what, when and how")]
    fn pay_out(
        &mut self,
        account: usize,
        day: NaiveDate,
        minute: u16,
        amount: Money,
        way: Way,
        party: &Arc<Party>,
        standing: &Standing,
        remark: &str,
    ) {
        let means = match way {
            Way::Nach => Means::NachCredit {
                company: party.name.as_str().into(),
                reference: Arc::clone(&standing.number),
                remark: remark.into(),
            },
            Way::Upi | Way::Imps | Way::Neft | Way::Rtgs | Way::Billpay => Means::company(way, party, remark),
        };
        let label = Label::of(Channel::Salary).with(&party.name);
        self.agenda
            .add(account, day, minute, Step::Receive { amount, means, label });
    }

    pub(super) fn receipts(&mut self, flow: &Receipts, standing: &Standing) {
        let account = self.persona.account_index(&flow.account);
        if !self.runs(flow.starts, flow.ends) || self.is_listed(&flow.missed) {
            return;
        }
        for _ in 0..self.draw(account, flow.per_month) {
            let Some(party) = standing.party(&mut self.chances[account]) else {
                return;
            };
            let any_day = self.any_day(account);
            let day = if flow.way == Way::Upi {
                any_day
            } else {
                calendar::on_or_after(any_day)
            };
            let minute = self.minute(account, 9, 19);
            let amount = self.draw_amount(account, flow.amount, flow.round_to.0.in_paise() / 100);
            let remark = flow.remark.as_ref().map_or("PAYMENT", |remark| remark.0.as_str());
            let means = match flow.way {
                Way::Nach => Means::NachCredit {
                    company: party.name.as_str().into(),
                    reference: Arc::clone(&standing.number),
                    remark: remark.into(),
                },
                way @ (Way::Upi | Way::Imps | Way::Neft | Way::Rtgs | Way::Billpay) => {
                    Means::company(way, &party, remark)
                }
            };
            let label = Label::of(means.channel(amount)).with(&party.name);
            self.agenda
                .add(account, day, minute, Step::Receive { amount, means, label });
        }
    }

    pub(super) fn sales(&mut self, flow: &Sales) {
        let account = self.persona.account_index(&flow.account);
        if !self.runs(flow.starts, flow.ends) {
            return;
        }
        for day in self.month.period().days() {
            if is_closed(flow.closed_on, day) {
                continue;
            }
            let busy = calendar::season_percent(self.month);
            let count = self.draw(account, flow.per_day) * busy / 100;
            for _ in 0..count {
                let customer = Arc::new(cast::person(&mut self.chances[account]));
                let larger = self.draw_amount(account, flow.ticket, 1);
                let amount = larger.min(self.draw_amount(account, flow.ticket, 1));
                let amount = if self.chances[account].chance(45) {
                    in_fives(amount)
                } else {
                    amount
                };
                let minute = self.minute(account, 8, 22);
                let remark = self.chances[account].pick(&CUSTOMER_REMARKS).copied().unwrap_or("UPI");
                let means = Means::person(Way::Upi, &customer, remark);
                let label = Label::of(Channel::Upi).with(&customer.name);
                self.agenda
                    .add(account, day, minute, Step::Receive { amount, means, label });
            }
        }
    }

    pub(super) fn settlements(&mut self, flow: &Settlements, standing: &Standing) {
        let account = self.persona.account_index(&flow.account);
        if !self.runs(flow.starts, flow.ends) {
            return;
        }
        for day in self.month.period().days() {
            if is_closed(flow.closed_on, day) {
                continue;
            }
            let Some(party) = standing.party(&mut self.chances[account]) else {
                return;
            };
            let amount = self.draw_amount(account, flow.amount, 1);
            let amount = Money::paise(amount.in_paise() * calendar::season_percent(self.month) / 100);
            let minute = self.minute(account, 6, 9);
            let means = Means::company(Way::Neft, &party, "SETTLEMENT");
            let label = Label::of(Channel::NetBankingTransfer).with(&party.name);
            self.agenda
                .add(account, day, minute, Step::Receive { amount, means, label });
        }
    }

    pub(super) fn cash_deposits(&mut self, flow: &CashDeposits) {
        let account = self.persona.account_index(&flow.account);
        if !self.runs(flow.starts, flow.ends) {
            return;
        }
        for _ in 0..self.draw(account, flow.per_month) {
            let any_day = self.any_day(account);
            let (day, minute) = match flow.at {
                Counter::Branch => (calendar::on_or_after(any_day), self.minute(account, 10, 16)),
                Counter::Machine => (any_day, self.minute(account, 8, 21)),
            };
            let step = if flow.amount.high > 10_000 { 1_000 } else { 500 };
            let amount = self.draw_amount(account, flow.amount, step);
            let is_machine = flow.at == Counter::Machine;
            let label = Label::of(Channel::CashDeposit).described(if is_machine { "deposit_by_machine" } else { "" });
            let means = Means::CashIn { is_machine };
            self.agenda
                .add(account, day, minute, Step::Receive { amount, means, label });
        }
    }

    pub(super) fn cheques_received(&mut self, flow: &ChequesReceived, standing: &Standing) {
        let account = self.persona.account_index(&flow.account);
        if !self.runs(flow.starts, flow.ends) {
            return;
        }
        let count = self.draw(account, flow.per_month);
        let returned = self.is_listed(&flow.returned);
        for index in 0..count.max(i64::from(returned)) {
            let Some(drawer) = standing.party(&mut self.chances[account]) else {
                return;
            };
            let day = calendar::on_or_after(self.any_day(account));
            let minute = self.minute(account, 12, 17);
            let step = Step::DepositCheque {
                amount: self.draw_amount(account, flow.amount, 50),
                drawer,
                is_returned: returned && index == 0,
            };
            self.agenda.add(account, day, minute, step);
        }
    }
}

fn is_closed(closed_on: Option<DayOfWeek>, day: NaiveDate) -> bool {
    closed_on.is_some_and(|closed| closed.0 == day.weekday())
}

/// The amount in steps of five rupees.
fn in_fives(amount: Money) -> Money {
    Money::rupees((amount.in_paise() / 500).max(1) * 5)
}
