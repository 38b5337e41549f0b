//! What a client does that the documentation asks it not to do, or that will hurt it at the vendor's.

use chrono::{DateTime, Utc};
use serde::Serialize;

/// A kind of behaviour that is worth a word.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingCode {
    /// Progress of a session was asked for twice within two seconds.
    PolledTooFast,
    /// Progress was asked for after it had been answered `completed`.
    PolledAfterCompletion,
    /// A call was repeated unchanged after a refusal that no waiting heals.
    IgnoredRefusal,
    /// A statement was uploaded after processing had been asked for.
    UploadedAfterProcessing,
    /// A link to a file was followed after its time.
    FetchedExpiredLink,
    /// A receiver took more than five seconds for a webhook.
    ReceiverSlow,
    /// A receiver answered a webhook with another status than 200.
    ReceiverNot200,
    /// A receiver refused a webhook it had taken before.
    NotIdempotent,
    /// A webhook was set without a mode.
    WebhookModeAbsent,
    /// A statement was uploaded without `upload_type`.
    UploadTypeAbsent,
    /// A session was asked for with a `journey_mode` nobody documents.
    JourneyModeUnknown,
}

/// What is said about a kind of finding.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Advice {
    /// What the documentation says, in our words, and where.
    pub documented: &'static str,
    /// What to do.
    pub advice: &'static str,
}

impl FindingCode {
    /// All of them.
    pub const ALL: [FindingCode; 11] = [
        FindingCode::PolledTooFast,
        FindingCode::PolledAfterCompletion,
        FindingCode::IgnoredRefusal,
        FindingCode::UploadedAfterProcessing,
        FindingCode::FetchedExpiredLink,
        FindingCode::ReceiverSlow,
        FindingCode::ReceiverNot200,
        FindingCode::NotIdempotent,
        FindingCode::WebhookModeAbsent,
        FindingCode::UploadTypeAbsent,
        FindingCode::JourneyModeUnknown,
    ];

    /// Its name, as JSON has it.
    pub fn name(self) -> &'static str {
        match self {
            FindingCode::PolledTooFast => "polled_too_fast",
            FindingCode::PolledAfterCompletion => "polled_after_completion",
            FindingCode::IgnoredRefusal => "ignored_refusal",
            FindingCode::UploadedAfterProcessing => "uploaded_after_processing",
            FindingCode::FetchedExpiredLink => "fetched_expired_link",
            FindingCode::ReceiverSlow => "receiver_slow",
            FindingCode::ReceiverNot200 => "receiver_not_200",
            FindingCode::NotIdempotent => "not_idempotent",
            FindingCode::WebhookModeAbsent => "webhook_mode_absent",
            FindingCode::UploadTypeAbsent => "upload_type_absent",
            FindingCode::JourneyModeUnknown => "journey_mode_unknown",
        }
    }

    /// What is said about it. Source: contract, as each line names it; where it says "ours" the vendor is silent.
    pub fn advice(self) -> Advice {
        let (documented, advice) = match self {
            FindingCode::PolledTooFast => (
                "Progress is to be polled every 2 seconds, as a backup for the webhook (progress).",
                "Wait 2 seconds between two polls of a session, and rely on the webhook first.",
            ),
            FindingCode::PolledAfterCompletion => (
                "Progress is to be polled until session_progress is completed; then data is fetched (progress).",
                "Stop at the first answer that says completed.",
            ),
            FindingCode::IgnoredRefusal => (
                "Each refusal has a code that says what is wrong with the call (error tables).",
                "Retry only what waiting can heal, such as PROCESSING_NOT_COMPLETED; change the call or tell the borrower for all else.",
            ),
            FindingCode::UploadedAfterProcessing => (
                "After initiate_processing the session is concluded and takes no upload (initiate_processing).",
                "Ask for processing when the last statement is there; for one more, create a new session.",
            ),
            FindingCode::FetchedExpiredLink => (
                "Links to files expire (get_pdfs); how soon is a setting here, link_lifetime_minutes.",
                "Fetch the file at once and keep it, or ask for a new link; do not store links.",
            ),
            FindingCode::ReceiverSlow => (
                "The receiver is to answer 200 on reception (webhooks); the five seconds are ours.",
                "Answer first and work afterwards: put the webhook into a queue.",
            ),
            FindingCode::ReceiverNot200 => (
                "The receiver is to answer 200 on successful reception (webhooks).",
                "Answer exactly 200; the emulator takes any 2xx, the vendor promises that for none but 200.",
            ),
            FindingCode::NotIdempotent => (
                "A webhook may come more than once: one that seems lost is sent again. Ours: the vendor does not promise once only.",
                "Remember which webhooks were taken, by session_id and event_name, and answer 200 to a repeated one.",
            ),
            FindingCode::WebhookModeAbsent => (
                "webhook_mode 3 covers all sources and is to be specified; absent it is 0, net banking only (update_webhook).",
                "Send webhook_mode 3 with every update_webhook, or no webhook comes for uploaded statements.",
            ),
            FindingCode::UploadTypeAbsent => (
                "upload_type is required: PDF or BASE64 (upload_session).",
                "Send upload_type; the emulator takes its absence as PDF.",
            ),
            FindingCode::JourneyModeUnknown => (
                "journey_mode is multi_pdf or multi_banking (session).",
                "Send one of the two or none; the emulator takes any other as absent.",
            ),
        };
        Advice { documented, advice }
    }
}

/// How often something was found, and when.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Finding {
    /// How often.
    pub count: u64,
    /// First, in world time.
    pub first_at: DateTime<Utc>,
    /// Last, in world time.
    pub last_at: DateTime<Utc>,
    /// The first exchange it was found in, by its number in the journal.
    pub example: u64,
}
