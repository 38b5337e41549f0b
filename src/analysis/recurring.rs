//! Transactions that come back month after month.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::analysis::basis::Basis;
use crate::analysis::class::{Channel, Classified, Mark, MerchantCategory};
use crate::domain::ledger::Direction;
use crate::domain::money::Money;
use crate::domain::period::Month;

/// Transactions of one direction and channel with one counterparty that come back.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct RecurringSet {
    /// Credits or debits.
    pub direction: Direction,
    /// The channel all have.
    pub channel: Channel,
    /// Short text of the counterparty, upper case; identifies the set.
    pub clean_transaction_note: String,
    /// The median of the amounts; of an even count, the lower of the middle two, so that it is always a member's.
    pub median: Money,
    /// The rows, oldest first.
    pub rows: Vec<usize>,
}

/// A set has at least so many members, and they lie in as many months.
const MEMBERS_MIN: usize = 3;

/// Amounts are similar when so much of them, in percent, lie near the median.
const SIMILAR_SHARE_MIN: usize = 75;

/// How near, in percent of the median.
const SIMILAR_WITHIN: i64 = 25;

/// One member of so many may be out of the rhythm: a part payment, a bonus, a second try after a bounce.
const STRAY_OF: usize = 4;

/// One step of so many may be longer: a month left out.
const LEFT_OUT_OF: usize = 4;

/// How many steps long what is owed may stay away, and everything else.
const STEPS_MAX_IF_OWED: i64 = 3;
const STEPS_MAX: i64 = 2;

/// So many months with one member each are a rhythm, whatever the days.
const ONE_A_MONTH_MIN: usize = 6;

/// How often something comes back.
struct Rhythm {
    /// Days from one to the next.
    step: i64,
    /// How many days it may come early or late.
    within: i64,
    /// The same for what is owed: salary, instalments, bills.
    within_if_owed: i64,
}

impl Rhythm {
    const fn of(step: i64, within: i64, within_if_owed: i64) -> Self {
        Rhythm {
            step,
            within,
            within_if_owed,
        }
    }
}

/// Weekly, fortnightly, monthly, every two months, quarterly.
const RHYTHMS: [Rhythm; 5] = [
    Rhythm::of(7, 1, 2),
    Rhythm::of(14, 2, 3),
    Rhythm::of(30, 6, 12),
    Rhythm::of(61, 8, 12),
    Rhythm::of(91, 10, 15),
];

/// What is owed or agreed: it comes back whatever its amount, as a bill of electricity does.
const OWED: [Mark; 11] = [
    Mark::Salary,
    Mark::Pension,
    Mark::Emi,
    Mark::Rent,
    Mark::Investment,
    Mark::SalaryPaid,
    Mark::CreditCardBill,
    Mark::Utility,
    Mark::MobileBill,
    Mark::Bill,
    Mark::Mandate,
];

/// The recurring sets, in the order of their first members. Source: contract `insights_fields`, section `recurring_set`.
///
/// Inferred: what makes a set. Transactions of one direction and channel with one counterparty, at least three in three different months, that keep
/// a rhythm: weekly, fortnightly, monthly, every two months or quarterly, or for half a year once in each month. One in four may be out of the
/// rhythm, one step in four may be left out. Three quarters of the amounts lie within a quarter of the median, unless they are owed (`OWED`,
/// insurance), which may also come some days later. Bounces and reversals, and transactions without a counterparty, belong to none.
pub fn recurring_sets(basis: &Basis<'_>) -> Vec<RecurringSet> {
    let mut sets: Vec<RecurringSet> = groups(basis)
        .into_iter()
        .filter(|(_, rows)| is_recurring(basis, rows))
        .map(|((is_credit, channel, clean_transaction_note), rows)| RecurringSet {
            direction: if is_credit { Direction::Credit } else { Direction::Debit },
            channel,
            clean_transaction_note,
            median: median(basis, &rows),
            rows,
        })
        .collect();
    sets.sort_by_key(|set| set.rows.first().copied());
    sets
}

/// The rows by direction, channel and counterparty.
fn groups(basis: &Basis<'_>) -> BTreeMap<(bool, Channel, String), Vec<usize>> {
    let is_undone =
        |row: &Classified| row.has(Mark::InwardBounce) || row.has(Mark::OutwardBounce) || row.has(Mark::Reversal);
    let mut groups: BTreeMap<(bool, Channel, String), Vec<usize>> = BTreeMap::new();
    for (index, row) in basis.rows.iter().enumerate().filter(|(_, row)| !is_undone(row)) {
        if let Some(note) = clean_transaction_note(row) {
            let key = (row.is_credit(), row.class.channel, note);
            groups.entry(key).or_default().push(index);
        }
    }
    groups
}

