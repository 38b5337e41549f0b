//! Recurring consents: which there are, pulling data under one, taking one back.

use std::sync::Arc;

use crate::domain::consent::Consent;
use crate::domain::endpoint::Endpoint;
use crate::domain::ids::ConsentId;
use crate::domain::period::Period;
use crate::domain::refusal::Refusal;
use crate::domain::session::Session;
use crate::domain::session_request::{ApiVersion, Mode, SessionRequest, request_date};
use crate::domain::statement::Source;
use crate::emulator::Emulator;
use crate::emulator::processing::AnswerFirst;
use crate::emulator::session::unknown;
use crate::store::world::World;

/// What a pull is asked for with, as it came.
#[derive(Clone, Debug, Default)]
pub struct PullRequest {
    /// The consent.
    pub consent_id: Option<String>,
    /// The first day, DD/MM/YYYY.
    pub date_time_range_from: Option<String>,
    /// The last day, DD/MM/YYYY.
    pub date_time_range_to: Option<String>,
}

impl Emulator {
    /// The session whose recurring consents a client asks for. The consents are [`Session::recurring_consents`].
    ///
    /// # Errors
    /// Those of the contract's endpoint 20.
    pub fn session_of_consents(&self, world: &World, id: &str) -> Result<Arc<Session>, Refusal> {
        let session = self.session(world, id)?;
        session.recurring_consents(self.now(world)).inspect_err(|refusal| {
            self.remember_refusal(world, session.id, Endpoint::RecurringConsentDetails, refusal);
        })?;
        Ok(session)
    }

    /// Pulls the data of some days under a recurring consent into a new session, and starts its processing: nobody else knows when the data
    /// is there, and the vendor's guide goes on with "monitor by webhook or polling" (inferred). The webhook of an instant pace waits until
    /// the guard is dropped.
    ///
    /// # Errors
    /// Those of the contract's endpoint 21; what the client may not do at all; a limit of the emulator.
    pub async fn pull(
        self: &Arc<Self>,
        world: &Arc<World>,
        request: PullRequest,
    ) -> Result<(Arc<Session>, AnswerFirst), Refusal> {
        let (holder, consent) = self.holder_of_consent(world, request.consent_id.as_deref())?;
        let pulled = self.pull_under(world, &holder, &consent, &request).await;
        pulled.inspect_err(|refusal| self.remember_refusal(world, holder.id, Endpoint::FetchRecurringData, refusal))
    }

    async fn pull_under(
        self: &Arc<Self>,
        world: &Arc<World>,
        holder: &Arc<Session>,
        consent: &Consent,
        request: &PullRequest,
    ) -> Result<(Arc<Session>, AnswerFirst), Refusal> {
        holder.has_valid_consents(self.now(world))?;
        self.may_upload(world)?;
        if !world.settings().modes.contains(&Mode::Aa) {
            return Err(Refusal::ModeNotEnabled);
        }
        let wanted = wanted_days(request)?;
        consent.allows_pull(wanted, self.now(world))?;
        self.has_room_for_session(world)?;
        let (persona, is_quiet) = (consent.persona.as_str(), consent.is_quiet);
        let data = self
            .data(world, Source::Aggregator, persona, (&consent.account, wanted), is_quiet)
            .await
            .map_err(|reason| Refusal::Limit { reason })?;
        let (id, account) = (world.next_session_id(&holder.link_id), consent.account.clone());
        let (emulator, world, holder, consent) = (Arc::clone(self), Arc::clone(world), holder.id, consent.id);
        // From here on it is done whether or not the client is still there.
        let work = async move {
            let now = emulator.now(&world);
            let pulled = world.update(holder, |session| session.with_pull(consent, wanted, id, now));
            let holder = pulled.unwrap_or(Err(unknown()))?;
            let request = world.shared(request_of_pull(&holder, consent, wanted));
            world.add(
                Session::create(id, &holder.link_id, request, now),
                world.next_session_number(),
            );
            emulator.submit(&world, id, Source::Aggregator, account, data).await;
            emulator.start_processing(&world, &id.to_string())
        };
        tokio::spawn(work).await.map_err(|_| unknown())?
    }

    /// The session that holds a consent, and the consent.
    pub(super) fn holder_of_consent(
        &self,
        world: &World,
        id: Option<&str>,
    ) -> Result<(Arc<Session>, Consent), Refusal> {
        let id = id
            .map(str::trim)
            .filter(|id| !id.is_empty())
            .ok_or_else(|| Refusal::FieldRequired {
                field: "consent_id".to_owned(),
            })?;
        let id = ConsentId::parse(id).ok_or(Refusal::InvalidConsent)?;
        let holder = world.find_session(|session| session.consent(id).is_ok());
        let holder = holder.ok_or(Refusal::InvalidConsent)?;
        let consent = holder.consent(id)?.clone();
        Ok((holder, consent))
    }

    /// The borrower takes a consent back, at his aggregator.
    ///
    /// # Errors
    /// `INVALID_CONSENT_ID`.
    pub fn revoke_consent(&self, world: &World, id: &str) -> Result<(Arc<Session>, ConsentId), Refusal> {
        let (holder, consent) = self.holder_of_consent(world, Some(id))?;
        let now = self.now(world);
        let revoked = world.update(holder.id, |session| session.with_revoked(consent.id, now));
        Ok((revoked.unwrap_or(Err(unknown()))?, consent.id))
    }

    /// The sessions that hold consents, or the one that is named.
    ///
    /// # Errors
    /// `SESSION_NOT_FOUND`.
    pub fn holders_of_consents(&self, world: &World, session: Option<&str>) -> Result<Vec<Arc<Session>>, Refusal> {
        match session {
            Some(id) => Ok(vec![self.session(world, id)?]),
            None => {
                let mut sessions = world.sessions();
                sessions.retain(|session| !session.consents().is_empty());
                Ok(sessions)
            }
        }
    }
}

/// The days of a pull. The rows for missing and malformed dates are inferred from the session call's; a range that ends before it begins is
/// covered by no consent. A range of one day is taken: hourly and daily pulls have no other.
fn wanted_days(request: &PullRequest) -> Result<Period, Refusal> {
    let given = |text: &Option<String>| {
        let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty());
        text.map(str::to_owned)
    };
    let (Some(from), Some(to)) = (given(&request.date_time_range_from), given(&request.date_time_range_to)) else {
        return Err(Refusal::DatesMissing);
    };
    let (Some(from), Some(to)) = (request_date(&from), request_date(&to)) else {
        return Err(Refusal::DateFormat);
    };
    Period::new(from, to).ok_or(Refusal::ConsentRange)
}

/// The request of the session a pull goes to: that of the session the consent was given in, for other days and without a journey. Inferred.
fn request_of_pull(holder: &Session, consent: ConsentId, wanted: Period) -> SessionRequest {
    let bank = holder.consent(consent).ok().and_then(|consent| consent.account.bank);
    SessionRequest {
        version: ApiVersion::V1,
        window: wanted,
        bank,
        mode: Some(Mode::Aa),
        max_window: None,
        recurring: None,
        aa_journey_code: None,
        consents: std::collections::BTreeMap::new(),
        ..SessionRequest::clone(&holder.request)
    }
}
