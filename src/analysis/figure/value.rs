//! What a figure can be.

use chrono::NaiveDate;
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

use crate::domain::money::Money;

/// The value of a figure, as it stands in answers.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Value {
    /// Nothing to say.
    #[default]
    Null,
    /// Money in rupees, a percentage, a mean: two decimals at most.
    Number(f64),
    /// A count.
    Integer(i64),
    /// Yes or no.
    Flag(bool),
    /// A name or a date, in the contract's format.
    Text(String),
    /// Only `loan_emi`: instalments by lender, in the order of their first one.
    Instalments(Vec<(String, Vec<Instalment>)>),
}

/// One instalment.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Instalment {
    /// The day it was paid.
    pub date: NaiveDate,
    /// How much.
    pub amount: Money,
}

/// The type the contract gives a figure. Source: column `type`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A JSON number.
    Number,
    /// A JSON number without decimals.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// Text.
    String,
    /// An object.
    Object,
}

impl Kind {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "number" => Kind::Number,
            "integer" => Kind::Integer,
            "boolean" => Kind::Boolean,
            "string" => Kind::String,
            "object" => Kind::Object,
            _ => return None,
        })
    }

    /// The value as this kind shows it: numbers to two decimals, integers and numbers in text whole.
    ///
    /// Where there is nothing to compute from, null if the contract allows it, else 0, no, or the empty text: a mean of no instalments is 0.
    pub(crate) fn shown(self, value: Value, is_nullable: bool) -> Value {
        let number = value.number();
        match (self, number, value) {
            (Kind::Number, Some(number), _) => Value::Number(rounded(number)),
            (Kind::Integer, Some(number), _) => Value::Integer(number.round() as i64),
            (Kind::Boolean, Some(number), _) => Value::Flag(number != 0.0),
            (Kind::String, _, Value::Text(text)) => Value::Text(text),
            (Kind::String, Some(number), _) => Value::Text(format!("{number:.0}")),
            (Kind::Object, _, Value::Instalments(instalments)) => Value::Instalments(instalments),
            (Kind::Object, ..) => Value::Instalments(Vec::new()),
            _ if is_nullable => Value::Null,
            (Kind::Number, ..) => Value::Number(0.0),
            (Kind::Integer, ..) => Value::Integer(0),
            (Kind::Boolean, ..) => Value::Flag(false),
            (Kind::String, ..) => Value::Text(String::new()),
        }
    }
}

/// To two decimals, half away from zero; never `-0`.
fn rounded(number: f64) -> f64 {
    (number * 100.0).round() / 100.0 + 0.0
}

impl Value {
    /// The number, with yes as 1 and no as 0; `None` for anything else and for what is not finite.
    pub fn number(&self) -> Option<f64> {
        match self {
            Value::Number(number) => Some(*number).filter(|number| number.is_finite()),
            Value::Integer(count) => Some(*count as f64),
            Value::Flag(flag) => Some(f64::from(u8::from(*flag))),
            Value::Null | Value::Text(_) | Value::Instalments(_) => None,
        }
    }

    pub(crate) fn of(number: Option<f64>) -> Self {
        number.map_or(Value::Null, Value::Number)
    }

    pub(crate) fn text(text: Option<impl Into<String>>) -> Self {
        text.map_or(Value::Null, |text| Value::Text(text.into()))
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => serializer.serialize_none(),
            Value::Number(number) => serializer.serialize_f64(*number),
            Value::Integer(count) => serializer.serialize_i64(*count),
            Value::Flag(flag) => serializer.serialize_bool(*flag),
            Value::Text(text) => serializer.serialize_str(text),
            Value::Instalments(lenders) => {
                let mut map = serializer.serialize_map(Some(lenders.len()))?;
                for (lender, instalments) in lenders {
                    map.serialize_entry(lender, instalments)?;
                }
                map.end()
            }
        }
    }
}

impl Serialize for Instalment {
    /// `{"date": "2026-01-05 00:00:00", "amount": 8200.0}`. Source: contract `monthly_analysis_fields`, row `loan_emi`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("date", &self.date.format("%Y-%m-%d 00:00:00").to_string())?;
        map.serialize_entry("amount", &self.amount.in_rupees())?;
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_shown_as_its_kind_asks() {
        let shown = |kind: Kind, number: f64| kind.shown(Value::Number(number), false);
        assert_eq!(shown(Kind::Number, 26048.375), Value::Number(26048.38));
        assert_eq!(shown(Kind::Integer, 3.0), Value::Integer(3));
        assert_eq!(shown(Kind::Boolean, 1.0), Value::Flag(true));
        assert_eq!(shown(Kind::String, 12.0), Value::Text("12".to_owned()));
        assert_eq!(format!("{:?}", shown(Kind::Number, -0.001)), "Number(0.0)");
    }

    #[test]
    fn nothing_is_null_where_the_contract_allows_it() {
        assert_eq!(Kind::Number.shown(Value::Null, true), Value::Null);
        assert_eq!(
            Kind::Number.shown(Value::Number(f64::INFINITY), false),
            Value::Number(0.0)
        );
        assert_eq!(Kind::String.shown(Value::Null, false), Value::Text(String::new()));
        assert_eq!(serde_json::to_string(&Value::Number(1609.0)).unwrap(), "1609.0");
    }
}
