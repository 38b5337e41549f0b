//! A persona's money over five years, and every account's ledger out of it.

use chrono::NaiveDate;

use crate::domain::bank::BankId;
use crate::domain::ledger::{Ledger, Transaction};
use crate::domain::money::Money;
use crate::domain::period::Period;
use crate::domain::statement::{AccountType, StatementFacts};
use crate::persona::bank_style;
use crate::persona::branch::Branch;
use crate::persona::entry::Entry;
use crate::persona::file::Persona;
use crate::persona::grammar::{self, Desk};
use crate::persona::label::Label;
use crate::persona::simulation::{self, Book};
use crate::randomness::Stream;

/// One of a life's accounts, by its place in the persona's file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct AccountIndex(usize);

/// A persona's money from 36 months before the month of `as_of` to 24 after it.
pub struct Life {
    persona: Persona,
    as_of: NaiveDate,
    seed: u64,
    books: Vec<Book>,
}

/// A period that reaches outside the years a life covers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{asked} reaches outside the life: as of {as_of} it covers {allowed}")]
pub struct OutsideLife {
    /// What was asked for.
    pub asked: Period,
    /// What may be asked for.
    pub allowed: Period,
    /// The day the life was made for.
    pub as_of: NaiveDate,
}

/// Lives a persona's life. Equal arguments give equal lives, on any machine.
pub fn life(persona: &Persona, as_of: NaiveDate, seed: u64) -> Life {
    Life {
        persona: persona.clone(),
        as_of,
        seed,
        books: simulation::run(persona, as_of, seed),
    }
}

impl Life {
    /// Whose life it is.
    pub fn persona(&self) -> &Persona {
        &self.persona
    }

    /// The days it covers.
    pub fn period(&self) -> Period {
        simulation::lived(self.as_of)
    }

    /// All accounts, the primary one first.
    pub fn accounts(&self) -> impl Iterator<Item = AccountIndex> + use<> {
        (0..self.books.len()).map(AccountIndex)
    }

    /// The account the persona has with this bank; his primary one, as if it were held there, where he has none.
    pub fn account_for(&self, bank: BankId) -> AccountIndex {
        let at_bank = self.persona.accounts.iter().position(|account| account.bank == bank);
        AccountIndex(at_bank.unwrap_or(0))
    }

    /// The bank an account truly is with.
    pub fn bank_of(&self, account: AccountIndex) -> BankId {
        self.persona.accounts[account.0].bank
    }

    /// The kind of an account.
    pub fn type_of(&self, account: AccountIndex) -> AccountType {
        self.books[account.0].account_type
    }

    /// The account's number; one of the usual length where it is held at another bank than its own.
    pub fn number_at(&self, account: AccountIndex, bank: BankId) -> String {
        let file = &self.persona.accounts[account.0];
        if file.bank == bank {
            file.number.clone()
        } else {
            bank_style::of(bank).number_like(&file.number)
        }
    }

    /// The account's rows in a period, in the words of its own bank.
    ///
    /// # Errors
    ///
    /// A period outside the simulated years.
    pub fn ledger(&self, account: AccountIndex, period: Period) -> Result<Ledger, OutsideLife> {
        let (_, ledger) = self.statement(account, self.bank_of(account), period)?;
        Ok(ledger)
    }

    /// The account's rows in a period as a bank words them, each with what it truly was.
    ///
    /// # Errors
    ///
    /// A period outside the simulated years.
    pub fn labelled(
        &self,
        account: AccountIndex,
        bank: BankId,
        period: Period,
    ) -> Result<Vec<(Transaction, Label)>, OutsideLife> {
        let desk = self.desk(account, bank);
        let grammar = grammar::of(bank);
        let rows = self.entries(account, period)?.iter();
        Ok(rows
            .flat_map(|entry| grammar::rows(&grammar, &desk, entry))
            .map(|(row, label)| (row, label.into_owned()))
            .collect())
    }

    /// A statement of the account over a period, as if a bank had issued it.
    ///
    /// A period before the account was opened has no rows and a balance of zero.
    ///
    /// # Errors
    ///
    /// A period outside the simulated years.
    pub fn statement(
        &self,
        account: AccountIndex,
        bank: BankId,
        period: Period,
    ) -> Result<(StatementFacts, Ledger), OutsideLife> {
        let desk = self.desk(account, bank);
        let grammar = grammar::of(bank);
        let rows = self.entries(account, period)?.iter();
        let ledger = Ledger {
            transactions: rows
                .flat_map(|entry| grammar::rows(&grammar, &desk, entry))
                .map(|(row, _)| row)
                .collect(),
        };
        let opening = self.balance_before(account, period.from);
        let file = &self.persona.accounts[account.0];
        let usual_scheme = || bank_style::of(bank).scheme(file.account_type).to_owned();
        let own_scheme = file.scheme.as_ref().filter(|_| file.bank == bank);
        let facts = StatementFacts {
            bank: Some(bank),
            account_number: Some(desk.number),
            holder: Some(desk.holder),
            address: Some(self.persona.address.join(", ")),
            email: Some(self.persona.email.clone()),
            phone: Some(self.persona.phone.clone()),
            customer_id: Some(self.customer_id(bank)),
            ifsc: desk.branch.ifsc(),
            micr: Some(desk.branch.micr()),
            account_scheme: Some(own_scheme.map_or_else(usual_scheme, |scheme| scheme.0.clone())),
            opened_on: Some(self.books[account.0].opened),
            overdraft_limit: file.limit.as_ref().map(|limit| limit.value.0),
            period: Some(period),
            opening: Some(opening),
            closing: Some(ledger.closing().unwrap_or(opening)),
            total_debits: Some(ledger.total_debits()),
            total_credits: Some(ledger.total_credits()),
        };
        Ok((facts, ledger))
    }

    /// What happened on an account in a period.
    fn entries(&self, account: AccountIndex, asked: Period) -> Result<&[Entry], OutsideLife> {
        let allowed = self.period();
        if !allowed.contains(asked.from) || !allowed.contains(asked.to) {
            return Err(OutsideLife {
                asked,
                allowed,
                as_of: self.as_of,
            });
        }
        let entries = &self.books[account.0].entries;
        let first = entries.partition_point(|entry| entry.day < asked.from);
        let end = entries.partition_point(|entry| entry.day <= asked.to);
        Ok(&entries[first..end])
    }

    fn balance_before(&self, account: AccountIndex, day: NaiveDate) -> Money {
        let book = &self.books[account.0];
        let count = book.entries.partition_point(|entry| entry.day < day);
        match count.checked_sub(1) {
            Some(last) => book.entries[last].balance,
            None => book.opening,
        }
    }

    fn desk(&self, account: AccountIndex, bank: BankId) -> Desk {
        let number = self.number_at(account, bank);
        let branch = Branch::new(&self.persona.address, bank, &number);
        let name = &self.persona.accounts[account.0].name.value;
        let mut chance = Stream::new(self.seed, &[&self.persona.persona, name, "card"]);
        Desk {
            holder: self.persona.holder.to_ascii_uppercase(),
            number,
            bank_code: branch.bank_code(),
            branch,
            card_tail: chance.digits(4),
        }
    }

    /// The bank's number for the customer: zeros and what follows from his account there.
    fn customer_id(&self, bank: BankId) -> String {
        let number = self.number_at(self.account_for(bank), bank);
        format!("9000{}", &number[number.len() - 4..])
    }
}
