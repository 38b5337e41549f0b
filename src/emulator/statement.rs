//! Uploading a statement.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use bytes::Bytes;
use sha2::{Digest, Sha256};

use crate::document::pdf;
use crate::domain::bank::BankId;
use crate::domain::endpoint::Endpoint;
use crate::domain::exchange::Remark;
use crate::domain::ids::{SessionId, StatementId};
use crate::domain::refusal::Refusal;
use crate::domain::rule::{Effects, Injection};
use crate::domain::session::Session;
use crate::domain::session_request::is_web_url;
use crate::domain::settings::Settings;
use crate::domain::statement::{AccountType, Problem, Source, StatementFacts};
use crate::domain::upload::{ContentId, ForcedStatement, UploadedStatement, nothing_found};
use crate::emulator::Emulator;
use crate::emulator::injection::{injected_refusal, injected_statement, is_found_in_the_file};
use crate::emulator::recording;
use crate::emulator::session::unknown;
use crate::store::shared::Reading;
use crate::store::world::World;

/// What came with an upload, as it came.
#[derive(Clone, Debug, Default)]
pub struct UploadForm {
    /// The session it is for.
    pub session_id: Option<String>,
    /// The file: its bytes, or Base64 text.
    pub file: Option<Bytes>,
    /// Where the file is to be fetched.
    pub file_url: Option<String>,
    /// `PDF` or `BASE64`.
    pub upload_type: Option<String>,
    /// The bank the caller names.
    pub bank_name: Option<String>,
    /// The kind of account the caller names.
    pub account_category: Option<String>,
    /// The password of the file.
    pub pdf_password: Option<String>,
    /// How it came; none is PDF upload.
    pub source: Option<Source>,
}

/// A statement that was accepted.
#[derive(Clone, Debug)]
pub struct Uploaded {
    /// The session with it.
    pub session: Arc<Session>,
    /// The statement.
    pub statement: Arc<UploadedStatement>,
}

/// A statement that was refused.
#[derive(Clone, PartialEq, Debug)]
pub struct UploadRefusal {
    /// Why.
    pub refusal: Refusal,
    /// The session, where it is known.
    pub session: Option<SessionId>,
    /// The failed statement it left.
    pub statement: Option<StatementId>,
    /// What forced it.
    pub injected: Option<Injection>,
}

impl From<Refusal> for UploadRefusal {
    fn from(refusal: Refusal) -> Self {
        UploadRefusal {
            refusal,
            session: None,
            statement: None,
            injected: None,
        }
    }
}

/// The fields of a form that were checked.
struct Checked {
    bytes: Bytes,
    bank: Option<BankId>,
    account_category: Option<AccountType>,
    password: String,
    source: Source,
}

impl Emulator {
    /// What the client itself is refused for, before the form is looked at.
    ///
    /// # Errors
    /// `TRIAL_PERIOD_EXPIRED`, `ROUTE_NOT_ALLOWED`.
    pub fn may_upload(&self, world: &World) -> Result<(), Refusal> {
        let settings = world.settings();
        if settings.is_trial_over {
            Err(Refusal::TrialExpired)
        } else if settings.is_route_enabled {
            Ok(())
        } else {
            Err(Refusal::RouteNotAllowed)
        }
    }

    /// Uploads a statement that comes without a call of the client's.
    ///
    /// # Errors
    /// As [`Emulator::upload_with`].
    pub async fn upload(&self, world: &Arc<World>, form: UploadForm) -> Result<Uploaded, UploadRefusal> {
        let effects = self.effects_on_intake(world, &form).await;
        self.upload_with(world, form, &effects).await
    }

    /// Uploads a statement, with what rules and test values say about this call.
    ///
    /// # Errors
    /// The first check that fails, in the order of semantics 10. A readable or protected PDF leaves a failed statement.
    pub async fn upload_with(
        &self,
        world: &Arc<World>,
        form: UploadForm,
        effects: &Effects,
    ) -> Result<Uploaded, UploadRefusal> {
        let uploaded = self.upload_checked(world, form, effects).await;
        // What left a failed statement is explained there.
        if let Err(UploadRefusal {
            refusal,
            session: Some(session),
            statement: None,
            ..
        }) = &uploaded
        {
            self.remember_refusal(world, *session, Endpoint::UploadStatement, refusal);
        }
        uploaded
    }

