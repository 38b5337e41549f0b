//! A session: from creation over uploads and processing to deletion.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::acceptance::AccountError;
use crate::domain::account::{Account, accounts};
use crate::domain::endpoint::Endpoint;
use crate::domain::ids::{SessionId, StatementId};
use crate::domain::journey::Journey;
use crate::domain::processing::{AccountOutcome, Forced, Processing};
use crate::domain::refusal::Refusal;
use crate::domain::rule::{Effects, Injection};
use crate::domain::session_request::SessionRequest;
use crate::domain::settings::{AfterExpiry, Settings};
use crate::domain::statement::Problem;
use crate::domain::upload::UploadedStatement;
use crate::domain::webhook::{Delivery, Event};

mod telling;

/// Statements a session may hold. Source: design section 9.
pub const STATEMENT_COUNT_MAX: usize = 200;

/// One session, complete in itself. Its status is computed, not stored.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Session {
    /// Names it.
    pub id: SessionId,
    /// The lender's name for the borrower.
    pub link_id: Arc<str>,
    /// What the lender asked for.
    pub request: Arc<SessionRequest>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it expires.
    pub expires_at: DateTime<Utc>,
    /// What was handed in, in order.
    pub statements: Vec<Arc<UploadedStatement>>,
    /// What the borrower did over the account aggregator and net banking, and the consents he gave; `None` when nothing.
    pub journey: Option<Box<Journey>>,
    /// The request for processing.
    pub processing: Option<Box<Processing>>,
    /// When the upload requirement was met and told, by a webhook or by the hosted page's end.
    pub upload_completed_at: Option<DateTime<Utc>>,
    /// Events that were told, or whose time to be told went by.
    pub told: Vec<Event>,
    /// What is to be told, and what was.
    pub deliveries: Vec<Arc<Delivery>>,
    /// Calls that were refused and left nothing else behind, the latest ones, oldest first.
    pub refused_calls: Vec<Arc<RefusedCall>>,
    /// When it was deleted.
    pub deleted_at: Option<DateTime<Utc>>,
    /// How often it changed; tells cached answers apart.
    pub revision: u64,
}

/// A call that was refused.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct RefusedCall {
    /// When.
    pub at: DateTime<Utc>,
    /// Which call.
    pub endpoint: Endpoint,
    /// The code the caller was given.
    pub code: String,
    /// The reason with its facts, for people.
    pub because: String,
}

/// Refused calls a session remembers.
const REFUSED_CALLS_MAX: usize = 20;

/// What a session waits for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Wake {
    /// Processing ends.
    ProcessingEnds,
    /// The session expires.
    Expires,
    /// A webhook is to be sent.
    Deliver,
}

/// How far a session is with its uploads. Source: contract, `session_upload_status`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UploadStatus {
    /// Nothing was uploaded.
    NoUpload,
    /// Something was, not enough.
    InProgress,
    /// Enough was, or processing was asked for.
    Completed,
    /// It expired first.
    Expired,
}

impl Session {
    /// A new session.
    pub fn create(id: SessionId, link_id: &str, request: Arc<SessionRequest>, now: DateTime<Utc>) -> Self {
        Session {
            id,
            expires_at: now + TimeDelta::minutes(i64::from(request.expiry_minutes)),
            link_id: link_id.into(),
            request,
            created_at: now,
            statements: Vec::new(),
            journey: None,
            processing: None,
            upload_completed_at: None,
            told: Vec::new(),
            deliveries: Vec::new(),
            refused_calls: Vec::new(),
            deleted_at: None,
            revision: 0,
        }
    }

    /// Whether its time is over.
    pub fn is_expired(&self, now: DateTime<Utc>) -> bool {
        now >= self.expires_at
    }

    /// Whether it can be spoken to at all.
    ///
    /// # Errors
    /// `SESSION_DELETED`.
    pub fn existing(&self) -> Result<(), Refusal> {
        if self.deleted_at.is_some() {
            Err(Refusal::SessionDeleted)
        } else {
            Ok(())
        }
    }

