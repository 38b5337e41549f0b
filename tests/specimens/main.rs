//! Every specimen against independent readers: `qpdf` must find no fault, `pdftotext` must find the text.
//!
//! The files stay in the target folder's `tmp`, for looking at.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "test code: a panic is a failed test"
)]
#![allow(clippy::print_stderr, reason = "a missing tool is said loudly")]
#![allow(missing_docs, reason = "test code")]

mod ledgers;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use bankconnect_emulator::document::pdf::{self, Encryption, Lock, WriteProblem};
use bankconnect_emulator::domain::specimen::{Kind, Specimen};
use bankconnect_emulator::domain::statement::StatementFacts;
use ledgers::specimen;

const MARK: &str = "SYNTHETIC SPECIMEN";
const BANKS: [&str; 6] = ["hdfc", "icici", "sbi", "axis", "kotak", "federal"];

#[test]
fn every_layout_is_a_sound_pdf_whose_text_other_tools_find() {
    for bank in BANKS {
        for rows in [0, 1, 60, 400] {
            let specimen = specimen(bank, Kind::Plain, rows);
            let file = saved(&specimen, None, &format!("{bank}-{rows}"));
            file.is_sound();
            let Some(pages) = file.pages_of_text() else { continue };
            let text = pages.join("\n");
            assert!(pages.iter().all(|page| page.contains(MARK)), "{bank}: {text}");
            assert!(
                text.contains("MS ASHA VENKAT RAO") && text.contains("00000000001234"),
                "{bank}: {text}"
            );
            for row in &specimen.ledger.transactions {
                let amount = if bank == "axis" {
                    row.balance.plain()
                } else {
                    row.balance.grouped()
                };
                assert!(text.contains(&amount), "{bank} lacks {amount}");
            }
        }
    }
}

#[test]
fn every_kind_is_a_sound_pdf_but_the_truncated_one() {
    for bank in ["hdfc", "icici", "sbi", "federal"] {
        for kind in Kind::ALL {
            let file = saved(&specimen(bank, kind, 120), None, &format!("{bank}-{kind}"));
            if kind == Kind::Truncated {
                continue;
            }
            file.is_sound();
            let Some(pages) = file.pages_of_text() else { continue };
            let is_marked = |page: &String| page.contains(MARK);
            assert_eq!(pages.iter().all(is_marked), kind != Kind::Scanned, "{bank} {kind}");
            let words: usize = pages.iter().map(|page| page.split_whitespace().count()).sum();
            assert_eq!(words == 0, kind == Kind::Scanned, "{bank} {kind}: {words} words");
            assert_eq!(
                pages.len() > 500,
                kind == Kind::TooManyPages,
                "{bank} {kind}: {} pages",
                pages.len()
            );
        }
    }
}

#[test]
fn any_kind_can_be_protected() {
    for encryption in Encryption::ALL {
        for kind in [Kind::Plain, Kind::Edited, Kind::Scanned, Kind::UnreadablePages] {
            let lock = Lock {
                user_password: "asha0042".to_owned(),
                owner_password: "owner".to_owned(),
                encryption,
            };
            let file = saved(
                &specimen("axis", kind, 90),
                Some(&lock),
                &format!("locked-{encryption}-{kind}"),
            );
            file.is_sound();
            let wrong = Saved {
                password: Some("wrong".to_owned()),
                ..file.clone()
            };
            if let Some((is_open, _)) = wrong.checked() {
                assert!(!is_open, "{encryption}: a wrong password opens {kind}");
            }
            Saved {
                password: Some("owner".to_owned()),
                ..file
            }
            .is_sound();
        }
    }
}

#[test]
fn without_a_user_password_only_the_rights_are_protected() {
    for encryption in Encryption::ALL {
        let lock = Lock {
            user_password: String::new(),
            owner_password: "owner".to_owned(),
            encryption,
        };
        let file = saved(
            &specimen("kotak", Kind::Edited, 90),
            Some(&lock),
            &format!("owner-only-{encryption}"),
        );
        Saved { password: None, ..file }.is_sound();
    }
}

#[test]
fn the_same_specimen_gives_the_same_bytes() {
    let rc4 = Lock {
        user_password: "asha0042".to_owned(),
        owner_password: "owner".to_owned(),
        encryption: Encryption::Rc4_128,
    };
    for bank in BANKS {
        for kind in Kind::ALL {
            let specimen = specimen(bank, kind, 60);
            assert!(
                pdf::write(&specimen, None).unwrap() == pdf::write(&specimen, None).unwrap(),
                "{bank} {kind}"
            );
        }
    }
    for kind in [Kind::Plain, Kind::Edited, Kind::Scanned] {
        let specimen = specimen("hdfc", kind, 60);
        let (one, two) = (
            pdf::write(&specimen, Some(&rc4)).unwrap(),
            pdf::write(&specimen, Some(&rc4)).unwrap(),
        );
        assert!(one == two, "{kind} with RC4");
    }
}

#[test]
fn a_narration_the_fonts_lack_is_refused_with_its_row() {
    let mut specimen = specimen("hdfc", Kind::Plain, 60);
    specimen.ledger.transactions[4].narration = "UPI \u{20b9} 500".to_owned();
    let problem = pdf::write(&specimen, None).unwrap_err();
    assert!(
        matches!(
            problem,
            WriteProblem::RowNotPrintable {
                row: 5,
                character: '\u{20b9}'
            }
        ),
        "{problem}"
    );
}

