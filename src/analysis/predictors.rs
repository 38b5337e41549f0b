//! `predictors`: figures over an account's whole history, and families that repeat one for each of twelve months back.

use crate::analysis::account::AnalysedAccount;
use crate::analysis::basis::Basis;
use crate::analysis::figure::evaluate::Scope;
use crate::analysis::figure::table::{Field, Table};
use crate::analysis::figure::value::Value;
use crate::analysis::monthly::MonthlyAnalysis;
use crate::domain::period::{Month, Period};

/// The predictors of one account.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Predictors {
    values: Vec<Value>,
}

/// The predictors of an account, on top of its monthly figures.
///
/// Month 0 is the latest covered month, month 1 the calendar month before, and so on to 11; a month without data gives null. Source: conflicts C45.
/// The day of application is the window's last day (inferred): no figure depends on today.
pub fn predictors(account: &AnalysedAccount, monthly: &MonthlyAnalysis, window: Period) -> Predictors {
    Predictors::of(&Basis::of_account(account, window), monthly)
}

impl Predictors {
    /// The predictors on this ground.
    pub fn of(basis: &Basis<'_>, monthly: &MonthlyAnalysis) -> Self {
        let table = Table::predictors();
        let value = |field: &Field| {
            let Some(month) = month_of(basis, field) else {
                return Value::Null;
            };
            let scope = Scope {
                basis,
                table,
                month,
                monthly: Some(monthly),
            };
            scope.figure(field.figure)
        };
        Predictors {
            values: table.fields.iter().map(value).collect(),
        }
    }

    /// Every field in the contract's order. Figures that are left out of answers are not there.
    pub fn fields(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        let table = Table::predictors();
        let known = |(field, _): &(&Field, &Value)| table.figures[field.figure].formula.is_some();
        table
            .fields
            .iter()
            .zip(&self.values)
            .filter(known)
            .map(|(field, value)| (field.name, value))
    }

    /// The values in the order of the table's fields.
    pub(crate) fn values(&self) -> &[Value] {
        &self.values
    }

    /// The value of a field.
    pub fn value(&self, name: &str) -> Option<&Value> {
        let place = Table::predictors().fields.iter().position(|field| field.name == name)?;
        self.values.get(place)
    }
}

