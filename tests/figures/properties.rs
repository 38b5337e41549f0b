//! What holds for the figures of any account.

use bankconnect_emulator::analysis::account::{Analysed, AnalysedAccount};
use bankconnect_emulator::analysis::basis::Basis;
use bankconnect_emulator::analysis::eod_balances::EodBalances;
use bankconnect_emulator::analysis::expenses::expense_categories;
use bankconnect_emulator::analysis::explain::{Subject, explain};
use bankconnect_emulator::analysis::figure::formula::{Formula, Series, Verb};
use bankconnect_emulator::analysis::figure::table::Table;
use bankconnect_emulator::analysis::figure::value::Value;
use bankconnect_emulator::analysis::fraud;
use bankconnect_emulator::analysis::monthly::{MonthlyAnalysis, aggregate, monthly};
use bankconnect_emulator::analysis::predictors::predictors;
use bankconnect_emulator::analysis::recurring::recurring_sets;
use bankconnect_emulator::domain::money::Money;
use bankconnect_emulator::domain::period::{Month, Period};
use chrono::Days;
use proptest::prelude::*;

use crate::random::{account, window};

fn number(value: Option<&Value>) -> f64 {
    value.and_then(Value::number).unwrap()
}

/// In paise, as sums of rounded rupees are not exact.
fn paise(rupees: f64) -> i64 {
    (rupees * 100.0).round() as i64
}

/// A field over all months.
fn sum(monthly: &MonthlyAnalysis, field: &str) -> i64 {
    monthly
        .months()
        .iter()
        .map(|month| paise(number(monthly.value(field, *month))))
        .sum()
}

fn rows_total(
    account: &AnalysedAccount,
    wanted: impl Fn(&bankconnect_emulator::analysis::class::Classified) -> bool,
) -> i64 {
    let rows = account.rows.iter().filter(|row| wanted(row));
    rows.map(|row| row.transaction.amount.in_paise()).sum()
}

/// The monthly fields that add up over accounts: sums and numbers of plain selections, and other names of those.
fn additive() -> Vec<&'static str> {
    fn is_additive(formula: &Formula) -> bool {
        match formula {
            Formula::Aggregate(aggregate) => {
                matches!(aggregate.verb, Verb::Sum | Verb::Number)
                    && matches!(aggregate.series, Series::Transactions(_))
                    && aggregate.span.is_none()
            }
            Formula::Figure(place) => Table::monthly().figures[*place]
                .formula
                .as_ref()
                .is_some_and(is_additive),
            Formula::Number(_) | Formula::Special(_) | Formula::Monthly(_) | Formula::Whole(_) | Formula::Both(..) => {
                false
            }
        }
    }
    let figures = Table::monthly().figures.iter();
    figures
        .filter(|figure| figure.formula.as_ref().is_some_and(is_additive))
        .map(|figure| figure.name)
        .collect()
}

