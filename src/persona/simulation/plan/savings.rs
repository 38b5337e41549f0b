//! Plans what is moved and put away.

use std::sync::Arc;

use super::{Planner, Standing, own_party};
use crate::persona::cast;
use crate::persona::entry::Party;
use crate::persona::file::Persona;
use crate::persona::file::flow::Way;
use crate::persona::file::savings::{Into, OwnTransfer, Sip, Surplus};
use crate::persona::label::{Channel, Label};
use crate::persona::simulation::agenda::{Collection, Need, Shelf, Step};
use crate::persona::simulation::means::Means;
use crate::randomness::Stream;

/// The parties of a surplus: who takes the money, or both own accounts.
pub(super) fn parties(persona: &Persona, flow: &Surplus, chance: &mut Stream) -> Vec<Party> {
    match &flow.into {
        Into::FixedDeposit => Vec::new(),
        Into::MutualFund => vec![Party {
            ifsc: "HDFC0000060".to_owned(),
            ..cast::named("INDIAN CLEARING CORPORATION LTD", chance)
        }],
        Into::Stocks => vec![Party {
            ifsc: "HDFC0000060".to_owned(),
            vpa: "zerodhabroking@hdfcbank".to_owned(),
            ..cast::named("ZERODHA BROKING LTD", chance)
        }],
        Into::Account(name) => vec![
            own_party(persona, persona.account_index(&flow.account)),
            own_party(persona, persona.account_named(&name.value)),
        ],
    }
}

impl Planner<'_> {
    pub(super) fn own_transfer(&mut self, flow: &OwnTransfer, standing: &Standing) {
        let from = self.persona.account_index(&flow.from);
        let to = self.persona.account_named(&flow.to.value);
        let [own, other] = &standing.parties[..] else { return };
        if !self.runs(flow.starts, flow.ends) {
            return;
        }
        for index in 0..self.draw(from, flow.per_month) {
            let day = if index == 0 {
                flow.day.of(self.month)
            } else {
                self.any_day(from)
            };
            let step = Step::MoveTo {
                to,
                amount: self.draw_amount(from, flow.amount, 500),
                means: Means::person(flow.way, other, "SELF TRANSFER"),
                back: Means::person(flow.way, own, "SELF TRANSFER"),
                need: Need::Due { tries_left: 0 },
            };
            let minute = self.minute(from, 9, 21);
            self.agenda.add(from, day, minute, step);
        }
    }

    pub(super) fn sip(&mut self, flow: &Sip, standing: &Standing) {
        let account = self.persona.account_index(&flow.account);
        if !self.runs(flow.starts, flow.ends) {
            return;
        }
        let Some(fund) = standing.party(&mut self.chances[account]) else {
            return;
        };
        let collection = Collection {
            company: fund.name.as_str().into(),
            reference: Arc::clone(&standing.number),
            label: Label::of(Channel::AutoDebitPayment)
                .in_category("investments")
                .with(&fund.name),
            made_good_by: None,
        };
        let must_bounce = self.is_listed(&flow.bounces);
        self.mandate(account, flow.day.of(self.month), flow.amount.0, collection, must_bounce);
    }

    pub(super) fn surplus(&mut self, flow: &Surplus, standing: &Standing) {
        let account = self.persona.account_index(&flow.account);
        if !self.runs(flow.starts, flow.ends) {
            return;
        }
        let into = match (&flow.into, &standing.parties[..]) {
            (Into::FixedDeposit, _) => Shelf::Deposit,
            (Into::MutualFund | Into::Stocks, [investor, ..]) => {
                let category = if flow.into == Into::Stocks {
                    "trading"
                } else {
                    "investments"
                };
                Shelf::Investor {
                    means: Means::company(Way::Neft, investor, "INVESTMENT"),
                    label: Label::of(Channel::NetBankingTransfer)
                        .in_category(category)
                        .with(&investor.name),
                }
            }
            (Into::Account(name), [own, other]) => Shelf::Own {
                to: self.persona.account_named(&name.value),
                means: Means::person(Way::Imps, other, "SAVINGS"),
                back: Means::person(Way::Imps, own, "SAVINGS"),
            },
            (Into::MutualFund | Into::Stocks | Into::Account(_), _) => return,
        };
        let day = flow.day.of(self.month);
        let minute = self.minute(account, 10, 18);
        let above = flow.above.0;
        self.agenda.add(account, day, minute, Step::PutAway { above, into });
    }
}
