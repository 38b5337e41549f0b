//! Plans what is spent because one likes to.

use std::sync::Arc;

use chrono::{Datelike, Weekday};

use super::Planner;
use crate::domain::money::Money;
use crate::persona::calendar;
use crate::persona::file::flow::Way;
use crate::persona::file::spending::{Cash, Everyday, Gambling, People};
use crate::persona::label::{Channel, Label};
use crate::persona::simulation::agenda::{Need, Step};
use crate::persona::simulation::means::Means;

/// What payers write to merchants, and what their apps write for them.
const MERCHANT_REMARKS: [&str; 6] = [
    "PAYMENT FROM PHONE",
    "UPI",
    "PAY TO MERCHANT",
    "UPI INTENT",
    "PAYMENT",
    "ORDER",
];

/// What friends write to each other.
const FRIEND_REMARKS: [&str; 9] = [
    "UPI",
    "PAYMENT FROM PHONE",
    "LUNCH",
    "THANKS",
    "SENT USING UPI",
    "TRIP SHARE",
    "NO REMARKS",
    "DINNER",
    "RETURN",
];

impl Planner<'_> {
    pub(super) fn everyday(&mut self, flow: &Everyday) {
        let account = self.persona.account_index(&flow.account);
        if !self.runs(flow.starts, flow.ends) {
            return;
        }
        let drawn = self.draw(account, flow.per_month);
        for _ in 0..drawn * calendar::season_percent(self.month) / 100 {
            let mut day = self.any_day(account);
            if day.weekday().num_days_from_monday() < 4 && self.chances[account].chance(25) {
                // One buys more towards the end of the week.
                day = self.any_day(account);
            }
            let size = self.priced(i64::from(flow.size_percent));
            let chance = &mut self.chances[account];
            let Some(merchant) = self.cast.merchant(&flow.tastes, chance) else {
                return;
            };
            let amount = merchant.bill(size, chance);
            let is_card =
                merchant.takes_card && amount > Money::rupees(250) && chance.chance((flow.card_percent.0 * 2).min(100));
            let remark = chance.pick(&MERCHANT_REMARKS).copied().unwrap_or("UPI");
            let gives_back = matches!(merchant.category, "shopping" | "food" | "travel")
                && amount > Money::rupees(150)
                && chance.chance(flow.refund_percent.0 * 2);
            let refund_after_days = gives_back.then(|| chance.between(2, 8).unsigned_abs());
            // Half of the card purchases on a Sunday are booked on Monday.
            let swiped_on = (is_card && day.weekday() == Weekday::Sun && chance.chance(50)).then_some(day);
            if let Some(next) = swiped_on.and_then(|day| day.succ_opt()) {
                day = next;
            }
            let means = if is_card {
                Means::Card {
                    merchant: merchant.party.name.as_str().into(),
                    is_refund: false,
                    swiped_on,
                }
            } else {
                Means::company(Way::Upi, &merchant.party, remark)
            };
            let label = Label::of(means.channel(amount))
                .in_category(merchant.category)
                .with(&merchant.party.name);
            let minute = if swiped_on.is_some() {
                25
            } else {
                self.minute(account, 7, 23)
            };
            let step = Step::Pay {
                amount,
                means,
                label,
                need: Need::Wish,
                refund_after_days,
            };
            self.agenda.add(account, day, minute, step);
        }
    }

    pub(super) fn people(&mut self, flow: &People) {
        let account = self.persona.account_index(&flow.account);
        if !self.runs(flow.starts, flow.ends) {
            return;
        }
        for _ in 0..self.draw(account, flow.per_month) {
            let day = self.any_day(account);
            let minute = self.minute(account, 8, 23);
            let larger = self.draw_amount(account, flow.amount, 1);
            let amount = larger.min(self.draw_amount(account, flow.amount, 1));
            let chance = &mut self.chances[account];
            let Some(friend) = self.cast.friend(chance) else { return };
            let amount = match chance.below(10) {
                0..5 if amount > Money::rupees(1_000) => Money::rupees((amount.in_paise() / 50_000).max(1) * 500),
                0..7 => Money::rupees((amount.in_paise() / 1_000).max(1) * 10),
                _ => amount,
            };
            let remark = chance.pick(&FRIEND_REMARKS).copied().unwrap_or("UPI");
            let is_received = chance.chance(flow.received_percent.0);
            let means = Means::person(Way::Upi, &friend, remark);
            let label = Label::of(means.channel(amount)).with(&friend.name);
            let step = if is_received {
                Step::Receive { amount, means, label }
            } else {
                Step::Pay {
                    amount,
                    means,
                    label,
                    need: Need::Wish,
                    refund_after_days: None,
                }
            };
            self.agenda.add(account, day, minute, step);
        }
    }

    pub(super) fn cash(&mut self, flow: &Cash) {
        let account = self.persona.account_index(&flow.account);
        if !self.runs(flow.starts, flow.ends) {
            return;
        }
        for _ in 0..self.draw(account, flow.per_month) {
            let day = self.any_day(account);
            let minute = self.minute(account, 8, 22);
            let step = if self.chances[account].chance(70) { 500 } else { 100 };
            let amount = self.draw_amount(account, flow.amount, step);
            let means = Means::CashOut {
                is_own_bank: self.chances[account].chance(70),
            };
            let step = Step::Pay {
                amount,
                means,
                label: Label::of(Channel::CashWithdrawal),
                need: Need::Wish,
                refund_after_days: None,
            };
            self.agenda.add(account, day, minute, step);
        }
    }

    pub(super) fn gambling(&mut self, flow: &Gambling) {
        let account = self.persona.account_index(&flow.account);
        if !self.runs(flow.starts, flow.ends) {
            return;
        }
        for _ in 0..self.draw(account, flow.per_month) {
            let day = self.any_day(account);
            let minute = self.minute(account, 18, 24);
            let larger = self.draw_amount(account, flow.stake, 50);
            let amount = larger.min(self.draw_amount(account, flow.stake, 50));
            let chance = &mut self.chances[account];
            let Some(platform) = self.cast.merchant_of("gambling", chance) else {
                return;
            };
            let wins = chance.chance(flow.wins_percent.0);
            let won = Money::rupees(amount.in_paise() / 100 * chance.between(120, 420) / 100);
            let days_later = chrono::Days::new(chance.below(3));
            let party = Arc::clone(&platform.party);
            let label = |channel| Label::of(channel).in_category("gambling").with(&party.name);
            let means = Means::company(Way::Upi, &party, "ADD CASH");
            let step = Step::Pay {
                amount,
                label: label(means.channel(amount)),
                means,
                need: Need::Urge,
                refund_after_days: None,
            };
            self.agenda.add(account, day, minute, step);
            if wins {
                let means = Means::company(Way::Imps, &party, "WITHDRAWAL");
                let label = label(means.channel(won));
                let step = Step::Receive {
                    amount: won,
                    means,
                    label,
                };
                self.agenda.add(account, day + days_later, 700, step);
            }
        }
    }
}
