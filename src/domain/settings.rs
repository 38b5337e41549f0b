//! What FinBox would configure for a client.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::acceptance::Acceptance;
use crate::domain::bank::BankId;
use crate::domain::pace::Pace;
use crate::domain::profile::Profile;
use crate::domain::rule::Rule;
use crate::domain::session_request::Mode;
use crate::domain::webhook::{Event, WebhookMode};

/// Everything that can be set for a client. A world starts with the settings of the server and may change its own.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The set of settings these began with. Setting it sets every setting that profiles speak of.
    pub profile: Profile,
    /// Modes the client may use; the others are `MODE_NOT_ENABLED`.
    pub modes: BTreeSet<Mode>,
    /// What single banks offer, where that differs from the catalogue; the others are `MODE_NOT_AVAILABLE`. Source: conflicts C60.
    pub bank_modes: BTreeMap<BankId, BTreeSet<Mode>>,
    /// The trial is over: uploads are `TRIAL_PERIOD_EXPIRED`.
    pub is_trial_over: bool,
    /// The plan is unpaid: sessions are `PAYMENT_REQUIRED`.
    pub is_plan_unpaid: bool,
    /// The session flow is open to the client; else uploads are `ROUTE_NOT_ALLOWED`.
    pub is_route_enabled: bool,
    /// What makes an account acceptable.
    pub acceptance: Acceptance,
    /// Minutes until a session expires, where the request names none. 5 to 43,200.
    pub session_expiry_minutes: u32,
    /// How processing ends.
    pub pace: Pace,
    /// Pages a statement may have; beyond it is `STATEMENT_TOO_MANY_PAGES`.
    pub page_limit: u32,
    /// Webhooks that are sent.
    pub webhook_events: BTreeSet<Event>,
    /// `to_date` may be today. Source: conflicts C09.
    pub allow_to_date_today: bool,
    /// What becomes of `initiate_processing` after expiry. Source: semantics 6.
    pub initiate_after_expiry: AfterExpiry,
    /// Scanned statements are taken; they have no rows then. Source: conflicts C41.
    pub accept_scanned: bool,
    /// `initiate_processing` is refused with `UNPARSABLE_STATEMENTS` when none of the uploaded statements can be parsed. Source: conflicts C38.
    pub refuse_unparsable: bool,
    /// The hosted page offers specimens, says which numbers, users and passwords bring what about, and tells engineers why it ends. Ours.
    pub demo_help: bool,
    /// How the hosted page's address is written. Source: conflicts C11.
    pub redirect_form: RedirectForm,
    /// The most days a deleted session's tombstone or a file lives. Source: contract, `get_pdfs`.
    pub file_lifetime_days: u32,
    /// What stands for figures whose definition nobody knows. Ours.
    pub unknown_figures: UnknownFigures,
    /// Minutes a link to a file works. Source: contract, `get_pdfs`.
    pub link_lifetime_minutes: u32,
    /// Other HTTP statuses for error codes: `CODE`, or `call.CODE` for one call. Source: conflicts C01, and for whatever else differs.
    pub error_status: BTreeMap<String, u16>,
    /// What an upload to a session nobody knows is told. Source: conflicts C03.
    pub unknown_upload_session: UnknownUploadSession,
    /// An accepted upload answers with the keys of `?identity=true` always. Source: conflicts C06.
    pub upload_details: bool,
    /// How names are quoted in the texts of errors. Source: conflicts C10.
    pub message_quotes: MessageQuotes,
    /// The webhook has empty texts for the errors of accounts that completed, not nulls. Source: conflicts C13.
    pub empty_webhook_errors: bool,
    /// What an absent `webhook_mode` means, 0 to 3. Source: conflicts C15.
    pub absent_webhook_mode: WebhookMode,
    /// `get_pdfs` has null where no password was needed, not an empty text. Source: conflicts C29.
    pub null_pdf_password: bool,
    /// `session_upload_status` writes `NO UPLOADS` and `IN PROGRESS`. Source: conflicts C30.
    pub spaced_upload_status: bool,
    /// What happens beside the usual, when. Source: design section 7.
    pub rules: Arc<[Rule]>,
}

