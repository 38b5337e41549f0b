//! The vendor's shapes and texts. Pure.

pub mod statement_errors;