#[test]
fn many_fields_add_up_over_accounts() {
    assert!(additive().len() > 150, "{}", additive().len());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn credit_and_debit_totals_match_the_ledger(account in account()) {
        let monthly = monthly(&account, window());
        let credits = rows_total(&account, |row| row.is_credit());
        let debits = rows_total(&account, |row| !row.is_credit());
        prop_assert_eq!(sum(&monthly, "amt_credit"), credits);
        prop_assert_eq!(sum(&monthly, "amt_debit"), debits);
        prop_assert_eq!(sum(&monthly, "cnt_transactions"), account.rows.len() as i64 * 100);
        let predictors = predictors(&account, &monthly, window());
        prop_assert_eq!(paise(number(predictors.value("credits"))), credits);
        prop_assert_eq!(paise(number(predictors.value("debits"))), debits);
        let first = monthly.months()[0];
        let opening = paise(number(monthly.value("opening_balance", first)));
        let last = *monthly.months().last().unwrap();
        prop_assert_eq!(opening + credits - debits, paise(number(monthly.value("closing_balance", last))));
    }

    #[test]
    fn a_days_balance_is_its_last_rows_carried_over_days_without(account in account()) {
        let eod = EodBalances::of(&account);
        let covered = account.covered[0];
        let mut balance = account.opening_balance();
        for day in covered.days() {
            if let Some(row) = account.rows.iter().rfind(|row| row.transaction.date == day) {
                balance = row.transaction.balance;
            }
            prop_assert_eq!(eod.on(day), Some(balance));
        }
        prop_assert_eq!(eod.on(covered.from - Days::new(1)), None);
        prop_assert_eq!(eod.on(covered.to + Days::new(1)), None);
    }

    #[test]
    fn a_family_agrees_with_itself_and_with_the_rows(account in account()) {
        let monthly = monthly(&account, window());
        let bases = ["upi_debit", "upi_credit", "cash_deposit_credit", "emi_debit", "loan_credits", "self_transfer_debit", "food_related_debits"];
        for month in monthly.months() {
            for base in bases {
                let of = |name: String| monthly.value(&name, *month).and_then(Value::number);
                let (amount, count) = (of(format!("amt_{base}")).unwrap(), of(format!("cnt_{base}")).unwrap());
                let (max, min) = (of(format!("max_amt_{base}")), of(format!("min_amt_{base}")));
                let mean = of(format!("avg_amt_{base}"));
                prop_assert_eq!(count == 0.0, amount == 0.0, "{}", base);
                if count > 0.0 {
                    if let Some(mean) = mean {
                        prop_assert!((mean - amount / count).abs() <= 0.005_001, "{} {} {}", base, mean, amount / count);
                    }
                    if let (Some(max), Some(min)) = (max, min) {
                        prop_assert!(min <= max && max <= amount + 0.001);
                        prop_assert!(paise(min * count) <= paise(amount) && paise(amount) <= paise(max * count));
                    }
                } else {
                    prop_assert_eq!(min, None);
                }
            }
        }
        let upi = rows_total(&account, |row| !row.is_credit() && row.class.channel == bankconnect_emulator::analysis::class::Channel::Upi);
        prop_assert_eq!(sum(&monthly, "amt_upi_debit"), upi);
    }

    #[test]
    fn the_aggregate_is_the_sum_over_accounts_where_things_add_up(accounts in prop::collection::vec(account(), 1..4)) {
        let each: Vec<MonthlyAnalysis> = accounts.iter().map(|account| monthly(account, window())).collect();
        let all = aggregate(&Analysed { window: window(), accounts: accounts.clone() });
        for month in all.months() {
            for field in additive() {
                let parts = each.iter().filter_map(|monthly| monthly.value(field, *month)?.number());
                let parts: i64 = parts.map(paise).sum();
                prop_assert_eq!(paise(number(all.value(field, *month))), parts, "{} {}", field, month);
            }
            let eod = |monthly: &MonthlyAnalysis| monthly.value("sum_of_eod_balance", *month).and_then(Value::number).map(paise);
            prop_assert_eq!(eod(&all), Some(each.iter().filter_map(eod).sum()));
        }
        if let [only] = &each[..] {
            prop_assert_eq!(&all, only);
        }
    }

    #[test]
    fn a_predictor_of_a_month_is_the_monthly_figure_it_repeats(account in account()) {
        let monthly = monthly(&account, window());
        let predictors = predictors(&account, &monthly, window());
        let latest = *monthly.months().last().unwrap();
        for field in &Table::predictors().fields {
            let figure = &Table::predictors().figures[field.figure];
            let (Some(Formula::Monthly(inner)), Some(index)) = (&figure.formula, field.month_index) else { continue };
            let Formula::Figure(place) = **inner else { continue };
            let month = latest.plus(-(index as i32));
            let repeated = monthly.value(Table::monthly().figures[place].name, month);
            let own = predictors.value(field.name).unwrap();
            let repeated = repeated.unwrap_or(&Value::Null);
            let is_same = own == repeated || (own.number().is_some() && own.number() == repeated.number());
            prop_assert!(is_same, "{}: {:?} {:?}", field.name, own, repeated);
        }
    }

    #[test]
    fn split_statements_give_the_same_figures_as_one(account in account(), cut in 1..180u64) {
        let whole = account.covered[0];
        let mut split = account.clone();
        if let (Some(first), Some(second)) = (
            Period::new(whole.from, (whole.from + Days::new(cut)).min(whole.to)),
            Period::new(whole.from + Days::new(cut + 1), whole.to),
        ) {
            split.covered = vec![second, first];
        }
        let (one, two) = (monthly(&account, window()), monthly(&split, window()));
        prop_assert_eq!(&one, &two);
        prop_assert_eq!(predictors(&account, &one, window()), predictors(&split, &two, window()));
    }

    #[test]
    fn an_explanation_gives_the_same_value_and_rows_that_are_there(account in account(), field in 0..404usize) {
        let basis = Basis::of_account(&account, window());
        let monthly = monthly(&account, window());
        let name = Table::monthly().figures[field].name;
        for month in monthly.months() {
            let why = explain(&basis, &monthly, Subject::Account(0), &format!("monthly_analysis.{name}"), Some(*month)).unwrap();
            prop_assert_eq!(Some(&why.value), monthly.value(name, *month));
            prop_assert!(why.transactions.iter().all(|(place, row)| *place == 0 && *row < account.rows.len()));
            if let (Some(Formula::Aggregate(sum)), Value::Number(value)) = (&Table::monthly().figures[field].formula, &why.value)
                && matches!((sum.verb, &sum.series), (Verb::Sum, Series::Transactions(_)))
            {
                let rows: Money = why.transactions.iter().map(|(_, row)| account.rows[*row].transaction.amount).sum();
                prop_assert_eq!(rows.in_paise(), paise(*value));
                let is_of_month = |row: usize| Month::of(account.rows[row].transaction.date) == *month;
                prop_assert!(why.transactions.iter().all(|(_, row)| is_of_month(*row)));
            }
        }
    }

    #[test]
    fn what_is_not_a_figure_holds_together_too(account in account()) {
        let basis = Basis::of_account(&account, window());
        let shares: u32 = expense_categories(&basis).iter().map(|share| share.percentage).sum();
        prop_assert_eq!(shares, if account.rows.iter().any(|row| !row.is_credit()) { 100 } else { 0 });
        for set in recurring_sets(&basis) {
            prop_assert!(set.rows.len() >= 3);
            prop_assert!(set.rows.iter().any(|row| account.rows[*row].transaction.amount == set.median));
        }
        for finding in fraud::findings(&basis) {
            prop_assert!(finding.fraud_type != fraud::FraudType::InconsistentTransaction, "the balances chain");
        }
    }
}
