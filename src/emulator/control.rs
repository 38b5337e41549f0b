//! What scripts and other people's tests ask for: sessions in any state, waiting, starting over.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::clock;
use crate::domain::bank::BankId;
use crate::domain::client_kind::ClientKind;
use crate::domain::journey::{JourneyRefusal, Via};
use crate::domain::period::Period;
use crate::domain::profile::Profile;
use crate::domain::refusal::Refusal;
use crate::domain::relative_date;
use crate::domain::rule::{self, RuleProblem};
use crate::domain::session::Session;
use crate::domain::session_request::ApiVersion;
use crate::domain::settings::Settings;
use crate::domain::specimen::Kind;
use crate::domain::world_clock::WorldClock;
use crate::emulator::intake::Intake;
use crate::emulator::journey::StepProblem;
use crate::emulator::session::unknown;
use crate::emulator::specimen::{self, SpecimenRequest};
use crate::emulator::statement::{UploadForm, UploadRefusal};
use crate::emulator::{Busy, Emulator, KEY_BYTES_MAX};
use crate::store::world::{MoveKind, World};
use crate::wire::refusals::dialect;
use crate::wire::rule_check;

/// A session to make, and the state it is to be in.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MakeSession {
    /// The lender's name for the borrower.
    pub link_id: String,
    /// Fields of the session as the vendor's call takes them (`from_date`, `redirect_url` …).
    pub request: Map<String, Value>,
    /// The days it asks for, as dates or relative ones (`-6mo`, `yesterday`); what `request` says goes first.
    pub window: Option<MakeWindow>,
    /// Whose statements are uploaded.
    pub persona: String,
    /// One statement for each of these banks; empty takes the persona's first.
    pub banks: Vec<BankId>,
    /// The kind of each statement, in the banks' order; the last one goes on for the rest.
    pub kinds: Vec<String>,
    /// Locks every statement; it is given with the upload.
    pub password: Option<String>,
    /// `SAVINGS`, `CURRENT` or `OVERDRAFT`, given with the upload.
    pub account_category: Option<String>,
    /// How they come in; none is PDF upload. Over the aggregator the borrower also gives the consents the session asks for.
    pub via: Option<Via>,
    /// How far it is to go.
    pub state: MakeState,
}

/// The first and the last day of a session to make.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MakeWindow {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
}

/// How far a session is to go.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MakeState {
    /// Created, nothing uploaded.
    Created,
    /// Statements uploaded.
    Uploaded,
    /// Statements uploaded, and its time over.
    Expired,
    /// Processing asked for; how it ends is up to the world's pace.
    Processing,
    /// Processing ended.
    Completed,
    /// Deleted.
    Deleted,
}

impl Default for MakeSession {
    fn default() -> Self {
        MakeSession {
            link_id: "made-by-control".to_owned(),
            request: Map::new(),
            window: None,
            persona: "salaried-asha".to_owned(),
            banks: Vec::new(),
            kinds: Vec::new(),
            password: None,
            account_category: None,
            via: None,
            state: MakeState::Completed,
        }
    }
}

impl MakeSession {
    fn has_statements(&self) -> bool {
        match self.state {
            MakeState::Created => false,
            MakeState::Uploaded | MakeState::Processing | MakeState::Completed => true,
            // What is deleted loses its statements, what is expired may never have had any; they are made only where they were asked for.
            MakeState::Deleted | MakeState::Expired => !self.banks.is_empty(),
        }
    }
}

/// What [`Emulator::wait`] waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitFor {
    /// Processing has ended.
    Completed,
    /// Every webhook is delivered, given up or not sent.
    Told,
    /// The session has expired.
    Expired,
}

/// Why a session could not be made.
#[derive(Clone, Debug)]
pub enum MakeProblem {
    /// The service itself refused a step.
    Refused(Refusal),
    /// The request does not fit.
    Unfit(String),
}