    /// What a call is refused for before its session is looked at: what is injected, then what the client may not do. Source: semantics 33.
    fn may_upload_under(&self, world: &World, session: Option<&str>, effects: &Effects) -> Result<(), UploadRefusal> {
        let injected = injected_refusal(effects, Endpoint::UploadStatement);
        let Some((refusal, by)) = injected.filter(|(refusal, _)| !is_found_in_the_file(refusal)) else {
            return Ok(self.may_upload(world)?);
        };
        let session = session.and_then(|id| self.session(world, id.trim()).ok());
        Err(UploadRefusal {
            injected: Some(by),
            session: session
                .map(|session| session.id)
                .filter(|_| comes_after_the_session(&refusal)),
            ..refusal.into()
        })
    }

    async fn upload_checked(
        &self,
        world: &Arc<World>,
        form: UploadForm,
        effects: &Effects,
    ) -> Result<Uploaded, UploadRefusal> {
        self.may_upload_under(world, form.session_id.as_deref(), effects)?;
        let session_id = form
            .session_id
            .as_deref()
            .map(str::trim)
            .filter(|id| !id.is_empty())
            .ok_or(Refusal::SessionIdRequired)?;
        let session = self.session(world, session_id)?;
        let refuse = |refusal: Refusal| UploadRefusal {
            refusal,
            session: Some(session.id),
            statement: None,
            injected: None,
        };
        if session.processing.is_some() {
            recording::noticed(Remark::ProcessingWasRequested);
        }
        session.open_for_upload(self.now(world)).map_err(refuse)?;
        let checked = self.check(form).await.map_err(refuse)?;
        let content = ContentId(Sha256::digest(&checked.bytes).into());
        recording::brings(content);
        let reading = self.read(content, &checked).await;
        let on_paper = reading.as_ref().ok().and_then(|inspection| inspection.facts.bank);
        let selected = checked.bank.or(session.request.bank).or(on_paper);
        let forced = injected_statement(effects, selected, world.settings().page_limit)
            .map(|(outcome, by)| ForcedStatement { outcome, by });
        let is_refused_anyway = forced.as_ref().is_some_and(|forced| forced.outcome.refused().is_some());
        if let Err(problem @ (Problem::EmptyFile | Problem::InvalidFile { .. })) = &reading
            && !is_refused_anyway
        {
            return Err(refuse(Refusal::Statement(problem.clone())));
        }
        if self.config.store_uploads && !world.files.hold(content, &checked.bytes) {
            let max = self.config.stored_bytes_max >> 20;
            return Err(refuse(Refusal::Limit {
                reason: format!("{max} MB of files are stored; reset worlds, or raise --stored-bytes"),
            }));
        }
        let stored = self.store(world, session.id, content, &checked, &reading, forced.as_ref());
        if stored.is_err() && self.config.store_uploads {
            world.files.release(content);
        }
        let session = stored.map_err(refuse)?;
        let statement = session.statements.last().cloned().ok_or_else(|| refuse(unknown()))?;
        self.note_account_number(world, &session);
        self.tell(world, session.id, self.now(world));
        self.reschedule(world);
        match statement.refused.clone() {
            None => Ok(Uploaded { session, statement }),
            Some(problem) => Err(UploadRefusal {
                refusal: Refusal::Statement(problem),
                session: Some(session.id),
                statement: Some(statement.id),
                injected: statement.forced.as_ref().map(|forced| forced.by.clone()),
            }),
        }
    }

