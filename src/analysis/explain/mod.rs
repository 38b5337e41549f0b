//! Why a figure is what it is: its formula in words, the way from transactions and balances to the number, the source of the definition.

mod calculation;
mod problem;

use std::collections::BTreeSet;

pub use calculation::{Calculation, Origin, Shown, Term, What};
pub use problem::Problem;

use crate::analysis::basis::Basis;
use crate::analysis::figure::evaluate::Scope;
use crate::analysis::figure::formula::Span;
use crate::analysis::figure::selection::{SelectionId, selections};
use crate::analysis::figure::table::{Field, Figure, Table, TableName};
use crate::analysis::figure::value::Value;
use crate::analysis::figure::words::{Reading, label, spoken};
use crate::analysis::monthly::MonthlyAnalysis;
use crate::analysis::predictors::month_of;
use crate::domain::period::Month;
use calculation::{Trail, reading};

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
    /// The value, as in answers.
    pub value: Value,
    /// How it is computed.
    pub formula_in_words: String,
    /// The same as it stands in `fixtures/figures/`.
    pub formula: &'static str,
    /// The formula with its numbers, and what they come from.
    pub calculation: Calculation,
    /// What the names of selections mean, those behind them too.
    pub definitions: Vec<(String, String)>,
    /// Where the definition comes from.
    pub source: Source,
    /// The transactions that make the value what it is, as (account, row), oldest first; of a largest or smallest, those that are it.
    pub transactions: Vec<(usize, usize)>,
}

/// The contract's row behind a figure, and what was chosen beyond it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Source {
    /// The table of the contract.
    pub contract: &'static str,
    /// Its row.
    pub row: &'static str,
    /// What the row says.
    pub says: &'static str,
    /// Where the vendor lists the field.
    pub listed_in: &'static str,
    /// On which of the vendor's samples the formula was checked; empty when on none.
    pub checked: &'static str,
    /// What was chosen where the row leaves a choice.
    pub chosen: Option<&'static str>,
}

/// Explains `monthly_analysis.FIELD` in a month, or `predictors.FIELD`, of the account or accounts the ground is made of.
///
/// # Errors
/// When there is no such figure or month.
pub fn explain(
    basis: &Basis<'_>,
    monthly: &MonthlyAnalysis,
    subject: Subject,
    figure: &str,
    month: Option<Month>,
) -> Result<Explanation, Problem> {
    let (table, field) = find(figure)?;
    let described = &table.figures[field.figure];
    if described.formula.is_none() {
        let figure = figure.to_owned();
        return Err(Problem::LeftOut { figure });
    }
    let first_account = match (subject, table.name) {
        (Subject::Aggregate, TableName::Predictors) => return Err(Problem::NotOfAll),
        (Subject::Aggregate, TableName::Monthly) => 0,
        (Subject::Account(place), _) => place,
    };
    let month = match (table.name, month) {
        (TableName::Monthly, asked) => Some(covered_month(basis, figure, asked)?),
        (TableName::Predictors, Some(_)) => return Err(Problem::MonthNotWanted),
        (TableName::Predictors, None) => match month_of(basis, field) {
            Some(month) => month,
            None => return Ok(of_no_month(basis, figure, table, field)),
        },
    };
    let scope = Scope {
        basis,
        table,
        month,
        monthly: Some(monthly),
    };
    let mut trail = Trail {
        first_account,
        rows: BTreeSet::new(),
        selections: Vec::new(),
    };
    let calculation = trail.figure(&scope, field.figure, field.month_index);
    let days_of = |span: Span| scope.period(Some(span));
    let words = described.formula.as_ref();
    let words = words.map(|formula| reading(&scope, field.month_index, &days_of).words(formula));
    Ok(Explanation {
        month,
        value: scope.figure(field.figure),
        formula_in_words: words.unwrap_or_default(),
        calculation,
        definitions: definitions(trail.selections),
        transactions: trail.rows.iter().map(|row| basis.place(*row, first_account)).collect(),
        ..outline(figure, table, field)
    })
}

