//! Links to files that work for an hour, signed so that nobody can make one up.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::domain::ids::{SessionId, StatementId};
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
    pub fn file_link(&self, world: &World, session: SessionId, statement: &UploadedStatement) -> Option<FileLink> {
        let now = self.now(world);
        if !self.has_file(world, statement, now) {
            return None;
        }
        let expires_s = (now + TimeDelta::minutes(i64::from(world.settings().link_lifetime_minutes))).timestamp();
        let name = format!("{session}_{}.pdf", statement.id);
        let signature = URL_SAFE_NO_PAD.encode(self.signer(world, &name, expires_s).finalize().into_bytes());
        Some(FileLink(format!(
            "/files/{name}?expires={expires_s}&signature={signature}"
        )))
    }

    /// The file behind a link. Its name says which session and which statement: `{session}_{statement}.pdf`.
    ///
    /// # Errors
    /// Why there is none.
    pub fn file(&self, name: &str, expires_s: i64, signature: &str) -> Result<Arc<[u8]>, LinkProblem> {
        let ids = name.strip_suffix(".pdf").and_then(|ids| ids.split_once('_'));
        let ids =
            ids.and_then(|(session, statement)| Some((SessionId::parse(session)?, StatementId::parse(statement)?)));
        let (session, statement) = ids.ok_or(LinkProblem::Unknown)?;
        let world = self.worlds.tagged(session.world()).ok_or(LinkProblem::Unknown)?;
        let given = URL_SAFE_NO_PAD.decode(signature).map_err(|_| LinkProblem::Unknown)?;
        self.signer(&world, name, expires_s)
            .verify_slice(&given)
            .map_err(|_| LinkProblem::Unknown)?;
        let now = self.now(&world);
        if now.timestamp() >= expires_s {
            return Err(LinkProblem::Expired);
        }
        let session = world.session(session).ok_or(LinkProblem::Gone)?;
        let statement = session
            .statements
            .iter()
            .find(|other| other.id == statement)
            .filter(|statement| self.has_file(&world, statement, now))
            .ok_or(LinkProblem::Gone)?;
        world.files.get(&statement.content).ok_or(LinkProblem::Gone)
    }

    /// Whether the file is still kept.
    fn has_file(&self, world: &World, statement: &UploadedStatement, now: DateTime<Utc>) -> bool {
        let age_max = TimeDelta::days(i64::from(world.settings().file_lifetime_days));
        now - statement.uploaded_at < age_max && world.files.get(&statement.content).is_some()
    }

    fn signer(&self, world: &World, name: &str, expires_s: i64) -> Hmac<Sha256> {
        let own = || format!("{}\u{1f}{}", self.config.start.seed, world.key);
        let secret = self.config.link_secret.clone().unwrap_or_else(own);
        let mut signer = match Hmac::<Sha256>::new_from_slice(secret.as_bytes()) {
            Ok(signer) => signer,
            Err(_) => unreachable!("HMAC takes a key of any length"),
        };
        signer.update(format!("{name}\u{1f}{expires_s}").as_bytes());
        signer
    }
}
