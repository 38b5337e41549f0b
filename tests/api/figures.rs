//! Figures as a lender fetches them: one ledger behind every number.

use std::io::Cursor;

use bankconnect_emulator::domain::specimen::Kind;
use calamine::{Reader, Xlsx};
use serde_json::{Value, json};

use crate::support::calls::Call;
use crate::support::lender::TestSession;
use crate::support::papers;
use crate::support::schemas::assert_follows;
use crate::support::server::TestServer;

const SINGLE: [&str; 5] = [
    "transactions",
    "predictors",
    "eod_balances",
    "monthly_analysis_updated",
    "recurring_transactions",
];

impl TestSession {
    async fn figures(&self, what: &str) -> Value {
        self.calls("GET", what).await.accepted()
    }
}

/// A session of these statements over the last quarter of 2025, processed.
async fn processed(server: &TestServer, key: &str, papers: &[Vec<u8>]) -> TestSession {
    let session = server.lender(key).session().await;
    for paper in papers {
        session.upload(paper.clone()).await.accepted();
    }
    session.outcome().await;
    session
}

fn cents(value: &Value) -> i64 {
    (value.as_f64().unwrap() * 100.0).round() as i64
}

fn of_first_account(monthly: &Value) -> &Value {
    let by_id = monthly["monthly_analysis"]["account_id"][0].as_object().unwrap();
    &by_id.values().next().unwrap()["monthly_analysis"]
}

