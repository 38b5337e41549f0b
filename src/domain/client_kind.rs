//! Kinds of client that are had by the beginning of an API key, so that a test needs no settings. Ours; design section 6.

use std::collections::BTreeSet;

use crate::domain::refusal::Refusal;
use crate::domain::session_request::Mode;
use crate::domain::settings::Settings;

/// A kind of client.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClientKind {
    /// Nobody knows its key.
    Denied,
    /// Its trial is over.
    TrialExpired,
    /// Its plan is unpaid.
    PlanUnpaid,
    /// The session flow is closed to it.
    RouteClosed,
    /// It may use PDF upload alone.
    PdfOnly,
    /// It may use the account aggregator alone.
    AggregatorOnly,
    /// It may use net banking alone.
    NetBankingOnly,
}

impl ClientKind {
    /// Every kind.
    pub const ALL: [ClientKind; 7] = [
        ClientKind::Denied,
        ClientKind::TrialExpired,
        ClientKind::PlanUnpaid,
        ClientKind::RouteClosed,
        ClientKind::PdfOnly,
        ClientKind::AggregatorOnly,
        ClientKind::NetBankingOnly,
    ];

    /// What its keys begin with.
    pub fn name(self) -> &'static str {
        match self {
            ClientKind::Denied => "denied",
            ClientKind::TrialExpired => "trial-expired",
            ClientKind::PlanUnpaid => "plan-unpaid",
            ClientKind::RouteClosed => "route-closed",
            ClientKind::PdfOnly => "pdf-only",
            ClientKind::AggregatorOnly => "aa-only",
            ClientKind::NetBankingOnly => "online-only",
        }
    }

    /// What becomes of its calls.
    pub fn meaning(self) -> &'static str {
        match self {
            ClientKind::Denied => "every call is refused as if the key were unknown",
            ClientKind::TrialExpired => "uploads are refused with `TRIAL_PERIOD_EXPIRED`",
            ClientKind::PlanUnpaid => "creating a session is refused with `PAYMENT_REQUIRED`",
            ClientKind::RouteClosed => "uploads are refused with `ROUTE_NOT_ALLOWED`",
            ClientKind::PdfOnly => "`mode` other than `pdf` is refused with `MODE_NOT_ENABLED`",
            ClientKind::AggregatorOnly => "`mode` other than `aa` is refused with `MODE_NOT_ENABLED`",
            ClientKind::NetBankingOnly => "`mode` other than `online` is refused with `MODE_NOT_ENABLED`",
        }
    }

    /// The kind of the client with this key: the key begins with its name, and the name ends there or at a `-`.
    pub fn of_key(key: &str) -> Option<Self> {
        let is_it = |kind: &ClientKind| {
            let rest = key.strip_prefix(kind.name());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '+', '~', '_', '.']))
        };
        ClientKind::ALL.into_iter().find(is_it)
    }

    /// The settings the client with this key starts with, where the others start with these.
    pub fn applied_by_key(key: &str, settings: &Settings) -> Settings {
        let settings = settings.clone();
        match ClientKind::of_key(key) {
            None => settings,
            Some(kind) => kind.applied_to(settings),
        }
    }

    /// The settings such a client starts with. They can be changed like any: a trial may be upgraded.
    pub fn applied_to(self, settings: Settings) -> Settings {
        let modes = |mode| BTreeSet::from([mode]);
        match self {
            ClientKind::Denied => settings,
            ClientKind::TrialExpired => Settings {
                is_trial_over: true,
                ..settings
            },
            ClientKind::PlanUnpaid => Settings {
                is_plan_unpaid: true,
                ..settings
            },
            ClientKind::RouteClosed => Settings {
                is_route_enabled: false,
                ..settings
            },
            ClientKind::PdfOnly => Settings {
                modes: modes(Mode::Pdf),
                ..settings
            },
            ClientKind::AggregatorOnly => Settings {
                modes: modes(Mode::Aa),
                ..settings
            },
            ClientKind::NetBankingOnly => Settings {
                modes: modes(Mode::Online),
                ..settings
            },
        }
    }

    /// Whether a refusal comes of being such a client.
    pub fn explains(self, refusal: &Refusal) -> bool {
        match self {
            ClientKind::Denied => *refusal == Refusal::CredentialsMissing,
            ClientKind::TrialExpired => *refusal == Refusal::TrialExpired,
            ClientKind::PlanUnpaid => *refusal == Refusal::PlanUnpaid,
            ClientKind::RouteClosed => *refusal == Refusal::RouteNotAllowed,
            ClientKind::PdfOnly | ClientKind::AggregatorOnly | ClientKind::NetBankingOnly => {
                *refusal == Refusal::ModeNotEnabled
            }
        }
    }
}
