//! A table of shared values. The only user of `DashMap`.

use std::hash::Hash;
use std::sync::{Arc, OnceLock};

use dashmap::DashMap;

/// Shards of a table. Few, because a world has several tables and there are thousands of worlds.
const SHARD_COUNT: usize = 2;

/// Values by id. Readers get a shared copy; writers hand in a pure function. No guard leaves.
#[derive(Debug)]
pub struct Table<K: Eq + Hash, V>(OnceLock<DashMap<K, Arc<V>>>);

impl<K: Eq + Hash, V> Default for Table<K, V> {
    fn default() -> Self {
        Table(OnceLock::new())
    }
}

impl<K: Eq + Hash + Clone, V> Table<K, V> {
    /// The rows, made on first use: an empty table costs nothing.
    fn rows(&self) -> &DashMap<K, Arc<V>> {
        self.0.get_or_init(|| DashMap::with_shard_amount(SHARD_COUNT))
    }

    /// The value of this id.
    pub fn get(&self, id: &K) -> Option<Arc<V>> {
        self.0.get()?.get(id).map(|row| Arc::clone(&row))
    }

    /// Puts a value where there may be one already; that one is given back.
    pub fn put(&self, id: K, value: V) -> Option<Arc<V>> {
        self.rows().insert(id, Arc::new(value))
    }

    /// The value of this id, made when there is none. The function must be pure: it may run for nothing.
    pub fn get_or_put(&self, id: K, make: impl FnOnce() -> V) -> Arc<V> {
        Arc::clone(&self.rows().entry(id).or_insert_with(|| Arc::new(make())))
    }

    /// Replaces the value of this id by what the function makes of it; `None` when there is none.
    ///
    /// The function must be pure: it may run again.
    ///
    /// # Errors
    /// What the function refuses with; the value stays as it was.
    pub fn update<Out, E>(&self, id: &K, change: impl Fn(&V) -> Result<(V, Out), E>) -> Option<Result<Out, E>> {
        let mut row = self.0.get()?.get_mut(id)?;
        Some(change(&row).map(|(value, out)| {
            *row = Arc::new(value);
            out
        }))
    }

    /// Replaces or makes the value of this id, or removes it when the function gives none; gives what is there then. The function must be pure.
    pub fn alter(&self, id: K, change: impl Fn(Option<&V>) -> Option<V>) -> Option<Arc<V>> {
        match self.rows().entry(id) {
            dashmap::Entry::Occupied(mut row) => match change(Some(row.get())) {
                Some(value) => {
                    row.insert(Arc::new(value));
                    Some(Arc::clone(row.get()))
                }
                None => {
                    row.remove();
                    None
                }
            },
            dashmap::Entry::Vacant(place) => change(None).map(|value| Arc::clone(&place.insert(Arc::new(value)))),
        }
    }

    /// Takes the value out.
    pub fn remove(&self, id: &K) -> Option<Arc<V>> {
        self.0.get()?.remove(id).map(|(_, value)| value)
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.0.get().map_or(0, DashMap::len)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A value of which this holds.
    pub fn find(&self, is_it: impl Fn(&V) -> bool) -> Option<Arc<V>> {
        let rows = self.0.get()?;
        let found = rows.iter().find(|row| is_it(row))?;
        Some(Arc::clone(&found))
    }

    /// All values, in no order: sort them by what they are.
    pub fn values(&self) -> Vec<Arc<V>> {
        self.0
            .get()
            .map(|rows| rows.iter().map(|row| Arc::clone(&row)).collect())
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_update_changes_nothing() {
        let table = Table::default();
        table.put(1, 10);
        assert_eq!(table.update(&1, |value| Ok::<_, ()>((value + 1, *value))), Some(Ok(10)));
        assert_eq!(table.update(&1, |_| Err::<(i32, ()), _>("no")), Some(Err("no")));
        assert_eq!(
            (
                table.get(&1).as_deref(),
                table.update(&2, |value| Ok::<_, ()>((*value, ())))
            ),
            (Some(&11), None)
        );
    }

    #[test]
    fn altering_makes_and_removes() {
        let table: Table<&str, u32> = Table::default();
        let count = |by: i64| {
            move |held: Option<&u32>| {
                u32::try_from(i64::from(held.copied().unwrap_or(0)) + by)
                    .ok()
                    .filter(|held| *held > 0)
            }
        };
        table.alter("a", count(1));
        table.alter("a", count(1));
        assert_eq!(table.get(&"a").as_deref(), Some(&2));
        table.alter("a", count(-2));
        assert!(table.is_empty());
    }
}
