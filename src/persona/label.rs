//! The truth behind a transaction, in the vendor's words, so that a categoriser can be measured against it.

/// How money moved. Source: contract `enums.csv`, `transaction_channel`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Channel {
    /// UPI either way.
    Upi,
    /// Pay.
    Salary,
    /// Money of an earlier debit coming back.
    Refund,
    /// A cheque that was paid in and came back.
    OutwardChequeBounce,
    /// A cheque that was written and came back.
    InwardChequeBounce,
    /// IMPS, NEFT or RTGS.
    NetBankingTransfer,
    /// Into a deposit, fund or broker.
    Investment,
    /// Out of a deposit, fund or broker.
    InvestmentCashin,
    /// A card at a merchant's.
    DebitCard,
    /// A cheque.
    Cheque,
    /// Cash taken out.
    CashWithdrawal,
    /// Cash paid in.
    CashDeposit,
    /// A bill.
    BillPayment,
    /// Interest earned.
    BankInterest,
    /// A fee, tax on a fee, or interest owed.
    BankCharge,
    /// A mandate that came back.
    AutoDebitPaymentBounce,
    /// A mandate.
    AutoDebitPayment,
    /// Between own accounts.
    SelfTransfer,
    /// A credit by mandate.
    AutoCredit,
}

impl Channel {
    /// The vendor's word, its spelling included.
    pub fn name(self) -> &'static str {
        match self {
            Channel::Upi => "upi",
            Channel::Salary => "salary",
            Channel::Refund => "refund",
            Channel::OutwardChequeBounce => "outward_cheque_bounce",
            Channel::InwardChequeBounce => "inward_cheque_bounce",
            Channel::NetBankingTransfer => "net_banking_transfer",
            Channel::Investment => "investment",
            Channel::InvestmentCashin => "investment_cashin",
            Channel::DebitCard => "debit_card",
            Channel::Cheque => "chq",
            Channel::CashWithdrawal => "cash_withdrawl",
            Channel::CashDeposit => "cash_deposit",
            Channel::BillPayment => "bill_payment",
            Channel::BankInterest => "bank_interest",
            Channel::BankCharge => "bank_charge",
            Channel::AutoDebitPaymentBounce => "auto_debit_payment_bounce",
            Channel::AutoDebitPayment => "auto_debit_payment",
            Channel::SelfTransfer => "self_transfer",
            Channel::AutoCredit => "auto_credit",
        }
    }
}

/// What a transaction truly was.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Label {
    /// How the money moved.
    pub channel: Channel,
    /// The vendor's `description` (`lender_transaction`, `gst`); empty for none.
    pub description: &'static str,
    /// The vendor's `merchant_category` (`groceries`, `loans`); empty for none.
    pub merchant_category: &'static str,
    /// Who stood on the other side: employer, lender, shop, person; `None` for the bank itself and for cash.
    pub counterparty: Option<String>,
}

impl Label {
    /// A label with a channel only.
    pub(crate) fn of(channel: Channel) -> Self {
        Label {
            channel,
            description: "",
            merchant_category: "",
            counterparty: None,
        }
    }

    /// The same with a `description`.
    pub(crate) fn described(self, description: &'static str) -> Self {
        Label { description, ..self }
    }

    /// The same with a `merchant_category`.
    pub(crate) fn in_category(self, merchant_category: &'static str) -> Self {
        Label {
            merchant_category,
            ..self
        }
    }

    /// The same with a counterparty.
    pub(crate) fn with(self, counterparty: &str) -> Self {
        Label {
            counterparty: Some(counterparty.to_owned()),
            ..self
        }
    }
}
