//! Which exchanges somebody wants to see.

use std::str::FromStr;

use chrono::{DateTime, Utc};

use crate::domain::endpoint::Endpoint;
use crate::domain::exchange::{Exchange, Kind};
use crate::domain::ids::SessionId;

/// Which exchanges somebody wants to see; what is not given is no condition.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ExchangeFilter {
    /// About this session.
    pub session: Option<SessionId>,
    /// Calls of this endpoint.
    pub endpoint: Option<Endpoint>,
    /// Answered so.
    pub status: Option<StatusFilter>,
    /// Refused with this code.
    pub code: Option<String>,
    /// Begun then or later, in world time.
    pub since: Option<DateTime<Utc>>,
    /// Only calls, or only webhooks.
    pub side: Option<Side>,
}

/// Who called whom.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// A client the emulator.
    Call,
    /// The emulator a receiver.
    Webhook,
}

/// A status, or all of a hundred.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StatusFilter {
    /// `404`
    Exactly(u16),
    /// `4xx`
    Hundred(u16),
    /// `none`: there was no answer.
    None,
}

impl FromStr for StatusFilter {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let unfit = || format!("status: `{text}` is no status; give 404, 4xx or none");
        if text == "none" {
            return Ok(StatusFilter::None);
        }
        let hundred = text.strip_suffix("xx").and_then(|digit| digit.parse().ok());
        if let Some(hundred) = hundred.filter(|hundred| (1..=5).contains(hundred)) {
            return Ok(StatusFilter::Hundred(hundred));
        }
        let status = text.parse().ok().filter(|status| (100..1_000).contains(status));
        status.map(StatusFilter::Exactly).ok_or_else(unfit)
    }
}

impl FromStr for Side {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "call" => Ok(Side::Call),
            "webhook" => Ok(Side::Webhook),
            _ => Err(format!("kind: `{text}` is neither call nor webhook")),
        }
    }
}

impl ExchangeFilter {
    /// Whether this one is wanted.
    pub fn admits(&self, exchange: &Exchange) -> bool {
        let (side, endpoint) = match exchange.kind {
            Kind::Call { endpoint } => (Side::Call, endpoint),
            Kind::Webhook { .. } => (Side::Webhook, None),
        };
        let code = exchange.refusal.as_ref().map(|refusal| refusal.code);
        self.session.is_none_or(|wanted| exchange.session == Some(wanted))
            && self.endpoint.is_none_or(|wanted| endpoint == Some(wanted))
            && self.status.is_none_or(|wanted| wanted.admits(exchange.status))
            && self.code.as_deref().is_none_or(|wanted| code == Some(wanted))
            && self.since.is_none_or(|since| exchange.at >= since)
            && self.side.is_none_or(|wanted| wanted == side)
    }
}

impl StatusFilter {
    fn admits(self, status: Option<u16>) -> bool {
        match self {
            StatusFilter::Exactly(wanted) => status == Some(wanted),
            StatusFilter::Hundred(wanted) => status.is_some_and(|status| status / 100 == wanted),
            StatusFilter::None => status.is_none(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_one_or_a_hundred_or_none() {
        let admits = |text: &str, status| text.parse::<StatusFilter>().unwrap().admits(status);
        assert!(admits("404", Some(404)) && !admits("404", Some(400)));
        assert!(admits("4xx", Some(404)) && !admits("4xx", Some(500)) && !admits("4xx", None));
        assert!(admits("none", None) && !admits("none", Some(200)));
        for text in ["", "4", "9xx", "xx", "4000", "ok"] {
            assert!(text.parse::<StatusFilter>().is_err(), "{text}");
        }
    }
}
