//! Over net banking: bank and login, a captcha where the bank shows one, OTP, the choice of accounts.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Borrower, Happening, Journey, JourneyRefusal, Otp, PASSWORD, Stepped, TRIES_MAX, Twist, Via};
use crate::domain::account::AccountKey;
use crate::domain::bank::BankId;
use crate::domain::session::Session;
use crate::domain::settings::Settings;

/// One attempt of a borrower.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct NetBankingAttempt {
    /// The bank.
    pub bank: BankId,
    /// The user's name there.
    pub user: String,
    /// Who he is.
    pub borrower: Borrower,
    /// How far he is.
    pub stage: NetBankingStage,
}

/// How far a borrower is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NetBankingStage {
    /// The bank shows a captcha.
    AwaitsCaptcha {
        /// What is to be read in it.
        text: String,
        /// How often it was read wrongly.
        wrong_count: u32,
    },
    /// The OTP was sent.
    AwaitsOtp(Otp),
    /// He is in.
    AwaitsChoice,
    /// He chose, and data came.
    Done,
    /// It came to nothing: no account was found, or a captcha or an OTP was tried out.
    Failed,
}

/// What a borrower logs in with.
#[derive(Clone, Debug)]
pub struct Login {
    /// The bank.
    pub bank: BankId,
    /// The user's name there.
    pub user: String,
    /// His password.
    pub password: String,
    /// Who he is.
    pub borrower: Borrower,
}

impl Session {
    /// The attempt over net banking that is on.
    pub fn net_banking(&self) -> Option<&NetBankingAttempt> {
        self.journey.as_ref()?.net_banking.as_ref()
    }

    /// The borrower logs in; what was begun before is given up.
    pub fn with_login(&self, login: &Login, settings: &Settings, now: DateTime<Utc>) -> Stepped {
        if let Err(refusal) = self.open_for(Via::NetBanking, Some(login.bank), settings, now) {
            return self.stays(refusal);
        }
        self.goes_on(Via::NetBanking, now, |journey| {
            journey.net_banking = None;
            journey.note(now, Via::NetBanking, Happening::Began { bank: Some(login.bank) });
            journey.may_log_in(login)?;
            journey.net_banking = Some(NetBankingAttempt {
                bank: login.bank,
                user: login.user.clone(),
                borrower: login.borrower.clone(),
                stage: if login.borrower.twist == Twist::Captcha {
                    NetBankingStage::AwaitsCaptcha {
                        text: captcha(self, 0),
                        wrong_count: 0,
                    }
                } else {
                    NetBankingStage::AwaitsOtp(Otp::sent(now))
                },
            });
            Ok(())
        })
    }

    /// The borrower reads the captcha. After a wrong one there is another.
    pub fn with_captcha(&self, read: &str, now: DateTime<Utc>) -> Stepped {
        let Some(NetBankingStage::AwaitsCaptcha { text, wrong_count }) = self.net_banking_stage() else {
            return self.not_now(now);
        };
        if let Err(refusal) = self.open_for_upload(now) {
            return self.stays(refusal);
        }
        let is_right = read.trim() == text;
        let wrong_count = wrong_count + u32::from(!is_right);
        self.goes_on(Via::NetBanking, now, |journey| {
            if is_right {
                journey.arrive(NetBankingStage::AwaitsOtp(Otp::sent(now)));
                return Ok(());
            }
            let tries_left = TRIES_MAX.saturating_sub(wrong_count);
            journey.arrive(match tries_left {
                0 => NetBankingStage::Failed,
                _ => NetBankingStage::AwaitsCaptcha {
                    text: captcha(self, wrong_count),
                    wrong_count,
                },
            });
            Err(JourneyRefusal::CaptchaIncorrect { tries_left })
        })
    }

    /// The borrower enters the OTP.
    pub fn with_net_banking_otp(&self, text: &str, now: DateTime<Utc>) -> Stepped {
        let Some(NetBankingStage::AwaitsOtp(otp)) = self.net_banking_stage() else {
            return self.not_now(now);
        };
        let mut otp = *otp;
        if let Err(refusal) = self.open_for_upload(now) {
            return self.stays(refusal);
        }
        let has_accounts = self.net_banking().is_some_and(|attempt| {
            !attempt.borrower.accounts.is_empty() && attempt.borrower.twist != Twist::NothingFound
        });
        self.goes_on(Via::NetBanking, now, |journey| {
            let (stage, outcome) = match otp.tried(text, now) {
                // The bank wants the login again: it sends no second OTP.
                Err(refusal @ (JourneyRefusal::OtpTriedOut | JourneyRefusal::OtpExpired)) => {
                    (NetBankingStage::Failed, Err(refusal))
                }
                Err(refusal) => (NetBankingStage::AwaitsOtp(otp), Err(refusal)),
                Ok(()) if has_accounts => (NetBankingStage::AwaitsChoice, Ok(())),
                Ok(()) => (NetBankingStage::Failed, Err(JourneyRefusal::NothingFound)),
            };
            journey.arrive(stage);
            outcome
        })
    }

