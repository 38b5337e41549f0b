//! The one table from what was called and why it is refused to status, code and text.
//!
//! Rows are those of the contract's `errors.csv`; a test compares the two row by row. Where the vendor documents nothing for a pair, the
//! nearest documented row answers, and a comment here says "inferred". Listed by the vendor but never sent: `INVALID_LENGTH`,
//! `INVALID_PARAMETER_COUNT` and `INVALID_REQUEST` for `logo_url` (conflicts C25).

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::domain::bank::catalogue;
use crate::domain::endpoint::Endpoint;
use crate::domain::refusal::Refusal;
use crate::domain::statement::Problem;
use crate::wire::statement_errors;

use codes::*;
use group::Group;

mod codes;
pub mod dialect;
mod group;
pub mod reasons;

/// How a refusal is told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wording {
    /// The HTTP status.
    pub status: u16,
    /// The vendor's code; ours begin with `EMULATOR_`.
    pub code: &'static str,
    /// The vendor's text; ours name the emulator.
    pub message: Cow<'static, str>,
}

impl Wording {
    /// The same code and text with another status, for a profile that words it so (conflicts C01: 409 or 400).
    pub fn with_status(self, status: u16) -> Self {
        Wording { status, ..self }
    }
}

/// How this call tells this refusal. Source: contract `errors.csv`.
pub fn wording(endpoint: Endpoint, refusal: &Refusal) -> Wording {
    let (code, message) = row(endpoint, refusal);
    Wording {
        status: code.status,
        code: code.name,
        message,
    }
}

