//! The hosted page, without its script: every screen is plain HTML, every step a form.

mod aggregator;
mod end;
mod net_banking;
mod pdf;
mod start;
