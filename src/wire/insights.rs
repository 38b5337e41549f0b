//! What `insights` answers: everything in one body. Source: contract, `insights.schema.json`, `insights_fields.csv`, conflicts C51.

use serde::Serialize;

use crate::analysis::class::{Description, Mark};
use crate::analysis::expenses::expense_categories;
use crate::analysis::salary;
use crate::analysis::top::top;
use crate::domain::ids::{AccountId, SessionId, StatementId};
use crate::domain::ledger::Direction;
use crate::domain::money::Money;
use crate::domain::period::Period;
use crate::domain::settings::UnknownFigures;
use crate::domain::statement::TextLayer;
use crate::domain::upload::UploadedStatement;
use crate::wire::account;
use crate::wire::dates::{self, DateRange};
use crate::wire::figures::{EodObject, MonthlyObject, PredictorsObject};
use crate::wire::fraud::{FraudEntry, entries};
use crate::wire::identity::MetadataAnalysis;
use crate::wire::recurring::Recurring;
use crate::wire::session_account::{missing_data, months_with_data, uploaded_months};
use crate::wire::shown_account::{Shown, ShownAccount};
use crate::wire::statement::file_name;
use crate::wire::transaction::{FlatTransaction, NestedTransaction, SalaryTransaction};

/// The answer.
#[derive(Serialize)]
pub struct Insights<'a> {
    session_id: SessionId,
    link_id: &'a str,
    session_date_range: DateRange,
    accounts: Vec<InsightsAccount<'a>>,
    aggregate_monthly_analysis: MonthlyObject<'a>,
    aggregate_xlsx_report_url: String,
    aggregate_xml_report_url: String,
}

#[derive(Serialize)]
struct InsightsAccount<'a> {
    account_id: AccountId,
    data: AccountData<'a>,
}

#[derive(Serialize)]
struct AccountData<'a> {
    account_details: AccountDetails,
    fraud: Vec<FraudEntry>,
    fraud_details: FraudDetails,
    transactions: Vec<NestedTransaction<'a>>,
    salary_transactions: Vec<SalaryTransaction<'a>>,
    recurring_transactions: Recurring<'a>,
    lender_transactions: Vec<FlatTransaction<'a>>,
    top_credits_debits: Vec<TopList<'a>>,
    statement_stats: Vec<StatementStats>,
    expense_categories: Vec<ExpenseShare>,
    self_and_sister_transactions: Vec<FlatTransaction<'a>>,
    bounced_or_penal_transactions: Vec<FlatTransaction<'a>>,
    monthly_analysis: MonthlyObject<'a>,
    predictors: PredictorsObject<'a>,
    eod_balances: EodObject<'a>,
    /// How the vendor scores is not documented: null.
    score: Option<f64>,
    xlsx_report_url: String,
}

/// Empty in every sample; the shape of an item is unknown.
#[derive(Default, Serialize)]
struct FraudDetails {
    statement: [(); 0],
    account: [(); 0],
}

#[derive(Serialize)]
struct AccountDetails {
    name: String,
    address: String,
    metadata_analysis: MetadataAnalysis,
    account_category: Option<&'static str>,
    account_number: String,
    account_opening_date: Option<String>,
    bank: &'static str,
    credit_limit: f64,
    ifsc: Option<String>,
    micr: Option<String>,
    missing_data: Vec<DateRange>,
    od_limit: f64,
    salary_confidence: Option<f64>,
    statements: Vec<StatementId>,
    months: Vec<String>,
    uploaded_months: Vec<String>,
    country_code: &'static str,
    currency_code: &'static str,
    dob: &'static str,
    email: String,
    pan_number: &'static str,
    phone_number: String,
    account_status: &'static str,
    holder_type: &'static str,
    account_date_range: DateRange,
    transaction_date_range: DateRange,
}

#[derive(Serialize)]
struct TopList<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    data: Vec<TopOfMonth<'a>>,
}

