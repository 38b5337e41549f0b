//! The members of a series: numbers, each with its day and the row it comes from.

use chrono::{Datelike, Days, NaiveDate};

use crate::analysis::figure::evaluate::Scope;
use crate::analysis::figure::formula::{Aggregate, Daily, Filter, Series, Span};
use crate::analysis::figure::selection::{SelectionId, selections};
use crate::domain::money::Money;
use crate::domain::period::{Month, Period};

/// One member of a series.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Member {
    /// Its day; of a month's value, the month's first day.
    pub(crate) day: NaiveDate,
    /// The number, in rupees where it is money.
    pub(crate) value: f64,
    /// The row it comes from: the transaction itself, or the one that set a balance.
    pub(crate) row: Option<usize>,
}

impl Member {
    fn money(day: NaiveDate, amount: Money, row: Option<usize>) -> Self {
        let value = amount.in_rupees();
        Member { day, value, row }
    }
}

impl Scope<'_> {
    /// The members that count, oldest first.
    pub(crate) fn members(&self, aggregate: &Aggregate) -> Vec<Member> {
        let Some(period) = self.period(aggregate.span) else {
            return Vec::new();
        };
        let mut members = self.series(&aggregate.series, period);
        members.retain(|member| aggregate.filters.iter().all(|filter| filter.passes(member)));
        if aggregate.is_runs {
            members = runs(&members);
        }
        if let Some(count) = aggregate.largest {
            members.sort_by(|left, right| right.value.total_cmp(&left.value));
            members.truncate(count);
        }
        members
    }

    /// The days a span means here. `None` where there is no such time, as without any covered month.
    pub(crate) fn period(&self, span: Option<Span>) -> Option<Period> {
        let covered = self.basis.index.eod.span()?;
        let latest = self.basis.latest_month()?;
        // Pay can count for the month before the first covered one.
        let all = Period::new(
            Month::of(covered.from).plus(-1).first_day(),
            Month::of(covered.to).last_day(),
        )?;
        match span {
            None => Some(self.month.map_or(all, Month::period)),
            Some(Span::Days(from, to)) => {
                let back = |days: i64| self.basis.reference.checked_sub_days(Days::new(days.max(1) as u64 - 1));
                Period::new(back(to)?, back(from)?)
            }
            Some(Span::Months(from, to)) => Period::new(latest.plus(-to).first_day(), latest.plus(-from).last_day()),
        }
    }

    fn series(&self, series: &Series, period: Period) -> Vec<Member> {
        match series {
            Series::Transactions(selection) => self.transactions(*selection, period).collect(),
            Series::SpentAfterPay(selection, days) => self.spent_after_pay(*selection, *days, period),
            Series::Pay => self.pay(period),
            Series::DaysWith(selection) => {
                let mut days: Vec<Member> = self.transactions(*selection, period).collect();
                days.dedup_by_key(|member| member.day);
                days
            }
            Series::Balances => self.balances(period),
            Series::Daily(daily) => self.daily(*daily, period),
            Series::Monthly(formula) => {
                let months = self
                    .basis
                    .index
                    .months
                    .iter()
                    .filter(|month| period.overlaps(month.period()));
                months
                    .filter_map(|month| {
                        Some(Member {
                            day: month.first_day(),
                            value: self.in_month(formula, *month).number()?,
                            row: None,
                        })
                    })
                    .collect()
            }
        }
    }

    fn transactions(&self, selection: SelectionId, period: Period) -> impl Iterator<Item = Member> {
        let basis = self.basis;
        basis.members(selection, Some(period)).iter().map(move |row| {
            let row = *row as usize;
            let transaction = &basis.rows[row].transaction;
            Member::money(transaction.date, transaction.amount, Some(row))
        })
    }

    fn spent_after_pay(&self, selection: SelectionId, days: i64, period: Period) -> Vec<Member> {
        let rows = self.basis.members(selection, None).iter().map(|row| *row as usize);
        rows.filter_map(|row| {
            let pay = self.basis.index.since_pay[row]?;
            (pay.days <= days && period.contains(pay.day))
                .then(|| Member::money(pay.day, self.basis.rows[row].transaction.amount, Some(row)))
        })
        .collect()
    }

    fn pay(&self, period: Period) -> Vec<Member> {
        let pay = self.basis.index.pay.iter().filter(|pay| period.contains(pay.day));
        pay.map(|pay| Member::money(pay.day, self.basis.rows[pay.row].transaction.amount, Some(pay.row)))
            .collect()
    }

    fn balances(&self, period: Period) -> Vec<Member> {
        let rows = &self.basis.rows;
        let from = rows.partition_point(|row| row.transaction.date < period.from);
        let to = rows.partition_point(|row| row.transaction.date <= period.to);
        (from..to)
            .map(|row| Member::money(self.basis.date(row), self.basis.index.balances[row], Some(row)))
            .collect()
    }

    fn daily(&self, daily: Daily, period: Period) -> Vec<Member> {
        let days = self.basis.index.eod.within(period);
        days.filter_map(|(date, day)| {
            let value = self.of_day(daily, date, day.balance?)?;
            Some(Member::money(date, value, day.row))
        })
        .collect()
    }

    /// A day's value; `None` on days that have none of this kind.
    fn of_day(&self, daily: Daily, date: NaiveDate, balance: Money) -> Option<Money> {
        let is_overdraft = || self.basis.accounts.iter().any(|account| account.is_overdraft());
        match daily {
            Daily::Eod => Some(balance),
            Daily::Netted => Some(balance - self.loans(date)),
            Daily::Drawn => is_overdraft().then(|| Money::ZERO.max(-balance)),
            Daily::Overdrawn => {
                let power = self
                    .basis
                    .accounts
                    .iter()
                    .map(|account| account.drawing_power.unwrap_or(account.limit()));
                beyond(balance, power.sum())
            }
            Daily::LimitBreach => beyond(balance, self.basis.limit()),
        }
    }

    /// Loans paid out up to a day.
    fn loans(&self, until: NaiveDate) -> Money {
        let selection = selections().find("loan credits");
        let rows = selection
            .map(|selection| self.basis.members(selection, None))
            .unwrap_or_default();
        let rows = rows.iter().map(|row| &self.basis.rows[*row as usize].transaction);
        rows.take_while(|row| row.date <= until).map(|row| row.amount).sum()
    }
}

