//! Monthly figures as spreadsheet formulas: made from the same descriptions the figures are computed from.
//!
//! A figure that is computed from other figures becomes a formula over their cells; sums and counts of all credits, all debits and EOD balances
//! lead to the transactions and to the balances. What a formula cannot give exactly stays a number: figures by selection (no column says it), and
//! results that lie on the border between two paise, where programs round differently.

use rust_xlsxwriter::utility::row_col_to_cell;

use super::report::Report;
use super::transactions::{self, Place};
use super::{eod_balances, monthly};
use crate::analysis::figure::formula::{Aggregate, Daily, Filter, Formula, Operator, Series, Verb};
use crate::analysis::figure::selection::{SelectionId, selections};
use crate::analysis::figure::table::{Figure, Table};
use crate::analysis::figure::value::{Kind, Value};

/// A piece of a formula.
struct Term {
    text: String,
    /// What it gives; `None` for a division by zero.
    value: Option<f64>,
    binding: Binding,
    /// Whether anything in it is divided.
    divides: bool,
}

/// How tightly the pieces of a term hang together.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Binding {
    Sum,
    Product,
    Single,
}

/// The formula of a figure in a month, by its place; `None` where it stays a number.
pub(super) fn of(report: &Report<'_>, figure: &Figure, month: usize) -> Option<String> {
    let formula = figure.formula.as_ref()?;
    let shown = report
        .monthly
        .value(figure.name, *report.monthly.months().get(month)?)?;
    match formula {
        Formula::Aggregate(aggregate) => {
            shown.number()?;
            aggregated(report, aggregate, month)
        }
        Formula::Whole(_) | Formula::Both(..) | Formula::Figure(_) => {
            let term = term(report, formula, month)?;
            rounded(&term, figure, shown)
        }
        Formula::Number(_) | Formula::Special(_) | Formula::Monthly(_) => None,
    }
}

/// Whether the months of a figure add up: amounts and counts of transactions and days, and what is added up from those.
pub(super) fn is_additive(formula: &Formula) -> bool {
    match formula {
        Formula::Aggregate(aggregate) => {
            let is_sum = matches!(aggregate.verb, Verb::Sum | Verb::Number);
            let is_plain = aggregate.largest.is_none() && !aggregate.is_runs && aggregate.span.is_none();
            is_sum
                && is_plain
                && match &aggregate.series {
                    Series::Transactions(_) | Series::SpentAfterPay(..) | Series::Pay | Series::DaysWith(_) => true,
                    Series::Daily(_) => aggregate.verb == Verb::Number,
                    Series::Balances | Series::Monthly(_) => false,
                }
        }
        Formula::Figure(place) => of_figure(*place).is_some_and(is_additive),
        Formula::Both(left, Operator::Plus | Operator::Minus, right) => is_additive(left) && is_additive(right),
        Formula::Both(..) | Formula::Number(_) | Formula::Special(_) | Formula::Monthly(_) | Formula::Whole(_) => false,
    }
}

fn of_figure(place: usize) -> Option<&'static Formula> {
    Table::monthly().figures.get(place)?.formula.as_ref()
}

/// The term as the figure's kind shows it, if that is what the figure is.
fn rounded(term: &Term, figure: &Figure, shown: &Value) -> Option<String> {
    let decimals = match figure.kind {
        Kind::Number => 2,
        Kind::Integer => 0,
        Kind::Boolean | Kind::String | Kind::Object => return None,
    };
    let result = match term.value {
        Some(value) if is_on_border(value, decimals) => return None,
        Some(value) => Some(round(value, decimals)),
        None if figure.is_nullable => None,
        None => Some(0.0),
    };
    let is_same = match (result, shown.number()) {
        (Some(result), Some(shown)) => (result - shown).abs() < 1e-6,
        (result, shown) => result.is_none() && shown.is_none(),
    };
    let text = format!("ROUND({},{decimals})", term.text);
    let otherwise = if figure.is_nullable { "\"\"" } else { "0" };
    let text = if term.divides {
        format!("IFERROR({text},{otherwise})")
    } else {
        text
    };
    is_same.then_some(text)
}

/// `None` for what has no cells, and where a figure it uses is null: an empty cell would count as 0.
fn term(report: &Report<'_>, formula: &Formula, month: usize) -> Option<Term> {
    match formula {
        Formula::Number(number) => Some(Term::single(number.to_string(), *number)),
        Formula::Figure(place) => {
            let figure = Table::monthly().figures.get(*place)?;
            let value = report
                .monthly
                .value(figure.name, *report.monthly.months().get(month)?)?;
            let cell = row_col_to_cell(monthly::row(*place)?, monthly::column(month));
            Some(Term::single(cell, value.number()?))
        }
        Formula::Whole(inner) => {
            let inner = term(report, inner, month)?;
            if inner.value.is_some_and(|value| is_on_border(value, 0)) {
                return None;
            }
            Some(Term {
                text: format!("ROUND({},0)", inner.text),
                value: inner.value.map(f64::round),
                binding: Binding::Single,
                divides: inner.divides,
            })
        }
        Formula::Both(left, operator, right) => {
            let (left, right) = (term(report, left, month)?, term(report, right, month)?);
            both(left, *operator, right)
        }
        Formula::Special(_) | Formula::Monthly(_) | Formula::Aggregate(_) => None,
    }
}

