//! A formula as a person would say it.
//!
//! The same tree that is computed is read out here, so that words and number cannot part. Where a formula is read for one account and month, the
//! month, the index of a family and the days of a span are put in; for documents they stay general.

use chrono::NaiveDate;

use crate::analysis::figure::formula::{Aggregate, Daily, Filter, Formula, Operator, Series, Span, Verb};
use crate::analysis::figure::selection::selections;
use crate::analysis::figure::table::{Table, TableName};
use crate::domain::period::{Month, Period};

/// Where a formula is read.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// The table the names of figures belong to.
    pub table: &'static Table,
    /// The month of a monthly figure or of a family's member, where one is known.
    pub month: Option<Month>,
    /// What stands for `{i}`, where it is known.
    pub index: Option<u32>,
    /// The days a span means, where there are some.
    pub days_of: &'a dyn Fn(Span) -> Option<Period>,
}

/// How tightly words hang together, loosest first; as in the notation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Whole,
    Or,
    And,
    Compared,
    Otherwise,
    Added,
    Multiplied,
    Single,
}

impl Reading<'static> {
    /// Of no account in particular.
    pub fn general(table: &'static Table) -> Self {
        Reading {
            table,
            month: None,
            index: None,
            days_of: &|_| None,
        }
    }
}

impl Reading<'_> {
    /// The formula in words.
    pub fn words(&self, formula: &Formula) -> String {
        let words = self.bound(formula, Binding::Whole);
        match formula {
            Formula::Both(_, operator, _) if operator.is_question() => format!("whether {words}"),
            Formula::Number(_)
            | Formula::Special(_)
            | Formula::Figure(_)
            | Formula::Monthly(_)
            | Formula::Aggregate(_)
            | Formula::Whole(_)
            | Formula::Both(..) => words,
        }
    }

    /// One of the parts a formula is calculated from.
    pub(crate) fn aggregate(&self, aggregate: &Aggregate) -> String {
        if let (Verb::First, Series::Daily(daily), [Filter::OnDays(days)]) =
            (aggregate.verb, &aggregate.series, &aggregate.filters[..])
            && days.len() == 1
        {
            let on = aggregate.filters[0].words();
            return format!("the {} {on}{}", daily.words(), self.when(aggregate));
        }
        let verb = match aggregate.verb {
            Verb::Sum => "the sum of",
            Verb::Number => "the number of",
            Verb::Largest => "the largest of",
            Verb::Smallest => "the smallest of",
            Verb::Mean => "the mean of",
            Verb::Median => "the median of",
            Verb::Mode => "the most frequent of",
            Verb::First => "the first of",
            Verb::Last => "the last of",
            Verb::Percentile(percent) => {
                return format!("the {percent}th percentile of {}", self.members(aggregate));
            }
        };
        format!("{verb} {}", self.members(aggregate))
    }

    /// The key of a figure: `income_{i}` is `income_3` in a family's fourth member.
    pub(crate) fn name(&self, place: usize) -> String {
        let name = self.table.figures[place].name;
        match self.index {
            Some(index) => name.replace("{i}", &index.to_string()),
            None => name.to_owned(),
        }
    }

    fn bound(&self, formula: &Formula, outside: Binding) -> String {
        let (words, binding) = match formula {
            Formula::Number(number) => (number.to_string(), Binding::Single),
            Formula::Special(special) => (special.words().to_owned(), Binding::Single),
            Formula::Figure(place) => (self.name(*place), Binding::Single),
            Formula::Monthly(inner) => return self.of_month(inner, outside),
            Formula::Aggregate(aggregate) => (self.aggregate(aggregate), Binding::Single),
            Formula::Whole(inner) => (
                format!("{}, to the nearest whole number", self.bound(inner, Binding::Otherwise)),
                Binding::Whole,
            ),
            Formula::Both(left, operator, right) => self.both(left, *operator, right),
        };
        if binding < outside { format!("({words})") } else { words }
    }

    fn both(&self, left: &Formula, operator: Operator, right: &Formula) -> (String, Binding) {
        let binding = operator.binding();
        if let (Formula::Number(0.0), Operator::Minus) = (left, operator) {
            return (format!("minus {}", self.bound(right, Binding::Multiplied)), binding);
        }
        // `a - (b + c)` and `a / (b * c)` need their brackets.
        let behind = match binding {
            Binding::Added => Binding::Multiplied,
            Binding::Multiplied => Binding::Single,
            Binding::Whole | Binding::Or | Binding::And | Binding::Compared | Binding::Otherwise | Binding::Single => {
                binding
            }
        };
        let part = |formula: &Formula, outside| {
            let mut words = self.bound(formula, outside);
            let runs_on = match formula {
                Formula::Aggregate(aggregate) => {
                    aggregate.span.is_some() || matches!(aggregate.series, Series::SpentAfterPay(..))
                }
                Formula::Special(_) => words.contains(", "),
                Formula::Number(_)
                | Formula::Figure(_)
                | Formula::Monthly(_)
                | Formula::Whole(_)
                | Formula::Both(..) => false,
            };
            if runs_on {
                words = format!("({words})");
            }
            let asks = match formula {
                Formula::Both(_, inner, _) => inner.is_question(),
                Formula::Number(_)
                | Formula::Special(_)
                | Formula::Figure(_)
                | Formula::Monthly(_)
                | Formula::Aggregate(_)
                | Formula::Whole(_) => false,
            };
            let joins = matches!(operator, Operator::And | Operator::Or);
            if joins && !asks {
                format!("{words} is not 0")
            } else {
                words
            }
        };
        let words = format!("{} {} {}", part(left, binding), operator.words(), part(right, behind));
        (words, binding)
    }

    fn of_month(&self, inner: &Formula, outside: Binding) -> String {
        let reading = Reading {
            table: Table::monthly(),
            ..*self
        };
        match (inner, self.month) {
            (Formula::Figure(_), Some(month)) => {
                format!("{} of {}", reading.bound(inner, Binding::Single), label(month))
            }
            (Formula::Figure(_), None) => {
                format!("the monthly {} of month {{i}}", reading.bound(inner, Binding::Single))
            }
            _ => reading.bound(inner, outside),
        }
    }

    fn members(&self, aggregate: &Aggregate) -> String {
        let counts_days = aggregate.is_runs || aggregate.verb == Verb::Number;
        let mut words = match aggregate.series {
            Series::Daily(daily) if counts_days => format!("days with an {}", daily.words()),
            Series::Daily(_)
            | Series::Transactions(_)
            | Series::SpentAfterPay(..)
            | Series::Pay
            | Series::DaysWith(_)
            | Series::Balances
            | Series::Monthly(_) => self.series(&aggregate.series),
        };
        for filter in &aggregate.filters {
            words = format!("{words} {}", filter.words());
        }
        words += &self.when(aggregate);
        if aggregate.is_runs {
            let of = if aggregate.verb == Verb::Number {
                ""
            } else {
                "the lengths of "
            };
            words = format!("{of}unbroken runs of {words}");
        }
        match aggregate.largest {
            Some(count) => format!("the {count} largest {words}"),
            None => words,
        }
    }

    fn series(&self, series: &Series) -> String {
        let named = |selection| spoken(selections().name(selection));
        match series {
            Series::Transactions(selection) => named(*selection),
            Series::SpentAfterPay(selection, days) => {
                format!("{} up to {days} days after a salary credit", named(*selection))
            }
            Series::Pay => "salary credits".to_owned(),
            Series::DaysWith(selection) => format!("days with {}", named(*selection)),
            Series::Balances => "balances behind each transaction".to_owned(),
            Series::Daily(daily) => daily.several(),
            Series::Monthly(inner) => {
                let months = Reading {
                    table: Table::monthly(),
                    month: None,
                    index: None,
                    days_of: self.days_of,
                };
                format!("the monthly values of {}", months.bound(inner, Binding::Single))
            }
        }
    }

    /// The time, where the formula says one, or where it is known.
    fn when(&self, aggregate: &Aggregate) -> String {
        let on_days = aggregate
            .filters
            .iter()
            .any(|filter| matches!(filter, Filter::OnDays(_)));
        let Some(span) = aggregate.span else {
            let month = self.month.filter(|_| !matches!(aggregate.series, Series::Monthly(_)));
            // Pay counts for a month, whenever it comes.
            let preposition = match &aggregate.series {
                _ if on_days => "of",
                Series::Pay | Series::SpentAfterPay(..) => "for",
                Series::Transactions(_)
                | Series::DaysWith(_)
                | Series::Balances
                | Series::Daily(_)
                | Series::Monthly(_) => "in",
            };
            return match month {
                Some(month) => format!(" {preposition} {}", label(month)),
                None if on_days => " of the month".to_owned(),
                None => String::new(),
            };
        };
        let of_month = if on_days { " of the month" } else { "" };
        let words = match span {
            Span::Days(1, to) => format!(" in the last {to} days"),
            Span::Days(from, to) => format!(" {from} to {to} days back"),
            Span::Months(0, 0) => " in the latest month".to_owned(),
            Span::Months(0, to) => format!(" in the last {} months", to + 1),
            Span::Months(from, to) => format!(" in months {from} to {to} back from the latest"),
        };
        match (self.days_of)(span) {
            Some(days) => format!("{of_month}{words} ({} to {})", written(days.from), written(days.to)),
            None => format!("{of_month}{words}"),
        }
    }
}

