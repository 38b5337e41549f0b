//! The borrower's steps over the account aggregator and net banking, one method each, and the data they bring.

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;

use crate::domain::account::AccountKey;
use crate::domain::bank::BankId;
use crate::domain::ids::{AccountId, SessionId, StatementId};
use crate::domain::journey::{
    AggregatorAttempt, Borrower, Decision, JourneyRefusal, Login, NetBankingAttempt, OtpRequest, Stepped, Twist, Via,
};
use crate::domain::period::Period;
use crate::domain::refusal::Refusal;
use crate::domain::rule::Injection;
use crate::domain::session::Session;
use crate::domain::specimen::Kind;
use crate::domain::statement::{Source, StatementFacts};
use crate::emulator::Emulator;
use crate::emulator::borrower::Wanted;
use crate::emulator::session::unknown;
use crate::emulator::specimen::SpecimenRequest;
use crate::emulator::statement::{UploadForm, UploadRefusal};
use crate::store::world::World;

/// Why a step was not made.
#[derive(Clone, PartialEq, Debug)]
pub enum StepProblem {
    /// The borrower is refused.
    Refused(JourneyRefusal),
    /// The call does not fit; in words.
    Unfit(String),
}

impl<R: Into<JourneyRefusal>> From<R> for StepProblem {
    fn from(refusal: R) -> Self {
        StepProblem::Refused(refusal.into())
    }
}

/// What a step gives.
pub(super) type StepResult<T> = Result<T, StepProblem>;

/// How a borrower begins: with a number or a user, and whom a caller wants behind it.
#[derive(Clone, Debug, Default)]
pub struct Begin {
    /// The bank; none takes the session's.
    pub bank: Option<BankId>,
    /// The persona; none follows from number or user.
    pub persona: Option<String>,
    /// What goes otherwise than usual; none follows from number or user.
    pub twist: Option<Twist>,
}

/// What became of one account's data.
#[derive(Clone, PartialEq, Debug)]
pub struct HandedOver {
    /// The account.
    pub account: AccountKey,
    /// The statement it became, also when it was refused.
    pub statement: Option<StatementId>,
    /// Why the upload refused it.
    pub refused: Option<Refusal>,
    /// What decided that, or what processing will find, when it did not come by itself.
    pub injected: Option<Injection>,
}

/// The data of one account: a file, or nothing at all.
pub(super) enum Data {
    File(Vec<u8>),
    Nothing(Box<StatementFacts>),
}

impl Emulator {
    /// An OTP goes to a mobile number: the one given, else the session's.
    ///
    /// # Errors
    /// Why not.
    pub async fn request_otp(
        self: &Arc<Self>,
        world: &Arc<World>,
        id: &str,
        mobile_number: Option<&str>,
        begin: Begin,
    ) -> StepResult<Arc<Session>> {
        let session = self.session(world, id)?;
        let bank = begin.bank.or(session.request.bank);
        session.open_for(Via::Aggregator, bank, &world.settings(), self.now(world))?;
        let mobile_number = session.aggregator_number(mobile_number)?;
        let borrower = self
            .found_borrower(world, Via::Aggregator, &mobile_number, bank, begin)
            .await?;
        let request = OtpRequest {
            mobile_number,
            bank,
            borrower,
        };
        let (now, settings) = (self.now(world), world.settings());
        self.step(world, session.id, |session| {
            session.with_otp_requested(&request, &settings, now)
        })
    }

    /// The borrower enters the OTP.
    ///
    /// # Errors
    /// Why not.
    pub fn enter_otp(&self, world: &World, id: &str, via: Via, otp: &str) -> StepResult<Arc<Session>> {
        let id = self.session(world, id)?.id;
        let now = self.now(world);
        self.step(world, id, |session| match via {
            Via::Aggregator => session.with_aggregator_otp(otp, now),
            Via::NetBanking => session.with_net_banking_otp(otp, now),
        })
    }

