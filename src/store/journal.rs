//! The journal: the latest exchanges of all worlds in one ring, bounded in bytes; what each world's client has met is counted apart.
//!
//! One ring for the process, so that what is dropped is the oldest there is. A world sees its own exchanges alone, numbered from 1; they go
//! with the world.

use std::collections::{HashSet, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tokio::sync::Notify;
use tokio::sync::futures::Notified;

use crate::domain::coverage::Coverage;
use crate::domain::exchange::Exchange;
use crate::domain::exchange_filter::ExchangeFilter;
use crate::domain::ids::{DeliveryId, SessionId};

/// An exchange that would fill more than this part of the journal loses all but the beginnings of its bodies. Ours.
const PART_MAX: usize = 4;

/// The ring.
#[derive(Debug)]
pub struct Journal {
    bytes_max: usize,
    ring: Mutex<Ring>,
    worlds: AtomicU64,
}

#[derive(Debug, Default)]
struct Ring {
    entries: VecDeque<Entry>,
    bytes: usize,
}

/// An exchange in its place.
#[derive(Clone, Debug)]
struct Entry {
    world: u64,
    number: u64,
    size_bytes: usize,
    exchange: Arc<Exchange>,
}

/// An exchange and its number in its world, from 1.
pub type Numbered = (u64, Arc<Exchange>);

/// What is found behind an exchange.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Found {
    /// The exchanges that are wanted, oldest first.
    pub exchanges: Vec<Numbered>,
    /// How many are not held any more and were behind it: nobody knows whether they were wanted.
    pub missed: u64,
    /// Whoever looks next looks behind this one.
    pub seen: u64,
}

impl Journal {
    /// An empty one that holds so many bytes.
    pub fn new(bytes_max: usize) -> Arc<Self> {
        Arc::new(Journal {
            bytes_max,
            ring: Mutex::default(),
            worlds: AtomicU64::new(0),
        })
    }

    /// Bytes held now, about.
    pub fn bytes(&self) -> usize {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner).bytes
    }

    /// The part of a new world.
    pub fn of_world(self: &Arc<Self>) -> WorldJournal {
        WorldJournal {
            world: self.worlds.fetch_add(1, Ordering::Relaxed),
            journal: Arc::clone(self),
            recorded: AtomicU64::new(0),
            cleared: AtomicU64::new(0),
            coverage: Mutex::default(),
            deliveries: Mutex::default(),
            account_numbers: RwLock::default(),
            grown: Notify::new(),
        }
    }

    fn push(&self, world: &WorldJournal, exchange: Exchange) -> u64 {
        let is_too_large = exchange.size_bytes() > self.bytes_max / PART_MAX;
        let exchange = if is_too_large { exchange.shortened() } else { exchange };
        let exchange = Arc::new(exchange);
        let size_bytes = exchange.size_bytes() + size_of::<Entry>();
        // Freed when the lock is open again.
        let mut dropped = Vec::new();
        let mut ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        // Numbered under the lock, so that no number comes after a greater one.
        let number = world.recorded.fetch_add(1, Ordering::Relaxed) + 1;
        if size_bytes > self.bytes_max {
            return number;
        }
        ring.bytes += size_bytes;
        ring.entries.push_back(Entry {
            world: world.world,
            number,
            size_bytes,
            exchange,
        });
        while ring.bytes > self.bytes_max
            && let Some(oldest) = ring.entries.pop_front()
        {
            ring.bytes -= oldest.size_bytes;
            dropped.push(oldest);
        }
        drop(ring);
        number
    }

    fn of(&self, world: &WorldJournal, after: u64, filter: &ExchangeFilter, limit: usize) -> Found {
        let ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        let latest_first = ring.entries.iter().rev().filter(|entry| entry.world == world.world);
        // What is waited for is at the end of the ring; the rest need not be looked at.
        let mut behind: Vec<&Entry> = latest_first.take_while(|entry| entry.number > after).collect();
        behind.reverse();
        let recorded = world.recorded.load(Ordering::Relaxed);
        let held = behind.len() as u64;
        let wanted = behind.into_iter().filter(|entry| filter.admits(&entry.exchange));
        let exchanges: Vec<Numbered> = wanted
            .take(limit)
            .map(|entry| (entry.number, Arc::clone(&entry.exchange)))
            .collect();
        let is_all = exchanges.len() < limit;
        Found {
            missed: recorded.saturating_sub(after + held),
            seen: exchanges
                .last()
                .filter(|_| !is_all)
                .map_or(recorded, |(number, _)| *number),
            exchanges,
        }
    }

    fn count(&self, world: u64) -> u64 {
        let ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        ring.entries.iter().filter(|entry| entry.world == world).count() as u64
    }

    fn clear(&self, world: u64) -> u64 {
        let mut ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        let (gone, kept): (VecDeque<Entry>, VecDeque<Entry>) = std::mem::take(&mut ring.entries)
            .into_iter()
            .partition(|entry| entry.world == world);
        ring.entries = kept;
        ring.bytes -= gone.iter().map(|entry| entry.size_bytes).sum::<usize>();
        drop(ring);
        gone.len() as u64
    }
}

