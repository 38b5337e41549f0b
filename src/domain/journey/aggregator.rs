//! Over the account aggregator: mobile number, OTP, the accounts that are found, consent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Borrower, Happening, Journey, JourneyRefusal, OTP_REQUESTS_MAX, Otp, Stepped, Twist, Via};
use crate::domain::account::AccountKey;
use crate::domain::bank::BankId;
use crate::domain::consent::{Consent, ConsentAsk, Pull, asked};
use crate::domain::ids::IdSource;
use crate::domain::period::Period;
use crate::domain::refusal::Refusal;
use crate::domain::session::Session;
use crate::domain::settings::Settings;

/// One attempt of a borrower.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AggregatorAttempt {
    /// The number the OTP went to.
    pub mobile_number: String,
    /// Whom it belongs to.
    pub borrower: Borrower,
    /// How far he is.
    pub stage: AggregatorStage,
}

/// How far a borrower is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AggregatorStage {
    /// The OTP was sent.
    AwaitsOtp(Otp),
    /// Accounts were found.
    AwaitsConsent,
    /// He consented, and data came.
    Approved,
    /// He did not consent.
    Rejected,
    /// It came to nothing: no account was found, the bank was down, or the OTP was tried out.
    Failed,
}

/// What an OTP is asked for with.
#[derive(Clone, Debug)]
pub struct OtpRequest {
    /// Where it goes; ten digits.
    pub mobile_number: String,
    /// The bank whose accounts are looked for; none looks everywhere.
    pub bank: Option<BankId>,
    /// Whom the number belongs to.
    pub borrower: Borrower,
}

/// What the borrower says to the consents.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Decision {
    /// Yes, for these accounts; for all that were found when none is named.
    Approve {
        /// The accounts.
        accounts: Option<Vec<AccountKey>>,
    },
    /// No.
    Reject,
}

impl Session {
    /// The mobile number an OTP goes to: the one given, else the session's.
    ///
    /// # Errors
    /// When it is none, or another one than a session's that is not to be changed.
    pub fn aggregator_number(&self, given: Option<&str>) -> Result<String, JourneyRefusal> {
        let given = given.map(str::trim).filter(|text| !text.is_empty());
        match (given, self.request.mobile_number.as_deref()) {
            (Some(given), Some(own)) if given != own && !self.request.is_mobile_field_editable => {
                Err(JourneyRefusal::MobileNumberFixed)
            }
            (Some(number), _) | (None, Some(number))
                if number.len() == 10 && number.bytes().all(|byte| byte.is_ascii_digit()) =>
            {
                Ok(number.to_owned())
            }
            (_, _) => Err(Refusal::InvalidMobileNumber.into()),
        }
    }

    /// The attempt over the aggregator that is on.
    pub fn aggregator(&self) -> Option<&AggregatorAttempt> {
        self.journey.as_ref()?.aggregator.as_ref()
    }

    /// An OTP is asked for, the first time or again; what was begun before is given up.
    pub fn with_otp_requested(&self, request: &OtpRequest, settings: &Settings, now: DateTime<Utc>) -> Stepped {
        if let Err(refusal) = self.open_for(Via::Aggregator, request.bank, settings, now) {
            return self.stays(refusal);
        }
        if self
            .journey
            .as_ref()
            .is_some_and(|journey| journey.otp_count >= OTP_REQUESTS_MAX)
        {
            return self.goes_on(Via::Aggregator, now, |_| Err(JourneyRefusal::OtpRequestsUsedUp));
        }
        self.goes_on(Via::Aggregator, now, |journey| {
            journey.otp_count += 1;
            journey.aggregator = Some(AggregatorAttempt {
                mobile_number: request.mobile_number.clone(),
                borrower: request.borrower.clone(),
                stage: AggregatorStage::AwaitsOtp(Otp::sent(now)),
            });
            journey.note(now, Via::Aggregator, Happening::Began { bank: request.bank });
            Ok(())
        })
    }

