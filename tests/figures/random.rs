//! Random accounts: classified rows whose balances chain.

use bankconnect_emulator::analysis::account::{AnalysedAccount, StatementFindings};
use bankconnect_emulator::analysis::class::{Channel, Class, Classified, Description, Mark, MerchantCategory};
use bankconnect_emulator::domain::ledger::{Direction, Transaction};
use bankconnect_emulator::domain::money::Money;
use bankconnect_emulator::domain::period::{Month, Period};
use bankconnect_emulator::domain::statement::AccountType;
use chrono::{Days, NaiveDate};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

const CHANNELS: [Channel; 12] = [
    Channel::Upi,
    Channel::Salary,
    Channel::Refund,
    Channel::NetBankingTransfer,
    Channel::Chq,
    Channel::CashWithdrawl,
    Channel::CashDeposit,
    Channel::BankCharge,
    Channel::AutoDebitPaymentBounce,
    Channel::InwardChequeBounce,
    Channel::OutwardChequeBounce,
    Channel::Other,
];

const MARKS: [Mark; 14] = [
    Mark::LoanDisbursal,
    Mark::Emi,
    Mark::EmiBounce,
    Mark::SelfTransfer,
    Mark::CrossAccountTransfer,
    Mark::TechnicalReason,
    Mark::InsufficientFunds,
    Mark::Reversal,
    Mark::Tax,
    Mark::Investment,
    Mark::BusinessSpend,
    Mark::InterestCharged,
    Mark::Rtgs,
    Mark::CreditCardBill,
];

fn class() -> impl Strategy<Value = Class> {
    let descriptions = [
        Description::None,
        Description::LenderTransaction,
        Description::ChqBounceInsuffFunds,
        Description::AchBounceCharge,
    ];
    let merchants = [
        MerchantCategory::Food,
        MerchantCategory::Groceries,
        MerchantCategory::Gambling,
        MerchantCategory::Medical,
    ];
    (
        select(CHANNELS.to_vec()),
        select(descriptions.to_vec()),
        option::of(select(merchants.to_vec())),
        vec(select(MARKS.to_vec()), 0..3),
        option::of(select(vec!["ALPHA", "BETA"])),
    )
        .prop_map(|(channel, description, merchant_category, marks, name)| Class {
            marks: marks
                .into_iter()
                .chain((channel == Channel::Salary).then_some(Mark::Salary))
                .collect(),
            channel,
            description,
            merchant_category,
            counterparty: name.map(str::to_owned),
            employer: None,
            salary_month: None,
            lender: name.map(str::to_lowercase),
        })
}

pub(crate) fn start() -> NaiveDate {
    "2025-03-01".parse().unwrap()
}

/// The window all random accounts lie in.
pub(crate) fn window() -> Period {
    Period::new(start(), start() + Days::new(274)).unwrap()
}

/// An account of up to forty rows within half a year, covered from before the first row to behind the last.
pub(crate) fn account() -> impl Strategy<Value = AnalysedAccount> {
    let row = (
        0..180u64,
        any::<bool>(),
        1..30_000_000i64,
        class(),
        option::of(select(vec![-1, 0])),
    );
    let kind = option::of(select(vec![AccountType::Savings, AccountType::Overdraft]));
    (
        vec(row, 1..40),
        -1_000_000..10_000_000i64,
        kind,
        option::of(1..5_000_000i64),
        0..20u64,
    )
        .prop_map(|(mut rows, opening, account_type, limit, tail)| {
            rows.sort_by_key(|(day, ..)| *day);
            let mut balance = Money::paise(opening);
            let rows: Vec<Classified> = rows
                .into_iter()
                .map(|(day, is_credit, paise, mut class, back)| {
                    let date = start() + Days::new(day);
                    let direction = if is_credit { Direction::Credit } else { Direction::Debit };
                    class.salary_month = back
                        .filter(|_| class.channel == Channel::Salary)
                        .map(|back| Month::of(date).plus(back));
                    let mut transaction = Transaction {
                        date,
                        value_date: None,
                        narration: "RANDOM".to_owned(),
                        cheque_number: (paise % 3 == 0).then(|| "000123".to_owned()),
                        direction,
                        amount: Money::paise(paise),
                        balance,
                    };
                    balance += transaction.change();
                    transaction.balance = balance;
                    Classified { transaction, class }
                })
                .collect();
            let last = rows.last().unwrap().transaction.date;
            AnalysedAccount {
                number: "123456".to_owned(),
                account_type,
                overdraft_limit: limit.map(Money::paise),
                covered: vec![Period::new(start(), last + Days::new(tail)).unwrap()],
                opening: Some(Money::paise(opening)),
                rows,
                statements: vec![StatementFindings::default()],
                ..AnalysedAccount::default()
            }
        })
}
