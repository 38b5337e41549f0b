//! `monthly_analysis`: the figures of every covered month, of one account or of all together.

use crate::analysis::account::{Analysed, AnalysedAccount};
use crate::analysis::basis::Basis;
use crate::analysis::figure::evaluate::Scope;
use crate::analysis::figure::table::Table;
use crate::analysis::figure::value::Value;
use crate::domain::period::{Month, Period};

/// The figures of every covered month.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct MonthlyAnalysis {
    months: Vec<Month>,
    /// By month, then by figure.
    values: Vec<Vec<Value>>,
}

/// The figures of one account.
pub fn monthly(account: &AnalysedAccount, window: Period) -> MonthlyAnalysis {
    MonthlyAnalysis::of(&Basis::of_account(account, window))
}

/// The figures of all accounts together: selections over the union of their rows, balances as sums of their balances.
///
/// So amounts and counts are sums over the accounts, and with one account it is that account's analysis. Source: contract `insights_fields`, row
/// `aggregate_monthly_analysis`; that balances are summed is inferred.
pub fn aggregate(analysed: &Analysed) -> MonthlyAnalysis {
    MonthlyAnalysis::of(&Basis::of_all(analysed))
}

impl MonthlyAnalysis {
    /// The figures on this ground.
    pub fn of(basis: &Basis<'_>) -> Self {
        let table = Table::monthly();
        let of_month = |month: &Month| {
            let scope = Scope {
                basis,
                table,
                month: Some(*month),
                monthly: None,
            };
            (0..table.figures.len()).map(|place| scope.figure(place)).collect()
        };
        MonthlyAnalysis {
            values: basis.index.months.iter().map(of_month).collect(),
            months: basis.index.months.clone(),
        }
    }

    /// The months, oldest first.
    pub fn months(&self) -> &[Month] {
        &self.months
    }

    /// Every field in the contract's order, with its values in the order of the months. Figures that are left out of answers are not there.
    pub fn fields(&self) -> impl Iterator<Item = (&'static str, impl Iterator<Item = (Month, &Value)>)> {
        let known = Table::monthly().figures.iter().enumerate();
        known
            .filter(|(_, figure)| figure.formula.is_some())
            .map(|(place, figure)| {
                let values = self.months.iter().zip(&self.values);
                (figure.name, values.map(move |(month, values)| (*month, &values[place])))
            })
    }

    /// The value of a field in a month.
    pub fn value(&self, field: &str, month: Month) -> Option<&Value> {
        let place = Table::monthly().place(field)?;
        let row = self.months.binary_search(&month).ok()?;
        self.values.get(row)?.get(place)
    }

