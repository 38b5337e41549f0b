//! A persona's money over five years: each month is planned from chance alone, then lived day by day with what there is.
//!
//! One stream of chance per (account, calendar month). Plans reach one month ahead, so that a careful persona knows what falls due.

mod agenda;
mod bank;
mod book;
mod execution;
mod means;
mod plan;
mod returns;

use chrono::NaiveDate;

use crate::domain::money::Money;
use crate::domain::period::{Month, Period};
use crate::persona::cast::Cast;
use crate::persona::file::{AccountFile, Persona};
use crate::randomness::Stream;
use agenda::Agenda;
pub(in crate::persona) use book::Book;
use plan::{Planner, Standing};

/// Months that are lived before the month of `as_of`.
pub(in crate::persona) const MONTHS_BACK: i32 = 36;
/// Months that are lived after it.
pub(in crate::persona) const MONTHS_FORWARD: i32 = 24;

/// What nobody spends the last of on a wish, where the file does not say.
const CUSHION_USUAL: Money = Money::rupees(400);

/// The days a life covers.
pub(in crate::persona) fn lived(as_of: NaiveDate) -> Period {
    let month = Month::of(as_of);
    Period {
        from: month.plus(-MONTHS_BACK).first_day(),
        to: month.plus(MONTHS_FORWARD).last_day(),
    }
}

/// A life while it is lived.
struct Simulation<'a> {
    persona: &'a Persona,
    books: Vec<Book>,
    agenda: Agenda,
    /// The chances of the month being lived, by account.
    chances: Vec<Stream>,
}

/// Lives the whole life: one book per account, in the order of the file.
pub(in crate::persona) fn run(persona: &Persona, as_of: NaiveDate, seed: u64) -> Vec<Book> {
    let period = lived(as_of);
    let cast = Cast::new(&mut Stream::new(seed, &[&persona.persona, "circle"]));
    let standing: Vec<Standing> = persona
        .life
        .iter()
        .enumerate()
        .map(|(index, flow)| {
            let purpose = [persona.persona.as_str(), "standing", &index.to_string()];
            Standing::new(persona, flow, &mut Stream::new(seed, &purpose))
        })
        .collect();
    let mut simulation = Simulation {
        persona,
        books: open_books(persona, as_of, seed),
        agenda: Agenda::default(),
        chances: Vec::new(),
    };
    let plan = |month: Month, agenda: &mut Agenda| {
        let key = month.first_day().format("%Y-%m").to_string();
        let mut planner = Planner {
            persona,
            cast: &cast,
            month,
            offset: month.months_since(Month::of(as_of)),
            chances: persona
                .accounts
                .iter()
                .map(|account| Stream::new(seed, &[&persona.persona, &account.name.value, &key]))
                .collect(),
            agenda,
        };
        for (flow, standing) in persona.life.iter().zip(&standing) {
            planner.plan(flow, standing);
        }
        planner.chances
    };
    let mut chances_ahead = plan(Month::of(period.from), &mut simulation.agenda);
    for month in period.months() {
        simulation.chances = std::mem::replace(&mut chances_ahead, plan(month.plus(1), &mut simulation.agenda));
        simulation.agenda.forget_before(month.first_day());
        simulation.plan_fees(month);
        for day in month.period().days() {
            simulation.live(day);
        }
    }
    simulation.books
}

fn open_books(persona: &Persona, as_of: NaiveDate, seed: u64) -> Vec<Book> {
    let begin = lived(as_of).from;
    let book = |account: &AccountFile| {
        let opened = account.opened.of(as_of);
        let mut chance = Stream::new(seed, &[&persona.persona, &account.name.value, "chequebook"]);
        let limit = account.limit.as_ref().map_or(Money::ZERO, |limit| limit.value.0);
        let balance = if opened >= begin {
            Money::ZERO
        } else {
            account.balance.0
        };
        Book {
            account_type: account.account_type,
            opened,
            opening: balance,
            floor: -limit,
            minimum_balance: account.minimum_balance.map(|minimum| minimum.0),
            cushion: account.keeps.map_or(CUSHION_USUAL, |keeps| keeps.0),
            entries: Vec::new(),
            balance,
            next_cheque: 1 + chance.below(400) as u32,
            interest_product: 0,
            month_product: 0,
        }
    };
    persona.accounts.iter().map(book).collect()
}
