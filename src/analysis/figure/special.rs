//! What no line of `fixtures/figures/` can say: names, dates, facts of the account, and a few counts that need more than a selection.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

use crate::analysis::account::AnalysedAccount;
use crate::analysis::figure::evaluate::Scope;
use crate::analysis::figure::selection::selections;
use crate::analysis::figure::value::{Instalment, Value};
use crate::analysis::fraud::FraudType;
use crate::analysis::salary;
use crate::domain::money::Money;
use crate::domain::period::{Month, Period};

/// Something special, written `@name` in a formula.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Special {
    /// About the account, its months, its days.
    Fact(Fact),
    /// Whether the account shows a sign of fraud.
    Fraud(FraudType),
}

/// A fact, by its name in formulas.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "`Fact::words` says what each is")]
pub enum Fact {
    OpeningBalance,
    Employer,
    LargestPayDate,
    LoanEmi,
    FirstCoveredDay,
    LastCoveredDay,
    FirstTransactionDay,
    LastTransactionDay,
    IsCurrentMonth,
    IsCompleteMonth,
    IsOverdraftAccount,
    SanctionLimit,
    DrawingPower,
    DaysToServeInterest,
    BreachAndBounceDays,
    MonthLabel,
    AccountNumber,
    Bank,
    Ifsc,
    Holder,
    AccountCategory,
    Phone,
    Email,
    OpeningDate,
    NotOnStatements,
    Verdict,
    StatementFrom,
    StatementTo,
    CoveredMonths,
    DaysBetweenTransactions,
    DaysSinceFirstTransaction,
    MonthsSinceFirstTransaction,
    DaysSinceLastTransaction,
    DaysFromLastTransactionToStatementEnd,
    MissingMonths,
    ConsecutiveMonths,
    LatestConsecutiveMonth,
    LatestSalaryMonth,
    DaysSincePay,
    DaysSinceEmiBounce,
    RevolvingCount,
    RevolvingAmount,
    SalaryConfidence,
    SalaryConfidenceGrade,
    MonthsWithLatestEmployer,
}

impl Special {
    /// The special of this name.
    pub fn parse(name: &str) -> Option<Self> {
        let text = |name| -> StrDeserializer<'_, Error> { IntoDeserializer::into_deserializer(name) };
        let fact = Fact::deserialize(text(name)).map(Special::Fact);
        fact.ok()
            .or_else(|| FraudType::deserialize(text(name)).map(Special::Fraud).ok())
    }

    /// What it is, in words.
    pub fn words(self) -> &'static str {
        match self {
            Special::Fact(fact) => fact.words(),
            Special::Fraud(fraud) => fraud.words(),
        }
    }

    pub(crate) fn value(self, scope: &Scope<'_>) -> Value {
        match self {
            Special::Fact(fact) => fact.value(scope),
            Special::Fraud(fraud) => Value::Flag(!fraud.findings(scope.basis).is_empty()),
        }
    }

    /// The rows it stands on.
    pub(crate) fn rows(self, scope: &Scope<'_>) -> Vec<usize> {
        match self {
            Special::Fact(fact) => fact.rows(scope),
            Special::Fraud(fraud) => fraud
                .findings(scope.basis)
                .into_iter()
                .flat_map(|finding| finding.rows)
                .collect(),
        }
    }
}

