//! `scenario run`: plays one, and tells it.

use std::io::{IsTerminal, stdout};
use std::process::ExitCode;
use std::sync::Arc;

use crate::commands::scenario::{OverHttp, WRONG_FILE, listed, loaded, story};
use crate::commands::serve::Start;
use crate::commands::{note, runtime, say};
use crate::config::RunArguments;
use crate::emulator::Emulator;
use crate::emulator::scenario::{FilesOf, Played, Player, WorldOfPlay};
use crate::http::in_process::InProcess;
use crate::scenario::Scenario;

pub(super) fn run(arguments: &RunArguments) -> anyhow::Result<ExitCode> {
    let scenario = match loaded(&arguments.scenario) {
        Ok(scenario) => scenario,
        Err(problems) => {
            note(&format!("{}\n", listed(&problems)));
            return Ok(ExitCode::from(WRONG_FILE));
        }
    };
    let runtime = runtime()?;
    let played = runtime.block_on(async {
        match &arguments.url {
            Some(url) => over_http(&scenario, url, arguments).await,
            None => in_process(&scenario).await,
        }
    })?;
    runtime.shutdown_background();
    let page = story::Page {
        has_colours: stdout().is_terminal(),
        is_verbose: arguments.verbose,
    };
    say(page.told(&played, arguments.url.as_deref()).as_bytes())?;
    Ok(if played.is_ok() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// A fresh emulator that lives as long as the play.
async fn in_process(scenario: &Scenario) -> anyhow::Result<Played> {
    let start = Start::default();
    let emulator = Emulator::new(start.emulator)?;
    let runner = tokio::spawn(Arc::clone(&emulator).run());
    let target = InProcess::new(emulator, start.presentation);
    let played = Player::play(Arc::new(target), scenario, &WorldOfPlay::Fresh, FilesOf::Disk).await;
    runner.abort();
    Ok(played)
}

async fn over_http(scenario: &Scenario, url: &str, arguments: &RunArguments) -> anyhow::Result<Played> {
    let target = OverHttp::new(url, arguments.control_token.clone(), &arguments.receiver_host)?;
    let world = match &arguments.api_key {
        None => WorldOfPlay::Fresh,
        Some(key) => match key.split_once(':') {
            Some((key, hash)) => WorldOfPlay::Key(key.to_owned(), Some(hash.to_owned())),
            None => WorldOfPlay::Key(key.clone(), None),
        },
    };
    Ok(Player::play(Arc::new(target), scenario, &world, FilesOf::Disk).await)
}
