//! A server's process: stopped when its handle is dropped, and by the kernel should we be killed.

use std::process::{Child, Command};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process};

/// A running child. Its own thread starts it, because the kernel's "signal me when my parent dies" means the thread that
/// forked, and a test's or a runtime's thread may end before the server should; and the same thread alone signals and
/// reaps it, so that a recycled process number is never hit.
pub(crate) struct Process {
    stop: Option<Sender<()>>,
    keeper: Option<JoinHandle<()>>,
}

impl Process {
    /// Starts the command. `command` should die with its parent (see [`DIES_WITH_PARENT`]).
    pub(crate) fn spawn(mut command: Command) -> Result<Self> {
        let (report, started) = mpsc::channel();
        let (stop, stopped) = mpsc::channel::<()>();
        let keeper = std::thread::Builder::new().name("server keeper".into()).spawn(move || match command.spawn() {
            Err(error) => drop(report.send(Err(error))),
            Ok(mut child) => {
                drop(report.send(Ok(())));
                keep(&mut child, &stopped);
            }
        })?;
        started.recv().context("the server's keeper ended early")?.context("the server could not be started")?;
        Ok(Self { stop: Some(stop), keeper: Some(keeper) })
    }

    /// True until the child has ended by itself.
    pub(crate) fn is_running(&self) -> bool {
        self.keeper.as_ref().is_some_and(|keeper| !keeper.is_finished())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(keeper) = self.keeper.take() {
            drop(keeper.join());
        }
    }
}

/// Waits for the child's own end, or for the handle's.
fn keep(child: &mut Child, stopped: &mpsc::Receiver<()>) {
    while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(Duration::from_millis(50)) {
        if !matches!(child.try_wait(), Ok(None)) {
            return;
        }
    }
    // SIGQUIT is PostgreSQL's immediate shutdown: nothing in a throw-away cluster is worth a checkpoint. To MySQL and
    // MariaDB it is an ordinary one, of a second at most.
    if let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        let _ = kill_process(pid, Signal::QUIT);
    }
    drop(child.wait());
}

/// The words to put before a program so that it gets SIGQUIT when the thread that started it ends.
pub(crate) const DIES_WITH_PARENT: &[&str] =
    if cfg!(target_os = "linux") { &["setpriv", "--pdeathsig", "QUIT"] } else { &["env"] };

/// The same with SIGKILL, for a server that takes SIGQUIT for an orderly end: that lasts while the next test already clears
/// its folder away, and a server without its files may never come to its end.
pub(crate) const KILLED_WITH_PARENT: &[&str] =
    if cfg!(target_os = "linux") { &["setpriv", "--pdeathsig", "KILL"] } else { &["env"] };