/// One world's part.
#[derive(Debug)]
pub struct WorldJournal {
    world: u64,
    journal: Arc<Journal>,
    recorded: AtomicU64,
    cleared: AtomicU64,
    coverage: Mutex<Coverage>,
    /// Every delivery there ever was, in the order they came up.
    deliveries: Mutex<Vec<(SessionId, DeliveryId)>>,
    account_numbers: RwLock<Arc<HashSet<String>>>,
    grown: Notify,
}

/// How many exchanges there were, and where they are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct JournalCounts {
    /// Since the world began.
    pub recorded: u64,
    /// Held now.
    pub kept: u64,
    /// Taken away when somebody cleared the journal.
    pub cleared: u64,
    /// Dropped to make room.
    pub dropped: u64,
}

impl WorldJournal {
    /// Keeps an exchange and gives its number.
    pub fn record(&self, exchange: Exchange) -> u64 {
        self.journal.push(self, exchange)
    }

    /// Tells whoever waits that there is something new. To be called once it is counted as well.
    pub fn tell(&self) {
        self.grown.notify_waiters();
    }

    /// The exchanges with a greater number that are wanted and still held, oldest first, so many at most.
    pub fn after(&self, number: u64, filter: &ExchangeFilter, limit: usize) -> Found {
        self.journal.of(self, number, filter, limit)
    }

    /// How many exchanges there were; the number of the latest one.
    pub fn recorded(&self) -> u64 {
        self.recorded.load(Ordering::Relaxed)
    }

    /// Takes away what is held.
    pub fn clear(&self) {
        let gone = self.journal.clear(self.world);
        self.cleared.fetch_add(gone, Ordering::Relaxed);
    }

    /// How many exchanges there were.
    pub fn counts(&self) -> JournalCounts {
        let (kept, cleared) = (self.journal.count(self.world), self.cleared.load(Ordering::Relaxed));
        let recorded = self.recorded();
        JournalCounts {
            recorded,
            kept,
            cleared,
            dropped: recorded.saturating_sub(kept + cleared),
        }
    }

