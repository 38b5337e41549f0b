//! Why a borrower's step is refused.

use serde::{Deserialize, Serialize};

use crate::domain::refusal::Refusal;

/// A reason to refuse a step. Its code and text are in `wire/journey.rs`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JourneyRefusal {
    /// The session, the client or the bank does not allow it.
    Session(Refusal),
    /// Another step is to be done now.
    NotNow {
        /// Which step.
        expected: String,
    },
    /// The session's mobile number is not to be changed.
    MobileNumberFixed,
    /// No more OTPs are sent in this session.
    OtpRequestsUsedUp,
    /// The OTP is wrong.
    OtpIncorrect {
        /// Tries left.
        tries_left: u32,
    },
    /// The OTP's time is over.
    OtpExpired,
    /// No try is left.
    OtpTriedOut,
    /// No account was found.
    NothingFound,
    /// The bank does not answer.
    BankDown,
    /// None of the accounts that were found was chosen.
    NothingChosen,
    /// An account was chosen that was not found.
    UnknownAccount,
    /// Net banking needs a bank.
    BankMissing,
    /// User or password is wrong.
    LoginIncorrect {
        /// Tries left.
        tries_left: u32,
    },
    /// The bank has locked the user.
    UserLocked,
    /// The captcha is wrong.
    CaptchaIncorrect {
        /// Tries left.
        tries_left: u32,
    },
}

impl From<Refusal> for JourneyRefusal {
    fn from(refusal: Refusal) -> Self {
        JourneyRefusal::Session(refusal)
    }
}
