//! What a flow means when its file leaves a key out.

use super::flow::Way;
use super::income::Counter;
use super::values::{DayOfMonth, Percent, Range, Rupees};
use crate::domain::money::Money;

pub(super) fn last_day() -> DayOfMonth {
    DayOfMonth::LAST
}

pub(super) fn day_20() -> DayOfMonth {
    DayOfMonth::TWENTIETH
}

pub(super) fn percent<const PERCENT: u32>() -> Percent {
    Percent(PERCENT)
}

pub(super) fn one() -> Rupees {
    Rupees(Money::rupees(1))
}

pub(super) fn once() -> Range {
    Range { low: 1, high: 1 }
}

pub(super) fn every_month() -> u16 {
    1
}

pub(super) fn size_usual() -> u16 {
    100
}

pub(super) fn instalments_many() -> u16 {
    480
}

pub(super) fn way_neft() -> Way {
    Way::Neft
}

pub(super) fn way_imps() -> Way {
    Way::Imps
}

pub(super) fn way_billpay() -> Way {
    Way::Billpay
}

pub(super) fn at_machine() -> Counter {
    Counter::Machine
}
