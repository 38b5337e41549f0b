//! When a consent may be used, to the second.

use serde_json::{Map, Value, json};

use super::*;
use crate::domain::ids::IdSource;
use crate::domain::session_request::Circumstances;
use crate::domain::settings::Settings;

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}+05:30").parse().unwrap()
}

fn request(version: ApiVersion, fields: Value) -> SessionRequest {
    let mut all = json!({"link_id": "cust-1", "from_date": "01/10/2025", "to_date": "31/12/2025", "bank_name": "hdfc", "mode": "aa"});
    let all = all.as_object_mut().unwrap();
    all.extend(fields.as_object().unwrap_or(&Map::new()).clone());
    let today = NaiveDate::from_ymd_opt(2026, 1, 31).unwrap();
    let settings = &Settings::default();
    SessionRequest::check(version, all, Circumstances { settings, today })
        .unwrap()
        .1
}

fn recurring(unit: &str, value: u32, tenure_months: u32) -> Value {
    json!({
        "aa_journey_mode": "only_recurring", "aa_recurring_frequency_unit": unit, "aa_recurring_frequency_value": value,
        "aa_recurring_tenure_month_count": tenure_months,
    })
}

/// A consent given on the evening of 31 January 2026, late enough to be another day in India than in Greenwich.
fn consent(unit: &str, value: u32, tenure_months: u32) -> Consent {
    let given_at = at("2026-01-31T01:00:00");
    let ids = IdSource::new(1, "key");
    let session = ids.session("cust-1", 0);
    let granted = asked(
        &request(ApiVersion::V1, recurring(unit, value, tenure_months)),
        given_at,
    )
    .remove(0);
    Consent {
        id: ids.consent(session, 0),
        granted,
        account: AccountKey {
            bank: None,
            number: "1".to_owned(),
        },
        persona: String::new(),
        is_quiet: false,
        given_at,
        pulls: Vec::new(),
        revoked_at: None,
    }
}

fn december() -> Period {
    let day = |day| NaiveDate::from_ymd_opt(2025, 12, day).unwrap();
    Period::new(day(1), day(31)).unwrap()
}

#[test]
fn units_begin_with_the_consent_by_the_indian_calendar() {
    for (unit, last, first_of_next) in [
        ("hour", "2026-01-31T01:59:59", "2026-01-31T02:00:00"),
        ("day", "2026-02-01T00:59:59", "2026-02-01T01:00:00"),
        ("month", "2026-02-28T00:59:59", "2026-02-28T01:00:00"),
        ("year", "2027-01-31T00:59:59", "2027-01-31T01:00:00"),
    ] {
        let mut consent = consent(unit, 1, 24);
        let session = IdSource::new(1, "key").session("cust-1", 1);
        consent.pulls.push(Pull {
            at: consent.given_at,
            session,
        });
        let answer = |time: &str| consent.allows_pull(december(), at(time));
        assert_eq!(answer(last), Err(Refusal::ConsentOverused), "{unit}");
        assert_eq!(answer(first_of_next), Ok(()), "{unit}");
    }
}

#[test]
fn the_tenure_ends_by_the_calendar_and_the_last_unit_with_it() {
    let mut consent = consent("month", 1, 1);
    let (last, over) = (at("2026-02-28T00:59:59"), at("2026-02-28T01:00:00"));
    assert_eq!(
        (consent.state(last), consent.state(over)),
        (ConsentState::Live, ConsentState::Over)
    );
    assert_eq!(consent.allows_pull(december(), over), Err(Refusal::ConsentRange));
    let session = IdSource::new(1, "key").session("cust-1", 1);
    consent.pulls.push(Pull { at: last, session });
    assert_eq!(consent.state(last), ConsentState::UsedUp, "no unit is to come");
    consent.revoked_at = Some(last);
    assert_eq!(consent.state(over), ConsentState::Revoked);
    assert_eq!(consent.allows_pull(december(), over), Err(Refusal::ConsentRevoked));
}

#[test]
fn what_is_asked_follows_from_the_mode() {
    let kinds = |version, fields: Value| {
        let asked = asked(&request(version, fields), at("2026-01-31T10:00:00"));
        let kinds = asked.into_iter().map(|ask| (ask.code, ask.kind));
        kinds
            .map(|(code, kind)| (code.unwrap_or_default(), matches!(kind, ConsentKind::Recurring { .. })))
            .collect::<Vec<_>>()
    };
    let plain = |wanted: &[bool]| wanted.iter().map(|wanted| (String::new(), *wanted)).collect::<Vec<_>>();
    let mode = |mode: &str| {
        let mut fields = recurring("day", 2, 3);
        fields["aa_journey_mode"] = json!(mode);
        fields
    };
    assert_eq!(kinds(ApiVersion::V1, json!({})), plain(&[false]));
    assert_eq!(kinds(ApiVersion::V1, mode("only_once")), plain(&[false]));
    assert_eq!(kinds(ApiVersion::V1, mode("only_recurring")), plain(&[true]));
    assert_eq!(
        kinds(ApiVersion::V1, mode("once_with_recurring")),
        plain(&[false, true])
    );
    for (code, wanted) in [
        ("BCAA001", vec![("CC0001", false)]),
        ("BCAA002", vec![("CC0002", true)]),
        ("BCAA003", vec![("CC0003", false), ("CC0004", true)]),
        ("BCAA004", vec![("CC0005", false), ("CC0006", true), ("CC0007", false)]),
    ] {
        let wanted: Vec<_> = wanted.into_iter().map(|(code, kind)| (code.to_owned(), kind)).collect();
        assert_eq!(kinds(ApiVersion::V2, json!({"aa_journey_code": code})), wanted);
    }
}

#[test]
fn months_are_counted_up_to_the_last_day() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    for (from, to, months) in [
        ("2026-01-31", "2026-01-31", 1),
        ("2026-01-31", "2026-02-28", 1),
        ("2026-01-15", "2026-02-16", 2),
        ("2026-01-15", "2026-03-10", 2),
        ("2026-01-15", "2025-03-10", 1),
    ] {
        assert_eq!(months_until(day(from), day(to)), months, "{from} {to}");
    }
}
