//! Names of figures and classes as a person reads them. Data: `fixtures/workbook/`.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Serialize;

use crate::analysis::class::{Class, Description, Mark};
use crate::analysis::figure::table::{Table, TableName};

const WORDS: &str = include_str!("../../../fixtures/workbook/words.csv");
const GROUPS: &str = include_str!("../../../fixtures/workbook/groups.csv");
const LABELS: &str = include_str!("../../../fixtures/workbook/labels.csv");

static SHOWN: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| pairs(WORDS).collect());
static LABEL: LazyLock<HashMap<(TableName, String), Label>> = LazyLock::new(labels);

/// How a figure is shown.
#[derive(Clone, Debug)]
pub(super) struct Label {
    /// What it is about, for filtering.
    pub(super) group: String,
    /// Its name in words: the subject, then behind a comma what is told of it.
    pub(super) label: String,
    /// The time it is over, where that is neither a month nor everything.
    pub(super) period: String,
}

impl Label {
    /// What the label is about: `UPI debits` of `UPI debits, amount`.
    pub(super) fn subject(&self) -> &str {
        self.label
            .rsplit_once(", ")
            .map_or(self.label.as_str(), |(subject, _)| subject)
    }
}

fn labels() -> HashMap<(TableName, String), Label> {
    let mut reader = csv::Reader::from_reader(LABELS.as_bytes());
    let rows = reader.records().flatten().filter_map(|row| {
        let cell = |column| row.get(column).unwrap_or_default().to_owned();
        let table = match row.get(0)? {
            "monthly_analysis" => TableName::Monthly,
            _ => TableName::Predictors,
        };
        let label = Label {
            group: cell(2),
            label: cell(3),
            period: cell(4),
        };
        Some(((table, cell(1)), label))
    });
    rows.collect()
}

/// How a figure of a table is shown; one without a row by its name.
pub(super) fn label(table: &Table, figure: &str) -> Label {
    let found = LABEL.get(&(table.name, figure.to_owned())).cloned();
    found.unwrap_or_else(|| Label {
        group: String::new(),
        label: words(figure),
        period: String::new(),
    })
}

/// Where a group stands among the others.
fn place(group: &str) -> usize {
    let mut groups = GROUPS.lines().skip(1);
    groups.position(|other| other == group).unwrap_or(usize::MAX)
}

/// The computed figures of a table in the order they are shown: by group, then by subject, subjects in the order of the contract.
pub(super) fn shown(table: &Table) -> Vec<(usize, Label)> {
    let computed = table.figures.iter().enumerate();
    let computed = computed.filter(|(_, figure)| figure.formula.is_some());
    let mut shown: Vec<(usize, Label)> = computed.map(|(at, figure)| (at, label(table, figure.name))).collect();
    let mut first: HashMap<String, usize> = HashMap::new();
    for (at, label) in &shown {
        first.entry(label.subject().to_owned()).or_insert(*at);
    }
    shown.sort_by_cached_key(|(at, label)| (place(&label.group), first.get(label.subject()).copied(), *at));
    shown
}

/// The marks that a channel and a description do not already tell.
const TOLD: [(Mark, &str); 20] = [
    (Mark::Salary, "salary"),
    (Mark::LoanDisbursal, "loan paid out"),
    (Mark::Emi, "instalment"),
    (Mark::EmiBounce, "bounced instalment"),
    (Mark::SelfTransfer, "own account"),
    (Mark::CrossAccountTransfer, "account of this session"),
    (Mark::GroupTransfer, "own company"),
    (Mark::InwardBounce, "inward bounce"),
    (Mark::OutwardBounce, "outward bounce"),
    (Mark::TechnicalReason, "technical reason"),
    (Mark::InsufficientFunds, "insufficient funds"),
    (Mark::Reversal, "reversal"),
    (Mark::BounceOrPenalCharge, "bounce or penal charge"),
    (Mark::MinimumBalanceCharge, "minimum balance charge"),
    (Mark::Tax, "tax"),
    (Mark::InterestCharged, "interest charged"),
    (Mark::Investment, "investment"),
    (Mark::InvestmentCredit, "income of an investment"),
    (Mark::Rent, "rent"),
    (Mark::CreditCardBill, "credit card bill"),
];

/// Lines of two columns; our files have no quotes in them.
fn pairs(csv: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    csv.lines().skip(1).filter_map(|line| line.split_once(','))
}

/// `net_banking_transfer` → `Net banking transfer`.
fn words(name: &str) -> String {
    let shown = |word| *SHOWN.get(word).unwrap_or(&word);
    capital(&name.split('_').map(shown).collect::<Vec<&str>>().join(" "))
}

/// The text with a capital letter first.
pub(super) fn capital(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next();
    let first = first.into_iter().flat_map(char::to_uppercase);
    first.chain(characters).collect()
}

/// A channel or category in words, from its name in the contract.
pub(super) fn named(name: impl Serialize) -> String {
    match serde_json::to_value(name) {
        Ok(serde_json::Value::String(name)) => words(&name),
        _ => String::new(),
    }
}

/// The description in words; empty when there is none.
pub(super) fn description(class: &Class) -> String {
    match &class.description {
        Description::None => String::new(),
        Description::TransferTo(name) => format!("Transfer to {name}"),
        Description::TransferFrom(name) => format!("Transfer from {name}"),
        plain @ (Description::PenaltyCharge
        | Description::AchBounceCharge
        | Description::ChqBounceCharge
        | Description::LenderTransaction
        | Description::CreditCardBill
        | Description::TelcoBill
        | Description::ElectricBill
        | Description::DepositByMachine
        | Description::ChqBounceInsuffFunds
        | Description::NeftReturn
        | Description::SelfTransfer
        | Description::Gst) => named(plain),
    }
}

