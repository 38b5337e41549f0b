//! Figures: computed when they are first asked for, shared by all who brought the same, rendered once for each session.

use std::sync::Arc;

use bytes::Bytes;
use memchr::memmem;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::analysis::session_figures::SessionFigures;
use crate::domain::endpoint::Endpoint;
use crate::domain::ids::{AccountId, SessionId};
use crate::domain::processing::Processing;
use crate::domain::refusal::Refusal;
use crate::domain::session::Session;
use crate::domain::settings::UnknownFigures;
use crate::emulator::Emulator;
use crate::store::shared::{FiguresKey, Rendered, RenderedKey};
use crate::store::world::World;
use crate::wire::account_figures::{EodBalances, MonthlyAnalysis, Predictors, RecurringTransactions, Transactions};
use crate::wire::insights::Insights;
use crate::wire::session_identity::SessionIdentity;
use crate::wire::shown_account::Shown;
use crate::wire::xlsx_report::XlsxReport;

/// Stands around the name of a link in a body until its address is known; no text of a statement has it.
const LINK_MARK: &str = "\u{1}";

/// The mark as JSON writes it.
const LINK_MARK_IN_JSON: &[u8] = b"\\u0001";

impl Emulator {
    /// What an endpoint of figures answers for a session, with one account only when that is asked for. Blocks on the first time.
    ///
    /// # Errors
    /// `SESSION_NOT_FOUND`, `SESSION_DELETED`, `PROCESSING_NOT_REQUESTED`, `PROCESSING_NOT_COMPLETED`.
    pub fn figures(
        &self,
        world: &World,
        id: &str,
        endpoint: Endpoint,
        only: Option<AccountId>,
    ) -> Result<Arc<Rendered>, Refusal> {
        let session = self.session(world, id)?;
        let processing = session.processed(self.now(world))?;
        let unknown = world.settings().unknown_figures;
        let key = rendered_key(world, &session, endpoint, unknown, only);
        if let Some(rendered) = self.shared.rendered(&key) {
            return Ok(rendered);
        }
        let figures = self.session_figures(&session, processing);
        let shown = Shown {
            session: &session,
            processing,
            figures: &figures,
            ids: &world.ids,
            only,
        };
        let rendered = Arc::new(rendered(endpoint, &shown, unknown));
        self.shared.keep_rendered(key, Arc::clone(&rendered));
        Ok(rendered)
    }

    /// The same, when it is there already, so that asking for it does not block.
    pub fn figures_at_hand(
        &self,
        world: &World,
        id: &str,
        endpoint: Endpoint,
        only: Option<AccountId>,
    ) -> Result<Option<Arc<Rendered>>, Refusal> {
        let session = self.session(world, id)?;
        session.processed(self.now(world))?;
        let key = rendered_key(world, &session, endpoint, world.settings().unknown_figures, only);
        Ok(self.shared.rendered(&key))
    }

    /// The figures of a session whose processing has ended. Blocks on the first time.
    pub(super) fn session_figures(&self, session: &Session, processing: &Processing) -> Arc<SessionFigures> {
        self.shared.figures(figures_key(session, processing), || {
            SessionFigures::of(session, processing)
        })
    }

    /// Computes the figures of a session that is being processed, so that the first who asks does not wait for them. Who asks earlier waits for
    /// the same computation.
    pub(super) fn compute_ahead(self: &Arc<Self>, session: &Arc<Session>) {
        let has_figures = session
            .processing
            .as_ref()
            .is_some_and(|processing| processing.has_figures());
        let Some(runtime) = tokio::runtime::Handle::try_current().ok().filter(|_| has_figures) else {
            return;
        };
        let (emulator, session) = (Arc::clone(self), Arc::clone(session));
        runtime.spawn_blocking(move || {
            let Some(processing) = session.processing.as_deref() else {
                return;
            };
            let figures = emulator.session_figures(&session, processing);
            for account in figures.completed() {
                figures.predictors(account);
                account.hashes();
            }
            figures.aggregate();
        });
    }
}

