//! The accounts of a session, as its statements imply them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::acceptance::{self, Acceptance, AccountError, Evidence};
use crate::domain::bank::BankId;
use crate::domain::ids::{AccountId, IdSource, SessionId};
use crate::domain::ledger::Ledger;
use crate::domain::merge::merge;
use crate::domain::period::{Month, Period};
use crate::domain::statement::{
    AccountType, ChainFinding, Problem, Source, StatementFacts, link_findings, printed_findings,
};
use crate::domain::upload::UploadedStatement;

/// What makes two statements belong to one account: bank and number. Source: semantics 17.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct AccountKey {
    /// The bank; `None` for the placeholder of statements nobody can place.
    pub bank: Option<BankId>,
    /// The number; empty for a placeholder.
    pub number: String,
}

impl AccountKey {
    /// Whether it stands in for an account that is not known.
    pub fn is_placeholder(&self) -> bool {
        self.number.is_empty()
    }

    /// The id of this account in a session.
    pub fn id(&self, ids: &IdSource, session: SessionId) -> AccountId {
        ids.account(session, self.bank.map_or("", BankId::as_str), &self.number)
    }
}

/// One account of a session.
#[derive(Clone, PartialEq, Debug)]
pub struct Account<'a> {
    /// Bank and number.
    pub key: AccountKey,
    /// Its statements in the order they came, failed ones too.
    pub statements: Vec<&'a UploadedStatement>,
}

/// The accounts of these statements, in the order their first statement came.
///
/// A statement that names no account, or was refused, hangs under the account it would belong to, else under the first account of its bank
/// (the selected one first), else under the only account there is, else under a placeholder. Source: semantics 18.
pub fn accounts<'a>(statements: impl IntoIterator<Item = &'a UploadedStatement> + Clone) -> Vec<Account<'a>> {
    let own_key = |statement: &UploadedStatement| {
        Some(AccountKey {
            bank: statement.bank(),
            number: statement.account_number()?.to_owned(),
        })
    };
    let mut accounts: Vec<Account<'a>> = Vec::new();
    // A statement of other days names its account all the same; other refused ones may be somebody else's.
    let names_account =
        |statement: &&UploadedStatement| matches!(statement.refused, None | Some(Problem::OutOfDateRange));
    for statement in statements.clone().into_iter().filter(names_account) {
        if let Some(key) = own_key(statement)
            && !accounts.iter().any(|account| account.key == key)
        {
            accounts.push(Account {
                key,
                statements: Vec::new(),
            });
        }
    }
    let known = accounts.len();
    for statement in statements {
        let of_bank = |bank: Option<BankId>| {
            bank.and_then(|bank| {
                accounts[..known]
                    .iter()
                    .position(|account| account.key.bank == Some(bank))
            })
        };
        let place = own_key(statement)
            .and_then(|key| accounts[..known].iter().position(|account| account.key == key))
            .or_else(|| of_bank(statement.selected_bank))
            .or_else(|| of_bank(statement.bank()))
            .or_else(|| (known == 1).then_some(0));
        match place {
            Some(index) => accounts[index].statements.push(statement),
            None => {
                let key = AccountKey {
                    bank: statement.selected_bank.or(statement.bank()),
                    number: String::new(),
                };
                match accounts[known..].iter_mut().find(|account| account.key == key) {
                    Some(placeholder) => placeholder.statements.push(statement),
                    None => accounts.push(Account {
                        key,
                        statements: vec![statement],
                    }),
                }
            }
        }
    }
    accounts
}

