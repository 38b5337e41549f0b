//! What a borrower does in a session beside uploading: his attempts over the account aggregator and over net banking.
//!
//! Every step is a function from (session, now, input) to the session after it and what came of it ([`Stepped`]), so hosted page, control
//! API and scenarios do the same, and a reload finds what was there. What the documents leave open (how long an OTP lives, how often it may
//! be tried) is ours. Source: semantics 34; contract `journey_events.csv`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::account::AccountKey;
use crate::domain::bank::BankId;
use crate::domain::consent::Consent;
use crate::domain::refusal::Refusal;
use crate::domain::session::Session;
use crate::domain::session_request::Mode;
use crate::domain::settings::Settings;
use crate::domain::statement::{AccountType, Source};

pub use aggregator::{AggregatorAttempt, AggregatorStage, Decision, OtpRequest};
pub use hosted::{Hosted, WayEnd};
pub use net_banking::{Login, NetBankingAttempt, NetBankingStage};
pub use otp::{OTP, OTP_LIFETIME, OTP_REQUESTS_MAX, Otp, TRIES_MAX};
pub use refusal::JourneyRefusal;
pub use test_login::{PASSWORD, TEST_LOGINS, TestLogin, Twist};

mod aggregator;
mod hosted;
mod net_banking;
mod otp;
mod refusal;
mod test_login;

/// What happened in a session that is remembered, at most.
const EVENTS_MAX: usize = 50;

/// The way a borrower goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// Account aggregator.
    #[serde(rename = "aa")]
    Aggregator,
    /// Net banking.
    NetBanking,
}

impl Via {
    /// The mode a bank must offer and a client must have.
    pub fn mode(self) -> Mode {
        match self {
            Via::Aggregator => Mode::Aa,
            Via::NetBanking => Mode::Online,
        }
    }

    /// How its statements say they came in.
    pub fn source(self) -> Source {
        match self {
            Via::Aggregator => Source::Aggregator,
            Via::NetBanking => Source::NetBanking,
        }
    }
}

/// A borrower's attempts, and what came of them.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Journey {
    /// The latest attempt over the account aggregator.
    pub aggregator: Option<AggregatorAttempt>,
    /// The latest attempt over net banking.
    pub net_banking: Option<NetBankingAttempt>,
    /// OTPs the aggregator sent.
    pub otp_count: u32,
    /// Users whose password was wrong, once for each time.
    pub wrong_logins: Vec<String>,
    /// What happened, oldest first; the hosted page tells it to the lender's frame.
    pub events: Vec<JourneyEvent>,
    /// Events that were forgotten since.
    #[serde(default)]
    pub events_dropped: u64,
    /// The consents that were given.
    pub consents: Vec<Consent>,
    /// What the hosted page keeps.
    #[serde(default)]
    pub hosted: Hosted,
}

/// Something that happened.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct JourneyEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// On which way.
    pub via: Via,
    /// What.
    pub what: Happening,
}

/// What happened. Source: contract `journey_events.csv`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happening {
    /// The borrower began at a bank, or at none in particular.
    Began {
        /// The bank.
        bank: Option<BankId>,
    },
    /// A step was refused.
    Refused(JourneyRefusal),
    /// He consented, or chose his accounts.
    Agreed,
    /// He did not consent.
    Rejected,
}

/// Who stands behind a mobile number or a net-banking user.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Borrower {
    /// The invented borrower.
    pub persona: String,
    /// His accounts where he looks, the first one his primary.
    pub accounts: Vec<FoundAccount>,
    /// What goes otherwise than usual.
    pub twist: Twist,
}

/// An account that was found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FoundAccount {
    /// Bank and number.
    pub key: AccountKey,
    /// Its kind.
    pub account_type: AccountType,
}

