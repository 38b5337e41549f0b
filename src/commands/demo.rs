//! `demo`: an emulator, a lender that uses it, and a guide in the browser.

use std::io;
use std::net::IpAddr;
use std::process::{Command, ExitCode, Stdio};

use anyhow::Context;
use kadamba_credit::Settings;
use tokio::net::TcpListener;

use crate::commands::serve::{Running, Start};
use crate::commands::{note, reachable, runtime};
use crate::config::DemoArguments;
use crate::http::Presentation;
use crate::http::shutdown::shutdown_signal;

/// The emulator's port where none is asked for, and the lender's.
const USUAL_PORT: u16 = 8080;
const USUAL_LENDER_PORT: u16 = 9000;
/// What the lender calls itself by; its world has this name in the console.
const API_KEY: &str = "kadamba";

pub(crate) fn run(arguments: &DemoArguments) -> anyhow::Result<ExitCode> {
    let runtime = runtime()?;
    let ended = runtime.block_on(async {
        let stop = shutdown_signal().context("cannot listen for signals")?;
        let emulator = match &arguments.url {
            Some(_) => None,
            None => Some(emulator(arguments).await?),
        };
        let own = emulator
            .as_ref()
            .map(|emulator| format!("http://{}", reachable(emulator.address())));
        let emulator_url = arguments.url.clone().or(own).unwrap_or_default();
        let lender = lender(arguments, &emulator_url).await?;
        let guide = format!("{}/guide", lender.url());
        note(&ready(arguments, &emulator_url, &lender, &guide));
        if !arguments.no_open {
            open(&guide);
        }
        stop.await;
        drop(lender);
        if let Some(emulator) = emulator {
            emulator.stop().await;
        }
        Ok(ExitCode::SUCCESS)
    });
    // A page that is still being made must not keep the process.
    runtime.shutdown_background();
    ended
}

async fn emulator(arguments: &DemoArguments) -> anyhow::Result<Running> {
    let start = |port| Start {
        listen: (arguments.host, port).into(),
        presentation: Presentation {
            public_url: arguments.public_url.clone(),
            ..Presentation::default()
        },
        ..Start::default()
    };
    let port = free_or(arguments.host, arguments.port, USUAL_PORT);
    start(port).run().await
}

async fn lender(arguments: &DemoArguments, emulator_url: &str) -> anyhow::Result<kadamba_credit::Running> {
    let port = free_or(arguments.host, arguments.lender_port, USUAL_LENDER_PORT);
    let listener = TcpListener::bind((arguments.host, port))
        .await
        .with_context(|| format!("the lender cannot listen on port {port}"))?;
    let listen = listener.local_addr().context("the listener has no address")?;
    let own = format!("http://{}", reachable(listen));
    let emulator_url = emulator_url.trim_end_matches('/');
    let settings = Settings {
        listen,
        public_url: Some(arguments.lender_url.clone().unwrap_or(own)),
        webhook_url: arguments.webhook_url.clone(),
        webhook_secret: arguments.webhook_secret.clone(),
        bankconnect_url: format!("{emulator_url}/bank-connect"),
        pages_url: arguments.public_url.clone(),
        api_key: API_KEY.to_owned(),
        server_hash: "any".to_owned(),
        is_demo: true,
    };
    kadamba_credit::start_on(listener, settings)
}

/// The port that was asked for; else the usual one, or any where somebody has that already.
fn free_or(host: IpAddr, asked: Option<u16>, usual: u16) -> u16 {
    asked.unwrap_or_else(|| match std::net::TcpListener::bind((host, usual)) {
        Ok(_) => usual,
        Err(_) => 0,
    })
}

fn ready(arguments: &DemoArguments, emulator_url: &str, lender: &kadamba_credit::Running, guide: &str) -> String {
    let seen = arguments.public_url.as_deref().unwrap_or(emulator_url);
    let seen = seen.trim_end_matches('/');
    format!(
        "The demo is ready\n  guide     {guide}\n  lender    {}\n  emulator  {seen}\n  console   {seen}/_emulator/\nCtrl-C ends it.\n",
        lender.url(),
    )
}

/// Opens an address in the browser. A machine without one is no failure: the address was printed.
fn open(url: &str) {
    let [program, arguments @ ..] = opener();
    let command = Command::new(program)
        .args(arguments.iter().filter(|argument| !argument.is_empty()))
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    match command {
        // Waited for elsewhere, so that it leaves no zombie.
        Ok(mut child) => drop(std::thread::spawn(move || child.wait())),
        Err(problem) if problem.kind() == io::ErrorKind::NotFound => {}
        Err(problem) => note(&format!("No browser could be opened: {problem}\n")),
    }
}

/// What opens an address on this kind of machine.
fn opener() -> [&'static str; 3] {
    if cfg!(target_os = "macos") {
        ["open", "", ""]
    } else if cfg!(windows) {
        ["cmd", "/c", "start"]
    } else {
        ["xdg-open", "", ""]
    }
}
