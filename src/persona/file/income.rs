//! What comes in.

use serde::Deserialize;

use super::defaults;
use super::flow::{AccountName, Raise, Way};
use super::values::{self, CalendarMonth, DayOfMonth, DayOfWeek, Name, Percent, Range, RelativeMonth, Rupees};

#[derive(Clone, Copy, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bonus {
    pub(crate) month: CalendarMonth,
    pub(crate) amount: Rupees,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Salary {
    pub(crate) account: AccountName,
    pub(crate) employer: Name,
    pub(crate) amount: Rupees,
    #[serde(default = "defaults::last_day")]
    pub(crate) day: DayOfMonth,
    pub(crate) raise: Option<Raise>,
    pub(crate) bonus: Option<Bonus>,
    #[serde(default = "defaults::percent::<0>")]
    pub(crate) varies_percent: Percent,
    #[serde(default)]
    pub(crate) missed: Vec<RelativeMonth>,
    #[serde(default = "defaults::way_neft")]
    pub(crate) way: Way,
    pub(crate) starts: Option<RelativeMonth>,
    pub(crate) ends: Option<RelativeMonth>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Receipts {
    pub(crate) account: AccountName,
    #[serde(deserialize_with = "values::names")]
    pub(crate) payers: Vec<Name>,
    #[serde(default = "defaults::way_neft")]
    pub(crate) way: Way,
    #[serde(deserialize_with = "values::count::<_, 500>")]
    pub(crate) per_month: Range,
    pub(crate) amount: Range,
    #[serde(default = "defaults::one")]
    pub(crate) round_to: Rupees,
    pub(crate) remark: Option<Name>,
    #[serde(default)]
    pub(crate) missed: Vec<RelativeMonth>,
    pub(crate) starts: Option<RelativeMonth>,
    pub(crate) ends: Option<RelativeMonth>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sales {
    pub(crate) account: AccountName,
    #[serde(deserialize_with = "values::count::<_, 50>")]
    pub(crate) per_day: Range,
    pub(crate) ticket: Range,
    pub(crate) closed_on: Option<DayOfWeek>,
    pub(crate) starts: Option<RelativeMonth>,
    pub(crate) ends: Option<RelativeMonth>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settlements {
    pub(crate) account: AccountName,
    pub(crate) provider: Name,
    pub(crate) amount: Range,
    pub(crate) closed_on: Option<DayOfWeek>,
    pub(crate) starts: Option<RelativeMonth>,
    pub(crate) ends: Option<RelativeMonth>,
}

/// Where cash is paid in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Counter {
    /// With the teller, on working days.
    Branch,
    /// At a cash deposit machine, any day.
    Machine,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CashDeposits {
    pub(crate) account: AccountName,
    #[serde(deserialize_with = "values::count::<_, 500>")]
    pub(crate) per_month: Range,
    pub(crate) amount: Range,
    #[serde(default = "defaults::at_machine")]
    pub(crate) at: Counter,
    pub(crate) starts: Option<RelativeMonth>,
    pub(crate) ends: Option<RelativeMonth>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChequesReceived {
    pub(crate) account: AccountName,
    #[serde(deserialize_with = "values::names")]
    pub(crate) drawers: Vec<Name>,
    #[serde(deserialize_with = "values::count::<_, 500>")]
    pub(crate) per_month: Range,
    pub(crate) amount: Range,
    #[serde(default)]
    pub(crate) returned: Vec<RelativeMonth>,
    pub(crate) starts: Option<RelativeMonth>,
    pub(crate) ends: Option<RelativeMonth>,
}