/// A row of the table.
type Row = (Code, Cow<'static, str>);

fn fixed(code: Code, message: &'static str) -> Row {
    (code, Cow::Borrowed(message))
}

fn filled(code: Code, message: String) -> Row {
    (code, Cow::Owned(message))
}

fn row(endpoint: Endpoint, refusal: &Refusal) -> Row {
    let group = Group::of(endpoint);
    let (from, to) = group.date_fields();
    match refusal {
        // The request as such. The contract has these rows for the session calls only; elsewhere inferred.
        Refusal::Malformed { .. } => fixed(INVALID_REQUEST, "Something went wrong"),
        Refusal::MethodNotAllowed { method } => filled(METHOD_NOT_ALLOWED, format!("Method {method} not allowed.")),
        Refusal::UnsupportedMediaType { .. } if group == Group::Upload => not_a_form_field(),
        Refusal::UnsupportedMediaType { content_type } => {
            filled(UNSUPPORTED_MEDIA_TYPE, format!("Unsupported media type {content_type}"))
        }
        Refusal::FieldRequired { .. } if group == Group::UpdateWebhook => fixed(INVALID_URL, "Enter a valid URL."),
        Refusal::FieldRequired { field } => filled(INVALID_REQUEST, format!("{field}, This field is required.")),
        Refusal::FieldTooLong { field, max } => filled(
            INVALID_REQUEST,
            format!("{field}, Ensure this field has no more than {max} characters."),
        ),
        // Inferred, in the style of the others: the vendor's texts are those of Django REST framework.
        Refusal::NotAString { field } => filled(INVALID_REQUEST, format!("{field}, Not a valid string.")),
        Refusal::NotAnObject { field } => filled(INVALID_REQUEST, format!("{field}, Expected a dictionary of items.")),
        Refusal::NotABoolean { field } => filled(INVALID_REQUEST, format!("{field}, Must be a valid boolean.")),
        Refusal::NotAnInteger { field } => filled(INVALID_REQUEST, format!("{field}, A valid integer is required.")),
        Refusal::NotAChoice { field, value } => {
            filled(INVALID_REQUEST, format!("{field}, \"{value}\" is not a valid choice."))
        }
        Refusal::InvalidUrl { .. } => fixed(INVALID_URL, "Enter a valid URL."),

        // The client.
        Refusal::CredentialsMissing => credentials_missing(group),
        Refusal::PlanUnpaid => fixed(PAYMENT_REQUIRED, "Payment required"),
        Refusal::TrialExpired => fixed(
            TRIAL_PERIOD_EXPIRED,
            "Your trial period has expired. Please request FinBox to upgrade your plan",
        ),
        Refusal::RouteNotAllowed => fixed(ROUTE_NOT_ALLOWED, "Route not allowed"),

        // Creating a session.
        Refusal::DatesMissing => filled(MISSING_DATE_FIELD, format!("'{from}' and '{to}' are required.")),
        Refusal::DateFormat => filled(
            INVALID_DATE_FORMAT,
            format!("Invalid '{from}' or '{to}' format. Use 'DD/MM/YYYY'."),
        ),
        Refusal::DateOrder => filled(
            INVALID_DATE_RANGE,
            format!("'{from}' {} be greater or equal to '{to}'.", group.cannot()),
        ),
        // The seed has the rule without a text; the second version and a today that is allowed are inferred from that inferred text.
        Refusal::ToDateTooLate { is_today_allowed } => {
            let last = if *is_today_allowed { "today" } else { "yesterday" };
            filled(
                INVALID_DATE_RANGE,
                format!("'{to}' {} be later than {last}.", group.cannot()),
            )
        }
        Refusal::MaxDateFormat => fixed(
            INVALID_DATE_FORMAT,
            "Invalid 'max_from_date' or 'max_to_date' format. Use 'DD/MM/YYYY'.",
        ),
        Refusal::MaxDateOrder => filled(
            INVALID_DATE_RANGE,
            format!(
                "'max_from_date' {} be greater or equal to 'max_to_date'.",
                group.cannot()
            ),
        ),
        Refusal::UnknownBank | Refusal::UnknownUploadBank => unknown_bank(group),
        Refusal::BankRequiredWithMode => fixed(MISSING_BANK_NAME, "'bank_name' is required with 'mode'."),
        Refusal::ModeNotAvailable => fixed(MODE_NOT_AVAILABLE, "Specified mode not available for this bank."),
        Refusal::ModeNotEnabled => fixed(MODE_NOT_ENABLED, "Specified mode not enabled. Contact FinBox Admin."),
        Refusal::InvalidMobileNumber => fixed(INVALID_MOBILE_NUMBER, "Invalid mobile number."),
        Refusal::InvalidSessionExpiry => fixed(
            INVALID_SESSION_EXPIRY,
            "Session expiry should be int, Min value is 5 and Max is 43200 in minutes",
        ),
        Refusal::TenureOutOfRange => fixed(INVALID_AA_PARAMETER, "Tenure must be between 1 and 84"),
        Refusal::InvalidAggregatorParameter => fixed(INVALID_AA_PARAMETER, "Invalid AA parameter"),
        Refusal::FrequencyMissing => fixed(MISSING_AA_PARAMETER, "Frequency unit/value required"),
        Refusal::AggregatorNeedsBankAndMode => fixed(MISSING_AA_PARAMETER, "'bank_name' and 'mode' required"),

        // The session.
        Refusal::SessionIdRequired => about_session(group, (KEY_REQUIRED, "valid session_id is required")),
        Refusal::SessionUnknown { .. } => match group {
            Group::Upload | Group::LargeSessionId => fixed(SESSION_NOT_FOUND, "The provided Session ID is invalid"),
            Group::Session
            | Group::SessionV2
            | Group::UpdateWebhook
            | Group::SmallSessionId
            | Group::Consents
            | Group::FetchRecurring => about_session(group, (SESSION_NOT_FOUND, "The provided session ID is invalid")),
        },
        Refusal::SessionDeleted => match group {
            Group::Upload | Group::LargeSessionId => fixed(SESSION_DELETED, "The provided Session ID has been deleted"),
            Group::Session
            | Group::SessionV2
            | Group::UpdateWebhook
            | Group::SmallSessionId
            | Group::Consents
            | Group::FetchRecurring => {
                about_session(group, (SESSION_DELETED, "The provided session ID has been deleted"))
            }
        },
        Refusal::SessionExpired => about_session(group, (SESSION_EXPIRED, "This session has expired")),
        Refusal::DuplicateProcessingRequest => fixed(
            DUPLICATE_PROCESSING_REQUEST,
            "Request for processing have already been initiated",
        ),
        Refusal::ProcessingNotRequested => fixed(
            PROCESSING_NOT_REQUESTED,
            "Cannot proceed as the processing has not been requested yet",
        ),
        Refusal::ProcessingNotCompleted => fixed(
            PROCESSING_NOT_COMPLETED,
            "The processing for this session is currently in progress",
        ),
        Refusal::StatementsUnparsable => fixed(UNPARSABLE_STATEMENTS, "The uploaded statements are not parsable"),

        // Uploading a statement.
        Refusal::NotAFormField => not_a_form_field(),
        Refusal::FileMissing => fixed(MISSING_FILE_OBJECT, "This file object is required"),
        Refusal::InvalidFileUrl { .. } => fixed(INVALID_FILE_URL, "This file url is invalid"),
        Refusal::InvalidBase64 => fixed(INVALID_BASE_64, "Invalid Base 64 string"),
        Refusal::InvalidAccountCategory => fixed(
            INVALID_ACCOUNT_CATEGORY,
            "'account_category' should be 'SAVINGS', 'CURRENT' or 'OVERDRAFT'",
        ),
        Refusal::Statement(problem) => (
            codes::of_problem(statement_errors::code(problem)),
            upload_message(problem),
        ),

        // Recurring consents. Statuses inferred, texts ours: the vendor prints the codes alone.
        Refusal::InvalidConsentSession => fixed(INVALID_SESSION_ID, INVALID_CONSENT_SESSION),
        Refusal::InvalidConsent => fixed(INVALID_CONSENT_ID, "The provided consent ID is invalid"),
        Refusal::ConsentRevoked => fixed(CONSENT_REVOKED, "The consent has been revoked"),
        Refusal::ConsentOverused => fixed(CONSENT_OVERUSED, "The consent usage limit has been reached"),
        Refusal::ConsentRange => fixed(
            INVALID_DATE_RANGE,
            "The requested date range is not covered by the consent",
        ),

        // Ours.
        Refusal::Limit { reason } => filled(
            EMULATOR_LIMIT,
            format!("A limit of the BankConnect emulator was met, not one of FinBox: {reason}"),
        ),
        Refusal::BodyTooLarge { size_bytes_max } => filled(
            EMULATOR_BODY_TOO_LARGE,
            format!(
                "The BankConnect emulator takes at most {size_bytes_max} bytes here; for files --max-upload changes that"
            ),
        ),
        Refusal::TooManyStatements { max } => filled(
            EMULATOR_TOO_MANY_STATEMENTS,
            format!(
                "The BankConnect emulator holds at most {max} statements a session; FinBox documents no such limit"
            ),
        ),
        Refusal::NotImitated { part } => filled(
            EMULATOR_NOT_IMITATED,
            format!("The BankConnect emulator does not imitate {part}; FinBox documents it"),
        ),
    }
}

const INVALID_CONSENT_SESSION: &str = "The provided session ID is invalid";

/// What is wrong with a session. The consent calls have one row for a session that is "invalid, expired or closed".
fn about_session(group: Group, (code, message): (Code, &'static str)) -> Row {
    match group {
        Group::Consents | Group::FetchRecurring => fixed(INVALID_SESSION_ID, INVALID_CONSENT_SESSION),
        Group::Session
        | Group::SessionV2
        | Group::Upload
        | Group::UpdateWebhook
        | Group::SmallSessionId
        | Group::LargeSessionId => fixed(code, message),
    }
}

/// Source: conflicts C02. The consent calls are inferred from their neighbours.
fn credentials_missing(group: Group) -> Row {
    match group {
        Group::Session | Group::SessionV2 => fixed(
            AUTHENTICATION_CREDENTIALS_NOT_PROVIDED,
            "Authentication credentials were not provided",
        ),
        Group::Upload => fixed(INVALID_API_KEY, "Authentication credentials were not provided."),
        Group::UpdateWebhook
        | Group::SmallSessionId
        | Group::LargeSessionId
        | Group::Consents
        | Group::FetchRecurring => fixed(ACCESS_DENIED, "Authentication credentials were not provided"),
    }
}

fn unknown_bank(group: Group) -> Row {
    match group {
        Group::Upload => (INVALID_BANK_NAME, Cow::Borrowed(KNOWN_BANKS.as_str())),
        Group::Session
        | Group::SessionV2
        | Group::UpdateWebhook
        | Group::SmallSessionId
        | Group::LargeSessionId
        | Group::Consents
        | Group::FetchRecurring => fixed(INVALID_BANK_NAME, "Invalid bank identifier."),
    }
}

fn not_a_form_field() -> Row {
    fixed(
        INVALID_FILE_OBJECT,
        "This field must be present as a form field. Send request with content type x-www-form-urlencoded or form-data",
    )
}

/// All identifiers, the way a Python list prints. Inferred: the contract has `[...]` in its place.
static KNOWN_BANKS: LazyLock<String> = LazyLock::new(|| {
    let names: Vec<String> = catalogue().iter().map(|bank| format!("'{}'", bank.id)).collect();
    format!("Please use following bank strings: [{}]", names.join(", "))
});

/// The text an upload is refused with. Three of them differ from the statement-level text (conflicts C21).
fn upload_message(problem: &Problem) -> Cow<'static, str> {
    match problem {
        Problem::EmptyFile => "File object is empty".into(),
        Problem::InvalidFile { .. } => "File object is invalid".into(),
        Problem::BankUndetected => "Unable to detect bank. Please provide BANK NAME.".into(),
        Problem::BankMismatch { selected, .. } => format!("Not {selected} bank statement").into(),
        Problem::OutOfDateRange => "No transactions in expected date range".into(),
        // The first four are the same at both levels; the others are found in processing, and at upload only where a rule says so.
        Problem::PasswordIncorrect
        | Problem::Image
        | Problem::UnsupportedFormat
        | Problem::Duplicate
        | Problem::TooManyPages { .. }
        | Problem::NullAccountNumber
        | Problem::ExtractionFailed { .. }
        | Problem::NoTransactions
        | Problem::NoTransactionsFromAggregator => statement_errors::message(problem).into(),
    }
}

#[cfg(test)]
mod tests;