/// How far a balance is beyond a limit. An account without a limit is never beyond it: the vendor's samples count no such day although
/// balances are negative.
fn beyond(balance: Money, limit: Money) -> Option<Money> {
    let excess = -balance - limit;
    (limit > Money::ZERO && excess > Money::ZERO).then_some(excess)
}

/// The lengths of runs of consecutive days, each with the run's first day and row.
fn runs(members: &[Member]) -> Vec<Member> {
    let mut runs: Vec<Member> = Vec::new();
    let mut last: Option<NaiveDate> = None;
    for member in members {
        match runs.last_mut() {
            Some(run) if last.and_then(|day| day.succ_opt()) == Some(member.day) => run.value += 1.0,
            _ => runs.push(Member { value: 1.0, ..*member }),
        }
        last = Some(member.day);
    }
    runs
}

impl Filter {
    fn passes(&self, member: &Member) -> bool {
        match self {
            Filter::Below(limit) => member.value < *limit,
            Filter::Above(limit) => member.value > *limit,
            Filter::AtLeast(limit) => member.value >= *limit,
            Filter::AtMost(limit) => member.value <= *limit,
            Filter::OtherThan(number) => member.value != *number,
            Filter::OnDays(days) => {
                let is_last = || Month::of(member.day).last_day() == member.day;
                days.contains(&member.day.day()) || (days.contains(&0) && is_last())
            }
        }
    }
}
