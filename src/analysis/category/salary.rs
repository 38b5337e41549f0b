//! Pay: whose, for which month, and pay that only its rhythm gives away.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use regex::bytes::{Regex, RegexBuilder};

use super::names::Name;
use super::{Holder, Row};
use crate::analysis::class::{Channel, Class, Description, Mark};
use crate::domain::ledger::Direction;
use crate::domain::money::Money;
use crate::domain::period::Month;

/// Pay up to this day of a month is for the month before, unless its narration names one. Source: contract `insights_fields`,
/// `salary_month`; the day is inferred.
const EARLY_DAY_MAX: u32 = 10;
/// The least that is taken for pay without a word that says so.
const RHYTHM_AMOUNT_MIN: Money = Money::rupees(5_000);
/// The months a rhythm needs.
const RHYTHM_MONTHS_MIN: usize = 3;
/// How many days pay may come before or after its usual day.
const RHYTHM_DAYS_MAX: u32 = 4;
/// How far pay may lie from its median, in percent.
const RHYTHM_PERCENT_MAX: i64 = 30;
/// The share of a payer's credits that must keep the rhythm, in percent: who pays at other times as well is a customer.
const RHYTHM_SHARE_MIN: usize = 80;

const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];

/// A month in words: `SALARY MAR 2026`, `SAL MAR26`, `SALARY APRIL`.
static MONTH_NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let names = "JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?|SEPT?(?:EMBER)?|OCT(?:OBER)?|NOV(?:EMBER)?|DEC(?:EMBER)?";
    compiled(&format!(r"\b(?:SAL(?:ARY)?)?({names})[-/' ]*(20\d\d|\d\d)?\b"))
});

/// A month in digits: `SAL 03/2026`.
static MONTH_NUMBERED: LazyLock<Option<Regex>> = LazyLock::new(|| compiled(r"\b(0?[1-9]|1[0-2])[-/](20\d\d)\b"));

fn compiled(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).unicode(false).build().ok()
}

