//! What is spent because one likes to.

use serde::Deserialize;

use super::defaults;
use super::flow::AccountName;
use super::values::{self, Percent, Range, RelativeMonth};

/// How much each kind of merchant is liked; the numbers weigh against each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Tastes {
    pub(crate) food: u16,
    pub(crate) groceries: u16,
    pub(crate) shopping: u16,
    pub(crate) fuel: u16,
    pub(crate) travel: u16,
    pub(crate) medical: u16,
    pub(crate) entertainment: u16,
    pub(crate) alcohol: u16,
    pub(crate) ewallet: u16,
    pub(crate) bnpl: u16,
}

impl Default for Tastes {
    fn default() -> Self {
        Tastes {
            food: 30,
            groceries: 28,
            shopping: 12,
            fuel: 8,
            travel: 10,
            medical: 5,
            entertainment: 5,
            alcohol: 0,
            ewallet: 2,
            bnpl: 0,
        }
    }
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Everyday {
    pub(crate) account: AccountName,
    #[serde(deserialize_with = "values::count::<_, 500>")]
    pub(crate) per_month: Range,
    #[serde(default)]
    pub(crate) tastes: Tastes,
    #[serde(default = "defaults::percent::<15>")]
    pub(crate) card_percent: Percent,
    #[serde(default = "defaults::percent::<2>")]
    pub(crate) refund_percent: Percent,
    #[serde(default = "defaults::size_usual", deserialize_with = "values::between::<_, 10, 500>")]
    pub(crate) size_percent: u16,
    pub(crate) starts: Option<RelativeMonth>,
    pub(crate) ends: Option<RelativeMonth>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct People {
    pub(crate) account: AccountName,
    #[serde(deserialize_with = "values::count::<_, 500>")]
    pub(crate) per_month: Range,
    pub(crate) amount: Range,
    #[serde(default = "defaults::percent::<35>")]
    pub(crate) received_percent: Percent,
    pub(crate) starts: Option<RelativeMonth>,
    pub(crate) ends: Option<RelativeMonth>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cash {
    pub(crate) account: AccountName,
    #[serde(deserialize_with = "values::count::<_, 500>")]
    pub(crate) per_month: Range,
    pub(crate) amount: Range,
    pub(crate) starts: Option<RelativeMonth>,
    pub(crate) ends: Option<RelativeMonth>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Gambling {
    pub(crate) account: AccountName,
    #[serde(deserialize_with = "values::count::<_, 500>")]
    pub(crate) per_month: Range,
    pub(crate) stake: Range,
    #[serde(default = "defaults::percent::<20>")]
    pub(crate) wins_percent: Percent,
    pub(crate) starts: Option<RelativeMonth>,
    pub(crate) ends: Option<RelativeMonth>,
}
