//! Why a figure is what it is: finds the account that is meant, and explains.

use serde_json::Value;

use crate::analysis::explain::{Problem, Subject, explain};
use crate::domain::ids::AccountId;
use crate::domain::period::Month;
use crate::domain::refusal::Refusal;
use crate::emulator::Emulator;
use crate::store::world::World;
use crate::wire;
use crate::wire::shown_account::{Shown, ShownAccount};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct FigureAsked {
    /// `monthly_analysis.amt_upi_debit`, `predictors.credits_0`.
    pub figure: String,
    /// The month of a monthly figure.
    pub month: Option<Month>,
    /// An account's id, or `aggregate`; needed where there are several accounts.
    pub account_id: Option<String>,
}

/// Why a figure cannot be explained.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum ExplainProblem {
    /// The session has no figures yet, or is not there.
    #[error("the session has no figures")]
    Refused(Refusal),
    /// There are several accounts and none is named.
    #[error("this session has several accounts: give account_id= one of {0}")]
    WhichAccount(String),
    /// No account of this id.
    #[error("no account {asked} in this session: there is {known}")]
    UnknownAccount {
        /// What was asked for.
        asked: String,
        /// The accounts there are.
        known: String,
    },
    /// The account failed, so that it has no figures.
    #[error("account {0} failed and has no figures: {1}")]
    Failed(String, String),
    /// No account has figures.
    #[error("no account of this session completed: {0}")]
    NoneCompleted(String),
    /// There is no such figure or month.
    #[error(transparent)]
    Figure(#[from] Problem),
}

impl ExplainProblem {
    /// Whether the question was wrong in itself; else it asks for what is not there.
    pub fn is_wrong_question(&self) -> bool {
        match self {
            ExplainProblem::WhichAccount(_) => true,
            ExplainProblem::Figure(problem) => problem.is_wrong_question(),
            ExplainProblem::Refused(_)
            | ExplainProblem::UnknownAccount { .. }
            | ExplainProblem::Failed(..)
            | ExplainProblem::NoneCompleted(_) => false,
        }
    }
}

impl Emulator {
    /// Explains a figure of an account, or of all together. Blocks.
    ///
    /// # Errors
    /// When the session has no figures, no account or several are meant, or there is no such figure or month.
    pub fn explain(&self, world: &World, id: &str, asked: &FigureAsked) -> Result<Value, ExplainProblem> {
        let session = self.session(world, id).map_err(ExplainProblem::Refused)?;
        let processing = session.processed(self.now(world)).map_err(ExplainProblem::Refused)?;
        let figures = self.session_figures(&session, processing);
        let shown = Shown {
            session: &session,
            processing,
            figures: &figures,
            ids: &world.ids,
            only: None,
        };
        let accounts = shown.completed();
        let place = meant(&shown, &accounts, asked)?;
        let explanation = match place {
            Some(place) => {
                let account = accounts[place].figures;
                let (basis, monthly) = (&accounts[place].basis, figures.monthly(account));
                explain(basis, monthly, Subject::Account(place), &asked.figure, asked.month)
            }
            None => {
                let (basis, monthly) = (figures.basis_of_all(), figures.aggregate());
                explain(&basis, monthly, Subject::Aggregate, &asked.figure, asked.month)
            }
        };
        let only = place.map(|place| accounts[place].id);
        Ok(wire::explained_figure::figure(&accounts, only, &explanation?))
    }
}

/// The place of the account that is meant; `None` for all together.
fn meant(
    shown: &Shown<'_>,
    accounts: &[ShownAccount<'_>],
    asked: &FigureAsked,
) -> Result<Option<usize>, ExplainProblem> {
    let is_monthly = asked.figure.starts_with("monthly_analysis.");
    let named = || {
        let mut named: Vec<String> = accounts
            .iter()
            .map(|account| named(account.id, &account.account.key))
            .collect();
        named.extend(is_monthly.then(|| "aggregate".to_owned()));
        named.join(", ")
    };
    match asked.account_id.as_deref() {
        Some(text) if failed(shown).iter().any(|(id, ..)| id.to_string() == text) => {
            let because = failed(shown).into_iter().find(|(id, ..)| id.to_string() == text);
            let because = because.map(|(_, _, because)| because).unwrap_or_default();
            Err(ExplainProblem::Failed(text.to_owned(), because))
        }
        _ if accounts.is_empty() => Err(ExplainProblem::NoneCompleted(none_completed(shown))),
        Some("aggregate") => Ok(None),
        None if accounts.len() == 1 => Ok(Some(0)),
        None => Err(ExplainProblem::WhichAccount(named())),
        Some(text) => {
            let place = accounts.iter().position(|account| account.id.to_string() == text);
            place.map(Some).ok_or_else(|| ExplainProblem::UnknownAccount {
                asked: text.to_owned(),
                known: named(),
            })
        }
    }
}

/// An account in a line of text.
fn named(id: AccountId, key: &crate::domain::account::AccountKey) -> String {
    let number = wire::account::masked(&key.number);
    let name = [wire::account::bank_name(key.bank), number.as_str()].join(" ");
    match name.trim() {
        "" => id.to_string(),
        name => format!("{id} ({name})"),
    }
}

/// The accounts that failed, with their names and why.
fn failed(shown: &Shown<'_>) -> Vec<(AccountId, String, String)> {
    let accounts = shown.session.accounts().into_iter();
    let failed = accounts.filter_map(|account| {
        let error = shown.processing.account_error(&account.key)?;
        let id = account.key.id(shown.ids, shown.session.id);
        let code = wire::account_errors::code(error);
        let because = wire::explain::because(error, shown.session.request.window);
        Some((id, named(id, &account.key), format!("{code}, {because}")))
    });
    failed.collect()
}

fn none_completed(shown: &Shown<'_>) -> String {
    let failed: Vec<String> = failed(shown)
        .into_iter()
        .map(|(_, name, because)| format!("{name}: {because}"))
        .collect();
    if failed.is_empty() {
        "no statement of it was accepted".to_owned()
    } else {
        failed.join("; ")
    }
}