impl Fact {
    fn words(self) -> &'static str {
        match self {
            Fact::OpeningBalance => "the balance before the month's first transaction",
            Fact::Employer => "the employer of the month's largest salary credit that names one",
            Fact::LargestPayDate => "the date of the month's largest salary credit",
            Fact::LoanEmi => "the month's loan instalments by lender; an unknown lender's key is empty",
            Fact::FirstCoveredDay => "the month's first covered day",
            Fact::LastCoveredDay => "the month's last covered day",
            Fact::FirstTransactionDay => "the day of the first transaction",
            Fact::LastTransactionDay => "the day of the last transaction",
            Fact::IsCurrentMonth => {
                "whether it is the month of the session's to_date, which stands for today: 1 or 0 (inferred)"
            }
            Fact::IsCompleteMonth => "whether every day of the month is covered: 1 or 0",
            Fact::IsOverdraftAccount => {
                "whether it is an overdraft or cash credit account, by its scheme or because it has a limit: 1 or 0"
            }
            Fact::SanctionLimit => "the overdraft limit, else the credit limit; 0 for an account without",
            Fact::DrawingPower => "the drawing power, where printed, else the limit",
            Fact::DaysToServeInterest => {
                "on an overdraft account, the most days from an interest debit of the month until the credits behind it reach its amount, or until the data end (inferred)"
            }
            Fact::BreachAndBounceDays => "days beyond the limit on which a cheque or mandate bounced (inferred)",
            Fact::MonthLabel => "the month, Mon-YY",
            Fact::AccountNumber => "the account number",
            Fact::Bank => "the bank's identifier",
            Fact::Ifsc => "the branch's IFSC",
            Fact::Holder => "the holder's name",
            Fact::AccountCategory => "the account category",
            Fact::Phone => "the holder's telephone number, masked",
            Fact::Email => "the holder's e-mail address",
            Fact::OpeningDate => "the day the account was opened, YYYY-MM-DD",
            Fact::NotOnStatements => "always null: statements do not print it",
            Fact::Verdict => "`Verified` without a sign of a changed file or row, else `Not Verified` (inferred)",
            Fact::StatementFrom => "the first covered day, DD-Mon-YY",
            Fact::StatementTo => "the last covered day, DD-Mon-YY",
            Fact::CoveredMonths => "the number of covered calendar months",
            Fact::DaysBetweenTransactions => "the days from the first to the last transaction",
            Fact::DaysSinceFirstTransaction => "the days from the first transaction to the session's to_date",
            Fact::MonthsSinceFirstTransaction => {
                "the calendar months from the first transaction to the session's to_date"
            }
            Fact::DaysSinceLastTransaction => {
                "the days from the last transaction to the session's to_date; 0 when it lies behind"
            }
            Fact::DaysFromLastTransactionToStatementEnd => "the days from the last transaction to the last covered day",
            Fact::MissingMonths => "the months of the session's window without a covered day",
            Fact::ConsecutiveMonths => "the covered months up to the latest one without a gap",
            Fact::LatestConsecutiveMonth => "the latest covered month, Mon-YYYY (inferred)",
            Fact::LatestSalaryMonth => "the latest month a salary credit counts for, Mon-YYYY",
            Fact::DaysSincePay => "the days from the latest salary credit to the session's to_date",
            Fact::DaysSinceEmiBounce => "the days from the latest EMI bounce to the session's to_date",
            Fact::RevolvingCount => {
                "the number of credits whose amount went to the same counterparty within 7 days before or behind (inferred)"
            }
            Fact::RevolvingAmount => {
                "the sum of credits whose amount went to the same counterparty within 7 days before or behind (inferred)"
            }
            Fact::SalaryConfidence => {
                "the percentage of the latest 6 covered months that have a salary credit (inferred)"
            }
            Fact::SalaryConfidenceGrade => {
                "the salary confidence as a grade: Very High from 90, High from 70, Medium from 40, else Low (inferred)"
            }
            Fact::MonthsWithLatestEmployer => {
                "the months up to the latest salary month in which the same employer paid"
            }
        }
    }

    fn value(self, scope: &Scope<'_>) -> Value {
        let basis = scope.basis;
        let account = basis.accounts.first();
        let of = |fact: fn(&AnalysedAccount) -> Option<String>| Value::text(account.and_then(|account| fact(account)));
        let count = |count: i64| Value::Number(count as f64);
        let flag = |is: bool| Value::Number(f64::from(u8::from(is)));
        match self {
            Fact::OpeningBalance => Value::of(scope.month.and_then(|month| basis.opening(month)).map(Money::in_rupees)),
            Fact::Employer => Value::text(scope.month.and_then(|month| salary::employer(basis, month))),
            Fact::LargestPayDate => Value::text(
                self.rows(scope)
                    .first()
                    .map(|row| basis.date(*row).format("%Y-%m-%d").to_string()),
            ),
            Fact::LoanEmi => loan_emi(scope),
            Fact::FirstCoveredDay => date(covered(scope).map(|days| days.from), "%d-%b-%Y"),
            Fact::LastCoveredDay => date(covered(scope).map(|days| days.to), "%d-%b-%Y"),
            Fact::FirstTransactionDay | Fact::LastTransactionDay => {
                date(self.rows(scope).first().map(|row| basis.date(*row)), "%d-%b-%y")
            }
            Fact::IsCurrentMonth => flag(scope.month == Some(Month::of(basis.reference))),
            Fact::IsCompleteMonth => flag(scope.month.is_some_and(|month| basis.index.eod.covers(month))),
            Fact::IsOverdraftAccount => flag(basis.accounts.iter().any(|account| account.is_overdraft())),
            Fact::SanctionLimit => Value::Number(basis.limit().in_rupees()),
            Fact::DrawingPower => {
                let powers = basis
                    .accounts
                    .iter()
                    .map(|account| account.drawing_power.unwrap_or(account.limit()));
                Value::Number(powers.sum::<Money>().in_rupees())
            }
            Fact::DaysToServeInterest => count(days_to_serve_interest(scope)),
            Fact::BreachAndBounceDays => {
                let mut days: Vec<NaiveDate> = self.rows(scope).into_iter().map(|row| basis.date(row)).collect();
                days.dedup();
                count(days.len() as i64)
            }
            Fact::MonthLabel => Value::text(scope.month.map(|month| month.first_day().format("%b-%y").to_string())),
            Fact::AccountNumber => of(|account| Some(account.number.clone()).filter(|number| !number.is_empty())),
            Fact::Bank => of(|account| account.bank.map(|bank| bank.as_str().to_owned())),
            Fact::Ifsc => of(|account| account.ifsc.clone()),
            Fact::Holder => of(|account| account.holder.clone()),
            Fact::AccountCategory => of(|account| account.category.clone()),
            Fact::Phone => of(|account| account.phone.clone()),
            Fact::Email => of(|account| account.email.clone()),
            Fact::OpeningDate => of(|account| account.opened_on.map(|day| day.to_string())),
            Fact::NotOnStatements => Value::Null,
            Fact::Verdict => {
                let signs = [
                    FraudType::AuthorFraud,
                    FraudType::DateFraud,
                    FraudType::InconsistentTransaction,
                ];
                let is_clean = signs.iter().all(|sign| sign.findings(basis).is_empty());
                Value::text(Some(if is_clean { "Verified" } else { "Not Verified" }))
            }
            Fact::StatementFrom => date(basis.index.eod.span().map(|days| days.from), "%d-%b-%y"),
            Fact::StatementTo => date(basis.index.eod.span().map(|days| days.to), "%d-%b-%y"),
            Fact::CoveredMonths => count(basis.index.months.len() as i64),
            Fact::DaysBetweenTransactions => Value::of(ends(scope).map(|ends| (ends.to - ends.from).num_days() as f64)),
            Fact::DaysSinceFirstTransaction => days_since(scope, ends(scope).map(|ends| ends.from)),
            Fact::MonthsSinceFirstTransaction => {
                let first = ends(scope).map(|ends| Month::of(ends.from));
                Value::of(first.map(|first| f64::from(Month::of(basis.reference).months_since(first).max(0))))
            }
            Fact::DaysSinceLastTransaction => days_since(scope, ends(scope).map(|ends| ends.to)),
            Fact::DaysFromLastTransactionToStatementEnd => Value::of(
                ends(scope)
                    .zip(basis.index.eod.span())
                    .map(|(ends, covered)| (covered.to - ends.to).num_days() as f64),
            ),
            Fact::MissingMonths => {
                let missing = basis
                    .window
                    .months()
                    .filter(|month| !basis.index.months.contains(month));
                count(missing.count() as i64)
            }
            Fact::ConsecutiveMonths => count(consecutive_months(&basis.index.months)),
            Fact::LatestConsecutiveMonth => date(basis.latest_month().map(Month::first_day), "%b-%Y"),
            Fact::LatestSalaryMonth => date(basis.index.pay.last().map(|pay| pay.day), "%b-%Y"),
            Fact::DaysSincePay | Fact::DaysSinceEmiBounce => {
                days_since(scope, self.rows(scope).first().map(|row| basis.date(*row)))
            }
            Fact::RevolvingCount => count(self.rows(scope).len() as i64),
            Fact::RevolvingAmount => {
                let amounts = self
                    .rows(scope)
                    .into_iter()
                    .map(|row| basis.rows[row].transaction.amount);
                Value::Number(amounts.sum::<Money>().in_rupees())
            }
            Fact::SalaryConfidence => Value::Number(salary::confidence(basis)),
            Fact::SalaryConfidenceGrade => Value::text(Some(salary::grade(salary::confidence(basis)))),
            Fact::MonthsWithLatestEmployer => count(salary::months_with_latest_employer(basis)),
        }
    }

    /// The rows it stands on; those of single facts come first.
    fn rows(self, scope: &Scope<'_>) -> Vec<usize> {
        let basis = scope.basis;
        let in_scope = |name: &str| rows_of(scope, name);
        match self {
            Fact::Employer | Fact::LargestPayDate => scope
                .month
                .map_or(Vec::new(), |month| salary::largest_first(basis, month)),
            Fact::LoanEmi => in_scope("emi debits"),
            Fact::FirstTransactionDay => in_scope("transactions").into_iter().take(1).collect(),
            Fact::LastTransactionDay => in_scope("transactions").into_iter().next_back().into_iter().collect(),
            Fact::DaysSinceFirstTransaction | Fact::MonthsSinceFirstTransaction => {
                (0..basis.rows.len()).take(1).collect()
            }
            Fact::DaysSinceLastTransaction | Fact::DaysFromLastTransactionToStatementEnd => {
                basis.rows.len().checked_sub(1).into_iter().collect()
            }
            Fact::DaysBetweenTransactions => {
                let last = basis.rows.len().checked_sub(1);
                let mut ends: Vec<usize> = last.map_or(Vec::new(), |last| vec![0, last]);
                ends.dedup();
                ends
            }
            Fact::DaysToServeInterest => in_scope("interest debits"),
            Fact::BreachAndBounceDays => {
                let mut rows = [in_scope("inward bounces"), in_scope("outward bounces")].concat();
                let limit = basis.limit();
                let is_beyond = |row: &usize| {
                    basis
                        .index
                        .eod
                        .on(basis.date(*row))
                        .is_some_and(|balance| -balance > limit)
                };
                rows.retain(|row| limit > Money::ZERO && is_beyond(row));
                rows.sort_unstable();
                rows
            }
            Fact::DaysSincePay | Fact::LatestSalaryMonth => {
                basis.index.pay.iter().map(|pay| pay.row).max().into_iter().collect()
            }
            Fact::DaysSinceEmiBounce => in_scope("emi bounces").into_iter().next_back().into_iter().collect(),
            Fact::RevolvingCount | Fact::RevolvingAmount => revolving(scope),
            Fact::SalaryConfidence | Fact::SalaryConfidenceGrade | Fact::MonthsWithLatestEmployer => {
                basis.index.pay.iter().map(|pay| pay.row).collect()
            }
            Fact::OpeningBalance
            | Fact::FirstCoveredDay
            | Fact::LastCoveredDay
            | Fact::IsCurrentMonth
            | Fact::IsCompleteMonth
            | Fact::IsOverdraftAccount
            | Fact::SanctionLimit
            | Fact::DrawingPower
            | Fact::MonthLabel
            | Fact::AccountNumber
            | Fact::Bank
            | Fact::Ifsc
            | Fact::Holder
            | Fact::AccountCategory
            | Fact::Phone
            | Fact::Email
            | Fact::OpeningDate
            | Fact::NotOnStatements
            | Fact::Verdict
            | Fact::StatementFrom
            | Fact::StatementTo
            | Fact::CoveredMonths
            | Fact::MissingMonths
            | Fact::ConsecutiveMonths
            | Fact::LatestConsecutiveMonth => Vec::new(),
        }
    }
}