/// What else is known of a transaction.
pub(super) fn marks(class: &Class) -> String {
    let told = TOLD.iter().filter(|(mark, _)| class.marks.has(*mark));
    told.map(|(_, words)| *words).collect::<Vec<&str>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::class::Channel;
    use crate::analysis::figure::formula::{Formula, Operator};
    use crate::analysis::figure::table::Figure;
    use crate::analysis::figure::value::Kind;
    use crate::analysis::fraud::FraudType;

    #[test]
    fn names_become_words() {
        assert_eq!(named(Channel::CashWithdrawl), "Cash withdrawal");
        assert_eq!(named(Channel::NetBankingTransfer), "Net banking transfer");
        assert_eq!(named(Channel::Upi), "UPI");
        assert_eq!(named(Channel::Other), "Other");
    }

    fn figures() -> impl Iterator<Item = (&'static Table, &'static Figure)> {
        let tables = [Table::monthly(), Table::predictors()].into_iter();
        let both = tables.flat_map(|table| table.figures.iter().map(move |figure| (table, figure)));
        both.filter(|(_, figure)| figure.formula.is_some())
    }

    #[test]
    fn every_computed_figure_has_a_label_and_every_label_a_figure() {
        let known: Vec<(TableName, String)> = figures()
            .map(|(table, figure)| (table.name, figure.name.to_owned()))
            .collect();
        let without: Vec<_> = known.iter().filter(|key| !LABEL.contains_key(*key)).collect();
        assert!(without.is_empty(), "fixtures/workbook/labels.csv lacks {without:?}");
        let idle: Vec<_> = LABEL.keys().filter(|key| !known.contains(key)).collect();
        assert!(idle.is_empty(), "fixtures/workbook/labels.csv has {idle:?} too much");
    }

    #[test]
    fn groups_are_known_and_hold_what_they_say() {
        for (table, figure) in figures() {
            let shown = label(table, figure.name);
            assert!(place(&shown.group) < usize::MAX, "{}: {:?}", figure.name, shown);
        }
        for fraud_type in FraudType::LISTED.iter().chain(&FraudType::OBSERVED) {
            let name = serde_json::to_value(fraud_type).unwrap();
            let shown = label(Table::predictors(), name.as_str().unwrap());
            assert_eq!(shown.group, "Fraud signs", "{name}");
        }
    }

    /// Words of field names that no person says.
    const CODES: [&str; 22] = [
        "amt", "cnt", "txn", "txns", "perc", "avg", "abb", "chq", "chrg", "bal", "ccod", "od", "eod", "eom", "fdrd",
        "gte", "lt", "gt", "wo", "isto", "iw", "ow",
    ];

    #[test]
    fn no_label_is_odd() {
        for (table, figure) in figures() {
            let Label { label, period, .. } = label(table, figure.name);
            let what = format!("{}: {label:?} {period:?}", figure.name);
            assert!(
                label.starts_with(|first: char| first.is_uppercase() || first.is_ascii_digit()),
                "{what}"
            );
            for word in label.split([' ', ',', '(', ')', '?']).chain(period.split(' ')) {
                let has_letters = word.chars().any(char::is_alphabetic);
                let has_digits = word.chars().any(|character| character.is_ascii_digit());
                let is_ordinal = word.ends_with("th");
                assert!(
                    !(has_letters && has_digits) || is_ordinal || word == "v5",
                    "{what}: {word} runs together"
                );
                assert!(
                    !word.contains(['_', '{', '}']) && !CODES.contains(&word),
                    "{what}: {word}"
                );
            }
            let is_question = label.contains('?');
            assert_eq!(is_question, is_flag(figure), "{what}");
            if is_question {
                let first = label.split(' ').next().unwrap();
                assert!(["Is", "Are", "Was", "Were", "Did", "Do"].contains(&first), "{what}");
                assert_eq!(
                    label.ends_with('?'),
                    figure.kind == Kind::Boolean,
                    "{what}: 1 or 0 is explained"
                );
            }
        }
    }

    /// Yes or no, or 1 or 0: what the contract calls so, and what compares.
    fn is_flag(figure: &Figure) -> bool {
        let compares = |formula: &Formula| matches!(formula, Formula::Both(_, operator, _) if matches!(operator, Operator::Above | Operator::AtLeast | Operator::And));
        let is_named_so = figure.name.starts_with("is_");
        figure.kind == Kind::Boolean || is_named_so || figure.formula.as_ref().is_some_and(compares)
    }

    #[test]
    fn what_belongs_together_stands_together() {
        let shown = shown(Table::monthly());
        assert_eq!(
            shown.len(),
            figures().filter(|(table, _)| table.name == TableName::Monthly).count()
        );
        let cash: Vec<&str> = shown
            .iter()
            .map(|(_, label)| label.label.as_str())
            .filter(|label| label.starts_with("Cash deposits"))
            .collect();
        let at = shown.iter().position(|(_, label)| label.label == cash[0]).unwrap();
        let next: Vec<&str> = shown[at..at + cash.len()]
            .iter()
            .map(|(_, label)| label.label.as_str())
            .collect();
        assert_eq!(next, cash);
    }
}
