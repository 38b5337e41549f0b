//! One exchange over HTTP as the journal keeps it: a client's call and its answer, or an attempt to hand over a webhook.
//!
//! Keys, hashes and passwords never get here, documents only as name, size and digest. Bodies are kept as they were and masked when shown.
//! Source: design section 10.

use std::fmt;

use chrono::{DateTime, Utc};

use crate::domain::endpoint::Endpoint;
use crate::domain::ids::{DeliveryId, SessionId};
use crate::domain::refusal::Refusal;
use crate::domain::statement::Problem;
use crate::domain::webhook::Event;

pub use body::{BODY_BYTES_MAX, Body, Part, PartValue, is_secret_field};

mod body;

/// What stands in for a secret.
pub const MASK: &str = "***";

/// Headers whose values are secret though their names do not say so.
const SECRET_HEADERS: [&str; 4] = ["authorization", "proxy-authorization", "cookie", "set-cookie"];

/// One exchange.
#[derive(Clone, PartialEq, Debug)]
pub struct Exchange {
    /// When it began, in world time.
    pub at: DateTime<Utc>,
    /// Real time it took, to the end of the answer.
    pub duration_us: u64,
    /// The session it was about, where that is known.
    pub session: Option<SessionId>,
    /// Who called whom.
    pub kind: Kind,
    /// Method and what was called: path and query, or the address of a receiver.
    pub target: Box<str>,
    /// Headers of the request.
    pub request_headers: Headers,
    /// Body of the request.
    pub request_body: Body,
    /// Status of the answer; `None` when there was none.
    pub status: Option<u16>,
    /// Headers of the answer.
    pub response_headers: Headers,
    /// Body of the answer.
    pub response_body: Body,
    /// The refusal that was told.
    pub refusal: Option<ToldRefusal>,
    /// What a rule did to an attempt to hand over a webhook. What was put into an answer, its headers say.
    pub treatment: Option<Box<str>>,
    /// What else is worth knowing.
    pub remarks: Vec<Remark>,
}

/// Who called whom.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A client called.
    Call {
        /// What; `None` for files, pages, and what is no call of the API.
        endpoint: Option<Endpoint>,
    },
    /// The emulator called a receiver of webhooks.
    Webhook {
        /// What was told.
        event: Event,
        /// By which delivery.
        delivery: DeliveryId,
    },
}

impl Exchange {
    /// The method.
    pub fn method(&self) -> &str {
        self.target.split_once(' ').map_or("", |(method, _)| method)
    }

    /// What was called.
    pub fn address(&self) -> &str {
        self.target.split_once(' ').map_or("", |(_, address)| address)
    }

    /// What rules and test values did to it.
    pub fn injected(&self) -> impl Iterator<Item = &str> {
        let marks = self.response_headers.iter();
        let marks = marks.filter(|(name, _)| *name == "x-emulator-injected");
        marks.map(|(_, value)| value).chain(self.treatment.as_deref())
    }

    /// The same with the beginnings of its bodies only.
    pub fn shortened(self) -> Self {
        Exchange {
            request_body: self.request_body.shortened(),
            response_body: self.response_body.shortened(),
            ..self
        }
    }

    /// Memory it takes, about.
    pub fn size_bytes(&self) -> usize {
        // A vector's and an allocation's own overhead, a dozen of them.
        const OVERHEAD: usize = 200;
        let texts = self.target.len() + self.request_headers.0.len() + self.response_headers.0.len();
        let refusal = self.refusal.as_ref().and_then(|refusal| refusal.because.as_ref());
        size_of::<Self>()
            + OVERHEAD
            + texts
            + self.request_body.kept_bytes()
            + self.response_body.kept_bytes()
            + refusal.map_or(0, String::len)
            + self.treatment.as_ref().map_or(0, |treatment| treatment.len())
            + self.remarks.len() * size_of::<Remark>()
    }
}

/// Headers in the order they came, one to a line: one piece of memory instead of dozens. Secret values are masked as they are put in.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Headers(Box<str>);

impl Headers {
    /// The headers of these names and values; names in small letters. Values that are no UTF-8 are shown as far as they are.
    /// `length` is about how much room they take.
    pub fn of<'a>(headers: impl Iterator<Item = (&'a str, &'a [u8])>, length: usize) -> Self {
        let mut lines = String::with_capacity(length);
        for (name, value) in headers {
            lines.push_str(name);
            lines.push(' ');
            if SECRET_HEADERS.contains(&name) || is_secret_field(name) {
                lines.push_str(MASK);
            } else {
                match std::str::from_utf8(value) {
                    Ok(value) => lines.push_str(value),
                    Err(_) => lines.push_str(&String::from_utf8_lossy(value)),
                }
            }
            lines.push('\n');
        }
        Headers(lines.into_boxed_str())
    }

    /// Names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.lines().filter_map(|line| line.split_once(' '))
    }

    /// The first value of this name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(other, _)| *other == name).map(|(_, value)| value)
    }
}

impl fmt::Debug for Headers {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_map().entries(self.iter()).finish()
    }
}

/// A refusal as the caller was told it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ToldRefusal {
    /// The code.
    pub code: &'static str,
    /// Why, where the vendor's text does not say it.
    pub because: Option<String>,
    /// Whether the same call may succeed later, without anything in it changed.
    pub may_heal: bool,
}