fn date(day: Option<NaiveDate>, format: &str) -> Value {
    Value::text(day.map(|day| day.format(format).to_string()))
}

pub(super) fn covered(scope: &Scope<'_>) -> Option<Period> {
    scope.basis.index.eod.covered_within(scope.month?)
}

/// First and last day with a transaction.
fn ends(scope: &Scope<'_>) -> Option<Period> {
    let day = |row: &&crate::analysis::class::Classified| row.transaction.date;
    Period::new(scope.basis.rows.first().map(day)?, scope.basis.rows.last().map(day)?)
}

fn days_since(scope: &Scope<'_>, day: Option<NaiveDate>) -> Value {
    Value::of(day.map(|day| (scope.basis.reference - day).num_days().max(0) as f64))
}

/// The rows of a selection in the month, or all of them.
fn rows_of(scope: &Scope<'_>, name: &str) -> Vec<usize> {
    let period = scope.month.map(Month::period);
    let members = selections()
        .find(name)
        .map(|selection| scope.basis.members(selection, period));
    members.unwrap_or_default().iter().map(|row| *row as usize).collect()
}

fn loan_emi(scope: &Scope<'_>) -> Value {
    let mut lenders: Vec<(String, Vec<Instalment>)> = Vec::new();
    for row in rows_of(scope, "emi debits") {
        let row = scope.basis.rows[row];
        let lender = row.class.lender.as_deref().unwrap_or_default();
        let instalment = Instalment {
            date: row.transaction.date,
            amount: row.transaction.amount,
        };
        match lenders.iter_mut().find(|(known, _)| known == lender) {
            Some((_, instalments)) => instalments.push(instalment),
            None => lenders.push((lender.to_owned(), vec![instalment])),
        }
    }
    Value::Instalments(lenders)
}

