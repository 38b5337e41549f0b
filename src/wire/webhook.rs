//! The bodies of the webhooks.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::domain::ids::{AccountId, IdSource, SessionId};
use crate::domain::session::Session;
use crate::domain::settings::Settings;
use crate::domain::webhook::Event;
use crate::wire::account;
use crate::wire::account_errors;
use crate::wire::dates::DateRange;
use crate::wire::session_upload_status::UploadAccount;
use crate::wire::status::Status;

/// The body of one webhook.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(untagged)]
pub enum WebhookBody {
    /// Processing has ended.
    Enrichment(Enrichment),
    /// The upload requirement is met, or the session expired first.
    Upload(UploadNotification),
}

impl WebhookBody {
    /// What is told of this event, as the session is when it happens.
    pub fn of(event: Event, session: &Session, ids: &IdSource, settings: &Settings, now: DateTime<Utc>) -> Self {
        let upload = |message| WebhookBody::Upload(UploadNotification::of(event, message, session, ids, settings, now));
        match event {
            Event::Enrichment => WebhookBody::Enrichment(Enrichment::of(session, ids, settings)),
            Event::UploadCompletion => upload("Upload Completed"),
            Event::Expiry => upload("Session expired"),
        }
    }
}

/// Processing has ended. Source: contract, `webhook_enrichment.schema.json`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Enrichment {
    session_id: SessionId,
    event_name: &'static str,
    insights_available: bool,
    accounts: Vec<EnrichedAccount>,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
struct EnrichedAccount {
    name: Option<String>,
    account_category: Option<&'static str>,
    bank_name: &'static str,
    account_id: AccountId,
    account_status: Status,
    error_code: Option<&'static str>,
    error_message: Option<String>,
    attempt_types: Vec<&'static str>,
}

impl Enrichment {
    /// The same outcomes as `session_status` gives. A session without processing has none and gives no accounts.
    fn of(session: &Session, ids: &IdSource, settings: &Settings) -> Self {
        // Source: conflicts C13.
        let absent = settings.empty_webhook_errors;
        let accounts = session.processing.iter().flat_map(|processing| {
            let accounts = session.accounts().into_iter();
            accounts.map(move |account| {
                let error = processing.account_error(&account.key);
                EnrichedAccount {
                    name: account::name(&account),
                    account_category: account.category(),
                    bank_name: account::bank_name(account.key.bank),
                    account_id: account.key.id(ids, session.id),
                    account_status: Status::of_error(error),
                    error_code: error.map(account_errors::code).or(absent.then_some("")),
                    error_message: error.map(account_errors::message).or(absent.then(String::new)),
                    attempt_types: account::attempt_types(&account),
                }
            })
        });
        Enrichment {
            session_id: session.id,
            event_name: Event::Enrichment.name(),
            insights_available: session
                .processing
                .as_ref()
                .is_some_and(|processing| processing.has_figures()),
            accounts: accounts.collect(),
        }
    }
}

/// The upload requirement is met, or the session expired first. Source: contract, `webhook_upload_completion.schema.json`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct UploadNotification {
    session_id: SessionId,
    event_name: &'static str,
    message: &'static str,
    accounts: Vec<UploadAccount>,
    session_date_range: DateRange,
}

impl UploadNotification {
    fn of(
        event: Event,
        message: &'static str,
        session: &Session,
        ids: &IdSource,
        settings: &Settings,
        now: DateTime<Utc>,
    ) -> Self {
        let accounts = session.accounts();
        UploadNotification {
            session_id: session.id,
            event_name: event.name(),
            message,
            accounts: accounts
                .iter()
                .map(|account| UploadAccount::of(account, session, ids, settings, now))
                .collect(),
            session_date_range: DateRange::day_month_years(Some(session.request.window)),
        }
    }
}