fn both(left: Term, operator: Operator, right: Term) -> Option<Term> {
    let (sign, binding) = match operator {
        Operator::Plus => ('+', Binding::Sum),
        Operator::Minus => ('-', Binding::Sum),
        Operator::Times => ('*', Binding::Product),
        Operator::Over => ('/', Binding::Product),
        Operator::Else
        | Operator::Above
        | Operator::Below
        | Operator::AtLeast
        | Operator::AtMost
        | Operator::Equal
        | Operator::And
        | Operator::Or => return None,
    };
    let value = left.value.zip(right.value).and_then(|(left, right)| match sign {
        '+' => Some(left + right),
        '-' => Some(left - right),
        '*' => Some(left * right),
        _ => Some(left / right).filter(|ratio| ratio.is_finite()),
    });
    let needs_brackets = right.binding < binding || (right.binding == binding && (sign == '-' || sign == '/'));
    Some(Term {
        text: format!(
            "{}{sign}{}",
            left.bracketed(left.binding < binding),
            right.bracketed(needs_brackets)
        ),
        value,
        binding,
        divides: sign == '/' || left.divides || right.divides,
    })
}

impl Term {
    fn single(text: String, value: f64) -> Self {
        Term {
            text,
            value: Some(value),
            binding: Binding::Single,
            divides: false,
        }
    }

    fn bracketed(&self, is_needed: bool) -> String {
        if is_needed {
            format!("({})", self.text)
        } else {
            self.text.clone()
        }
    }
}

/// Sums, counts and extremes that a column of another sheet gives.
fn aggregated(report: &Report<'_>, aggregate: &Aggregate, month: usize) -> Option<String> {
    if aggregate.largest.is_some() || aggregate.is_runs || aggregate.span.is_some() {
        return None;
    }
    match &aggregate.series {
        Series::Transactions(selection) if aggregate.filters.is_empty() => {
            of_transactions(report, *selection, aggregate.verb, month)
        }
        Series::Daily(Daily::Eod) => of_balances(aggregate, month),
        Series::Transactions(_)
        | Series::Daily(_)
        | Series::SpentAfterPay(..)
        | Series::Pay
        | Series::DaysWith(_)
        | Series::Balances
        | Series::Monthly(_) => None,
    }
}

fn of_transactions(report: &Report<'_>, selection: SelectionId, verb: Verb, month: usize) -> Option<String> {
    let place = match selections().name(selection) {
        "credits" => Place::Credit,
        "debits" => Place::Debit,
        _ => return None,
    };
    let amounts = transactions::column(report, place);
    let months = transactions::column(report, Place::Month);
    let header = monthly::header(month);
    match verb {
        Verb::Sum => Some(format!("ROUND(SUMIFS({amounts},{months},{header}),2)")),
        Verb::Number => Some(format!("COUNTIFS({months},{header},{amounts},\">=0\")")),
        Verb::Largest
        | Verb::Smallest
        | Verb::Mean
        | Verb::Median
        | Verb::Mode
        | Verb::First
        | Verb::Last
        | Verb::Percentile(_) => None,
    }
}

fn of_balances(aggregate: &Aggregate, month: usize) -> Option<String> {
    let range = eod_balances::month_range(month);
    match (aggregate.verb, &aggregate.filters[..]) {
        (Verb::Sum, []) => Some(format!("ROUND(SUM({range}),2)")),
        (Verb::Number, []) => Some(format!("COUNT({range})")),
        (Verb::Largest, []) => Some(format!("MAX({range})")),
        (Verb::Smallest, []) => Some(format!("MIN({range})")),
        (Verb::Number, [Filter::Below(limit)]) => Some(format!("COUNTIF({range},\"<{limit}\")")),
        (Verb::First, [Filter::OnDays(days)]) if days.len() == 1 => eod_balances::day_cell(month, days[0]),
        (Verb::Sum, [Filter::OnDays(days)]) => {
            let cells: Option<Vec<String>> = days.iter().map(|day| eod_balances::day_cell(month, *day)).collect();
            Some(format!("ROUND(SUM({}),2)", cells?.join(",")))
        }
        _ => None,
    }
}

/// Whether the value lies so near the middle between two rounded ones that programs disagree.
pub(super) fn is_on_border(value: f64, decimals: i32) -> bool {
    let scaled = (value * 10_f64.powi(decimals)).abs();
    (scaled.fract() - 0.5).abs() < 1e-6
}

pub(super) fn round(value: f64, decimals: i32) -> f64 {
    let scale = 10_f64.powi(decimals);
    (value * scale).round() / scale
}
