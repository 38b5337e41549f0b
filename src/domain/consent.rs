//! Consents over the account aggregator: what a session asks the borrower for, what he gave, and what may be pulled under it.

use chrono::{DateTime, Days, Months, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::account::AccountKey;
use crate::domain::ids::{ConsentId, SessionId};
use crate::domain::indian_time;
use crate::domain::period::{Month, Period};
use crate::domain::refusal::Refusal;
use crate::domain::session::{Session, UploadStatus};
use crate::domain::session_request::{ApiVersion, ConsentTerms, SessionRequest};

/// Months a recurring consent lasts where nobody says. Inferred: the most common value in the vendor's samples.
const TENURE_MONTHS: u32 = 12;

/// Pulls a recurring consent allows where nobody says: one a month. Inferred.
const FREQUENCY: Frequency = Frequency {
    unit: FrequencyUnit::Month,
    value: 1,
};

/// The unit in which pulls are counted. Source: contract `enums.csv`, `aa_recurring_frequency_unit`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FrequencyUnit {
    /// Twelve calendar months.
    Year,
    /// A calendar month.
    Month,
    /// 24 hours.
    Day,
    /// 60 minutes.
    Hour,
}

impl FrequencyUnit {
    /// The vendor's name.
    pub fn name(self) -> &'static str {
        match self {
            FrequencyUnit::Year => "year",
            FrequencyUnit::Month => "month",
            FrequencyUnit::Day => "day",
            FrequencyUnit::Hour => "hour",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        use FrequencyUnit::{Day, Hour, Month, Year};
        [Year, Month, Day, Hour].into_iter().find(|unit| unit.name() == name)
    }

    /// The instant so many units after another one.
    fn after(self, start: DateTime<Utc>, count: u32) -> Option<DateTime<Utc>> {
        match self {
            FrequencyUnit::Year => months_after(start, count.checked_mul(12)?),
            FrequencyUnit::Month => months_after(start, count),
            FrequencyUnit::Day => start.checked_add_signed(TimeDelta::days(i64::from(count))),
            FrequencyUnit::Hour => start.checked_add_signed(TimeDelta::hours(i64::from(count))),
        }
    }

    /// The unit that holds an instant, counted from a start: where it begins, and where the next one does.
    fn around(self, start: DateTime<Utc>, now: DateTime<Utc>) -> (DateTime<Utc>, DateTime<Utc>) {
        let hours = (now - start).num_hours().max(0);
        // Never more than the units that have passed; the rest is counted up.
        let least = match self {
            FrequencyUnit::Year => hours / (366 * 24),
            FrequencyUnit::Month => hours / (31 * 24),
            FrequencyUnit::Day => hours / 24,
            FrequencyUnit::Hour => hours,
        };
        let mut count = u32::try_from(least).unwrap_or(u32::MAX);
        let mut begin = self.after(start, count).unwrap_or(start);
        loop {
            match count.checked_add(1).and_then(|next| self.after(start, next)) {
                Some(next) if next <= now => (count, begin) = (count + 1, next),
                Some(next) => return (begin, next),
                None => return (begin, DateTime::<Utc>::MAX_UTC),
            }
        }
    }
}

/// How often data may be pulled.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Frequency {
    /// In which unit pulls are counted; the first one begins with the consent. Inferred: it might as well be the calendar's.
    pub unit: FrequencyUnit,
    /// Pulls in each unit.
    pub value: u32,
}

/// For how many pulls a consent is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentKind {
    /// The data of this session, once.
    Once,
    /// Again and again.
    Recurring {
        /// Months it lasts.
        tenure_months: u32,
        /// How often data may be pulled.
        frequency: Frequency,
    },
}

impl ConsentKind {
    /// Code and words of the purpose. Source: `ReBIT`'s list of purposes for account aggregators; that these two are used is inferred.
    pub fn purpose(self) -> (&'static str, &'static str) {
        match self {
            ConsentKind::Once => ("105", "Explicit one-time consent for the accounts"),
            ConsentKind::Recurring { .. } => ("104", "Explicit consent for monitoring of the accounts"),
        }
    }
}

