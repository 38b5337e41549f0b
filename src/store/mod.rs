//! Where state lives: worlds and what belongs to them, and results that are shared because they are pure.
//!
//! Nothing outside knows how it is kept. No lock escapes this room, and none is held over I/O but the one that lets a data file be saved by
//! one at a time.

pub mod agenda;
pub mod data_file;
pub mod files;
pub mod journal;
pub mod rules;
pub mod shared;
pub mod table;
pub mod world;
pub mod worlds;
