//! Mandates that came back: the credit finds the debit it undoes.
//!
//! Most banks say so in the credit's own words. Where one prints the words of any NACH credit, or the lender sends the money back
//! himself, the same amount from the same party shortly after the debit is the bounce, and no new loan.

use chrono::NaiveDate;

use super::Row;
use super::row::RAILS;
use crate::analysis::class::{Channel, Description, Mark, MerchantCategory};
use crate::domain::ledger::Direction;
use crate::domain::money::Money;

/// Days after which a credit that calls itself a return still belongs to a debit. Inferred.
const SAID_DAYS_MAX: i64 = 5;
/// Days after which a credit with the same amount and party is a return although it does not say so. Inferred.
const SILENT_DAYS_MAX: i64 = 2;

/// A debit by mandate that nothing has put back yet.
struct Presented {
    row: usize,
    date: NaiveDate,
    amount: Money,
}

/// Finds the debit of every returned mandate, and gives bounces without a printed reason the likely one.
pub(super) fn settle(rows: &mut [Row<'_>], is_overdraft: bool) {
    let mut open: Vec<Presented> = Vec::new();
    for at in 0..rows.len() {
        let (date, amount) = (rows[at].transaction.date, rows[at].transaction.amount);
        open.retain(|presented| (date - presented.date).num_days() <= SAID_DAYS_MAX);
        let class = &rows[at].reading.class;
        if rows[at].transaction.direction == Direction::Debit {
            if class.channel == Channel::AutoDebitPayment {
                open.push(Presented { row: at, date, amount });
            }
            continue;
        }
        let says_so = class.channel == Channel::AutoDebitPaymentBounce;
        let may_be = class.channel == Channel::AutoCredit || class.marks.has(Mark::LoanDisbursal);
        if !says_so && !may_be {
            continue;
        }
        let found = open.iter().rposition(|presented| {
            let days = (date - presented.date).num_days();
            let party_fits = is_same_party(&rows[presented.row], &rows[at]);
            presented.amount == amount && party_fits && (says_so || days <= SILENT_DAYS_MAX)
        });
        // A return that names nobody belongs to the last debit of its amount.
        let found = found.or_else(|| {
            let names_nobody = rows[at].reading.class.counterparty.is_none();
            open.iter()
                .rposition(|presented| presented.amount == amount && says_so && names_nobody)
        });
        let debit = found.map(|index| open.remove(index).row);
        if says_so || debit.is_some() {
            put_back(rows, at, debit, is_overdraft);
        }
    }
}

fn is_same_party(debit: &Row<'_>, credit: &Row<'_>) -> bool {
    let (debit, credit) = (&debit.reading, &credit.reading);
    let is_same_lender = debit.class.lender.is_some() && debit.class.lender == credit.class.lender;
    let is_same_name = match (&debit.name, &credit.name) {
        (Some(one), Some(two)) => one.is_company(two),
        (_, _) => false,
    };
    is_same_lender || is_same_name
}

/// Makes the row the bounce of a debit.
fn put_back(rows: &mut [Row<'_>], at: usize, debit: Option<usize>, is_overdraft: bool) {
    let (emi, is_covered) = match debit.map(|debit| &rows[debit]) {
        Some(debit) => {
            let class = &debit.reading.class;
            // The debit's own balance tells: below zero, there was too little.
            let is_covered = !is_overdraft && !debit.transaction.balance.is_negative();
            let is_emi = class.marks.has(Mark::Emi);
            (is_emi.then(|| class.lender.clone()), is_covered)
        }
        None => (None, false),
    };
    let class = &mut rows[at].reading.class;
    let kept = RAILS.with(Mark::InsufficientFunds).with(Mark::TechnicalReason);
    let was_emi = class.marks.has(Mark::EmiBounce) || class.marks.has(Mark::LoanDisbursal);
    class.channel = Channel::AutoDebitPaymentBounce;
    class.marks = class.marks.intersection(kept).with(Mark::InwardBounce);
    if emi.is_some() || was_emi {
        class.marks = class.marks.with(Mark::EmiBounce);
        class.description = Description::LenderTransaction;
        class.merchant_category = Some(MerchantCategory::Loans);
        class.lender = emi.flatten().or_else(|| class.lender.take());
    }
    let has_reason = class.marks.has(Mark::InsufficientFunds) || class.marks.has(Mark::TechnicalReason);
    if !has_reason {
        class.marks = class.marks.with(if is_covered {
            Mark::TechnicalReason
        } else {
            Mark::InsufficientFunds
        });
    }
}
