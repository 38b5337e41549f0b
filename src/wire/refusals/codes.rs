//! The error codes and the HTTP status each goes with.
//!
//! In the contract a code has the same status wherever it appears, so the status is a property of the code.

/// An error code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Code {
    /// As the vendor spells it.
    pub(super) name: &'static str,
    /// The HTTP status of an answer that carries it.
    pub(super) status: u16,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $status:literal;)*) => {
        $($(#[$doc])* pub(super) const $name: Code = Code { name: stringify!($name), status: $status };)*
    };
}

// Source: contract `errors.csv`.
codes! {
    ACCESS_DENIED = 403;
    AUTHENTICATION_CREDENTIALS_NOT_PROVIDED = 401;
    CONSENT_OVERUSED = 400;
    CONSENT_REVOKED = 400;
    DUPLICATE_PROCESSING_REQUEST = 409;
    INVALID_AA_PARAMETER = 400;
    INVALID_ACCOUNT_CATEGORY = 400;
    INVALID_API_KEY = 403;
    INVALID_BANK_NAME = 400;
    INVALID_BASE_64 = 400;
    INVALID_CONSENT_ID = 400;
    INVALID_DATE_FORMAT = 400;
    INVALID_DATE_RANGE = 400;
    INVALID_FILE_OBJECT = 400;
    INVALID_FILE_URL = 400;
    INVALID_MOBILE_NUMBER = 400;
    INVALID_REQUEST = 400;
    INVALID_SESSION_EXPIRY = 400;
    INVALID_SESSION_ID = 400;
    INVALID_URL = 400;
    KEY_REQUIRED = 400;
    METHOD_NOT_ALLOWED = 405;
    MISSING_AA_PARAMETER = 400;
    MISSING_BANK_NAME = 400;
    MISSING_DATE_FIELD = 400;
    MISSING_FILE_OBJECT = 400;
    MODE_NOT_AVAILABLE = 400;
    MODE_NOT_ENABLED = 403;
    PAYMENT_REQUIRED = 402;
    PROCESSING_NOT_COMPLETED = 400;
    PROCESSING_NOT_REQUESTED = 400;
    ROUTE_NOT_ALLOWED = 403;
    SESSION_DELETED = 410;
    SESSION_EXPIRED = 400;
    SESSION_NOT_FOUND = 404;
    TRIAL_PERIOD_EXPIRED = 402;
    UNPARSABLE_STATEMENTS = 400;
    UNSUPPORTED_MEDIA_TYPE = 415;
}

// Ours. No code of the vendor's begins with EMULATOR, so nobody takes one for the vendor's answer.
codes! {
    /// The server is full: a client that tries again later may succeed.
    EMULATOR_LIMIT = 503;
    /// More bytes than the server takes, whenever it is tried.
    EMULATOR_BODY_TOO_LARGE = 413;
    /// The session is full, whenever it is tried.
    EMULATOR_TOO_MANY_STATEMENTS = 400;
    /// A part of the service that is documented and missing here.
    EMULATOR_NOT_IMITATED = 501;
}

/// The code of a problem with a statement, as an upload is refused with it: 400 for every one.
pub(super) fn of_problem(name: &'static str) -> Code {
    Code { name, status: 400 }
}
