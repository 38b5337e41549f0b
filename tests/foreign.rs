//! The reader against statements it did not grow up with: a corpus drawn by another program in another language.
//!
//! The corpus is made by `tests/foreign/draw.py --out target/foreign`; `BANKCONNECT_FOREIGN_CORPUS` names another directory.
//! Without a corpus the test says so and passes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "test code: a panic is a failed test"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use bankconnect_emulator::document::pdf::inspect;
use bankconnect_emulator::domain::ledger::Transaction;
use bankconnect_emulator::domain::money::Money;
use bankconnect_emulator::domain::statement::Inspection;
use serde::Deserialize;

/// What the drawing program says it drew.
#[derive(Deserialize)]
struct Truth {
    layout: String,
    bank: String,
    holder: String,
    account_number: String,
    ifsc: Option<String>,
    period: Option<TruePeriod>,
    opening: Option<String>,
    closing: Option<String>,
    order: String,
    rows: Vec<TrueRow>,
}

#[derive(Deserialize)]
struct TruePeriod {
    from: String,
    to: String,
}

#[derive(Deserialize)]
struct TrueRow {
    date: String,
    value_date: Option<String>,
    narration: String,
    cheque_number: Option<String>,
    debit: Option<String>,
    credit: Option<String>,
    balance: String,
}

/// How one statement was read.
struct Score {
    layout: String,
    rows: usize,
    rows_exact: usize,
    narrations_exact: usize,
    others_exact: usize,
    facts_wrong: Vec<String>,
    problem: Option<String>,
    first_misses: Vec<String>,
}

impl Score {
    fn of(truth: &Truth, inspection: &Inspection) -> Self {
        let read = &inspection.ledger.transactions;
        let mut score = Score {
            layout: truth.layout.clone(),
            rows: truth.rows.len(),
            rows_exact: 0,
            narrations_exact: 0,
            others_exact: 0,
            facts_wrong: wrong_facts(truth, inspection),
            problem: None,
            first_misses: Vec::new(),
        };
        if read.len() != truth.rows.len() {
            score.problem = Some(format!("{} rows read", read.len()));
        }
        for (index, row) in truth.rows.iter().enumerate() {
            // Where rows are missing or too many, each is looked for near its place.
            let near = index.saturating_sub(40)..(index + 40).min(read.len()).max(index.saturating_sub(40));
            let found = match read.get(index).filter(|found| row.is(found)) {
                Some(found) => Some(found),
                None => read.get(near).unwrap_or_default().iter().find(|found| row.is(found)),
            };
            let Some(found) = found else {
                score.miss(format!(
                    "row {index} not found: {} {} {}",
                    row.date, row.balance, row.narration
                ));
                continue;
            };
            score.rows_exact += 1;
            if words(&found.narration) == words(&row.narration) {
                score.narrations_exact += 1;
            } else {
                score.miss(format!(
                    "row {index}\n      true {:?}\n      read {:?}",
                    row.narration, found.narration
                ));
            }
            let value_date = found.value_date.map(|day| day.to_string());
            if value_date == row.value_date && found.cheque_number == row.cheque_number {
                score.others_exact += 1;
            } else {
                score.miss(format!(
                    "row {index} value date {:?} read {value_date:?}, number {:?} read {:?}",
                    row.value_date, row.cheque_number, found.cheque_number
                ));
            }
        }
        score
    }

    fn miss(&mut self, text: String) {
        if self.first_misses.len() < 4 {
            self.first_misses.push(text);
        }
    }

    fn is_within_bar(&self) -> bool {
        self.problem.is_none()
            && self.rows_exact == self.rows
            && self.narrations_exact * 100 >= self.rows * 97
            && self.facts_wrong.is_empty()
    }
}

impl TrueRow {
    fn is(&self, read: &Transaction) -> bool {
        let money = |text: &Option<String>| text.as_deref().map(|text| Money::parse(text).expect("an amount"));
        read.date.to_string() == self.date
            && read.debit() == money(&self.debit)
            && read.credit() == money(&self.credit)
            && read.balance == Money::parse(&self.balance).expect("an amount")
    }
}

