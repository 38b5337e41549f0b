//! Statements of an invented borrower, to be changed by a row or a day before they are printed.

use std::sync::OnceLock;

use bankconnect_emulator::document::pdf::{self, Encryption, Lock};
use bankconnect_emulator::domain::bank::BankId;
use bankconnect_emulator::domain::ledger::{Ledger, Transaction};
use bankconnect_emulator::domain::money::Money;
use bankconnect_emulator::domain::period::Period;
use bankconnect_emulator::domain::specimen::{Kind, Specimen};
use bankconnect_emulator::domain::statement::StatementFacts;
use bankconnect_emulator::persona::{Life, Persona, life};
use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

/// A statement before it is printed.
#[derive(Clone, Debug)]
pub(crate) struct Paper {
    facts: StatementFacts,
    pub(crate) ledger: Ledger,
    kind: Kind,
    created: NaiveDateTime,
    password: Option<String>,
}

fn asha() -> &'static Life {
    static LIFE: OnceLock<Life> = OnceLock::new();
    LIFE.get_or_init(|| life(Persona::named("salaried-asha").unwrap(), day("2026-01-15"), 1))
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Asha's statement from this bank over these days. Her account at sbi has the fewest rows.
pub(crate) fn statement(bank: &str, from: &str, to: &str) -> Paper {
    let (bank, period) = (BankId::parse(bank).unwrap(), Period::new(day(from), day(to)).unwrap());
    let (facts, ledger) = asha().statement(asha().account_for(bank), bank, period).unwrap();
    Paper {
        facts,
        ledger,
        kind: Kind::Plain,
        created: day(to).and_hms_opt(2, 0, 0).unwrap() + TimeDelta::days(1),
        password: None,
    }
}

/// Asha's statement from sbi over the usual window.
pub(crate) fn usual() -> Paper {
    statement("sbi", "2025-10-01", "2025-12-31")
}

/// The same in print.
pub(crate) fn usual_pdf() -> &'static Vec<u8> {
    static PDF: OnceLock<Vec<u8>> = OnceLock::new();
    PDF.get_or_init(|| usual().pdf())
}

/// The usual statement as this kind.
pub(crate) fn of_kind(kind: Kind) -> Vec<u8> {
    usual().kind(kind).pdf()
}

impl Paper {
    pub(crate) fn kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    pub(crate) fn locked(mut self, password: &str) -> Self {
        self.password = Some(password.to_owned());
        self
    }

    /// Without the account number.
    pub(crate) fn nameless(mut self) -> Self {
        self.facts.account_number = None;
        self
    }

    /// Without one row; the balances of the others stay.
    pub(crate) fn without_row(mut self, index: usize) -> Self {
        self.ledger.transactions.remove(index);
        self
    }

    /// With one row's printed balance off by a rupee.
    pub(crate) fn with_wrong_balance(mut self, index: usize) -> Self {
        self.ledger.transactions[index].balance += Money::rupees(1);
        self
    }

    /// Only the rows that are wanted, balances chained anew.
    pub(crate) fn only(mut self, is_wanted: impl Fn(&Transaction) -> bool) -> Self {
        let mut balance = self.ledger.opening().unwrap();
        self.ledger.transactions.retain(|row| is_wanted(row));
        for row in &mut self.ledger.transactions {
            balance += row.change();
            row.balance = balance;
        }
        self
    }

    pub(crate) fn pdf(&self) -> Vec<u8> {
        let specimen = Specimen::new(self.facts.clone(), self.ledger.clone(), self.kind, self.created, 1).unwrap();
        let lock = self.password.as_ref().map(|password| Lock {
            user_password: password.clone(),
            owner_password: String::new(),
            encryption: Encryption::Aes128,
        });
        pdf::write(&specimen, lock.as_ref()).unwrap()
    }
}
