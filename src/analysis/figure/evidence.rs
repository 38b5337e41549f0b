//! What a special rests on, beside transactions: days, months, and facts of the account and the session.

use chrono::NaiveDate;

use crate::analysis::account::AnalysedAccount;
use crate::analysis::figure::evaluate::Scope;
use crate::analysis::figure::special::{Fact, Special, consecutive_months, covered};
use crate::analysis::fraud::FraudType;
use crate::domain::money::Money;
use crate::domain::period::{Month, Period};
use crate::domain::statement::AccountType;

/// What is shown beside a special's value.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Evidence {
    /// Days of which the balance counts.
    pub days: Vec<NaiveDate>,
    /// Months that are counted.
    pub months: Vec<Month>,
    /// Facts by name.
    pub facts: Vec<(&'static str, String)>,
}

impl Special {
    pub(crate) fn evidence(self, scope: &Scope<'_>) -> Evidence {
        match self {
            Special::Fact(fact) => fact.evidence(scope),
            Special::Fraud(fraud) => Evidence::of_facts([("findings", fraud.findings(scope.basis).len().to_string())]),
        }
    }
}

impl Evidence {
    fn of_facts(facts: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        Evidence {
            facts: facts.into_iter().collect(),
            ..Evidence::default()
        }
    }

    fn of_months(months: impl IntoIterator<Item = Month>) -> Self {
        Evidence {
            months: months.into_iter().collect(),
            ..Evidence::default()
        }
    }

    fn with(mut self, fact: &'static str, value: impl ToString) -> Self {
        self.facts.push((fact, value.to_string()));
        self
    }
}

impl Fact {
    fn evidence(self, scope: &Scope<'_>) -> Evidence {
        let basis = scope.basis;
        let eod = &basis.index.eod;
        let none = Evidence::default();
        match self {
            Fact::OpeningBalance => opening(scope),
            Fact::FirstCoveredDay | Fact::LastCoveredDay => none.with("covered", period(covered(scope))),
            Fact::StatementFrom | Fact::StatementTo => none.with("covered", period(eod.span())),
            Fact::IsCurrentMonth
            | Fact::DaysSinceFirstTransaction
            | Fact::MonthsSinceFirstTransaction
            | Fact::DaysSinceLastTransaction
            | Fact::DaysSincePay
            | Fact::DaysSinceEmiBounce => none.with("to_date of the session", basis.reference),
            Fact::IsCompleteMonth => {
                let days = scope.month.map(Month::period);
                let of_month = days.into_iter().flat_map(|days| eod.within(days));
                let covered = of_month.filter(|(_, day)| day.is_covered).count();
                none.with("covered days", covered)
                    .with("days of the month", days.map_or(0, Period::day_count))
            }
            Fact::IsOverdraftAccount | Fact::SanctionLimit | Fact::DrawingPower | Fact::BreachAndBounceDays => {
                Evidence::of_facts(basis.accounts.iter().flat_map(|account| limits(account)))
            }
            Fact::DaysToServeInterest => none.with(
                "last covered day",
                eod.span().map_or(basis.reference, |covered| covered.to),
            ),
            Fact::DaysFromLastTransactionToStatementEnd => none.with("covered", period(eod.span())),
            Fact::Verdict => {
                let signs = [
                    ("author_fraud", FraudType::AuthorFraud),
                    ("date_fraud", FraudType::DateFraud),
                    ("inconsistent_transaction", FraudType::InconsistentTransaction),
                ];
                Evidence::of_facts(signs.map(|(name, sign)| (name, sign.findings(basis).len().to_string())))
            }
            Fact::CoveredMonths => Evidence::of_months(basis.index.months.iter().copied()),
            Fact::MissingMonths => {
                let missing = basis
                    .window
                    .months()
                    .filter(|month| !basis.index.months.contains(month));
                Evidence::of_months(missing).with("window of the session", period(Some(basis.window)))
            }
            Fact::ConsecutiveMonths => {
                let months = &basis.index.months;
                let gone = months.len() - consecutive_months(months) as usize;
                Evidence::of_months(months[gone..].iter().copied())
            }
            Fact::LatestConsecutiveMonth => Evidence::of_months(basis.latest_month()),
            Fact::SalaryConfidence | Fact::SalaryConfidenceGrade => {
                let months = basis.index.months.iter().rev().take(6).rev();
                Evidence::of_months(months.copied())
            }
            Fact::MonthsWithLatestEmployer => none.with("salary credits", basis.index.pay.len()),
            Fact::Employer
            | Fact::LargestPayDate
            | Fact::LoanEmi
            | Fact::FirstTransactionDay
            | Fact::LastTransactionDay
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
            | Fact::DaysBetweenTransactions
            | Fact::LatestSalaryMonth
            | Fact::RevolvingCount
            | Fact::RevolvingAmount => none,
        }
    }
}

/// The day before the month, or the first day there is.
fn opening(scope: &Scope<'_>) -> Evidence {
    let eod = &scope.basis.index.eod;
    let before = scope.month.and_then(|month| month.first_day().pred_opt());
    if let Some(day) = before.filter(|day| eod.on(*day).is_some()) {
        return Evidence {
            days: vec![day],
            ..Evidence::default()
        };
    }
    let opening = scope.month.and_then(|month| scope.basis.opening(month));
    Evidence::default().with(
        "balance the statements begin with",
        opening.map(Money::plain).unwrap_or_default(),
    )
}

fn limits(account: &AnalysedAccount) -> Vec<(&'static str, String)> {
    let kind = match account.account_type {
        Some(AccountType::Savings) => "savings",
        Some(AccountType::Current) => "current",
        Some(AccountType::Overdraft) => "overdraft",
        None => "not known",
    };
    let printed = |limit: Option<Money>| limit.map_or("not printed".to_owned(), Money::plain);
    vec![
        ("kind of account", kind.to_owned()),
        ("overdraft limit", printed(account.overdraft_limit)),
        ("credit limit", printed(account.credit_limit)),
        ("drawing power", printed(account.drawing_power)),
    ]
}

fn period(period: Option<Period>) -> String {
    period.map_or(String::new(), |period| format!("{} to {}", period.from, period.to))
}
