//! The fields of a request, read as loosely as they are typed: by type, length, choice and range.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{ConsentTerms, Metadata, Recurring, request_date};
use crate::domain::period::Period;
use crate::domain::refusal::Refusal;
use crate::domain::settings::SESSION_EXPIRY_MINUTES;

/// A date field as it was sent: absent, or text that may be no date.
pub(super) type DateText = Option<String>;

/// The fields of a request, as loosely typed as they came.
pub(super) struct Fields<'a>(&'a Map<String, Value>);

impl<'a> Fields<'a> {
    pub(super) fn of(fields: &'a Map<String, Value>) -> Self {
        Fields(fields)
    }

    /// The value; absent when null.
    fn get(&self, field: &str) -> Option<&Value> {
        self.0.get(field).filter(|value| !value.is_null())
    }

    pub(super) fn link_id(&self) -> Result<String, Refusal> {
        match self.0.get("link_id") {
            None => Err(Refusal::FieldRequired {
                field: "link_id".to_owned(),
            }),
            Some(Value::Null) => Err(malformed("link_id is null")),
            Some(_) => self.text("link_id", Some(500))?.ok_or_else(|| Refusal::FieldRequired {
                field: "link_id".to_owned(),
            }),
        }
    }

    /// A text; absent when empty. A number counts as its text, anything else is malformed.
    pub(super) fn text(&self, field: &str, length_max: Option<usize>) -> Result<Option<String>, Refusal> {
        let text = match self.get(field) {
            None => return Ok(None),
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            Some(_) => return Err(malformed(&format!("{field} is no text"))),
        };
        match length_max.filter(|max| text.chars().count() > *max) {
            Some(max) => Err(Refusal::FieldTooLong {
                field: field.to_owned(),
                max,
            }),
            None => Ok(Some(text).filter(|text| !text.is_empty())),
        }
    }

