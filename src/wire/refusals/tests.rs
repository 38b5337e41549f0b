//! The table against the contract's list, row by row.

use std::collections::BTreeSet;

use super::*;
use crate::domain::bank::BankId;

/// A reason for every code and text of the contract. `None`: listed by the vendor and never sent, for lack of a usable trigger or
/// because another row is the more precise one (conflicts C25).
fn reason(code: &str, message: &str) -> Option<Refusal> {
    let field = |name: &str| name.to_owned();
    let problem = |problem| Some(Refusal::Statement(problem));
    match (code, message) {
        ("INVALID_LENGTH", _) | ("INVALID_PARAMETER_COUNT", _) => None,
        ("INVALID_REQUEST", "logo_url, Enter a valid URL.") => None,
        ("INVALID_REQUEST", "Something went wrong") => Some(Refusal::Malformed { reason: field("test") }),
        ("INVALID_REQUEST", text) => {
            let (name, rest) = text.split_once(", ").unwrap();
            let name = field(name);
            Some(match rest {
                "This field is required." => Refusal::FieldRequired { field: name },
                "A valid integer is required." => Refusal::NotAnInteger { field: name },
                "Must be a valid boolean." => Refusal::NotABoolean { field: name },
                "\"{value}\" is not a valid choice." => Refusal::NotAChoice {
                    field: name,
                    value: field("VALUE"),
                },
                other => Refusal::FieldTooLong {
                    field: name,
                    max: other.split(' ').find_map(|word| word.parse().ok()).unwrap(),
                },
            })
        }
        ("INVALID_DATE_FORMAT", text) if text.contains("max_") => Some(Refusal::MaxDateFormat),
        ("INVALID_DATE_FORMAT", _) => Some(Refusal::DateFormat),
        ("INVALID_DATE_RANGE", text) if text.contains("max_") => Some(Refusal::MaxDateOrder),
        ("INVALID_DATE_RANGE", text) if text.contains("yesterday") => Some(Refusal::ToDateTooLate {
            is_today_allowed: false,
        }),
        ("INVALID_DATE_RANGE", text) if text.contains("consent") => Some(Refusal::ConsentRange),
        ("INVALID_DATE_RANGE", _) => Some(Refusal::DateOrder),
        ("MISSING_DATE_FIELD", _) => Some(Refusal::DatesMissing),
        ("INVALID_BANK_NAME", "Invalid bank identifier.") => Some(Refusal::UnknownBank),
        ("INVALID_BANK_NAME", _) => Some(Refusal::UnknownUploadBank),
        ("MISSING_BANK_NAME", _) => Some(Refusal::BankRequiredWithMode),
        ("MODE_NOT_AVAILABLE", _) => Some(Refusal::ModeNotAvailable),
        ("MODE_NOT_ENABLED", _) => Some(Refusal::ModeNotEnabled),
        ("INVALID_MOBILE_NUMBER", _) => Some(Refusal::InvalidMobileNumber),
        ("INVALID_SESSION_EXPIRY", _) => Some(Refusal::InvalidSessionExpiry),
        ("INVALID_AA_PARAMETER", "Invalid AA parameter") => Some(Refusal::InvalidAggregatorParameter),
        ("INVALID_AA_PARAMETER", _) => Some(Refusal::TenureOutOfRange),
        ("MISSING_AA_PARAMETER", "Frequency unit/value required") => Some(Refusal::FrequencyMissing),
        ("MISSING_AA_PARAMETER", _) => Some(Refusal::AggregatorNeedsBankAndMode),
        ("INVALID_URL", _) => Some(Refusal::InvalidUrl {
            field: field("logo_url"),
        }),
        ("AUTHENTICATION_CREDENTIALS_NOT_PROVIDED" | "INVALID_API_KEY" | "ACCESS_DENIED", _) => {
            Some(Refusal::CredentialsMissing)
        }
        ("PAYMENT_REQUIRED", _) => Some(Refusal::PlanUnpaid),
        ("METHOD_NOT_ALLOWED", _) => Some(Refusal::MethodNotAllowed { method: field("PUT") }),
        ("UNSUPPORTED_MEDIA_TYPE", _) => Some(Refusal::UnsupportedMediaType {
            content_type: field("text/csv"),
        }),
        ("TRIAL_PERIOD_EXPIRED", _) => Some(Refusal::TrialExpired),
        ("INVALID_FILE_OBJECT", "File object is invalid") => problem(Problem::InvalidFile { reason: field("test") }),
        ("INVALID_FILE_OBJECT", _) => Some(Refusal::NotAFormField),
        ("INVALID_FILE_URL", _) => Some(Refusal::InvalidFileUrl { reason: field("test") }),
        ("MISSING_FILE_OBJECT", _) => Some(Refusal::FileMissing),
        ("INVALID_BASE_64", _) => Some(Refusal::InvalidBase64),
        ("INVALID_ACCOUNT_CATEGORY", _) => Some(Refusal::InvalidAccountCategory),
        ("PASSWORD_INCORRECT", _) => problem(Problem::PasswordIncorrect),
        ("STATEMENT_UNSUPPORTED_FORMAT", _) => problem(Problem::UnsupportedFormat),
        ("BANK_NAME_UNDETECTED", _) => problem(Problem::BankUndetected),
        ("PDF_IS_IMAGE", _) => problem(Problem::Image),
        ("BANK_NAME_MISMATCH", _) => problem(Problem::BankMismatch {
            selected: BankId::parse("kotak").unwrap(),
            detected: None,
        }),
        ("OUT_OF_DATE_RANGE", _) => problem(Problem::OutOfDateRange),
        ("STATEMENT_DUPLICATE", _) => problem(Problem::Duplicate),
        ("EMPTY_FILE", _) => problem(Problem::EmptyFile),
        ("SESSION_NOT_FOUND", _) => Some(Refusal::SessionUnknown {
            belongs_to_another_key: false,
        }),
        ("SESSION_EXPIRED", _) => Some(Refusal::SessionExpired),
        ("SESSION_DELETED", _) => Some(Refusal::SessionDeleted),
        ("KEY_REQUIRED", _) => Some(Refusal::SessionIdRequired),
        ("ROUTE_NOT_ALLOWED", _) => Some(Refusal::RouteNotAllowed),
        ("DUPLICATE_PROCESSING_REQUEST", _) => Some(Refusal::DuplicateProcessingRequest),
        ("UNPARSABLE_STATEMENTS", _) => Some(Refusal::StatementsUnparsable),
        ("PROCESSING_NOT_REQUESTED", _) => Some(Refusal::ProcessingNotRequested),
        ("PROCESSING_NOT_COMPLETED", _) => Some(Refusal::ProcessingNotCompleted),
        ("INVALID_SESSION_ID", _) => Some(Refusal::InvalidConsentSession),
        ("INVALID_CONSENT_ID", _) => Some(Refusal::InvalidConsent),
        ("CONSENT_REVOKED", _) => Some(Refusal::ConsentRevoked),
        ("CONSENT_OVERUSED", _) => Some(Refusal::ConsentOverused),
        _ => panic!("no reason is known for {code}: {message}"),
    }
}

