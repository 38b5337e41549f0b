//! What happened on an account, before any bank has put it into words.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::domain::ledger::Direction;
use crate::domain::money::Money;
use crate::domain::period::Month;
use crate::persona::label::Label;

/// One thing that happened on an account.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Entry {
    /// The day it is booked.
    pub(crate) day: NaiveDate,
    /// The day it counts for interest.
    pub(crate) value_day: NaiveDate,
    /// Which way the money moved.
    pub(crate) direction: Direction,
    /// How much, tax on a fee included.
    pub(crate) amount: Money,
    /// The tax within the amount of a fee; zero elsewhere.
    pub(crate) gst: Money,
    /// The account's balance after it.
    pub(crate) balance: Money,
    /// What it was.
    pub(crate) event: Event,
    /// What it truly was, in the vendor's words.
    pub(crate) label: Label,
}

/// Who stands on the other side of a transfer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Party {
    /// Name in upper case.
    pub(crate) name: String,
    /// UPI address.
    pub(crate) vpa: String,
    /// IFSC of the party's branch, 11 characters.
    pub(crate) ifsc: String,
    /// Last four digits of the party's account number.
    pub(crate) account_tail: String,
}

impl Party {
    /// The first four letters of the IFSC.
    pub(crate) fn bank_code(&self) -> &str {
        self.ifsc.get(..4).unwrap_or("HDFC")
    }
}

/// A transfer that has two ends.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Transfer {
    /// The other end.
    pub(crate) party: Arc<Party>,
    /// What the payer wrote.
    pub(crate) remark: Arc<str>,
    /// The reference both ends share: 12 digits of an RRN for UPI and IMPS, the digits of a UTR for NEFT and RTGS.
    pub(crate) reference: String,
}

/// What happened.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Event {
    /// UPI with a person or a merchant.
    Upi {
        /// The other end.
        transfer: Transfer,
        /// Whether the other end is a merchant.
        is_merchant: bool,
    },
    /// Immediate transfer.
    Imps(Transfer),
    /// Transfer in half-hourly batches.
    Neft(Transfer),
    /// Large transfer.
    Rtgs(Transfer),
    /// A mandate takes money.
    NachDebit(Mandate),
    /// A mandate's money comes back the same day.
    NachReturn(Mandate),
    /// A company pays by mandate.
    NachCredit(Mandate),
    /// Cash from a machine.
    CashOut {
        /// Whether the machine is the account's own bank's.
        is_own_bank: bool,
        /// The machine's identifier.
        machine: String,
    },
    /// Cash paid in.
    CashIn {
        /// At a machine, not with a teller.
        is_machine: bool,
        /// The machine's or voucher's number.
        number: String,
    },
    /// A card at a merchant's.
    Card {
        /// The merchant in upper case.
        merchant: Arc<str>,
        /// 12 digits.
        rrn: String,
        /// Minute of the day.
        minute: u16,
        /// Whether money comes back.
        is_refund: bool,
    },
    /// A bill through the bank's own bill payment.
    Bill {
        /// The biller in upper case.
        biller: Arc<str>,
        /// The customer's number with the biller.
        consumer: Arc<str>,
        /// The payment's number.
        reference: String,
    },
    /// A cheque was presented against the account.
    ChequePaid(Cheque),
    /// … and returned.
    ChequePaidReturned(Cheque),
    /// A cheque was paid in.
    ChequeReceived(Cheque),
    /// … and returned.
    ChequeReceivedReturned(Cheque),
    /// Interest of a savings account.
    Interest {
        /// First day it is for.
        from: NaiveDate,
        /// Last day it is for.
        to: NaiveDate,
    },
    /// Interest on an overdrawn account.
    DebitInterest {
        /// The month it is for.
        month: Month,
    },
    /// A fee of the bank.
    Fee {
        /// Which.
        fee: Fee,
        /// The day of what it is for.
        about: NaiveDate,
    },
    /// A fixed deposit is opened or closed.
    Deposit {
        /// Its number.
        number: String,
        /// Whether the money comes back.
        is_closed: bool,
    },
}

/// A NACH mandate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Mandate {
    /// Who collects or pays, in upper case.
    pub(crate) company: Arc<str>,
    /// The mandate's reference.
    pub(crate) reference: Arc<str>,
    /// The number of this presentation.
    pub(crate) presentation: String,
    /// What the company says it is for (`SAL APR 2026`); empty for none.
    pub(crate) remark: Arc<str>,
}

/// A cheque.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Cheque {
    /// Six digits.
    pub(crate) number: String,
    /// Who is paid, or whose cheque it is.
    pub(crate) party: Arc<Party>,
}

/// What a bank takes money for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fee {
    /// A mandate came back.
    MandateReturn,
    /// A cheque written came back.
    ChequeReturn,
    /// A cheque paid in came back.
    DepositedChequeReturn,
    /// Text messages, each quarter.
    Messages,
    /// The debit card, each year.
    DebitCard,
    /// The average balance was too low.
    LowBalance,
    /// Keeping a current or overdraft account, each quarter.
    Maintenance,
}

impl Fee {
    /// The fee before tax. Our choice, within what Indian banks charge.
    pub(crate) fn amount(self) -> Money {
        match self {
            Fee::MandateReturn | Fee::ChequeReturn => Money::rupees(500),
            Fee::DepositedChequeReturn => Money::rupees(200),
            Fee::Messages => Money::rupees(15),
            Fee::DebitCard => Money::rupees(200),
            Fee::LowBalance => Money::rupees(300),
            Fee::Maintenance => Money::rupees(450),
        }
    }

    /// 18 % GST on it.
    pub(crate) fn gst(self) -> Money {
        Money::paise(self.amount().in_paise() * 18 / 100)
    }

    /// The vendor's `description` of such a fee.
    pub(crate) fn description(self) -> &'static str {
        match self {
            Fee::MandateReturn => "ach_bounce_charge",
            Fee::ChequeReturn | Fee::DepositedChequeReturn => "chq_bounce_charge",
            Fee::LowBalance => "penalty_charge",
            Fee::Messages | Fee::DebitCard | Fee::Maintenance => "",
        }
    }
}

impl Event {
    /// Makes this side of a transfer carry the same reference as the other.
    pub(crate) fn take_reference_of(&mut self, other: &Event) {
        if let (Some(own), Some(other)) = (self.transfer_mut(), other.transfer()) {
            own.reference.clone_from(&other.reference);
        }
    }

    /// The transfer, where this is one.
    pub(crate) fn transfer(&self) -> Option<&Transfer> {
        match self {
            Event::Upi { transfer, .. } | Event::Imps(transfer) | Event::Neft(transfer) | Event::Rtgs(transfer) => {
                Some(transfer)
            }
            Event::NachDebit(_)
            | Event::NachReturn(_)
            | Event::NachCredit(_)
            | Event::CashOut { .. }
            | Event::CashIn { .. }
            | Event::Card { .. }
            | Event::Bill { .. }
            | Event::ChequePaid(_)
            | Event::ChequePaidReturned(_)
            | Event::ChequeReceived(_)
            | Event::ChequeReceivedReturned(_)
            | Event::Interest { .. }
            | Event::DebitInterest { .. }
            | Event::Fee { .. }
            | Event::Deposit { .. } => None,
        }
    }

    fn transfer_mut(&mut self) -> Option<&mut Transfer> {
        if let Event::Upi { transfer, .. } | Event::Imps(transfer) | Event::Neft(transfer) | Event::Rtgs(transfer) =
            self
        {
            Some(transfer)
        } else {
            None
        }
    }
}