    /// The borrower says yes or no. With a yes, the data of his accounts are handed in.
    ///
    /// # Errors
    /// Why not.
    pub async fn decide_consent(
        self: &Arc<Self>,
        world: &Arc<World>,
        id: &str,
        decision: Decision,
    ) -> StepResult<(Arc<Session>, Vec<HandedOver>)> {
        let session = self.session(world, id)?;
        let now = self.now(world);
        // Looked at first, so that nobody waits for data he is not to have.
        session.with_decision(&decision, &world.ids, now).outcome?;
        let Some(AggregatorAttempt { borrower, .. }) = session.aggregator() else {
            return Err(unknown().into());
        };
        let keys = match &decision {
            Decision::Reject => Vec::new(),
            Decision::Approve { accounts } => borrower.chosen(accounts.as_deref())?,
        };
        let period = session.aggregator_period(now);
        let (ids, decided) = (world.ids.clone(), decision.clone());
        let step = move |session: &Session| session.with_decision(&decided, &ids, now);
        self.hand_in(world, &session, Via::Aggregator, borrower, (keys, period), step)
            .await
    }

    /// The borrower logs in.
    ///
    /// # Errors
    /// Why not.
    pub async fn log_in(
        self: &Arc<Self>,
        world: &Arc<World>,
        id: &str,
        (user, password): (&str, &str),
        begin: Begin,
    ) -> StepResult<Arc<Session>> {
        let session = self.session(world, id)?;
        session.open_for_upload(self.now(world))?;
        let bank = begin.bank.or(session.request.bank).ok_or(JourneyRefusal::BankMissing)?;
        session.open_for(Via::NetBanking, Some(bank), &world.settings(), self.now(world))?;
        let user = user.trim();
        let borrower = self
            .found_borrower(world, Via::NetBanking, user, Some(bank), begin)
            .await?;
        let login = Login {
            bank,
            user: user.to_owned(),
            password: password.to_owned(),
            borrower,
        };
        let (now, settings) = (self.now(world), world.settings());
        self.step(world, session.id, |session| session.with_login(&login, &settings, now))
    }

    /// The borrower reads the captcha.
    ///
    /// # Errors
    /// Why not.
    pub fn read_captcha(&self, world: &World, id: &str, text: &str) -> StepResult<Arc<Session>> {
        let id = self.session(world, id)?.id;
        let now = self.now(world);
        self.step(world, id, |session| session.with_captcha(text, now))
    }

    /// The borrower chooses accounts, all of them when none is named; their data are handed in.
    ///
    /// # Errors
    /// Why not.
    pub async fn choose_accounts(
        self: &Arc<Self>,
        world: &Arc<World>,
        id: &str,
        wanted: Option<Vec<AccountKey>>,
    ) -> StepResult<(Arc<Session>, Vec<HandedOver>)> {
        let session = self.session(world, id)?;
        let now = self.now(world);
        session.with_choice(wanted.as_deref(), now).outcome?;
        let Some(NetBankingAttempt { borrower, .. }) = session.net_banking() else {
            return Err(unknown().into());
        };
        let keys = borrower.chosen(wanted.as_deref())?;
        let period = Some(session.request.window);
        let step = move |session: &Session| session.with_choice(wanted.as_deref(), now);
        self.hand_in(world, &session, Via::NetBanking, borrower, (keys, period), step)
            .await
    }

    /// The accounts of these ids among those that were found on a way; an id nobody has names no account.
    pub fn found_accounts(&self, world: &World, session: &Session, via: Via, ids: &[AccountId]) -> Vec<AccountKey> {
        let borrower = match via {
            Via::Aggregator => session.aggregator().map(|attempt| &attempt.borrower),
            Via::NetBanking => session.net_banking().map(|attempt| &attempt.borrower),
        };
        let found = borrower.map_or(&[][..], |borrower| &borrower.accounts);
        let key_of = |id: &AccountId| {
            let account = found
                .iter()
                .find(|account| account.key.id(&world.ids, session.id) == *id);
            account.map_or(
                AccountKey {
                    bank: None,
                    number: String::new(),
                },
                |account| account.key.clone(),
            )
        };
        ids.iter().map(key_of).collect()
    }

    /// Makes a pure step, and says what came of it.
    fn step(&self, world: &World, id: SessionId, step: impl Fn(&Session) -> Stepped) -> StepResult<Arc<Session>> {
        let changed = world.exchange(id, |session| Ok::<_, Infallible>(step(session).session));
        let Some(Ok((before, after))) = changed else {
            return Err(unknown().into());
        };
        // The step is a function: what it said of the session it changed, it says again.
        step(&before).outcome?;
        Ok(after)
    }

