//! Who an account belongs to.

use serde::Serialize;

use crate::domain::account::Account;
use crate::domain::ids::{AccountId, IdSource, SessionId};
use crate::domain::money::Money;
use crate::wire::account;

/// The holder of an account, as printed. Source: contract, `common.schema.json`, `identity`; order of example `upload.identity.json`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Identity {
    account_number: String,
    address: Option<String>,
    account_category: Option<&'static str>,
    account_id: AccountId,
    raw_account_category: Option<String>,
    name: Option<String>,
    micr: Option<String>,
    credit_limit: f64,
    bank_name: &'static str,
    ifsc: Option<String>,
    od_limit: f64,
}

/// What was compared with the names of the request. Source: contract `insights_fields.csv`: the list is empty in every sample.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct MetadataAnalysis {
    name_matches: [(); 0],
}

impl Identity {
    /// The identity of an account; `None` where no statement of it was accepted.
    pub fn of(account: &Account<'_>, ids: &IdSource, session: SessionId) -> Option<Self> {
        let facts = account.facts()?;
        let limit = facts.overdraft_limit.unwrap_or(Money::ZERO).in_rupees();
        Some(Identity {
            account_number: account::masked(&account.key.number),
            address: facts.address.clone(),
            account_category: account.category(),
            account_id: account.key.id(ids, session),
            raw_account_category: facts.account_scheme.clone(),
            name: facts.holder.clone(),
            micr: facts.micr.clone(),
            credit_limit: limit,
            bank_name: account::bank_name(account.key.bank),
            ifsc: facts.ifsc.clone(),
            od_limit: limit,
        })
    }
}
