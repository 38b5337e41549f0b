//! The house rules that no compiler checks: which room may use which, who alone may touch what, how long a file may be.
#![allow(clippy::unwrap_used, reason = "test code: a panic is a failed test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Which rooms of ours each room may use, beside itself. Design section 3; ARCHITECTURE.md says why.
const MAY_USE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("clock", &["domain"]),
    ("randomness", &[]),
    ("yaml", &[]),
    ("config", &["domain"]),
    ("store", &["analysis", "domain"]),
    ("analysis", &["domain"]),
    ("persona", &["domain", "randomness", "yaml"]),
    ("scenario", &["domain", "yaml"]),
    ("wire", &["domain", "analysis"]),
    ("document", &["domain", "analysis"]),
    ("outbound", &["clock", "domain", "wire"]),
    ("http", &["emulator", "domain", "analysis", "wire"]),
    (
        "emulator",
        &[
            "domain",
            "clock",
            "randomness",
            "yaml",
            "config",
            "store",
            "analysis",
            "persona",
            "scenario",
            "wire",
            "document",
            "outbound",
        ],
    ),
];

/// Rooms that may use everything.
const MAY_USE_ALL: &[&str] = &["commands", "main", "lib"];

/// What only one place may touch: the text that gives it away, and where it may stand.
const ONLY_USERS: &[(&str, &[&str])] = &[
    ("axum", &["src/http/"]),
    ("dashmap", &["src/store/table.rs"]),
    ("lopdf", &["src/document/pdf/"]),
    ("reqwest", &["src/outbound/"]),
    ("rust_xlsxwriter", &["src/document/workbook/"]),
    ("serde_saphyr", &["src/yaml.rs"]),
    ("rand", &["src/randomness.rs"]),
    ("Utc::now", &["src/clock.rs"]),
    ("Local::now", &["src/clock.rs"]),
    ("SystemTime::now", &["src/clock.rs"]),
    ("Instant::now", &["src/clock.rs"]),
    ("sleep", &["src/emulator/runner.rs"]),
    ("kadamba_credit", &["src/commands/demo.rs"]),
];

const LINES_MAX: usize = 500;

struct Source {
    path: String,
    text: String,
}

fn sources(folder: &str) -> Vec<Source> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    walk(&root.join(folder), &mut paths);
    paths.sort();
    paths
        .into_iter()
        .map(|path| Source {
            text: fs::read_to_string(&path).unwrap(),
            path: path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/"),
        })
        .collect()
}

/// The code of a file: comments left out, so that prose may name anything.
fn code(text: &str) -> String {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The room a source file belongs to: `src/domain/money.rs` -> `domain`, `src/clock.rs` -> `clock`.
fn room(path: &str) -> &str {
    let inside = path.strip_prefix("src/").unwrap();
    inside.split(['/', '.']).next().unwrap()
}

/// Every word that stands behind `crate::` or, in grouped imports, directly inside `crate::{…}`.
fn rooms_used(code: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut word = String::new();
            for character in group.chars() {
                match character {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => word.clear(),
                    ':' if depth == 0 && !word.is_empty() => {
                        used.insert(std::mem::take(&mut word));
                    }
                    character if depth == 0 && (character.is_alphanumeric() || character == '_') => {
                        word.push(character)
                    }
                    _ => {}
                }
            }
        } else {
            let word: String = rest
                .chars()
                .take_while(|character| character.is_alphanumeric() || *character == '_')
                .collect();
            if !word.is_empty() {
                used.insert(word);
            }
        }
    }
    used
}

/// Whether the word stands in the code by itself, not as part of a longer one.
fn has_word(code: &str, word: &str) -> bool {
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    code.match_indices(word).any(|(at, _)| {
        !code[..at].chars().next_back().is_some_and(is_part)
            && !code[at + word.len()..].chars().next().is_some_and(is_part)
    })
}

#[test]
fn imports_point_one_way() {
    let rooms: BTreeSet<&str> = MAY_USE
        .iter()
        .map(|(room, _)| *room)
        .chain(MAY_USE_ALL.iter().copied())
        .collect();
    let mut faults = Vec::new();
    for source in sources("src") {
        let here = room(&source.path);
        if MAY_USE_ALL.contains(&here) {
            continue;
        }
        let Some((_, allowed)) = MAY_USE.iter().find(|(room, _)| *room == here) else {
            faults.push(format!(
                "{}: `{here}` is no room of the house; add it to MAY_USE and to ARCHITECTURE.md",
                source.path
            ));
            continue;
        };
        for used in rooms_used(&code(&source.text)) {
            if rooms.contains(used.as_str()) && used != here && !allowed.contains(&used.as_str()) {
                faults.push(format!("{}: {here} may not use {used}", source.path));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn each_doorway_has_one_place() {
    let mut faults = Vec::new();
    for source in sources("src") {
        let code = code(&source.text);
        for (word, places) in ONLY_USERS {
            if has_word(&code, word) && !places.iter().any(|place| source.path.starts_with(place)) {
                faults.push(format!("{}: only {} may use `{word}`", source.path, places.join(", ")));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What the lender of the example would be no example with: it is to be copied by those who have no emulator in their code.
#[test]
fn the_lender_knows_the_public_api_alone() {
    let lender = sources("examples/lender");
    assert!(lender.len() > 5, "the lender is somewhere else");
    for source in lender {
        assert!(
            !has_word(&code(&source.text), "bankconnect_emulator"),
            "{}",
            source.path
        );
    }
    let manifest =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/lender/Cargo.toml")).unwrap();
    assert!(!manifest.contains("bankconnect-emulator"));
}

#[test]
fn a_long_file_says_why_at_its_top() {
    let mut faults = Vec::new();
    for source in ["src", "tests", "benches", "examples"].into_iter().flat_map(sources) {
        let count = source.text.lines().count();
        let top: String = source.text.lines().take_while(|line| line.starts_with("//!")).collect();
        if count > LINES_MAX && !top.contains("Longer than") {
            faults.push(format!(
                "{}: {count} lines; split it, or say at its top why it is \"Longer than {LINES_MAX} lines\"",
                source.path
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_room_is_called_utils() {
    let vague = ["utils", "util", "helpers", "helper", "common", "misc", "types"];
    let found: Vec<String> = sources("src")
        .into_iter()
        .map(|source| source.path)
        .filter(|path| path.split(['/', '.']).any(|part| vague.contains(&part)))
        .collect();
    assert_eq!(found, Vec::<String>::new(), "find the noun that is missing");
}

#[test]
fn the_checks_see_what_they_should() {
    assert_eq!(
        rooms_used("use crate::domain::money::Money;"),
        BTreeSet::from(["domain".to_owned()])
    );
    assert_eq!(
        rooms_used("use crate::{clock, store::{table, World}, wire::x};"),
        BTreeSet::from(["store".to_owned(), "wire".to_owned()])
    );
    assert!(has_word("use lopdf::Document;", "lopdf") && !has_word("operand", "rand"));
}
