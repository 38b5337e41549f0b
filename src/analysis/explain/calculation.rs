//! The way from transactions and balances to a number: what a formula is made of, with the number of each part.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::analysis::figure::evaluate::Scope;
use crate::analysis::figure::formula::{Aggregate, Daily, Formula, Operator, Series, Span};
use crate::analysis::figure::selection::SelectionId;
use crate::analysis::figure::series::Member;
use crate::analysis::figure::special::Special;
use crate::analysis::figure::table::Table;
use crate::analysis::figure::value::{Kind, Value};
use crate::analysis::figure::words::{Reading, path};
use crate::domain::money::Money;
use crate::domain::period::{Month, Period};

/// A formula with numbers in the places of its terms.
#[derive(Clone, PartialEq, Debug)]
pub struct Calculation {
    /// `100 * 12000 / 50000 = 24`: the numbers, and what comes out before rounding.
    pub text: String,
    /// What stands behind the numbers, in their order.
    pub terms: Vec<Term>,
}

/// One number of a calculation.
#[derive(Clone, PartialEq, Debug)]
pub struct Term {
    /// What it is.
    pub in_words: String,
    /// The figure it is, by the name under which it can be asked for.
    pub figure: Option<String>,
    /// The month it is for.
    pub month: Option<Month>,
    /// The number as the calculation takes it; of an aggregate to six decimals.
    pub value: Value,
    /// What it comes from.
    pub from: Origin,
}

