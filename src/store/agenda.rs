//! What is due when: an index over the aggregates, which alone know.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

/// Due times of things, each thing once. Things of one instant come in the order of their rank.
#[derive(Debug)]
pub struct Agenda<T>(Mutex<Entries<T>>);

#[derive(Debug)]
struct Entries<T> {
    by_time: BTreeSet<(DateTime<Utc>, u64, T)>,
    by_thing: HashMap<T, (DateTime<Utc>, u64)>,
}

impl<T> Default for Agenda<T> {
    fn default() -> Self {
        Agenda(Mutex::new(Entries {
            by_time: BTreeSet::new(),
            by_thing: HashMap::new(),
        }))
    }
}

impl<T: Copy + Ord + Hash> Agenda<T> {
    fn entries(&self) -> MutexGuard<'_, Entries<T>> {
        // Nothing in here panics half-way; the index of a thread that died elsewhere is whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets when a thing is due, or that it is not. Says whether the earliest due time has changed.
    pub fn set(&self, thing: T, rank: u64, due: Option<DateTime<Utc>>) -> bool {
        let mut entries = self.entries();
        let first = entries.by_time.first().map(|(due, ..)| *due);
        if let Some((before, rank)) = entries.by_thing.remove(&thing) {
            entries.by_time.remove(&(before, rank, thing));
        }
        if let Some(due) = due {
            entries.by_thing.insert(thing, (due, rank));
            entries.by_time.insert((due, rank, thing));
        }
        first != entries.by_time.first().map(|(due, ..)| *due)
    }

    /// Sets when a thing is due unless it is due before. Says whether the earliest due time has changed.
    ///
    /// For callers that looked at the thing some time ago: one that looked too early cannot put off what a later one has set.
    pub fn set_no_later(&self, thing: T, rank: u64, due: DateTime<Utc>) -> bool {
        let mut entries = self.entries();
        match entries.by_thing.get(&thing).copied() {
            Some((before, _)) if before <= due => return false,
            Some((before, rank)) => {
                entries.by_time.remove(&(before, rank, thing));
            }
            None => {}
        }
        entries.by_thing.insert(thing, (due, rank));
        entries.by_time.insert((due, rank, thing));
        entries.by_time.first().is_some_and(|(_, _, first)| *first == thing)
    }

    /// The earliest due time.
    pub fn first(&self) -> Option<DateTime<Utc>> {
        self.first_of(|_| true)
    }

    /// The earliest due time among the things wanted.
    pub fn first_of(&self, is_wanted: impl Fn(&T) -> bool) -> Option<DateTime<Utc>> {
        self.entries()
            .by_time
            .iter()
            .find(|(_, _, thing)| is_wanted(thing))
            .map(|(due, ..)| *due)
    }

    /// Everything due at this time or before, earliest first, at most so many.
    pub fn due(&self, now: DateTime<Utc>, count_max: usize) -> Vec<(DateTime<Utc>, T)> {
        self.entries()
            .by_time
            .iter()
            .take_while(|(due, ..)| *due <= now)
            .take(count_max)
            .map(|(due, _, thing)| (*due, *thing))
            .collect()
    }

    /// How many things are due some time.
    pub fn len(&self) -> usize {
        self.entries().by_time.len()
    }

    /// Whether nothing is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_come_by_time_then_rank_and_each_once() {
        let at = |second: i64| DateTime::from_timestamp(second, 0).unwrap();
        let agenda = Agenda::default();
        assert!(agenda.set('b', 2, Some(at(5))));
        assert!(!agenda.set('a', 1, Some(at(5))));
        assert!(agenda.set('c', 3, Some(at(1))));
        assert!(agenda.set('c', 3, Some(at(9))));
        assert_eq!(agenda.due(at(5), 10), [(at(5), 'a'), (at(5), 'b')]);
        assert!(!agenda.set('a', 1, None));
        assert_eq!((agenda.first(), agenda.len()), (Some(at(5)), 2));
    }

    #[test]
    fn a_late_look_puts_nothing_off() {
        let at = |second: i64| DateTime::from_timestamp(second, 0).unwrap();
        let agenda = Agenda::default();
        assert!(agenda.set_no_later('a', 0, at(5)));
        assert!(!agenda.set_no_later('a', 0, at(9)));
        assert!(!agenda.set_no_later('b', 0, at(7)));
        assert!(agenda.set_no_later('b', 0, at(3)));
        assert_eq!(agenda.due(at(9), 10), [(at(3), 'b'), (at(5), 'a')]);
        assert_eq!(agenda.first_of(|thing| *thing == 'a'), Some(at(5)));
    }
}
