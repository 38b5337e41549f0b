//! What one line of `fixtures/figures/` says.

use crate::analysis::figure::selection::SelectionId;
use crate::analysis::figure::special::Special;

/// How a figure is computed.
#[derive(Clone, PartialEq, Debug)]
pub enum Formula {
    /// A constant.
    Number(f64),
    /// What no line can say; written `@name`.
    Special(Special),
    /// Another figure of the same table, as it is shown; by its place there.
    Figure(usize),
    /// A formula of the monthly table, in the month of the family; written `monthly NAME`.
    Monthly(Box<Formula>),
    /// `VERB of SERIES in SPAN`.
    Aggregate(Aggregate),
    /// The nearest whole number; written `whole(…)`.
    Whole(Box<Formula>),
    /// Two formulas and a sign between them.
    Both(Box<Formula>, Operator, Box<Formula>),
}

/// The sign between two formulas, loosest last.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Operator {
    /// `*`
    Times,
    /// `/`; nothing when dividing by 0.
    Over,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `else`: the right side where the left has nothing.
    Else,
    /// `>`
    Above,
    /// `<`
    Below,
    /// `>=`
    AtLeast,
    /// `<=`
    AtMost,
    /// `=`
    Equal,
    /// `and`
    And,
    /// `or`
    Or,
}

/// A number from many.
#[derive(Clone, PartialEq, Debug)]
pub struct Aggregate {
    /// How they become one.
    pub verb: Verb,
    /// Only the so many largest.
    pub largest: Option<usize>,
    /// Lengths in days of unbroken runs of days, instead of the days' values.
    pub is_runs: bool,
    /// What they are.
    pub series: Series,
    /// Which of them count.
    pub filters: Vec<Filter>,
    /// Over which days; the month of a monthly figure or family, else everything, where none is named.
    pub span: Option<Span>,
}

/// How many numbers become one. Of nothing, sum and number are 0, the others nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Verb {
    /// `sum of`
    Sum,
    /// `number of`
    Number,
    /// `largest of`
    Largest,
    /// `smallest of`
    Smallest,
    /// `mean of`
    Mean,
    /// `median of`: of an even count, the mean of the middle two.
    Median,
    /// `mode of`: the most frequent; of several, the one that comes first.
    Mode,
    /// `first of`
    First,
    /// `last of`
    Last,
    /// `percentile N of`: between two members, in proportion.
    Percentile(u8),
}

/// Numbers, each with its day.
#[derive(Clone, PartialEq, Debug)]
pub enum Series {
    /// The amounts of the transactions of a selection.
    Transactions(SelectionId),
    /// The amounts of a selection on the day of a salary credit and so many days behind it, in the month the pay is for.
    SpentAfterPay(SelectionId, i64),
    /// `pay`: salary credits, in the month they are for.
    Pay,
    /// `days with SELECTION`: days that have such a transaction, each once.
    DaysWith(SelectionId),
    /// `balances`: the balance behind every transaction.
    Balances,
    /// A value per day.
    Daily(Daily),
    /// `monthly NAME` or `monthly (FORMULA)`: a value per covered month.
    Monthly(Box<Formula>),
}

/// A value per day.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Daily {
    /// `eod balances`
    Eod,
    /// `netted balances`: EOD balances less all loan credits up to the day.
    Netted,
    /// `overdraft drawn`: how far below zero an overdraft account is; other accounts have no such days.
    Drawn,
    /// `overdrawn amounts`: how far an overdraft account is beyond its drawing power, else limit; only days beyond it.
    Overdrawn,
    /// `limit breaches`: how far an overdraft account is beyond its limit; only days beyond it.
    LimitBreach,
}

/// Which members of a series count.
#[derive(Clone, PartialEq, Debug)]
pub enum Filter {
    /// `below N`
    Below(f64),
    /// `above N`
    Above(f64),
    /// `at least N`
    AtLeast(f64),
    /// `at most N`
    AtMost(f64),
    /// `other than N`
    OtherThan(f64),
    /// `on 1, 5, 10`: days of the month; `last` is its last day.
    OnDays(Vec<u32>),
}

/// Days or months back from the end. Month 0 is the latest covered month; day 1 is the day of application.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Span {
    /// `in last 30 days`, `in days 31 to 60`
    Days(i64, i64),
    /// `in last 6 months`, `in months 6 to 11`
    Months(i32, i32),
}

impl Formula {
    /// Goes through its parts, the formulas of monthly values too; figures it names are not followed.
    fn each<'a>(&'a self, look: &mut dyn FnMut(&'a Formula)) {
        look(self);
        match self {
            Formula::Number(_) | Formula::Special(_) | Formula::Figure(_) => {}
            Formula::Monthly(inner) | Formula::Whole(inner) => inner.each(look),
            Formula::Aggregate(aggregate) => {
                if let Series::Monthly(inner) = &aggregate.series {
                    inner.each(look);
                }
            }
            Formula::Both(left, _, right) => {
                left.each(look);
                right.each(look);
            }
        }
    }

    /// Every selection it uses by name.
    pub fn selections(&self) -> Vec<SelectionId> {
        let mut found = Vec::new();
        self.each(&mut |part| {
            if let Formula::Aggregate(aggregate) = part
                && let Series::Transactions(id) | Series::SpentAfterPay(id, _) | Series::DaysWith(id) = aggregate.series
            {
                found.push(id);
            }
        });
        found
    }

    /// Every special it uses.
    pub fn specials(&self) -> Vec<Special> {
        let mut found = Vec::new();
        self.each(&mut |part| {
            if let Formula::Special(special) = part {
                found.push(*special);
            }
        });
        found
    }
}
