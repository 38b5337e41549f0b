//! The ground figures stand on: rows, running balances and EOD balances of one account or of all together, indexed for selections.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::analysis::account::{Analysed, AnalysedAccount};
use crate::analysis::class::{Channel, Classified, Mark};
use crate::analysis::eod_balances::EodBalances;
use crate::analysis::figure::selection::{SelectionId, selections};
use crate::domain::money::Money;
use crate::domain::period::{Month, Period};

/// What one account's figures, or the aggregate's, are computed on.
pub struct Basis<'a> {
    /// The accounts: one, or all of the session.
    pub(crate) accounts: Vec<&'a AnalysedAccount>,
    /// The session's last day, which stands for the day of application.
    pub(crate) reference: NaiveDate,
    /// The session's window.
    pub(crate) window: Period,
    /// The rows, oldest first.
    pub(crate) rows: Vec<&'a Classified>,
    /// What is known of the rows by their places.
    pub(crate) index: Arc<Index>,
}

/// The part of a [`Basis`] that takes time to make and borrows nothing, so that it can be kept.
#[derive(Debug)]
pub struct Index {
    /// The balance of all accounts together behind each row.
    pub(crate) balances: Vec<Money>,
    /// The balance at the end of each day.
    pub(crate) eod: EodBalances,
    /// The months that are covered, oldest first.
    pub(crate) months: Vec<Month>,
    /// The salary credits in the order of the days they count for.
    pub(crate) pay: Vec<Pay>,
    /// For each row, the salary credit before it and the days since; `None` before the first.
    pub(crate) since_pay: Vec<Option<SincePay>>,
    /// Where each row stands, as (account, row).
    order: Vec<(usize, usize)>,
    /// The rows of each selection.
    members: Vec<Vec<u32>>,
}

/// A salary credit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pay {
    /// Its row.
    pub(crate) row: usize,
    /// The day it counts for: the day it came, moved into the month it is for.
    pub(crate) day: NaiveDate,
}

/// How a row lies behind a salary credit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SincePay {
    /// Days since the credit.
    pub(crate) days: i64,
    /// The day the credit counts for.
    pub(crate) day: NaiveDate,
}

impl<'a> Basis<'a> {
    /// The ground of one account.
    pub fn of_account(account: &'a AnalysedAccount, window: Period) -> Self {
        let index = Index::of(&[account]);
        Basis::indexed(vec![account], window, Arc::new(index))
    }

    /// The ground of all accounts together: the union of their rows, the sums of their balances. Inferred.
    pub fn of_all(analysed: &'a Analysed) -> Self {
        let accounts: Vec<&AnalysedAccount> = analysed.accounts.iter().collect();
        let index = Index::of(&accounts);
        Basis::indexed(accounts, analysed.window, Arc::new(index))
    }

    /// The ground of accounts of which the index is there already.
    pub(crate) fn indexed(accounts: Vec<&'a AnalysedAccount>, window: Period, index: Arc<Index>) -> Self {
        Basis {
            rows: rows(&accounts, &index.order),
            reference: window.to,
            accounts,
            window,
            index,
        }
    }

    /// The rows of a selection within a period, as indices, oldest first; all of them without a period.
    pub(crate) fn members(&self, selection: SelectionId, period: Option<Period>) -> &[u32] {
        let all = &self.index.members[selection.index()];
        let Some(period) = period else { return all };
        let date = |row: &u32| self.date(*row as usize);
        let from = all.partition_point(|row| date(row) < period.from);
        let to = all.partition_point(|row| date(row) <= period.to);
        all.get(from..to).unwrap_or_default()
    }

    /// Where a row stands: its account, counted from `first`, and its place there.
    pub(crate) fn place(&self, row: usize, first: usize) -> (usize, usize) {
        let (account, row) = self.index.order[row];
        (account + first, row)
    }

    /// The day of a row.
    pub(crate) fn date(&self, row: usize) -> NaiveDate {
        self.rows[row].transaction.date
    }

    /// The latest month with data; predictors call it month 0.
    pub(crate) fn latest_month(&self) -> Option<Month> {
        self.index.months.last().copied()
    }

    /// The limit of all accounts together.
    pub(crate) fn limit(&self) -> Money {
        self.accounts.iter().map(|account| account.limit()).sum()
    }

