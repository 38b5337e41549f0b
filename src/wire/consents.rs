//! Consents: the vendor's list of recurring ones, the answer to a pull, and what the control API tells of any.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, json};

use crate::domain::account::masked;
use crate::domain::consent::{Consent, ConsentAsk, ConsentState};
use crate::domain::ids::{ConsentId, SessionId};
use crate::domain::indian_time::printed;
use crate::wire::account::bank_name;

/// What `get_recurring_consent_details` answers. Source: contract, `recurring_consent_details.schema.json`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RecurringConsents {
    consent_details: Vec<RecurringConsent>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
struct RecurringConsent {
    consent_id: ConsentId,
    bank_name: &'static str,
    masked_account_number: String,
    tenure_month_count: u32,
    frequency_unit: &'static str,
    frequency_value: u32,
}

impl RecurringConsents {
    /// The answer with these consents; one-time ones are left out.
    pub fn of<'a>(consents: impl IntoIterator<Item = &'a Consent>) -> Self {
        let shown = |consent: &Consent| {
            let (tenure_month_count, frequency) = consent.recurring()?;
            Some(RecurringConsent {
                consent_id: consent.id,
                bank_name: bank_name(consent.account.bank),
                masked_account_number: masked(&consent.account.number),
                tenure_month_count,
                frequency_unit: frequency.unit.name(),
                frequency_value: frequency.value,
            })
        };
        RecurringConsents {
            consent_details: consents.into_iter().filter_map(shown).collect(),
        }
    }
}

/// What `fetch_recurring_aa_data` answers. Source: contract, `fetch_recurring.schema.json`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Pulled {
    session_id: SessionId,
}

impl Pulled {
    /// The data goes to this session.
    pub fn into(session: SessionId) -> Self {
        Pulled { session_id: session }
    }
}

/// Everything about a consent. Ours.
pub fn consent(consent: &Consent, session: SessionId, now: DateTime<Utc>) -> Value {
    let pulls = consent.pulls.iter();
    let mut shown = json!({
        "id": consent.id.to_string(),
        "session_id": session.to_string(),
        "state": state(consent.state(now)),
        "bank": bank_name(consent.account.bank),
        "account_number": masked(&consent.account.number),
        "persona": consent.persona,
        "given_at": printed(consent.given_at),
        "revoked_at": consent.revoked_at.map(printed),
        "pulls_left": consent.recurring().map(|_| consent.pulls_left(now)),
        "pulls": pulls.map(|pull| json!({"at": printed(pull.at), "session_id": pull.session.to_string()})).collect::<Vec<_>>(),
    });
    if let (Some(shown), Value::Object(granted)) = (shown.as_object_mut(), asked(&consent.granted)) {
        shown.extend(granted);
    }
    shown
}

/// What a borrower is asked to consent to. Ours.
pub fn asked(ask: &ConsentAsk) -> Value {
    use crate::domain::consent::ConsentKind;
    let (purpose_code, purpose) = ask.kind.purpose();
    let (fetch, recurring) = match ask.kind {
        ConsentKind::Once => ("once", None),
        ConsentKind::Recurring {
            tenure_months,
            frequency,
        } => ("recurring", Some((tenure_months, frequency))),
    };
    json!({
        "code": ask.code,
        "fetch": fetch,
        "purpose_code": purpose_code,
        "purpose": purpose,
        "data": {"from": ask.data.from, "to": ask.data.to},
        "expires_at": printed(ask.expires_at),
        "tenure_month_count": recurring.map(|(months, _)| months),
        "frequency_unit": recurring.map(|(_, frequency)| frequency.unit.name()),
        "frequency_value": recurring.map(|(_, frequency)| frequency.value),
    })
}

fn state(state: ConsentState) -> &'static str {
    match state {
        ConsentState::Live => "live",
        ConsentState::UsedUp => "used_up",
        ConsentState::Over => "over",
        ConsentState::Revoked => "revoked",
    }
}
