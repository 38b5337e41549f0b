//! Computes a formula.

use crate::analysis::basis::Basis;
use crate::analysis::figure::formula::{Aggregate, Formula, Operator, Verb};
use crate::analysis::figure::series::Member;
use crate::analysis::figure::table::{Table, TableName};
use crate::analysis::figure::value::Value;
use crate::analysis::monthly::MonthlyAnalysis;
use crate::domain::period::Month;

/// Where a formula is computed.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    /// The rows and balances.
    pub(crate) basis: &'a Basis<'a>,
    /// The table the names of figures belong to.
    pub(crate) table: &'static Table,
    /// The month of a monthly figure or of a family's member; `None` for a figure over everything.
    pub(crate) month: Option<Month>,
    /// The monthly figures, once they are computed.
    pub(crate) monthly: Option<&'a MonthlyAnalysis>,
}

impl<'a> Scope<'a> {
    /// A figure of the table as it is shown; null where its formula is left out.
    pub(crate) fn figure(&self, place: usize) -> Value {
        if self.table.name == TableName::Monthly
            && let (Some(computed), Some(month)) = (self.monthly, self.month)
        {
            return computed.at(place, month).clone();
        }
        let figure = &self.table.figures[place];
        let value = figure
            .formula
            .as_ref()
            .map(|formula| self.value(formula))
            .unwrap_or_default();
        figure.kind.shown(value, figure.is_nullable)
    }

    /// What a formula gives, not yet rounded.
    pub(crate) fn value(&self, formula: &Formula) -> Value {
        match formula {
            Formula::Number(number) => Value::Number(*number),
            Formula::Special(special) => special.value(self),
            Formula::Figure(place) => self.figure(*place),
            Formula::Monthly(inner) => self.month.map_or(Value::Null, |month| self.in_month(inner, month)),
            Formula::Aggregate(aggregate) => Value::of(aggregate.of(&self.members(aggregate))),
            Formula::Whole(inner) => Value::of(self.value(inner).number().map(f64::round)),
            Formula::Both(left, Operator::Else, right) => match self.value(left) {
                Value::Null => self.value(right),
                value @ (Value::Number(_)
                | Value::Integer(_)
                | Value::Flag(_)
                | Value::Text(_)
                | Value::Instalments(_)) => value,
            },
            Formula::Both(left, operator, right) => {
                let numbers = (self.value(left).number(), self.value(right).number());
                Value::of(operator.of(numbers))
            }
        }
    }

    /// A formula of the monthly table, in a month.
    pub(crate) fn in_month(&self, formula: &Formula, month: Month) -> Value {
        self.monthly_scope(month).value(formula)
    }

    /// The same ground, seen from the monthly table in a month.
    pub(crate) fn monthly_scope(&self, month: Month) -> Scope<'a> {
        Scope {
            table: Table::monthly(),
            month: Some(month),
            ..*self
        }
    }
}

impl Operator {
    /// Combines two numbers; a comparison gives 1 or 0, and nothing compared is 0.
    fn of(self, numbers: (Option<f64>, Option<f64>)) -> Option<f64> {
        let yes = |is: bool| Some(f64::from(u8::from(is)));
        let truth = |number: Option<f64>| number.is_some_and(|number| number != 0.0);
        let compare = |holds: fn(&f64, &f64) -> bool| {
            yes(numbers
                .0
                .zip(numbers.1)
                .is_some_and(|(left, right)| holds(&left, &right)))
        };
        match self {
            Operator::And => yes(truth(numbers.0) && truth(numbers.1)),
            Operator::Or => yes(truth(numbers.0) || truth(numbers.1)),
            Operator::Else => numbers.0.or(numbers.1),
            Operator::Above => compare(f64::gt),
            Operator::Below => compare(f64::lt),
            Operator::AtLeast => compare(f64::ge),
            Operator::AtMost => compare(f64::le),
            Operator::Equal => compare(f64::eq),
            Operator::Times => Some(numbers.0? * numbers.1?),
            Operator::Over => Some(numbers.0? / numbers.1?).filter(|ratio| ratio.is_finite()),
            Operator::Plus => Some(numbers.0? + numbers.1?),
            Operator::Minus => Some(numbers.0? - numbers.1?),
        }
    }
}

impl Aggregate {
    /// One number of the members.
    pub(crate) fn of(&self, members: &[Member]) -> Option<f64> {
        let values = || members.iter().map(|member| member.value);
        match self.verb {
            Verb::Sum => Some(sum(members)),
            Verb::Number => Some(members.len() as f64),
            Verb::Largest => values().reduce(f64::max),
            Verb::Smallest => values().reduce(f64::min),
            Verb::Mean => mean(members),
            Verb::Median => percentile(members, 50),
            Verb::Mode => mode(members),
            Verb::First => values().next(),
            Verb::Last => values().next_back(),
            Verb::Percentile(percent) => percentile(members, percent),
        }
    }

