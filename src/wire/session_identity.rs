//! What `identity` answers.

use serde::Serialize;

use crate::domain::ids::SessionId;
use crate::wire::identity::{Identity, MetadataAnalysis};
use crate::wire::session_account::SessionAccount;
use crate::wire::shown_account::Shown;

/// Accounts and their holders. Source: contract, `identity.schema.json`; order of example `identity.json`.
#[derive(Debug, Serialize)]
pub struct SessionIdentity {
    session_id: SessionId,
    accounts: Vec<SessionAccount>,
    identity: Vec<AnalysedIdentity>,
}

#[derive(Debug, Serialize)]
struct AnalysedIdentity {
    #[serde(flatten)]
    identity: Identity,
    metadata_analysis: MetadataAnalysis,
}

impl SessionIdentity {
    /// The answer.
    pub fn of(shown: &Shown<'_>) -> Self {
        let accounts = shown.read();
        let identities = accounts
            .iter()
            .filter_map(|account| Identity::of(&account.account, shown.ids, shown.session.id));
        SessionIdentity {
            session_id: shown.session.id,
            identity: identities
                .map(|identity| AnalysedIdentity {
                    identity,
                    metadata_analysis: MetadataAnalysis::default(),
                })
                .collect(),
            accounts: shown.list(&accounts),
        }
    }
}