/// What a number comes from.
#[derive(Clone, PartialEq, Debug)]
pub enum Origin {
    /// A calculation of its own.
    Calculation(Calculation),
    /// Members, which the first words of the term make one number of.
    Members(Vec<Shown>),
    /// What is shown beside a special: members, and facts by name.
    Evidence(Vec<Shown>, Vec<(&'static str, String)>),
}

/// One member of a series, or a piece of evidence.
#[derive(Clone, PartialEq, Debug)]
pub struct Shown {
    /// What kind of thing it is.
    pub what: What,
    /// The day it counts for; of a month, its first.
    pub day: NaiveDate,
    /// Its number, in rupees where it is money, in days where it is a run.
    pub value: f64,
    /// The transaction it is or was set by, as (account, row).
    pub row: Option<(usize, usize)>,
    /// Whether it makes the value what it is; of a largest or smallest, only those that are it.
    pub decides: bool,
}

/// What a member is.
#[derive(Clone, PartialEq, Debug)]
pub enum What {
    /// A transaction; the number is its amount.
    Transaction,
    /// A transaction; the number is the balance behind it.
    BalanceBehind,
    /// A day with such a transaction.
    DayWith,
    /// A day; the number is its balance.
    Balance,
    /// A day; the number follows from its balance.
    FromBalance(Option<Money>),
    /// So many days in a row from this one.
    Run,
    /// A month's number, and how it is calculated.
    Month(Calculation),
    /// A month that is counted.
    BareMonth,
}

/// Follows a formula to its ends.
pub(super) struct Trail {
    /// The place of the first account of the ground among those that are explained.
    pub(super) first_account: usize,
    /// The rows that make the value what it is.
    pub(super) rows: BTreeSet<usize>,
    /// The selections on the way.
    pub(super) selections: Vec<SelectionId>,
}

impl Trail {
    /// How a figure of the scope's table is calculated, and shown.
    pub(super) fn figure(&mut self, scope: &Scope<'_>, place: usize, index: Option<u32>) -> Calculation {
        let figure = &scope.table.figures[place];
        let Some(formula) = &figure.formula else {
            return Calculation {
                text: "nobody documents how".to_owned(),
                terms: Vec::new(),
            };
        };
        let mut calculation = self.calculation(scope, formula, index);
        calculation.text += &rounding(figure.kind, &scope.value(formula), &scope.figure(place));
        calculation
    }

    fn calculation(&mut self, scope: &Scope<'_>, formula: &Formula, index: Option<u32>) -> Calculation {
        let mut terms = Vec::new();
        let numbers = self.numbers(scope, formula, index, &mut terms);
        let result = text(&scope.value(formula));
        Calculation {
            text: if numbers == result {
                numbers
            } else {
                format!("{numbers} = {result}")
            },
            terms,
        }
    }

    /// The formula with numbers in the places of its terms.
    fn numbers(&mut self, scope: &Scope<'_>, formula: &Formula, index: Option<u32>, terms: &mut Vec<Term>) -> String {
        let term = match formula {
            Formula::Number(number) => return number.to_string(),
            Formula::Whole(inner) => return format!("round({})", self.numbers(scope, inner, index, terms)),
            Formula::Monthly(inner) => {
                return match scope.month {
                    Some(month) => self.numbers(&scope.monthly_scope(month), inner, None, terms),
                    None => text(&Value::Null),
                };
            }
            Formula::Both(left, Operator::Else, _) if scope.value(left) != Value::Null => {
                return self.numbers(scope, left, index, terms);
            }
            Formula::Both(left, operator, right) => {
                let mut part = |part: &Formula, is_behind: bool| {
                    let numbers = self.numbers(scope, part, index, terms);
                    match inner_operator(part).map(Operator::strength) {
                        Some(inner) if inner < operator.strength() + u8::from(is_behind) => format!("({numbers})"),
                        _ => numbers,
                    }
                };
                let (left, right) = (part(left, false), part(right, true));
                return format!("{left} {} {right}", operator.sign());
            }
            Formula::Figure(place) => self.of_figure(scope, *place, index),
            Formula::Special(special) => self.of_special(scope, *special),
            Formula::Aggregate(aggregate) => self.of_aggregate(scope, aggregate, index),
        };
        let number = text(&term.value);
        terms.push(term);
        number
    }

    fn of_figure(&mut self, scope: &Scope<'_>, place: usize, index: Option<u32>) -> Term {
        let name = reading(scope, index, &|_| None).name(place);
        Term {
            figure: Some(path(scope.table.name, &name)),
            in_words: name,
            month: scope.month,
            value: scope.figure(place),
            from: Origin::Calculation(self.figure(scope, place, index)),
        }
    }

    fn of_special(&mut self, scope: &Scope<'_>, special: Special) -> Term {
        let rows = special.rows(scope);
        self.rows.extend(&rows);
        let evidence = special.evidence(scope);
        let basis = scope.basis;
        let mut shown: Vec<Shown> = rows
            .into_iter()
            .map(|row| Member {
                day: basis.date(row),
                value: basis.rows[row].transaction.amount.in_rupees(),
                row: Some(row),
            })
            .map(|member| self.shown(scope, What::Transaction, &member, true))
            .collect();
        for day in evidence.days {
            let eod = basis.index.eod.day(day);
            let member = Member {
                day,
                value: eod.and_then(|eod| eod.balance).unwrap_or_default().in_rupees(),
                row: eod.and_then(|eod| eod.row),
            };
            shown.push(self.shown(scope, What::Balance, &member, true));
        }
        shown.extend(evidence.months.into_iter().map(|month| Shown {
            what: What::BareMonth,
            day: month.first_day(),
            value: 1.0,
            row: None,
            decides: true,
        }));
        Term {
            in_words: special.words().to_owned(),
            figure: None,
            month: scope.month,
            value: special.value(scope),
            from: Origin::Evidence(shown, evidence.facts),
        }
    }

    fn of_aggregate(&mut self, scope: &Scope<'_>, aggregate: &Aggregate, index: Option<u32>) -> Term {
        if let Series::Transactions(id) | Series::SpentAfterPay(id, _) | Series::DaysWith(id) = aggregate.series {
            self.selections.push(id);
        }
        let members = scope.members(aggregate);
        let deciding = aggregate.deciding(&members);
        let mut shown = Vec::new();
        for (member, decides) in members.iter().zip(deciding) {
            let what = self.what(scope, aggregate, member, decides);
            shown.push(self.shown(scope, what, member, decides));
        }
        let days_of = |span: Span| scope.period(Some(span));
        Term {
            in_words: reading(scope, index, &days_of).aggregate(aggregate),
            figure: None,
            month: scope.month,
            value: Value::of(aggregate.of(&members).map(legible)),
            from: Origin::Members(shown),
        }
    }

    fn what(&mut self, scope: &Scope<'_>, aggregate: &Aggregate, member: &Member, decides: bool) -> What {
        if aggregate.is_runs {
            return What::Run;
        }
        match &aggregate.series {
            Series::Transactions(_) | Series::SpentAfterPay(..) | Series::Pay => What::Transaction,
            Series::DaysWith(_) => What::DayWith,
            Series::Balances => What::BalanceBehind,
            Series::Daily(Daily::Eod) => What::Balance,
            Series::Daily(Daily::Netted | Daily::Drawn | Daily::Overdrawn | Daily::LimitBreach) => {
                What::FromBalance(scope.basis.index.eod.on(member.day))
            }
            Series::Monthly(inner) => {
                let scope = scope.monthly_scope(Month::of(member.day));
                // The rows behind a month that does not count are no evidence.
                let before = (!decides).then(|| self.rows.clone());
                let calculation = if let Formula::Figure(place) = &**inner {
                    self.figure(&scope, *place, None)
                } else {
                    self.calculation(&scope, inner, None)
                };
                if let Some(before) = before {
                    self.rows = before;
                }
                What::Month(calculation)
            }
        }
    }

    fn shown(&mut self, scope: &Scope<'_>, what: What, member: &Member, decides: bool) -> Shown {
        if decides {
            self.rows.extend(member.row);
        }
        Shown {
            what,
            day: member.day,
            value: legible(member.value),
            row: member.row.map(|row| scope.basis.place(row, self.first_account)),
            decides,
        }
    }
}

/// How formulas are read where a scope stands.
pub(super) fn reading<'a>(
    scope: &Scope<'_>,
    index: Option<u32>,
    days_of: &'a dyn Fn(Span) -> Option<Period>,
) -> Reading<'a> {
    let table: &'static Table = scope.table;
    Reading {
        table,
        month: scope.month,
        index,
        days_of,
    }
}