fn rendered_key(
    world: &World,
    session: &Session,
    endpoint: Endpoint,
    unknown: UnknownFigures,
    only: Option<AccountId>,
) -> RenderedKey {
    (world.incarnation, session.id, session.revision, endpoint, unknown, only)
}

/// Everything figures follow from: window, metadata, which account has which files and completes.
fn figures_key(session: &Session, processing: &Processing) -> FiguresKey {
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    };
    add(&session.request.window.to_string());
    add(&format!("{:?}", session.request.metadata));
    add(&processing.page_limit.to_string());
    for account in session.accounts() {
        add(&format!("{:?}", account.key));
        add(&format!("{:?}", processing.account_error(&account.key).is_none()));
        for statement in &account.statements {
            let facts = (statement.content, statement.account_category, statement.is_accepted());
            add(&format!("{facts:?}"));
            // A forced outcome changes what was read of the same file.
            add(&format!(
                "{:?}",
                statement.forced.as_ref().map(|forced| &forced.outcome)
            ));
        }
    }
    hash.finalize().into()
}

fn rendered(endpoint: Endpoint, shown: &Shown<'_>, unknown: UnknownFigures) -> Rendered {
    let session = shown.session.id;
    let link = |account: Option<AccountId>, ending: &str| {
        let of_account = account.map(|account| format!("_{account}")).unwrap_or_default();
        format!("{LINK_MARK}{session}{of_account}.{ending}{LINK_MARK}")
    };
    if endpoint == Endpoint::Identity {
        return split(&SessionIdentity::of(shown));
    }
    if endpoint == Endpoint::Transactions {
        return split(&Transactions::of(shown, &shown.read()));
    }
    let accounts = shown.completed();
    if endpoint == Endpoint::RecurringTransactions {
        split(&RecurringTransactions::of(shown, &accounts))
    } else if endpoint == Endpoint::EodBalances {
        split(&EodBalances::of(shown, &accounts))
    } else if endpoint == Endpoint::MonthlyAnalysis {
        split(&MonthlyAnalysis::of(shown, &accounts, unknown))
    } else if endpoint == Endpoint::Predictors {
        split(&Predictors::of(shown, &accounts, unknown))
    } else if endpoint == Endpoint::XlsxReport {
        split(&XlsxReport::of(session, &accounts, |account| {
            link(Some(account), "xlsx")
        }))
    } else {
        split(&Insights::of(shown, &accounts, unknown, link))
    }
}

/// The body as JSON, cut where links are to stand.
fn split(body: &impl Serialize) -> Rendered {
    let json = Bytes::from(serde_json::to_vec(body).unwrap_or_default());
    let mut rendered = Rendered {
        pieces: Vec::new(),
        links: Vec::new(),
    };
    let mut rest = json;
    let mut searched = 0;
    while let Some(begin) = memmem::find(&rest[searched..], LINK_MARK_IN_JSON).map(|begin| begin + searched) {
        let name_begin = begin + LINK_MARK_IN_JSON.len();
        let Some(name) = memmem::find(&rest[name_begin..], LINK_MARK_IN_JSON)
            .and_then(|length| std::str::from_utf8(&rest[name_begin..name_begin + length]).ok())
            .filter(|name| is_report(name))
            .map(str::to_owned)
        else {
            // A text of somebody else's with this character in it.
            searched = name_begin;
            continue;
        };
        let end = name_begin + name.len() + LINK_MARK_IN_JSON.len();
        rendered.pieces.push(rest.slice(..begin));
        rendered.links.push(name);
        rest = rest.slice(end..);
        searched = 0;
    }
    rendered.pieces.push(rest);
    rendered
}

/// Whether this is the name of a report, as [`rendered`] makes them.
fn is_report(name: &str) -> bool {
    let ids = name.strip_suffix(".xlsx").or_else(|| name.strip_suffix(".xml"));
    ids.is_some_and(|ids| ids.split('_').all(|id| SessionId::parse(id).is_some()))
}
