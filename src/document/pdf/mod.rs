//! Bank statements as PDF: read any, write specimens. The only user of lopdf.

pub(crate) mod standard_fonts;
