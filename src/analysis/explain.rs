//! Why a figure is what it is: the formula in words, the other figures it uses, the transactions behind it.

use std::collections::BTreeSet;

use crate::analysis::account::Analysed;
use crate::analysis::basis::Basis;
use crate::analysis::figure::evaluate::Scope;
use crate::analysis::figure::formula::{Formula, Series};
use crate::analysis::figure::selection::selections;
use crate::analysis::figure::special::Special;
use crate::analysis::figure::table::{Figure, Table, TableName};
use crate::analysis::figure::value::Value;
use crate::analysis::monthly::MonthlyAnalysis;
use crate::analysis::predictors::month_of;
use crate::domain::period::Month;

/// Whose figure.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Subject {
    /// The account at this place.
    Account(usize),
    /// All accounts together.
    Aggregate,
}

/// A figure and what it rests on.
#[derive(Clone, PartialEq, Debug)]
pub struct Explanation {
    /// `monthly_analysis.amt_upi_debit`, `predictors.credits_0`.
    pub figure: String,
    /// The month it is for; `None` for a figure over everything.
    pub month: Option<Month>,
    /// How it is computed, as in `fixtures/figures/`.
    pub formula_in_words: &'static str,
    /// What the names in the formula mean: selections and specials, each with its definition.
    pub terms: Vec<(&'static str, &'static str)>,
    /// The contract's row, what it says, and what was chosen beyond it.
    pub source: String,
    /// The value, as in answers.
    pub value: Value,
    /// The transactions it is made from, as (account, row), oldest first; of a largest or smallest, those that are it.
    pub transactions: Vec<(usize, usize)>,
    /// The other figures it uses, with their values.
    pub inputs: Vec<(&'static str, Value)>,
}

/// Explains `monthly_analysis.FIELD` in a month, or `predictors.FIELD`.
///
/// `None` for a figure that does not exist or is left out, for a month that is not covered, for a place without account.
pub fn explain(analysed: &Analysed, subject: Subject, figure: &str, month: Option<Month>) -> Option<Explanation> {
    let (table, name) = figure.split_once('.')?;
    let table = match table {
        "monthly_analysis" => Table::monthly(),
        "predictors" => Table::predictors(),
        _ => return None,
    };
    let basis = match subject {
        Subject::Account(place) => Basis::of_account(analysed.accounts.get(place)?, analysed.window),
        Subject::Aggregate => Basis::of_all(analysed),
    };
    let field = table.field(name)?;
    let month = match table.name {
        TableName::Monthly => Some(month.filter(|month| basis.index.months.contains(month))?),
        TableName::Predictors => month_of(&basis, field)?,
    };
    let monthly = MonthlyAnalysis::of(&basis);
    let scope = Scope {
        basis: &basis,
        table,
        month,
        monthly: Some(&monthly),
    };
    let described = &table.figures[field.figure];
    let formula = described.formula.as_ref()?;
    let mut trail = Trail::default();
    trail.follow(&scope, formula);
    let first = match subject {
        Subject::Account(place) => place,
        Subject::Aggregate => 0,
    };
    Some(Explanation {
        figure: figure.to_owned(),
        month,
        formula_in_words: described.definition,
        terms: terms(described),
        source: source(table, described),
        value: scope.figure(field.figure),
        transactions: trail.rows.iter().map(|row| basis.place(*row, first)).collect(),
        inputs: inputs(&scope, formula),
    })
}

/// The contract's row behind a figure, in one line.
pub fn source(table: &Table, figure: &Figure) -> String {
    let file = match table.name {
        TableName::Monthly => "monthly_analysis_fields",
        TableName::Predictors => "predictor_fields",
    };
    let mut source = format!(
        "contract {file}, row {} ({}): {}",
        figure.name, figure.listed_in, figure.contract
    );
    if !figure.checked.is_empty() {
        source += &format!("; checked on the vendor's samples: {}", figure.checked);
    }
    if let Some(note) = figure.note {
        source += &format!("; {note}");
    }
    source
}

/// What the names in a figure's formula mean: selections, those they are made of, and what stands behind `@`.
pub fn terms(figure: &Figure) -> Vec<(&'static str, &'static str)> {
    let mut terms: Vec<(&str, &str)> = Vec::new();
    let of_selections = figure.formula.iter().flat_map(Formula::selections);
    let of_selections = of_selections.flat_map(|selection| selections().words(selection));
    let names = figure
        .definition
        .split([' ', '(', ')'])
        .filter(|word| word.starts_with('@'));
    let of_specials = names.filter_map(|name| Some((name, Special::parse(&name[1..])?.words())));
    for term in of_selections.chain(of_specials) {
        if !terms.contains(&term) {
            terms.push(term);
        }
    }
    terms
}

/// The figures a formula names, with their values here.
fn inputs(scope: &Scope<'_>, formula: &Formula) -> Vec<(&'static str, Value)> {
    let mut found: Vec<(&'static str, Value)> = Vec::new();
    let mut add = |scope: &Scope<'_>, place: usize| {
        let input = (scope.table.figures[place].name, scope.figure(place));
        if !found.contains(&input) {
            found.push(input);
        }
    };
    let mut open = vec![(*scope, formula)];
    while let Some((scope, formula)) = open.pop() {
        match formula {
            Formula::Figure(place) => add(&scope, *place),
            Formula::Whole(inner) => open.push((scope, inner)),
            Formula::Monthly(inner) => open.extend(scope.month.map(|month| (scope.monthly_scope(month), &**inner))),
            Formula::Both(left, _, right) => open.extend([(scope, &**right), (scope, &**left)]),
            Formula::Aggregate(aggregate) => {
                if let Series::Monthly(inner) = &aggregate.series {
                    let months = scope.members(aggregate).into_iter().map(|member| Month::of(member.day));
                    let months = months.collect::<Vec<Month>>().into_iter().rev();
                    open.extend(months.map(|month| (scope.monthly_scope(month), &**inner)));
                }
            }
            Formula::Number(_) | Formula::Special(_) => {}
        }
    }
    found
}

/// Collects the rows behind a formula, through the figures it uses.
#[derive(Default)]
struct Trail {
    rows: BTreeSet<usize>,
}

impl Trail {
    fn follow(&mut self, scope: &Scope<'_>, formula: &Formula) {
        match formula {
            Formula::Number(_) => {}
            Formula::Special(special) => self.rows.extend(special.rows(scope)),
            Formula::Figure(place) => {
                if let Some(formula) = &scope.table.figures[*place].formula {
                    self.follow(scope, formula);
                }
            }
            Formula::Whole(inner) => self.follow(scope, inner),
            Formula::Monthly(inner) => {
                if let Some(month) = scope.month {
                    self.follow(&scope.monthly_scope(month), inner);
                }
            }
            Formula::Aggregate(aggregate) => {
                let members = scope.members(aggregate);
                for member in aggregate.deciding(&members) {
                    self.rows.extend(member.row);
                    if let Series::Monthly(inner) = &aggregate.series {
                        self.follow(&scope.monthly_scope(Month::of(member.day)), inner);
                    }
                }
            }
            Formula::Both(left, _, right) => {
                self.follow(scope, left);
                self.follow(scope, right);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::account::AnalysedAccount;
    use crate::analysis::class::{Channel, Mark};
    use crate::analysis::sample::{account, credit, debit, month, period};

    fn first() -> AnalysedAccount {
        let upi = |date, rupees| debit(date, rupees).by(Channel::Upi);
        account(
            1000,
            vec![
                upi("2026-01-03", 40),
                credit("2026-01-04", 9),
                upi("2026-01-05", 2),
                upi("2026-02-01", 7),
            ],
        )
    }

    fn analysed(accounts: Vec<AnalysedAccount>) -> Analysed {
        let window = period("2026-01-01", "2026-02-28");
        Analysed { window, accounts }
    }

    fn explained(figure: &str, month: Option<Month>) -> Explanation {
        explain(&analysed(vec![first()]), Subject::Account(0), figure, month).unwrap()
    }

    #[test]
    fn a_sum_names_its_transactions_and_its_definition() {
        let why = explained("monthly_analysis.amt_upi_debit", Some(month("2026-01-01")));
        assert_eq!(why.value, Value::Number(42.0));
        assert_eq!(why.transactions, [(0, 0), (0, 2)]);
        assert_eq!(why.formula_in_words, "sum of upi debits");
        assert_eq!(why.terms[0], ("upi debits", "debit and channel upi"));
        assert!(
            why.source
                .starts_with("contract monthly_analysis_fields, row amt_upi_debit"),
            "{}",
            why.source
        );
    }

    #[test]
    fn an_extreme_names_the_one_that_is_it_and_a_ratio_its_operands() {
        let why = explained("monthly_analysis.min_amt_upi_debit", Some(month("2026-01-01")));
        assert_eq!((why.value, why.transactions), (Value::Number(2.0), vec![(0, 2)]));
        let why = explained("monthly_analysis.net_cash_inflow", Some(month("2026-01-01")));
        assert_eq!(
            why.inputs,
            [("amt_credit", Value::Number(9.0)), ("amt_debit", Value::Number(42.0))]
        );
        assert_eq!(why.transactions, [(0, 0), (0, 1), (0, 2)]);
    }

    #[test]
    fn a_predictor_follows_the_month_it_repeats() {
        let why = explained("predictors.amt_upi_debits_1", None);
        assert_eq!((why.month, why.value), (Some(month("2026-01-01")), Value::Number(42.0)));
        assert_eq!(why.inputs, [("amt_upi_debit", Value::Number(42.0))]);
        assert_eq!(why.transactions, [(0, 0), (0, 2)]);
        let why = explained("predictors.avg_monthly_debits", None);
        assert_eq!(
            why.inputs,
            [("amt_debit", Value::Number(42.0)), ("amt_debit", Value::Number(7.0))]
        );
    }

    #[test]
    fn the_aggregate_names_each_accounts_rows() {
        let second = account(50, vec![debit("2026-01-04", 5).by(Channel::Upi).marked(Mark::Upi)]);
        let both = analysed(vec![first(), second]);
        let january = Some(month("2026-01-01"));
        let why = explain(&both, Subject::Aggregate, "monthly_analysis.amt_upi_debit", january).unwrap();
        assert_eq!(
            (why.value, why.transactions),
            (Value::Number(47.0), vec![(0, 0), (1, 0), (0, 2)])
        );
        let why = explain(&both, Subject::Account(1), "monthly_analysis.amt_upi_debit", january).unwrap();
        assert_eq!(why.transactions, [(1, 0)]);
    }

    #[test]
    fn what_is_not_there_is_not_explained() {
        let one = analysed(vec![first()]);
        let january = Some(month("2026-01-01"));
        for figure in [
            "monthly_analysis.nonsense",
            "nonsense.amt_upi_debit",
            "amt_upi_debit",
            "predictors.adjusted_abb",
        ] {
            assert_eq!(explain(&one, Subject::Account(0), figure, january), None, "{figure}");
        }
        let figure = "monthly_analysis.amt_upi_debit";
        assert_eq!(explain(&one, Subject::Account(1), figure, january), None);
        assert_eq!(
            explain(&one, Subject::Account(0), figure, Some(month("2026-03-01"))),
            None
        );
    }
}