/// What a borrower is asked to consent to.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ConsentAsk {
    /// v2: the consent's code, `CC0002`.
    pub code: Option<String>,
    /// For how many pulls.
    pub kind: ConsentKind,
    /// The days whose data may be pulled.
    pub data: Period,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// The consents a session asks for at a moment, in the order they are shown.
///
/// v1: by `aa_journey_mode`, a single one-time consent when it is absent. v2: by `aa_journey_code`. Source: contract `params.csv`, `enums.csv`.
pub fn asked(request: &SessionRequest, now: DateTime<Utc>) -> Vec<ConsentAsk> {
    let mode = request
        .recurring
        .as_ref()
        .and_then(|recurring| recurring.journey_mode.as_deref());
    if request.version == ApiVersion::V1 || (request.aa_journey_code.is_none() && mode.is_some()) {
        let (once, recurring) = (ask(request, None, false, now), ask(request, None, true, now));
        return match mode {
            Some("only_recurring") => vec![recurring],
            Some("once_with_recurring") => vec![once, recurring],
            Some(_) | None => vec![once],
        };
    }
    // CT001 asks once, CT003 periodically. Nobody says what CT035 is; taken for one that asks once (inferred).
    let codes: &[(&str, bool)] = match request.aa_journey_code.as_deref() {
        Some("BCAA002") => &[("CC0002", true)],
        Some("BCAA003") => &[("CC0003", false), ("CC0004", true)],
        Some("BCAA004") => &[("CC0005", false), ("CC0006", true), ("CC0007", false)],
        Some(_) | None => &[("CC0001", false)],
    };
    let asks = codes.iter();
    asks.map(|(code, is_recurring)| ask(request, Some(code), *is_recurring, now))
        .collect()
}

fn ask(request: &SessionRequest, code: Option<&str>, is_recurring: bool, now: DateTime<Utc>) -> ConsentAsk {
    let terms = code.and_then(|code| request.consents.get(code));
    let recurring = request.recurring.as_ref();
    let until = terms.and_then(|terms: &ConsentTerms| terms.expires_on);
    let last_instant = until.and_then(end_of);
    let tenure_months = match until {
        Some(day) => months_until(indian_time::day(now), day),
        None => recurring
            .and_then(|recurring| recurring.tenure_months)
            .unwrap_or(TENURE_MONTHS),
    };
    let unit = recurring.and_then(|recurring| FrequencyUnit::parse(recurring.frequency_unit.as_deref()?));
    let value = recurring.and_then(|recurring| recurring.frequency_value);
    let (kind, usual_end) = if is_recurring {
        let frequency = Frequency {
            unit: unit.unwrap_or(FREQUENCY.unit),
            value: value.unwrap_or(FREQUENCY.value),
        };
        let end = months_after(now, tenure_months);
        (
            ConsentKind::Recurring {
                tenure_months,
                frequency,
            },
            end,
        )
    } else {
        // It is used at once; a day is what is left for a borrower who thinks. Inferred.
        (ConsentKind::Once, now.checked_add_signed(TimeDelta::days(1)))
    };
    let expires_at = last_instant.or(usual_end).unwrap_or(DateTime::<Utc>::MAX_UTC);
    let to = if is_recurring {
        indian_time::day(expires_at).max(request.window.to)
    } else {
        request.window.to
    };
    ConsentAsk {
        code: code.map(str::to_owned),
        kind,
        data: terms.map_or(
            Period {
                from: request.window.from,
                to,
            },
            |terms| terms.window,
        ),
        expires_at,
    }
}

/// The first instant after a day in India.
fn end_of(day: NaiveDate) -> Option<DateTime<Utc>> {
    let next = day.checked_add_days(Days::new(1))?.and_time(NaiveTime::MIN);
    let local = next.and_local_timezone(indian_time::ist()).single()?;
    Some(local.with_timezone(&Utc))
}

