//! The templates of a layout, filled with what a statement says.

use chrono::NaiveDate;

use super::page::FactSet;
use crate::document::pdf::layouts::{Amounts, Layout, UNKNOWN_BANK};
use crate::domain::ledger::Direction;
use crate::domain::money::Money;
use crate::domain::specimen::Specimen;
use crate::domain::statement::StatementFacts;

/// A fact a template can print.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fact {
    Bank,
    AccountNumber,
    Holder,
    Address,
    Email,
    Phone,
    CustomerId,
    Ifsc,
    Micr,
    AccountScheme,
    OpenedOn,
    OverdraftLimit,
    From,
    To,
    Opening,
    Closing,
    TotalDebits,
    TotalCredits,
}

/// The facts of which a set speaks; all others `None`.
pub(super) fn printed_facts(facts: &StatementFacts, printed: FactSet) -> StatementFacts {
    fn keep<T: Clone>(value: &Option<T>, is_printed: bool) -> Option<T> {
        value.as_ref().filter(|_| is_printed).cloned()
    }
    let has = |fact| printed.contains(fact);
    StatementFacts {
        bank: keep(&facts.bank, has(Fact::Bank)),
        account_number: keep(&facts.account_number, has(Fact::AccountNumber)),
        holder: keep(&facts.holder, has(Fact::Holder)),
        address: keep(&facts.address, has(Fact::Address)),
        email: keep(&facts.email, has(Fact::Email)),
        phone: keep(&facts.phone, has(Fact::Phone)),
        customer_id: keep(&facts.customer_id, has(Fact::CustomerId)),
        ifsc: keep(&facts.ifsc, has(Fact::Ifsc)),
        micr: keep(&facts.micr, has(Fact::Micr)),
        account_scheme: keep(&facts.account_scheme, has(Fact::AccountScheme)),
        opened_on: keep(&facts.opened_on, has(Fact::OpenedOn)),
        overdraft_limit: keep(&facts.overdraft_limit, has(Fact::OverdraftLimit)),
        period: keep(&facts.period, has(Fact::From) && has(Fact::To)),
        opening: keep(&facts.opening, has(Fact::Opening)),
        closing: keep(&facts.closing, has(Fact::Closing)),
        total_debits: keep(&facts.total_debits, has(Fact::TotalDebits)),
        total_credits: keep(&facts.total_credits, has(Fact::TotalCredits)),
    }
}

/// What belongs to one page rather than to the statement.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct PageWords {
    /// Its number, from 1.
    pub(super) page: usize,
    /// How many there are; 0 while that is not known.
    pub(super) pages: usize,
    /// Balance before its first row.
    pub(super) opening: Money,
    /// Balance behind its last row.
    pub(super) closing: Money,
    /// Sum of its debits.
    pub(super) debits: Money,
    /// Sum of its credits.
    pub(super) credits: Money,
}

/// Fills templates for one specimen in one layout.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) specimen: &'a Specimen,
    pub(super) layout: &'a Layout,
}

