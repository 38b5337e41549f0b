//! The sessions the reports are about, and their workbooks.

use std::io::Cursor;

use bankconnect_emulator::analysis::account::{Analysed, AnalysedAccount, StatementFindings};
use bankconnect_emulator::analysis::basis::Basis;
use bankconnect_emulator::analysis::category::{AccountRows, classify};
use bankconnect_emulator::analysis::monthly::{self, MonthlyAnalysis};
use bankconnect_emulator::document::workbook::{account_report, aggregate_report};
use bankconnect_emulator::domain::ledger::Ledger;
use bankconnect_emulator::domain::money::Money;
use bankconnect_emulator::domain::period::{Month, Period};
use bankconnect_emulator::domain::session_request::Metadata;
use bankconnect_emulator::domain::statement::{AccountType, MetadataFinding};
use bankconnect_emulator::persona::{Persona, life};
use calamine::{Data, Range, Reader, Xlsx};
use chrono::NaiveDate;

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Three quarters of a year, beginning and ending within a month.
pub fn window() -> Period {
    Period::new(day("2025-03-10"), day("2025-12-20")).unwrap()
}

/// A borrower with all accounts, as the emulator would hand them over.
pub fn analysed(persona: &Persona, window: Period) -> Analysed {
    let life = life(persona, day("2026-01-01"), 7);
    let indices: Vec<_> = life.accounts().collect();
    let statements: Vec<_> = indices
        .iter()
        .map(|account| life.statement(*account, life.bank_of(*account), window).unwrap())
        .collect();
    let rows: Vec<AccountRows<'_>> = indices
        .iter()
        .zip(&statements)
        .map(|(account, (facts, ledger))| AccountRows {
            ledger,
            holder: facts.holder.as_deref(),
            number: facts.account_number.as_deref().unwrap(),
            bank: Some(life.bank_of(*account)),
            is_overdraft: life.type_of(*account) == AccountType::Overdraft,
        })
        .collect();
    let classified = classify(&rows, &Metadata::default());
    let accounts = indices.iter().zip(&statements).zip(classified);
    let accounts = accounts.map(|((account, (facts, ledger)), rows)| AnalysedAccount {
        bank: Some(life.bank_of(*account)),
        number: facts.account_number.clone().unwrap(),
        holder: facts.holder.clone(),
        ifsc: facts.ifsc.clone(),
        account_type: Some(life.type_of(*account)),
        overdraft_limit: (life.type_of(*account) == AccountType::Overdraft).then_some(Money::rupees(500_000)),
        covered: vec![window],
        opening: Ledger::opening(ledger),
        rows,
        statements: vec![StatementFindings::default()],
        ..AnalysedAccount::default()
    });
    Analysed {
        window,
        accounts: accounts.collect(),
    }
}

/// Every borrower; the last one has a changed file, a wrong balance, months without a statement and narrations that look like formulas.
pub fn everybody() -> Vec<Analysed> {
    let mut all: Vec<Analysed> = Persona::embedded()
        .iter()
        .map(|persona| analysed(persona, window()))
        .collect();
    all.push(troubled(all[0].clone()));
    all
}

/// A few of them, as different as they get: a spreadsheet program takes seconds for each.
pub fn some() -> Vec<Analysed> {
    let mut all = everybody();
    let troubled = all.pop().unwrap();
    let is_overdraft = |analysed: &Analysed| analysed.accounts.iter().any(AnalysedAccount::is_overdraft);
    let overdraft = all.iter().position(is_overdraft).expect("a borrower with an overdraft");
    vec![all.swap_remove(overdraft), all.swap_remove(1), troubled]
}

pub fn troubled(mut analysed: Analysed) -> Analysed {
    let account = &mut analysed.accounts[0];
    account.statements[0].findings = vec![MetadataFinding::ModifiedLater];
    account.rows.retain(|row| {
        let month = Month::of(row.transaction.date).first_day();
        month != day("2025-06-01") && month != day("2025-07-01")
    });
    account.covered = vec![
        Period::new(day("2025-03-10"), day("2025-05-31")).unwrap(),
        Period::new(day("2025-07-25"), day("2025-12-20")).unwrap(),
    ];
    account.rows[5].transaction.balance = Money::paise(-1_234_567_890);
    for (row, narration) in account
        .rows
        .iter_mut()
        .zip(["=1+1", "+91 98", "-5", "@SUM(A1)", "=HYPERLINK(\"x\")"])
    {
        row.transaction.narration = narration.to_owned();
    }
    analysed
}

/// A workbook and what it is about.
pub struct Case {
    pub name: String,
    pub bytes: Vec<u8>,
    pub analysed: Analysed,
    /// The account; `None` for all.
    pub account: Option<usize>,
}

pub fn cases() -> Vec<Case> {
    cases_of(everybody())
}

pub fn cases_of(sessions: Vec<Analysed>) -> Vec<Case> {
    let mut cases = Vec::new();
    for (at, analysed) in sessions.into_iter().enumerate() {
        for account in 0..analysed.accounts.len() {
            cases.push(Case {
                name: format!("{at}-{account}"),
                bytes: account_report(&analysed, account).unwrap(),
                analysed: analysed.clone(),
                account: Some(account),
            });
        }
        cases.push(Case {
            name: format!("{at}-all"),
            bytes: aggregate_report(&analysed, &[]).unwrap(),
            analysed,
            account: None,
        });
    }
    cases
}

impl Case {
    pub fn book(&self) -> Xlsx<Cursor<Vec<u8>>> {
        Xlsx::new(Cursor::new(self.bytes.clone())).unwrap()
    }

    pub fn sheet(&self, name: &str) -> Range<Data> {
        self.book().worksheet_range(name).unwrap()
    }

    pub fn basis(&self) -> Basis<'_> {
        match self.account {
            Some(account) => Basis::of_account(&self.analysed.accounts[account], self.analysed.window),
            None => Basis::of_all(&self.analysed),
        }
    }

    pub fn monthly(&self) -> MonthlyAnalysis {
        match self.account {
            Some(account) => monthly::monthly(&self.analysed.accounts[account], self.analysed.window),
            None => monthly::aggregate(&self.analysed),
        }
    }

    /// The accounts it is about.
    pub fn accounts(&self) -> &[AnalysedAccount] {
        match self.account {
            Some(account) => &self.analysed.accounts[account..=account],
            None => &self.analysed.accounts,
        }
    }
}