impl Borrower {
    /// The chosen accounts among those found; all of them when none is named.
    ///
    /// # Errors
    /// An empty choice, or an account that was not found.
    pub fn chosen(&self, wanted: Option<&[AccountKey]>) -> Result<Vec<AccountKey>, JourneyRefusal> {
        let mut found = self.accounts.iter().map(|account| &account.key);
        match wanted {
            None => Ok(found.cloned().collect()),
            Some([]) => Err(JourneyRefusal::NothingChosen),
            Some(wanted) if wanted.iter().all(|key| found.clone().any(|other| other == key)) => {
                Ok(found.by_ref().filter(|key| wanted.contains(key)).cloned().collect())
            }
            Some(_) => Err(JourneyRefusal::UnknownAccount),
        }
    }
}

/// A session after a step, and what came of it. A step that is refused may have changed the session all the same: a try was used up.
#[derive(Clone, PartialEq, Debug)]
pub struct Stepped {
    /// The session.
    pub session: Session,
    /// Whether the step succeeded.
    pub outcome: Result<(), JourneyRefusal>,
}

impl Journey {
    /// What is left when the session is deleted: the consents, so that a pull under one can say that its session is gone.
    pub fn after_deletion(&self) -> Option<Box<Self>> {
        let consents = self.consents.clone();
        (!consents.is_empty()).then(|| {
            Box::new(Journey {
                consents,
                ..Journey::default()
            })
        })
    }

    fn note(&mut self, at: DateTime<Utc>, via: Via, what: Happening) {
        if self.events.len() == EVENTS_MAX {
            self.events.remove(0);
            self.events_dropped += 1;
        }
        self.events.push(JourneyEvent { at, via, what });
    }
}

impl Session {
    /// Whether a borrower may go this way at a bank, or at any when none is named: the session is open, the client has the mode, the bank
    /// offers it.
    ///
    /// # Errors
    /// What the session refuses with, `MODE_NOT_AVAILABLE`, `MODE_NOT_ENABLED`: the first that applies, in the order of semantics 5.
    pub fn open_for(
        &self,
        via: Via,
        bank: Option<BankId>,
        settings: &Settings,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        self.open_for_upload(now)?;
        if bank.is_some_and(|bank| !settings.bank_offers(bank, via.mode())) {
            return Err(Refusal::ModeNotAvailable);
        }
        if !settings.modes.contains(&via.mode()) {
            return Err(Refusal::ModeNotEnabled);
        }
        Ok(())
    }

    /// The step that is to be done next on a way.
    pub fn next_step(&self, via: Via, now: DateTime<Utc>) -> &'static str {
        match via {
            Via::Aggregator => aggregator::aggregator_step(self.aggregator().map(|attempt| &attempt.stage), now),
            Via::NetBanking => net_banking::net_banking_step(self.net_banking().map(|attempt| &attempt.stage), now),
        }
    }

    /// The bank a way was begun at last, and the refusal when that is the last that happened on it.
    pub fn latest_on(&self, via: Via) -> (Option<BankId>, Option<&JourneyRefusal>) {
        let events = self.journey.as_ref().map_or(&[][..], |journey| &journey.events);
        let mut latest = events.iter().rev().filter(|event| event.via == via);
        let refusal = latest.clone().next().and_then(|event| match &event.what {
            Happening::Refused(refusal) => Some(refusal),
            Happening::Began { .. } | Happening::Agreed | Happening::Rejected => None,
        });
        let bank = latest.find_map(|event| match &event.what {
            Happening::Began { bank } => Some(*bank),
            Happening::Refused(_) | Happening::Agreed | Happening::Rejected => None,
        });
        (bank.flatten(), refusal)
    }

    /// The step was refused and changed nothing.
    fn stays(&self, refusal: impl Into<JourneyRefusal>) -> Stepped {
        Stepped {
            session: self.clone(),
            outcome: Err(refusal.into()),
        }
    }

    /// The step changed something; a refusal is told to the lender's frame too.
    fn goes_on(
        &self,
        via: Via,
        now: DateTime<Utc>,
        change: impl FnOnce(&mut Journey) -> Result<(), JourneyRefusal>,
    ) -> Stepped {
        let mut session = self.changed();
        let journey = session.journey.get_or_insert_default();
        let outcome = change(journey);
        if let Err(refusal) = &outcome {
            journey.note(now, via, Happening::Refused(refusal.clone()));
        }
        Stepped { session, outcome }
    }
}

#[cfg(test)]
mod tests;
