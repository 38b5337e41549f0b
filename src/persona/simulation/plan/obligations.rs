//! Plans what must be paid.

use std::sync::Arc;

use chrono::Days;

use super::{Planner, Standing, month_number};
use crate::domain::money::Money;
use crate::persona::calendar;
use crate::persona::entry::Party;
use crate::persona::file::flow::Way;
use crate::persona::file::obligations::{
    Bill, BillKind, CardBill, ChequesIssued, Insurance, Loan, Payments, Purpose, Rent,
};
use crate::persona::file::values::RelativeMonth;
use crate::persona::label::{Channel, Label};
use crate::persona::simulation::agenda::{Collection, Step};
use crate::persona::simulation::means::Means;

impl Planner<'_> {
    pub(super) fn rent(&mut self, flow: &Rent, standing: &Standing) {
        let account = self.persona.account_index(&flow.account);
        if !self.runs(flow.starts, flow.ends) {
            return;
        }
        let Some(party) = standing.party(&mut self.chances[account]) else {
            return;
        };
        let late = self.chances[account].below(3);
        let day = flow.day.of(self.month) + Days::new(late);
        let minute = self.minute(account, 8, 21);
        let amount = self.raised(flow.amount.0, flow.raise);
        let amount = Money::rupees(amount.in_paise() / 10_000 * 100);
        let month = self.month.first_day().format("%b").to_string().to_ascii_uppercase();
        let means = Means::person(flow.way, &party, &format!("RENT {month}"));
        let label = Label::of(means.channel(amount)).with(&party.name);
        self.owe(account, day.min(self.month.last_day()), minute, amount, means, label);
    }

    pub(super) fn loan(&mut self, flow: &Loan, standing: &Standing) {
        let account = self.persona.account_index(&flow.account);
        let Some(lender) = standing.party(&mut self.chances[account]) else {
            return;
        };
        let label = |channel| {
            Label::of(channel)
                .described("lender_transaction")
                .in_category("loans")
                .with(&lender.name)
        };
        if let Some(disbursed) = flow.disbursed
            && disbursed.on.0 == self.offset
        {
            let day = calendar::on_or_after(self.any_day(account));
            let minute = self.minute(account, 10, 19);
            let amount = disbursed.amount.0;
            let means = Means::company(Way::Imps, &lender, "LOAN DISBURSAL");
            let label = label(means.channel(amount));
            self.agenda
                .add(account, day, minute, Step::Receive { amount, means, label });
        }
        let first = flow.disbursed.map(|disbursed| disbursed.on.0 + 1);
        let first = first.or(flow.starts.map(|first| first.0));
        let is_over = first.is_some_and(|first| self.offset >= first + i32::from(flow.instalments));
        if is_over || !self.runs(first.map(RelativeMonth), flow.ends) {
            return;
        }
        let collection = Collection {
            company: lender.name.as_str().into(),
            reference: Arc::clone(&standing.number),
            label: label(Channel::AutoDebitPayment),
            made_good_by: self.chances[account]
                .chance(65)
                .then(|| Means::company(Way::Upi, &lender, "EMI PAYMENT")),
        };
        let must_bounce = self.is_listed(&flow.bounces);
        self.mandate(account, flow.day.of(self.month), flow.emi.0, collection, must_bounce);
    }

    /// A mandate on a day; where it must bounce, something expensive happens shortly before.
    pub(super) fn mandate(
        &mut self,
        account: usize,
        nominal: chrono::NaiveDate,
        amount: Money,
        collection: Collection,
        must_bounce: bool,
    ) {
        let day = calendar::on_or_after(nominal);
        if must_bounce && let Some(hospital) = self.cast.merchant_of("medical", &mut self.chances[account]) {
            let relative = self.cast.friend(&mut self.chances[account]);
            let is_family = self.chances[account].chance(50);
            let (means, label) = match relative {
                Some(relative) if is_family => (
                    Means::person(Way::Upi, &relative, "URGENT"),
                    Label::of(Channel::Upi).with(&relative.name),
                ),
                _ => (
                    Means::company(Way::Upi, &hospital.party, "HOSPITAL BILL"),
                    Label::of(Channel::Upi)
                        .in_category("medical")
                        .with(&hospital.party.name),
                ),
            };
            let before = Days::new(self.chances[account].below(2) + 1);
            let minute = self.minute(account, 11, 22);
            let step = Step::Drain {
                leave_below: amount,
                means,
                label,
            };
            self.agenda.add(account, day - before, minute, step);
        }
        let minute = self.minute(account, 6, 8);
        let step = Step::Collect {
            amount,
            mandate: collection,
            must_bounce,
        };
        self.agenda.add(account, day, minute, step);
    }

    pub(super) fn card_bill(&mut self, flow: &CardBill, standing: &Standing) {
        let account = self.persona.account_index(&flow.account);
        if !self.runs(flow.starts, flow.ends) {
            return;
        }
        let Some(issuer) = standing.party(&mut self.chances[account]) else {
            return;
        };
        let day = flow.day.of(self.month);
        let minute = self.minute(account, 9, 22);
        let rupees = self.draw_amount(account, flow.amount, 1);
        let season = calendar::season_percent(self.month.plus(-1));
        let paise = self.chances[account].between(0, 99);
        let amount = Money::rupees(rupees.in_paise() / 100 * season / 100) + Money::paise(paise);
        let means = self.paying(flow.way, &issuer, standing, "CARD BILL");
        let label = Label::of(Channel::BillPayment)
            .described("credit_card_bill")
            .in_category("bills")
            .with(&issuer.name);
        self.owe(account, day, minute, amount, means, label);
    }

    pub(super) fn bill(&mut self, flow: &Bill, standing: &Standing) {
        let account = self.persona.account_index(&flow.account);
        let every = u32::from(flow.every_months);
        if !self.runs(flow.starts, flow.ends) || !month_number(self.month).is_multiple_of(every) {
            return;
        }
        let Some(biller) = standing.party(&mut self.chances[account]) else {
            return;
        };
        let late = self.chances[account].below(4);
        let day = (flow.day.of(self.month) + Days::new(late)).min(self.month.last_day());
        let minute = self.minute(account, 9, 22);
        let (round_to, heat) = match flow.kind {
            BillKind::Electricity => (10, calendar::heat_percent(self.month)),
            BillKind::Mobile | BillKind::Internet | BillKind::Gas | BillKind::Other => (1, 100),
        };
        // A tariff is the same each month: only ranges are drawn.
        let drawn = self.draw(account, flow.amount);
        let rupees = if flow.amount.low == flow.amount.high {
            drawn
        } else {
            self.priced(drawn)
        };
        let amount = Money::rupees((rupees * heat / 100).max(round_to) / round_to * round_to);
        let means = self.paying(flow.way, &biller, standing, "BILL");
        let description = match flow.kind {
            BillKind::Electricity => "electric_bill",
            BillKind::Mobile | BillKind::Internet => "telco_bill",
            BillKind::Gas | BillKind::Other => "",
        };
        let label = Label::of(Channel::BillPayment)
            .described(description)
            .in_category("bills")
            .with(&biller.name);
        self.owe(account, day, minute, amount, means, label);
    }

    fn paying(&self, way: Way, party: &Arc<Party>, standing: &Standing, remark: &str) -> Means {
        match way {
            Way::Billpay | Way::Nach => Means::Bill {
                biller: party.name.as_str().into(),
                consumer: Arc::clone(&standing.number),
            },
            Way::Upi | Way::Imps | Way::Neft | Way::Rtgs => Means::company(way, party, remark),
        }
    }

    pub(super) fn insurance(&mut self, flow: &Insurance, standing: &Standing) {
        let account = self.persona.account_index(&flow.account);
        let is_month = flow.month.is_none_or(|month| month.0 == month_number(self.month));
        if !is_month || !self.runs(flow.starts, flow.ends) {
            return;
        }
        let Some(insurer) = standing.party(&mut self.chances[account]) else {
            return;
        };
        let collection = Collection {
            company: insurer.name.as_str().into(),
            reference: Arc::clone(&standing.number),
            label: Label::of(Channel::AutoDebitPayment)
                .in_category("insurance")
                .with(&insurer.name),
            made_good_by: None,
        };
        let must_bounce = self.is_listed(&flow.bounces);
        self.mandate(account, flow.day.of(self.month), flow.amount.0, collection, must_bounce);
    }

    pub(super) fn payments(&mut self, flow: &Payments, standing: &Standing) {
        let account = self.persona.account_index(&flow.account);
        if !self.runs(flow.starts, flow.ends) {
            return;
        }
        for index in 0..self.draw(account, flow.per_month) {
            // Whoever works for him is paid once; of suppliers, one is needed today and another tomorrow.
            let in_turn = standing
                .parties
                .get(index as usize % standing.parties.len().max(1))
                .cloned();
            let by_chance = standing.party(&mut self.chances[account]);
            let Some(party) = (if flow.purpose == Purpose::Wages {
                in_turn
            } else {
                by_chance
            }) else {
                return;
            };
            let any_day = self.any_day(account);
            let day = match flow.purpose {
                Purpose::Tax => calendar::on_or_before(self.month.day(20)),
                Purpose::Supplier => calendar::on_or_after(any_day),
                Purpose::Wages => self.month.day(1 + self.chances[account].below(4) as u32),
                Purpose::Fees | Purpose::Family => any_day,
            };
            let minute = self.minute(account, 9, 20);
            let amount = self.draw_amount(account, flow.amount, flow.round_to.0.in_paise() / 100);
            let (remark, category) = match flow.purpose {
                Purpose::Supplier => ("INVOICE", ""),
                Purpose::Wages => ("WAGES", ""),
                Purpose::Tax => ("TAX", "tax"),
                Purpose::Fees => ("FEES", ""),
                Purpose::Family => ("FAMILY", ""),
            };
            let means = match flow.purpose {
                Purpose::Wages | Purpose::Family => Means::person(flow.way, &party, remark),
                Purpose::Supplier | Purpose::Tax | Purpose::Fees => self.paying(flow.way, &party, standing, remark),
            };
            let label = Label::of(means.channel(amount)).in_category(category).with(&party.name);
            self.owe(account, day, minute, amount, means, label);
        }
    }

    pub(super) fn cheques_issued(&mut self, flow: &ChequesIssued, standing: &Standing) {
        let account = self.persona.account_index(&flow.account);
        if !self.runs(flow.starts, flow.ends) {
            return;
        }
        let returned = self.is_listed(&flow.returned);
        let count = self.draw(account, flow.per_month);
        for index in 0..count.max(i64::from(returned)) {
            let Some(payee) = standing.party(&mut self.chances[account]) else {
                return;
            };
            let day = calendar::on_or_after(self.any_day(account));
            let minute = self.minute(account, 11, 15);
            let step = Step::PresentCheque {
                amount: self.draw_amount(account, flow.amount, 50),
                payee,
                must_return: returned && index == 0,
            };
            self.agenda.add(account, day, minute, step);
        }
    }
}