/// The same time of the day so many calendar months later, in India.
fn months_after(start: DateTime<Utc>, months: u32) -> Option<DateTime<Utc>> {
    let local = start
        .with_timezone(&indian_time::ist())
        .checked_add_months(Months::new(months))?;
    Some(local.with_timezone(&Utc))
}

/// Months from one day to another, a begun one counted, at least one.
fn months_until(from: NaiveDate, to: NaiveDate) -> u32 {
    let months = u32::try_from(Month::of(to).months_since(Month::of(from))).unwrap_or(0);
    let is_begun = from.checked_add_months(Months::new(months)).is_some_and(|day| day < to);
    (months + u32::from(is_begun)).max(1)
}

/// A consent a borrower gave, for one account.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Consent {
    /// Names it.
    pub id: ConsentId,
    /// What was asked for, and granted.
    pub granted: ConsentAsk,
    /// Whose data may be pulled.
    pub account: AccountKey,
    /// Which invented borrower stands behind the account.
    pub persona: String,
    /// Whether the aggregator never finds a transaction there.
    pub is_quiet: bool,
    /// When it was given.
    pub given_at: DateTime<Utc>,
    /// What was pulled under it.
    pub pulls: Vec<Pull>,
    /// When the borrower took it back.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Data that was pulled.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Pull {
    /// When.
    pub at: DateTime<Utc>,
    /// The session the data went to.
    pub session: SessionId,
}

/// What a consent is still good for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ConsentState {
    /// It was taken back.
    Revoked,
    /// Its time is over.
    Over,
    /// It was used as often as it ever may be.
    UsedUp,
    /// It may be used, now or when the next unit of its frequency begins.
    Live,
}

impl Consent {
    /// The terms of a recurring consent; `None` for a one-time one.
    pub fn recurring(&self) -> Option<(u32, Frequency)> {
        match self.granted.kind {
            ConsentKind::Recurring {
                tenure_months,
                frequency,
            } => Some((tenure_months, frequency)),
            ConsentKind::Once => None,
        }
    }

    /// What it is still good for.
    pub fn state(&self, now: DateTime<Utc>) -> ConsentState {
        if self.revoked_at.is_some() {
            return ConsentState::Revoked;
        }
        if now >= self.granted.expires_at {
            return ConsentState::Over;
        }
        match self.recurring() {
            Some(_) if self.pulls_left(now) > 0 || self.next_unit(now) < self.granted.expires_at => ConsentState::Live,
            Some(_) => ConsentState::UsedUp,
            None if self.pulls.is_empty() => ConsentState::Live,
            None => ConsentState::UsedUp,
        }
    }

    /// Pulls left until the next unit of the frequency begins.
    pub fn pulls_left(&self, now: DateTime<Utc>) -> u32 {
        let Some((_, frequency)) = self.recurring() else {
            return u32::from(self.pulls.is_empty());
        };
        let (begin, _) = frequency.unit.around(self.given_at, now);
        let used = self.pulls.iter().filter(|pull| pull.at >= begin).count();
        frequency.value.saturating_sub(u32::try_from(used).unwrap_or(u32::MAX))
    }

    fn next_unit(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.recurring().map_or(DateTime::<Utc>::MAX_UTC, |(_, frequency)| {
            frequency.unit.around(self.given_at, now).1
        })
    }

    /// Whether the data of these days may be pulled now. The order of the checks is inferred.
    ///
    /// # Errors
    /// `CONSENT_REVOKED`, `INVALID_DATE_RANGE`, `CONSENT_OVERUSED`: the first that applies. A one-time consent is no recurring one:
    /// `INVALID_CONSENT_ID`.
    pub fn allows_pull(&self, wanted: Period, now: DateTime<Utc>) -> Result<(), Refusal> {
        if self.recurring().is_none() {
            return Err(Refusal::InvalidConsent);
        }
        let state = self.state(now);
        if state == ConsentState::Revoked {
            return Err(Refusal::ConsentRevoked);
        }
        let data = self.granted.data;
        let is_covered = data.contains(wanted.from) && data.contains(wanted.to) && wanted.to <= indian_time::day(now);
        if state == ConsentState::Over || !is_covered {
            return Err(Refusal::ConsentRange);
        }
        if self.pulls_left(now) == 0 {
            return Err(Refusal::ConsentOverused);
        }
        Ok(())
    }
}