/// Everything in the answer but ids, hashes' owners and instants: what two sessions of equal ledgers share.
fn without_ids(mut answer: Value) -> Value {
    match &mut answer {
        Value::Object(map) => {
            map.retain(|key, _| {
                !matches!(
                    key.as_str(),
                    "session_id" | "account_id" | "accounts" | "statement_stats"
                )
            });
            for value in map.values_mut() {
                *value = without_ids(value.take());
            }
        }
        Value::Array(list) => {
            for value in list {
                *value = without_ids(value.take());
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    answer
}

#[tokio::test]
async fn totals_of_the_months_are_the_totals_of_the_statement() {
    let server = TestServer::start().await;
    let paper = papers::usual();
    let session = processed(&server, "lender", &[paper.pdf()]).await;
    let monthly = session.figures("monthly_analysis_updated").await;
    let total = |field: &str| -> i64 {
        let months = of_first_account(&monthly)[field].as_object().unwrap();
        months.values().map(cents).sum()
    };
    let ledger = &paper.ledger;
    assert_eq!(total("amt_debit"), ledger.total_debits().in_paise());
    assert_eq!(total("amt_credit"), ledger.total_credits().in_paise());
    assert_eq!(total("cnt_transactions") / 100, ledger.transactions.len() as i64);
    let transactions = session.figures("transactions").await;
    let rows = transactions["transactions"].as_array().unwrap();
    assert_eq!(rows.len(), ledger.transactions.len());
    for (shown, row) in rows.iter().zip(&ledger.transactions) {
        assert_eq!(
            (cents(&shown["amount"]), &shown["transaction_note"]),
            (row.amount.in_paise(), &json!(row.narration))
        );
    }
    let eod = &session.figures("eod_balances").await["eod_balances"][0]["eod_balances"];
    assert_eq!(eod["Months_order"], json!(["Oct-25", "Nov-25", "Dec-25"]));
    assert_eq!(cents(&eod["Dec-25"][30]), ledger.closing().unwrap().in_paise());
    assert_eq!(cents(&eod["starting_balance"]), ledger.opening().unwrap().in_paise());
}

#[tokio::test]
async fn insights_holds_the_values_of_the_single_calls() {
    let server = TestServer::start().await;
    let session = processed(&server, "lender", &[papers::usual_pdf().clone()]).await;
    let insights = session.figures("insights").await;
    assert_follows("insights", &insights);
    let data = &insights["accounts"][0]["data"];
    assert_eq!(
        &data["monthly_analysis"],
        of_first_account(&session.figures("monthly_analysis").await)
    );
    assert_eq!(
        data["predictors"],
        session.figures("predictors").await["predictors"][0]["predictors"]
    );
    assert_eq!(
        data["eod_balances"],
        session.figures("eod_balances").await["eod_balances"][0]["eod_balances"]
    );
    let recurring = session.figures("recurring_transactions").await;
    assert_eq!(data["recurring_transactions"], recurring["transactions"]);
    assert_eq!(
        insights["aggregate_monthly_analysis"], data["monthly_analysis"],
        "there is one account"
    );
    let hashes = |list: &Value| -> Vec<String> {
        let rows = list.as_array().unwrap().iter();
        rows.map(|row| row["hash"].as_str().unwrap().to_owned()).collect()
    };
    let transactions = session.figures("transactions").await;
    let named = hashes(&transactions["transactions"]);
    assert_eq!(hashes(&data["transactions"]), named);
    let mut distinct = named.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), named.len(), "a hash names one transaction");
    let shares: u64 = data["expense_categories"]
        .as_array()
        .unwrap()
        .iter()
        .map(|share| share["percentage"].as_u64().unwrap())
        .sum();
    assert_eq!(shares, 100);
}

#[tokio::test]
async fn split_statements_give_the_figures_of_one() {
    let server = TestServer::start().await;
    let whole = processed(&server, "whole", &[papers::usual_pdf().clone()]).await;
    let halves = [("2025-10-01", "2025-11-20"), ("2025-11-05", "2025-12-31")];
    let halves = halves.map(|(from, to)| papers::statement("sbi", from, to).pdf());
    let split = processed(&server, "split", &halves).await;
    for what in SINGLE {
        assert_eq!(
            without_ids(split.figures(what).await),
            without_ids(whole.figures(what).await),
            "{what}"
        );
    }
}

#[tokio::test]
async fn two_accounts_add_up_to_the_aggregate() {
    let server = TestServer::start().await;
    let hdfc = papers::statement("hdfc", "2025-10-01", "2025-12-31").pdf();
    let session = processed(&server, "lender", &[papers::usual_pdf().clone(), hdfc]).await;
    let insights = session.figures("insights").await;
    assert_follows("insights", &insights);
    let sums = |field: &str, month: &str| -> (i64, i64) {
        let accounts = insights["accounts"].as_array().unwrap().iter();
        let single = accounts
            .map(|account| cents(&account["data"]["monthly_analysis"][field][month]))
            .sum();
        (single, cents(&insights["aggregate_monthly_analysis"][field][month]))
    };
    for field in [
        "amt_credit",
        "amt_debit",
        "cnt_transactions",
        "amt_upi_debit",
        "sum_of_eod_balance",
    ] {
        let (single, aggregate) = sums(field, "Nov-2025");
        assert_eq!(single, aggregate, "{field}");
    }
    // One account alone, when that is asked for; nobody's account is none.
    let first = insights["accounts"][0]["account_id"].as_str().unwrap();
    let one = session.figures(&format!("transactions/?account_id={first}")).await;
    let all = session.figures("transactions").await;
    let of_first = |answer: &Value| {
        answer["transactions"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|row| row["account_id"] == first)
            .count()
    };
    assert_eq!(one["transactions"].as_array().unwrap().len(), of_first(&all));
    assert!(of_first(&all) < all["transactions"].as_array().unwrap().len());
    let none = session.figures("transactions/?account_id=nonsense").await;
    assert_eq!((&none["accounts"], &none["transactions"]), (&json!([]), &json!([])));
}

#[tokio::test]
async fn a_failed_account_has_transactions_and_no_figures() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    // It ends in November: December is missing.
    let short = papers::statement("sbi", "2025-10-01", "2025-11-29").pdf();
    session.upload(short).await.accepted();
    let outcome = session.outcome().await;
    assert_eq!(outcome["accounts"][0]["account_status"], "failed");
    assert!(
        !session.figures("transactions").await["transactions"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        session.figures("identity").await["identity"].as_array().unwrap().len(),
        1
    );
    for (what, list) in [
        ("predictors", "/predictors"),
        ("eod_balances", "/eod_balances"),
        ("monthly_analysis", "/monthly_analysis/account_id"),
        ("recurring_transactions", "/transactions/debit_transactions"),
        ("xlsx_report", "/reports"),
        ("insights", "/accounts"),
    ] {
        let answer = session.figures(what).await;
        assert_eq!(answer.pointer(list), Some(&json!([])), "{what}");
    }
}

#[tokio::test]
async fn the_report_of_a_session_without_a_completed_account_says_why() {
    let server = TestServer::start().await;
    let session = server.lender("lender").session().await;
    let short = papers::statement("sbi", "2025-10-01", "2025-11-29").pdf();
    session.upload(short).await.accepted();
    let outcome = session.outcome().await;
    let insights = session.figures("insights").await;
    let link = insights["aggregate_xlsx_report_url"].as_str().unwrap();
    let file = server.call(Call::get(link.strip_prefix(&server.url()).unwrap())).await;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file.body)).unwrap();
    assert_eq!(book.sheet_names(), ["Overview"]);
    let sheet = book.worksheet_range("Overview").unwrap();
    let cells: Vec<String> = sheet.used_cells().map(|(.., cell)| cell.to_string()).collect();
    let account = &outcome["accounts"][0];
    let reason = format!(
        "{}: {}",
        account["error_code"].as_str().unwrap(),
        account["error_message"].as_str().unwrap()
    );
    assert!(cells.contains(&reason), "{reason} in {cells:?}");
}