/// On an overdraft account, the most days an interest debit of the month waited for credits of its amount.
fn days_to_serve_interest(scope: &Scope<'_>) -> i64 {
    let basis = scope.basis;
    if !basis.accounts.iter().any(|account| account.is_overdraft()) {
        return 0;
    }
    let end = basis.index.eod.span().map_or(basis.reference, |covered| covered.to);
    let waited = |row: usize| {
        let mut open = basis.rows[row].transaction.amount;
        let credits = basis.rows[row + 1..]
            .iter()
            .map(|row| &row.transaction)
            .filter(|row| row.credit().is_some());
        let served = credits.into_iter().find(|credit| {
            open -= credit.amount;
            open <= Money::ZERO
        });
        (served.map_or(end, |credit| credit.date) - basis.date(row)).num_days()
    };
    rows_of(scope, "interest debits")
        .into_iter()
        .map(waited)
        .max()
        .unwrap_or(0)
}

/// How many covered months end in the latest one without a gap.
pub(super) fn consecutive_months(months: &[Month]) -> i64 {
    let breaks = months.windows(2).rposition(|pair| pair[1].months_since(pair[0]) > 1);
    (months.len() - breaks.map_or(0, |at| at + 1)) as i64
}

/// Credits whose amount went to the same counterparty within 7 days before or behind.
fn revolving(scope: &Scope<'_>) -> Vec<usize> {
    const DAYS: i64 = 7;
    let basis = scope.basis;
    let comes_back = |credit: usize| {
        let row = basis.rows[credit];
        let Some(counterparty) = &row.class.counterparty else {
            return false;
        };
        let near = |other: NaiveDate| (other - row.transaction.date).num_days().abs() <= DAYS;
        let around = basis
            .rows
            .partition_point(|other| (row.transaction.date - other.transaction.date).num_days() > DAYS);
        basis.rows[around..]
            .iter()
            .take_while(|other| near(other.transaction.date))
            .any(|other| {
                !other.is_credit()
                    && other.transaction.amount == row.transaction.amount
                    && other.class.counterparty.as_ref() == Some(counterparty)
            })
    };
    rows_of(scope, "credits")
        .into_iter()
        .filter(|row| comes_back(*row))
        .collect()
}
