//! A file that is whole is read as it was written; one that is not is not read at all.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{DataFile, DataFileProblem, DataProblem, FORMAT, read, write};
use crate::domain::ids::IdSource;
use crate::domain::ledger::Ledger;
use crate::domain::session::Session;
use crate::domain::session_request::{ApiVersion, Circumstances, SessionRequest};
use crate::domain::settings::Settings;
use crate::domain::statement::{DocumentFacts, Inspection, Protection, Source, StatementFacts, TableFacts, TextLayer};
use crate::domain::upload::{ContentId, UploadedStatement};
use crate::domain::webhook::{WebhookMode, WebhookTarget};
use crate::store::files::ByteBudget;
use crate::store::journal::Journal;
use crate::store::world::{SavedClock, SavedSession, SavedWorld, Unfit, World, WorldRecord};

fn at() -> DateTime<Utc> {
    "2026-01-15T10:00:00Z".parse().unwrap()
}

fn inspection(holder: &str) -> Inspection {
    Inspection {
        document: DocumentFacts {
            pages: 1,
            protection: Protection::None,
            revisions: 1,
            creator: None,
            producer: None,
            created: None,
            modified: None,
            findings: Vec::new(),
        },
        text_layer: TextLayer::Text,
        facts: StatementFacts {
            holder: Some(holder.to_owned()),
            ..StatementFacts::default()
        },
        ledger: Ledger::default(),
        table: TableFacts::default(),
        broken_links: Vec::new(),
        other_accounts: Vec::new(),
    }
}

/// A world of sessions with the same file, read with this password each.
fn world(key: &str, passwords: &[&str]) -> SavedWorld {
    let (ids, settings) = (IdSource::new(3, key), Settings::default());
    let file: Arc<[u8]> = Arc::from(&b"%PDF- of a kind"[..]);
    let content = ContentId(Sha256::digest(&file).into());
    let fields = json!({"link_id": "cust-1", "from_date": "01/07/2025", "to_date": "31/12/2025"});
    let circumstances = Circumstances {
        settings: &settings,
        today: at().date_naive(),
    };
    let (link, request) = SessionRequest::check(ApiVersion::V1, fields.as_object().unwrap(), circumstances).unwrap();
    let request = Arc::new(request);
    let of = |(index, password): (usize, &&str)| {
        let mut session = Session::create(ids.session(&link, index as u64), &link, Arc::clone(&request), at());
        session.statements.push(Arc::new(UploadedStatement {
            id: ids.statement(session.id, 0),
            uploaded_at: at(),
            source: Source::Pdf,
            selected_bank: None,
            account_category: None,
            password: (*password).to_owned(),
            content,
            inspection: (*password != "wrong").then(|| Arc::new(inspection(password))),
            refused: None,
            forced: None,
            leaves_account_short: false,
        }));
        SavedSession {
            ordinal: 2 * index as u64,
            session: Arc::new(session),
        }
    };
    SavedWorld {
        record: WorldRecord {
            key: key.to_owned(),
            seed: 3,
            clock: SavedClock {
                now: at(),
                is_frozen: true,
            },
            story_day: at().date_naive(),
            settings: settings.clone(),
            rule_counts: Vec::new(),
            asked_for: 9,
            named: BTreeMap::new(),
            deliveries: Vec::new(),
            account_numbers: ["50100012344821".to_owned()].into(),
            webhook: Some(WebhookTarget {
                url: "http://localhost:9000/".to_owned(),
                mode: WebhookMode::ALL,
                secret: Some("s3cret".to_owned()),
            }),
        },
        sessions: passwords.iter().enumerate().map(of).collect(),
        files: HashMap::from([(content, file)]),
    }
}

fn written(worlds: &[SavedWorld]) -> Vec<u8> {
    write(Vec::new(), worlds, at()).unwrap()
}

#[test]
fn worlds_are_read_as_they_were_written() {
    let worlds = [world("a", &["", "", "secret", "wrong"]), world("b", &[])];
    let found = read(&written(&worlds)[..]).unwrap();
    // A file that no session has is not written.
    assert_eq!(found[0], worlds[0]);
    assert_eq!((&found[1].record, found[1].files.len()), (&worlds[1].record, 0));
    let reading = |index: usize| found[0].sessions[index].session.statements[0].inspection.clone();
    assert!(
        Arc::ptr_eq(&reading(0).unwrap(), &reading(1).unwrap()),
        "equal readings are held once"
    );
    assert!(!Arc::ptr_eq(&reading(0).unwrap(), &reading(2).unwrap()));
    assert_eq!(reading(3), None);
    assert_eq!(written(&worlds), written(&worlds), "same worlds, same bytes");
    assert!(read(&written(&[])[..]).unwrap().is_empty());
}

#[test]
fn a_small_file_that_unpacks_to_one_endless_line_is_given_up_early() {
    use std::io::Write;
    let packed = |text: &[u8]| {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(text).unwrap();
        packer.finish().unwrap()
    };
    let zeros = packed(&vec![0; 64 << 20]);
    assert!(matches!(read(&zeros[..]), Err(DataProblem::NotOurs(_))));
    let mut head = format!("{{\"format\":\"{FORMAT}\"").into_bytes();
    head.resize(1 << 20, b' ');
    let told = read(&packed(&head)[..]).unwrap_err().to_string();
    assert!(told.contains("line 1 has more than 4096 bytes"), "{told}");
}