/// Whether something may still be done after a session's expiry.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AfterExpiry {
    /// `SESSION_EXPIRED`.
    Refuse,
    /// As if the session had not expired.
    Allow,
}

/// How the hosted page's address names its session.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RedirectForm {
    /// `/?session_id=UUID`
    Query,
    /// `/session_id=UUID`, the seed's literal.
    Path,
}

/// What an upload to a session nobody knows is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownUploadSession {
    /// `SESSION_NOT_FOUND`, as everywhere else.
    NotFound,
    /// `SESSION_EXPIRED`, as if it had been known once.
    Expired,
}

/// How names are quoted in the texts of errors.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageQuotes {
    /// `'from_date'`, with the quote that five texts of the seed lost.
    Restored,
    /// As those five are printed in the seed: `from_date'` at their beginning.
    Literal,
    /// `` `from_date` ``, as 2026 prints them in the texts of sessions.
    Backticks,
}

/// What stands for figures whose definition nobody knows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownFigures {
    /// Nothing: the key is not there.
    Omit,
    /// Null.
    Null,
    /// 0, no, or the empty text.
    Zero,
}

/// The fewest and most minutes a session may live. Source: contract, `INVALID_SESSION_EXPIRY`.
pub const SESSION_EXPIRY_MINUTES: std::ops::RangeInclusive<u32> = 5..=43_200;

impl Default for Settings {
    fn default() -> Self {
        Settings {
            profile: Profile::Seed,
            modes: BTreeSet::from([Mode::Pdf, Mode::Aa, Mode::Online]),
            bank_modes: BTreeMap::new(),
            is_trial_over: false,
            is_plan_unpaid: false,
            is_route_enabled: true,
            acceptance: Acceptance::default(),
            session_expiry_minutes: 1_440,
            pace: Pace::After(chrono::TimeDelta::seconds(3)),
            page_limit: 500,
            webhook_events: BTreeSet::from([Event::Enrichment]),
            allow_to_date_today: false,
            initiate_after_expiry: AfterExpiry::Refuse,
            accept_scanned: false,
            refuse_unparsable: false,
            demo_help: true,
            redirect_form: RedirectForm::Query,
            file_lifetime_days: 30,
            unknown_figures: UnknownFigures::Omit,
            link_lifetime_minutes: 60,
            error_status: BTreeMap::new(),
            unknown_upload_session: UnknownUploadSession::NotFound,
            upload_details: false,
            message_quotes: MessageQuotes::Restored,
            empty_webhook_errors: false,
            absent_webhook_mode: WebhookMode::NET_BANKING,
            null_pdf_password: false,
            spaced_upload_status: false,
            rules: Arc::default(),
        }
    }
}

impl Settings {
    /// Whether a bank offers a mode: as the settings say, else as the catalogue does.
    pub fn bank_offers(&self, bank: BankId, mode: Mode) -> bool {
        self.bank_modes
            .get(&bank)
            .map_or_else(|| mode.is_offered_by(bank), |modes| modes.contains(&mode))
    }

    /// The settings, or why a value is out of its range.
    ///
    /// # Errors
    /// The field and what it may be.
    pub fn checked(self) -> Result<Self, String> {
        if !SESSION_EXPIRY_MINUTES.contains(&self.session_expiry_minutes) {
            return Err("session_expiry_minutes must be 5 to 43200".to_owned());
        }
        if self.page_limit == 0 {
            return Err("page_limit must be at least 1".to_owned());
        }
        if self.link_lifetime_minutes == 0 || self.file_lifetime_days == 0 {
            return Err("link_lifetime_minutes and file_lifetime_days must be at least 1".to_owned());
        }
        if let Some((code, status)) = self
            .error_status
            .iter()
            .find(|(_, status)| !(400..=599).contains(*status))
        {
            return Err(format!("error_status.{code}: {status} is no status from 400 to 599"));
        }
        if WebhookMode::new(self.absent_webhook_mode.number().into()).is_none() {
            return Err("absent_webhook_mode must be 0 to 3".to_owned());
        }
        Ok(self)
    }
}
