//! `docs/figures.md` is what the tables say, and the tables leave out no more than was agreed.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use bankconnect_emulator::analysis::explain::terms;
use bankconnect_emulator::analysis::figure::selection::selections;
use bankconnect_emulator::analysis::figure::table::{Figure, Table};

/// How many figures may be left out: those whose formula the contract does not document.
const MONTHLY_LEFT_OUT_MAX: usize = 10;
const PREDICTORS_LEFT_OUT_MAX: usize = 300;

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/figures.md")
}

/// The test asks for it with `BANKCONNECT_RENEW=1`: writes the file instead of comparing it.
fn is_renewal() -> bool {
    #[expect(clippy::disallowed_methods, reason = "a switch of this test, not of the program")]
    std::env::var("BANKCONNECT_RENEW").is_ok()
}

fn known(table: &Table) -> impl Iterator<Item = &Figure> {
    table.figures.iter().filter(|figure| figure.formula.is_some())
}

/// A cell: the sign between columns must not stand in it.
fn cell(text: &str) -> String {
    text.replace('|', "/")
}

fn row(out: &mut String, figure: &Figure) {
    let checked = if figure.checked.is_empty() {
        ""
    } else {
        "; checked on samples"
    };
    let note = figure.note.map(|note| format!("; {note}")).unwrap_or_default();
    let (name, definition) = (figure.name, figure.definition);
    let contract = cell(figure.contract);
    writeln!(out, "| `{name}` | {definition} | {contract}{checked}{} |", cell(&note)).unwrap();
}

fn table(out: &mut String, title: &str, table: &Table) {
    let total = table.figures.len();
    let left_out = table.left_out().count();
    writeln!(
        out,
        "\n## {title}\n\n{} of {total} are computed, {left_out} left out.\n",
        total - left_out
    )
    .unwrap();
    out.push_str("| figure | definition | the contract says; what was chosen |\n|---|---|---|\n");
    known(table).for_each(|figure| row(out, figure));
}

fn specials() -> BTreeSet<(&'static str, &'static str)> {
    let figures = [Table::monthly(), Table::predictors()].into_iter().flat_map(known);
    figures
        .flat_map(terms)
        .filter(|(name, _)| name.starts_with('@'))
        .collect()
}

fn page() -> String {
    let mut out = String::from(
        "# Figures\n\nWhat each figure of `monthly_analysis` and `predictors` is. Made from `fixtures/figures/` and the contract by\n\
         `BANKCONNECT_RENEW=1 cargo test --test figures`; `fixtures/figures/README.md` explains how a definition reads.\n\n\
         In a family, `{i}` is a month from 0, the latest covered one, to 11. Predictors that speak of the last days end on the session's\n\
         `to_date`. Numbers are rounded to two decimals, half away from zero. Where there is nothing to compute from, a figure is null if the\n\
         contract allows it, else 0. The aggregate analysis uses the same definitions over the rows of all accounts and the sums of their balances.\n",
    );
    table(&mut out, "monthly_analysis", Table::monthly());
    table(&mut out, "predictors", Table::predictors());
    out.push_str("\n## Selections\n\n| name | which transactions |\n|---|---|\n");
    for (name, definition) in selections().definitions() {
        writeln!(out, "| {name} | {definition} |").unwrap();
    }
    out.push_str("\n## What stands behind `@`\n\n| name | what it is |\n|---|---|\n");
    for (name, words) in specials() {
        writeln!(out, "| `{name}` | {words} |").unwrap();
    }
    out.push_str("\n## Left out\n\nNo source says how these are computed and their names leave doubts. They are not in answers.\n");
    for (title, table) in [
        ("monthly_analysis", Table::monthly()),
        ("predictors", Table::predictors()),
    ] {
        writeln!(out, "\n{title}: {}\n", table.left_out().count()).unwrap();
        table
            .left_out()
            .for_each(|figure| writeln!(out, "- `{}`", figure.name).unwrap());
    }
    out
}

#[test]
fn the_page_says_what_the_tables_say() {
    let page = page();
    if is_renewal() {
        fs::write(path(), &page).unwrap();
    }
    let committed = fs::read_to_string(path()).unwrap_or_default();
    assert!(
        page == committed,
        "docs/figures.md is old; renew it with BANKCONNECT_RENEW=1 cargo test --test figures"
    );
}

#[test]
fn what_is_left_out_is_undocumented_and_little() {
    for (table, most) in [
        (Table::monthly(), MONTHLY_LEFT_OUT_MAX),
        (Table::predictors(), PREDICTORS_LEFT_OUT_MAX),
    ] {
        let left_out: Vec<&Figure> = table.left_out().collect();
        assert!(left_out.len() <= most, "{:?}", table.name);
        for figure in left_out {
            assert!(
                figure.contract.contains("not documented"),
                "{} is documented",
                figure.name
            );
        }
    }
}

#[test]
fn computed_and_left_out_are_all_the_contract_has() {
    for (table, file, column) in [
        (Table::monthly(), "monthly_analysis_fields.csv", "field"),
        (Table::predictors(), "predictor_fields.csv", "family"),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fixtures/contract")
            .join(file);
        let mut reader = csv::Reader::from_path(path).unwrap();
        let column = reader
            .headers()
            .unwrap()
            .iter()
            .position(|header| header == column)
            .unwrap();
        let contract: BTreeSet<String> = reader.records().map(|row| row.unwrap()[column].to_owned()).collect();
        let computed: BTreeSet<String> = known(table).map(|figure| figure.name.to_owned()).collect();
        let left_out: BTreeSet<String> = table.left_out().map(|figure| figure.name.to_owned()).collect();
        assert!(computed.is_disjoint(&left_out));
        assert_eq!(
            computed.union(&left_out).cloned().collect::<BTreeSet<String>>(),
            contract
        );
    }
}

#[test]
fn every_selection_is_used() {
    let figures = [Table::monthly(), Table::predictors()].into_iter().flat_map(known);
    let used: BTreeSet<&str> = figures.flat_map(terms).map(|(name, _)| name).collect();
    let in_code = ["cash transactions", "cheques", "rtgs transactions", "taxes in hundreds"];
    let unused: Vec<&str> = selections()
        .definitions()
        .map(|(name, _)| name)
        .filter(|name| !used.contains(name) && !in_code.contains(name))
        .collect();
    assert_eq!(unused, [""; 0]);
}
