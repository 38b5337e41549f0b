//! An invented borrower: his file, his money over years, and any account's ledger out of it.
//!
//! [`Persona`] is the file (`fixtures/personas/`). [`life()`] lives it: 36 months before `as_of` and 24 after, all accounts together,
//! from a seed. [`Life`] answers with ledgers and statements of any period within, in the words of any bank. What happened
//! (`entry`) is kept apart from how a bank words it (`grammar`), so one account can be shown as held anywhere.

mod bank_style;
mod branch;
mod calendar;
mod cast;
mod embedded;
mod entry;
mod file;
mod grammar;
mod label;
mod life;
mod reference;
mod simulation;

pub use file::Persona;
pub use label::{Channel, Label};
pub use life::{AccountIndex, Life, OutsideLife, life};
