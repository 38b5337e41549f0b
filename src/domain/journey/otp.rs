//! One-time passwords.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::JourneyRefusal;

/// The password that is always right. Source: design section 6.
pub const OTP: &str = "123456";

/// How long it is right. Ours.
pub const OTP_LIFETIME: TimeDelta = TimeDelta::minutes(10);

/// How often one may be tried, and a captcha, and a user's password. Ours.
pub const TRIES_MAX: u32 = 3;

/// How many the aggregator sends in one session. Ours.
pub const OTP_REQUESTS_MAX: u32 = 5;

/// A one-time password on its way.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Otp {
    /// When it was sent.
    pub sent_at: DateTime<Utc>,
    /// How often a wrong one was given for it.
    pub wrong_count: u32,
}

impl Otp {
    /// Sent now.
    pub(super) fn sent(now: DateTime<Utc>) -> Self {
        Otp {
            sent_at: now,
            wrong_count: 0,
        }
    }

    /// Tries one left.
    pub fn tries_left(&self) -> u32 {
        TRIES_MAX.saturating_sub(self.wrong_count)
    }

    /// When it is right no more.
    pub fn expires_at(&self) -> DateTime<Utc> {
        self.sent_at + OTP_LIFETIME
    }

    /// Whether a right one would be taken.
    pub(super) fn may_be_tried(&self, now: DateTime<Utc>) -> bool {
        self.tries_left() > 0 && now < self.expires_at()
    }

    /// Takes one try.
    pub(super) fn tried(&mut self, text: &str, now: DateTime<Utc>) -> Result<(), JourneyRefusal> {
        if self.tries_left() == 0 {
            return Err(JourneyRefusal::OtpTriedOut);
        }
        if now >= self.expires_at() {
            return Err(JourneyRefusal::OtpExpired);
        }
        if text.trim() == OTP {
            return Ok(());
        }
        self.wrong_count += 1;
        match self.tries_left() {
            0 => Err(JourneyRefusal::OtpTriedOut),
            tries_left => Err(JourneyRefusal::OtpIncorrect { tries_left }),
        }
    }
}
