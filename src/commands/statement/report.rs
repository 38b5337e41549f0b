//! What a person is told about a statement.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::domain::bank::BankId;
use crate::domain::ledger::Ledger;
use crate::domain::money::Money;
use crate::domain::specimen::Specimen;
use crate::domain::statement::{ChainFinding, Inspection, MetadataFinding, Problem, Protection, TextLayer};
use crate::wire::statement_errors;

/// Pages the service takes unless its settings say otherwise. Source: semantics 25.
const PAGE_LIMIT: u32 = 500;

/// Lines that tell what was found and what the service would make of it.
pub(crate) fn report(inspection: &Inspection, selected: Option<BankId>) -> String {
    let mut out = String::new();
    let mut line = |label: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            // Writing to a String does not fail.
            let _ = writeln!(out, "  {label:<13} {value}");
        }
    };
    let facts = &inspection.facts;
    line("file", Some(file(inspection)));
    line(
        "bank",
        facts.bank.map(|bank| format!("{} ({bank})", bank.bank().full_name)),
    );
    let kind = facts.account_type().map(|kind| format!("{kind:?}").to_lowercase());
    let account = [facts.account_number.clone(), facts.account_scheme.clone(), kind]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>();
    line("account", Some(account.join(", ")));
    line("holder", facts.holder.clone());
    line("address", facts.address.clone());
    let contact = [facts.phone.clone(), facts.email.clone()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>();
    line("contact", Some(contact.join(", ")));
    line("customer", facts.customer_id.clone());
    let branch = [
        facts.ifsc.clone().map(|code| format!("IFSC {code}")),
        facts.micr.clone().map(|code| format!("MICR {code}")),
    ];
    line(
        "branch",
        Some(branch.into_iter().flatten().collect::<Vec<_>>().join(", ")),
    );
    line("limit", facts.overdraft_limit.map(|limit| format!("{limit} overdraft")));
    line("period", facts.period.map(|period| period.to_string()));
    line(
        "transactions",
        inspection.table.has_header.then(|| transactions(&inspection.ledger)),
    );
    line("balance", balances(inspection));
    line("others", Some(inspection.other_accounts.join(", ")));
    for finding in inspection.chain_findings() {
        line("chain", Some(chain(&finding, &inspection.ledger)));
    }
    for finding in &inspection.document.findings {
        line(
            "metadata",
            Some(format!("{}: {}", finding.fraud_type(), metadata(finding))),
        );
    }
    let refusal = |problem: Option<_>, good: &str| {
        problem.map_or(good.to_owned(), |problem| {
            format!("{}: {problem}", statement_errors::code(&problem))
        })
    };
    let upload_problem = inspection.upload_problem(selected);
    let is_accepted = upload_problem.is_none();
    line("upload", Some(refusal(upload_problem, "accepted")));
    if is_accepted {
        let chain = inspection.chain_findings();
        let good = match chain.first() {
            None => "completes".to_owned(),
            Some(finding) => format!(
                "completes; its account fails with {}",
                statement_errors::chain_code(finding)
            ),
        };
        line(
            "processing",
            Some(refusal(inspection.processing_problem(PAGE_LIMIT), &good)),
        );
    }
    out
}

fn file(inspection: &Inspection) -> String {
    let document = &inspection.document;
    let layer = match inspection.text_layer {
        TextLayer::Text => "",
        TextLayer::Image => ", pictures without text",
        TextLayer::Empty => ", nothing to read",
    };
    let protection = match document.protection {
        Protection::None => "",
        Protection::OwnerOnly => ", protected against changes",
        Protection::Password => ", protected by a password",
    };
    let made = document
        .created
        .map(|at| format!(", made {}", at.format("%Y-%m-%d")))
        .unwrap_or_default();
    format!(
        "{} {}{layer}{protection}{made}",
        document.pages,
        if document.pages == 1 { "page" } else { "pages" }
    )
}

