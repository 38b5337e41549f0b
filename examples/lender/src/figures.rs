//! What this lender takes from the figures of a session. Each field says which documented figure it is.

use chrono::{Datelike, NaiveDate};
use serde_json::{Map, Value};

use crate::bankconnect::Insights;
use crate::rupees::Rupees;

/// So many months are lately.
const MONTHS_LATELY: usize = 3;

/// The figures that decide. Of a figure by month the median counts, so that a bonus, or half a month at the edge of the period, does not.
#[derive(Clone, PartialEq, Debug)]
pub struct Figures {
    /// Income of a month: median of `amt_income_credit`.
    pub income: Rupees,
    /// Income of the last three whole months, as a share of what it was before: medians of `amt_income_credit`.
    pub lately_share: f64,
    /// What is paid for loans in a month: median of `amt_emi_debit`.
    pub instalments: Rupees,
    /// What is there at a day's end: median of `avg_bal`.
    pub balance: Rupees,
    /// Mandates that bounced and were put back: `cnt_auto_debit_payment_bounce_credit`.
    pub bounces: f64,
    /// Cheques of the borrower's own that came back: `cnt_inward_cheque_bounce_credit`.
    pub cheques: f64,
    /// What is lost and won at games, in percent of income: predictor `gambling_percentage_to_business_credit`.
    pub gambling_percent: f64,
    /// Signs of a changed file: `fraud`.
    pub fraud_signs: f64,
    /// Money in and out, for the chart: `amt_credit`, `amt_debit`.
    pub months: Vec<Month>,
}

/// Money in and out of a month.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Month {
    /// As `Jul`.
    pub name: String,
    /// All credits.
    pub credits: Rupees,
    /// All debits.
    pub debits: Rupees,
}

impl Figures {
    /// Takes them from the answer, all accounts together.
    pub fn of(insights: &Insights) -> Self {
        let by_month = |figure: &str| values(&insights.aggregate_monthly_analysis, figure);
        let total = |figure: &str| by_month(figure).iter().map(|(_, value)| value).sum::<f64>();
        let income = by_month("amt_income_credit");
        let fraud: usize = insights.accounts.iter().map(|account| account.data.fraud.len()).sum();
        let gambling = insights.accounts.iter().map(|account| {
            let percent = account.data.predictors.get("gambling_percentage_to_business_credit");
            percent.and_then(Value::as_f64).unwrap_or(0.0)
        });
        Figures {
            income: Rupees::of(median(&income)),
            lately_share: lately_share(&income, &insights.session_date_range.to_date),
            instalments: Rupees::of(median(&by_month("amt_emi_debit"))),
            balance: Rupees::of(median(&by_month("avg_bal"))),
            bounces: total("cnt_auto_debit_payment_bounce_credit"),
            cheques: total("cnt_inward_cheque_bounce_credit"),
            gambling_percent: gambling.fold(0.0, f64::max),
            fraud_signs: u32::try_from(fraud).map_or(f64::INFINITY, f64::from),
            months: months(&by_month("amt_credit"), &by_month("amt_debit")),
        }
    }
}

/// The months of a figure in the order of the calendar; a month of which nothing is known is left out.
fn values(analysis: &Map<String, Value>, figure: &str) -> Vec<(String, f64)> {
    let months = analysis.get(figure).and_then(Value::as_object);
    let months = months.into_iter().flatten();
    months
        .filter_map(|(month, value)| Some((month.clone(), value.as_f64()?)))
        .collect()
}

fn median(months: &[(String, f64)]) -> f64 {
    let mut values: Vec<f64> = months.iter().map(|(_, value)| *value).collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match (values.get(middle), values.len() % 2) {
        (None, _) => 0.0,
        (Some(value), 1) => *value,
        (Some(value), _) => f64::midpoint(values[middle - 1], *value),
    }
}

/// What the last three whole months were like, as a share of those before. Where nothing was before, nothing fell.
fn lately_share(months: &[(String, f64)], to_date: &str) -> f64 {
    let to_date: Option<NaiveDate> = to_date.parse().ok();
    let is_whole = to_date
        .and_then(|date| date.succ_opt())
        .is_none_or(|next| next.day() == 1);
    let whole_count = months.len() - usize::from(!is_whole && !months.is_empty());
    let (before, lately) = months[..whole_count].split_at(whole_count.saturating_sub(MONTHS_LATELY));
    let before = median(before);
    if before > 0.0 { median(lately) / before } else { 1.0 }
}

fn months(credits: &[(String, f64)], debits: &[(String, f64)]) -> Vec<Month> {
    let of_month = |month: &str| {
        debits
            .iter()
            .find(|(name, _)| name == month)
            .map_or(0.0, |(_, value)| *value)
    };
    credits
        .iter()
        .map(|(month, credits)| Month {
            name: month.split('-').next().unwrap_or(month).to_owned(),
            credits: Rupees::of(*credits),
            debits: Rupees::of(of_month(month)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64]) -> Vec<(String, f64)> {
        values.iter().map(|value| (String::new(), *value)).collect()
    }

    #[test]
    fn the_middle_month_counts() {
        assert_eq!(median(&of(&[10.0, 900.0, 20.0])), 20.0);
        assert_eq!(median(&of(&[10.0, 900.0, 20.0, 30.0])), 25.0);
        assert_eq!(median(&[]), 0.0);
    }

    #[test]
    fn half_a_month_at_the_end_and_one_good_month_are_no_fall_of_income() {
        let fell = of(&[50.0, 100.0, 100.0, 20.0, 20.0, 20.0, 3.0]);
        assert_eq!(lately_share(&fell, "2026-01-14"), 0.2);
        let bonus = of(&[50.0, 100.0, 900.0, 100.0, 100.0, 100.0, 3.0]);
        assert_eq!(lately_share(&bonus, "2026-01-14"), 1.0);
        assert_eq!(lately_share(&bonus, "2026-01-31"), 1.0);
        assert_eq!(lately_share(&of(&[100.0, 3.0, 3.0, 3.0]), "2026-01-31"), 0.03);
        assert_eq!(lately_share(&of(&[0.0]), "2026-01-31"), 1.0);
        assert_eq!(lately_share(&[], "2026-01-14"), 1.0);
    }
}
