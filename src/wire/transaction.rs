//! One transaction in the four forms in which the service shows it. Source: contract `insights_fields.csv`, conflicts C47, C51.

use chrono::NaiveDate;
use serde::Serialize;

use crate::analysis::class::Classified;
use crate::domain::ids::AccountId;
use crate::domain::ledger::Direction;
use crate::wire::dates;

/// What every form has, in the order of the examples; the date is written differently in one of them.
#[derive(Clone, Debug, Serialize)]
struct Core<'a> {
    transaction_type: &'static str,
    transaction_note: &'a str,
    chq_num: &'a str,
    amount: f64,
    balance: f64,
    date: String,
}

/// The form of `transactions`, and of the lists of insights that are not nested.
#[derive(Clone, Debug, Serialize)]
pub struct FlatTransaction<'a> {
    #[serde(flatten)]
    core: Core<'a>,
    transaction_channel: &'static str,
    hash: &'a str,
    merchant_category: &'static str,
    description: String,
    category: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    account_id: Option<AccountId>,
}

/// The form of `transactions` in insights: channel and description sit in `metadata`.
#[derive(Clone, Debug, Serialize)]
pub struct NestedTransaction<'a> {
    #[serde(flatten)]
    core: Core<'a>,
    hash: &'a str,
    category: String,
    metadata: TransactionMetadata<'a>,
}

#[derive(Clone, Debug, Serialize)]
struct TransactionMetadata<'a> {
    unclean_merchant: &'a str,
    transaction_channel: &'static str,
    description: String,
}

/// A salary credit of insights.
#[derive(Clone, Debug, Serialize)]
pub struct SalaryTransaction<'a> {
    #[serde(flatten)]
    transaction: NestedTransaction<'a>,
    employer_name: Option<&'a str>,
    salary_month: String,
}

impl<'a> Core<'a> {
    fn of(row: &'a Classified, written_date: impl Fn(NaiveDate) -> String) -> Self {
        let transaction = &row.transaction;
        Core {
            transaction_type: transaction_type(transaction.direction),
            transaction_note: &transaction.narration,
            chq_num: row.cheque_number().unwrap_or_default(),
            amount: transaction.amount.in_rupees(),
            balance: transaction.balance.in_rupees(),
            date: written_date(transaction.date),
        }
    }
}

/// `credit` or `debit`.
pub fn transaction_type(direction: Direction) -> &'static str {
    match direction {
        Direction::Credit => "credit",
        Direction::Debit => "debit",
    }
}

impl<'a> FlatTransaction<'a> {
    /// The row, with the account where the list is not one account's already.
    pub fn of(row: &'a Classified, hash: &'a str, account_id: Option<AccountId>) -> Self {
        FlatTransaction {
            core: Core::of(row, dates::midnight),
            transaction_channel: row.class.channel.as_str(),
            hash,
            merchant_category: row.class.merchant_category.map_or("", |category| category.as_str()),
            description: row.class.description.as_text(),
            category: row.class.category(row.transaction.direction),
            account_id,
        }
    }
}

impl<'a> NestedTransaction<'a> {
    /// The row as it stands in the list of transactions.
    pub fn of(row: &'a Classified, hash: &'a str) -> Self {
        NestedTransaction::dated(row, hash, dates::midnight)
    }

    /// The row as it stands among the largest of a month: with its date as `05-Apr-25`.
    pub fn of_top_list(row: &'a Classified, hash: &'a str) -> Self {
        NestedTransaction::dated(row, hash, dates::day_mon_yy)
    }

    fn dated(row: &'a Classified, hash: &'a str, written_date: impl Fn(NaiveDate) -> String) -> Self {
        NestedTransaction {
            core: Core::of(row, written_date),
            hash,
            category: row.class.category(row.transaction.direction),
            metadata: TransactionMetadata {
                unclean_merchant: row.class.counterparty.as_deref().unwrap_or_default(),
                transaction_channel: row.class.channel.as_str(),
                description: row.class.description.as_text(),
            },
        }
    }
}

impl<'a> SalaryTransaction<'a> {
    /// A salary credit; `None` for any other row.
    pub fn of(row: &'a Classified, hash: &'a str) -> Option<Self> {
        Some(SalaryTransaction {
            transaction: NestedTransaction::of(row, hash),
            employer_name: row.class.employer.as_deref(),
            salary_month: dates::mon_yyyy(row.class.salary_month?),
        })
    }
}