impl Session {
    /// The consents its borrower gave.
    pub fn consents(&self) -> &[Consent] {
        self.journey.as_ref().map_or(&[], |journey| &journey.consents)
    }

    /// Whether recurring consents of this session can be spoken of: it was not deleted, and did not expire before anything came of it.
    ///
    /// The vendor says "invalid, expired or closed". A session that came to its end in time is not taken for expired, because its consents
    /// outlive it by months (inferred).
    ///
    /// # Errors
    /// `INVALID_SESSION_ID`.
    pub fn has_valid_consents(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        if self.deleted_at.is_some() || self.upload_status(now) == UploadStatus::Expired {
            return Err(Refusal::InvalidConsentSession);
        }
        Ok(())
    }

    /// Its recurring consents under which data can be pulled, now or later. When there is none, why: no recurring consent was given, all were
    /// taken back, their time is over, or they were used as often as they ever may be; the last of these that is true of any. Inferred.
    ///
    /// # Errors
    /// `INVALID_SESSION_ID`, `INVALID_CONSENT_ID`, `CONSENT_REVOKED`, `INVALID_DATE_RANGE`, `CONSENT_OVERUSED`.
    pub fn recurring_consents(&self, now: DateTime<Utc>) -> Result<Vec<&Consent>, Refusal> {
        self.has_valid_consents(now)?;
        let recurring = self.consents().iter().filter(|consent| consent.recurring().is_some());
        match recurring.clone().map(|consent| consent.state(now)).max() {
            Some(ConsentState::Live) => Ok(recurring
                .filter(|consent| consent.state(now) == ConsentState::Live)
                .collect()),
            Some(ConsentState::UsedUp) => Err(Refusal::ConsentOverused),
            Some(ConsentState::Over) => Err(Refusal::ConsentRange),
            Some(ConsentState::Revoked) => Err(Refusal::ConsentRevoked),
            None => Err(Refusal::InvalidConsent),
        }
    }

    /// One of its consents.
    ///
    /// # Errors
    /// `INVALID_CONSENT_ID`.
    pub fn consent(&self, id: ConsentId) -> Result<&Consent, Refusal> {
        let found = self.consents().iter().find(|consent| consent.id == id);
        found.ok_or(Refusal::InvalidConsent)
    }

    /// The session, with one pull more under one of its consents.
    ///
    /// # Errors
    /// `INVALID_SESSION_ID`, and what [`Consent::allows_pull`] refuses with.
    pub fn with_pull(
        &self,
        id: ConsentId,
        wanted: Period,
        into: SessionId,
        now: DateTime<Utc>,
    ) -> Result<Session, Refusal> {
        self.has_valid_consents(now)?;
        self.consent(id)?.allows_pull(wanted, now)?;
        Ok(self.with_consent(id, |consent| {
            consent.pulls.push(Pull { at: now, session: into });
        }))
    }

    /// The session, with one of its consents taken back; once it is, it stays so.
    ///
    /// # Errors
    /// `INVALID_CONSENT_ID`.
    pub fn with_revoked(&self, id: ConsentId, now: DateTime<Utc>) -> Result<Session, Refusal> {
        self.consent(id)?;
        Ok(self.with_consent(id, |consent| {
            consent.revoked_at.get_or_insert(now);
        }))
    }

    fn with_consent(&self, id: ConsentId, change: impl Fn(&mut Consent)) -> Session {
        let mut session = self.changed();
        let consents = session.journey.iter_mut().flat_map(|journey| &mut journey.consents);
        consents.filter(|consent| consent.id == id).for_each(change);
        session
    }
}

#[cfg(test)]
mod tests;
