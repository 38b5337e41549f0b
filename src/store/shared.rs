//! Results that follow from their input alone, shared by all worlds. Never today, settings or ids in one of them.

use std::sync::Arc;

use bytes::Bytes;
use moka::policy::EvictionPolicy;
use moka::sync::{Cache, CacheBuilder};
use sha2::{Digest, Sha256};

use crate::analysis::session_figures::SessionFigures;
use crate::domain::endpoint::Endpoint;
use crate::domain::ids::{AccountId, SessionId};
use crate::domain::settings::UnknownFigures;
use crate::domain::statement::{Inspection, Problem};
use crate::domain::upload::ContentId;

/// Bytes of results that are kept. Source: design section 4.
const SIZE_BYTES_MAX: u64 = 64 << 20;

/// What reading a file gave.
pub type Reading = Result<Arc<Inspection>, Problem>;

/// Names everything figures follow from.
pub type FiguresKey = [u8; 32];

/// An answer as it is sent, but for the addresses in it, which belong to the moment and the caller.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rendered {
    /// What stands between the addresses; one more than there are addresses.
    pub pieces: Vec<Bytes>,
    /// What each address is to lead to, in order.
    pub links: Vec<String>,
}

/// Names a rendered answer: what it was rendered from (which world of the key, which session, how often that changed), and how.
pub type RenderedKey = (u64, SessionId, u64, Endpoint, UnknownFigures, Option<AccountId>);

/// The process-wide cache.
#[derive(Debug, Clone)]
pub struct SharedResults {
    readings: Cache<(ContentId, [u8; 32]), Reading>,
    figures: Cache<FiguresKey, Arc<SessionFigures>>,
    rendered: Cache<RenderedKey, Arc<Rendered>>,
}

/// A cache that lets the longest unused go first. What is new is always kept, since it is about to be asked for.
fn cache<K, V>() -> CacheBuilder<K, V, Cache<K, V>>
where
    K: std::hash::Hash + Eq + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    Cache::builder()
        .max_capacity(SIZE_BYTES_MAX)
        .eviction_policy(EvictionPolicy::lru())
}

impl Default for SharedResults {
    fn default() -> Self {
        let weigh = |_: &(ContentId, [u8; 32]), reading: &Reading| match reading {
            Ok(inspection) => 1_024 + 256 * inspection.ledger.transactions.len() as u32,
            Err(_) => 256,
        };
        let weigh_figures =
            |_: &FiguresKey, figures: &Arc<SessionFigures>| 300_000 + 1_000 * figures.row_count() as u32;
        let weigh_rendered = |_: &RenderedKey, rendered: &Arc<Rendered>| {
            256 + rendered.pieces.iter().map(Bytes::len).sum::<usize>() as u32
        };
        SharedResults {
            readings: cache().weigher(weigh).build(),
            figures: cache().weigher(weigh_figures).build(),
            rendered: cache().weigher(weigh_rendered).build(),
        }
    }
}

impl SharedResults {
    /// The figures of this name, computed once, also when many ask at the same time. Blocks.
    pub fn figures(&self, key: FiguresKey, compute: impl FnOnce() -> SessionFigures) -> Arc<SessionFigures> {
        self.figures.get_with(key, || Arc::new(compute()))
    }

    /// The answer of this name, when it was rendered before.
    pub fn rendered(&self, key: &RenderedKey) -> Option<Arc<Rendered>> {
        self.rendered.get(key)
    }

    /// Keeps an answer.
    pub fn keep_rendered(&self, key: RenderedKey, rendered: Arc<Rendered>) {
        self.rendered.insert(key, rendered);
    }

    /// What reading these bytes with this password gives. The same file is read once, also when many ask at the same time: they wait. Blocks.
    pub fn reading(
        &self,
        content: ContentId,
        password: &str,
        read: impl FnOnce() -> Result<Inspection, Problem>,
    ) -> Reading {
        // The password itself is not kept.
        let password: [u8; 32] = Sha256::digest(password.as_bytes()).into();
        self.readings.get_with((content, password), || read().map(Arc::new))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new_is_kept_and_the_longest_unused_goes() {
        const MEGABYTE: usize = 1 << 20;
        let shared = SharedResults::default();
        let key = |revision| -> RenderedKey {
            let session = SessionId::parse("11111111-1111-4111-8111-111111111111").unwrap();
            (0, session, revision, Endpoint::Insights, UnknownFigures::Omit, None)
        };
        for revision in 0..80 {
            let rendered = Rendered {
                pieces: vec![Bytes::from(vec![b' '; MEGABYTE])],
                links: Vec::new(),
            };
            shared.keep_rendered(key(revision), Arc::new(rendered));
            shared.rendered.run_pending_tasks();
            assert!(shared.rendered(&key(revision)).is_some(), "revision {revision}");
        }
        assert!(shared.rendered(&key(0)).is_none());
    }
}
