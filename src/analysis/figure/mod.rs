//! Figures as data: each is one line of `fixtures/figures/`, a selection of transactions or balances, an aggregation and a rounding.
//!
//! [`selection`] names sets of transactions, [`formula`] is what a line says, [`table`] holds the lines in the contract's order,
//! `evaluate` computes them, [`words`] says them, [`special`] is what no line can say. `fixtures/figures/README.md` explains how to write a line.

pub(crate) mod evaluate;
pub mod evidence;
pub mod formula;
pub(crate) mod parse;
pub mod selection;
pub mod selection_words;
pub(crate) mod series;
pub mod special;
pub mod table;
pub(crate) mod tokens;
pub mod value;
pub mod words;
