//! The file in its folder: saved when the server stops, never over something that is no good data file.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;

use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::process::{Process, folder, refused};

/// A data file with a session, made by a server that was stopped.
fn made(folder: &Path) -> std::path::PathBuf {
    let file = folder.join("data.jsonl.gz");
    let server = Process::start(&file, &["--clock", "frozen@2026-01-15T10:00:00+05:30"]);
    assert!(!file.exists(), "nothing is written before there is something to save");
    let (status, told) = server.call("POST", "/_emulator/sessions", r#"{"state": "completed"}"#);
    assert_eq!(status, 201, "{told}");
    let (code, told) = server.terminate();
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("1 worlds with 1 sessions saved"), "{told}");
    file
}

fn unpacked(bytes: &[u8]) -> String {
    let mut text = String::new();
    GzDecoder::new(bytes).read_to_string(&mut text).unwrap();
    text
}

fn packed(text: &str) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap()
}

#[test]
fn worlds_are_there_again_after_a_restart() {
    use std::os::unix::fs::PermissionsExt;

    let folder = folder("restart");
    let file = made(&folder);
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600,
        "passwords are in it"
    );
    // A link to it stays one, and leads to the new file afterwards.
    let link = folder.join("link");
    std::os::unix::fs::symlink(&file, &link).unwrap();
    // Flags say how worlds begin, and this one has begun.
    let server = Process::start(&link, &["--clock", "frozen@2030-01-01T00:00:00+05:30", "--seed", "5"]);
    let (_, clock) = server.call("GET", "/_emulator/clock", "");
    assert_eq!(
        (clock["now"].as_str().unwrap(), clock["mode"].as_str().unwrap()),
        ("2026-01-15T10:00:00+05:30", "frozen")
    );
    let (_, sessions) = server.call("GET", "/_emulator/sessions", "");
    assert_eq!(sessions["sessions"][0]["state"], "completed", "{sessions}");
    server.call("POST", "/_emulator/sessions", r#"{"state": "created"}"#);
    assert_eq!(server.terminate().0, Some(0));
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(Process::start(&file, &[]).session_count(), 2);
    let names: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names.len(), 3, "file, link and lock, nothing else: {names:?}");
}

#[test]
fn what_is_no_good_data_file_is_refused_and_left_as_it_is() {
    let folder = folder("refused");
    let good = fs::read(made(&folder)).unwrap();
    let text = unpacked(&good);
    let last = text.trim_end().rfind('\n').unwrap() + 1;
    let of_tomorrow = text.replacen("\"version\":1", "\"version\":2", 1);
    let mut flipped = good.clone();
    flipped[good.len() / 2] ^= 0x10;
    let cases = [
        (
            "of another version",
            packed(&of_tomorrow),
            "version 2 and was written by bankconnect-emulator",
        ),
        (
            "of no version",
            packed(&text.replacen("\"version\":1,", "", 1)),
            "version null",
        ),
        (
            "empty",
            Vec::new(),
            "no data file of the BankConnect emulator: it is empty",
        ),
        (
            "text",
            b"hello, world\n".to_vec(),
            "no data file of the BankConnect emulator: it is not packed with gzip",
        ),
        (
            "other JSON",
            packed("{\"format\": \"something else\"}\n"),
            "no data file of the BankConnect emulator",
        ),
        (
            "other bytes",
            packed("\u{0}\u{1}"),
            "no data file of the BankConnect emulator",
        ),
        ("a byte short", good[..good.len() - 1].to_vec(), "cut short"),
        ("half", good[..good.len() / 2].to_vec(), "cut short"),
        ("without its last line", packed(&text[..last]), "cut short"),
        (
            "without a line",
            packed(&without_line(&text, 1)),
            "does not fit, line 2",
        ),
        // What the bit belongs to says how it is found out.
        ("with a bit flipped", flipped, "this data file"),
        (
            "changed by hand",
            packed(&text.replacen("\"seed\":1", "\"seed\":2", 1)),
            "damaged: its checksum is wrong",
        ),
        (
            "with more behind it",
            [&good[..], b"more"].concat(),
            "something follows its last line",
        ),
        (
            "twice",
            [&good[..], &good[..]].concat(),
            "something follows its last line",
        ),
    ];
    for (name, bytes, words) in cases {
        let file = folder.join("bad");
        fs::write(&file, &bytes).unwrap();
        let (code, told) = refused(&file);
        assert_eq!(code, Some(1), "{name}: {told}");
        assert!(told.contains(words) && told.contains("left as it is"), "{name}: {told}");
        assert_eq!(fs::read(&file).unwrap(), bytes, "{name}");
    }
    let (code, told) = refused(&folder);
    assert_eq!(code, Some(1), "a folder: {told}");
    assert!(
        told.contains("it is a folder") && told.contains("left as it is"),
        "{told}"
    );
    let pipe = folder.join("pipe");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let (code, told) = refused(&pipe);
    assert_eq!((code, told.contains("no ordinary file")), (Some(1), true), "{told}");
    // Where nothing can be written, nothing is begun.
    let (code, told) = refused(Path::new("/proc/data.jsonl.gz"));
    assert_eq!((code, told.contains("cannot be saved")), (Some(1), true), "{told}");
    let (code, told) = refused(&folder.join("nowhere").join("data"));
    assert_eq!(code, Some(1));
    assert!(told.contains("there is no folder"), "{told}");
}

