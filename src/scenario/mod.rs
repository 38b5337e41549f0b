//! Scenario files: a scripted borrower and lender, with what must come of it.
//!
//! The format is data: [`table`] has every key with its [`shape`](shape::Shape) and its meaning, and reading, the JSON Schema and the manual
//! follow from it. What needs the rest of the emulator (settings, rules, borrowers, codes) is checked where scenarios are played.

pub mod expectation;
pub mod manual;
pub mod node;
pub mod read;
pub mod reference;
pub mod schema;
pub mod shape;
pub mod table;

use std::sync::Arc;

use crate::scenario::node::Node;
use crate::scenario::table::Action;
use crate::yaml::{Placed, Position};

/// A scenario that was read.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// What it is called: a name of the library, or the file as the user named it.
    pub name: String,
    /// The file it comes from, for messages.
    pub file: Arc<str>,
    /// What it shows, in one line.
    pub summary: String,
    /// More about it.
    pub description: Option<String>,
    /// Codes and messages that are reached.
    pub shows: Vec<Placed<String>>,
    /// `real`, or `frozen@INSTANT`, where the file says so.
    pub clock: Option<String>,
    /// Where chance comes from, where the file says so.
    pub seed: Option<u64>,
    /// A part of the settings.
    pub settings: Option<Node>,
    /// Rules.
    pub rules: Option<Node>,
    /// What happens, included steps first.
    pub steps: Vec<Step>,
}

/// One step.
#[derive(Clone, Debug)]
pub struct Step {
    /// The file it stands in.
    pub file: Arc<str>,
    /// Where.
    pub position: Option<Position>,
    /// What happens.
    pub action: Action,
    /// How; nothing for what needs no words.
    pub argument: Node,
    /// The name of the answer.
    pub name: Option<String>,
    /// The session it is about, where that is not the current one.
    pub session: Option<String>,
    /// The code it is refused with.
    pub refused: Option<Node>,
    /// What holds afterwards, in the order it was written.
    pub expect: Vec<(Placed<String>, Node)>,
    /// What is repeated.
    pub steps: Vec<Step>,
}
