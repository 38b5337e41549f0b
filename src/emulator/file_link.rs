//! Links to files that work for an hour, signed so that nobody can make one up.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::analysis::session_figures::AccountFigures;
use crate::document::workbook::{self, FailedAccount};
use crate::domain::ids::{AccountId, SessionId, StatementId};
use crate::domain::processing::Processing;
use crate::domain::session::Session;
use crate::domain::upload::UploadedStatement;
use crate::emulator::Emulator;
use crate::store::world::World;
use crate::wire::account_errors;

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
        Some(self.link(world, &format!("{session}_{}.pdf", statement.id)))
    }

    /// A link to a file or report of this name that works from now on for as long as links do.
    pub fn link(&self, world: &World, name: &str) -> FileLink {
        let lifetime = TimeDelta::minutes(i64::from(world.settings().link_lifetime_minutes));
        let expires_s = (self.now(world) + lifetime).timestamp();
        let signature = URL_SAFE_NO_PAD.encode(self.signer(world, name, expires_s).finalize().into_bytes());
        FileLink(format!("/files/{name}?expires={expires_s}&signature={signature}"))
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
        let world = self.checked_link(session, name, expires_s, signature)?;
        let now = self.now(&world);
        let session = world.session(session).ok_or(LinkProblem::Gone)?;
        let statement = session
            .statements
            .iter()
            .find(|other| other.id == statement)
            .filter(|statement| self.has_file(&world, statement, now))
            .ok_or(LinkProblem::Gone)?;
        world.files.get(&statement.content).ok_or(LinkProblem::Gone)
    }

    /// The report behind a link: `{session}_{account}.xlsx`, or `{session}.xlsx` for all accounts together. Blocks.
    ///
    /// # Errors
    /// Why there is none.
    pub fn report(&self, name: &str, expires_s: i64, signature: &str) -> Result<Vec<u8>, LinkProblem> {
        let ids = name.strip_suffix(".xlsx").ok_or(LinkProblem::Unknown)?;
        let (session, account) = match ids.split_once('_') {
            Some((session, account)) => (session, Some(AccountId::parse(account).ok_or(LinkProblem::Unknown)?)),
            None => (ids, None),
        };
        let id = SessionId::parse(session).ok_or(LinkProblem::Unknown)?;
        let world = self.checked_link(id, name, expires_s, signature)?;
        let session = world.session(id).ok_or(LinkProblem::Gone)?;
        let processing = session.processed(self.now(&world)).map_err(|_| LinkProblem::Gone)?;
        let figures = self.session_figures(&session, processing);
        let report = match account {
            None => workbook::aggregate_report(&figures.analysed, &failed_accounts(&session, processing)),
            Some(account) => {
                let is_it = |figures: &&AccountFigures| figures.key.id(&world.ids, id) == account;
                let place = figures.completed().find(is_it).and_then(|account| account.place);
                workbook::account_report(&figures.analysed, place.ok_or(LinkProblem::Gone)?)
            }
        };
        report.map_err(|problem| {
            tracing::error!(session_id = %id, "the workbook of session {id} cannot be written: {problem}");
            LinkProblem::Gone
        })
    }

    /// The world of a link that we signed and that has not expired.
    fn checked_link(
        &self,
        session: SessionId,
        name: &str,
        expires_s: i64,
        signature: &str,
    ) -> Result<Arc<World>, LinkProblem> {
        let world = self.worlds.tagged(session.world()).ok_or(LinkProblem::Unknown)?;
        let given = URL_SAFE_NO_PAD.decode(signature).map_err(|_| LinkProblem::Unknown)?;
        self.signer(&world, name, expires_s)
            .verify_slice(&given)
            .map_err(|_| LinkProblem::Unknown)?;
        if self.now(&world).timestamp() >= expires_s {
            return Err(LinkProblem::Expired);
        }
        Ok(world)
    }

    /// Whether the file is still kept.
    fn has_file(&self, world: &World, statement: &UploadedStatement, now: DateTime<Utc>) -> bool {
        let age_max = TimeDelta::days(i64::from(world.settings().file_lifetime_days));
        now - statement.uploaded_at < age_max && world.files.get(&statement.content).is_some()
    }

    fn signer(&self, world: &World, name: &str, expires_s: i64) -> Hmac<Sha256> {
        let own = || format!("{}\u{1f}{}", world.seed, world.key);
        let secret = self.config.link_secret.clone().unwrap_or_else(own);
        let mut signer = match Hmac::<Sha256>::new_from_slice(secret.as_bytes()) {
            Ok(signer) => signer,
            Err(_) => unreachable!("HMAC takes a key of any length"),
        };
        signer.update(format!("{name}\u{1f}{expires_s}").as_bytes());
        signer
    }
}

/// The session's accounts that failed, for the report over all.
fn failed_accounts(session: &Session, processing: &Processing) -> Vec<FailedAccount> {
    let accounts = session.accounts().into_iter();
    let failed = accounts.filter_map(|account| {
        let error = processing.account_error(&account.key)?;
        Some(FailedAccount {
            bank: account.key.bank,
            number: account.key.number.clone(),
            holder: account.facts().and_then(|facts| facts.holder.clone()),
            reason: format!("{}: {}", account_errors::code(error), account_errors::message(error)),
        })
    });
    failed.collect()
}