/// The sign a part of a formula hangs together by, months looked through.
fn inner_operator(formula: &Formula) -> Option<Operator> {
    match formula {
        Formula::Both(_, operator, _) => Some(*operator),
        Formula::Monthly(inner) => inner_operator(inner),
        Formula::Number(_) | Formula::Special(_) | Formula::Figure(_) | Formula::Aggregate(_) | Formula::Whole(_) => {
            None
        }
    }
}

/// What happens to a result on its way into the answer; empty when nothing does.
fn rounding(kind: Kind, result: &Value, shown: &Value) -> String {
    let is_same = match (result.number(), shown.number()) {
        (Some(result), Some(shown)) => result == shown && kind != Kind::Boolean,
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    };
    match shown {
        _ if is_same && text(result) == text(shown) => String::new(),
        Value::Flag(flag) => format!(", shown as {flag}"),
        Value::Text(words) if words.is_empty() => ", shown as an empty text".to_owned(),
        Value::Null | Value::Number(_) | Value::Integer(_) | Value::Text(_) | Value::Instalments(_) => {
            format!(", shown as {}", text(shown))
        }
    }
}

/// A number as a calculation shows it: what is behind the sixth decimal is noise of the machine.
fn legible(number: f64) -> f64 {
    (number * 1e6).round() / 1e6 + 0.0
}

/// A value in a calculation.
fn text(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Number(number) => legible(*number).to_string(),
        Value::Integer(count) => count.to_string(),
        Value::Flag(flag) => u8::from(*flag).to_string(),
        Value::Text(text) => text.clone(),
        Value::Instalments(lenders) => format!("the instalments of {} lenders", lenders.len()),
    }
}

impl Operator {
    fn sign(self) -> &'static str {
        match self {
            Operator::Times => "*",
            Operator::Over => "/",
            Operator::Plus => "+",
            Operator::Minus => "-",
            Operator::Else => "else",
            Operator::Above => ">",
            Operator::Below => "<",
            Operator::AtLeast => ">=",
            Operator::AtMost => "<=",
            Operator::Equal => "=",
            Operator::And => "and",
            Operator::Or => "or",
        }
    }
}
