//! From the text of a formula to the formula.

use crate::analysis::figure::formula::{Aggregate, Daily, Filter, Formula, Operator, Series, Span, Verb};
use crate::analysis::figure::selection::selections;
use crate::analysis::figure::special::Special;
use crate::analysis::figure::tokens::Tokens;

/// Words that end the name of a selection.
const STOPS: &[&str] = &[
    "below", "above", "at", "other", "on", "in", "within", "else", "and", "or", "(", ")", "+", "-", "*", "/", "=", ">",
    "<", ">=", "<=",
];

/// What the names of figures mean where a formula stands.
pub(crate) struct Names<'a> {
    /// The place of a figure in the table the formula belongs to.
    pub(crate) own: &'a dyn Fn(&str) -> Option<usize>,
    /// The place of a monthly figure.
    pub(crate) monthly: &'a dyn Fn(&str) -> Option<usize>,
}

/// Reads a formula.
pub(crate) fn formula(text: &str, names: &Names<'_>) -> Result<Formula, String> {
    let mut tokens = Tokens::of(text);
    let formula = names.binary(&mut tokens, 0)?;
    tokens.end()?;
    Ok(formula)
}

/// The signs by strength, loosest first.
const OPERATORS: &[&[(&str, Operator)]] = &[
    &[("or", Operator::Or)],
    &[("and", Operator::And)],
    &[
        (">", Operator::Above),
        ("<", Operator::Below),
        (">=", Operator::AtLeast),
        ("<=", Operator::AtMost),
        ("=", Operator::Equal),
    ],
    &[("else", Operator::Else)],
    &[("+", Operator::Plus), ("-", Operator::Minus)],
    &[("*", Operator::Times), ("/", Operator::Over)],
];

impl Names<'_> {
    /// Formulas joined by signs of this strength or stronger.
    fn binary(&self, tokens: &mut Tokens<'_>, strength: usize) -> Result<Formula, String> {
        let Some(operators) = OPERATORS.get(strength) else {
            return self.single(tokens);
        };
        let mut left = self.binary(tokens, strength + 1)?;
        while let Some((_, operator)) = operators.iter().find(|(sign, _)| tokens.accept(sign)) {
            let right = self.binary(tokens, strength + 1)?;
            left = Formula::Both(Box::new(left), *operator, Box::new(right));
        }
        Ok(left)
    }

    fn single(&self, tokens: &mut Tokens<'_>) -> Result<Formula, String> {
        if tokens.accept("(") {
            return self.closed(tokens);
        }
        if tokens.accept("whole (") {
            return Ok(Formula::Whole(Box::new(self.closed(tokens)?)));
        }
        if let Some(verb) = verb(tokens)? {
            return self.aggregate(verb, tokens).map(Formula::Aggregate);
        }
        if tokens.accept("monthly") {
            return Ok(Formula::Monthly(Box::new(self.of_month(tokens)?)));
        }
        let word = tokens.next().ok_or("a formula expected")?;
        if let Some(special) = word.strip_prefix('@') {
            let special = Special::parse(special).ok_or_else(|| format!("nothing special called `{special}`"))?;
            return Ok(Formula::Special(special));
        }
        if let Ok(number) = word.parse() {
            return Ok(Formula::Number(number));
        }
        let place = (self.own)(word).ok_or_else(|| format!("no figure `{word}`"))?;
        Ok(Formula::Figure(place))
    }

    fn closed(&self, tokens: &mut Tokens<'_>) -> Result<Formula, String> {
        let inner = self.binary(tokens, 0)?;
        tokens.expect(")")?;
        Ok(inner)
    }

    /// What stands behind `monthly`: the name of a monthly figure, or a formula in brackets that speaks of monthly figures.
    fn of_month(&self, tokens: &mut Tokens<'_>) -> Result<Formula, String> {
        let names = Names {
            own: self.monthly,
            monthly: self.monthly,
        };
        if tokens.accept("(") {
            return names.closed(tokens);
        }
        let word = tokens.next().unwrap_or("the end");
        let place = (self.monthly)(word).ok_or_else(|| format!("no monthly figure `{word}`"))?;
        Ok(Formula::Figure(place))
    }

    fn aggregate(&self, verb: Verb, tokens: &mut Tokens<'_>) -> Result<Aggregate, String> {
        let largest = match tokens.peek().and_then(|token| token.parse().ok()) {
            Some(count) => {
                tokens.next();
                tokens.expect("largest")?;
                Some(count)
            }
            None => None,
        };
        let is_runs = tokens.accept("runs of");
        let series = self.series(tokens)?;
        Ok(Aggregate {
            verb,
            largest,
            is_runs,
            series,
            filters: filters(tokens)?,
            span: span(tokens)?,
        })
    }

    fn series(&self, tokens: &mut Tokens<'_>) -> Result<Series, String> {
        const DAILY: &[(&str, Daily)] = &[
            ("eod balances", Daily::Eod),
            ("netted balances", Daily::Netted),
            ("overdraft drawn", Daily::Drawn),
            ("overdrawn amounts", Daily::Overdrawn),
            ("limit breaches", Daily::LimitBreach),
        ];
        if let Some((_, daily)) = DAILY.iter().find(|(words, _)| tokens.accept(words)) {
            return Ok(Series::Daily(*daily));
        }
        if tokens.accept("monthly") {
            return Ok(Series::Monthly(Box::new(self.of_month(tokens)?)));
        }
        if tokens.accept("pay") {
            return Ok(Series::Pay);
        }
        if tokens.accept("balances") {
            return Ok(Series::Balances);
        }
        let is_days = tokens.accept("days with");
        let name = tokens.words_until(STOPS);
        let selection = selections()
            .find(&name)
            .ok_or_else(|| format!("no selection `{name}`"))?;
        if is_days {
            return Ok(Series::DaysWith(selection));
        }
        if tokens.accept("within") {
            let days = tokens.number()?;
            tokens.expect("days of pay")?;
            return Ok(Series::SpentAfterPay(selection, days));
        }
        Ok(Series::Transactions(selection))
    }
}

