//! What the money was spent on, as shares.

use crate::analysis::basis::Basis;
use crate::domain::money::Money;

/// One category's share of spending.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ExpenseCategory {
    /// Merchant category or channel, capitalised as in the samples.
    pub category: &'static str,
    /// Its share in whole percent; all shares add up to 100.
    pub percentage: u32,
}

/// The shares, largest first; none without debits. Shares that round to 0 are left out.
///
/// All debits count. Source: contract `insights_fields`, section `expense_categories`; which transaction belongs to which category is inferred.
pub fn expense_categories(basis: &Basis<'_>) -> Vec<ExpenseCategory> {
    let mut sums: Vec<(&'static str, Money)> = Vec::new();
    for row in basis.rows.iter().filter(|row| !row.is_credit()) {
        let category = row.class.expense_category();
        match sums.iter_mut().find(|(known, _)| *known == category) {
            Some((_, sum)) => *sum += row.transaction.amount,
            None => sums.push((category, row.transaction.amount)),
        }
    }
    sums.sort_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(right.0)));
    let weights: Vec<i64> = sums.iter().map(|(_, sum)| sum.in_paise()).collect();
    let shares = sums.into_iter().zip(percentages(&weights));
    shares
        .filter(|(_, percentage)| *percentage > 0)
        .map(|((category, _), percentage)| ExpenseCategory { category, percentage })
        .collect()
}

/// Whole percentages that add up to 100: each rounded down, what is missing given to the largest remainders, the earlier of equal ones.
fn percentages(weights: &[i64]) -> Vec<u32> {
    let total: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    if total <= 0 {
        return vec![0; weights.len()];
    }
    let parts = weights.iter().map(|weight| i128::from(*weight) * 100);
    let (mut shares, remainders): (Vec<u32>, Vec<i128>) =
        parts.map(|part| ((part / total) as u32, part % total)).unzip();
    let missing = 100 - shares.iter().sum::<u32>() as usize;
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(remainders[*index]));
    for index in order.into_iter().take(missing) {
        shares[index] += 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::class::{Channel, Mark, MerchantCategory};
    use crate::analysis::sample::{account, credit, debit, period};

    #[test]
    fn shares_add_up_to_a_hundred_and_the_largest_remainders_get_what_is_missing() {
        assert_eq!(percentages(&[1, 1, 1]), [34, 33, 33]);
        assert_eq!(percentages(&[996, 3, 1]), [100, 0, 0]);
        assert_eq!(percentages(&[596, 404]), [60, 40]);
        assert_eq!(percentages(&[]), [0; 0]);
        assert_eq!(percentages(&[0]), [0]);
    }

    #[test]
    fn debits_are_told_apart_by_merchant_then_channel() {
        let account = account(
            1000,
            vec![
                debit("2026-01-01", 50).at(MerchantCategory::Groceries).by(Channel::Upi),
                debit("2026-01-02", 30).by(Channel::CashWithdrawl),
                debit("2026-01-03", 20)
                    .marked(Mark::Emi)
                    .at(MerchantCategory::Loans)
                    .by(Channel::AutoDebitPayment),
                credit("2026-01-04", 900),
            ],
        );
        let basis = Basis::of_account(&account, period("2026-01-01", "2026-01-31"));
        let shares: Vec<(&str, u32)> = expense_categories(&basis)
            .iter()
            .map(|share| (share.category, share.percentage))
            .collect();
        assert_eq!(shares, [("Groceries", 50), ("Cash", 30), ("Loans", 20)]);
    }
}