/// Whether the same call may succeed later: time passes, another call comes first, or somebody else mends something.
pub fn may_heal(refusal: &Refusal) -> bool {
    match refusal {
        // Time, or a call that comes first.
        Refusal::ProcessingNotRequested | Refusal::ProcessingNotCompleted | Refusal::ConsentOverused => true,
        // A plan that was paid, a mode that was enabled, a server that is up again, a limit that was raised.
        Refusal::PlanUnpaid
        | Refusal::TrialExpired
        | Refusal::RouteNotAllowed
        | Refusal::ModeNotEnabled
        | Refusal::InvalidFileUrl { .. }
        | Refusal::Limit { .. }
        | Refusal::NotImitated { .. } => true,
        // What reading stopped at may be a fault of ours.
        Refusal::Statement(Problem::ExtractionFailed { .. } | Problem::NoTransactionsFromAggregator) => true,
        Refusal::Malformed { .. }
        | Refusal::BodyTooLarge { .. }
        | Refusal::MethodNotAllowed { .. }
        | Refusal::UnsupportedMediaType { .. }
        | Refusal::FieldRequired { .. }
        | Refusal::FieldTooLong { .. }
        | Refusal::NotAString { .. }
        | Refusal::NotABoolean { .. }
        | Refusal::NotAnInteger { .. }
        | Refusal::NotAnObject { .. }
        | Refusal::NotAChoice { .. }
        | Refusal::InvalidUrl { .. }
        | Refusal::CredentialsMissing
        | Refusal::DatesMissing
        | Refusal::DateFormat
        | Refusal::DateOrder
        | Refusal::ToDateTooLate { .. }
        | Refusal::MaxDateFormat
        | Refusal::MaxDateOrder
        | Refusal::UnknownBank
        | Refusal::BankRequiredWithMode
        | Refusal::ModeNotAvailable
        | Refusal::InvalidMobileNumber
        | Refusal::InvalidSessionExpiry
        | Refusal::TenureOutOfRange
        | Refusal::InvalidAggregatorParameter
        | Refusal::FrequencyMissing
        | Refusal::AggregatorNeedsBankAndMode
        | Refusal::SessionIdRequired
        | Refusal::SessionUnknown { .. }
        | Refusal::SessionDeleted
        | Refusal::SessionExpired
        | Refusal::DuplicateProcessingRequest
        | Refusal::StatementsUnparsable
        | Refusal::NotAFormField
        | Refusal::FileMissing
        | Refusal::InvalidBase64
        | Refusal::InvalidAccountCategory
        | Refusal::UnknownUploadBank
        | Refusal::Statement(_)
        | Refusal::TooManyStatements { .. }
        | Refusal::InvalidConsentSession
        | Refusal::InvalidConsent
        | Refusal::ConsentRevoked
        | Refusal::ConsentRange => false,
    }
}

/// Something about an exchange that neither call nor answer says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Remark {
    /// The key names no world; it is kept with the default one.
    NoWorld,
    /// The session exists, under another key. Source: semantics 7.
    BelongsToAnotherKey,
    /// The `link_id` ends almost in a test value.
    NearMissTestValue {
        /// The test value.
        token: String,
    },
    /// `update_webhook` without `webhook_mode`. Source: conflicts C15.
    WebhookModeAbsent,
    /// An upload without `upload_type`. Source: conflicts C62.
    UploadTypeAbsent,
    /// A `journey_mode` nobody documents. Source: conflicts C62.
    JourneyModeUnknown,
    /// An upload after processing was asked for. Source: contract, `initiate_processing`.
    ProcessingWasRequested,
    /// The answer was not taken to its end.
    BrokenOff,
    /// What went wrong with a webhook.
    NotHandedOver {
        /// In words.
        why: String,
    },
}

impl fmt::Display for Remark {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Remark::NoWorld => "no world has this key, or none was given: kept with the default world",
            Remark::BelongsToAnotherKey => "the session belongs to another key",
            Remark::NearMissTestValue { token } => {
                return write!(
                    out,
                    "the link_id ends almost in the test value {token}; it is taken as plain text"
                );
            }
            Remark::WebhookModeAbsent => {
                "webhook_mode is absent, which means 0, net banking only, unless the setting absent_webhook_mode says otherwise"
            }
            Remark::UploadTypeAbsent => "upload_type is absent; it is taken as PDF",
            Remark::JourneyModeUnknown => "journey_mode is none that is documented; it acts as absent",
            Remark::ProcessingWasRequested => "processing had been asked for before",
            Remark::BrokenOff => "the answer was not taken to its end",
            Remark::NotHandedOver { why } => why,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_keep_their_order_and_hide_secrets() {
        let given: [(&str, &[u8]); 4] = [
            ("host", b"a"),
            ("x-api-key", b"key"),
            ("server-hash", b"hash"),
            ("accept", b"*/*, text"),
        ];
        let headers = Headers::of(given.into_iter(), 64);
        assert_eq!(
            headers.iter().collect::<Vec<_>>(),
            [
                ("host", "a"),
                ("x-api-key", MASK),
                ("server-hash", MASK),
                ("accept", "*/*, text")
            ]
        );
        assert_eq!(headers.get("accept"), Some("*/*, text"));
    }
}