fn find(figure: &str) -> Result<(&'static Table, &'static Field), Problem> {
    let found = match figure.split_once('.') {
        Some(("monthly_analysis", name)) => Some((Table::monthly(), name)),
        Some(("predictors", name)) => Some((Table::predictors(), name)),
        _ => None,
    };
    let found = found.and_then(|(table, name)| Some((table, table.field(name)?)));
    found.ok_or_else(|| Problem::with_name(figure))
}

fn covered_month(basis: &Basis<'_>, figure: &str, asked: Option<Month>) -> Result<Month, Problem> {
    let covered = &basis.index.months;
    match asked {
        Some(month) if covered.contains(&month) => Ok(month),
        Some(month) => Err(Problem::MonthNotCovered {
            month,
            covered: covered.clone(),
        }),
        None => Err(Problem::MonthMissing {
            figure: figure.to_owned(),
            covered: covered.clone(),
        }),
    }
}

/// What is the same for every account.
fn outline(figure: &str, table: &'static Table, field: &'static Field) -> Explanation {
    let described = &table.figures[field.figure];
    Explanation {
        figure: figure.to_owned(),
        month: None,
        value: Value::Null,
        formula_in_words: String::new(),
        formula: described.definition,
        calculation: Calculation {
            text: String::new(),
            terms: Vec::new(),
        },
        definitions: Vec::new(),
        source: source(table, described, field),
        transactions: Vec::new(),
    }
}

/// A member of a family, of a month without data: null in answers.
fn of_no_month(basis: &Basis<'_>, figure: &str, table: &'static Table, field: &'static Field) -> Explanation {
    let back = field.month_index.unwrap_or_default() as i32;
    let month = basis.latest_month().map(|latest| latest.plus(-back));
    let reading = Reading {
        month,
        index: field.month_index,
        ..Reading::general(table)
    };
    let words = table.figures[field.figure].formula.as_ref();
    let no_month = month.map_or("any month".to_owned(), label);
    Explanation {
        month,
        formula_in_words: words.map(|formula| reading.words(formula)).unwrap_or_default(),
        calculation: Calculation {
            text: format!("null: no statement covers {no_month}"),
            terms: Vec::new(),
        },
        ..outline(figure, table, field)
    }
}

fn source(table: &Table, figure: &Figure, field: &Field) -> Source {
    Source {
        contract: match table.name {
            TableName::Monthly => "monthly_analysis_fields",
            TableName::Predictors => "predictor_fields",
        },
        row: field.name,
        says: field.contract,
        listed_in: field.listed_in,
        checked: figure.checked,
        chosen: figure.note,
    }
}