/// The month a field is for: `Some(None)` for a figure over everything, `None` for a month without data.
pub(crate) fn month_of(basis: &Basis<'_>, field: &Field) -> Option<Option<Month>> {
    let Some(index) = field.month_index else {
        return Some(None);
    };
    let month = basis.latest_month()?.plus(-(index as i32));
    basis.index.months.contains(&month).then_some(Some(month))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::class::{Channel, Mark};
    use crate::analysis::monthly::monthly;
    use crate::analysis::sample::{account, credit, debit, period};
    use crate::domain::money::Money;

    fn of(account: &AnalysedAccount, window: Period) -> Predictors {
        predictors(account, &monthly(account, window), window)
    }

    fn number(predictors: &Predictors, name: &str) -> Option<f64> {
        predictors.value(name).and_then(Value::number)
    }

    fn text(predictors: &Predictors, name: &str) -> Option<Value> {
        predictors.value(name).cloned()
    }

    #[test]
    fn month_0_is_the_latest_and_a_month_without_data_is_null() {
        let mut account = account(0, vec![credit("2026-01-10", 70), credit("2026-03-10", 90)]);
        account.covered = vec![period("2026-01-01", "2026-01-31"), period("2026-03-01", "2026-03-31")];
        let predictors = of(&account, period("2026-01-01", "2026-04-15"));
        let credits = ["credits_0", "credits_1", "credits_2", "credits_3"].map(|name| number(&predictors, name));
        assert_eq!(credits, [Some(90.0), None, Some(70.0), None]);
        assert_eq!(text(&predictors, "month_0"), Some(Value::Text("Mar-26".to_owned())));
        assert_eq!(text(&predictors, "month_1"), Some(Value::Null));
        assert_eq!(number(&predictors, "missing_months"), Some(2.0), "February and April");
        assert_eq!(number(&predictors, "cnt_total_latest_consecutive_months"), Some(1.0));
        assert_eq!(number(&predictors, "month_duration"), Some(2.0));
    }

    #[test]
    fn days_are_counted_back_from_the_windows_last_day() {
        let rows = vec![
            credit("2026-01-30", 5),
            credit("2026-01-31", 7),
            credit("2026-03-01", 11),
            credit("2026-03-02", 20_000),
        ];
        let predictors = of(&account(0, rows), period("2026-01-01", "2026-03-31"));
        // 31 March is day 1, 2 March day 30, 1 March day 31, 31 January day 60, 30 January day 61.
        let expected = [
            ("amt_credit_last_30_days", 20_000.0),
            ("amt_credit_last_31_60_days", 18.0),
            ("max_amt_credit_last_31_60_days", 11.0),
            ("amt_credit_last_61_90_days", 5.0),
            ("cnt_credit_last_30_days_lt_10k", 0.0),
            ("min_amt_credit_last_30_days_lt_10k", 0.0),
            ("banking_recency_in_days", 29.0),
            ("banking_vintage_in_days", 60.0),
            ("banking_vintage_in_months", 2.0),
            ("annualised_credit", 235_754.68),
        ];
        for (name, value) in expected {
            assert_eq!(number(&predictors, name), Some(value), "{name}");
        }
    }

    #[test]
    fn an_account_without_overdraft_has_drawn_nothing_to_speak_of() {
        let rows = vec![debit("2026-01-10", 300), credit("2026-01-12", 400)];
        let mut account = account(0, rows);
        let window = period("2026-01-01", "2026-01-31");
        assert_eq!(
            text(&of(&account, window), "max_od_amount_utilized_last_3_month"),
            Some(Value::Null)
        );
        account.overdraft_limit = Some(Money::rupees(1000));
        let predictors = of(&account, window);
        assert_eq!(number(&predictors, "max_od_amount_utilized_last_3_month"), Some(300.0));
        assert_eq!(number(&predictors, "max_od_perc_utilized_last_3_month"), Some(30.0));
        assert_eq!(number(&predictors, "ccod_limit"), Some(1000.0));
    }

    #[test]
    fn ratios_percentiles_and_flags() {
        let upi = |date, rupees| debit(date, rupees).by(Channel::Upi);
        let rows = vec![
            credit("2026-01-02", 1000).marked(Mark::SelfTransfer),
            credit("2026-01-03", 3000),
            upi("2026-01-04", 200),
            upi("2026-01-28", 600),
            debit("2026-01-29", 50),
        ];
        let predictors = of(&account(0, rows), period("2026-01-01", "2026-01-31"));
        let expected = [
            ("expense_to_income_ratio_0", 0.28),
            ("income_0", 3000.0),
            ("percentile50_6months_gt100_debit", 400.0),
            ("ratio_upi_amt_spent_in_first_10_days_to_total_upi_debits", 0.25),
            ("perc_self_credit_to_total_credit", 25.0),
            ("avg_cnt_upi_debit_txn_in_a_day", 1.0),
            ("is_salary_present", 0.0),
            ("has_min_3_credits_each_month", 0.0),
            ("has_negative_balance", 0.0),
            ("emi_bounce_recency", -1.0),
            ("amt_emi_debit_0", 0.0),
        ];
        for (name, value) in expected {
            assert_eq!(number(&predictors, name), Some(value), "{name}");
        }
        assert_eq!(
            text(&predictors, "bank_connect_status"),
            Some(Value::Text("Verified".to_owned()))
        );
        assert_eq!(
            text(&predictors, "chq_dep_isto_chq_issues_0"),
            Some(Value::Null),
            "nothing divided by nothing"
        );
    }

    #[test]
    fn what_went_out_and_came_back_is_revolving() {
        let rows = vec![
            debit("2026-01-02", 500).with("FRIEND"),
            credit("2026-01-08", 500).with("FRIEND"),
            credit("2026-01-20", 500).with("FRIEND"),
            credit("2026-01-21", 500).with("OTHER"),
        ];
        let predictors = of(&account(0, rows), period("2026-01-01", "2026-01-31"));
        assert_eq!(number(&predictors, "cnt_revolving_transaction_0"), Some(1.0));
        assert_eq!(number(&predictors, "amt_revolving_transaction_0"), Some(500.0));
    }
}
