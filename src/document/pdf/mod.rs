//! Bank statements as PDF: read any, write specimens. The only user of lopdf.

mod layouts;
mod reader;
pub(crate) mod standard_fonts;
mod write;

pub use reader::inspect;
pub use write::{Encryption, Lock, WriteProblem, printed, write};
