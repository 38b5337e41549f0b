//! Why the service says no: reasons, with the values a text needs. Statuses and sentences are in `wire/refusals.rs`.

use serde::{Deserialize, Serialize};

use crate::domain::statement::Problem;

/// A reason to refuse a call.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    // The request as such.
    /// The body cannot be parsed, or the request is malformed in a way no other reason names.
    Malformed {
        /// What was wrong, for our log and journal; the vendor's text does not say it.
        reason: String,
    },
    /// The body is larger than the emulator takes. Ours.
    BodyTooLarge {
        /// Bytes taken.
        size_bytes_max: u64,
    },
    /// Another method than the path takes.
    MethodNotAllowed {
        /// The method.
        method: String,
    },
    /// A content type the path does not take.
    UnsupportedMediaType {
        /// The content type.
        content_type: String,
    },
    /// A field is missing.
    FieldRequired {
        /// The field.
        field: String,
    },
    /// A field is longer than allowed.
    FieldTooLong {
        /// The field.
        field: String,
        /// Characters allowed.
        max: usize,
    },
    /// A field is no text.
    NotAString {
        /// The field.
        field: String,
    },
    /// A field is no boolean.
    NotABoolean {
        /// The field.
        field: String,
    },
    /// A field is no integer.
    NotAnInteger {
        /// The field.
        field: String,
    },
    /// A field is no object.
    NotAnObject {
        /// The field.
        field: String,
    },
    /// A field has a value outside its list.
    NotAChoice {
        /// The field.
        field: String,
        /// The value.
        value: String,
    },
    /// A field is no http or https URL.
    InvalidUrl {
        /// The field.
        field: String,
    },

    // The client.
    /// Key or hash absent or wrong.
    CredentialsMissing,
    /// The client's plan is unpaid.
    PlanUnpaid,
    /// The client's trial is over.
    TrialExpired,
    /// The session flow is switched off for the client.
    RouteNotAllowed,

    // Creating a session.
    /// One of the two dates is missing.
    DatesMissing,
    /// A date is none.
    DateFormat,
    /// `from_date` is not before `to_date`.
    DateOrder,
    /// `to_date` is later than allowed.
    ToDateTooLate {
        /// Whether today is allowed.
        is_today_allowed: bool,
    },
    /// A max date is none.
    MaxDateFormat,
    /// `max_from_date` is not before `max_to_date`.
    MaxDateOrder,
    /// The bank is not in the catalogue.
    UnknownBank,
    /// A mode without a bank.
    BankRequiredWithMode,
    /// The bank does not offer the mode.
    ModeNotAvailable,
    /// The client may not use the mode.
    ModeNotEnabled,
    /// No mobile number.
    InvalidMobileNumber,
    /// No expiry, or one outside its range.
    InvalidSessionExpiry,
    /// The consent's tenure is out of range.
    TenureOutOfRange,
    /// Another aggregator field is wrong.
    InvalidAggregatorParameter,
    /// A recurring consent without frequency.
    FrequencyMissing,
    /// Aggregator fields without bank and mode.
    AggregatorNeedsBankAndMode,

    // The session.
    /// No session id given.
    SessionIdRequired,
    /// No such session.
    SessionUnknown {
        /// Whether it exists under another key: the commonest mistake. For our log and journal only.
        belongs_to_another_key: bool,
    },
    /// The session was deleted.
    SessionDeleted,
    /// The session is over for uploads.
    SessionExpired,
    /// Processing was asked for before.
    DuplicateProcessingRequest,
    /// Processing was not asked for yet.
    ProcessingNotRequested,
    /// Processing is running.
    ProcessingNotCompleted,
    /// None of the statements can be parsed.
    StatementsUnparsable,

    // Uploading a statement.
    /// The file is not in a form field.
    NotAFormField,
    /// Neither file nor `file_url`.
    FileMissing,
    /// `file_url` is malformed or cannot be fetched.
    InvalidFileUrl {
        /// Why, for our log and journal.
        reason: String,
    },
    /// The Base64 text does not decode.
    InvalidBase64,
    /// `account_category` outside its list.
    InvalidAccountCategory,
    /// The bank of an upload is not in the catalogue.
    UnknownUploadBank,
    /// The file is refused as a statement.
    Statement(Problem),
    /// The session holds as many statements as it may. Ours: a limit of the emulator.
    TooManyStatements {
        /// Statements allowed.
        max: usize,
    },

    // Recurring consents.
    /// The session of a consent is unknown, expired or closed.
    InvalidConsentSession,
    /// No such consent.
    InvalidConsent,
    /// The consent was withdrawn.
    ConsentRevoked,
    /// The consent was used as often as allowed.
    ConsentOverused,
    /// The range is not covered by the consent.
    ConsentRange,

    // Ours.
    /// A limit of the emulator was met.
    Limit {
        /// Which, and what to do.
        reason: String,
    },
    /// A documented part of the service that the emulator does not imitate.
    NotImitated {
        /// Which part.
        part: String,
    },
}

impl Refusal {
    /// What happened, for people who wonder, where the vendor's text does not say it.
    pub fn reason(&self) -> Option<String> {
        if let Refusal::Malformed { reason } | Refusal::InvalidFileUrl { reason } | Refusal::Limit { reason } = self {
            Some(reason.clone())
        } else if let Refusal::Statement(problem) = self {
            Some(problem.to_string())
        } else if *self == Refusal::SessionExpired {
            Some("its time was over, or processing had been asked for".to_owned())
        } else {
            None
        }
    }
}