struct ContractRow {
    endpoint: Endpoint,
    code: String,
    status: u16,
    message: String,
    is_emitted: bool,
}

fn contract() -> Vec<ContractRow> {
    csv::Reader::from_reader(include_str!("../../../fixtures/contract/errors.csv").as_bytes())
        .records()
        .map(|row| {
            let row = row.unwrap();
            let is_route = |endpoint: &&Endpoint| {
                let (method, path) = endpoint.route();
                row[0] == format!("{method} {path}")
            };
            ContractRow {
                endpoint: *Endpoint::ALL.iter().find(is_route).unwrap(),
                code: row[1].to_owned(),
                status: row[2].parse().unwrap(),
                message: row[3].to_owned(),
                is_emitted: &row[7] != "never",
            }
        })
        .collect()
}

fn with_sample_values(message: &str) -> String {
    message
        .replace("{value}", "VALUE")
        .replace("{method}", "PUT")
        .replace("{content_type}", "text/csv")
        .replace("{selected_bank_name}", "kotak")
}

#[test]
fn every_row_of_the_contract_is_a_row_of_the_table() {
    let rows = contract();
    assert_eq!(rows.len(), 173);
    for row in rows {
        let Some(refusal) = reason(&row.code, &row.message) else {
            assert!(!row.is_emitted, "{} is emitted and has no reason", row.code);
            continue;
        };
        assert!(
            row.is_emitted,
            "{}: {} is never emitted and has a reason",
            row.code, row.message
        );
        let ours = wording(row.endpoint, &refusal);
        let (status, code) = (ours.status, ours.code);
        assert_eq!(
            (status, code),
            (row.status, row.code.as_str()),
            "{:?}, {refusal:?}",
            row.endpoint
        );
        match row.message.strip_suffix("[...]") {
            Some(start) => assert!(ours.message.starts_with(start), "{}", ours.message),
            None => assert_eq!(
                ours.message,
                with_sample_values(&row.message),
                "{:?}, {code}",
                row.endpoint
            ),
        }
    }
}