    /// Which members make the value what it is: the extreme ones of an extreme, else all.
    pub(crate) fn deciding(&self, members: &[Member]) -> Vec<bool> {
        let value = self.of(members);
        let decides = |(place, member): (usize, &Member)| match self.verb {
            Verb::Largest | Verb::Smallest | Verb::Mode => Some(member.value) == value,
            Verb::First => place == 0,
            Verb::Last => place + 1 == members.len(),
            Verb::Sum | Verb::Number | Verb::Mean | Verb::Median | Verb::Percentile(_) => true,
        };
        members.iter().enumerate().map(decides).collect()
    }
}

/// Exact for money: added up in paise.
fn sum(members: &[Member]) -> f64 {
    members.iter().map(|member| (member.value * 100.0).round()).sum::<f64>() / 100.0
}

fn mean(members: &[Member]) -> Option<f64> {
    (!members.is_empty()).then(|| sum(members) / members.len() as f64)
}

/// Between the two nearest members, in proportion to their distance.
fn percentile(members: &[Member], percent: u8) -> Option<f64> {
    let mut values: Vec<f64> = members.iter().map(|member| member.value).collect();
    values.sort_by(f64::total_cmp);
    let place = f64::from(percent) / 100.0 * values.len().saturating_sub(1) as f64;
    let (low, share) = (place.floor() as usize, place.fract());
    let below = *values.get(low)?;
    let above = values.get(low + 1).copied().unwrap_or(below);
    Some(below + (above - below) * share)
}

/// The most frequent value; of several, the one that comes first.
fn mode(members: &[Member]) -> Option<f64> {
    let mut counts: std::collections::HashMap<u64, (usize, usize)> = std::collections::HashMap::new();
    for (at, member) in members.iter().enumerate() {
        counts.entry(member.value.to_bits()).or_insert((0, at)).0 += 1;
    }
    let (_, at) = counts
        .into_values()
        .max_by_key(|(count, at)| (*count, usize::MAX - at))?;
    members.get(at).map(|member| member.value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::figure::formula::Series;
    use crate::analysis::sample::day;

    fn of(verb: Verb, values: &[f64]) -> Option<f64> {
        let members: Vec<Member> = values
            .iter()
            .map(|value| Member {
                day: day("2026-01-01"),
                value: *value,
                row: None,
            })
            .collect();
        let aggregate = Aggregate {
            verb,
            largest: None,
            is_runs: false,
            series: Series::Pay,
            filters: Vec::new(),
            span: None,
        };
        aggregate.of(&members)
    }

    #[test]
    fn many_numbers_become_one() {
        let values = [4.0, 1.0, 1.0, 4.0, 10.0];
        assert_eq!(of(Verb::Sum, &values), Some(20.0));
        assert_eq!(of(Verb::Number, &values), Some(5.0));
        assert_eq!(of(Verb::Mean, &values), Some(4.0));
        assert_eq!(of(Verb::Median, &values), Some(4.0));
        assert_eq!(of(Verb::Median, &[1.0, 2.0]), Some(1.5));
        assert_eq!(of(Verb::Mode, &values), Some(4.0), "the first of the most frequent");
        assert_eq!(of(Verb::Percentile(10), &[0.0, 10.0, 20.0]), Some(2.0));
        assert_eq!(of(Verb::Percentile(100), &values), Some(10.0));
    }

    #[test]
    fn of_nothing_there_is_a_sum_and_a_number_and_nothing_else() {
        assert_eq!((of(Verb::Sum, &[]), of(Verb::Number, &[])), (Some(0.0), Some(0.0)));
        for verb in [
            Verb::Mean,
            Verb::Largest,
            Verb::Smallest,
            Verb::Median,
            Verb::Mode,
            Verb::Percentile(50),
        ] {
            assert_eq!(of(verb, &[]), None, "{verb:?}");
        }
    }

    #[test]
    fn sums_of_paise_are_exact() {
        assert_eq!(of(Verb::Sum, &[0.1; 10]), Some(1.0));
    }

    #[test]
    fn dividing_by_nothing_gives_nothing_and_comparing_with_it_no() {
        assert_eq!(Operator::Over.of((Some(1.0), Some(0.0))), None);
        assert_eq!(Operator::Above.of((None, Some(0.0))), Some(0.0));
        assert_eq!(Operator::Equal.of((Some(2.0), Some(2.0))), Some(1.0));
    }
}