#[tokio::test]
async fn a_clean_borrower_is_on_no_list_of_fraud_and_an_edited_file_once() {
    let server = TestServer::start().await;
    for (key, paper, expected) in [
        ("clean", papers::usual_pdf().clone(), vec![]),
        ("edited", papers::of_kind(Kind::Edited), vec!["date_fraud"]),
        ("author", papers::of_kind(Kind::WrongAuthor), vec!["author_fraud"]),
    ] {
        let session = processed(&server, key, &[paper]).await;
        let insights = session.figures("insights").await;
        let predictors = &session.figures("predictors").await["predictors"][0]["predictors"];
        assert_eq!(
            predictors["more_than_15_days_credit"], true,
            "an observation, and a predictor"
        );
        let lists = [
            &insights["accounts"][0]["data"]["fraud"],
            &session.figures("transactions").await["fraud"]["fraud_type"],
        ];
        for list in lists {
            let list = list.as_array().unwrap();
            let types: Vec<&str> = list.iter().map(|entry| entry["fraud_type"].as_str().unwrap()).collect();
            assert_eq!(types, expected, "{key}");
            assert!(list.iter().all(|entry| entry["statement_id"].is_string()), "{list:?}");
        }
    }
}

#[tokio::test]
async fn a_session_without_uploads_has_empty_figures() {
    let server = TestServer::start().await;
    let session = processed(&server, "lender", &[]).await;
    for what in SINGLE {
        let schema = what.trim_end_matches("_updated");
        assert_follows(schema, &session.figures(what).await);
    }
    assert_follows("insights", &session.figures("insights").await);
}

#[tokio::test]
async fn figures_nobody_can_define_are_left_out_null_or_zero() {
    let server = TestServer::start().await;
    let session = processed(&server, "lender", &[papers::usual_pdf().clone()]).await;
    let predictors = async || session.figures("predictors").await["predictors"][0]["predictors"].clone();
    let known = predictors().await.as_object().unwrap().len();
    session.lender.has_settings(json!({"unknown_figures": "null"})).await;
    let with_null = predictors().await;
    let all = with_null.as_object().unwrap();
    assert_eq!(all.len(), 2_360);
    let added = all.len() - known;
    assert!(all.values().filter(|value| value.is_null()).count() >= added);
    session.lender.has_settings(json!({"unknown_figures": "zero"})).await;
    let answer = session.figures("predictors").await;
    assert_follows("predictors", &answer);
    assert_eq!(answer["predictors"][0]["predictors"].as_object().unwrap().len(), 2_360);
}

#[tokio::test]
async fn reports_are_workbooks_by_links_that_expire() {
    let server = TestServer::start().await;
    let session = processed(&server, "lender", &[papers::usual_pdf().clone()]).await;
    let report = session.figures("xlsx_report").await;
    let insights = session.figures("insights").await;
    let links = [
        &report["reports"][0]["link"],
        &insights["accounts"][0]["data"]["xlsx_report_url"],
        &insights["aggregate_xlsx_report_url"],
    ]
    .map(|link| link.as_str().unwrap().to_owned());
    let follow = async |link: &str| {
        let path = link.strip_prefix(&server.url()).unwrap();
        server.call(Call::get(path)).await
    };
    for link in &links {
        let file = follow(link).await;
        assert_eq!((file.status, &file.body[..2]), (200, &b"PK"[..]), "{link}");
        assert_eq!(follow(&link.replace(".xlsx", "0.xlsx")).await.status, 404);
    }
    let xml = insights["aggregate_xml_report_url"].as_str().unwrap();
    follow(xml).await.refused("EMULATOR_NOT_IMITATED");
    session.lender.waits("61m").await;
    follow(&links[0]).await.refused("LINK_EXPIRED");
    let fresh = session.figures("xlsx_report").await;
    assert_eq!(follow(fresh["reports"][0]["link"].as_str().unwrap()).await.status, 200);
}

#[tokio::test]
async fn a_reset_world_forgets_what_it_answered() {
    let server = TestServer::start().await;
    let lender = server.lender("lender");
    let before = processed(&server, "lender", &[papers::usual_pdf().clone()]).await;
    let told = before.figures("transactions").await;
    let reset = lender.control("POST", "/reset", json!({})).await;
    assert_eq!(reset.status, 204, "{}", reset.text());
    let other = papers::statement("hdfc", "2025-10-01", "2025-12-31").pdf();
    let after = processed(&server, "lender", &[other]).await;
    assert_eq!(after.id, before.id, "same calls, same ids");
    assert_ne!(
        after.figures("transactions").await["transactions"],
        told["transactions"]
    );
}
