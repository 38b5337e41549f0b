//! A form is answered once: sent twice, by a double click or a reload, it gets the same answer, and nothing is done twice.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use moka::sync::Cache;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;

use crate::domain::ids::SessionId;

/// Answers that are remembered, in the whole process. Then the oldest are forgotten.
const ANSWERS_MAX: u64 = 20_000;

/// Characters of a form's id that are looked at.
const ID_LENGTH_MAX: usize = 100;

/// The id of a form with what it brings: two tabs may show the same form and send different things with it.
pub(super) fn form_with(form_id: &str, parts: &[&[u8]]) -> String {
    if form_id.trim().is_empty() {
        return String::new();
    }
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part);
    }
    let digest: [u8; 32] = digest.finalize().into();
    let digest: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{digest}{}", form_id.trim())
}

/// What a form is answered with.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Answer {
    /// Where it leads.
    pub(super) location: String,
    /// What the page's script is told.
    pub(super) told: Option<Value>,
}

type Key = (u64, SessionId, String);

/// Answers by form.
pub(in crate::http) struct Once {
    answers: Cache<Key, Arc<OnceCell<Answer>>>,
}

impl Default for Once {
    fn default() -> Self {
        Once {
            answers: Cache::new(ANSWERS_MAX),
        }
    }
}

impl fmt::Debug for Once {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Once").finish_non_exhaustive()
    }
}

impl Once {
    /// The answer to this form of a session: the one it was given, else what `work` gives. A caller who hangs up does not stop it.
    ///
    /// A form without an id is answered each time. `incarnation` tells a world from the one it was before a reset.
    pub(super) async fn answer(
        &self,
        (incarnation, session): (u64, SessionId),
        form_id: &str,
        work: impl Future<Output = Answer> + Send + 'static,
    ) -> Option<Answer> {
        let id: String = form_id.trim().chars().take(ID_LENGTH_MAX).collect();
        if id.is_empty() {
            return tokio::spawn(work).await.ok();
        }
        let cell = self.answers.get_with((incarnation, session, id), Arc::default);
        let answered = tokio::spawn(async move { cell.get_or_init(|| work).await.clone() });
        answered.await.ok()
    }
}
