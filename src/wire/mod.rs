//! The vendor's shapes and texts. Pure.
//!
//! One file per answer, named as its schema; what several answers share is in [`account`], [`statement`], [`status`], [`dates`],
//! [`account_errors`] and [`statement_errors`]. Every answer is made by an `of` from domain values and then only serialised.

pub mod account;
pub mod account_errors;
pub mod account_figures;
pub mod acknowledgement;
pub mod catalogue;
pub mod consents;
pub mod coverage;
pub mod dates;
pub mod error;
pub mod explain;
pub mod explained_figure;
pub mod figures;
pub mod fraud;
pub mod get_pdfs;
pub mod har;
pub mod identity;
pub mod insights;
pub mod journal;
pub mod journey;
pub mod journey_page;
pub mod journey_words;
mod json_schema;
pub mod masking;
pub mod progress;
pub mod recurring;
pub mod refusals;
pub mod rule_check;
pub mod session_account;
pub mod session_create;
pub mod session_identity;
pub mod session_status;
pub mod session_upload_status;
pub mod shown_account;
pub mod statement;
pub mod statement_errors;
pub mod status;
pub mod test_values;
pub mod transaction;
pub mod upload;
pub mod webhook;
pub mod webhook_payloads;
pub mod webhook_schema;
pub mod xlsx_report;

#[cfg(test)]
mod contract;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
