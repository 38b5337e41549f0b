//! The banks a statement can come from.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A bank of the catalogue, named by the vendor's identifier (`hdfc`, `sbi`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BankId(&'static str);

/// One row of the catalogue. Source: contract `banks.csv`.
#[derive(Debug)]
pub struct Bank {
    /// The vendor's identifier.
    pub id: BankId,
    /// The name in upper case as the catalogue endpoint spells it.
    pub catalogue_name: &'static str,
    /// The name a person knows it by.
    pub full_name: &'static str,
    /// The first four letters of its IFSC; `None` where neither the documentation nor common knowledge has it.
    pub ifsc_prefix: Option<&'static str>,
    /// Whether net banking is offered.
    pub has_net_banking: bool,
    /// Whether PDF upload is offered.
    pub has_pdf: bool,
    /// Whether the account aggregator is offered; `None` where the documentation is silent.
    pub has_aggregator: Option<bool>,
}

const CATALOGUE_CSV: &str = include_str!("../../fixtures/contract/banks.csv");

struct Catalogue {
    banks: Vec<Bank>,
    by_id: HashMap<&'static str, usize>,
}

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let mut banks: Vec<Bank> = Vec::new();
    let mut reader = csv::Reader::from_reader(CATALOGUE_CSV.as_bytes());
    for row in reader.records().flatten() {
        // The catalogue is made once and lives as long as the process; leaking its rows gives plain `&'static str`s.
        let row: &'static csv::StringRecord = Box::leak(Box::new(row));
        let flag = |index: usize| match row.get(index) {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => None,
        };
        banks.push(Bank {
            id: BankId(row.get(0).unwrap_or_default()),
            catalogue_name: row.get(1).unwrap_or_default(),
            full_name: row.get(2).unwrap_or_default(),
            has_net_banking: flag(3).unwrap_or(false),
            has_pdf: flag(4).unwrap_or(false),
            ifsc_prefix: row.get(5).filter(|code| !code.is_empty()),
            has_aggregator: flag(6),
        });
    }
    let by_id = banks
        .iter()
        .enumerate()
        .map(|(index, bank)| (bank.id.0, index))
        .collect();
    Catalogue { banks, by_id }
});

/// Every bank, in the order of the contract.
pub fn catalogue() -> &'static [Bank] {
    &CATALOGUE.banks
}

impl BankId {
    /// The bank of this identifier; `None` when the catalogue has none.
    ///
    /// Two identifiers of the contract contain a space (`pune merchants`); the form with an underscore is accepted too.
    pub fn parse(text: &str) -> Option<Self> {
        let known = |text: &str| CATALOGUE.by_id.get(text).map(|index| CATALOGUE.banks[*index].id);
        known(text).or_else(|| known(&text.replace('_', " ")))
    }

    /// The identifier as text.
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// The bank's row in the catalogue.
    pub fn bank(self) -> &'static Bank {
        &CATALOGUE.banks[CATALOGUE.by_id[self.0]]
    }
}

impl fmt::Display for BankId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.0)
    }
}

impl fmt::Debug for BankId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.0)
    }
}

impl Serialize for BankId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for BankId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        BankId::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is no bank of the catalogue")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_is_complete_and_without_doubles() {
        assert_eq!(catalogue().len(), 346);
        assert_eq!(CATALOGUE.by_id.len(), 346);
        assert!(catalogue().iter().all(|bank| !bank.full_name.is_empty()));
    }

    #[test]
    fn a_bank_is_found_by_its_identifier() {
        let sbi = BankId::parse("sbi").unwrap().bank();
        assert_eq!(
            (sbi.full_name, sbi.ifsc_prefix, sbi.has_aggregator),
            ("State Bank of India", Some("SBIN"), Some(false))
        );
        assert_eq!(BankId::parse("pune_merchants"), BankId::parse("pune merchants"));
        assert_eq!(BankId::parse("SBI"), None);
    }
}