#[test]
fn a_file_that_is_cut_anywhere_is_refused() {
    let whole = written(&[world("a", &["", "x"])]);
    for end in 0..whole.len() {
        let problem = read(&whole[..end]).unwrap_err();
        assert!(matches!(problem, DataProblem::CutShort) || end == 0, "{end}: {problem}");
    }
}

#[test]
fn a_file_with_a_bit_flipped_anywhere_is_refused_or_reads_the_same() {
    let worlds = [world("a", &["", "x"])];
    let whole = written(&worlds);
    let mut refused = 0;
    for index in 0..whole.len() {
        for bit in [0, 3, 7] {
            let mut flipped = whole.clone();
            flipped[index] ^= 1 << bit;
            match read(&flipped[..]) {
                // Bytes of the packing that say nothing, as the system it was made on.
                Ok(found) => assert!(found[..] == worlds[..], "byte {index}"),
                Err(_) => refused += 1,
            }
        }
    }
    assert!(refused > 3 * (whole.len() - 10), "{refused} of {}", 3 * whole.len());
}

fn restore(saved: SavedWorld, budget: Arc<ByteBudget>, is_keeping_files: bool) -> Result<World, Unfit> {
    World::restored(saved, budget, Journal::new(1_000).of_world(), is_keeping_files, at())
}

fn restored(change: impl FnOnce(&mut SavedWorld)) -> Result<World, Unfit> {
    let mut saved = world("a", &["", ""]);
    change(&mut saved);
    restore(saved, ByteBudget::new(100), true)
}

#[test]
fn a_world_that_contradicts_itself_is_no_world() {
    assert_eq!(restored(|_| {}).unwrap().session_count(), 2);
    let changes: [fn(&mut SavedWorld); 7] = [
        |saved| saved.record.rule_counts = vec![3],
        |saved| saved.record.key = "b".to_owned(),
        |saved| saved.record.key = " ".to_owned(),
        |saved| saved.record.settings.page_limit = 0,
        |saved| saved.sessions[1] = saved.sessions[0].clone(),
        |saved| saved.sessions.reverse(),
        |saved| saved.record.key = "k".repeat(300),
    ];
    for (index, change) in changes.into_iter().enumerate() {
        assert!(matches!(restored(change), Err(Unfit::Contradiction(_))), "{index}");
    }
    let budget = ByteBudget::new(3);
    let saved = world("a", &[""]);
    assert_eq!(
        restore(saved.clone(), Arc::clone(&budget), true).unwrap_err(),
        Unfit::NoSpace
    );
    assert_eq!(budget.used(), 0);
    assert!(restore(saved, budget, false).is_ok(), "without files");
}

#[test]
fn a_world_comes_back_with_all_it_had() {
    let saved = world("a", &["", "", "wrong"]);
    let budget = ByteBudget::new(100);
    let world = restore(saved.clone(), Arc::clone(&budget), true).unwrap();
    assert_eq!(world.saved(at().date_naive(), at()), saved);
    assert_eq!(budget.used(), 15, "one file, however many sessions have it");
    assert_eq!(
        world.next_session_id("cust-1"),
        world.ids.session("cust-1", 3),
        "ids go on"
    );
    // One name more was used up, by a session that never came to be.
    let again = restore(world.saved(at().date_naive(), at()), ByteBudget::new(100), true).unwrap();
    assert_eq!(again.next_session_id("cust-1"), world.ids.session("cust-1", 4));
    let first = &saved.sessions[0].session;
    assert_eq!(world.next_due(), Some(first.expires_at));
    // Every statement holds its file; the last one to go frees it.
    for session in &saved.sessions {
        world.files.release(session.session.statements[0].content);
    }
    assert_eq!(budget.used(), 0);
}

#[test]
fn a_file_is_replaced_by_later_worlds_and_only_a_good_one_is() {
    let folder = std::env::temp_dir().join(format!("bankconnect-data-file-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("data");
    let (file, worlds) = DataFile::open(&path).unwrap();
    assert!(worlds.is_empty());
    let mine = || vec![world("a", &[""])];
    let (_, size) = file.save(mine, at()).unwrap();
    assert_eq!(size, std::fs::metadata(&path).unwrap().len());
    // Of two servers with one file, the second one would take the worlds of the first away.
    let taken = DataFile::open(&path).unwrap_err();
    assert!(matches!(taken, DataFileProblem::Taken { .. }), "{taken}");
    drop(file);
    assert_eq!(DataFile::open(&path).unwrap().1, mine());
    // What another process left half-way.
    std::fs::write(folder.join(".data.1-2.unfinished"), "half").unwrap();
    std::fs::write(folder.join(".other.1-2.unfinished"), "of somebody else").unwrap();
    std::fs::write(folder.join(".data.gz.1-2.unfinished"), "of somebody else").unwrap();
    let (file, _) = DataFile::open(&path).unwrap();
    let mut names: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    names.sort();
    assert_eq!(
        names,
        [".data.gz.1-2.unfinished", ".data.lock", ".other.1-2.unfinished", "data"]
    );
    std::fs::write(&path, "a diary").unwrap();
    let refused = file.save(mine, at()).unwrap_err();
    assert!(matches!(refused, DataFileProblem::Refused { .. }), "{refused}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "a diary");
    std::fs::remove_dir_all(&folder).unwrap();
}