impl Emulator {
    /// Makes a session in any state, through the same steps a lender takes. A kind that is refused at upload is what was asked for, and no problem.
    ///
    /// # Errors
    /// What does not fit, or the refusal of a step.
    pub async fn make_session(
        self: &Arc<Self>,
        world: &Arc<World>,
        make: MakeSession,
    ) -> Result<Arc<Session>, MakeProblem> {
        let mut fields = make.request.clone();
        fields.entry("link_id").or_insert(Value::String(make.link_id.clone()));
        if let Some(window) = &make.window {
            for (field, text) in [("from_date", &window.from), ("to_date", &window.to)] {
                let day = relative_date::parse(text, self.today(world))
                    .ok_or_else(|| MakeProblem::Unfit(format!("window: `{text}` is not {}", relative_date::ALLOWED)))?;
                let printed = day.format("%d/%m/%Y").to_string();
                fields.entry(field).or_insert(Value::String(printed));
            }
        }
        // Everything that may not fit is looked at before there is a session.
        let (_, request) = self
            .checked_request(world, ApiVersion::V1, &fields)
            .map_err(MakeProblem::Refused)?;
        let via = self.made_via(world, &make)?;
        let files = match via {
            None => self.made_files(world, &make, request.window).await?,
            Some(_) => Vec::new(),
        };
        let session = self
            .create_session(world, ApiVersion::V1, &fields, world.next_session_number())
            .map_err(MakeProblem::Refused)?;
        let id = session.id.to_string();
        for file in files {
            let form = UploadForm {
                session_id: Some(id.clone()),
                file: Some(file),
                upload_type: Some("PDF".to_owned()),
                pdf_password: make.password.clone(),
                account_category: make.account_category.clone(),
                ..UploadForm::default()
            };
            match self.upload(world, form).await {
                Ok(_)
                | Err(UploadRefusal {
                    refusal: Refusal::Statement(_),
                    ..
                }) => {}
                Err(refused) => return Err(MakeProblem::Refused(refused.refusal)),
            }
        }
        if let Some(via) = via {
            self.made_intakes(world, &id, via, &make).await?;
        }
        match make.state {
            MakeState::Created | MakeState::Uploaded => {}
            MakeState::Expired => {
                let now = self.now(world);
                let over = world.update(session.id, |session| session.over(now));
                over.unwrap_or(Err(unknown())).map_err(MakeProblem::Refused)?;
                self.reschedule(world);
            }
            MakeState::Processing => drop(self.start_processing(world, &id).map_err(MakeProblem::Refused)?),
            MakeState::Completed => {
                drop(self.start_processing(world, &id).map_err(MakeProblem::Refused)?);
                self.release(world, &id).map_err(MakeProblem::Refused)?;
            }
            MakeState::Deleted => drop(self.delete_session(world, &id).map_err(MakeProblem::Refused)?),
        }
        world
            .session(session.id)
            .ok_or_else(|| MakeProblem::Unfit("the world was reset meanwhile".to_owned()))
    }

    /// The way its statements come in, when that is no upload; looked at before there is a session.
    fn made_via(&self, world: &World, make: &MakeSession) -> Result<Option<Via>, MakeProblem> {
        let Some(via) = make.via.filter(|_| make.has_statements()) else {
            return Ok(None);
        };
        if !make.kinds.is_empty() || make.password.is_some() || make.account_category.is_some() {
            return Err(MakeProblem::Unfit(
                "kinds, password and account_category are for uploads, not for via".to_owned(),
            ));
        }
        let persona = specimen::persona(&make.persona).map_err(MakeProblem::Unfit)?;
        let settings = world.settings();
        let first = persona.banks().next().filter(|_| make.banks.is_empty());
        if !make
            .banks
            .iter()
            .copied()
            .chain(first)
            .all(|bank| settings.bank_offers(bank, via.mode()))
        {
            return Err(MakeProblem::Refused(Refusal::ModeNotAvailable));
        }
        if !settings.modes.contains(&via.mode()) {
            return Err(MakeProblem::Refused(Refusal::ModeNotEnabled));
        }
        Ok(Some(via))
    }

    /// One attempt of the persona for each bank, his first when none is named.
    async fn made_intakes(
        self: &Arc<Self>,
        world: &Arc<World>,
        id: &str,
        via: Via,
        make: &MakeSession,
    ) -> Result<(), MakeProblem> {
        let persona = specimen::persona(&make.persona).map_err(MakeProblem::Unfit)?;
        let first = persona.banks().next().filter(|_| make.banks.is_empty());
        for bank in make.banks.iter().copied().chain(first) {
            let intake = Intake::of(via, bank, &make.persona);
            self.intake(world, id, intake).await.map_err(|problem| match problem {
                StepProblem::Refused(JourneyRefusal::Session(refusal)) => MakeProblem::Refused(refusal),
                StepProblem::Refused(refusal) => MakeProblem::Unfit(format!("{bank}: {refusal:?}")),
                StepProblem::Unfit(message) => MakeProblem::Unfit(message),
            })?;
        }
        Ok(())
    }

