//! Figures from ledgers, pure: what each transaction is, and every number a lender is shown.
//!
//! [`category`] says of each transaction what it is ([`class`]). [`figure`] describes a number once, as a selection of transactions or balances, an aggregation and a
//! rounding; [`monthly`], [`predictors`] and the workbook share the descriptions. [`basis`] is the ground they stand on, [`explain`] names the
//! transactions behind a number.

pub mod account;
pub mod bank_holidays;
pub mod basis;
pub mod category;
pub mod class;
pub mod eod_balances;
pub mod expenses;
pub mod explain;
pub mod figure;
pub mod fraud;
pub mod monthly;
pub mod predictors;
pub mod recurring;
mod row_hash;
pub mod salary;
#[cfg(test)]
pub(crate) mod sample;
pub mod session_figures;
pub mod top;
