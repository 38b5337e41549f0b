//! An account whose figures are shown: the account of the session, its figures, and the names of its rows.

use crate::analysis::basis::Basis;
use crate::analysis::session_figures::{AccountFigures, SessionFigures};
use crate::domain::account::Account;
use crate::domain::ids::AccountId;
use crate::domain::processing::Processing;
use crate::domain::session::Session;
use crate::wire::session_account::SessionAccount;

/// A session whose figures are shown.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// The session.
    pub session: &'a Session,
    /// Its processing, which has ended.
    pub processing: &'a Processing,
    /// Its figures.
    pub figures: &'a SessionFigures,
    /// Where ids come from.
    pub ids: &'a crate::domain::ids::IdSource,
    /// The only account that is shown; all when `None`.
    pub only: Option<AccountId>,
}

/// One account of it.
pub struct ShownAccount<'a> {
    /// Its id.
    pub id: AccountId,
    /// What the session knows of it.
    pub account: Account<'a>,
    /// Its figures.
    pub figures: &'a AccountFigures,
    /// Names of its rows.
    pub hashes: &'a [String],
    /// The ground its figures stand on.
    pub basis: Basis<'a>,
}

impl<'a> Shown<'a> {
    /// The accounts of which a statement was read; failed ones have identity and transactions, and no figures. Source: semantics 31.
    pub fn read(&self) -> Vec<ShownAccount<'a>> {
        let accounts = self.session.accounts();
        let of_figures = |figures: &'a AccountFigures| {
            let account = accounts.iter().find(|account| account.key == figures.key)?.clone();
            let id = account.key.id(self.ids, self.session.id);
            self.only.is_none_or(|only| only == id).then(|| ShownAccount {
                id,
                account,
                figures,
                hashes: figures.hashes(),
                basis: self.figures.basis(figures),
            })
        };
        self.figures.accounts.iter().filter_map(of_figures).collect()
    }

    /// The accounts that have figures.
    pub fn completed(&self) -> Vec<ShownAccount<'a>> {
        let mut accounts = self.read();
        accounts.retain(|account| account.figures.place.is_some());
        accounts
    }

    /// The list of accounts an answer begins with.
    pub fn list(&self, accounts: &[ShownAccount<'_>]) -> Vec<SessionAccount> {
        accounts
            .iter()
            .map(|account| SessionAccount::of(account, self))
            .collect()
    }
}
