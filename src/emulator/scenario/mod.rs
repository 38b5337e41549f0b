//! Scenarios: found, checked whole, and played over a [`Target`], in this process or over HTTP.

mod calls;
mod check;
mod consent;
mod forms;
mod journey;
mod library;
mod lookup;
mod outcome;
mod player;
mod scene;
mod source;
mod steps;
mod story;
mod target;
mod upload;

pub use check::{checked, read_file, read_library, read_settings, read_text, setting_names};
pub use library::{Embedded, library};
pub use outcome::{Compared, Exchange, Failure, Mark, Played, Told};
pub use player::{Player, WorldOfPlay};
pub use source::{FilesOf, SIZE_BYTES_MAX};
pub use target::{Call, CallAnswer, ReceiverIs, Target};
