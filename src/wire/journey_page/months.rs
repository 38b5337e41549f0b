//! The accounts of a session as the summary shows them, month by month.

use std::collections::BTreeSet;

use crate::domain::acceptance::required_months;
use crate::domain::account::Account;
use crate::domain::ids::IdSource;
use crate::domain::period::{Month, Period};
use crate::domain::session::Session;
use crate::domain::settings::Settings;
use crate::domain::statement::{AccountType, Source};
use crate::wire::account::{bank_name, full_bank_name, masked};
use crate::wire::journey_page::{initials, month_text, tint};

/// One month of an account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MonthShown {
    /// `Oct 2025`.
    pub name: String,
    /// `Oct`.
    pub short: String,
    /// `2025`.
    pub year: String,
    /// `full`, `part`, `missing`, `extra`.
    pub class: &'static str,
    /// Its sign.
    pub icon: &'static str,
    /// The same in words.
    pub words: &'static str,
}

/// One account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccountShown {
    /// Its id.
    pub id: String,
    /// The bank's name.
    pub bank: String,
    /// The bank's two letters.
    pub initials: String,
    /// The colour behind them.
    pub tint: String,
    /// `Savings account`.
    pub kind: &'static str,
    /// Masked.
    pub number: String,
    /// `yes` or `no`.
    pub complete: &'static str,
    /// `ok` or `warn`.
    pub tone: &'static str,
    /// Its sign.
    pub icon: &'static str,
    /// In a word.
    pub state: &'static str,
    /// Month by month.
    pub months: Vec<MonthShown>,
    /// What was handed in for it.
    pub files: String,
    /// Whether anything is missing.
    pub has_missing: bool,
    /// What.
    pub missing: String,
    /// Whether it can be added.
    pub can_add: bool,
    /// Where.
    pub add_url: String,
}

/// The accounts that are known, in the order they came. `add_url` gives the way to add to one at a bank, where there is one.
pub fn accounts_shown(
    session: &Session,
    ids: &IdSource,
    settings: &Settings,
    add_url: impl Fn(&Account<'_>) -> Option<String>,
) -> Vec<AccountShown> {
    let accounts = session.accounts();
    let known = accounts
        .iter()
        .filter(|account| account.statements.iter().any(|statement| statement.is_accepted()));
    known
        .map(|account| {
            let is_complete = session.has_enough_uploads(account, settings);
            let months = months_of(session, account, settings.page_limit);
            let missing = if is_complete { String::new() } else { missing(&months) };
            let add_url = add_url(account);
            AccountShown {
                id: account.key.id(ids, session.id).to_string(),
                bank: match full_bank_name(account.key.bank) {
                    "" => "Unknown bank".to_owned(),
                    name => name.to_owned(),
                },
                initials: initials(full_bank_name(account.key.bank)),
                tint: tint(bank_name(account.key.bank)),
                kind: kind(account.account_type()),
                number: masked(&account.key.number),
                complete: if is_complete { "yes" } else { "no" },
                tone: if is_complete { "ok" } else { "warn" },
                icon: if is_complete { "i-check" } else { "i-alert" },
                state: if is_complete { "Complete" } else { "Incomplete" },
                months,
                files: files(session, account),
                has_missing: !missing.is_empty(),
                missing,
                can_add: add_url.is_some(),
                add_url: add_url.unwrap_or_default(),
            }
        })
        .collect()
}

/// The kind of an account in words.
fn kind(account_type: Option<AccountType>) -> &'static str {
    match account_type {
        Some(AccountType::Savings) => "Savings account",
        Some(AccountType::Current) => "Current account",
        Some(AccountType::Overdraft) => "Overdraft account",
        None => "Account",
    }
}

fn months_of(session: &Session, account: &Account<'_>, page_limit: u32) -> Vec<MonthShown> {
    let window = session.request.window;
    let (required, covered) = (required_months(window), account.covered(page_limit));
    let touched = account.covered_months(page_limit);
    let all: BTreeSet<Month> = required.iter().chain(&touched).copied().collect();
    all.into_iter()
        .map(|month| {
            let (class, icon, words) = if !required.contains(&month) {
                ("extra", "i-check", "covered, not asked for")
            } else if !touched.contains(&month) {
                ("missing", "i-alert", "missing")
            } else if is_whole(month, window, &covered) {
                ("full", "i-check", "covered")
            } else {
                ("part", "i-clock", "covered in part")
            };
            let name = month_text(month);
            let (short, year) = name.split_once(' ').unwrap_or((&name, ""));
            let (short, year) = (short.to_owned(), year.to_owned());
            MonthShown {
                name,
                short,
                year,
                class,
                icon,
                words,
            }
        })
        .collect()
}

/// Whether every day of a month that was asked for is covered.
fn is_whole(month: Month, window: Period, covered: &[Period]) -> bool {
    let asked = month.period().days().filter(|day| window.contains(*day));
    asked
        .into_iter()
        .all(|day| covered.iter().any(|period| period.contains(day)))
}

fn missing(months: &[MonthShown]) -> String {
    let of = |class: &str| -> Vec<String> {
        let months = months.iter().filter(|month| month.class == class);
        months.map(|month| month.name.clone()).collect()
    };
    let (missing, part) = (of("missing"), of("part"));
    if !missing.is_empty() {
        format!("No statement covers {}.", month_list(&missing))
    } else if !part.is_empty() {
        format!("The statements leave out days in {}.", month_list(&part))
    } else {
        "The statements do not suffice yet.".to_owned()
    }
}

/// What is missing in all accounts, in a few words; empty when nothing is.
pub fn missing_words(accounts: &[AccountShown]) -> String {
    let months: BTreeSet<&str> = accounts
        .iter()
        .filter(|account| account.complete == "no")
        .flat_map(|account| account.months.iter())
        .filter(|month| month.class == "missing")
        .map(|month| month.name.as_str())
        .collect();
    match months.len() {
        0 if accounts.iter().all(|account| account.complete == "yes") => String::new(),
        0 => "Something is missing.".to_owned(),
        1 => "One month is missing.".to_owned(),
        several => format!("{several} months are missing."),
    }
}

/// `Oct 2025, Nov 2025 and Dec 2025`.
pub fn month_list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn files(session: &Session, account: &Account<'_>) -> String {
    let accepted = account.statements.iter().filter(|statement| statement.is_accepted());
    let names: Vec<String> = accepted
        .map(|statement| match statement.source {
            Source::Aggregator => "by account aggregator".to_owned(),
            Source::NetBanking => "by net banking".to_owned(),
            Source::Pdf => {
                let names = session.hosted().map_or(&[][..], |hosted| &hosted.file_names);
                let name = names.iter().find(|(id, _)| *id == statement.id);
                name.map_or_else(|| "a PDF".to_owned(), |(_, name)| name.clone())
            }
        })
        .collect();
    let count = names.len();
    format!(
        "{count} {}: {}",
        if count == 1 { "statement" } else { "statements" },
        names.join(", ")
    )
}