fn is_recurring(basis: &Basis<'_>, rows: &[usize]) -> bool {
    let dates: Vec<NaiveDate> = rows.iter().map(|row| basis.date(*row)).collect();
    let mut months: Vec<Month> = dates.iter().map(|date| Month::of(*date)).collect();
    months.dedup();
    let is_owed = rows.iter().filter(|row| is_owed(basis.rows[**row])).count() * 2 > rows.len();
    months.len() >= MEMBERS_MIN && has_rhythm(&dates, is_owed) && (is_owed || has_similar_amounts(basis, rows))
}

fn is_owed(row: &Classified) -> bool {
    OWED.iter().any(|mark| row.has(*mark)) || row.class.merchant_category == Some(MerchantCategory::Insurance)
}

/// The counterparty as a short text: upper case, letters and digits, single spaces, at most four words; employers of salaries by their name.
///
/// `None` for a transaction without a counterparty. Inferred.
pub fn clean_transaction_note(row: &Classified) -> Option<String> {
    const WORDS_MAX: usize = 4;
    let name = row.class.employer.as_deref().or(row.class.counterparty.as_deref())?;
    let words = name.split(|character: char| !character.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .take(WORDS_MAX)
        .map(str::to_uppercase)
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn median(basis: &Basis<'_>, rows: &[usize]) -> Money {
    let mut amounts: Vec<Money> = rows.iter().map(|row| basis.rows[*row].transaction.amount).collect();
    amounts.sort_unstable();
    let middle = amounts.len().saturating_sub(1) / 2;
    amounts.get(middle).copied().unwrap_or_default()
}

fn has_similar_amounts(basis: &Basis<'_>, rows: &[usize]) -> bool {
    let median = median(basis, rows).in_paise();
    let off = |row: &usize| (basis.rows[*row].transaction.amount.in_paise() - median).abs();
    let near = rows
        .iter()
        .filter(|row| off(row) * 100 <= median * SIMILAR_WITHIN)
        .count();
    near * 100 >= rows.len() * SIMILAR_SHARE_MIN
}

fn has_rhythm(dates: &[NaiveDate], is_owed: bool) -> bool {
    let keeps = |rhythm: &Rhythm| {
        if is_owed {
            keeps(dates, rhythm.step, rhythm.within_if_owed, STEPS_MAX_IF_OWED)
        } else {
            keeps(dates, rhythm.step, rhythm.within, STEPS_MAX)
        }
    };
    RHYTHMS.iter().any(keeps) || is_once_a_month(dates)
}

/// Whether most of the days follow one another by about `step` days, or now and then by up to `steps_max` times as many.
fn keeps(dates: &[NaiveDate], step: i64, within: i64, steps_max: i64) -> bool {
    let days = |from: usize, to: usize| (dates[to] - dates[from]).num_days();
    // More than one a step: most would be strays.
    let span = dates.len().checked_sub(1).map_or(0, |last| days(0, last));
    let steps_in_span = (span / (step - within) + 1) as usize;
    if dates.len() * (STRAY_OF - 1) > steps_in_span * STRAY_OF {
        return false;
    }
    // The longest row of days up to each day, and the steps left out in it.
    let mut longest: Vec<(usize, usize)> = Vec::with_capacity(dates.len());
    for to in 0..dates.len() {
        let mut best = (1, 0);
        for from in (0..to)
            .rev()
            .take_while(|from| days(*from, to) <= step * steps_max + within)
        {
            let Some(steps) = (1..=steps_max).find(|steps| (days(from, to) - steps * step).abs() <= within) else {
                continue;
            };
            let (count, left_out) = longest[from];
            let next = (count + 1, left_out + usize::from(steps > 1));
            if next.0 > best.0 || (next.0 == best.0 && next.1 < best.1) {
                best = next;
            }
        }
        longest.push(best);
    }
    longest.into_iter().any(|(count, left_out)| {
        let strays = dates.len() - count;
        // Three in a row and one beside them is chance.
        count >= MEMBERS_MIN + usize::from(strays > 0)
            && strays * STRAY_OF <= dates.len()
            && left_out * LEFT_OUT_OF < count
    })
}

fn is_once_a_month(dates: &[NaiveDate]) -> bool {
    let months: Vec<Month> = dates.iter().map(|date| Month::of(*date)).collect();
    let is_next = |pair: &[Month]| pair[1].months_since(pair[0]) == 1;
    months.len() >= ONE_A_MONTH_MIN && months.windows(2).all(is_next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::{account, credit, debit, period};

    fn sets(rows: Vec<Classified>) -> Vec<RecurringSet> {
        let account = account(100_000, rows);
        recurring_sets(&Basis::of_account(&account, period("2026-01-01", "2026-06-30")))
    }

    fn rent(date: &str, rupees: i64) -> Classified {
        debit(date, rupees).by(Channel::Upi).with("Demo  Landlord")
    }

    fn paid(days: &[(&str, i64)]) -> Vec<Classified> {
        days.iter().map(|(date, rupees)| rent(date, *rupees)).collect()
    }

    #[test]
    fn the_same_counterparty_month_after_month_is_a_set() {
        let found = sets(vec![
            rent("2026-01-05", 9000),
            credit("2026-01-07", 9000).with("Demo Landlord"),
            rent("2026-02-08", 9100),
            rent("2026-03-05", 9300),
            rent("2026-04-04", 9500),
        ]);
        let [set] = &found[..] else {
            panic!("one set: {found:?}")
        };
        assert_eq!((set.direction, set.channel), (Direction::Debit, Channel::Upi));
        assert_eq!(set.clean_transaction_note, "DEMO LANDLORD");
        assert_eq!(set.rows, [0, 2, 3, 4]);
        assert_eq!(set.median, Money::rupees(9100));
    }

    #[test]
    fn amounts_may_differ_only_in_what_is_owed() {
        let amounts = [("2026-01-05", 100), ("2026-02-05", 900), ("2026-03-05", 5000)];
        assert_eq!(sets(paid(&amounts)), []);
        let bills = paid(&amounts).into_iter().map(|row| row.marked(Mark::Utility));
        assert_eq!(sets(bills.collect()).len(), 1);
    }

    #[test]
    fn one_in_four_may_be_missing_or_out_of_the_rhythm() {
        let mut days = vec![("2026-01-05", 100), ("2026-02-05", 100), ("2026-04-05", 100)];
        assert_eq!(sets(paid(&days)), [], "one of two steps");
        days.extend([("2026-05-05", 100), ("2026-06-05", 100)]);
        assert_eq!(sets(paid(&days)).len(), 1, "one of four steps");
        days.insert(3, ("2026-04-20", 100));
        assert_eq!(sets(paid(&days)).len(), 1, "one of six is out of the rhythm");
        days.insert(1, ("2026-01-15", 100));
        assert_eq!(sets(paid(&days)), [], "two of seven are");
    }

    #[test]
    fn weeks_and_quarters_are_rhythms() {
        let weekly = [
            "2026-01-05",
            "2026-01-12",
            "2026-01-20",
            "2026-01-26",
            "2026-02-02",
            "2026-02-09",
            "2026-02-16",
            "2026-02-23",
            "2026-03-02",
        ];
        assert_eq!(sets(paid(&weekly.map(|date| (date, 400)))).len(), 1);
        let quarterly = ["2026-01-05", "2026-04-06", "2026-06-30"];
        assert_eq!(sets(paid(&quarterly.map(|date| (date, 400)))).len(), 1);
    }

    #[test]
    fn one_in_each_month_of_half_a_year_is_a_rhythm() {
        let fees = [
            "2026-01-12",
            "2026-02-09",
            "2026-03-21",
            "2026-04-30",
            "2026-05-11",
            "2026-06-28",
        ];
        assert_eq!(sets(paid(&fees.map(|date| (date, 5000)))).len(), 1);
        assert_eq!(sets(paid(&fees.map(|date| (date, 5000))[..5])), []);
    }

    #[test]
    fn what_comes_now_and_then_is_no_set() {
        let lunches = [("2025-12-10", 300), ("2026-02-20", 300), ("2026-05-08", 300)];
        assert_eq!(sets(paid(&lunches)), []);
        let teas = [
            "2026-01-01",
            "2026-01-02",
            "2026-01-05",
            "2026-01-13",
            "2026-01-31",
            "2026-02-03",
            "2026-02-04",
            "2026-02-22",
            "2026-03-01",
            "2026-03-03",
        ];
        assert_eq!(sets(paid(&teas.map(|date| (date, 15)))), []);
        let by_chance = [
            ("2026-01-14", 900),
            ("2026-04-07", 900),
            ("2026-05-06", 950),
            ("2026-06-01", 950),
        ];
        assert_eq!(sets(paid(&by_chance)), []);
        let of_one_month = [("2026-01-05", 100), ("2026-01-15", 100), ("2026-01-25", 100)];
        assert_eq!(sets(paid(&of_one_month)), []);
        let nameless = [("2026-01-05", 100), ("2026-02-05", 100), ("2026-03-05", 100)];
        assert_eq!(sets(nameless.map(|(date, rupees)| debit(date, rupees)).to_vec()), []);
        let undone = paid(&nameless).into_iter().map(|row| row.marked(Mark::Reversal));
        assert_eq!(sets(undone.collect()), []);
    }
}