impl Words<'_> {
    /// The template with its names replaced, dates in the form given; `None` when one of them stands for nothing here.
    ///
    /// Which facts were used is added to `printed`.
    pub(super) fn filled(
        &self,
        template: &str,
        date_format: &str,
        page: &PageWords,
        printed: &mut FactSet,
    ) -> Option<String> {
        let mut out = String::with_capacity(template.len() + 16);
        let mut used = *printed;
        let mut rest = template;
        while let Some((before, behind)) = rest.split_once('{') {
            let (name, behind) = behind.split_once('}')?;
            out.push_str(before);
            out.push_str(&self.value(name, date_format, page, &mut used)?);
            rest = behind;
        }
        out.push_str(rest);
        *printed = used;
        Some(out)
    }

    fn value(&self, name: &str, date_format: &str, page: &PageWords, printed: &mut FactSet) -> Option<String> {
        let facts = &self.specimen.facts;
        let amounts = &self.layout.table.amounts;
        let date = |day: NaiveDate| day.format(date_format).to_string();
        let counted = self.specimen.counted;
        let (fact, text) = match name {
            "bank" => (Fact::Bank, Some(self.bank_name().to_owned())),
            "account_number" => (Fact::AccountNumber, facts.account_number.clone()),
            "holder" => (Fact::Holder, facts.holder.clone()),
            "email" => (Fact::Email, facts.email.clone()),
            "phone" => (Fact::Phone, facts.phone.clone()),
            "customer_id" => (Fact::CustomerId, facts.customer_id.clone()),
            "ifsc" => (Fact::Ifsc, facts.ifsc.clone()),
            "micr" => (Fact::Micr, facts.micr.clone()),
            "account_scheme" => (Fact::AccountScheme, facts.account_scheme.clone()),
            "opened_on" => (Fact::OpenedOn, facts.opened_on.map(date)),
            "overdraft_limit" => (
                Fact::OverdraftLimit,
                facts.overdraft_limit.map(|limit| plain(amounts, limit)),
            ),
            "from" => (Fact::From, facts.period.map(|period| date(period.from))),
            "to" => (Fact::To, facts.period.map(|period| date(period.to))),
            "opening" => (Fact::Opening, facts.opening.map(|money| balance(amounts, money))),
            "closing" => (Fact::Closing, facts.closing.map(|money| balance(amounts, money))),
            "total_debits" => (
                Fact::TotalDebits,
                facts.total_debits.map(|money| amount(amounts, Direction::Debit, money)),
            ),
            "total_credits" => (
                Fact::TotalCredits,
                facts
                    .total_credits
                    .map(|money| amount(amounts, Direction::Credit, money)),
            ),
            // What follows is no fact of the statement.
            "from_day" => return facts.period.map(|period| date(period.from)),
            "to_day" => return facts.period.map(|period| date(period.to)),
            "debit_count" => return Some(counted.debits.to_string()),
            "credit_count" => return Some(counted.credits.to_string()),
            "branch" => return Some(branch(facts).to_owned()),
            "branch_code" => return facts.ifsc.as_deref().and_then(|ifsc| ifsc.get(7..)).map(str::to_owned),
            "created" => return Some(self.specimen.created.format("%d-%b-%Y %H:%M:%S").to_string()),
            "created_day" => return Some(date(self.specimen.created.date())),
            "page" => return Some(page.page.to_string()),
            "pages" => return (page.pages > 0).then(|| page.pages.to_string()),
            "page_opening" => return Some(balance(amounts, page.opening)),
            "page_closing" => return Some(balance(amounts, page.closing)),
            "page_debits" => return Some(amount(amounts, Direction::Debit, page.debits)),
            "page_credits" => return Some(amount(amounts, Direction::Credit, page.credits)),
            _ => return None,
        };
        if text.is_some() {
            printed.insert(fact);
        }
        text
    }

    /// The name the statement is drawn under.
    pub(super) fn bank_name(&self) -> &'static str {
        self.specimen
            .facts
            .bank
            .map_or(UNKNOWN_BANK, |bank| bank.bank().full_name)
    }
}

/// A balance as the layout prints it.
pub(super) fn balance(amounts: &Amounts, money: Money) -> String {
    match amounts.balance_suffixes {
        None => plain(amounts, money),
        Some((overdrawn, in_credit)) => {
            plain(amounts, money.abs()) + if money.is_negative() { overdrawn } else { in_credit }
        }
    }
}

/// An amount as the layout prints it in a column for both directions; elsewhere the suffixes are empty.
pub(super) fn amount(amounts: &Amounts, direction: Direction, money: Money) -> String {
    let (debit, credit) = amounts.amount_suffixes;
    plain(amounts, money)
        + match direction {
            Direction::Debit => debit,
            Direction::Credit => credit,
        }
}

fn plain(amounts: &Amounts, money: Money) -> String {
    if amounts.is_grouped {
        money.grouped()
    } else {
        money.plain()
    }
}

/// A name for the branch, which the facts do not have: one of a few every Indian town knows, by the branch's code.
fn branch(facts: &StatementFacts) -> &'static str {
    const NAMES: [&str; 8] = [
        "STATION ROAD",
        "GANDHI CHOWK",
        "MARKET YARD",
        "CIVIL LINES",
        "MAIN BAZAAR",
        "LAKE VIEW",
        "RING ROAD",
        "TEMPLE STREET",
    ];
    let code = facts.ifsc.as_deref().unwrap_or_default();
    NAMES[code.bytes().map(usize::from).sum::<usize>() % NAMES.len()]
}