fn definitions(used: Vec<SelectionId>) -> Vec<(String, String)> {
    let all = selections().with_used(used).into_iter();
    all.map(|id| (spoken(selections().name(id)), selections().words(id)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::account::{Analysed, AnalysedAccount};
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

    fn asked(
        accounts: &[AnalysedAccount],
        subject: Subject,
        figure: &str,
        of: Option<&str>,
    ) -> Result<Explanation, Problem> {
        let analysed = Analysed {
            window: period("2026-01-01", "2026-02-28"),
            accounts: accounts.to_vec(),
        };
        let basis = match subject {
            Subject::Account(place) => Basis::of_account(&analysed.accounts[place], analysed.window),
            Subject::Aggregate => Basis::of_all(&analysed),
        };
        explain(&basis, &MonthlyAnalysis::of(&basis), subject, figure, of.map(month))
    }

    const JANUARY: Option<&str> = Some("2026-01-01");

    fn explained(figure: &str, of: Option<&str>) -> Explanation {
        asked(&[first()], Subject::Account(0), figure, of).unwrap()
    }

    fn numbers(calculation: &Calculation) -> Vec<(&str, Option<f64>)> {
        let terms = calculation.terms.iter();
        terms
            .map(|term| (term.in_words.as_str(), term.value.number()))
            .collect()
    }

    fn members(term: &Term) -> &[Shown] {
        match &term.from {
            Origin::Members(members) | Origin::Evidence(members, _) => members,
            Origin::Calculation(_) => panic!("{term:?} has a calculation"),
        }
    }

    fn inner(term: &Term) -> &Calculation {
        match &term.from {
            Origin::Calculation(calculation) => calculation,
            Origin::Members(_) | Origin::Evidence(..) => panic!("{term:?} has no calculation"),
        }
    }

    #[test]
    fn a_sum_names_its_transactions_and_its_definition() {
        let why = explained("monthly_analysis.amt_upi_debit", JANUARY);
        assert_eq!(why.value, Value::Number(42.0));
        assert_eq!(why.transactions, [(0, 0), (0, 2)]);
        assert_eq!(why.formula_in_words, "the sum of UPI debits in Jan-2026");
        assert_eq!(why.formula, "sum of upi debits");
        assert_eq!(why.calculation.text, "42");
        let definition = ("UPI debits".to_owned(), "debits that are of channel upi".to_owned());
        assert_eq!(why.definitions, [definition]);
        assert_eq!(
            (why.source.contract, why.source.says),
            ("monthly_analysis_fields", "sum of debits in channel upi")
        );
        let amounts: Vec<f64> = members(&why.calculation.terms[0])
            .iter()
            .map(|member| member.value)
            .collect();
        assert_eq!(amounts, [40.0, 2.0]);
    }

    #[test]
    fn an_extreme_shows_all_it_was_chosen_from_and_names_the_one_that_is_it() {
        let why = explained("monthly_analysis.min_amt_upi_debit", JANUARY);
        assert_eq!((why.value, why.transactions), (Value::Number(2.0), vec![(0, 2)]));
        let decides: Vec<bool> = members(&why.calculation.terms[0])
            .iter()
            .map(|member| member.decides)
            .collect();
        assert_eq!(decides, [false, true]);
    }

    #[test]
    fn figures_among_the_terms_are_calculated_in_turn() {
        let why = explained("monthly_analysis.net_cash_inflow", JANUARY);
        assert_eq!(why.calculation.text, "9 - 42 = -33");
        assert_eq!(
            numbers(&why.calculation),
            [("amt_credit", Some(9.0)), ("amt_debit", Some(42.0))]
        );
        assert_eq!(why.transactions, [(0, 0), (0, 1), (0, 2)]);
        let term = &why.calculation.terms[1];
        assert_eq!(term.figure.as_deref(), Some("monthly_analysis.amt_debit"));
        assert_eq!(members(&inner(term).terms[0]).len(), 2);
    }

    #[test]
    fn balances_name_their_days_and_who_set_them() {
        let why = explained("monthly_analysis.median_balance", JANUARY);
        let days: Vec<_> = members(&why.calculation.terms[0])
            .iter()
            .map(|day| (day.day.to_string(), day.value, day.row))
            .collect();
        // The account is covered from 3 January; days 5 to 31 stand at 967.
        assert_eq!(days.len(), 29);
        assert_eq!(days[1], ("2026-01-04".to_owned(), 969.0, Some((0, 1))));
        assert_eq!(days[28], ("2026-01-31".to_owned(), 967.0, Some((0, 2))));
        let why = explained("monthly_analysis.opening_balance", Some("2026-02-01"));
        let day = &members(&why.calculation.terms[0])[0];
        assert_eq!((day.day.to_string().as_str(), day.value), ("2026-01-31", 967.0));
    }

    #[test]
    fn what_is_rounded_on_the_way_is_said() {
        let why = explained("monthly_analysis.avg_bal", JANUARY);
        // 960 + 969 + 27 times 967.
        assert_eq!(why.calculation.text, "28038 / 29 = 966.827586, shown as 966.83");
        let why = explained("monthly_analysis.avg_emi", JANUARY);
        assert_eq!(why.calculation.text, "0 / 0 = null, shown as 0");
        let why = explained("predictors.min_bal_lt1000_twice_each_6months", None);
        assert_eq!(why.calculation.text, "1 >= 2 = 0, shown as false");
        let why = explained("monthly_analysis.is_salary_imps", JANUARY);
        assert_eq!(why.calculation.text, "0 > 0 = 0");
        assert_eq!(
            why.formula_in_words,
            "whether the number of salary credits by IMPS in Jan-2026 is above 0"
        );
    }

    #[test]
    fn a_predictor_follows_the_month_it_repeats_and_the_months_it_runs_over() {
        let why = explained("predictors.amt_upi_debits_1", None);
        assert_eq!((why.month, why.value), (Some(month("2026-01-01")), Value::Number(42.0)));
        assert_eq!(why.formula_in_words, "amt_upi_debit of Jan-2026");
        assert_eq!(why.transactions, [(0, 0), (0, 2)]);
        assert_eq!(why.source.row, "amt_upi_debits_1");
        let why = explained("predictors.avg_monthly_debits", None);
        let months: Vec<_> = members(&why.calculation.terms[0])
            .iter()
            .map(|member| (member.day.to_string(), member.value))
            .collect();
        assert_eq!(
            months,
            [("2026-01-01".to_owned(), 42.0), ("2026-02-01".to_owned(), 7.0)]
        );
        let why = explained("predictors.expense_to_income_ratio_1", None);
        assert_eq!(why.calculation.terms[1].figure.as_deref(), Some("predictors.income_1"));
        assert_eq!(why.calculation.text, "42 / 9 = 4.666667, shown as 4.67");
    }

    #[test]
    fn a_month_without_data_is_null_and_says_so() {
        let why = explained("predictors.credits_5", None);
        assert_eq!(
            (why.value, why.calculation.text.as_str()),
            (Value::Null, "null: no statement covers Sep-2025")
        );
    }

    #[test]
    fn the_aggregate_names_each_accounts_rows() {
        let second = account(50, vec![debit("2026-01-04", 5).by(Channel::Upi).marked(Mark::Upi)]);
        let both = [first(), second];
        let figure = "monthly_analysis.amt_upi_debit";
        let why = asked(&both, Subject::Aggregate, figure, JANUARY).unwrap();
        assert_eq!(
            (why.value, why.transactions),
            (Value::Number(47.0), vec![(0, 0), (1, 0), (0, 2)])
        );
        let why = asked(&both, Subject::Account(1), figure, JANUARY).unwrap();
        assert_eq!(why.transactions, [(1, 0)]);
    }

    #[test]
    fn what_is_not_there_is_answered_with_what_is() {
        let problem = |subject, figure: &str, of| asked(&[first()], subject, figure, of).unwrap_err();
        let account = Subject::Account(0);
        let figure = "monthly_analysis.amt_upi_debit";
        for (problem, words, is_wrong_question) in [
            (problem(account, figure, None), "Jan-2026, Feb-2026", true),
            (
                problem(account, figure, Some("2026-03-01")),
                "no statement covers Mar-2026: there are Jan-2026, Feb-2026",
                false,
            ),
            (
                problem(account, "predictors.credits_0", JANUARY),
                "predictors.credits_0",
                true,
            ),
            (
                problem(Subject::Aggregate, "predictors.credits_0", None),
                "per account only",
                true,
            ),
            (
                problem(account, "predictors.adjusted_abb", None),
                "no source says",
                false,
            ),
            (
                problem(account, "predictors.amt_upi_credits", None),
                "amt_upi_credits_11",
                false,
            ),
            (problem(account, "monthly_analysis.amt_upi", JANUARY), "is it", false),
        ] {
            assert!(problem.to_string().contains(words), "{problem}");
            assert_eq!(problem.is_wrong_question(), is_wrong_question, "{problem}");
        }
    }
}
