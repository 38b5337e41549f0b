//! Files that are wrong, each told what is wrong with it and where.

use std::path::{Path, PathBuf};

use bankconnect_emulator::emulator::scenario::{read_file, read_text};

fn told(text: &str) -> String {
    let problems = read_text(text).expect_err("the file is wrong");
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n").replace("scenarios/given.yaml:", "")
}

/// Steps under a summary; their lines begin with 3.
fn of_steps(steps: &str) -> String {
    told(&format!("summary: a test\nsteps:\n{steps}"))
}

#[test]
fn typos_are_told_with_line_column_and_what_was_meant() {
    for (text, expected) in [
        ("sumary: x\n", "1:1: unknown key `sumary`; did you mean `summary`?"),
        (
            "summary: x\nsettings: {pcae: 3s}\n",
            "2:12: unknown key `pcae`; did you mean `pace`?",
        ),
        ("summary: x\nsettings: {pace: soon}\n", "2:18: pace: "),
        (
            "summary: x\nsettings: {profile: \"2027\"}\n",
            "2:21: profile: `2027` is no profile; give `seed` or `2026`",
        ),
        (
            "summary: x\nsettings: {session_expiry_minutes: 1}\n",
            "2:36: session_expiry_minutes",
        ),
        (
            "summary: x\nsettings: {rules: []}\n",
            "2:12: rules stand beside the settings",
        ),
        (
            "summary: x\nrules:\n  - when: {link_di: a}\n    then: {pace: hold}\n",
            "3:12: unknown key `link_di`; did you mean `link_id`?",
        ),
        (
            "summary: x\nrules:\n  - then: {account: BALANCE_MISMACH}\n",
            "3:21: unknown value `BALANCE_MISMACH`; did you mean `BALANCE_MISMATCH`?",
        ),
        (
            "summary: x\nrules:\n  - then: {refuse: SESSION_NOT_FOND}\n",
            "did you mean `SESSION_NOT_FOUND`?",
        ),
        (
            "summary: x\nshows: [BALANCE_MISMACH]\n",
            "2:9: the service has no code or message `BALANCE_MISMACH`; did you mean",
        ),
        (
            "summary: x\nclock: frozen@yesterday\n",
            "2:8: `frozen@yesterday` is not `real` or frozen@",
        ),
    ] {
        let told = told(text);
        assert!(told.contains(expected), "{text}\n{told}");
    }
    for (steps, expected) in [
        (
            "  - creat_session\n",
            "3:5: unknown step `creat_session`; did you mean `create_session`?",
        ),
        (
            "  - create_session: {month: 3}\n",
            "3:22: unknown key `month`; did you mean `months`?",
        ),
        (
            "  - create_session\n  - upload: {bank: hdcf}\n",
            "4:20: unknown bank `hdcf`; did you mean `hdfc`?",
        ),
        (
            "  - create_session\n  - upload: {kind: scaned}\n",
            "4:20: unknown kind `scaned`; did you mean `scanned`?",
        ),
        (
            "  - create_session\n  - upload: {persona: salaried-ash}\n",
            "4:23: unknown persona `salaried-ash`; did you mean `salaried-asha`?",
        ),
        ("  - advance: 5 s\n", "3:14: `5 s` is not a duration as"),
        (
            "  - create_session: {from: -6m, to: yesterday}\n",
            "3:28: `-6m` is not a date as",
        ),
        (
            "  - create_session:\n    expct: {}\n",
            "4:5: unknown key `expct`; did you mean `expect`?",
        ),
        (
            "  - create_session\n  - expect: {sesion_status: {}}\n",
            "4:14: unknown key `sesion_status`; did you mean `session_status`?",
        ),
    ] {
        let told = of_steps(steps);
        assert!(told.contains(expected), "{steps}\n{told}");
    }
}

#[test]
fn wrong_types_and_what_cannot_be_are_told() {
    for (steps, expected) in [
        ("  leave\n", "3:3: found text, expected a list of steps"),
        ("  - 5\n", "3:5: found a number, expected a step"),
        (
            "  - create_session: 5\n",
            "3:21: found a number, expected nothing or a map",
        ),
        (
            "  - create_session: {months: six}\n",
            "3:30: found text, expected a whole number from 1 to 60",
        ),
        (
            "  - create_session: {months: 61}\n",
            "3:30: `61` is not a whole number from 1 to 60",
        ),
        (
            "  - create_session\n  - aa_enter_otp: 123456\n",
            "4:19: found a number, expected text; write it in quotes: \"123456\"",
        ),
        ("  - create_session: {from: -3mo}\n", "3:28: `from` needs `to`"),
        (
            "  - create_session\n  - update_webhook: {mode: 3}\n",
            "4:21: the key `url` is missing",
        ),
        (
            "  - create_session:\n    upload:\n",
            "4:5: a step has one action: `upload` is another step, and begins with a `-`",
        ),
        ("  - as: first\n", "3:5: a step needs an action"),
        (
            "  - upload\n",
            "3:5: `upload` is about a session, and no step before it has created one",
        ),
        ("  - leave\n    as: x\n", "ends in a colon"),
        (
            "  - create_session\n  - upload:\n    session: second\n",
            "5:14: no session is called `second`",
        ),
        (
            "  - create_session:\n    as: first\n  - upload:\n    session: frist\n",
            "6:14: unknown session `frist`; did you mean `first`?",
        ),
        ("  - tell: hello\n    refused: X\n", "4:14: `tell` calls nothing"),
        (
            "  - create_session: {link_id: \"{{later.id}}\"}\n",
            "3:31: no step before this one sets `later`",
        ),
        (
            "  - create_session:\n    as: first\n  - call: {path: \"/{{frist.session_id}}\"}\n",
            "5:18: no step before this one sets `frist`; did you mean `first`?",
        ),
        (
            "  - create_session: {link_id: \"{{number}}\"}\n",
            "3:31: `number` is known inside a repeat alone",
        ),
        (
            "  - create_session: {link_id: \"{{session\"}\n",
            "3:31: `{{` without `}}`",
        ),
        ("  - create_session:\n    as: session\n", "4:9: `session` is not a name"),
        (
            "  - repeat: {times: 2, steps: [upload]}\n",
            "3:32: `upload` is about a session",
        ),
        (
            "  - repeat:\n      times: 10000\n      steps:\n        - repeat: {times: 101, steps: [create_session]}\n",
            "6:27: with the repeats around it this plays its steps 1010000 times; 1000000 are allowed",
        ),
    ] {
        let told = of_steps(steps);
        assert!(told.contains(expected), "{steps}\n{told}");
    }
}

