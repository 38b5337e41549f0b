//! Results that follow from their input alone, shared by all worlds. Never today, settings or ids in one of them.

use std::sync::Arc;

use moka::sync::Cache;
use sha2::{Digest, Sha256};

use crate::domain::statement::{Inspection, Problem};
use crate::domain::upload::ContentId;

/// Bytes of results that are kept. Source: design section 4.
const SIZE_BYTES_MAX: u64 = 64 << 20;

/// What reading a file gave.
pub type Reading = Result<Arc<Inspection>, Problem>;

/// The process-wide cache.
#[derive(Debug, Clone)]
pub struct SharedResults {
    readings: Cache<(ContentId, [u8; 32]), Reading>,
}

impl Default for SharedResults {
    fn default() -> Self {
        let weigh = |_: &(ContentId, [u8; 32]), reading: &Reading| match reading {
            Ok(inspection) => 1_024 + 256 * inspection.ledger.transactions.len() as u32,
            Err(_) => 256,
        };
        SharedResults {
            readings: Cache::builder().weigher(weigh).max_capacity(SIZE_BYTES_MAX).build(),
        }
    }
}

impl SharedResults {
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
