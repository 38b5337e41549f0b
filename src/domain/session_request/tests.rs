//! Every wrong field has its reason, and the earlier check wins.

use super::fields::malformed;
use super::*;
use serde_json::json;

fn check_as(version: ApiVersion, fields: Value, change: impl Fn(&mut Settings)) -> Result<SessionRequest, Refusal> {
    let mut settings = Settings::default();
    change(&mut settings);
    let mut map = Map::from_iter([("link_id".to_owned(), json!("cust-1"))]);
    if let Value::Object(fields) = fields {
        map.extend(fields);
    }
    let today = NaiveDate::from_ymd_opt(2026, 1, 15).unwrap();
    SessionRequest::check(
        version,
        &map,
        Circumstances {
            settings: &settings,
            today,
        },
    )
    .map(|(_, request)| request)
}

fn check(fields: Value) -> Result<SessionRequest, Refusal> {
    check_as(ApiVersion::V1, fields, |_| {})
}

#[test]
fn without_dates_the_window_is_six_months_up_to_yesterday() {
    assert_eq!(check(json!({})).unwrap().window.to_string(), "2025-07-15 to 2026-01-14");
    let with_today = check_as(ApiVersion::V1, json!({}), |settings| {
        settings.allow_to_date_today = true
    })
    .unwrap();
    assert_eq!(with_today.window.to_string(), "2025-07-15 to 2026-01-15");
}

#[test]
fn each_wrong_field_has_its_reason() {
    let field = |name: &str| name.to_owned();
    for (fields, refusal) in [
        (
            json!({"link_id": ""}),
            Refusal::FieldRequired {
                field: field("link_id"),
            },
        ),
        (
            json!({"link_id": "x".repeat(501)}),
            Refusal::FieldTooLong {
                field: field("link_id"),
                max: 500,
            },
        ),
        (json!({"link_id": null}), malformed("link_id is null")),
        (json!({"from_date": "01/01/2026"}), Refusal::DatesMissing),
        (
            json!({"from_date": "2026-01-01", "to_date": "05/01/2026"}),
            Refusal::DateFormat,
        ),
        (
            json!({"from_date": "31/02/2025", "to_date": "05/01/2026"}),
            Refusal::DateFormat,
        ),
        (
            json!({"from_date": "1/1/2026", "to_date": "05/01/2026"}),
            Refusal::DateFormat,
        ),
        (
            json!({"from_date": 20260101, "to_date": "05/01/2026"}),
            Refusal::DateFormat,
        ),
        (
            json!({"from_date": "05/01/2026", "to_date": "05/01/2026"}),
            Refusal::DateOrder,
        ),
        (
            json!({"from_date": "05/01/2026", "to_date": "15/01/2026"}),
            Refusal::ToDateTooLate {
                is_today_allowed: false,
            },
        ),
        (
            json!({"max_from_date": "x", "max_to_date": "05/01/2026"}),
            Refusal::MaxDateFormat,
        ),
        (
            json!({"max_from_date": "05/01/2026", "max_to_date": "05/01/2026"}),
            Refusal::MaxDateOrder,
        ),
        (json!({"bank_name": "nobank"}), Refusal::UnknownBank),
        (json!({"bank_name": "HDFC"}), Refusal::UnknownBank),
        (
            json!({"bank_name": "x".repeat(51)}),
            Refusal::FieldTooLong {
                field: field("bank_name"),
                max: 50,
            },
        ),
        (
            json!({"mode": "fax"}),
            Refusal::NotAChoice {
                field: field("mode"),
                value: field("fax"),
            },
        ),
        (json!({"mode": "pdf"}), Refusal::BankRequiredWithMode),
        (json!({"mode": "aa", "bank_name": "sbi"}), Refusal::ModeNotAvailable),
        (json!({"session_expiry": 4}), Refusal::InvalidSessionExpiry),
        (json!({"session_expiry": 43_201}), Refusal::InvalidSessionExpiry),
        (json!({"session_expiry": "soon"}), Refusal::InvalidSessionExpiry),
        (json!({"session_expiry": 5.5}), Refusal::InvalidSessionExpiry),
        (json!({"mobile_number": "12345"}), Refusal::InvalidMobileNumber),
        (
            json!({"redirect_url": "javascript:alert(1)"}),
            Refusal::InvalidUrl {
                field: field("redirect_url"),
            },
        ),
        (
            json!({"redirect_url": format!("http://a/{}", "x".repeat(200))}),
            Refusal::FieldTooLong {
                field: field("redirect_url"),
                max: 200,
            },
        ),
        (
            json!({"logo_url": "not a url"}),
            Refusal::InvalidUrl {
                field: field("logo_url"),
            },
        ),
        (
            json!({"accept_anything": "perhaps"}),
            Refusal::NotABoolean {
                field: field("accept_anything"),
            },
        ),
        (
            json!({"aa_journey_mode": "sometimes"}),
            Refusal::NotAChoice {
                field: field("aa_journey_mode"),
                value: field("sometimes"),
            },
        ),
        (
            json!({"aa_recurring_tenure_month": "x"}),
            Refusal::NotAnInteger {
                field: field("aa_recurring_tenure_month_count"),
            },
        ),
        (
            json!({"aa_recurring_tenure_month_count": 85}),
            Refusal::TenureOutOfRange,
        ),
        (
            json!({"aa_recurring_frequency_value": 6}),
            Refusal::InvalidAggregatorParameter,
        ),
        (
            json!({"aa_journey_mode": "only_once"}),
            Refusal::AggregatorNeedsBankAndMode,
        ),
        (
            json!({"aa_journey_mode": "only_recurring", "bank_name": "hdfc", "mode": "aa"}),
            Refusal::FrequencyMissing,
        ),
        (json!({"metadata": []}), malformed("metadata is no object")),
    ] {
        assert_eq!(check(fields.clone()), Err(refusal), "{fields}");
    }
}

