//! The reasons each call may be refused for, by name, so that rules and test values can ask for one.
//!
//! A name is the code; where a call has several texts for one code, what tells them apart stands behind a full stop.

use crate::domain::bank::catalogue;
use crate::domain::endpoint::Endpoint;
use crate::domain::refusal::Refusal;
use crate::domain::statement::Problem;
use crate::wire::refusals::group::Group;
use crate::wire::refusals::wording;

/// A reason a call may be refused for.
#[derive(Clone, PartialEq, Debug)]
pub struct Reason {
    /// The code, with what tells it from its namesakes: `INVALID_DATE_RANGE.to_date`.
    pub name: String,
    /// The refusal. Values a text needs are made up: the caller did nothing wrong.
    pub refusal: Refusal,
}

/// The value a refusal names when nobody gave one.
pub const MADE_UP_VALUE: &str = "injected";

/// Every reason this call may be refused for, in the contract's order. Source: contract `errors.csv`; those of `webhook_payloads` inferred.
pub fn reasons(endpoint: Endpoint) -> Vec<Reason> {
    let named = |(variant, refusal): (&str, Refusal)| {
        let code = wording(endpoint, &refusal).code;
        Reason {
            name: match variant {
                "" => code.to_owned(),
                variant => format!("{code}.{variant}"),
            },
            refusal,
        }
    };
    of(endpoint).into_iter().map(named).collect()
}

/// The reason of this name, when this call has it.
pub fn reason(endpoint: Endpoint, name: &str) -> Option<Refusal> {
    let found = reasons(endpoint).into_iter().find(|reason| reason.name == name);
    found.map(|reason| reason.refusal)
}

/// The calls that have a reason of this name.
pub fn endpoints(name: &str) -> Vec<Endpoint> {
    let has_it = |endpoint: &Endpoint| reasons(*endpoint).iter().any(|reason| reason.name == name);
    Endpoint::ALL.into_iter().filter(has_it).collect()
}

fn of(endpoint: Endpoint) -> Vec<(&'static str, Refusal)> {
    let unknown = Refusal::SessionUnknown {
        belongs_to_another_key: false,
    };
    let plain = |refusals: Vec<Refusal>| refusals.into_iter().map(|refusal| ("", refusal)).collect();
    match endpoint {
        Endpoint::CreateSession | Endpoint::CreateSessionV2 => of_session(),
        Endpoint::UploadStatement => of_upload(unknown),
        Endpoint::InitiateProcessing => plain(vec![
            unknown,
            Refusal::DuplicateProcessingRequest,
            Refusal::SessionDeleted,
            Refusal::CredentialsMissing,
            Refusal::StatementsUnparsable,
            Refusal::SessionExpired,
        ]),
        Endpoint::UpdateWebhook => plain(vec![
            Refusal::CredentialsMissing,
            Refusal::InvalidUrl {
                field: "webhook_url".to_owned(),
            },
            not_a_choice("webhook_mode"),
        ]),
        Endpoint::Progress => plain(vec![
            unknown,
            Refusal::ProcessingNotRequested,
            Refusal::SessionDeleted,
            Refusal::CredentialsMissing,
        ]),
        Endpoint::SessionStatus
        | Endpoint::XlsxReport
        | Endpoint::Identity
        | Endpoint::Transactions
        | Endpoint::Predictors
        | Endpoint::EodBalances
        | Endpoint::MonthlyAnalysis
        | Endpoint::RecurringTransactions
        | Endpoint::GetPdfs
        | Endpoint::Insights => plain(vec![
            unknown,
            Refusal::ProcessingNotRequested,
            Refusal::SessionDeleted,
            Refusal::CredentialsMissing,
            Refusal::ProcessingNotCompleted,
        ]),
        Endpoint::Catalogue => plain(vec![Refusal::CredentialsMissing]),
        Endpoint::SessionUploadStatus | Endpoint::WebhookPayloads => plain(vec![
            unknown,
            Refusal::SessionDeleted,
            Refusal::CredentialsMissing,
            Refusal::SessionIdRequired,
        ]),
        Endpoint::Delete => plain(vec![unknown, Refusal::SessionDeleted, Refusal::CredentialsMissing]),
        Endpoint::RecurringConsentDetails | Endpoint::FetchRecurringData => plain(vec![
            Refusal::InvalidConsentSession,
            Refusal::InvalidConsent,
            Refusal::ConsentRevoked,
            Refusal::ConsentOverused,
            Refusal::ConsentRange,
        ]),
    }
}

fn not_a_choice(field: &str) -> Refusal {
    Refusal::NotAChoice {
        field: field.to_owned(),
        value: MADE_UP_VALUE.to_owned(),
    }
}

