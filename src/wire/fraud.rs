//! Signs of fraud, as answers list them.

use serde::Serialize;

use crate::analysis::fraud::{Finding, findings};
use crate::domain::ids::{AccountId, StatementId};
use crate::wire::shown_account::{Shown, ShownAccount};

/// Which statements are fraudulent, and every sign. Source: contract, `common.schema.json`, `fraud`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Fraud {
    fraudulent_statements: Vec<StatementId>,
    fraud_type: Vec<FraudEntry>,
}

/// One sign. A statement names the file that shows it, a hash the transaction.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct FraudEntry {
    statement_id: Option<StatementId>,
    fraud_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    account_id: Option<AccountId>,
    transaction_hash: Option<String>,
    fraud_category: &'static str,
}

impl Fraud {
    /// The signs of these accounts.
    pub fn of(accounts: &[ShownAccount<'_>], of: &Shown<'_>) -> Self {
        let mut fraud_type = Vec::new();
        for account in accounts {
            fraud_type.extend(entries(account, of).into_iter().map(|entry| FraudEntry {
                account_id: Some(account.id),
                ..entry
            }));
        }
        let mut fraudulent_statements: Vec<StatementId> = Vec::new();
        for id in fraud_type.iter().filter_map(|entry| entry.statement_id) {
            if !fraudulent_statements.contains(&id) {
                fraudulent_statements.push(id);
            }
        }
        Fraud {
            fraudulent_statements,
            fraud_type,
        }
    }
}

/// The signs of one account, as insights lists them: without the account.
///
/// A sign in a file is an entry for that file, a sign in transactions one for each of them: no two entries are the same.
pub fn entries(account: &ShownAccount<'_>, of: &Shown<'_>) -> Vec<FraudEntry> {
    let statements: Vec<StatementId> = account
        .account
        .good_statements(of.processing.page_limit)
        .map(|statement| statement.id)
        .collect();
    let entry = |finding: &Finding, statement_id, transaction_hash| FraudEntry {
        statement_id,
        fraud_type: name(finding),
        account_id: None,
        transaction_hash,
        fraud_category: finding.fraud_type.category(),
    };
    let mut entries = Vec::new();
    for finding in findings(&account.basis) {
        if let Some(statement) = finding.statement {
            entries.extend(statements.get(statement).map(|id| entry(&finding, Some(*id), None)));
        }
        let hashes = finding.rows.iter().filter_map(|row| account.hashes.get(*row));
        entries.extend(hashes.map(|hash| entry(&finding, None, Some(hash.clone()))));
    }
    entries
}

/// The vendor's name of a sign: snake case.
fn name(finding: &Finding) -> String {
    match serde_json::to_value(finding.fraud_type) {
        Ok(serde_json::Value::String(name)) => name,
        Ok(_) | Err(_) => String::new(),
    }
}
