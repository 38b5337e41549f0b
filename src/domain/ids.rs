//! Ids: distinct types, and where their values come from.
//!
//! An id is a hash of where its thing belongs: (seed, API key, parent, kind, ordinal in parent). So the same calls give the same ids on any
//! machine, and parallel calls do not disturb each other. The last 12 hex digits are the world's tag: pages and files find their world
//! without a key. Source: design section 4.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The id in this text; `None` when it is no UUID.
            pub fn parse(text: &str) -> Option<Self> {
                Uuid::try_parse(text.trim()).ok().map($name)
            }

            /// The tag of the world it belongs to.
            pub fn world(self) -> WorldTag {
                WorldTag::of_uuid(self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, out)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, out)
            }
        }
    };
}

id!(
    /// One session.
    SessionId
);
id!(
    /// One account inside a session.
    AccountId
);
id!(
    /// One uploaded statement.
    StatementId
);
id!(
    /// One webhook to hand over.
    DeliveryId
);
id!(
    /// One consent of a borrower.
    ConsentId
);

impl AccountId {
    /// The account nobody has.
    pub const NOBODY: AccountId = AccountId(Uuid::nil());
}

/// Stands for a `link_id` where its text is not needed: half of its SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct LinkDigest([u8; 16]);

impl LinkDigest {
    /// The digest of this `link_id`.
    pub fn of(link_id: &str) -> Self {
        let digest: [u8; 32] = Sha256::digest(link_id.as_bytes()).into();
        let mut half = [0; 16];
        half.copy_from_slice(&digest[..16]);
        LinkDigest(half)
    }
}

/// Twelve hex digits that name a world inside its ids.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct WorldTag([u8; 6]);

impl WorldTag {
    fn of_uuid(uuid: Uuid) -> Self {
        let bytes = uuid.as_bytes();
        WorldTag([bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]])
    }
}

/// Draws the ids of one world.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct IdSource {
    seed: u64,
    api_key: String,
}

impl IdSource {
    /// The ids of the world of this key.
    pub fn new(seed: u64, api_key: &str) -> Self {
        IdSource {
            seed,
            api_key: api_key.to_owned(),
        }
    }

    /// What all ids of this world end in.
    pub fn world(&self) -> WorldTag {
        let hash = hash(&[b"world", self.api_key.as_bytes()]);
        WorldTag([hash[0], hash[1], hash[2], hash[3], hash[4], hash[5]])
    }

    /// The session that is the `ordinal`-th of its `link_id`, from 0.
    pub fn session(&self, link_id: &str, ordinal: u64) -> SessionId {
        SessionId(self.draw("session", link_id, &ordinal.to_string()))
    }

    /// The account of this bank and number in a session. The number of a placeholder is empty.
    pub fn account(&self, session: SessionId, bank: &str, number: &str) -> AccountId {
        AccountId(self.draw("account", &session.to_string(), &format!("{bank}\u{1f}{number}")))
    }

    /// The session's `ordinal`-th statement, from 0.
    pub fn statement(&self, session: SessionId, ordinal: u64) -> StatementId {
        StatementId(self.draw("statement", &session.to_string(), &ordinal.to_string()))
    }

    /// The session's `ordinal`-th webhook, from 0.
    pub fn delivery(&self, session: SessionId, ordinal: u64) -> DeliveryId {
        DeliveryId(self.draw("delivery", &session.to_string(), &ordinal.to_string()))
    }

    /// The session's `ordinal`-th consent, from 0.
    pub fn consent(&self, session: SessionId, ordinal: u64) -> ConsentId {
        ConsentId(self.draw("consent", &session.to_string(), &ordinal.to_string()))
    }

    /// The token in the hosted page's address, 32 hex digits; only the second version of the session call hands one out. Ours: the vendor
    /// does not say what its token is.
    pub fn journey_token(&self, session: SessionId) -> String {
        self.draw("journey_token", &session.to_string(), "")
            .simple()
            .to_string()
    }

    fn draw(&self, kind: &str, parent: &str, place: &str) -> Uuid {
        let hash = hash(&[
            &self.seed.to_le_bytes(),
            self.api_key.as_bytes(),
            kind.as_bytes(),
            parent.as_bytes(),
            place.as_bytes(),
        ]);
        let mut bytes = [0; 16];
        bytes[..10].copy_from_slice(&hash[..10]);
        bytes[10..].copy_from_slice(&self.world().0);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }
}

/// SHA-256 over the parts, each kept apart from the next.
fn hash(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_follows_from_where_it_belongs_and_names_its_world() {
        let ids = IdSource::new(1, "key");
        let session = ids.session("cust-1", 0);
        assert_eq!(session, IdSource::new(1, "key").session("cust-1", 0));
        assert_ne!(session, ids.session("cust-1", 1));
        assert_ne!(session, IdSource::new(2, "key").session("cust-1", 0));
        assert_eq!(session.world(), ids.world());
        assert_eq!(ids.statement(session, 3).world(), ids.world());
        assert_ne!(IdSource::new(1, "other").world(), ids.world());
    }

    #[test]
    fn ids_are_uuids_of_version_four() {
        let session = IdSource::new(1, "key").session("cust-1", 0);
        let text = session.to_string();
        assert_eq!((text.len(), &text[14..15]), (36, "4"));
        assert!("89ab".contains(&text[19..20]));
        assert_eq!(SessionId::parse(&text), Some(session));
        assert_eq!(SessionId::parse("not-a-uuid"), None);
    }
}
