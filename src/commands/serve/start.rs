//! A server inside this process: what `serve` runs, and what a Rust test starts on a free port.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use chrono::{DateTime, Utc};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::domain::settings::Settings;
use crate::domain::world_clock::WorldClock;
use crate::emulator::{Emulator, EmulatorConfig, SaveProblem, WorldStart};
use crate::http::server::{ServerLimits, serve};
use crate::http::{Presentation, service};

/// A server that is to be started.
#[derive(Clone, Debug)]
pub struct Start {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The service.
    pub emulator: EmulatorConfig,
    /// How it presents itself.
    pub presentation: Presentation,
    /// What it may be made to hold.
    pub limits: ServerLimits,
}

impl Default for Start {
    /// Loopback, a free port, seed 1, the real clock, every limit as `serve` has it.
    fn default() -> Self {
        Start {
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            emulator: EmulatorConfig {
                start: WorldStart {
                    seed: 1,
                    clock: WorldClock::Real { offset_ms: 0 },
                    settings: Settings::default(),
                    webhook: None,
                },
                keys: BTreeMap::new(),
                worlds_max: 10_000,
                sessions_max: 1_000_000,
                upload_bytes_max: 15 << 20,
                stored_bytes_max: 1 << 30,
                journal_bytes_max: 64 << 20,
                store_uploads: true,
                link_secret: None,
                outbound_allow: Vec::new(),
                data: None,
            },
            presentation: Presentation::default(),
            limits: ServerLimits::default(),
        }
    }
}

impl Start {
    /// With this seed.
    pub fn seed(mut self, seed: u64) -> Self {
        self.emulator.start.seed = seed;
        self
    }

    /// With the clock of every world standing at this instant.
    pub fn frozen_at(mut self, at: DateTime<Utc>) -> Self {
        self.emulator.start.clock = WorldClock::Frozen { at };
        self
    }

    /// With the worlds of this file, which is replaced by [`Running::finish`].
    pub fn data(mut self, file: PathBuf) -> Self {
        self.emulator.data = Some(file);
        self
    }

    /// With these settings in every world.
    pub fn settings(mut self, settings: Settings) -> Self {
        self.emulator.start.settings = settings;
        self
    }

    /// Starts it.
    ///
    /// # Errors
    /// When the address is taken, the settings for outgoing connections do not fit, or the data file is none.
    pub async fn run(self) -> anyhow::Result<Running> {
        let emulator = Emulator::new(self.emulator)?;
        let listener = TcpListener::bind(self.listen)
            .await
            .with_context(|| format!("cannot listen on {}", self.listen))?;
        let address = listener.local_addr().context("the listener has no address")?;
        let app = service(Arc::clone(&emulator), self.presentation);
        let (stop, stopped) = oneshot::channel::<()>();
        let runner = tokio::spawn(Arc::clone(&emulator).run());
        let server = tokio::spawn(async move {
            serve(listener, app, self.limits, async move {
                // A dropped sender stops it too.
                let _ = stopped.await;
            })
            .await;
            runner.abort();
        });
        Ok(Running {
            address,
            emulator,
            stop,
            server,
        })
    }
}

/// A server that runs in this process. It stops when this is dropped.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    emulator: Arc<Emulator>,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

impl Running {
    /// Its address without a slash at the end: `http://127.0.0.1:43571`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The service behind it, for calls without HTTP.
    pub fn emulator(&self) -> &Arc<Emulator> {
        &self.emulator
    }

    /// Stops it, and saves its worlds where it has a data file.
    ///
    /// # Errors
    /// When they cannot be saved.
    pub async fn finish(self) -> anyhow::Result<()> {
        let emulator = Arc::clone(&self.emulator);
        self.stop().await;
        match emulator.save().await {
            Ok(_) | Err(SaveProblem::NoFile) => Ok(()),
            Err(problem @ SaveProblem::Failed(_)) => Err(problem.into()),
        }
    }

    /// Stops it and waits until it has.
    pub async fn stop(self) {
        drop(self.stop);
        // A server that panicked is stopped as well.
        let _ = self.server.await;
    }
}
