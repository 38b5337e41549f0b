//! What a borrower does on the hosted page beside the steps over aggregator and net banking.

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;

use crate::clock;
use crate::domain::bank::BankId;
use crate::domain::endpoint::Endpoint;
use crate::domain::ids::{SessionId, StatementId};
use crate::domain::refusal::Refusal;
use crate::domain::session::Session;
use crate::domain::session_request::Mode;
use crate::domain::specimen::Kind;
use crate::domain::upload::ContentId;
use crate::emulator::Emulator;
use crate::emulator::session::unknown;
use crate::emulator::specimen::SpecimenRequest;
use crate::emulator::statement::{UploadForm, UploadRefusal, Uploaded};
use crate::persona::Persona;
use crate::store::world::World;

/// A file a borrower hands in.
#[derive(Clone, Debug)]
pub struct HostedFile {
    /// What it is called on his machine.
    pub name: String,
    /// Its bytes.
    pub bytes: Bytes,
    /// Its password; empty when none was given.
    pub password: String,
    /// The bank he chose.
    pub bank: BankId,
}

/// An invented borrower, as a demo offers him.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// The persona.
    pub persona: String,
    /// His first name.
    pub name: String,
    /// His story.
    pub summary: String,
    /// His mobile number.
    pub mobile_number: String,
    /// Whether he has an account at the bank that was asked about.
    pub is_of_bank: bool,
}

impl Emulator {
    /// The session of this id and its world, whichever that is: a page's address names no key.
    pub fn hosted_session(&self, id: &str) -> Option<(Arc<World>, Arc<Session>)> {
        let id = SessionId::parse(id)?;
        let world = self.worlds.tagged(id.world())?;
        let session = world.session(id)?;
        world.touch(clock::utc_now());
        Some((world, session))
    }

    /// Hands a file in. The same path an upload of the lender's takes; rules do not count it as a call of his.
    ///
    /// # Errors
    /// As [`Emulator::upload`].
    pub async fn hand_in_file(
        self: &Arc<Self>,
        world: &Arc<World>,
        id: SessionId,
        file: HostedFile,
    ) -> Result<Uploaded, UploadRefusal> {
        self.begin_handing_in(world, id);
        let form = UploadForm {
            session_id: Some(id.to_string()),
            file: Some(file.bytes),
            upload_type: Some("PDF".to_owned()),
            bank_name: Some(file.bank.as_str().to_owned()),
            pdf_password: Some(file.password).filter(|password| !password.is_empty()),
            ..UploadForm::default()
        };
        let uploaded = self.upload(world, form).await;
        let statement = match &uploaded {
            Ok(uploaded) => Some(uploaded.statement.id),
            Err(refusal) => refusal.statement,
        };
        if let Some(statement) = statement {
            self.name_file(world, id, statement, &file.name);
        }
        uploaded
    }

    /// Makes a specimen of a persona for the session's window and hands it in; one with a password as a borrower would who does not know yet
    /// that it has one.
    ///
    /// # Errors
    /// What does not fit, in words; else as [`Emulator::hand_in_file`].
    pub async fn hand_in_specimen(
        self: &Arc<Self>,
        world: &Arc<World>,
        session: &Session,
        (persona, bank, kind): (&str, BankId, Kind),
        password: Option<&str>,
    ) -> Result<Result<Uploaded, UploadRefusal>, String> {
        let request = SpecimenRequest {
            persona: persona.to_owned(),
            bank: Some(bank),
            kind,
            period: Some(session.request.window),
            password: password.map(str::to_owned),
        };
        let locked = if password.is_some() { "-locked" } else { "" };
        let name = format!("{persona}-{}-{}{locked}.pdf", bank.as_str(), kind.name());
        let (emulator, making) = (Arc::clone(self), Arc::clone(world));
        let made = tokio::task::spawn_blocking(move || emulator.specimen(&making, &request)).await;
        let made = made.unwrap_or_else(|_| Err("making the statement stopped with a fault of ours".to_owned()))?;
        let file = HostedFile {
            name,
            bytes: Bytes::from(made),
            password: String::new(),
            bank,
        };
        Ok(self.hand_in_file(world, session.id, file).await)
    }

    /// The bytes of a file that was handed in, while they are kept.
    pub fn kept_file(&self, world: &World, content: ContentId) -> Option<Bytes> {
        world.files.get(&content).map(|bytes| Bytes::copy_from_slice(&bytes))
    }

    /// From now on the hosted page's end says when the uploads are complete.
    pub fn begin_handing_in(&self, world: &World, id: SessionId) {
        // A session that is gone says so at the next step.
        let _ = world.update(id, |session| Ok::<_, Infallible>(session.used_hosted()));
    }

    /// The borrower is done: the upload requirement is met, and told. Source: semantics 32.
    ///
    /// # Errors
    /// As [`Session::finished`].
    pub fn finish(&self, world: &World, id: SessionId) -> Result<Arc<Session>, Refusal> {
        let now = self.now(world);
        world
            .update(id, |session| session.finished(now))
            .unwrap_or_else(|| Err(unknown()))?;
        self.tell(world, id, now);
        self.reschedule(world);
        world.session(id).ok_or_else(unknown)
    }

    /// The borrower leaves.
    ///
    /// # Errors
    /// As [`Session::left`].
    pub fn leave(&self, world: &World, id: SessionId) -> Result<Arc<Session>, Refusal> {
        let now = self.now(world);
        world
            .update(id, |session| session.left(now))
            .unwrap_or_else(|| Err(unknown()))
    }

    /// The error a rule ends this way with, noted in the session; `None` when no rule says so. Counts no call.
    ///
    /// An error of uploads (`MU…`) ends the PDF way, one of net banking (`NB…`) that one; nothing is documented for the aggregator.
    pub fn ends_way(&self, world: &World, session: &Session, mode: Mode, bank: BankId) -> Option<String> {
        let family = match mode {
            Mode::Pdf => "MU",
            Mode::Online => "NB",
            Mode::Aa => return None,
        };
        let effects = self.effects_on_hosted(world, Endpoint::UploadStatement, session, bank);
        let (error_type, _) = effects.first(|then| then.journey.as_deref().filter(|name| name.starts_with(family)))?;
        let now = self.now(world);
        let _ = world.update(session.id, |session| {
            Ok::<_, Infallible>(session.with_way_ended(mode, error_type, now))
        });
        Some(error_type.to_owned())
    }

    /// The invented borrowers, those with an account at the bank first.
    pub fn people(&self, bank: BankId) -> Vec<Person> {
        let shown = |persona: &Persona| Person {
            persona: persona.persona.clone(),
            name: persona.persona.rsplit('-').next().map(capitalized).unwrap_or_default(),
            summary: persona.summary.clone(),
            mobile_number: persona.phone.clone(),
            is_of_bank: persona.banks().any(|other| other == bank),
        };
        let mut people: Vec<Person> = Persona::embedded().iter().map(shown).collect();
        people.sort_by_key(|person| !person.is_of_bank);
        people
    }

    fn name_file(&self, world: &World, id: SessionId, statement: StatementId, name: &str) {
        let _ = world.update(id, |session| {
            Ok::<_, Infallible>(session.with_file_name(statement, name))
        });
    }
}

/// `asha` as `Asha`.
fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}
