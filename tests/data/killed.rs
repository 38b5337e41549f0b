//! A server that is killed while it saves leaves the old file or the new one.

use std::fs;
use std::io::Read;
use std::path::Path;

use crate::process::{Process, folder};

/// How often it is killed.
const KILLS: u64 = 100;

/// The file a save is on its way in, and its size.
fn unfinished(folder: &Path) -> Option<u64> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let mut names = entries.filter(|entry| entry.file_name().to_string_lossy().ends_with(".unfinished"));
    // It may be moved to its place this moment.
    names.next().and_then(|entry| Some(entry.metadata().ok()?.len()))
}

/// Sessions with statements of different borrowers, so that saving takes its time.
fn fill(server: &Process) {
    for persona in [
        "salaried-asha",
        "gig-imran",
        "kirana-suresh",
        "bounces-ravi",
        "high-volume-karthik",
    ] {
        for bank in ["hdfc", "sbi", "axis"] {
            let body = format!(r#"{{"persona": "{persona}", "banks": ["{bank}"], "state": "uploaded"}}"#);
            let (status, told) = server.call("POST", "/_emulator/sessions", &body);
            assert_eq!(status, 201, "{told}");
        }
    }
}

#[test]
fn a_hundred_kills_while_saving_leave_the_old_file_or_the_new_one() {
    let folder = folder("killed");
    let file = folder.join("data.jsonl.gz");
    let server = Process::start(&file, &[]);
    fill(&server);
    let (status, saved) = server.call("POST", "/_emulator/export", "");
    assert_eq!(status, 200, "{saved}");
    let size = saved["size_bytes"].as_u64().unwrap();
    assert_eq!(fs::metadata(&file).unwrap().len(), size);
    let mut known = server.session_count();
    server.kill();

    let (mut old, mut new, mut half_way) = (0, 0, 0);
    for kill in 0..KILLS {
        let server = Process::start(&file, &[]);
        assert_eq!(
            server.session_count(),
            known,
            "what was loaded is what was found before"
        );
        assert_eq!(unfinished(&folder), None, "what the last one left is gone");
        let before = fs::metadata(&file).unwrap().modified().unwrap();
        assert_eq!(
            server.call("POST", "/_emulator/sessions", r#"{"state": "created"}"#).0,
            201
        );
        let mut answer = server.begin("POST", "/_emulator/export", "");
        // The first ones die before anything is written, most while it is, the last ones when it stands there or was answered.
        let wanted = kill.saturating_sub(5) * size / 80;
        if kill >= 95 {
            answer.read_to_string(&mut String::new()).unwrap();
        } else if kill >= 5 {
            let has_come = || fs::metadata(&file).is_ok_and(|facts| facts.modified().unwrap() != before);
            while !has_come() && unfinished(&folder).is_none_or(|size| size < wanted) {
                std::thread::yield_now();
            }
        }
        server.kill();
        half_way += u32::from(unfinished(&folder).is_some());
        // A server that only looks: it saves nothing when it is killed.
        let server = Process::start(&file, &[]);
        let found = server.session_count();
        server.kill();
        assert!(
            found == known || found == known + 1,
            "kill {kill}: {found} sessions where {known} or one more were saved"
        );
        if found == known {
            old += 1
        } else {
            new += 1
        }
        known = found;
    }
    assert!(
        half_way >= 10 && old >= 10 && new >= 5,
        "half-way {half_way}, old {old}, new {new}: the kills missed the saving"
    );
}
