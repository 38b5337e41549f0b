//! What a lender asks for when it creates a session, and every check on it.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;

use crate::domain::bank::BankId;
use crate::domain::period::Period;
use crate::domain::refusal::Refusal;
use crate::domain::settings::Settings;

use fields::{DateText, Fields};

mod fields;

/// A way to hand in statements.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// PDF upload.
    Pdf,
    /// Account aggregator.
    Aa,
    /// Net banking.
    Online,
}

/// How the hosted page goes on after one statement.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JourneyMode {
    /// Several statements of one account.
    MultiPdf,
    /// Several banks.
    MultiBanking,
}

/// Which version of the call was used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApiVersion {
    /// `/v1/session/`
    V1,
    /// `/v2/session/`
    V2,
}

/// A request that passed every check, but for the `link_id`: what is left is equal for most sessions of a client, and held once.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SessionRequest {
    /// Which version of the call.
    pub version: ApiVersion,
    /// The days the statements are to cover.
    pub window: Period,
    /// Where the hosted page leads at its end.
    pub redirect_url: Option<String>,
    /// The lender's logo on the hosted page.
    pub logo_url: Option<String>,
    /// The bank the hosted page starts with.
    pub bank: Option<BankId>,
    /// The mode the hosted page starts with.
    pub mode: Option<Mode>,
    /// Ten digits.
    pub mobile_number: Option<String>,
    /// Whether the borrower may change it.
    pub is_mobile_field_editable: bool,
    /// Minutes until the session expires.
    pub expiry_minutes: u32,
    /// How the hosted page goes on after one statement.
    pub journey_mode: Option<JourneyMode>,
    /// The widest window, where the lender names one.
    pub max_window: Option<Period>,
    /// Acceptance is skipped.
    pub accept_anything: bool,
    /// What recurring consent is asked for.
    pub recurring: Option<Recurring>,
    /// v2: which consents the aggregator journey takes.
    pub aa_journey_code: Option<String>,
    /// v2: consents by code.
    pub consents: BTreeMap<String, ConsentTerms>,
    /// Names, employers and companies that help to tell transfers apart.
    pub metadata: Metadata,
}

/// A recurring consent as it is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Recurring {
    /// `only_recurring`, `once_with_recurring` or the older `only_once`.
    pub journey_mode: Option<String>,
    /// Months it lasts, 1 to 60.
    pub tenure_months: Option<u32>,
    /// `year`, `month`, `day` or `hour`.
    pub frequency_unit: Option<String>,
    /// Times per unit, 1 to 5.
    pub frequency_value: Option<u32>,
}

/// v2: the terms of one consent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ConsentTerms {
    /// Days the data covers.
    pub window: Period,
    /// Last day of the consent.
    pub expires_on: Option<NaiveDate>,
}

/// What a lender knows beforehand.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Metadata {
    /// Names the borrower goes by.
    pub names: Vec<String>,
    /// His employers.
    pub employer_names: Vec<String>,
    /// Companies whose transfers are his own.
    pub companies_for_self_transfer: Vec<String>,
}

/// What the checks need to know beside the request.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// The client's settings.
    pub settings: &'a Settings,
    /// Today in India.
    pub today: NaiveDate,
}

impl SessionRequest {
    /// Checks the fields of a request; the first check that fails decides. Gives the `link_id` and the rest. Source: semantics 5.
    ///
    /// Text where a number or boolean is wanted is read as such, because forms have nothing else. An optional text that is empty or null
    /// counts as absent.
    ///
    /// # Errors
    /// The reason of the first check that fails.
    pub fn check(
        version: ApiVersion,
        fields: &Map<String, Value>,
        circumstances: Circumstances<'_>,
    ) -> Result<(String, Self), Refusal> {
        let Circumstances { settings, today } = circumstances;
        let fields = Fields::of(fields);
        // Type, length and choice, in the order of the contract's parameters.
        let link_id = fields.link_id()?;
        let redirect_url = fields.text("redirect_url", Some(200))?;
        let from_date = fields.date_text("from_date");
        let to_date = fields.date_text("to_date");
        let logo_url = fields.text("logo_url", None)?;
        let bank_name = fields.text("bank_name", Some(50))?;
        let bank_name = match version {
            ApiVersion::V1 => bank_name,
            ApiVersion::V2 => bank_name
                .map_or_else(|| fields.text("bank", Some(50)), |name| Ok(Some(name)))?
                .map(|name| name.to_lowercase()),
        };
        let mode = fields.choice(
            "mode",
            &[("pdf", Mode::Pdf), ("aa", Mode::Aa), ("online", Mode::Online)],
        )?;
        let journey_mode = fields
            .text("journey_mode", Some(50))?
            .and_then(|name| match name.as_str() {
                "multi_pdf" => Some(JourneyMode::MultiPdf),
                "multi_banking" => Some(JourneyMode::MultiBanking),
                _ => None,
            });
        let accept_anything = fields.boolean("accept_anything")?;
        let is_mobile_field_editable = fields.boolean("is_mobile_field_editable")?;
        // The contract documents these fields for v1 and their errors for both versions, so both take them.
        let recurring = fields.recurring()?;
        let metadata = fields.metadata()?;

        let window = window(from_date, to_date, settings.allow_to_date_today, today)?;
        let max_window = max_window(fields.date_text("max_from_date"), fields.date_text("max_to_date"))?;

        let bank = bank_name
            .map(|name| BankId::parse(&name).ok_or(Refusal::UnknownBank))
            .transpose()?;
        if let Some(mode) = mode {
            let bank = bank.ok_or(Refusal::BankRequiredWithMode)?;
            if !settings.bank_offers(bank, mode) {
                return Err(Refusal::ModeNotAvailable);
            }
            if !settings.modes.contains(&mode) {
                return Err(Refusal::ModeNotEnabled);
            }
        }
        let window = if mode == Some(Mode::Aa) {
            aggregator_window(window, today)
        } else {
            window
        };
        let expiry_minutes = fields.expiry(settings.session_expiry_minutes)?;
        let mobile_number = fields.mobile_number()?;
        for (field, url) in [("logo_url", &logo_url), ("redirect_url", &redirect_url)] {
            if url.as_deref().is_some_and(|url| !is_web_url(url)) {
                return Err(Refusal::InvalidUrl {
                    field: field.to_owned(),
                });
            }
        }
        let recurring = recurring.within_ranges()?;
        if let Some(recurring) = &recurring {
            recurring.check(bank.is_some() && mode.is_some())?;
        }
        let (aa_journey_code, consents) = match version {
            ApiVersion::V1 => (None, BTreeMap::new()),
            ApiVersion::V2 => fields.consents()?,
        };
        let request = SessionRequest {
            version,
            window,
            redirect_url,
            logo_url,
            bank,
            mode,
            mobile_number,
            is_mobile_field_editable,
            expiry_minutes,
            journey_mode,
            max_window,
            accept_anything,
            recurring,
            aa_journey_code,
            consents,
            metadata,
        };
        Ok((link_id, request))
    }
}

