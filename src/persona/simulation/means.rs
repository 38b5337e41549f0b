//! The means by which money moves: chosen when it is planned, turned into an event with its references when it happens.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::domain::money::Money;
use crate::domain::period::Month;
use crate::persona::entry::{Event, Mandate, Party, Transfer};
use crate::persona::file::flow::Way;
use crate::persona::label::Channel;
use crate::persona::reference;
use crate::randomness::Stream;

/// The most UPI carries in one payment.
const UPI_MAX: Money = Money::rupees(100_000);
/// The most IMPS carries.
const IMPS_MAX: Money = Money::rupees(500_000);
/// The least RTGS carries.
const RTGS_MIN: Money = Money::rupees(200_000);

/// How money is going to move.
#[derive(Clone)]
pub(in crate::persona) enum Means {
    /// Any way between two accounts; too large or small an amount takes the next way that carries it.
    Transfer {
        way: Way,
        party: Arc<Party>,
        is_merchant: bool,
        remark: Arc<str>,
    },
    /// A card.
    Card {
        merchant: Arc<str>,
        is_refund: bool,
        /// The day before, when a purchase on a Sunday is booked on Monday.
        swiped_on: Option<NaiveDate>,
    },
    /// Bill payment of the bank.
    Bill { biller: Arc<str>, consumer: Arc<str> },
    /// A company pays by NACH.
    NachCredit {
        company: Arc<str>,
        reference: Arc<str>,
        remark: Arc<str>,
    },
    /// Cash out of a machine.
    CashOut { is_own_bank: bool },
    /// Cash into a machine or over the counter.
    CashIn { is_machine: bool },
    /// A fixed deposit with the bank.
    Deposit { number: String, is_closed: bool },
    /// Interest of a savings account.
    Interest { from: NaiveDate, to: NaiveDate },
    /// Interest on an overdrawn account.
    DebitInterest { month: Month },
}

impl Means {
    /// A transfer to or from a person.
    pub(super) fn person(way: Way, party: &Arc<Party>, remark: &str) -> Self {
        Means::Transfer {
            way,
            party: Arc::clone(party),
            is_merchant: false,
            remark: remark.into(),
        }
    }

    /// A transfer to or from a merchant or company.
    pub(super) fn company(way: Way, party: &Arc<Party>, remark: &str) -> Self {
        Means::Transfer {
            way,
            party: Arc::clone(party),
            is_merchant: true,
            remark: remark.into(),
        }
    }

    /// The vendor's word for such a movement of so much.
    pub(super) fn channel(&self, amount: Money) -> Channel {
        match self {
            Means::Transfer { way, .. } => match carrier(*way, amount) {
                Way::Upi => Channel::Upi,
                Way::Nach => Channel::AutoCredit,
                Way::Imps | Way::Neft | Way::Rtgs | Way::Billpay => Channel::NetBankingTransfer,
            },
            Means::Card { .. } => Channel::DebitCard,
            Means::Bill { .. } => Channel::BillPayment,
            Means::NachCredit { .. } => Channel::AutoCredit,
            Means::CashOut { .. } => Channel::CashWithdrawal,
            Means::CashIn { .. } => Channel::CashDeposit,
            Means::Deposit { is_closed: false, .. } => Channel::Investment,
            Means::Deposit { is_closed: true, .. } => Channel::InvestmentCashin,
            Means::Interest { .. } => Channel::BankInterest,
            Means::DebitInterest { .. } => Channel::BankCharge,
        }
    }

    /// The same in the other direction: a merchant's refund.
    pub(super) fn reversed(&self) -> Self {
        match self {
            Means::Card { merchant, .. } => Means::Card {
                merchant: Arc::clone(merchant),
                is_refund: true,
                swiped_on: None,
            },
            Means::Transfer { way, party, .. } => Means::company(*way, party, "REFUND"),
            other @ (Means::Bill { .. }
            | Means::NachCredit { .. }
            | Means::CashOut { .. }
            | Means::CashIn { .. }
            | Means::Deposit { .. }
            | Means::Interest { .. }
            | Means::DebitInterest { .. }) => other.clone(),
        }
    }

    /// The day that counts for interest when it is booked on this one.
    pub(super) fn value_day(&self, day: NaiveDate) -> NaiveDate {
        if let Means::Card {
            swiped_on: Some(swiped_on),
            ..
        } = self
        {
            *swiped_on
        } else {
            day
        }
    }

    /// What happens when so much moves so at this time.
    pub(super) fn event(&self, amount: Money, day: NaiveDate, minute: u16, chance: &mut Stream) -> Event {
        match self {
            Means::Transfer {
                way,
                party,
                is_merchant,
                remark,
            } => {
                let way = carrier(*way, amount);
                let reference = match way {
                    Way::Upi | Way::Imps => reference::rrn(day, minute, chance),
                    Way::Neft | Way::Nach | Way::Billpay => reference::neft_digits(day, chance),
                    Way::Rtgs => reference::rtgs_digits(day, chance),
                };
                let transfer = Transfer {
                    party: Arc::clone(party),
                    remark: Arc::clone(remark),
                    reference,
                };
                match way {
                    Way::Upi => Event::Upi {
                        transfer,
                        is_merchant: *is_merchant,
                    },
                    Way::Imps => Event::Imps(transfer),
                    Way::Rtgs => Event::Rtgs(transfer),
                    Way::Neft | Way::Nach | Way::Billpay => Event::Neft(transfer),
                }
            }
            Means::Card {
                merchant, is_refund, ..
            } => Event::Card {
                merchant: Arc::clone(merchant),
                rrn: reference::rrn(self.value_day(day), minute, chance),
                minute,
                is_refund: *is_refund,
            },
            Means::Bill { biller, consumer } => Event::Bill {
                biller: Arc::clone(biller),
                consumer: Arc::clone(consumer),
                reference: reference::rrn(day, minute, chance),
            },
            Means::NachCredit {
                company,
                reference,
                remark,
            } => Event::NachCredit(Mandate {
                company: Arc::clone(company),
                reference: Arc::clone(reference),
                presentation: chance.digits(10),
                remark: Arc::clone(remark),
            }),
            Means::CashOut { is_own_bank } => Event::CashOut {
                is_own_bank: *is_own_bank,
                machine: format!("{:04}", chance.between(1, 9_999)),
            },
            Means::CashIn { is_machine } => Event::CashIn {
                is_machine: *is_machine,
                number: chance.digits(8),
            },
            Means::Deposit { number, is_closed } => Event::Deposit {
                number: number.clone(),
                is_closed: *is_closed,
            },
            Means::Interest { from, to } => Event::Interest { from: *from, to: *to },
            Means::DebitInterest { month } => Event::DebitInterest { month: *month },
        }
    }
}

/// The way that carries the amount: the wanted one, or the next that may.
fn carrier(way: Way, amount: Money) -> Way {
    match way {
        Way::Upi if amount <= UPI_MAX => Way::Upi,
        Way::Upi | Way::Imps if amount <= IMPS_MAX => Way::Imps,
        Way::Upi | Way::Imps => Way::Rtgs,
        Way::Rtgs if amount < RTGS_MIN => Way::Neft,
        Way::Rtgs => Way::Rtgs,
        Way::Neft | Way::Nach | Way::Billpay => Way::Neft,
    }
}