/// The account a statement hangs under, when it is a known one.
pub fn known_account_of<'a>(accounts: &'a [Account<'_>], statement: &UploadedStatement) -> Option<&'a AccountKey> {
    let account = accounts
        .iter()
        .find(|account| account.statements.iter().any(|other| other.id == statement.id))?;
    Some(&account.key).filter(|key| !key.is_placeholder())
}

/// Digits at the end of an account number that are shown.
const SHOWN_DIGITS_MAX: usize = 4;

/// The number with X for all but its last four digits, length kept. Source: conflicts C32.
///
/// Only digits are shown, and at least two characters are hidden: `0012/345` is `XXXXX345`, `00123` is `XX123`.
pub fn masked(number: &str) -> String {
    let length = number.chars().count();
    let digits = number.chars().rev().take_while(char::is_ascii_digit).count();
    let shown = digits.min(SHOWN_DIGITS_MAX).min(length.saturating_sub(2));
    let hidden = length - shown;
    let end: String = number.chars().skip(hidden).collect();
    "X".repeat(hidden) + &end
}

impl Account<'_> {
    /// `individual` or `corporate`; `None` where nothing was read. Source: contract `enums.csv`, `account_category`.
    ///
    /// Inferred: current and overdraft accounts are corporate, all others individual. A scheme that says nothing is taken for a person's, as
    /// borrowers are.
    pub fn category(&self) -> Option<&'static str> {
        self.facts()?;
        Some(match self.account_type() {
            Some(AccountType::Current | AccountType::Overdraft) => "corporate",
            Some(AccountType::Savings) | None => "individual",
        })
    }

    /// The statements that were accepted and that processing has nothing against.
    pub fn good_statements(&self, page_limit: u32) -> impl Iterator<Item = &UploadedStatement> {
        self.statements
            .iter()
            .copied()
            .filter(move |statement| statement.problem(page_limit).is_none())
    }

    /// Whether a rule or test value says that uploads are missing.
    pub fn is_left_short(&self) -> bool {
        self.statements.iter().any(|statement| statement.leaves_account_short)
    }

    /// What is printed on the latest accepted statement that was read. Source: semantics 17.
    pub fn facts(&self) -> Option<&StatementFacts> {
        let latest = self.statements.iter().rev().find(|statement| statement.was_read())?;
        latest.inspection.as_ref().map(|inspection| &inspection.facts)
    }

    /// The kind of account: what the caller named, else what the scheme on the paper speaks of. Source: semantics 8.
    ///
    /// The latest accepted statement for which the caller named one decides; one that came without does not take it back.
    pub fn account_type(&self) -> Option<AccountType> {
        let accepted = self.statements.iter().rev().filter(|statement| statement.is_accepted());
        let named = accepted.filter_map(|statement| statement.account_category).next();
        named.or_else(|| AccountType::of_scheme(self.facts()?.account_scheme.as_deref()?))
    }

    /// When its first statement came.
    pub fn created_at(&self) -> Option<DateTime<Utc>> {
        self.statements.iter().map(|statement| statement.uploaded_at).min()
    }

    /// When its latest statement came.
    pub fn last_uploaded_at(&self) -> Option<DateTime<Utc>> {
        self.statements.iter().map(|statement| statement.uploaded_at).max()
    }

    /// The ways its statements came in, each once, in the order they were first used.
    pub fn sources(&self) -> Vec<Source> {
        let mut sources = Vec::new();
        for statement in &self.statements {
            if !sources.contains(&statement.source) {
                sources.push(statement.source);
            }
        }
        sources
    }

    /// The days its good statements cover.
    pub fn covered(&self, page_limit: u32) -> Vec<Period> {
        self.good_statements(page_limit)
            .filter_map(|statement| statement.inspection.as_ref()?.covered())
            .collect()
    }

    /// The months its good statements cover, wholly or in part, ascending.
    pub fn covered_months(&self, page_limit: u32) -> Vec<Month> {
        let mut months: Vec<Month> = self.covered(page_limit).into_iter().flat_map(Period::months).collect();
        months.sort();
        months.dedup();
        months
    }

    /// The days of the window its good statements do not cover, as runs of neighbouring days, ascending.
    ///
    /// Source: contract `insights_fields.csv`, row `missing_data`.
    pub fn uncovered(&self, window: Period, page_limit: u32) -> Vec<Period> {
        let covered = self.covered(page_limit);
        let mut runs: Vec<Period> = Vec::new();
        for day in window
            .days()
            .filter(|day| !covered.iter().any(|period| period.contains(*day)))
        {
            match runs.last_mut().filter(|run| run.to.succ_opt() == Some(day)) {
                Some(run) => run.to = day,
                None => runs.push(Period { from: day, to: day }),
            }
        }
        runs
    }

    /// The rows of its good statements, merged.
    pub fn ledger(&self, page_limit: u32) -> Ledger {
        merge(
            self.good_statements(page_limit)
                .filter_map(|statement| statement.inspection.as_ref())
                .map(|inspection| &inspection.ledger),
        )
    }

    /// Everything wrong with its balances within the window: between rows of the merged ledger, and beside the rows of each statement.
    ///
    /// A gap that lies wholly outside the window is no business of this session.
    pub fn chain(&self, window: Period, page_limit: u32) -> Vec<ChainFinding> {
        let ledger = self.ledger(page_limit);
        let date = |row: usize| ledger.transactions.get(row).map(|row| row.date);
        let is_inside = |finding: &ChainFinding| match finding {
            ChainFinding::RowsMissing { row, .. } | ChainFinding::BalanceWrong { row, .. } => {
                let behind = date(*row).unwrap_or(window.from);
                let before = row.checked_sub(1).and_then(date).unwrap_or(behind);
                Period::new(before, behind).is_none_or(|gap| gap.overlaps(window))
            }
            ChainFinding::OpeningDisagrees { .. }
            | ChainFinding::ClosingDisagrees { .. }
            | ChainFinding::TotalsDisagree { .. } => true,
        };
        let of_ends = |end: fn(Period) -> chrono::NaiveDate| {
            let inspections = self
                .good_statements(page_limit)
                .filter_map(|statement| statement.inspection.as_ref());
            inspections.filter_map(move |inspection| Some((end(inspection.ledger.period()?), &inspection.facts)))
        };
        let opening = of_ends(|period| period.from)
            .min_by_key(|(day, _)| *day)
            .and_then(|(_, facts)| facts.opening);
        let closing = of_ends(|period| period.to)
            .max_by_key(|(day, _)| *day)
            .and_then(|(_, facts)| facts.closing);
        let mut findings = link_findings(&ledger, opening, closing);
        findings.retain(is_inside);
        // A file whose rows are incomplete disagrees with its own totals too; that is one fault, not two, and the rows say it better.
        for inspection in self
            .good_statements(page_limit)
            .filter_map(|statement| statement.inspection.as_ref())
        {
            findings.extend(printed_findings(&inspection.ledger, &inspection.facts));
        }
        findings
    }

    /// Whether its uploads suffice before anything is processed: the vendor's first level of acceptance.
    pub fn passes_upload(&self, window: Period, rules: &Acceptance, page_limit: u32) -> bool {
        let covered = self.covered(page_limit);
        !self.key.is_placeholder()
            && acceptance::months_not_covered(window, &covered).is_empty()
            && (!rules.require_dates
                || acceptance::days_not_covered(window, &covered).len() <= rules.tolerance_days as usize)
    }

    /// Why it fails; `None` when it completes.
    pub fn error(
        &self,
        window: Period,
        rules: &Acceptance,
        page_limit: u32,
        accept_anything: bool,
    ) -> Option<AccountError> {
        if self.key.is_placeholder() {
            return Some(AccountError::NullAccountNumber);
        }
        if accept_anything {
            return None;
        }
        let covered = self.covered(page_limit);
        if covered.is_empty() {
            let required = acceptance::required_months(window);
            let months: Vec<Month> = if required.is_empty() {
                window.months().collect()
            } else {
                required
            };
            return Some(AccountError::MonthsNotCovered { months });
        }
        let (ledger, chain) = (self.ledger(page_limit), self.chain(window, page_limit));
        acceptance::judge(
            &Evidence {
                window,
                has_account_number: true,
                covered: &covered,
                ledger: &ledger,
                chain: &chain,
            },
            rules,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_number_keeps_its_length_and_its_last_four_digits() {
        for (number, shown) in [
            ("12345674821", "XXXXXXX4821"),
            ("XXXXXXX4821", "XXXXXXX4821"),
            ("********21", "XXXXXXXX21"),
            ("0012/345", "XXXXX345"),
            ("00123", "XX123"),
            ("0001", "XX01"),
            ("1", "X"),
            ("", ""),
        ] {
            assert_eq!(masked(number), shown, "{number}");
        }
    }
}
