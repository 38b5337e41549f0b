//! Playing a scenario in this process, or against a server of this process over HTTP.

use std::sync::Arc;

use bankconnect_emulator::commands::scenario::OverHttp;
use bankconnect_emulator::commands::serve::Start;
use bankconnect_emulator::emulator::Emulator;
use bankconnect_emulator::emulator::scenario::{FilesOf, Played, Player, WorldOfPlay, read_text};
use bankconnect_emulator::http::in_process::InProcess;
use bankconnect_emulator::scenario::Scenario;

/// Plays without a socket, against a fresh emulator.
pub(crate) async fn in_process(scenario: &Scenario) -> Played {
    let start = Start::default();
    let emulator = Emulator::new(start.emulator).unwrap();
    let runner = tokio::spawn(Arc::clone(&emulator).run());
    let target = InProcess::new(emulator, start.presentation);
    let played = Player::play(Arc::new(target), scenario, &WorldOfPlay::Fresh, FilesOf::Disk).await;
    runner.abort();
    played
}

/// Plays over HTTP.
pub(crate) async fn over_http(url: &str, scenario: &Scenario) -> Played {
    let target = OverHttp::new(url, None, "127.0.0.1").unwrap();
    Player::play(Arc::new(target), scenario, &WorldOfPlay::Fresh, FilesOf::Disk).await
}

/// A scenario of these steps, played in this process.
pub(crate) async fn played(steps: &str) -> Played {
    let text = format!("summary: a test\nsteps:\n{steps}");
    let scenario = read_text(&text).unwrap_or_else(|problems| panic!("{problems:?}"));
    in_process(&scenario).await
}

/// What failed, for messages of tests.
pub(crate) fn failures(played: &Played) -> String {
    let told: Vec<String> = played.failures.iter().map(ToString::to_string).collect();
    told.join("\n")
}
