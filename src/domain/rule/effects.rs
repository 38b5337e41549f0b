//! What rules and test values say about one call.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::bank::BankId;
use crate::domain::rule::{Rule, Then};

/// What made something happen that would not have happened by itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Injection {
    /// A rule, by name or number.
    Rule(String),
    /// A test value in a `link_id` or an API key.
    TestValue(String),
}

impl Injection {
    /// A rule by its name, or by its number from 1 where it has none.
    pub fn rule(rule: &Rule, index: usize) -> Self {
        Injection::Rule(rule.name.clone().unwrap_or_else(|| format!("#{}", index + 1)))
    }
}

impl fmt::Display for Injection {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Injection::Rule(name) => write!(out, "rule {name}"),
            Injection::TestValue(token) => write!(out, "test value {token}"),
        }
    }
}

/// What one rule or test value says.
#[derive(Clone, PartialEq, Debug)]
pub struct Effect {
    /// The bank it is about; `None` is all.
    pub bank: Option<BankId>,
    /// What happens.
    pub then: Then,
    /// What says so.
    pub by: Injection,
}

/// Everything that holds for one call, what goes first in front. Source: semantics 33.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Effects(pub Vec<Effect>);

impl Effects {
    /// Whether nothing is injected.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first that says something about an aspect, and what says so.
    pub fn first<'a, T>(&'a self, aspect: impl Fn(&'a Then) -> Option<T>) -> Option<(T, &'a Injection)> {
        let mut effects = self.0.iter();
        effects.find_map(|effect| Some((aspect(&effect.then)?, &effect.by)))
    }

    /// The same, about one bank.
    pub fn first_for<'a, T>(
        &'a self,
        bank: Option<BankId>,
        aspect: impl Fn(&'a Then) -> Option<T>,
    ) -> Option<(T, &'a Injection)> {
        let is_about = |effect: &&Effect| effect.bank.is_none() || effect.bank == bank;
        let mut effects = self.0.iter().filter(is_about);
        effects.find_map(|effect| Some((aspect(&effect.then)?, &effect.by)))
    }
}