    /// The balance before the first row of the month; without rows, the balance brought forward.
    pub(crate) fn opening(&self, month: Month) -> Option<Money> {
        let before = month.first_day().pred_opt();
        if let Some(balance) = before.and_then(|day| self.index.eod.on(day)) {
            return Some(balance);
        }
        let first = self
            .rows
            .partition_point(|row| row.transaction.date < month.first_day());
        let in_month = self
            .rows
            .get(first)
            .filter(|row| Month::of(row.transaction.date) == month);
        match in_month {
            Some(row) => Some(self.index.balances[first] - row.transaction.change()),
            None => self.index.eod.within(month.period()).find_map(|(_, day)| day.balance),
        }
    }
}

impl Index {
    /// The index of these accounts together.
    pub(crate) fn of(accounts: &[&AnalysedAccount]) -> Self {
        let order = order(accounts);
        let rows = rows(accounts, &order);
        let eod_of_each: Vec<EodBalances> = accounts.iter().map(|account| EodBalances::of(account)).collect();
        let mut places: Vec<Vec<usize>> = accounts.iter().map(|account| vec![0; account.rows.len()]).collect();
        for (place, (account, row)) in order.iter().enumerate() {
            places[*account][*row] = place;
        }
        let eod = EodBalances::together(&eod_of_each, |account, row| places[account][row]);
        let pay = pay(&rows);
        Index {
            balances: balances(accounts, &order, &eod_of_each),
            members: selections().members(&rows),
            since_pay: since_pay(&rows, &pay),
            months: eod.months(),
            eod,
            pay,
            order,
        }
    }
}

fn rows<'a>(accounts: &[&'a AnalysedAccount], order: &[(usize, usize)]) -> Vec<&'a Classified> {
    let row = |(account, row): &(usize, usize)| &accounts[*account].rows[*row];
    order.iter().map(row).collect()
}

/// Every row of every account as (account, row), oldest first; rows of one day stay in the order of accounts and of the statement.
fn order(accounts: &[&AnalysedAccount]) -> Vec<(usize, usize)> {
    let mut order: Vec<(usize, usize)> = accounts
        .iter()
        .enumerate()
        .flat_map(|(account, facts)| (0..facts.rows.len()).map(move |row| (account, row)))
        .collect();
    order.sort_by_key(|(account, row)| accounts[*account].rows[*row].transaction.date);
    order
}

/// The balance of all accounts together behind each row; an account counts from its first to its last covered day.
fn balances(accounts: &[&AnalysedAccount], order: &[(usize, usize)], eod: &[EodBalances]) -> Vec<Money> {
    let spans: Vec<Option<Period>> = eod.iter().map(EodBalances::span).collect();
    let mut latest: Vec<Money> = accounts.iter().map(|account| account.opening_balance()).collect();
    let mut behind_each = Vec::with_capacity(order.len());
    for (account, row) in order {
        let row = &accounts[*account].rows[*row].transaction;
        latest[*account] = row.balance;
        let covered = latest
            .iter()
            .zip(&spans)
            .filter(|(_, span)| span.is_some_and(|span| span.contains(row.date)));
        behind_each.push(covered.map(|(balance, _)| *balance).sum());
    }
    behind_each
}

/// The salary credits, by the days they count for: pay early in a month for the month before counts on that month's last day.
fn pay(rows: &[&Classified]) -> Vec<Pay> {
    let is_pay = |row: &Classified| row.is_credit() && (row.has(Mark::Salary) || row.class.channel == Channel::Salary);
    let mut pay: Vec<Pay> = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| is_pay(row))
        .map(|(index, row)| {
            let date = row.transaction.date;
            let month = row.class.salary_month.map_or(Month::of(date).period(), Month::period);
            let day = date.clamp(month.from, month.to);
            Pay { row: index, day }
        })
        .collect();
    pay.sort_by_key(|pay| pay.day);
    pay
}

fn since_pay(rows: &[&Classified], pay: &[Pay]) -> Vec<Option<SincePay>> {
    let mut counts_for = vec![None; rows.len()];
    for pay in pay {
        counts_for[pay.row] = Some(pay.day);
    }
    let mut latest: Option<(NaiveDate, NaiveDate)> = None;
    let mut since = Vec::with_capacity(rows.len());
    for (row, counts_for) in rows.iter().zip(counts_for) {
        let date = row.transaction.date;
        since.push(latest.map(|(came, day)| SincePay {
            days: (date - came).num_days(),
            day,
        }));
        if let Some(day) = counts_for {
            latest = Some((date, day));
        }
    }
    since
}
