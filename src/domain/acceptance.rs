//! Whether an account's statements are enough: the six account errors.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::domain::ledger::Ledger;
use crate::domain::money::Money;
use crate::domain::period::{Month, Period};
use crate::domain::statement::ChainFinding;

/// The last day of what the vendor calls the first week. Source: conflicts C40.
const FIRST_WEEK_END: u32 = 7;

/// What a lender asks of an account beside readable statements.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Acceptance {
    /// Every required day must be covered, not only every month.
    pub require_dates: bool,
    /// So many required days may be uncovered.
    pub tolerance_days: u32,
    /// Every required month must have a transaction.
    pub require_transactions_each_month: bool,
    /// Balances must chain without missing rows.
    pub require_complete_chain: bool,
    /// Printed balances and totals must agree with the rows.
    pub require_matching_balances: bool,
}

impl Default for Acceptance {
    fn default() -> Self {
        Acceptance {
            require_dates: false,
            tolerance_days: 0,
            require_transactions_each_month: true,
            require_complete_chain: true,
            require_matching_balances: true,
        }
    }
}

/// Why an account fails. Source: contract `account_errors.csv`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountError {
    /// No account number (`NULL_ACCOUNT_NUMBER`).
    NullAccountNumber,
    /// No statement covers these months (`INCOMPLETE_MONTHS_UPLOAD`).
    MonthsNotCovered {
        /// Ascending.
        months: Vec<Month>,
    },
    /// No statement covers these days (`INCOMPLETE_DATES_UPLOAD`).
    DaysNotCovered {
        /// Ascending.
        days: Vec<NaiveDate>,
    },
    /// Rows are missing (`MISSING_TRANSACTIONS`).
    MissingTransactions {
        /// What shows it.
        finding: ChainFinding,
    },
    /// Balances are wrong (`BALANCE_MISMATCH`).
    BalanceMismatch {
        /// What shows it.
        finding: ChainFinding,
    },
    /// These months have no transaction (`INCOMPLETE_MONTHS`).
    MonthsWithoutTransactions {
        /// Ascending.
        months: Vec<Month>,
    },
    /// A statement cannot be parsed (`UNPARSABLE`). Only a rule or test value brings it: the reader finds nothing of that kind.
    Unparsable,
}

/// An error of an account, by the vendor's code. Source: contract `account_errors.csv`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "each is the code it is named after")]
pub enum AccountCode {
    MissingTransactions,
    IncompleteMonths,
    NullAccountNumber,
    BalanceMismatch,
    IncompleteMonthsUpload,
    IncompleteDatesUpload,
    Unparsable,
}

impl AccountCode {
    /// The error of this code in a session with this window: texts that name months use the last required one and its days 1 to 3.
    /// Source: semantics 33.
    pub fn error(self, window: Period) -> AccountError {
        let month = required_months(window).pop().unwrap_or(Month::of(window.to));
        // Nothing was found; the injection stands where people look for the finding.
        let finding = ChainFinding::RowsMissing {
            row: 0,
            gap: Money::ZERO,
        };
        match self {
            AccountCode::MissingTransactions => AccountError::MissingTransactions { finding },
            AccountCode::BalanceMismatch => AccountError::BalanceMismatch { finding },
            AccountCode::NullAccountNumber => AccountError::NullAccountNumber,
            AccountCode::Unparsable => AccountError::Unparsable,
            AccountCode::IncompleteMonths => AccountError::MonthsWithoutTransactions { months: vec![month] },
            AccountCode::IncompleteMonthsUpload => AccountError::MonthsNotCovered { months: vec![month] },
            AccountCode::IncompleteDatesUpload => AccountError::DaysNotCovered {
                days: month.period().days().take(3).collect(),
            },
        }
    }
}

impl AccountError {
    /// Whether it is known before processing: the first level of acceptance. Source: contract `account_errors.csv`.
    ///
    /// An account without a number counts, because such an account never passes that level here.
    pub fn is_known_at_upload(&self) -> bool {
        match self {
            AccountError::NullAccountNumber
            | AccountError::MonthsNotCovered { .. }
            | AccountError::DaysNotCovered { .. } => true,
            AccountError::MissingTransactions { .. }
            | AccountError::BalanceMismatch { .. }
            | AccountError::MonthsWithoutTransactions { .. }
            | AccountError::Unparsable => false,
        }
    }
}

/// The facts acceptance judges.
#[derive(Clone, Debug)]
pub struct Evidence<'a> {
    /// The session's window.
    pub window: Period,
    /// Whether the account has a number.
    pub has_account_number: bool,
    /// What each good statement covers.
    pub covered: &'a [Period],
    /// The merged ledger of the good statements.
    pub ledger: &'a Ledger,
    /// Everything wrong with its balances.
    pub chain: &'a [ChainFinding],
}