impl Operator {
    fn binding(self) -> Binding {
        match self {
            Operator::Or => Binding::Or,
            Operator::And => Binding::And,
            Operator::Above | Operator::Below | Operator::AtLeast | Operator::AtMost | Operator::Equal => {
                Binding::Compared
            }
            Operator::Else => Binding::Otherwise,
            Operator::Plus | Operator::Minus => Binding::Added,
            Operator::Times | Operator::Over => Binding::Multiplied,
        }
    }

    /// How strongly it binds; of two, the stronger one is calculated first.
    pub(crate) fn strength(self) -> u8 {
        self.binding() as u8
    }

    /// Whether it gives yes or no.
    fn is_question(self) -> bool {
        matches!(self.binding(), Binding::Or | Binding::And | Binding::Compared)
    }

    fn words(self) -> &'static str {
        match self {
            Operator::Times => "times",
            Operator::Over => "divided by",
            Operator::Plus => "plus",
            Operator::Minus => "minus",
            Operator::Else => "or, where there is none,",
            Operator::Above => "is above",
            Operator::Below => "is below",
            Operator::AtLeast => "is at least",
            Operator::AtMost => "is at most",
            Operator::Equal => "is",
            Operator::And => "and",
            Operator::Or => "or",
        }
    }
}

impl Daily {
    /// One of them; each begins with a vowel.
    fn words(self) -> &'static str {
        match self {
            Daily::Eod => "end-of-day balance",
            Daily::Netted => "end-of-day balance net of all loans received so far",
            Daily::Drawn => "overdraft drawn at the end of the day",
            Daily::Overdrawn => "amount beyond the drawing power, else the limit, at the end of the day",
            Daily::LimitBreach => "amount beyond the limit at the end of the day",
        }
    }

    fn several(self) -> String {
        match self {
            Daily::Eod | Daily::Netted => self.words().replacen("balance", "balances", 1),
            Daily::Drawn => "the overdraft drawn at the end of each day".to_owned(),
            Daily::Overdrawn => {
                "the amounts beyond the drawing power, else the limit, at the end of each day".to_owned()
            }
            Daily::LimitBreach => "the amounts beyond the limit at the end of each day".to_owned(),
        }
    }
}

