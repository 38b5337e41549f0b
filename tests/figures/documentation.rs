//! `docs/figures.md` and `docs/figures/` are what the tables say, and the tables leave out no more than was agreed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use bankconnect_emulator::analysis::figure::formula::Formula;
use bankconnect_emulator::analysis::figure::selection::selections;
use bankconnect_emulator::analysis::figure::table::{Figure, Table};

use crate::pages::{front, known, pages};

/// How many figures may be left out: those whose formula the contract does not document.
const MONTHLY_LEFT_OUT_MAX: usize = 10;
const PREDICTORS_LEFT_OUT_MAX: usize = 300;

/// From here on, the front page is written by hand.
const BY_HAND: &str = "## How well the categories are told\n";

fn path(page: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(page)
}

/// The test asks for it with `BANKCONNECT_RENEW=1`: writes the files instead of comparing them.
fn is_renewal() -> bool {
    #[expect(clippy::disallowed_methods, reason = "a switch of this test, not of the program")]
    std::env::var("BANKCONNECT_RENEW").is_ok()
}

/// What of a page is made, as it is now, and what is written by hand behind it.
fn committed(page: &str) -> (String, String) {
    let text = fs::read_to_string(path(page)).unwrap_or_default();
    match text.split_once(BY_HAND) {
        Some((made, by_hand)) if page == "figures.md" => (made.to_owned(), format!("{BY_HAND}{by_hand}")),
        _ => (text, String::new()),
    }
}

#[test]
fn the_pages_say_what_the_tables_say() {
    let mut all = pages();
    all.push(("figures.md", front()));
    for (page, made) in all {
        let (old, by_hand) = committed(page);
        if is_renewal() {
            fs::create_dir_all(path("figures")).unwrap();
            fs::write(path(page), format!("{made}{by_hand}")).unwrap();
        } else {
            assert!(
                made == old,
                "docs/{page} is old; renew it with BANKCONNECT_RENEW=1 cargo test --test figures"
            );
        }
    }
    assert!(committed("figures.md").1.starts_with(BY_HAND));
}

#[test]
fn no_page_is_left_over_and_every_link_leads_somewhere() {
    let mut all: Vec<&str> = pages().iter().map(|(page, _)| *page).collect();
    let files = fs::read_dir(path("figures")).unwrap();
    for file in files {
        let name = format!("figures/{}", file.unwrap().file_name().into_string().unwrap());
        assert!(all.contains(&name.as_str()), "docs/{name} is made by nobody");
    }
    all.push("figures.md");
    let link = regex::Regex::new(r"\]\(([a-z./]*)#?([a-z0-9-]*)\)").unwrap();
    for page in all {
        let text = fs::read_to_string(path(page)).unwrap();
        for found in link.captures_iter(&text) {
            let target = match &found[1] {
                "" => path(page),
                other => path(page).parent().unwrap().join(other),
            };
            let target = fs::read_to_string(&target).unwrap_or_else(|_| panic!("{page}: {}", &found[0]));
            let anchors: BTreeSet<String> = target.lines().filter_map(heading_anchor).collect();
            assert!(
                found[2].is_empty() || anchors.contains(&found[2]),
                "{page}: {}",
                &found[0]
            );
        }
    }
}

/// The anchor of a heading, as the pages' readers make it.
fn heading_anchor(line: &str) -> Option<String> {
    let title = line.strip_prefix("## ")?;
    let kept = title.to_lowercase().replace(' ', "-");
    Some(kept.replace(
        |letter: char| !letter.is_alphanumeric() && letter != '-' && letter != '_',
        "",
    ))
}

#[test]
fn every_figure_has_its_row_and_no_notation_stands_in_it() {
    let pages = pages();
    let page_of = |name: &str| &pages.iter().find(|(page, _)| *page == name).unwrap().1;
    for (table, page) in [
        (Table::monthly(), page_of("figures/monthly.md")),
        (Table::predictors(), page_of("figures/predictors.md")),
    ] {
        for figure in known(table) {
            let begin = format!("| `{}` | ", figure.name);
            let rows: Vec<&str> = page.lines().filter(|line| line.starts_with(&begin)).collect();
            assert_eq!(rows.len(), 1, "{}", figure.name);
            let words = rows[0][begin.len()..].split(" | ").next().unwrap();
            let is_notation = ['@', '*', '>', '<', '='].iter().any(|sign| words.contains(*sign));
            assert!(
                !words.is_empty() && !is_notation && !words.contains("whole ("),
                "{}: {words}",
                figure.name
            );
        }
    }
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
    let used = figures.flat_map(|figure| figure.formula.iter().flat_map(Formula::selections));
    let used: BTreeSet<&str> = selections()
        .with_used(used)
        .into_iter()
        .map(|id| selections().name(id))
        .collect();
    let in_code = ["cash transactions", "cheques", "rtgs transactions", "taxes in hundreds"];
    let unused: Vec<&str> = selections()
        .ids()
        .map(|id| selections().name(id))
        .filter(|name| !used.contains(name) && !in_code.contains(name))
        .collect();
    assert_eq!(unused, [""; 0]);
}
