//! Monthly analysis, predictors and EOD balances, as JSON objects.
//!
//! Fields come in the order of the contract's lists: its examples show a quarter of them, in an order of their own.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::analysis::figure::table::{Figure, Table};
use crate::analysis::figure::value::Value;
use crate::analysis::monthly::MonthlyAnalysis;
use crate::analysis::predictors::Predictors;
use crate::domain::money::Money;
use crate::domain::period::Month;
use crate::domain::settings::UnknownFigures;
use crate::wire::dates;
use crate::wire::shown_account::ShownAccount;

/// `{field: {Mon-YYYY: value}}`. Source: contract, `monthly_analysis.schema.json`.
#[derive(Clone, Copy, Debug)]
pub struct MonthlyObject<'a>(pub &'a MonthlyAnalysis, pub UnknownFigures);

/// `{field: value}`. Source: contract, `predictors.schema.json`.
#[derive(Clone, Copy, Debug)]
pub struct PredictorsObject<'a>(pub &'a Predictors, pub UnknownFigures);

/// `Months_order`, `start_date`, `starting_balance` and a list of days for each month. Source: contract, `common.schema.json`, `eod`.
#[derive(Clone, Copy)]
pub struct EodObject<'a>(pub &'a ShownAccount<'a>);

/// What stands in the place of a figure whose definition nobody knows; `None` leaves it out.
fn unknown(figure: &Figure, unknown: UnknownFigures) -> Option<Value> {
    match unknown {
        UnknownFigures::Omit => None,
        UnknownFigures::Null => Some(Value::Null),
        UnknownFigures::Zero => Some(figure.kind.shown(Value::Null, false)),
    }
}

impl Serialize for MonthlyObject<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let MonthlyObject(monthly, unknown_figures) = *self;
        let labels: Vec<(Month, String)> = monthly
            .months()
            .iter()
            .map(|month| (*month, dates::mon_yyyy(*month)))
            .collect();
        let mut map = serializer.serialize_map(None)?;
        for (place, figure) in Table::monthly().figures.iter().enumerate() {
            if figure.formula.is_some() {
                let values = labels.iter().map(|(month, label)| (label, monthly.at(place, *month)));
                map.serialize_entry(figure.name, &Entries(values.collect()))?;
            } else if let Some(value) = unknown(figure, unknown_figures) {
                let values = labels.iter().map(|(_, label)| (label, &value));
                map.serialize_entry(figure.name, &Entries(values.collect()))?;
            }
        }
        map.end()
    }
}

/// A small object in the order of its entries.
struct Entries<'a>(Vec<(&'a String, &'a Value)>);

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(label, value)| (label, value)))
    }
}

impl Serialize for PredictorsObject<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let PredictorsObject(predictors, unknown_figures) = *self;
        let table = Table::predictors();
        let mut map = serializer.serialize_map(None)?;
        for (field, value) in table.fields.iter().zip(predictors.values()) {
            let figure = &table.figures[field.figure];
            if figure.formula.is_some() {
                map.serialize_entry(field.name, value)?;
            } else if let Some(value) = unknown(figure, unknown_figures) {
                map.serialize_entry(field.name, &value)?;
            }
        }
        map.end()
    }
}

impl Serialize for EodObject<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let eod = &self.0.basis.index.eod;
        let months = eod.months();
        let start = |month: &Month| {
            eod.covered_within(*month)
                .map_or(month.first_day(), |covered| covered.from)
        };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry(
            "Months_order",
            &months.iter().map(|month| dates::mon_yy(*month)).collect::<Vec<_>>(),
        )?;
        let starts = months.iter().map(|month| dates::day_mon_yy(start(month)));
        map.serialize_entry("start_date", &starts.collect::<Vec<_>>())?;
        for month in months {
            let days = eod.of_month(month).into_iter();
            let days: Vec<Option<f64>> = days.map(|balance| balance.map(Money::in_rupees)).collect();
            map.serialize_entry(&dates::mon_yy(month), &days)?;
        }
        let account = &self.0.figures.account;
        let starting_balance = (!account.rows.is_empty()).then(|| account.opening_balance().in_rupees());
        map.serialize_entry("starting_balance", &starting_balance)?;
        map.end()
    }
}