#[test]
fn everything_wrong_is_told_at_once_in_the_order_of_the_file() {
    let told = of_steps("  - create_session: {months: 0, bnak: x}\n  - uplod\n  - advance: soon\n");
    let places: Vec<&str> = told.lines().map(|line| &line[..4]).collect();
    assert_eq!(places, ["3:30", "3:33", "4:5:", "5:14"], "{told}");
}

#[test]
fn texts_that_are_no_scenario_are_refused_with_a_reason() {
    for (text, expected) in [
        ("", "the file is empty"),
        ("  \n\n", "the file is empty"),
        ("- a\n", "found a list; a scenario is a map"),
        ("hello\n", "found text; a scenario is a map"),
        ("# nothing\n", "a scenario is a map"),
        ("steps: []\n", "the key `summary` is missing"),
        ("summary: a\nsummary: b\n", "2:1: the key `summary` stands here twice"),
        ("summary: [a\n", "1:"),
    ] {
        let told = told(text);
        assert!(told.contains(expected), "{text:?}: {told}");
    }
    let mut bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
    for (name, before) in "bcdefghij".chars().zip("abcdefghi".chars()) {
        bomb.push_str(&format!(
            "{name}: &{name} [{}]\n",
            vec![format!("*{before}"); 10].join(",")
        ));
    }
    let told = told(&bomb);
    assert!(told.contains("aliases") || told.contains("more than"), "{told}");
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join("inner")).unwrap();
    folder
}

fn told_of(path: &Path) -> String {
    let problems = read_file(path).expect_err("the file is wrong");
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

#[test]
fn files_that_cannot_be_read_are_told_why() {
    let folder = folder("unreadable-scenarios");
    let huge = folder.join("huge.yaml");
    std::fs::File::create(&huge).unwrap().set_len(50 << 20).unwrap();
    let binary = folder.join("binary.yaml");
    std::fs::write(&binary, b"summary: \xff\xfe").unwrap();
    let empty = folder.join("empty.yaml");
    std::fs::write(&empty, "").unwrap();
    for (path, expected) in [
        (
            folder.join("none.yaml"),
            "none.yaml: the file cannot be read: there is no such file",
        ),
        (
            huge,
            "huge.yaml: the file cannot be read: it has 51200 kB; at most 1024 kB are read",
        ),
        (binary, "binary.yaml: the file cannot be read: it is not UTF-8 text"),
        (folder.clone(), "the file cannot be read: it is a directory"),
        (empty, "empty.yaml: the file is empty"),
    ] {
        let told = told_of(&path);
        assert!(told.contains(expected), "{told}");
    }
}

#[test]
fn includes_are_followed_and_circles_named() {
    let folder = folder("including-scenarios");
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    write(
        "main.yaml",
        "summary: x\ninclude: [inner/first.yaml]\nsteps:\n  - upload\n",
    );
    write(
        "inner/first.yaml",
        "summary: x\nsteps:\n  - create_session:\n    as: first\n",
    );
    let scenario = read_file(&folder.join("main.yaml")).unwrap();
    let names: Vec<&str> = scenario.steps.iter().map(|step| step.action.key().name).collect();
    assert_eq!(names, ["create_session", "upload"]);
    assert!(
        scenario.steps[0].file.ends_with("inner/first.yaml"),
        "{}",
        scenario.steps[0].file
    );

    write("a.yaml", "summary: x\ninclude:\n  - inner/b.yaml\n");
    write("inner/b.yaml", "summary: x\ninclude:\n  - ../c.yaml\n");
    write("c.yaml", "summary: x\ninclude:\n  - a.yaml\n");
    let told = told_of(&folder.join("a.yaml"));
    let expected = [
        "c.yaml:3:5: files include each other: ",
        "a.yaml -> ",
        "inner/b.yaml -> ",
        "c.yaml -> ",
    ];
    assert!(expected.iter().all(|part| told.contains(part)), "{told}");

    write("missing.yaml", "summary: x\ninclude:\n  - inner/none.yaml\n  - inner\n");
    let told = told_of(&folder.join("missing.yaml"));
    assert!(
        told.contains("3:5: `inner/none.yaml` cannot be included: there is no such file"),
        "{told}"
    );
    assert!(
        told.contains("4:5: `inner` cannot be included: it is a directory"),
        "{told}"
    );

    write("world.yaml", "summary: x\ninclude:\n  - inner/world.yaml\n");
    write("inner/world.yaml", "summary: x\nseed: 3\nstpes: []\n");
    let told = told_of(&folder.join("world.yaml"));
    assert!(
        told.contains("world.yaml:2:1: `seed` holds for a whole world"),
        "{told}"
    );
    assert!(
        told.contains("world.yaml:3:1: unknown key `stpes`; did you mean `steps`?"),
        "{told}"
    );
}
