//! Salary credits, the months they are for and who pays them.

use crate::analysis::basis::{Basis, Pay};
use crate::domain::period::Month;

/// One salary credit, for `salary_transactions`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct SalaryTransaction {
    /// Its row.
    pub row: usize,
    /// The month the pay is for.
    pub month: Month,
}

/// The salary credits, oldest first. Source: contract `insights_fields`, section `salary_transaction`.
pub fn salary_transactions(basis: &Basis<'_>) -> Vec<SalaryTransaction> {
    let mut found: Vec<SalaryTransaction> = basis
        .index
        .pay
        .iter()
        .map(|pay| SalaryTransaction {
            row: pay.row,
            month: Month::of(pay.day),
        })
        .collect();
    found.sort_by_key(|salary| salary.row);
    found
}

/// The percentage of the latest six covered months that have a salary credit, 0 to 100, to two decimals. Inferred: the contract gives only the range.
pub fn confidence(basis: &Basis<'_>) -> f64 {
    const MONTHS: usize = 6;
    let latest = &basis.index.months[basis.index.months.len().saturating_sub(MONTHS)..];
    let paid = latest
        .iter()
        .filter(|month| in_month(basis, **month).next().is_some())
        .count();
    (10_000.0 * paid as f64 / latest.len().max(1) as f64).round() / 100.0
}

/// The confidence as a grade. Inferred; only `Very High` is known from the contract.
pub fn grade(confidence: f64) -> &'static str {
    match confidence {
        90.0.. => "Very High",
        70.0.. => "High",
        40.0.. => "Medium",
        _ => "Low",
    }
}

/// The employer of the month's largest salary credit that names one.
pub(crate) fn employer<'a>(basis: &Basis<'a>, month: Month) -> Option<&'a str> {
    let rows = largest_first(basis, month);
    rows.into_iter()
        .find_map(|row| basis.rows[row].class.employer.as_deref())
}

/// The rows of the month's salary credits, largest first; of equal ones, the earlier.
pub(crate) fn largest_first(basis: &Basis<'_>, month: Month) -> Vec<usize> {
    let mut rows: Vec<usize> = in_month(basis, month).map(|pay| pay.row).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(basis.rows[*row].transaction.amount));
    rows
}

/// In how many months, up to the latest salary month and without a gap, the latest employer paid.
pub(crate) fn months_with_latest_employer(basis: &Basis<'_>) -> i64 {
    let Some(latest) = basis.index.pay.last().map(|pay| Month::of(pay.day)) else {
        return 0;
    };
    let current = employer(basis, latest);
    let months = std::iter::successors(Some(latest), |month| Some(month.plus(-1)));
    let paid = months.take_while(|month| current.is_some() && employer(basis, *month) == current);
    paid.take(basis.index.months.len() + 1).count() as i64
}

fn in_month<'b>(basis: &'b Basis<'_>, month: Month) -> impl Iterator<Item = &'b Pay> {
    basis.index.pay.iter().filter(move |pay| Month::of(pay.day) == month)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::{account, credit, month, period};

    #[test]
    fn pay_counts_for_its_month_and_the_largest_names_the_employer() {
        let mut account = account(
            0,
            vec![
                credit("2026-01-31", 50_000).pay_for("2026-01-01", "DEMO LTD"),
                credit("2026-03-01", 52_000).pay_for("2026-02-01", "DEMO LTD"),
                credit("2026-03-02", 900).pay_for("2026-02-01", "SIDE JOB"),
            ],
        );
        account.covered = vec![period("2026-01-31", "2026-03-02")];
        let basis = Basis::of_account(&account, period("2026-01-01", "2026-03-31"));
        assert_eq!(employer(&basis, month("2026-02-01")), Some("DEMO LTD"));
        assert_eq!(employer(&basis, month("2026-03-01")), None);
        let months: Vec<Month> = salary_transactions(&basis).iter().map(|salary| salary.month).collect();
        assert_eq!(months, [month("2026-01-01"), month("2026-02-01"), month("2026-02-01")]);
        assert_eq!(months_with_latest_employer(&basis), 2);
        assert_eq!(confidence(&basis), 66.67);
        assert_eq!(grade(confidence(&basis)), "Medium");
    }
}
