//! A whole attempt of a borrower in one call, for scripts: the same steps, made one after the other.

use std::sync::Arc;

use serde::Deserialize;

use crate::domain::bank::BankId;
use crate::domain::journey::{Decision, NetBankingStage, OTP, PASSWORD, Twist, Via};
use crate::domain::session::Session;
use crate::emulator::Emulator;
use crate::emulator::journey::{Begin, HandedOver, StepProblem, StepResult};
use crate::emulator::specimen;
use crate::store::world::World;

/// An attempt, told in one go. What is absent is what leads to data.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Intake {
    /// The way.
    pub via: Via,
    /// The bank; none takes the session's, over net banking else the persona's first.
    pub bank: Option<BankId>,
    /// The persona; none follows from number or user.
    pub persona: Option<String>,
    /// What goes otherwise than usual; none follows from number or user.
    pub twist: Option<Twist>,
    /// Over the aggregator: where the OTP goes; none takes the session's, else the persona's own.
    pub mobile_number: Option<String>,
    /// Over net banking: the user; none is the persona.
    pub user: Option<String>,
    /// Over the aggregator: whether the borrower consents.
    #[serde(default)]
    pub decision: Answer,
}

/// What a borrower says to the consents.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Yes.
    #[default]
    Approve,
    /// No.
    Reject,
}

/// Whose attempt it is where a call says nothing: the persona the other calls begin with.
const PERSONA: &str = "salaried-asha";

impl Intake {
    /// The attempt of a persona at a bank that leads to data.
    pub(super) fn of(via: Via, bank: BankId, persona: &str) -> Self {
        Intake {
            via,
            bank: Some(bank),
            persona: Some(persona.to_owned()),
            twist: None,
            mobile_number: None,
            user: None,
            decision: Answer::Approve,
        }
    }
}

impl Emulator {
    /// Makes a whole attempt.
    ///
    /// # Errors
    /// The step that is refused; what was done before it stays done.
    pub async fn intake(
        self: &Arc<Self>,
        world: &Arc<World>,
        id: &str,
        intake: Intake,
    ) -> StepResult<(Arc<Session>, Vec<HandedOver>)> {
        let session = self.session(world, id)?;
        let begin = Begin {
            bank: intake.bank,
            persona: intake.persona.clone(),
            twist: intake.twist,
        };
        match intake.via {
            Via::Aggregator => self.intake_by_aggregator(world, &session, intake, begin).await,
            Via::NetBanking => self.intake_by_net_banking(world, &session, intake, begin).await,
        }
    }

    async fn intake_by_aggregator(
        self: &Arc<Self>,
        world: &Arc<World>,
        session: &Session,
        intake: Intake,
        begin: Begin,
    ) -> StepResult<(Arc<Session>, Vec<HandedOver>)> {
        let id = session.id.to_string();
        let number = match (intake.mobile_number, &session.request.mobile_number) {
            (None, None) => {
                let name = intake.persona.as_deref().unwrap_or(PERSONA);
                Some(specimen::persona(name).map_err(StepProblem::Unfit)?.phone.clone())
            }
            (given, _) => given,
        };
        self.request_otp(world, &id, number.as_deref(), begin).await?;
        self.enter_otp(world, &id, Via::Aggregator, OTP)?;
        let decision = match intake.decision {
            Answer::Approve => Decision::Approve { accounts: None },
            Answer::Reject => Decision::Reject,
        };
        self.decide_consent(world, &id, decision).await
    }

    async fn intake_by_net_banking(
        self: &Arc<Self>,
        world: &Arc<World>,
        session: &Session,
        intake: Intake,
        mut begin: Begin,
    ) -> StepResult<(Arc<Session>, Vec<HandedOver>)> {
        let id = session.id.to_string();
        let user = intake.user.or(intake.persona).unwrap_or_else(|| PERSONA.to_owned());
        if begin.bank.or(session.request.bank).is_none() {
            let name = begin.persona.as_deref().unwrap_or(&user);
            // A user who is no persona has no first bank; the step says what is missing.
            begin.bank = specimen::persona(name).ok().and_then(|persona| persona.banks().next());
        }
        let session = self.log_in(world, &id, (&user, PASSWORD), begin).await?;
        if let Some(NetBankingStage::AwaitsCaptcha { text, .. }) = session.net_banking().map(|attempt| &attempt.stage) {
            self.read_captcha(world, &id, text)?;
        }
        self.enter_otp(world, &id, Via::NetBanking, OTP)?;
        self.choose_accounts(world, &id, None).await
    }
}