    /// Whether it takes a statement now: not deleted, not expired, processing not asked for.
    ///
    /// # Errors
    /// The first of these that fails.
    pub fn open_for_upload(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        self.existing()?;
        if self.is_expired(now) || self.processing.is_some() {
            return Err(Refusal::SessionExpired);
        }
        if self.statements.len() >= STATEMENT_COUNT_MAX {
            return Err(Refusal::TooManyStatements {
                max: STATEMENT_COUNT_MAX,
            });
        }
        Ok(())
    }

    /// The accepted statement that this one repeats. Source: semantics 12.
    pub fn accepted_same(&self, statement: &UploadedStatement) -> Option<&UploadedStatement> {
        let is_same = |other: &&UploadedStatement| {
            other.content == statement.content
                || matches!((&other.inspection, &statement.inspection), (Some(other), Some(new)) if new.is_same_statement(other))
        };
        let accepted = self.statements.iter().map(AsRef::as_ref);
        accepted.filter(|other| other.is_accepted()).find(is_same)
    }

    /// Why a statement that was read is refused; `None` when it is accepted. Source: semantics 10.
    pub fn upload_problem(&self, statement: &UploadedStatement, settings: &Settings) -> Option<Problem> {
        let inspection = statement.inspection.as_ref()?;
        let problem = inspection.upload_problem(statement.selected_bank);
        let is_taken_scan = problem == Some(Problem::Image) && settings.accept_scanned;
        if let Some(problem) = problem.filter(|_| !is_taken_scan) {
            return Some(problem);
        }
        if self.accepted_same(statement).is_some() {
            return Some(Problem::Duplicate);
        }
        // A scan has no rows and no period to measure.
        (!is_taken_scan && !inspection.touches(self.request.window)).then_some(Problem::OutOfDateRange)
    }

    /// The session with one statement more, accepted or refused. The state is checked once more: reading takes time.
    ///
    /// # Errors
    /// As [`Session::open_for_upload`].
    pub fn with_statement(&self, statement: UploadedStatement, now: DateTime<Utc>) -> Result<Session, Refusal> {
        self.open_for_upload(now)?;
        let mut session = self.changed();
        session.statements.push(Arc::new(statement));
        Ok(session)
    }

