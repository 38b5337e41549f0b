//! What a kind changes in a statement's content: facts and rows, before anything is drawn.

use chrono::NaiveDateTime;

use super::{Kind, RowCounts, Specimen, UnfitLedger};
use crate::domain::ledger::{Ledger, Transaction};
use crate::domain::money::Money;
use crate::domain::period::Month;
use crate::domain::statement::StatementFacts;

impl Specimen {
    /// A specimen of this kind: what the kind changes in content is done here, the rest when it is drawn.
    ///
    /// Opening, closing and totals are taken from the ledger, whatever `facts` says; without rows from `facts`. The period is
    /// that of `facts`, else that of the ledger. Which row or month is hit follows from `seed`. For a statement nobody
    /// suspects, `created` lies behind the period.
    ///
    /// # Errors
    /// [`UnfitLedger`] when the kind cannot be made from so few rows or months.
    pub fn new(
        facts: StatementFacts,
        ledger: Ledger,
        kind: Kind,
        created: NaiveDateTime,
        seed: u64,
    ) -> Result<Self, UnfitLedger> {
        let counted = RowCounts::of(&ledger);
        let mut specimen = Specimen {
            facts,
            ledger,
            counted,
            kind,
            created,
            seed,
        };
        specimen.facts.period = specimen.facts.period.or_else(|| specimen.ledger.period());
        specimen.sum_up();
        match kind {
            Kind::Plain
            | Kind::Scanned
            | Kind::WrongAuthor
            | Kind::Edited
            | Kind::Truncated
            | Kind::Letter
            | Kind::TooManyPages => {}
            Kind::NoAccountNumber => specimen.facts.account_number = None,
            Kind::MissingRows => specimen.cut_rows()?,
            Kind::BalanceMismatch => specimen.misprint_balance()?,
            Kind::EmptyMonth => specimen.empty_month()?,
            Kind::NoTransactions => {
                specimen.facts.closing = specimen.facts.opening.or(Some(Money::ZERO));
                specimen.ledger.transactions.clear();
                specimen.sum_up();
            }
            Kind::UnreadablePages => specimen.needs_rows(2, "two transactions or more")?,
            Kind::NewTemplate => specimen.needs_rows(1, "a transaction or more")?,
            Kind::UnknownBank => specimen.forget_bank(),
        }
        Ok(specimen)
    }

    fn unfit(&self, needs: &'static str) -> UnfitLedger {
        UnfitLedger { kind: self.kind, needs }
    }

    fn needs_rows(&self, count: usize, needs: &'static str) -> Result<(), UnfitLedger> {
        if self.ledger.transactions.len() < count {
            return Err(self.unfit(needs));
        }
        Ok(())
    }

    /// Opening, closing, totals and counts of the ledger as it stands.
    fn sum_up(&mut self) {
        let known = self.facts.closing.or(self.facts.opening);
        self.facts.opening = self.ledger.opening().or(known);
        self.facts.closing = self.ledger.closing().or(known);
        self.facts.total_debits = Some(self.ledger.total_debits());
        self.facts.total_credits = Some(self.ledger.total_credits());
        self.counted = RowCounts::of(&self.ledger);
    }

    /// Cuts one to three rows out of the middle. Rows that add up to nothing would leave no trace, so those are passed over.
    fn cut_rows(&mut self) -> Result<(), UnfitLedger> {
        const NEEDS: &str = "five transactions or more, some of which change the balance";
        self.needs_rows(5, NEEDS)?;
        let rows = &mut self.ledger.transactions;
        let count = 1 + chosen(self.seed, 1, 3.min(rows.len() - 4));
        let places = rows.len() - count - 3;
        let first = chosen(self.seed, 2, places);
        let leaves_trace = |start: &usize| {
            let sum: Money = rows[*start..*start + count].iter().map(Transaction::change).sum();
            !sum.is_zero()
        };
        let start = (0..places)
            .map(|step| 2 + (first + step) % places)
            .find(leaves_trace)
            .ok_or(UnfitLedger {
                kind: self.kind,
                needs: NEEDS,
            })?;
        rows.drain(start..start + count);
        Ok(())
    }

