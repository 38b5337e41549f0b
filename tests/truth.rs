//! The published truth: every cell of `fixtures/personas/truth.csv` against what the API answers, and the table against its script.
//!
//! The script, `tests/truth/truth.py`, reads the ledgers with lists of words of its own, so where both agree they agree by themselves.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "test code: a panic is a failed test"
)]
#![allow(clippy::print_stderr, reason = "test code: says what was left out")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use bankconnect_emulator::document::ledger_csv;
use bankconnect_emulator::domain::period::Period;
use bankconnect_emulator::persona::{AccountIndex, Life, Persona, life};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};

use support::calls::Call;
use support::lender::Lender;
use support::server::TestServer;

#[path = "api/support/mod.rs"]
mod support;

/// The instant the servers stand at; its day is the day the stories are told from.
const NOW: &str = "2026-01-01T10:00:00+05:30";
const AS_OF: &str = "2026-01-01";
const SEED: u64 = 1;
const OTHER_SEEDS: [u64; 2] = [2, 3];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
/// The columns before the months.
const HEADINGS: usize = 5;
/// Figures that are divisions; the last paisa is a matter of rounding.
const MEANS: [&str; 4] = ["avg_", "mean", "median_", "perc_"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn published() -> String {
    fs::read_to_string(root().join("fixtures/personas/truth.csv")).unwrap()
}

/// A line of the table.
struct Line {
    persona: String,
    bank: String,
    figure: String,
    total: Option<f64>,
    /// January to December; `None` outside the persona's period.
    months: Vec<Option<f64>>,
}

fn table(text: &str) -> Vec<Line> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let line = |record: csv::StringRecord| {
        let number = |text: &str| (!text.is_empty()).then(|| text.parse().unwrap());
        let months: Vec<_> = record.iter().skip(HEADINGS).map(number).collect();
        assert_eq!(months.len(), MONTHS.len());
        Line {
            persona: record[0].to_owned(),
            bank: record[1].to_owned(),
            figure: record[3].to_owned(),
            total: number(&record[4]),
            months,
        }
    };
    reader.records().map(|record| line(record.unwrap())).collect()
}

/// The first month of a persona's period, from 0: January, or the month the account was opened.
fn first_month(lines: &[Line], persona: &str) -> usize {
    let mut counts = lines.iter().filter(|line| line.persona == persona);
    let count = counts.find(|line| line.figure == "monthly_analysis.cnt_transactions");
    count.unwrap().months.iter().position(Option::is_some).unwrap()
}

/// What the API says about a persona.
struct Answers {
    /// By bank.
    account_ids: BTreeMap<String, String>,
    monthly: Value,
    eod: Value,
    transactions: Value,
    insights: Value,
}

/// A session over the period with a statement of every account, processed, and its figures.
async fn answers(lender: &Lender, persona: &Persona, first_month: usize) -> Answers {
    let from = format!("01/{:02}/2025", first_month + 1);
    let window = json!({"from_date": from, "to_date": "31/12/2025"});
    let session = lender.session_with(window).await;
    for bank in persona.banks() {
        let path = format!("/_emulator/specimens/{}/{bank}/plain.pdf", persona.persona);
        let query = format!("?session_id={}&world={}", session.id, lender.key);
        let specimen = lender.call(Call::get(path + &query)).await;
        assert_eq!(specimen.status, 200, "{}", specimen.text());
        session.upload(specimen.body).await.accepted();
    }
    let outcome = session.outcome().await;
    for account in outcome["accounts"].as_array().unwrap() {
        assert_eq!(account["account_status"], "completed", "{}: {account}", persona.persona);
    }
    let monthly = session.calls("GET", "monthly_analysis_updated/").await.accepted();
    let ids = monthly["accounts"].as_array().unwrap().iter().map(|account| {
        let text = |key: &str| account[key].as_str().unwrap().to_owned();
        (text("bank"), text("account_id"))
    });
    Answers {
        account_ids: ids.collect(),
        eod: session.calls("GET", "eod_balances/").await.accepted(),
        transactions: session.calls("GET", "transactions/").await.accepted(),
        insights: session.calls("GET", "insights/").await.accepted(),
        monthly,
    }
}

impl Answers {
    /// The figures of one account, or of all together.
    fn analysis(&self, line: &Line) -> &Value {
        if line.figure.starts_with("aggregate_monthly_analysis.") {
            return &self.insights["aggregate_monthly_analysis"];
        }
        let id = &self.account_ids[&line.bank];
        let accounts = self.monthly["monthly_analysis"]["account_id"].as_array().unwrap();
        &accounts.iter().find_map(|account| account.get(id)).unwrap()["monthly_analysis"]
    }

