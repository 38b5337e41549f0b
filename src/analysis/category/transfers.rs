//! Money between the holder's own accounts: by name, by account number, and by its other side in another account of the session.

use std::collections::HashMap;

use super::row::RAILS;
use super::{Holder, Row};
use crate::analysis::class::{Channel, Class, Description, Mark, Marks};
use crate::domain::ledger::{Direction, Transaction};

/// Days between the two sides of one transfer. Inferred: instant rails book at once, NEFT by the next day.
const DAYS_APART_MAX: i64 = 1;
/// Digits a reference has at least: RRNs have 12, UTRs 11 and more; telephone numbers, which people share, have 10.
const REFERENCE_DIGITS_MIN: usize = 11;
/// Digits an account number has at least to be taken for one.
const NUMBER_DIGITS_MIN: usize = 9;
/// Digits banks leave readable of a masked account number.
const TAIL_DIGITS: usize = 4;

/// Marks an account's transfers with the holder himself and with his companies.
///
/// A company that the lender named in `companies_for_self_transfer` makes a self transfer, as the parameter says, and is marked as one of the
/// group besides, so that the figures of both kinds count it. Source: contract `params` (the name) and `insights_fields`,
/// `self_and_sister_transactions`; that both marks hold is inferred.
pub(super) fn mark_own(rows: &mut [Row<'_>], holder: &Holder, numbers: &[&str], own: usize) {
    for row in rows {
        if !is_transfer(&row.reading.class) {
            continue;
        }
        let name = row.reading.name.as_ref();
        let says_own = || says_own(&row.reading.remark);
        let is_holder = name.is_some_and(|name| holder.is_printed_as(name) || says_own() && holder.begins_with(name));
        let is_own_number = || {
            let mut others = numbers.iter().enumerate().filter(|(index, _)| *index != own);
            name.is_none() && others.any(|(_, number)| names_account(row, number))
        };
        if is_holder || row.reading.class.marks.has(Mark::SelfTransfer) || is_own_number() {
            make_own(&mut row.reading.class);
        } else if name.is_some_and(|name| holder.companies.iter().any(|company| company.is_company(name))) {
            let class = &mut row.reading.class;
            make_own(class);
            class.marks = class.marks.with(Mark::GroupTransfer);
        }
    }
}

/// Whether the payer calls the money his own: `self`, `own account`.
fn says_own(remark: &str) -> bool {
    let mut words = remark.split(|character: char| !character.is_ascii_alphabetic());
    words.any(|word| matches!(word, "SELF" | "OWN"))
}

/// Whether a row prints the number of this account, whole or its last digits behind a mask.
fn names_account(row: &Row<'_>, number: &str) -> bool {
    let Some(tail) = number.len().checked_sub(TAIL_DIGITS).and_then(|at| number.get(at..)) else {
        return false;
    };
    if !tail.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let is_whole = number.len() >= NUMBER_DIGITS_MIN && digit_runs(&row.transaction.narration).any(|run| run == number);
    is_whole || row.reading.tail.as_deref() == Some(tail) || row.transaction.narration.contains(&format!("XX{tail}"))
}

/// Whether a row moves money from or to somebody at all, so that this somebody may be the holder.
fn is_transfer(class: &Class) -> bool {
    let is_rail = matches!(
        class.channel,
        Channel::Upi
            | Channel::NetBankingTransfer
            | Channel::SelfTransfer
            | Channel::AutoCredit
            | Channel::Chq
            | Channel::Salary
            | Channel::Other
    );
    is_rail && !class.marks.has(Mark::Reversal) && !class.marks.has(Mark::InwardBounce)
}

/// Makes a row a transfer between own accounts. The channel stays the rail, as in the samples; `self_transfer` where none is printed.
fn make_own(class: &mut Class) {
    let rails = class.marks.intersection(RAILS);
    let kept = [Mark::CrossAccountTransfer, Mark::GroupTransfer];
    let kept: Marks = kept.into_iter().filter(|mark| class.marks.has(*mark)).collect();
    class.channel = if rails.has(Mark::Upi) {
        Channel::Upi
    } else if class.channel == Channel::Chq {
        Channel::Chq
    } else if class.channel == Channel::NetBankingTransfer
        || [Mark::Imps, Mark::Neft, Mark::Rtgs].iter().any(|rail| rails.has(*rail))
    {
        Channel::NetBankingTransfer
    } else {
        Channel::SelfTransfer
    };
    class.description = Description::SelfTransfer;
    class.merchant_category = None;
    class.marks = rails.with(Mark::SelfTransfer).union(kept);
    (class.lender, class.employer, class.salary_month) = (None, None, None);
}

/// Where a row is: account and place.
type Place = (usize, usize);

/// Finds the other side of transfers within the session. Each row pairs once at most: first by reference, then by name.
pub(super) fn pair(lists: &mut [Vec<Row<'_>>], numbers: &[&str]) {
    if lists.len() < 2 {
        return;
    }
    let candidates: Vec<Candidate> = lists
        .iter()
        .enumerate()
        .flat_map(|(account, rows)| rows.iter().enumerate().map(move |(row, found)| (account, row, found)))
        .filter(|(_, _, row)| is_transfer(&row.reading.class))
        .map(|(account, row, found)| Candidate::of((account, row), found, numbers))
        .collect();
    let mut credits: HashMap<i64, Vec<usize>> = HashMap::new();
    for (index, candidate) in candidates
        .iter()
        .enumerate()
        .filter(|(_, candidate)| candidate.is_credit)
    {
        credits.entry(candidate.amount).or_default().push(index);
    }
    let mut is_paired = vec![false; candidates.len()];
    for fits in [
        Candidate::shares_reference as fn(&Candidate, &Candidate) -> bool,
        Candidate::names_holder,
    ] {
        for (index, debit) in candidates.iter().enumerate() {
            if debit.is_credit || is_paired[index] {
                continue;
            }
            let same_amount = credits.get(&debit.amount).into_iter().flatten().copied();
            let open = same_amount.filter(|credit| !is_paired[*credit] && debit.may_be(&candidates[*credit]));
            let fitting = open.filter(|credit| fits(debit, &candidates[*credit]));
            if let Some(credit) =
                fitting.min_by_key(|credit| (debit.days_to(&candidates[*credit]), candidates[*credit].place))
            {
                (is_paired[index], is_paired[credit]) = (true, true);
            }
        }
    }
    let paired = candidates
        .into_iter()
        .zip(is_paired)
        .filter(|(_, is_paired)| *is_paired);
    for place in paired.map(|(candidate, _)| candidate.place).collect::<Vec<Place>>() {
        let class = &mut lists[place.0][place.1].reading.class;
        class.marks = class.marks.with(Mark::CrossAccountTransfer);
        make_own(class);
    }
}

/// A row that may have its other side in another account.
struct Candidate {
    place: Place,
    is_credit: bool,
    day: i64,
    amount: i64,
    references: Vec<String>,
    is_own: bool,
    is_nameless: bool,
}

impl Candidate {
    fn of(place: Place, row: &Row<'_>, numbers: &[&str]) -> Self {
        let transaction: &Transaction = row.transaction;
        // Some banks print an inner account of theirs in that column; it is shared by strangers.
        let column = transaction
            .cheque_number
            .as_deref()
            .filter(|cell| !cell.starts_with("TRANSFER"));
        let printed = [Some(transaction.narration.as_str()), column];
        let runs = printed.into_iter().flatten().flat_map(digit_runs);
        let references = runs
            .map(|run| run.trim_start_matches('0'))
            .filter(|run| run.len() >= REFERENCE_DIGITS_MIN && !numbers.iter().any(|number| number.ends_with(run)));
        Candidate {
            place,
            is_credit: transaction.direction == Direction::Credit,
            day: i64::from(chrono::Datelike::num_days_from_ce(&transaction.date)),
            amount: transaction.amount.in_paise(),
            references: references.map(str::to_owned).collect(),
            is_own: row.reading.class.marks.has(Mark::SelfTransfer),
            is_nameless: row.reading.name.is_none(),
        }
    }

    fn days_to(&self, other: &Candidate) -> i64 {
        (self.day - other.day).abs()
    }

    fn may_be(&self, other: &Candidate) -> bool {
        self.place.0 != other.place.0 && self.days_to(other) <= DAYS_APART_MAX
    }

    fn shares_reference(&self, other: &Candidate) -> bool {
        self.references
            .iter()
            .any(|reference| other.references.contains(reference))
    }

    /// One side names the holder, the other does too or names nobody, and their references do not contradict.
    fn names_holder(&self, other: &Candidate) -> bool {
        let is_silent = |side: &Candidate| side.is_own || side.is_nameless;
        let contradict = !self.references.is_empty() && !other.references.is_empty();
        (self.is_own || other.is_own) && is_silent(self) && is_silent(other) && !contradict
    }
}

fn digit_runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_ascii_digit())
        .filter(|run| !run.is_empty())
}