fn without_line(text: &str, number: usize) -> String {
    let lines = text.lines().enumerate().filter(|(index, _)| *index != number);
    lines.map(|(_, line)| format!("{line}\n")).collect()
}

#[test]
fn a_file_that_came_meanwhile_is_overwritten_only_when_it_is_a_good_one() {
    let folder = folder("meanwhile");
    let good = fs::read(made(&folder)).unwrap();
    let file = folder.join("other.jsonl.gz");
    let server = Process::start(&file, &[]);
    server.call("POST", "/_emulator/sessions", r#"{"state": "created"}"#);
    fs::write(&file, "somebody's diary").unwrap();
    let (status, told) = server.call("POST", "/_emulator/export", "");
    assert_eq!((status, &told["error"]["code"]), (500, &serde_json::json!("NOT_SAVED")));
    let (code, told) = server.terminate();
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("left as it is"), "{told}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "somebody's diary");

    fs::remove_file(&file).unwrap();
    let server = Process::start(&file, &[]);
    fs::write(&file, &good).unwrap();
    assert_eq!(server.call("POST", "/_emulator/export", "").0, 200);
    assert_ne!(fs::read(&file).unwrap(), good);
}

/// What the format's page says of the lines is what is written.
#[test]
fn the_lines_are_those_of_the_page_about_them() {
    let text = unpacked(&fs::read(made(&folder("lines"))).unwrap());
    let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let kinds: Vec<&str> = lines
        .iter()
        .map(|line| line.as_object().unwrap().keys().next().unwrap().as_str())
        .collect();
    assert_eq!(kinds, ["format", "world", "file", "reading", "session", "end"]);
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/data-file.md")).unwrap();
    for line in &lines {
        let (kind, inner) = line.as_object().unwrap().iter().next().unwrap();
        let fields = if kind == "format" { line } else { inner };
        for field in fields.as_object().unwrap().keys() {
            assert!(
                page.contains(&format!("`{field}`")),
                "{kind}: the page does not speak of `{field}`"
            );
        }
    }
    assert_eq!(lines[5]["end"]["lines"], 5);
}

/// A disk that is full half-way: the file that was there stays, nothing else is left, and the server says so.
#[test]
fn what_does_not_fit_on_the_disk_leaves_the_old_file() {
    let folder = folder("full");
    let file = made(&folder);
    let old = fs::read(&file).unwrap();
    let mut shell = std::process::Command::new("bash");
    // In kilobytes; without the trap the signal would end the process.
    let limited = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", old.len() / 1_024 + 1);
    shell.args(["-c", &limited]);
    let server = Process::start_by(shell, &file, &[]);
    for bank in ["sbi", "axis", "icici"] {
        let body = format!(r#"{{"banks": ["{bank}"], "state": "completed"}}"#);
        assert_eq!(server.call("POST", "/_emulator/sessions", &body).0, 201);
    }
    let (status, told) = server.call("POST", "/_emulator/export", "");
    assert_eq!(
        (status, &told["error"]["code"]),
        (500, &serde_json::json!("NOT_SAVED")),
        "{told}"
    );
    let (code, told) = server.terminate();
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("What was there before is still there"), "{told}");
    assert_eq!(fs::read(&file).unwrap(), old);
    assert_eq!(
        fs::read_dir(&folder).unwrap().count(),
        2,
        "file and lock: what was half written is gone"
    );
}
