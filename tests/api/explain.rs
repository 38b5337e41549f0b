//! Why a figure is what it is, as somebody asks who does not believe it.

use std::collections::{BTreeMap, BTreeSet};

use bankconnect_emulator::analysis::figure::table::{Table, TableName};
use serde_json::{Value, json};

use crate::pocket_calculator::recompute;
use crate::support::calls::Answer;
use crate::support::lender::{Lender, TestSession};
use crate::support::papers;
use crate::support::server::TestServer;

impl TestSession {
    async fn explains(&self, query: &str) -> Answer {
        let path = format!("/sessions/{}/explain?{query}", self.id);
        self.lender.control("GET", &path, json!({})).await
    }
}

/// A session of these statements over the last quarter of 2025, processed.
async fn processed(lender: &Lender, papers: &[Vec<u8>]) -> TestSession {
    let session = lender.session().await;
    for paper in papers {
        session.upload(paper.clone()).await.accepted();
    }
    session.outcome().await;
    session
}

/// Asha's account at sbi and her account at hdfc.
fn two_accounts() -> [Vec<u8>; 2] {
    let hdfc = papers::statement("hdfc", "2025-10-01", "2025-12-31").pdf();
    [papers::usual_pdf().clone(), hdfc]
}

/// A session of a borrower over the second half of 2025, processed.
async fn half_a_year_of(lender: &Lender, persona: &str) -> TestSession {
    let window = json!({"from": "2025-07-01", "to": "2025-12-31"});
    let made = lender.control("POST", "/sessions", json!({"persona": persona, "window": window}));
    lender.open(made.await.accepted()["id"].as_str().unwrap())
}

fn texts<'a>(list: &'a Value, key: &str) -> Vec<&'a str> {
    let items = list.as_array().unwrap().iter();
    items.map(|item| item[key].as_str().unwrap()).collect()
}

#[tokio::test]
async fn transactions_are_those_of_every_list_and_say_which_term_they_belong_to() {
    let server = TestServer::start().await;
    let session = processed(&server.lender("lender"), &[papers::usual_pdf().clone()]).await;
    let listed = session.calls("GET", "transactions").await.accepted();
    let by_hash: BTreeMap<&str, &Value> = listed["transactions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["hash"].as_str().unwrap(), row))
        .collect();
    let query = "figure=monthly_analysis.net_cash_inflow&month=Nov-2025";
    let why = session.explains(query).await.accepted();
    assert_eq!(why["calculation"].as_str().unwrap().matches(" - ").count(), 1);
    let rows = why["transactions"].as_array().unwrap();
    assert!(!rows.is_empty());
    for row in rows {
        let mut row = row.clone();
        let own = row.as_object_mut().unwrap();
        let terms = own.shift_remove("terms").unwrap();
        assert!(own.shift_remove("marks").unwrap().is_array());
        assert_eq!(&row, by_hash[row["hash"].as_str().unwrap()]);
        let term = if row["transaction_type"] == "credit" {
            "1.1"
        } else {
            "2.1"
        };
        assert_eq!(terms, json!([term]));
    }
}

#[tokio::test]
async fn an_answer_names_its_account_and_several_must_be_chosen_from() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let one = processed(&lender, &[papers::usual_pdf().clone()]).await;
    let query = "figure=monthly_analysis.amt_debit&month=Nov-2025";
    let told = one.explains(query).await.accepted();
    let account = &told["accounts"][0];
    assert_eq!(
        (&told["account_id"], &account["bank"]),
        (&account["account_id"], &json!("sbi"))
    );
    assert!(account["account_number"].as_str().unwrap().starts_with("XX"));

    let two = processed(&lender, &two_accounts()).await;
    let (status, _, message) = two.explains(query).await.refusal();
    let accounts = two.calls("GET", "transactions").await.accepted()["accounts"].clone();
    let ids = texts(&accounts, "account_id");
    assert_eq!((status, ids.len()), (400, 2));
    assert!(
        ids.iter().all(|id| message.contains(id)) && message.ends_with(", aggregate"),
        "{message}"
    );
    let mut sum = 0.0;
    for id in &ids {
        let told = two.explains(&format!("{query}&account_id={id}")).await.accepted();
        assert_eq!(told["account_id"], *id);
        assert!(texts(&told["transactions"], "account_id").iter().all(|of| of == id));
        sum += told["value"].as_f64().unwrap();
    }
    let all = two.explains(&format!("{query}&account_id=aggregate")).await.accepted();
    assert_eq!(
        (&all["account_id"], texts(&all["accounts"], "account_id")),
        (&json!("aggregate"), ids.clone())
    );
    assert!((all["value"].as_f64().unwrap() - sum).abs() < 0.005);
    let of: BTreeSet<&str> = texts(&all["transactions"], "account_id").into_iter().collect();
    assert_eq!(of, ids.into_iter().collect());
}