fn transactions(ledger: &Ledger) -> String {
    let count = ledger.transactions.len();
    let span = ledger.period().map(|period| format!(", {period}")).unwrap_or_default();
    format!(
        "{count}{span}; debits {}, credits {}",
        ledger.total_debits(),
        ledger.total_credits()
    )
}

fn balances(inspection: &Inspection) -> Option<String> {
    let opening = inspection.facts.opening.or_else(|| inspection.ledger.opening())?;
    let closing = inspection.facts.closing.or_else(|| inspection.ledger.closing())?;
    let verdict = if inspection.chain_findings().is_empty() {
        ", every balance follows"
    } else {
        ""
    };
    Some(format!("{opening} to {closing}{verdict}"))
}

fn chain(finding: &ChainFinding, ledger: &Ledger) -> String {
    let place = |row: usize| {
        ledger
            .transactions
            .get(row)
            .map(|row| format!("{} {}", row.date, row.narration))
            .unwrap_or_default()
    };
    let code = statement_errors::chain_code(finding);
    match finding {
        ChainFinding::RowsMissing { row, gap } => {
            format!("{code}: rows worth {gap} are missing before {}", place(*row))
        }
        ChainFinding::BalanceWrong { row, gap } => format!("{code}: the balance is off by {gap} at {}", place(*row)),
        ChainFinding::OpeningDisagrees { printed, implied } => {
            format!("{code}: opens with {printed}, the first row with {implied}")
        }
        ChainFinding::ClosingDisagrees { printed, implied } => {
            format!("{code}: closes with {printed}, the last row with {implied}")
        }
        ChainFinding::TotalsDisagree {
            debits_gap,
            credits_gap,
        } => {
            format!("{code}: printed totals are off by {debits_gap} (debits) and {credits_gap} (credits)")
        }
    }
}

fn metadata(finding: &MetadataFinding) -> String {
    match finding {
        MetadataFinding::EditorInMetadata { editor } => format!("{editor} is an editor of PDFs"),
        MetadataFinding::ModifiedLater => "changed after it was made".to_owned(),
        MetadataFinding::CreatedBeforePeriodEnd => "made before its period was over".to_owned(),
        MetadataFinding::SecondRevision => "a second revision changes the pages".to_owned(),
    }
}

/// The line for a file that does not open.
pub(crate) fn refused(problem: &Problem) -> String {
    format!("  {:<13} {}: {problem}\n", "upload", statement_errors::code(problem))
}

/// One line on what was written: the transactions it was drawn from, whether they can be read or not.
pub(crate) fn written(specimen: &Specimen, size_bytes: usize) -> String {
    let balance = |money: Option<Money>| money.map_or_else(|| "nothing".to_owned(), Money::grouped);
    let count = specimen.ledger.transactions.len();
    format!(
        "{}, drawn from {count} {}, {} to {}, {} kB",
        specimen.kind,
        if count == 1 { "transaction" } else { "transactions" },
        balance(specimen.facts.opening),
        balance(specimen.facts.closing),
        size_bytes.div_ceil(1024)
    )
}

/// Everything that was found, and what the service would make of it. Amounts are in paise.
pub(crate) fn json(found: &Result<Inspection, Problem>, selected: Option<BankId>) -> Value {
    let told = |problem: &Problem| json!({"code": statement_errors::code(problem), "because": problem.to_string()});
    let inspection = match found {
        Ok(inspection) => inspection,
        Err(problem) => return json!({"upload": told(problem), "processing": null, "chain": [], "inspection": null}),
    };
    let upload = inspection.upload_problem(selected);
    let processing = inspection.processing_problem(PAGE_LIMIT).filter(|_| upload.is_none());
    let chain = inspection.chain_findings().into_iter();
    json!({
        "upload": upload.as_ref().map(told),
        "processing": processing.as_ref().map(told),
        "chain": chain
            .map(|finding| json!({"code": statement_errors::chain_code(&finding), "finding": finding}))
            .collect::<Vec<_>>(),
        "account_type": inspection.facts.account_type(),
        "inspection": inspection,
    })
}
