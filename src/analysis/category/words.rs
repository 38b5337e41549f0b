//! The vendor's words for a class: channel, description, merchant category.

use crate::analysis::class::{Channel, Description, MerchantCategory};

impl Channel {
    /// The word in answers. Source: contract `enums`, `transaction_channel`; `Other` as in every sample.
    pub fn as_str(self) -> &'static str {
        match self {
            Channel::Upi => "upi",
            Channel::Salary => "salary",
            Channel::Refund => "refund",
            Channel::PaymentGatewayPurchase => "payment_gateway_purchase",
            Channel::OutwardChequeBounce => "outward_cheque_bounce",
            Channel::NetBankingTransfer => "net_banking_transfer",
            Channel::Investment => "investment",
            Channel::InwardChequeBounce => "inward_cheque_bounce",
            Channel::InvestmentCashin => "investment_cashin",
            Channel::InternationalTransactionArbitrage => "international_transaction_arbitrage",
            Channel::DebitCard => "debit_card",
            Channel::Chq => "chq",
            Channel::CashWithdrawl => "cash_withdrawl",
            Channel::CashDeposit => "cash_deposit",
            Channel::BillPayment => "bill_payment",
            Channel::BankInterest => "bank_interest",
            Channel::BankCharge => "bank_charge",
            Channel::AutoDebitPaymentBounce => "auto_debit_payment_bounce",
            Channel::AutoDebitPayment => "auto_debit_payment",
            Channel::SelfTransfer => "self_transfer",
            Channel::DemandDraft => "demand_draft",
            Channel::AutoCredit => "auto_credit",
            Channel::Other => "Other",
        }
    }
}

impl Description {
    /// The text in answers, empty for none. Source: contract `enums`, `description`.
    pub fn as_text(&self) -> String {
        match self {
            Description::None => String::new(),
            Description::PenaltyCharge => "penalty_charge".to_owned(),
            Description::AchBounceCharge => "ach_bounce_charge".to_owned(),
            Description::ChqBounceCharge => "chq_bounce_charge".to_owned(),
            Description::LenderTransaction => "lender_transaction".to_owned(),
            Description::CreditCardBill => "credit_card_bill".to_owned(),
            Description::TelcoBill => "telco_bill".to_owned(),
            Description::ElectricBill => "electric_bill".to_owned(),
            Description::DepositByMachine => "deposit_by_machine".to_owned(),
            Description::ChqBounceInsuffFunds => "chq_bounce_insuff_funds".to_owned(),
            Description::NeftReturn => "neft_return".to_owned(),
            Description::SelfTransfer => "self_transfer".to_owned(),
            Description::Gst => "gst".to_owned(),
            Description::TransferTo(name) => format!("Transfer to {name}"),
            Description::TransferFrom(name) => format!("Transfer from {name}"),
        }
    }
}

impl MerchantCategory {
    /// The word in answers. Source: contract `enums`, `merchant_category`.
    pub fn as_str(self) -> &'static str {
        match self {
            MerchantCategory::Alcohol => "alcohol",
            MerchantCategory::Gambling => "gambling",
            MerchantCategory::Shopping => "shopping",
            MerchantCategory::Groceries => "groceries",
            MerchantCategory::Entertainment => "entertainment",
            MerchantCategory::Medical => "medical",
            MerchantCategory::Travel => "travel",
            MerchantCategory::Food => "food",
            MerchantCategory::Fuel => "fuel",
            MerchantCategory::Investments => "investments",
            MerchantCategory::Trading => "trading",
            MerchantCategory::Bills => "bills",
            MerchantCategory::Ewallet => "ewallet",
            MerchantCategory::Loans => "loans",
            MerchantCategory::Insurance => "insurance",
            MerchantCategory::Tax => "tax",
            MerchantCategory::Bnpl => "bnpl",
        }
    }
}
