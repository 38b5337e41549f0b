//! What FinBox would configure for a client.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::domain::acceptance::Acceptance;
use crate::domain::bank::BankId;
use crate::domain::pace::Pace;
use crate::domain::session_request::Mode;
use crate::domain::webhook::Event;

/// Everything that can be set for a client. A world starts with the settings of the server and may change its own.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
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
    /// How the hosted page's address is written. Source: conflicts C11.
    pub redirect_form: RedirectForm,
    /// The most days a deleted session's tombstone or a file lives. Source: contract, `get_pdfs`.
    pub file_lifetime_days: u32,
    /// What stands for figures whose definition nobody knows. Ours.
    pub unknown_figures: UnknownFigures,
    /// Minutes a link to a file works. Source: contract, `get_pdfs`.
    pub link_lifetime_minutes: u32,
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
            redirect_form: RedirectForm::Query,
            file_lifetime_days: 30,
            unknown_figures: UnknownFigures::Omit,
            link_lifetime_minutes: 60,
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
        Ok(self)
    }
}