    fn field(&self, line: &Line, field: &str, month: usize) -> Option<f64> {
        self.analysis(line)[field][format!("{}-2025", MONTHS[month])].as_f64()
    }

    fn eod(&self, line: &Line) -> &Value {
        let id = &self.account_ids[&line.bank];
        let mut accounts = self.eod["eod_balances"].as_array().unwrap().iter();
        let account = accounts.find(|account| account["account_id"] == id.as_str()).unwrap();
        &account["eod_balances"]
    }

    fn days(&self, line: &Line, month: usize) -> Vec<f64> {
        let days = &self.eod(line)[format!("{}-25", MONTHS[month])];
        let days = days.as_array().into_iter().flatten();
        days.map(|day| day.as_f64().unwrap()).collect()
    }

    /// The amounts of the transactions a path like `debit.merchant_category.gambling` speaks of.
    fn amounts(&self, line: &Line, month: usize, path: &[&str]) -> Vec<f64> {
        let [side, field, value] = path else { panic!("{path:?}") };
        let id = &self.account_ids[&line.bank];
        let of_month = format!("2025-{:02}", month + 1);
        let rows = self.transactions["transactions"].as_array().unwrap().iter();
        rows.filter(|row| {
            row["account_id"] == id.as_str()
                && row["transaction_type"] == *side
                && row[*field] == *value
                && row["date"].as_str().unwrap().starts_with(&of_month)
        })
        .map(|row| row["amount"].as_f64().unwrap())
        .collect()
    }

    /// The figure in a month.
    fn in_month(&self, line: &Line, month: usize) -> Option<f64> {
        let path: Vec<&str> = line.figure.split('.').collect();
        match path[..] {
            ["monthly_analysis" | "aggregate_monthly_analysis", field] => self.field(line, field, month),
            ["eod_balances", "last"] => self.days(line, month).last().copied(),
            ["eod_balances", "mean"] => mean(&self.days(line, month)),
            ["transactions", ref path @ .., "amount"] => Some(self.amounts(line, month, path).iter().sum()),
            ["transactions", ref path @ .., "count"] => Some(self.amounts(line, month, path).len() as f64),
            _ => panic!("nobody knows how to ask for {}", line.figure),
        }
    }

    /// The figure of the whole period, as `fixtures/personas/README.md` says.
    fn in_all(&self, line: &Line) -> Option<f64> {
        let name = line.figure.rsplit_once('.').map_or("", |(_, name)| name);
        let covered: Vec<usize> = (0..MONTHS.len())
            .filter(|month| line.months[*month].is_some())
            .collect();
        let months = || covered.iter().copied();
        let each: Vec<f64> = months()
            .map(|month| self.in_month(line, month))
            .collect::<Option<_>>()?;
        let sum = |field: &str| {
            months()
                .map(|month| self.field(line, field, month))
                .sum::<Option<f64>>()
        };
        let percent = |part: &str, whole: &str| Some(100.0 * sum(part)? / sum(whole)?);
        match name {
            "starting_balance" => self.eod(line)[name].as_f64(),
            "opening_balance" => each.first().copied(),
            "closing_balance" | "last" => each.last().copied(),
            "mean" => mean(&months().flat_map(|month| self.days(line, month)).collect::<Vec<_>>()),
            "avg_bal" => Some(sum("sum_of_eod_balance")? / sum("cnt_of_eod_balance")?),
            "perc_total_amt_cash_deposit_to_total_credit" => percent("amt_cash_deposit_credit", "amt_credit"),
            "perc_total_amt_cash_withdrawal_to_total_debit" => percent("amt_cash_withdrawl_debit", "amt_debit"),
            name if name.starts_with("max_") => each.into_iter().reduce(f64::max),
            name if name.starts_with("min_") => each.into_iter().reduce(f64::min),
            _ => Some(each.iter().sum()),
        }
    }