fn of_session() -> Vec<(&'static str, Refusal)> {
    let too_long = |field: &str, max| Refusal::FieldTooLong {
        field: field.to_owned(),
        max,
    };
    let field = |name: &str| name.to_owned();
    vec![
        ("", Refusal::DateFormat),
        ("", Refusal::DateOrder),
        ("", Refusal::DatesMissing),
        ("", Refusal::UnknownBank),
        ("", Refusal::BankRequiredWithMode),
        ("", Refusal::ModeNotAvailable),
        ("", Refusal::ModeNotEnabled),
        ("max_dates", Refusal::MaxDateFormat),
        ("max_dates", Refusal::MaxDateOrder),
        (
            "to_date",
            Refusal::ToDateTooLate {
                is_today_allowed: false,
            },
        ),
        ("", Refusal::InvalidMobileNumber),
        ("", Refusal::InvalidSessionExpiry),
        ("tenure", Refusal::TenureOutOfRange),
        ("", Refusal::InvalidAggregatorParameter),
        ("", Refusal::FrequencyMissing),
        ("bank_and_mode", Refusal::AggregatorNeedsBankAndMode),
        (
            "",
            Refusal::InvalidUrl {
                field: field("logo_url"),
            },
        ),
        ("link_id_length", too_long("link_id", 500)),
        (
            "link_id",
            Refusal::FieldRequired {
                field: field("link_id"),
            },
        ),
        ("redirect_url", too_long("redirect_url", 200)),
        ("bank_name", too_long("bank_name", 50)),
        ("mode", not_a_choice("mode")),
        ("journey_mode", too_long("journey_mode", 50)),
        ("aa_journey_mode", not_a_choice("aa_journey_mode")),
        (
            "tenure",
            Refusal::NotAnInteger {
                field: field("aa_recurring_tenure_month_count"),
            },
        ),
        ("frequency_unit", not_a_choice("aa_recurring_frequency_unit")),
        (
            "is_mobile_field_editable",
            Refusal::NotABoolean {
                field: field("is_mobile_field_editable"),
            },
        ),
        (
            "",
            Refusal::Malformed {
                reason: MADE_UP_VALUE.to_owned(),
            },
        ),
        ("", Refusal::CredentialsMissing),
        ("", Refusal::PlanUnpaid),
        (
            "",
            Refusal::MethodNotAllowed {
                method: "POST".to_owned(),
            },
        ),
        (
            "",
            Refusal::UnsupportedMediaType {
                content_type: MADE_UP_VALUE.to_owned(),
            },
        ),
    ]
}

fn of_upload(unknown: Refusal) -> Vec<(&'static str, Refusal)> {
    let made_up = || MADE_UP_VALUE.to_owned();
    let mut reasons = vec![
        ("", Refusal::TrialExpired),
        ("form", Refusal::NotAFormField),
        ("", Refusal::Statement(Problem::InvalidFile { reason: made_up() })),
        ("", Refusal::InvalidFileUrl { reason: made_up() }),
        ("", Refusal::FileMissing),
        ("", Refusal::InvalidBase64),
        ("", Refusal::InvalidAccountCategory),
    ];
    let mismatch = Problem::BankMismatch {
        selected: catalogue()[0].id,
        detected: None,
    };
    let problems = [
        Problem::PasswordIncorrect,
        Problem::UnsupportedFormat,
        Problem::BankUndetected,
        Problem::Image,
        mismatch,
        Problem::OutOfDateRange,
        Problem::Duplicate,
    ];
    reasons.extend(problems.map(|problem| ("", Refusal::Statement(problem))));
    reasons.extend([
        ("", unknown),
        ("", Refusal::SessionExpired),
        ("", Refusal::SessionDeleted),
        ("", Refusal::SessionIdRequired),
        ("", Refusal::Statement(Problem::EmptyFile)),
        ("", Refusal::CredentialsMissing),
        ("", Refusal::RouteNotAllowed),
        ("", Refusal::UnknownUploadBank),
        ("upload_type", not_a_choice("upload_type")),
    ]);
    reasons
}

/// Whether what a call says about this is said of a session, so that a `link_id` can ask for it.
pub fn is_about_a_session(endpoint: Endpoint) -> bool {
    Group::of(endpoint) != Group::UpdateWebhook && endpoint != Endpoint::Catalogue
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_name_names_one_reason_of_a_call() {
        for endpoint in Endpoint::ALL {
            let reasons = reasons(endpoint);
            let names: BTreeSet<&str> = reasons.iter().map(|reason| reason.name.as_str()).collect();
            assert_eq!(names.len(), reasons.len(), "{endpoint:?}: {reasons:?}");
            assert_eq!(Endpoint::named(endpoint.name()), Some(endpoint));
            assert_eq!(serde_json::to_value(endpoint).unwrap(), endpoint.name());
        }
    }
}
