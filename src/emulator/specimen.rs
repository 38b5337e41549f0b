//! Specimens over HTTP: fitting statements of invented borrowers, relative to a world's clock or to a session's window.

use chrono::{NaiveDate, NaiveTime, TimeDelta};

use crate::document::pdf::{self, Encryption, Lock};
use crate::domain::bank::BankId;
use crate::domain::indian_time;
use crate::domain::period::Period;
use crate::domain::specimen::{Kind, Specimen};
use crate::domain::statement::StatementFacts;
use crate::domain::world_clock::WorldClock;
use crate::emulator::Emulator;
use crate::persona::{Life, Persona, life};
use crate::store::world::World;

/// Which specimen.
#[derive(Clone, PartialEq, Debug)]
pub struct SpecimenRequest {
    /// A persona's name.
    pub persona: String,
    /// The bank; `None` takes the persona's first.
    pub bank: Option<BankId>,
    /// What is special about it.
    pub kind: Kind,
    /// The days; `None` takes six months up to yesterday.
    pub period: Option<Period>,
    /// Opens it; `None` for a file that anyone can open.
    pub password: Option<String>,
}

impl Emulator {
    /// Makes a specimen. Blocks: run it off the async threads.
    ///
    /// # Errors
    /// What does not fit, in words.
    pub fn specimen(&self, world: &World, request: &SpecimenRequest) -> Result<Vec<u8>, String> {
        let persona = persona(&request.persona)?;
        let bank = request
            .bank
            .or_else(|| persona.banks().next())
            .ok_or("the persona has no account")?;
        let period = match request.period {
            Some(period) => period,
            None => six_months(self.today(world)).ok_or("the calendar ends")?,
        };
        let life = self.life(world, persona);
        let (facts, ledger) = life
            .statement(life.account_for(bank), bank, period)
            .map_err(|outside| outside.to_string())?;
        let created = period.to.succ_opt().unwrap_or(period.to).and_time(NaiveTime::MIN) + TimeDelta::hours(2);
        let specimen =
            Specimen::new(facts, ledger, request.kind, created, world.seed).map_err(|unfit| unfit.to_string())?;
        pdf::write(&specimen, request.password.as_deref().map(lock).as_ref()).map_err(|problem| problem.to_string())
    }

    /// What stands over an account's rows in a period when there is no row. Blocks: run it off the async threads.
    ///
    /// # Errors
    /// What does not fit, in words.
    pub(super) fn quiet_facts(
        &self,
        world: &World,
        request: &SpecimenRequest,
    ) -> Result<Option<StatementFacts>, String> {
        let life = self.life(world, persona(&request.persona)?);
        let (Some(bank), Some(period)) = (request.bank, request.period) else {
            return Err("bank and period are missing".to_owned());
        };
        let (facts, ledger) = life
            .statement(life.account_for(bank), bank, period)
            .map_err(|outside| outside.to_string())?;
        let is_quiet = ledger.transactions.is_empty() || request.kind == Kind::NoTransactions;
        Ok(is_quiet.then_some(facts))
    }

    /// A persona's life as this world tells it.
    pub(super) fn life(&self, world: &World, persona: &Persona) -> Life {
        life(persona, self.story_day(world), world.seed)
    }

    /// The day a world's borrowers tell their story from: fixed when the world begins, so that statements of different days chain.
    pub(super) fn story_day(&self, world: &World) -> NaiveDate {
        let as_it_began = || match world.began_with {
            WorldClock::Frozen { at } => indian_time::day(at),
            WorldClock::Real { offset_ms } => indian_time::day(self.started_at) + TimeDelta::milliseconds(offset_ms),
        };
        world.story_day.unwrap_or_else(as_it_began)
    }
}

/// The persona of this name.
///
/// # Errors
/// That there is none, and which there are.
pub(super) fn persona(name: &str) -> Result<&'static Persona, String> {
    let names = || {
        let all = Persona::embedded().iter();
        all.map(|persona| persona.persona.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    Persona::named(name).ok_or_else(|| format!("no persona `{name}`; there are {}", names()))
}

/// RC4 draws nothing at random: same request, same bytes.
fn lock(password: &str) -> Lock {
    Lock {
        user_password: password.to_owned(),
        owner_password: password.to_owned(),
        encryption: Encryption::Rc4_128,
    }
}

fn six_months(today: NaiveDate) -> Option<Period> {
    Period::new(today.checked_sub_months(chrono::Months::new(6))?, today.pred_opt()?)
}
