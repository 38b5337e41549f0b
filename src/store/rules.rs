//! The rules of a world, and how often each was met.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::domain::rule::{CallFacts, Effect, Injection, Rule};

/// Rules with their counters. Setting rules makes new ones, which begin at nought.
#[derive(Debug, Default)]
pub struct ActiveRules {
    rules: Arc<[Rule]>,
    counters: Box<[AtomicU64]>,
}

impl ActiveRules {
    /// These rules, none of them met yet.
    pub fn new(rules: Arc<[Rule]>) -> Self {
        ActiveRules {
            counters: rules.iter().map(|_| AtomicU64::new(0)).collect(),
            rules,
        }
    }

    /// These rules, each met so often; counts and rules are of one length.
    pub fn counted(rules: Arc<[Rule]>, counts: &[u64]) -> Self {
        ActiveRules {
            counters: counts.iter().copied().map(AtomicU64::new).collect(),
            rules,
        }
    }

    /// The rules.
    pub fn rules(&self) -> &Arc<[Rule]> {
        &self.rules
    }

    /// How many calls met each rule's other conditions so far.
    pub fn counts(&self) -> Vec<u64> {
        self.counters
            .iter()
            .map(|count| count.load(Ordering::Relaxed))
            .collect()
    }

    /// Whether a rule asks for a bank.
    pub fn ask_for_bank(&self) -> bool {
        self.rules.iter().any(|rule| rule.when.bank.is_some())
    }

    /// What rules that are about no single call say about this one. Counts nothing.
    pub fn effects_uncounted(&self, call: &CallFacts<'_>, can_act: impl Fn(&Rule) -> bool) -> Vec<Effect> {
        let rules = self.rules.iter().enumerate();
        let acting = rules.filter(|(_, rule)| rule.when.call.is_none() && rule.when.is_met_by(call) && can_act(rule));
        acting.map(|(index, rule)| effect(rule, index)).collect()
    }

    /// Counts this call in every rule that is about it and could act on it; gives what the rules say that are about this number.
    pub fn effects(&self, call: &CallFacts<'_>, can_act: impl Fn(&Rule) -> bool) -> Vec<Effect> {
        let mut effects = Vec::new();
        for (index, (rule, counter)) in self.rules.iter().zip(&self.counters).enumerate() {
            if !rule.when.is_met_by(call) || !can_act(rule) {
                continue;
            }
            let number = counter.fetch_add(1, Ordering::Relaxed) + 1;
            if rule.when.call.as_ref().is_none_or(|calls| calls.contains(number)) {
                effects.push(effect(rule, index));
            }
        }
        effects
    }
}

fn effect(rule: &Rule, index: usize) -> Effect {
    Effect {
        bank: rule.when.bank,
        then: rule.then.clone(),
        by: Injection::rule(rule, index),
    }
}
