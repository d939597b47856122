//! Starts the demo clinic, or a MySQL or MariaDB for tests, and holds it: what `./dev demo`, `./dev run` and `./dev test` call.

use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Parser;
use gatehouse_testkit::{Mysql, MysqlFlavor, MysqlOptions, Postgres, PostgresOptions};
use tokio::signal::unix::{SignalKind, signal};

/// Start a private database server and hold it until a signal, or until the caller ends.
#[derive(Parser)]
#[command(name = "gatehouse-testkit")]
enum Arguments {
    /// Start a PostgreSQL with the demo clinic and write how to reach it into a folder.
    Demo {
        /// Gets server.json (all facts), ca.pem, password (of the read-only login) and url.
        #[arg(long)]
        out: PathBuf,
        /// The port to use if it is free.
        #[arg(long)]
        port: Option<u16>,
    },
    /// Start a private MariaDB for tests and write how to reach it into a folder.
    Mariadb {
        /// Gets server.json (all facts).
        #[arg(long)]
        out: PathBuf,
    },
    /// Start a private MySQL for tests and write how to reach it into a folder.
    Mysql {
        /// Gets server.json (all facts).
        #[arg(long)]
        out: PathBuf,
    },
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let (Arguments::Demo { out, .. } | Arguments::Mariadb { out } | Arguments::Mysql { out }) = &arguments;
    std::fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;
    // Listening begins before the server starts, so that a signal during the start also stops it.
    let ended = ended()?;
    tokio::select! {
        result = run(&arguments) => result,
        () = ended => Ok(()),
    }
}

async fn run(arguments: &Arguments) -> Result<()> {
    match arguments {
        Arguments::Demo { out, port } => hold(out, *port).await,
        Arguments::Mariadb { out } => hold_mysql(out, MysqlFlavor::MariaDb).await,
        Arguments::Mysql { out } => hold_mysql(out, MysqlFlavor::Mysql).await,
    }
}

async fn hold_mysql(out: &std::path::Path, flavor: MysqlFlavor) -> Result<()> {
    let Some(server) = Mysql::start(MysqlOptions { flavor, ..MysqlOptions::default() }).await? else {
        bail!("{} is not installed here", flavor.display_name());
    };
    // Last, because its arrival says that the server is ready.
    server.facts().write(&out.join("server.json"))?;
    writeln!(std::io::stdout(), "ready")?;
    std::future::pending().await
}

async fn hold(out: &std::path::Path, port: Option<u16>) -> Result<()> {
    let server = Postgres::start(PostgresOptions { port, ..PostgresOptions::default() }).await?;
    server.create_clinic("clinic").await?;
    server.publish(out, "clinic")?;
    writeln!(std::io::stdout(), "ready")?;
    std::future::pending().await
}

/// Completes on Ctrl-C, on SIGTERM, on SIGHUP, or when the process that started us is gone.
fn ended() -> Result<impl Future<Output = ()>> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    let parent = std::os::unix::process::parent_id();
    let orphaned = async move {
        while std::os::unix::process::parent_id() == parent {
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    };
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
            () = orphaned => {}
        }
    })
}