#[test]
fn every_row_that_is_sent_has_a_reason_with_a_name() {
    for endpoint in Endpoint::ALL {
        let ours: BTreeSet<(String, u16, String)> = reasons::reasons(endpoint)
            .into_iter()
            .map(|reason| wording(endpoint, &reason.refusal))
            .map(|told| (told.code.to_owned(), told.status, told.message.into_owned()))
            .collect();
        let filled = |message: &str| {
            let list = wording(endpoint, &Refusal::UnknownUploadBank).message;
            let starts_list = message
                .strip_suffix("[...]")
                .is_some_and(|start| list.starts_with(start));
            let text = message
                .replace("{value}", reasons::MADE_UP_VALUE)
                .replace("{method}", "POST")
                .replace("{content_type}", reasons::MADE_UP_VALUE)
                .replace("{selected_bank_name}", catalogue()[0].id.as_str());
            if starts_list { list.into_owned() } else { text }
        };
        let (method, path) = endpoint.route();
        let theirs: BTreeSet<(String, u16, String)> = contract()
            .into_iter()
            .filter(|row| row.is_emitted && row.endpoint == endpoint)
            .map(|row| (row.code, row.status, filled(&row.message)))
            .collect();
        let more: Vec<&str> = ours
            .difference(&theirs)
            .map(|(_, _, message)| message.as_str())
            .collect();
        assert!(theirs.is_subset(&ours), "{method} {path}: {theirs:?}");
        if endpoint == Endpoint::CreateSessionV2 {
            // The seed has the rule for the first version; the second is ours.
            assert_eq!(more, ["'to_date' cannot be later than yesterday."]);
        } else if endpoint != Endpoint::WebhookPayloads {
            assert!(more.is_empty(), "{method} {path}: {more:?}");
        }
    }
}

#[test]
fn the_rows_that_are_never_sent_are_these() {
    let never: BTreeSet<(String, String)> = contract()
        .into_iter()
        .filter(|row| !row.is_emitted)
        .map(|row| (row.code, row.message))
        .collect();
    let expected = [
        ("INVALID_LENGTH", "Field length exceeds limit"),
        ("INVALID_PARAMETER_COUNT", "Invalid number of parameters"),
        ("INVALID_REQUEST", "logo_url, Enter a valid URL."),
    ];
    assert!(
        never
            .iter()
            .map(|(code, message)| (code.as_str(), message.as_str()))
            .eq(expected)
    );
}

#[test]
fn an_unknown_bank_at_upload_is_told_all_banks_as_python_prints_a_list() {
    let message = wording(Endpoint::UploadStatement, &Refusal::UnknownUploadBank).message;
    let list = message
        .strip_prefix("Please use following bank strings: ['abhyudaya', 'ahmadabad_district', ")
        .unwrap();
    assert!(list.ends_with("']") && !list.contains('"'));
    assert_eq!(message.matches('\'').count(), 2 * catalogue().len());
}

#[test]
fn reasons_of_ours_name_the_emulator() {
    for (refusal, status) in [
        (
            Refusal::Limit {
                reason: "too many worlds".to_owned(),
            },
            503,
        ),
        (
            Refusal::BodyTooLarge {
                size_bytes_max: 15_000_000,
            },
            413,
        ),
        (Refusal::TooManyStatements { max: 200 }, 400),
        (
            Refusal::NotImitated {
                part: "the entity flow".to_owned(),
            },
            501,
        ),
    ] {
        let ours = wording(Endpoint::UploadStatement, &refusal);
        assert_eq!(ours.status, status);
        assert!(ours.code.starts_with("EMULATOR_") && ours.message.contains("BankConnect emulator"));
    }
}

#[test]
fn a_consent_call_has_one_answer_for_every_fault_of_its_session() {
    for refusal in [
        Refusal::SessionUnknown {
            belongs_to_another_key: true,
        },
        Refusal::SessionDeleted,
        Refusal::SessionExpired,
        Refusal::SessionIdRequired,
        Refusal::InvalidConsentSession,
    ] {
        let ours = wording(Endpoint::RecurringConsentDetails, &refusal);
        assert_eq!((ours.status, ours.code), (400, "INVALID_SESSION_ID"));
    }
}

#[test]
fn a_profile_can_change_the_status_alone() {
    let ours = wording(Endpoint::InitiateProcessing, &Refusal::DuplicateProcessingRequest);
    assert_eq!(ours.status, 409);
    assert_eq!(ours.clone().with_status(400), Wording { status: 400, ..ours });
}