/// Marks the pay of an account and gives it employer and month.
pub(super) fn settle(rows: &mut [Row<'_>], holder: &Holder) {
    for row in rows.iter_mut() {
        let is_employer = row
            .reading
            .name
            .as_ref()
            .is_some_and(|name| employer_among(holder, name).is_some());
        if is_employer && may_be_pay(row) {
            mark(&mut row.reading.class);
        }
    }
    for at in keeping_a_rhythm(rows) {
        mark(&mut rows[at].reading.class);
    }
    for row in rows.iter_mut().filter(|row| row.reading.class.marks.has(Mark::Salary)) {
        let told = row.reading.name.as_ref().and_then(|name| employer_among(holder, name));
        row.reading.class.employer = told.or_else(|| row.reading.class.counterparty.clone());
        row.reading.class.salary_month = Some(month_for(&row.reading.remark, row.transaction.date));
    }
}

/// The employer of this name the lender told of, as he calls it.
fn employer_among(holder: &Holder, name: &Name) -> Option<String> {
    let told = holder.employers.iter().find(|(employer, _)| employer.is_company(name));
    told.map(|(_, called)| called.clone())
}

fn mark(class: &mut Class) {
    class.channel = Channel::Salary;
    class.description = Description::None;
    class.merchant_category = None;
    class.marks = class.marks.with(Mark::Salary);
}

/// A credit by transfer that is nothing else yet.
fn may_be_pay(row: &Row<'_>) -> bool {
    let class = &row.reading.class;
    let is_rail = matches!(
        class.channel,
        Channel::Upi | Channel::NetBankingTransfer | Channel::AutoCredit
    );
    let others = [
        Mark::SelfTransfer,
        Mark::GroupTransfer,
        Mark::LoanDisbursal,
        Mark::Reversal,
        Mark::InvestmentCredit,
        Mark::Dividend,
        Mark::Rent,
        Mark::Pension,
    ];
    row.transaction.direction == Direction::Credit
        && is_rail
        && class.merchant_category.is_none()
        && !others.iter().any(|mark| class.marks.has(*mark))
}

/// The rows that look like pay by their rhythm alone: one payer, no person, once a month around the same day, much the same amount.
fn keeping_a_rhythm(rows: &[Row<'_>]) -> Vec<usize> {
    let mut payers: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        let company = row.reading.name.as_ref().filter(|name| name.has_company_word());
        if let Some(company) = company.filter(|_| may_be_pay(row)) {
            payers.entry(company.key()).or_default().push(at);
        }
    }
    let mut found: Vec<usize> = payers.into_values().flat_map(|payer| in_rhythm(rows, &payer)).collect();
    found.sort_unstable();
    found
}

/// Those of a payer's credits that keep a monthly rhythm; none when too many others do not.
fn in_rhythm(rows: &[Row<'_>], payer: &[usize]) -> Vec<usize> {
    let dates: Vec<NaiveDate> = payer.iter().map(|at| rows[*at].transaction.date).collect();
    let amounts: Vec<i64> = payer.iter().map(|at| rows[*at].transaction.amount.in_paise()).collect();
    let Some(usual) = middle(&amounts) else {
        return Vec::new();
    };
    let best = dates.iter().map(|date| date.day()).max_by_key(|day| {
        let near = dates
            .iter()
            .filter(|date| days_apart(date.day(), *day) <= RHYTHM_DAYS_MAX)
            .count();
        (near, std::cmp::Reverse(*day))
    });
    let Some(usual_day) = best else { return Vec::new() };
    let keeps = |index: &usize| {
        let is_near = days_apart(dates[*index].day(), usual_day) <= RHYTHM_DAYS_MAX;
        let is_alike = (amounts[*index] - usual).abs() * 100 <= usual * RHYTHM_PERCENT_MAX;
        is_near && is_alike && amounts[*index] >= RHYTHM_AMOUNT_MIN.in_paise()
    };
    let keeping: Vec<usize> = (0..payer.len()).filter(keeps).collect();
    // Pay around the end of a month belongs to the month whose end is near.
    let months: Vec<Month> = keeping
        .iter()
        .map(|index| Month::of(dates[*index] + chrono::Days::new(u64::from(RHYTHM_DAYS_MAX))))
        .collect();
    let is_once_a_month = months
        .windows(2)
        .all(|pair| (1..=2).contains(&pair[1].months_since(pair[0])));
    let is_rhythm = keeping.len() >= RHYTHM_MONTHS_MIN && is_once_a_month;
    if !is_rhythm || keeping.len() * 100 < payer.len() * RHYTHM_SHARE_MIN {
        return Vec::new();
    }
    keeping.into_iter().map(|index| payer[index]).collect()
}

/// Days between two days of the month, the month taken as a ring of thirty.
fn days_apart(one: u32, other: u32) -> u32 {
    let apart = one.abs_diff(other);
    apart.min(30_u32.abs_diff(apart))
}

fn middle(amounts: &[i64]) -> Option<i64> {
    let mut sorted = amounts.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied()
}

/// The month pay is for: the one its narration names, else the month before for pay on the first days.
fn month_for(remark: &str, date: NaiveDate) -> Month {
    let paid = Month::of(date);
    let usual = if date.day() <= EARLY_DAY_MAX {
        paid.plus(-1)
    } else {
        paid
    };
    named_month(remark, paid)
        .or_else(|| numbered_month(remark))
        .filter(|month| (-12..=2).contains(&month.months_since(paid)))
        .unwrap_or(usual)
}

/// The last month named in a text; without a year, the one nearest to the payment, rather before than after.
fn named_month(text: &str, paid: Month) -> Option<Month> {
    let found = MONTH_NAMED.as_ref()?.captures_iter(text.as_bytes()).last()?;
    let piece = |group: usize| text.get(found.get(group)?.range());
    let name = piece(1)?;
    let number = MONTHS.iter().position(|month| name.starts_with(month))? as u32 + 1;
    let of_year = |year: i32| NaiveDate::from_ymd_opt(year, number, 1).map(Month::of);
    let year: Option<i32> = piece(2).and_then(|year| year.parse().ok());
    let year = year.map(|year| if year < 100 { year + 2_000 } else { year });
    let this_year = paid.first_day().year();
    match year.filter(|year| (this_year - 1..=this_year + 1).contains(year)) {
        Some(year) => of_year(year),
        None => (this_year - 1..=this_year + 1)
            .filter_map(of_year)
            .min_by_key(|month| (month.months_since(paid).abs(), month.months_since(paid))),
    }
}

fn numbered_month(text: &str) -> Option<Month> {
    let found = MONTH_NUMBERED.as_ref()?.captures_iter(text.as_bytes()).last()?;
    let piece = |group: usize| text.get(found.get(group)?.range());
    let (month, year) = (piece(1)?.parse().ok()?, piece(2)?.parse().ok()?);
    NaiveDate::from_ymd_opt(year, month, 1).map(Month::of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pay_is_for_the_month_it_names_or_the_one_just_over() {
        for (remark, date, month) in [
            ("SALARY MAR 2026", "2026-04-02", "Mar 2026"),
            ("SAL MAR26", "2026-03-28", "Mar 2026"),
            ("SALMAR2026", "2026-03-28", "Mar 2026"),
            ("SALARY DECEMBER", "2026-01-03", "Dec 2025"),
            ("NEFT CR SAMPLEWORKS LLP SALARY APR", "2025-04-01", "Apr 2025"),
            ("SAL 03/2026", "2026-04-01", "Mar 2026"),
            ("SALARY", "2026-04-01", "Mar 2026"),
            ("SALARY", "2026-04-10", "Mar 2026"),
            ("SALARY", "2026-04-11", "Apr 2026"),
            ("MARUDHAR LOGISTICS SALARY", "2026-04-30", "Apr 2026"),
            ("SALARY MAR 2011", "2026-03-31", "Mar 2026"),
        ] {
            assert_eq!(
                month_for(remark, date.parse().unwrap()).to_string(),
                month,
                "{remark} {date}"
            );
        }
    }
}
