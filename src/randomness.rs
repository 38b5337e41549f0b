//! The only source of chance: streams that follow from a seed and a purpose.
//!
//! The generator and every helper are our own choice of algorithm, so the same seed gives the same numbers on any machine and
//! with any later version of `rand`.

use rand::rand_core::{Rng, SeedableRng};
use rand::rngs::ChaCha8Rng;
use sha2::{Digest, Sha256};

/// A stream of chance for one purpose. Equal (seed, purpose) give equal streams; different purposes are independent.
pub struct Stream(ChaCha8Rng);

impl Stream {
    /// The stream of this seed for this purpose; the parts of a purpose are kept apart (`["ab", "c"]` is not `["a", "bc"]`).
    pub fn new(seed: u64, purpose: &[&str]) -> Self {
        let mut hash = Sha256::new();
        hash.update(seed.to_le_bytes());
        for part in purpose {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        Stream(ChaCha8Rng::from_seed(hash.finalize().into()))
    }

    /// A number below `bound`; 0 when `bound` is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.0.next_u64()) * u128::from(bound)) >> 64) as u64
    }

    /// A number from `low` to `high`, both included; `low` when they are the wrong way round.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = high.saturating_sub(low).max(0).unsigned_abs();
        low.saturating_add_unsigned(self.below(width.saturating_add(1)))
    }

    /// True with this probability, in percent.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < u64::from(percent)
    }

    /// One of the items; `None` of none.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len() as u64) as usize)
    }

    /// Puts the items into a random order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            items.swap(end, self.below(end as u64 + 1) as usize);
        }
    }

    /// So many random decimal digits, the first of them not 0.
    pub fn digits(&mut self, count: usize) -> String {
        (0..count)
            .map(|index| char::from(b'0' + if index == 0 { 1 + self.below(9) } else { self.below(10) } as u8))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_follows_from_seed_and_purpose() {
        let draw = |seed, purpose: &[&str]| Stream::new(seed, purpose).below(u64::MAX);
        assert_eq!(draw(7, &["ab", "c"]), draw(7, &["ab", "c"]));
        assert_ne!(draw(7, &["ab", "c"]), draw(7, &["a", "bc"]));
        assert_ne!(draw(7, &["ab", "c"]), draw(8, &["ab", "c"]));
    }

    #[test]
    fn the_numbers_never_change() {
        let mut stream = Stream::new(1, &["golden"]);
        let drawn: Vec<i64> = (0..5).map(|_| stream.between(-10, 10)).collect();
        assert_eq!((drawn, stream.digits(12).len()), (vec![5, -7, -5, -8, 2], 12));
    }

    #[test]
    fn ranges_hold_their_ends() {
        let mut stream = Stream::new(3, &["ends"]);
        let drawn: Vec<i64> = (0..200).map(|_| stream.between(1, 3)).collect();
        assert!((1..=3).all(|number| drawn.contains(&number)) && drawn.iter().all(|number| (1..=3).contains(number)));
        assert_eq!(
            (stream.between(5, 2), stream.below(0), stream.pick::<u8>(&[])),
            (5, 0, None)
        );
    }
}
