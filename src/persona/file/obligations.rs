//! What must be paid.

use serde::Deserialize;

use super::defaults;
use super::flow::{AccountName, Raise, Way};
use super::values::{self, CalendarMonth, DayOfMonth, Name, Range, RelativeMonth, Rupees};

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rent {
    pub(crate) account: AccountName,
    pub(crate) landlord: Name,
    pub(crate) amount: Rupees,
    pub(crate) day: DayOfMonth,
    #[serde(default = "defaults::way_imps")]
    pub(crate) way: Way,
    pub(crate) raise: Option<Raise>,
    pub(crate) starts: Option<RelativeMonth>,
    pub(crate) ends: Option<RelativeMonth>,
}

#[derive(Clone, Copy, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Disbursal {
    pub(crate) on: RelativeMonth,
    pub(crate) amount: Rupees,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Loan {
    pub(crate) account: AccountName,
    pub(crate) lender: Name,
    pub(crate) emi: Rupees,
    pub(crate) day: DayOfMonth,
    pub(crate) disbursed: Option<Disbursal>,
    #[serde(
        default = "defaults::instalments_many",
        deserialize_with = "values::between::<_, 1, 480>"
    )]
    pub(crate) instalments: u16,
    #[serde(default)]
    pub(crate) bounces: Vec<RelativeMonth>,
    pub(crate) starts: Option<RelativeMonth>,
    pub(crate) ends: Option<RelativeMonth>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CardBill {
    pub(crate) account: AccountName,
    pub(crate) issuer: Name,
    pub(crate) amount: Range,
    pub(crate) day: DayOfMonth,
    #[serde(default = "defaults::way_billpay")]
    pub(crate) way: Way,
    pub(crate) starts: Option<RelativeMonth>,
    pub(crate) ends: Option<RelativeMonth>,
}

/// What a bill is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BillKind {
    /// The electricity board; more in summer.
    Electricity,
    /// A telephone.
    Mobile,
    /// Broadband.
    Internet,
    /// Cooking gas.
    Gas,
    /// Anything else: water, school, society.
    Other,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bill {
    pub(crate) account: AccountName,
    pub(crate) biller: Name,
    pub(crate) kind: BillKind,
    pub(crate) amount: Range,
    pub(crate) day: DayOfMonth,
    #[serde(default = "defaults::way_billpay")]
    pub(crate) way: Way,
    #[serde(default = "defaults::every_month", deserialize_with = "values::between::<_, 1, 12>")]
    pub(crate) every_months: u16,
    pub(crate) starts: Option<RelativeMonth>,
    pub(crate) ends: Option<RelativeMonth>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Insurance {
    pub(crate) account: AccountName,
    pub(crate) insurer: Name,
    pub(crate) amount: Rupees,
    pub(crate) day: DayOfMonth,
    pub(crate) month: Option<CalendarMonth>,
    #[serde(default)]
    pub(crate) bounces: Vec<RelativeMonth>,
    pub(crate) starts: Option<RelativeMonth>,
    pub(crate) ends: Option<RelativeMonth>,
}

/// What a payment is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Purpose {
    /// Goods for a shop.
    Supplier,
    /// People who work for him.
    Wages,
    /// GST, income tax.
    Tax,
    /// School and the like.
    Fees,
    /// Parents, spouse.
    Family,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Payments {
    pub(crate) account: AccountName,
    #[serde(deserialize_with = "values::names")]
    pub(crate) payees: Vec<Name>,
    pub(crate) purpose: Purpose,
    #[serde(default = "defaults::way_neft")]
    pub(crate) way: Way,
    #[serde(deserialize_with = "values::count::<_, 500>")]
    pub(crate) per_month: Range,
    pub(crate) amount: Range,
    #[serde(default = "defaults::one")]
    pub(crate) round_to: Rupees,
    pub(crate) starts: Option<RelativeMonth>,
    pub(crate) ends: Option<RelativeMonth>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChequesIssued {
    pub(crate) account: AccountName,
    #[serde(deserialize_with = "values::names")]
    pub(crate) payees: Vec<Name>,
    #[serde(deserialize_with = "values::count::<_, 500>")]
    pub(crate) per_month: Range,
    pub(crate) amount: Range,
    #[serde(default)]
    pub(crate) returned: Vec<RelativeMonth>,
    pub(crate) starts: Option<RelativeMonth>,
    pub(crate) ends: Option<RelativeMonth>,
}