    /// Changes one digit of one middle row's balance, in its rupees.
    fn misprint_balance(&mut self) -> Result<(), UnfitLedger> {
        self.needs_rows(3, "three transactions or more")?;
        let inner = self.ledger.transactions.len() - 2;
        let row = &mut self.ledger.transactions[1 + chosen(self.seed, 3, inner)];
        row.balance = misprinted(row.balance, self.seed);
        Ok(())
    }

    /// Takes out every row of one month and chains what follows, as if nothing had happened in it.
    ///
    /// An inner month if there is one, and if possible one after which no balance turns negative.
    fn empty_month(&mut self) -> Result<(), UnfitLedger> {
        const NEEDS: &str = "transactions in two calendar months or more";
        let Some(period) = self.facts.period else {
            return Err(self.unfit(NEEDS));
        };
        let (first, last) = (Month::of(period.from), Month::of(period.to));
        let mut busy: Vec<Month> = Vec::new();
        for row in &self.ledger.transactions {
            let month = Month::of(row.date);
            if busy.last() != Some(&month) {
                busy.push(month);
            }
        }
        if busy.len() < 2 {
            return Err(self.unfit(NEEDS));
        }
        let inner: Vec<Month> = busy
            .iter()
            .copied()
            .filter(|month| *month != first && *month != last)
            .collect();
        let candidates = if inner.is_empty() { busy[1..].to_vec() } else { inner };
        let start = chosen(self.seed, 4, candidates.len());
        let in_turn = |step: usize| candidates[(start + step) % candidates.len()];
        let lowest = |rows: &[Transaction]| rows.iter().map(|row| row.balance).min().unwrap_or_default();
        let floor = lowest(&self.ledger.transactions).min(Money::ZERO);
        let month = (0..candidates.len())
            .map(in_turn)
            .find(|month| lowest(&without_month(&self.ledger, *month).transactions) >= floor)
            .unwrap_or(in_turn(0));
        self.ledger = without_month(&self.ledger, month);
        self.sum_up();
        Ok(())
    }

    /// Takes away what tells the bank. A scheme named after the bank goes too.
    fn forget_bank(&mut self) {
        if let (Some(bank), Some(scheme)) = (self.facts.bank, &self.facts.account_scheme)
            && scheme.to_ascii_lowercase().contains(bank.as_str())
        {
            self.facts.account_scheme = None;
        }
        self.facts.bank = None;
        self.facts.ifsc = None;
    }
}

/// The ledger without the rows of one month, later balances chained on.
fn without_month(ledger: &Ledger, month: Month) -> Ledger {
    let mut removed = Money::ZERO;
    let mut left = Vec::with_capacity(ledger.transactions.len());
    for row in &ledger.transactions {
        if Month::of(row.date) == month {
            removed += row.change();
        } else {
            left.push(Transaction {
                balance: row.balance - removed,
                ..row.clone()
            });
        }
    }
    Ledger { transactions: left }
}

/// The amount with one digit of its rupees changed; as long as before.
fn misprinted(money: Money, seed: u64) -> Money {
    let mut digits = money.abs().plain().into_bytes();
    let rupee_digits = digits.len() - 3;
    let place = chosen(seed, 5, rupee_digits);
    let old = digits[place] - b'0';
    let step = 1 + chosen(seed, 6, 9) as u8;
    let mut new = (old + step) % 10;
    if new == 0 && place == 0 && rupee_digits > 1 {
        new = if old == 9 { 8 } else { 9 };
    }
    digits[place] = b'0' + new;
    let changed = Money::parse(&String::from_utf8_lossy(&digits)).unwrap_or(money.abs() + Money::rupees(1));
    if money.is_negative() { -changed } else { changed }
}

/// A number below `count` (0 when there is none) that follows from the seed; a number for each purpose.
///
/// The mixing is that of `SplitMix64`, written out because the domain knows no source of chance.
pub fn chosen(seed: u64, purpose: u64, count: usize) -> usize {
    let mut mixed = seed.wrapping_add(purpose.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^= mixed >> 31;
    if count == 0 { 0 } else { (mixed % count as u64) as usize }
}

#[cfg(test)]
mod tests;