    /// The borrower chooses accounts; all of them when none is named. The data is pulled by whoever asked.
    pub fn with_choice(&self, wanted: Option<&[AccountKey]>, now: DateTime<Utc>) -> Stepped {
        let attempt = match self.net_banking() {
            Some(attempt) if attempt.stage == NetBankingStage::AwaitsChoice => attempt,
            Some(_) | None => return self.not_now(now),
        };
        if let Err(refusal) = self.open_for_upload(now) {
            return self.stays(refusal);
        }
        match attempt.borrower.chosen(wanted) {
            Err(refusal) => self.stays(refusal),
            Ok(_) => self.goes_on(Via::NetBanking, now, |journey| {
                journey.arrive(NetBankingStage::Done);
                journey.note(now, Via::NetBanking, Happening::Agreed);
                Ok(())
            }),
        }
    }

    fn net_banking_stage(&self) -> Option<&NetBankingStage> {
        self.net_banking().map(|attempt| &attempt.stage)
    }

    /// The session says no first; else another step is to be done.
    fn not_now(&self, now: DateTime<Utc>) -> Stepped {
        if let Err(refusal) = self.open_for_upload(now) {
            return self.stays(refusal);
        }
        self.stays(JourneyRefusal::NotNow {
            expected: net_banking_step(self.net_banking_stage(), now).to_owned(),
        })
    }
}

impl Journey {
    fn arrive(&mut self, stage: NetBankingStage) {
        if let Some(attempt) = &mut self.net_banking {
            attempt.stage = stage;
        }
    }

    /// Whether the bank lets the user in, as far as his password goes. Every user has the same one; whom it was wrong for three times in one
    /// session is locked in it.
    fn may_log_in(&mut self, login: &Login) -> Result<(), JourneyRefusal> {
        let wrong_count = |logins: &[String]| logins.iter().filter(|user| **user == login.user).count();
        let tries_left = |used: usize| TRIES_MAX.saturating_sub(u32::try_from(used).unwrap_or(TRIES_MAX));
        if login.borrower.twist == Twist::BankDown {
            return Err(JourneyRefusal::BankDown);
        }
        if login.borrower.twist == Twist::Locked || tries_left(wrong_count(&self.wrong_logins)) == 0 {
            return Err(JourneyRefusal::UserLocked);
        }
        if login.password == PASSWORD {
            return Ok(());
        }
        // A script that tries thousands of users is not worth remembering them all.
        const REMEMBERED_MAX: usize = 100;
        if self.wrong_logins.len() == REMEMBERED_MAX {
            self.wrong_logins.remove(0);
        }
        self.wrong_logins.push(login.user.clone());
        match tries_left(wrong_count(&self.wrong_logins)) {
            0 => Err(JourneyRefusal::UserLocked),
            tries_left => Err(JourneyRefusal::LoginIncorrect { tries_left }),
        }
    }
}

/// The step that is to be done now.
pub(super) fn net_banking_step(stage: Option<&NetBankingStage>, now: DateTime<Utc>) -> &'static str {
    match stage {
        Some(NetBankingStage::AwaitsCaptcha { .. }) => "captcha",
        Some(NetBankingStage::AwaitsOtp(otp)) if otp.may_be_tried(now) => "otp",
        Some(NetBankingStage::AwaitsChoice) => "accounts",
        Some(NetBankingStage::AwaitsOtp(_) | NetBankingStage::Done | NetBankingStage::Failed) | None => "login",
    }
}

/// Five letters that follow from the session and the number of captchas it showed. None is easily taken for another.
fn captcha(session: &Session, ordinal: u32) -> String {
    const LETTERS: &[u8] = b"ACDEFHJKLMNPRTUVWXY34679";
    let place = format!("{}{}{ordinal}", session.id, session.revision);
    let digest: [u8; 32] = Sha256::digest(place.as_bytes()).into();
    let letter = |byte: &u8| char::from(LETTERS[usize::from(*byte) % LETTERS.len()]);
    digest.iter().take(5).map(letter).collect()
}