#[tokio::test]
async fn what_cannot_be_explained_is_answered_with_what_can() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let session = processed(&lender, &[papers::usual_pdf().clone()]).await;
    let figure = "figure=monthly_analysis.amt_debit";
    for (query, status, words) in [
        (figure.to_owned(), 400, "Oct-2025, Nov-2025, Dec-2025"),
        (
            format!("{figure}&month=Nov-2024"),
            404,
            "there are Oct-2025, Nov-2025, Dec-2025",
        ),
        (format!("{figure}&month=soon"), 400, "Jan-2026"),
        (format!("{figure}&month=Nov-2025&account_id=nobody"), 404, "aggregate"),
        (format!("{figure}&month=Nov-2025&acount_id=nobody"), 400, "acount_id"),
        ("month=Nov-2025".to_owned(), 400, "figure"),
        (
            "figure=monthly_analysis.amt_debits&month=Nov-2025".to_owned(),
            404,
            "monthly_analysis.amt_debit ",
        ),
        (
            "figure=predictors.amt_upi_credits".to_owned(),
            404,
            "predictors.amt_upi_credits_11",
        ),
        (
            "figure=predictors.credits_0&month=Nov-2025".to_owned(),
            400,
            "predictors.credits_0",
        ),
        (
            "figure=predictors.credits_0&account_id=aggregate".to_owned(),
            400,
            "per account only",
        ),
        ("figure=predictors.adjusted_abb".to_owned(), 404, "unknown_figures"),
    ] {
        let (answered, _, message) = session.explains(&query).await.refusal();
        assert_eq!(answered, status, "{query}: {message}");
        assert!(message.contains(words), "{query}: {message}");
    }
}

#[tokio::test]
async fn a_session_without_figures_says_which_account_failed_and_why() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let figure = "figure=monthly_analysis.amt_debit&month=Nov-2025";
    let empty = processed(&lender, &[]).await;
    let (status, _, message) = empty.explains(figure).await.refusal();
    assert_eq!((status, message.contains("no statement")), (404, true), "{message}");
    // It ends in November: December is missing.
    let short = papers::statement("sbi", "2025-10-01", "2025-11-29").pdf();
    let failed = processed(&lender, &[short]).await;
    let told = failed.explained().await;
    let id = told["accounts"][0]["account_id"]
        .as_str()
        .or(told["accounts"][0]["id"].as_str())
        .unwrap();
    for query in [figure.to_owned(), format!("{figure}&account_id={id}")] {
        let (status, _, message) = failed.explains(&query).await.refusal();
        assert_eq!(status, 404, "{message}");
        assert!(
            message.contains(id) && message.contains("INCOMPLETE_MONTHS"),
            "{message}"
        );
    }
}

/// The queries that ask for every figure of both tables: each monthly one in November, of each family the latest month, the one before and one
/// without data.
fn every_figure() -> Vec<(String, &'static str)> {
    let mut queries = Vec::new();
    for table in [Table::monthly(), Table::predictors()] {
        for field in &table.fields {
            let is_asked = field.month_index.is_none_or(|index| [0, 1, 11].contains(&index));
            if table.figures[field.figure].formula.is_none() || !is_asked {
                continue;
            }
            queries.push(match table.name {
                TableName::Monthly => (
                    format!("figure=monthly_analysis.{}&month=Nov-2025", field.name),
                    table.figures[field.figure].name,
                ),
                TableName::Predictors => (
                    format!("figure=predictors.{}", field.name),
                    table.figures[field.figure].name,
                ),
            });
        }
    }
    queries
}

/// What stands on statements as it is, or follows from the name of the field: nothing can be shown beside it.
const READ_OFF: [&str; 10] = [
    "always null: statements do not print it",
    "the account category",
    "the account number",
    "the bank's identifier",
    "the branch's IFSC",
    "the day the account was opened, YYYY-MM-DD",
    "the holder's e-mail address",
    "the holder's name",
    "the holder's telephone number, masked",
    "the month, Mon-YY",
];

/// Recomputes every figure of a borrower; gives the figures that rest on transactions, balances and months alone, and those with facts among their
/// terms.
async fn recomputed(server: &TestServer, persona: &str) -> (usize, usize) {
    let session = half_a_year_of(&server.lender(persona), persona).await;
    let monthly = session.calls("GET", "monthly_analysis").await.accepted();
    let monthly = monthly["monthly_analysis"]["account_id"][0].as_object().unwrap();
    let monthly = &monthly.values().next().unwrap()["monthly_analysis"];
    let predictors = session.calls("GET", "predictors").await.accepted();
    let predictors = &predictors["predictors"][0]["predictors"];
    let (mut all, mut with_facts) = (BTreeSet::new(), BTreeSet::new());
    for (query, name) in every_figure() {
        let why = session.explains(&query).await.accepted();
        let asked = why["figure"].as_str().unwrap();
        let (table, shown) = match asked.split_once('.').unwrap() {
            ("monthly_analysis", field) => ("monthly", &monthly[field]["Nov-2025"]),
            (_, field) => ("predictors", &predictors[field]),
        };
        assert_eq!(&why["value"], shown, "{asked}");
        assert_ne!(why["formula_in_words"], "", "{asked}");
        let facts =
            recompute(&why).unwrap_or_else(|problem| panic!("{asked}: {problem}\n{:.3000}", format!("{why:#}")));
        for fact in &facts {
            let is_told = fact.has_evidence || READ_OFF.contains(&fact.in_words.as_str());
            assert!(is_told, "{asked}: {fact:?} and nothing beside it");
        }
        all.insert((table, name));
        if !facts.is_empty() {
            with_facts.insert((table, name));
        }
    }
    (all.len() - with_facts.len(), with_facts.len())
}

/// Of 404 monthly figures and 859 families of predictors, these are sums, counts, extremes, means and what is calculated from those. The rest has
/// facts among its terms (dates, names, limits, signs of fraud, spans of days); the arithmetic around them is recomputed too, and each fact shows
/// what it is taken from.
#[tokio::test]
async fn every_figure_can_be_recomputed_from_its_explanation() {
    let server = TestServer::start().await;
    for persona in ["bounces-ravi", "overdraft-farida"] {
        assert_eq!(recomputed(&server, persona).await, (1161, 102), "{persona}");
    }
}