    /// A date as text, whatever its type: what is no date is refused as one.
    pub(super) fn date_text(&self, field: &str) -> DateText {
        match self.get(field)? {
            Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
                Some(other.to_string())
            }
        }
    }

    pub(super) fn choice<T: Copy>(&self, field: &str, choices: &[(&str, T)]) -> Result<Option<T>, Refusal> {
        let Some(value) = self.text(field, None)? else {
            return Ok(None);
        };
        match choices.iter().find(|(name, _)| *name == value) {
            Some((_, choice)) => Ok(Some(*choice)),
            None => Err(Refusal::NotAChoice {
                field: field.to_owned(),
                value,
            }),
        }
    }

    pub(super) fn boolean(&self, field: &str) -> Result<bool, Refusal> {
        match self.get(field) {
            None => Ok(false),
            Some(Value::Bool(value)) => Ok(*value),
            Some(Value::String(text)) if text.is_empty() => Ok(false),
            Some(Value::String(text)) if text.eq_ignore_ascii_case("true") || text == "1" => Ok(true),
            Some(Value::String(text)) if text.eq_ignore_ascii_case("false") || text == "0" => Ok(false),
            Some(_) => Err(Refusal::NotABoolean {
                field: field.to_owned(),
            }),
        }
    }

    /// A whole number, or text of one.
    fn integer(&self, field: &str) -> Option<Result<i64, ()>> {
        match self.get(field)? {
            Value::Number(number) => Some(number.as_i64().ok_or(())),
            Value::String(text) if text.trim().is_empty() => None,
            Value::String(text) => Some(text.trim().parse().map_err(|_| ())),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => Some(Err(())),
        }
    }

    pub(super) fn expiry(&self, default_minutes: u32) -> Result<u32, Refusal> {
        let Some(minutes) = self.integer("session_expiry") else {
            return Ok(default_minutes);
        };
        let minutes = minutes.ok().and_then(|minutes| u32::try_from(minutes).ok());
        minutes
            .filter(|minutes| SESSION_EXPIRY_MINUTES.contains(minutes))
            .ok_or(Refusal::InvalidSessionExpiry)
    }

    pub(super) fn mobile_number(&self) -> Result<Option<String>, Refusal> {
        let number = self
            .text("mobile_number", None)
            .map_err(|_| Refusal::InvalidMobileNumber)?;
        match number {
            Some(number) if number.len() != 10 || !number.bytes().all(|byte| byte.is_ascii_digit()) => {
                Err(Refusal::InvalidMobileNumber)
            }
            number => Ok(number),
        }
    }

    /// The aggregator fields by type and choice; their ranges are checked later.
    pub(super) fn recurring(&self) -> Result<RecurringFields, Refusal> {
        const MODES: [&str; 3] = ["only_recurring", "once_with_recurring", "only_once"];
        const UNITS: [&str; 4] = ["year", "month", "day", "hour"];
        let one_of = |names: &'static [&'static str]| names.iter().map(|name| (*name, *name)).collect::<Vec<_>>();
        let journey_mode = self.choice("aa_journey_mode", &one_of(&MODES))?.map(str::to_owned);
        let tenure = ["aa_recurring_tenure_month_count", "aa_recurring_tenure_month"]
            .into_iter()
            .find_map(|field| self.integer(field));
        let tenure_months = tenure.transpose().map_err(|()| Refusal::NotAnInteger {
            field: "aa_recurring_tenure_month_count".to_owned(),
        })?;
        let frequency_unit = self
            .choice("aa_recurring_frequency_unit", &one_of(&UNITS))?
            .map(str::to_owned);
        Ok(RecurringFields {
            journey_mode,
            tenure_months,
            frequency_unit,
            frequency_value: self.integer("aa_recurring_frequency_value"),
        })
    }

    /// An object; in a form it comes as JSON text.
    fn object(&self, name: &str) -> Option<Result<Cow<'_, Map<String, Value>>, ()>> {
        Some(match self.get(name)? {
            Value::Object(object) => Ok(Cow::Borrowed(object)),
            Value::String(text) => serde_json::from_str(text).map(Cow::Owned).map_err(|_| ()),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => Err(()),
        })
    }

    pub(super) fn consents(&self) -> Result<(Option<String>, BTreeMap<String, ConsentTerms>), Refusal> {
        const CODES: [&str; 4] = ["BCAA001", "BCAA002", "BCAA003", "BCAA004"];
        let wrong = || Refusal::InvalidAggregatorParameter;
        let code = self.text("aa_journey_code", None).map_err(|_| wrong())?;
        if code.as_deref().is_some_and(|code| !CODES.contains(&code)) {
            return Err(wrong());
        }
        let mut consents = BTreeMap::new();
        match self.object("consents") {
            None => {}
            Some(Ok(terms)) => {
                for (code, terms) in terms.iter() {
                    let date = |field: &str| {
                        terms
                            .get(field)
                            .and_then(Value::as_str)
                            .map(|text| request_date(text).ok_or_else(wrong))
                            .transpose()
                    };
                    let (Some(from), Some(to)) = (date("from_date")?, date("to_date")?) else {
                        return Err(wrong());
                    };
                    let window = Period::new(from, to).ok_or_else(wrong)?;
                    consents.insert(
                        code.clone(),
                        ConsentTerms {
                            window,
                            expires_on: date("consent_expiry")?,
                        },
                    );
                }
            }
            Some(_) => return Err(wrong()),
        }
        Ok((code, consents))
    }

    pub(super) fn metadata(&self) -> Result<Metadata, Refusal> {
        let object = match self.object("metadata") {
            None => return Ok(Metadata::default()),
            Some(Ok(object)) => object,
            Some(Err(())) => return Err(malformed("metadata is no object")),
        };
        let list = |field: &str| match object.get(field) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::Array(items)) => items
                .iter()
                .map(|item| {
                    item.as_str()
                        .map(str::to_owned)
                        .ok_or_else(|| malformed(&format!("metadata.{field} holds something that is no text")))
                })
                .collect(),
            Some(_) => Err(malformed(&format!("metadata.{field} is no list"))),
        };
        Ok(Metadata {
            names: list("names")?,
            employer_names: list("employer_names")?,
            companies_for_self_transfer: list("companies_for_self_transfer")?,
        })
    }
}

/// The aggregator fields, of the right type and not yet in their ranges.
pub(super) struct RecurringFields {
    journey_mode: Option<String>,
    tenure_months: Option<i64>,
    frequency_unit: Option<String>,
    /// The contract has no text of its own for a value that is no number.
    frequency_value: Option<Result<i64, ()>>,
}

impl RecurringFields {
    /// What is asked for, when anything is.
    pub(super) fn within_ranges(self) -> Result<Option<Recurring>, Refusal> {
        let tenure_months = match self.tenure_months {
            None => None,
            // Up to 84 is accepted, beyond 60 is cut to 60. Source: conflicts C24.
            Some(months) if (1..=84).contains(&months) => Some(months.min(60) as u32),
            Some(_) => return Err(Refusal::TenureOutOfRange),
        };
        let frequency_value = match self.frequency_value {
            None => None,
            Some(Ok(value)) if (1..=5).contains(&value) => Some(value as u32),
            Some(_) => return Err(Refusal::InvalidAggregatorParameter),
        };
        let (journey_mode, frequency_unit) = (self.journey_mode, self.frequency_unit);
        let is_any =
            journey_mode.is_some() || tenure_months.is_some() || frequency_unit.is_some() || frequency_value.is_some();
        Ok(is_any.then_some(Recurring {
            journey_mode,
            tenure_months,
            frequency_unit,
            frequency_value,
        }))
    }
}

pub(super) fn malformed(reason: &str) -> Refusal {
    Refusal::Malformed {
        reason: reason.to_owned(),
    }
}
