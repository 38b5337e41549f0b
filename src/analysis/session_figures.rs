//! The figures of a whole session, each computed when it is first asked for.

use std::sync::{Arc, OnceLock};

use crate::analysis::account::{Analysed, AnalysedAccount, StatementFindings};
use crate::analysis::basis::{Basis, Index};
use crate::analysis::category::{AccountRows, classify};
use crate::analysis::monthly::MonthlyAnalysis;
use crate::analysis::predictors::Predictors;
use crate::analysis::row_hash::row_hashes;
use crate::domain::account::{Account, AccountKey};
use crate::domain::ledger::Ledger;
use crate::domain::processing::Processing;
use crate::domain::session::Session;
use crate::domain::statement::AccountType;

/// Everything that is computed for a session. Follows from its statements, window and metadata alone: two sessions that agree in these share it.
#[derive(Debug)]
pub struct SessionFigures {
    /// The accounts of which a statement was read, in the session's order, failed ones too.
    pub accounts: Vec<AccountFigures>,
    /// What the figures of all completed accounts together are computed from.
    pub analysed: Analysed,
    aggregate: OnceLock<MonthlyAnalysis>,
}

/// The figures of one account.
#[derive(Debug)]
pub struct AccountFigures {
    /// Which account.
    pub key: AccountKey,
    /// Its place among the completed accounts of [`SessionFigures::analysed`]; `None` when it failed: no figure is computed then.
    /// Source: semantics 31.
    pub place: Option<usize>,
    /// What its figures are computed from.
    pub account: AnalysedAccount,
    index: OnceLock<Arc<Index>>,
    hashes: OnceLock<Vec<String>>,
    monthly: OnceLock<MonthlyAnalysis>,
    predictors: OnceLock<Predictors>,
}

impl SessionFigures {
    /// The figures of a session whose processing has ended.
    pub fn of(session: &Session, processing: &Processing) -> Self {
        let accounts = session.accounts();
        let read: Vec<&Account<'_>> = accounts.iter().filter(|account| account.facts().is_some()).collect();
        let ledgers: Vec<Ledger> = read
            .iter()
            .map(|account| account.ledger(processing.page_limit))
            .collect();
        let rows: Vec<AccountRows<'_>> = read
            .iter()
            .zip(&ledgers)
            .map(|(account, ledger)| AccountRows {
                ledger,
                holder: account.facts().and_then(|facts| facts.holder.as_deref()),
                number: &account.key.number,
                bank: account.key.bank,
                is_overdraft: account.account_type() == Some(AccountType::Overdraft),
            })
            .collect();
        let classified = classify(&rows, &session.request.metadata);
        let mut completed = Vec::new();
        let mut figures = Vec::new();
        for (account, rows) in read.into_iter().zip(classified) {
            let analysed = analysed(account, processing.page_limit, rows);
            let is_completed = processing.account_error(&account.key).is_none();
            figures.push(AccountFigures {
                key: account.key.clone(),
                place: is_completed.then_some(completed.len()),
                account: analysed.clone(),
                index: OnceLock::new(),
                hashes: OnceLock::new(),
                monthly: OnceLock::new(),
                predictors: OnceLock::new(),
            });
            if is_completed {
                completed.push(analysed);
            }
        }
        SessionFigures {
            accounts: figures,
            analysed: Analysed {
                window: session.request.window,
                accounts: completed,
            },
            aggregate: OnceLock::new(),
        }
    }

    /// The accounts that completed.
    pub fn completed(&self) -> impl Iterator<Item = &AccountFigures> {
        self.accounts.iter().filter(|account| account.place.is_some())
    }

    /// What the figures of an account stand on.
    pub fn basis<'a>(&self, account: &'a AccountFigures) -> Basis<'a> {
        let accounts = vec![&account.account];
        let index = account.index.get_or_init(|| Arc::new(Index::of(&accounts)));
        Basis::indexed(accounts, self.analysed.window, Arc::clone(index))
    }

    /// The monthly analysis of an account.
    pub fn monthly<'a>(&self, account: &'a AccountFigures) -> &'a MonthlyAnalysis {
        account
            .monthly
            .get_or_init(|| MonthlyAnalysis::of(&self.basis(account)))
    }

    /// The predictors of an account.
    pub fn predictors<'a>(&self, account: &'a AccountFigures) -> &'a Predictors {
        account
            .predictors
            .get_or_init(|| Predictors::of(&self.basis(account), self.monthly(account)))
    }

    /// The monthly analysis of all completed accounts together.
    pub fn aggregate(&self) -> &MonthlyAnalysis {
        self.aggregate.get_or_init(|| MonthlyAnalysis::of(&self.basis_of_all()))
    }

    /// What the figures of all completed accounts together stand on.
    pub fn basis_of_all(&self) -> Basis<'_> {
        // One account alone is all of them: its index is the same.
        let completed: Vec<&AccountFigures> = self.completed().collect();
        if let [only] = completed[..] {
            return self.basis(only);
        }
        Basis::of_all(&self.analysed)
    }

    /// How many rows there are, for weighing it in a cache.
    pub fn row_count(&self) -> usize {
        self.accounts.iter().map(|account| account.account.rows.len()).sum()
    }
}

impl AccountFigures {
    /// The name of each of its rows.
    pub fn hashes(&self) -> &[String] {
        self.hashes.get_or_init(|| row_hashes(&self.account))
    }
}

fn analysed(account: &Account<'_>, page_limit: u32, rows: Vec<crate::analysis::class::Classified>) -> AnalysedAccount {
    let facts = account.facts();
    let findings = account
        .good_statements(page_limit)
        .filter_map(|statement| statement.inspection.as_ref())
        .map(|inspection| StatementFindings {
            findings: inspection.document.findings.clone(),
        });
    AnalysedAccount {
        bank: account.key.bank,
        number: account.key.number.clone(),
        holder: facts.and_then(|facts| facts.holder.clone()),
        ifsc: facts.and_then(|facts| facts.ifsc.clone()),
        phone: facts
            .and_then(|facts| facts.phone.as_deref())
            .map(crate::domain::account::masked),
        email: facts.and_then(|facts| facts.email.clone()),
        category: account.category().map(str::to_owned),
        account_type: account.account_type(),
        opened_on: facts.and_then(|facts| facts.opened_on),
        overdraft_limit: facts.and_then(|facts| facts.overdraft_limit),
        credit_limit: None,
        drawing_power: None,
        covered: account.covered(page_limit),
        opening: facts.and_then(|facts| facts.opening),
        rows,
        statements: findings.collect(),
    }
}