#[test]
fn earlier_checks_win() {
    // Each pair is wrong in two ways; the one earlier in semantics 5 is told.
    let date = json!("x");
    assert_eq!(
        check(json!({"mode": "fax", "from_date": date})).unwrap_err(),
        Refusal::NotAChoice {
            field: "mode".into(),
            value: "fax".into()
        }
    );
    assert_eq!(
        check(json!({"from_date": date, "to_date": date, "bank_name": "nobank"})).unwrap_err(),
        Refusal::DateFormat
    );
    assert_eq!(
        check(json!({"bank_name": "nobank", "session_expiry": 1})).unwrap_err(),
        Refusal::UnknownBank
    );
    assert_eq!(
        check(json!({"session_expiry": 1, "mobile_number": "1"})).unwrap_err(),
        Refusal::InvalidSessionExpiry
    );
    assert_eq!(
        check(json!({"mobile_number": "1", "logo_url": "x"})).unwrap_err(),
        Refusal::InvalidMobileNumber
    );
}

#[test]
fn a_mode_must_be_enabled_for_the_client() {
    let refused = check_as(
        ApiVersion::V1,
        json!({"mode": "pdf", "bank_name": "hdfc"}),
        |settings| {
            settings.modes.remove(&Mode::Pdf);
        },
    );
    assert_eq!(refused, Err(Refusal::ModeNotEnabled));
}

#[test]
fn the_settings_can_give_a_bank_a_mode_and_take_one() {
    let sbi = BankId::parse("sbi").unwrap();
    let with_aggregator = |settings: &mut Settings| {
        settings.bank_modes.insert(sbi, [Mode::Aa].into());
    };
    let request = |mode: &str| json!({"mode": mode, "bank_name": "sbi"});
    assert!(check_as(ApiVersion::V1, request("aa"), with_aggregator).is_ok());
    assert_eq!(
        check_as(ApiVersion::V1, request("pdf"), with_aggregator),
        Err(Refusal::ModeNotAvailable)
    );
}

#[test]
fn the_second_version_takes_the_bank_in_any_case_and_consents() {
    let request = check_as(
        ApiVersion::V2,
        json!({"bank": "KOTAK", "aa_journey_code": "BCAA002", "consents": {"A": {"from_date": "01/01/2025", "to_date": "31/12/2025", "consent_expiry": "31/12/2026"}}}),
        |_| {},
    )
    .unwrap();
    assert_eq!(request.bank.map(BankId::as_str), Some("kotak"));
    assert_eq!(request.consents["A"].window.day_count(), 365);
    assert_eq!(
        check_as(ApiVersion::V2, json!({"aa_journey_code": "X"}), |_| {}),
        Err(Refusal::InvalidAggregatorParameter)
    );
}

#[test]
fn forms_have_text_where_json_has_numbers() {
    let request =
        check(json!({"session_expiry": "30", "accept_anything": "true", "mobile_number": 9_000_000_001i64})).unwrap();
    assert_eq!((request.expiry_minutes, request.accept_anything), (30, true));
    assert_eq!(request.mobile_number.as_deref(), Some("9000000001"));
}

#[test]
fn an_aggregator_window_reaches_back_fourteen_months() {
    let window = |mode: &str, from: &str, to: &str| {
        let fields = json!({"bank_name": "hdfc", "mode": mode, "from_date": from, "to_date": to});
        check(fields).unwrap().window.to_string()
    };
    assert_eq!(window("aa", "15/11/2024", "31/12/2025"), "2024-11-15 to 2025-12-31");
    assert_eq!(window("aa", "14/11/2024", "31/12/2025"), "2024-11-15 to 2025-12-31");
    assert_eq!(window("pdf", "14/11/2024", "31/12/2025"), "2024-11-14 to 2025-12-31");
    assert_eq!(
        window("aa", "01/01/2024", "30/06/2024"),
        "2024-01-01 to 2024-06-30",
        "nothing would be left"
    );
}