fn wrong_facts(truth: &Truth, inspection: &Inspection) -> Vec<String> {
    let facts = &inspection.facts;
    let period = facts
        .period
        .map(|period| (period.from.to_string(), period.to.to_string()));
    let money = |text: &Option<String>| text.as_deref().map(|text| Money::parse(text).expect("an amount"));
    let mut wrong = Vec::new();
    let mut check = |name: &str, expected: String, read: String| {
        if expected != read {
            wrong.push(format!("{name}: {expected} read as {read}"));
        }
    };
    let some = |text: &str| format!("{:?}", Some(text));
    check(
        "bank",
        some(&truth.bank),
        format!("{:?}", facts.bank.map(|bank| bank.as_str())),
    );
    check("holder", some(&truth.holder), format!("{:?}", facts.holder.as_deref()));
    check(
        "account",
        some(&truth.account_number),
        format!("{:?}", facts.account_number.as_deref()),
    );
    check("ifsc", format!("{:?}", truth.ifsc), format!("{:?}", facts.ifsc));
    let true_period = truth
        .period
        .as_ref()
        .map(|period| (period.from.clone(), period.to.clone()));
    check("period", format!("{true_period:?}"), format!("{period:?}"));
    check(
        "opening",
        format!("{:?}", money(&truth.opening)),
        format!("{:?}", facts.opening),
    );
    check(
        "closing",
        format!("{:?}", money(&truth.closing)),
        format!("{:?}", facts.closing),
    );
    let order = if inspection.table.is_newest_first {
        "descending"
    } else {
        "ascending"
    };
    check("order", truth.order.clone(), order.to_owned());
    wrong
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[expect(
    clippy::disallowed_methods,
    reason = "the corpus is made outside of cargo, which can only say where by a variable"
)]
fn corpus() -> PathBuf {
    std::env::var_os("BANKCONNECT_FOREIGN_CORPUS").map_or_else(|| PathBuf::from("target/foreign"), PathBuf::from)
}

fn score(pdf: &Path) -> Score {
    let truth = std::fs::read_to_string(pdf.with_extension("json")).expect("a truth beside each statement");
    let truth: Truth = serde_json::from_str(&truth).expect("a truth that parses");
    match inspect(&std::fs::read(pdf).unwrap(), None) {
        Ok(inspection) => Score::of(&truth, &inspection),
        Err(problem) => Score {
            layout: truth.layout,
            rows: truth.rows.len(),
            rows_exact: 0,
            narrations_exact: 0,
            others_exact: 0,
            facts_wrong: Vec::new(),
            problem: Some(problem.to_string()),
            first_misses: Vec::new(),
        },
    }
}

#[test]
fn statements_drawn_by_another_program_are_read_exactly() {
    let corpus = corpus();
    let Ok(entries) = std::fs::read_dir(&corpus) else {
        assert!(
            !is_everything_asked_for(),
            "no corpus at {}, and everything is to be checked",
            corpus.display()
        );
        eprintln!(
            "SKIPPED: no corpus at {}; make one with `python3 tests/foreign/draw.py --out target/foreign`",
            corpus.display()
        );
        return;
    };
    let mut pdfs: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "pdf"))
        .collect();
    pdfs.sort();
    assert!(
        pdfs.len() >= 12,
        "{} holds only {} statements",
        corpus.display(),
        pdfs.len()
    );
    let scores: Vec<Score> = pdfs.iter().map(|pdf| score(pdf)).collect();
    let percent = |part: usize, all: usize| 100.0 * part as f64 / all.max(1) as f64;
    let mut table = String::from("layout | rows | rows exact % | narration exact % | others exact % | facts\n");
    for score in &scores {
        let facts = if score.facts_wrong.is_empty() {
            "exact".to_owned()
        } else {
            score.facts_wrong.join("; ")
        };
        writeln!(
            table,
            "{} | {} | {:.1} | {:.1} | {:.1} | {facts}",
            score.layout,
            score.rows,
            percent(score.rows_exact, score.rows),
            percent(score.narrations_exact, score.rows),
            percent(score.others_exact, score.rows),
        )
        .unwrap();
        if let Some(problem) = &score.problem {
            writeln!(table, "    {problem}").unwrap();
        }
        for miss in &score.first_misses {
            writeln!(table, "    {miss}").unwrap();
        }
    }
    eprintln!("{table}");
    let missed: Vec<&str> = scores
        .iter()
        .filter(|score| !score.is_within_bar())
        .map(|score| score.layout.as_str())
        .collect();
    assert!(missed.is_empty(), "below the bar: {missed:?}");
}

/// Whether `./check` runs, which draws the corpus first; `./check quick` may do without.
fn is_everything_asked_for() -> bool {
    #[expect(clippy::disallowed_methods, reason = "a switch of this test, not of the program")]
    std::env::var("BANKCONNECT_CHECK").is_ok_and(|what| what == "all")
}