#[test]
fn what_a_layout_does_not_print_is_not_promised() {
    for bank in BANKS {
        let specimen = specimen(bank, Kind::Plain, 60);
        let (facts, ledger) = pdf::printed(&specimen);
        let has_value_date = ["hdfc", "sbi", "federal"].contains(&bank);
        let has_reference = bank != "icici";
        let rows = &ledger.transactions;
        assert_eq!(rows.len(), 60);
        assert_eq!(
            rows.iter().all(|row| row.value_date.is_some()),
            has_value_date,
            "{bank}"
        );
        assert_eq!(
            rows.iter().any(|row| row.cheque_number.is_some()),
            has_reference,
            "{bank}"
        );
        let has_summary = !["sbi", "icici"].contains(&bank);
        assert_eq!(
            (facts.closing.is_some(), facts.total_debits.is_some()),
            (has_summary, has_summary),
            "{bank}"
        );
        let expected = StatementFacts {
            closing: facts.closing,
            total_debits: facts.total_debits,
            total_credits: facts.total_credits,
            ..specimen.facts.clone()
        };
        assert_eq!(facts, expected, "{bank}");
    }
    let hdfc = pdf::printed(&specimen("hdfc", Kind::Plain, 60)).1;
    assert_eq!(hdfc.transactions[4].cheque_number.as_deref(), Some("0000000000000123"));
}

#[test]
fn unreadable_pages_take_their_rows_along_and_never_the_first() {
    for bank in BANKS {
        for rows in [2, 30, 300] {
            let specimen = specimen(bank, Kind::UnreadablePages, rows);
            let (facts, ledger) = pdf::printed(&specimen);
            assert!(
                !ledger.transactions.is_empty() && ledger.transactions.len() < rows,
                "{bank} {rows}"
            );
            assert_eq!(
                ledger.transactions.first(),
                pdf::printed(&specimen_plain(&specimen)).1.transactions.first()
            );
            assert_eq!(facts.account_number, specimen.facts.account_number);
        }
    }
}

fn specimen_plain(specimen: &Specimen) -> Specimen {
    Specimen {
        kind: Kind::Plain,
        ..specimen.clone()
    }
}

#[test]
fn metadata_tell_who_made_the_file_and_when() {
    let text = |kind| String::from_utf8_lossy(&pdf::write(&specimen("sbi", kind, 60), None).unwrap()).into_owned();
    let plain = text(Kind::Plain);
    assert!(plain.contains("/CreationDate(D:20260102094127+05'30')"));
    assert!(!plain.contains("ModDate"));
    let editors = ["iLovePDF", "Sejda", "Canva", "Smallpdf"];
    assert!(editors.iter().any(|editor| text(Kind::WrongAuthor).contains(editor)));
    let edited = text(Kind::Edited);
    assert!(edited.contains("/ModDate(D:202601") && edited.matches("startxref").count() == 2);
    assert!(
        editors
            .iter()
            .all(|editor| !edited.contains(editor) && !plain.contains(editor))
    );
}

#[derive(Clone)]
struct Saved {
    path: PathBuf,
    password: Option<String>,
}

fn saved(specimen: &Specimen, lock: Option<&Lock>, name: &str) -> Saved {
    let bytes = pdf::write(specimen, lock).unwrap();
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.pdf"));
    fs::write(&path, bytes).unwrap();
    Saved {
        path,
        password: lock.map(|lock| lock.user_password.clone()),
    }
}

impl Saved {
    fn is_sound(&self) {
        if let Some((is_good, said)) = self.checked() {
            assert!(is_good && !said.contains("WARNING"), "{}: {said}", self.path.display());
        }
    }

    fn checked(&self) -> Option<(bool, String)> {
        let mut command = Command::new("qpdf");
        command.args(self.password.iter().map(|password| format!("--password={password}")));
        output(command.arg("--check").arg(&self.path))
    }

    fn pages_of_text(&self) -> Option<Vec<String>> {
        let (is_good, said) = output(Command::new("pdftotext").arg("-layout").arg(&self.path).arg("-"))?;
        assert!(is_good && !said.contains("Error"), "{}: {said}", self.path.display());
        Some(said.split_terminator('\u{c}').map(str::to_owned).collect())
    }
}

/// Whether the command succeeded, and all it said; `None` when it is not installed.
fn output(command: &mut Command) -> Option<(bool, String)> {
    match command.output() {
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
            Some((output.status.success(), said))
        }
        Err(error) => {
            assert!(
                !is_everything_asked_for(),
                "{:?} is missing, and everything is to be checked",
                command.get_program()
            );
            eprintln!("SKIPPED, not checked by {:?}: {error}", command.get_program());
            None
        }
    }
}

/// Whether `./check` runs, which installs what the tests need; `./check quick` may leave things out.
fn is_everything_asked_for() -> bool {
    #[expect(clippy::disallowed_methods, reason = "a switch of this test, not of the program")]
    std::env::var("BANKCONNECT_CHECK").is_ok_and(|what| what == "all")
}
