//! Links to files that work for an hour, signed so that nobody can make one up.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::domain::ids::StatementId;
use crate::domain::upload::UploadedStatement;
use crate::emulator::Emulator;
use crate::store::world::World;

/// The path and query of a link, below the server's own address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileLink(pub String);

/// Why a link gives no file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkProblem {
    /// There is no such file, or the link was not made by us.
    Unknown,
    /// The link's hour is over.
    Expired,
    /// The file is older than files are kept, or its session was deleted.
    Gone,
}

impl Emulator {
    /// A link to a statement's file that works from now on for as long as links do; `None` when the file is not there any more.
    pub fn file_link(&self, world: &World, statement: &UploadedStatement) -> Option<FileLink> {
        let now = self.now(world);
        if !self.has_file(world, statement, now) {
            return None;
        }
        let expires_s = (now + TimeDelta::minutes(i64::from(world.settings().link_lifetime_minutes))).timestamp();
        let signature = self.sign(world, statement.id, expires_s);
        Some(FileLink(format!(
            "/files/{}.pdf?expires={expires_s}&signature={signature}",
            statement.id
        )))
    }

    /// The file behind a link.
    ///
    /// # Errors
    /// Why there is none.
    pub fn file(&self, id: &str, expires_s: i64, signature: &str) -> Result<Arc<[u8]>, LinkProblem> {
        let id = StatementId::parse(id).ok_or(LinkProblem::Unknown)?;
        let world = self.worlds.tagged(id.world()).ok_or(LinkProblem::Unknown)?;
        let given = URL_SAFE_NO_PAD.decode(signature).map_err(|_| LinkProblem::Unknown)?;
        self.signer(&world, id, expires_s)
            .verify_slice(&given)
            .map_err(|_| LinkProblem::Unknown)?;
        let now = self.now(&world);
        if now.timestamp() >= expires_s {
            return Err(LinkProblem::Expired);
        }
        let holder = world
            .sessions()
            .into_iter()
            .find(|session| session.statements.iter().any(|statement| statement.id == id));
        let session = holder.ok_or(LinkProblem::Gone)?;
        let statement = session
            .statements
            .iter()
            .find(|statement| statement.id == id)
            .ok_or(LinkProblem::Gone)?;
        if !self.has_file(&world, statement, now) {
            return Err(LinkProblem::Gone);
        }
        world.files.get(&statement.content).ok_or(LinkProblem::Gone)
    }

    /// Whether the file is still kept.
    fn has_file(&self, world: &World, statement: &UploadedStatement, now: DateTime<Utc>) -> bool {
        let age_max = TimeDelta::days(i64::from(world.settings().file_lifetime_days));
        now - statement.uploaded_at < age_max && world.files.get(&statement.content).is_some()
    }

    fn signer(&self, world: &World, id: StatementId, expires_s: i64) -> Hmac<Sha256> {
        let own = || format!("{}\u{1f}{}", self.config.start.seed, world.key);
        let secret = self.config.link_secret.clone().unwrap_or_else(own);
        let mut signer = match Hmac::<Sha256>::new_from_slice(secret.as_bytes()) {
            Ok(signer) => signer,
            Err(_) => unreachable!("HMAC takes a key of any length"),
        };
        signer.update(format!("{id}\u{1f}{expires_s}").as_bytes());
        signer
    }

    fn sign(&self, world: &World, id: StatementId, expires_s: i64) -> String {
        URL_SAFE_NO_PAD.encode(self.signer(world, id, expires_s).finalize().into_bytes())
    }
}
