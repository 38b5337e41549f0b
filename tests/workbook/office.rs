//! The workbook in a spreadsheet program: it computes what we say, and shows it as we mean it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cases::{Case, cases_of, some};
use crate::reading::{cell, number};
use bankconnect_emulator::analysis::figure::value::Value;
use bankconnect_emulator::domain::money::Money;
use calamine::{Data, Reader, Xlsx};

/// The spreadsheet program, if there is one; `./check` installs it.
fn office() -> Option<PathBuf> {
    ["soffice", "libreoffice"]
        .into_iter()
        .map(PathBuf::from)
        .find(|program| {
            Command::new(program)
                .arg("--version")
                .output()
                .is_ok_and(|out| out.status.success())
        })
}

/// Makes the program compute every formula when it opens a file.
const ALWAYS_COMPUTE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"#;

/// CSV in UTF-8 with each cell as it is shown. Source: the program's documentation of filter options, token 8.
const AS_SHOWN: &str = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true";

/// Opens the files, computes everything, and saves them elsewhere.
fn computed_again(office: &Path, folder: &Path, kind: &str, files: &[PathBuf]) -> PathBuf {
    let (profile, out) = (folder.join("profile"), folder.join("out"));
    fs::create_dir_all(profile.join("user")).unwrap();
    fs::write(profile.join("user/registrymodifications.xcu"), ALWAYS_COMPUTE).unwrap();
    let ended = Command::new(office)
        .arg(format!("-env:UserInstallation=file://{}", profile.display()))
        .args(["--headless", "--convert-to", kind, "--outdir"])
        .arg(&out)
        .args(files)
        .output()
        .unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    out
}

/// A file whose one formula claims a wrong result: if it comes back right, results are computed and not copied.
fn liar(path: &Path) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let formula = rust_xlsxwriter::Formula::new("40+2").set_result("1");
    book.add_worksheet().write_formula(0, 0, formula).unwrap();
    book.save(path).unwrap();
}

#[test]
fn a_spreadsheet_program_computes_the_same() {
    let Some(office) = office() else {
        eprintln!("SKIPPED: no LibreOffice (`soffice`) here; ./check installs libreoffice-calc-nogui");
        return;
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("workbook");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let cases = cases_of(some());
    let mut files: Vec<PathBuf> = Vec::new();
    for case in &cases {
        files.push(folder.join(format!("{}.xlsx", case.name)));
        fs::write(files.last().unwrap(), &case.bytes).unwrap();
    }
    files.push(folder.join("liar.xlsx"));
    liar(files.last().unwrap());
    let out = computed_again(&office, &folder, "xlsx", &files);
    let mut honest: Xlsx<_> = calamine::open_workbook(out.join("liar.xlsx")).unwrap();
    let sheet = honest.worksheet_range_at(0).unwrap().unwrap();
    assert_eq!(
        number(&sheet, 0, 0),
        Some(42.0),
        "the program copies results instead of computing them"
    );
    // As text, the first sheet comes as a person sees it.
    computed_again(&office, &folder, AS_SHOWN, &files);
    for case in &cases {
        let seen = fs::read_to_string(out.join(format!("{}.csv", case.name))).unwrap();
        assert_months_are_shown(case, &seen);
    }
    for case in cases {
        let again: Xlsx<_> = calamine::open_workbook(out.join(format!("{}.xlsx", case.name))).unwrap();
        let count = assert_same_results(&case, again);
        assert!(count > 500, "{} has only {count} formulas", case.name);
    }
}

/// The overview shows each month's balances and flows in lakhs and crores and with their signs.
fn assert_months_are_shown(case: &Case, seen: &str) {
    let monthly = case.monthly();
    for month in monthly.months() {
        let line = seen
            .lines()
            .find(|line| line.starts_with(&format!("{month},")))
            .unwrap();
        for field in ["amt_credit", "amt_debit", "closing_balance", "net_cash_inflow"] {
            let rupees = monthly.value(field, *month).and_then(Value::number).unwrap();
            let grouped = Money::paise((rupees * 100.0).round() as i64).grouped();
            let is_shown = line.contains(&format!("\"{grouped}\"")) || line.contains(&format!(",{grouped},"));
            assert!(is_shown, "{} {field} {grouped} in {line}", case.name);
        }
    }
}

/// Compares every formula cell; how many there are.
fn assert_same_results<R: std::io::Read + std::io::Seek>(case: &Case, mut again: Xlsx<R>) -> usize {
    let mut book = case.book();
    let mut count = 0;
    for name in book.sheet_names() {
        let (ours, theirs) = (case.sheet(&name), again.worksheet_range(&name).unwrap());
        let formulas = book.worksheet_formula(&name).unwrap();
        let (top, left) = formulas.start().unwrap_or_default();
        for (row, column, formula) in formulas.used_cells() {
            let (row, column) = (row + top as usize, column + left as usize);
            let both = (cell(&ours, row, column), cell(&theirs, row, column));
            let is_same = match &both {
                (Data::Float(ours), Data::Float(theirs)) => (ours - theirs).abs() < 1e-6,
                (Data::String(ours), Data::Empty) => ours.is_empty(),
                (ours, theirs) => ours == theirs,
            };
            assert!(
                is_same,
                "{} {name} row {row} column {column}: ={formula} gives {both:?}",
                case.name
            );
            count += 1;
        }
    }
    count
}