    /// Adds the statement of an account in which the aggregator found nothing: it has no file. Source: semantics 34.
    ///
    /// # Errors
    /// As [`Emulator::upload`], as far as they concern the session.
    pub(super) async fn upload_nothing(
        &self,
        world: &World,
        id: SessionId,
        facts: StatementFacts,
    ) -> Result<Uploaded, UploadRefusal> {
        let form = UploadForm {
            session_id: Some(id.to_string()),
            bank_name: facts.bank.map(|bank| bank.as_str().to_owned()),
            ..UploadForm::default()
        };
        let effects = self.effects_on_intake(world, &form).await;
        self.may_upload_under(world, form.session_id.as_deref(), &effects)?;
        let forced = injected_statement(&effects, facts.bank, world.settings().page_limit)
            .map(|(outcome, by)| ForcedStatement { outcome, by });
        let checked = Checked {
            bytes: Bytes::new(),
            bank: facts.bank,
            account_category: None,
            password: String::new(),
            source: Source::Aggregator,
        };
        // No file has this content; it tells such statements of different accounts and periods apart.
        let content = ContentId(Sha256::digest(format!("no file: {facts:?}")).into());
        let reading = Ok(Arc::new(nothing_found(facts)));
        let session = self.store(world, id, content, &checked, &reading, forced.as_ref())?;
        self.note_account_number(world, &session);
        self.tell(world, id, self.now(world));
        self.reschedule(world);
        let statement = session.statements.last().cloned().ok_or_else(unknown)?;
        match statement.refused.clone() {
            None => Ok(Uploaded { session, statement }),
            Some(problem) => Err(UploadRefusal {
                refusal: Refusal::Statement(problem),
                session: Some(id),
                statement: Some(statement.id),
                injected: statement.forced.as_ref().map(|forced| forced.by.clone()),
            }),
        }
    }

    /// Notes the number of the account whose statement came last, so that it is masked wherever it comes up.
    fn note_account_number(&self, world: &World, session: &Session) {
        let number = session
            .statements
            .last()
            .and_then(|statement| statement.account_number());
        if let Some(number) = number {
            world.journal.account_number_was_read(number);
        }
    }

    /// The form's own checks, from the file to the account category.
    async fn check(&self, form: UploadForm) -> Result<Checked, Refusal> {
        let given = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let file_url = given(form.file_url);
        let is_base64 = form.upload_type.as_deref().is_some_and(|kind| kind.trim() == "BASE64");
        // A browser sends an empty part for a file that was not chosen.
        let file = form.file.filter(|file| !file.is_empty() || file_url.is_none());
        let bytes = match (file, file_url) {
            (Some(file), _) if is_base64 => decode(&file).ok_or(Refusal::InvalidBase64)?,
            (Some(file), _) => file,
            (None, Some(url)) => self.fetch(&url).await?,
            (None, None) => return Err(Refusal::FileMissing),
        };
        if bytes.is_empty() {
            return Err(Refusal::Statement(Problem::EmptyFile));
        }
        if let Some(kind) = given(form.upload_type).filter(|kind| kind != "PDF" && kind != "BASE64") {
            return Err(Refusal::NotAChoice {
                field: "upload_type".to_owned(),
                value: kind,
            });
        }
        let bank = given(form.bank_name)
            .map(|name| BankId::parse(&name).ok_or(Refusal::UnknownUploadBank))
            .transpose()?;
        let account_category = match given(form.account_category).as_deref() {
            None => None,
            Some("SAVINGS") => Some(AccountType::Savings),
            Some("CURRENT") => Some(AccountType::Current),
            Some("OVERDRAFT") => Some(AccountType::Overdraft),
            Some(_) => return Err(Refusal::InvalidAccountCategory),
        };
        let password = form.pdf_password.unwrap_or_default();
        Ok(Checked {
            bytes,
            bank,
            account_category,
            password,
            source: form.source.unwrap_or(Source::Pdf),
        })
    }

    /// The bank a file names, when the file came with the form.
    pub(super) async fn bank_on_paper(&self, form: &UploadForm) -> Option<BankId> {
        let is_base64 = form.upload_type.as_deref().is_some_and(|kind| kind.trim() == "BASE64");
        let bytes = form.file.clone().filter(|file| !file.is_empty())?;
        let checked = Checked {
            bytes: if is_base64 { decode(&bytes)? } else { bytes },
            bank: None,
            account_category: None,
            password: form.pdf_password.clone().unwrap_or_default(),
            source: Source::Pdf,
        };
        let content = ContentId(Sha256::digest(&checked.bytes).into());
        self.read(content, &checked).await.ok()?.facts.bank
    }

