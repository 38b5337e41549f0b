//! Bytes to domain values and back.

pub mod ledger_csv;
pub mod pdf;
pub mod workbook;