/// The months a window asks for: calendar months wholly inside, a partial first month only when it starts in its first week, the last one
/// unless the window ends in that month's first week.
///
/// A window inside one month asks for that month unless the last rule drops it. Source: semantics 22, conflicts C40.
pub fn required_months(window: Period) -> Vec<Month> {
    let (first, last) = (Month::of(window.from), Month::of(window.to));
    let is_required = |month: &Month| {
        if *month == last {
            window.to.day() > FIRST_WEEK_END
        } else if *month == first {
            window.from.day() <= FIRST_WEEK_END
        } else {
            true
        }
    };
    window.months().filter(is_required).collect()
}

/// The required months none of whose days is covered.
pub fn months_not_covered(window: Period, covered: &[Period]) -> Vec<Month> {
    let is_touched = |month: &Month| covered.iter().any(|period| period.overlaps(month.period()));
    required_months(window)
        .into_iter()
        .filter(|month| !is_touched(month))
        .collect()
}

/// The days of the window, in required months, that are not covered.
pub fn days_not_covered(window: Period, covered: &[Period]) -> Vec<NaiveDate> {
    let required = required_months(window);
    window
        .days()
        .filter(|day| required.binary_search(&Month::of(*day)).is_ok())
        .filter(|day| !covered.iter().any(|period| period.contains(*day)))
        .collect()
}

/// The required months without a transaction inside the window.
pub fn months_without_transactions(window: Period, ledger: &Ledger) -> Vec<Month> {
    let has_row = |month: &Month| {
        ledger
            .transactions
            .iter()
            .any(|row| window.contains(row.date) && Month::of(row.date) == *month)
    };
    required_months(window)
        .into_iter()
        .filter(|month| !has_row(month))
        .collect()
}

/// The first account error that applies, in the order of semantics 24.
pub fn judge(evidence: &Evidence<'_>, rules: &Acceptance) -> Option<AccountError> {
    let Evidence {
        window,
        covered,
        ledger,
        chain,
        ..
    } = *evidence;
    if !evidence.has_account_number {
        return Some(AccountError::NullAccountNumber);
    }
    let months = months_not_covered(window, covered);
    if !months.is_empty() {
        return Some(AccountError::MonthsNotCovered { months });
    }
    if rules.require_dates {
        let days = days_not_covered(window, covered);
        if days.len() > rules.tolerance_days as usize {
            return Some(AccountError::DaysNotCovered { days });
        }
    }
    let is_gap = |finding: &&ChainFinding| matches!(finding, ChainFinding::RowsMissing { .. });
    if let Some(finding) = chain.iter().find(is_gap).filter(|_| rules.require_complete_chain) {
        return Some(AccountError::MissingTransactions {
            finding: finding.clone(),
        });
    }
    if let Some(finding) = chain
        .iter()
        .find(|finding| !is_gap(finding))
        .filter(|_| rules.require_matching_balances)
    {
        return Some(AccountError::BalanceMismatch {
            finding: finding.clone(),
        });
    }
    let months = months_without_transactions(window, ledger);
    (rules.require_transactions_each_month && !months.is_empty())
        .then_some(AccountError::MonthsWithoutTransactions { months })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(from: &str, to: &str) -> Period {
        Period::new(from.parse().unwrap(), to.parse().unwrap()).unwrap()
    }

    fn names(months: &[Month]) -> Vec<String> {
        months.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_first_week_decides_about_both_ends_of_the_window() {
        for (from, to, required) in [
            ("2026-01-01", "2026-03-31", vec!["Jan 2026", "Feb 2026", "Mar 2026"]),
            ("2026-01-07", "2026-03-08", vec!["Jan 2026", "Feb 2026", "Mar 2026"]),
            ("2026-01-08", "2026-03-08", vec!["Feb 2026", "Mar 2026"]),
            ("2026-01-01", "2026-03-07", vec!["Jan 2026", "Feb 2026"]),
            ("2026-01-20", "2026-01-25", vec!["Jan 2026"]),
            ("2026-01-01", "2026-01-05", vec![]),
        ] {
            assert_eq!(names(&required_months(period(from, to))), required, "{from} to {to}");
        }
    }

    #[test]
    fn one_covered_day_covers_its_month_but_not_its_other_days() {
        let window = period("2026-01-01", "2026-02-28");
        assert_eq!(
            names(&months_not_covered(window, &[period("2025-12-01", "2026-01-31")])),
            ["Feb 2026"]
        );
        let covered = [period("2026-01-01", "2026-01-31"), period("2026-02-28", "2026-03-31")];
        assert_eq!(months_not_covered(window, &covered), []);
        assert_eq!(days_not_covered(window, &covered).len(), 27);
    }
}