    /// The files a session to make is to have, in order.
    async fn made_files(
        self: &Arc<Self>,
        world: &Arc<World>,
        make: &MakeSession,
        window: Period,
    ) -> Result<Vec<Bytes>, MakeProblem> {
        let mut requests = Vec::new();
        for index in 0..if make.has_statements() {
            make.banks.len().max(1)
        } else {
            0
        } {
            let name = make
                .kinds
                .get(index)
                .or(make.kinds.last())
                .map_or("plain", String::as_str);
            let kind = Kind::parse(name).ok_or_else(|| {
                MakeProblem::Unfit(format!(
                    "no kind `{name}`; there are {}",
                    Kind::ALL.map(Kind::name).join(", ")
                ))
            })?;
            requests.push(SpecimenRequest {
                persona: make.persona.clone(),
                bank: make.banks.get(index).copied(),
                kind,
                period: Some(window),
                password: make.password.clone().filter(|password| !password.is_empty()),
            });
        }
        let (emulator, world) = (Arc::clone(self), Arc::clone(world));
        let write = move || {
            requests
                .iter()
                .map(|request| emulator.specimen(&world, request))
                .collect()
        };
        let written: Result<Result<Vec<Vec<u8>>, String>, _> = tokio::task::spawn_blocking(write).await;
        let files = written
            .map_err(|_| MakeProblem::Unfit("making the specimen stopped with a fault of ours".to_owned()))?
            .map_err(MakeProblem::Unfit)?;
        Ok(files.into_iter().map(Bytes::from).collect())
    }

    /// Waits, in real time, until a session is where it is wanted; `None` when the time is over first.
    ///
    /// # Errors
    /// `SESSION_NOT_FOUND`; `SESSION_DELETED`, because nothing comes of a deleted session.
    pub async fn wait(
        &self,
        world: &World,
        id: &str,
        until: WaitFor,
        timeout: Duration,
    ) -> Result<Option<Arc<Session>>, Refusal> {
        let id = self.session(world, id)?.id;
        let reached = async {
            loop {
                let changed = world.changed();
                if world.is_over() {
                    return Err(unknown());
                }
                let session = self.session(world, &id.to_string())?;
                session.existing()?;
                let now = self.now(world);
                let is_there = match until {
                    WaitFor::Completed => session
                        .processing
                        .as_ref()
                        .is_some_and(|processing| processing.is_completed(now)),
                    WaitFor::Told => session.has_told_all(),
                    WaitFor::Expired => session.is_expired(now),
                };
                if is_there {
                    return Ok(session);
                }
                // Time alone ends the wait for an expiry: nothing changes then when processing was asked for before.
                let expires_in = (session.expires_at - now).to_std().unwrap_or_default();
                match (until, world.clock()) {
                    (WaitFor::Expired, WorldClock::Real { .. }) => {
                        // Whichever comes first, it is looked at again.
                        let _ = tokio::time::timeout(expires_in, changed).await;
                    }
                    (WaitFor::Completed | WaitFor::Told | WaitFor::Expired, _) => changed.await,
                }
            }
        };
        tokio::time::timeout(timeout, reached).await.ok().transpose()
    }

    /// The world a control call is about; made when there is none.
    ///
    /// # Errors
    /// When there are as many worlds as allowed, in words.
    pub fn control_world(&self, key: &str) -> Result<Arc<World>, String> {
        if key.len() > KEY_BYTES_MAX {
            return Err(format!("no world has a key of more than {KEY_BYTES_MAX} bytes"));
        }
        self.worlds
            .open(key, clock::utc_now())
            .map_err(|full| format!("there are {} worlds and none was idle for an hour", full.max))
    }

    /// Lets a world's clock stand, where it is or at a later instant.
    ///
    /// # Errors
    /// When somebody is advancing this clock.
    pub fn freeze_clock(&self, world: &World, at: Option<DateTime<Utc>>) -> Result<(), Busy> {
        let _nobody_advances = world.begin_advancing().ok_or(Busy)?;
        let from = self.now(world);
        let clock = world.set_clock(|clock| clock.frozen(at, clock::utc_now()));
        world.tell_moved(MoveKind::Frozen, from, clock.now(clock::utc_now()));
        self.reschedule(world);
        Ok(())
    }

