//! What is moved and put away.

use serde::Deserialize;

use super::defaults;
use super::flow::{AccountName, Way};
use super::values::{self, DayOfMonth, Name, Range, RelativeMonth, Rupees};
use crate::yaml::Placed;

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OwnTransfer {
    pub(crate) from: AccountName,
    pub(crate) to: Placed<String>,
    pub(crate) amount: Range,
    pub(crate) day: DayOfMonth,
    #[serde(default = "defaults::way_imps")]
    pub(crate) way: Way,
    #[serde(default = "defaults::once")]
    #[serde(deserialize_with = "values::count::<_, 500>")]
    pub(crate) per_month: Range,
    pub(crate) starts: Option<RelativeMonth>,
    pub(crate) ends: Option<RelativeMonth>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sip {
    pub(crate) account: AccountName,
    pub(crate) fund: Name,
    pub(crate) amount: Rupees,
    pub(crate) day: DayOfMonth,
    #[serde(default)]
    pub(crate) bounces: Vec<RelativeMonth>,
    pub(crate) starts: Option<RelativeMonth>,
    pub(crate) ends: Option<RelativeMonth>,
}

/// Where spare money goes.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Into {
    /// A fixed deposit with the same bank.
    FixedDeposit,
    /// A mutual fund, by net banking.
    MutualFund,
    /// A broker, by net banking.
    Stocks,
    /// Another account of the same persona.
    Account(Placed<String>),
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Surplus {
    pub(crate) account: AccountName,
    pub(crate) above: Rupees,
    pub(crate) into: Into,
    #[serde(default = "defaults::day_20")]
    pub(crate) day: DayOfMonth,
    pub(crate) starts: Option<RelativeMonth>,
    pub(crate) ends: Option<RelativeMonth>,
}
