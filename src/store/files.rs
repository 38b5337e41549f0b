//! The bytes of uploaded files, held once however many sessions have them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::domain::upload::ContentId;
use crate::store::table::Table;

/// How many bytes all worlds together hold, and may.
#[derive(Debug)]
pub struct ByteBudget {
    used: AtomicU64,
    max: u64,
}

impl ByteBudget {
    /// A budget of so many bytes.
    pub fn new(max: u64) -> Arc<Self> {
        Arc::new(ByteBudget {
            used: AtomicU64::new(0),
            max,
        })
    }

    /// Bytes held now.
    pub fn used(&self) -> u64 {
        self.used.load(Ordering::Relaxed)
    }

    fn take(&self, bytes: u64) -> bool {
        self.used
            .try_update(Ordering::Relaxed, Ordering::Relaxed, |used| {
                used.checked_add(bytes).filter(|used| *used <= self.max)
            })
            .is_ok()
    }
}

/// Bytes that give their share of the budget back when the last holder lets go.
#[derive(Debug)]
struct Held {
    bytes: Arc<[u8]>,
    budget: Arc<ByteBudget>,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.budget.used.fetch_sub(self.bytes.len() as u64, Ordering::Relaxed);
    }
}

/// The files of one world.
#[derive(Debug)]
pub struct Files {
    budget: Arc<ByteBudget>,
    by_content: Table<ContentId, (Arc<Held>, u32)>,
}

impl Files {
    /// No files yet, within this budget.
    pub fn new(budget: Arc<ByteBudget>) -> Self {
        Files {
            budget,
            by_content: Table::default(),
        }
    }

    /// Holds a file for one more statement; `false` when the budget is used up.
    pub fn hold(&self, id: ContentId, bytes: &[u8]) -> bool {
        let make = || {
            self.budget.take(bytes.len() as u64).then(|| {
                Arc::new(Held {
                    bytes: Arc::from(bytes),
                    budget: Arc::clone(&self.budget),
                })
            })
        };
        let one_more = |(held, holders): &(Arc<Held>, u32)| (Arc::clone(held), holders + 1);
        if self.by_content.alter(id, |file| file.map(one_more)).is_some() {
            return true;
        }
        let Some(fresh) = make() else { return false };
        // Somebody else may have brought it meanwhile; then ours is let go.
        self.by_content
            .alter(id, |file| Some(file.map_or_else(|| (Arc::clone(&fresh), 1), one_more)));
        true
    }

    /// Lets a file go for one statement; the last one frees it.
    pub fn release(&self, id: ContentId) {
        self.by_content.alter(id, |file| {
            file.filter(|(_, holders)| *holders > 1)
                .map(|(held, holders)| (Arc::clone(held), holders - 1))
        });
    }

    /// The file's bytes.
    pub fn get(&self, id: &ContentId) -> Option<Arc<[u8]>> {
        self.by_content.get(id).map(|file| Arc::clone(&file.0.bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_held_once_and_freed_by_its_last_holder() {
        let budget = ByteBudget::new(10);
        let files = Files::new(Arc::clone(&budget));
        let id = ContentId([1; 32]);
        assert!(files.hold(id, b"12345678") && files.hold(id, b"12345678"));
        assert!(!files.hold(ContentId([2; 32]), b"12345"), "beyond the budget");
        assert_eq!(budget.used(), 8);
        files.release(id);
        assert!(files.get(&id).is_some());
        files.release(id);
        assert_eq!((files.get(&id), budget.used()), (None, 0));
    }

    #[test]
    fn a_world_that_goes_gives_its_bytes_back() {
        let budget = ByteBudget::new(10);
        let files = Files::new(Arc::clone(&budget));
        assert!(files.hold(ContentId([1; 32]), b"12345678"));
        drop(files);
        assert_eq!(budget.used(), 0);
    }
}