    /// Lets a world's clock go on, from where it is or from a later instant.
    ///
    /// # Errors
    /// When somebody is advancing this clock.
    pub fn follow_clock(&self, world: &World, from: Option<DateTime<Utc>>) -> Result<(), Busy> {
        let _nobody_advances = world.begin_advancing().ok_or(Busy)?;
        let before = self.now(world);
        let clock = world.set_clock(|clock| clock.following(from, clock::utc_now()));
        world.tell_moved(MoveKind::Followed, before, clock.now(clock::utc_now()));
        self.reschedule(world);
        Ok(())
    }

    /// Changes settings by a part of them, in JSON.
    ///
    /// # Errors
    /// What does not fit, in words; the settings stay as they were.
    pub fn patch_settings(&self, world: &World, patch: &Value) -> Result<Arc<Settings>, String> {
        let start = ClientKind::applied_by_key(&world.key, &self.config.start.settings);
        world.change_settings(|settings| patched_settings(settings, &start, patch))
    }

    /// Replaces the rules of a world, whole.
    ///
    /// # Errors
    /// Everything that is wrong with them; the rules stay as they were.
    pub fn set_rules(&self, world: &World, list: &Value) -> Result<(), Vec<RuleProblem>> {
        let rules = rule_check::checked(list)?;
        world.set_rules(rules.into());
        Ok(())
    }

    /// Starts a world over. The old one is dropped where nobody waits for it.
    pub fn reset(&self, key: &str) {
        if let Some(old) = self.worlds.reset(key) {
            drop_elsewhere(old);
        }
    }

    /// Takes a world away.
    pub fn remove_world(&self, key: &str) {
        if let Some(old) = self.worlds.remove(key) {
            drop_elsewhere(old);
        }
    }
}

/// Freeing ten thousand sessions takes its time; the caller does not wait for it.
pub(super) fn drop_elsewhere(world: Arc<World>) {
    drop(tokio::task::spawn_blocking(move || drop(world)));
}

/// Settings changed by a part of them, in JSON; null brings back what stands in `start`. A profile comes first, so that what stands beside
/// it goes before it.
///
/// # Errors
/// What does not fit, in words.
pub fn patched_settings(settings: &Settings, start: &Settings, patch: &Value) -> Result<Settings, String> {
    let base = match patch.get("profile") {
        None => settings.clone(),
        Some(Value::Null) => start.profile.applied_to(settings.clone()),
        Some(profile) => {
            let profile: Profile =
                serde_json::from_value(profile.clone()).map_err(|error| format!("profile: {error}"))?;
            profile.applied_to(settings.clone())
        }
    };
    let mut merged = serde_json::to_value(&base).map_err(|error| error.to_string())?;
    let start = serde_json::to_value(start).map_err(|error| error.to_string())?;
    merge(&mut merged, patch, &start, "settings")?;
    if let Some(list) = patch.get("rules").filter(|list| !list.is_null()) {
        rule_check::checked(list).map_err(|problems| rule::in_one_line(&problems))?;
    }
    let settings: Settings = serde_json::from_value(merged).map_err(|error| error.to_string())?;
    dialect::check_statuses(&settings)?;
    settings.checked()
}

/// Puts the patch's values into place, object by object; null takes a value away (RFC 7396), so that the one at the start holds again.
fn merge(into: &mut Value, patch: &Value, start: &Value, name: &str) -> Result<(), String> {
    match (into, patch) {
        (Value::Object(into), Value::Object(patch)) => {
            for (key, value) in patch {
                match (value, start.get(key)) {
                    (Value::Null, Some(original)) => drop(into.insert(key.clone(), original.clone())),
                    (Value::Null, None) => drop(into.remove(key)),
                    (_, original) => {
                        let place = into.entry(key.clone()).or_insert(Value::Null);
                        merge(place, value, original.unwrap_or(&Value::Null), key)?;
                    }
                }
            }
        }
        (Value::Object(_), _) => return Err(format!("{name}: a JSON object is wanted")),
        (into, patch) => *into = patch.clone(),
    }
    Ok(())
}
