//! What an accepted upload answers.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::domain::acceptance;
use crate::domain::account::Account;
use crate::domain::ids::{AccountId, IdSource, SessionId, StatementId};
use crate::domain::period::Period;
use crate::domain::session::Session;
use crate::domain::settings::Settings;
use crate::domain::statement::{Inspection, MetadataFinding};
use crate::domain::upload::UploadedStatement;
use crate::wire::account;
use crate::wire::dates::{self, DateRange};
use crate::wire::identity::{Identity, MetadataAnalysis};
use crate::wire::progress::StatementProgress;

/// What a caller asks for beside the six keys. Source: contract, query parameters of the upload; conflicts C06, C35.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Extras {
    /// `?identity=true`: the keys of 2026.
    pub with_identity: bool,
    /// `?progress=true` or `?entity_progress=…`: how far each statement of the session is.
    pub with_progress: bool,
}

/// An accepted statement. Source: contract, `upload.schema.json`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Uploaded {
    bank_name: &'static str,
    statement_id: StatementId,
    #[serde(flatten)]
    details: Option<Details>,
    account_id: Option<AccountId>,
    masked_account_number: Option<String>,
    #[serde(flatten)]
    months: Option<Months>,
    status: u8,
    session_id: SessionId,
    #[serde(skip_serializing_if = "Option::is_none")]
    progress: Option<Vec<StatementProgress>>,
}

/// The keys of 2026. Inferred from their names: the dates of the heading against those of the rows, the day the account was opened, and the
/// balances where they are printed.
#[derive(Clone, PartialEq, Debug, Serialize)]
struct Details {
    page_count: u32,
    identity: Option<Identity>,
    date_range: DateRange,
    opening_date: Option<String>,
    opening_bal: Option<f64>,
    closing_bal: Option<f64>,
    is_fraud: bool,
    fraud_type: Option<&'static str>,
    metadata_analysis: MetadataAnalysis,
    country_code: &'static str,
    currency_code: &'static str,
    extracted_date_range: DateRange,
}

/// The months the account's statements touch so far, and the required ones they do not.
#[derive(Clone, PartialEq, Debug, Serialize)]
struct Months {
    months: Vec<String>,
    missing_months: Vec<String>,
}

impl Uploaded {
    /// The answer, with the session as it is once it holds the statement.
    pub fn of(
        statement: &UploadedStatement,
        session: &Session,
        ids: &IdSource,
        settings: &Settings,
        extras: Extras,
        now: DateTime<Utc>,
    ) -> Self {
        let accounts = session.accounts();
        let account = accounts
            .iter()
            .find(|account| account.statements.iter().any(|other| other.id == statement.id))
            .filter(|account| !account.key.is_placeholder());
        let number = statement.account_number().filter(|number| !number.is_empty());
        let inspection = statement.inspection.as_deref().filter(|_| extras.with_identity);
        Uploaded {
            bank_name: account::bank_name(statement.bank()),
            statement_id: statement.id,
            details: inspection.map(|inspection| {
                let identity = account.and_then(|account| Identity::of(account, ids, session.id));
                Details::of(inspection, identity)
            }),
            account_id: account.map(|account| account.key.id(ids, session.id)),
            masked_account_number: number.map(account::masked),
            months: inspection.map(|inspection| Months::of(inspection, account, session, settings)),
            status: 1,
            session_id: session.id,
            progress: extras.with_progress.then(|| StatementProgress::all(session, now)),
        }
    }
}

impl Details {
    fn of(inspection: &Inspection, identity: Option<Identity>) -> Self {
        let facts = &inspection.facts;
        let fraud_type = fraud_type(&inspection.document.findings);
        Details {
            page_count: inspection.document.pages,
            identity,
            date_range: DateRange::dates(inspection.covered()),
            opening_date: facts.opened_on.map(dates::date),
            opening_bal: facts.opening.map(|money| money.in_rupees()),
            closing_bal: facts.closing.map(|money| money.in_rupees()),
            is_fraud: fraud_type.is_some(),
            fraud_type,
            metadata_analysis: MetadataAnalysis::default(),
            country_code: "IN",
            currency_code: "INR",
            extracted_date_range: DateRange::dates(inspection.ledger.period()),
        }
    }
}

impl Months {
    /// Of the account; of the statement alone while its account is not known.
    fn of(inspection: &Inspection, account: Option<&Account<'_>>, session: &Session, settings: &Settings) -> Self {
        let own = inspection.covered();
        let (covered, months) = match account {
            Some(account) => {
                let page_limit = session.page_limit(settings);
                (account.covered(page_limit), account.covered_months(page_limit))
            }
            None => (
                own.into_iter().collect(),
                own.into_iter().flat_map(Period::months).collect(),
            ),
        };
        let missing = acceptance::months_not_covered(session.request.window, &covered);
        Months {
            months: months.into_iter().map(dates::year_month).collect(),
            missing_months: missing.into_iter().map(dates::year_month).collect(),
        }
    }
}

/// The vendor's name for what is suspicious about a file, editors first. Source: semantics 16, 27.
fn fraud_type(findings: &[MetadataFinding]) -> Option<&'static str> {
    let types = || findings.iter().map(MetadataFinding::fraud_type);
    types().find(|name| *name == "author_fraud").or_else(|| types().next())
}