    /// The borrower enters the OTP; when it is right, his accounts are looked for.
    pub fn with_aggregator_otp(&self, text: &str, now: DateTime<Utc>) -> Stepped {
        if let Err(refusal) = self.open_for_upload(now) {
            return self.stays(refusal);
        }
        let stage = self.aggregator().map(|attempt| attempt.stage);
        let Some(AggregatorStage::AwaitsOtp(mut otp)) = stage else {
            return self.stays(JourneyRefusal::NotNow {
                expected: aggregator_step(stage.as_ref(), now).to_owned(),
            });
        };
        self.goes_on(Via::Aggregator, now, |journey| {
            let tried = otp.tried(text, now);
            let twist = journey.aggregator.as_ref().map(|attempt| attempt.borrower.twist);
            let has_accounts = journey
                .aggregator
                .as_ref()
                .is_some_and(|attempt| !attempt.borrower.accounts.is_empty());
            let (stage, outcome) = match (tried, twist) {
                (Err(refusal @ JourneyRefusal::OtpTriedOut), _) => (AggregatorStage::Failed, Err(refusal)),
                (Err(refusal), _) => (AggregatorStage::AwaitsOtp(otp), Err(refusal)),
                (Ok(()), Some(Twist::BankDown)) => (AggregatorStage::Failed, Err(JourneyRefusal::BankDown)),
                (Ok(()), Some(Twist::NothingFound)) => (AggregatorStage::Failed, Err(JourneyRefusal::NothingFound)),
                (Ok(()), _) if !has_accounts => (AggregatorStage::Failed, Err(JourneyRefusal::NothingFound)),
                (Ok(()), _) => (AggregatorStage::AwaitsConsent, Ok(())),
            };
            journey.reach(stage);
            outcome
        })
    }

    /// The borrower consents or does not. With a yes, the consents are the session's; the data is pulled by whoever asked.
    pub fn with_decision(&self, decision: &Decision, ids: &IdSource, now: DateTime<Utc>) -> Stepped {
        if let Err(refusal) = self.open_for_upload(now) {
            return self.stays(refusal);
        }
        let Some(attempt) = self
            .aggregator()
            .filter(|attempt| attempt.stage == AggregatorStage::AwaitsConsent)
        else {
            return self.stays(JourneyRefusal::NotNow {
                expected: aggregator_step(self.aggregator().map(|attempt| &attempt.stage), now).to_owned(),
            });
        };
        let accounts = match decision {
            Decision::Reject => {
                return self.goes_on(Via::Aggregator, now, |journey| {
                    journey.reach(AggregatorStage::Rejected);
                    journey.note(now, Via::Aggregator, Happening::Rejected);
                    Ok(())
                });
            }
            Decision::Approve { accounts } => attempt.borrower.chosen(accounts.as_deref()),
        };
        match accounts {
            Err(refusal) => self.stays(refusal),
            Ok(accounts) => self.goes_on(Via::Aggregator, now, |journey| {
                let given = consents(self, attempt, &accounts, ids, now);
                journey.consents.extend(given);
                journey.reach(AggregatorStage::Approved);
                journey.note(now, Via::Aggregator, Happening::Agreed);
                Ok(())
            }),
        }
    }

    /// The days a consent over the aggregator brings to this session at once: its window, as far as the first consent covers it.
    pub fn aggregator_period(&self, now: DateTime<Utc>) -> Option<Period> {
        let window = self.request.window;
        let data = asked(&self.request, now).first()?.data;
        Period::new(window.from.max(data.from), window.to.min(data.to))
    }
}

impl Journey {
    fn reach(&mut self, stage: AggregatorStage) {
        if let Some(attempt) = &mut self.aggregator {
            attempt.stage = stage;
        }
    }
}

/// The step that is to be done now.
pub(super) fn aggregator_step(stage: Option<&AggregatorStage>, now: DateTime<Utc>) -> &'static str {
    match stage {
        Some(AggregatorStage::AwaitsOtp(otp)) if otp.may_be_tried(now) => "otp",
        Some(AggregatorStage::AwaitsConsent) => "consent",
        Some(
            AggregatorStage::AwaitsOtp(_)
            | AggregatorStage::Approved
            | AggregatorStage::Rejected
            | AggregatorStage::Failed,
        )
        | None => "otp-request",
    }
}

/// The consents for these accounts: every one that was asked for, for each account.
///
/// The session's own data are pulled under the first that was asked for. So a session that asks for a recurring consent alone uses it once
/// (inferred: the vendor calls it "only recurring fetches").
fn consents(
    session: &Session,
    attempt: &AggregatorAttempt,
    accounts: &[AccountKey],
    ids: &IdSource,
    now: DateTime<Utc>,
) -> Vec<Consent> {
    let asks = asked(&session.request, now);
    let pairs = accounts
        .iter()
        .flat_map(|account| asks.iter().enumerate().map(move |(place, ask)| (account, place, ask)));
    let first_ordinal = session.consents().len() as u64;
    pairs
        .zip(first_ordinal..)
        .map(
            |((account, place, ask), ordinal): ((&AccountKey, usize, &ConsentAsk), u64)| Consent {
                id: ids.consent(session.id, ordinal),
                granted: ask.clone(),
                account: account.clone(),
                persona: attempt.borrower.persona.clone(),
                is_quiet: attempt.borrower.twist == Twist::Quiet,
                given_at: now,
                pulls: if place == 0 {
                    vec![Pull {
                        at: now,
                        session: session.id,
                    }]
                } else {
                    Vec::new()
                },
                revoked_at: None,
            },
        )
        .collect()
}