impl Filter {
    fn words(&self) -> String {
        match self {
            Filter::Below(limit) => format!("below {limit}"),
            Filter::Above(limit) => format!("above {limit}"),
            Filter::AtLeast(limit) => format!("of at least {limit}"),
            Filter::AtMost(limit) => format!("of at most {limit}"),
            Filter::OtherThan(number) => format!("other than {number}"),
            Filter::OnDays(days) => {
                let days: Vec<String> = days
                    .iter()
                    .map(|day| match day {
                        0 => "the last".to_owned(),
                        day => day.to_string(),
                    })
                    .collect();
                let noun = if days.len() == 1 { "day" } else { "days" };
                format!("on {noun} {}", listed(&days))
            }
        }
    }
}

/// `1, 5 and the last`
fn listed(items: &[String]) -> String {
    match items {
        [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => items.concat(),
    }
}

/// The name of a selection in prose: what is short for something stands in capitals.
pub fn spoken(name: &str) -> String {
    const SHORT: &[&str] = &["upi", "emi", "imps", "rtgs", "neft", "ach"];
    let word = |word: &str| {
        if SHORT.contains(&word) {
            word.to_uppercase()
        } else {
            word.to_owned()
        }
    };
    name.split(' ').map(word).collect::<Vec<String>>().join(" ")
}

/// What the figures of a table are called where an answer or a question names one: `monthly_analysis.amt_upi_debit`.
pub fn path(table: TableName, field: &str) -> String {
    match table {
        TableName::Monthly => format!("monthly_analysis.{field}"),
        TableName::Predictors => format!("predictors.{field}"),
    }
}

/// `Jan-2026`
pub(crate) fn label(month: Month) -> String {
    month.first_day().format("%b-%Y").to_string()
}

/// `05-Jan-2026`
fn written(day: NaiveDate) -> String {
    day.format("%d-%b-%Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::{month, period};

    fn general(table: &'static Table, name: &str) -> String {
        let place = table.place(name).unwrap();
        Reading::general(table).words(table.figures[place].formula.as_ref().unwrap())
    }

    #[track_caller]
    fn assert_monthly(name: &str, words: &str) {
        assert_eq!(general(Table::monthly(), name), words);
    }

    #[track_caller]
    fn assert_predictor(name: &str, words: &str) {
        assert_eq!(general(Table::predictors(), name), words);
    }

    #[test]
    fn a_monthly_formula_is_said_as_a_person_would() {
        assert_monthly("amt_upi_debit", "the sum of UPI debits");
        assert_monthly(
            "max_overdraft_balance",
            "minus the largest of the overdraft drawn at the end of each day above 0",
        );
        assert_monthly(
            "perc_salary_spend_upi",
            "100 times (the sum of UPI debits up to 7 days after a salary credit) divided by total_amount_of_salary, to the nearest \
             whole number",
        );
        assert_monthly(
            "closing_balance",
            "the last of balances behind each transaction or, where there is none, the balance before the month's first transaction",
        );
        assert_monthly("avg_bal_top_15_days", "the mean of the 15 largest end-of-day balances");
        assert_monthly(
            "avg_of_eod_bal_on_1_10_15_25",
            "the mean of end-of-day balances other than 0 on days 1, 10, 15 and 25 of the month",
        );
        assert_monthly(
            "is_salary_imps",
            "whether the number of salary credits by IMPS is above 0",
        );
        assert_monthly("eod_bal_on_05", "the end-of-day balance on day 5 of the month");
        assert_monthly(
            "avg_no_of_days_account_overdrawn",
            "the mean of the lengths of unbroken runs of days with an amount beyond the drawing power, else the limit, at the end of the day",
        );
    }

    #[test]
    fn a_predictor_says_its_months_and_days() {
        assert_predictor("amt_upi_debits_{i}", "the monthly amt_upi_debit of month {i}");
        assert_predictor("expense_to_income_ratio_{i}", "expense_{i} divided by income_{i}");
        assert_predictor("amt_credit_last_31_60_days", "the sum of credits 31 to 60 days back");
        assert_predictor(
            "amt_credit_m6_to_m11",
            "the sum of credits in months 6 to 11 back from the latest",
        );
        assert_predictor(
            "max_days_balance_lt_100",
            "the largest of the monthly values of the number of days with an end-of-day balance below 100",
        );
        assert_predictor(
            "percentile50_6months_gt100_credit",
            "the 50th percentile of credits above 100 in the last 6 months",
        );
    }

    #[test]
    fn what_is_known_of_account_and_month_is_put_in() {
        let table = Table::predictors();
        let days = |_| Some(period("2025-10-01", "2025-12-31"));
        let reading = Reading {
            table,
            month: Some(month("2025-09-01")),
            index: Some(3),
            days_of: &days,
        };
        let words = |name: &str| reading.words(table.figures[table.place(name).unwrap()].formula.as_ref().unwrap());
        assert_eq!(words("expense_to_income_ratio_{i}"), "expense_3 divided by income_3");
        assert_eq!(words("amt_upi_debits_{i}"), "amt_upi_debit of Sep-2025");
        assert_eq!(
            words("income_{i}"),
            "the sum of income credits without self transfers in Sep-2025"
        );
        assert_eq!(
            words("total_salary_latest_6m"),
            "the sum of salary credits in the last 6 months (01-Oct-2025 to 31-Dec-2025)"
        );
    }
}
