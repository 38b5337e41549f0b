//! Why a figure cannot be explained, and what to ask instead.

use crate::analysis::figure::table::{Table, TableName};
use crate::analysis::figure::words::{label, path};
use crate::domain::period::Month;

/// How like an unknown name another must be to be offered, between 0 and 1.
const LIKENESS_MIN: f64 = 0.55;

/// How many names are offered.
const OFFERED_MAX: usize = 3;

/// Why a figure cannot be explained.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum Problem {
    /// It has no name of this kind.
    #[error("no figure `{figure}`{}", offer(.nearest))]
    Unknown {
        /// What was asked for.
        figure: String,
        /// What may be meant.
        nearest: Vec<String>,
    },
    /// It is a family: each of its members is for one month.
    #[error(
        "`{figure}` is a family, one field for each month: ask for {figure}_0 (the latest month) to {figure}_{last}"
    )]
    Family {
        /// What was asked for.
        figure: String,
        /// The number of its last member.
        last: u32,
    },
    /// Nobody documents how it is computed, so answers leave it out.
    #[error("no source says how `{figure}` is computed: answers leave it out (setting unknown_figures)")]
    LeftOut {
        /// What was asked for.
        figure: String,
    },
    /// A monthly figure without its month.
    #[error("give month= for `{figure}`: {}", list(.covered))]
    MonthMissing {
        /// What was asked for.
        figure: String,
        /// The months there are.
        covered: Vec<Month>,
    },
    /// A month for something that names its month itself, or has none.
    #[error(
        "predictors take no month=: a member of a family ends in its number, 0 for the latest month, as in predictors.credits_0"
    )]
    MonthNotWanted,
    /// No statement covers this month.
    #[error("no statement covers {}: there are {}", label(*.month), list(.covered))]
    MonthNotCovered {
        /// What was asked for.
        month: Month,
        /// The months there are.
        covered: Vec<Month>,
    },
    /// All accounts together have monthly figures only.
    #[error("predictors exist per account only; ask for one account, or for a figure of monthly_analysis")]
    NotOfAll,
}

impl Problem {
    /// Whether the question was wrong in itself; else it asks for what is not there.
    pub fn is_wrong_question(&self) -> bool {
        match self {
            Problem::MonthMissing { .. } | Problem::MonthNotWanted | Problem::NotOfAll => true,
            Problem::Unknown { .. }
            | Problem::Family { .. }
            | Problem::LeftOut { .. }
            | Problem::MonthNotCovered { .. } => false,
        }
    }

    /// The problem with a name that is no field.
    pub(super) fn with_name(figure: &str) -> Self {
        let table = match figure.split_once('.') {
            Some(("monthly_analysis", _)) => Some(TableName::Monthly),
            Some(("predictors", _)) => Some(TableName::Predictors),
            _ => None,
        };
        let name = figure.split_once('.').map_or(figure, |(_, name)| name);
        let family = Table::predictors().place(&format!("{name}_{{i}}"));
        if let (Some(TableName::Predictors), Some(place)) = (table, family) {
            let members = Table::predictors().fields.iter().filter(|field| field.figure == place);
            return Problem::Family {
                figure: figure.to_owned(),
                last: members.filter_map(|field| field.month_index).max().unwrap_or_default(),
            };
        }
        Problem::Unknown {
            figure: figure.to_owned(),
            nearest: nearest(table, name),
        }
    }
}

/// The fields most like a name: those of the table that was named, and of the other one only the very same.
fn nearest(table: Option<TableName>, name: &str) -> Vec<String> {
    let mut found: Vec<(f64, String)> = Vec::new();
    for other in [Table::monthly(), Table::predictors()] {
        let is_asked = table.is_none_or(|table| table == other.name);
        for field in &other.fields {
            let likeness = strsim::normalized_damerau_levenshtein(field.name, name);
            if (is_asked && likeness >= LIKENESS_MIN) || field.name == name {
                found.push((likeness, path(other.name, field.name)));
            }
        }
    }
    found.sort_by(|left, right| right.0.total_cmp(&left.0));
    found.into_iter().map(|(_, name)| name).take(OFFERED_MAX).collect()
}

fn offer(nearest: &[String]) -> String {
    if nearest.is_empty() {
        "; give monthly_analysis.FIELD or predictors.FIELD, docs/figures.md lists them".to_owned()
    } else {
        format!("; is it {}?", nearest.join(" or "))
    }
}

fn list(months: &[Month]) -> String {
    months
        .iter()
        .map(|month| label(*month))
        .collect::<Vec<String>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_says(figure: &str, words: &str) {
        assert_eq!(Problem::with_name(figure).to_string(), words);
    }

    #[test]
    fn an_unknown_name_is_answered_with_those_most_like_it() {
        assert_says(
            "monthly_analysis.amt_upi_debits",
            "no figure `monthly_analysis.amt_upi_debits`; is it monthly_analysis.amt_upi_debit or monthly_analysis.cnt_upi_debit or \
             monthly_analysis.amt_emi_debit?",
        );
        let said = Problem::with_name("predictors.amt_inward_bounces").to_string();
        assert!(
            said.contains("is it monthly_analysis.amt_inward_bounces or predictors."),
            "{said}"
        );
        assert_says(
            "nonsense.zzz",
            "no figure `nonsense.zzz`; give monthly_analysis.FIELD or predictors.FIELD, docs/figures.md lists them",
        );
    }

    #[test]
    fn the_name_of_a_family_is_answered_with_its_members() {
        assert_says(
            "predictors.amt_upi_credits",
            "`predictors.amt_upi_credits` is a family, one field for each month: ask for predictors.amt_upi_credits_0 (the latest month) to \
             predictors.amt_upi_credits_11",
        );
    }
}
