//! `statement`: make one, read one, show what there is.

pub(super) mod list;
pub(super) mod make;
pub(super) mod read;
mod report;
