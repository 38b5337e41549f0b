//! What the hosted page does with a session beside the borrower's steps: files with their names, the end in success, leaving, and a way
//! that a rule ends.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::bank::BankId;
use crate::domain::ids::StatementId;
use crate::domain::journey::Journey;
use crate::domain::refusal::Refusal;
use crate::domain::session::{STATEMENT_COUNT_MAX, Session};
use crate::domain::session_request::{JourneyMode, Mode};
use crate::domain::settings::Settings;

/// Characters of a file's name that are remembered.
const FILE_NAME_LENGTH_MAX: usize = 120;

/// Ends of ways that are remembered.
const ENDS_MAX: usize = 20;

/// What the hosted page keeps.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Hosted {
    /// Whether something was handed in on it. From then on its end says when the uploads are complete, not the uploads themselves.
    pub is_used: bool,
    /// When the borrower said that he is done, the first time.
    pub finished_at: Option<DateTime<Utc>>,
    /// How many accepted statements there were when he said so, the last time.
    pub sent_count: Option<usize>,
    /// How often he left.
    pub left_count: u32,
    /// What his files are called on his machine; for him to see, and for nobody else.
    pub file_names: Vec<(StatementId, String)>,
    /// Ways a rule ended, oldest first.
    pub ends: Vec<WayEnd>,
    /// Ends that were forgotten since.
    pub ends_dropped: u64,
}

/// A way that ended because a rule says so.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct WayEnd {
    /// When.
    pub at: DateTime<Utc>,
    /// Which way.
    pub mode: Mode,
    /// With which error. Source: contract `journey_events.csv`.
    pub error_type: String,
}

/// Whether a character turns the direction of what follows: `fdp.exe` must not read as `exe.pdf`.
fn turns_text(character: char) -> bool {
    matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

impl Session {
    /// What the hosted page keeps of it.
    pub fn hosted(&self) -> Option<&Hosted> {
        self.journey.as_ref().map(|journey| &journey.hosted)
    }

    /// Whether the borrower sent everything that is there.
    pub fn is_sent(&self) -> bool {
        let sent = self.hosted().and_then(|hosted| hosted.sent_count);
        sent.is_some_and(|count| count == self.accepted_count())
    }

    fn accepted_count(&self) -> usize {
        let accepted = self.statements.iter().filter(|statement| statement.is_accepted());
        accepted.count()
    }

    /// Whether the borrower chooses the bank: where the lender named none, or takes several.
    pub fn may_choose_bank(&self) -> bool {
        self.request.bank.is_none() || self.request.journey_mode == Some(JourneyMode::MultiBanking)
    }

    /// The ways a borrower may choose from at a bank, quickest first: what client and bank have, and where the lender named one, that one
    /// alone (inferred).
    pub fn ways(&self, bank: BankId, settings: &Settings) -> Vec<Mode> {
        let all = [Mode::Aa, Mode::Online, Mode::Pdf].into_iter();
        all.filter(|mode| self.may_go(*mode, bank, settings).is_ok()).collect()
    }

    /// Whether a borrower may go a way at a bank.
    ///
    /// # Errors
    /// `MODE_NOT_ENABLED`, `MODE_NOT_AVAILABLE`.
    pub fn may_go(&self, mode: Mode, bank: BankId, settings: &Settings) -> Result<(), Refusal> {
        if !settings.modes.contains(&mode) || self.request.mode.is_some_and(|only| only != mode) {
            return Err(Refusal::ModeNotEnabled);
        }
        if !settings.bank_offers(bank, mode) {
            return Err(Refusal::ModeNotAvailable);
        }
        Ok(())
    }

    /// Whether the hosted page has anything to do with it.
    ///
    /// # Errors
    /// `SESSION_DELETED`, `DUPLICATE_PROCESSING_REQUEST`, `SESSION_EXPIRED`: the first that applies. Each has a page of its own, so this order
    /// tells processed from expired where an upload does not.
    pub fn open_for_page(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        self.existing()?;
        if self.processing.is_some() {
            return Err(Refusal::DuplicateProcessingRequest);
        }
        if self.is_expired(now) {
            return Err(Refusal::SessionExpired);
        }
        Ok(())
    }

    /// The session, with something about to be handed in on the hosted page.
    pub fn used_hosted(&self) -> Session {
        self.with_hosted(|hosted| hosted.is_used = true)
    }

    /// The session, knowing what the file of a statement is called.
    pub fn with_file_name(&self, statement: StatementId, name: &str) -> Session {
        let name: String = name
            .chars()
            .filter(|character| !character.is_control() && !turns_text(*character))
            .take(FILE_NAME_LENGTH_MAX)
            .collect();
        self.with_hosted(|hosted| {
            if hosted.file_names.len() < STATEMENT_COUNT_MAX {
                hosted.file_names.push((statement, name));
            }
        })
    }

    /// The session, with the borrower done. Said again, it stays as it was.
    ///
    /// # Errors
    /// As [`Session::open_for_page`]; `MISSING_FILE_OBJECT` when nothing was handed in.
    pub fn finished(&self, now: DateTime<Utc>) -> Result<Session, Refusal> {
        self.open_for_page(now)?;
        let count = self.accepted_count();
        if count == 0 {
            return Err(Refusal::FileMissing);
        }
        if self.is_sent() {
            return Ok(self.clone());
        }
        Ok(self.with_hosted(|hosted| {
            hosted.is_used = true;
            hosted.finished_at.get_or_insert(now);
            hosted.sent_count = Some(count);
        }))
    }

    /// The session, left without an end. He may come back.
    ///
    /// # Errors
    /// As [`Session::open_for_page`].
    pub fn left(&self, now: DateTime<Utc>) -> Result<Session, Refusal> {
        self.open_for_page(now)?;
        Ok(self.with_hosted(|hosted| hosted.left_count += 1))
    }

    /// The session, with a way ended by a rule.
    pub fn with_way_ended(&self, mode: Mode, error_type: &str, now: DateTime<Utc>) -> Session {
        self.with_hosted(|hosted| {
            if hosted.ends.len() == ENDS_MAX {
                hosted.ends.remove(0);
                hosted.ends_dropped += 1;
            }
            hosted.ends.push(WayEnd {
                at: now,
                mode,
                error_type: error_type.to_owned(),
            });
        })
    }

    fn with_hosted(&self, change: impl FnOnce(&mut Hosted)) -> Session {
        let mut session = self.changed();
        let journey: &mut Journey = session.journey.get_or_insert_default();
        change(&mut journey.hosted);
        session
    }
}
