//! The vendor's words for a class: channel, description, merchant category, and the two readable categories.

use crate::analysis::class::{Channel, Class, Description, Mark, MerchantCategory};
use crate::domain::ledger::Direction;

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

    /// The word with a capital. Source: contract `enums`, `category` (`Food`) and `expense_category` (`Groceries`, `Ewallet`, `Bills`);
    /// the others are inferred from these.
    fn as_title(self) -> &'static str {
        match self {
            MerchantCategory::Alcohol => "Alcohol",
            MerchantCategory::Gambling => "Gambling",
            MerchantCategory::Shopping => "Shopping",
            MerchantCategory::Groceries => "Groceries",
            MerchantCategory::Entertainment => "Entertainment",
            MerchantCategory::Medical => "Medical",
            MerchantCategory::Travel => "Travel",
            MerchantCategory::Food => "Food",
            MerchantCategory::Fuel => "Fuel",
            MerchantCategory::Investments => "Investments",
            MerchantCategory::Trading => "Trading",
            MerchantCategory::Bills => "Bills",
            MerchantCategory::Ewallet => "Ewallet",
            MerchantCategory::Loans => "Loans",
            MerchantCategory::Insurance => "Insurance",
            MerchantCategory::Tax => "Tax",
            MerchantCategory::Bnpl => "Bnpl",
        }
    }
}

impl Class {
    /// The readable class of a transaction, field `category`.
    ///
    /// Source: contract `enums`, `category`, and the samples (a grocer is `Groceries`, an electricity bill `Utilities`, a shop and a cash
    /// withdrawal `Others`). Kinds of merchant without a word there are `Others` too. Which word goes first where several would do is
    /// inferred: own money, pay and loans, then the person, then the kind of merchant.
    pub fn category(&self, direction: Direction) -> String {
        if self.marks.has(Mark::SelfTransfer) {
            return "Self Transfer".to_owned();
        }
        if self.marks.has(Mark::Salary) {
            return "Salary".to_owned();
        }
        if self.marks.has(Mark::LoanDisbursal) && direction == Direction::Credit {
            return "Loan Disbursed".to_owned();
        }
        if matches!(
            self.description,
            Description::TransferTo(_) | Description::TransferFrom(_)
        ) {
            return self.description.as_text();
        }
        let word = match (self.channel, self.merchant_category) {
            (Channel::BankInterest, _) => "Interest",
            (_, Some(MerchantCategory::Loans)) => "Loan",
            (_, Some(MerchantCategory::Bills)) if self.marks.has(Mark::Utility) => "Utilities",
            (_, Some(merchant @ (MerchantCategory::Food | MerchantCategory::Groceries))) => merchant.as_title(),
            (_, _) => "Others",
        };
        word.to_owned()
    }

    /// What kind of expense a debit is, for `expense_categories`: the kind of merchant, else what the channel says.
    ///
    /// Source: contract `enums`, `expense_category` (`Transfers`, `Cash`, `Groceries`, `Loans`, `Ewallet`, `Utilities`, `Bills`,
    /// `Others`); which rows each stands for is inferred.
    pub fn expense_category(&self) -> &'static str {
        if self.marks.has(Mark::Utility) {
            return "Utilities";
        }
        if let Some(merchant) = self.merchant_category {
            return merchant.as_title();
        }
        match self.channel {
            _ if self.marks.has(Mark::Emi) => "Loans",
            _ if self.marks.has(Mark::Investment) => "Investments",
            _ if self.marks.has(Mark::Tax) => "Tax",
            Channel::CashWithdrawl => "Cash",
            Channel::BillPayment => "Bills",
            Channel::Investment => "Investments",
            Channel::Upi
            | Channel::NetBankingTransfer
            | Channel::SelfTransfer
            | Channel::Chq
            | Channel::DemandDraft => "Transfers",
            Channel::Salary
            | Channel::Refund
            | Channel::PaymentGatewayPurchase
            | Channel::OutwardChequeBounce
            | Channel::InwardChequeBounce
            | Channel::InvestmentCashin
            | Channel::InternationalTransactionArbitrage
            | Channel::DebitCard
            | Channel::CashDeposit
            | Channel::BankInterest
            | Channel::BankCharge
            | Channel::AutoDebitPaymentBounce
            | Channel::AutoDebitPayment
            | Channel::AutoCredit
            | Channel::Other => "Others",
        }
    }
}