fn verb(tokens: &mut Tokens<'_>) -> Result<Option<Verb>, String> {
    const VERBS: &[(&str, Verb)] = &[
        ("sum of", Verb::Sum),
        ("number of", Verb::Number),
        ("largest of", Verb::Largest),
        ("smallest of", Verb::Smallest),
        ("mean of", Verb::Mean),
        ("median of", Verb::Median),
        ("mode of", Verb::Mode),
        ("first of", Verb::First),
        ("last of", Verb::Last),
    ];
    if let Some((_, verb)) = VERBS.iter().find(|(words, _)| tokens.accept(words)) {
        return Ok(Some(*verb));
    }
    if tokens.accept("percentile") {
        let percent = tokens.number()?;
        tokens.expect("of")?;
        return Ok(Some(Verb::Percentile(percent)));
    }
    Ok(None)
}

fn filters(tokens: &mut Tokens<'_>) -> Result<Vec<Filter>, String> {
    let mut filters = Vec::new();
    loop {
        filters.push(if tokens.accept("below") {
            Filter::Below(tokens.number()?)
        } else if tokens.accept("above") {
            Filter::Above(tokens.number()?)
        } else if tokens.accept("at least") {
            Filter::AtLeast(tokens.number()?)
        } else if tokens.accept("at most") {
            Filter::AtMost(tokens.number()?)
        } else if tokens.accept("other than") {
            Filter::OtherThan(tokens.number()?)
        } else if tokens.accept("on") {
            Filter::OnDays(days(tokens)?)
        } else {
            return Ok(filters);
        });
    }
}

/// Days of the month, with 0 for `last`.
fn days(tokens: &mut Tokens<'_>) -> Result<Vec<u32>, String> {
    let mut days = Vec::new();
    loop {
        days.push(if tokens.accept("last") { 0 } else { tokens.number()? });
        if !tokens.accept(",") {
            return Ok(days);
        }
    }
}

fn span(tokens: &mut Tokens<'_>) -> Result<Option<Span>, String> {
    if !tokens.accept("in") {
        return Ok(None);
    }
    if tokens.accept("last") {
        let count = tokens.number()?;
        return Ok(Some(if tokens.accept("days") {
            Span::Days(1, count)
        } else {
            tokens.expect("months")?;
            Span::Months(0, count as i32 - 1)
        }));
    }
    let is_days = tokens.accept("days");
    if !is_days {
        tokens.expect("months")?;
    }
    let from: i64 = tokens.number()?;
    tokens.expect("to")?;
    let to: i64 = tokens.number()?;
    Ok(Some(match is_days {
        true => Span::Days(from, to),
        false => Span::Months(from as i32, to as i32),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Formula, String> {
        let own = |name: &str| ["amt_credit", "credits_{i}"].iter().position(|known| *known == name);
        let names = Names {
            own: &own,
            monthly: &own,
        };
        formula(text, &names)
    }

    fn aggregate(text: &str) -> Aggregate {
        match parse(text) {
            Ok(Formula::Aggregate(aggregate)) => aggregate,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn an_aggregate_is_read_part_by_part() {
        let read = aggregate("mean of 3 largest credits without self transfers above 500 in last 6 months");
        assert_eq!(
            (read.verb, read.largest, read.span),
            (Verb::Mean, Some(3), Some(Span::Months(0, 5)))
        );
        assert_eq!(read.filters, [Filter::Above(500.0)]);
        let read = aggregate("smallest of runs of eod balances other than 0 on 1, 15, last in days 31 to 60");
        assert_eq!((read.is_runs, read.span), (true, Some(Span::Days(31, 60))));
        assert_eq!(read.filters, [Filter::OtherThan(0.0), Filter::OnDays(vec![1, 15, 0])]);
        assert!(matches!(
            aggregate("sum of upi debits within 7 days of pay").series,
            Series::SpentAfterPay(_, 7)
        ));
    }

    #[test]
    fn signs_bind_as_in_arithmetic() {
        let Ok(Formula::Both(left, Operator::Above, _)) = parse("amt_credit + 2 * 3 > 1") else {
            panic!("a comparison")
        };
        let Formula::Both(_, Operator::Plus, right) = *left else {
            panic!("a sum")
        };
        assert!(matches!(*right, Formula::Both(_, Operator::Times, _)));
    }

    #[test]
    fn what_does_not_read_is_named() {
        for (text, fault) in [
            ("sum of nonsense", "no selection `nonsense`"),
            ("nonsense", "no figure `nonsense`"),
            ("@nonsense", "nothing special called `nonsense`"),
            ("(1 + 2", "`)` expected, found `the end`"),
            ("1 2", "nothing more expected, found `2`"),
            ("sum of credits in last 6 weeks", "`months` expected, found `weeks`"),
            ("mean of monthly nonsense", "no monthly figure `nonsense`"),
            ("number of credits below much", "a number expected, found `much`"),
        ] {
            assert_eq!(parse(text), Err(fault.to_owned()), "{text}");
        }
    }
}