    /// Its accounts, as the statements imply them.
    pub fn accounts(&self) -> Vec<Account<'_>> {
        accounts(self.statements.iter().map(AsRef::as_ref))
    }

    /// Whether there is an account and every one passes the first level of acceptance.
    pub fn meets_upload_requirement(&self, settings: &Settings) -> bool {
        let accounts = self.accounts();
        !accounts.is_empty()
            && accounts
                .iter()
                .all(|account| self.has_enough_uploads(account, settings))
    }

    /// Whether an account passes the first level of acceptance. Once processing was asked for, its frozen outcome says so.
    pub fn has_enough_uploads(&self, account: &Account<'_>, settings: &Settings) -> bool {
        match &self.processing {
            Some(processing) => !processing
                .account_error(&account.key)
                .is_some_and(AccountError::is_known_at_upload),
            None if account.is_left_short() => false,
            None => {
                self.request.accept_anything && !account.key.is_placeholder()
                    || account.passes_upload(self.request.window, &settings.acceptance, settings.page_limit)
            }
        }
    }

    /// Pages a statement may have: what was frozen when processing was asked for, until then what the settings say.
    pub fn page_limit(&self, settings: &Settings) -> u32 {
        self.processing
            .as_ref()
            .map_or(settings.page_limit, |processing| processing.page_limit)
    }

    /// What is wrong with one of its statements, as far as it is known now: its refusal at upload, and what processing found once that has
    /// ended. Source: semantics 25.
    pub fn known_problem(&self, statement: StatementId, now: DateTime<Utc>) -> Option<&Problem> {
        let index = self.statements.iter().position(|other| other.id == statement)?;
        match &self.processing {
            Some(processing) if processing.is_completed(now) => processing.statements.get(index)?.as_ref(),
            Some(_) | None => self.statements[index].refused.as_ref(),
        }
    }

    /// The session with processing asked for. What decides its outcome is frozen now.
    ///
    /// # Errors
    /// `SESSION_DELETED`, `DUPLICATE_PROCESSING_REQUEST`, `SESSION_EXPIRED`, `UNPARSABLE_STATEMENTS`: the first that applies.
    pub fn initiate(&self, settings: &Settings, effects: &Effects, now: DateTime<Utc>) -> Result<Session, Refusal> {
        self.existing()?;
        if self.processing.is_some() {
            return Err(Refusal::DuplicateProcessingRequest);
        }
        if self.is_expired(now) && settings.initiate_after_expiry == AfterExpiry::Refuse {
            return Err(Refusal::SessionExpired);
        }
        if settings.refuse_unparsable
            && !self.statements.is_empty()
            && self.statements.iter().all(|statement| !statement.is_accepted())
        {
            return Err(Refusal::StatementsUnparsable);
        }
        let statements = self
            .statements
            .iter()
            .map(|statement| statement.problem(settings.page_limit))
            .collect();
        let outcomes = self
            .accounts()
            .iter()
            .map(|account| self.outcome_of(account, settings, effects))
            .collect();
        let (pace, pace_by) = match effects.first(|then| then.pace) {
            Some((pace, by)) => (pace, Some(by.clone())),
            None => (settings.pace, None),
        };
        let mut processing = Processing::request(pace, now, outcomes, statements, settings.page_limit);
        let webhook = effects.first(|then| Some(&then.webhook).filter(|plan| !plan.is_empty()));
        processing.forced = Forced {
            pace_by,
            webhook: webhook.map(|(plan, by)| (plan.clone(), by.clone())),
        };
        let mut session = self.changed();
        session.processing = Some(Box::new(processing));
        Ok(session)
    }

    /// What becomes of an account: what a rule or test value says, else what its statements say. Source: semantics 33.
    fn outcome_of(&self, account: &Account<'_>, settings: &Settings, effects: &Effects) -> AccountOutcome {
        let key = account.key.clone();
        let window = self.request.window;
        match effects.first_for(key.bank, |then| then.account) {
            Some((code, by)) => AccountOutcome {
                key,
                error: Some(code.error(window)),
                forced_by: Some(by.clone()),
            },
            None => AccountOutcome {
                key,
                error: account.error(
                    window,
                    &settings.acceptance,
                    settings.page_limit,
                    self.request.accept_anything,
                ),
                forced_by: None,
            },
        }
    }

    /// Everything rules and test values have put into it so far, each once.
    pub fn injections(&self) -> Vec<&Injection> {
        let statements = self.statements.iter().filter_map(|statement| statement.forced.as_ref());
        let mut found: Vec<&Injection> = Vec::new();
        let processing = self.processing.iter().flat_map(|processing| processing.injections());
        for by in statements.map(|forced| &forced.by).chain(processing) {
            if !found.contains(&by) {
                found.push(by);
            }
        }
        found
    }

    /// The processing, once it has ended.
    ///
    /// # Errors
    /// `SESSION_DELETED`, `PROCESSING_NOT_REQUESTED`, `PROCESSING_NOT_COMPLETED`: the first that applies.
    pub fn processed(&self, now: DateTime<Utc>) -> Result<&Processing, Refusal> {
        let processing = self.processing_requested()?;
        if processing.is_completed(now) {
            Ok(processing)
        } else {
            Err(Refusal::ProcessingNotCompleted)
        }
    }

    /// The processing, running or ended.
    ///
    /// # Errors
    /// `SESSION_DELETED`, `PROCESSING_NOT_REQUESTED`: the first that applies.
    pub fn processing_requested(&self) -> Result<&Processing, Refusal> {
        self.existing()?;
        self.processing.as_deref().ok_or(Refusal::ProcessingNotRequested)
    }

    /// The session after a poll of progress.
    pub fn polled(&self, now: DateTime<Utc>) -> Session {
        let mut session = self.changed();
        session.processing = session.processing.map(|processing| Box::new(processing.polled(now)));
        session
    }

    /// The session with its processing ended now.
    ///
    /// # Errors
    /// As [`Session::processing_requested`].
    pub fn released(&self, now: DateTime<Utc>) -> Result<Session, Refusal> {
        self.processing_requested()?;
        let mut session = self.changed();
        session.processing = session.processing.map(|processing| Box::new(processing.released(now)));
        Ok(session)
    }

    /// The session, deleted: what was handed in is gone, and nothing is told any more.
    ///
    /// # Errors
    /// `SESSION_DELETED` when it is already.
    pub fn deleted(&self, now: DateTime<Utc>) -> Result<Session, Refusal> {
        self.existing()?;
        let mut session = self.changed();
        session.deleted_at = Some(now);
        session.statements = Vec::new();
        session.journey = session.journey.and_then(|journey| journey.after_deletion());
        session.processing = None;
        session.refused_calls = Vec::new();
        session.deliveries.retain(|delivery| delivery.due().is_none());
        Ok(session)
    }

    /// The session, remembering a refused call.
    ///
    /// # Errors
    /// `SESSION_DELETED`: nothing is kept of a deleted session.
    pub fn with_refused_call(&self, call: RefusedCall) -> Result<Session, Refusal> {
        self.existing()?;
        let mut session = self.changed();
        if session.refused_calls.len() == REFUSED_CALLS_MAX {
            session.refused_calls.remove(0);
        }
        session.refused_calls.push(Arc::new(call));
        Ok(session)
    }

    /// The session with its time over now, for those who do not want to wait for it.
    ///
    /// # Errors
    /// `SESSION_DELETED`.
    pub fn over(&self, now: DateTime<Utc>) -> Result<Session, Refusal> {
        self.existing()?;
        let mut session = self.changed();
        session.expires_at = session.expires_at.min(now);
        Ok(session)
    }

    /// How far it is with its uploads. Source: contract, `session_upload_status`; the order is the contract's.
    pub fn upload_status(&self, now: DateTime<Utc>) -> UploadStatus {
        if self.upload_completed_at.is_some() || self.processing.is_some() {
            UploadStatus::Completed
        } else if self.is_expired(now) {
            UploadStatus::Expired
        } else if self.statements.is_empty() {
            UploadStatus::NoUpload
        } else {
            UploadStatus::InProgress
        }
    }

    /// Whether what was to be told so far is told, and no webhook waits.
    pub fn has_told_all(&self) -> bool {
        let is_told = match self.processing {
            Some(_) => self.told.contains(&Event::Enrichment),
            None => !self.told.is_empty(),
        };
        is_told && self.deliveries.iter().all(|delivery| delivery.due().is_none())
    }

    /// When it next needs attention, and why. The schedule is an index over this.
    pub fn due(&self) -> Option<(DateTime<Utc>, Wake)> {
        if self.deleted_at.is_some() {
            return None;
        }
        let processing = self
            .processing
            .as_ref()
            .filter(|_| !self.told.contains(&Event::Enrichment));
        // Polls or a release have already ended it: the telling is due at that moment.
        let ends = processing
            .and_then(|processing| processing.ended_at.or(processing.due()))
            .map(|at| (at, Wake::ProcessingEnds));
        let is_expiry_untold =
            self.processing.is_none() && self.upload_completed_at.is_none() && !self.told.contains(&Event::Expiry);
        let expires = is_expiry_untold.then_some((self.expires_at, Wake::Expires));
        // Deliveries of one session go out in order: only the first that waits is due.
        let deliver = self.next_delivery().map(|(_, at)| (at, Wake::Deliver));
        [ends, expires, deliver].into_iter().flatten().min()
    }

    /// A copy to change.
    pub(super) fn changed(&self) -> Session {
        let mut session = self.clone();
        session.revision += 1;
        session
    }
}

#[cfg(test)]
mod tests;
