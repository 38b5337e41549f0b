//! The persona file: what it may say, and whether it makes sense. `fixtures/personas/README.md` is the reference for users.

mod check;
mod defaults;
pub(crate) mod flow;
pub(crate) mod income;
pub(crate) mod obligations;
pub(crate) mod savings;
pub(crate) mod spending;
pub(crate) mod values;

use serde::Deserialize;

use crate::domain::bank::BankId;
use crate::domain::statement::AccountType;
use crate::yaml::{self, Placed, Problem};
use flow::{AccountName, Flow};
use values::{Name, Percent, RelativeDay, Rupees};

/// An invented borrower as his file describes him.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Persona {
    /// The persona's name: story plus first name, `salaried-asha`.
    #[serde(deserialize_with = "check::slug")]
    pub persona: String,
    /// The story in one line.
    pub summary: String,
    /// The account holder as the file spells him.
    #[serde(deserialize_with = "check::holder")]
    pub holder: String,
    /// Postal address by lines, the last one ending in the PIN code.
    #[serde(deserialize_with = "check::address")]
    pub address: Vec<String>,
    /// E-mail address.
    #[serde(deserialize_with = "check::email")]
    pub email: String,
    /// Mobile number, ten digits.
    #[serde(deserialize_with = "check::phone")]
    pub phone: String,
    /// How much of what falls due soon he keeps back before he spends on anything else.
    #[serde(default = "defaults::percent::<100>")]
    pub(crate) prudence: Percent,
    /// His accounts, the primary one first; at least one.
    pub(crate) accounts: Vec<AccountFile>,
    /// His money life.
    pub(crate) life: Vec<Flow>,
}

/// One account in a persona file.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountFile {
    /// What flows call it.
    pub(crate) name: Placed<String>,
    /// Where it is held.
    #[serde(deserialize_with = "values::bank")]
    pub(crate) bank: BankId,
    /// Its number.
    #[serde(deserialize_with = "values::account_number")]
    pub(crate) number: String,
    /// Savings, current or overdraft.
    #[serde(rename = "type")]
    pub(crate) account_type: AccountType,
    /// When it was opened.
    pub(crate) opened: RelativeDay,
    /// Balance when the life begins, or the first deposit when it is opened later.
    pub(crate) balance: Rupees,
    /// How far it may be overdrawn; overdraft accounts only.
    pub(crate) limit: Option<Placed<Rupees>>,
    /// Average balance below which the bank charges.
    pub(crate) minimum_balance: Option<Rupees>,
    /// What he does not spend the last of on wishes.
    pub(crate) keeps: Option<Rupees>,
    /// The bank's name for the kind of account, where the usual one does not fit.
    pub(crate) scheme: Option<Name>,
}

impl Persona {
    /// The banks of his accounts, the primary account's first.
    pub fn banks(&self) -> impl Iterator<Item = BankId> {
        self.accounts.iter().map(|account| account.bank)
    }

    /// Reads a persona file.
    ///
    /// # Errors
    ///
    /// A [`Problem`] with line and column for unknown keys, wrong types, impossible values and references to accounts that
    /// are not there.
    pub fn from_yaml(text: &str, file_name: &str) -> Result<Self, Problem> {
        let persona: Persona = yaml::read(text, file_name)?;
        check::references(&persona, file_name)?;
        Ok(persona)
    }

    /// The position of an account among the persona's; the first one when none is named.
    pub(crate) fn account_index(&self, name: &AccountName) -> usize {
        name.as_ref().map_or(0, |name| self.account_named(&name.value))
    }

    /// The position of the account of this name; [`Persona::from_yaml`] made sure that there is one.
    pub(crate) fn account_named(&self, name: &str) -> usize {
        let is_named = |account: &AccountFile| account.name.value == name;
        self.accounts.iter().position(is_named).unwrap_or(0)
    }
}
