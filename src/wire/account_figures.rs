//! What the endpoints of figures answer: accounts first, then a figure for each account. The envelopes are inferred, as the schemas say.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::domain::ids::{AccountId, SessionId};
use crate::domain::settings::UnknownFigures;
use crate::wire::figures::{EodObject, MonthlyObject, PredictorsObject};
use crate::wire::fraud::Fraud;
use crate::wire::recurring::Recurring;
use crate::wire::session_account::SessionAccount;
use crate::wire::shown_account::{Shown, ShownAccount};
use crate::wire::transaction::FlatTransaction;

/// `transactions`. Source: contract, `transactions.schema.json`.
#[derive(Serialize)]
pub struct Transactions<'a> {
    session_id: SessionId,
    accounts: Vec<SessionAccount>,
    fraud: Fraud,
    transactions: Vec<FlatTransaction<'a>>,
}

/// `recurring_transactions`. Source: contract, `recurring_transactions.schema.json`: `transactions` is an object here.
#[derive(Serialize)]
pub struct RecurringTransactions<'a> {
    session_id: SessionId,
    accounts: Vec<SessionAccount>,
    fraud: Fraud,
    transactions: Recurring<'a>,
}

/// `predictors`. Source: contract, `predictors.schema.json`.
#[derive(Serialize)]
pub struct Predictors<'a> {
    session_id: SessionId,
    accounts: Vec<SessionAccount>,
    predictors: Vec<OfAccount<PredictorsOnly<'a>>>,
}

/// `eod_balances`. Source: contract, `eod_balances.schema.json`.
#[derive(Serialize)]
pub struct EodBalances<'a> {
    session_id: SessionId,
    accounts: Vec<SessionAccount>,
    eod_balances: Vec<OfAccount<EodOnly<'a>>>,
}

/// `monthly_analysis_updated`. Source: contract, `monthly_analysis.schema.json`: its only key is the literal `account_id`.
#[derive(Serialize)]
pub struct MonthlyAnalysis<'a> {
    session_id: SessionId,
    accounts: Vec<SessionAccount>,
    monthly_analysis: LiteralAccountId<'a>,
}

#[derive(Serialize)]
struct OfAccount<T> {
    account_id: AccountId,
    #[serde(flatten)]
    value: T,
}

#[derive(Serialize)]
struct PredictorsOnly<'a> {
    predictors: PredictorsObject<'a>,
}

#[derive(Serialize)]
struct EodOnly<'a> {
    eod_balances: EodObject<'a>,
}

#[derive(Serialize)]
struct LiteralAccountId<'a> {
    account_id: Vec<ById<'a>>,
}

/// `{UUID: {"monthly_analysis": {...}}}`
struct ById<'a>(AccountId, MonthlyObject<'a>);

impl Serialize for ById<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Wrapped<'a> {
            monthly_analysis: &'a MonthlyObject<'a>,
        }
        let mut map = serializer.serialize_map(Some(1))?;
        let wrapped = Wrapped {
            monthly_analysis: &self.1,
        };
        map.serialize_entry(&self.0, &wrapped)?;
        map.end()
    }
}

impl<'a> Transactions<'a> {
    /// The answer, over the accounts that were read.
    pub fn of(shown: &Shown<'a>, accounts: &'a [ShownAccount<'a>]) -> Self {
        let rows = accounts.iter().flat_map(|account| {
            let rows = account.figures.account.rows.iter().zip(account.hashes);
            rows.map(|(row, hash)| FlatTransaction::of(row, hash, Some(account.id)))
        });
        Transactions {
            session_id: shown.session.id,
            accounts: shown.list(accounts),
            fraud: Fraud::of(accounts, shown),
            transactions: rows.collect(),
        }
    }
}

impl<'a> RecurringTransactions<'a> {
    /// The answer, over the accounts that have figures.
    pub fn of(shown: &Shown<'a>, accounts: &'a [ShownAccount<'a>]) -> Self {
        RecurringTransactions {
            session_id: shown.session.id,
            accounts: shown.list(accounts),
            fraud: Fraud::of(accounts, shown),
            transactions: Recurring::of(accounts),
        }
    }
}

impl<'a> Predictors<'a> {
    /// The answer, over the accounts that have figures.
    pub fn of(shown: &Shown<'a>, accounts: &'a [ShownAccount<'a>], unknown: UnknownFigures) -> Self {
        let of_account = |account: &ShownAccount<'a>| OfAccount {
            account_id: account.id,
            value: PredictorsOnly {
                predictors: PredictorsObject(shown.figures.predictors(account.figures), unknown),
            },
        };
        Predictors {
            session_id: shown.session.id,
            accounts: shown.list(accounts),
            predictors: accounts.iter().map(of_account).collect(),
        }
    }
}

impl<'a> EodBalances<'a> {
    /// The answer, over the accounts that have figures.
    pub fn of(shown: &Shown<'a>, accounts: &'a [ShownAccount<'a>]) -> Self {
        let of_account = |account: &'a ShownAccount<'a>| OfAccount {
            account_id: account.id,
            value: EodOnly {
                eod_balances: EodObject(account),
            },
        };
        EodBalances {
            session_id: shown.session.id,
            accounts: shown.list(accounts),
            eod_balances: accounts.iter().map(of_account).collect(),
        }
    }
}

impl<'a> MonthlyAnalysis<'a> {
    /// The answer, over the accounts that have figures.
    pub fn of(shown: &Shown<'a>, accounts: &'a [ShownAccount<'a>], unknown: UnknownFigures) -> Self {
        let of_account = |account: &ShownAccount<'a>| {
            ById(
                account.id,
                MonthlyObject(shown.figures.monthly(account.figures), unknown),
            )
        };
        MonthlyAnalysis {
            session_id: shown.session.id,
            accounts: shown.list(accounts),
            monthly_analysis: LiteralAccountId {
                account_id: accounts.iter().map(of_account).collect(),
            },
        }
    }
}