    pub(crate) fn at(&self, place: usize, month: Month) -> &Value {
        const NOTHING: &Value = &Value::Null;
        let row = self.months.binary_search(&month).ok();
        row.and_then(|row| self.values[row].get(place)).unwrap_or(NOTHING)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::class::{Channel, Description, Mark};
    use crate::analysis::sample::{account, credit, day, debit, month, period};
    use crate::domain::money::Money;
    use crate::domain::statement::AccountType;

    const JANUARY: &str = "2026-01-01";

    fn window() -> Period {
        period("2026-01-01", "2026-03-31")
    }

    fn number(account: &AnalysedAccount, field: &str, of: &str) -> Option<f64> {
        let value = monthly(account, window()).value(field, month(of)).cloned();
        value.as_ref().and_then(Value::number)
    }

    #[track_caller]
    fn assert_figures(account: &AnalysedAccount, of: &str, expected: &[(&str, f64)]) {
        for (field, value) in expected {
            assert_eq!(number(account, field, of), Some(*value), "{field}");
        }
    }

    #[test]
    fn salary_and_what_is_spent_of_it() {
        let pay = |date, rupees, of| credit(date, rupees).pay_for(of, "DEMO LTD");
        let account = account(
            1000,
            vec![
                pay("2026-01-31", 50_000, "2026-01-01"),
                debit("2026-02-02", 10_000).by(Channel::Upi),
                debit("2026-02-06", 2_000).by(Channel::Upi),
                debit("2026-02-09", 500).by(Channel::Upi),
                pay("2026-03-02", 51_000, "2026-02-01"),
            ],
        );
        // 2 and 6 February lie within 7 days of 31 January, 9 February does not; 6 February is the sixth day behind.
        assert_figures(
            &account,
            JANUARY,
            &[
                ("total_amount_of_salary", 50_000.0),
                ("perc_salary_spend_upi", 24.0),
                ("perc_salary_spend_debit_card", 0.0),
                ("sum_salary_spent_within_5_days_of_credit", 10_000.0),
                ("perc_salary_amt_debit_within5_days", 0.2),
            ],
        );
        assert_figures(
            &account,
            "2026-02-01",
            &[
                ("total_amount_of_salary", 51_000.0),
                ("number_of_salary_transactions", 1.0),
            ],
        );
        assert_figures(
            &account,
            "2026-03-01",
            &[("total_amount_of_salary", 0.0), ("amt_credit", 51_000.0)],
        );
        let analysis = monthly(&account, window());
        let text = |field, of| analysis.value(field, month(of)).cloned();
        assert_eq!(
            text("employer_name", "2026-02-01"),
            Some(Value::Text("DEMO LTD".to_owned()))
        );
        assert_eq!(
            text("highest_salary_date", "2026-02-01"),
            Some(Value::Text("2026-03-02".to_owned()))
        );
        assert_eq!(text("employer_name", "2026-03-01"), Some(Value::Null));
    }

    #[test]
    fn income_leaves_out_bounces_and_loans_and_business_small_amounts() {
        let account = account(
            0,
            vec![
                credit("2026-01-02", 700),
                credit("2026-01-03", 500),
                credit("2026-01-04", 900)
                    .by(Channel::AutoDebitPaymentBounce)
                    .marked(Mark::EmiBounce),
                credit("2026-01-05", 20_000).marked(Mark::LoanDisbursal),
                credit("2026-01-06", 800).marked(Mark::SelfTransfer),
                credit("2026-01-07", 90).by(Channel::Refund),
            ],
        );
        assert_figures(
            &account,
            JANUARY,
            &[
                ("amt_income_credit", 2090.0),
                ("cnt_income_credit", 4.0),
                ("amt_business_credit", 1500.0),
                ("turnover_excluding_loan_and_self_credit", 2190.0),
                ("amt_netting_credits", 2100.0),
                ("net_credit_amount", 2100.0),
                ("amt_credits_wo_reversal", 22_900.0),
                ("cnt_emi_bounce_non_tech_reason_credit", 1.0),
                ("amt_inward_bounces", 900.0),
            ],
        );
    }

    #[test]
    fn balances_on_fixed_days_and_their_quirks() {
        let mut account = account(
            0,
            vec![
                credit("2026-02-05", 400),
                debit("2026-02-10", 400),
                credit("2026-02-15", 902).marked(Mark::LoanDisbursal),
            ],
        );
        account.covered = vec![period("2026-02-03", "2026-02-26")];
        assert_figures(
            &account,
            "2026-02-01",
            &[
                ("eod_bal_on_05", 400.0),
                ("sum_of_eod_bal_on_1_10_15_25", 1804.0),
                // Day 1 is not covered, day 10 stands at 0: both are left out of the divisor.
                ("avg_of_eod_bal_on_1_10_15_25", 902.0),
                // 400, 0, 902, 902, 902 on days 5, 10, 15, 20, 25: 621.2.
                ("avg_bal_multipleof5", 621.0),
                ("cnt_of_eod_balance", 24.0),
                ("cnt_days_eod_bal_lt_1000", 24.0),
                ("balance_net_off_on_20th", 0.0),
                ("opening_balance", 0.0),
                ("is_complete_month", 0.0),
            ],
        );
        assert_eq!(number(&account, "eod_bal_on_01", "2026-02-01"), None);
        assert_eq!(
            number(&account, "eod_bal_on_30", "2026-02-01"),
            None,
            "February has no 30th"
        );
    }

    #[test]
    fn a_month_without_rows_repeats_the_balance_brought_forward() {
        let mut account = account(10, vec![credit("2026-01-05", 90)]);
        account.covered = vec![period("2026-01-01", "2026-02-28")];
        let expected = [
            ("opening_balance", 100.0),
            ("closing_balance", 100.0),
            ("max_bal", 100.0),
            ("avg_bal", 100.0),
            ("amt_credit", 0.0),
        ];
        assert_figures(&account, "2026-02-01", &expected);
        let analysis = monthly(&account, window());
        let february = month("2026-02-01");
        for field in ["min_amt_credit", "transaction_start_date", "min_amt_upi_debit"] {
            assert_eq!(analysis.value(field, february), Some(&Value::Null), "{field}");
        }
        assert_eq!(analysis.value("max_amt_upi_debit", february), Some(&Value::Number(0.0)));
        assert_eq!(
            analysis.value("end_date", february),
            Some(&Value::Text("28-Feb-2026".to_owned()))
        );
        assert_eq!(analysis.value("is_current_month", february), Some(&Value::Integer(0)));
    }

    #[test]
    fn an_overdraft_account_is_overdrawn_beyond_its_limit() {
        let rows = vec![
            debit("2026-01-02", 300),
            debit("2026-01-04", 900),
            credit("2026-01-06", 700),
            debit("2026-01-08", 600).marked(Mark::InterestCharged),
            credit("2026-01-11", 600),
        ];
        let mut overdraft = account(0, rows);
        overdraft.overdraft_limit = Some(Money::rupees(1000));
        overdraft.account_type = Some(AccountType::Overdraft);
        // -300 on 2 and 3, -1200 on 4 and 5, -500 on 6 and 7, -1100 on 8 to 10, -500 on 11.
        assert_figures(
            &overdraft,
            JANUARY,
            &[
                ("number_of_days_account_overdrawn", 5.0),
                ("no_of_instances_account_overdrawn", 2.0),
                ("max_days_account_in_overdrawn_state", 3.0),
                ("avg_no_of_days_account_overdrawn", 2.5),
                ("max_overdrawn_amount", 200.0),
                ("total_overdrawn_amount", 700.0),
                ("max_overdraft_balance", -1200.0),
                ("avg_amt_overdraft_utilization", 780.0),
                ("avg_amt_overdraft_utilization_perc", 78.0),
                ("cnt_ccod_interest", 1.0),
                ("cnt_negative_balance", 10.0),
                ("max_negative_balance_amt", -1200.0),
                ("sanction_limit", 1000.0),
            ],
        );
        let served = monthly(&overdraft, window());
        assert_eq!(
            served.value("no_of_days_to_serve_cc_interest", month(JANUARY)),
            Some(&Value::Text("3".to_owned()))
        );
        let mut savings = overdraft.clone();
        (savings.overdraft_limit, savings.account_type) = (None, Some(AccountType::Savings));
        let expected = [
            ("number_of_days_account_overdrawn", 0.0),
            ("cnt_ccod_interest", 0.0),
            ("cnt_negative_balance", 10.0),
        ];
        assert_figures(&savings, JANUARY, &expected);
        assert_eq!(number(&savings, "max_overdraft_balance", JANUARY), None);
    }

    #[test]
    fn instalments_are_listed_by_lender() {
        let emi = |date, rupees| {
            debit(date, rupees)
                .marked(Mark::Emi)
                .described(Description::LenderTransaction)
        };
        let account = account(
            90_000,
            vec![
                emi("2026-01-05", 800).of_lender("demo"),
                emi("2026-01-06", 70),
                emi("2026-01-25", 900).of_lender("demo"),
            ],
        );
        let Some(Value::Instalments(lenders)) = monthly(&account, window()).value("loan_emi", month(JANUARY)).cloned()
        else {
            panic!("instalments")
        };
        assert_eq!(
            lenders
                .iter()
                .map(|(lender, paid)| (lender.as_str(), paid.len()))
                .collect::<Vec<_>>(),
            [("demo", 2), ("", 1)]
        );
        assert_eq!(
            (lenders[0].1[1].date, lenders[0].1[1].amount),
            (day("2026-01-25"), Money::rupees(900))
        );
        assert_figures(
            &account,
            JANUARY,
            &[("avg_emi", 590.0), ("amt_emi_debit", 1770.0), ("net_debit_amount", 0.0)],
        );
    }

    #[test]
    fn together_rows_are_joined_and_balances_added() {
        let first = account(100, vec![credit("2026-01-02", 50), debit("2026-01-05", 30)]);
        let second = account(1000, vec![debit("2026-01-02", 1), credit("2026-01-05", 3)]);
        let analysed = Analysed {
            window: window(),
            accounts: vec![first, second],
        };
        let all = aggregate(&analysed);
        let value = |field| all.value(field, month(JANUARY)).and_then(Value::number);
        let fields = [
            "amt_credit",
            "cnt_debit",
            "opening_balance",
            "closing_balance",
            "max_bal",
            "max_debit",
            "eod_bal_on_04",
        ];
        let expected = [53.0, 2.0, 1100.0, 1122.0, 1150.0, 30.0, 1149.0];
        assert_eq!(fields.map(value), expected.map(Some));
    }
}
