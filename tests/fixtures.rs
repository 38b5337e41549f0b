//! The committed specimens: each is made again from the arguments beside it and must come out the same.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "test code: a panic is a failed test"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use bankconnect_emulator::document::pdf::inspect;
use bankconnect_emulator::domain::specimen::Kind;

struct Row {
    file: String,
    arguments: Vec<String>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/statements")
}

fn rows() -> Vec<Row> {
    let mut reader = csv::Reader::from_path(folder().join("specimens.csv")).unwrap();
    let row = |record: csv::StringRecord| Row {
        file: record[0].to_owned(),
        arguments: record[1].split(' ').map(str::to_owned).collect(),
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

impl Row {
    fn argument(&self, flag: &str) -> Option<&str> {
        let at = self.arguments.iter().position(|argument| argument == flag)?;
        self.arguments.get(at + 1).map(String::as_str)
    }

    /// What the binary writes for these arguments today.
    fn made_again(&self) -> Vec<u8> {
        let out = Command::new(env!("CARGO_BIN_EXE_bankconnect-emulator"))
            .arg("statement")
            .args(&self.arguments)
            .args(["--out", "-"])
            .output()
            .unwrap();
        assert!(
            out.status.success(),
            "{}: {}",
            self.file,
            String::from_utf8_lossy(&out.stderr)
        );
        out.stdout
    }

    fn committed(&self) -> Vec<u8> {
        fs::read(folder().join(&self.file)).unwrap()
    }
}

/// Every object of a protected file in the clear, in order: encryption with AES adds random bytes.
fn decrypted(bytes: &[u8], password: &str) -> String {
    let options = lopdf::LoadOptions {
        password: Some(password.to_owned()),
        ..lopdf::LoadOptions::default()
    };
    let document = lopdf::Document::load_mem_with_options(bytes, options).unwrap();
    document
        .objects
        .iter()
        .map(|(id, object)| format!("{id:?} {object:?}\n"))
        .collect()
}

/// The test asks for it with `BANKCONNECT_RENEW=1`: writes the files instead of comparing them.
fn is_renewal() -> bool {
    #[expect(clippy::disallowed_methods, reason = "a switch of this test, not of the program")]
    std::env::var("BANKCONNECT_RENEW").is_ok()
}

#[test]
fn each_committed_specimen_comes_out_the_same_again() {
    let mut changed = Vec::new();
    for row in rows() {
        let made = row.made_again();
        if is_renewal() {
            fs::write(folder().join(&row.file), &made).unwrap();
            continue;
        }
        let is_same = match row.argument("--password") {
            None => made == row.committed(),
            Some(password) => decrypted(&made, password) == decrypted(&row.committed(), password),
        };
        if !is_same {
            changed.push(row.file);
        }
    }
    assert!(
        changed.is_empty(),
        "changed: {changed:?}. Look at them; if the change is meant, renew with BANKCONNECT_RENEW=1 cargo test --test fixtures"
    );
}

#[test]
fn there_is_one_for_each_kind_and_layout_and_none_too_many() {
    let rows = rows();
    let kinds: BTreeSet<&str> = rows
        .iter()
        .map(|row| row.argument("--kind").unwrap_or("plain"))
        .collect();
    assert_eq!(kinds, Kind::ALL.iter().map(|kind| kind.name()).collect());
    let banks: BTreeSet<&str> = rows.iter().filter_map(|row| row.argument("--bank")).collect();
    assert!(
        ["hdfc", "icici", "sbi", "axis", "kotak", "federal"]
            .iter()
            .all(|bank| banks.contains(bank))
    );
    let listed: BTreeSet<String> = rows.into_iter().map(|row| row.file).collect();
    let there: BTreeSet<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".pdf"))
        .collect();
    assert_eq!(there, listed);
}

#[test]
fn each_kind_meets_what_its_name_says() {
    for row in rows() {
        let kind = Kind::parse(row.argument("--kind").unwrap_or("plain")).unwrap();
        let outcome = match inspect(&row.committed(), row.argument("--password")) {
            Err(problem) => bankconnect_emulator::wire::statement_errors::code(&problem).to_owned(),
            Ok(inspection) => {
                let problem = inspection
                    .upload_problem(None)
                    .or_else(|| inspection.processing_problem(500));
                let code = problem.map(|problem| bankconnect_emulator::wire::statement_errors::code(&problem));
                let chain = || {
                    inspection
                        .chain_findings()
                        .first()
                        .map(bankconnect_emulator::wire::statement_errors::chain_code)
                };
                let fraud = || inspection.document.findings.first().map(|finding| finding.fraud_type());
                code.or_else(chain).or_else(fraud).unwrap_or("good").to_owned()
            }
        };
        let expected = match kind {
            // A quiet month is a matter of the session's window, not of the file.
            Kind::Plain | Kind::EmptyMonth => "good",
            Kind::Scanned => "PDF_IS_IMAGE",
            Kind::WrongAuthor => "author_fraud",
            Kind::Edited => "date_fraud",
            Kind::NoAccountNumber => "NULL_ACCOUNT_NUMBER",
            Kind::MissingRows => "MISSING_TRANSACTIONS",
            Kind::BalanceMismatch => "BALANCE_MISMATCH",
            Kind::NoTransactions => "STATEMENT_NO_TRANSACTIONS",
            Kind::UnreadablePages => "EXTRACTION_FAILED",
            Kind::NewTemplate | Kind::Letter => "STATEMENT_UNSUPPORTED_FORMAT",
            Kind::Truncated => "INVALID_FILE_OBJECT",
            Kind::UnknownBank => "BANK_NAME_UNDETECTED",
            Kind::TooManyPages => "STATEMENT_TOO_MANY_PAGES",
        };
        assert_eq!(outcome, expected, "{}", row.file);
    }
}