    /// Resolves when there is something new. Make the future before you look, or you miss what comes between.
    pub fn grown(&self) -> Notified<'_> {
        self.grown.notified()
    }

    /// Counts something.
    pub fn count(&self, count: impl FnOnce(&mut Coverage)) {
        count(&mut self.coverage.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// What was counted.
    pub fn coverage(&self) -> Coverage {
        self.coverage.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Notes an account number that was read, so that it is never shown; also when its session is long deleted.
    pub fn account_number_was_read(&self, number: &str) {
        if !self.account_numbers().contains(number) {
            let mut held = self.account_numbers.write().unwrap_or_else(PoisonError::into_inner);
            Arc::make_mut(&mut held).insert(number.to_owned());
        }
    }

    /// Every account number that was read.
    pub fn account_numbers(&self) -> Arc<HashSet<String>> {
        Arc::clone(&self.account_numbers.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Notes that a delivery came up.
    pub fn delivery_came_up(&self, session: SessionId, delivery: DeliveryId) {
        let mut deliveries = self.deliveries.lock().unwrap_or_else(PoisonError::into_inner);
        deliveries.push((session, delivery));
        drop(deliveries);
        self.tell();
    }

    /// Whether there ever was such a delivery.
    pub fn has_delivery(&self, delivery: DeliveryId) -> bool {
        let deliveries = self.deliveries.lock().unwrap_or_else(PoisonError::into_inner);
        deliveries.iter().any(|(_, other)| *other == delivery)
    }

    /// The deliveries that came up after this one, or all, in that order.
    pub fn deliveries_after(&self, after: Option<DeliveryId>) -> Vec<(SessionId, DeliveryId)> {
        let deliveries = self.deliveries.lock().unwrap_or_else(PoisonError::into_inner);
        // Who waits has seen the latest one.
        let seen = |after: DeliveryId| deliveries.iter().rposition(|(_, delivery)| *delivery == after);
        let from = after.and_then(seen).map_or(0, |index| index + 1);
        deliveries[from..].to_vec()
    }
}

impl Drop for WorldJournal {
    /// Nobody sees the exchanges of a world that is gone.
    fn drop(&mut self) {
        if self.recorded() > 0 {
            self.journal.clear(self.world);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::exchange::{Body, Headers, Kind};

    fn exchange(body: &'static str) -> Exchange {
        Exchange {
            at: "2026-01-15T10:00:00Z".parse().unwrap(),
            duration_us: 1,
            session: None,
            kind: Kind::Call { endpoint: None },
            target: "GET /".into(),
            request_headers: Headers::default(),
            request_body: Body::Absent,
            status: Some(200),
            response_headers: Headers::default(),
            response_body: Body::Text(body.into()),
            refusal: None,
            treatment: None,
            remarks: Vec::new(),
        }
    }

    fn numbers(world: &WorldJournal, after: u64) -> Vec<u64> {
        let found = world.after(after, &ExchangeFilter::default(), usize::MAX);
        found.exchanges.into_iter().map(|(number, _)| number).collect()
    }

    #[test]
    fn each_world_sees_its_own_and_counts_from_one() {
        let journal = Journal::new(1 << 20);
        let (one, other) = (journal.of_world(), journal.of_world());
        assert_eq!((one.record(exchange("a")), one.record(exchange("b"))), (1, 2));
        assert_eq!(other.record(exchange("c")), 1);
        assert_eq!(
            (numbers(&one, 0), numbers(&one, 1), numbers(&other, 0)),
            (vec![1, 2], vec![2], vec![1])
        );
    }

    #[test]
    fn the_oldest_goes_first_whosever_it_is_and_is_counted() {
        let size = exchange("x").size_bytes() + size_of::<Entry>();
        let journal = Journal::new(size * 3 + size / 2);
        let (one, other) = (journal.of_world(), journal.of_world());
        one.record(exchange("x"));
        for _ in 0..5 {
            other.record(exchange("x"));
        }
        assert_eq!((numbers(&one, 0), numbers(&other, 0)), (vec![], vec![3, 4, 5]));
        assert!(journal.bytes() <= size * 3 + size / 2);
        let counts = JournalCounts {
            recorded: 5,
            kept: 3,
            cleared: 0,
            dropped: 2,
        };
        assert_eq!(other.counts(), counts);
        other.clear();
        let cleared = JournalCounts {
            kept: 0,
            cleared: 3,
            ..counts
        };
        assert_eq!((other.counts(), journal.bytes()), (cleared, 0));
        assert_eq!(other.record(exchange("x")), 6, "numbers go on");
    }

    #[test]
    fn one_that_is_larger_than_all_is_counted_and_dropped_and_drops_no_other() {
        let size = exchange("x").size_bytes() + size_of::<Entry>();
        let journal = Journal::new(size * 3);
        let world = journal.of_world();
        world.record(exchange("x"));
        world.record(Exchange {
            target: "x".repeat(size * 3).into(),
            ..exchange("x")
        });
        assert_eq!((numbers(&world, 0), world.counts().dropped), (vec![1], 1));
    }

    #[test]
    fn a_body_that_would_fill_much_of_it_loses_its_end() {
        let journal = Journal::new(1 << 20);
        let world = journal.of_world();
        world.record(Exchange {
            response_body: Body::Text(vec![b'x'; 900 << 10].into()),
            ..exchange("x")
        });
        let found = world.after(0, &ExchangeFilter::default(), 1);
        let body = &found.exchanges[0].1.response_body;
        assert_eq!(body.size_bytes(), Some(900 << 10));
        assert!(matches!(body, Body::Cut { beginning, .. } if beginning.len() == 64 << 10));
        assert!(journal.bytes() < 70 << 10, "{}", journal.bytes());
    }

    #[test]
    fn whoever_reads_on_is_told_what_he_missed() {
        let size = exchange("x").size_bytes() + size_of::<Entry>();
        let journal = Journal::new(size * 4 + size / 2);
        let world = journal.of_world();
        for _ in 0..10 {
            world.record(exchange("x"));
        }
        let found = world.after(3, &ExchangeFilter::default(), 2);
        assert_eq!(
            (found.missed, found.seen, found.exchanges.len()),
            (3, 8, 2),
            "7 and 8 come, 4 to 6 are gone"
        );
        let rest = world.after(found.seen, &ExchangeFilter::default(), 9);
        assert_eq!((rest.missed, rest.seen, rest.exchanges.len()), (0, 10, 2));
        let webhooks = ExchangeFilter {
            side: Some(crate::domain::exchange_filter::Side::Webhook),
            ..ExchangeFilter::default()
        };
        assert_eq!(
            world.after(8, &webhooks, 9).seen,
            10,
            "nobody looks twice at what he does not want"
        );
    }

    #[test]
    fn what_a_world_recorded_goes_with_it() {
        let journal = Journal::new(1 << 20);
        let (one, other) = (journal.of_world(), journal.of_world());
        one.record(exchange("x"));
        other.record(exchange("x"));
        let both = journal.bytes();
        drop(one);
        assert_eq!(journal.bytes() * 2, both);
        drop(other);
        assert_eq!(journal.bytes(), 0);
    }
}
