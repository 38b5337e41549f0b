//! Names of fields and classes as a person reads them. Data: `fixtures/workbook/`.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Serialize;

use crate::analysis::class::{Class, Description, Mark};

const WORDS: &str = include_str!("../../../fixtures/workbook/words.csv");
const GROUPS: &str = include_str!("../../../fixtures/workbook/groups.csv");

static SHOWN: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| pairs(WORDS).collect());
static PHRASES: LazyLock<Vec<(&str, &str)>> =
    LazyLock::new(|| pairs(WORDS).filter(|(word, _)| word.contains('_')).collect());
static GROUP: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| pairs(GROUPS).collect());

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

/// `amt_upi_debit` → `Amount of UPI debit`.
pub(super) fn words(name: &str) -> String {
    let name = PHRASES
        .iter()
        .fold(name.to_owned(), |name, (phrase, shown)| name.replace(phrase, shown));
    let shown = |word| *SHOWN.get(word).unwrap_or(&word);
    let text = name.split('_').map(shown).collect::<Vec<&str>>().join(" ");
    let mut characters = text.chars();
    let first = characters.next();
    first
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(characters)
        .collect()
}

/// What a figure is about, for filtering.
pub(super) fn group(field: &str) -> &'static str {
    let found = GROUP.iter().find(|(word, _)| field.contains(word));
    found.map_or("Other", |(_, group)| group)
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

    #[test]
    fn names_become_words() {
        assert_eq!(words("amt_cash_withdrawl_debit"), "Amount of cash withdrawal debit");
        assert_eq!(named(Channel::NetBankingTransfer), "Net banking transfer");
        assert_eq!(named(Channel::Upi), "UPI");
        assert_eq!(named(Channel::Other), "Other");
    }

    #[test]
    fn every_monthly_figure_has_a_group() {
        let table = crate::analysis::figure::table::Table::monthly();
        let without: Vec<&str> = table
            .figures
            .iter()
            .map(|figure| figure.name)
            .filter(|name| group(name) == "Other")
            .collect();
        assert_eq!(without, [""; 0]);
    }
}