    /// Every cell of the line that the API does not agree with, in words.
    fn faults(&self, line: &Line) -> Vec<String> {
        let months = line.months.iter().enumerate();
        let cells = months.filter_map(|(month, told)| Some((MONTHS[month], (*told)?, self.in_month(line, month))));
        let total = line.total.map(|told| ("total", told, self.in_all(line)));
        cells
            .chain(total)
            .filter(|(_, told, answered)| !answered.is_some_and(|answered| agree(line, *told, answered)))
            .map(|(column, told, answered)| {
                let Line {
                    persona, bank, figure, ..
                } = line;
                format!("{persona} {bank} {figure} {column}: the table says {told}, the API {answered:?}")
            })
            .collect()
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// Whether both are the same to the paisa; a division may differ in its last digit.
fn agree(line: &Line, told: f64, answered: f64) -> bool {
    let paise = |rupees: f64| (rupees * 100.0).round();
    let name = line.figure.rsplit_once('.').map_or("", |(_, name)| name);
    let allowed = if MEANS.iter().any(|mean| name.starts_with(mean)) {
        1.0
    } else {
        0.0
    };
    (paise(told) - paise(answered)).abs() <= allowed
}

/// Every cell that an emulator with this seed does not agree with, in words.
async fn faults(lines: &[Line], seed: u64) -> Vec<String> {
    let at: DateTime<Utc> = NOW.parse().unwrap();
    let server = TestServer::started(|start| start.frozen_at(at).seed(seed)).await;
    let mut faults = Vec::new();
    for persona in Persona::embedded() {
        let name = &persona.persona;
        let lender = server.lender(name);
        let answers = answers(&lender, persona, first_month(lines, name)).await;
        let own = lines.iter().filter(|line| line.persona == *name);
        faults.extend(own.flat_map(|line| answers.faults(line)));
    }
    server.stop().await;
    faults
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_answers_what_the_table_says() {
    let faults = faults(&table(&published()), SEED).await;
    assert!(faults.is_empty(), "{} cells\n{}", faults.len(), faults.join("\n"));
}

/// The script's words were found by reading the published ledgers; those of other seeds show whether the two agree by more than chance.
#[tokio::test(flavor = "multi_thread")]
async fn the_api_and_the_script_agree_on_other_lives() {
    for seed in OTHER_SEEDS {
        let Some(made) = tokio::task::spawn_blocking(move || script(seed)).await.unwrap() else {
            return;
        };
        let faults = faults(&table(&made), seed).await;
        assert!(
            faults.is_empty(),
            "seed {seed}, {} cells\n{}",
            faults.len(),
            faults.join("\n")
        );
    }
}

#[test]
fn the_table_covers_every_account_of_every_persona() {
    let lines = table(&published());
    let count = |persona: &str, bank: &str| {
        let own = lines.iter().filter(|line| line.persona == persona && line.bank == bank);
        own.count()
    };
    for persona in Persona::embedded() {
        for bank in persona.banks() {
            let figures = count(&persona.persona, bank.as_str());
            assert!(figures >= 50, "{} {bank}: {figures} figures", persona.persona);
        }
        let together = count(&persona.persona, "all");
        assert_eq!(together > 0, persona.banks().count() > 1, "{}", persona.persona);
    }
}

fn ledger(life: &Life, account: AccountIndex) -> String {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let period = Period::new(day("2025-01-01"), day("2025-12-31")).unwrap();
    let statement = life.statement(account, life.bank_of(account), period).unwrap();
    ledger_csv::write(&statement.1)
}

/// Every persona's ledgers, as the script wants them.
fn fresh_ledgers(seed: u64) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("truth-{seed}"));
    fs::create_dir_all(&folder).unwrap();
    for persona in Persona::embedded() {
        let life = life(persona, AS_OF.parse().unwrap(), seed);
        for account in life.accounts() {
            let name = format!("{}-{}.csv", persona.persona, life.bank_of(account));
            fs::write(folder.join(name), ledger(&life, account)).unwrap();
        }
    }
    folder
}

/// Whether `./check` runs, which installs what the tests need; `./check quick` may leave things out.
fn is_everything_asked_for() -> bool {
    #[expect(clippy::disallowed_methods, reason = "a switch of this test, not of the program")]
    std::env::var("BANKCONNECT_CHECK").is_ok_and(|what| what == "all")
}

/// What the script makes of fresh ledgers; `None` where Python is missing, which `./check` does not allow.
fn script(seed: u64) -> Option<String> {
    if Command::new("python3").arg("--version").output().is_err() {
        assert!(!is_everything_asked_for(), "python3 is missing");
        eprintln!("SKIPPED: python3 is missing; ./check installs it");
        return None;
    }
    let path = root().join("tests/truth/truth.py");
    let made = Command::new("python3")
        .arg(path)
        .arg(fresh_ledgers(seed))
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    Some(String::from_utf8(made.stdout).unwrap())
}

#[test]
fn the_script_still_makes_the_table() {
    let Some(made) = script(SEED) else { return };
    let published = published();
    let different = made.lines().zip(published.lines()).find(|(made, told)| made != told);
    assert_eq!(different, None, "the script's line, then the table's");
    assert_eq!(made.lines().count(), published.lines().count());
}