    async fn fetch(&self, url: &str) -> Result<Bytes, Refusal> {
        if !is_web_url(url) {
            return Err(Refusal::InvalidFileUrl {
                reason: "no http or https URL".to_owned(),
            });
        }
        let fetched = self.outbound.fetch(url, self.config.upload_bytes_max as usize).await;
        fetched.map(Bytes::from).map_err(|problem| Refusal::InvalidFileUrl {
            reason: problem.to_string(),
        })
    }

    /// Reads the file, off the async threads, once for all who bring the same.
    async fn read(&self, content: ContentId, checked: &Checked) -> Reading {
        let (shared, bytes, password) = (self.shared.clone(), checked.bytes.clone(), checked.password.clone());
        let read = move || {
            shared.reading(content, &password, || {
                pdf::inspect(&bytes, Some(password.as_str()).filter(|text| !text.is_empty()))
            })
        };
        let reading = tokio::task::spawn_blocking(read).await;
        reading.unwrap_or_else(|_| {
            Err(Problem::InvalidFile {
                reason: "reading stopped with a fault of ours".to_owned(),
            })
        })
    }

    /// Adds the statement, judged against the session as it is at that moment.
    fn store(
        &self,
        world: &World,
        id: SessionId,
        content: ContentId,
        checked: &Checked,
        reading: &Reading,
        forced: Option<&ForcedStatement>,
    ) -> Result<Arc<Session>, Refusal> {
        let (now, settings) = (self.now(world), world.settings());
        let at_processing = world
            .session(id)
            .map(|session| self.effects_uncounted(world, Endpoint::InitiateProcessing, &session))
            .unwrap_or_default();
        let judged = |session: &Session, settings: &Settings| {
            let mut statement = UploadedStatement {
                id: world.ids.statement(session.id, session.statements.len() as u64),
                uploaded_at: now,
                source: checked.source,
                selected_bank: checked.bank,
                account_category: checked.account_category,
                password: checked.password.clone(),
                content,
                inspection: reading.as_ref().ok().cloned(),
                refused: reading.as_ref().err().cloned(),
                forced: None,
                leaves_account_short: false,
            };
            if statement.refused.is_none() {
                statement.refused = session.upload_problem(&statement, settings);
            }
            let account = at_processing.first_for(statement.bank(), |then| then.account);
            statement.leaves_account_short =
                account.is_some_and(|(code, _)| code.error(session.request.window).is_known_at_upload());
            match forced {
                Some(forced) => statement.forced_to(forced),
                None => statement,
            }
        };
        world
            .update(id, |session| session.with_statement(judged(session, &settings), now))
            .unwrap_or(Err(unknown()))
    }
}

/// Whether a refusal comes when the session is known, so that its body names it.
fn comes_after_the_session(refusal: &Refusal) -> bool {
    let comes_before = matches!(
        refusal,
        Refusal::CredentialsMissing
            | Refusal::TrialExpired
            | Refusal::RouteNotAllowed
            | Refusal::NotAFormField
            | Refusal::SessionIdRequired
            | Refusal::SessionUnknown { .. }
    );
    !comes_before
}

/// Base64 with or without padding and line breaks; also as a data URL.
fn decode(text: &[u8]) -> Option<Bytes> {
    let text = std::str::from_utf8(text).ok()?;
    let text = text.split_once(";base64,").map_or(text, |(_, data)| data);
    let text: String = text
        .chars()
        .filter(|character| !character.is_ascii_whitespace())
        .collect();
    STANDARD
        .decode(&text)
        .or_else(|_| STANDARD_NO_PAD.decode(&text))
        .ok()
        .map(Bytes::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_comes_in_several_dresses() {
        for text in [
            "aGVsbG8=",
            "aGVsbG8",
            "aGVs\nbG8=\r\n",
            "data:application/pdf;base64,aGVsbG8=",
        ] {
            assert_eq!(decode(text.as_bytes()).as_deref(), Some(&b"hello"[..]), "{text}");
        }
        for text in ["a", "****", "\u{fffd}"] {
            assert_eq!(decode(text.as_bytes()), None, "{text}");
        }
    }
}