#[derive(Serialize)]
struct TopOfMonth<'a> {
    month: String,
    data: Vec<NestedTransaction<'a>>,
}

#[derive(Serialize)]
struct StatementStats {
    session_id: SessionId,
    account_id: AccountId,
    statement_id: StatementId,
    first_transaction_timestamp: Option<String>,
    last_transaction_timestamp: Option<String>,
    bank: &'static str,
    source: &'static str,
    upload_file_name: String,
    page_count: u32,
    transaction_count: usize,
    from_date: Option<String>,
    to_date: Option<String>,
    is_scanned_pdf: bool,
}

#[derive(Serialize)]
struct ExpenseShare {
    category: &'static str,
    percentage: u32,
}

impl<'a> Insights<'a> {
    /// The answer, over the accounts that have figures. `link` gives the address of a report: of an account, or of all with that ending.
    pub fn of(
        shown: &Shown<'a>,
        accounts: &'a [ShownAccount<'a>],
        unknown: UnknownFigures,
        link: impl Fn(Option<AccountId>, &str) -> String,
    ) -> Self {
        let of_account = |account: &'a ShownAccount<'a>| InsightsAccount {
            account_id: account.id,
            data: AccountData::of(shown, account, unknown, link(Some(account.id), "xlsx")),
        };
        Insights {
            session_id: shown.session.id,
            link_id: &shown.session.link_id,
            session_date_range: DateRange::dates(Some(shown.session.request.window)),
            accounts: accounts.iter().map(of_account).collect(),
            aggregate_monthly_analysis: MonthlyObject(shown.figures.aggregate(), unknown),
            aggregate_xlsx_report_url: link(None, "xlsx"),
            aggregate_xml_report_url: link(None, "xml"),
        }
    }
}

impl<'a> AccountData<'a> {
    fn of(shown: &Shown<'a>, account: &'a ShownAccount<'a>, unknown: UnknownFigures, xlsx_report_url: String) -> Self {
        let named = || account.figures.account.rows.iter().zip(account.hashes);
        let flat_where = |is_wanted: &dyn Fn(&crate::analysis::class::Classified) -> bool| {
            named()
                .filter(|(row, _)| is_wanted(row))
                .map(|(row, hash)| FlatTransaction::of(row, hash, None))
                .collect()
        };
        AccountData {
            account_details: AccountDetails::of(shown, account),
            fraud: entries(account, shown),
            fraud_details: FraudDetails::default(),
            transactions: named().map(|(row, hash)| NestedTransaction::of(row, hash)).collect(),
            salary_transactions: named()
                .filter(|(row, _)| row.has(Mark::Salary))
                .filter_map(|(row, hash)| SalaryTransaction::of(row, hash))
                .collect(),
            recurring_transactions: Recurring::of([account]),
            lender_transactions: flat_where(&|row| row.class.description == Description::LenderTransaction),
            top_credits_debits: vec![
                TopList::of(account, "top_5_debit", Direction::Debit),
                TopList::of(account, "top_5_credit", Direction::Credit),
            ],
            statement_stats: account
                .account
                .good_statements(shown.processing.page_limit)
                .filter_map(|statement| StatementStats::of(shown.session.id, account.id, statement))
                .collect(),
            expense_categories: expense_categories(&account.basis)
                .into_iter()
                .map(|share| ExpenseShare {
                    category: share.category,
                    percentage: share.percentage,
                })
                .collect(),
            self_and_sister_transactions: flat_where(&|row| {
                row.has(Mark::SelfTransfer) || row.has(Mark::GroupTransfer) || row.has(Mark::CrossAccountTransfer)
            }),
            bounced_or_penal_transactions: flat_where(&|row| {
                row.has(Mark::InwardBounce) || row.has(Mark::OutwardBounce) || row.has(Mark::BounceOrPenalCharge)
            }),
            monthly_analysis: MonthlyObject(shown.figures.monthly(account.figures), unknown),
            predictors: PredictorsObject(shown.figures.predictors(account.figures), unknown),
            eod_balances: EodObject(account),
            score: None,
            xlsx_report_url,
        }
    }
}