impl Mode {
    /// Whether the bank offers this way. A bank without a published aggregator flag does not. Source: conflicts C60.
    pub fn is_offered_by(self, bank: BankId) -> bool {
        let bank = bank.bank();
        match self {
            Mode::Pdf => bank.has_pdf,
            Mode::Aa => bank.has_aggregator.unwrap_or(false),
            Mode::Online => bank.has_net_banking,
        }
    }
}

/// Whether the text is an http or https URL with a host.
pub fn is_web_url(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        && !text.contains(char::is_whitespace)
}

/// Reads a date as the vendor writes it in requests: DD/MM/YYYY, with all its digits.
pub fn request_date(text: &str) -> Option<NaiveDate> {
    let is_digit_or_slash = |(index, byte): (usize, u8)| {
        if matches!(index, 2 | 5) {
            byte == b'/'
        } else {
            byte.is_ascii_digit()
        }
    };
    (text.len() == 10 && text.bytes().enumerate().all(is_digit_or_slash))
        .then(|| NaiveDate::parse_from_str(text, "%d/%m/%Y").ok())?
}

fn window(from: DateText, to: DateText, is_today_allowed: bool, today: NaiveDate) -> Result<Period, Refusal> {
    let yesterday = today.pred_opt().unwrap_or(today);
    let (from, to) = match (from, to) {
        (None, None) => (
            today.checked_sub_months(Months::new(6)).unwrap_or(today),
            if is_today_allowed { today } else { yesterday },
        ),
        (Some(from), Some(to)) => (
            request_date(&from).ok_or(Refusal::DateFormat)?,
            request_date(&to).ok_or(Refusal::DateFormat)?,
        ),
        (Some(_), None) | (None, Some(_)) => return Err(Refusal::DatesMissing),
    };
    if from >= to {
        return Err(Refusal::DateOrder);
    }
    if to > if is_today_allowed { today } else { yesterday } {
        return Err(Refusal::ToDateTooLate { is_today_allowed });
    }
    Period::new(from, to).ok_or(Refusal::DateOrder)
}

/// Months back from today the aggregator's data reach.
const AGGREGATOR_MONTHS: Months = Months::new(14);

/// The window as far as the aggregator has data: an older one is cut, not refused. Source: contract, endpoint 1 (2026). A window that is
/// older as a whole is left as it is (inferred): cutting it would leave nothing.
fn aggregator_window(window: Period, today: NaiveDate) -> Period {
    let first = today.checked_sub_months(AGGREGATOR_MONTHS).unwrap_or(window.from);
    Period::new(window.from.max(first), window.to).unwrap_or(window)
}

/// The widest window; one date alone says nothing. Inferred: the error table names the fields, nothing describes them.
fn max_window(from: DateText, to: DateText) -> Result<Option<Period>, Refusal> {
    let date = |text: DateText| {
        text.map(|text| request_date(&text).ok_or(Refusal::MaxDateFormat))
            .transpose()
    };
    match (date(from)?, date(to)?) {
        (Some(from), Some(to)) if from >= to => Err(Refusal::MaxDateOrder),
        (Some(from), Some(to)) => Ok(Period::new(from, to)),
        _ => Ok(None),
    }
}

impl Recurring {
    /// Source: contract, `INVALID_AA_PARAMETER` and `MISSING_AA_PARAMETER`; conflicts C24.
    fn check(&self, has_bank_and_mode: bool) -> Result<(), Refusal> {
        if !has_bank_and_mode {
            return Err(Refusal::AggregatorNeedsBankAndMode);
        }
        let is_recurring = self.journey_mode.as_deref().is_some_and(|mode| mode != "only_once");
        if is_recurring && (self.frequency_unit.is_none() || self.frequency_value.is_none()) {
            return Err(Refusal::FrequencyMissing);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