    async fn found_borrower(
        self: &Arc<Self>,
        world: &Arc<World>,
        via: Via,
        login: &str,
        bank: Option<BankId>,
        begin: Begin,
    ) -> StepResult<Borrower> {
        let (emulator, world) = (Arc::clone(self), Arc::clone(world));
        let wanted = Wanted {
            via,
            login: login.to_owned(),
            bank,
            persona: begin.persona,
            twist: begin.twist,
        };
        let found = tokio::task::spawn_blocking(move || emulator.borrower(&world, &wanted)).await;
        found.map_err(|_| stopped())?.map_err(StepProblem::Unfit)
    }

    /// Makes the files, then the step, then hands the files in. A caller who hangs up meanwhile loses nothing of it.
    async fn hand_in(
        self: &Arc<Self>,
        world: &Arc<World>,
        session: &Session,
        via: Via,
        borrower: &Borrower,
        (keys, period): (Vec<AccountKey>, Option<Period>),
        step: impl Fn(&Session) -> Stepped + Send + 'static,
    ) -> StepResult<(Arc<Session>, Vec<HandedOver>)> {
        // Nothing is consented to for a client that may not have the data.
        self.may_upload(world)?;
        let (emulator, world, id) = (Arc::clone(self), Arc::clone(world), session.id);
        let (persona, is_quiet) = (borrower.persona.clone(), borrower.twist == Twist::Quiet);
        let window = session.request.window;
        let work = async move {
            let mut data = Vec::new();
            for key in keys {
                // Without a day in common the consent gives nothing of this session.
                let (asked, is_quiet) = (period.unwrap_or(window), is_quiet || period.is_none());
                let made = emulator
                    .data(&world, via.source(), &persona, (&key, asked), is_quiet)
                    .await;
                data.push((key, made.map_err(StepProblem::Unfit)?));
            }
            emulator.step(&world, id, step)?;
            let mut handed_over = Vec::new();
            for (key, data) in data {
                handed_over.push(emulator.submit(&world, id, via.source(), key, data).await);
            }
            let session = world.session(id).ok_or_else(unknown)?;
            Ok((session, handed_over))
        };
        tokio::spawn(work).await.map_err(|_| stopped())?
    }

    /// The data of an account in a period, as its source gives them.
    ///
    /// # Errors
    /// What does not fit, in words.
    pub(super) async fn data(
        self: &Arc<Self>,
        world: &Arc<World>,
        source: Source,
        persona: &str,
        (account, period): (&AccountKey, Period),
        is_quiet: bool,
    ) -> Result<Data, String> {
        let request = SpecimenRequest {
            persona: persona.to_owned(),
            bank: account.bank,
            kind: if is_quiet { Kind::NoTransactions } else { Kind::Plain },
            period: Some(period),
            password: None,
        };
        let (emulator, world) = (Arc::clone(self), Arc::clone(world));
        let make = move || {
            if source == Source::Aggregator
                && let Some(facts) = emulator.quiet_facts(&world, &request)?
            {
                return Ok(Data::Nothing(Box::new(facts)));
            }
            emulator.specimen(&world, &request).map(Data::File)
        };
        let made = tokio::task::spawn_blocking(make).await;
        made.unwrap_or_else(|_| Err("making the statement stopped with a fault of ours".to_owned()))
    }

    /// Hands the data of an account in: the same path an upload takes. Source: semantics 34.
    pub(super) async fn submit(
        &self,
        world: &Arc<World>,
        id: SessionId,
        source: Source,
        account: AccountKey,
        data: Data,
    ) -> HandedOver {
        let uploaded = match data {
            Data::Nothing(facts) => self.upload_nothing(world, id, *facts).await,
            Data::File(file) => {
                let form = UploadForm {
                    session_id: Some(id.to_string()),
                    file: Some(Bytes::from(file)),
                    upload_type: Some("PDF".to_owned()),
                    bank_name: account.bank.map(|bank| bank.as_str().to_owned()),
                    source: Some(source),
                    ..UploadForm::default()
                };
                self.upload(world, form).await
            }
        };
        match uploaded {
            Ok(uploaded) => HandedOver {
                account,
                statement: Some(uploaded.statement.id),
                refused: None,
                injected: uploaded.statement.forced.as_ref().map(|forced| forced.by.clone()),
            },
            Err(UploadRefusal {
                refusal,
                statement,
                injected,
                ..
            }) => HandedOver {
                account,
                statement,
                refused: Some(refusal),
                injected,
            },
        }
    }
}

fn stopped() -> StepProblem {
    StepProblem::Unfit("this stopped with a fault of ours".to_owned())
}
