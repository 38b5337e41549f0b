//! The command while it runs: waited for, and told of signals.

use std::io;
use std::process::{Command, ExitStatus};

/// How a command ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Ended {
    /// With this exit status.
    With(u8),
    /// By this signal.
    BySignal(u8),
}

#[cfg(unix)]
pub(super) use unix::Child;
#[cfg(windows)]
pub(super) use windows::Child;

/// Standard input, output and error are the command's as they are ours.
#[cfg(unix)]
mod unix {
    use std::io::IsTerminal;
    use std::os::unix::process::ExitStatusExt;

    use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
    use tokio::signal::unix::{Signal as Listener, SignalKind, signal};
    use tokio::sync::oneshot;

    use super::{Command, Ended, ExitStatus, io};

    /// So many requests to end, and the command is ended: it does not hear them.
    const REQUESTS_MAX: u32 = 3;

    /// A command that runs.
    pub(in super::super) struct Child {
        process: std::process::Child,
        id: Pid,
        terminate: Listener,
        interrupt: Listener,
        hang_up: Listener,
        /// A terminal sends Ctrl-C and its end to everybody in front of it, the command too: once is enough.
        is_told_by_terminal: bool,
    }

    impl Child {
        /// Starts it. Signals are listened to before, so that none is lost.
        pub(in super::super) fn spawn(mut command: Command) -> io::Result<Self> {
            let (terminate, interrupt, hang_up) = (
                signal(SignalKind::terminate())?,
                signal(SignalKind::interrupt())?,
                signal(SignalKind::hangup())?,
            );
            let process = command.spawn()?;
            Ok(Child {
                id: Pid::from_child(&process),
                process,
                terminate,
                interrupt,
                hang_up,
                is_told_by_terminal: io::stdin().is_terminal()
                    || io::stdout().is_terminal()
                    || io::stderr().is_terminal(),
            })
        }

        /// Waits for its end, handing signals on.
        pub(in super::super) async fn ended(mut self) -> io::Result<Ended> {
            let (tell, mut told) = oneshot::channel();
            let id = self.id;
            // It looks, and leaves the process to be collected below: until then its number belongs to nobody else, and a signal cannot meet
            // a stranger.
            std::thread::spawn(move || {
                let ended = loop {
                    match waitid(WaitId::Pid(id), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT) {
                        Err(rustix::io::Errno::INTR) => {}
                        ended => break ended,
                    }
                };
                // Nobody waits any more: nothing to tell.
                let _ = tell.send(ended.map(drop));
            });
            let mut requests = 0;
            loop {
                let signal = tokio::select! {
                    _ = &mut told => return self.process.wait().map(how),
                    _ = self.terminate.recv() => Some(Signal::TERM),
                    _ = self.interrupt.recv() => Some(Signal::INT).filter(|_| !self.is_told_by_terminal),
                    _ = self.hang_up.recv() => Some(Signal::HUP).filter(|_| !self.is_told_by_terminal),
                };
                if let Some(signal) = signal {
                    requests += u32::from(signal != Signal::HUP);
                    let signal = if requests < REQUESTS_MAX { signal } else { Signal::KILL };
                    // It may have ended this moment; then its end comes next.
                    let _ = kill_process(self.id, signal);
                }
            }
        }
    }

    fn how(status: ExitStatus) -> Ended {
        match status.code() {
            Some(code) => Ended::With(u8::try_from(code & 0xff).unwrap_or(u8::MAX)),
            None => Ended::BySignal(
                status
                    .signal()
                    .and_then(|signal| u8::try_from(signal).ok())
                    .unwrap_or(0),
            ),
        }
    }
}

/// Ctrl-C reaches every program of a console by itself.
#[cfg(windows)]
mod windows {
    use tokio::signal::windows::ctrl_c;
    use tokio::sync::oneshot;

    use super::{Command, Ended, ExitStatus, io};

    /// A command that runs.
    pub(in super::super) struct Child {
        process: std::process::Child,
    }

    impl Child {
        /// Starts it.
        pub(in super::super) fn spawn(mut command: Command) -> io::Result<Self> {
            Ok(Child {
                process: command.spawn()?,
            })
        }

        /// Waits for its end.
        pub(in super::super) async fn ended(mut self) -> io::Result<Ended> {
            // Listened to, so that it does not end us before the command.
            let _interrupt = ctrl_c()?;
            let (tell, told) = oneshot::channel();
            std::thread::spawn(move || {
                // Nobody waits any more: nothing to tell.
                let _ = tell.send(self.process.wait());
            });
            told.await.map_err(io::Error::other)?.map(how)
        }
    }

    fn how(status: ExitStatus) -> Ended {
        Ended::With(u8::try_from(status.code().unwrap_or(1) & 0xff).unwrap_or(u8::MAX))
    }
}