impl AccountDetails {
    fn of(shown: &Shown<'_>, of: &ShownAccount<'_>) -> Self {
        let (account, page_limit) = (&of.account, shown.processing.page_limit);
        let facts = account.facts();
        let text = |text: Option<&String>| text.cloned().unwrap_or_default();
        let limit = facts
            .and_then(|facts| facts.overdraft_limit)
            .unwrap_or(Money::ZERO)
            .in_rupees();
        let rows = &of.figures.account.rows;
        let of_rows = rows.first().zip(rows.last());
        AccountDetails {
            name: text(facts.and_then(|facts| facts.holder.as_ref())),
            address: text(facts.and_then(|facts| facts.address.as_ref())),
            metadata_analysis: MetadataAnalysis::default(),
            account_category: account.category(),
            // Insights alone shows it in full. Source: conflicts C32.
            account_number: account.key.number.clone(),
            account_opening_date: facts.and_then(|facts| facts.opened_on).map(dates::date),
            bank: account::bank_name(account.key.bank),
            credit_limit: limit,
            ifsc: facts.and_then(|facts| facts.ifsc.clone()),
            micr: facts.and_then(|facts| facts.micr.clone()),
            missing_data: missing_data(account, shown.session.request.window, page_limit),
            od_limit: limit,
            salary_confidence: Some(salary::confidence(&of.basis)),
            statements: account.statements.iter().map(|statement| statement.id).collect(),
            months: months_with_data(of),
            uploaded_months: uploaded_months(account, page_limit),
            country_code: "IN",
            currency_code: "INR",
            dob: "",
            email: text(facts.and_then(|facts| facts.email.as_ref())),
            pan_number: "",
            phone_number: facts
                .and_then(|facts| facts.phone.as_deref())
                .map(account::masked)
                .unwrap_or_default(),
            account_status: "",
            holder_type: "",
            account_date_range: DateRange::dates(of.figures.account.span()),
            transaction_date_range: DateRange::dates(
                of_rows.and_then(|(first, last)| Period::new(first.transaction.date, last.transaction.date)),
            ),
        }
    }
}

impl<'a> TopList<'a> {
    fn of(account: &'a ShownAccount<'a>, kind: &'static str, direction: Direction) -> Self {
        let rows = &account.figures.account.rows;
        let of_month = |of: crate::analysis::top::TopOfMonth| TopOfMonth {
            month: dates::mon_yy(of.month),
            data: of
                .rows
                .iter()
                .filter_map(|row| {
                    Some(NestedTransaction::of_top_list(
                        rows.get(*row)?,
                        account.hashes.get(*row)?,
                    ))
                })
                .collect(),
        };
        TopList {
            kind,
            data: top(&account.basis, direction).into_iter().map(of_month).collect(),
        }
    }
}

impl StatementStats {
    fn of(session_id: SessionId, account_id: AccountId, statement: &UploadedStatement) -> Option<Self> {
        let inspection = statement.inspection.as_ref()?;
        let rows = inspection.ledger.period();
        let stated = inspection.covered();
        Some(StatementStats {
            session_id,
            account_id,
            statement_id: statement.id,
            first_transaction_timestamp: rows.map(|rows| dates::midnight(rows.from)),
            last_transaction_timestamp: rows.map(|rows| dates::midnight(rows.to)),
            bank: account::bank_name(statement.bank()),
            source: account::upper_source(statement.source),
            upload_file_name: file_name(statement),
            page_count: inspection.document.pages,
            transaction_count: inspection.ledger.transactions.len(),
            from_date: stated.map(|stated| dates::midnight(stated.from)),
            to_date: stated.map(|stated| dates::midnight(stated.to)),
            is_scanned_pdf: inspection.text_layer == TextLayer::Image,
        })
    }
}
